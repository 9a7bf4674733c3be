"""A workbook of our own with the traps of the official one: 039, invented items."""

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

ITEMS = "項目定義書（火葬等許可）許可情報"
CODES = "コード一覧（個別）_火葬等許可"
UPPER = "データ項目ID,,データ項目,データ項目（ローマ字）,グループ,,,クラス分類,,,データ型,桁数,コード,繰り返し,データ出力条件,項目定義,項目説明,標準仕様書関連箇所,実装類型,サンプル値,備考"  # noqa: E501
LOWER = {5: "名称", 6: "主キー", 7: "外部キー", 8: "LV1", 9: "LV2", 10: "LV3"}
GROUP, OTHER = "許可情報", "許可/履歴"
RELATED = "0390001許可情報管理機能"

# 業務ID, 番号, 名称, ローマ字, グループ, 主, 外, LV1-3, 型, 桁数, コード, 繰り返し, 出力条件, 定義, 説明, 関連, 類型, 見本, 備考
ROWS: tuple[tuple[Any, ...], ...] = (
    ("039", 1, "許可番号", "kyokabango", GROUP, "○", None, "許可", "共通", None, "X", 15, None, None, "必須",
     "許可を一意に識別する番号\n架空の項目", None, RELATED, "○", "123456789012345", None),
    ("039", 2, "申請者氏名", "shinseisha_shimei", GROUP, "", "", "許可", "共通", "氏名", "N", 100, "", "", "条件付き必須",
     "申請者の氏名\n", "・全角で入れる\n※※氏名がある場合は出力必須", RELATED, "〇", "見本　太郎", None),
    ("039", 3, "区分", "kubun", GROUP, None, None, "許可", None, None, 9, 1, 1, None, "任意",
     "許可の区分", "デフォルトは「0」", RELATED, None, "1", None),
    ("039", 4, "独自コード", "dokuji_kodo", GROUP, None, None, "許可", None, None, "X", 3, 999, 999, "任意",
     "団体が決める値", None, RELATED, None, "001", "第1.0版で追加"),
    ("039", 12, "使用料", "shiyoryo", OTHER, None, "○", "許可", "料金", None, "9V", "5,2", "002", None, "任意",
     "料金の額", None, RELATED, "○", "1200.50", None),
    ("039", 13, "許可年月日", "kyoka_nengappi", OTHER, "○", None, "許可", "履歴", None, "DATE", 10, None, None, "必須",
     "許可した日", None, RELATED, "○", "2026-04-01", None),
)  # fmt: skip


def build(path: Path, shift: int = 0) -> Workbook:
    """The workbook, its header moved down by `shift` rows; not yet saved to `path`."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = ITEMS
    _items(sheet, 5 + shift)
    _codes(book.create_sheet(CODES))
    _legends(book)
    return book


def _items(sheet: Worksheet, top: int) -> None:
    sheet["B1"] = "■見本システム-（火葬等許可）項目定義書"
    sheet["B3"] = "水色セル：主キーのデータ項目"
    sheet["X3"] = "■\n■"
    for index, head in enumerate(UPPER.split(",")):
        column = index + 2
        if head:
            sheet.cell(top, column, head)
        if index + 1 in LOWER:
            sheet.cell(top + 1, column, LOWER[index + 1])
        elif index > 1:
            sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
    sheet.merge_cells(start_row=top, end_row=top + 1, start_column=2, end_column=3)
    sheet.cell(top, 23, "府内独自欄")
    for offset, values in enumerate(ROWS):
        row = top + 2 + offset
        for index, value in enumerate(values):
            if value is not None:
                sheet.cell(row, index + 2, value)
        sheet.cell(row, 3).number_format = "00000"
        sheet.cell(row, 24, "e")
    sheet.cell(top + 4, 14).number_format = "000"
    sheet.cell(top + 3, 23, "要調整")
    sheet.cell(top + 3, 18).font = Font(strike=True)
    sheet.cell(top + 2, 4).comment = Comment("名称は検討中", "担当")
    last = top + 2 + len(ROWS)
    for column in (1, 4, 6, 7, 24):
        sheet.cell(last, column, "e")
    sheet.cell(last + 2, 2, "※この表は見本です")


def _codes(sheet: Worksheet) -> None:
    sheet["A1"], sheet["C1"], sheet["C2"] = "コード一覧表", "業務名", "火葬等許可"
    for column, head in enumerate("コードID,コード名,コード値,コード値の内容,備考".split(","), 1):
        sheet.cell(4, column, head)
        sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    rows = ((1, "区分", "0", "火葬"), (None, None, "1", "埋葬"), ("002", "料金区分", "01", "市内"))
    for row, values in enumerate((*rows, (999, "自治体固有コード", "任意", "任意", "団体が決める")), 6):
        for column, value in enumerate(values, 1):
            if value is not None:
                sheet.cell(row, column, value)
    sheet["A6"].number_format = "000"


def _legends(book: Workbook) -> None:
    columns = book.create_sheet("凡例）列項目説明")
    for row in (
        ("■この様式の説明",),
        (),
        ("項番", "項目名", "記載内容", "備考"),
        (1, "データ項目ID", "一意に付ける"),
    ):
        columns.append(row)
    types = book.create_sheet("凡例）データ型")
    for row in (("項番", "データ型", "データ型の内容"), (1, "X", "半角文字列"), (2, "HEX", "架空の型")):
        types.append(row)
