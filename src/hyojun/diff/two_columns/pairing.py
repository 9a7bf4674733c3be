"""Which entry of 現行 is which of 改定後: as the comparison says, and where it is silent, who kept ID or words."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from ..changes import Change, DocumentComparison, Subject
from .entries import PARTS, Entry
from .table import Key

_UNNAMED = (Subject.BLOCK, Subject.STEP)
"""Kinds whose ID is a place: it says nothing of who is who."""


class Couple(NamedTuple):
    """Entries that are each other; one side is empty where the other is new or gone."""

    olds: tuple[Entry, ...]
    news: tuple[Entry, ...]


def paired(old: Sequence[Entry], new: Sequence[Entry], found: DocumentComparison) -> tuple[Couple, ...]:
    """Every entry of both sides once: in the order of 改定後, what is gone after what stood before it."""
    couples = _Couples(old, new)
    for change in found.changes:
        if change.old and change.new:
            couples.join(change.kind.value, change.old, change.new)
    for match in found.matches:
        couples.join(match.kind.value, match.old, match.new)
    apart = _apart(found.changes)
    couples.by(
        lambda e: None if e.subject in _UNNAMED or (e.key in apart and not e.retired) else (e.key, e.retired)
    )
    # A row in force and the row of 廃止 that it became.
    withdrawn = {e.key for side in (old, new) for e in side if e.retired}
    couples.by(lambda e: e.key if e.key in withdrawn else None)
    couples.by(lambda e: (e.subject, e.lasting) if e.subject is Subject.STEP else None)
    couples.by(lambda e: (e.above, e.text) if e.subject is Subject.BLOCK else None)
    couples.by(lambda e: (e.part, e.text) if e.subject in _UNNAMED else None)
    return couples.in_order()


def _apart(changes: Iterable[Change]) -> frozenset[Key]:
    """What is told as new or as gone: the same ID on the other side is something else."""
    return frozenset(
        Key(c.kind.value, id) for c in changes if not (c.old and c.new) for id in (*c.old, *c.new)
    )


class _Couples:
    """Pairs as they are found; used once."""

    def __init__(self, old: Sequence[Entry], new: Sequence[Entry]) -> None:
        self.sides = old, new
        self.taken: tuple[set[int], set[int]] = (set(), set())
        self.found: dict[int, Couple] = {}
        """By the place of the first entry of 改定後."""
        self.keys = tuple({e.key: n for n, e in enumerate(s) if not e.retired} for s in (old, new))

    def join(self, kind: str, olds: Iterable[str], news: Iterable[str]) -> None:
        own = [
            [keys[key] for id in ids if (key := Key(kind, id)) in keys and keys[key] not in taken]
            for ids, keys, taken in zip((olds, news), self.keys, self.taken, strict=True)
        ]
        if own[0] and own[1]:
            self._take(*own)

    def _take(self, olds: Sequence[int], news: Sequence[int]) -> None:
        old, new = self.sides
        self.found[min(news)] = Couple(
            tuple(old[n] for n in sorted(olds)), tuple(new[n] for n in sorted(news))
        )
        self.taken[0].update(olds)
        self.taken[1].update(news)

    def by(self, name: Callable[[Entry], Hashable | None]) -> None:
        """Pair what is left and is called the same, in order."""
        free: dict[Hashable, deque[int]] = defaultdict(deque)
        for n, entry in enumerate(self.sides[0]):
            if n not in self.taken[0] and (called := name(entry)) is not None:
                free[called].append(n)
        for n, entry in enumerate(self.sides[1]):
            if n not in self.taken[1] and (called := name(entry)) is not None and free.get(called):
                self._take([free[called].popleft()], [n])

    def in_order(self) -> tuple[Couple, ...]:
        old, new = self.sides
        partner = {id(o): at for at, c in self.found.items() for o in c.olds}
        before = _before(new)
        after: dict[int, list[Couple]] = defaultdict(list)
        part, place = "", -1
        for entry in old:
            if entry.part != part:
                part, place = entry.part, before[entry.part]
            if (at := partner.get(id(entry))) is None:
                after[place].append(Couple((entry,), ()))
            elif new[at].part == part:
                place = at
        rows = list(after[-1])
        for n, entry in enumerate(new):
            if n in self.found:
                rows.append(self.found[n])
            elif n not in self.taken[1]:
                rows.append(Couple((), (entry,)))
            rows += after[n]
        return tuple(rows)


def _before(new: Sequence[Entry]) -> dict[str, int]:
    """The place of the last entry that stands before each part; -1: none does."""
    ends = {entry.part: n for n, entry in enumerate(new)}
    found, last = {}, -1
    for part in PARTS:
        found[part] = last
        last = ends.get(part, last)
    return found
