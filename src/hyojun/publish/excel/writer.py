"""Sheets → an .xlsx file with XlsxWriter: every text stays text, same input gives the same bytes."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from hyojun.model import Status

from ..job import Job, stem
from ..spreadsheet import LAST_ROW
from .body import Body, place_in
from .cells import ExcelError, checked, utf16_length
from .columns import BOLD, groups
from .context import Context
from .cover import UNCHECKED, CoverRow
from .formats import GREY, PALE_YELLOW, Formats, put
from .measure import TALLEST, capacity, line_count, row_height
from .printing import MARGINS, pages_high, pages_wide
from .profile import Profile
from .sealing import sealed
from .sheets import Sheet

COVER = "表紙"
_COVER_WIDTHS = (20.0, 62.0)
_PAPER = {"A3": 8, "A4": 9}
_NO_DAY = date(2000, 1, 1)
_HEADER_LIMIT = 255
_LINE = 0.2
"""Inches of a line in the head of a page."""


class Page(NamedTuple):
    """What a workbook is, and what is printed at the edges of every page."""

    title: str
    stamp: str
    notice: str
    publisher: str
    name: str = ""
    """Title of the document, for the properties of the file."""
    day: date | None = None
    era: str = "和暦"
    """How days are shown."""


def page_of(job: Job, context: Context, what: str = "") -> Page:
    """The edges of the pages of a document's workbook; `what`: of a 様式 made for it."""
    business, document = context.business, context.document
    return Page(
        title=stem(business, document, what, context.reflected).replace("_", "　")
        + ("" if document.status is Status.DRAFT else f"（{document.status.value}）"),
        stamp=UNCHECKED if job.draft else "",
        notice=business.head.notice or "",
        publisher=document.publisher,
        name=document.title,
        day=document.day,
        era=context.era,
    )


def write(file: Path, page: Page, look: Profile, cover: Sequence[CoverRow], sheets: Sequence[Sheet]) -> None:
    """Write one workbook; raises ExcelError for what Excel cannot hold."""
    raw = BytesIO()
    bodies: dict[str, Body] = {}
    tops = {sheet.name: sheet.top for sheet in sheets}
    book = xlsxwriter.Workbook(
        raw,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            # Excel counts column widths in digits of this font; 72 and 25 pixels go with it.
            "default_format_properties": {"font_name": look.font, "font_charset": 128, "font_size": 11},
            "default_column_width": 72,
            "default_row_height": 25,
        },
    )
    formats = Formats(book, look, page.era)
    book.set_properties(
        {
            "title": checked(page.name, page.title, "題名"),
            "subject": page.title,
            "author": checked(page.publisher, page.title, "発行者"),
            "created": datetime.combine(page.day or _NO_DAY, time()),
        }
    )
    _write_cover(book, formats, page, look, cover, [sheet.name for sheet in sheets])
    for number, sheet in enumerate(sheets, 2):
        _write_sheet(book, formats, page, sheet, look.size)
        if sheet.rows:
            bodies[f"xl/worksheets/sheet{number}.xml"] = Body(sheet, tops)
    book.close()
    sealed(raw, file, bodies)


def _write_cover(
    book: Any, formats: Formats, page: Page, look: Profile, rows: Sequence[CoverRow], names: Sequence[str]
) -> None:
    sheet = book.add_worksheet(COVER)
    _set_page(sheet, page._replace(notice=first_sentence(page.notice)), "A4")
    sheet.set_portrait()
    sheet.hide_gridlines(2)
    for column, width in enumerate(_COVER_WIDTHS):
        sheet.set_column(column, column, width)
    label_room, room = (capacity(w, look.size) for w in _COVER_WIDTHS)
    heights: list[float] = []
    for number, row in enumerate(rows):
        label, text = (checked(x, COVER, row.label) for x in (row.label, row.text))
        if row.kind in ("題名", "節"):
            size = look.size * (1.8 if row.kind == "題名" else 1.2)
            lines = line_count(label, capacity(sum(_COVER_WIDTHS), size * BOLD))
            heights.append(min(TALLEST, row_height(lines, size) + 8))
            sheet.set_row(number, heights[-1])
            style = formats.get(bold=True, font_size=size, valign="bottom", num_format="@")
            sheet.merge_range(number, 0, number, len(_COVER_WIDTHS) - 1, "", style)
            put(sheet, number, 0, label, style)
            continue
        lines = max(line_count(label, label_room / BOLD), line_count(text, room))
        heights.append(min(TALLEST, row_height(lines, look.size)))
        sheet.set_row(number, heights[-1])
        style = formats.get(bold=True, border=1, bg_color=GREY, num_format="@")
        if row.kind == "シート" and label in names:
            style = formats.link(bold=True, border=1, bg_color=GREY)
            sheet.write_url(number, 0, f"internal:{place_in(label, 0, 0)}", style, label)
        else:
            put(sheet, number, 0, label, style)
        if row.kind == "記入":
            put(sheet, number, 1, None, formats.get(border=1, bg_color=PALE_YELLOW, locked=False))
            if row.choices:
                _offer(sheet, row.choices, number, 1, number)
        else:
            put(sheet, number, 1, text, formats.text(text, border=1))
    sheet.fit_to_pages(1, pages_high(_COVER_WIDTHS, heights))


def _write_sheet(book: Any, formats: Formats, page: Page, sheet: Sheet, size: float) -> None:
    out = book.add_worksheet(sheet.name)
    wide = pages_wide([c.width for c in sheet.columns], sheet.fixed, sheet.paper, size)
    _set_page(out, page, sheet.paper, wide, sheet.head if wide > 1 else ())
    last, top, bottom = len(sheet.columns) - 1, sheet.top, sheet.top + len(sheet.rows)
    if bottom > LAST_ROW:
        raise ExcelError(
            f"シート「{sheet.name}」は{bottom:,}行になり、Excel の上限の{LAST_ROW:,}行を超えます。"
        )
    out.freeze_panes(top, min(sheet.fixed[1] + 1, last) if sheet.fixed else 0)
    if wide > 1:
        out.print_across()
        # The lines above the table are in the head of each page: repeated columns would cut them off.
        out.print_area(len(sheet.head), 0, bottom - 1, last)
        if sheet.fixed:
            out.repeat_columns(*sheet.fixed)
    out.autofilter(top - 1, 0, bottom - 1, last)
    out.repeat_rows(len(sheet.head), top - 1)
    out.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(bottom - 1, last)}"})
    for index, column in enumerate(sheet.columns):
        out.set_column(index, index, column.width)
        if column.choices:
            _offer(out, column.choices, top, index, bottom - 1)
    _write_head(out, formats, sheet, size)
    for index, style in enumerate(formats.stencil(sheet)):
        out.write_blank(top, index, None, style)


def _offer(out: Any, choices: Sequence[str], top: int, column: int, bottom: int) -> None:
    """A list to choose from. Other answers are asked about, not refused: a form that refuses is filled in elsewhere."""
    asked = {
        "validate": "list",
        "source": list(choices),
        "error_type": "warning",
        "error_title": "選択肢にない回答です",
        "error_message": "選択肢から選ぶと、集計しやすくなります。このまま入力しますか。",
    }
    out.data_validation(top, column, bottom, column, asked)


def _write_head(out: Any, formats: Formats, sheet: Sheet, size: float) -> None:
    """Title, note, and the header in one row or two: those without a header above them take both."""
    for row, line in enumerate(sheet.head):
        large = size * 1.5 if row == 0 else size
        out.set_row(row, row_height(1, large))
        style = {"bold": row == 0, "font_size": large, "valign": "vcenter", "text_wrap": False}
        line = checked(line, sheet.name, "表題")
        if row == 0 and sheet.home:
            linked = formats.link(**style)
            tip = f"「{sheet.home}」に移ります。"  # seen on the screen, not on paper
            out.write_url(row, 0, f"internal:{place_in(sheet.home, 0, 0)}", linked, line, tip)
        else:
            put(out, row, 0, line, formats.get(**style, num_format="@"))
    first, low = len(sheet.head), sheet.top - 1
    for row, height in enumerate(sheet.header_heights, first):
        out.set_row(row, height)
    for index, column in enumerate(sheet.columns):
        style = formats.header(column.answer)
        if low == first or column.upper:
            put(out, low, index, column.header, style)
        else:
            out.merge_range(first, index, low, index, column.header, style)
    for text, a, b in groups(sheet.columns):
        style = formats.header(sheet.columns[a].answer)
        if a == b:
            put(out, first, a, text, style)
        else:
            out.merge_range(first, a, first, b, text, style)


def _set_page(sheet: Any, page: Page, paper: str, wide: int = 1, lines: Sequence[str] = ()) -> None:
    """What is printed at the edges of every page; `lines` below the title."""
    sheet.set_landscape()
    sheet.set_paper(_PAPER[paper])
    sheet.fit_to_pages(wide, 0)
    left, top, right, bottom = MARGINS
    sheet.set_margins(left=left, right=right, top=top + _LINE * len(lines), bottom=bottom)
    told = (("&L", page.title), *(("\n", line) for line in lines if line != page.title))
    sheet.set_header(edge(*told, ("&C", page.stamp), ("&R&A", "")), {"margin": 0.3})
    sheet.set_footer(edge(("&L", page.notice), ("&R", page.publisher), ("　&P / &N", "")), {"margin": 0.3})


def first_sentence(notice: str) -> str:
    """What of a notice stands in the foot of an upright page: the whole would run into the publisher."""
    return notice.partition("\n")[0].partition("。")[0]


def edge(*parts: tuple[str, str]) -> str:
    """A header or footer; where it would pass Excel's limit, the longest text gives way."""
    # XlsxWriter takes even an escaped &G, or &[Picture], for a picture that is missing, and writes no edge at all.
    texts = [re.sub(r"&(?=G|\[)", "＆", t).replace("&", "&&").replace("\n", "　") for _, t in parts]
    while (
        utf16_length(whole := "".join(code + text for (code, _), text in zip(parts, texts, strict=True)))
        > _HEADER_LIMIT
    ):
        longest = max(range(len(texts)), key=lambda i: len(texts[i]))
        texts[longest] = texts[longest].rstrip("…&")[:-1] + "…"
    return whole
