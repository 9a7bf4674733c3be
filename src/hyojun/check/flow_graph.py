"""A 業務フロー as rules look at it: what comes after what, who does what, where it stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from hyojun.model import (
    Flow,
    FlowNode,
    Function,
    ImplementationClass,
    Lane,
    LaneKind,
    Origin,
    Task,
    TreeNode,
    squeezed,
)

_ORDER = ("順序", "メッセージ")


class Graph:
    """Successors and predecessors of the elements of a flow.

    Arrows are sequence flows and messages; beside them an event on a task follows the task, a link goes on
    at the catching event of its name, and a sub-process leads to what it begins with.
    """

    def __init__(self, flow: Flow) -> None:
        self.after: dict[str, list[str]] = defaultdict(list)
        self.before: dict[str, list[str]] = defaultdict(list)
        for connection in flow.connections:
            if connection.kind in _ORDER:
                self._join(connection.source, connection.target)
        caught = {
            n.name: n.id for n in flow.nodes if n.kind == "intermediateCatchEvent" and _is_link(n.trigger)
        }
        for node in flow.nodes:
            if node.attached_to:
                self._join(node.attached_to, node.id)
            if node.kind == "intermediateThrowEvent" and _is_link(node.trigger) and node.name in caught:
                self._join(node.id, caught[node.name])
        inside = [(n.id, n.within) for n in elements(flow) if n.within]
        first = [(id, within) for id, within in inside if id not in self.before]
        last = [(id, within) for id, within in inside if id not in self.after]
        for id, within in first:
            self._join(within, id)
        for id, within in last:
            for following in self.after.get(within, ()):
                if following not in (id, *(i for i, w in first if w == within)):
                    self._join(id, following)

    def _join(self, source: str, target: str) -> None:
        self.after[source].append(target)
        self.before[target].append(source)

    def following(self, starts: Iterable[str], stop: Collection[str] = ()) -> set[str]:
        """Everything reached from `starts`, themselves left out unless a way leads back; no way goes on from `stop`."""
        return _reached(self.after, starts, stop)

    def preceding(self, ends: Iterable[str], stop: Collection[str] = ()) -> set[str]:
        """Everything from which `ends` are reached; no way comes through `stop`."""
        return _reached(self.before, ends, stop)


def _reached(ways: Mapping[str, list[str]], starts: Iterable[str], stop: Collection[str]) -> set[str]:
    found: set[str] = set()
    left = list(starts)
    while left:
        for id in ways.get(left.pop(), ()):
            if id not in found:
                found.add(id)
                if id not in stop:
                    left.append(id)
    return found


def _is_link(trigger: tuple[str, ...]) -> bool:
    return any("link" in t for t in trigger)


def elements(flow: Flow) -> list[Task | FlowNode]:
    """Tasks, then what stands beside them."""
    return [*flow.tasks, *flow.nodes]


def called(flow: Flow, graph: Graph) -> Mapping[str, str]:
    """How a message calls each element: 「審査する」, else 「審査する」の後の分岐, else by its ID."""
    by_id = {e.id: e for e in elements(flow)}
    found: dict[str, str] = {}
    for id, element in by_id.items():
        name, kind = _name(element), _UNNAMED.get(element.kind)
        before = _named_before(graph, by_id, id) if kind and not name else ""
        found[id] = f"「{before}」の後の{kind}" if before else f"「{name or id}」"
    return found


def _name(element: Task | FlowNode) -> str:
    return " ".join((element.name or "").split())


_UNNAMED = {
    "endEvent": "終了イベント",
    "exclusiveGateway": "分岐",
    "inclusiveGateway": "分岐",
    "eventBasedGateway": "分岐",
    "complexGateway": "分岐",
    "parallelGateway": "並行の分岐",
}


def _named_before(graph: Graph, by_id: Mapping[str, Task | FlowNode], id: str) -> str:
    """Name of the first element with a name on the way back."""
    seen: set[str] = set()
    while (before := graph.before.get(id)) and id not in seen:
        seen.add(id)
        id = before[0]
        if id in by_id and (name := _name(by_id[id])):
            return name
    return ""


def lanes_by_id(flow: Flow) -> Mapping[str, Lane]:
    return {lane.id: lane for lane in flow.lanes}


def kind_of(task: Task, lanes: Mapping[str, Lane]) -> LaneKind | None:
    """Who does a task: the kind of its lane; None if nobody says."""
    lane = lanes.get(task.lane or "")
    return lane.kind if lane else None


def in_file(flow: Flow, id: str) -> Origin | None:
    """The place of an element in the BPMN file of a flow; in the snapshot where the flow was read from one."""
    known = next((task.origin for task in flow.tasks if task.origin), None)
    if known and known.file.endswith(".bpmn"):
        return Origin(known.file, (id,))
    origins = {p.id: p.origin for part in (flow.tasks, flow.nodes, flow.lanes) for p in part}
    return origins.get(id) or flow.origin


def step(flow: Flow, task: Task) -> str:
    """What a finding calls a task."""
    return f"手順{flow.key}/{task.step}"


def is_forbidden(function: Function) -> bool:
    """Whether a function may exist nowhere, in no 団体区分."""
    return all(c is ImplementationClass.FORBIDDEN for c in function.classes_by_body().values())


def outside_work(tree: tuple[TreeNode, ...]) -> Mapping[str, TreeNode]:
    """末端 outside the standard by name; none whose name a 末端 inside has, too (TR05 tells of these)."""
    leaves = [node for top in tree for node in top.walk() if not node.children]
    inside = {squeezed(leaf.name) for leaf in leaves if leaf.scope != "対象外"}
    outside = {squeezed(leaf.name): leaf for leaf in leaves if leaf.scope == "対象外" and leaf.outside}
    return {name: leaf for name, leaf in outside.items() if name not in inside}
