"""What an export or an apply did, told so that it can be worked off: on the screen, and as a table."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..atomic import replace_file
from .apply import Application, Count, Export
from .changes import Cell, Change, Conflict, Moved, New, Removed, Spot
from .draft import CannotEdit
from .tables import NOT_EXPORTED

_SHOWN = 40
"""Characters of a value on the screen."""
_STARTERS = tuple("=+-@\t＝＋－＠")
CONFLICT, FORBIDDEN, REFUSED = "競合", "消せない行", "反映できない"


class Line(NamedTuple):
    """A row of the report; the fields are its columns."""

    what: str
    book: str = ""
    sheet: str = ""
    cell: str = ""
    row: str = ""
    column: str = ""
    before: str = ""
    after: str = ""
    told: str = ""


HEADS = ("区分", "ブック", "シート", "セル", "行", "列", "今の仕様書", "ブックの値", "説明")


def export_lines(done: Export, file: Path) -> Iterator[str]:
    """What to say of an export."""
    for sheet, count in done.rows:
        yield f"  {sheet}: {count} 行"
    yield f"書き出していないもの: {'、'.join(NOT_EXPORTED)}"
    total = sum(count for _, count in done.rows)
    yield f"書きました: {file}（{len(done.rows)} シート、{total} 行、要約値 {done.digest}）"


def screen_lines(done: Application) -> Iterator[str]:
    """What to say of an apply, but for its changes. Sheets in which nothing happened are only counted."""
    for count in done.counts:
        if count.read and count[4:] != Count("", 0, 0, 0)[4:]:
            yield f"  {count.table}: {_counted(count)}"
    if missing := [c.table for c in done.counts if not c.read and c.before]:
        yield f"  ブックに無いシート（変えていません）: {'、'.join(missing)}"
    for number, spot in done.numbers.items():
        yield f"  新しい行: {number}（{spot}）"
    if done.notes:
        yield f"確かめてください（{len(done.notes)} 件）"
        for note in done.notes:
            yield f"  {note.spot}: {note.message}" + (f"（{_short(note.text)}）" if note.text else "")
    for word, found in _open(done):
        if found:
            yield f"{word}（{len(found)} 件）"
            yield from (f"  {line}" for c in found for line in _told(c))
    sheets = sum(1 for c in done.counts if c.read)
    total = [sum(numbers) for numbers in zip(*(c[1:] for c in done.counts), strict=True)]
    yield f"合計（{sheets} シート）: {_counted(Count('', *total))}"


def _counted(count: Count) -> str:
    parts = [f"読んだ行 {count.read}", f"仕様書の行 {count.before} → {count.after}"]
    for word, number in (
        ("変わったセル", count.cells),
        ("新しい行", count.new),
        ("廃止", count.retired),
        ("移動", count.moved),
        ("削除", count.removed),
        ("ブックに無い行（変えていません）", count.absent),
    ):
        if number:
            parts.append(f"{word} {number}")
    return "、".join(parts)


def _open(done: Application) -> tuple[tuple[str, tuple[Conflict, ...]], ...]:
    """What keeps an apply back, under its headings."""
    return (
        (CONFLICT, tuple(c for c in done.conflicts if not c.is_forbidden)),
        (FORBIDDEN, tuple(c for c in done.conflicts if c.is_forbidden)),
        (REFUSED, done.refused),
    )


def _told(conflict: Conflict) -> Iterator[str]:
    what = " ".join(filter(None, [conflict.handle, f"「{conflict.head}」" if conflict.head else ""]))
    yield f"{conflict.spot}: {what}: {conflict.message}" if what else f"{conflict.spot}: {conflict.message}"
    if conflict.current is not None:
        yield f"    今の仕様書: {_short(conflict.current)}　ブック: {_short(conflict.wanted)}"
    elif conflict.wanted:
        yield f"    ブック: {_short(conflict.wanted)}"


def _short(text: str) -> str:
    one = text.replace("\n", "⏎")
    return "（空）" if not one else one if len(one) <= _SHOWN else one[: _SHOWN - 1] + "…"


def table(done: Application) -> tuple[Line, ...]:
    """The whole report as rows."""
    return (
        *(Line("集計", sheet=c.table, told=_counted(c)) for c in done.counts),
        *(_line(word, c) for word, found in _open(done) for c in found),
        *(_placed("確認", n.spot)._replace(after=n.text, told=n.message) for n in done.notes),
        *(_change(c) for c in done.changes),
    )


def _placed(what: str, spot: Spot) -> Line:
    return Line(what, spot.book, spot.sheet, f"{spot.column}{spot.row or ''}")


def _line(what: str, c: Conflict) -> Line:
    return _placed(what, c.spot)._replace(
        row=c.handle, column=c.head, before=c.current or "", after=c.wanted, told=c.message
    )


def _change(change: Change) -> Line:
    match change:
        case Cell():
            return _placed("変更", change.spot)._replace(
                row=change.handle, column=change.head, before=change.old, after=change.new
            )
        case New():
            return _placed("新しい行", change.row.spot)._replace(after="、".join(change.cells.values())[:200])
        case Moved():
            where = f"{change.after} の次" if change.after else "先頭"
            return _placed("移動", change.spot)._replace(row=change.handle, told=where)
        case Removed():
            return _placed("削除", change.spot)._replace(row=change.handle)


def write_report(lines: tuple[Line, ...], file: Path) -> None:
    """Write the rows as .csv or .xlsx, by the name of the file; raises CannotEdit for any other, OSError."""
    if file.suffix.lower() == ".csv":
        replace_file(file, _csv(lines))
    elif file.suffix.lower() == ".xlsx":
        replace_file(file, _xlsx(lines))
    else:
        raise CannotEdit("--report のファイルの名前は、.csv か .xlsx で終わるようにしてください。")


def _csv(lines: tuple[Line, ...]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows([f"'{x}" if x.startswith(_STARTERS) else x for x in line] for line in lines)
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(lines: tuple[Line, ...]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("報告")
    bold = book.add_format({"bold": True, "bg_color": "#DCE6F2"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for number, line in enumerate((HEADS, *lines)):
        for column, word in enumerate(line):
            sheet.write_string(number, column, word, text if number else bold)
    for column, width in enumerate((12, 20, 14, 8, 14, 16, 40, 40, 50)):
        sheet.set_column(column, column, width)
    sheet.autofilter(0, 0, len(lines), len(HEADS) - 1)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
