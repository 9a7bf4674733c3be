"""In which order the steps of a flow are told: from the start, a branch to its join before the next branch.

A node waits for all that lead to it from the same start, arrows back aside (Kahn's order, depth first).
Work lists instead of recursion: a flow may be as deep as it likes.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from hyojun.model import Flow, FlowNode, Lane, Task

DATA = ("data", "textAnnotation", "group")
"""Beginnings of the kinds of elements that nothing flows through."""


class Graph:
    """What leads to what in a flow: sequence flows, events on the edge of a task, pairs of links."""

    def __init__(self, flow: Flow) -> None:
        self.tasks = {t.id: t for t in flow.tasks}
        self.nodes = {n.id: n for n in flow.nodes if not n.kind.startswith(DATA)}
        self.lanes = {lane.id: lane for lane in flow.lanes}
        self.messages = tuple(c for c in flow.connections if c.kind == "メッセージ")
        self.out = defaultdict(list)
        for c in flow.connections:
            if c.kind == "順序" and c.source in self and c.target in self and c.source != c.target:
                self.out[c.source].append(c)
        self.attached: dict[str, list[FlowNode]] = defaultdict(list)
        self._lane_of: dict[str, Lane | None] = {}
        for node in self.nodes.values():
            if node.attached_to:
                self.attached[node.attached_to].append(node)

    def __contains__(self, id: str) -> bool:
        return id in self.tasks or id in self.nodes

    def __getitem__(self, id: str) -> Task | FlowNode:
        return self.tasks.get(id) or self.nodes[id]

    @cached_property
    def _caught(self) -> dict[str, str]:
        """Name of a link → the event where it comes out."""
        links = (n for n in self.nodes.values() if n.kind == "intermediateCatchEvent" and n.name)
        return {str(n.name): n.id for n in links if any("link" in t for t in n.trigger)}

    def linked(self, node: Task | FlowNode) -> str | None:
        """Where a link event of this flow comes out again."""
        if isinstance(node, FlowNode) and node.kind == "intermediateThrowEvent" and node.name:
            return self._caught.get(node.name) if any("link" in t for t in node.trigger) else None
        return None

    @cached_property
    def next(self) -> dict[str, tuple[str, ...]]:
        """Node → nodes after it: branches in the order of the file, then what may interrupt it."""
        found = {}
        for id in (*self.nodes, *self.tasks):
            after = [c.target for c in self.out.get(id, ())]
            link = self.linked(self[id])
            if link is not None and link != id:
                after.append(link)
            after.extend(n.id for n in self.attached.get(id, ()) if n.id != id)
            found[id] = tuple(dict.fromkeys(after))
        return found

    def pool(self, id: str) -> str | None:
        """ID or name of the pool around a node."""
        lane = self.lane(id)
        return None if lane is None else lane.pool or lane.name

    def lane(self, id: str) -> Lane | None:
        """The lane of a node, or of the sub-process around it."""
        way: list[str] = []
        seen: set[str] = set()
        found = None
        while id not in self._lane_of and id in self and id not in seen:
            seen.add(id)
            way.append(id)
            found = self.lanes.get(self[id].lane or "")
            if found:
                break
            id = self[id].within or ""
        found = found or self._lane_of.get(id) or self.lanes.get(id)
        self._lane_of.update(dict.fromkeys(way, found))
        return found


def ordered(graph: Graph) -> tuple[str, ...]:
    """IDs of all tasks in the order of their steps. Pools come in the order in which messages reach them."""
    walk = _Walk(graph)
    pools: dict[str | None, list[str]] = {}
    for id in walk.inside.get(None, ()):
        pools.setdefault(graph.pool(id), []).append(id)
    begins = {pool for pool, ids in pools.items() if any(_begins(graph, id) for id in ids)}
    left = sorted(pools, key=lambda pool: pool not in begins)
    place = {pool: number for number, pool in enumerate(left)}
    from_pool = defaultdict(list)
    for message in graph.messages:
        from_pool[graph.pool(message.source)].append(message)
    reached: list[str | None] = []
    done: set[str | None] = set()
    while left or reached:
        pool = reached.pop(0) if reached else left.pop(0)
        if pool in done or pool not in place:
            continue
        done.add(pool)
        walk.take(pools[pool])
        told = {id: number for number, id in enumerate(walk.found)}
        sent = sorted(from_pool[pool], key=lambda m: told.get(m.source, len(told)))
        reached.extend(graph.pool(m.target) for m in sent)
    walk.take(list(graph.tasks))  # what lies in a circle of sub-processes
    return tuple(id for id in walk.found if id in graph.tasks)


def _begins(graph: Graph, id: str) -> bool:
    """A start that waits for no message of another pool."""
    node = graph.nodes.get(id)
    return node is not None and node.kind == "startEvent" and not any("message" in t for t in node.trigger)


class _Walk:
    """The order found so far."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.found: dict[str, None] = {}
        self._waiting: dict[str, int] = {}
        self._back: set[tuple[str, str]] = set()
        self.inside: dict[str | None, list[str]] = defaultdict(list)
        for id in (*graph.nodes, *graph.tasks):
            around = graph[id].within
            self.inside[around if around in graph.tasks else None].append(id)
        self._entered = {after for them in graph.next.values() for after in them}

    def take(self, members: list[str]) -> None:
        """All of these nodes, and what lies inside of them."""
        work: list[str | Iterator[str]] = [self._phases(members)]
        while work:
            top = work[-1]
            if isinstance(top, str):
                work.pop()
                self._visit(top, work)
                continue
            root = next(top, None)
            if root is None:
                work.pop()
            else:
                work.append(root)

    def _visit(self, id: str, work: list[str | Iterator[str]]) -> None:
        if id in self.found:
            return
        self.found[id] = None
        ready = []
        for after in self.graph.next[id]:
            if (id, after) not in self._back and after in self._waiting:
                self._waiting[after] -= 1
                if self._waiting[after] == 0:
                    ready.append(after)
        work.extend(reversed(ready))
        if id in self.inside:
            work.append(self._phases(self.inside[id]))

    def _phases(self, members: list[str]) -> Iterator[str]:
        """Nodes to begin with, one after the other: starts first, then what nothing leads to, then the rest."""
        starts = [id for id in members if (n := self.graph.nodes.get(id)) and n.kind == "startEvent"]
        starts.sort(key=lambda id: bool(self.graph.nodes[id].trigger))
        self._explore(starts)
        yield from starts
        for id in (*(i for i in members if i not in self._entered), *members):
            if id not in self.found:
                self._explore([id])
                yield id

    def _explore(self, roots: list[str]) -> None:
        waiting, back = explored(roots, self.graph.next, self.found)
        self._waiting.update(waiting)
        self._back |= back


def explored(
    roots: Iterable[str], following: Mapping[str, Sequence[str]], done: Container[str] = ()
) -> tuple[dict[str, int], set[tuple[str, str]]]:
    """How many lead to each node reached from the roots, arrows back aside; and the arrows back."""
    waiting: dict[str, int] = {}
    back: set[tuple[str, str]] = set()
    open_now: set[str] = set()
    seen: set[str] = set()
    way: list[tuple[str, Iterator[str]]] = []

    def enter(id: str) -> None:
        seen.add(id)
        open_now.add(id)
        way.append((id, iter(following.get(id, ()))))

    for root in roots:
        if root not in seen:
            enter(root)
        while way:
            id, after = way[-1]
            target = next(after, None)
            if target is None:
                way.pop()
                open_now.discard(id)
            elif target in open_now:
                back.add((id, target))
            elif target not in done:
                waiting[target] = waiting.get(target, 0) + 1
                if target not in seen:
                    enter(target)
    return waiting, back
