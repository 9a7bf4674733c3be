"""変更一覧.xlsx: every change between the editions of all 業務, a row each, with columns for who has to answer for them.

A build of one 業務 renews its rows and leaves the others as the earlier file has them; IDs are texts, nothing is a formula.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hyojun.diff import Weight
from hyojun.model import Business

from ..change_list import WORKBOOK, UnreadableList
from ..excel.cells import checked
from ..excel.cover import UNCHECKED
from ..excel.measure import TALLEST, capacity, line_count, row_height
from ..excel.printing import MARGINS, pages_wide
from ..excel.profile import load_profile as look_of
from ..excel.sealing import sealed
from ..excel.writer import edge
from ..job import Job, Published
from .listing_rows import BUSINESS, COMPARED, NOTHING, Row, Rows, in_order, rows
from .profile import ChangesProfile, load_profile
from .workbook import Formats, new_book, put

_COMPARED_WIDTHS = (8.0, 20.0, 12.0, 18.0, 16.0, 12.0, 8.0, 68.0, 68.0)
_COVER = (
    ("業務ID", 8.0),
    ("業務名", 22.0),
    ("文書", 12.0),
    ("元の版", 18.0),
    ("先の版", 16.0),
    ("状態", 12.0),
)
_DIGESTS = (("元の版の要約値（SHA-256）", 40.0), ("先の版の要約値（SHA-256）", 40.0))
_LEGEND = (("区分", 16.0), ("語", 22.0), ("意味", 100.0))
_A3 = 8
_CREATED = datetime(2000, 1, 1)
"""No clock: the list is of many documents, and the same input gives the same bytes."""

_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")


class _Column(NamedTuple):
    """A column of a sheet."""

    header: str
    width: float
    choices: tuple[str, ...] = ()
    is_number: bool = False


def write_change_workbook(
    job: Job, businesses: Sequence[Business], out: Path, earlier: Path | None = None
) -> Published:
    """Write the list of some 業務 below `out`; `earlier`: the workbook of a build whose other 業務 are kept.

    Raises TableError, ExcelError, UnreadableList.
    """
    profile = load_profile(job.root).changes
    found = rows(job, businesses, profile)
    if earlier is not None and earlier.is_file():
        found = _renewed(_read(earlier, profile), found, {b.id for b in businesses}, profile)
    told = dict.fromkeys(b.head.notice for b in job.corpus.businesses if b.head.notice)
    notices = (*((UNCHECKED,) if job.draft else ()), *told)
    look = look_of(job.root)
    (out / WORKBOOK).parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="changes-") as folder:
        raw = Path(folder) / "raw.xlsx"
        book = new_book(raw, folder, look.font)
        book.set_properties({"title": WORKBOOK.rpartition("/")[2], "created": _CREATED})
        formats = Formats(book, look.font, look.size)
        printed = (profile, notices)
        _cover(book, profile, found, notices, formats, look.size)
        columns = tuple(_Column(c.header, c.width, c.choices, c.is_number) for c in profile.columns)
        _sheet(book, profile.sheet, columns, found.changes, formats, look.size, profile.fixed, printed)
        compared = tuple(map(_Column, COMPARED, _COMPARED_WIDTHS))
        _sheet(book, profile.compared, compared, found.compared, formats, look.size, 1, printed)
        legend = tuple(_Column(*c) for c in _LEGEND)
        _sheet(book, profile.legend_sheet, legend, tuple(_legend(profile)), formats, look.size, 1, printed)
        book.close()
        sealed(raw, out / WORKBOOK)
    return Published(WORKBOOK, "excel")


# what an earlier build wrote


def _renewed(earlier: Rows, own: Rows, mine: set[str], profile: ChangesProfile) -> Rows:
    at = [c.content for c in profile.columns].index(BUSINESS)
    kept = (r for r in earlier.changes if r[at] not in mine)
    compared = (r for r in earlier.compared if r[0] not in mine)
    return in_order(Rows((*kept, *own.changes), (*compared, *own.compared)), profile)


def _read(path: Path, profile: ChangesProfile) -> Rows:
    """The rows of a workbook with the columns it would have now; raises UnreadableList."""
    from openpyxl import load_workbook

    headers = tuple(c.header for c in profile.columns)
    try:
        book = load_workbook(path, read_only=True)
        found = [
            [tuple(_read_cell(v) for v in row) for row in book[name].values]
            for name in (profile.sheet, profile.compared)
        ]
        book.close()
    except (OSError, ValueError, KeyError) as error:
        raise UnreadableList(_unreadable(path)) from error
    if not (found[0] and found[1]) or (found[0][0], found[1][0]) != (headers, COMPARED):
        raise UnreadableList(_unreadable(path))
    return Rows(tuple(found[0][1:]), tuple(found[1][1:]))


def _read_cell(value: object) -> str:
    """A text as it was written: openpyxl leaves in what XlsxWriter puts before a text that looks like a code."""
    return "" if value is None else _ESCAPED.sub("_", str(value))


def _unreadable(path: Path) -> str:
    return (
        f"前に作った「{path.name}」の列が今の様式と違うか、読めないため、ほかの業務の変更を引き継げません。"
        "--spec を付けずに作り直してください。"
    )


# sheets


def _legend(profile: ChangesProfile) -> Iterator[Row]:
    """What every column and every word means."""
    for column in profile.columns:
        if column.meaning:
            yield "列", column.header, column.meaning
    for told in profile.legend:
        yield told.topic, told.word, told.meaning


def _cover(
    book: Any,
    profile: ChangesProfile,
    found: Rows,
    notices: Sequence[str],
    formats: Formats,
    size: float,
) -> None:
    """What was compared, how many changes of each weight there are, and how to use the list."""
    weights = tuple(weight.value for weight in Weight)
    counts = _counts(found, profile)
    columns = (*_COVER, *((w, 11.0) for w in (*weights, "計")), *_DIGESTS)
    sheet = book.add_worksheet(profile.cover)
    _set_page(sheet, profile, notices)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    for at, (_, width) in enumerate(columns):
        sheet.set_column(at, at, width)
    totals = "、".join(f"{w} {sum(c[w] for c in counts.values())}件" for w in weights)
    row = 0
    head: tuple[tuple[str, dict[str, Any]], ...] = (
        (profile.sheet, {"bold": True, "font_size": size * 1.6}),
        *((notice, {}) for notice in notices),
        (f"変更の数：{totals}（計 {len(_firsts(found, profile))}件）", {}),
        *((words, {}) for words in profile.manner),
        ("比べた版", {"bold": True}),
    )
    for text, style in head:
        put(sheet, row, 0, checked(text, profile.cover, "表紙"), formats.get(num_format="@", **style))
        row += 1
    header = formats.cell("", bold=True, border=1, bg_color="#E8E8EB")
    for at, (words, _) in enumerate(columns):
        put(sheet, row, at, words, header)
    rooms = [capacity(width, size) for _, width in columns]
    for compared in found.compared:
        row += 1
        own = counts[_pair(compared)]
        told = [str(own[w]) for w in weights] + [str(own.total())]
        cells = [*compared[:6], *(told if compared[3] != NOTHING else [""] * len(told)), *compared[7:]]
        lines = max(line_count(text, room) for text, room in zip(cells, rooms, strict=True))
        sheet.set_row(row, min(TALLEST, row_height(lines, size)))
        for at, text in enumerate(cells):
            put(sheet, row, at, checked(text, compared[0], columns[at][0]), formats.cell(text, border=1))


def _set_page(sheet: Any, profile: ChangesProfile, notices: Sequence[str]) -> None:
    """A3 landscape, with what the list is, its sheet and what must be known of it on every page."""
    sheet.set_landscape()
    sheet.set_paper(_A3)
    left, top, right, bottom = MARGINS
    sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    sheet.set_header(edge(("&L", profile.sheet), ("&R&A", "")), {"margin": 0.3})
    sheet.set_footer(edge(("&L", "　".join(notices)), ("&R&P / &N", "")), {"margin": 0.3})


def _pair(compared: Row) -> tuple[str, ...]:
    """業務, document and both editions."""
    return (compared[0], *compared[2:5])


def _counts(found: Rows, profile: ChangesProfile) -> dict[tuple[str, ...], Counter[str]]:
    """Changes of each weight between two editions, by their row."""
    at = {c.content: n for n, c in enumerate(profile.columns)}
    counts: dict[tuple[str, ...], Counter[str]] = {_pair(row): Counter() for row in found.compared}
    for row in _firsts(found, profile):
        pair = tuple(row[at[name]] for name in ("業務ID", "文書", "元の版", "先の版"))
        counts.setdefault(pair, Counter())[row[at["重さ"]]] += 1
    return counts


def _firsts(found: Rows, profile: ChangesProfile) -> list[Row]:
    """A row a change: without those in which a long text goes on."""
    key = [c.content for c in profile.columns].index("キー")
    return [row for row in found.changes if "/続き" not in row[key]]


def _sheet(
    book: Any,
    name: str,
    columns: Sequence[_Column],
    rows: Sequence[Row],
    formats: Formats,
    size: float,
    fixed: int,
    printed: tuple[ChangesProfile, Sequence[str]],
) -> None:
    """One table: header in row 1, frozen and repeated on paper, with filters."""
    sheet = book.add_worksheet(name)
    _set_page(sheet, *printed)
    wide = pages_wide([c.width for c in columns], (0, fixed - 1), "A3", size)
    sheet.fit_to_pages(wide, 0)
    sheet.print_across()
    sheet.repeat_columns(0, fixed - 1)
    sheet.freeze_panes(1, fixed)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(rows) + 1}"})
    header = formats.cell("", bold=True, border=1, bg_color="#E8E8EB")
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        put(sheet, 0, at, column.header, header)
        _ask(sheet, at, column, max(1, len(rows)))
    rooms = [capacity(c.width, size) for c in columns]
    number_style = formats.get(border=1, valign="top")
    for number, row in enumerate(rows, 1):
        lines = max(line_count(text, room) for text, room in zip(row, rooms, strict=True))
        sheet.set_row(number, min(TALLEST, row_height(lines, size)))
        for at, text in enumerate(row):
            shown = checked(text, row[0], columns[at].header)
            style = number_style if columns[at].is_number else formats.cell(shown, border=1)
            put(sheet, number, at, shown, style)


def _ask(sheet: Any, at: int, column: _Column, last: int) -> None:
    """What may be filled in: a warning, no bar, for whoever needs other words."""
    if column.choices:
        asked: dict[str, Any] = {"validate": "list", "source": list(column.choices)}
        told = ("選択肢にない回答です", "選択肢から選ぶと、集計しやすくなります。このまま入力しますか。")
    elif column.is_number:
        asked = {"validate": "decimal", "criteria": ">=", "value": 0}
        told = ("数ではありません", "単位を付けずに数だけを書くと、集計できます。このまま入力しますか。")
    else:
        return
    told_of = {"error_type": "warning", "error_title": told[0], "error_message": told[1]}
    sheet.data_validation(1, at, last, at, {**asked, **told_of})
