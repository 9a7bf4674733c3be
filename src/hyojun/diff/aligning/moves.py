"""The fewest moves that make one order of another, however many rows there are and whatever their IDs."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence


def moved(old: Sequence[str], new: Sequence[str], pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Old IDs of the rows that moved, in the old order: all but a longest run of pairs in the same order.

    `pairs` are (old ID, new ID) of rows that are each other, each ID in one pair; rows that came or went
    move nothing. Seen from the other side, the same rows move.
    """
    there = dict(pairs)
    back = {n: o for o, n in there.items()}
    olds = [id for id in old if id in there]
    news = [id for id in new if id in back]
    if [there[o] for o in olds] == news:
        return ()
    # Where several choices are equally few, the side decides that sorts first, whichever is the old one.
    if olds <= news:
        kept = _longest(olds, {back[n]: place for place, n in enumerate(news)})
    else:
        kept = {back[n] for n in _longest(news, {there[o]: place for place, o in enumerate(olds)})}
    return tuple(id for id in olds if id not in kept)


def _longest(order: Sequence[str], places: dict[str, int]) -> set[str]:
    """A longest run of the order whose places rise."""
    ends: list[int] = []
    last: list[str] = []
    before: dict[str, str | None] = {}
    for id in order:
        length = bisect_right(ends, places[id])
        before[id] = last[length - 1] if length else None
        ends[length : length + 1] = [places[id]]
        last[length : length + 1] = [id]
    found = set()
    at = last[-1] if last else None
    while at is not None:
        found.add(at)
        at = before[at]
    return found
