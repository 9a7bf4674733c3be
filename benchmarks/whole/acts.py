"""What is done to an edition, and how much of it. An act changes one row and tells one fact (or all that follow)."""

from collections.abc import Callable, Iterator
from random import Random

from ..corpus.sources import Sources
from ..corpus.words import chance
from . import acts_data, acts_functions, acts_further, acts_papers
from .edition import Edition, copied
from .truth import Fact, Key

Act = Callable[[Edition], bool]

ACTS: dict[str, tuple[float, Act]] = {
    **acts_functions.ACTS,
    **acts_data.ACTS,
    **acts_papers.ACTS,
    **acts_further.ACTS,
}
"""Name → how often for 1,000 functions, and the act. It answers whether it found something to do."""


def next_of(own: Sources, seed: int, part: float = 1.0) -> tuple[Sources, list[Fact]]:
    """The next edition, and all that is true of the two. `part`: how much of all that is done."""
    rng: Random = chance(seed, "whole", own.share.id, own.share.statements)
    edition = Edition(copied(own), rng)
    for name, (often, act) in ACTS.items():
        many = part * often * own.share.statements / 1000
        for _ in range(int(many) + (rng.random() < many % 1)):
            if not act(edition) and part == 1:
                raise ValueError(f"nothing is left for {name}")
    return edition.sources, [*edition.told(), *_mentions(own, edition.sources)]


def _mentions(old: Sources, new: Sources) -> Iterator[Fact]:
    """Paragraphs that only follow what was renumbered."""
    for name, text in old.markdown.items():
        for was, now in zip(text.split("\n\n"), new.markdown[name].split("\n\n"), strict=False):
            if was != now:
                key = Key("段落", (was.replace("\n", ""),), (now.replace("\n", ""),), "文章")
                yield Fact(key, "付け替えに伴う記載", False, None)
