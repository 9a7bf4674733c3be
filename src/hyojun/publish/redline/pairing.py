"""Which row of the old edition is which of the new one: by the comparison, then by their texts.

Whatever is paired, what is made of it restores both editions; pairing decides how little of it is marked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import NamedTuple

from hyojun.diff import DocumentComparison, goes_on, paired_lines

from .sheets import Row, Sheet

Pair = tuple[int, int]
"""Places of a row in both editions."""
_HEADING = 1000
"""Rows that a heading outweighs: rather rows move from heading to heading than a heading over them."""


class Same(NamedTuple):
    """What a comparison says of who is who, by key (機能0020011)."""

    into: Mapping[str, str]
    """Key in the old edition → in the new one, where they differ."""
    strangers: frozenset[str]
    """Keys that stand for another thing in each edition."""
    notes: tuple[Mapping[str, str], Mapping[str, str]]
    """Old key → what it was merged into; new key → what it was split off."""
    gone_on: Mapping[str, str] = MappingProxyType({})
    """Old key → under which number it goes on, of what may stay as 欠番 under the old one."""


def same(found: DocumentComparison | None) -> Same:
    """None: two texts of which no comparison was made."""
    if found is None:
        return Same({}, frozenset(), ({}, {}))
    into: dict[str, str] = {}
    merged: dict[str, str] = {}
    split: dict[str, str] = {}
    gone_on: dict[str, str] = {}
    told = [(m.kind.value, m.old, m.new) for m in found.matches]
    told += [(c.kind.value, c.old, c.new) for c in found.changes if c.old and c.new]
    for kind, olds, news in told:
        one = next((id for id in olds if id in news), news[0])
        for old in olds:
            into.setdefault(kind + old, kind + (old if old in news else one))
        gone_on |= {kind + old: goes_on(kind, olds, news) for old in olds if old not in news}
        if len(olds) > 1:
            merged |= {kind + id: f"{kind}{'、'.join(news)}に統合" for id in olds}
        if len(news) > 1:
            split |= {kind + id: f"{kind}{'、'.join(olds)}から分割" for id in news}
    gone = {f"{c.kind.value}{id}" for c in found.changes if not c.new for id in c.old}
    come = {f"{c.kind.value}{id}" for c in found.changes if not c.old for id in c.new}
    return Same(into, frozenset(gone & come), (merged, split), gone_on)


def paired(old: Sequence[Row], new: Sequence[Row], who: Same) -> tuple[list[Pair], list[Pair]]:
    """Pairs in one order, and pairs of rows that moved."""
    there: dict[str, int] = {}
    for j, row in enumerate(new):
        if row.key:
            there.setdefault(row.key, j)
    known: dict[int, int] = {}
    for i, row in enumerate(old):
        found = there.get(_now(row.key, who))
        if found is not None and _fits(row, new[found]):
            known.setdefault(found, i)
    pairs = sorted((i, j) for j, i in known.items())
    chain = in_order(pairs, [_HEADING if old[i].kind == "heading" else 1 for i, _ in pairs])
    moved = sorted(set(pairs) - set(chain))
    return sorted((*chain, *_by_text(old, new, chain, moved))), moved


def _now(key: str, who: Same) -> str:
    """What a key is called in the new edition; a part follows its whole."""
    if key in who.strangers:
        return ""
    if key in who.into:
        return who.into[key]
    whole, slash, part = key.partition("/")
    return who.into.get(whole, whole) + slash + part


def _fits(old: Row, new: Row) -> bool:
    return old.kind == new.kind and len(old.cells) == len(new.cells)


def in_order(pairs: Sequence[Pair], weights: Sequence[int]) -> list[Pair]:
    """The heaviest choice of pairs whose second places rise as the first do; `pairs` by their first place."""
    places = {j: n for n, j in enumerate(sorted(j for _, j in pairs), 1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(pairs) + 1)  # a Fenwick tree of (weight, pair)
    before: list[int] = []
    for n, ((_, j), weight) in enumerate(zip(pairs, weights, strict=True)):
        at, found = places[j] - 1, (0, -1)
        while at:
            found = max(found, best[at], key=lambda x: x[0])
            at &= at - 1
        before.append(found[1])
        at = places[j]
        while at < len(best):
            best[at] = max(best[at], (found[0] + weight, n), key=lambda x: x[0])
            at += at & -at
    heaviest, at = (0, -1), len(pairs)
    while at > 0:
        heaviest = max(heaviest, best[at], key=lambda x: x[0])
        at &= at - 1
    kept: list[Pair] = []
    n = heaviest[1]
    while n >= 0:
        kept.append(pairs[n])
        n = before[n]
    return kept[::-1]


def _by_text(
    old: Sequence[Row], new: Sequence[Row], chain: Iterable[Pair], moved: Iterable[Pair]
) -> Iterator[Pair]:
    """Pairs of rows that are known by their text alone, between those that are known."""
    gone = {i for i, _ in moved}, {j for _, j in moved}
    i = j = 0
    for a, b in (*chain, (len(old), len(new))):
        here = [n for n in range(i, a) if _is_loose(old[n]) and n not in gone[0]]
        there = [n for n in range(j, b) if _is_loose(new[n]) and n not in gone[1]]
        if here and there:
            found = _alike([old[n] for n in here], [new[n] for n in there])
            yield from ((here[x], there[y]) for x, y in found if _fits(old[here[x]], new[there[y]]))
        i, j = a + 1, b + 1


def _is_loose(row: Row) -> bool:
    """Whether its key, if any, may be another one though it is the same row."""
    return not row.key or "/" in row.key or "／" in row.key


def _alike(old: Sequence[Row], new: Sequence[Row]) -> Iterator[Pair]:
    """Equal rows, and between them rows that are versions of each other."""
    matcher = SequenceMatcher(None, [r.cells for r in old], [r.cells for r in new], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        elif kind == "replace":
            texts = [["\t".join(r.cells) for r in rows] for rows in (old[a:b], new[c:d])]
            yield from ((a + x, c + y) for x, y in paired_lines(texts[0], texts[1]))


def paired_sheets(old: Sequence[Sheet], new: Sequence[Sheet], who: Same) -> list[Pair]:
    """Sheets that are each other, in one order; a chapter in another file by its title."""
    there = {s.key: j for j, s in enumerate(new)}
    known = {j: i for i, s in enumerate(old) if (j := there.get(_now(s.key, who))) is not None}
    titles = {s.title: j for j, s in reversed(list(enumerate(new))) if j not in known}
    for i, s in enumerate(old):
        if i not in known.values() and (j := titles.pop(s.title, None)) is not None:
            known[j] = i
    pairs = sorted((i, j) for j, i in known.items() if old[i].columns == new[j].columns)
    return in_order(pairs, [1 + len(new[j].rows) for _, j in pairs])
