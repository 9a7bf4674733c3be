"""Where names stand beside shapes and arrows, so that no line runs through them."""

from collections.abc import Sequence

from ..diagram import Bounds, Point
from .routes import BOTTOM, TOP
from .sizes import NARROW, ROOM, Size, label


def beside_shape(shape: Bounds, name: str, taken: frozenset[str], below_first: bool) -> Bounds:
    """Below or above a shape; left of the line above it where both sides have one."""
    text = label(name)
    x, _ = shape.centre
    below = Bounds(x - text.width / 2, shape.bottom + ROOM, *text)
    above = Bounds(x - text.width / 2, shape.y - ROOM - text.height, *text)
    sides = ((BOTTOM, below), (TOP, above)) if below_first else ((TOP, above), (BOTTOM, below))
    for side, found in sides:
        if side not in taken:
            return found
    narrow = label(name, NARROW)
    return Bounds(x - 14 - narrow.width, shape.y + 10 - narrow.height, *narrow)


def beside_arrow(way: Sequence[Point], text: Size, at_end: bool) -> Bounds:
    """At the first line of an arrow, near its source; or at the last line before its target."""
    if at_end:
        a, b = way[-1], way[-2]
        room = 14.0
    else:
        a, b = way[0], way[1]
        room = 4.0
    if a.y == b.y:
        x = a.x + room if b.x > a.x else a.x - room - text.width
        return Bounds(x, a.y - 3 - text.height, *text)
    y = a.y + room if b.y > a.y else a.y - 2 * room - text.height
    return Bounds(a.x + 4, y, *text)
