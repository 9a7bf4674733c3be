"""A workbook that comes back → its rows, with all that is wrong or doubtful in it, cell by cell."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from hyojun.model import PROVISIONAL

from ..expected import Expected
from ..importing.container import inspect
from ..importing.numbers import shown
from .book import ACTION, COVER, FORM, MARKS, ORDER, SHOWN, TAG, layout
from .cell_text import said
from .changes import BookRow, BookTable, Note, Spot
from .grid import Cell, Sheet, Value, column_letters, read_grid
from .merging import MARK, REMOVE, mark
from .tables import HANDLE, PART, Column, Table, tables

KIND = "編集用ブック"
Grid = tuple[Sheet, ...]
_PUBLISHED = "表紙"
"""First sheet of the workbooks that are published, which do not come back."""
_TOP = 30
"""Rows in which the heads of a sheet, and the labels of the first one, are looked for."""


class Refused(NamedTuple):
    """Why a book cannot be applied, where."""

    spot: Spot
    message: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.spot}: {self.message}" + (f"（書かれている値: {self.text[:40]}）" if self.text else "")


class Book(NamedTuple):
    """What was read of a book."""

    name: str
    business: str
    digest: str
    """Of the sources it was written from."""
    tables: Mapping[str, BookTable]
    refused: tuple[Refused, ...]
    notes: tuple[Note, ...]
    says: Spot
    """Where the book says which 業務 it is of."""

    def compared_with(self, digest: str) -> "Book":
        """The same, knowing whether it was written from the sources as they are now."""
        same = self.digest == digest
        return self._replace(tables={n: t._replace(is_current=same) for n, t in self.tables.items()})


def open_book(path: Path) -> Grid:
    """The sheets of a file; raises ImportProblem for what is no workbook."""
    inspect(path, f"{KIND}（hyojun edit export で書き出したもの）")
    return read_grid(path)


def business_of(name: str, book: Grid) -> str:
    """業務ID a workbook is of; empty if it does not say so."""
    return _Reading(name, {})._labels(book).get("業務ID", "")


def read_book(name: str, book: Grid, handles: Mapping[str, Collection[str]]) -> Book:
    """Read an opened workbook. `handles`: table → what its rows are called in the sources as they are."""
    return _Reading(name, handles).of(book)


class _Reading:
    """One book; used once."""

    def __init__(self, name: str, handles: Mapping[str, Collection[str]]) -> None:
        self.name, self.handles = name, handles
        self._written: set[str] = set()
        """Keys that stand in the sheet being read."""
        self._missing: dict[str, str] | None = None
        """Mark of the key of each row of the sources that it has not; made when asked for."""
        self._says: Spot | None = None
        self.refused: list[Refused] = []
        self.notes: list[Note] = []

    def of(self, book: Grid) -> Book:
        labels = self._labels(book)
        business, digest = labels.get("業務ID", ""), labels.get("要約値", "")
        found: dict[str, BookTable] = {}
        for sheet in book:
            tag = next((m for _, _, m in _tags(sheet)), None)
            spot = Spot(self.name, sheet.title)
            if tag is None:
                if sheet.title != COVER and sheet.cells:
                    self.notes.append(Note(spot, "表の見出しが無いので読み取りませんでした。"))
                continue
            table = next((t for t in tables() if t.name == tag["table"]), None)
            if table is None:
                self._refuse(
                    spot, f"「{tag['table']}」という表はありません。新しく書き出したブックで直してください。"
                )
            elif (tag["business"], tag["digest"]) != (business, digest):
                self._refuse(
                    spot,
                    "別の書き出しのシートです。1つのブックには、同じ書き出しのシートだけを入れてください。",
                )
            elif table.name in found:
                self._refuse(spot, f"「{table.name}」のシートが2つあります。1つにしてください。")
            else:
                found[table.name] = BookTable(self.name, self._rows(sheet, table))
        if labels and not found and not self.refused:
            self._refuse(
                Spot(self.name), "表のシートが1つもありません。書き出したブックのまま直してください。"
            )
        says = self._says or Spot(self.name)
        return Book(self.name, business, digest, found, tuple(self.refused), tuple(self.notes), says)

    def _refuse(self, spot: Spot, message: str, text: str = "") -> None:
        self.refused.append(Refused(spot, message, text))

    def _labels(self, book: Grid) -> dict[str, str]:
        """What the first sheet says of the book; empty and refused where there is none."""
        for sheet in book:
            found = {
                _plain(sheet.cells[row, 1].value): _plain(sheet.cells[row, 2].value)
                for row in range(1, _TOP)
                if (row, 1) in sheet.cells and (row, 2) in sheet.cells
            }
            if "様式" in found:
                rows = (r for r in range(1, _TOP) if (r, 1) in sheet.cells)
                place = next((r for r in rows if _plain(sheet.cells[r, 1].value) == "業務ID"), 0)
                self._says = Spot(self.name, sheet.title, place, "B" if place else "")
                if found["様式"] != FORM:
                    spot = Spot(self.name, sheet.title)
                    self._refuse(
                        spot,
                        f"この hyojun で読める様式（{FORM}）ではありません。新しく書き出してください。",
                        found["様式"],
                    )
                number = found.get("業務ID", "")
                return {**found, "業務ID": number.zfill(3) if number.isdigit() else number}
        ours = book and book[0].title == _PUBLISHED
        kind = "公表用の Excel のようです。" if ours else ""
        self._refuse(
            Spot(self.name, book[0].title if book else ""),
            f"シート「{COVER}」の「様式」がありません。{kind}hyojun edit export で書き出したブックを渡してください。"
            "ほかの表を新しく取り込むときは hyojun import です。",
        )
        return {}

    def _rows(self, sheet: Sheet, table: Table) -> tuple[BookRow, ...]:
        plan = self._plan(sheet, table)
        if plan is None:
            return ()
        top, places, columns, marked = plan
        for area in sheet.merged:
            if area.last_row > top:  # all but the first cell would read as emptied
                at = Spot(self.name, sheet.title, area.row, column_letters(area.column))
                self._refuse(at, f"セルが結合されています（{area.name}）。結合を解いてください。")
        lines: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sheet.cells.items():
            if row > top:
                lines.setdefault(row, {})[column] = cell
        letters = {head: column_letters(n) for head, n in places.items()}
        by_place = {n: head for head, n in places.items()}
        key = table.naming.key[0] if table.naming.fixed else HANDLE
        keys = (cells.get(places[key]) for cells in lines.values())
        self._missing = None
        self._written = {_plain(c.value) for c in keys if c is not None and c.value != ""}
        found: list[BookRow] = []
        for number in sorted(lines):
            given = {by_place[n]: c for n, c in lines[number].items() if n in by_place}
            self._leftover(sheet, number, {n: c for n, c in lines[number].items() if n not in by_place})
            if given:
                found += self._row(
                    Spot(self.name, sheet.title, number), table, given, columns, marked, letters
                )
        self._doubled(table, found)
        return tuple(found)

    def _plan(
        self, sheet: Sheet, table: Table
    ) -> tuple[int, dict[str, int], dict[str, Column], tuple[str, ...]] | None:
        """Where the heads stand, the column of each, and the heads that have marks; None where that is not sure."""
        spot = Spot(self.name, sheet.title)
        for top in range(1, _TOP):
            heads = [
                (c, _plain(cell.value)) for (r, c), cell in sheet.cells.items() if r == top and cell.value
            ]
            if len({ORDER, ACTION, MARKS} & {h for _, h in heads}) >= 2:
                break
        else:
            self._refuse(
                spot,
                f"見出しの行（「{ORDER}」「{ACTION}」「{MARKS}」のある行）が見付かりません。消したのなら、元に戻してください。",
            )
            return None
        bodies = dict.fromkeys(
            h.split(PART, 1)[1] for _, h in sorted(heads) if PART in h and h.split(PART)[0] in table.by_body
        )
        columns = {c.head: c for c in table.columns(bodies)}
        wanted = layout(table, tuple(columns.values()))
        places: dict[str, int] = {}
        for column, head in sorted(heads):
            at = spot._replace(row=top, column=column_letters(column))
            if head not in wanted.heads:
                self.notes.append(Note(at, "知らない列なので、読み取りませんでした。", head))
            elif head in places:
                self._refuse(at, f"「{head}」の列が2つあります。1つにしてください。")
                return None
            else:
                places[head] = column
        body_heads = {h for h, c in columns.items() if len(c.path) == 2 and c.path[0] in table.by_body}
        kept = [h for h in wanted.heads if h in places or h not in body_heads]
        if missing := [h for h in kept if h not in places]:
            self._refuse(
                spot._replace(row=top),
                f"列「{'」「'.join(missing)}」がありません。消した列や書き換えた見出しを、元に戻してください。",
            )
            return None
        marked = tuple(h for h in wanted.marked if h in places)
        return top, places, columns, marked

    def _leftover(self, sheet: Sheet, row: int, cells: Mapping[int, Cell]) -> None:
        for column, cell in cells.items():
            if cell.value != "":
                spot = Spot(self.name, sheet.title, row, column_letters(column))
                self.notes.append(
                    Note(spot, "見出しの無い列なので、読み取りませんでした。", _plain(cell.value)[:60])
                )

    def _row(
        self,
        spot: Spot,
        table: Table,
        given: Mapping[str, Cell],
        columns: Mapping[str, Column],
        marked: tuple[str, ...],
        letters: Mapping[str, str],
    ) -> list[BookRow]:
        key = table.naming.key[0] if table.naming.fixed else HANDLE
        written = _plain(given[MARKS].value) if MARKS in given and given[MARKS].value else ""
        marks, order = None, None
        if written:
            first, _, rest = written.partition(".")
            order = int(first) if first.isdecimal() else None
            if len(rest) != MARK * len(marked):
                at = spot._replace(column=letters[MARKS])
                self._refuse(at, "要約値の長さが列の数と合いません。元に戻すか、新しく書き出してください。")
                return []
            marks = {h: rest[n * MARK : (n + 1) * MARK] for n, h in enumerate(marked)}
        handle = self._cell(spot, key, given.get(key), _ID, marks, letters)[0]
        issued = table.naming.series is not None and table.naming.fixed
        is_new = not handle or (marks is None and key != HANDLE and (not issued or PROVISIONAL in handle))
        if handle and marks and marks[key] != mark(handle, key, handle):
            self._refuse(
                spot._replace(column=letters[key]),
                f"「{key}」が書き換えられています。元に戻してください。新しい行なら、灰色の列を全て空にしてください。",
                handle,
            )
            return []
        if is_new and marks and (lost := self._lost(table, key, marks[key])):
            self._refuse(
                spot._replace(column=letters[key]),
                f"「{key}」が消えています。{lost} に戻してください。新しい行なら、灰色の列を全て空にしてください。",
            )
            return []
        if is_new:
            marks = None
        cells: dict[str, str] = {}
        for head, cell in given.items():
            if head in (ORDER, ACTION, MARKS, HANDLE):
                continue
            if head == SHOWN:
                text = _plain(cell.value)
                if marks and marks[SHOWN] != mark(handle, SHOWN, text):
                    self.notes.append(
                        Note(
                            spot._replace(column=letters[head]),
                            "自動で作る列です。変更は反映しません。",
                            text,
                        )
                    )
                continue
            expected = columns[head].expected if head in columns else _ID
            if head in columns and columns[head].form == "lines":
                expected = expected.below(None)
            text, fine = self._cell(spot, head, cell, expected, marks, letters, handle)
            if text and fine:
                cells[head] = text
        action = _plain(given[ACTION].value).strip() if ACTION in given and given[ACTION].value else ""
        if action not in ("", REMOVE):
            self._refuse(
                spot._replace(column=letters[ACTION]),
                f"「{ACTION}」に書けるのは「{REMOVE}」だけです。",
                action,
            )
        if is_new and not any(h for h in cells if h not in (table.parent_head,)):
            return []
        if marks and (given.get(ORDER) is None or _plain(given[ORDER].value) != str(order)):
            shown_order = _plain(given[ORDER].value) if ORDER in given else ""
            self.notes.append(
                Note(
                    spot._replace(column=letters[ORDER]),
                    "変えない列です。元の値とみなしました。",
                    shown_order,
                )
            )
        parent = cells.get(table.parent_head, "")
        return [
            BookRow(spot, "" if is_new else handle, order, parent, cells, marks, action == REMOVE, letters)
        ]

    def _lost(self, table: Table, key: str, found: str) -> str:
        """The row whose mark this is, if it stands nowhere in the book; empty for a copy of one that does."""
        if self._missing is None:
            missing = (h for h in self.handles.get(table.name, ()) if h not in self._written)
            self._missing = {mark(h, key, h): h for h in missing}
        return self._missing.get(found, "")

    def _cell(
        self,
        spot: Spot,
        head: str,
        cell: Cell | None,
        expected: Expected,
        marks: Mapping[str, str] | None,
        letters: Mapping[str, str],
        handle: str = "",
    ) -> tuple[str, bool]:
        """The text of a cell, and whether it is sure."""
        if cell is None:
            return "", True
        if cell.is_plain_text:
            return cell.value, True  # type: ignore[return-value]
        at = spot._replace(column=letters[head])
        known = marks.get(head) if marks else None
        found = said(cell, expected, lambda text: known == mark(handle or text, head, text))
        self.notes += (Note(at, message, text) for message, text in found.notes)
        if found.refusal:
            self._refuse(at, found.refusal, found.value)
        return found.text, not found.refusal

    def _doubled(self, table: Table, rows: list[BookRow]) -> None:
        seen: dict[str, BookRow] = {}
        for row in rows:
            if row.handle and row.handle in seen:
                message = f"{row.handle} の行が2つあります（{seen[row.handle].spot.row}行目）。"
                self._refuse(row.spot, f"{message}写した行なら、灰色の列を全て空にしてください。")
            seen.setdefault(row.handle, row)


class _AnyText(Expected):
    """A key: no number is taken for one by itself."""

    def stands_plain(self, text: str) -> bool:
        return False

    def takes(self, text: str) -> bool:
        return False


_ID = _AnyText(None)


def _tags(sheet: Sheet) -> list[tuple[int, int, re.Match[str]]]:
    """The cells of the first rows that say which table a sheet holds."""
    return [
        (row, column, match)
        for (row, column), cell in sheet.cells.items()
        if row < _TOP and isinstance(cell.value, str) and (match := TAG.fullmatch(_plain(cell.value)))
    ]


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else shown(value, "General").text
