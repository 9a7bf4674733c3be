"""From the profile of a sheet and its rows to the columns that will stand in it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from hyojun.model import ALL_BODIES

from ..legend import legend
from .cells import ExcelError, Table, checked
from .context import variant_key
from .measure import capacity, ems, line_count, row_height, width_for
from .profile import ColumnProfile, SheetProfile

_EMPTY_WIDTH = 8.0
DAYS = ("年月日", "適合基準日", "適合基準日まとめ")
"""Contents that are days, for which there may be words."""
_LONGEST_DAY = "令和28年12月31日"
BOLD = 1.06
"""Bold is a little wider."""


class Column(NamedTuple):
    """A column as it will stand in the sheet."""

    key: str
    header: str
    width: float
    align: str
    text: str | None
    upper: str | None = None
    """Header above it, shared with neighbours that have the same one."""
    answer: bool = False
    choices: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """Both headers in one: グループ_名称."""
        return f"{self.upper}_{self.header}" if self.upper else self.header


def columns_of(sheet: SheetProfile, table: Table, size: float) -> list[Column]:
    """The columns in order; those nobody fills in are narrow, or left out where the profile says so."""
    return [
        _fitting(c, table, size)
        for profile in sheet.columns
        for c in _columns(profile, table)
        if profile.rare is None or _filled(c, table)
    ]


def fixed_of(sheet: SheetProfile, columns: Sequence[Column]) -> tuple[int, int] | None:
    """First and last of the columns that say which row it is."""
    places = [i for i, column in enumerate(columns) if column.key in sheet.fixed]
    if len(places) != len(sheet.fixed) or any(b - a != 1 for a, b in pairwise(places)):
        raise ExcelError(
            f"Excel の様式のシート「{sheet.name}」の固定列「{'、'.join(sheet.fixed)}」は、隣り合う列の内容ではありません。"
        )
    return (places[0], places[-1]) if places else None


def header_heights(columns: Sequence[Column], size: float) -> tuple[float, ...]:
    """Points of the header's rows: two where a column has a header above its own."""

    def lines(text: str, width: float) -> int:
        return line_count(text, capacity(width, size * BOLD))

    grouped = any(column.upper for column in columns)
    low = max(lines(c.header, c.width) for c in columns if c.upper or not grouped)
    if not grouped:
        return (row_height(low, size),)
    up = max(lines(text, sum(c.width for c in columns[a : b + 1])) for text, a, b in groups(columns))
    both = max((lines(c.header, c.width) for c in columns if not c.upper), default=1)
    return (row_height(max(up, both - low), size), row_height(low, size))


def groups(columns: Sequence[Column]) -> list[tuple[str, int, int]]:
    """The upper headers: words, first and last column."""
    found: list[tuple[str, int, int]] = []
    for place, column in enumerate(columns):
        if column.upper is None:
            continue
        if found and found[-1][0] == column.upper and found[-1][2] == place - 1:
            found[-1] = (column.upper, found[-1][1], place)
        else:
            found.append((column.upper, place, place))
    return found


def _fitting(column: Column, table: Table, size: float) -> Column:
    """A column nobody fills in keeps its place but not its width: the others print larger. A day would show as #####."""
    if column.answer or _filled(column, table):
        if column.key.partition("/")[0] in DAYS:
            return column._replace(width=max(column.width, round(width_for(ems(_LONGEST_DAY), size), 1)))
        return column
    return column._replace(width=min(column.width, _EMPTY_WIDTH))


def _filled(column: Column, table: Table) -> bool:
    """Whether any row has something there. A column no row knows is kept, to be refused by name."""
    return any(row.cells.get(column.key, "") is not None for row in table.rows)


def _columns(profile: ColumnProfile, table: Table) -> tuple[Column, ...]:
    """The columns of a content: one, or one per 団体区分 or level."""

    def column(key: str, header: str, upper: str | None) -> Column:
        return Column(
            key,
            checked(header, "Excel の様式", profile.content),
            profile.width,
            profile.align,
            _meaning(profile),
            upper and checked(upper, "Excel の様式", profile.content),
            profile.answer is not None,
            profile.choices,
        )

    variants = table.variants.get(profile.content)
    if variants is None:
        return (column(profile.content, profile.header, profile.upper),)
    each = profile.header_each
    if each is None or "＊" not in each:
        if len(variants) > 1:
            raise ExcelError(
                f"Excel の様式の列「{profile.header}」は複数の列に分かれます。"
                "＊を含む「区分別の見出し」を書いてください。"
            )
        each = profile.header
    if variants == (ALL_BODIES,):
        return (column(variant_key(profile.content, ALL_BODIES), profile.header, None),)
    return tuple(
        column(variant_key(profile.content, v), each.replace("＊", v), profile.upper) for v in variants
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
