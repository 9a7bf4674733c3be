"""Where each element of a flow stands in a grid: columns from left to right in time, rows inside bands.

A band is a lane, a pool without lanes, or the inside of a sub-process. A column is the longest way from the
start; a step that only changes the band stands below or above the one before it, so that a flow does
not grow wider than it must.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..order import explored

_FAR = 1 << 30
_LOOK = 12
"""So many steps of a branch are considered when a row is chosen for it."""
_ROWS = 30
"""So many rows are tried before a new one is made."""


class Item(NamedTuple):
    """What wants a cell."""

    id: str
    band: int
    beside: str | None = None
    """For data and remarks: the item it belongs to. It takes no part in the order of the others."""
    late: bool = False
    """A start that waits for something: placed after the plain ones."""


class Arrow(NamedTuple):
    """What connects two items and is to be drawn."""

    id: str
    source: str
    target: str
    is_flow: bool = True
    """A sequence flow, which takes a step to the right; others do not."""
    port: str | None = None
    """The event on the edge of the source where it leaves."""
    shift: float = 0.0
    """Tells the ports of one source apart: parts of a column, never 0 for a port."""


class Cell(NamedTuple):
    row: int
    column: int


class Grid(NamedTuple):
    """The outcome; rows are counted over all bands."""

    cells: Mapping[str, Cell]
    at: Mapping[Cell, str]
    rows: tuple[int, ...]
    """Of each band: how many."""
    columns: int

    def first(self, band: int) -> int:
        """Number of the first row of a band."""
        return sum(self.rows[:band])


def place(items: Sequence[Item], arrows: Sequence[Arrow], bands: int) -> Grid:
    """Give every item a cell of its own."""
    placing = _Placing(items, arrows, bands)
    placing.flow()
    placing.beside()
    begin = [0]
    for rows in placing.rows:
        begin.append(begin[-1] + rows)
    cells = {id: Cell(begin[band] + row, column) for id, (band, row, column) in placing.found.items()}
    columns = max((c.column for c in cells.values()), default=0) + 1
    return Grid(cells, {c: id for id, c in cells.items()}, tuple(placing.rows), columns)


class _Placing:
    def __init__(self, items: Sequence[Item], arrows: Sequence[Arrow], bands: int) -> None:
        self.items = {i.id: i for i in items}
        self.ids = [i.id for i in items if i.beside is None]
        self.rows = [1] * bands
        self.found: dict[str, tuple[int, int, int]] = {}
        self._taken: set[tuple[int, int, int]] = set()
        self._kept: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        placed = set(self.ids)
        self._out: dict[str, list[Arrow]] = defaultdict(list)
        self._in: dict[str, list[Arrow]] = defaultdict(list)
        known = [a for a in arrows if a.source in placed and a.target in placed and a.source != a.target]
        for arrow in sorted(known, key=lambda a: (not a.is_flow, a.port is not None)):
            self._out[arrow.source].append(arrow)
        entered = {a.target for a in known}
        roots = sorted((i for i in self.ids if i not in entered), key=lambda i: self.items[i].late)
        following = {id: tuple(dict.fromkeys(a.target for a in out)) for id, out in self._out.items()}
        waiting, back = explored([*roots, *self.ids], following)
        for id in self.ids:
            for arrow in self._out[id]:
                if (arrow.source, arrow.target) not in back:
                    self._in[arrow.target].append(arrow)
        self._order = self._sorted(roots, following, waiting, back)

    def _sorted(
        self,
        roots: list[str],
        following: Mapping[str, Sequence[str]],
        waiting: dict[str, int],
        back: set[tuple[str, str]],
    ) -> list[str]:
        """Before each item all that lead to it; a branch to its join before the next branch."""
        order: dict[str, None] = {}
        for root in (*roots, *(i for i in self.ids if waiting.get(i, 0) == 0), *self.ids):
            work = [root] if root not in order and waiting.get(root, 0) <= 0 else []
            while work:
                id = work.pop()
                order[id] = None
                ready = []
                for after in following.get(id, ()):
                    if (id, after) not in back:
                        waiting[after] -= 1
                        if waiting[after] == 0:
                            ready.append(after)
                work.extend(reversed(ready))
        return [*order, *(i for i in self.ids if i not in order)]

    def flow(self) -> None:
        for id in self._order:
            before = [a for a in self._in[id] if a.source in self.found]
            least = max((self.found[a.source][2] + a.is_flow for a in before), default=0)
            if not self._stack(id, before, least):
                self._append(id, before, least)

    def _free(self, band: int, row: int, column: int) -> bool:
        if (band, row, column) in self._taken:
            return False
        return not any(first <= row <= last for first, last in self._kept.get((band, column), ()))

    def _take(self, id: str, band: int, row: int, column: int) -> None:
        self.rows[band] = max(self.rows[band], row + 1)
        self.found[id] = (band, row, column)
        self._taken.add((band, row, column))

    def _stack(self, id: str, before: list[Arrow], least: int) -> bool:
        """Below or above the only step before it, in another band, if nothing is in between."""
        flows = [a for a in before if a.is_flow]
        if len(flows) != 1 or flows[0].port:
            return False
        band = self.items[id].band
        other, from_row, column = self.found[flows[0].source]
        if (
            band == other
            or least > column + 1
            or any(self.found[a.source][2] > column for a in before if not a.is_flow)
        ):
            return False
        down = band > other
        row = 0 if down else self.rows[band] - 1
        between = [(other, from_row + 1, _FAR) if down else (other, 0, from_row - 1)]
        between += [(b, 0, _FAR) for b in range(min(band, other) + 1, max(band, other))]
        if not down:
            between.append((band, row + 1, _FAR))
        if not self._free(band, row, column) or any(not self._clear(b, f, t, column) for b, f, t in between):
            return False
        for b, first, last in between:
            self._kept[b, column].append((first, last))
        self._take(id, band, row, column)
        return True

    def _clear(self, band: int, first: int, last: int, column: int) -> bool:
        last = min(last, self.rows[band] - 1)
        if any(f <= last and first <= t for f, t in self._kept.get((band, column), ())):
            return False
        return last - first < _ROWS and all(
            (band, row, column) not in self._taken for row in range(first, last + 1)
        )

    def _append(self, id: str, before: list[Arrow], column: int) -> None:
        """To the right of all that lead to it, in the row of one of them if it can be."""
        band = self.items[id].band
        same = [a for a in before if self.found[a.source][0] == band]
        straight = sorted({self.found[a.source][1] for a in same if a.is_flow and not a.port})
        for at in (column, column + 1):
            for row in straight[:_ROWS]:
                if self._free(band, row, at):
                    return self._take(id, band, row, at)
                if (band, row, column) in self._taken:
                    straight = [r for r in straight if r != row]
        hosts = {self.found[a.source][1] for a in same if a.port}
        from_above = all(self.found[a.source][0] <= band for a in before)
        near = (
            straight[0] if straight else max(hosts) + 1 if hosts else 0 if from_above else self.rows[band] - 1
        )
        ahead = self._ahead(id)
        rows = sorted(
            range(max(0, near - _ROWS), min(self.rows[band], near + _ROWS)), key=lambda r: abs(r - near)
        )
        for row in rows:
            if row not in hosts and all(self._free(band, row, column + k) for k in range(ahead)):
                return self._take(id, band, row, column)
        row = self.rows[band]
        while not self._free(band, row, column):  # kept clear for an arrow to another band
            column += 1
        return self._take(id, band, row, column)

    def _ahead(self, id: str) -> int:
        """How many cells in a row it and the steps right after it want."""
        band, length = self.items[id].band, 1
        while length < _LOOK:
            flows = [a.target for a in self._out.get(id, ()) if a.is_flow]
            after = [t for t in flows if self.items[t].band == band and len(self._in[t]) == 1]
            if not after:
                break
            id, length = after[0], length + 1
        return length

    def beside(self) -> None:
        """Data and remarks: near what they belong to, wherever there is room."""
        for item in self.items.values():
            if item.beside is None:
                continue
            band, row, column = self.found.get(item.beside, (item.band, -1, 0))
            spot = self._near(band, row, column)
            if spot is None:
                spot = (band, self.rows[band], column)
                while not self._free(*spot):
                    spot = (band, spot[1], spot[2] + 1)
            self._take(item.id, *spot)

    def _near(self, band: int, row: int, column: int) -> tuple[int, int, int] | None:
        for away in (1, 2):
            for step in (away, -away):
                for aside in (0, 1, -1):
                    at = (band, row + step, column + aside)
                    inside = 0 <= at[1] < self.rows[band] and at[2] >= 0
                    passed = (band, row + step // 2, column)
                    if inside and self._free(*at) and (away == 1 or (aside == 0 and self._free(*passed))):
                        return at
        return None
