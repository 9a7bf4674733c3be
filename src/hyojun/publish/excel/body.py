"""The rows of a sheet as they stand in its XML.

XlsxWriter makes everything of a workbook but these: 3 million cells through it cost 20 CPU seconds, as texts
put together here 3. What a cell looks like still comes from it: a stencil row, written with every format the sheet
needs, says under which number each was stored, and gives way to the rows.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from operator import getitem
from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from ..spreadsheet import Cells, Look, Texts, row_cells, starts
from .cells import Target
from .sheets import Sheet

_NUMBERS = re.compile(r' s="\d+"')
FORMATS = 6
"""Of a column in the stencil row: the five of a `Look`, then that of a link."""


class Body(NamedTuple):
    """What a sheet holds below its header."""

    sheet: Sheet
    tops: Mapping[str, int]
    """Rows above the tables of the workbook's sheets."""

    def fill(self, xml: str, texts: Texts) -> Iterator[str]:
        """The XML of the sheet with its rows in the place of the stencil, in pieces; `texts` takes up what they say."""
        top = self.sheet.top + 1
        start = xml.index(f'<row r="{top}"')
        end = xml.index("</row>", start) + len("</row>")
        corner = xl_rowcol_to_cell(self.sheet.top + len(self.sheet.rows) - 1, len(self.sheet.columns) - 1)
        yield re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{corner}"/>', xml[:start], count=1)
        yield from _rows(self.sheet, _NUMBERS.findall(xml[start:end]), top, texts)
        yield self._linked(xml[end:])

    def _linked(self, xml: str) -> str:
        """The end of the sheet with the links of its cells."""
        top = self.sheet.top
        found = "".join(
            f'<hyperlink ref="{xl_rowcol_to_cell(top + row, column)}" location="{self._place(target)}"/>'
            for (row, column), target in self.sheet.links.items()
        )
        if not found:
            return xml
        if "<hyperlinks>" in xml:
            return xml.replace("<hyperlinks>", f"<hyperlinks>{found}", 1)
        before = "<printOptions" if "<printOptions" in xml else "<pageMargins"
        return xml.replace(before, f"<hyperlinks>{found}</hyperlinks>{before}", 1)

    def _place(self, target: Target) -> str:
        return escape(place_in(target.sheet, self.tops[target.sheet] + target.row, 0), quote=True)


def place_in(name: str, row: int, column: int) -> str:
    """A cell of a sheet as links write it: '全機能'!E5."""
    quoted = name.replace("'", "''")
    return f"'{quoted}'!{xl_rowcol_to_cell(row, column)}"


class _Columns(NamedTuple):
    """How the cells of each column are written: as a rule, and where they lead to another place."""

    cells: list[Cells]
    links: list[Cells]


def _rows(sheet: Sheet, styles: Sequence[str], top: int, texts: Texts) -> Iterator[str]:
    width = len(sheet.columns)
    kinds = [_columns(styles[n : n + width * FORMATS], texts) for n in range(0, len(styles), width * FORMATS)]
    linked: dict[int, set[int]] = defaultdict(set)
    for number, column in sheet.links:
        linked[number].add(column)
    places = starts(width)
    for number, (cells, height) in enumerate(zip(sheet.rows, sheet.heights, strict=True)):
        columns = kinds[number in sheet.retired]
        lookups = columns.cells
        if number in linked:
            leading = linked[number]
            lookups = [columns.links[i] if i in leading else known for i, known in enumerate(lookups)]
        inside = row_cells(top + number, places, [*map(getitem, lookups, cells)])
        yield f'<row r="{top + number}" ht="{height:.6g}" customHeight="1">{inside}</row>'


def _columns(styles: Sequence[str], texts: Texts) -> _Columns:
    each = [styles[n : n + FORMATS] for n in range(0, len(styles), FORMATS)]
    return _Columns(
        [texts.cells(Look(*found[:-1])) for found in each],
        [texts.cells(Look(found[0], *[found[-1]] * (FORMATS - 2))) for found in each],
    )
