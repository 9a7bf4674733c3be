"""Pools, lanes, groups, annotations, conversations: what holds or remarks."""

from ..diagram import Bounds, Shape
from ..text import fitted, upright
from .marks import mark
from .pen import column, num, path, polygon, rect, text
from .scene import Scene
from .style import NONE, SHADE, Paint, look

MANY_LANES = 200
BAND = 30.0
"""Width of the band with the name of a pool or lane where nothing inside says another."""


def pool(scene: Scene, shape: Shape, paint: Paint) -> str:
    box = Bounds(0, 0, shape.bounds.width, shape.bounds.height)
    if shape.band:
        return _band_of_choreography(scene, shape, box, paint)
    process = scene.process(shape.element)
    many = scene.bpmn.child(shape.element, "participantMultiplicity")
    foot = 16 if many and int_or_one(many.attributes.get("maximum")) > 1 else 0
    lines = look(paint.paper, paint.ink, 1.4)
    name = scene.name(shape.element)
    if process is None:
        free = Bounds(6, 4, max(box.width - 12, 1), max(box.height - 8 - foot, 1))
        out = rect(box, lines) + _written(name, free, not shape.horizontal and box.height > box.width, paint)
    else:
        band = _band(shape, scene.lanes.get(process.number, ()), scene.beside(shape, process, BAND))
        out = rect(box, lines) + _headed(name, box, band, shape.horizontal, paint)
    return out + (
        mark("marker", "parallel", box.width / 2, box.height - 9, paint._replace(ink=paint.text))
        if foot
        else ""
    )


def int_or_one(number: str | None) -> int:
    try:
        return int(number or "2")  # a multiplicity without a maximum is of several
    except ValueError:
        return 1


def lane(scene: Scene, shape: Shape, paint: Paint) -> str:
    box = Bounds(0, 0, shape.bounds.width, shape.bounds.height)
    band = _band(shape, scene.lanes.get(shape.element.number, ()), BAND)
    fill = NONE if paint.plain else paint.paper
    return rect(box, look(fill, paint.ink, 1.2)) + _headed(
        scene.name(shape.element), box, band, shape.horizontal, paint
    )


def bands(scene: Scene) -> list[Bounds]:
    """Where names of lanes stand beside the flow: names of events are not written over them."""
    lanes = [s for s in scene.plane.shapes if s.element.tag == "lane" and s.horizontal]
    found = []
    for shape in lanes if len(lanes) <= MANY_LANES else ():
        b = shape.bounds
        found.append(
            Bounds(b.x, b.y, _band(shape, scene.lanes.get(shape.element.number, ()), BAND), b.height)
        )
    return found


def _band(shape: Shape, inside: tuple[Shape, ...], usual: float) -> float:
    """How wide the band is that what is inside leaves free."""
    b = shape.bounds
    room = b.width if shape.horizontal else b.height
    gaps = (s.bounds.x - b.x if shape.horizontal else s.bounds.y - b.y for s in inside)
    free = min((gap for gap in gaps if gap > 6), default=usual)
    return min(free, 2 * usual, room)


def _headed(name: str, box: Bounds, band: float, horizontal: bool, paint: Paint) -> str:
    head = Bounds(0, 0, band, box.height) if horizontal else Bounds(0, 0, box.width, band)
    shade = SHADE if paint.plain else paint.paper
    return rect(head, look(shade, paint.ink, 1.2)) + _written(name, head, horizontal, paint)


def _written(name: str, box: Bounds, along: bool, paint: Paint) -> str:
    """A name in a band: from top to bottom if it is Japanese, else turned; or simply across."""
    if not name:
        return ""
    x, y = box.centre
    across, length = (box.height, box.width) if along else (box.width, box.height)
    found = fitted(name, max(across - 8, 1), max(length - 4, 1))
    if not along:
        return text(found, x, y - found.height / 2, paint.text)
    if upright("".join(found.lines)):
        return column(found, x, y, paint.text)
    turned = f' transform="translate({num(x)} {num(y)}) rotate(-90)"'
    return text(found, 0, -found.height / 2, paint.text, more=turned)


def _band_of_choreography(scene: Scene, shape: Shape, box: Bounds, paint: Paint) -> str:
    """A participant of a choreography task: paper if it begins, shaded if it answers."""
    kind = shape.band or ""
    shade = SHADE if kind.endswith("non_initiating") and paint.plain else paint.paper
    w, h = box.width, box.height
    r = min(10.0, w / 2, h)
    if kind.startswith("top"):
        d = f"M0 {num(h)}V{num(r)}Q0 0 {num(r)} 0H{num(w - r)}Q{num(w)} 0 {num(w)} {num(r)}V{num(h)}Z"
    elif kind.startswith("bottom"):
        d = f"M0 0V{num(h - r)}Q0 {num(h)} {num(r)} {num(h)}H{num(w - r)}Q{num(w)} {num(h)} {num(w)} {num(h - r)}V0Z"
    else:
        d = f"M0 0H{num(w)}V{num(h)}H0Z"
    found = fitted(scene.name(shape.element), max(w - 10, 1), max(h - 2, 1), 11)
    return path(d, look(shade, paint.ink, 1.2)) + text(found, w / 2, (h - found.height) / 2, paint.text)


def group(scene: Scene, shape: Shape, paint: Paint) -> str:
    box = Bounds(0, 0, shape.bounds.width, shape.bounds.height)
    dashes = ' stroke-dasharray="9 4 1.5 4"'
    return rect(box, look(NONE, paint.ink, 1.3, dashes), min(10, box.width / 4, box.height / 4))


def annotation(scene: Scene, shape: Shape, paint: Paint) -> str:
    w, h = shape.bounds.width, shape.bounds.height
    arm = min(10.0, w / 2)
    bracket = path(f"M{num(arm)} 0H0V{num(h)}H{num(arm)}", look(NONE, paint.ink, 1.4))
    ground = "" if paint.plain else rect(Bounds(0, 0, w, h), look(paint.paper))
    found = fitted(scene.name(shape.element), max(w - 9, 1), max(h - 4, 1))
    top = 4 if found.height + 4 <= h else (h - found.height) / 2
    return ground + bracket + text(found, 6, top, paint.text, "start")


def conversation(scene: Scene, shape: Shape, paint: Paint) -> str:
    w, h = shape.bounds.width, shape.bounds.height
    d = polygon(((w / 4, 0), (w * 3 / 4, 0), (w, h / 2), (w * 3 / 4, h), (w / 4, h), (0, h / 2)))
    thick = 4 if shape.element.tag == "callConversation" else 1.6
    out = path(d, look(paint.paper, paint.ink, thick))
    return out + (mark("marker", "collapsed", w / 2, h - 9, paint) if "sub" in shape.element.tag else "")


def unknown(scene: Scene, shape: Shape, paint: Paint) -> str:
    """What no notation has: its box and its name."""
    box = Bounds(0, 0, shape.bounds.width, shape.bounds.height)
    name = scene.name(shape.element)
    found = fitted(name, max(box.width - 6, 1), max(box.height - 4, 1))
    return rect(box, look(paint.paper, paint.ink, 1.4)) + text(
        found, box.width / 2, (box.height - found.height) / 2, paint.text
    )
