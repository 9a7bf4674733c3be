"""The diagram interchange of a BPMN file: where every shape and edge is drawn, plane by plane."""

from collections.abc import Mapping
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
    label = bpmn.child(shape, "BPMNLabel", DI)
    return Shape(
        element,
        bounds,
        _bounds(bpmn, label) if label else None,
        said.get("isExpanded") == "true",
        said.get("isHorizontal") != "false",
        said.get("isMarkerVisible") == "true",
        said.get("participantBandKind"),
        _colours(said, label),
    )


def _edge(bpmn: Bpmn, edge: Element) -> Edge | None:
    element = bpmn.find(edge.attributes.get("bpmnElement"))
    whole = tuple([p for e in bpmn.children(edge, "waypoint", DD) if (p := _point(e.attributes))])
    if element is None or len(whole) < 2:
        return None
    said = edge.attributes
    label = bpmn.child(edge, "BPMNLabel", DI)
    bounds = _bounds(bpmn, label) if label else None
    return Edge(element, whole, bounds, said.get("messageVisibleKind"), _colours(said, label))


_PLAIN = Colours()
_FILL, _STROKE = (
    (f"{{{COLOR}}}background-color", f"{{{BIOC}}}fill"),
    (f"{{{COLOR}}}border-color", f"{{{BIOC}}}stroke"),
)
_LABEL = f"{{{COLOR}}}color"


def _colours(said: Mapping[str, str], label: Element | None) -> Colours:
    of_label = label.attributes.get(_LABEL) if label and label.attributes else None
    if of_label is None and not any(map(said.__contains__, (*_FILL, *_STROKE))):
        return _PLAIN
    fill, stroke = (said.get(standard) or said.get(older) for standard, older in (_FILL, _STROKE))
    return Colours(fill, stroke, of_label)


def _bounds(bpmn: Bpmn, drawn: Element) -> Bounds | None:
    found = bpmn.child(drawn, "Bounds", DC)
    if found is None:
        return None
    said = found.attributes.get
    x, y, width, height = (
        _number(said("x")),
        _number(said("y")),
        _number(said("width")),
        _number(said("height")),
    )
    if x is None or y is None or width is None or height is None or width < 0 or height < 0:
        return None
    return Bounds(x, y, width, height)


def _point(said: Mapping[str, str]) -> Point | None:
    x, y = _number(said.get("x")), _number(said.get("y"))
    return Point(x, y) if x is not None and y is not None else None


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if -LIMIT <= number <= LIMIT else None  # which is never so for what is no number
