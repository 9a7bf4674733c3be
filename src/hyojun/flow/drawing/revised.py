"""What became of the parts of a drawing from one edition to the next: frames, strokes, badges, and what they mean.

Each mark has a frame or stroke of its own and a badge of its own; its colour says the same again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import product

from ..bpmn import Element
from ..diagram import Bounds, Point, Shape
from ..text import Fitted
from .edges import Stroke, middle
from .marks import mark as glyph
from .pen import attr, rect, text
from .scene import Scene
from .style import ADDED, CHANGED, INK, MOVED, NONE, REMOVED, Colour, Paint, look


class Mark(StrEnum):
    """What became of an element."""

    ADDED = "追加"
    REMOVED = "削除"
    CHANGED = "変更"
    MOVED = "移動"
    """Someone else does it now."""


Marks = Mapping[str, Collection[Mark]]
"""ID of an element → what became of it; one may be changed and moved."""

MEANING = {
    Mark.ADDED: "追加（太い枠・線）",
    Mark.REMOVED: "削除（破線の枠・線）",
    Mark.CHANGED: "変更（二重の枠・線）",
    Mark.MOVED: "移動（別のレーンなどへ）",
}
"""Their words in the row below a drawing."""
COLOURS: Mapping[Mark, Colour] = {
    Mark.ADDED: ADDED,
    Mark.REMOVED: REMOVED,
    Mark.CHANGED: CHANGED,
    Mark.MOVED: MOVED,
}
STROKES = {
    Mark.ADDED: Stroke(ADDED, 3.4),
    Mark.REMOVED: Stroke(REMOVED, 2.2, "7 5"),
    Mark.CHANGED: Stroke(CHANGED, 5.0, double=True),
    Mark.MOVED: Stroke(MOVED, 2.2),
}
"""How the line of an edge tells it."""
_FRAMES = {
    Mark.ADDED: ((4.5, 4.0, ""),),
    Mark.REMOVED: ((4.5, 2.2, ' stroke-dasharray="7 5"'),),
    Mark.CHANGED: ((3.5, 1.6, ""), (7.0, 1.6, "")),
    Mark.MOVED: ((4.5, 1.6, ""),),
}
"""Frames around a shape: how far out, how thick, how dashed."""
_HOLDING = frozenset({"participant", "lane"})
SIDE = 16.0
"""A badge is a square of this size."""
GAP = 2.0
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
MOST = 40
"""Names that a description tells."""
WORDS = 12.0
"""Size of the letters in the row of meanings."""
ROW = 30.0
"""From the lower edge of a drawing to the middle of that row."""


def ordered(marks: Collection[Mark]) -> tuple[Mark, ...]:
    """The marks of an element, the one that frames it first."""
    return tuple(m for m in Mark if m in marks)


def said(title: str, marks: Collection[Mark]) -> str:
    """The title of an element, after what became of it."""
    return f"{'・'.join(ordered(marks))}: {title}" if marks else title


def frame(shape: Shape, revised: Marks) -> Iterator[tuple[str, Bounds]]:
    """The frame of a marked shape, with the rectangle it takes: to be drawn after the shape, under what lies on it."""
    if marks := ordered(revised.get(shape.element.id, ())):
        yield _framed(shape, marks)


def badges(scene: Scene, revised: Marks, taken: Iterable[Bounds]) -> Iterator[tuple[str, Bounds]]:
    """The badges of each marked element, with the rectangle they take; `taken` are names and numbers."""
    there = list(taken)
    for place, id, marks in _places(scene, revised, there):
        there.append(place)
        y = place.y + SIDE / 2
        row = (_badge(m, place.x + SIDE / 2 + n * (SIDE + GAP), y) for n, m in enumerate(marks))
        yield f'<g class="flow-revision" data-revised={attr(id)}>{"".join(row)}</g>', place


def _places(
    scene: Scene, revised: Marks, there: Sequence[Bounds]
) -> Iterator[tuple[Bounds, str, tuple[Mark, ...]]]:
    """Where the badges of each marked element stand; `there` grows as they are set."""
    for shape in scene.plane.shapes:
        if marks := ordered(revised.get(shape.element.id, ())):
            yield _corner(shape, _framed(shape, marks)[1], marks, there), shape.element.id, marks
    for edge in scene.plane.edges:
        if marks := ordered(revised.get(edge.element.id, ())):
            yield _along(edge.points, marks, there), edge.element.id, marks


def _framed(shape: Shape, marks: Sequence[Mark]) -> tuple[str, Bounds]:
    """The frame of a shape, and the rectangle it takes. Lanes share their borders, so their frame is inside."""
    b, first = shape.bounds, marks[0]
    out, outer = "", b
    for away, thick, dashes in _FRAMES[first]:
        away = -away if shape.element.tag in _HOLDING else away
        box = Bounds(b.x - away, b.y - away, max(b.width + 2 * away, 0), max(b.height + 2 * away, 0))
        out += rect(box, look(NONE, COLOURS[first], thick, dashes), 4 if away > 0 else 0)
        outer = box if away > 0 else outer
    return out, outer


def _wide(marks: Sequence[Mark]) -> float:
    return len(marks) * (SIDE + GAP) - GAP


def _corner(shape: Shape, frame: Bounds, marks: Sequence[Mark], there: Sequence[Bounds]) -> Bounds:
    """The place of the badges of a shape: a corner of its frame where nothing else is written."""
    wide = _wide(marks)
    if shape.element.tag in _HOLDING:
        return Bounds(frame.x + 8, frame.y + 8, wide, SIDE)
    over = SIDE * 0.6
    xs = frame.x - over, frame.right + over - wide
    ys = frame.y - over, frame.bottom + over - SIDE
    places = [Bounds(x, y, wide, SIDE) for y, x in product(ys, xs)]
    return next((p for p in places if not _met(p, there)), places[0])


def _along(points: Sequence[Point], marks: Sequence[Mark], there: Sequence[Bounds]) -> Bounds:
    """The place of the badges of an edge: on its line, as near to the middle as nothing else is written."""
    wide = _wide(marks)
    at = (middle(points, share) for share in _SHARES)
    places = [Bounds(p.x - wide / 2, p.y - SIDE / 2, wide, SIDE) for p in at]
    return next((p for p in places if not _met(p, there)), places[0])


def _badge(mark: Mark, x: float, y: float) -> str:
    return glyph("revision", mark.name.lower(), x, y, Paint(ink=COLOURS[mark]))


def _met(place: Bounds, there: Sequence[Bounds]) -> bool:
    return any(
        place.x < b.right and b.x < place.right and place.y < b.bottom and b.y < place.bottom for b in there
    )


def meanings(scene: Scene, revised: Marks, below: Point) -> Iterator[tuple[str, Bounds]]:
    """A row that says what each mark of a plane means, and the rectangle it takes; nothing where nothing is marked."""
    out, x, y = "", below.x, below.y + ROW
    for mark in ordered({m for _, marks in _marked(scene, revised) for m in marks}):
        words = Fitted((MEANING[mark],), WORDS)
        out += _badge(mark, x + SIDE / 2, y)
        out += text(words, x + SIDE + 5, y - words.height / 2, INK, "start")
        x += SIDE + 5 + words.width + 20
    if out:
        yield f'<g class="flow-meanings">{out}</g>', Bounds(below.x, y - SIDE / 2, x - below.x - 20, SIDE)


def summed_up(scene: Scene, revised: Marks) -> str:
    """What is marked on a plane in words, for its description: 追加: 「本人確認」。削除: 線など 2。"""
    found = _marked(scene, revised)
    return "".join(_told(mark, [e for e, marks in found if mark in marks], scene) for mark in Mark)


def _told(mark: Mark, found: Sequence[Element], scene: Scene) -> str:
    names = [" ".join(scene.name(e).split()) for e in found]
    told = [f"「{name}」" for name in dict.fromkeys(filter(None, names))][:MOST]
    without = len(found) - sum(f"「{name}」" in told for name in names)
    return f"{mark}: {'、'.join([*told, *([f'ほか {without}'] if without else [])])}。" if found else ""


def _marked(scene: Scene, revised: Marks) -> list[tuple[Element, tuple[Mark, ...]]]:
    plane = scene.plane
    elements = (*(s.element for s in plane.shapes), *(e.element for e in plane.edges))
    return [(e, marks) for e in elements if (marks := ordered(revised.get(e.id, ())))]
