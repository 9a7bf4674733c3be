"""The sheets of code lists: a コードID and its name on the first row of each list, one value a row."""

import re
from typing import Literal, NamedTuple

from hyojun.model import CodeList, CodeValue, squeezed

from .fields import Fields
from .item_sheet import lost, stray
from .remarks import Notes, RemarkKind
from .tables import Table, find_table
from .workbook import Cell, Sheet

COLUMNS = {
    "コードID": "id",
    "コード名": "name",
    "コード名称": "name",
    "コード値": "value",
    "コード値の内容": "meaning",
    "コード値内容": "meaning",
    "備考": "note",
    "コード一覧の備考": "list_note",
}
_NEEDED = {"id": "コードID", "name": "コード名", "value": "コード値", "meaning": "コード値の内容"}


class _Open(NamedTuple):
    """A code list while its rows are read."""

    id: str
    name: str
    note: str | None
    cell: str
    values: list[CodeValue]


def find_codes(sheet: Sheet) -> Table | None:
    """The table of code lists of a sheet, if it has one."""
    return find_table(sheet, COLUMNS, 4)


def read_codes(sheet: Sheet, table: Table, notes: Notes) -> tuple[CodeList, ...]:
    """All code lists of a sheet in order; what is wrong or left over goes to the notes."""
    if missing := [name for field, name in _NEEDED.items() if field not in table.columns]:
        columns = "、".join(f"「{name}」" for name in missing)
        notes.trouble(f"見出しに{columns}の列がありません。列を足してください。", sheet.title)
        return ()
    read = Fields(sheet.title, notes)
    lists: list[_Open] = []
    for row in table.body(sheet):
        cells = {field: sheet.at(row, columns[0]) for field, columns in table.columns.items()}
        if not (cells["value"] or cells["meaning"] or _begins_list(cells)):
            for cell in sheet.in_row(row):
                notes.remark(*stray(cell.text), sheet.title, cell.address, cell.text)
            continue
        _row(sheet, notes, read, cells, lists)
        for cell in sheet.in_row(row):
            if cell.column in table.unknown:
                notes.remark(*lost(table.unknown[cell.column]), sheet.title, cell.address, cell.text)
            elif cell.column not in table.all_columns:
                notes.remark(*stray(cell.text), sheet.title, cell.address, cell.text)
    kind = _kind(sheet, table)
    for found in lists:
        if not found.values:
            notes.trouble(
                f"コード{found.id}「{found.name}」に値がありません。書き足してください。",
                sheet.title,
                found.cell,
            )
    return tuple(
        CodeList(id=f.id, name=f.name, kind=kind, values=tuple(f.values), note=f.note)
        for f in lists
        if f.values
    )


def _begins_list(cells: dict[str, Cell | None]) -> bool:
    first = cells["id"]
    return bool(first and re.fullmatch(r"\d{1,3}", squeezed(first.text)))


def _row(sheet: Sheet, notes: Notes, read: Fields, cells: dict[str, Cell | None], lists: list[_Open]) -> None:
    troubles = len(notes.troubles)
    first, name = cells["id"], read.line(cells["name"])
    list_note = read.text(cells.get("list_note"))
    id = _id_of(first, read) if first else None
    if first and id is None:
        message = f"コードID「{first.text.strip()}」は3桁の数字ではありません。直してください。"
        notes.trouble(message, sheet.title, first.address)
    if first and not (lists and id == lists[-1].id):
        if name is None:
            message = f"コードID「{first.text.strip()}」のコード名がありません。書き足してください。"
            notes.trouble(message, sheet.title, first.address)
        lists.append(_Open(id or "", name or "", list_note, first.address, []))
    elif lists and name and name != lists[-1].name:
        message = f"コード{lists[-1].id}の名称が「{lists[-1].name}」と「{name}」の2つあります。どちらかに直してください。"
        notes.trouble(message, sheet.title, cells["name"].address if cells["name"] else "")
    elif list_note and lists and list_note != lists[-1].note and (cell := cells["list_note"]):
        message = f"コード{lists[-1].id}の備考は、最初の行のものだけを読み取りました。"
        notes.remark(RemarkKind.UNREAD, message, sheet.title, cell.address, cell.text)
    value, meaning = read.line(cells["value"]), read.text(cells["meaning"])
    note = read.text(cells.get("note"))
    at = next(c.address for c in cells.values() if c)
    if not lists:
        notes.trouble("コードIDより前にコード値があります。コードIDを書いてください。", sheet.title, at)
    elif value is None or meaning is None:
        missing = "コード値" if value is None else "コード値の内容"
        notes.trouble(f"「{missing}」がありません。書き足してください。", sheet.title, at)
    elif len(notes.troubles) == troubles:
        lists[-1].values.append(CodeValue(value=value, meaning=meaning, note=note))


def _id_of(cell: Cell, read: Fields) -> str | None:
    id = read.code(cell)
    return id if id and id.isdigit() else None


def _kind(sheet: Sheet, table: Table) -> Literal["個別", "連携"]:
    """コード一覧（連携） says so in its name or above its table; 連携 alone may be part of a 業務名."""
    above = (c.text for row in range(1, table.top) for c in sheet.in_row(row))
    return "連携" if any("(連携)" in squeezed(text) for text in (sheet.title, *above)) else "個別"
