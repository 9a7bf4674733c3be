"""What was recognised of a workbook before anything is taken in: for the screen, and as a profile file to correct."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from ..yaml_writer import inline
from .comma_separated import open_file
from .guessing import CLASS, FUNCTIONS, Guess, guessed, holds_classes
from .layout_sheets import LAYOUT
from .profile import NOT_READ, How, ImportProfile
from .recognising import contents_of, legend_of, name_of, recognised
from .remarks import Notes
from .workbook import Sheet

_SHOWN = 20
"""Characters of a value beside the name of its column."""


class ColumnMapping(NamedTuple):
    """A column with a header, and what it was taken for."""

    letters: str
    """B, or B:D where the header is merged over several."""
    header: str
    sample: str
    """What stands first below it."""
    content: str
    """読まない for a column nobody knows."""
    derived: bool
    """Known, and worked out by hyojun itself."""
    is_guess: bool = False
    """Its header is not known; what stands below it looks like it."""


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
    is_guess: bool = False
    """Its headers are not known; the values look like it."""


def mappings(path: Path, profile: ImportProfile) -> tuple[SheetMapping, ...]:
    """Every sheet with what was recognised in it; raises ImportProblem for what is no workbook."""
    return tuple(_mapping(sheet, profile) for sheet in open_file(path, Notes()) if sheet.cells)


def _mapping(sheet: Sheet, profile: ImportProfile) -> SheetMapping:
    found = recognised(sheet, profile)
    if found is None:
        if (legend := legend_of(sheet)) and sheet.title not in profile.by_sheet:
            return SheetMapping(sheet.title, NOT_READ, (), (), len(sheet.rows), (f"{legend[0]}です",))
        if sheet.title not in profile.by_sheet and (guess := guessed(sheet, profile)):
            return _guess(sheet, guess)
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
            sample = _sample(sheet, number, table.bottom)
            columns[number] = ColumnMapping(
                get_column_letter(number), header, sample, name_of(found.kind, field), derived
            )
    lacks_class = found.kind == FUNCTIONS and not any(c.content.startswith(CLASS) for c in columns.values())
    for number, cell in table.unknown.items():
        header = " ".join(cell.text.split())
        sample = _sample(sheet, number, table.bottom)
        is_class = lacks_class and holds_classes(sheet, number, table.bottom, profile)
        lacks_class = lacks_class and not is_class
        content = CLASS if is_class else NOT_READ
        columns[number] = ColumnMapping(get_column_letter(number), header, sample, content, False, is_class)
    ordered = tuple(_spanned([columns[n] for n in sorted(columns)]))
    return SheetMapping(
        sheet.title, found.kind, (table.top, table.bottom), ordered, sum(1 for _ in table.body(sheet)), ()
    )


def _spanned(columns: list[ColumnMapping]) -> Iterator[ColumnMapping]:
    """Columns below one header as one."""
    for _, same in groupby(columns, lambda c: (c.header, c.content, c.derived)):
        first, *rest = same
        yield first._replace(letters=f"{first.letters}:{rest[-1].letters}") if rest else first


def _guess(sheet: Sheet, guess: Guess) -> SheetMapping:
    columns = tuple(
        ColumnMapping(
            get_column_letter(head.column),
            " ".join(head.text.split()),
            _sample(sheet, head.column, guess.bottom),
            content,
            False,
        )
        for head, content in guess.columns
    )
    rows = sum(1 for row in sheet.rows if row > guess.bottom)
    return SheetMapping(sheet.title, guess.kind, (guess.top, guess.bottom), columns, rows, (), True)


def _sample(sheet: Sheet, column: int, bottom: int) -> str:
    """The first value of a column, shortened."""
    found = (c for row in sheet.rows if row > bottom and (c := sheet.cells.get((row, column))))
    flat = " ".join(next((c.text for c in found if c.text.strip()), "").split())
    return flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}…"


def mapping_lines(found: tuple[SheetMapping, ...]) -> Iterator[str]:
    """For the screen: sheet by sheet, column by column, what is left last."""
    for sheet in found:
        if sheet.kind == NOT_READ:
            yield f"シート「{sheet.sheet}」: 表を見つけられません（初めの言葉: {'、'.join(sheet.first)[:100]}）"
            continue
        rows = "・".join(map(str, dict.fromkeys(sheet.header)))
        place = f"（見出しは{rows}行目、その下に{sheet.rows}行）"
        if sheet.is_guess:
            yield f"シート「{sheet.sheet}」: 見出しの言葉では見分けられません。値から見ると{sheet.kind}のようです{place}"
        else:
            yield f"シート「{sheet.sheet}」: {sheet.kind}{place}"
        for column in (c for c in sheet.columns if c.content != NOT_READ):
            note = "（hyojun が計算するため、読み取りません）" if column.derived else ""
            if column.is_guess:
                note = "のようです。見出しの言葉では分からないため、--write-profile で書き、--profile で取り込んでください"
            yield f"  {column.letters} 「{column.header}」 → {column.content}{note}"
        if sheet.is_guess:
            yield "  このままでは取り込みません。--write-profile で下書きを書き、確かめて直し、--profile で取り込んでください。"
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
        f"シート:{'' if any(s.kind != NOT_READ for s in found) else ' []'}",
    ]
    for sheet in found:
        if sheet.kind == NOT_READ:
            lines.append(
                f"  # 「{sheet.sheet}」には表を見付けられない。表なら、シート、種類、見出しの行、列を書く。"
            )
            lines.append(
                f"  # 帳票の様式なら、「シート」のほかに「種類: {LAYOUT}」と「帳票: 帳票ID」を書く。"
            )
            continue
        lines.append(f"  - シート: {inline(sheet.sheet)}")
        lines.append(f"    種類: {inline(sheet.kind)}")
        if sheet.is_guess:
            lines.append("    # 見出しの言葉では見分けられず、値から推しはかった。1列ずつ確かめて直す。")
        lines.append(f"    # 列に書けるもの: {'、'.join(contents_of(sheet.kind, profile))}")
        lines.append("    見出しの行:")
        lines += [f"      - {row}" for row in sheet.header]
        lines.append("    列:")
        lines += [f"      {inline(c.letters)}: {inline(c.content)}  # {_noted(c)}" for c in sheet.columns]
    return "\n".join(lines) + "\n"


def _noted(column: ColumnMapping) -> str:
    guess = "値から推しはかった。確かめる。" if column.is_guess else ""
    return guess + (f"{column.header}（例: {column.sample}）" if column.sample else column.header)
