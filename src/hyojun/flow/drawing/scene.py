"""What a shape must know of its plane to be drawn: names, contents, flows that touch it, bands."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from ..bpmn import Bpmn, Element
from ..diagram import Bounds, Plane, Point, Shape

ACTIVITIES = frozenset(
    "task userTask manualTask serviceTask sendTask receiveTask scriptTask businessRuleTask callActivity "
    "subProcess transaction adHocSubProcess choreographyTask subChoreography callChoreography".split()
)
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess", "subChoreography"})
CALLS = frozenset({"callActivity", "callChoreography"})


class Scene:
    """A plane of a file."""

    def __init__(self, bpmn: Bpmn, plane: Plane) -> None:
        self.bpmn = bpmn
        self.plane = plane

    def name(self, element: Element) -> str:
        """What is written in or at a shape or an edge; empty for nothing."""
        if element.tag == "textAnnotation":
            text = self.bpmn.child(element, "text")
            return text.text if text else ""
        if element.tag == "group":
            value = self.bpmn.find(element.attributes.get("categoryValueRef"))
            return (value.attributes.get("value", "") if value else "").strip()
        state = self.bpmn.child(element, "dataState") if element.tag.startswith("data") else None
        return f"{element.name}\n[{state.name}]".strip() if state and state.name else element.name

    @cached_property
    def defaults(self) -> frozenset[str]:
        """IDs of the sequence flows taken when no condition holds."""
        said = (e.attributes.get("default") for e in self.bpmn.elements if "default" in e.attributes)
        return frozenset(default.strip().rpartition(":")[2] for default in said if default)

    @cached_property
    def _inside(self) -> Mapping[int, Bounds]:
        """Element → the rectangle around the shapes of the elements directly in it."""
        found: dict[int, Bounds] = {}
        for shape in self.plane.shapes:
            element, b = shape.element, shape.bounds
            if element.tag in ("lane", "boundaryEvent"):
                continue
            known = found.get(element.parent)
            found[element.parent] = b if known is None else _union(known, b)
        return found

    def content(self, shape: Shape) -> Bounds | None:
        """The rectangle around what an activity shows inside itself; None if it shows nothing."""
        element = shape.element
        inside = self._inside.get(element.number)
        if inside is None and element.tag in CALLS:
            called = self.bpmn.find(element.attributes.get("calledElement"))
            inside = self._inside.get(called.number) if called else None
        return inside if inside and shape.bounds.holds(inside, 20) else None

    def expanded(self, shape: Shape) -> bool:
        if shape.element.tag in SUBPROCESSES or shape.element.tag in CALLS:
            return shape.expanded or self.content(shape) is not None
        return False

    @cached_property
    def lanes(self) -> Mapping[int, tuple[Shape, ...]]:
        """Lanes drawn directly in a process (by its number) or in another lane."""
        found: dict[int, list[Shape]] = defaultdict(list)
        for shape in self.plane.shapes:
            if shape.element.tag == "lane":  # lane in laneSet in process, or in childLaneSet in lane
                around = next(self.bpmn.above(shape.element), None)
                found[around.parent if around else -1].append(shape)
        return {number: tuple(lanes) for number, lanes in found.items()}

    def process(self, participant: Element) -> Element | None:
        """The process of a pool; None for a black box."""
        process = self.bpmn.find(participant.attributes.get("processRef"))
        return process if process and process.tag == "process" and self.bpmn.children(process) else None

    def beside(self, pool: Shape, process: Element, usual: float) -> float:
        """How wide a band may be that what a pool without lanes shows does not touch, if anything is usual."""
        inside = self._inside.get(process.number)
        b = pool.bounds
        if inside is None:
            return usual
        gap = inside.x - b.x if pool.horizontal else inside.y - b.y
        return min(usual, gap - 2) if gap > 14 else usual

    @cached_property
    def touched(self) -> Mapping[str, tuple[Point, ...]]:
        """ID of an element → points where edges leave or reach it."""
        found: dict[str, list[Point]] = defaultdict(list)
        for edge in self.plane.edges:
            for side, point in (("sourceRef", edge.points[0]), ("targetRef", edge.points[-1])):
                for end in self._ends(edge.element, side):
                    found[end].append(point)
        return {id: tuple(points) for id, points in found.items()}

    def _ends(self, element: Element, side: str) -> Iterator[str]:
        if side in element.attributes:
            yield element.attributes[side].strip().rpartition(":")[2]
        else:
            yield from (e.text.rpartition(":")[2] for e in self.bpmn.children(element, side)[:1])

    @cached_property
    def _bands(self) -> Mapping[tuple[int, int], tuple[Shape, ...]]:
        found: dict[tuple[int, int], list[Shape]] = defaultdict(list)
        for shape in self.plane.shapes:
            if shape.band:
                found[_key(shape.bounds)].append(shape)
        return {key: tuple(shapes) for key, shapes in found.items()}

    def between_bands(self, shape: Shape) -> tuple[float, float]:
        """From where to where a choreography task is free of its participants, from its upper edge."""
        top, bottom = 0.0, shape.bounds.height
        for band in self._bands.get(_key(shape.bounds), ())[:20]:
            if not shape.bounds.holds(band.bounds, 2):
                continue
            if (band.band or "").startswith("top"):
                top = max(top, band.bounds.bottom - shape.bounds.y)
            elif (band.band or "").startswith("bottom"):
                bottom = min(bottom, band.bounds.y - shape.bounds.y)
        return (top, bottom) if bottom - top > 8 else (0.0, shape.bounds.height)

    def triggers(self, event: Element) -> tuple[str, ...]:
        """Event definitions without the word: message, timer, …; also those referred to."""
        found = []
        for e in self.bpmn.children(event):
            if e.tag == "eventDefinitionRef":
                meant = self.bpmn.find(e.text)
                if meant:
                    found.append(meant.tag)
            elif e.tag.endswith("EventDefinition"):
                found.append(e.tag)
        return tuple(tag.removesuffix("EventDefinition") for tag in found if tag != "eventDefinition")


def _union(a: Bounds, b: Bounds) -> Bounds:
    x, y = min(a.x, b.x), min(a.y, b.y)
    return Bounds(x, y, max(a.right, b.right) - x, max(a.bottom, b.bottom) - y)


def _key(b: Bounds) -> tuple[int, int]:
    return round(b.x), round(b.width)
