"""Which table a sheet holds: as a person said, or the kind whose headers fit best."""

from collections.abc import Mapping
from typing import NamedTuple

from openpyxl.utils.cell import column_index_from_string

from . import code_sheet, group_sheet, item_sheet
from .layout_sheets import LAYOUT
from .profile import NOT_READ, ImportProfile, SheetWords
from .remarks import ImportProblem
from .tables import Table, find_table
from .workbook import Sheet

ITEMS, CODES, GROUPS = "データ項目", "コード一覧", "グループ一覧"
_FIXED: Mapping[str, Mapping[str, str]] = {
    ITEMS: item_sheet.COLUMNS,
    CODES: code_sheet.COLUMNS,
    GROUPS: group_sheet.COLUMNS,
}
"""Kinds whose layout is the official one, and is read by code of its own: header → field."""
COLUMNS_LEGEND, TYPES_LEGEND = "列項目の凡例", "データ型の凡例"
_LEGENDS = {
    COLUMNS_LEGEND: {"シート": "sheet", "項番": "no", "項目名": "name", "記載内容": "text", "備考": "note"},
    TYPES_LEGEND: {"項番": "no", "データ型": "type", "データ型の内容": "text", "備考": "note"},
}


class Recognised(NamedTuple):
    """The table of a sheet, and what kind it is."""

    kind: str
    table: Table


def recognised(sheet: Sheet, profile: ImportProfile) -> Recognised | None:
    """The table of a sheet; None for a sheet that has none, or is not to be read."""
    if said := profile.by_sheet.get(sheet.title):
        return None if said.kind in (NOT_READ, LAYOUT) else _as_said(sheet, said, profile)
    if legend_of(sheet):  # the headers that it explains stand in its rows
        return None
    found = [
        Recognised(kind, table)
        for kind, table in (
            (ITEMS, item_sheet.find_items(sheet)),
            (CODES, code_sheet.find_codes(sheet)),
            (GROUPS, group_sheet.find_groups(sheet)),
        )
        if table
    ]
    for words in profile.tables:
        table = find_table(sheet, words.words, 2, loose=True)
        if table is None or not set(words.needed) <= set(table.columns):
            continue
        if words.one_of and not any(c.partition("/")[0] in words.one_of for c in table.columns):
            continue
        found.append(Recognised(words.kind, table))
    return max(found, key=_fit, default=None)


def legend_of(sheet: Sheet) -> tuple[str, Table] | None:
    """Which legend a sheet is, and its table."""
    tables = ((name, find_table(sheet, words, 2)) for name, words in _LEGENDS.items())
    return next(((name, table) for name, table in tables if table and "text" in table.columns), None)


def _fit(found: Recognised) -> tuple[int, int]:
    known = len(found.table.columns)
    return known - len(found.table.unknown), known


def contents_of(kind: str, profile: ImportProfile) -> tuple[str, ...]:
    """What the columns of a kind may hold, as a profile file calls it."""
    if kind in _FIXED:
        return tuple(_names(_FIXED[kind]).values())
    return tuple(profile.by_kind[kind].by_content)


def name_of(kind: str, field: str) -> str:
    """A field of a table as a profile file calls it."""
    return _names(_FIXED[kind])[field] if kind in _FIXED else field


def kinds_of(profile: ImportProfile) -> tuple[str, ...]:
    return (*_FIXED, *profile.by_kind)


def _names(columns: Mapping[str, str]) -> dict[str, str]:
    """Field → the first header it is known by."""
    found: dict[str, str] = {}
    for header, field in columns.items():
        found.setdefault(field, header)
    return found


def _as_said(sheet: Sheet, said: SheetWords, profile: ImportProfile) -> Recognised:
    """The table as the profile file of a person describes it."""
    where = f"様式のファイルのシート「{said.sheet}」"
    if said.kind not in kinds_of(profile):
        kinds = "、".join((*kinds_of(profile), LAYOUT, NOT_READ))
        raise ImportProblem(f"{where}の種類「{said.kind}」はありません。{kinds} のどれかにしてください。")
    if not said.header:
        raise ImportProblem(f"{where}に「見出しの行」がありません。行の番号を書いてください（例: [3, 4]）。")
    fields = {name: field for field, name in _names(_FIXED[said.kind]).items()} if said.kind in _FIXED else {}
    allowed = contents_of(said.kind, profile)
    columns: dict[str, tuple[int, ...]] = {}
    left_out: set[int] = set()
    for letter, content in said.columns.items():
        try:
            first, _, last = letter.upper().partition(":")
            span = range(column_index_from_string(first), column_index_from_string(last or first) + 1)
        except ValueError as error:
            raise ImportProblem(
                f"{where}の列「{letter}」は列の名前ではありません。A、AA、A:C のように書いてください。"
            ) from error
        if content == NOT_READ:
            left_out.update(span)
            continue
        if content not in allowed and f"{content.partition('/')[0]}/＊" not in allowed:
            raise ImportProblem(
                f"{where}の列{letter}の内容「{content}」はありません。{'、'.join(allowed)}、{NOT_READ} のどれかにしてください。"
            )
        field = fields.get(content, content)
        columns[field] = (*columns.get(field, ()), *span)
    bottom = said.header[-1]
    unknown = {}
    for column in range(1, sheet.width + 1):
        taken = any(column in them for them in columns.values())
        heads = (sheet.at(row, column) for row in range(bottom, said.header[0] - 1, -1))
        if not taken and column not in left_out and (head := next(filter(None, heads), None)):
            unknown[column] = head
    return Recognised(said.kind, Table(said.header[0], bottom, columns, unknown, frozenset(left_out)))
