"""Lanes and pools: who acts, and who of them does what."""

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

from hyojun.flow import Element, local
from hyojun.model import LaneKind

from .context import Context
from .notes import lane_kind, one_line


class Lanes:
    """The lanes of a file in document order. A pool without lanes is its own lane."""

    def __init__(self, context: Context, kinds: Mapping[str, LaneKind]) -> None:
        self._context = context
        self._kinds = kinds
        participants = context.all("participant")
        self.pools = {
            local(e.attributes["processRef"]): e for e in participants if "processRef" in e.attributes
        }
        """Pool by the ID of its process."""
        self._divided = {context.process(e) for e in context.all("lane")}
        self.trouble: list[tuple[Element, str]] = []
        self._depth: dict[int, int] = {}
        self._kind_of: dict[str, LaneKind | None] = {}
        self.elements: list[Element] = []
        self.rows = list(self._rows())
        """Arguments of `model.Lane`."""
        self._listed = dict(self._nodes())
        self._inherited: dict[int, str | None] = {}
        """Lanes of sub-processes, by number."""

    def of(self, e: Element) -> str | None:
        """ID of the lane a node sits in: the innermost that lists it, else that of the sub-process around
        it, else its undivided pool."""
        if lane := self._listed.get(e.id):
            return lane
        if around := self._context.around(e):
            if around.number not in self._inherited:
                self._inherited[around.number] = self.of(around)
            return self._inherited[around.number]
        process = self._context.process(e)
        pool = None if process in self._divided else self.pools.get(process)
        return pool.id if pool else None

    @property
    def undivided(self) -> frozenset[str]:
        """IDs of pools that are lanes themselves."""
        return frozenset(row["id"] for row in self.rows).intersection(e.id for e in self.pools.values())

    def _rows(self) -> Iterator[dict[str, Any]]:
        for e in self._context.all("process", "lane"):
            process = e.attributes.get("id", "")
            if e.tag == "process" and process in self.pools and process not in self._divided:
                pool = self.pools[process]
                self.elements.append(pool)
                yield {"id": pool.id, "name": _name(pool, pool.id), "kind": self._kind(pool, None)}
            elif e.tag == "lane":
                self.elements.append(e)
                yield self._lane(e)

    def _lane(self, e: Element) -> dict[str, Any]:
        pool = self.pools.get(self._context.process(e))
        outer = self._context.outer_lane(e)
        self._depth[e.number] = self._depth[outer.number] + 1 if outer else 0
        if outer is None and pool is not None and pool.id not in self._kind_of:
            self._kind(pool, None)
        return {
            "id": e.id,
            "name": _name(e, e.id),
            "pool": (_name(pool, "") or None) if pool else None,
            "kind": self._kind(e, outer or pool),
            "within": outer.id if outer else None,
        }

    def _kind(self, e: Element, around: Element | None) -> LaneKind | None:
        """What a lane says of itself, else what 業務.yaml says of its name, else the kind of what is around."""
        kind, trouble = lane_kind(self._context.documentation(e))
        if trouble:
            self.trouble.append((e, trouble))
        kind = kind or self._kinds.get(_name(e, "")) or (self._kind_of.get(around.id) if around else None)
        self._kind_of[e.id] = kind
        return kind

    def _nodes(self) -> Iterator[tuple[str, str]]:
        """Node and lane, outer lanes before those inside, so that the innermost is what remains."""
        listed: list[tuple[int, str, str]] = []
        for e in self._context.all("flowNodeRef"):
            lane = self._context.above(e)
            if lane.number in self._depth:
                listed.append((self._depth[lane.number], local(e.text), lane.id))
        listed.sort(key=itemgetter(0))
        return ((node, lane) for _, node, lane in listed)


def _name(e: Element, default: str) -> str:
    return one_line(e.attributes.get("name", "")) or default
