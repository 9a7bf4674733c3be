"""What was imported as source files: which document it belongs to, and what it is called there."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from hyojun.model import EDITION as EDITION_LABEL
from hyojun.model import RegisteredBusiness

from ..business_reader import HEAD
from ..days import day_of
from ..formatting import formatted
from ..scaffold import ministry
from ..schema import SpecFile
from ..yaml_writer import to_yaml
from .naming import file_name, unused
from .official import Imported
from .remarks import ImportProblem
from .statements import Entry

DATA, FUNCTIONS = "データ", "機能"
"""Short names of the two documents of a 業務: 法7条 and 法6条."""
PUBLISHER = "デジタル庁"
EDITION = "0.1"
CODES = "コード"

_OF_DATA = frozenset(("連携", "文字要件"))
"""Keys of source files that belong to the document of データ, beside groups and codes."""
_FOLDERS = {"見出し": ("機能", "題名"), "帳票": ("帳票", "帳票名称")}
"""Keys whose rows have a file each: its folder, and what it is named after."""


class Edition(NamedTuple):
    """What a new document says of its edition."""

    number: str = EDITION
    day: date | None = None
    released: bool = False

    @property
    def status(self) -> str:
        return "公表" if self.released else "案"

    @property
    def told(self) -> str:
        """What was filled in, in words."""
        day = f"「{self.day.isoformat()}」" if self.day else "無し"
        return (
            f"版を「{self.number}」、状態を「{self.status}」、年月日を{day}、改定履歴の概要を「{self.summary}」としました。"
            f"違うときは {HEAD} を直してください。"
        )

    @property
    def summary(self) -> str:
        """The 概要 of its 改定履歴 until somebody writes what it is; it is printed, so it names no file."""
        return "公表" if self.released else "新規作成"

    def plain(self) -> dict[str, Any]:
        """As 業務.yaml declares it."""
        day = {"年月日": self.day.isoformat()} if self.day else {}
        history = [{"版": self.number, **day, "概要": self.summary}]
        return {"版": self.number, "状態": self.status, **day, "改定履歴": history}


def stated_edition(number: str | None, day: str | None, released: bool) -> Edition:
    """What a person says of the edition; raises ImportProblem for what is none."""
    if number is not None and not re.fullmatch(EDITION_LABEL, number):
        raise ImportProblem(f"版「{number}」の書き方が正しくありません。1.0 のように書いてください。")
    if released and (number is None or "案" in number):
        raise ImportProblem(
            "公表された版として取り込むときは、--edition 1.0 のように、案でない版を指定してください。"
        )
    found = day_of(day) if day else None
    if day and found is None:
        raise ImportProblem(f"年月日「{day}」を読めません。2026-03-25 又は R8.3.25 のように書いてください。")
    return Edition(number or EDITION, found, released)


class NewDocument(NamedTuple):
    """A document that takes what was imported."""

    name: str
    title: str
    publisher: str
    files: dict[str, str]
    """Path below the folder of the 業務 → YAML, in reading order."""
    contents: tuple[str, ...]
    """Keys of source files that are in it."""

    def entry(self, imported: Imported, edition: Edition) -> dict[str, Any]:
        """As 業務.yaml declares it."""
        found = {
            "文書": self.name,
            "題名": self.title,
            "発行者": self.publisher,
            **edition.plain(),
        }
        if self.name == FUNCTIONS and imported.collected.conformance:
            found["適合基準日"] = imported.collected.conformance
        return {**found, "構成": list(self.files)}


def documents_of(
    imported: Imported, registered: RegisteredBusiness | None, there: Iterable[str] = ()
) -> tuple[NewDocument, ...]:
    """The documents with something in them. `there`: files that the folder of the 業務 has already."""
    name = registered.name if registered else imported.business
    system = registered.system if registered else imported.business
    taken = {name.removesuffix(".yaml").casefold() for name in there}
    data, functions = _data_files(imported, taken), _function_files(imported, taken)
    entries = imported.collected.entries
    of_data = [k for k in entries if k in _OF_DATA]
    held = ["データグループ"] * bool(imported.groups) + ["コード一覧"] * bool(imported.code_lists)
    found = (
        NewDocument(
            FUNCTIONS,
            imported.title if imported.title and not imported.groups else f"{system}標準仕様書",
            ministry(registered, date.max) if registered else "（所管府省）",
            functions,
            tuple(k for k in entries if k not in _OF_DATA),
        ),
        NewDocument(
            DATA,
            imported.title
            if imported.title and imported.groups
            else f"{name}　データ要件・連携要件標準仕様書",
            PUBLISHER,
            data,
            (*held, *of_data),
        ),
    )
    return tuple(document for document in found if document.files)


def _function_files(imported: Imported, taken: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, rows in imported.collected.entries.items():
        if key in _OF_DATA:
            continue
        folder, title = _FOLDERS.get(key, ("", ""))
        if not folder:
            found[f"{unused(key, taken)}.yaml"] = _text({key: rows})
            continue
        before = sum(name.startswith(f"{folder}/") for name in taken)
        for number, row in enumerate(rows, before + 1):
            name = unused(f"{folder}/{file_name(f'{number}-{row.get(title, folder)}', set())}", taken)
            found[f"{name}.yaml"] = _text({key: [row]})
    return found


def _data_files(imported: Imported, taken: set[str]) -> dict[str, str]:
    found = {}
    of_codes = unused(f"{DATA}/{CODES}", taken)
    for group in imported.groups:
        name = unused(f"{DATA}/{file_name(group.name, set())}", taken)
        found[f"{name}.yaml"] = _text({"データグループ": [group.plain()]})
    if imported.code_lists:
        found[f"{of_codes}.yaml"] = _text({"コード一覧": [c.plain() for c in imported.code_lists]})
    for key in sorted(_OF_DATA & imported.collected.entries.keys()):
        found[f"{unused(key, taken)}.yaml"] = _text({key: imported.collected.entries[key]})
    return found


def _text(content: dict[str, list[Entry]]) -> str:
    text = to_yaml(SpecFile.model_validate(content).plain())
    return formatted(text, SpecFile, "").text or text


def look_of(imported: Imported) -> str:
    """What the workbooks of the 業務 take from the publisher: its legends, word for word; nothing without any."""
    legends = (("列項目説明", imported.columns_legend), ("データ型の説明", imported.types_legend))
    words = {
        key: [
            {"名称": line.name, "内容": line.text, **({"備考": line.note} if line.note else {})}
            for line in lines
        ]
        for key, lines in legends
        if lines
    }
    return (
        f"# 「{imported.file}」の凡例。この業務の Excel は、これをそのまま載せる。\n{to_yaml(words)}"
        if words
        else ""
    )
