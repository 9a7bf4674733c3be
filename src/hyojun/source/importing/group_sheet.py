"""The sheet of groups that workbooks of hyojun have: what no row of an item says of its group."""

from typing import NamedTuple

from hyojun.model import Retirement

from .fields import Fields
from .item_sheet import lost, stray, struck_by_us
from .remarks import Notes
from .tables import Table, find_table
from .workbook import Sheet

COLUMNS = {
    "グループID": "id",
    "グループ_名称": "name",
    "グループ名称": "name",
    "説明": "text",
    "IDの状態": "retired",
    "状態": "retired",
    "項目数": "count",
}


class GroupRow(NamedTuple):
    """A group as its row gives it."""

    name: str
    id: str | None
    text: str | None
    retired: Retirement | None
    sheet: str
    cell: str


def find_groups(sheet: Sheet) -> Table | None:
    """The table of groups of a sheet, if it has one."""
    table = find_table(sheet, COLUMNS, 2)
    return table if table and {"id", "name"} <= set(table.columns) else None


def read_groups(sheet: Sheet, table: Table, notes: Notes) -> tuple[GroupRow, ...]:
    """All groups of a sheet in order; the number of items is counted, not read."""
    read = Fields(sheet.title, notes)
    found = []
    for row in table.body(sheet):
        cells = {field: sheet.at(row, columns[0]) for field, columns in table.columns.items()}
        if (name := read.line(cells["name"])) and cells["name"]:
            text = read.text(cells.get("text"))
            if retired := read.retirement(cells.get("retired")):
                struck_by_us(sheet, row, notes)
            id, address = read.group_id(cells["id"]), cells["name"].address
            found.append(GroupRow(name, id, text, retired, sheet.title, address))
        for cell in sheet.in_row(row):
            if cell.column in table.unknown:
                notes.remark(*lost(table.unknown[cell.column]), sheet.title, cell.address, cell.text)
            elif cell.column in table.columns.get("count", ()):
                notes.used(sheet.title, cell.address)
            elif not notes.is_used(sheet.title, cell.address):
                notes.remark(*stray(cell.text), sheet.title, cell.address, cell.text)
    return tuple(found)
