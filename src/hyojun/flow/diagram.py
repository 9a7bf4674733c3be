"""The diagram interchange of a BPMN file: where every shape and edge is drawn, plane by plane."""

import math
from typing import NamedTuple

from .bpmn import BIOC, COLOR, DC, DD, DI, Bpmn, Element

LIMIT = 1_000_000.0
"""Coordinates beyond this, or that are no numbers, are not drawn."""


class Point(NamedTuple):
    x: float
    y: float


class Bounds(NamedTuple):
    """A rectangle: its upper left corner and its size, in points of the diagram."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def holds(self, other: "Bounds", slack: float = 1) -> bool:
        """Whether another rectangle lies inside, up to `slack` points."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


class Colours(NamedTuple):
    """BPMN in colour: None where the drawing's own ink and paper apply."""

    fill: str | None = None
    stroke: str | None = None
    label: str | None = None


class Shape(NamedTuple):
    """A drawn node: the element and its place."""

    element: Element
    bounds: Bounds
    label: Bounds | None
    """Where its name is written; None: where the notation puts it."""
    expanded: bool
    """Whether a sub-process shows what is inside (isExpanded)."""
    horizontal: bool
    """Whether a pool or lane runs from left to right (isHorizontal; true unless said otherwise)."""
    marked: bool
    """Whether an exclusive gateway shows its X (isMarkerVisible)."""
    band: str | None
    """participantBandKind of a participant of a choreography."""
    colours: Colours


class Edge(NamedTuple):
    """A drawn connection: the element and its way."""

    element: Element
    points: tuple[Point, ...]
    """At least two."""
    label: Bounds | None
    message: str | None
    """messageVisibleKind: initiating or non_initiating."""
    colours: Colours


class Plane(NamedTuple):
    """One drawing of a file: a BPMNDiagram has one."""

    id: str
    name: str
    element: Element | None
    """What it shows: a process, a collaboration, a sub-process."""
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


def planes(bpmn: Bpmn) -> tuple[Plane, ...]:
    """All planes of a file in its order. Shapes and edges of nothing, or without a place, are left out:
    a check tells of them."""
    return tuple(_plane(bpmn, e) for e in bpmn.all("BPMNPlane", space=DI))


def _plane(bpmn: Bpmn, plane: Element) -> Plane:
    above = bpmn.elements[plane.parent] if plane.parent >= 0 else plane
    inside = bpmn.children(plane)
    return Plane(
        plane.id,
        above.name,
        bpmn.find(plane.attributes.get("bpmnElement")),
        tuple(s for e in inside if e.tag == "BPMNShape" and (s := _shape(bpmn, e))),
        tuple(d for e in inside if e.tag == "BPMNEdge" and (d := _edge(bpmn, e))),
    )


def _shape(bpmn: Bpmn, shape: Element) -> Shape | None:
    element = bpmn.find(shape.attributes.get("bpmnElement"))
    bounds = _bounds(bpmn, shape)
    if element is None or bounds is None:
        return None
    said = shape.attributes
    return Shape(
        element,
        bounds,
        _label(bpmn, shape),
        said.get("isExpanded") == "true",
        said.get("isHorizontal") != "false",
        said.get("isMarkerVisible") == "true",
        said.get("participantBandKind"),
        _colours(bpmn, shape),
    )


def _edge(bpmn: Bpmn, edge: Element) -> Edge | None:
    element = bpmn.find(edge.attributes.get("bpmnElement"))
    points = [_point(e) for e in bpmn.children(edge, "waypoint", DD)]
    whole = tuple(p for p in points if p)
    if element is None or len(whole) < 2:
        return None
    kind = edge.attributes.get("messageVisibleKind")
    return Edge(element, whole, _label(bpmn, edge), kind, _colours(bpmn, edge))


def _label(bpmn: Bpmn, drawn: Element) -> Bounds | None:
    label = bpmn.child(drawn, "BPMNLabel", DI)
    return _bounds(bpmn, label) if label else None


def _colours(bpmn: Bpmn, drawn: Element) -> Colours:
    said = drawn.attributes
    label = bpmn.child(drawn, "BPMNLabel", DI)
    return Colours(
        said.get(f"{{{COLOR}}}background-color") or said.get(f"{{{BIOC}}}fill"),
        said.get(f"{{{COLOR}}}border-color") or said.get(f"{{{BIOC}}}stroke"),
        label.attributes.get(f"{{{COLOR}}}color") if label else None,
    )


def _bounds(bpmn: Bpmn, drawn: Element) -> Bounds | None:
    found = bpmn.child(drawn, "Bounds", DC)
    numbers = [_number(found.attributes.get(n)) for n in ("x", "y", "width", "height")] if found else [None]
    if any(n is None for n in numbers):
        return None
    bounds = Bounds(*(n for n in numbers if n is not None))
    return bounds if bounds.width >= 0 and bounds.height >= 0 else None


def _point(waypoint: Element) -> Point | None:
    x, y = (_number(waypoint.attributes.get(n)) for n in ("x", "y"))
    return Point(x, y) if x is not None and y is not None else None


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) <= LIMIT else None
