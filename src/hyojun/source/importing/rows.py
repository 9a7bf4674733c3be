"""Rows of a table of any kind → values by content, read as the profile says; the places they came from."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

from hyojun.model import ID_SHAPES, Kind, Retirement

from ..days import day_of, day_of_serial
from .fields import Fields
from .item_sheet import lost, stray, struck_by_us
from .profile import ColumnWords, How, ImportProfile, TableWords
from .remarks import Notes, RemarkKind
from .tables import Table, word
from .workbook import Cell, Sheet

_ID_KINDS = {
    "機能ID": Kind.FUNCTION,
    "機能": Kind.FUNCTION,
    "帳票ID": Kind.FORM,
    "帳票": Kind.FORM,
    "データ項目ID": Kind.DATA_ITEM,
    "データ項目": Kind.DATA_ITEM,
    "連携ID": Kind.LINKAGE,
    "連携": Kind.LINKAGE,
    "対になる連携": Kind.LINKAGE,
}
_DIGITS = {Kind.FUNCTION: 7, Kind.FORM: 7, Kind.DATA_ITEM: 8}
_PARTS = {Kind.FUNCTION: (3, 4), Kind.FORM: (3, 4), Kind.DATA_ITEM: (3, 5), Kind.LINKAGE: (3, 4)}
_NONE = frozenset(("", "-", "－", "―", "—", "‐", "なし", "無し", "未定", "新規", "未採番"))
_ID = re.compile(r"[0-9]{3}[a-z]?(?:[0-9]{3,5}|仮[0-9]{1,4})")
_REPLACES = "置換元："
_NO_DAY = frozenset(("-", "－", "―", "—", ""))
_LONGEST_LEVEL = 60


class Record(NamedTuple):
    """A row that stands for something, as it was read."""

    values: dict[str, Any]
    """By content; what the row does not say is absent."""
    cells: dict[str, Cell]
    """By content; also of what was not understood, which is told."""
    levels: dict[str, str]
    """The headings the row stands under, from the top, by content."""
    sheet: str
    row: int
    cell: str
    """Where the row begins, for messages."""
    merged: bool = False
    """Its ID is that of the row above, merged with it."""
    number: str = ""
    """項番 of its heading, as our own workbooks write it; in others it may count anything."""

    def at(self, content: str) -> str:
        """Address of what a content was read from; of the row where it says nothing."""
        return self.cells[content].address if content in self.cells else self.cell


class Rows:
    """Reads the rows of one table."""

    def __init__(self, sheet: Sheet, table: Table, words: TableWords, profile: ImportProfile, notes: Notes):
        self.sheet, self.table, self.words, self.profile, self.notes = sheet, table, words, profile, notes
        self.fields = Fields(sheet.title, notes)
        self.main = [n for content in words.main for n in table.columns.get(content, ())]
        self.levels = [c.content for c in words.columns if c.how is How.LEVEL and c.content in table.columns]
        self.above: dict[str, str] = {}
        self.carried: dict[str, Any] = {}

    def records(self) -> Iterator[Record]:
        """One a row; rows of headings only are records without values."""
        for row in self.table.body(self.sheet):
            own = list(self.sheet.in_row(row))
            if not own:
                continue  # it only goes on with cells merged from above
            if self._repeats_header(own):
                for cell in own:
                    self._say(RemarkKind.LEGEND, "見出しの繰り返しです。", cell)
            elif any(c.column in self.main for c in own):
                yield self._record(row, own)
                self._beside(own)
            elif self._is_heading(own):
                self._levels(row)
                yield Record({}, {}, dict(self.above), self.sheet.title, row, own[0].address)
                self._beside(own)
            else:
                for cell in (c for c in own if not self.notes.is_used(self.sheet.title, c.address)):
                    self._say(*stray(cell.text), cell)

    def _repeats_header(self, own: list[Cell]) -> bool:
        same = 0
        for cell in own:
            head = self.sheet.at(self.table.top, cell.column)
            # Most rows differ in the first letter, which saves comparing them in full.
            same += bool(head and head.text[:1] == cell.text[:1] and word(head.text) == word(cell.text))
        return same >= 2

    def _is_heading(self, own: list[Cell]) -> bool:
        columns = {n for content in self.levels for n in self.table.columns[content]}
        held = [c for c in own if c.column in columns]
        return bool(held) and all(len(c.text) <= _LONGEST_LEVEL and c.text[:1] not in "※（(注" for c in held)

    def _record(self, row: int, own: list[Cell]) -> Record:
        self._levels(row)
        values: dict[str, Any] = {}
        cells: dict[str, Cell] = {}
        merged = False
        number = ""
        for content in self.table.columns:
            column = self.words.column(content)
            if column.how is How.LEVEL:
                self._mark(row, content)
                if level := self._cell(row, content):
                    cells[content] = level
                continue
            cell = self._cell(row, content)
            if column.how is How.SKIP:
                self._mark(row, content)
                number = cell.text if cell and content == "項番" else number
                continue
            value = self._value(content, column, cell, row)
            if cell and cell.text:
                cells[content] = cell
            if cell and value is not None:
                merged = merged or (column.how is How.ID and cell.row < row and not column.carried)
            if column.carried:
                self._carry(content, value, values)
            elif value is not None:
                values[content] = value
        values |= {k: v for k, v in self.carried.items() if k not in self.table.columns}
        if values.get("状態"):
            state = values.pop("状態")
            values |= state
            if "廃止" in state:
                struck_by_us(self.sheet, row, self.notes)
        main = next((c for c in own if c.column in self.main), own[0])
        return Record(values, cells, dict(self.above), self.sheet.title, row, main.address, merged, number)

    def _carry(self, content: str, value: Any, values: dict[str, Any]) -> None:
        """Blank below a value means the same again; a new value ends what stood under the one before."""
        if value is not None:
            if value != self.carried.get(content):
                later = list(self.table.columns)[list(self.table.columns).index(content) + 1 :]
                for each in later:
                    self.carried.pop(each, None)
            self.carried[content] = value
        if content in self.carried:
            values[content] = self.carried[content]

    def _levels(self, row: int) -> None:
        """A level that is written here ends those below it; where a higher one is repeated, blank is none."""
        changed = False
        for content in self.levels:
            cell = self._cell(row, content)
            text = self.fields.line(cell)
            here = bool(cell and cell.row == row)
            if text is None:
                if changed:
                    self.above.pop(content, None)
                continue
            changed = changed or here
            self.above[content] = text

    def _cell(self, row: int, content: str) -> Cell | None:
        cells = [c for n in self.table.columns[content] if (c := self.sheet.at(row, n))]
        return cells[0] if cells else None

    def _mark(self, row: int, content: str) -> None:
        for n in self.table.columns[content]:
            if cell := self.sheet.at(row, n):
                self.notes.used(self.sheet.title, cell.address)

    def _value(self, content: str, column: ColumnWords, cell: Cell | None, row: int) -> Any:
        read = self.fields
        match column.how:
            case How.TEXT:
                return read.text(cell)
            case How.LINE | How.KEY:
                return read.line(cell)
            case How.CLASS:
                return self._class(cell)
            case How.ID:
                return self._id(content, row)
            case How.IDS:
                return self._ids(content, cell)
            case How.LINES:
                return [s for line in (read.text(cell) or "").split("\n") if (s := line.strip())] or None
            case How.PAIRS:
                return self._pairs(cell)
            case How.DAY:
                return self._day(cell)
            case How.NUMBER:
                return self._number(column, cell)
            case How.MEASURE:
                return self._measure(column, cell)
            case How.CHOICE:
                return self._choice(column, cell)
            case How.STATE:
                return self._state(cell)
            case How.CITED:
                name, _, edition = (read.line(cell) or "").rpartition(" ")
                return ({"名称": name, "版": edition} if name else {"名称": edition}) if edition else None
        return None

    def _class(self, cell: Cell | None) -> str | None:
        text = self.fields.line(cell)
        if cell is None or text is None:
            return None
        found = self.profile.class_of.get(word(text))
        if found is None:
            known = "、".join(dict.fromkeys(w for words in self.profile.classes.values() for w in words[:2]))
            self.notes.trouble(
                f"実装類型「{text}」の意味が分かりません（分かるのは {known} など）。"
                "直すか、様式のファイルの「実装類型」に書き足してください。",
                self.sheet.title,
                cell.address,
            )
        return found

    def _id(self, content: str, row: int) -> str | None:
        kind = _ID_KINDS[content]
        columns = self.table.columns[content]
        cells = list(dict.fromkeys(c for n in columns if (c := self.sheet.at(row, n))))
        parts = [self.fields.line(c) or "" for c in cells]
        if len(parts) == 2 and len(parts[0]) <= 3:
            widths = _PARTS[kind]
            parts = [p.zfill(w) if p.isdecimal() else p for p, w in zip(parts, widths, strict=True)]
        written = "".join(parts)
        plain = unicodedata.normalize("NFKC", written).replace(" ", "")
        if not cells or plain in _NONE:
            return None
        if cells[0].is_number and plain.isdecimal() and len(cells) == 1:
            plain = plain.zfill(_DIGITS.get(kind, 0))
        if found := re.match(ID_SHAPES[kind].rstrip("$") + r"(?![0-9])", plain):
            plain = found[0]
        else:
            self.notes.trouble(
                f"{content}「{written}」の桁が違います。直すか、まだ番号が無いものは空欄にしてください。",
                self.sheet.title,
                cells[0].address,
            )
            return None
        if plain != "".join(c.text for c in cells) and not cells[0].text.startswith(plain):
            self._aside(
                RemarkKind.REWRITTEN, f"{content}の桁又は文字幅を改めて「{plain}」としました。", cells[0]
            )
        return plain

    def _ids(self, content: str, cell: Cell | None) -> list[str] | None:
        """IDs, one or more a line, each perhaps followed by its name."""
        text = self.fields.text(cell)
        if cell is None or text is None:
            return None
        pattern = re.compile(ID_SHAPES[_ID_KINDS[content]].strip("^$") + r"(?![0-9])")
        found: list[str] = []
        for line in unicodedata.normalize("NFKC", text).split("\n"):
            ids = [m[0] for part in re.split(r"[、,;\s]+", line) if (m := pattern.match(part))]
            if not ids and line.strip() and line.strip() not in _NONE:
                self._say(
                    RemarkKind.UNREAD,
                    f"「{line.strip()}」に{content}の番号がありません。読み取っていません。",
                    cell,
                )
            found += ids
        return list(dict.fromkeys(found)) or None

    def _pairs(self, cell: Cell | None) -> dict[str, str] | None:
        """左 → 右, or 左：右, one a line."""
        found = {}
        for line in (self.fields.text(cell) or "").split("\n"):
            left, _, right = line.partition(" → ") if " → " in line else line.partition("：")
            if left.strip() and right.strip():
                found[left.strip()] = right.strip()
            elif cell and line.strip():
                self._say(RemarkKind.UNREAD, f"「{line.strip()}」を組として読めません。", cell)
        return found or None

    def _day(self, cell: Cell | None) -> dict[str, str] | None:
        """適合基準日: one for all (key empty), then 団体区分：day, a line each."""
        found = {}
        for line in (self.fields.text(cell) or "").split("\n"):
            body, _, text = line.rpartition("：")
            plain = text.strip()
            if cell is None or plain in _NO_DAY:
                continue
            serial = day_of_serial(plain) if cell.is_number else None
            day = serial or day_of(plain)
            if day is not None:
                found[body.strip()] = day.isoformat()
                if day.isoformat() != plain:
                    said = "日付の値（数値）" if serial else f"「{plain}」"
                    self._aside(RemarkKind.REWRITTEN, f"{said}を {day.isoformat()} と読み取りました。", cell)
            elif plain == "未定" or plain.endswith("施行日"):
                found[body.strip()] = plain
            else:
                self._say(
                    RemarkKind.UNREAD, f"「{plain}」を日付として読めません。空欄として扱いました。", cell
                )
        return found or None

    def _number(self, column: ColumnWords, cell: Cell | None) -> int | None:
        text = self.fields.line(cell)
        if cell is None or text is None or text in _NONE:
            return None
        plain = re.sub(r"(文字|桁|行)?(以内)?$", "", unicodedata.normalize("NFKC", text).strip())
        if plain.isdecimal() and int(plain) > 0:
            return int(plain)
        message = f"{column.content}を整数として読めません。空欄として扱いました。"
        self._say(RemarkKind.UNREAD, message, cell)
        return None

    def _measure(self, column: ColumnWords, cell: Cell | None) -> float | None:
        text = self.fields.line(cell)
        if cell is None or text is None:
            return None
        plain = unicodedata.normalize("NFKC", text)
        if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", plain):
            return float(plain)
        message = f"{column.content}を数として読めません。空欄として扱いました。"
        self._say(RemarkKind.UNREAD, message, cell)
        return None

    def _choice(self, column: ColumnWords, cell: Cell | None) -> Any:
        text = self.fields.line(cell)
        if cell is None or text is None or text in _NONE:
            return None
        if (value := column.value_of.get(word(text))) is not None:
            if text not in (value, "可", "不可"):
                self._aside(RemarkKind.REWRITTEN, f"「{text}」を「{value}」と読み取りました。", cell)
            return {"true": True, "false": False}.get(value, value)
        self._say(
            RemarkKind.UNREAD, f"{column.content}の「{text}」は分かりません。空欄として扱いました。", cell
        )
        return None

    def _state(self, cell: Cell | None) -> dict[str, Any] | None:
        """状態 as our own workbooks write it: 仮番号, 欠番 with its reason, 置換元."""
        text = self.fields.text(cell)
        if cell is None or text is None:
            return None
        found: dict[str, Any] = {}
        rest: list[str] = []
        replaces: list[str] = []
        for line in text.split("\n"):
            if line.startswith(_REPLACES) or (replaces and _ID.match(line)):
                replaces.append(line.removeprefix(_REPLACES).split(" ")[0])
            elif line != "仮番号":
                rest.append(line)
        if replaces:
            found["置換元"] = replaces
        if rest:
            only = cell._replace(text="\n".join(rest))
            retired: Retirement | None = self.fields.retirement(only)
            if retired:
                found["廃止"] = retired.plain()
        return found or None

    def _beside(self, own: list[Cell]) -> None:
        """Cells of a row that are in no known column."""
        for cell in own:
            if cell.column in self.table.unknown:
                self._say(*lost(self.table.unknown[cell.column]), cell)
            elif not self.notes.is_used(self.sheet.title, cell.address):
                self._say(*stray(cell.text), cell)

    def _say(self, kind: RemarkKind, message: str, cell: Cell) -> None:
        self.notes.remark(kind, message, self.sheet.title, cell.address, cell.text)

    def _aside(self, kind: RemarkKind, message: str, cell: Cell) -> None:
        self.notes.aside(kind, message, self.sheet.title, cell.address, cell.text)
