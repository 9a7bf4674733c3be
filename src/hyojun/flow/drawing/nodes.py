"""Events, gateways, data, messages: small shapes that carry their names outside."""

from ..diagram import Shape
from .marks import mark
from .pen import circle, num, path, polygon
from .scene import Scene
from .style import NONE, Paint, look

THROWS = frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent"})
INTERMEDIATE = frozenset(
    {"intermediateCatchEvent", "intermediateThrowEvent", "implicitThrowEvent", "boundaryEvent"}
)
EVENTS = INTERMEDIATE | {"startEvent", "endEvent"}
GATEWAYS = frozenset(
    {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"}
)


def event(scene: Scene, shape: Shape, paint: Paint) -> str:
    """A ring: thin where a flow starts, double on the way, thick where it ends, dashed if it interrupts nothing."""
    element, b = shape.element, shape.bounds
    x, y, r = b.width / 2, b.height / 2, min(b.width, b.height) / 2
    said = element.attributes
    going_on = (element.tag == "boundaryEvent" and said.get("cancelActivity") == "false") or (
        element.tag == "startEvent" and said.get("isInterrupting") == "false"
    )
    dashes = ' stroke-dasharray="5 3"' if going_on else ""
    width = 4.0 if element.tag == "endEvent" else 1.4
    ring = circle(x, y, r - (width - 1.4) / 2, look(paint.paper, paint.ink, width, dashes))
    if element.tag in INTERMEDIATE:
        ring += circle(x, y, r - 3.2 * r / 18, look(NONE, paint.ink, 1.4, dashes))
    kinds = scene.triggers(element)
    if not kinds:
        return ring
    kind = kinds[0]
    if len(kinds) > 1:
        kind = "parallelMultiple" if said.get("parallelMultiple") == "true" else "multiple"
    scale = r / 18 * (0.92 if element.tag in INTERMEDIATE else 1)
    return ring + mark("event", kind, x, y, paint, scale, element.tag in THROWS)


def gateway(scene: Scene, shape: Shape, paint: Paint) -> str:
    element, b = shape.element, shape.bounds
    w, h = b.width, b.height
    diamond = path(
        polygon(((w / 2, 0), (w, h / 2), (w / 2, h), (0, h / 2))),
        look(paint.paper, paint.ink, 1.8, ' stroke-linejoin="miter"'),
    )
    kind = element.tag.removesuffix("Gateway")
    if kind == "exclusive" and not shape.marked:
        return diamond
    if kind == "eventBased":
        starts = element.attributes.get("instantiate") == "true"
        parallel = element.attributes.get("eventGatewayType") == "Parallel"
        kind = "event-parallel" if parallel else "event-instantiate" if starts else "event"
    return diamond + mark("gateway", kind, w / 2, h / 2, paint, min(w, h) / 50)


def data_object(scene: Scene, shape: Shape, paint: Paint) -> str:
    element, b = shape.element, shape.bounds
    w, h = b.width, b.height
    fold = min(w, h) * 0.28
    sheet = path(
        f"M0 0H{num(w - fold)}L{num(w)} {num(fold)}V{num(h)}H0Z", look(paint.paper, paint.ink, 1.6)
    ) + path(f"M{num(w - fold)} 0V{num(fold)}H{num(w)}", look(NONE, paint.ink, 1.2))
    scale = min(w / 36, h / 50, 1.5)
    if element.tag in ("dataInput", "dataOutput"):
        kind = "input" if element.tag == "dataInput" else "output"
        sheet += mark("data", kind, 11 * scale, 9.5 * scale, paint, 0.85 * scale)
    meant = scene.bpmn.find(element.attributes.get("dataObjectRef")) or element
    if "true" in (e.attributes.get("isCollection") for e in (meant, element)):
        sheet += mark("marker", "collection", w / 2, h - 8 * scale, paint, scale)
    return sheet


def data_store(scene: Scene, shape: Shape, paint: Paint) -> str:
    w, h = shape.bounds.width, shape.bounds.height
    r = h * 0.12
    ring = f"A{num(w / 2)} {num(r)} 0 0 "
    body = f"M0 {num(r)}{ring}1 {num(w)} {num(r)}V{num(h - r)}{ring}1 0 {num(h - r)}Z"
    rims = "".join(f"M0 {num(r + i * r * 0.85)}{ring}0 {num(w)} {num(r + i * r * 0.85)}" for i in range(3))
    return path(body, look(paint.paper, paint.ink, 1.6)) + path(rims, look(NONE, paint.ink, 1.3))


def envelope(x: float, y: float, w: float, h: float, look_: str, flap: str) -> str:
    """A message: initiating ones on paper, answers shaded."""
    box = f"M{num(x)} {num(y)}h{num(w)}v{num(h)}h{num(-w)}Z"
    return path(box, look_) + path(
        f"M{num(x)} {num(y)}l{num(w / 2)} {num(h * 0.55)}l{num(w / 2)} {num(-h * 0.55)}", flap
    )


def message(scene: Scene, shape: Shape, paint: Paint) -> str:
    b = shape.bounds
    return envelope(0, 0, b.width, b.height, look(paint.paper, paint.ink, 1.4), look(NONE, paint.ink, 1.4))
