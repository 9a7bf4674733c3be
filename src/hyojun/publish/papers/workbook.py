"""A table on paper as an Excel workbook: one sheet, A4 landscape, underlines within cells, every text a text."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter

from hyojun.diff import Cell

from ..excel.cells import checked
from ..excel.measure import LEADING, PADDING, TALLEST, capacity, line_count, row_height
from ..excel.profile import load_profile
from ..excel.sealing import sealed
from ..problems import TableError
from .breaking import rows_of
from .figure_sheet import write_figures
from .paper import Paper, PaperRow
from .pdf import FigurePicture
from .sheet_page import page_of

_WIDTH = 128.0
"""Half-width characters all columns have together: A4 landscape at about 100 %."""
_NO_DAY = date(2000, 1, 1)
_SHEET = re.compile(r"[\[\]:*?/\\]")
_UNDERLINES = {"字句": 1, "ID": 2}
_FILLS = {"部": "#E8E8EB", "見出し": "#F6F6F6"}
_TEXT_FORMAT_LIMIT = 255
"""Longer text in a cell formatted as text shows as ##### in older Excel."""


def table_workbook(
    paper: Paper, root: Path, file: Path, sheet: str = "新旧対照表", pictures: Sequence[FigurePicture] = ()
) -> None:
    """Write a table, and the `pictures` of its 別図 (PNG) on a sheet of their own; raises ExcelError for what Excel
    cannot hold, naming the row it is in."""
    look = load_profile(root)
    file.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="table-") as folder:
        raw = Path(folder) / "raw.xlsx"
        book = new_book(raw, folder, look.font)
        day = datetime.combine(paper.day or _NO_DAY, time())
        title = checked(paper.title, paper.subject, "題名")
        book.set_properties({"title": title, "author": paper.publisher, "created": day})
        formats = Formats(book, look.font, look.size)
        _Sheet(book.add_worksheet(_SHEET.sub("", sheet)[:31]), formats, look.size, paper).write()
        write_figures(book, formats, look.size, paper, pictures)
        book.close()
        sealed(raw, file)


def new_book(raw: Path, folder: str, font: str) -> Any:
    """A workbook in which no text becomes a formula, a link or a number."""
    return xlsxwriter.Workbook(
        str(raw),
        {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": font, "font_charset": 128, "font_size": 11},
            "default_column_width": 72,
            "default_row_height": 25,
        },
    )


class Formats:
    """Cell formats of one workbook, made once each."""

    def __init__(self, book: Any, font: str, size: float) -> None:
        self._book = book
        self._base = {"font_name": font, "font_charset": 128, "font_size": size}
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**self._base, **properties})
        return self._made[key]

    def cell(self, text: str, **properties: Any) -> Any:
        """For a cell: kept as text even when somebody edits it."""
        kept: dict[str, Any] = (
            {"num_format": "@"} if len(text) <= _TEXT_FORMAT_LIMIT else {"quote_prefix": True}
        )
        return self.get(text_wrap=True, valign="top", **kept, **properties)


class _Sheet:
    """The one sheet of a table."""

    def __init__(self, sheet: Any, formats: Formats, size: float, paper: Paper) -> None:
        self.sheet, self.formats, self.size, self.paper = sheet, formats, size, paper
        self.widths = [share * _WIDTH for _, share in paper.columns]
        self.rooms = [capacity(width, size) for width in self.widths]
        self.row = 0

    def write(self) -> None:
        page_of(self.sheet, self.paper)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self._line(self.paper.title, bold=True, font_size=self.size * 1.5)
        for line in (self.paper.number, *self.paper.lead):
            if line:
                self._line(line)
        if not self.paper.rows:
            self._line(self.paper.nothing)
            return
        self.sheet.freeze_panes(self.row + 1, 0)
        self.sheet.repeat_rows(self.row)
        self.sheet.set_row(self.row, row_height(1, self.size) + 4)
        header = self.formats.cell("", bold=True, border=1, bg_color="#E0E0E0", align="center")
        for column, (words, _) in enumerate(self.paper.columns):
            put(self.sheet, self.row, column, words, header)
        self.row += 1
        most = int((TALLEST - PADDING) / (self.size * LEADING))
        for row in self.paper.rows:
            parts = rows_of(row.cells, self.rooms, most)
            for n, cells in enumerate(parts):
                self._cells(row, cells, top=n == 0, bottom=n + 1 == len(parts))
        for line in self.paper.tail:
            self._line(line)

    def _line(self, text: str, **properties: Any) -> None:
        """A line above the table, over all columns; long ones in as many rows as they need."""
        size = properties.get("font_size", self.size)
        room = capacity(_WIDTH, size)
        lines = line_count(text, room)
        style = self.formats.cell("", **properties)
        self.sheet.set_row(self.row, min(TALLEST, row_height(lines, size)))
        if lines > 1:
            self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, "", style)
        else:
            style = self.formats.get(valign="top", num_format="@", **properties)
        put(self.sheet, self.row, 0, checked(text, self.paper.subject, "題名"), style)
        self.row += 1

    def _cells(self, row: PaperRow, cells: Sequence[Cell], *, top: bool, bottom: bool) -> None:
        """A row, or a piece of one: a line is only above the first and below the last."""
        texts = ["".join(run.text for run in cell) for cell in cells]
        # The same words over every column are one band.
        is_band = row.kind == "部" and len(set(texts)) == 1 < len(texts)
        if is_band:
            cells, texts = cells[:1], texts[:1]
        rooms = [capacity(_WIDTH, self.size)] if is_band else self.rooms
        lines = max(
            (line_count(text.removesuffix("\n"), room) for text, room in zip(texts, rooms, strict=True)),
            default=1,
        )
        self.sheet.set_row(self.row, min(TALLEST, row_height(lines, self.size)))
        look: dict[str, Any] = {"left": 1, "right": 1, "top": int(top), "bottom": int(bottom)}
        if row.kind in _FILLS:
            look["bg_color"] = _FILLS[row.kind]
        if row.kind == "部":
            look["bold"] = True
        if is_band:
            last = len(self.widths) - 1
            self.sheet.merge_range(self.row, 0, self.row, last, "", self.formats.cell(texts[0], **look))
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            header = self.paper.columns[column][0]
            self._cell(column, cell, checked(text, row.label or self.paper.subject, header), look)
        self.row += 1

    def _cell(self, column: int, cell: Cell, text: str, look: Mapping[str, Any]) -> None:
        """A cell; Excel's rich text has two runs at least, so one look is that of the cell."""
        looks = [{"underline": _UNDERLINES[run.mark]} if run.mark else {} for run in cell]
        if all(own == looks[0] for own in looks):
            own = looks[0] if looks else {}
            put(self.sheet, self.row, column, text, self.formats.cell(text, **look, **own))
            return
        parts: list[Any] = []
        for run, own in zip(cell, looks, strict=True):
            parts += [self.formats.get(**own), run.text]
        style = self.formats.cell(text, **look)
        _written(self.sheet, self.sheet.write_rich_string(self.row, column, *parts, style), self.row)


def put(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """A text that stays one."""
    if not text:
        code = sheet.write_blank(row, column, None, style)
    elif text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for finished markup; as fragments of rich text it is escaped.
        code = sheet.write_rich_string(row, column, text[:1], style, text[1:], style)
    else:
        code = sheet.write_string(row, column, text, style)
    _written(sheet, code, row)


def _written(sheet: Any, code: int, row: int) -> None:
    if code != 0:
        raise TableError(
            f"シート「{sheet.get_name()}」の{row + 1}行目を書けません。行の数か字数が、Excel の上限を超えています。"
        )
