"""Where a flow goes on: the names of other flows at the shape it leaves by, out of the way of all that stands there."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..diagram import Bounds, Shape
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


def obstacles(scene: Scene, captions: Sequence[Caption]) -> list[Bounds]:
    """What a mark is not to be written over: names, and shapes that are not there to hold others."""
    whole = (s for s in scene.plane.shapes if s.element.tag not in _HOLDING and not scene.expanded(s))
    return [*(s.bounds for s in whole), *(c.box for c in captions)]


def marks(shape: Shape, found: Sequence[Onward], taken: list[Bounds]) -> Iterator[tuple[Caption, Onward]]:
    """A caption for each flow a shape leads to. Its place is added to what is taken."""
    for onward in found:
        places = tuple(_places(shape.bounds, Fitted(lines(f"→ {onward.name}", WIDE), LABEL_SIZE), taken))
        free = (p for p in places if not any(_meet(p.box, other) for other in taken))
        chosen = next(free, places[0])
        taken.append(chosen.box)
        yield chosen, onward


def _places(b: Bounds, found: Fitted, taken: Sequence[Bounds]) -> Iterator[Caption]:
    """Below the shape, there below its name, then above it, on the right and on the left."""
    x, y = b.centre
    below = Caption(found, x, b.bottom + GAP)
    in_the_way = [o.bottom for o in taken if _meet(below.box, o)]
    yield below
    yield below._replace(top=max(in_the_way, default=b.bottom) + GAP)
    yield Caption(found, x, b.y - 2 * GAP - found.height)
    yield Caption(found, b.right + 2 * GAP, y - found.height / 2, "start")
    yield Caption(found, b.x - 2 * GAP, y - found.height / 2, "end")


def _meet(a: Bounds, b: Bounds) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def mark(shape: Shape, caption: Caption, href: str | None) -> str:
    """The mark, as a link if it leads somewhere."""
    text = written(caption, KEY if href else INK)
    inside = f'<a class="flow-link" href={attr(href)}>{text}</a>' if href else text
    return f'<g class="flow-onward" data-from={attr(shape.element.id)}>{inside}</g>'
