"""How a sheet of a table is printed: A4 landscape unless told, with title, stamp and publisher on every page."""

from typing import Any

from ..excel.printing import MARGINS
from ..excel.writer import edge, first_sentence
from .paper import Paper

_A4 = 9


def page_of(sheet: Any, paper: Paper, size: int = _A4, *, is_across: bool = True) -> None:
    """Set up the pages of a sheet; `size`: Excel's number of the paper."""
    if is_across:
        sheet.set_landscape()
    sheet.set_paper(size)
    sheet.fit_to_pages(1, 0)
    left, top, right, bottom = MARGINS
    sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    stamp = "未検査" if paper.is_unchecked else ""
    head = edge(("&L", paper.title), ("&C", stamp), ("&R", paper.subject))
    sheet.set_header(head, {"margin": 0.3})
    foot = edge(
        ("&L", paper.notice if is_across else first_sentence(paper.notice)),
        ("&R", paper.publisher),
        ("　&P / &N", ""),
    )
    sheet.set_footer(foot, {"margin": 0.3})
    sheet.hide_gridlines(2)
