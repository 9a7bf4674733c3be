"""A change of order as the fewest moves, the same ones whichever way round it is looked at."""

from collections.abc import Sequence

_MOST = 1_500
"""Rows up to which the choice among equally few moves is made by name; far beyond any heading or group."""


def reordered(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """What has to be moved to come from one order of the same unique names to the other."""
    old, new = _trimmed(list(old), list(new))
    if not old:
        return frozenset()
    place = {name: n for n, name in enumerate(new)}
    rows = [(name, place[name]) for name in old]
    return frozenset(old).difference(_kept(rows[:_MOST]))


def _trimmed(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Without what both begin and end with: nothing of that moves."""
    start, end = 0, len(old)
    while start < end and old[start] == new[start]:
        start += 1
    while end > start and old[end - 1] == new[end - 1]:
        end -= 1
    return old[start:end], new[start:end]


def _kept(rows: list[tuple[str, int]]) -> list[str]:
    """The longest part of both orders; of several the one whose names come first, so that it has no direction."""
    longest = [1] * len(rows)
    for i in range(len(rows) - 1, -1, -1):
        at = rows[i][1]
        longest[i] = 1 + max((longest[j] for j in range(i + 1, len(rows)) if rows[j][1] > at), default=0)
    found: list[str] = []
    last, place = -1, -1
    for wanted in range(max(longest), 0, -1):
        last = min(
            (i for i in range(last + 1, len(rows)) if longest[i] == wanted and rows[i][1] > place),
            key=lambda i: rows[i][0],
        )
        place = rows[last][1]
        found.append(rows[last][0])
    return found
