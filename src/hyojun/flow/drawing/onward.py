"""Where a flow goes on: the names of other flows at the shape it leaves by, out of the way of all that stands there."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..diagram import Bounds, Point, Shape
from ..text import LABEL_SIZE, Fitted, lines
from .captions import GAP, WIDTH, Caption, written
from .pen import attr
from .scene import Scene
from .style import INK, KEY

WIDE = 1.5 * WIDTH
"""The title of a flow is longer than the name of an event."""
_HOLDING = frozenset({"participant", "lane", "group"})


class Onward(NamedTuple):
    """Another flow that an element leads to."""

    name: str
    """Its title as it is to be read."""
    href: str | None = None
    """Where a click on it goes."""


class Taken(NamedTuple):
    """What already stands on a drawing."""

    boxes: list[Bounds]
    """Names, numbers, and shapes that are not there to hold others: nothing is written over them."""
    lines: tuple[Bounds, ...]
    """Flows and borders of lanes, which a name only crosses where there is no other place."""


def taken(scene: Scene, others: Iterable[Bounds]) -> Taken:
    """What stands on a plane; `others` are names and numbers."""
    plane = scene.plane
    whole = (s for s in plane.shapes if s.element.tag not in _HOLDING and not scene.expanded(s))
    pieces = (piece for edge in plane.edges for piece in pairwise(edge.points))
    lanes = (s.bounds for s in plane.shapes if s.element.tag == "lane")
    borders = (Bounds(b.x, y, b.width, 0) for b in lanes for y in (b.y, b.bottom))
    return Taken([*(s.bounds for s in whole), *others], (*(_around(a, b) for a, b in pieces), *borders))


def marks(shape: Shape, found: Sequence[Onward], there: Taken) -> Iterator[tuple[Caption, Onward]]:
    """A caption for each flow a shape leads to. Its place is added to what is there."""
    for onward in found:
        name = Fitted(lines(f"→ {onward.name}", WIDE, LABEL_SIZE), LABEL_SIZE)
        places = tuple(_places(shape.bounds, name, there.boxes))
        free = [p for p in places if not _meets(p, there.boxes)] or [places[-1]]
        chosen = next((p for p in free if not _meets(p, there.lines)), free[0])
        there.boxes.append(chosen.box)
        yield chosen, onward


def _places(b: Bounds, found: Fitted, boxes: Sequence[Bounds]) -> Iterator[Caption]:
    """Below the shape, there beside what leaves it downwards, above it, on both sides, and below its name."""
    x, y = b.centre
    below = Caption(found, x, b.bottom + GAP)
    yield below
    yield below._replace(x=x + GAP, anchor="start")
    yield below._replace(x=x - GAP, anchor="end")
    yield Caption(found, x, b.y - 2 * GAP - found.height)
    yield Caption(found, b.right + 2 * GAP, y - found.height / 2, "start")
    yield Caption(found, b.x - 2 * GAP, y - found.height / 2, "end")
    in_the_way = [o.bottom for o in boxes if _meet(below.box, o)]
    yield below._replace(top=max(in_the_way, default=b.bottom) + GAP)


def _around(a: Point, b: Point) -> Bounds:
    return Bounds(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y))


def _meets(place: Caption, others: Iterable[Bounds]) -> bool:
    return any(_meet(place.box, other) for other in others)


def _meet(a: Bounds, b: Bounds) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def mark(shape: Shape, caption: Caption, href: str | None) -> str:
    """The mark, as a link if it leads somewhere."""
    text = written(caption, KEY if href else INK)
    inside = f'<a class="flow-link" href={attr(href)}>{text}</a>' if href else text
    return f'<g class="flow-onward" data-from={attr(shape.element.id)}>{inside}</g>'
