"""What is wrong with a BPMN file: references to nowhere, doubles, lanes, what is drawn badly or not at all.

Found once while the file is read, so that no rule has to look at the XML again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from operator import itemgetter

from hyojun.model import Fault, FaultKind, Origin

from .bpmn import DI, MODEL, Bpmn, Element, local
from .diagram import Bounds, Plane, Shape, planes

TASKS = frozenset(
    "task userTask manualTask serviceTask sendTask receiveTask scriptTask businessRuleTask callActivity"
    " subProcess transaction adHocSubProcess".split()
)
EVENTS = frozenset(
    "startEvent endEvent intermediateThrowEvent intermediateCatchEvent implicitThrowEvent boundaryEvent".split()
)
GATEWAYS = frozenset(
    "exclusiveGateway inclusiveGateway parallelGateway eventBasedGateway complexGateway".split()
)
NODES = TASKS | EVENTS | GATEWAYS
"""Flow nodes: what sequence flows join."""
BESIDE = frozenset("dataObjectReference dataStoreReference textAnnotation".split())
"""Drawn beside flow nodes, without taking part in the order."""
_ARROWS = ("sequenceFlow", "messageFlow", "association")
_INSIDE = ("subProcess", "transaction", "adHocSubProcess")
_REFERRING = (
    "sourceRef",
    "targetRef",
    "attachedToRef",
    "default",
    "processRef",
    "dataObjectRef",
    "dataStoreRef",
)
_REFERRING_TEXT = frozenset(("flowNodeRef", "incoming", "outgoing", "sourceRef", "targetRef"))
_OWN = (MODEL, DI)
"""Namespaces whose IDs are those of the file; vendors count their own."""
_TOUCHING = 2
"""Points by which two shapes may lie over each other, as hand-drawn ones do at their border."""
_MOST = 1_000
_PAIRS = 2_000_000
"""Pairs of shapes that are compared: a drawing of a thousand shapes has fewer, and time stays bounded."""


def faults(bpmn: Bpmn, file: str) -> tuple[Fault, ...]:
    """What is wrong with a file, kind by kind, in the order of the file; no more than people would read."""
    return tuple(islice(_Faults(bpmn, file).all(), _MOST))


class _Faults:
    """Looks for the faults of one file; used once."""

    def __init__(self, bpmn: Bpmn, file: str) -> None:
        self.bpmn = bpmn
        self.file = file
        self.by_tag: dict[str, list[Element]] = defaultdict(list)
        for element in bpmn.elements:
            if element[2] == MODEL:
                self.by_tag[element[3]].append(element)
        nodes = [e for tag in NODES for e in self.by_tag.get(tag, ())]
        self.nodes = sorted(nodes, key=itemgetter(0))
        self.pools = {
            found.number: e
            for e in self.by_tag["participant"]
            if (found := bpmn.find(e.attributes.get("processRef")))
        }
        """Pools by the number of their process."""

    def all(self) -> Iterator[Fault]:
        yield from self._references()
        yield from self._doubles()
        yield from self._connections()
        drawn = planes(self.bpmn)
        boxes = {shape.element.number: shape.bounds for plane in reversed(drawn) for shape in plane.shapes}
        yield from self._lanes(boxes)
        if not boxes:
            if self.nodes:
                yield self._fault(FaultKind.NO_DIAGRAM, self.bpmn.root)
            return
        yield from self._undrawn(drawn, boxes)
        for plane in drawn:
            yield from self._overlaps(plane)

    def _fault(self, kind: FaultKind, element: Element, other: str = "") -> Fault:
        return Fault(kind, Origin(self.file, (element.id,)), _name(element), other)

    def _references(self) -> Iterator[Fault]:
        known = self.bpmn.by_id
        elements = self.bpmn.elements
        for number, parent, space, tag, said, text, _, _ in elements:
            led: list[str] = []
            if space == MODEL:
                if len(said) > 1:
                    led = [said[key] for key in _REFERRING if key in said]
                if text and tag in _REFERRING_TEXT:
                    led.append(text)
                    number = parent  # has an ID of its own
            elif space == DI and "bpmnElement" in said:
                led = [said["bpmnElement"]]
            for reference in led:
                if reference not in known and local(reference) not in known:
                    yield self._fault(FaultKind.NOWHERE, elements[number], reference.strip())

    def _doubles(self) -> Iterator[Fault]:
        ids = Counter(
            e.attributes["id"] for e in self.bpmn.elements if "id" in e.attributes and e.space in _OWN
        )
        for id, count in ids.items():
            if count > 1:
                yield Fault(FaultKind.SAME_ID, Origin(self.file, (id,)), id, f"{count}か所")
        seen: set[tuple[str, ...]] = set()
        for tag in _ARROWS:
            for arrow in self.by_tag[tag]:
                ends = (tag, *_ends(arrow), arrow.name)
                if ends in seen:
                    source, target = (_name(e) if e else "" for e in self._joined(arrow))
                    yield self._fault(FaultKind.SAME_ARROW, arrow, f"「{source}」から「{target}」")
                seen.add(ends)

    def _connections(self) -> Iterator[Fault]:
        for arrow in self.by_tag["sequenceFlow"]:
            source, target = self._joined(arrow)
            if source is None or target is None or source.parent == target.parent:
                continue
            across = self._process(source) != self._process(target)
            kind = FaultKind.ACROSS_POOLS if across else FaultKind.ACROSS_EDGE
            yield self._fault(kind, arrow, f"「{_name(source)}」から「{_name(target)}」")
        for arrow in self.by_tag["messageFlow"]:
            source, target = self._joined(arrow)
            if source and target and self._pool(source) == self._pool(target) is not None:
                yield self._fault(FaultKind.WITHIN_POOL, arrow, f"「{_name(source)}」から「{_name(target)}」")

    def _joined(self, arrow: Element) -> tuple[Element | None, Element | None]:
        source, target = _ends(arrow)
        return self.bpmn.find(source), self.bpmn.find(target)

    def _process(self, element: Element) -> int | None:
        """Number of the process an element stands in."""
        return next((e.number for e in self.bpmn.above(element) if e.tag == "process"), None)

    def _pool(self, element: Element) -> int | None:
        """Number of the pool an element is or stands in."""
        if element.tag == "participant":
            return element.number
        process = self._process(element)
        pool = self.pools.get(process) if process is not None else None
        return pool.number if pool else None

    def _lanes(self, boxes: Mapping[int, Bounds]) -> Iterator[Fault]:
        """Each node in one lane, or in a lane and those around it, and drawn inside."""
        bpmn = self.bpmn
        of: dict[int, list[Element]] = defaultdict(list)
        for reference in self.by_tag["flowNodeRef"]:
            if node := bpmn.find(reference.text):
                of[node.number].append(bpmn.elements[reference.parent])
        divided = {self._process(lane) for lane in self.by_tag["lane"]}
        for node in self.nodes:
            process = bpmn.elements[node.parent]
            if process.tag != "process":
                continue
            lanes = of[node.number]
            innermost = max(lanes, key=lambda e: sum(1 for _ in bpmn.above(e)), default=None)
            if innermost is None and process.number in divided:
                if node.tag != "boundaryEvent":  # some tools leave them to the task they sit on
                    yield self._fault(FaultKind.NO_LANE, node)
                continue
            around = {e.number for e in bpmn.above(innermost)} if innermost else set()
            apart = [e for e in lanes if e is not innermost and e.number not in around]
            if innermost and apart:
                names = "」「".join(_name(e) for e in (innermost, *apart))
                yield self._fault(FaultKind.TWO_LANES, node, f"「{names}」")
                continue
            where = innermost or self.pools.get(process.number)
            box, outer = boxes.get(node.number), boxes.get(where.number) if where else None
            if where and box and outer and not outer.holds(box):
                yield self._fault(FaultKind.OUTSIDE_LANE, node, _name(where))

    def _undrawn(self, drawn: tuple[Plane, ...], boxes: Mapping[int, Bounds]) -> Iterator[Fault]:
        lines = {edge.element.number for plane in drawn for edge in plane.edges}
        opened = {plane.element.number for plane in drawn if plane.element}
        opened |= {s.element.number for p in drawn for s in p.shapes if s.expanded}
        shown = {plane.element.number for plane in drawn if plane.element}.union(self.pools)
        called = {
            process.number
            for e in self.by_tag["callActivity"]
            if (process := self.bpmn.find(e.attributes.get("calledElement"))) and process.number not in shown
        }
        pools = any(e and e.tag == "collaboration" for e in (p.element for p in drawn))
        wanted = [*self.nodes, *(e for tag in ("lane", *BESIDE) for e in self.by_tag[tag])]
        wanted += self.by_tag["participant"] if pools else []
        arrows = [e for tag in _ARROWS for e in self.by_tag[tag]]
        for element in sorted((*wanted, *arrows), key=lambda e: e.number):
            found = lines if element.tag in _ARROWS else boxes
            if element.number in found or self._process(element) in called:
                continue
            if all(e.number in opened for e in self.bpmn.above(element) if e.tag in _INSIDE):
                yield self._fault(FaultKind.NOT_DRAWN, element)

    def _overlaps(self, plane: Plane) -> Iterator[Fault]:
        closed = {s.element.number for s in plane.shapes if s.element.tag in _INSIDE and not s.expanded}
        nodes = [
            s
            for s in plane.shapes
            if (s.element.tag in NODES or s.element.tag in BESIDE)
            and not (closed and any(e.number in closed for e in self.bpmn.above(s.element)))
        ]
        pools = [s for s in plane.shapes if s.element.tag == "participant"]
        for group in (nodes, pools):
            for one, other in _touching(group):
                unfolded = any(s.element.tag == "callActivity" and s.expanded for s in (one, other))
                if not unfolded and not self._belong(one.element, other.element):
                    yield self._fault(FaultKind.OVERLAP, other.element, _name(one.element))

    def _belong(self, one: Element, other: Element) -> bool:
        """Whether one of them may lie over the other: an event on its task, a task in its sub-process."""
        for inner, outer in ((one, other), (other, one)):
            host = self.bpmn.find(inner.attributes.get("attachedToRef"))
            if outer in self.bpmn.above(inner) or outer is host:
                return True
            if host and outer in self.bpmn.above(host):
                return True
        return False


def _touching(shapes: Iterable[Shape]) -> Iterator[tuple[Shape, Shape]]:
    """Pairs of shapes that lie over each other, from left to right."""
    near: list[Shape] = []
    left = _PAIRS
    for shape in sorted(shapes, key=lambda s: (s.bounds.x, s.element.number)):
        box = shape.bounds
        near = [s for s in near if s.bounds.right - _TOUCHING > box.x]
        left -= len(near)
        if left < 0:
            return
        for other in near:
            above, below = sorted((other.bounds, box), key=lambda b: b.y)
            if above.bottom - _TOUCHING > below.y:
                yield other, shape
        near.append(shape)


def _ends(arrow: Element) -> tuple[str, str]:
    said = arrow.attributes
    return local(said.get("sourceRef", "")), local(said.get("targetRef", ""))


def _name(element: Element) -> str:
    """What an author calls an element: its name on one line, or its ID."""
    return " ".join(element.name.split()) or element.id
