"""A new diagram for a file: lanes as rows, time from left to right, arrows at right angles around all shapes.

Sub-processes are laid out first, innermost first, and then stand as boxes in the grid around them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..bpmn import Bpmn, Element
from ..diagram import Bounds, Point
from ..drawing.nodes import EVENTS, GATEWAYS
from ..drawing.scene import ACTIVITIES
from .areas import Area, Areas, names
from .detour import detour
from .grid import Cell, Grid, place
from .labels import beside_arrow, beside_shape
from .routes import BOTTOM, RIGHT, TOP, Fixed, Route, routed
from .sizes import EVENT, NARROW, PORT_NAME, ROOM, Size, even, label, size
from .tracks import SHIFT, Measures, Places, on_outline

MOST = 20_000
"""Shapes and arrows of a file; nobody reads a drawing with more than a twentieth of that."""
HEADER = 30.0
"""Width of the band with the name of a pool or lane."""
_EDGE = 14.0
"""Free space inside a lane above its first and below its last row."""
_POOL_GAP = 46.0
_LANE = 120.0
"""Least height of a lane."""
_INSIDE = 24.0
"""Free space around what stands in a sub-process."""
_CORNER = Point(160, 80)
"""Where a drawing begins, as the usual modelers have it."""


class Drawn(NamedTuple):
    """A plane laid out: everything by the ID of its element, in the order it is to be written."""

    owner: Element
    shapes: Mapping[str, Bounds]
    labels: Mapping[str, Bounds]
    edges: Mapping[str, tuple[Point, ...]]
    expanded: frozenset[str]


class CannotLayOut(Exception):
    """There is nothing to draw in the file, or far too much; the message says so, in Japanese."""


def arranged(bpmn: Bpmn) -> tuple[Drawn, ...]:
    """Planes for all that a file holds. Raises CannotLayOut."""
    areas = Areas(bpmn)
    if not areas.main.items and not areas.main.pools:
        raise CannotLayOut("図にするもの（作業、イベント、プール）がありません。")
    if len(areas.of) + len(areas.arrows) > MOST:
        raise CannotLayOut(f"図にする要素が多すぎます（{MOST:,} まで）。フローを分けてください。")
    said = names(bpmn)
    boxes: dict[str, _Box] = {}
    for id in reversed(areas.inside):  # an inner one comes after the one around it
        boxes[id] = _Box(areas.inside[id], areas, said, boxes)
    found = [_drawn(_Box(areas.main, areas, said, boxes), areas, boxes, said)]
    apart = (area for area in areas.planes() if area is not areas.main)
    return (*found, *(_drawn(boxes[area.owner.id], areas, boxes, said) for area in apart))


def _drawn(box: "_Box", areas: Areas, boxes: Mapping[str, "_Box"], said: Mapping[str, str]) -> Drawn:
    shapes: dict[str, Bounds] = {}
    labels: dict[str, Bounds] = {}
    edges: dict[str, tuple[Point, ...]] = {}
    expanded = set()
    work = [(box, *_CORNER)]
    while work:
        one, dx, dy = work.pop()
        for id, b in one.shapes.items():
            shapes[id] = b._replace(x=b.x + dx, y=b.y + dy)
            if areas.expanded(id):
                expanded.add(id)
                work.append((boxes[id], b.x + dx, b.y + dy))
        labels |= {id: b._replace(x=b.x + dx, y=b.y + dy) for id, b in one.labels.items()}
        edges |= {id: tuple(Point(p.x + dx, p.y + dy) for p in way) for id, way in one.edges.items()}
    for arrow in areas.strays:
        way = detour(areas.bpmn, arrow, shapes, edges)
        if way:
            edges[arrow.id] = way
            if said.get(arrow.id):
                labels[arrow.id] = beside_arrow(way, label(said[arrow.id]), at_end=False)
    return Drawn(box.area.owner, shapes, labels, edges, frozenset(expanded))


class _Box:
    """An area laid out, from (0, 0)."""

    def __init__(
        self, area: Area, areas: Areas, said: Mapping[str, str], boxes: Mapping[str, "_Box"]
    ) -> None:
        self.area = area
        self.areas = areas
        self.said = said
        self.shapes: dict[str, Bounds] = {}
        self.labels: dict[str, Bounds] = {}
        self.edges: dict[str, tuple[Point, ...]] = {}
        self._sizes = {i.id: self._size(i.id, boxes) for i in area.items}
        self._elements = {i.id: areas.bpmn.by_id[i.id] for i in area.items}
        grid = place(area.items, area.arrows, area.bands)
        firsts = [0]
        for count in grid.rows:
            firsts.append(firsts[-1] + count)
        pools = {p.element.id: Fixed(firsts[p.first], firsts[p.last + 1] - 1) for p in area.pools}
        forks = frozenset(id for id, e in self._elements.items() if e.tag in GATEWAYS)
        self._routes = routed(grid, area.arrows, pools, forks, self._ports(), self._reach())
        self._taken: dict[str, set[str]] = defaultdict(set)
        for route in self._routes:
            self._taken[route.arrow.port or route.arrow.source].add(route.exit)
            self._taken[route.arrow.target].add(route.entry)
        self._right = {
            r.arrow.source: label(self.said.get(r.arrow.id, "")).height
            for r in self._routes
            if r.exit == RIGHT and r.arrow.is_flow and not r.shares_exit
        }
        places = Places(self._routes, _ends(grid, pools, self._routes), self._measures(grid, firsts))
        self._frames(places, firsts)
        self._nodes(grid, places)
        self._ways(places)
        self._names()

    @property
    def size(self) -> Size:
        right = max((b.right for b in (*self.shapes.values(), *self.labels.values())), default=0)
        bottom = max((b.bottom for b in (*self.shapes.values(), *self.labels.values())), default=0)
        points = [p for way in self.edges.values() for p in way]
        right = max(right, max((p.x for p in points), default=0))
        bottom = max(bottom, max((p.y for p in points), default=0))
        return Size(max(even(right + _INSIDE), 140), max(even(bottom + _INSIDE), 100))

    def _size(self, id: str, boxes: Mapping[str, "_Box"]) -> Size:
        if self.areas.expanded(id) and id in boxes:
            return boxes[id].size
        element = self.areas.bpmn.by_id[id]
        found = size(element, self.said.get(id, ""))
        ports = len(self.area.attached.get(id, ()))
        return Size(max(found.width, ports * self._step(id) + 8), found.height) if ports else found

    def _step(self, id: str) -> float:
        """From one event on the edge of a shape to the next."""
        events = self.area.attached.get(id, ())
        widest = max((label(self.said.get(e.id, ""), PORT_NAME).width for e in events[:-1]), default=0)
        return EVENT + max(10.0, even(widest) + 6)

    def _ports(self) -> dict[str, list[tuple[float, float]]]:
        """Host → from where to where events sit on its lower edge, in columns from its middle."""
        found: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for id, events in self.area.attached.items():
            for number in range(len(events)):
                at = 8 + number * self._step(id) - self._sizes[id].width / 2
                found[id].append(((at - 1) / SHIFT, (at + EVENT + 1) / SHIFT))
        return found

    def _reach(self) -> dict[str, float]:
        """How far from the middle of a shape an arrow may end, in columns; round and pointed ones are met there."""
        return {
            id: 0.0 if self._elements[id].tag in (*EVENTS, *GATEWAYS) else (size.width / 2 - 2) / SHIFT
            for id, size in self._sizes.items()
        }

    def _measures(self, grid: Grid, firsts: Sequence[int]) -> Measures:
        columns = [36.0] * grid.columns
        rows = [36.0] * sum(grid.rows)
        before: dict[int, float] = defaultdict(float)
        behind: dict[int, float] = defaultdict(float)
        branch: dict[str, float] = defaultdict(float)
        for route in self._routes:
            text = self.said.get(route.arrow.id)
            if not text or not route.arrow.is_flow:
                continue
            room = label(text)
            if route.shares_exit:
                cell = grid.cells[route.arrow.target]
                behind[cell.column] = max(
                    behind[cell.column], room.width + 8 - self._spare(route.arrow.target)
                )
            elif route.exit == RIGHT:
                cell = grid.cells[route.arrow.source]
                wide = room.width + 8 - self._spare(route.arrow.source)
                before[cell.column + 1] = max(before[cell.column + 1], wide)
            elif not route.arrow.port:  # beside a line up or down: it may reach the shape in the next column
                cell = grid.cells[route.arrow.source]
                wide = room.width + 10 - self._sizes[route.arrow.source].width / 2
                wide -= self._spare(route.arrow.source)
                if wide > 0 and Cell(cell.row, cell.column + 1) in grid.at:
                    before[cell.column + 1] = max(before[cell.column + 1], wide)
            needed = room.height + 8 + self._lift(route)
            branch[route.arrow.source] = max(branch[route.arrow.source], needed)
        for id, cell in grid.cells.items():
            own = self._cell(id, branch.get(id, 0))
            columns[cell.column] = max(columns[cell.column], even(own.width))
            rows[cell.row] = max(rows[cell.row], even(own.height))
        gaps = self._gaps(rows, firsts)
        return Measures(columns, rows, gaps, before, behind)

    def _lift(self, route: Route) -> float:
        """How much higher a label beside a line up stands: above that of the line to the right."""
        if route.exit != TOP or route.shares_exit:
            return 0
        source = route.arrow.port or route.arrow.source
        aside = self._right.get(source, 0) - self._sizes[route.arrow.source].height / 2
        return max(0.0, aside)

    def _spare(self, id: str) -> float:
        """Free space beside a shape in its own cell, at least."""
        own = self._sizes[id].width
        return max(0.0, (self._cell(id, 0).width - own) / 2)

    def _cell(self, id: str, branch: float) -> Size:
        """A shape with its name above or below, whichever will be free."""
        shape, element = self._sizes[id], self._elements[id]
        beside = element.tag not in ACTIVITIES and element.tag != "textAnnotation"
        text = label(self.said.get(id, "")) if beside else Size(0, 0)
        more = max(text.height + ROOM + 2 if text.height else 0, branch)
        for event in self.area.attached.get(id, ()):
            more = max(more, EVENT / 2 + label(self.said.get(event.id, ""), PORT_NAME).height + 6)
        wide = max(shape.width, text.width)
        if text.width and self._taken[id] >= {
            TOP,
            BOTTOM,
        }:  # its name stands at the left, partly in the channel
            wide = max(shape.width, 2 * (label(self.said[id], NARROW).width + 14) - 50)
        return Size(wide, shape.height + 2 * more)

    def _gaps(self, rows: Sequence[float], firsts: Sequence[int]) -> dict[int, float]:
        """Extra space above rows: inside lanes, between pools."""
        gaps: dict[int, float] = defaultdict(float)
        self._edges: dict[int, float] = {}
        framed = {b for p in self.area.pools for b in range(p.first, p.last + 1)}
        framed |= {b for lane in self.area.lanes for b in range(lane.first, lane.last + 1)}
        least = self._heights()
        for band in range(self.area.bands):
            first, last = firsts[band], firsts[band + 1]
            edge = _EDGE if band in framed else 4.0
            short = least.get(band, 0) - sum(rows[first:last]) - (last - first) * 16 - 2 * edge
            edge += max(0, even(short) / 2)
            gaps[first] += edge
            gaps[last] += edge
            self._edges[band] = edge
        for pool in self.area.pools[1:]:
            gaps[firsts[pool.first]] += _POOL_GAP
        return gaps

    def _heights(self) -> dict[int, float]:
        """Least height of each band: the name of its lane stands in it, in two lines if it must."""
        least: dict[int, float] = {}
        filled = {i.band for i in self.area.items}
        frames = [(f.element, f.first, f.last) for f in self.area.lanes]
        frames += [(f.element, f.first, f.last) for f in self.area.pools]
        for element, first, last in frames:
            bands = last - first + 1
            name = self.said.get(element.id, "")
            empty = bands == 1 and first not in filled
            least_of_all = 60.0 if empty else _LANE
            wanted = max(least_of_all, -(-len(name) // 2) * 12.5 + 16) / bands
            for band in range(first, last + 1):
                least[band] = max(least.get(band, 0), wanted)
        return least

    def _frames(self, places: Places, firsts: Sequence[int]) -> None:
        """Pools and lanes: one below the other, all as wide as the widest."""
        deepest = max((lane.depth + 1 for lane in self.area.lanes), default=1 if self.area.pools else 0)
        self._left = HEADER * deepest
        self._top = 0.0 if self.area.pools or self.area.lanes else _INSIDE - 8
        tops: list[float] = []
        bottoms: list[float] = []
        above = {p.first: _POOL_GAP for p in self.area.pools[1:]}
        at = 0.0
        for band in range(self.area.bands):
            at += above.get(band, 0)
            tops.append(at)
            at = places.bottoms[firsts[band + 1] - 1] + self._edges[band]
            bottoms.append(at)
        width = self._left + places.width
        for pool in self.area.pools:
            top, bottom = tops[pool.first], bottoms[pool.last]
            self.shapes[pool.element.id] = Bounds(0, self._top + top, width, bottom - top)
        for lane in self.area.lanes:
            x = HEADER * lane.depth
            top, bottom = tops[lane.first], bottoms[lane.last]
            self.shapes[lane.element.id] = Bounds(x, self._top + top, width - x, bottom - top)

    def _nodes(self, grid: Grid, places: Places) -> None:
        for id, cell in grid.cells.items():
            shape = self._sizes[id]
            x = self._left + places.columns[cell.column] - shape.width / 2
            y = self._top + places.rows[cell.row] - shape.height / 2
            self.shapes[id] = Bounds(x, y, shape.width, shape.height)
            for number, event in enumerate(self.area.attached.get(id, ())):
                at = x + 8 + number * self._step(id)
                self.shapes[event.id] = Bounds(at, y + shape.height - EVENT / 2, EVENT, EVENT)

    def _ways(self, places: Places) -> None:
        for route in self._routes:
            arrow = route.arrow
            source = self._moved(self.shapes[arrow.port or arrow.source])
            way = places.way(route, source, self._moved(self.shapes[arrow.target]))
            points = [Point(p.x + self._left, p.y + self._top) for p in way]
            for end, id in ((0, arrow.port or arrow.source), (-1, arrow.target)):
                points[end] = on_outline(points[end], self.shapes[id], self.areas.bpmn.by_id[id].tag)
            self.edges[arrow.id] = tuple(points)

    def _moved(self, b: Bounds) -> Bounds:
        return b._replace(x=b.x - self._left, y=b.y - self._top)

    def _names(self) -> None:
        for id, element in self._elements.items():
            if self.said.get(id) and element.tag not in ACTIVITIES and element.tag != "textAnnotation":
                below_first = element.tag not in GATEWAYS
                sides = frozenset(self._taken[id])
                self.labels[id] = beside_shape(self.shapes[id], self.said[id], sides, below_first)
        for events in self.area.attached.values():
            for event in events:
                if self.said.get(event.id):
                    b, text = self.shapes[event.id], label(self.said[event.id], PORT_NAME)
                    self.labels[event.id] = Bounds(b.right + 1, b.centre.y + 3, *text)
        for route in self._routes:
            name = self.said.get(route.arrow.id)
            if name:
                at_end = route.shares_exit and route.arrow.is_flow
                beside = beside_arrow(self.edges[route.arrow.id], label(name), at_end)
                self.labels[route.arrow.id] = beside._replace(y=beside.y - self._lift(route))


def _ends(grid: Grid, pools: Mapping[str, Fixed], routes: Sequence[Route]) -> dict[str, tuple[Cell, Cell]]:
    found = {}
    for route in routes:
        a, b = (grid.cells.get(id) for id in (route.arrow.source, route.arrow.target))
        if a is None or b is None:
            down = route.exit == BOTTOM
            first, last = pools.get(route.arrow.source), pools.get(route.arrow.target)
            if a is None and first:
                a = Cell(first.bottom if down else first.top, b.column if b else 0)
            if b is None and last:
                b = Cell(last.top if down else last.bottom, a.column if a else 0)
        assert a is not None and b is not None
        found[route.arrow.id] = (a, b)
    return found
