"""A workbook of a 標準仕様書 → data groups, code lists, all other tables, and a full account.

Sheets are known by what they hold. Every cell of every sheet is taken in, belongs to a header, or is
spoken of: whatever nobody accounted for is reported at the end, so nothing is dropped silently.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from hyojun.model import CodeList, DataGroup, DataItem, DataType, Form, Registry

from ..repository import default_registry
from ..yaml_text import no_gc
from .code_sheet import read_codes
from .collecting import Collected, business_in, collect, rows_of
from .comma_separated import open_file
from .group_sheet import GroupRow, read_groups
from .guessing import no_table
from .item_sheet import ItemRow, read_items, stray
from .layout_sheets import laid, lay_out, shown_forms
from .numbering import Numbering
from .profile import NOT_READ, How, ImportProfile, load_profile
from .recognising import CODES, COLUMNS_LEGEND, GROUPS, ITEMS, TYPES_LEGEND, legend_of, recognised
from .remarks import ImportProblem, Notes, Remark, RemarkKind
from .rows import Record
from .statements import Entry
from .tables import Table, word
from .workbook import Cell, Sheet

_LEGEND_NOTE = re.compile(r"セル[:：]|凡例|※|^.{1,20}[:：]")
_TITLE = re.compile(r"項目定義書|基本データリスト")
_COVER, _HISTORY, _ON_COVER = "表紙", "改定履歴", {"業務ID", "業務名", "文書", "版", "発行者"}
"""Sheets of our own workbooks, and words that stand in its first column."""
_LEADING_MARK = re.compile(r"^[■◆●◎○□◇・\s]+")


class LegendLine(NamedTuple):
    """A row of a legend: what is explained, how, and with which remark."""

    name: str
    text: str
    note: str | None


class Imported(NamedTuple):
    """What a workbook holds, in the terms of the model, and what is to be said of it."""

    file: str
    business: str
    """業務ID: the first three digits of every item's ID."""
    title: str
    groups: tuple[DataGroup, ...]
    code_lists: tuple[CodeList, ...]
    legends: tuple[str, ...]
    """Sheets recognised as legends."""
    columns_legend: tuple[LegendLine, ...]
    types_legend: tuple[LegendLine, ...]
    """The publisher's own legends; empty for those that hyojun wrote."""
    rows: int
    """Rows of items in the workbook."""
    collected: Collected
    """What the other tables hold."""
    pages: dict[str, bytes]
    """Files that 帳票 are attached to, by path below the folder of the 業務."""
    layouts: dict[str, Entry]
    """帳票ID of the 業務 as it is → the レイアウト it gets."""
    remarks: tuple[Remark, ...]


class Surroundings(NamedTuple):
    """What a workbook is read against."""

    profile: ImportProfile
    registry: Registry
    business: str | None = None
    """業務ID that is expected; needed where no row of the workbook has an ID."""
    ids: tuple[str, ...] = ()
    """IDs that the 業務 has already, and 仮番号 that its registers remember."""
    keys: tuple[str, ...] = ()
    """Keys that it has already."""
    forms: tuple[Form, ...] = ()
    """Its 帳票 as they are."""


def read_item_definition(path: Path, around: Surroundings | None = None) -> Imported:
    """Read a workbook; raises ImportProblem with every reason why it cannot be taken over."""
    with no_gc():
        return _read(path, around or Surroundings(load_profile(), default_registry()))


def _read(path: Path, around: Surroundings) -> Imported:
    notes = Notes()
    sheets = open_file(path, notes)
    rows: list[ItemRow] = []
    listed: list[GroupRow] = []
    code_lists: list[CodeList] = []
    tables: dict[str, list[Record]] = {}
    legends: list[str] = []
    lines: dict[str, tuple[LegendLine, ...]] = {}
    titles: list[str] = []
    left: list[Sheet] = []
    has_tables = ours = False
    for sheet in sheets:
        if found := recognised(sheet, around.profile):
            kind, table = found
            has_tables = has_tables or kind != GROUPS
            _leave_out(sheet, table, notes)
            if kind == ITEMS:
                _head(sheet, table, notes, titles)
                rows += read_items(sheet, table, notes)
            elif kind == CODES:
                _head(sheet, table, notes, None)
                code_lists += read_codes(sheet, table, notes)
            elif kind == GROUPS:
                _head(sheet, table, notes, None)
                listed += read_groups(sheet, table, notes)
            else:
                records = rows_of(sheet, table, kind, around.profile, notes)
                _head(sheet, table, notes, None)
                _say_derived(sheet, table, kind, around.profile, notes)
                tables.setdefault(kind, []).extend(records)
        elif sheet.title in around.profile.by_sheet and around.profile.by_sheet[sheet.title].kind == NOT_READ:
            _whole(sheet, notes, RemarkKind.UNREAD, "様式のファイルで「読まない」としたシートです。")
        elif _is_cover(sheet):
            ours = True
            titles.append(_title(sheet.at(1, 1)))
            message = f"表紙です。文書の題名を「{titles[0]}」としました。版、発行者などは写していません。"
            _whole(sheet, notes, RemarkKind.LEGEND, message)
        elif ours and sheet.title == _HISTORY:
            _whole(sheet, notes, RemarkKind.LEGEND, "改定履歴です。写していません。")
        elif (legend := legend_of(sheet)) is not None:
            legends.append(sheet.title)
            lines[legend[0]] = _read_legend(sheet, *legend, ours, notes)
        elif sheet.cells:
            left.append(sheet)
            continue
        _account(sheet, notes)
    shown = shown_forms(left, tables, around.forms, around.profile, notes)
    for sheet in (s for s in left if s not in [each for each, _ in shown]):
        message = "hyojun が知っている表の無いシートです。読み取っていません。"
        _whole(sheet, notes, RemarkKind.UNREAD, message)
    if not (has_tables or shown):
        raise ImportProblem(no_table(path.name, sheets, around.profile))
    if not (rows or code_lists or any(tables.values()) or shown) and not notes.troubles:
        raise ImportProblem(f"「{path.name}」の表に項目が1つもありません。正しいブックか確かめてください。")
    business = _business(rows, notes) or business_in(tables) or around.business or _named_business(path)
    business = business or next((f.id[:3] for _, f in shown if f.id[:3].isdecimal()), "")
    if not business and not notes.troubles:
        raise ImportProblem(
            f"「{path.name}」のどの行にもIDが無いため、どの業務のものか分かりません。"
            "--spec 002 のように業務IDを指定してください。"
        )
    groups = _groups(rows, listed, notes)
    _check_repeats(rows, code_lists, notes)
    title = titles[0] if titles else ("項目定義書" if rows else "")
    numbering = Numbering(business, around.ids, around.keys)
    numbering.taken(item.id for row in rows for item in (row.item,))
    collected = collect(
        tables, around.profile, around.registry, numbering, title or next(s.title for s in sheets), notes
    )
    if notes.troubles:
        raise ImportProblem(*notes.troubles)
    drawn = tuple(laid(path, shown, notes))
    pages, layouts = lay_out(drawn, collected.entries.get("帳票", ()), around.forms, notes)
    if not (groups or code_lists or collected.entries or drawn):
        raise ImportProblem(
            f"「{path.name}」の表の行から、仕様書に取り込めるものが1つもありません。"
            "--show-mapping で、どの列を何と見分けたかを確かめてください。"
        )
    if not titles and rows:
        notes.remark(RemarkKind.FILLED, "表題が見つからないため、題名を「項目定義書」としました。")
    return Imported(
        file=unicodedata.normalize("NFC", path.name.encode("utf-8", "replace").decode()),
        business=business,
        title=title,
        groups=groups,
        code_lists=tuple(code_lists),
        legends=tuple(legends),
        columns_legend=lines.get(COLUMNS_LEGEND, ()),
        types_legend=lines.get(TYPES_LEGEND, ()),
        rows=len(rows),
        collected=collected,
        pages=pages,
        layouts=layouts,
        remarks=notes.remarks,
    )


def _named_business(path: Path) -> str:
    """The 業務ID a file name begins with: 002_印鑑登録_機能要件.xlsx."""
    found = re.match(r"([0-9]{3})[_＿\s]", unicodedata.normalize("NFKC", path.name))
    return found[1] if found else ""


def _say_derived(sheet: Sheet, table: Table, kind: str, profile: ImportProfile, notes: Notes) -> None:
    """Columns that are known and not read, once each."""
    for content, columns in table.columns.items():
        if profile.by_kind[kind].column(content).how is How.SKIP and (
            head := sheet.at(table.bottom, columns[0]) or sheet.at(table.top, columns[0])
        ):
            message = f"列「{head.text.strip()}」は、hyojun が計算するか、ほかの列から分かるため、読み取っていません。"
            notes.aside(RemarkKind.DERIVED, message, sheet.title, head.address, head.text)


def _leave_out(sheet: Sheet, table: Table, notes: Notes) -> None:
    """Columns that a person said are not to be read: one remark each. What stands there alone is no value of them."""
    read = {n for them in table.columns.values() for n in them}
    rows = {row for row in sheet.rows if row >= table.top and any(sheet.at(row, n) for n in read)}
    for column in sorted(table.left_out):
        cells = [c for (row, n), c in sorted(sheet.cells.items()) if n == column and row in rows]
        for cell in cells:
            notes.used(sheet.title, cell.address)
        if cells:
            area = f"{cells[0].address}:{cells[-1].address}" if len(cells) > 1 else cells[0].address
            message = "様式のファイルで「読まない」とした列です。"
            notes.remark(RemarkKind.UNREAD, message, sheet.title, area, cells[0].text)


def _head(sheet: Sheet, table: Table, notes: Notes, titles: list[str] | None) -> None:
    """The header of a table and what stands above it; `titles` takes the title of a sheet of items."""
    for used in table.header_cells(sheet):
        notes.used(sheet.title, used.address)
    for cell in table.unknown.values():
        message = (
            f"見出し「{cell.text.strip()}」は分からない列、又は2つ目の列です。この列は読み取っていません。"
        )
        notes.remark(RemarkKind.UNREAD, message, sheet.title, cell.address, cell.text)
    for cell in (c for row in sheet.rows if row < table.top for c in sheet.in_row(row)):
        if notes.is_used(sheet.title, cell.address):
            continue
        in_table = cell.column <= max(table.all_columns)
        if titles is not None and _TITLE.search(cell.text) and not titles:
            titles.append(_title(cell))
            _say(notes, sheet, cell, RemarkKind.READ, f"表題です。文書の題名を「{titles[0]}」としました。")
        elif in_table and (titles is None or _LEGEND_NOTE.search(cell.text) or _TITLE.search(cell.text)):
            _say(notes, sheet, cell, RemarkKind.LEGEND, "表の上の表題・説明です。仕様書には写していません。")
        else:
            _say(notes, sheet, cell, *stray(cell.text))


def _title(cell: Cell | None) -> str:
    return _LEADING_MARK.sub("", cell.text).replace("\n", "").strip() if cell else ""


def _is_cover(sheet: Sheet) -> bool:
    """A cover as hyojun writes it: the title on top, then labels in the first column."""
    first = {cell.text for (_, column), cell in sheet.cells.items() if column == 1}
    return sheet.title == _COVER and first >= _ON_COVER and bool(_title(sheet.at(1, 1)))


def _whole(sheet: Sheet, notes: Notes, kind: RemarkKind, message: str) -> None:
    """One remark for all cells of a sheet."""
    for cell in sheet.cells.values():
        notes.used(sheet.title, cell.address)
    rows, columns = ([place[i] for place in sheet.cells] for i in (0, 1))
    first, last = (f"{get_column_letter(f(columns))}{f(rows)}" for f in (min, max))
    notes.remark(kind, message, sheet.title, first if first == last else f"{first}:{last}")


def _read_legend(sheet: Sheet, name: str, table: Table, ours: bool, notes: Notes) -> tuple[LegendLine, ...]:
    """The rows of a publisher's legend, none of hyojun's own; types beyond the known ones are pointed out."""
    cells = [c for row in sheet.rows for c in sheet.in_row(row)]
    inside = [c for c in cells if c.row < table.top or c.column in table.all_columns]
    for cell in inside:
        notes.used(sheet.title, cell.address)
    last = max(inside, key=lambda c: c.row).row
    area = f"A1:{get_column_letter(max(table.all_columns))}{last}"
    found = tuple(_legend_lines(sheet, table))
    if types := table.columns.get("type"):
        known = {word(t.value) for t in DataType}
        for row in table.body(sheet):
            if (type := sheet.at(row, types[0])) and word(type.text) not in known:
                message = f"凡例のデータ型「{type.text.strip()}」を hyojun は知りません。"
                notes.aside(RemarkKind.DOUBT, message, sheet.title, type.address, type.text)
    if ours:
        found = ()
    told = "Excel の様式に写しました。" if found else "仕様書には写していません。"
    notes.remark(RemarkKind.LEGEND, f"{name}です。{told}", sheet.title, area)
    return found


def _legend_lines(sheet: Sheet, table: Table) -> Iterator[LegendLine]:
    """Rows with a name and a text; a row without a text explains nothing."""

    def text(row: int, *fields: str) -> str:
        cells = (sheet.at(row, table.columns[f][0]) for f in fields if f in table.columns)
        return next((cell.text for cell in cells if cell), "")

    for row in table.body(sheet):
        if (name := text(row, "name", "type")) and (told := text(row, "text")):
            yield LegendLine(name, told, text(row, "note") or None)


def _account(sheet: Sheet, notes: Notes) -> None:
    """Whatever nobody spoke for is reported, cell by cell."""
    for row in sheet.rows:
        for cell in sheet.in_row(row):
            if not notes.is_used(sheet.title, cell.address):
                _say(notes, sheet, cell, *stray(cell.text))


def _say(notes: Notes, sheet: Sheet, cell: Cell, kind: RemarkKind, message: str) -> None:
    notes.remark(kind, message, sheet.title, cell.address, cell.text)


def _business(rows: Iterable[ItemRow], notes: Notes) -> str:
    """The 業務ID all items share."""
    first: str | None = None
    for row in rows:
        first = first or row.item.id[:3]
        if row.item.id[:3] != first:
            message = (
                f"業務IDが「{first}」と「{row.item.id[:3]}」の2つあります。業務ごとにブックを分けてください。"
            )
            notes.trouble(message, row.sheet, row.cell)
    return first or ""


def _groups(rows: Iterable[ItemRow], listed: Iterable[GroupRow], notes: Notes) -> tuple[DataGroup, ...]:
    """Groups in the order of their first item; a sheet of groups adds their IDs and texts."""
    items: dict[str, list[DataItem]] = {}
    ids: dict[str, str | None] = {}
    last = None
    for row in rows:
        if row.group in items and row.group != last:
            message = f"グループ「{row.group}」が離れた行にもあります。1つのグループにまとめたため、項目の順が変わります。"
            notes.aside(RemarkKind.DOUBT, message, row.sheet, row.cell)
        if row.group in items and row.group_id != ids[row.group]:
            message = f"グループ「{row.group}」のグループIDが行によって違います。直してください。"
            notes.trouble(message, row.sheet, row.cell)
        last = row.group
        ids.setdefault(row.group, row.group_id)
        items.setdefault(row.group, []).append(row.item)
    said: dict[str, GroupRow] = {}
    for group in listed:
        if group.name not in items:
            message = f"グループ「{group.name}」の項目がありません。取り込んでいません。"
            notes.remark(RemarkKind.UNREAD, message, group.sheet, group.cell, group.name)
        elif group.name in said or ids[group.name] not in (None, group.id):
            message = f"グループ「{group.name}」の記載が食い違うか、重なっています。直してください。"
            notes.trouble(message, group.sheet, group.cell)
        else:
            ids[group.name], said[group.name] = group.id, group
    return tuple(
        DataGroup(
            id=ids[name],
            name=name,
            text=said[name].text if name in said else None,
            retired=said[name].retired if name in said else None,
            items=tuple(them),
        )
        for name, them in items.items()
    )


def _check_repeats(rows: Iterable[ItemRow], code_lists: Iterable[CodeList], notes: Notes) -> None:
    """IDs stand for one thing each."""
    seen: dict[str, ItemRow] = {}
    for row in rows:
        if before := seen.get(row.item.id):
            message = f"データ項目ID {row.item.id} は {before.cell} の「{before.item.name}」と同じです。"
            notes.trouble(f"{message}正しいIDに直してください。", row.sheet, row.cell)
        seen[row.item.id] = row
    names: dict[tuple[str, str], str] = {}
    for codes in code_lists:
        if (before_name := names.get((codes.kind, codes.id))) is not None:
            notes.trouble(
                f"コードID {codes.id} が「{before_name}」と「{codes.name}」の2か所にあります。1つにしてください。"
            )
        names[codes.kind, codes.id] = codes.name
