"""The empty step table: headings and an example to write over, in Excel."""

import io
from datetime import datetime

import xlsxwriter

from hyojun.flow import COLUMNS, EXAMPLE, KIND, KINDS, LANE_KIND, MEANING, TITLE
from hyojun.model import LaneKind

from .step_table import GUIDE

_WIDTHS = dict(zip(COLUMNS, (6, 20, 30, 18, 22, 22, 22, 24, 18, 18, 12, 30), strict=True))
_HEAD = 1
"""Row of the header, from 0: the title stands above."""
_LAST = 300
"""The last row that offers a choice of kinds."""
_MADE = datetime(2000, 1, 1)
"""The same bytes every day."""


def step_template() -> bytes:
    """A workbook that `read_step_table` reads as it stands."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": "游ゴシック", "font_charset": 128, "font_size": 11},
        },
    )
    book.set_properties({"title": "手順の表", "created": _MADE})
    head = book.add_format({"bold": True, "bg_color": "#E6EEF5", "border": 1, "text_wrap": True})
    cell = book.add_format({"num_format": "@", "border": 1, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("手順")
    sheet.write_string(0, 0, TITLE, book.add_format({"bold": True}))
    for column, name in enumerate(COLUMNS):
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet.set_column(column, column, _WIDTHS[name], text)  # text keeps the zeros of IDs
        sheet.write_string(_HEAD, column, name, head)
        for row, said in enumerate(EXAMPLE, _HEAD + 1):
            sheet.write_string(row, column, said[name], cell) if said[name] else sheet.write_blank(
                row, column, None, cell
            )
        if words := {KIND: list(KINDS), LANE_KIND: [kind.value for kind in LaneKind]}.get(name):
            choice = {"validate": "list", "source": words, "error_type": "stop"}
            sheet.data_validation(_HEAD + 1, column, _LAST, column, choice)
    sheet.freeze_panes(_HEAD + 1, 0)
    guide = book.add_worksheet(GUIDE)
    guide.set_column(0, 0, 12)
    guide.set_column(1, 1, 90)
    for row, (name, meaning) in enumerate(MEANING.items()):
        guide.write_string(row, 0, name, head)
        guide.write_string(row, 1, meaning, cell)
    book.close()
    return data.getvalue()
