"""From rows and profile to sheets ready to write: columns, checked cells, row heights."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import getitem, itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from ..job import edition_marked
from .cells import Cell, ExcelError, Row, Table, Target, checked, utf16_length
from .columns import Column, columns_of, fixed_of, header_heights
from .context import Context
from .measure import TALLEST, Doubtful, Lines, capacity, line_count, row_height
from .profile import LegendRow, Profile, SheetProfile
from .tables import TABLES

LEGEND, LONG_TEXTS, TYPES, CONTINUED = "列項目説明", "長文", "データ型", "全文の場所"
STATE = "状態"
"""Column for 仮番号 and 欠番, which says in words what the look of a row shows."""
_CONTINUED_TEXT = "行の高さの上限を超え、終わりまで見えない行について、全文を載せたシート。"
LONGEST_NAME = 31
MOST_LINKS = 65_529
"""Of the cells of a sheet: Excel allows 65,530 in all, and its title has one. The cells of
the rest say where they would lead."""
_CHUNK = 700
"""Characters of a 長文 row: far below the tallest row."""


class Sheet(NamedTuple):
    """A sheet as it will stand in the workbook."""

    name: str
    paper: str
    fixed: tuple[int, int] | None
    """First and last of the columns that say which row it is."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    header_heights: tuple[float, ...]
    heights: tuple[float, ...]
    head: tuple[str, ...] = ()
    """Lines above the table: its title, and what is to be known of its symbols."""
    clipped: tuple[tuple[str, str, str], ...] = ()
    """Subject, header and text of the cells a row of Excel is not tall enough for."""
    retired: frozenset[int] = frozenset()
    """Rows of withdrawn entries, from 0."""
    links: Mapping[tuple[int, int], Target] = MappingProxyType({})
    """Row and column, from 0 → where the cell leads to."""
    home: str | None = None
    """Sheet that the title leads to."""

    @property
    def top(self) -> int:
        """Rows above the first row of the table."""
        return len(self.head) + len(self.header_heights)


Tables = Mapping[str, Callable[[Context], Table]]


def sheets(look: Profile, context: Context, tables: Tables = TABLES, said: str = "") -> tuple[Sheet, ...]:
    """The sheets of a workbook in the profile's order; those without rows are left out.

    `tables`: by the name the profile calls a sheet's content. `said`: a line for the head of every sheet.
    """
    found: dict[str, Sheet] = {}
    for sheet in look.sheets:
        if sheet.content in (LEGEND, LONG_TEXTS):
            continue
        if sheet.content not in tables:
            raise ExcelError(
                f"Excel の様式にある内容「{sheet.content}」はありません。{'、'.join(tables)} のどれかにしてください。"
            )
        table = context.table(tables[sheet.content])
        if sheet.content == TYPES and table.rows and look.types_legend:
            table = _own_legend(look.types_legend)
        if table.rows or sheet.blank:
            head = _head(sheet, look, context, table, said)
            found[sheet.content] = laid_out(sheet, table, look, head)
    for sheet in look.sheets:
        if told := summary(sheet, look, tuple(found.values())):
            found[sheet.content] = laid_out(sheet, told, look, _head(sheet, look, context, told, said))
    ordered = tuple(found[s.content] for s in look.sheets if s.content in found)
    check_names(ordered)
    return ordered


def summary(sheet: SheetProfile, look: Profile, found: Sequence[Sheet]) -> Table | None:
    """Rows of a sheet that is about the other sheets; None for any other, and for one without rows."""
    made = {LEGEND: _legend, LONG_TEXTS: _long_texts}.get(sheet.content)
    table = made(found, look) if made else None
    return table if table and table.rows else None


def _head(sheet: SheetProfile, look: Profile, context: Context, table: Table, said: str) -> tuple[str, ...]:
    title = f"{(sheet.title or f'＊　{sheet.name}').replace('＊', context.business.name)}"
    edition = edition_marked(context.document, context.reflected)
    return head_of(f"{title}　{edition}", sheet, look, table, context.symbols, said)


def head_of(
    title: str, sheet: SheetProfile, look: Profile, table: Table, symbols: Mapping[str, str], said: str = ""
) -> tuple[str, ...]:
    """Title of a sheet, and below it what symbols in it mean, with the profile's note."""
    if look.titles == "なし":
        return ()
    told = symbols_told(symbols) if "実装類型" in table.variants else None
    note = "　　".join(filter(None, (told, sheet.note)))
    return tuple(filter(None, (title, said, note)))


def symbols_told(symbols: Mapping[str, str]) -> str | None:
    """実装類型　◎：実装必須　○：標準オプション　×：実装不可."""
    if not symbols:
        return None
    return "実装類型　" + "　".join(f"{symbol}：{name}" for name, symbol in symbols.items())


def laid_out(sheet: SheetProfile, table: Table, look: Profile, head: tuple[str, ...] = ()) -> Sheet:
    """A table in the columns of its profile, with every cell checked and every row as tall as its text."""
    size = look.size
    columns = columns_of(sheet, table, size)
    rooms = [capacity(c.width, size) for c in columns]
    tallest = int((TALLEST - row_height(1, size)) / (row_height(2, size) - row_height(1, size))) + 1
    height_of = [*(min(TALLEST, row_height(count, size)) for count in range(tallest + 1)), TALLEST]
    lines_of = {room: Lines(room) for room in rooms}
    lines = [lines_of[room] for room in rooms]
    rows: list[tuple[Cell, ...]] = []
    heights: list[float] = []
    clipped: dict[int, list[tuple[str, str, str]]] = {}
    links: dict[tuple[int, int], Target] = {}
    places = {column.key: place for place, column in enumerate(columns)}
    cells_of = _getter(sheet, columns)
    for number, row in enumerate(table.rows):
        cells = cells_of(row)
        try:
            most = max(map(getitem, lines, cells))
        except Doubtful:
            _check(row, cells, columns)
            most = max(line_count(c, r) for c, r in zip(cells, rooms, strict=True) if isinstance(c, str))
        if most > tallest:
            clipped[number] = [
                (row.subject, column.whole, cell)
                for cell, column, room in zip(cells, columns, rooms, strict=True)
                if isinstance(cell, str) and line_count(cell, room) > tallest
            ]
        rows.append(cells)
        heights.append(height_of[min(most, tallest + 1)])
        for key, where in row.links.items():
            if key in places and len(links) < MOST_LINKS:
                links[number, places[key]] = where
    rows += [(None,) * len(columns)] * sheet.blank
    heights += [row_height(2, size)] * sheet.blank
    if clipped:
        columns.append(Column(CONTINUED, CONTINUED, 14, "左", _CONTINUED_TEXT))
        rows = [(*cells, "「長文」シート" if n in clipped else None) for n, cells in enumerate(rows)]
    return Sheet(
        name=sheet.name,
        paper=sheet.paper,
        fixed=fixed_of(sheet, columns),
        columns=tuple(columns),
        rows=tuple(rows),
        header_heights=header_heights(columns, size),
        heights=tuple(heights),
        head=head,
        clipped=tuple(cell for them in clipped.values() for cell in them),
        retired=frozenset(n for n, row in enumerate(table.rows) if row.retired),
        links=links,
    )


def _getter(sheet: SheetProfile, columns: Sequence[Column]) -> Callable[[Row], tuple[Cell, ...]]:
    """The cells of a row in the order of the columns; those to fill in are empty."""
    keys = [c.key for c in columns if not c.answer]
    get = _taking(keys)
    places = {key: place for place, key in enumerate(keys)}
    arranged = _taking([places.get(c.key, len(keys)) for c in columns])

    def cells(row: Row) -> tuple[Cell, ...]:
        try:
            found = get(row.cells)
        except KeyError as error:
            raise ExcelError(
                f"Excel の様式のシート「{sheet.name}」に、内容「{error.args[0]}」はありません。列の内容を直してください。"
            ) from error
        return found if len(keys) == len(columns) else arranged((*found, None))

    return cells


def _taking(keys: Sequence[Any]) -> Callable[[Any], tuple[Cell, ...]]:
    """What takes these of a mapping or a sequence; alone, `itemgetter` would not give a tuple of one."""
    return itemgetter(*keys) if len(keys) > 1 else lambda found: tuple([found[key] for key in keys])


def _check(row: Row, cells: Sequence[Cell], columns: Sequence[Column]) -> None:
    """Raises ExcelError for a text that Excel cannot hold."""
    for cell, column in zip(cells, columns, strict=True):
        if isinstance(cell, str):
            checked(cell, row.subject, column.whole)


def _legend(found: Sequence[Sheet], look: Profile) -> Table:
    """What each column of the workbook means, sheet by sheet; columns told apart by 団体区分 share a row."""
    if look.columns_legend:
        return _own_legend(look.columns_legend)

    def rows(sheet: Sheet) -> Iterator[Row]:
        for text, same in groupby(enumerate(sheet.columns, 1), key=lambda place: place[1].text):
            (number, first), *others = same
            headers = "\n".join([first.whole, *(column.whole for _, column in others)])
            if text:
                cells: dict[str, Cell] = {
                    "シート": sheet.name,
                    "項番": number,
                    "項目名": headers,
                    "記載内容": text,
                    "備考": None,
                }
                yield Row(f"凡例の「{first.whole}」", cells)

    return Table(tuple(row for sheet in found for row in rows(sheet)))


def _own_legend(rows: Sequence[LegendRow]) -> Table:
    """A legend as the repository has it, for the columns of either of hyojun's legends."""
    return Table(
        tuple(
            Row(
                f"凡例の「{row.name}」",
                {
                    "シート": None,
                    "項番": number,
                    "項目名": row.name,
                    "記載内容": row.text,
                    "データ型": row.name,
                    "内容": row.text,
                    "備考": row.note,
                },
            )
            for number, row in enumerate(rows, 1)
        )
    )


def _long_texts(found: Sequence[Sheet], _: Profile) -> Table:
    """The full text of clipped cells again, a paragraph a row, where every line can be seen."""
    return Table(
        tuple(
            Row(
                subject,
                {"シート": sheet.name, "対象": subject, "列": header, "行": number, "文章": part or None},
            )
            for sheet in found
            for subject, header, text in sheet.clipped
            for number, part in enumerate(_parts(text), 1)
        )
    )


def _parts(text: str) -> list[str]:
    return [p[i : i + _CHUNK] for p in text.split("\n") for i in range(0, max(1, len(p)), _CHUNK)]


def check_names(ordered: Sequence[Sheet]) -> None:
    """Raises ExcelError where Excel would refuse the names of the sheets."""
    seen: set[str] = {"表紙"}
    for sheet in ordered:
        if utf16_length(sheet.name) > LONGEST_NAME:
            raise ExcelError(
                f"シートの名称「{sheet.name}」は、Excel の上限の{LONGEST_NAME}字を超えます。短くしてください。"
            )
        if sheet.name.startswith("'") or sheet.name.endswith("'") or sheet.name.casefold() == "history":
            raise ExcelError(f"シートの名称「{sheet.name}」は、Excel で使えません。別の名称にしてください。")
        if sheet.name.casefold() in seen:
            raise ExcelError(f"シートの名称「{sheet.name}」が重なっています。別の名称にしてください。")
        seen.add(sheet.name.casefold())
