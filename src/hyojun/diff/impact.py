"""What a change of one thing reaches: who points at it, who points at those, in all 業務.

Each thing and each reference is looked at once, so the work is bounded by their number; ways are never listed.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from hyojun.model import SERIES, Corpus, Edge, Ref, mention

PAIRED = "対になる連携"
"""A reference that says the same from both ends."""


class Reached(NamedTuple):
    """Something a change reaches, by the shortest way."""

    ref: Ref | None
    """None for prose outside any addressed heading, then `file` says where."""
    file: str
    name: str
    distance: int
    """References between it and the change, from 1."""
    through: Ref
    """What it points at."""
    words: tuple[str, ...]
    """Under which keys it does: 帳票, データ項目, 本文."""

    @property
    def business(self) -> str:
        return self.ref.business if self.ref else self.file.split("/")[1] if "/" in self.file else ""

    @property
    def label(self) -> str:
        return label(self.ref) if self.ref else self.file


def impact(corpus: Corpus, start: Ref, depth: int | None = None) -> tuple[Reached, ...]:
    """Everything a change of `start` reaches, the nearest first, then in reading order.

    `depth`: references to follow at most; None: all the way.
    """
    paired: dict[Ref, list[Ref]] = defaultdict(list)
    for edge in corpus.edges:
        if edge.word == PAIRED and edge.source:
            paired[edge.source].append(edge.target)
    found: dict[object, Reached] = {}
    level, distance = [start], 0
    while level and (depth is None or distance < depth):
        distance += 1
        then: list[Ref] = []
        for target in level:
            for key, ref, file, word in _sources(corpus, target, paired):
                if key == start:
                    continue
                known = found.get(key)
                if known is None:
                    found[key] = Reached(ref, file, _name(corpus, ref), distance, target, (word,))
                    if ref:
                        then.append(ref)
                elif known.through == target and word not in known.words:
                    found[key] = known._replace(words=(*known.words, word))
        level = then
    places = {ref: n for n, ref in enumerate(corpus.entries)}
    last = len(places)
    return tuple(
        sorted(
            found.values(), key=lambda r: (r.distance, r.business, places.get(r.ref, last) if r.ref else last)
        )
    )


def _sources(
    corpus: Corpus, target: Ref, paired: dict[Ref, list[Ref]]
) -> Iterator[tuple[object, Ref | None, str, str]]:
    edges: tuple[Edge, ...] = corpus.incoming.get(target, ())
    for edge in edges:
        file = edge.origin.file if edge.origin else ""
        yield edge.source or file, edge.source, file, edge.word
    for other in paired.get(target, ()):
        yield other, other, "", PAIRED


def _name(corpus: Corpus, ref: Ref | None) -> str:
    entry = corpus.entries.get(ref) if ref else None
    return entry.name if entry else ""


def meant(corpus: Corpus, written: str, spec: str | None = None) -> tuple[Ref, ...]:
    """What an ID or key may mean: 機能0020001, 0020001, 002/toroku, 見出しtoroku, with the 業務 or in all."""
    found = mention(written)
    business, _, key = written.partition("/")
    own = corpus.business(business) is not None and bool(key)

    def fits(ref: Ref) -> bool:
        if spec is not None and ref.business != spec:
            return False
        if found and ref.kind is found.kind:
            return ref.id == found.id
        return (
            ref.id == written or written == ref.label or (own and ref.business == business and ref.id == key)
        )

    return tuple(ref for ref in corpus.entries if fits(ref))


def label(ref: Ref) -> str:
    """機能0020001; keys of a 業務 with its ID before them: 見出し002/toroku."""
    if ref.kind in SERIES:
        return ref.label
    return f"{ref.kind.value}{ref.business}/{ref.id}"
