"""A step table as officials write it, in Excel or CSV → rows of cells with their places, for `hyojun.flow`."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from hyojun.flow import COLUMNS, REQUIRED, Entry

from .remarks import ImportProblem, Notes
from .tables import Table, find_table
from .workbook import Cell, Sheet, open_book

_WORDS = {column: column for column in COLUMNS} | {
    "No": "番号",
    "No.": "番号",
    "項番": "番号",
    "手順番号": "番号",
    "担当者": "担当",
    "作業内容": "作業",
    "手順": "作業",
    "次の手順": "次",
    "次の番号": "次",
}
_CSV = (".csv", ".tsv", ".txt")
_LARGEST = 4 * 1024 * 1024


class StepTable(NamedTuple):
    """The rows, and what was not taken in."""

    rows: tuple[dict[str, Entry], ...]
    remarks: tuple[str, ...]


def read_step_table(path: Path) -> StepTable:
    """The first table of steps in a file. Raises ImportProblem."""
    notes = Notes()
    if path.suffix.lower() in _CSV:
        sheets: Sequence[Sheet] = [_text_sheet(path)]
    else:
        sheets = open_book(path, notes)
    for sheet in sheets:
        table = find_table(sheet, _WORDS, 2)
        if table is None:
            continue
        missing = [column for column in REQUIRED if column not in table.columns]
        if missing:
            row = _place(sheet, f"{table.top}行目")
            raise ImportProblem(f"{row}: 見出しに「{'」「'.join(missing)}」の列がありません。")
        remarks = [_told(r.sheet, r.cell, r.message) for r in notes.remarks if r.sheet in ("", sheet.title)]
        remarks += [
            f"{_place(sheet, c.address)}: 列「{c.text}」は読み取りません。" for c in table.unknown.values()
        ]
        remarks += [f"シート「{s.title}」は読み取りません。" for s in sheets if s is not sheet and s.cells]
        return StepTable(tuple(_rows(sheet, table)), tuple(remarks))
    words = "、".join(COLUMNS[:6])
    raise ImportProblem(f"「{path.name}」に手順の表が見つかりません。見出しの行に {words} を書いてください。")


def _rows(sheet: Sheet, table: Table) -> list[dict[str, Entry]]:
    found = []
    for row in table.body(sheet):
        cells: dict[str, Entry] = {}
        for field, columns in table.columns.items():
            texts = [c.text for column in columns if (c := sheet.cells.get(sheet.anchor(row, column)))]
            text = "\n".join(dict.fromkeys(texts)).replace("\r\n", "\n")
            cells[field] = Entry(text, _place(sheet, f"{get_column_letter(columns[0])}{row}"))
        if any(entry.text.strip() for entry in cells.values()):
            found.append(cells)
    return found


def _place(sheet: Sheet, cell: str) -> str:
    return f"シート「{sheet.title}」 {cell}" if sheet.title else cell


def _told(sheet: str, cell: str, message: str) -> str:
    where = " ".join(filter(None, (f"シート「{sheet}」" if sheet else "", cell)))
    return f"{where}: {message}" if where else message


def _text_sheet(path: Path) -> Sheet:
    """A file of comma- or tab-separated values; Excel writes UTF-8 with a mark, or Shift_JIS."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ImportProblem(f"「{path.name}」は大きすぎます（{_LARGEST // 1024 // 1024}MBまで）。")
        data = path.read_bytes()
    except OSError as error:
        raise ImportProblem(f"「{path.name}」を読めません（{error.strerror}）。") from error
    for codec in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(codec)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ImportProblem(f"「{path.name}」の文字コードを読めません。UTF-8で保存し直してください。")
    first = text.partition("\n")[0]
    separator = "\t" if first.count("\t") >= first.count(",") else ","
    cells: dict[tuple[int, int], Cell] = {}
    try:
        for r, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            cells |= {(r, c): Cell(r, c, value, False) for c, value in enumerate(row, 1) if value}
    except csv.Error as error:
        raise ImportProblem(f"「{path.name}」を表として読めません（{error}）。") from error
    return Sheet("", cells, {})
