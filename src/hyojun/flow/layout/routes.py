"""Which way each arrow takes through the grid: along channels between the cells, or through empty cells.

Every column has a line through its middle and a channel left of it, every row a line through its middle
and channels above and below; the last column has a channel at its right too. An arrow is a list of such
lines, turn and turn about. Lines through the middle are used only where the cells are empty, so no arrow
crosses a shape; a way that uses channels alone always exists.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from .grid import Arrow, Cell, Grid

LEFT, TOP, RIGHT, BOTTOM = "left", "top", "right", "bottom"
_OPPOSITE = {LEFT: RIGHT, RIGHT: LEFT, TOP: BOTTOM, BOTTOM: TOP}
_LONGEST = 60
"""Lines through the middle of more cells are not tried; channels serve."""
_MANY = 250_000
"""With more arrows times rows and columns, only the first ways are tried and crossings are not counted."""

Line = tuple[bool, float]
"""True for one from left to right, and its place: rows 3r (channel above), 3r+1 (middle), 3r+2 (channel below);
columns 2c (channel left), 2c+1 (middle), parts of 1/8 beside the middle."""


class Route(NamedTuple):
    """The way of an arrow."""

    arrow: Arrow
    lines: tuple[Line, ...]
    exit: str
    """Side of the source."""
    entry: str
    """Side of the target."""
    shares_exit: bool = False
    """Another arrow leaves by the same side, so that a label has to stand at the target."""

    def span(self, i: int, ends: tuple[Cell, Cell]) -> tuple[float, float]:
        """From where to where line `i` is used, in places of the other direction."""
        flat = self.lines[i][0]
        first, last = (_middle(end, not flat) for end in ends)
        start = self.lines[i - 1][1] if i else first
        stop = self.lines[i + 1][1] if i + 1 < len(self.lines) else last
        return start, stop

    def stubs(self, i: int, ends: tuple[Cell, Cell]) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Where line `i` is met from the left (from above), and where from the right (from below)."""
        near: list[float] = []
        far: list[float] = []
        here = self.lines[i][1]
        start, stop = self.span(i, ends)
        if i:
            (near if self.span(i - 1, ends)[0] < here else far).append(start)
        if i + 1 < len(self.lines):
            (near if self.span(i + 1, ends)[1] < here else far).append(stop)
        return tuple(near), tuple(far)


class Fixed(NamedTuple):
    """An end of an arrow that is a whole pool: its first and last row."""

    top: int
    bottom: int


def routed(
    grid: Grid,
    arrows: Sequence[Arrow],
    pools: Mapping[str, Fixed],
    forks: frozenset[str],
    ports: Mapping[str, Sequence[tuple[float, float]]],
    reach: Mapping[str, float],
) -> tuple[Route, ...]:
    """The best ways found, short ones first; in the order of the arrows.

    `forks`: items with a side for each arrow. `ports`: where events sit on the lower edge of an item, from
    and to, in columns from its middle. `reach`: how far from the middle of its upper or lower edge an arrow
    may end.
    """
    routing = _Routing(
        grid, pools, forks, ports, reach, len(arrows) * (sum(grid.rows) + grid.columns) > _MANY
    )

    def far(arrow: Arrow) -> tuple[int, int, int]:
        a, b = routing.ends(arrow)
        return (
            not arrow.is_flow,
            a.row != b.row or b.column <= a.column,
            abs(a.row - b.row) + abs(a.column - b.column),
        )

    known = [a for a in arrows if all(e in grid.cells or e in pools for e in (a.source, a.target))]
    found = {a.id: routing.add(a) for a in sorted(known, key=far)}
    exits: dict[tuple[str, str], int] = defaultdict(int)
    for route in found.values():
        exits[route.arrow.port or route.arrow.source, route.exit] += 1
    return tuple(
        r._replace(shares_exit=exits[r.arrow.port or r.arrow.source, r.exit] > 1)
        for a in known
        if (r := found[a.id])
    )


def _middle(cell: Cell, flat: bool) -> float:
    """The line through the middle of a cell."""
    return 3 * cell.row + 1 if flat else 2 * cell.column + 1


_Sharing = tuple[tuple[bool, str] | None, tuple[bool, str] | None]


def _sharing(route: Route, i: int) -> _Sharing:
    """With whom a line may be shared: with first lines of the same source, with last ones to the same target."""
    arrow = route.arrow
    first = (arrow.is_flow, arrow.port or arrow.source) if i == 0 else None
    return first, (arrow.is_flow, arrow.target) if i == len(route.lines) - 1 else None


class _Routing:
    def __init__(
        self,
        grid: Grid,
        pools: Mapping[str, Fixed],
        forks: frozenset[str],
        ports: Mapping[str, Sequence[tuple[float, float]]],
        reach: Mapping[str, float],
        hurried: bool,
    ) -> None:
        self.reach = reach
        self.ports = ports
        self.grid = grid
        self.pools = pools
        self.forks = forks
        self.hurried = hurried
        self._used: dict[tuple[bool, float, int], set[_Sharing]] = defaultdict(set)
        self._stubs: dict[Line, list[tuple[tuple[float, ...], tuple[float, ...]]]] = defaultdict(list)
        self._sides: dict[tuple[str, str], list[tuple[bool, Arrow]]] = defaultdict(list)
        self._passing: dict[tuple[bool, float, float], int] = defaultdict(int)

    def ends(self, arrow: Arrow) -> tuple[Cell, Cell]:
        """The cells at both ends; of a pool the one opposite the other end."""
        cells = self.grid.cells
        source, target = cells.get(arrow.source), cells.get(arrow.target)
        if source is None and target is None:
            a, b = self.pools[arrow.source], self.pools[arrow.target]
            return (
                (Cell(a.bottom, 0), Cell(b.top, 0)) if a.top < b.top else (Cell(a.top, 0), Cell(b.bottom, 0))
            )
        if source is None:
            assert target is not None
            return self._facing(self.pools[arrow.source], target), target
        return source, target or self._facing(self.pools[arrow.target], source)

    def _facing(self, pool: Fixed, other: Cell) -> Cell:
        return Cell(pool.top if pool.top > other.row else pool.bottom, other.column)

    def add(self, arrow: Arrow) -> Route:
        ends = self.ends(arrow)
        if arrow.source in self.pools or arrow.target in self.pools:
            tried: Iterator[Route] = self._to_pool(arrow, *ends)
        else:
            tried = self._between(arrow, *ends)
        best, least = None, float("inf")
        for number, route in enumerate(tried):
            cost = self._cost(route, ends)
            if cost < least:
                best, least = route, cost
            if self.hurried and best and number > 8:
                break
        if best is None:
            best = next(self._around(arrow, *ends))
        self._keep(best, ends)
        return best

    def _to_pool(self, arrow: Arrow, a: Cell, b: Cell) -> Iterator[Route]:
        down = a.row < b.row
        exit, entry = (BOTTOM, TOP) if down else (TOP, BOTTOM)
        fixed = b if arrow.source in self.pools else a
        x = 2 * fixed.column + 1
        for shift in (0, -1, 1, -2, 2, -3, 3):
            yield Route(arrow, ((False, x + shift / 8),), exit, entry)
        for channel in (x + 1, x - 1):
            for shift in (0, -1, 1, -2, 2):
                if fixed is a:
                    y = 3 * a.row + (2 if down else 0)
                    lines: tuple[Line, ...] = ((False, x + shift / 8), (True, y), (False, channel))
                else:
                    y = 3 * b.row + (0 if down else 2)
                    lines = ((False, channel), (True, y), (False, x + shift / 8))
                yield Route(arrow, lines, exit, entry)

    def _between(self, arrow: Arrow, a: Cell, b: Cell) -> Iterator[Route]:
        yield from self._short(arrow, a, b)
        yield from self._around(arrow, a, b)
        yield from self._over(arrow, a, b)

    def _short(self, arrow: Arrow, a: Cell, b: Cell) -> Iterator[Route]:
        """Straight, or with one or two bends and a way through empty cells."""
        x1, y1, x2, y2 = 2 * a.column + 1, 3 * a.row + 1, 2 * b.column + 1, 3 * b.row + 1
        out = x1 + arrow.shift
        down, exit = a.row < b.row, BOTTOM if a.row < b.row else TOP
        if x1 < x2 and not arrow.port:
            if y1 == y2:
                yield Route(arrow, ((True, y1),), RIGHT, LEFT)
            else:
                yield Route(arrow, ((True, y1), (False, x2)), RIGHT, _OPPOSITE[exit])
                channels = range(x1 + 1, x2, 2)
                for k in (*channels[:3], *channels[3:][-3:]):
                    yield Route(arrow, ((True, y1), (False, k), (True, y2)), RIGHT, LEFT)
        if not arrow.is_flow and x1 > x2 and y1 != y2:
            yield Route(arrow, ((True, y1), (False, x2)), LEFT, _OPPOSITE[exit])
        if not arrow.is_flow and x1 > x2 and y1 == y2:
            yield Route(arrow, ((True, y1),), LEFT, RIGHT)
        if arrow.port and not down:
            return
        if x1 < x2 and y1 != y2:
            yield Route(arrow, ((False, out), (True, y2)), exit, LEFT)
        if x1 == x2 and y1 != y2 and not arrow.port:
            shifts = (0,) if arrow.is_flow else (0, -1, 1, -2, 2)
            for shift in shifts:
                yield Route(arrow, ((False, x1 + shift / 8),), exit, _OPPOSITE[exit])

    def _around(self, arrow: Arrow, a: Cell, b: Cell) -> Iterator[Route]:
        """Through channels alone: it always works."""
        y1, x2, y2 = 3 * a.row + 1, 2 * b.column + 1, 3 * b.row + 1
        levels = dict.fromkeys((y1 + 1, y1 - 1) if a.row <= b.row else (y1 - 1, y1 + 1))
        levels |= dict.fromkeys((y2 - 1, y2 + 1))
        if arrow.port:
            lines: tuple[Line, ...] = (
                (False, 2 * a.column + 1 + arrow.shift),
                (True, y1 + 1),
                (False, x2 - 1),
                (True, y2),
            )
            yield Route(arrow, lines, BOTTOM, LEFT)
            return
        for h in levels:
            lines = ((True, y1), (False, 2 * a.column + 2), (True, h), (False, x2 - 1), (True, y2))
            yield Route(arrow, lines, RIGHT, LEFT)

    def _over(self, arrow: Arrow, a: Cell, b: Cell) -> Iterator[Route]:
        """Out at the top or bottom, along a channel, in at the side, the top or the bottom."""
        x1, y1, x2, y2 = 2 * a.column + 1, 3 * a.row + 1, 2 * b.column + 1, 3 * b.row + 1
        shifts = (0,) if arrow.is_flow else (0, -1, 1, -2, 2)
        for exit, h in ((BOTTOM, y1 + 1), (TOP, y1 - 1)):
            if arrow.port and exit == TOP:
                continue
            for s in shifts:
                x = x1 + arrow.shift + s / 8
                if arrow.is_flow:
                    yield Route(arrow, ((False, x), (True, h), (False, x2 - 1), (True, y2)), exit, LEFT)
                for entry, h2 in ((TOP, y2 - 1), (BOTTOM, y2 + 1)):
                    for t in shifts:
                        to = (False, x2 + t / 8)
                        for level in dict.fromkeys((h, h2)):
                            leaves = (level > y1) == (exit == BOTTOM)
                            if x1 != x2 and leaves and (level < y2) == (entry == TOP):
                                yield Route(arrow, ((False, x), (True, level), to), exit, entry)
                        if h != h2:
                            for k in dict.fromkeys((x1 + 1, x1 - 1, x2 - 1, x2 + 1)):
                                lines = ((False, x), (True, h), (False, k), (True, h2), to)
                                yield Route(arrow, lines, exit, entry)
        if not arrow.port:
            for entry, h2 in ((TOP, y2 - 1), (BOTTOM, y2 + 1)):
                yield Route(arrow, ((True, y1), (False, x1 + 1), (True, h2), (False, x2)), RIGHT, entry)

    def _cost(self, route: Route, ends: tuple[Cell, Cell]) -> float:
        for (flat, one), (_, other) in pairwise(route.lines):
            row, column = (round(one), round(other)) if flat else (round(other), round(one))
            if row % 3 == 1 and column % 2 == 1 and Cell(row // 3, column // 2) in self.grid.at:
                return float("inf")
        cost = 40.0 * (len(route.lines) - 1)
        for i, (flat, place) in enumerate(route.lines):
            start, stop = route.span(i, ends)
            cost += abs(stop - start) * (28 if flat else 15)
            if self._is_channel(flat, place):
                cost += 12 + 400 * self._entangled(route, i, ends)
            elif not self._open(route, i, ends):
                return float("inf")
            cost += 0 if self.hurried else 35 * self._crossings(flat, place, start, stop)
        arrow = route.arrow
        cost += self._side_cost(arrow.port or arrow.source, route.exit, True, arrow)
        cost += self._side_cost(arrow.target, route.entry, False, arrow)
        if not arrow.port:
            cost += self._end_cost(arrow.source, route.exit, route.lines[0])
        cost += self._end_cost(arrow.target, route.entry, route.lines[-1])
        if arrow.is_flow:
            fork = arrow.source in self.forks
            cost += (
                0 if route.exit in (RIGHT, BOTTOM if fork else RIGHT) or arrow.port else 10 if fork else 25
            )
            cost += 0 if route.entry == LEFT else 10 if arrow.target in self.forks else 25
        return cost

    def _side_cost(self, id: str, side: str, leaving: bool, arrow: Arrow) -> float:
        cost = 0.0
        for other_leaving, other in self._sides.get((id, side), ())[:9]:
            if not (arrow.is_flow and other.is_flow):
                cost += 5
            elif other_leaving != leaving:
                cost += 400
            elif leaving:
                cost += 120 if id in self.forks else 15
            else:
                cost += 5
        return cost

    def _end_cost(self, id: str, side: str, line: Line) -> float:
        """An arrow ends on the shape, and does not run through an event on its edge."""
        cell = self.grid.cells.get(id)
        if cell is None or side not in (TOP, BOTTOM):
            return 0
        shift = line[1] - _middle(cell, False)
        beside = max(0.0, abs(shift) - self.reach.get(id, 1))
        in_port = side == BOTTOM and any(a <= shift <= b for a, b in self.ports.get(id, ()))
        return (5000 if beside or in_port else 0) + 5000 * beside  # rather a little beside than far

    @staticmethod
    def _is_channel(flat: bool, place: float) -> bool:
        return place % 3 != 1 if flat else place % 2 == 0

    def _open(self, route: Route, i: int, ends: tuple[Cell, Cell]) -> bool:
        """Whether the cells along a middle line are empty, and nobody else draws on it."""
        flat, place = route.lines[i]
        start, stop = sorted(route.span(i, ends))
        pitch = 2 if flat else 3
        first, last = int(start - 1) // pitch + 1, -(-int(stop - 1) // pitch)
        if last - first > _LONGEST:
            return False
        along = int(place) // 3 if flat else int(place) // 2
        for n in range(first, last):
            cell = Cell(along, n) if flat else Cell(n, along)
            if start < n * pitch + 1 < stop and cell in self.grid.at:
                return False
        own = _sharing(route, i)
        for unit in range(int(start), int(-(-stop // 1))):
            for other in self._used.get((flat, place, unit), ()):
                if not any(mine is not None and mine == its for mine, its in zip(own, other, strict=True)):
                    return False
        return True

    def _entangled(self, route: Route, i: int, ends: tuple[Cell, Cell]) -> bool:
        """Whether another line in the channel would have to be on both sides of this one at once."""
        near, far = route.stubs(i, ends)
        others = self._stubs.get(route.lines[i], ())[-40:]
        return any(set(near) & set(f) and set(far) & set(n) for n, f in others)

    def _crossings(self, flat: bool, place: float, start: float, stop: float) -> int:
        low, high = sorted((start, stop))
        passing = self._passing
        return sum(
            passing.get((not flat, n, round(place)), 0) for n in range(int(low) + 1, int(-(-high // 1)))
        )

    def _keep(self, route: Route, ends: tuple[Cell, Cell]) -> None:
        arrow = route.arrow
        self._sides[arrow.port or arrow.source, route.exit].append((True, arrow))
        self._sides[arrow.target, route.entry].append((False, arrow))
        for i, (flat, place) in enumerate(route.lines):
            start, stop = sorted(route.span(i, ends))
            if self._is_channel(flat, place):
                self._stubs[flat, place].append(route.stubs(i, ends))
            else:
                for unit in range(int(start), int(-(-stop // 1))):
                    self._used[flat, place, unit].add(_sharing(route, i))
            if not self.hurried:
                for n in range(int(start) + 1, int(-(-stop // 1))):
                    self._passing[flat, round(place), n] += 1
