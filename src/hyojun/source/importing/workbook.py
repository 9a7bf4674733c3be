"""A workbook as sheets of text cells: number formats applied, merged ranges resolved, nothing styled.

openpyxl reads it, since IDs hang on number formats, which faster readers do not give.
"""

import re
import warnings
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .container import inspect
from .escapes import opened, unescaped
from .numbers import shown
from .remarks import ImportProblem, Notes, RemarkKind

_FETCHING = re.compile(r"\[[^\]]+\][^!]*!|\|[^!]*!|\b(?:WEBSERVICE|RTD|HYPERLINK|DDE)\s*\(", re.IGNORECASE)
"""[1]Sheet1!A1, cmd|'/c calc'!A0, and functions that ask somebody else."""
_STRUCK = "取り消し線が付いています。削除された記述でないか確かめてください。"


class Cell(NamedTuple):
    """A cell with something in it."""

    row: int
    column: int
    text: str
    """As a reader of the sheet sees it."""
    is_number: bool

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"


class Sheet:
    """The non-empty cells of a sheet, and which ranges are merged."""

    def __init__(
        self, title: str, cells: dict[tuple[int, int], Cell], merged: dict[tuple[int, int], tuple[int, int]]
    ):
        self.title = title
        self.cells = cells
        self._merged = merged

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds the value seen at a place: itself, or the first of its merged range."""
        return self._merged.get((row, column), (row, column))

    def at(self, row: int, column: int) -> Cell | None:
        return self.cells.get(self.anchor(row, column))

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Numbers of the rows that hold something, merged ranges included."""
        filled = {row for row, _ in self.cells}
        return tuple(
            sorted(filled | {row for (row, _), first in self._merged.items() if first in self.cells})
        )

    @cached_property
    def width(self) -> int:
        """Number of the last column that holds something."""
        merged = (column for (_, column), first in self._merged.items() if first in self.cells)
        return max((max((c for _, c in self.cells), default=0), max(merged, default=0)))

    def in_row(self, row: int) -> Iterator[Cell]:
        """Cells written in a row, from left to right."""
        return (self._by_row.get(row, ())).__iter__()

    @cached_property
    def _by_row(self) -> dict[int, list[Cell]]:
        found: dict[int, list[Cell]] = {}
        for place in sorted(self.cells):
            found.setdefault(place[0], []).append(self.cells[place])
        return found


def open_book(path: Path, notes: Notes) -> tuple[Sheet, ...]:
    """The sheets of a workbook; raises ImportProblem if it cannot be read."""
    container = inspect(path)
    values = load_workbook(path, data_only=True, marked=True)
    formulas = load_workbook(path, data_only=False) if container.has_formulas else None
    for title, text in container.drawn_texts:
        message = "図形・テキストボックスの文字です。読み取っていません。"
        notes.remark(RemarkKind.UNREAD, message, title, text=text)
    if container.pictures:
        notes.remark(RemarkKind.UNREAD, f"画像が{container.pictures}個あります。読み取っていません。")
    for what in container.active:
        message = f"{what}があります。動かさず、読み込まず、仕様書に写していません。"
        notes.remark(RemarkKind.UNREAD, message)
    if names := sorted(values.defined_names):
        message = f"名前の定義が{len(names)}個あります。読み取っていません。"
        notes.remark(RemarkKind.UNREAD, message, text="、".join(names))
    for chart in values.chartsheets:
        notes.remark(RemarkKind.UNREAD, "グラフのシートです。読み取っていません。", chart.title)
    try:
        return tuple(_sheet(s, formulas[s.title] if formulas else None, notes) for s in values.worksheets)
    except (IndexError, KeyError) as error:  # openpyxl looks up formats, fonts and comments only now
        raise _unreadable(path) from error


def load_workbook(path: Path, data_only: bool = False, marked: bool = False) -> Workbook:
    """A workbook with rich text; formulas as such, or what they gave (`data_only`). Raises ImportProblem.

    `marked`: texts are to be read through `unescaped`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that are not read here
            return opened(path, data_only, marked)
    except Exception as error:  # whatever a broken part makes the reader stumble over
        raise _unreadable(path) from error


def _unreadable(path: Path) -> ImportProblem:
    return ImportProblem(
        f"「{path.name}」を Excel のブックとして読めません。Excelで開いて保存し直してください。"
    )


def _sheet(source: Worksheet, formulas: Any, notes: Notes) -> Sheet:
    title = source.title
    cells: dict[tuple[int, int], Cell] = {}
    fonts: dict[int, bool] = {}  # whether the font of a number strikes through: asking a cell is slow
    formats: dict[int, str] = {}
    # Only the cells of the file: iterating over rows would fill the whole rectangle.
    for row, column in sorted(source._cells):
        origin: Any = source._cells[row, column]
        value = origin.value
        address = f"{get_column_letter(column)}{row}"
        if formulas is not None and formulas._cells[row, column].data_type == "f":
            _note_formula(notes, title, address, str(formulas._cells[row, column].value), value)
        if origin.comment:
            text = str(origin.comment.text or "").strip()
            notes.aside(RemarkKind.UNREAD, "セルのコメントです。読み取っていません。", title, address, text)
        if value is None or value == "":
            continue
        style = origin._style
        if style.numFmtId not in formats:
            formats[style.numFmtId] = str(origin.number_format or "General")
        if style.fontId not in fonts:
            fonts[style.fontId] = bool(origin.font.strike)
        text, note = (value, "") if type(value) is str else shown(value, formats[style.numFmtId])
        if note:
            notes.aside(RemarkKind.REWRITTEN, note, title, address, text)
        if origin.data_type == "e":
            notes.aside(
                RemarkKind.DOUBT, "Excelのエラー値です。元のブックを直してください。", title, address, text
            )
        if is_struck(value, fonts[style.fontId]):
            notes.aside(RemarkKind.DOUBT, _STRUCK, title, address, text)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        cells[row, column] = Cell(row, column, unescaped(text), is_number)
    sheet = Sheet(title, cells, _merged(source))
    _note_hidden(source, sheet, notes)
    return sheet


def _note_formula(notes: Notes, sheet: str, address: str, formula: str, value: Any) -> None:
    if value is None:
        message = "数式の計算結果が保存されていません。Excelで開いて保存し直してください。"
        notes.remark(RemarkKind.UNREAD, message, sheet, address, formula)
    else:
        message = f"数式の計算結果を読み取りました（{formula}）。"
        kind = RemarkKind.REWRITTEN
        if _FETCHING.search(formula):
            kind = RemarkKind.DOUBT
            message = (
                "ほかのブック又はプログラムを参照する数式です。何も読み込まず、保存されていた値だけを読み取りました"
                f"（{formula}）。値が正しいか確かめてください。"
            )
        notes.aside(kind, message, sheet, address, str(value))


def is_struck(value: Any, by_cell: bool) -> bool:
    """Whether all of a cell, or some of its text, is struck through; `by_cell`: the font of the cell is."""
    if isinstance(value, CellRichText):
        blocks = [b for b in value if isinstance(b, TextBlock) and str(b.text).strip()]
        return any(b.font.strike for b in blocks) or (not blocks and by_cell)
    return by_cell


def _merged(source: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Every place of every merged range but its first → the first."""
    found = {}
    for area in source.merged_cells.ranges:
        first = (area.min_row, area.min_col)
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                found[row, column] = first
    return found


def _note_hidden(source: Worksheet, sheet: Sheet, notes: Notes) -> None:
    """What people cannot see in Excel is read, and said so."""
    if source.sheet_state != "visible":
        notes.aside(RemarkKind.DOUBT, "非表示のシートです。含めてよいか確かめてください。", sheet.title)
    for row in sheet.rows:
        if row in source.row_dimensions and source.row_dimensions[row].hidden:
            notes.aside(
                RemarkKind.DOUBT, f"{row}行目は非表示です。含めてよいか確かめてください。", sheet.title
            )
    for letter, dimension in sorted(source.column_dimensions.items()):
        first, last = int(dimension.min or 0), int(dimension.max or 0)
        if dimension.hidden and any(first <= column <= last for _, column in sheet.cells):
            notes.aside(
                RemarkKind.DOUBT, f"{letter}列は非表示です。含めてよいか確かめてください。", sheet.title
            )
