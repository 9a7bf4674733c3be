"""The longest part of a sequence that stands in rising order: what need not be moved."""

from bisect import bisect_left


def longest(places: list[int]) -> set[int]:
    """The most places that stand in rising order."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for n, place in enumerate(places):
        k = bisect_left(tails, place)
        tails[k : k + 1] = [place]
        at[k : k + 1] = [n]
        before.append(at[k - 1] if k else -1)
    found, n = set[int](), at[-1] if at else -1
    while n >= 0:
        found.add(places[n])
        n = before[n]
    return found
