"""Where things stand: which stay under the same thing, and which have to be moved to come to the new order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from .aligning.moves import moved
from .changes import Place, Subject
from .counterparts import Couple
from .pair import Thing

Into = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Subject → old ID → IDs of what it is in the new edition."""
_PARENTS = {Subject.FUNCTION: Subject.HEADING, Subject.DATA_ITEM: Subject.GROUP}


class Spots:
    """Where each of these rows stands among those under the same thing; counted when first asked for."""

    def __init__(self, rows: Sequence[Thing[Any]]) -> None:
        self._rows = rows

    def of(self, things: Iterable[Thing[Any]]) -> tuple[Place, ...]:
        return tuple(Place(id=t.id, above=t.above or None, number=self._numbers[t.id]) for t in things)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        counted: Counter[tuple[str, str]] = Counter()
        found = {}
        for thing in self._rows:
            counted[thing.document, thing.above] += 1
            found[thing.id] = counted[thing.document, thing.above]
        return found


def stays(old: Thing[Any], new: Thing[Any], into: Into) -> bool:
    """Whether both stand under the same thing."""
    if old.above == new.above and old.subject not in _PARENTS:
        return True
    known = into.get(_PARENTS.get(old.subject, old.subject), {})
    return new.above in known.get(old.above, (old.above,))


def shifted(
    old: list[Thing[Any]], new: list[Thing[Any]], couples: list[Couple], into: Into
) -> frozenset[str]:
    """Names of the couples that have to be moved among those that stay under the same thing."""
    by_old = {t.id: name_of(c) for c in couples for t in c.olds[:1]}
    by_new = {t.id: name_of(c) for c in couples for t in c.news[:1]}
    row_old = [by_old[t.id] for t in old if t.id in by_old]
    row_new = [by_new[t.id] for t in new if t.id in by_new]
    if row_old == row_new:
        return frozenset()
    under = {name_of(c): c.news[0].above for c in couples if stays(c.olds[0], c.news[0], into)}
    groups: dict[str, tuple[list[str], list[str]]] = {}
    for side, row in enumerate((row_old, row_new)):
        for name in row:
            if name in under:
                groups.setdefault(under[name], ([], []))[side].append(name)
    return frozenset().union(*(moved(a, b, zip(a, a, strict=True)) for a, b in groups.values()))


def name_of(couple: Couple) -> str:
    """One name for a couple, whichever edition is the old one."""
    return "\0".join(sorted({t.id for t in (*couple.olds, *couple.news)}))
