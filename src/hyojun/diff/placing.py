"""Where things stand: which stay under the same thing, and which have to be moved to come to the new order."""

from collections import Counter, defaultdict
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


def reordering(
    old: list[Thing[Any]], new: list[Thing[Any]], couples: list[Couple], into: Into
) -> Mapping[str, tuple[str, str]]:
    """Where what has to be moved stood and where it stands, in words, by the name of its couple.

    Each side names what stands right before it there; where that is the same on both, what stands before that.
    """
    names = _shifted(old, new, couples, into)
    if not names:
        return {}
    rows = _Rows(old), _Rows(new)
    called = (
        {t.id: name_of(c) for c in couples for t in c.olds},
        {t.id: name_of(c) for c in couples for t in c.news},
    )
    found = {}
    for c in (c for c in couples if name_of(c) in names):
        sides = [own.before(things[0]) for own, things in zip(rows, (c.olds, c.news), strict=True)]
        far = 0
        for o, n in zip(*sides, strict=False):
            if o.id not in called[0] or called[0][o.id] != called[1].get(n.id):
                break
            far += 1
        found[name_of(c)] = _after(c.olds[0], sides[0], far), _after(c.news[0], sides[1], far)
    return found


class _Rows:
    """Rows by what they stand under."""

    def __init__(self, rows: Sequence[Thing[Any]]) -> None:
        self._groups: dict[tuple[str, str], list[Thing[Any]]] = defaultdict(list)
        self._numbers: dict[str, int] = {}
        for row in rows:
            own = self._groups[row.document, row.above]
            self._numbers[row.id] = len(own)
            own.append(row)

    def before(self, thing: Thing[Any]) -> list[Thing[Any]]:
        """What stands before it under the same thing, the nearest first."""
        return self._groups[thing.document, thing.above][: self._numbers[thing.id]][::-1]


def _after(thing: Thing[Any], before: Sequence[Thing[Any]], far: int) -> str:
    """0020066 交付の次; of what comes first 「2.1 登録申請」の初め."""
    if far < len(before):
        last = before[far]
        is_numbered = last.id[:3].isdigit() and "/" not in last.id
        words = f"{last.id} {last.name}" if is_numbered else f"「{last.name}」"
        return f"{words}の次" if far == 0 else f"{words}の{far + 1}つ後"
    start = f"{f'「{thing.place}」' if thing.place else thing.subject.value}の初め"
    return start if far == 0 else f"{start}から{far + 1}番目"


def _shifted(
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
