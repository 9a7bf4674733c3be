"""Names that the notation puts outside: of events, gateways, data, groups and flows."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ..diagram import Bounds, Edge, Point, Shape
from ..text import LABEL_SIZE, LEADING, Fitted, lines, shown
from .pen import text
from .scene import Scene
from .style import INK, PAPER, Colour, colour

WIDTH = 90.0
"""A name without a place of its own is at most this wide."""
GAP = 3.0
SIZES = (LABEL_SIZE, 10.5, 10, 9.5, 9)
"""Sizes tried in the place the diagram gives, before a name grows beyond it."""


class Caption(NamedTuple):
    """A name outside and its place."""

    found: Fitted
    x: float
    top: float
    anchor: str = "middle"

    @property
    def box(self) -> Bounds:
        width = self.found.width
        left = {"middle": self.x - width / 2, "start": self.x, "end": self.x - width}[self.anchor]
        return Bounds(left, self.top, width, self.found.height)


def of_shape(scene: Scene, shape: Shape) -> Caption | None:
    """The name of a shape in the place the diagram gives, else on a side that no flow touches."""
    name = shown(scene.name(shape.element))
    if not name:
        return None
    if shape.label:
        return _in_place(name, shape.label, shape.bounds)
    b, found = shape.bounds, _lines(name, WIDTH)
    x, y = b.centre
    if shape.element.tag == "group":
        return Caption(found, x, b.y + GAP)
    places = {
        "bottom": Caption(found, x, b.bottom + GAP),
        "top": Caption(found, x, b.y - GAP - found.height),
        "right": Caption(found, b.right + GAP, y - found.height / 2, "start"),
        "left": Caption(found, b.x - GAP, y - found.height / 2, "end"),
    }
    if shape.element.tag == "boundaryEvent":  # its task is above it and beside it
        del places["top"]
        for side in ("right", "left"):
            places[side] = places[side]._replace(top=b.bottom - 2)
    taken = {_side(b, p) for p in scene.touched.get(shape.element.id, ())}
    return next((place for side, place in places.items() if side not in taken), places["bottom"])


def beside(caption: Caption, shape: Bounds, bands: Sequence[Bounds]) -> Caption:
    """The same name a little to the right, if it would run into the band of the lane on the left."""
    box = caption.box
    for band in bands:
        if band.x < box.x < band.right <= shape.x and band.y < box.centre.y < band.bottom:
            return caption._replace(x=caption.x + band.right + 2 - box.x)
    return caption


def _side(b: Bounds, point: Point) -> str:
    """On which side of a shape an edge touches it."""
    x, y = b.centre
    dx, dy = (point.x - x) / max(b.width, 1), (point.y - y) / max(b.height, 1)
    if abs(dy) >= abs(dx):
        return "bottom" if dy > 0 else "top"
    return "right" if dx > 0 else "left"


def _lines(name: str, width: float, size: float = LABEL_SIZE) -> Fitted:
    return Fitted(lines(name, width, size), size)


def _in_place(name: str, place: Bounds, shape: Bounds | None) -> Caption:
    """In the place the diagram gives; where that is too small, wider and then longer, away from the shape."""
    found = next(filter(None, (_inside(name, place, size) for size in SIZES)), None)
    if found is None:
        found = _lines(name, max(place.width, WIDTH))
    top = place.y
    if shape and place.bottom <= shape.y + GAP and found.height > place.height:
        top = place.bottom - found.height
    return Caption(found, place.centre.x, top)


def _inside(name: str, place: Bounds, size: float) -> Fitted | None:
    found = _lines(name, place.width + 1.5, size)
    return found if found.height <= place.height + 5 and found.width <= place.width + 2 else None


def of_edge(scene: Scene, edge: Edge) -> Caption | None:
    """The name of a flow: a branch is named where it begins, other flows half way."""
    name = shown(scene.name(edge.element))
    if not name:
        return None
    if edge.label:
        return _in_place(name, edge.label, None)
    a, b, near = _stretch(scene, edge)
    if abs(b.x - a.x) >= abs(b.y - a.y):
        found = _lines(name, max(min(abs(b.x - a.x) - 8, 2 * WIDTH), WIDTH / 2))
        ahead = 1 if b.x >= a.x else -1
        x = a.x + ahead * (found.width / 2 + 5) if near else (a.x + b.x) / 2
        return Caption(found, x, min(a.y, b.y) - found.height - 2)
    found = _lines(name, WIDTH)
    ahead = 1 if b.y >= a.y else -1
    y = a.y + ahead * (found.height / 2 + 5) if near else (a.y + b.y) / 2
    return Caption(found, (a.x + b.x) / 2 + 5, y - found.height / 2, "start")


def _stretch(scene: Scene, edge: Edge) -> tuple[Point, Point, bool]:
    """The piece of an edge its name is written at, and whether at its beginning."""
    pieces = list(pairwise(edge.points))
    source = scene.bpmn.find(edge.element.attributes.get("sourceRef"))
    if source and source.tag.endswith("Gateway") and _length(*pieces[0]) > 2 * LABEL_SIZE:
        return *pieces[0], True
    return *max(pieces, key=lambda piece: _length(*piece)), False


def _length(a: Point, b: Point) -> float:
    return abs(b.x - a.x) + abs(b.y - a.y)


def written(caption: Caption, ink: Colour) -> str:
    """A name with a rim of paper, so that lines behind it do not cut it."""
    rim = f' stroke="{PAPER.value}" stroke-width="2.5" paint-order="stroke"'
    out = text(caption.found, caption.x, caption.top, ink, caption.anchor, rim)
    return out.replace('class="djs-label', f'class="djs-label {PAPER.line}', 1)


def ink_of(said: str | None) -> Colour:
    """A name outside has its own colour or that of all text: the colour of a shape may be too light for letters."""
    own = colour(said)
    return Colour(own) if own else INK


def of_message(scene: Scene, edge: Edge, at: Point) -> Caption | None:
    """The name of the message that a message flow carries, under a point; none if the flow has it already."""
    message = scene.bpmn.find(edge.element.attributes.get("messageRef"))
    name = shown(message.name) if message and message.tag == "message" else ""
    return Caption(_lines(name, WIDTH), at.x, at.y + LEADING) if name not in ("", edge.element.name) else None
