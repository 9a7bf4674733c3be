"""Tasks, call activities, sub-processes, choreography tasks: a box with its icon, its name, its markers."""

from ..diagram import Bounds, Shape
from ..text import Fitted, fitted, width
from .marks import mark
from .pen import circle, rect, text
from .scene import CALLS, SUBPROCESSES, Scene
from .style import NONE, Paint, look

ICON = 22.0
"""The icon of a task takes this square in the upper left corner."""
FOOT = 18.0
"""Height of the row of markers."""
PADDING = 5.0
STEP = 17.0
"""From one marker to the next."""


def activity(scene: Scene, shape: Shape, paint: Paint) -> str:
    element, b = shape.element, shape.bounds
    box = Bounds(0, 0, b.width, b.height)
    expanded = scene.expanded(shape)
    out = [_frame(shape, box, paint)]
    icon = _icon(scene, shape, paint) if min(b.width, b.height) >= ICON else ""
    out.append(icon)
    markers = _markers(scene, shape, expanded)
    top, bottom = scene.between_bands(shape) if "horeography" in element.tag else (0, b.height)
    if markers:
        scale = min(1, b.height / 2 / FOOT)
        x = b.width / 2 - (len(markers) - 1) / 2 * STEP * scale
        y = bottom - FOOT / 2 * scale - 1
        out.extend(mark("marker", m, x + i * STEP * scale, y, paint, scale) for i, m in enumerate(markers))
    name = scene.name(element)
    if name:
        foot = FOOT if markers else PADDING - 1
        out.append(_heading(scene, shape, name, paint, icon) if expanded else "")
        if not expanded:
            free = Bounds(0, top, b.width, max(bottom - top - foot, 1))
            found, x, y = _placed(name, free, bool(icon))
            out.append(text(found, x, y, paint.text))
    return "".join(out)


def _frame(shape: Shape, box: Bounds, paint: Paint) -> str:
    element = shape.element
    radius = min(10, box.width / 4, box.height / 4)
    thick = element.tag in CALLS
    dots = ' stroke-dasharray="0.1 4.2" stroke-linecap="round"' if _is_event(shape) else ""
    out = rect(box, look(paint.paper, paint.ink, 4.5 if thick else 1.8, dots), radius)
    if element.tag == "transaction":
        inner = Bounds(3.5, 3.5, max(box.width - 7, 0), max(box.height - 7, 0))
        out += rect(inner, look(NONE, paint.ink, 1.5), max(radius - 2.5, 0))
    return out


def _is_event(shape: Shape) -> bool:
    return shape.element.attributes.get("triggeredByEvent") == "true"


def _icon(scene: Scene, shape: Shape, paint: Paint) -> str:
    element = shape.element
    name = element.tag
    if name == "receiveTask" and element.attributes.get("instantiate") == "true":
        name += "-instantiate"
    if name in CALLS:
        called = scene.bpmn.find(element.attributes.get("calledElement"))
        name = called.tag if called else ""
    if name == "subProcess" and _is_event(shape) and not scene.expanded(shape):
        return _start_inside(scene, shape, paint)
    return mark("task", name, 14, 12.5, paint, 0.8)


def _start_inside(scene: Scene, shape: Shape, paint: Paint) -> str:
    """What starts a collapsed event sub-process."""
    start = scene.bpmn.child(shape.element, "startEvent")
    kinds = scene.triggers(start) if start else ()
    if not start or not kinds:
        return ""
    dashes = ' stroke-dasharray="3 2"' if start.attributes.get("isInterrupting") == "false" else ""
    name = kinds[0] if len(kinds) == 1 else "multiple"
    ring = circle(14, 12.5, 9, look(paint.paper, paint.ink, 1.2, dashes))
    return ring + mark("event", name, 14, 12.5, paint, 0.5)


def _markers(scene: Scene, shape: Shape, expanded: bool) -> list[str]:
    element = shape.element
    children = scene.bpmn.children
    found = []
    many = children(element, "multiInstanceLoopCharacteristics")
    loop = element.attributes.get("loopType", "")
    if many or loop.startswith("MultiInstance"):
        one_by_one = loop == "MultiInstanceSequential" or (
            many and many[0].attributes.get("isSequential") == "true"
        )
        found.append("sequential" if one_by_one else "parallel")
    elif children(element, "standardLoopCharacteristics") or loop == "Standard":
        found.append("loop")
    if element.attributes.get("isForCompensation") == "true":
        found.append("compensation")
    if element.tag == "adHocSubProcess":
        found.append("adHoc")
    if not expanded and (
        element.tag in SUBPROCESSES or (element.tag in CALLS and _calls_process(scene, shape))
    ):
        found.append("collapsed")
    return found


def _calls_process(scene: Scene, shape: Shape) -> bool:
    """A call activity shows what it calls: the icon of a global task, else the mark of a process."""
    called = scene.bpmn.find(shape.element.attributes.get("calledElement"))
    return called is None or not called.tag.startswith("global")


def _heading(scene: Scene, shape: Shape, name: str, paint: Paint, icon: str) -> str:
    """The name of an expanded sub-process: along its upper edge, above what is inside."""
    b, inside = shape.bounds, scene.content(shape)
    free = inside.y - b.y - 5 if inside else b.height - 8
    height = max(min(free, 48), 13)
    left = ICON + 2 if icon else 8
    found = fitted(name, max(b.width - 2 * left, 1), min(height, max(b.height - 4, 1)))
    return text(found, b.width / 2, 4, paint.text)


def _placed(name: str, box: Bounds, icon: bool) -> tuple[Fitted, float, float]:
    """The name in the middle of a box, its centre and its top; out of the way of the icon."""
    wide = max(box.width - 2 * PADDING, 1)
    x, y = box.x + box.width / 2, box.y + box.height / 2
    found = fitted(name, wide, max(box.height - PADDING, 1))
    top = y - found.height / 2
    if not icon or not _hits_icon(found, x, top):
        return found, x, top
    below = fitted(name, wide, max(box.y + box.height - ICON, 1))
    beside = fitted(name, max(box.width - ICON - PADDING - 2, 1), max(box.height - PADDING, 1))
    if beside.size > below.size:
        return beside, (ICON + 2 + box.width - PADDING) / 2, y - beside.height / 2
    return below, x, max(ICON, y - below.height / 2)


def _hits_icon(found: Fitted, x: float, top: float) -> bool:
    step = found.height / max(len(found.lines), 1)
    return any(
        top + i * step < ICON and x - width(line, found.size) / 2 < ICON + 1
        for i, line in enumerate(found.lines)
    )
