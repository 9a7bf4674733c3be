"""A step table as officials write it, in Excel or CSV → rows of cells with their places, for `hyojun.flow`.

What would get lost without anybody noticing stops the reading: a column whose heading is almost a known
one, a formula without a result.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from hyojun.flow import COLUMNS, REQUIRED, Entry

from ..files import _FORBIDDEN as FORBIDDEN
from ..files import hidden, with_line_feeds
from .remarks import ImportProblem, Notes, Remark, Trouble
from .tables import Table, find_table, word
from .workbook import Cell, Sheet, open_book

_WORDS = {column: column for column in COLUMNS} | {
    "No": "番号",
    "No.": "番号",
    "項番": "番号",
    "手順番号": "番号",
    "担当者": "担当",
    "作業内容": "作業",
    "手順": "作業",
    "機能": "機能ID",
    "機能番号": "機能ID",
    "次の手順": "次",
    "次の番号": "次",
    "分岐条件": "条件",
}
GUIDE = "書き方"
"""Sheet of the template that explains the columns; nobody misses it."""
_CSV = (".csv", ".tsv", ".txt")
_BOOK = (".xlsx", ".xlsm")
_LARGEST = 4 * 1024 * 1024
_NOTE = re.compile(r"\s*(?:※|＊|\*|[（(]?注[)）:：\d０-９\s])")
_TITLE_WORD = re.compile(r"(?:題名|名称|件名|フロー名|業務フロー名?)\s*[:：]?\s*(.*)", re.DOTALL)
_LONGEST_TITLE = 60


class StepTable(NamedTuple):
    """The rows, and what was not taken in."""

    rows: tuple[dict[str, Entry], ...]
    remarks: tuple[str, ...]
    title: Entry | None = None
    """What stands above the header."""


def read_step_table(path: Path) -> StepTable:
    """The first table of steps in a file. Raises ImportProblem."""
    notes = Notes()
    _check_kind(path)
    sheets: Sequence[Sheet]
    sheets = [_text_sheet(path)] if path.suffix.lower() in _CSV else open_book(path, notes)
    for sheet in sheets:
        table = find_table(sheet, _WORDS, 2)
        if table is None:
            continue
        here = [r for r in notes.remarks if r.sheet in ("", sheet.title)]
        if troubles := [*_headings(sheet, table), *_without_result(table, here)]:
            raise ImportProblem(*troubles)
        remarks = [_told(r.sheet, r.cell, r.message) for r in here]
        remarks += [
            f"{_place(sheet, c.address)}: 列「{_line(c)}」は読み取りません。" for c in table.unknown.values()
        ]
        others = (s for s in sheets if s is not sheet and s.cells and s.title != GUIDE)
        remarks += [f"シート「{s.title}」は読み取りません。" for s in others]
        rows = list(_rows(sheet, table, remarks))
        return StepTable(tuple(rows), tuple(remarks), _title(sheet, table, remarks))
    words = "、".join(COLUMNS[:6])
    seen = next((said for sheet in sheets if (said := _likely_heading(sheet))), "")
    raise ImportProblem(
        f"「{path.name}」に手順の表が見つかりません。{seen}見出しの行に {words} を書いてください。"
    )


def _check_kind(path: Path) -> None:
    """Only files that may hold a table; said before a reader stumbles."""
    taken = "手順の表は、.xlsx、.csv、.tsv のどれかにしてください。"
    if not path.is_file():
        what = "はフォルダーです。" if path.is_dir() else "がありません。名前と場所を確かめてください。"
        raise ImportProblem(f"「{path.name}」{what}{taken if path.is_dir() else ''}")
    if path.suffix.lower() not in (*_CSV, *_BOOK):
        again = "Excelで開いて「Excel ブック（*.xlsx）」として保存し直してください。"
        raise ImportProblem(
            f"「{path.name}」は読み取れません。{taken}{again if path.suffix.lower() == '.xls' else ''}"
        )


def _headings(sheet: Sheet, table: Table) -> Iterator[Trouble]:
    """Columns that are missing, and those whose heading is almost one that is read."""
    missing = [column for column in REQUIRED if column not in table.columns]
    if missing:
        found = "」「".join(" ".join(c.text.split()) for c in table.header_cells(sheet))
        accepted = "。".join(f"「{m}」と読む見出しは {'、'.join(_accepted(m))}" for m in missing)
        yield Trouble(
            f"見出しに「{'」「'.join(missing)}」の列がありません。ある見出しは「{found}」です。{accepted} です。",
            sheet.title,
            f"{table.top}行目",
        )
    for cell in table.unknown.values():
        field = _resembled(cell.text, table)
        if field in table.columns:
            same = "」も「".join(
                _line(c) for c in table.header_cells(sheet) if c.column in table.columns[field]
            )
            message = f"見出し「{_line(cell)}」も「{same}」も「{field}」の列です。1つにしてください。"
            yield Trouble(message, sheet.title, cell.address)
        elif field and field not in missing:
            yield Trouble(
                f"見出し「{_line(cell)}」の列は読み取れません。「{field}」の列なら、見出しを "
                f"{'、'.join(_accepted(field))} のどれかにしてください。違うなら、列を消すか、別の見出しにしてください。",
                sheet.title,
                cell.address,
            )


def _line(cell: Cell) -> str:
    """A heading on one line, as messages quote it."""
    return " ".join(cell.text.split())


def _accepted(field: str) -> list[str]:
    return [heading for heading, of in _WORDS.items() if of == field]


def _resembled(heading: str, table: Table) -> str:
    """The field an unread heading may mean: one named twice, or one no column has."""
    said = word(heading)
    names = {word(w): field for w, field in _WORDS.items()}
    bare = re.sub(r"\(.*?\)", "", said)
    if bare in names and (said != bare or names[bare] in table.columns):
        return names[bare]
    free = {w: f for w, f in names.items() if f not in table.columns}
    for known, field in sorted(free.items(), key=lambda item: -len(item[0])):
        begins = said.startswith(known)
        if begins or (len(known) > 1 and known in said) or SequenceMatcher(None, known, said).ratio() >= 0.75:
            return field
    return ""


def _without_result(table: Table, remarks: Sequence[Remark]) -> Iterator[Trouble]:
    """Formulas of the table that no program has calculated: their cells look empty."""
    read = {column for columns in table.columns.values() for column in columns}
    for r in remarks:
        if r.cell and r.message.startswith("数式の計算結果が保存されていません"):
            row, column = coordinate_to_tuple(r.cell)
            if row >= table.top and column in read:
                yield Trouble(r.message, r.sheet, r.cell)


def _likely_heading(sheet: Sheet) -> str:
    """The row that was perhaps meant to be the header."""
    best = max(sheet.rows, key=lambda row: (len(list(sheet.in_row(row))) > 1, -row), default=None)
    cells = [" ".join(c.text.split())[:20] for c in sheet.in_row(best)] if best else []
    return f"{best}行目の見出しは「{'」「'.join(cells[:12])}」です。" if len(cells) > 1 else ""


def _title(sheet: Sheet, table: Table, remarks: list[str]) -> Entry | None:
    """The title above the header: alone in its row, or beside a word such as 題名."""
    rows: dict[int, list[Cell]] = defaultdict(list)
    for row in (r for r in sheet.rows if r < table.top):
        rows[row].extend(sheet.in_row(row))
    for cells in (c for c in rows.values() if c):
        named = _TITLE_WORD.fullmatch(cells[0].text.strip())
        if named and not named[1] and len(cells) > 1:
            return _titled(sheet, cells[1], cells[1].text, remarks)
        if named and named[1]:
            return _titled(sheet, cells[0], named[1], remarks)
    first = next((c for c in rows.values() if c), [])
    alone = len(first) == 1 and not _NOTE.match(first[0].text)
    return _titled(sheet, first[0], first[0].text, remarks) if alone else None


def _titled(sheet: Sheet, cell: Cell, text: str, remarks: list[str]) -> Entry | None:
    place = _place(sheet, cell.address)
    title = " ".join(_seen(text, place, remarks).split())
    return Entry(title, place) if 0 < len(title) <= _LONGEST_TITLE else None


def _rows(sheet: Sheet, table: Table, remarks: list[str]) -> Iterator[dict[str, Entry]]:
    for row in table.body(sheet):
        cells: dict[str, Entry] = {}
        for field, columns in table.columns.items():
            texts = [c.text for column in columns if (c := sheet.cells.get(sheet.anchor(row, column)))]
            place = _place(sheet, f"{get_column_letter(columns[0])}{row}")
            cells[field] = Entry(_seen("\n".join(dict.fromkeys(texts)), place, remarks), place)
        filled = [entry for entry in cells.values() if entry.text.strip()]
        if filled and _is_note(cells, filled):
            said = " ".join(filled[0].text.split())
            said = f"{said[:30]}…" if len(said) > 30 else said
            remarks.append(f"{filled[0].place}: 注記「{said}」は手順として読み取りません。")
        elif filled:
            yield cells


def _seen(text: str, place: str, remarks: list[str]) -> str:
    """A text without what no source may hold, since nobody can see it."""
    if unseen := dict.fromkeys(FORBIDDEN.findall(text)):
        codes = "、".join(f"U+{ord(c):04X}" for c in unseen)
        remarks.append(f"{place}: 画面に見えない文字（{codes}）を取り除きました。")
    seen = with_line_feeds(FORBIDDEN.sub("", text))
    for _, message in hidden(seen):
        raise ImportProblem(f"{place}: {message}")
    return seen


def _is_note(cells: dict[str, Entry], filled: Sequence[Entry]) -> bool:
    """「※」 below the table, alone in its row."""
    steps = [cells[c].text for c in REQUIRED if c in cells and cells[c].text.strip()]
    return len(steps) < 2 and bool(_NOTE.match(filled[0].text))


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
        message = f"「{path.name}」を開けません。権限と、ほかの道具で開いていないかを確かめてください。"
        raise ImportProblem(message) from error
    for codec in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(codec)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ImportProblem(f"「{path.name}」の文字コードを読めません。UTF-8で保存し直してください。")
    lines = text.splitlines()[:50]  # a title may stand above the header
    tabs, commas = (max((line.count(mark) for line in lines), default=0) for mark in "\t,")
    separator = "\t" if tabs and tabs >= commas else ","
    cells: dict[tuple[int, int], Cell] = {}
    try:
        for r, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            cells |= {(r, c): Cell(r, c, value, False) for c, value in enumerate(row, 1) if value}
    except csv.Error as error:
        raise ImportProblem(f"「{path.name}」を表として読めません（{error}）。") from error
    return Sheet("", cells, {})
