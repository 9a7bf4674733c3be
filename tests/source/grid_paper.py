"""Workbooks as offices write them: grid paper, merged cells, notes beside the table; all words invented."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = (
    ("大項目", 8), ("中項目", 9), ("機能名称", 14), ("機能ID", 7), ("機能要件", 38),
    ("実装類型", 15), ("要件の考え方・理由", 20), ("適合基準日", 8), ("所管課メモ", 11),
)  # fmt: skip
BODIES = ("指定都市", "中核市", "一般市区町村")
LAST = sum(width for _, width in COLUMNS)
"""130 narrow columns."""
ROWS = 45
STEP = 2
"""Rows of the paper that a row of the table takes."""
DAYS = ("R8.3.25", "令和８年４月１日", "2028/4/1")


def statements() -> list[tuple[str, str, str, int, str, tuple[str, ...], str, str]]:
    """The rows as people see them."""
    return [
        (
            f"{n // 15 + 1}．見本の大項目{n // 15 + 1}",
            f"見本の中項目{n // 5 + 1}",
            f"見本の機能{n + 1}",
            n + 1,
            f"見本の要件{n + 1}を入力し、確認できること。",
            ("◎", "◎", "◎") if n % 3 else ("◎", "○", "×"),
            "見本の考え方" if n % 3 == 0 else "",
            DAYS[n % 3],
        )
        for n in range(ROWS)
    ]


def grid_paper(path: Path) -> int:
    """Save a workbook whose columns are many merged narrow ones; returns how many ranges are merged."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "別紙２　機能・帳票要件"
    _put(sheet, 1, 1, 1, LAST, "火葬等許可システム　機能・帳票要件（見本）")
    _put(sheet, 2, 60, 2, LAST, "※ ◎：実装必須　○：標準オプション　×：実装不可")
    _header(sheet)
    top, middle = ("", 0), ("", 0)
    for n, values in enumerate(statements()):
        row = 6 + n * STEP
        bottom = row + STEP - 1
        column = 1
        for (head, width), value in zip(COLUMNS, (*values, "要確認" if n == 7 else ""), strict=True):
            if head == "実装類型":
                for place, symbol in enumerate(values[5]):
                    _put(sheet, row, column + place * 5, bottom, column + place * 5 + 4, symbol)
            elif head == "大項目":
                if value != top[0]:
                    top = (str(value), row)
                    _put(sheet, row, column, row + 15 * STEP - 1, column + width - 1, value)
            elif head == "中項目":
                if value != middle[0]:
                    middle = (str(value), row)
                    _put(sheet, row, column, row + 5 * STEP - 1, column + width - 1, value)
            else:
                _put(sheet, row, column, bottom, column + width - 1, value)
                if head == "機能ID":
                    sheet.cell(row, column).number_format = '"039"0000'
            column += width
    sheet.cell(20, LAST + 3, "e")
    sheet.cell(6 + ROWS * STEP + 2, 1, "（注）この表は見本である。")
    book.save(path)
    return len(sheet.merged_cells.ranges)


def _header(sheet: Worksheet) -> None:
    column = 1
    for head, width in COLUMNS:
        if head == "実装類型":
            _put(sheet, 4, column, 4, column + width - 1, head)
            for place, body in enumerate(BODIES):
                _put(sheet, 5, column + place * 5, 5, column + place * 5 + 4, body)
        else:
            _put(
                sheet, 4, column, 5, column + width - 1, f"{head[:2]}\n{head[2:]}" if len(head) > 5 else head
            )
        column += width


def _put(sheet: Worksheet, top: int, left: int, bottom: int, right: int, value: object) -> None:
    if value != "":
        sheet.cell(top, left, value)
    sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
