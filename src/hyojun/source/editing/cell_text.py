"""What the text of a cell is, whatever a spreadsheet made of it: recognised where it is certain, else refused."""

import re
from collections.abc import Callable, Container
from datetime import date
from typing import Any, NamedTuple

from openpyxl.cell.rich_text import CellRichText

from ..expected import Expected
from ..importing.numbers import shown
from ..importing.workbook import is_struck

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LONGEST_ID = 12
"""Digits up to which lost zeros are looked for."""


class Said(NamedTuple):
    """The text of a cell; or why there is none, and what stands there."""

    text: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    """Each a sentence, and what stands in the cell."""
    refusal: str = ""
    value: str = ""


def plain(value: Any) -> str:
    """A value as text, with the characters that XML cannot hold."""
    text = str(value)
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def said(cell: Any, expected: Expected, was: Callable[[str], bool], strikes: Container[int] = ()) -> Said:
    """Read one cell.

    `was`: whether a text is the one that the cell had when the book was written; `strikes`: numbers of the
    fonts of the book that strike through.
    """
    may_be_struck = isinstance(cell.value, CellRichText) or cell._style.fontId in strikes
    notes: list[tuple[str, str]] = []
    if cell.comment:
        notes.append(("セルのコメントは読み取りませんでした。", str(cell.comment.text or "")[:60]))
    value = cell.value
    if value is None or value == "":
        return Said("", tuple(notes))
    if may_be_struck and is_struck(cell, value):
        notes.append(("取り消し線が付いています。線は読まず、文字をそのまま読みました。", ""))
    found = _said(cell, value, expected, was)
    return found._replace(notes=(*notes, *found.notes))


def _said(cell: Any, value: Any, expected: Expected, was: Callable[[str], bool]) -> Said:
    if cell.data_type == "f":
        return Said(refusal="数式が入っています。値に直してください。", value=plain(value))
    if cell.data_type == "e":
        return Said(refusal="Excel のエラー値です。値を書き直してください。", value=plain(value))
    if isinstance(value, str | CellRichText):
        exact = plain(value)
        if "\r" not in exact and not exact.endswith("\n"):
            return Said(exact)
        return Said(exact if was(exact) else exact.replace("\r\n", "\n").rstrip("\n"))
    if isinstance(value, bool):
        text = "true" if value else "false"
        if was(text) or expected.stands_plain(text):
            return Said(text)
        return Said(refusal="論理値（TRUE・FALSE）になっています。文字で書き直してください。", value=text)
    if isinstance(value, int | float):
        return _number(shown(value, str(cell.number_format or "General")).text, expected, was)
    text = shown(value, "").text
    if isinstance(value, date) and (was(text) or expected.stands_plain(text)):
        return Said(text, (("日付の値を YYYY-MM-DD の形で読みました。", text),))
    if isinstance(value, date):
        message = "日付に変わっています。元の文字が分からないので、文字として書き直してください。"
        return Said(refusal=message, value=text)
    return Said(refusal="文字ではない値です。文字として書き直してください。", value=text)


def _number(text: str, expected: Expected, was: Callable[[str], bool]) -> Said:
    """A number where text was: what it must have been, or refused."""
    padded = [text, *(text.zfill(n) for n in range(len(text) + 1, _LONGEST_ID + 1))]
    if known := next((p for p in padded if was(p)), None):
        lost = (f"先頭の0が失われていました。元の値 {known} とみなしました。", text)
        return Said(known, () if known == text else (lost,))
    if expected.stands_plain(text):
        return Said(text)
    fitting = [p for p in padded if expected.takes(p)]
    if len(fitting) == 1:
        became = (f"数値になっていました。{fitting[0]} とみなしました。", text)
        return Said(fitting[0], () if fitting[0] == text else (became,))
    message = "数値になっています。先頭の0などが失われていないか確かめ、文字列として書き直してください。"
    return Said(refusal=message, value=text)
