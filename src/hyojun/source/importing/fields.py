"""Cells → field values of the model. What is written otherwise than the model wants is rewritten and
said so; what cannot be understood is said so too, and is a reason for refusal where it is required."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from hyojun.model import LENGTH, DataType, OutputCondition, Retirement

from ..files import _FORBIDDEN as FORBIDDEN
from .remarks import Notes, RemarkKind
from .workbook import Cell

_CIRCLES = "○〇◯⭕"
_CODE = re.compile(r"\D*\d{3}")
_ROMAJI = re.compile(r"[A-Za-z0-9_]+")
_WITHDRAWN = re.compile(r"（欠番）第([^版\n]+)版で廃止\n(.+?)(?:\n置換先：([^：]+))?", re.DOTALL)
"""状態 of a withdrawn entry as our own workbooks write it: the edition, the reason, the IDs in its place."""
_FIRST_ID = re.compile(r"\s*(\d+)(?:\s.*)?")


class Fields(NamedTuple):
    """Reads the cells of one sheet."""

    sheet: str
    notes: Notes

    def text(self, cell: Cell | None) -> str | None:
        """Text with its line breaks; without characters nobody can see, and without a final break."""
        if cell is None:
            return None
        self.notes.used(self.sheet, cell.address)
        text = cell.text.replace("\r\n", "\n").replace("\r", "\n")
        if hidden := dict.fromkeys(FORBIDDEN.findall(text)):
            codes = "、".join(f"U+{ord(c):04X}" for c in hidden)
            self._rewritten(cell, f"画面に見えない文字（{codes}）を取り除きました。")
            text = FORBIDDEN.sub("", text)
        bare = text.rstrip("\n")
        if bare.strip() and bare != text:
            self._rewritten(cell, "末尾の改行を取り除きました。")
        if not bare.strip():
            self._unread(cell, "空白だけのセルです。空として扱いました。")
            return None
        return bare

    def line(self, cell: Cell | None) -> str | None:
        """Text on one line."""
        text = self.text(cell)
        if cell is None or text is None:
            return None
        flat = re.sub(r"\s*\n\s*", "", text).strip()
        if flat != text:
            self._rewritten(cell, "改行と前後の空白を取り除いて1行にしました。")
        return flat

    def mark(self, cell: Cell | None) -> str | None:
        """○ or nothing."""
        text = self.line(cell)
        if cell is None or text is None:
            return None
        if text not in _CIRCLES:
            self._unread(cell, "「○」でも空欄でもありません。空欄として扱いました。")
            return None
        if text != "○":
            self._rewritten(cell, f"「{text}」（U+{ord(text[0]):04X}）を「○」（U+25CB）に改めました。")
        return "○"

    def data_type(self, cell: Cell | None) -> str | None:
        """データ型 with the official letters: full-width Ｎ, the others half-width."""
        return self._choice(cell, DataType, "データ型")

    def output(self, cell: Cell | None) -> str | None:
        return self._choice(cell, OutputCondition, "データ出力条件")

    def length(self, cell: Cell | None) -> str | None:
        text = self.line(cell)
        if cell is None or text is None:
            return None
        narrow = unicodedata.normalize("NFKC", text).replace(" ", "").replace("、", ",")
        if not re.match(LENGTH, narrow):
            self._unread(cell, "桁数を整数又は「n,m」の形として読めません。空欄として扱いました。")
            return None
        if narrow != text:
            self._rewritten(cell, f"桁数を「{narrow}」に改めました。")
        return narrow

    def repeat(self, cell: Cell | None) -> str | None:
        text = self.line(cell)
        if cell is None or text is None:
            return None
        narrow = unicodedata.normalize("NFKC", text)
        if not re.fullmatch(r"[1-9]\d*", narrow):
            self._unread(cell, "繰り返しを回数（整数）として読めません。空欄として扱いました。")
            return None
        if narrow != text:
            self._rewritten(cell, f"繰り返しを「{narrow}」に改めました。")
        return narrow

    def code(self, cell: Cell | None) -> str | None:
        """コードID: three digits, perhaps after the name of a 業務."""
        text = self.line(cell)
        if cell is None or text is None:
            return None
        if cell.is_number and text.isdigit() and len(text) < 3:
            text = text.zfill(3)
            self._rewritten(cell, f"数値として入っているコードIDの先頭に0を補い「{text}」としました。")
        elif not _CODE.fullmatch(text) and _CODE.fullmatch(narrow := unicodedata.normalize("NFKC", text)):
            text = narrow
            self._rewritten(cell, f"コードIDを「{text}」に改めました。")
        if not _CODE.fullmatch(text):
            self._unread(cell, "コードIDを3桁の数字として読めません。空欄として扱いました。")
            return None
        return text

    def group_id(self, cell: Cell | None) -> str | None:
        text = self.line(cell)
        if cell is None or text is None or (len(text) == 6 and text.isascii() and text.isdigit()):
            return text
        self._unread(cell, "グループIDを6桁の数字として読めません。空欄として扱いました。")
        return None

    def item_id(self, cell: Cell | None) -> str | None:
        """The ID of a data item, perhaps followed by its name."""
        text = self.line(cell)
        if cell is None or text is None:
            return None
        found = _FIRST_ID.fullmatch(unicodedata.normalize("NFKC", text))
        if found and len(found[1]) == 8:
            return found[1]
        self._unread(cell, "データ項目IDを8桁の数字として読めません。空欄として扱いました。")
        return None

    def retirement(self, cell: Cell | None) -> Retirement | None:
        """状態: （欠番）第2.0版で廃止, the reason, 置換先：IDs with their names; a 仮番号 needs no reading."""
        text = self.text(cell)
        if cell is None or text is None:
            return None
        if (found := _WITHDRAWN.fullmatch(text)) is None:
            if text != "仮番号" and not text.startswith("置換元："):
                self._unread(
                    cell, "状態を「（欠番）第○版で廃止」と理由として読めません。空欄として扱いました。"
                )
            return None
        ids = [i[1] for line in (found[3] or "").splitlines() if (i := _FIRST_ID.fullmatch(line))]
        return Retirement.model_validate({"版": found[1], "理由": found[2], "置換先": ids})

    def romaji(self, cell: Cell | None) -> str | None:
        text = self.line(cell)
        if cell is None or text is None or _ROMAJI.fullmatch(text):
            return text
        narrow = unicodedata.normalize("NFKC", text).replace(" ", "")
        if _ROMAJI.fullmatch(narrow):
            self._rewritten(cell, f"ローマ字を「{narrow}」に改めました。")
            return narrow
        self.notes.trouble(
            f"ローマ字「{text}」に使えない文字があります。半角の英数字と「_」だけにしてください。",
            self.sheet,
            cell.address,
        )
        return None

    def _choice(self, cell: Cell | None, choices: type[StrEnum], name: str) -> str | None:
        text = self.line(cell)
        if cell is None or text is None:
            return None
        wanted = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
        found = next((c.value for c in choices if unicodedata.normalize("NFKC", c.value) == wanted), None)
        if found is None:
            allowed = "、".join(c.value for c in choices)
            message = f"{name}「{text}」は使えません。{allowed} のどれかにしてください。"
            self.notes.trouble(message, self.sheet, cell.address)
        elif found != text:
            self._rewritten(cell, f"{name}「{text}」を公式の表記「{found}」に改めました。")
        return found

    def _rewritten(self, cell: Cell, message: str) -> None:
        self.notes.aside(RemarkKind.REWRITTEN, message, self.sheet, cell.address, cell.text)

    def _unread(self, cell: Cell, message: str) -> None:
        self.notes.remark(RemarkKind.UNREAD, message, self.sheet, cell.address, cell.text)
