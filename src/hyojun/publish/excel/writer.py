"""Sheets → an .xlsx file with XlsxWriter: every text stays text, same input gives the same bytes."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import xlsxwriter

from hyojun.model import Document

from .cells import Cell, ExcelError, checked, utf16_length
from .cover import CoverRow
from .measure import TALLEST, capacity, line_count, row_height
from .printing import MARGINS, pages_wide
from .profile import Profile
from .sheets import STATE, Sheet

COVER = "表紙"
_COVER_WIDTHS = (20.0, 62.0)
_PAPER = {"A3": 8, "A4": 9}
_ALIGN: dict[str, dict[str, Any]] = {
    "左": {"align": "left"},
    "中央": {"align": "center"},
    "右": {"align": "right", "indent": 1},
}
_STARTERS = tuple("=+-@\t＝＋－＠")
"""What spreadsheets take for the start of a formula when a cell is typed into."""
_TEXT_FORMAT_LIMIT = 255
"""Longer text in a cell formatted as text shows as ##### in older Excel."""
_NO_DAY = date(2000, 1, 1)
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_HEADER_LIMIT = 255


_RETIRED: dict[bool, dict[str, Any]] = {
    True: {"font_strikeout": True, "font_color": "#595959"},
    False: {"italic": True, "font_color": "#595959"},
}
"""Cells of a withdrawn entry: what says which row it is, and the rest."""


class Page(NamedTuple):
    """What is printed at the edges of every page."""

    title: str
    stamp: str
    notice: str
    publisher: str


def write(
    file: Path,
    document: Document,
    page: Page,
    look: Profile,
    cover: tuple[CoverRow, ...],
    sheets: tuple[Sheet, ...],
    scratch: Path | None = None,
) -> None:
    """Write one workbook; raises ExcelError for what Excel cannot hold."""
    with TemporaryDirectory(prefix="excel-", dir=scratch) as folder:
        raw = Path(folder) / "raw.xlsx"
        book = xlsxwriter.Workbook(
            str(raw),
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                # Excel counts column widths in digits of this font; 72 and 25 pixels go with it.
                "default_format_properties": {"font_name": look.font, "font_charset": 128, "font_size": 11},
                "default_column_width": 72,
                "default_row_height": 25,
            },
        )
        formats = _Formats(book, look)
        book.set_properties(
            {
                "title": checked(document.title, document.name, "題名"),
                "subject": page.title,
                "author": checked(document.publisher, document.name, "発行者"),
                "created": datetime.combine(document.day or _NO_DAY, time()),
            }
        )
        _write_cover(book, formats, page, look, cover)
        for sheet in sheets:
            _write_sheet(book, formats, page, sheet, look.size)
        book.close()
        sealed(raw, file)


class _Formats:
    """Cell formats of one workbook, made once each in the order they are first used."""

    def __init__(self, book: Any, look: Profile) -> None:
        self._book = book
        self._base = {
            "font_name": look.font,
            "font_charset": 128,
            "font_size": look.size,
            "valign": "top",
            "text_wrap": True,
        }
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(properties.items())
        if key not in self._made:
            self._made[key] = self._book.add_format({**self._base, **properties})
        return self._made[key]

    def header(self) -> Any:
        return self.get(
            bold=True, border=1, bg_color="#E8E8EB", align="center", valign="vcenter", num_format="@"
        )

    def text(self, text: str, **properties: Any) -> Any:
        """For a text: kept as text even when somebody edits the cell."""
        if len(text) <= _TEXT_FORMAT_LIMIT:
            return self.get(**properties, num_format="@")
        return (
            self.get(**properties, quote_prefix=True)
            if text.startswith(_STARTERS)
            else self.get(**properties)
        )

    def cell(self, cell: Cell, **properties: Any) -> Any:
        if isinstance(cell, str):
            return self.text(cell, **properties)
        return self.get(**properties, text_wrap=False)


def _write_cover(book: Any, formats: _Formats, page: Page, look: Profile, rows: tuple[CoverRow, ...]) -> None:
    sheet = book.add_worksheet(COVER)
    _set_page(sheet, page, "A4")
    sheet.set_portrait()
    sheet.hide_gridlines(2)
    for column, width in enumerate(_COVER_WIDTHS):
        sheet.set_column(column, column, width)
    label_room, room = (capacity(w, look.size) for w in _COVER_WIDTHS)
    for number, row in enumerate(rows):
        label, text = (checked(x, COVER, row.label) for x in (row.label, row.text))
        if row.kind != "行":
            size = look.size * (1.8 if row.kind == "題名" else 1.2)
            # Not wrapped: a heading runs over the empty cell beside it.
            wide = line_count(label, capacity(sum(_COVER_WIDTHS), size))
            sheet.set_row(number, row_height(1, size) + 8)
            style = formats.get(
                bold=True, font_size=size, valign="bottom", text_wrap=wide > 1, num_format="@"
            )
            _put(sheet, number, 0, label, style)
            continue
        lines = max(line_count(label, label_room), line_count(text, room))
        sheet.set_row(number, min(TALLEST, row_height(lines, look.size)))
        _put(sheet, number, 0, label, formats.get(bold=True, border=1, bg_color="#E8E8EB", num_format="@"))
        _put(sheet, number, 1, text, formats.text(text, border=1))


def _write_sheet(book: Any, formats: _Formats, page: Page, sheet: Sheet, size: float) -> None:
    out = book.add_worksheet(sheet.name)
    wide = pages_wide([c.width for c in sheet.columns], sheet.fixed, sheet.paper, size)
    _set_page(out, page, sheet.paper, wide)
    last = len(sheet.columns) - 1
    out.freeze_panes(1, min(sheet.fixed[1] + 1, last) if sheet.fixed else 0)
    if wide > 1:
        out.print_across()
        if sheet.fixed:
            out.repeat_columns(*sheet.fixed)
    out.autofilter(0, 0, len(sheet.rows), last)
    out.repeat_rows(0)
    out.ignore_errors(
        {"number_stored_as_text": f"A1:{xlsxwriter.utility.xl_rowcol_to_cell(len(sheet.rows), last)}"}
    )
    for index, column in enumerate(sheet.columns):
        out.set_column(index, index, column.width)
    out.set_row(0, sheet.header_height)
    for index, column in enumerate(sheet.columns):
        _put(out, 0, index, column.header, formats.header())
    aligns = [_ALIGN[column.align] for column in sheet.columns]
    for number, (cells, height) in enumerate(zip(sheet.rows, sheet.heights, strict=True), 1):
        out.set_row(number, height)
        retired = number - 1 in sheet.retired
        for index, (cell, align) in enumerate(zip(cells, aligns, strict=True)):
            struck = _RETIRED[_is_key(sheet, index)] if retired and sheet.columns[index].key != STATE else {}
            style = formats.cell(cell, border=1, **align, **struck)
            _put(out, number, index, cell, style)


def _put(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    """One cell; what XlsxWriter leaves out with a code instead of an error must not pass unseen."""
    if cell is None:
        code = sheet.write_blank(row, column, None, style)
    elif isinstance(cell, int | float):
        code = sheet.write_number(row, column, cell, style)
    elif cell.startswith("<r>") and cell.endswith("</r>"):
        # XlsxWriter takes such a text for finished markup; as fragments of rich text it is escaped.
        code = sheet.write_rich_string(row, column, cell[:1], style, cell[1:], style)
    else:
        code = sheet.write_string(row, column, cell, style)
    if code != 0:
        raise ExcelError(
            f"シート「{sheet.get_name()}」の{row + 1}行目を書けません。行又は列の数が Excel の上限を超えています。"
        )


def _is_key(sheet: Sheet, index: int) -> bool:
    return sheet.fixed is not None and sheet.fixed[0] <= index <= sheet.fixed[1]


def _set_page(sheet: Any, page: Page, paper: str, wide: int = 1) -> None:
    sheet.set_landscape()
    sheet.set_paper(_PAPER[paper])
    sheet.fit_to_pages(wide, 0)
    left, top, right, bottom = MARGINS
    sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    sheet.set_header(edge(("&L", page.title), ("&C", page.stamp), ("&R&A", "")), {"margin": 0.3})
    sheet.set_footer(edge(("&L", page.notice), ("&R", page.publisher), ("　&P / &N", "")), {"margin": 0.3})


def edge(*parts: tuple[str, str]) -> str:
    """A header or footer; where it would pass Excel's limit, the longest text gives way."""
    texts = [text.replace("&", "&&").replace("\n", "　") for _, text in parts]
    while (
        utf16_length(whole := "".join(code + text for (code, _), text in zip(parts, texts, strict=True)))
        > _HEADER_LIMIT
    ):
        longest = max(range(len(texts)), key=lambda i: len(texts[i]))
        texts[longest] = texts[longest].rstrip("…&")[:-1] + "…"
    return whole


def sealed(raw: Path, file: Path) -> None:
    """Copy a workbook without what depends on the machine: times and permissions of its parts."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as sealed:
        for name in parts.namelist():
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_DEFLATED
            sealed.writestr(info, parts.read(name))
