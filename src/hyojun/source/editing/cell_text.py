"""What the text of a cell is, whatever a spreadsheet made of it: recognised where it is certain, else refused."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from ..expected import Expected
from ..importing.numbers import shown
from .grid import Cell

_LONGEST_ID = 12
"""Digits up to which lost zeros are looked for."""


class Said(NamedTuple):
    """The text of a cell; or why there is none, and what stands there."""

    text: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    """Each a sentence, and what stands in the cell."""
    refusal: str = ""
    value: str = ""


def said(cell: Cell, expected: Expected, was: Callable[[str], bool]) -> Said:
    """Read one cell. `was`: whether a text is the one that the cell had when the book was written."""
    notes: list[tuple[str, str]] = []
    if cell.comment:
        notes.append(("セルのコメントは読み取りませんでした。", cell.comment[:60]))
    if cell.value == "" and cell.kind == "value":
        return Said("", tuple(notes))
    if cell.is_struck:
        notes.append(("取り消し線が付いています。線は読まず、文字をそのまま読みました。", ""))
    found = _said(cell, expected, was)
    return found._replace(notes=(*notes, *found.notes)) if notes else found


def _said(cell: Cell, expected: Expected, was: Callable[[str], bool]) -> Said:
    value = cell.value
    if cell.kind == "formula":
        return Said(refusal="数式が入っています。値に直してください。", value=str(value))
    if cell.kind == "error":
        return Said(refusal="Excel のエラー値です。値を書き直してください。", value=str(value))
    if isinstance(value, str):
        if "\r" not in value and not value.endswith("\n"):
            return Said(value)
        return Said(value if was(value) else value.replace("\r\n", "\n").rstrip("\n"))
    if isinstance(value, bool):
        text = "true" if value else "false"
        if was(text) or expected.stands_plain(text):
            return Said(text)
        return Said(refusal="論理値（TRUE・FALSE）になっています。文字で書き直してください。", value=text)
    if isinstance(value, int | float):
        return _number(shown(value, cell.number_format).text, expected, was)
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
