"""業務フロー as SVG: one drawing per plane of a BPMN file, from its diagram interchange.

Every element is a group as bpmn-js writes it (`data-element-id`), in an order in which nothing lies under
a fill: large shapes before small ones, events on the edge of a task after it, then lines, then names. The
same file gives the same bytes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..bpmn import Bpmn, Element
from ..diagram import Bounds, Edge, Plane, Point, Shape
from ..text import LONGEST, Fitted, width
from .activities import activity
from .captions import Caption, beside, ink_of, of_edge, of_message, of_shape, written
from .edges import ENVELOPE, Markers, edge_svg, middle
from .nodes import EVENTS, GATEWAYS, data_object, data_store, event, gateway, message
from .onward import Onward, mark, marks, taken
from .pen import attr, esc, num, rect, text
from .pools import annotation, bands, conversation, group, lane, pool, unknown
from .revised import STROKES, Marks, badges, frame, meanings, ordered, said, summed_up
from .scene import ACTIVITIES, Scene
from .style import EMBEDDED, FONT, FRAME, INK, KEY, PAPER, PLAIN, Paint, Style, look, paint
from .words import described, summary

DATA = frozenset({"dataObjectReference", "dataObject", "dataInput", "dataOutput"})
STORES = frozenset({"dataStoreReference", "dataStore"})
OUTSIDE = EVENTS | GATEWAYS | DATA | STORES | {"group", "message", "conversation", "subConversation"}
OUTSIDE |= {"callConversation"}
"""Shapes whose names the notation puts outside."""
BADGE = 8.0
"""Half the height of the badge with the number of a step."""
BADGE_SIZE = 10.5
_HREF = re.compile(r"(?:https?://|mailto:|[^:/?#]*(?:[/?#]|$))")
"""What a link may be: an address of the web, or one relative to the page."""

PLAIN_STYLE = Style()

Drawer = Callable[[Scene, Shape, Paint], str]
DRAWERS: Mapping[str, Drawer] = {
    **dict.fromkeys(ACTIVITIES, activity),
    **dict.fromkeys(EVENTS, event),
    **dict.fromkeys(GATEWAYS, gateway),
    **dict.fromkeys(DATA, data_object),
    **dict.fromkeys(STORES, data_store),
    **dict.fromkeys(("conversation", "subConversation", "callConversation"), conversation),
    "participant": pool,
    "lane": lane,
    "group": group,
    "textAnnotation": annotation,
    "message": message,
}


def draw(
    bpmn: Bpmn,
    plane: Plane,
    style: Style = PLAIN_STYLE,
    links: Mapping[str, str] | None = None,
    numbers: Mapping[str, str] | None = None,
    onward: Mapping[str, Sequence[Onward]] | None = None,
    revised: Marks | None = None,
) -> str:
    """A plane as SVG text. `links` leads from the ID of an element to where a click on it goes, `numbers` to
    the number of its step, set on the upper right corner of its shape, `onward` to the flows it leads to,
    `revised` to what became of it: marked at it, and explained in a row below."""
    scene, markers, extent = Scene(bpmn, plane), Markers(style.prefix), _Extent()
    shapes = sorted(plane.shapes, key=_depth)
    revised = revised or {}
    body: list[str] = []
    for shape in shapes:
        body.append(_shape_group(scene, shape, extent, links or {}, revised))
        body.extend(extent.of(frame(shape, revised)))
    body.extend(_edge_group(scene, e, extent, markers, revised) for e in plane.edges)
    heads = bands(scene)
    captions: list[Caption] = []
    for shape in shapes:
        if shape.element.tag in OUTSIDE and (caption := of_shape(scene, shape)):
            caption = beside(caption, shape.bounds, heads)
            captions.append(caption)
            body.append(_label_group(shape.element, caption, shape.colours.label, extent))
    for edge in plane.edges:
        if caption := of_edge(scene, edge):
            captions.append(caption)
            body.append(_label_group(edge.element, caption, edge.colours.label, extent))
    body.extend(_carried(scene, e, extent) for e in plane.edges if e.message)
    body.extend(_number(s, n, extent) for s in shapes if (n := (numbers or {}).get(s.element.id)))
    if onward:
        body.extend(_going_on(scene, captions, numbers or {}, onward, extent))
    if revised:
        there = (*(c.box for c in captions), *_badges(scene, numbers or {}))
        body.extend(extent.of(badges(scene, revised, there)))
        body.extend(extent.of(meanings(scene, revised, extent.bottom_left)))
    linked = bool(links) or any(o.href for found in (onward or {}).values() for o in found)
    about = summary(scene) + summed_up(scene, revised)
    return _document(scene, style, extent.view(style.margin), markers.defs(), body, linked, about)


class _Extent:
    """The rectangle around all that is drawn."""

    def __init__(self) -> None:
        self.edges: list[float] | None = None

    def add(self, x: float, y: float, right: float, bottom: float) -> None:
        known = self.edges
        if known is None:
            self.edges = [x, y, right, bottom]
            return
        known[:] = min(known[0], x), min(known[1], y), max(known[2], right), max(known[3], bottom)

    def of(self, pieces: Iterable[tuple[str, Bounds]]) -> Iterator[str]:
        """Pieces of a drawing, each added with the rectangle it takes."""
        for piece, box in pieces:
            self.add(box.x, box.y, box.right, box.bottom)
            yield piece

    @property
    def bottom_left(self) -> Point:
        x, _, _, bottom = self.edges or (0, 0, 0, 0)
        return Point(x, bottom)

    def view(self, margin: float) -> Bounds:
        x, y, right, bottom = self.edges or (0, 0, 0, 0)
        return Bounds(x - margin, y - margin, right - x + 2 * margin, bottom - y + 2 * margin)


def _depth(shape: Shape) -> tuple[int, float, int]:
    """Large shapes lie deepest; of equal ones a pool under its lanes, and these under what is in them.
    Events lie on the edge of their task, groups hold nothing down."""
    tag, b = shape.element.tag, shape.bounds
    rank = 0 if tag == "participant" and not shape.band else 1 if tag == "lane" else 2
    return {"boundaryEvent": 1, "group": 2}.get(tag, 0), -b.width * b.height, rank


def _shape_group(
    scene: Scene, shape: Shape, extent: _Extent, links: Mapping[str, str], revised: Marks
) -> str:
    element, b = shape.element, shape.bounds
    tag = element.tag
    extent.add(b.x, b.y, b.right, b.bottom)
    colours = paint(shape.colours, FRAME if tag in ("participant", "lane") and not shape.band else PLAIN)
    link = links.get(element.id, "")
    link = link if _HREF.match(link) else ""
    if link and colours.text is INK:
        colours = colours._replace(text=KEY)
    visual = f'<g class="djs-visual">{DRAWERS.get(tag, unknown)(scene, shape, colours)}</g>'
    if link:
        visual = f'<a class="flow-link" href={attr(link)}>{visual}</a>'
    triggers = scene.triggers(element) if tag in EVENTS else ()
    return (
        f'<g class="djs-element djs-shape" data-element-id={attr(element.id)}'
        f' transform="matrix(1 0 0 1 {num(b.x)} {num(b.y)})">'
        f"<title>{esc(said(described(_title(scene, element), tag, triggers), revised.get(element.id, ())))}"
        f"</title>{visual}</g>"
    )


def _title(scene: Scene, element: Element) -> str:
    return " ".join(scene.name(element).split())


def _edge_group(scene: Scene, edge: Edge, extent: _Extent, markers: Markers, revised: Marks) -> str:
    for x, y in edge.points:
        extent.add(x, y, x, y)
    marks_ = ordered(revised.get(edge.element.id, ()))
    visual = edge_svg(scene, edge, paint(edge.colours), markers, STROKES[marks_[0]] if marks_ else None)
    return (
        f'<g class="djs-element djs-connection" data-element-id={attr(edge.element.id)}>'
        f"<title>{esc(said(described(_title(scene, edge.element), edge.element.tag), marks_))}</title>"
        f'<g class="djs-visual">{visual}</g></g>'
    )


def _label_group(
    element: Element, caption: Caption, said: str | None, extent: _Extent, suffix: str = "_label"
) -> str:
    box = caption.box
    extent.add(box.x, box.y, box.right, box.bottom)
    at_home = caption._replace(x=caption.x - box.x, top=0)
    return (
        f'<g class="djs-element djs-shape djs-label-group" data-element-id={attr(element.id + suffix)}'
        f' transform="matrix(1 0 0 1 {num(box.x)} {num(box.y)})">'
        f'<g class="djs-visual">{written(at_home, ink_of(said))}</g></g>'
    )


def _number(shape: Shape, number: str, extent: _Extent) -> str:
    """The number of a step on the corner of its box: what the table and the prose call it by."""
    box = _badge(shape, number)
    extent.add(box.x, box.y, box.right, box.bottom)
    said = Fitted((number,), BADGE_SIZE)
    top = box.y + (box.height - said.height) / 2
    return (
        f'<g class="flow-number" data-step={attr(shape.element.id)}>'
        f"{rect(box, look(INK, PAPER, 1), BADGE)}{text(said, box.centre.x, top, PAPER)}</g>"
    )


def _badges(scene: Scene, numbers: Mapping[str, str]) -> Iterator[Bounds]:
    shapes = scene.plane.shapes
    return (_badge(s, numbers[s.element.id]) for s in shapes if s.element.id in numbers)


def _badge(shape: Shape, number: str) -> Bounds:
    wide = max(2 * BADGE, width(number, BADGE_SIZE) + BADGE)
    return Bounds(shape.bounds.right - wide * 0.6, shape.bounds.y - BADGE, wide, 2 * BADGE)


def _going_on(
    scene: Scene,
    captions: Sequence[Caption],
    numbers: Mapping[str, str],
    onward: Mapping[str, Sequence[Onward]],
    extent: _Extent,
) -> Iterator[str]:
    """The flows that shapes lead to, at these shapes."""
    shapes = scene.plane.shapes
    there = taken(scene, (*(c.box for c in captions), *_badges(scene, numbers)))
    for shape in shapes:
        for caption, other in marks(shape, onward.get(shape.element.id, ()), there):
            box = caption.box
            extent.add(box.x, box.y, box.right, box.bottom)
            yield mark(shape, caption, other.href if other.href and _HREF.match(other.href) else None)


def _carried(scene: Scene, edge: Edge, extent: _Extent) -> str:
    """The name of a message under its envelope."""
    x, y = middle(edge.points)
    caption = of_message(scene, edge, Point(x, y + ENVELOPE[1] / 2))
    return _label_group(edge.element, caption, edge.colours.label, extent, "_message") if caption else ""


def _document(
    scene: Scene, style: Style, view: Bounds, defs: str, body: list[str], linked: bool, about: str
) -> str:
    plane = scene.plane
    named = plane.element.name if plane.element else ""
    pools = (s.element.name for s in plane.shapes if s.element.tag == "participant" and s.element.name)
    title = style.title or plane.name or named or next(pools, "") or "業務フロー"
    ids = f"{style.prefix}flow-title", f"{style.prefix}flow-desc"
    role = "group" if linked else "img"  # what is an image has no links inside
    out = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="flow"'
        f' viewBox="{num(view.x)} {num(view.y)} {num(view.width)} {num(view.height)}"'
        f' width="{num(view.width)}" height="{num(view.height)}" role="{role}"'
        f' aria-labelledby="{" ".join(ids)}" lang="ja" xml:lang="ja" font-family="{FONT}" fill="none"'
        ' stroke-linejoin="round">'
        f'<title id="{ids[0]}">{esc(title[:LONGEST])}</title><desc id="{ids[1]}">{esc(about)}</desc>'
    )
    if style.standalone:
        out += EMBEDDED + rect(view, look(PAPER))
    return out + defs + "\n" + "\n".join(filter(None, body)) + "\n</svg>\n"
