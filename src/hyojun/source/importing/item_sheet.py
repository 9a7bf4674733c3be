"""The sheet of データ項目: rows below a two-row header → items, each with the name of its group."""

import unicodedata
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from hyojun.model import DataItem, DataType

from .fields import Fields
from .remarks import Notes, RemarkKind, is_residue
from .tables import Table, find_table, word
from .workbook import Cell, Sheet

COLUMNS = {
    "データ項目ID": "id",
    "項目ID": "id",
    "データ項目": "name",
    "データ項目名": "name",
    "データ項目名称": "name",
    "データ項目（ローマ字）": "romaji",
    "ローマ字": "romaji",
    "グループ/ID": "group_id",
    "グループID": "group_id",
    "グループ/名称": "group",
    "グループ_名称": "group",
    "グループ名称": "group",
    "グループ/主キー": "primary_key",
    "グループ_主キー": "primary_key",
    "主キー": "primary_key",
    "グループ/外部キー": "foreign_key",
    "グループ_外部キー": "foreign_key",
    "外部キー": "foreign_key",
    "クラス分類/LV1": "level1",
    "クラス分類_LV1": "level1",
    "クラス分類/LV2": "level2",
    "クラス分類_LV2": "level2",
    "クラス分類/LV3": "level3",
    "クラス分類_LV3": "level3",
    "データ型": "type",
    "桁数": "length",
    "コード": "code",
    "繰り返し": "repeat",
    "繰返し": "repeat",
    "データ出力条件": "output",
    "項目定義": "definition",
    "項目説明": "description",
    "標準仕様書関連箇所": "related",
    "実装類型": "implementation",
    "サンプル値": "sample",
    "備考": "note",
    # Columns of our own workbooks beside the official 20.
    "IDの状態": "retired",
    "状態": "retired",
    "外部キーの参照先": "refers_to",
    "項目の由来": "derivation",
}
REQUIRED = {
    "id": "データ項目ID",
    "name": "データ項目",
    "romaji": "データ項目（ローマ字）",
    "group": "グループの名称",
    "type": "データ型",
    "output": "データ出力条件",
}
LEAST = 5
"""Words of the header that make a sheet one of data items; fewer may meet by chance."""

_ID_WIDTHS = {1: (8,), 2: (3, 5)}
_TYPES = frozenset(unicodedata.normalize("NFKC", t.value) for t in DataType)


class ItemRow(NamedTuple):
    """An item as its row gives it."""

    item: DataItem
    group: str
    group_id: str | None
    sheet: str
    cell: str


def find_items(sheet: Sheet) -> Table | None:
    """The table of data items of a sheet, if it has one."""
    return find_table(sheet, COLUMNS, LEAST)


def read_items(sheet: Sheet, table: Table, notes: Notes) -> tuple[ItemRow, ...]:
    """All items of a sheet in order; what is wrong or left over goes to the notes."""
    if missing := [name for field, name in REQUIRED.items() if field not in table.columns]:
        columns = "、".join(f"「{name}」" for name in missing)
        notes.trouble(
            f"見出しに{columns}の列がありません。列を足すか、見出しの語を公式の様式に合わせてください。",
            sheet.title,
        )
        return ()
    return _Reader(sheet, table, notes).rows()


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, sheet: Sheet, table: Table, notes: Notes) -> None:
        self.sheet = sheet
        self.table = table
        self.notes = notes
        self.fields = Fields(sheet.title, notes)
        self.id_columns = _id_columns(sheet, table)

    def rows(self) -> tuple[ItemRow, ...]:
        found = []
        for row in self.table.body(self.sheet):
            if self._is_item(row):
                item = self._item(row)
                found += [item] if item else []
                self._beside(row)
            elif self._is_header(row):
                for cell in self.sheet.in_row(row):
                    self._say(RemarkKind.LEGEND, "見出しの繰り返しです。", cell)
            else:
                for cell in self.sheet.in_row(row):
                    self._stray(cell)
        return tuple(found)

    def _is_item(self, row: int) -> bool:
        """A row with digits for an ID; or without, but with a name and a data type: an ID is missing then."""
        if any(c.text.strip()[:1].isdigit() for c in self._id_cells(row)):
            return True
        type = self.sheet.at(row, self.table.columns["type"][0])
        name = self.sheet.at(row, self.table.columns["name"][0])
        return bool(name and type and unicodedata.normalize("NFKC", type.text).strip().upper() in _TYPES)

    def _is_header(self, row: int) -> bool:
        head = self.sheet.at(self.table.top, self.id_columns[0])
        first = self.sheet.at(row, self.id_columns[0])
        return bool(head and first and word(head.text) == word(first.text))

    def _id_cells(self, row: int) -> list[Cell]:
        return list(dict.fromkeys(c for column in self.id_columns if (c := self.sheet.at(row, column))))

    def _item(self, row: int) -> ItemRow | None:
        troubles = len(self.notes.troubles)
        read = self.fields
        level = {n: read.line(self._cell(row, f"level{n[-1]}")) for n in ("LV1", "LV2", "LV3")}
        values = {
            "データ項目ID": self._id(row),
            "データ項目": read.line(self._cell(row, "name")),
            "ローマ字": read.romaji(self._cell(row, "romaji")),
            "主キー": read.mark(self._cell(row, "primary_key")),
            "外部キー": read.mark(self._cell(row, "foreign_key")),
            "参照先": read.item_id(self._cell(row, "refers_to")),
            "クラス分類": {n: text for n, text in level.items() if text} or None,
            "データ型": read.data_type(self._cell(row, "type")),
            "桁数": read.length(self._cell(row, "length")),
            "コード": read.code(self._cell(row, "code")),
            "繰り返し": read.repeat(self._cell(row, "repeat")),
            "データ出力条件": read.output(self._cell(row, "output")),
            "項目定義": read.text(self._cell(row, "definition")),
            "項目説明": read.text(self._cell(row, "description")),
            "標準仕様書関連箇所": read.text(self._cell(row, "related")),
            "実装類型": read.mark(self._cell(row, "implementation")),
            "サンプル値": read.text(self._cell(row, "sample")),
            "項目の由来": read.line(self._cell(row, "derivation")),
            "備考": read.text(self._cell(row, "note")),
            "廃止": read.retirement(self._cell(row, "retired")),
        }
        if values["廃止"]:
            struck_by_us(self.sheet, row, self.notes)
        group = read.line(self._cell(row, "group"))
        group_id = read.group_id(self._cell(row, "group_id"))
        for field, name in REQUIRED.items():
            if field != "id" and not self._has(row, field):
                address = f"{get_column_letter(self.table.columns[field][0])}{row}"
                self.notes.trouble(f"「{name}」がありません。書き足してください。", self.sheet.title, address)
        if len(self.notes.troubles) > troubles or group is None:
            return None
        item = DataItem.model_validate({word: value for word, value in values.items() if value is not None})
        address = self._id_cells(row)[0].address
        return ItemRow(item, group, group_id, self.sheet.title, address)

    def _cell(self, row: int, field: str) -> Cell | None:
        """The cell of a field; further cells below a header merged over several columns are left over."""
        cells = [c for column in self.table.columns.get(field, ()) if (c := self.sheet.at(row, column))]
        for cell in cells[1:]:
            if cell != cells[0]:
                self._say(
                    RemarkKind.UNREAD, "1つの見出しの下に値が2つあります。左の値だけを読み取りました。", cell
                )
        return cells[0] if cells else None

    def _has(self, row: int, field: str) -> bool:
        return any((c := self.sheet.at(row, n)) and c.text.strip() for n in self.table.columns[field])

    def _id(self, row: int) -> str | None:
        """8 digits, from one cell or from two: the 業務ID and the number of the item."""
        cells = self._id_cells(row)
        parts = [self.fields.line(cell) or "" for cell in cells]
        if len(parts) == len(self.id_columns) and all(parts):
            widths = _ID_WIDTHS.get(len(parts), (0,) * len(parts))
            padded = "".join(
                part.zfill(width) if cell.is_number and part.isdigit() else part
                for cell, part, width in zip(cells, parts, widths, strict=True)
            )
        else:  # one cell where the column has two: it must hold the whole ID
            padded = "".join(parts)
        id = unicodedata.normalize("NFKC", padded)
        if not (len(id) == 8 and id.isascii() and id.isdigit()):
            at = cells[0].address if cells else f"{get_column_letter(self.id_columns[0])}{row}"
            written = f"「{''.join(parts)}」は8桁の数字ではありません" if cells else "がありません"
            self.notes.trouble(
                f"データ項目ID{written}。業務ID3桁と番号5桁を書いてください。", self.sheet.title, at
            )
            return None
        if id != "".join(parts):
            message = f"データ項目ID「{''.join(parts)}」の桁又は文字幅を改めて「{id}」としました。"
            self._aside(RemarkKind.REWRITTEN, message, cells[-1])
        return id

    def _beside(self, row: int) -> None:
        """Cells of an item's row that are in no known column."""
        for cell in self.sheet.in_row(row):
            if cell.column in self.table.unknown:
                self._say(*lost(self.table.unknown[cell.column]), cell)
            elif cell.column not in self.table.all_columns and cell.column not in self.id_columns:
                self._stray(cell)

    def _stray(self, cell: Cell) -> None:
        kind, message = stray(cell.text)
        self._say(kind, message, cell)

    def _say(self, kind: RemarkKind, message: str, cell: Cell) -> None:
        self.notes.remark(kind, message, self.sheet.title, cell.address, cell.text)

    def _aside(self, kind: RemarkKind, message: str, cell: Cell) -> None:
        self.notes.aside(kind, message, self.sheet.title, cell.address, cell.text)


def struck_by_us(sheet: Sheet, row: int, notes: Notes) -> None:
    """A row that says 欠番 is struck through for that reason; there is nothing to make sure of."""
    notes.settled(RemarkKind.DOUBT, sheet.title, {cell.address for cell in sheet.in_row(row)})


def stray(text: str) -> tuple[RemarkKind, str]:
    """What to say of a cell outside every table."""
    if is_residue(text):
        return RemarkKind.RESIDUE, "作成作業で使った印の残りと思われます。読み取っていません。"
    return RemarkKind.UNREAD, "表の外の文字です。読み取っていません。必要なら仕様書に書き足してください。"


def lost(head: Cell) -> tuple[RemarkKind, str]:
    """What to say of a value under a header nobody knows."""
    return (
        RemarkKind.LOST,
        f"列「{head.text.strip()}」は hyojun にない列、又は2つ目の列です。値を取り込んでいません。",
    )


def _id_columns(sheet: Sheet, table: Table) -> tuple[int, ...]:
    """Columns of the ID: a header that is not merged may still stand over two of them."""
    columns = table.columns["id"]
    after = columns[-1] + 1
    if len(columns) > 1 or after in table.all_columns:
        return columns
    pairs = [(sheet.at(row, columns[0]), sheet.at(row, after)) for row in table.body(sheet)]
    split = [right for left, right in pairs if left and right and left.text.strip().isdigit()]
    return (*columns, after) if split and all(c.text.strip().isdigit() for c in split) else columns
