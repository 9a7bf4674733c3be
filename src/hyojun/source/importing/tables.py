"""Finding a table in a sheet by the words of its header, wherever it stands.

A header has one or two rows. In a two-row header the upper word covers the columns to its right
until the next upper word, merged or not: official sheets centre it over the columns instead.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hyojun.model import squeezed

from .workbook import Cell, Sheet

_LONGEST = 40
"""No header is longer; saves comparing whole paragraphs."""


class Table(NamedTuple):
    """A header that was found: which column holds which field."""

    top: int
    bottom: int
    """Last row of the header."""
    columns: Mapping[str, tuple[int, ...]]
    """Field → its columns; several where the header is merged over them."""
    unknown: Mapping[int, Cell]
    """Columns with a header that means nothing here, or repeats another."""

    @property
    def all_columns(self) -> frozenset[int]:
        return frozenset(self.unknown) | {c for them in self.columns.values() for c in them}

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


def find_table(sheet: Sheet, words: Mapping[str, str], least: int) -> Table | None:
    """The first table whose header has at least `least` of the words.

    `words`: header → field; `upper/lower` for the lower row of a two-row header.
    """
    known = {word(w): field for w, field in words.items()}
    upper = {w.partition("/")[0] for w in known}
    for row in sheet.rows:
        if sum(len(c.text) <= _LONGEST and word(c.text) in upper for c in sheet.in_row(row)) >= 2:
            table = _table_at(sheet, row, known)
            if len(table.columns) >= least:
                return table
    return None


def _table_at(sheet: Sheet, row: int, known: Mapping[str, str]) -> Table:
    columns: dict[str, tuple[int, ...]] = {}
    unknown: dict[int, Cell] = {}
    fields: dict[tuple[int, int], str] = {}
    upper, bottom = "", row
    two_rows = _is_two_rows(sheet, row, known)
    for column in range(1, sheet.width + 1):
        head = sheet.at(row, column)
        anchor = sheet.anchor(row, column)
        lower = sheet.at(row + 1, column) if two_rows and sheet.anchor(row + 1, column) != anchor else None
        if head:
            upper = word(head.text)
        if head is None and lower is None:
            continue
        key = f"{upper}/{word(lower.text)}" if lower else upper
        field = known.get(key)
        shown = lower or head
        if shown is None or (field is None and not head and not upper):
            continue
        place = (shown.row, shown.column)
        if field is None or (field in columns and fields.get(place) != field):
            unknown[column] = shown
            continue
        fields[place] = field
        columns[field] = (*columns.get(field, ()), column)
        bottom = max(bottom, row + 1 if lower else _last_row(sheet, row, column))
    return Table(row, bottom, columns, unknown)


def _is_two_rows(sheet: Sheet, row: int, known: Mapping[str, str]) -> bool:
    upper = ""
    for column in range(1, sheet.width + 1):
        if head := sheet.at(row, column):
            upper = word(head.text)
        lower = sheet.at(row + 1, column)
        if upper and lower and f"{upper}/{word(lower.text)}" in known:
            return True
    return False


def _last_row(sheet: Sheet, row: int, column: int) -> int:
    """Last row of the merged range a header cell belongs to."""
    anchor = sheet.anchor(row, column)
    while sheet.anchor(row + 1, column) == anchor:
        row += 1
    return row
