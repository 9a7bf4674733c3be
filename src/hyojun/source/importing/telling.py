"""What an import did, in words: counts, files, then every remark by kind and place."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, get_column_letter

from .remarks import Remark, RemarkKind

_CELL = re.compile(r"[A-Z]+\d+")
_MOST_AREAS = 5


class Counts(NamedTuple):
    """What came in and what came out."""

    rows: int
    items: int
    groups: int
    code_lists: int
    code_values: int
    others: tuple[tuple[str, int], ...] = ()
    """Of everything else: its word and how many."""


class ImportReport(NamedTuple):
    """What an import did, for people and programs."""

    file: str
    business: str
    folder: str
    """The folder of the 業務, relative to the root."""
    written: tuple[str, ...]
    """The files written, relative to the root, in reading order."""
    counts: Counts
    remarks: tuple[Remark, ...]
    registered: int = 0
    """Official IDs that came into the ID台帳."""
    released: tuple[str, ...] = ()
    """Editions that were frozen, relative to the root."""


def report_lines(report: ImportReport) -> tuple[str, ...]:
    """The report as lines of text: counts, files, then every remark by kind and place."""
    counts = report.counts
    lines = [
        f"取り込み元: {report.file}",
        f"取り込み先: {report.folder}",
        *_counted(counts),
        "",
        "書いたファイル:",
        *(f"  {name}" for name in report.written),
        "",
        "お知らせ:",
    ]
    for kind in RemarkKind:
        if them := [r for r in report.remarks if r.kind is kind]:
            lines += ["", f"■ {kind.value} {_number(them)}"]
            if kind is RemarkKind.LOST:
                lines += [f"  {line}" for line in _columns(them)]
            else:
                alike: dict[tuple[str, str, str], list[Remark]] = {}
                for remark in them:
                    alike.setdefault((remark.sheet, remark.message, remark.text), []).append(remark)
                lines += [f"  {_told(same)}" for same in alike.values()]
    return (*lines, *closing_lines(report.registered, report.released, report.business))


def closing_lines(registered: int, released: tuple[str, ...], business: str) -> Iterator[str]:
    """What was registered and frozen, and what comes next."""
    if registered:
        yield from ("", f"ID台帳に登録したID: {registered}件（文書にある番号です。仮番号は登録していません）")
    if released:
        yield from ("", f"凍結した版: {'、'.join(released)}")
        yield "続けて改めるときは、業務.yaml の版を進め、状態を「案」にしてください。"
    yield from ("", f"次は: hyojun check --spec {business}")


def _counted(counts: Counts) -> Iterator[str]:
    if counts.rows or counts.code_lists:
        yield (
            f"項目の行 {counts.rows}行 → データ項目 {counts.items}件（グループ {counts.groups}件）、"
            f"コード一覧 {counts.code_lists}件（値 {counts.code_values}件）"
        )
    if counts.others:
        yield "、".join(f"{word} {number}件" for word, number in counts.others)


def _number(remarks: list[Remark]) -> str:
    """How many, of what: a remark is of one cell, or of a sheet, a range or the workbook."""
    return f"{len(remarks)}{'セル' if all(_CELL.fullmatch(r.cell) for r in remarks) else '件'}"


def _columns(remarks: list[Remark]) -> Iterator[str]:
    """One line for each column whose values were left behind."""
    columns: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        columns.setdefault((remark.sheet, remark.message), []).append(remark)
    for (sheet, message), them in columns.items():
        areas = _areas([r.cell for r in them])
        shown = "、".join(areas[:_MOST_AREAS]) + ("など" if len(areas) > _MOST_AREAS else "")
        yield f"シート「{sheet}」 {shown}（{len(them)}セル）: {message}{_excerpt(them[0].text)}"


def _told(remarks: list[Remark]) -> str:
    """One line for remarks that say the same, with every cell they say it of."""
    first = remarks[0]
    sheet = f"シート「{first.sheet}」" if first.sheet else "ブック全体"
    cells = "、".join(_areas([r.cell for r in remarks]))
    return f"{sheet} {cells}: {first.message}{_excerpt(first.text)}".replace(" :", ":", 1)


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    if not flat:
        return ""
    return f"（セルの内容: {flat if len(flat) <= 80 else flat[:79] + '…'}）"


def _areas(cells: list[str]) -> list[str]:
    """Addresses with runs in a row or a column joined: W7:W35."""
    if not all(_CELL.fullmatch(c) for c in cells):
        return cells
    places = [(column_index_from_string(c), r) for c, r in map(coordinate_from_string, cells)]
    runs: list[list[tuple[int, int]]] = []
    for column, row in places:
        if runs:
            run = runs[-1]
            down = (column, row) == (run[-1][0], run[-1][1] + 1) and run[0][0] == column
            right = (column, row) == (run[-1][0] + 1, run[-1][1]) and run[0][1] == row
            if down or right:
                run.append((column, row))
                continue
        runs.append([(column, row)])
    named = [[f"{get_column_letter(c)}{r}" for c, r in (run[0], run[-1])] for run in runs]
    return [first if first == last else f"{first}:{last}" for first, last in named]
