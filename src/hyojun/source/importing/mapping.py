"""What was recognised of a workbook before anything is taken in: for the screen, and as a profile file to correct."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from ..yaml_writer import inline
from .comma_separated import open_file
from .profile import NOT_READ, How, ImportProfile
from .recognising import contents_of, legend_of, name_of, recognised
from .remarks import Notes
from .workbook import Sheet


class ColumnMapping(NamedTuple):
    """A column with a header, and what it was taken for."""

    letters: str
    """B, or B:D where the header is merged over several."""
    header: str
    content: str
    """読まない for a column nobody knows."""
    derived: bool
    """Known, and worked out by hyojun itself."""


class SheetMapping(NamedTuple):
    """A sheet and its table."""

    sheet: str
    kind: str
    """読まない where no table was found."""
    header: tuple[int, ...]
    """First and last row."""
    columns: tuple[ColumnMapping, ...]
    rows: int
    """Rows with something in them below the header."""
    first: tuple[str, ...]
    """What stands in the first rows of a sheet without a table."""


def mappings(path: Path, profile: ImportProfile) -> tuple[SheetMapping, ...]:
    """Every sheet with what was recognised in it; raises ImportProblem for what is no workbook."""
    return tuple(_mapping(sheet, profile) for sheet in open_file(path, Notes()) if sheet.cells)


def _mapping(sheet: Sheet, profile: ImportProfile) -> SheetMapping:
    found = recognised(sheet, profile)
    if found is None:
        if (legend := legend_of(sheet)) and sheet.title not in profile.by_sheet:
            return SheetMapping(sheet.title, NOT_READ, (), (), len(sheet.rows), (f"{legend[0]}です",))
        first = [c.text for row in sheet.rows[:8] for c in sheet.in_row(row)]
        return SheetMapping(sheet.title, NOT_READ, (), (), len(sheet.rows), tuple(first[:12]))
    table = found.table
    columns: dict[int, ColumnMapping] = {}
    for field, numbers in table.columns.items():
        words = profile.by_kind.get(found.kind)
        derived = bool(words and words.column(field).how is How.SKIP)
        for number in numbers:
            heads = [sheet.at(row, number) for row in range(table.top, table.bottom + 1)]
            header = "／".join(dict.fromkeys(" ".join(h.text.split()) for h in heads if h))
            columns[number] = ColumnMapping(
                get_column_letter(number), header, name_of(found.kind, field), derived
            )
    for number, cell in table.unknown.items():
        header = " ".join(cell.text.split())
        columns[number] = ColumnMapping(get_column_letter(number), header, NOT_READ, False)
    ordered = tuple(_spanned([columns[n] for n in sorted(columns)]))
    return SheetMapping(
        sheet.title, found.kind, (table.top, table.bottom), ordered, sum(1 for _ in table.body(sheet)), ()
    )


def _spanned(columns: list[ColumnMapping]) -> Iterator[ColumnMapping]:
    """Columns below one header as one."""
    for (header, content, derived), same in groupby(columns, lambda c: (c.header, c.content, c.derived)):
        letters = [column.letters for column in same]
        span = letters[0] if len(letters) == 1 else f"{letters[0]}:{letters[-1]}"
        yield ColumnMapping(span, header, content, derived)


def mapping_lines(found: tuple[SheetMapping, ...]) -> Iterator[str]:
    """For the screen: sheet by sheet, column by column, what is left last."""
    for sheet in found:
        if sheet.kind == NOT_READ:
            yield f"シート「{sheet.sheet}」: 表を見つけられません（初めの言葉: {'、'.join(sheet.first)[:100]}）"
            continue
        rows = "・".join(map(str, dict.fromkeys(sheet.header)))
        yield f"シート「{sheet.sheet}」: {sheet.kind}（見出しは{rows}行目、その下に{sheet.rows}行）"
        for column in (c for c in sheet.columns if c.content != NOT_READ):
            note = "（読み取らず、hyojun が求めるもの）" if column.derived else ""
            yield f"  {column.letters} 「{column.header}」 → {column.content}{note}"
        left = [c for c in sheet.columns if c.content == NOT_READ]
        yield from (f"  {c.letters} 「{c.header}」 → 分からない列です（取り込みません）" for c in left)


def mapping_profile(found: tuple[SheetMapping, ...], file: str, profile: ImportProfile) -> str:
    """A profile file that says what was recognised, to be corrected by a person."""
    lines = [
        f"# 「{file}」の表と列。違うところを直し、hyojun import {file} --profile このファイル で取り込む。",
        f"# 種類を「{NOT_READ}」とすると、そのシートを読まない。列を「{NOT_READ}」とすると、その列を読まない。",
        "# 見出しの行は [初めの行, 終わりの行]。実装類型の記号の意味が違うときは、次のように書き足す。",
        "# 実装類型:",
        "#   標準オプション: [△]",
        "シート:",
    ]
    for sheet in found:
        lines.append(f"  - シート: {inline(sheet.sheet)}")
        lines.append(f"    種類: {inline(sheet.kind)}")
        if sheet.kind == NOT_READ:
            continue
        lines.append(f"    # 列に書けるもの: {'、'.join(contents_of(sheet.kind, profile))}")
        lines.append("    見出しの行:")
        lines += [f"      - {row}" for row in sheet.header]
        lines.append("    列:")
        lines += [f"      {inline(c.letters)}: {inline(c.content)}  # {c.header}" for c in sheet.columns]
    return "\n".join(lines) + "\n"
