"""Which row of the old edition is which row of the new one.

In this order, each step among the rows the steps before left over: declared (置換元, 置換先), same ID, same
name and text, shared sentences (a row was split, or several became one), same text, similarity. Only the
last is a guess: 推定, with its score. A row may have several counterparts on one side, never on both by
guessing. Nothing depends on which edition is the old one: the other way round, the result is the mirror.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from heapq import nsmallest
from itertools import product
from math import log
from typing import NamedTuple

from .sentences import SHORTEST, Division, Whole, divisions, left, pieces
from .text import Words, words_of
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


LEAST = 0.5
"""Likeness from which two rows are taken for one another when nothing else speaks."""
_TELLING = 0.57
"""The same, where a word counts the more the fewer rows have it: rows of one pattern share all but those."""
STRANGE = 0.25
"""Likeness below which rows of one ID have wholly different content: a question to the author."""
_CANDIDATES = 12
_COMPARED = 5
"""Candidates that are compared word by word: those that have the most words in common."""
_COMMON = 40
"""Rows with a pair of letters beyond which the pair of letters says nothing."""
_BESIDE = 2
"""Rows up and down among those that are left."""
_LONGEST = 3_000
"""Characters of a text by which its candidates are found."""
_MANY = 12
"""Rows of the same text beyond which they are paired in their order."""
_SAME_NAME, _SAME_PLACE = 0.1, 0.04
"""What the same name, and each neighbour that is the same, adds when several rows are alike."""


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


def alike(old: Row, new: Row) -> float:
    """Likeness of two rows, 0 to 1: the text counts three times the name."""
    return _alike(_Said.of(old), _Said.of(new))


def is_same(old: Row, new: Row) -> bool:
    """Whether two rows that are named as each other's replacement say the same: alike, or a sentence in common."""
    shared = {s for r in pieces([old]).values() for s in r.sentences}
    return alike(old, new) >= LEAST or any(s in shared for r in pieces([new]).values() for s in r.sentences)


_Apart = tuple[int, int, int]
"""How far two rows are from one another, for sorting: the same whichever side is the old one."""


class _Said(NamedTuple):
    """A row as it is compared: words of its name and of its text."""

    name: Words
    text: Words
    counts: Counter[str]
    """Of both."""

    @classmethod
    def of(cls, row: Row) -> "_Said":
        name, text = words_of(folded(row.name)), words_of(folded(row.text))
        return cls(name, text, name.counts + text.counts)


def _alike(old: _Said, new: _Said) -> float:
    if not old.text.size and not new.text.size:
        return old.name.likeness(new.name)
    return (old.name.likeness(new.name) + 3 * old.text.likeness(new.text)) / 4


def _at_most(old: _Said, new: _Said) -> float:
    """What `_alike` cannot exceed, found by counting words."""
    if not old.text.size and not new.text.size:
        return old.name.in_common(new.name)
    return (old.name.in_common(new.name) + 3 * old.text.in_common(new.text)) / 4


class _Weights:
    """How much each word tells: the fewer rows of an edition have it, the more."""

    def __init__(self, old: Mapping[str, _Said], new: Mapping[str, _Said]) -> None:
        many = max(len(old), len(new))
        often = [Counter(word for said in side.values() for word in said.counts) for side in (old, new)]
        self._of = {w: log(1 + many / n) * len(w) for w, n in (often[0] | often[1]).items()}
        self._whole: dict[int, float] = {}

    def likeness(self, old: _Said, new: _Said) -> float:
        """Share of what two rows tell that they have in common, 0 to 1."""
        there = new.counts
        shared = sum(min(n, there[w]) * self._of[w] for w, n in old.counts.items() if w in there)
        total = self._all(old) + self._all(new)
        return 2 * shared / total if total else 1.0

    def _all(self, said: _Said) -> float:
        found = self._whole.get(id(said))
        if found is None:
            found = self._whole[id(said)] = sum(n * self._of[w] for w, n in said.counts.items())
        return found


class _Matcher:
    """Holds what is still free while the steps go on."""

    def __init__(self, old: Sequence[Row], new: Sequence[Row], denied: set[tuple[str, str]]) -> None:
        self.old = {r.id: r for r in old}
        self.new = {r.id: r for r in new}
        self.order = [r.id for r in old], [r.id for r in new]
        self.places = {r.id: n for n, r in enumerate(old)}, {r.id: n for n, r in enumerate(new)}
        self.denied = denied
        self.free_old = dict.fromkeys(self.old)
        self.free_new = dict.fromkeys(self.new)
        self.found: list[Match] = []
        self.pairs: set[tuple[str, str]] = set()

    def run(self, declared: Iterable[tuple[str, str]]) -> Matching:
        self._declared(declared)
        for id in [i for i in self.free_old if i in self.free_new]:
            self._take((id,), (id,), How.ID)
        if self.free_old or self.free_new:
            self._same(lambda r: (folded(r.name), folded(r.text)))
            self._divided()
            self._same(lambda r: folded(r.text) if len(r.text) >= SHORTEST else None)
            self._likely()
        return Matching(tuple(self.found), tuple(self.free_old), tuple(self.free_new))

    def _take(self, old: tuple[str, ...], new: tuple[str, ...], how: How, score: float = 1.0) -> None:
        self.found.append(Match(old, new, how, score))
        self._remember(old, new)
        for id in old:
            self.free_old.pop(id, None)
        for id in new:
            self.free_new.pop(id, None)

    def _remember(self, old: tuple[str, ...], new: tuple[str, ...]) -> None:
        few = len(old) * len(new) <= _MANY**2
        self.pairs.update(product(old, new) if few else zip(old, new, strict=False))

    def _declared(self, declared: Iterable[tuple[str, str]]) -> None:
        """Groups of rows connected by declarations. A row that keeps its ID beside others belongs to them."""
        links = [(a, b) for a, b in declared if a in self.old and b in self.new]
        links += [
            (i, i)
            for i in dict.fromkeys(i for link in links for i in link)
            if i in self.old and i in self.new
        ]
        links.sort(key=lambda link: (self.places[0][link[0]], self.places[1][link[1]]))
        for old, new in _groups(links):
            self._take(
                tuple(sorted(old, key=self.places[0].__getitem__)),
                tuple(sorted(new, key=self.places[1].__getitem__)),
                How.DECLARED,
            )

    def _same(self, key: Callable[[Row], object]) -> None:
        """Rows of the same content; where several have it, those beside the same neighbours, then in order."""
        there: dict[object, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for id in self.free_old:
            there[key(self.old[id])][0].append(id)
        for id in self.free_new:
            there[key(self.new[id])][1].append(id)
        for value, (olds, news) in there.items():
            if value is None or not olds or not news:
                continue
            if len(olds) * len(news) > _MANY**2:
                pairs: Iterable[tuple[str, str]] = zip(olds, news, strict=False)
            else:
                pairs = sorted(product(olds, news), key=lambda p: (-self._beside(*p), *self._apart(*p)))
            for o, n in pairs:
                if o in self.free_old and n in self.free_new and (o, n) not in self.denied:
                    self._take((o,), (n,), How.TEXT)

    def _beside(self, old: str, new: str) -> int:
        """How many neighbours of two rows are each other: 0 to 2."""
        a, b = self.places[0][old], self.places[1][new]
        found = 0
        for step in (-1, 1):
            if 0 <= a + step < len(self.old) and 0 <= b + step < len(self.new):
                found += (self.order[0][a + step], self.order[1][b + step]) in self.pairs
        return found

    def _apart(self, old: str, new: str) -> _Apart:
        a, b = self.places[0][old], self.places[1][new]
        return abs(a - b), min(a, b), max(a, b)

    def _divided(self) -> None:
        """Rows that were split, rows that became one: those that go on with an ID, and those that do not."""
        old = pieces(self.old.values())
        new = pieces(self.new.values(), old, self.old)
        kept = {
            m.old[0]: m.new[0] for m in self.found if len(m.old) == len(m.new) == 1 and m.how is not How.TEXT
        }
        for going_on in (True, False):
            splits = divisions(
                [w for o, n in kept.items() if (w := left(old[o], new[n]))]
                if going_on
                else [Whole(old[o], frozenset(old[o].sentences), None) for o in self.free_old],
                [new[n] for n in self.free_new],
                old.values(),
            )
            merges = divisions(
                [w for o, n in kept.items() if (w := left(new[n], old[o]))]
                if going_on
                else [Whole(new[n], frozenset(new[n].sentences), None) for n in self.free_new],
                [old[o] for o in self.free_old],
                new.values(),
            )
            self._divide(kept, splits, merges, {w: n for n, w in kept.items()})

    def _divide(
        self,
        kept: Mapping[str, str],
        splits: list[Division],
        merges: list[Division],
        back: Mapping[str, str],
    ) -> None:
        """The greater first: no row is split and merged at once."""
        both = [(d, True) for d in splits] + [(d, False) for d in merges]
        at = {m.old[0]: k for k, m in enumerate(self.found) if len(m.old) == len(m.new) == 1}
        used: set[tuple[bool, str]] = set()
        for d, is_split in sorted(both, key=lambda x: (-x[0].shared, x[0].whole, x[0].parts)):
            old = d.whole if is_split else back.get(d.whole)
            parts = self.free_new if is_split else self.free_old
            whole = self.free_old if is_split else self.free_new
            if not all(p in parts for p in d.parts):
                continue
            going_on = old is not None and old in kept
            if going_on and old is not None and (True, old) not in used:
                used.add((True, old))
                first = self.found[at[old]]
                more = ((), d.parts) if is_split else (d.parts, ())
                self.found[at[old]] = Match(first.old + more[0], first.new + more[1], How.SENTENCES)
                self._remember(self.found[at[old]].old, self.found[at[old]].new)
                for p in d.parts:
                    parts.pop(p)
            elif not going_on and d.whole in whole and is_split:
                self._take((d.whole,), d.parts, How.SENTENCES)
            elif not going_on and d.whole in whole:
                self._take(d.parts, (d.whole,), How.SENTENCES)

    def _likely(self) -> None:
        """The rest by likeness, the best pair first, until nothing is left that is alike."""
        if not self.free_old or not self.free_new:
            return
        first = {o: _Said.of(r) for o, r in self.old.items()}
        same = self.old.get
        said = first, {n: first[n] if same(n) == r else _Said.of(r) for n, r in self.new.items()}
        weights = _Weights(*said)
        grams = (
            {o: _grams(self.old[o]) for o in self.free_old},
            {n: _grams(self.new[n]) for n in self.free_new},
        )
        before = -1
        while before != len(self.found) and self.free_old and self.free_new:
            before = len(self.found)
            self._pair_off(self._scores(*said, weights, *grams))
            for own, free in zip(grams, (self.free_old, self.free_new), strict=True):
                for id in own.keys() - free.keys():
                    del own[id]

    def _pair_off(self, scores: Iterable[tuple[str, str, float, float]]) -> None:
        """Names and neighbours decide between twins."""
        found = []
        for o, n, score, telling in scores:
            same = folded(self.old[o].name) == folded(self.new[n].name)
            weight = (score + telling) / 2 + _SAME_NAME * same + _SAME_PLACE * self._beside(o, n)
            found.append((-round(weight, 6), self._apart(o, n), o, n, score))
        for _, _, o, n, score in sorted(found):
            if o in self.free_old and n in self.free_new:
                self._take((o,), (n,), How.LIKELY, round(score, 3))

    def _scores(
        self,
        old: Mapping[str, _Said],
        new: Mapping[str, _Said],
        weights: _Weights,
        old_grams: Mapping[str, set[str]],
        new_grams: Mapping[str, set[str]],
    ) -> Iterator[tuple[str, str, float, float]]:
        """Pairs of free rows that are alike enough, with both measures of it."""
        there = _candidates(old_grams, new_grams) | _level(list(self.free_old), list(self.free_new))
        wanted: dict[tuple[int, str], list[tuple[float, _Apart, str, str]]] = defaultdict(list)
        for o, n in there - self.denied:
            telling = weights.likeness(old[o], new[n])
            if telling >= _TELLING and _at_most(old[o], new[n]) >= LEAST:
                wanted[0, o].append((-telling, self._apart(o, n), o, n))
                wanted[1, n].append(wanted[0, o][-1])
        for less, _, o, n in {x for several in wanted.values() for x in sorted(several)[:_COMPARED]}:
            score = _alike(old[o], new[n])
            if score >= LEAST:
                yield o, n, score, -less


def _level(old: Sequence[str], new: Sequence[str]) -> set[tuple[str, str]]:
    """Rows that stand about where the other stands; of twins of one pattern nothing else is told apart."""
    return {(o, n) for at, o in enumerate(old) for n in new[max(0, at - _BESIDE) : at + _BESIDE + 1]}


def _candidates(old: Mapping[str, set[str]], new: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    """Pairs that share the most rare pairs of letters, seen from either side."""
    found = {(o, n) for o, several in _nearest(old, new) for n in several}
    return found | {(o, n) for n, several in _nearest(new, old) for o in several}


def _nearest(some: Mapping[str, set[str]], others: Mapping[str, set[str]]) -> Iterator[tuple[str, list[str]]]:
    holders: dict[str, list[str]] = defaultdict(list)
    for id, own in others.items():
        for gram in own:
            holders[gram].append(id)
    telling = {gram: (ids, 1 / len(ids)) for gram, ids in holders.items() if len(ids) <= _COMMON}
    for id, own in some.items():
        shared: dict[str, float] = defaultdict(float)
        for gram in own & telling.keys():
            ids, weight = telling[gram]
            for other in ids:
                shared[other] += weight
        yield id, [i for _, i in nsmallest(_CANDIDATES, ((-round(v, 6), i) for i, v in shared.items()))]


def _grams(row: Row) -> set[str]:
    text = folded(row.name) + "\n" + folded(row.text[:_LONGEST])
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _groups(links: Iterable[tuple[str, str]]) -> Iterator[tuple[set[str], set[str]]]:
    """Old and new IDs that are connected, in the order of the links."""
    beside: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for a, b in links:
        beside[0, a].append((1, b))
        beside[1, b].append((0, a))
    seen: set[tuple[int, str]] = set()
    for start in beside:
        if start in seen:
            continue
        group, ahead = {start}, [start]
        while ahead:
            fresh = [x for x in beside[ahead.pop()] if x not in group]
            group.update(fresh)
            ahead += fresh
        seen |= group
        yield {i for side, i in group if side == 0}, {i for side, i in group if side == 1}
