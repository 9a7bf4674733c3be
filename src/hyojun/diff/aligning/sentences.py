"""Whole sentences that left one row and stand in another: rows that were split, rows that became one.

A sentence says whose it is only if few rows have it; a formula of the field, repeated in many rows, does so
only together with the name or the place of the rows.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .text import likeness
from .wording import folded

_SENTENCE = re.compile(r"[^。\n]+")
SHORTEST = 12
"""Characters of a text that is not shared by chance."""
_NAMED = 0.6
"""Likeness of names of which one is made from the other."""
_BESIDE = 2
_MANY = 50
"""Rows that lost one sentence; of more nobody can say which of them is meant."""
_COVERED = 0.6
"""Share of a text that its parts must hold together."""


class Piece(NamedTuple):
    """A row as far as its sentences go."""

    id: str
    name: str
    sentences: tuple[str, ...]
    place: int
    size: int
    """Characters of all sentences, of the short ones too."""


class Whole(NamedTuple):
    """A row that parts may have left: its sentences that are missed, and where it stands among the parts."""

    row: Piece
    lost: frozenset[str]
    beside: int | None
    """Place of its counterpart on the side of the parts; None: it has none."""


class Division(NamedTuple):
    """A row and those that hold what it held."""

    whole: str
    parts: tuple[str, ...]
    shared: int
    """Characters in common."""


Row = tuple[str, str, str]
"""ID, name, text."""
_NONE: Mapping[str, Piece] = {}


def pieces(
    rows: Iterable[Row], known: Mapping[str, Piece] = _NONE, of: Mapping[str, Row] | None = None
) -> dict[str, Piece]:
    """All rows of a side by ID, in order. `known`: pieces of the rows `of` the other side, for those it shares."""
    same = (of or {}).get
    return {
        row[0]: known[row[0]]._replace(place=n) if same(row[0]) == row else _piece(*row, n)
        for n, row in enumerate(rows)
    }


def _piece(id: str, name: str, text: str, place: int) -> Piece:
    all_ = [folded(m[0]).lstrip("・") for m in _SENTENCE.finditer(text)]
    return Piece(id, folded(name), tuple(s for s in all_ if len(s) >= SHORTEST), place, sum(map(len, all_)))


def left(row: Piece, kept: Piece) -> Whole | None:
    """What a row lost that goes on as `kept`; None if it did not become shorter by it, but was reworded."""
    lost = frozenset(row.sentences) - set(kept.sentences)
    if not lost or kept.size > row.size - sum(map(len, lost)) / 2:
        return None
    return Whole(row, lost, kept.place)


def divisions(wholes: Sequence[Whole], parts: Sequence[Piece], all_: Iterable[Piece]) -> list[Division]:
    """Which parts came out of which whole; each part out of one. `all_` are the rows on the side of the wholes."""
    holders: dict[str, list[Whole]] = defaultdict(list)
    for whole in wholes:
        for s in whole.lost:
            holders[s].append(whole)
    often = Counter(s for row in all_ for s in set(row.sentences))
    found: dict[str, list[tuple[Piece, int]]] = defaultdict(list)
    for part in parts:
        origin, shared = _origin(part, holders, often)
        if origin:
            found[origin.row.id].append((part, shared))
    by_id = {w.row.id: w for w in wholes}
    return [d for id, theirs in found.items() if (d := _division(by_id[id], theirs))]


def _origin(
    part: Piece, holders: Mapping[str, list[Whole]], often: Mapping[str, int]
) -> tuple[Whole | None, int]:
    """The row at least half of the part is from, and how much of it."""
    own = [s for s in dict.fromkeys(part.sentences) if len(holders.get(s, ())) <= _MANY]
    votes: Counter[str] = Counter()
    known: dict[str, Whole] = {}
    sure = set()
    for s in own:
        for whole in holders.get(s, ()):
            known[whole.row.id] = whole
            votes[whole.row.id] += len(s)
            if often[s] == 1:
                sure.add(whole.row.id)
    best: tuple[tuple[float, ...], str] | None = None
    for id, shared in votes.items():
        if 2 * shared < part.size:
            continue
        whole = known[id]
        named = likeness(whole.row.name, part.name)
        away = abs(whole.beside - part.place) if whole.beside is not None else 0
        if id in sure or named >= _NAMED or (whole.beside is not None and away <= _BESIDE):
            key = (shared, id in sure, named, -away, -whole.row.place)
            best = max(best, (key, id)) if best else (key, id)
    return (known[best[1]], votes[best[1]]) if best else (None, 0)


def _division(whole: Whole, theirs: list[tuple[Piece, int]]) -> Division | None:
    """The parts in order, those left out that repeat others. A row that is gone must be in two or more."""
    open_ = set(whole.lost)
    kept: list[Piece] = []
    for part, shared in sorted(theirs, key=lambda p: (-p[1], p[0].place)):
        fresh = open_ & set(part.sentences)
        if 2 * sum(map(len, fresh)) >= shared:
            kept.append(part)
            open_ -= fresh
    covered = sum(map(len, whole.lost)) - sum(map(len, open_))
    if whole.beside is None and (len(kept) < 2 or covered < _COVERED * whole.row.size):
        return None
    return Division(whole.row.id, tuple(p.id for p in sorted(kept, key=lambda p: p.place)), covered)
