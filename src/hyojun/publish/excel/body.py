"""The rows of a sheet as they stand in its XML.

XlsxWriter makes everything of a workbook but these: 3 million cells through it cost 20 CPU seconds, as texts
put together here 4. What a cell looks like still comes from it: a stencil row, written with every format the sheet
needs, says under which number each was stored, and gives way to the rows.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from .cells import Cell, Target
from .sheets import Sheet

STARTERS = tuple("=+-@\t＝＋－＠")
"""What spreadsheets take for the start of a formula when a cell is typed into."""
TEXT_FORMAT_LIMIT = 255
"""Longer text in a cell formatted as text shows as ##### in older Excel."""
_SPECIAL = re.compile(r"[&<>]|_x[0-9A-Fa-f]{4}_")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NUMBERS = re.compile(r' s="(\d+)"')


class Style(NamedTuple):
    """Numbers of the formats of a column's cells, as in the XML."""

    plain: str
    """Of a number, and of nothing."""
    text: str
    """Stays text when somebody edits it."""
    long: str
    quoted: str
    """Long, and begins like a formula."""
    link: str


class Body(NamedTuple):
    """What a sheet holds below its header."""

    sheet: Sheet
    tops: Mapping[str, int]
    """Rows above the tables of the workbook's sheets."""

    def fill(self, xml: str) -> Iterator[str]:
        """The XML of the sheet with its rows in the place of the stencil, in pieces."""
        top = self.sheet.top + 1
        start = xml.index(f'<row r="{top}"')
        end = xml.index("</row>", start) + len("</row>")
        styles = _styles(xml[start:end], len(self.sheet.columns))
        corner = xl_rowcol_to_cell(self.sheet.top + len(self.sheet.rows) - 1, len(self.sheet.columns) - 1)
        yield re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{corner}"/>', xml[:start], count=1)
        yield from _rows(self.sheet, styles, top)
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


def _styles(stencil: str, columns: int) -> tuple[list[Style], list[Style]]:
    """Styles of the columns: of what holds, and of what was withdrawn."""
    numbers = _NUMBERS.findall(stencil)
    wide = len(Style._fields)
    each = [Style(*numbers[i : i + wide]) for i in range(0, len(numbers), wide)]
    return each[:columns], each[columns:]


def _rows(sheet: Sheet, styles: tuple[Sequence[Style], Sequence[Style]], top: int) -> Iterator[str]:
    names = [xl_col_to_name(place) for place in range(len(sheet.columns))]
    linked = sheet.links
    looks = [list(zip(names, each, strict=False)) for each in styles]
    for number, (cells, height) in enumerate(zip(sheet.rows, sheet.heights, strict=True)):
        row = f'{top + number}" s="'
        parts = [f'<row r="{top + number}" ht="{height:.6g}" customHeight="1">']
        look = looks[number in sheet.retired]
        for place, ((name, style), cell) in enumerate(zip(look, cells, strict=True)):
            if cell is None:
                parts.append(f'<c r="{name}{row}{style.plain}"/>')
            elif isinstance(cell, str):
                if linked and (number, place) in linked:
                    form = style.link
                elif len(cell) <= TEXT_FORMAT_LIMIT:
                    form = style.text
                else:
                    form = style.quoted if cell.startswith(STARTERS) else style.long
                text = _escaped(cell) if _SPECIAL.search(cell) else cell
                parts.append(
                    f'<c r="{name}{row}{form}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
                )
            else:
                parts.append(f'<c r="{name}{row}{style.plain}"><v>{_number(cell)}</v></c>')
        parts.append("</row>")
        yield "".join(parts)


def _number(cell: Cell) -> str:
    return repr(cell)


def _escaped(text: str) -> str:
    """A text as XML; what looks like one of Excel's own escapes (_x0041_) loses its meaning."""
    return _SPECIAL.sub(lambda m: _ESCAPES.get(m[0]) or f"_x005F{m[0]}", text)
