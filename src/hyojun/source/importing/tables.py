"""Finding a table in a sheet by the words of its header, wherever it stands.

A header has one or two rows. In a two-row header the upper word covers the columns to its right
until the next upper word, merged or not: official sheets centre it over the columns instead.
"""

import re
from collections.abc import Container, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from hyojun.model import squeezed

from .workbook import Cell, Sheet

_LONGEST = 40
"""No header is longer; saves comparing whole paragraphs."""
_DEEPEST = 300
"""Rows with something in them that are looked at for a header."""
_ANY = "＊"
"""In a header: any word; in its field, that word is put in its place."""
_BESIDE = re.compile(r"\([^()]*\)|[※*]\d*$")
"""What people add to a header: （◎・○・×）, ※1."""


class Table(NamedTuple):
    """A header that was found: which column holds which field."""

    top: int
    bottom: int
    """Last row of the header."""
    columns: Mapping[str, tuple[int, ...]]
    """Field → its columns; several where the header is merged over them."""
    unknown: Mapping[int, Cell]
    """Columns with a header that means nothing here, or repeats another."""
    left_out: frozenset[int] = frozenset()
    """Columns that a person said are not to be read."""

    @property
    def all_columns(self) -> frozenset[int]:
        return frozenset(self.unknown) | self.left_out | {c for them in self.columns.values() for c in them}

    def body(self, sheet: Sheet) -> Iterator[int]:
        """Rows below the header that hold something."""
        return (row for row in sheet.rows if row > self.bottom)

    def header_cells(self, sheet: Sheet) -> Iterator[Cell]:
        """The cells that make up the header."""
        for row in range(self.top, self.bottom + 1):
            yield from (cell for cell in sheet.in_row(row) if cell.column in self.all_columns)


def word(text: str) -> str:
    """A header text for comparison: no width, case or white space."""
    return squeezed(text).casefold()


def find_table(sheet: Sheet, words: Mapping[str, str], least: int, loose: bool = False) -> Table | None:
    """The first table whose header has at least `least` of the words.

    `words`: header → field; `upper/lower` for the lower row of a two-row header, `upper/＊` for any lower one.
    `loose`: what stands in brackets in a header may be missing from its word.
    """
    known = {word(w): field for w, field in words.items()}
    upper = {w.partition("/")[0] for w in known}
    for row in islice(sheet.rows, _DEEPEST):
        if sum(bool(_known(c.text, upper, loose)) for c in sheet.in_row(row)) >= 2:
            table = _table_at(sheet, row, known, loose)
            if len(table.columns) >= least:
                return table
    return None


def _known(text: str, known: Container[str], loose: bool) -> str:
    """The word of a header as the profile has it; empty for one it does not have."""
    if len(text) > _LONGEST:
        return ""
    plain = word(text)
    if plain in known:
        return plain
    short = _BESIDE.sub("", plain) if loose else ""
    return short if short in known else ""


def _table_at(sheet: Sheet, row: int, known: Mapping[str, str], loose: bool) -> Table:
    columns: dict[str, tuple[int, ...]] = {}
    unknown: dict[int, Cell] = {}
    fields: dict[tuple[int, int], str] = {}
    upper, bottom = "", row
    uppers = {w.partition("/")[0] for w in known}
    two_rows = _is_two_rows(sheet, row, known, loose)
    for column in range(1, sheet.width + 1):
        head = sheet.at(row, column)
        anchor = sheet.anchor(row, column)
        lower = sheet.at(row + 1, column) if two_rows and sheet.anchor(row + 1, column) != anchor else None
        if head:
            upper = _known(head.text, uppers, loose) or word(head.text)
        if head is None and lower is None:
            continue
        field = _field(upper, lower, known)
        shown = lower or head
        if shown is None or (field is None and not head and not upper):
            continue
        place = (shown.row, shown.column)
        if field is None or (field in columns and fields.get(place) != field):
            unknown[column] = shown
            continue
        fields[place] = field
        columns[field] = (*columns.get(field, ()), column)
        bottom = max(bottom, row + 1 if lower else last_row(sheet, row, column))
    return Table(row, bottom, columns, unknown)


def _field(upper: str, lower: Cell | None, known: Mapping[str, str]) -> str | None:
    if lower is None:
        return known.get(upper)
    if exact := known.get(f"{upper}/{word(lower.text)}"):
        return exact
    found = known.get(f"{upper}/{word(_ANY)}")
    return found.replace(_ANY, "".join(lower.text.split())) if found else None


def _is_two_rows(sheet: Sheet, row: int, known: Mapping[str, str], loose: bool) -> bool:
    upper = ""
    uppers = {w.partition("/")[0] for w in known if "/" in w}
    for column in range(1, sheet.width + 1):
        if head := sheet.at(row, column):
            upper = _known(head.text, uppers, loose)
        lower = sheet.at(row + 1, column)
        if not (upper and lower) or sheet.anchor(row + 1, column) == sheet.anchor(row, column):
            continue
        if f"{upper}/{word(lower.text)}" in known:
            return True
        # Any word may also be a value of the first row: a header has several below one that is merged over them.
        beside = sheet.at(row + 1, column - 1) if sheet.at(row, column - 1) == head else None
        if beside and beside != lower and head and f"{upper}/{word(_ANY)}" in known:
            return True
    return False


def last_row(sheet: Sheet, row: int, column: int) -> int:
    """Last row of the merged range a header cell belongs to."""
    anchor = sheet.anchor(row, column)
    while sheet.anchor(row + 1, column) == anchor:
        row += 1
    return row
