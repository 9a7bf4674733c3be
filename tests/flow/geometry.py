"""What is wrong with a drawing, told from its shapes and lines alone."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from hyojun.flow import Bounds, Bpmn, Plane, Point, Shape, planes

HOLDERS = {"participant", "lane", "group"}


def troubles(bpmn: Bpmn) -> list[str]:
    return [t for plane in planes(bpmn) for t in _of_plane(bpmn, plane)]


def _of_plane(bpmn: Bpmn, plane: Plane) -> Iterator[str]:
    boxes = {s.element.id: s for s in plane.shapes}
    above = {id: {e.id for e in bpmn.above(s.element)} for id, s in boxes.items()}
    solid = {id: s for id, s in boxes.items() if s.element.tag not in HOLDERS}
    for (a, s), (b, t) in combinations(solid.items(), 2):
        if a in above[b] or b in above[a] or "boundaryEvent" in (s.element.tag, t.element.tag):
            if a in above[b] and not s.bounds.holds(t.bounds):
                yield f"{b} is not inside {a}"
        elif overlap(s.bounds, t.bounds):
            yield f"{a} overlaps {b}"
    yield from _lanes(bpmn, boxes)
    for edge in plane.edges:
        ends = {boxes[id].element.id for id in ends_of(bpmn, edge.element.id) if id in boxes}
        around = set().union(*(above[id] for id in ends)) if ends else set()
        hosts = {boxes[id].element.attributes.get("attachedToRef", "") for id in ends}
        for p, q in pairwise(edge.points):
            if p.x != q.x and p.y != q.y:
                yield f"{edge.element.id} is not at right angles"
            for id, s in solid.items():
                if id not in ends | around | hosts and through(p, q, s.bounds):
                    yield f"{edge.element.id} runs through {id}"
        for p, q, end in ((*edge.points[:2], 0), (edge.points[-1], edge.points[-2], 1)):
            own = list(ends_of(bpmn, edge.element.id))[end]
            if own in solid and not touches(p, solid[own]):
                yield f"{edge.element.id} does not end on {own}"
            if own in solid and own not in around and through(p, q, core(solid[own])):
                yield f"{edge.element.id} runs through its own end {own}"
    for p in (p for e in plane.edges for p in e.points):
        if not all(abs(c) < 1e6 for c in p):
            yield "far away"


def _lanes(bpmn: Bpmn, boxes: dict[str, Shape]) -> Iterator[str]:
    for lane in bpmn.all("lane"):
        for ref in bpmn.children(lane, "flowNodeRef"):
            node, own = boxes.get(ref.text), boxes.get(lane.id)
            if node and own and node.element.tag != "boundaryEvent" and not own.bounds.holds(node.bounds, 0):
                yield f"{ref.text} is not inside {lane.id}"
    lanes = [s for s in boxes.values() if s.element.tag == "lane"]
    for s, t in combinations(lanes, 2):
        nested = s.bounds.holds(t.bounds) or t.bounds.holds(s.bounds)
        if overlap(s.bounds, t.bounds) and not nested:
            yield f"{s.element.id} overlaps {t.element.id}"


def ends_of(bpmn: Bpmn, arrow: str) -> tuple[str, str]:
    e = bpmn.by_id[arrow]
    if e.tag == "dataInputAssociation":
        return (bpmn.children(e, "sourceRef")[0].text, bpmn.elements[e.parent].id)
    if e.tag == "dataOutputAssociation":
        return (bpmn.elements[e.parent].id, bpmn.children(e, "targetRef")[0].text)
    return tuple(e.attributes[s].rpartition(":")[2] for s in ("sourceRef", "targetRef"))


def touches(p: Point, shape: Shape) -> bool:
    """Whether a point is on the outline of a shape, as it is drawn."""
    b = shape.bounds
    if not (b.x - 0.1 <= p.x <= b.right + 0.1 and b.y - 0.1 <= p.y <= b.bottom + 0.1):
        return False
    dx, dy = abs(p.x - b.centre.x) / (b.width / 2), abs(p.y - b.centre.y) / (b.height / 2)
    if shape.element.tag.endswith("Event"):
        return abs(dx * dx + dy * dy - 1) < 0.05
    return not shape.element.tag.endswith("Gateway") or abs(dx + dy - 1) < 0.05


def core(shape: Shape) -> Bounds:
    """What is inside the outline for certain: of a circle or diamond the middle."""
    b = shape.bounds
    if not shape.element.tag.endswith(("Event", "Gateway")):
        return b
    return Bounds(b.x + b.width / 4, b.y + b.height / 4, b.width / 2, b.height / 2)


def covered(bpmn: Bpmn) -> Iterator[str]:
    """Names beside shapes and arrows that lie on each other or on a shape."""
    for plane in planes(bpmn):
        named = [(s.element.id, s.label) for s in (*plane.shapes, *plane.edges) if s.label]
        for (one, a), (other, b) in combinations(named, 2):
            if overlap(a, b):
                yield f"the names of {one} and {other} overlap"
        for one, a in named:
            for s in plane.shapes:
                if s.element.tag not in HOLDERS and s.element.id != one and overlap(a, s.bounds):
                    yield f"the name of {one} lies on {s.element.id}"


def overlap(a: Bounds, b: Bounds) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def through(p: Point, q: Point, b: Bounds) -> bool:
    """Whether a line runs through the inside of a rectangle."""
    left, right, top, bottom = min(p.x, q.x), max(p.x, q.x), min(p.y, q.y), max(p.y, q.y)
    return left < b.right and right > b.x and top < b.bottom and bottom > b.y


def confused(bpmn: Bpmn, plane: Plane) -> Iterator[str]:
    """Arrows that lie on each other although neither their source nor their target is the same."""
    for e, g in combinations(plane.edges, 2):
        (a, b), (c, d) = ends_of(bpmn, e.element.id), ends_of(bpmn, g.element.id)
        if a == c or b == d:
            continue
        for p, q in pairwise(e.points):
            for r, s in pairwise(g.points):
                upright = p.x == q.x == r.x == s.x and shared(p.y, q.y, r.y, s.y)
                if upright or (p.y == q.y == r.y == s.y and shared(p.x, q.x, r.x, s.x)):
                    yield f"{e.element.id} lies on {g.element.id}"


def shared(a: float, b: float, c: float, d: float) -> bool:
    return min(max(a, b), max(c, d)) > max(min(a, b), min(c, d))
