"""From places in the grid to points of the drawing: every channel gets as many tracks as its arrows need.

Arrows to the same target share a track, as do arrows from the same side of a source. The others are put next
to each other in the order with the fewest crossings, and never so that two seem to be one.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import heappush, heapreplace
from itertools import pairwise
from typing import NamedTuple

from ..diagram import Bounds, Point
from ..drawing.nodes import EVENTS, GATEWAYS
from .grid import Cell
from .routes import LEFT, RIGHT, TOP, Line, Route

PITCH = 12.0
"""Between neighbouring tracks, in points."""
SHIFT = 128.0
"""Points for a shift of a whole column: 1/8 is 16."""
_CAREFUL = 40
"""With more in one channel they are packed without comparing each with each."""
_BEFORE, _BEHIND = 12.0, 22.0
"""Free space in a channel before the first track and behind the last: an arrowhead fits."""


class Measures(NamedTuple):
    """What takes room beside tracks, in points."""

    columns: Sequence[float]
    rows: Sequence[float]
    gaps: Mapping[int, float]
    """Row → extra space above it; one past the last row counts too."""
    before: Mapping[int, float]
    """Channel between columns → room for labels at its left."""
    behind: Mapping[int, float]
    """… at its right."""
    narrow: float = 40.0
    """Least width of a channel between columns."""


class _Piece(NamedTuple):
    """What shares a track: one or more lines of arrows in a channel."""

    low: float
    high: float
    near: tuple[float, ...]
    """Where lines come from the left (from above)."""
    far: tuple[float, ...]
    """Where they go to the right (below)."""


class Places:
    """Coordinates of columns, rows and of every line of every arrow."""

    def __init__(
        self, routes: Sequence[Route], ends: Mapping[str, tuple[Cell, Cell]], size: Measures
    ) -> None:
        self._tracks: dict[tuple[str, int], int] = {}
        counts: dict[Line, int] = {}
        channels: dict[Line, dict[object, list[tuple[Route, int]]]] = defaultdict(lambda: defaultdict(list))
        for route in routes:
            for i, (flat, place) in enumerate(route.lines):
                if (place % 3 != 1) if flat else (place % 2 == 0):
                    channels[flat, place][_group(route, i)].append((route, i))
        for channel, groups in channels.items():
            pieces = [_piece(members, ends) for members in groups.values()]
            tracks = _tracked(pieces)
            counts[channel] = max(tracks) + 1
            for members, track in zip(groups.values(), tracks, strict=True):
                for route, i in members:
                    self._tracks[route.arrow.id, i] = track
        self._first: dict[Line, float] = {}
        self.columns: list[float] = []
        """Middle of each column."""
        self.rows: list[float] = []
        at = 0.0
        for c in range(len(size.columns) + 1):
            count = counts.get((False, 2 * c), 0)
            at += size.before.get(c, 0)
            room = max(_BEFORE + (count - 1) * PITCH + _BEHIND, size.narrow) if count else size.narrow
            if not count and c in size.before:
                room = _BEHIND
            if c == 0 or c == len(size.columns):
                room = max(_BEFORE + (count - 1) * PITCH + _BEHIND, 24.0) if count else 24.0
            self._first[False, 2 * c] = at + (room - (count - 1) * PITCH + _BEFORE - _BEHIND) / 2
            at += room + size.behind.get(c, 0)
            if c < len(size.columns):
                self.columns.append(at + size.columns[c] / 2)
                at += size.columns[c]
        self.width = at
        at = 0.0
        self.tops: list[float] = []
        """Where each row begins, channel included."""
        self.bottoms: list[float] = []
        for r, height in enumerate(size.rows):
            at += size.gaps.get(r, 0)
            self.tops.append(at)
            at = self._across(at, (True, 3 * r), counts)
            self.rows.append(at + height / 2)
            at = self._across(at + height, (True, 3 * r + 2), counts)
            self.bottoms.append(at)
        self.height = at + size.gaps.get(len(size.rows), 0)

    def _across(self, at: float, channel: Line, counts: Mapping[Line, int]) -> float:
        """The end of a channel between rows that begins here."""
        count = counts.get(channel, 0)
        self._first[channel] = at + PITCH
        return at + ((count + 1) * PITCH if count else 8.0)

    def line(self, route: Route, i: int) -> float:
        """Where a line of an arrow runs."""
        flat, place = route.lines[i]
        track = self._tracks.get((route.arrow.id, i))
        if track is not None:
            return self._first[flat, place] + track * PITCH
        middle = round(place)
        return (self.rows[middle // 3] if flat else self.columns[middle // 2]) + (place - middle) * SHIFT

    def way(self, route: Route, source: Bounds, target: Bounds) -> tuple[Point, ...]:
        """The points of an arrow from the edge of one shape to the edge of another."""
        at = [self.line(route, i) for i in range(len(route.lines))]
        if route.arrow.port:
            at[0] = source.centre.x
        points = [_edge(source, route.exit, at[0])]
        for (flat, _), (a, b) in zip(route.lines, pairwise(at), strict=False):
            points.append(Point(b, a) if flat else Point(a, b))
        points.append(_edge(target, route.entry, at[-1]))
        return straightened(points)


def straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without points that are no bends."""
    found: list[Point] = []
    for p in points:
        if found and p == found[-1]:
            continue
        while len(found) > 1 and (found[-2].x == found[-1].x == p.x or found[-2].y == found[-1].y == p.y):
            found.pop()
        found.append(p)
    return tuple(found) if len(found) > 1 else (points[0], points[-1])


def on_outline(end: Point, shape: Bounds, tag: str) -> Point:
    """An end of an arrow at the top or bottom of a circle or diamond, beside its middle, moved to where it is drawn."""
    if tag not in EVENTS and tag not in GATEWAYS:
        return end
    x, y = shape.centre
    aside, half = abs(end.x - x) / (shape.width / 2), shape.height / 2
    if aside >= 1:
        return end
    up = half * (math.sqrt(1 - aside * aside) if tag in EVENTS else 1 - aside)
    return Point(end.x, round(y + up if end.y > y else y - up, 1))


def _edge(bounds: Bounds, side: str, at: float) -> Point:
    if side in (LEFT, RIGHT):
        return Point(bounds.x if side == LEFT else bounds.right, at)
    return Point(at, bounds.y if side == TOP else bounds.bottom)


def _group(route: Route, i: int) -> object:
    """What shares its track."""
    arrow = route.arrow
    if arrow.is_flow and i == len(route.lines) - 2:
        return ("to", arrow.target, route.entry, route.lines[-1][1])
    if arrow.is_flow and i == 1 and not arrow.port:
        return ("from", arrow.source, route.exit)
    return (arrow.id, i)


def _piece(members: Sequence[tuple[Route, int]], ends: Mapping[str, tuple[Cell, Cell]]) -> _Piece:
    low, high = float("inf"), float("-inf")
    near: list[float] = []
    far: list[float] = []
    for route, i in members:
        both = ends[route.arrow.id]
        low, high = min(low, *route.span(i, both)), max(high, *route.span(i, both))
        before, behind = route.stubs(i, both)
        near.extend(before)
        far.extend(behind)
    return _Piece(low, high, tuple(near), tuple(far))


def _tracked(pieces: Sequence[_Piece]) -> list[int]:
    """A track for each piece, from 0."""
    if len(pieces) > _CAREFUL:
        return _packed(pieces)
    order: list[int] = []
    for n in sorted(range(len(pieces)), key=lambda n: (pieces[n].low, pieces[n].high)):
        costs = [0]
        for other in order:  # moving one place to the right trades "before" for "behind"
            costs.append(costs[-1] + _cost(pieces[other], pieces[n]) - _cost(pieces[n], pieces[other]))
        order.insert(costs.index(min(costs)), n)
    tracks = [0] * len(pieces)
    for place, n in enumerate(order):
        before = (tracks[m] + 1 for m in order[:place] if _overlap(pieces[m], pieces[n]))
        tracks[n] = max(before, default=0)
    return tracks


def _overlap(a: _Piece, b: _Piece) -> bool:
    return a.low <= b.high and b.low <= a.high


def _cost(first: _Piece, second: _Piece) -> int:
    """How bad it is to have one before the other: crossings, and stubs that would lie on each other."""
    if not _overlap(first, second):
        return 0
    crossings = sum(second.low < p < second.high for p in first.far)
    crossings += sum(first.low < p < first.high for p in second.near)
    return crossings + 1000 * len(set(first.far) & set(second.near))


def _packed(pieces: Sequence[_Piece]) -> list[int]:
    """As few tracks as possible, without regard to crossings."""
    tracks = [0] * len(pieces)
    ends: list[tuple[float, int]] = []
    for n in sorted(range(len(pieces)), key=lambda n: (pieces[n].low, pieces[n].high)):
        if ends and ends[0][0] < pieces[n].low:
            tracks[n] = ends[0][1]
            heapreplace(ends, (pieces[n].high, tracks[n]))
        else:
            tracks[n] = len(ends)
            heappush(ends, (pieces[n].high, tracks[n]))
    return tracks
