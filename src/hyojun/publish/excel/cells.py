"""Rows of a sheet as plain values, and what Excel cannot hold: refused by name, never cut."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from ..problems import CannotPublish
from ..spreadsheet import illegal

Cell = str | int | float | date | None
"""Text, a number that is a number in the model, a day, or nothing."""


class ExcelError(CannotPublish):
    """A workbook cannot be written; the message says what to change, in Japanese."""


class Target(NamedTuple):
    """Where a link inside a workbook leads to."""

    sheet: str
    row: int
    """Of the table of the sheet, from 0."""


class Row(NamedTuple):
    """One row: what it is about, and a cell per content name (`名/区分` where columns are several)."""

    subject: str
    cells: Mapping[str, Cell]
    retired: bool = False
    """Of a withdrawn entry: struck, and paler than what holds."""
    links: Mapping[str, Target] = MappingProxyType({})
    """Content name → where its cell leads to."""


class Table(NamedTuple):
    """The rows of one sheet."""

    rows: tuple[Row, ...]
    variants: Mapping[str, tuple[str, ...]] = {}
    """Contents that are several columns, and which; an empty tuple leaves the column out."""


LONGEST = 32_767
"""Excel counts UTF-16 units: 𠮷 is two."""


def utf16_length(text: str) -> int:
    return len(text) + sum(ch > "\uffff" for ch in text)


def checked(text: str, subject: str, header: str) -> str:
    """The text itself, or ExcelError where a cell cannot hold it as it is."""
    if len(text) * 2 > LONGEST and (length := utf16_length(text)) > LONGEST:
        raise ExcelError(
            f"{subject}の「{header}」は{length:,}字あり、Excel の一つのセルに入る{LONGEST:,}字を超えます。分けて書いてください。"
        )
    if found := illegal(text):
        raise ExcelError(
            f"{subject}の「{header}」の{found.start() + 1}文字目に、Excel で表せない文字（U+{ord(found[0]):04X}）があります。"
            "消してください。"
        )
    return text
