"""From rows and profile to sheets ready to write: columns, checked cells, row heights."""

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from hyojun.model import ALL_BODIES

from ..legend import legend
from .cells import Cell, ExcelError, Row, Table, checked, utf16_length
from .context import Context, variant_key
from .measure import TALLEST, capacity, line_count, row_height
from .profile import ColumnProfile, Profile, SheetProfile
from .tables import TABLES

LEGEND, LONG_TEXTS, CONTINUED = "列項目説明", "長文", "全文の場所"
STATE = "状態"
"""Column for 仮番号 and 欠番, which says in words what the look of a row shows."""
_CONTINUED_TEXT = "行の高さの上限を超え、終わりまで見えない行について、全文を載せたシート。"
_EMPTY_WIDTH = 8.0
LONGEST_NAME = 31
_CHUNK = 700
"""Characters of a 長文 row: far below the tallest row."""


class Column(NamedTuple):
    """A column as it will stand in the sheet."""

    key: str
    header: str
    width: float
    align: str
    text: str | None


class Sheet(NamedTuple):
    """A sheet as it will stand in the workbook."""

    name: str
    paper: str
    fixed: tuple[int, int] | None
    """First and last of the columns that say which row it is."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    header_height: float
    heights: tuple[float, ...]
    clipped: tuple[tuple[str, str, str], ...] = ()
    """Subject, header and text of the cells a row of Excel is not tall enough for."""
    retired: frozenset[int] = frozenset()
    """Rows of withdrawn entries, from 0."""


def sheets(profile: Profile, context: Context) -> tuple[Sheet, ...]:
    """The sheets of a workbook in the profile's order; those without rows are left out."""
    found: dict[str, Sheet] = {}
    for sheet in profile.sheets:
        if sheet.content in (LEGEND, LONG_TEXTS):
            continue
        if sheet.content not in TABLES:
            raise ExcelError(
                f"Excel の様式にある内容「{sheet.content}」はありません。{'、'.join(TABLES)} のどれかにしてください。"
            )
        table = TABLES[sheet.content](context)
        if table.rows:
            found[sheet.content] = _laid_out(sheet, table, profile.size)
    for sheet in profile.sheets:
        table = {LEGEND: _legend, LONG_TEXTS: _long_texts}.get(sheet.content, _nothing)(tuple(found.values()))
        if table.rows:
            found[sheet.content] = _laid_out(sheet, table, profile.size)
    ordered = tuple(found[s.content] for s in profile.sheets if s.content in found)
    _check_names(ordered)
    return ordered


def _laid_out(sheet: SheetProfile, table: Table, size: float) -> Sheet:
    columns = [
        _narrowed(c, table)
        for profile in sheet.columns
        for c in _columns(profile, table)
        if profile.rare is None or _filled(c, table)
    ]
    rooms = [capacity(c.width, size) for c in columns]
    rows: list[tuple[Cell, ...]] = []
    heights: list[float] = []
    clipped: list[tuple[str, str, str]] = []
    for row in table.rows:
        cells = tuple(_cell(sheet, row, c) for c in columns)
        lines = [
            line_count(cell, room) if isinstance(cell, str) else 1
            for cell, room in zip(cells, rooms, strict=True)
        ]
        too_tall = [i for i, count in enumerate(lines) if row_height(count, size) > TALLEST]
        clipped.extend((row.subject, columns[i].header, str(cells[i])) for i in too_tall)
        rows.append((*cells, "「長文」シート" if too_tall else None))
        heights.append(min(TALLEST, row_height(max(lines, default=1), size)))
    if clipped:
        columns.append(
            Column(
                CONTINUED,
                CONTINUED,
                14,
                "左",
                _CONTINUED_TEXT,
            )
        )
    else:
        rows = [cells[:-1] for cells in rows]
    return Sheet(
        name=sheet.name,
        paper=sheet.paper,
        fixed=_fixed(sheet, columns),
        columns=tuple(columns),
        rows=tuple(rows),
        header_height=row_height(max(_header_lines(c, size) for c in columns), size),
        heights=tuple(heights),
        clipped=tuple(clipped),
        retired=frozenset(n for n, row in enumerate(table.rows) if row.retired),
    )


def _narrowed(column: Column, table: Table) -> Column:
    """A column nobody fills in keeps its place but not its width: the others print larger."""
    return column if _filled(column, table) else column._replace(width=min(column.width, _EMPTY_WIDTH))


def _filled(column: Column, table: Table) -> bool:
    """Whether any row has something there. A column no row knows is kept, to be refused by name."""
    return any(row.cells.get(column.key, "") is not None for row in table.rows)


def _columns(profile: ColumnProfile, table: Table) -> tuple[Column, ...]:
    """The columns of a content: one, or one per 団体区分 or level."""

    def column(key: str, header: str) -> Column:
        return Column(
            key,
            checked(header, "Excel の様式", profile.content),
            profile.width,
            profile.align,
            _meaning(profile),
        )

    variants = table.variants.get(profile.content)
    if variants is None:
        return (column(profile.content, profile.header),)
    each = profile.header_each
    if each is None or "＊" not in each:
        if len(variants) > 1:
            raise ExcelError(
                f"Excel の様式の列「{profile.header}」は複数の列に分かれます。"
                "＊を含む「区分別の見出し」を書いてください。"
            )
        each = profile.header
    plain = variants == (ALL_BODIES,)
    return tuple(
        column(variant_key(profile.content, v), profile.header if plain else each.replace("＊", v))
        for v in variants
    )


def _meaning(column: ColumnProfile) -> str | None:
    """What a column means: the words of the legend, then those of the profile."""
    words = {m.name: m.text for m in legend().columns} | {"適合基準日": legend().conformance}
    if column.legend is not None and column.legend not in words:
        raise ExcelError(
            f"Excel の様式の列「{column.header}」の凡例「{column.legend}」はありません。"
            f"{'、'.join(words)} のどれかにしてください。"
        )
    return "".join(filter(None, [words.get(column.legend or ""), column.text])) or None


def _fixed(sheet: SheetProfile, columns: list[Column]) -> tuple[int, int] | None:
    places = [i for i, column in enumerate(columns) if column.key in sheet.fixed]
    if len(places) != len(sheet.fixed) or any(b - a != 1 for a, b in pairwise(places)):
        raise ExcelError(
            f"Excel の様式のシート「{sheet.name}」の固定列「{'、'.join(sheet.fixed)}」は、隣り合う列の内容ではありません。"
        )
    return (places[0], places[-1]) if places else None


def _cell(sheet: SheetProfile, row: Row, column: Column) -> Cell:
    if column.key not in row.cells:
        raise ExcelError(
            f"Excel の様式のシート「{sheet.name}」に、内容「{column.key}」はありません。列の内容を直してください。"
        )
    value = row.cells[column.key]
    return checked(str(value), row.subject, column.header) if isinstance(value, str) else value


def _header_lines(column: Column, size: float) -> int:
    # Bold is a little wider.
    return line_count(column.header, capacity(column.width, size * 1.06))


def _nothing(_: tuple[Sheet, ...]) -> Table:
    return Table(())


def _legend(found: tuple[Sheet, ...]) -> Table:
    """What each column of the workbook means, sheet by sheet; columns told apart by 団体区分 share a row."""

    def rows(sheet: Sheet) -> Iterator[Row]:
        for text, same in groupby(enumerate(sheet.columns, 1), key=lambda place: place[1].text):
            (number, first), *others = same
            headers = "\n".join([first.header, *(column.header for _, column in others)])
            if text:
                cells: dict[str, Cell] = {
                    "シート": sheet.name,
                    "項番": number,
                    "項目名": headers,
                    "記載内容": text,
                }
                yield Row(f"凡例の「{first.header}」", cells)

    return Table(tuple(row for sheet in found for row in rows(sheet)))


def _long_texts(found: tuple[Sheet, ...]) -> Table:
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


def _check_names(ordered: tuple[Sheet, ...]) -> None:
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
