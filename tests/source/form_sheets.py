"""Workbooks of 帳票 as offices write them: a list, a 諸元表, and a sheet that shows what the form looks like."""

from io import BytesIO
from pathlib import Path

from documents import png
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

THIN, THICK = Side(style="thin"), Side(style="medium")
ITEMS = ((1, "宛名"), (2, "氏名"), (3, "決定年月日"), (4, "決定の内容"))


def lists(book: Workbook) -> None:
    forms = book.create_sheet("帳票一覧")
    for row in (("帳票ID", "帳票名称", "用途"), ("0230001", "見本決定通知書", "決定を知らせる。")):
        forms.append(row)
    items = book.create_sheet("諸元表")
    items.append(("帳票ID", "項番", "印字項目", "文字数"))
    for number, name in ITEMS:
        items.append(("0230001", number, name, 20))


def layout(book: Workbook, title: str = "様式（見本決定通知書）", numbers: bool = True) -> Worksheet:
    """A page on grid paper: 40 narrow columns, a frame, numbers in circles."""
    sheet = book.create_sheet(title)
    for column in range(1, 41):
        sheet.column_dimensions[_letter(column)].width = 1.7
    marks = ("①", "②", "③", "④") if numbers else ("", "", "", "")
    put(sheet, "AD1:AN1", "第１号様式（第５条関係）", "right")
    put(sheet, "B3:N4", f"{marks[0]}　　　　　　　　様", "left", 12)
    put(sheet, "L7:AC8", "見本決定通知書", "center", 16, bold=True)
    for top, label, mark in (
        (10, "氏名", marks[1]),
        (12, "決定年月日", marks[2]),
        (14, "決定の内容", marks[3]),
    ):
        put(sheet, f"B{top}:J{top + 1}", label, "center", fill="DDDDDD", ruled=True)
        put(sheet, f"K{top}:AN{top + 1}", mark, "left", ruled=True)
    put(sheet, "B17:AN18", "この決定に不服があるときは、\n見本市長に審査請求をすることができる。", "left", 8)
    return sheet


def put(
    sheet: Worksheet,
    area: str,
    text: str,
    across: str,
    size: float = 10,
    *,
    bold: bool = False,
    fill: str = "",
    ruled: bool = False,
) -> None:
    sheet.merge_cells(area)
    cells = [c for row in sheet[area] for c in row]
    cells[0].value = text or None
    cells[0].font = Font(size=size, bold=bold)
    cells[0].alignment = Alignment(horizontal=across, vertical="center", wrap_text="\n" in text)
    for cell in cells if ruled else ():
        cell.border = Border(left=THIN, right=THIN, top=THICK, bottom=THIN)
    if fill:
        cells[0].fill = PatternFill("solid", fgColor=f"FF{fill}")


def workbook(path: Path, *, with_lists: bool = True, with_layout: bool = True, numbers: bool = True) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    if with_lists:
        lists(book)
    if with_layout:
        layout(book, numbers=numbers)
    book.save(path)
    return path


def with_picture(path: Path) -> Path:
    """The same with a seal on the page and a picture that no browser shows."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("0230001")
    sheet.write_row(0, 0, ("見本決定通知書", "①宛名"))
    sheet.insert_image(4, 1, "印.png", {"image_data": BytesIO(png(40, 40)), "description": "公印"})
    book.close()
    return path


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)
