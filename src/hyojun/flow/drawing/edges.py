"""Flows and associations: a line on its waypoints with the marks of its ends."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ..diagram import Edge, Point
from .nodes import envelope
from .pen import num, path
from .scene import ACTIVITIES, Scene
from .style import NONE, PAPER, SHADE, Colour, Paint, look

WIDTH = 1.4
ENVELOPE = (22.0, 15.0)
DOTTED = "0.1 4"


class Stroke(NamedTuple):
    """How the line of an edge is drawn where it is to stand out."""

    colour: Colour
    width: float
    dashes: str = ""
    """Of a line that the notation does not dash itself."""
    double: bool = False


class Ends(NamedTuple):
    """The marks at the ends of an edge, by name; empty for none."""

    start: str
    end: str
    dashes: str


def ends(scene: Scene, edge: Edge) -> Ends:
    """What the notation puts at the ends of an edge, and how it is dashed."""
    element = edge.element
    match element.tag:
        case "sequenceFlow":
            source = scene.bpmn.find(element.attributes.get("sourceRef"))
            if element.id in scene.defaults:
                return Ends("default", "sequence", "")
            conditional = scene.bpmn.child(element, "conditionExpression")
            if conditional and source and source.tag in ACTIVITIES:
                return Ends("condition", "sequence", "")
            return Ends("", "sequence", "")
        case "messageFlow":
            return Ends("message-start", "message-end", "8 5")
        case "dataInputAssociation" | "dataOutputAssociation" | "dataAssociation":
            return Ends("", "association", DOTTED)
        case "conversationLink":
            return Ends("", "", "double")
        case _:
            towards = element.attributes.get("associationDirection", "None")
            return Ends(
                "association" if towards == "Both" else "",
                "association" if towards in ("One", "Both") else "",
                DOTTED,
            )


class Markers:
    """The marks used in a drawing: each is defined once per colour."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._ids: dict[tuple[str, Paint], str] = {}

    def id(self, name: str, paint: Paint) -> str:
        key = (name, paint)
        if key not in self._ids:
            number = sum(known == name for known, _ in self._ids)
            self._ids[key] = f"{self.prefix}flow-{name}{f'-{number}' if number else ''}"
        return self._ids[key]

    def defs(self) -> str:
        if not self._ids:
            return ""
        return (
            f"<defs>{''.join(_marker(id, name, paint.ink) for (name, paint), id in self._ids.items())}</defs>"
        )


def _marker(id: str, name: str, ink: Colour) -> str:
    """A mark in a square of 20 around the end of the line, which runs to the right."""
    solid, line = look(ink, ink, 1, ' stroke-linejoin="miter"'), look(NONE, ink, WIDTH)
    paper = look(PAPER, ink, 1.2, ' stroke-linejoin="miter"')
    drawn = {
        "sequence": path("M-9 -3.8L-0.5 0L-9 3.8Z", solid),
        "default": path("M4.5 5L8.5 -5", line),
        "condition": path("M0 0L7.5 -4.2L15 0L7.5 4.2Z", paper),
        "message-start": f'<circle r="3.6"{paper}/>',
        "message-end": path("M-9.5 -4.4L-0.8 0L-9.5 4.4Z", paper),
        "association": path("M-7.5 -4.2L0 0L-7.5 4.2", line),
    }[name]
    turn = "auto-start-reverse" if name == "association" else "auto"
    return (
        f'<marker id="{id}" viewBox="-20 -20 40 40" refX="0" refY="0" markerWidth="40" markerHeight="40"'
        f' markerUnits="userSpaceOnUse" orient="{turn}">{drawn}</marker>'
    )


def edge_svg(scene: Scene, edge: Edge, paint: Paint, markers: Markers, stroke: Stroke | None = None) -> str:
    """The line of an edge."""
    found = ends(scene, edge)
    if stroke:
        paint = paint._replace(ink=stroke.colour)
    points = distinct(edge.points)
    d = "M" + "L".join(f"{num(p.x)} {num(p.y)}" for p in points)
    if found.dashes == "double":
        return path(d, look(NONE, paint.ink, 4)) + path(d, look(NONE, _void(paint), 1.6))
    tips = f' marker-start="url(#{markers.id(found.start, paint)})"' if found.start else ""
    tips += f' marker-end="url(#{markers.id(found.end, paint)})"' if found.end else ""
    dashes = _dashes(found.dashes, stroke)
    if stroke and stroke.double:
        out = path(d, look(NONE, paint.ink, stroke.width, dashes))
        out += path(d, look(NONE, _void(paint), stroke.width - 3.2, tips))
    else:
        thin = 1.8 if found.dashes == DOTTED else WIDTH
        out = path(d, look(NONE, paint.ink, stroke.width if stroke else thin, dashes + tips))
    if edge.message:
        x, y = middle(points)
        w, h = ENVELOPE
        fill = PAPER if edge.message == "initiating" else SHADE
        out += envelope(x - w / 2, y - h / 2, w, h, look(fill, paint.ink, 1.3), look(NONE, paint.ink, 1.3))
    return out


def _dashes(noted: str, stroke: Stroke | None) -> str:
    """How a line is dashed: as the notation has it, else as the stroke has it."""
    if noted == DOTTED:
        gap = 2 * stroke.width if stroke else 4
        return f' stroke-dasharray="0.1 {num(gap)}" stroke-linecap="round"'
    dashes = noted or (stroke.dashes if stroke else "")
    return f' stroke-dasharray="{dashes}"' if dashes else ""


def _void(paint: Paint) -> Colour:
    return paint.paper if paint.plain else PAPER


def distinct(points: Sequence[Point]) -> list[Point]:
    """Waypoints without repetitions: the last piece gives the arrowhead its direction."""
    found = [points[0]]
    for point in points[1:]:
        if math.dist(point, found[-1]) > 0.01:
            found.append(point)
    return found if len(found) > 1 else [found[0], found[0]]


def middle(points: Sequence[Point], share: float = 0.5) -> Point:
    """The point half way along, or at another share of the way."""
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    left = sum(lengths) * share
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if left <= length and length > 0:
            t = left / length
            return Point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
        left -= length
    return points[0]
