"""変更一覧.xlsx: every change between the editions of all 業務, a row each, with columns for who has to answer for them.

A build of one 業務 renews its rows and leaves the others as the earlier file has them; IDs are texts, nothing is a formula.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hyojun.diff import WEIGHT_WORDS, ChangeList, Listed, Step, listed
from hyojun.diff import words as told
from hyojun.model import Business

from ..change_list import WORKBOOK, UnreadableList
from ..excel.cells import LONGEST, checked, utf16_length
from ..excel.measure import TALLEST, capacity, line_count, row_height
from ..excel.printing import MARGINS, pages_wide
from ..excel.profile import load_profile as look_of
from ..excel.sealing import sealed
from ..job import Published
from .profile import EMPTY, ChangesProfile, TableError, load_profile
from .workbook import Formats, new_book, put

_KEY, _BUSINESS = "キー", "業務ID"
_COMPARED = ("業務ID", "業務名", "文書", "現行の版", "改定後の版", "状態", "件数")
_COMPARED_WIDTHS = (8.0, 20.0, 12.0, 12.0, 12.0, 12.0, 8.0)
_NOTHING = "（比べる版がない）"
_A3 = 8
_CREATED = datetime(2000, 1, 1)
"""No clock: the list is of many documents, and the same input gives the same bytes."""

_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")

Row = tuple[str, ...]


class Rows(NamedTuple):
    """What the workbook holds: the rows of both sheets, headers apart."""

    changes: tuple[Row, ...]
    compared: tuple[Row, ...]


def write_change_workbook(
    steps: Iterable[Step], businesses: Sequence[Business], root: Path, out: Path, earlier: Path | None = None
) -> Published:
    """Write the list of some 業務 below `out`; `earlier`: the workbook of a build whose other 業務 are kept.

    Raises TableError, ExcelError, UnreadableList.
    """
    profile = load_profile(root).changes
    found = _rows(listed((s.comparison for s in steps), [b.id for b in businesses]), businesses, profile)
    if earlier is not None and earlier.is_file():
        found = _renewed(_read(earlier, profile), found, {b.id for b in businesses}, profile)
    look = look_of(root)
    (out / WORKBOOK).parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="changes-") as folder:
        raw = Path(folder) / "raw.xlsx"
        book = new_book(raw, folder, look.font)
        book.set_properties({"title": WORKBOOK.rpartition("/")[2], "created": _CREATED})
        formats = Formats(book, look.font, look.size)
        columns = tuple((c.header, c.width) for c in profile.columns)
        _sheet(book, profile.sheet, columns, found.changes, formats, look.size, profile.fixed)
        compared = tuple(zip(_COMPARED, _COMPARED_WIDTHS, strict=True))
        _sheet(book, profile.compared, compared, found.compared, formats, look.size, 1)
        book.close()
        sealed(raw, out / WORKBOOK)
    return Published(WORKBOOK, "excel")


# rows


def _rows(found: ChangeList, businesses: Sequence[Business], profile: ChangesProfile) -> Rows:
    changes = tuple(row for change in found.changes for row in _of_change(change, profile))
    compared = [
        (c.business, c.business_name, c.document, c.old or "", c.new or "", c.status or "", str(c.count))
        for c in found.compared
    ]
    named = {b.id: b.name for b in businesses}
    known = {c.business for c in found.compared}
    compared += [(id, named[id], _NOTHING, "", "", "", "0") for id in found.businesses if id not in known]
    return Rows(changes, tuple(sorted(compared, key=lambda row: row[0])))


def _of_change(change: Listed, profile: ChangesProfile) -> Iterator[Row]:
    """The row of a change; a text that is too long for a cell goes on in the next, under a key of its own."""
    texts = [_text(change, c.content) for c in profile.columns]
    pieces = [_cut(text) for text in texts]
    for n in range(max(map(len, pieces))):
        row = [own[n] if n < len(own) else own[0] if len(own) == 1 else "" for own in pieces]
        if n:
            at = [c.content for c in profile.columns]
            row = [f"{t}/続き{n + 1}" if name == _KEY else t for name, t in zip(at, row, strict=True)]
        yield tuple(row)


def _cut(text: str) -> list[str]:
    pieces = []
    while utf16_length(text) > LONGEST:
        pieces.append(text[: LONGEST // 2])
        text = text[LONGEST // 2 :]
    return [*pieces, text]


def _text(change: Listed, content: str) -> str:
    if content == EMPTY:
        return ""
    attribute = _ATTRIBUTES.get(content)
    if attribute is None:
        known = "、".join((*_ATTRIBUTES, EMPTY))
        raise TableError(f"変更一覧の列の内容「{content}」は使えません（使えるのは {known}）。")
    if content == "重さ":
        return WEIGHT_WORDS[change.weight]
    value = getattr(change, attribute)
    text = "、".join(map(str, value)) if isinstance(value, tuple) else str(value) if value else ""
    return told.clean(text.replace("\r\n", "\n").replace("\t", " "))


_ATTRIBUTES = {str(f.alias): name for name, f in Listed.model_fields.items()}


# what an earlier build wrote


def _renewed(earlier: Rows, own: Rows, mine: set[str], profile: ChangesProfile) -> Rows:
    at = [c.content for c in profile.columns].index(_BUSINESS)
    kept = (r for r in earlier.changes if r[at] not in mine)
    compared = (r for r in earlier.compared if r[0] not in mine)
    return Rows(
        tuple(sorted((*kept, *own.changes), key=lambda r: r[at])),
        tuple(sorted((*compared, *own.compared), key=lambda r: r[0])),
    )


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
    if (
        not (found[0] and found[1])
        or found[0][0] != headers
        or _BUSINESS not in {c.content for c in profile.columns}
    ):
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


def _sheet(
    book: Any,
    name: str,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Row],
    formats: Formats,
    size: float,
    fixed: int,
) -> None:
    """One table: header in row 1, frozen and repeated on paper, with filters."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    wide = pages_wide([width for _, width in columns], (0, fixed - 1), "A3", size)
    sheet.fit_to_pages(wide, 0)
    sheet.print_across()
    sheet.repeat_columns(0, fixed - 1)
    left, top, right, bottom = MARGINS
    sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    sheet.set_footer("&C&P / &N", {"margin": 0.3})
    sheet.freeze_panes(1, fixed)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(rows) + 1}"})
    header = formats.cell("", bold=True, border=1, bg_color="#E8E8EB")
    for at, (words, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        put(sheet, 0, at, words, header)
    rooms = [capacity(width, size) for _, width in columns]
    for number, row in enumerate(rows, 1):
        lines = max(line_count(text, room) for text, room in zip(row, rooms, strict=True))
        sheet.set_row(number, min(TALLEST, row_height(lines, size)))
        for at, text in enumerate(row):
            shown = checked(text, row[0], columns[at][0])
            put(sheet, number, at, shown, formats.cell(shown, border=1))
