"""Statements of different 業務 that say nearly the same and differ in a detail, for people to read side by side.

What is meant alike should be written alike: a detail that differs by accident makes two products of one.
No finding, since many differences are meant. By idea: a text is a set of short runs of words; texts that
share one of a few sampled runs may be alike, and only those are compared word for word. So twenty thousand
statements cost about as much as twenty thousand comparisons, not their square.
"""

import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from hyojun.model import Business, Corpus, Kind, Origin

LIKENESS = 0.8
"""Share of words two statements have in common, in order, from which they are shown side by side."""
DETAILS = 3
"""Different differences up to which it is a detail; the same one in five places counts once."""
MIN_WORDS = 10
"""Shorter statements are alike by chance."""
_SAMPLES = 6
"""Runs of words kept of a text, by which it is found again."""
_RUN = 3
"""Words in a run."""
_COMPARED = 4
"""Groups a text is compared with, the likeliest first."""


class Statement(NamedTuple):
    """A text of a 業務 and what it is called."""

    business: str
    """業務ID."""
    subject: str
    """機能0020001."""
    name: str
    text: str
    origin: Origin | None = None
    """Where it was written."""


class Difference(NamedTuple):
    """Where a wording departs from the common one: words of the common one, words written here."""

    common: str
    here: str


class Wording(NamedTuple):
    """One of the wordings of a group and who uses it."""

    text: str
    statements: tuple[Statement, ...]
    differences: tuple[Difference, ...]
    """Each once, in reading order; empty for the wording used most."""


class Group(NamedTuple):
    """Wordings that are nearly the same, the one used most first."""

    wordings: tuple[Wording, ...]

    @property
    def businesses(self) -> tuple[str, ...]:
        """業務ID of all who use one of the wordings."""
        return tuple(sorted({s.business for w in self.wordings for s in w.statements}))


def of_corpus(corpus: Corpus, only: str | None = None) -> tuple[Group, ...]:
    """Groups among the functions in force of all 業務. `only` limits them to those with a wording of one."""
    found = groups((b.id, statements(b)) for b in corpus.businesses)
    return tuple(g for g in found if only is None or only in g.businesses)


def statements(business: Business) -> tuple[Statement, ...]:
    """The functions in force of a 業務."""
    return tuple(
        Statement(business.id, business.ref(Kind.FUNCTION, f.id).label, f.name, f.text, f.origin)
        for f in business.functions
    )


def groups(given: Iterable[tuple[str, Sequence[Statement]]]) -> tuple[Group, ...]:
    """Groups of near-identical statements across 業務, those with the smallest differences first.

    Statements that are equal but for white space and width of characters are one wording. A group has at least two
    wordings of at least two 業務.
    """
    same: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for _, stated in given:
        for statement in stated:
            words = _words(statement.text)
            if len(words) >= MIN_WORDS:
                same[words].append(statement)
    found = [_group(cluster, same) for cluster in _clusters(list(same)) if len(cluster) > 1]
    found = [g for g in found if len(g.wordings) > 1 and len(g.businesses) > 1]
    return tuple(sorted(found, key=lambda g: (_size(g), g.wordings[0].statements[0].subject)))


_AND = "及び|又は|並びに|若しくは"
_WORD = re.compile(rf"{_AND}|(?:(?!{_AND})[一-龥々〇])+|[ァ-ヶー]+|[ぁ-ん]+|[0-9A-Za-z]+|[^\s]")


def _words(text: str) -> tuple[str, ...]:
    """A text as runs of one script, which is what words look like; NFKC, without white space."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text)))


def _hash(run: tuple[str, ...]) -> int:
    """The same in every process, unlike `hash`."""
    return zlib.crc32("\0".join(run).encode())


def _sample(words: tuple[str, ...]) -> list[int]:
    """The smallest hashes of the runs of a text: alike texts keep most of them."""
    runs = {_hash(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}
    return sorted(runs)[:_SAMPLES]


def _clusters(texts: list[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """Texts put with the first text they are like."""
    clusters: list[list[tuple[str, ...]]] = []
    by_sample: dict[int, list[int]] = defaultdict(list)
    for words in texts:
        sample = _sample(words)
        votes = Counter(place for key in sample for place in by_sample[key])
        for place, _ in votes.most_common(_COMPARED):
            if _alike(clusters[place][0], words):
                clusters[place].append(words)
                break
        else:
            for key in sample:
                by_sample[key].append(len(clusters))
            clusters.append([words])
    return clusters


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if min(len(one), len(other)) < LIKENESS * max(len(one), len(other)):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= LIKENESS and matcher.ratio() >= LIKENESS


def _group(cluster: list[tuple[str, ...]], same: dict[tuple[str, ...], list[Statement]]) -> Group:
    def weight(words: tuple[str, ...]) -> tuple[int, int]:
        return (-len({s.business for s in same[words]}), -len(same[words]))

    common, *others = sorted(cluster, key=weight)  # stable: the first of equals
    wordings = [Wording(same[common][0].text, tuple(same[common]), ())]
    for words in others:
        differences = tuple(dict.fromkeys(_differences(common, words)))
        if len(differences) <= DETAILS:
            wordings.append(Wording(same[words][0].text, tuple(same[words]), differences))
    return Group(tuple(wordings))


def _differences(common: tuple[str, ...], here: tuple[str, ...]) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, common, here, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield Difference("".join(common[a:b]), "".join(here[c:d]))


def _size(group: Group) -> int:
    """Characters in which the wording nearest to the common one departs from it."""
    return min(sum(len(d.common) + len(d.here) for d in w.differences) for w in group.wordings[1:])
