"""Ways for the few arrows that no grid has: out of a sub-process, or from a remark to another arrow.

A shortest way with few bends on the lines just outside of all shapes; straight across where a file is too large.
"""

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from ..bpmn import Bpmn, Element
from ..diagram import Bounds, Point
from ..drawing.scene import SUBPROCESSES
from .areas import ends
from .tracks import straightened

_MOST = 150
"""With more shapes the straight way is taken."""
_BEND = 60.0
_OUTSIDE = 6.0
_HOLLOW = SUBPROCESSES | {"participant", "lane", "group"}


def detour(
    bpmn: Bpmn, arrow: Element, shapes: Mapping[str, Bounds], edges: Mapping[str, Sequence[Point]]
) -> tuple[Point, ...] | None:
    """Points of an arrow; None if one of its ends is not drawn."""
    source, target = ends(bpmn, arrow)
    a = _place(source, shapes, edges)
    b = _place(target, shapes, edges)
    if a is None or b is None or source is None or target is None:
        return None
    around = {e.id for end in (source, target) if (at := bpmn.find(end)) for e in bpmn.above(at)}
    walls = [
        box
        for id, box in shapes.items()
        if id not in around
        and bpmn.by_id[id].tag not in ("participant", "lane", "group")
        and not (bpmn.by_id[id].tag in _HOLLOW and id in (source, target) and _inside(a, b, box))
    ]
    if len(walls) > _MOST:
        return _straight(a, b)
    return _found(a, b, walls) or _straight(a, b)


def _inside(a: Bounds, b: Bounds, box: Bounds) -> bool:
    return box.holds(a) and box.holds(b)


def _place(
    id: str | None, shapes: Mapping[str, Bounds], edges: Mapping[str, Sequence[Point]]
) -> Bounds | None:
    """A shape, or a point in the middle of an arrow."""
    if id is None:
        return None
    if id in shapes:
        return shapes[id]
    way = edges.get(id)
    if not way:
        return None
    p, q = max(pairwise(way), key=lambda pair: abs(pair[0].x - pair[1].x) + abs(pair[0].y - pair[1].y))
    return Bounds((p.x + q.x) / 2, (p.y + q.y) / 2, 0, 0)


def _straight(a: Bounds, b: Bounds) -> tuple[Point, ...]:
    return (_port(a, b.centre), _port(b, a.centre))


def _port(box: Bounds, to: Point) -> Point:
    x, y = box.centre
    if abs(to.y - y) >= abs(to.x - x):
        return Point(x, box.bottom if to.y > y else box.y)
    return Point(box.right if to.x > x else box.x, y)


def _ports(box: Bounds) -> dict[Point, int]:
    """Middle of each side → direction it is left in: 0 right, 1 down, 2 left, 3 up."""
    x, y = box.centre
    if not box.width:
        return {box.centre: -1}
    return {Point(box.right, y): 0, Point(x, box.bottom): 1, Point(box.x, y): 2, Point(x, box.y): 3}


_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def _found(a: Bounds, b: Bounds, walls: Sequence[Bounds]) -> tuple[Point, ...] | None:
    """Dijkstra over the crossings of all lines that pass just outside a shape or through a port."""
    starts, goals = _ports(a), _ports(b)
    xs = sorted(
        {p.x for p in (*starts, *goals)} | {x for w in walls for x in (w.x - _OUTSIDE, w.right + _OUTSIDE)}
    )
    ys = sorted(
        {p.y for p in (*starts, *goals)} | {y for w in walls for y in (w.y - _OUTSIDE, w.bottom + _OUTSIDE)}
    )
    column, row = {x: i for i, x in enumerate(xs)}, {y: i for i, y in enumerate(ys)}

    def blocked(p: Point, q: Point) -> bool:
        left, right, top, bottom = min(p.x, q.x), max(p.x, q.x), min(p.y, q.y), max(p.y, q.y)
        return any(left < w.right and right > w.x and top < w.bottom and bottom > w.y for w in walls)

    work: list[tuple[float, int, Point, int, tuple[Point, ...]]] = []
    number = 0
    for start, direction in starts.items():
        for d in range(4) if direction < 0 else (direction,):
            heappush(work, (0.0, number := number + 1, start, d, (start,)))
    done: set[tuple[Point, int]] = set()
    while work:
        cost, _, at, d, way = heappop(work)
        if (at, d) in done:
            continue
        done.add((at, d))
        if at in goals and (goals[at] < 0 or goals[at] == (d + 2) % 4):
            return straightened(way)
        for turn in (0, 1, 3):
            new = (d + turn) % 4
            if turn and len(way) == 1:
                continue
            dx, dy = _STEPS[new]
            i, j = column[at.x] + dx, row[at.y] + dy
            if 0 <= i < len(xs) and 0 <= j < len(ys):
                to = Point(xs[i], ys[j])
                if (to, new) not in done and not blocked(at, to):
                    more = abs(to.x - at.x) + abs(to.y - at.y) + (_BEND if turn else 0)
                    heappush(work, (cost + more, number := number + 1, to, new, (*way, to)))
    return None
