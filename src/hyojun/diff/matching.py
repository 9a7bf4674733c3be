"""Which row of the old edition is which row of the new one.

In this order, each step among the rows the steps before left over: declared (置換元, 置換先), same ID,
shared sentences (a row was split, or several became one), exact text, similarity. Only the last is a
guess: 推定, with its score. A row may have several counterparts on one side, never on both by guessing.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from .text import likeness
from .wording import folded


class How(StrEnum):
    """By what a pair was found; the value is the word people see."""

    DECLARED = "置換の記載"
    ID = "同じID"
    SENTENCES = "同じ文"
    TEXT = "同じ内容"
    LIKELY = "推定"


class Row(NamedTuple):
    """A thing to be matched: what it is called by, its name, its text."""

    id: str
    name: str
    text: str


class Match(NamedTuple):
    """Rows that are each other. One old and one new, or a split, or a merger."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    how: How
    score: float = 1.0
    """1 but for 推定."""


class Matching(NamedTuple):
    """All rows of both sides, each in one place."""

    matches: tuple[Match, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


LEAST = 0.6
"""Likeness from which two rows are taken for one another when nothing else speaks."""
STRANGE = 0.25
"""Likeness below which rows of one ID have wholly different content: a question to the author."""
_SENTENCE = re.compile(r"[^。\n]+")
_SHORTEST = 12
"""Characters of a sentence that is not shared by chance."""
_CANDIDATES = 12


def matched(
    old: Sequence[Row],
    new: Sequence[Row],
    declared: Iterable[tuple[str, str]] = (),
    denied: Iterable[tuple[str, str]] = (),
) -> Matching:
    """Match two lists of rows. IDs are unique on each side.

    `declared`: pairs (old ID, new ID) somebody answers for; `denied`: pairs that must not be guessed.
    """
    return _Matcher(old, new, set(denied)).run(declared)


class _Matcher:
    """Holds what is still free while the steps go on."""

    def __init__(self, old: Sequence[Row], new: Sequence[Row], denied: set[tuple[str, str]]) -> None:
        self.old = {r.id: r for r in old}
        self.new = {r.id: r for r in new}
        self.denied = denied
        self.free_old = dict.fromkeys(self.old)
        self.free_new = dict.fromkeys(self.new)
        self.found: list[Match] = []

    def run(self, declared: Iterable[tuple[str, str]]) -> Matching:
        self._declared(declared)
        for id in [i for i in self.free_old if i in self.free_new]:
            self._take((id,), (id,), How.ID)
        self._sentences()
        self._texts()
        self._likely()
        return Matching(tuple(self.found), tuple(self.free_old), tuple(self.free_new))

    def _take(self, old: tuple[str, ...], new: tuple[str, ...], how: How, score: float = 1.0) -> None:
        self.found.append(Match(old, new, how, score))
        for id in old:
            self.free_old.pop(id, None)
        for id in new:
            self.free_new.pop(id, None)

    def _declared(self, declared: Iterable[tuple[str, str]]) -> None:
        """Groups of rows connected by declarations. A row replaced by itself and others was split."""
        links = [(a, b) for a, b in declared if a in self.old and b in self.new]
        for group in _groups(links):
            old = tuple(i for i in self.old if (0, i) in group)
            new = tuple(i for i in self.new if (1, i) in group)
            # A row that keeps its ID beside those it was split into belongs to them.
            new += tuple(i for i in old if i in self.new and i not in new)
            self._take(old, new, How.DECLARED)

    def _sentences(self) -> None:
        """Whole sentences that left a row and stand in another: split, or merged."""
        paired = {m.old[0]: k for k, m in enumerate(self.found) if len(m.old) == len(m.new) == 1}
        gone = self._moved(self.free_new, {o: self.found[k].new[0] for o, k in paired.items()})
        for source, targets in gone.items():
            k = paired[source]
            first = self.found[k]
            self.found[k] = Match(first.old, (*first.new, *targets), How.SENTENCES)
            for id in targets:
                self.free_new.pop(id)
        come = self._come({self.found[k].new[0]: o for o, k in paired.items() if o not in gone})
        for target, sources in come.items():
            k = next(n for n, m in enumerate(self.found) if target in m.new)
            first = self.found[k]
            self.found[k] = Match((*first.old, *sources), first.new, How.SENTENCES)
            for id in sources:
                self.free_old.pop(id)
        self._free_splits()

    def _moved(self, added: Iterable[str], kept: Mapping[str, str]) -> dict[str, list[str]]:
        """Added rows most of whose sentences an old row had and its counterpart has no more."""
        holders: dict[str, list[str]] = defaultdict(list)
        for o, n in kept.items():
            stays = set(_sentences(self.new[n].text))
            for s in _sentences(self.old[o].text):
                if s not in stays:
                    holders[s].append(o)
        return _majority({i: _sentences(self.new[i].text) for i in added}, holders)

    def _come(self, kept: Mapping[str, str]) -> dict[str, list[str]]:
        """Removed rows most of whose sentences a new row has and its counterpart had not."""
        holders: dict[str, list[str]] = defaultdict(list)
        for n, o in kept.items():
            was = set(_sentences(self.old[o].text))
            for s in _sentences(self.new[n].text):
                if s not in was:
                    holders[s].append(n)
        return _majority({i: _sentences(self.old[i].text) for i in self.free_old}, holders)

    def _free_splits(self) -> None:
        """A removed row whose sentences stand in several added ones, and the other way round."""
        split = _parts(self.old, self.free_old, self.new, self.free_new)
        for source, targets in split:
            self._take((source,), targets, How.SENTENCES)
        for target, sources in _parts(self.new, self.free_new, self.old, self.free_old):
            self._take(sources, (target,), How.SENTENCES)

    def _texts(self) -> None:
        """Rows of the same text; where several have it, those of the same name, then in order."""
        for key in (
            lambda r: (folded(r.name), folded(r.text)),
            lambda r: folded(r.text) if len(r.text) >= _SHORTEST else None,
        ):
            there: dict[object, list[str]] = defaultdict(list)
            for id in self.free_new:
                there[key(self.new[id])].append(id)
            for id in list(self.free_old):
                value = key(self.old[id])
                same = [n for n in there.get(value, ()) if n in self.free_new and (id, n) not in self.denied]
                if value is not None and same:
                    self._take((id,), (same[0],), How.TEXT)

    def _likely(self) -> None:
        """The rest by likeness, the best pair first; equal scores in the order of the old rows."""
        places = {id: n for n, id in enumerate(self.old)}
        news = {id: n for n, id in enumerate(self.new)}
        scores = sorted(
            ((s, o, n) for o, n, s in self._candidates() if s >= LEAST),
            key=lambda x: (-x[0], places[x[1]], news[x[2]]),
        )
        for score, o, n in scores:
            if o in self.free_old and n in self.free_new:
                self._take((o,), (n,), How.LIKELY, round(score, 3))

    def _candidates(self) -> Iterable[tuple[str, str, float]]:
        """Pairs that share enough rare pairs of letters to be worth comparing."""
        grams = {id: _grams(self.new[id]) for id in self.free_new}
        holders: dict[str, list[str]] = defaultdict(list)
        for id, own in grams.items():
            for gram in own:
                holders[gram].append(id)
        for o in self.free_old:
            shared: Counter[str] = Counter()
            for gram in _grams(self.old[o]):
                ids = holders.get(gram, ())
                for id in ids:
                    shared[id] += 1 / len(ids)  # type: ignore[assignment]
            best = sorted(shared, key=lambda i: (-shared[i], i))[:_CANDIDATES]
            for n in best:
                if (o, n) not in self.denied:
                    yield o, n, alike(self.old[o], self.new[n])


def alike(old: Row, new: Row) -> float:
    """Likeness of two rows, 0 to 1: the text counts three times the name."""
    if not old.text and not new.text:
        return likeness(folded(old.name), folded(new.name))
    text = likeness(folded(old.text), folded(new.text))
    return (likeness(folded(old.name), folded(new.name)) + 3 * text) / 4


def _grams(row: Row) -> set[str]:
    text = folded(row.name) + "\n" + folded(row.text)
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _sentences(text: str) -> list[str]:
    return [s for m in _SENTENCE.finditer(text) if len(s := folded(m[0]).lstrip("・")) >= _SHORTEST]


def _majority(rows: Mapping[str, list[str]], holders: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Holder → the rows at least half of whose text is sentences of it."""
    found: dict[str, list[str]] = {}
    for id, own in rows.items():
        votes: Counter[str] = Counter()
        for s in own:
            for holder in holders.get(s, ()):
                votes[holder] += len(s)
        if votes:
            best, length = max(votes.items(), key=lambda v: (v[1], v[0]))
            if 2 * length >= sum(map(len, own)):
                found.setdefault(best, []).append(id)
    return found


def _parts(
    whole: Mapping[str, Row], free: Mapping[str, None], part: Mapping[str, Row], parts: Mapping[str, None]
) -> list[tuple[str, tuple[str, ...]]]:
    """Free rows of one side whose text is made of two or more free rows of the other."""
    holders: dict[str, list[str]] = defaultdict(list)
    for id in free:
        for s in _sentences(whole[id].text):
            holders[s].append(id)
    found = _majority({i: _sentences(part[i].text) for i in parts}, holders)
    return [(source, tuple(ids)) for source, ids in found.items() if len(ids) > 1]


def _groups(links: Iterable[tuple[str, str]]) -> list[set[tuple[int, str]]]:
    """Connected rows: (0, old ID) and (1, new ID)."""
    groups: list[set[tuple[int, str]]] = []
    for a, b in links:
        own = {(0, a), (1, b)}
        touching = [g for g in groups if g & own]
        groups = [g for g in groups if not g & own] + [own.union(*touching)]
    return groups
