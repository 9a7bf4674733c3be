"""Matching of things without IDs that last: by one key after the other, then by likeness.

Each step pairs what the steps before left over, in order where several have one key. It gives the same
pairs whichever edition comes first.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from .aligning.text import likeness
from .aligning.wording import folded
from .pair import Thing

Key = Callable[[Thing[Any]], Hashable | None]
"""What things are called the same by; None: this key does not speak of it."""
_MOST = 10_000
"""Pairs beyond which likeness is not asked: a part as large as this was replaced, not edited."""


def keyed(
    old: Sequence[Thing[Any]],
    new: Sequence[Thing[Any]],
    keys: Sequence[Key],
    like: Callable[[Thing[Any]], str] | None = None,
    least: float = 0.6,
) -> list[tuple[Thing[Any], Thing[Any]]]:
    """Pairs of things in the order of the new edition; `like` gives the text that likeness compares."""
    pairs: dict[str, tuple[Thing[Any], Thing[Any]]] = {}
    free_old, free_new = {t.id: t for t in old}, {t.id: t for t in new}

    def take(a: Thing[Any], b: Thing[Any]) -> None:
        pairs[b.id] = (a, b)
        del free_old[a.id], free_new[b.id]

    for key in keys:
        there: dict[Hashable, list[Thing[Any]]] = defaultdict(list)
        for thing in free_new.values():
            if (value := key(thing)) is not None:
                there[value].append(thing)
        for thing in list(free_old.values()):
            if (value := key(thing)) is not None and there.get(value):
                take(thing, there[value].pop(0))
    if like and free_old and free_new and len(free_old) * len(free_new) <= _MOST:
        texts = (
            {t.id: folded(like(t)) for t in free_old.values()},
            {t.id: folded(like(t)) for t in free_new.values()},
        )
        scores = []
        for i, a in enumerate(texts[0]):
            for j, b in enumerate(texts[1]):
                both = sorted((texts[0][a], texts[1][b]))
                scores.append((-likeness(*both), both, i + j, i, a, b))
        for score, _, _, _, a, b in sorted(scores):
            if -score >= least and a in free_old and b in free_new:
                take(free_old[a], free_new[b])
    return [pairs[t.id] for t in new if t.id in pairs]
