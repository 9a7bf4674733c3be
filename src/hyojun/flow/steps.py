"""The numbered steps of a flow: who does what, with what, and which step comes next (基本方針 5.1.1.1).

What the drawing shows in two dimensions is said here in sentences, for the table beside it.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from hyojun.model import Connection, Flow, FlowNode, Lane, Task

from .order import Graph, ordered

MOST_NEXT = 100
"""No step names more ways on than this; a file with more is broken, and its table stays readable."""
MOST_PASSED = 300
"""So many gateways and events are followed from one step; fewer where there are very many steps."""
_ALL_PASSED = 1_000_000

END = "終了"
_WHEN = re.compile(r"(場合|とき|時|ときは|以外|後|たら|れば)$")
_YES_OR_NO = re.compile(r"(はい|いいえ|yes|no|y|n|有|無|あり|なし|可|否|○|×|ok|ng)", re.IGNORECASE)


class Next(NamedTuple):
    """One way on from a step."""

    condition: str | None
    """Label of the branch as written, or what interrupts the step; None: always."""
    number: int | None
    """The step it leads to."""
    flow: str | None
    """The flow it leads to: `key`, or `業務ID/key`."""
    text: str
    """What is shown for the target: ⑤, 終了, the name of an end event, 「→ 住民等へ送る」."""
    question: str | None = None
    """Name of the gateway the condition answers."""
    parallel: bool = False
    """Together with the other ways."""

    @property
    def words(self) -> str:
        """The way on as a reader sees it: 「交付できる場合：⑤」, 「並行して⑤」."""
        if self.condition:
            return f"{_when(self.condition, self.question)}：{self.text}"
        return f"並行して{self.text}" if self.parallel else self.text


class Step(NamedTuple):
    """A task with its number."""

    number: int
    """From 1; it changes when the flow does. What stays is `task.step`."""
    mark: str
    """①…㊿, then (51)."""
    task: Task
    lane: Lane | None
    actor: str
    """担当: the lane, after its pool if the flow has several; empty if nobody is drawn."""
    after: tuple[Next, ...]
    inputs: tuple[str, ...]
    """Names of data it reads."""
    outputs: tuple[str, ...]


CIRCLED = "".join(map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))
"""The numbers in circles, ① to ㊿."""


def mark(number: int) -> str:
    """The number in a circle, as far as there are such signs."""
    return CIRCLED[number - 1] if 1 <= number <= len(CIRCLED) else f"({number})"


def steps(flow: Flow) -> tuple[Step, ...]:
    """All tasks of a flow in the order of reading.

    From the start (starts that wait for something after the others), branches in the order of the file
    and each up to its join, what may interrupt a task after its ordinary ways, the inside of a
    sub-process right after it, pools as messages reach them, and what nothing leads to at the end.
    """
    graph = Graph(flow)
    order = ordered(graph)
    numbers = {id: number for number, id in enumerate(order, 1)}
    names = {n.id: _line(n.name) for n in flow.nodes if n.name}
    several = len({lane.pool or lane.name for lane in flow.lanes}) > 1
    sent: dict[str, list[Connection]] = {}
    for message in graph.messages:
        sent.setdefault(message.source, []).append(message)
    ways = _Ways(graph, numbers)
    found = []
    for id, number in numbers.items():
        task, lane = graph.tasks[id], graph.lane(id)
        after = ways.of(task) + _messages(graph, numbers, sent.get(id, []))
        inputs = tuple(dict.fromkeys(names[i] for i in task.inputs if i in names))
        outputs = tuple(dict.fromkeys(names[i] for i in task.outputs if i in names))
        actor = _actor(lane, several)
        found.append(Step(number, mark(number), task, lane, actor, after, inputs, outputs))
    return tuple(found)


def _actor(lane: Lane | None, several: bool) -> str:
    if lane is None:
        return ""
    return f"{lane.pool}／{lane.name}" if several and lane.pool and lane.pool != lane.name else lane.name


def _when(condition: str, question: str | None) -> str:
    if question and _YES_OR_NO.fullmatch(condition):
        return f"「{question}」が「{condition}」の場合"
    return condition if _WHEN.search(condition) else f"{condition}の場合"


class _Way(NamedTuple):
    """How far a way on has been followed."""

    target: str
    condition: str | None = None
    question: str | None = None
    parallel: bool = False


class _Ways:
    """Follows arrows from a step through gateways and events to the next steps."""

    def __init__(self, graph: Graph, numbers: Mapping[str, int]) -> None:
        self.graph = graph
        self.numbers = numbers
        self.most = min(MOST_PASSED, max(_ALL_PASSED // max(len(numbers), 1), 10))

    def of(self, task: Task) -> tuple[Next, ...]:
        found: list[Next] = []
        work = self._after(task, _Way(task.id))[::-1]
        passed = 0
        seen: set[_Way] = set()
        while work and len(found) < MOST_NEXT and passed < self.most:
            way = work.pop()
            if way in seen:
                continue
            seen.add(way)
            if way.target in self.numbers:
                number = self.numbers[way.target]
                found.append(self._next(way, mark(number), number=number))
                continue
            passed += 1
            node = self.graph.nodes[way.target]
            further = self._after(node, way)
            found.extend(self._ends(node, way, bool(further)))
            work.extend(reversed(further))
        if work:
            found.append(Next(None, None, None, "ほかにもあります（図を見てください）"))
        found.extend(Next(None, None, key, f"フロー「{key}」へ") for key in task.leads_to)
        return tuple(dict.fromkeys(found))

    def _after(self, node: Task | FlowNode, way: _Way) -> list[_Way]:
        arrows = self.graph.out.get(node.id, [])
        if len(arrows) > self.most:
            arrows = arrows[: self.most + 1]
        fork = isinstance(node, FlowNode) and node.kind.endswith("Gateway") and len(arrows) > 1
        together = len(arrows) > 1 and (isinstance(node, Task) or node.kind == "parallelGateway")
        question = _line(node.name) if fork and node.name else way.question
        found = []
        for arrow in arrows:
            label = _line(arrow.name) if arrow.name else "それ以外" if arrow.default else None
            condition = "、かつ".join(filter(None, (way.condition, label))) or None
            asked = question if label and not way.condition else None if label else way.question
            parallel = way.parallel or (together and not label)
            found.append(_Way(arrow.target, condition, asked, parallel))
        link = self.graph.linked(node)
        if link is not None:
            found.append(way._replace(target=link))
        for event in self.graph.attached.get(node.id, ()):
            condition = _line(event.name) if event.name else "中断"
            found.append(_Way(event.id, condition))
        return found

    def _ends(self, node: FlowNode, way: _Way, goes_on: bool) -> list[Next]:
        """What is said of an event or gateway where a way ends or leaves the flow."""
        flows = [self._next(way, f"フロー「{key}」へ", flow=key) for key in node.leads_to]
        if flows or goes_on:
            return flows
        named = node.name and not node.attached_to
        return [self._next(way, _line(node.name) if named and node.name else END)]

    def _next(self, way: _Way, text: str, number: int | None = None, flow: str | None = None) -> Next:
        return Next(way.condition, number, flow, text, way.question, way.parallel)


def _messages(graph: Graph, numbers: Mapping[str, int], sent: list[Connection]) -> tuple[Next, ...]:
    found = []
    for message in sent[:MOST_NEXT]:
        lane = graph.lane(message.target)
        to = f"{lane.name}へ" if lane else ""
        what = f"「{_line(message.name)}」を" if message.name else "" if to else "メッセージを"
        found.append(Next(None, numbers.get(message.target), None, f"→ {to}{what}送る"))
    return tuple(dict.fromkeys(found))


def _line(text: str) -> str:
    """A name on one line, the way a drawing breaks it aside."""
    return " ".join(re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])", "", text).split())
