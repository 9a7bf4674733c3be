"""What is to be laid out: the elements of a file sorted by where they are drawn, with bands and arrows.

The main area holds all pools; every sub-process is an area of its own, inside its box or on its own plane.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..bpmn import MODEL, Bpmn, Element, local
from ..diagram import planes
from ..drawing.nodes import EVENTS, GATEWAYS
from ..drawing.scene import ACTIVITIES, SUBPROCESSES
from .grid import Arrow, Item

FLOW_NODES = EVENTS | GATEWAYS | ACTIVITIES
DATA = frozenset({"dataObjectReference", "dataStoreReference", "dataInput", "dataOutput"})
_TRIGGERS = tuple(
    f"{kind}EventDefinition" for kind in ("message", "timer", "conditional", "signal", "error", "escalation")
)
BESIDE = DATA | {"textAnnotation"}


class LaneRange(NamedTuple):
    """A lane: how deep it is nested, and its bands."""

    element: Element
    depth: int
    first: int
    last: int


class PoolRange(NamedTuple):
    element: Element
    first: int
    last: int


class Area:
    """What shares one grid."""

    def __init__(self, owner: Element) -> None:
        self.owner = owner
        """The plane's element: a collaboration or process; or the sub-process."""
        self.items: list[Item] = []
        self.arrows: list[Arrow] = []
        self.attached: dict[str, list[Element]] = {}
        """Host → events on its lower edge."""
        self.bands = 0
        self.lanes: list[LaneRange] = []
        self.pools: list[PoolRange] = []

    def band(self) -> int:
        self.bands += 1
        return self.bands - 1


class Areas:
    """All areas of a file."""

    def __init__(self, bpmn: Bpmn) -> None:
        self.bpmn = bpmn
        collaboration = next(bpmn.all("collaboration"), None)
        process = next(bpmn.all("process"), None)
        self.main = Area(collaboration or process or bpmn.root)
        self.of: dict[str, Area] = {}
        """ID of what is drawn → its area."""
        self.inside: dict[str, Area] = {}
        """ID of a sub-process → its area."""
        self.strays: list[Element] = []
        """Arrows from one area into another, to another arrow, or to an event on the edge of a task."""
        self.arrows: dict[str, Element] = {}
        self._collapsed = {
            s.element.id
            for plane in planes(bpmn)
            for s in plane.shapes
            if not s.expanded and s.element.tag in SUBPROCESSES
        }
        self._bands(collaboration)
        self._nodes()
        self._connect()
        self._beside()

    def expanded(self, id: str) -> bool:
        """Whether a sub-process shows its content inside itself."""
        return id in self.inside and id not in self._collapsed

    def planes(self) -> Iterator[Area]:
        """The areas with a plane of their own."""
        yield self.main
        yield from (area for id, area in self.inside.items() if not self.expanded(id))

    def _bands(self, collaboration: Element | None) -> None:
        self._default: dict[int, int] = {}
        self._lane_band: dict[str, int] = {}
        main, bpmn = self.main, self.bpmn
        for pool in bpmn.children(collaboration, "participant") if collaboration else ():
            process = bpmn.find(pool.attributes.get("processRef"))
            first = main.bands
            if process is None or process.tag != "process" or process.number in self._default:
                main.band()
            else:
                self._process(process, 1)
            if "id" in pool.attributes:
                main.pools.append(PoolRange(pool, first, main.bands - 1))
        for process in bpmn.all("process"):
            if process.number not in self._default and bpmn.children(process):
                self._process(process, 0)
        if not main.bands:
            main.band()

    def _process(self, process: Element, depth: int) -> None:
        sets = self.bpmn.children(process, "laneSet")
        lanes = [lane for s in sets for lane in self.bpmn.children(s, "lane")]
        home: dict[str, str] = {}
        below = {lane.id: self._lanes_below(lane) for lane in lanes}
        for top in lanes:
            for lane in (top, *below[top.id]):
                for ref in self.bpmn.children(lane, "flowNodeRef"):
                    home[local(ref.text)] = lane.id
        bands = {lane.id: self._lane(lane, depth, frozenset(home.values())) for lane in lanes}
        own = {id: band for found in bands.values() for id, band in found.items()}
        self._lane_band |= {node: own[lane] for node, lane in home.items() if lane in own}
        loose = any(
            e.tag in FLOW_NODES and e.tag != "boundaryEvent" and e.id not in home
            for e in self.bpmn.children(process)
        )
        first = self.main.bands
        self._default[process.number] = self.main.band() if loose or not lanes else first - 1

    def _lanes_below(self, lane: Element) -> list[Element]:
        found: list[Element] = []
        work = [lane]
        while work:
            inside = [
                e
                for s in self.bpmn.children(work.pop(), "childLaneSet")
                for e in self.bpmn.children(s, "lane")
            ]
            found.extend(inside)
            work.extend(inside)
        return found

    def _lane(self, lane: Element, depth: int, used: frozenset[str]) -> dict[str, int]:
        """Bands of a lane and the lanes inside it, by the lane whose elements stand there."""
        inside = [e for s in self.bpmn.children(lane, "childLaneSet") for e in self.bpmn.children(s, "lane")]
        first = self.main.bands
        found: dict[str, int] = {}
        at = len(self.main.lanes)
        for child in inside:
            found |= self._lane(child, depth + 1, used)
        if not inside or lane.id in used:
            found[lane.id] = self.main.band()
        if "id" in lane.attributes:
            self.main.lanes.insert(at, LaneRange(lane, depth, first, self.main.bands - 1))
        return found

    def _nodes(self) -> None:
        bpmn = self.bpmn
        for e in bpmn.elements:
            own = e.tag in FLOW_NODES or e.tag in BESIDE
            if not own or e.space != MODEL or "id" not in e.attributes or e.id in self.of:
                continue
            around = next((a for a in bpmn.above(e) if a.tag in SUBPROCESSES or a.tag == "process"), None)
            parent = bpmn.elements[e.parent]
            if parent.tag == "ioSpecification" and bpmn.elements[parent.parent].tag != "process":
                continue  # of a task: drawn nowhere
            if around is None or around.tag == "process":
                area = self.main
                band = self._default.get(around.number, 0) if around else 0
                band = self._lane_band.get(e.id, band)
            else:
                found = self.inside.get(around.id)
                if found is None:
                    found = self.inside[around.id] = Area(around)
                    found.band()
                area, band = found, 0
            self.of[e.id] = area
            host = bpmn.find(e.attributes.get("attachedToRef")) if e.tag == "boundaryEvent" else None
            if host and "id" in host.attributes:
                area.attached.setdefault(host.id, []).append(e)
            else:
                late = e.tag == "startEvent" and any(c.tag.startswith(_TRIGGERS) for c in bpmn.children(e))
                area.items.append(Item(e.id, band, "" if e.tag in BESIDE else None, late))
        for area in (self.main, *self.inside.values()):
            known = {i.id for i in area.items}
            for gone in [h for h in area.attached if h not in known]:
                area.items.extend(Item(e.id, 0) for e in area.attached.pop(gone))
        for pool in self.main.pools:
            self.of.setdefault(pool.element.id, self.main)

    def _connect(self) -> None:
        ports = {
            e.id: (host, number)
            for area in (self.main, *self.inside.values())
            for host, events in area.attached.items()
            for number, e in enumerate(events, 1)
        }
        for e in self.bpmn.elements:
            if e.tag not in _ARROWS or "id" not in e.attributes or e.id in self.arrows:
                continue
            source, target = ends(self.bpmn, e)
            if source is None or target is None:
                continue
            self.arrows[e.id] = e
            area = self.of.get(source)
            if area is None or area is not self.of.get(target) or target in ports:
                self.strays.append(e)  # the grid knows only the task an event sits on
                continue
            host, number = ports.get(source, (source, 0))
            arrow = Arrow(
                e.id,
                host,
                target,
                e.tag == "sequenceFlow",
                source if number else None,
                number / 64,
            )
            area.arrows.append(arrow)

    def _beside(self) -> None:
        """Data and remarks stand beside the first thing they are connected with."""
        partner: dict[str, str] = {}
        for id, e in self.arrows.items():
            if e.tag in ("sequenceFlow", "messageFlow"):
                continue
            source, target = ends(self.bpmn, e)
            for one, other in ((source, target), (target, source)):
                if one and other:
                    flow = self.arrows.get(other)
                    partner.setdefault(one, (ends(self.bpmn, flow)[0] or id) if flow else other)
        for area in (self.main, *self.inside.values()):
            known = {i.id for i in area.items if i.beside is None}
            hosts = {e.id: host for host, events in area.attached.items() for e in events}
            for n, item in enumerate(area.items):
                if item.beside is not None:
                    at = partner.get(item.id, "")
                    at = self.lifted(hosts.get(at, at), area) or at
                    area.items[n] = item._replace(beside=at if at in known else "")

    def lifted(self, id: str, area: Area) -> str | None:
        """What stands in an area for an element: itself, or the sub-process of the area it lies in."""
        element = self.bpmn.find(id)
        for e in (element, *self.bpmn.above(element)) if element else ():
            if self.of.get(e.id) is area:
                return e.id
        return None


_ARROWS = frozenset(
    {"sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation"}
)


def ends(bpmn: Bpmn, arrow: Element) -> tuple[str | None, str | None]:
    """IDs of what an arrow connects, as it is drawn; None where it connects nothing."""
    if arrow.tag in ("dataInputAssociation", "dataOutputAssociation"):
        own = bpmn.elements[arrow.parent]
        while own.tag not in FLOW_NODES and own.parent >= 0:
            own = bpmn.elements[own.parent]
        side = "sourceRef" if arrow.tag == "dataInputAssociation" else "targetRef"
        other = _known(bpmn, next((e.text for e in bpmn.children(arrow, side)), None))
        return (other, own.id) if side == "sourceRef" else (own.id, other)
    return (_known(bpmn, arrow.attributes.get("sourceRef")), _known(bpmn, arrow.attributes.get("targetRef")))


def _known(bpmn: Bpmn, reference: str | None) -> str | None:
    found = bpmn.find(reference)
    return found.id if found else None


def names(bpmn: Bpmn) -> Mapping[str, str]:
    """What is written in or at each element."""
    found: dict[str, str] = {}
    for e in bpmn.elements:
        name = e.name
        if e.tag == "textAnnotation":
            text = bpmn.child(e, "text")
            name = text.text if text else ""
        elif e.tag in DATA:
            state = bpmn.child(e, "dataState")
            name = f"{e.name}\n[{state.name}]".strip() if state and state.name else e.name
        if name and "id" in e.attributes:
            found.setdefault(e.id, name)
    return found
