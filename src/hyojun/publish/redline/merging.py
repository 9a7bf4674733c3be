"""Two editions of a document as one: every text as runs that are kept, struck or added, in the order of the new
edition, with what is gone at the place it stood.

Without what is struck it is the new edition, without what is added the old one, texts and order.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from hyojun.diff import DocumentComparison, Part, differences
from hyojun.model import Ref

from .pairing import Same, paired, paired_sheets, same
from .sheets import Column, Row, RowKind, Sheet

State = Literal["=", "-", "+"]
Runs = tuple[Part, ...]


class MergedRow(NamedTuple):
    """A row of both editions (=), of the old one only (-), of the new one only (+)."""

    state: State
    kind: RowKind
    cells: tuple[Runs, ...]
    level: int = 0
    cite: str = ""
    """What a reader calls it, in the newest edition that has it."""
    ref: Ref | None = None
    is_moved: bool = False
    """It stands in the other edition too, elsewhere: `=` in its runs is what both have."""
    is_withdrawn: bool = False
    """It is 欠番 in the new edition and was none in the old one."""
    note: str = ""
    """What is to be known beside the texts: where it moved, what it was split off, that a picture is another one."""

    @property
    def is_changed(self) -> bool:
        """Whether anything in it is to be marked."""
        return bool(self.state != "=" or self.note or any(p.sign != "=" for c in self.cells for p in c))


class MergedSheet(NamedTuple):
    """A sheet of both editions, or of one of them."""

    state: State
    title: Runs
    columns: tuple[Column, ...]
    rows: tuple[MergedRow, ...]


def merged(
    old: Sequence[Sheet], new: Sequence[Sheet], found: DocumentComparison | None = None
) -> tuple[MergedSheet, ...]:
    """Both editions in one. The comparison says which rows are each other."""
    who = same(found)
    return tuple(_sheets(old, new, who))


def _sheets(old: Sequence[Sheet], new: Sequence[Sheet], who: Same) -> Iterator[MergedSheet]:
    i = j = 0
    for a, b in (*paired_sheets(old, new, who), (len(old), len(new))):
        yield from (_single("-", s) for s in old[i:a])
        yield from (_single("+", s) for s in new[j:b])
        if a < len(old):
            rows = tuple(_rows(old[a], new[b], who))
            yield MergedSheet("=", differences(old[a].title, new[b].title), new[b].columns, rows)
        i, j = a + 1, b + 1


def _single(state: Literal["-", "+"], sheet: Sheet) -> MergedSheet:
    rows = tuple(_alone(state, row) for row in sheet.rows)
    return MergedSheet(state, _whole(state, sheet.title), sheet.columns, rows)


def _alone(state: State, row: Row, note: str = "") -> MergedRow:
    texts = tuple(_whole(state, text) for text in row.cells)
    return MergedRow(state, row.kind, texts, row.level, row.cite, row.ref, note=note)


def _whole(sign: State, text: str) -> Runs:
    return (Part(sign, text),) if text else ()


def _rows(old: Sheet, new: Sheet, who: Same) -> Iterator[MergedRow]:
    pairs, moved = paired(old.rows, new.rows, who)
    into, back = dict(moved), {j: i for i, j in moved}
    above = _headings(old.rows), _headings(new.rows)

    def gone(i: int) -> MergedRow:
        row = old.rows[i]
        if i not in into:
            return _alone("-", row, who.notes[0].get(row.key, ""))
        now = into[i]
        cells = _cells(row, new.rows[now], new.columns, "-")
        note = "順番の変更（元の位置）" if above[0][i] == above[1][now] else f"「{above[1][now]}」へ移動"
        if row.key != new.rows[now].key:
            note = f"{_called(new.rows[now])}に引継ぎ　{note}"
        return MergedRow("-", row.kind, cells, row.level, row.cite, row.ref, True, False, note)

    def come(j: int) -> MergedRow:
        row = new.rows[j]
        if j not in back:
            note = who.gone_on.get(row.key, "") if row.is_gap else who.notes[1].get(row.key, "")
            return _alone("+", row, note)._replace(is_withdrawn=row.is_gap)
        was = back[j]
        cells = _cells(old.rows[was], row, new.columns, "+")
        note = "順番の変更（新しい位置）" if above[0][was] == above[1][j] else f"「{above[0][was]}」から移動"
        if row.key != old.rows[was].key:
            note = f"{_called(old.rows[was])}から引継ぎ　{note}"
        is_withdrawn = row.is_gap and not old.rows[was].is_gap
        return MergedRow("+", row.kind, cells, row.level, row.cite, row.ref, True, is_withdrawn, note)

    i = j = 0
    for a, b in (*pairs, (len(old.rows), len(new.rows))):
        yield from (gone(n) for n in range(i, a))
        yield from (come(n) for n in range(j, b))
        if a < len(old.rows):
            was, now = old.rows[a], new.rows[b]
            note = _other(was, now)
            cells = _cells(was, now, new.columns, "=")
            is_withdrawn = now.is_gap and not was.is_gap
            yield MergedRow("=", now.kind, cells, now.level, now.cite, now.ref, False, is_withdrawn, note)
        i, j = a + 1, b + 1


def _other(was: Row, now: Row) -> str:
    """What is said of things that stand here in both editions, in no cell, and differ."""
    known = dict(was.aside)
    return "　".join(word for word, digest in now.aside if known.get(word, digest) != digest)


def _called(row: Row) -> str:
    return row.ref.label if row.ref else row.cite


def _headings(rows: Sequence[Row]) -> list[str]:
    """The heading above each row, of a heading the one it stands under."""
    found: list[str] = []
    path: list[tuple[int, str]] = []
    for row in rows:
        if row.kind == "heading":
            path = [p for p in path if p[0] < row.level]
        found.append(path[-1][1] if path else "（最上位）")
        if row.kind == "heading":
            path.append((row.level, row.cells[0]))
    return found


def _cells(old: Row, new: Row, columns: Sequence[Column], state: State) -> tuple[Runs, ...]:
    """The runs of a row that both editions have, of a moved one only those of its own side."""
    is_gap = old.is_gap != new.is_gap
    wholes = (
        [c.whole or is_gap for c in columns] if len(columns) == len(new.cells) else [False] * len(new.cells)
    )
    both = (
        _changed(was, now) if whole else differences(was, now)
        for was, now, whole in zip(old.cells, new.cells, wholes, strict=True)
    )
    if state == "=":
        return tuple(both)
    return tuple(tuple(p for p in runs if p.sign in ("=", state)) for runs in both)


def _changed(old: str, new: str) -> Runs:
    """A value that changes as a whole."""
    return _whole("=", old) if old == new else (*_whole("-", old), *_whole("+", new))


Restored = tuple[tuple[str, tuple[tuple[RowKind, tuple[str, ...]], ...]], ...]
"""Titles of sheets with kind and texts of their rows."""


def restored(found: Sequence[MergedSheet], dropped: Literal["-", "+"]) -> Restored:
    """An edition again: everything without what is struck (`-`), or without what is added (`+`)."""

    def text(runs: Runs) -> str:
        return "".join(p.text for p in runs if p.sign != dropped)

    return tuple(
        (
            text(s.title),
            tuple((r.kind, tuple(map(text, r.cells))) for r in s.rows if r.state != dropped),
        )
        for s in found
        if s.state != dropped
    )
