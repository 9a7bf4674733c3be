"""Step tables: what officials draft in Excel becomes a flow with its drawing, and back again.

One row a step. 次 names the steps after it, one a line, 条件 the condition of each, line by line: only one
of them is gone to, or all where 条件 says 並行. An empty 次 means the next row.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from hyojun.model import TASK_WORDS, Flow

from ..bpmn import MODEL, Bpmn, Element
from ..steps import END, Next, Step
from ..writing import laid_out, written
from .cells import (
    ACTOR,
    AFTER,
    CONDITION,
    FUNCTIONS,
    INPUTS,
    KEY_COLUMN,
    KIND,
    LANE_KIND,
    NUMBER,
    OUTPUTS,
    TEXT,
    WORK,
    Entry,
    Fault,
    TableProblem,
)
from .goals import FLOW, PARALLEL, Goal
from .kept import kept
from .rows import Row, read_rows, unreached

_TARGET = "http://bpmn.io/schema/bpmn"
_MOST = 2000
"""Rows of a table; no flow anybody can read has more."""


def from_table(rows: Sequence[Mapping[str, Entry]], title: str, before: Flow | None = None) -> bytes:
    """A BPMN file with a drawing, the same for the same rows. Raises TableProblem.

    `before`: the flow it replaces; steps that stay keep their IDs.
    """
    faults: list[Fault] = []
    steps = list(read_rows(rows, faults))
    if not rows:
        faults.append(Fault("", "手順の行が1つもありません。"))
    if len(rows) > _MOST:
        faults.append(Fault("", f"手順が{len(rows)}行あります。{_MOST}行までの表に分けてください。"))
    if not faults:
        faults.extend(unreached(steps))
    if faults:
        raise TableProblem(faults)
    return written(laid_out(_Building(steps, title, kept(steps, before).ids).bpmn()))


class _Building:
    """The elements of a flow, made one after the other in document order."""

    def __init__(self, rows: Sequence[Row], title: str, ids: Mapping[str, str]) -> None:
        self.rows = rows
        self.title = title
        self.elements: list[Element] = []
        self._ids = ids
        self._arrows: list[tuple[str, str, str]] = []
        self._nodes: list[tuple[str, str, str, str, tuple[str, ...]]] = []
        """ID, tag, name, lane, documentation."""
        self._into: dict[str, list[int]] = defaultdict(list)

    def bpmn(self) -> Bpmn:
        self._flow()
        root = self._add(-1, "definitions", {"id": "Definitions_1", "targetNamespace": _TARGET})
        collaboration = self._add(root, "collaboration", {"id": "Collaboration_1"})
        said = {"id": "Participant_1", "name": self.title, "processRef": "Process_1"}
        self._add(collaboration, "participant", said)
        process = self._add(root, "process", {"id": "Process_1", "isExecutable": "false"})
        lanes = list(dict.fromkeys(row.actor for row in self.rows))
        inside: dict[str, list[str]] = defaultdict(list)
        for id, _, _, lane, _ in self._nodes:
            inside[lane].append(id)
        kinds = {row.actor: row.lane_kind for row in reversed(self.rows) if row.lane_kind}
        lane_set = self._add(process, "laneSet", {"id": "LaneSet_1"})
        for n, lane in enumerate(lanes, 1):
            at = self._add(lane_set, "lane", {"id": f"Lane_{n}", "name": lane})
            if lane in kinds:
                self._add(at, "documentation", {}, f"種別: {kinds[lane]}")
            for id in inside[lane]:
                self._add(at, "flowNodeRef", {}, id)
        into: dict[str, list[int]] = defaultdict(list)
        out: dict[str, list[int]] = defaultdict(list)
        for n, (source, target, _) in enumerate(self._arrows, 1):
            out[source].append(n)
            into[target].append(n)
        data = self._data(process)
        steps = {self._ids[row.number]: row for row in self.rows}
        for id, tag, name, _, documentation in self._nodes:
            at = self._add(process, tag, {"id": id} | ({"name": name} if name else {}))
            if documentation:
                self._add(at, "documentation", {}, "\n".join(documentation))
            for n in into[id]:
                self._add(at, "incoming", {}, f"Flow_{n}")
            for n in out[id]:
                self._add(at, "outgoing", {}, f"Flow_{n}")
            if id in steps:
                self._connect(at, steps[id], data)
        for n, (source, target, name) in enumerate(self._arrows, 1):
            label = {"name": name} if name else {}
            self._add(
                process,
                "sequenceFlow",
                {"id": f"Flow_{n}", **label, "sourceRef": source, "targetRef": target},
            )
        return Bpmn(tuple(self.elements))

    def _data(self, process: int) -> dict[str, str]:
        """A data object for each name: one for all steps that use it."""
        names = dict.fromkeys(name for row in self.rows for name in (*row.inputs, *row.outputs))
        found = {name: f"Data_{n}" for n, name in enumerate(names, 1)}
        for name, id in found.items():
            self._add(process, "dataObject", {"id": f"{id}_object"})
            said = {"id": id, "name": name, "dataObjectRef": f"{id}_object"}
            self._add(process, "dataObjectReference", said)
        return found

    def _connect(self, task: int, row: Row, data: Mapping[str, str]) -> None:
        id = self._ids[row.number]
        if row.inputs:  # the target BPMN wants, as modelers write it
            self._add(task, "property", {"id": f"{id}_property", "name": "__targetRef_placeholder"})
        for n, name in enumerate(row.inputs, 1):
            at = self._add(task, "dataInputAssociation", {"id": f"{id}_in{n}"})
            self._add(at, "sourceRef", {}, data[name])
            self._add(at, "targetRef", {}, f"{id}_property")
        for n, name in enumerate(row.outputs, 1):
            at = self._add(task, "dataOutputAssociation", {"id": f"{id}_out{n}"})
            self._add(at, "targetRef", {}, data[name])

    def _add(self, parent: int, tag: str, attributes: Mapping[str, str], text: str = "") -> int:
        number = len(self.elements)
        self.elements.append(Element(number, parent, MODEL, tag, attributes, text, 0, 0))
        return number

    def _flow(self) -> None:
        joins = self._joins()
        first = self.rows[0]
        self._nodes.append(("Start_1", "startEvent", "", first.actor, ()))
        self._arrows.append(("Start_1", joins.get(first.number, self._ids[first.number]), ""))
        for row in self.rows:
            id = self._ids[row.number]
            if row.number in joins:
                self._nodes.append((joins[row.number], "parallelGateway", "", row.actor, ()))
                self._arrows.append((joins[row.number], id, ""))
            self._nodes.append((id, row.kind.value, row.work, row.actor, tuple(_documentation(row))))
            source, question = id, ""
            if len(row.goals) > 1:
                source = f"{id}_split"
                tag = "exclusiveGateway" if any(g.condition for g in row.goals) else "parallelGateway"
                question = _question(row.goals)
                self._nodes.append((source, tag, question, row.actor, ()))
                self._arrows.append((id, source, ""))
            for n, goal in enumerate(row.goals, 1):
                target = (
                    f"{id}_end{n}"
                    if goal.number is None
                    else joins.get(goal.number) or self._ids[goal.number]
                )
                self._arrows.append((source, target, _answer(goal.condition, question)))
                if goal.number is None:
                    lines = (f"次のフロー: {goal.flow}",) if goal.flow else ()
                    self._nodes.append((target, "endEvent", goal.end, row.actor, lines))

    def _joins(self) -> dict[str, str]:
        """Steps that wait for all branches of a parallel split: the step and its gateway."""
        parallel = {r.number for r in self.rows if len(r.goals) > 1 and not any(g.condition for g in r.goals)}
        if not parallel:
            return {}
        above = _dominators([(r.number, [g.number for g in r.goals if g.number]) for r in self.rows])
        into: dict[str, list[str]] = defaultdict(list)
        for row in self.rows:
            for goal in row.goals:
                if goal.number:
                    into[goal.number].append(row.number)
        return {
            number: f"{self._ids[number]}_join"
            for number, sources in into.items()
            if len(sources) > 1 and above.get(number) in parallel
        }


def _question(goals: Sequence[Goal]) -> str:
    """What all conditions begin with, as in 「交付できるか：はい」 and 「交付できるか：いいえ」."""
    asked = {re.split("[:：]", goal.condition, maxsplit=1)[0].strip() for goal in goals}
    whole = all(re.search("[:：].", goal.condition) for goal in goals)
    return asked.pop() if whole and len(asked) == 1 else ""


def _answer(condition: str, question: str) -> str:
    return re.split("[:：]", condition, maxsplit=1)[1].strip() if question else condition


def _documentation(row: Row) -> Iterator[str]:
    if row.functions:
        yield f"機能ID{'（支援）' if row.support else ''}: {', '.join(row.functions)}"
    if row.key:
        yield f"手順キー: {row.key}"
    if row.text:
        yield row.text


def _dominators(graph: Sequence[tuple[str, list[str]]]) -> dict[str, str]:
    """For each step the nearest one that every way from the first step passes (Cooper, Harvey, Kennedy)."""
    following = dict(graph)
    order: list[str] = []
    seen = {graph[0][0]}
    work = [(graph[0][0], iter(following[graph[0][0]]))]
    while work:
        id, after = work[-1]
        target = next((t for t in after if t not in seen), None)
        if target is None:
            order.append(id)
            work.pop()
        else:
            seen.add(target)
            work.append((target, iter(following[target])))
    rank = {id: n for n, id in enumerate(order)}
    before: dict[str, list[str]] = defaultdict(list)
    for id, targets in following.items():
        for target in targets:
            if id in rank:
                before[target].append(id)
    above = {graph[0][0]: graph[0][0]}
    changed = True
    while changed:
        changed = False
        for id in reversed(order[:-1]):
            known = [p for p in before[id] if p in above]
            new = known[0]
            for other in known[1:]:
                while new != other:
                    new, other = (above[new], other) if rank[new] < rank[other] else (new, above[other])
            if above.get(id) != new:
                above[id] = new
                changed = True
    return above


def as_rows(steps: Sequence[Step]) -> list[dict[str, str]]:
    """The steps of a flow as rows of a table; `from_table` makes a flow of them again."""
    last = len(steps)
    told: set[str] = set()
    rows = []
    for step in steps:
        task = step.task
        ways = [way for way in step.after if way.number or way.flow or not way.text.startswith("→")]
        plain = len(ways) == 1 and not ways[0].condition
        to_next = plain and ways[0].number == step.number + 1
        at_end = plain and ways[0].text == END and step.number == last
        kind = step.lane.kind.value if step.lane and step.lane.kind and step.actor not in told else ""
        told.add(step.actor)
        conditions = [_condition(way, len(ways) > 1) for way in ways]
        functions = "、".join(task.functions) + ("（支援）" if task.support and task.functions else "")
        rows.append(
            {
                NUMBER: str(step.number),
                ACTOR: step.actor,
                WORK: task.name,
                FUNCTIONS: functions,
                AFTER: "" if to_next or at_end else "\n".join(map(_target, ways)),
                CONDITION: "\n".join(conditions) if any(conditions) else "",
                KIND: TASK_WORDS[task.kind],
                LANE_KIND: kind,
                INPUTS: "\n".join(step.inputs),
                OUTPUTS: "\n".join(step.outputs),
                KEY_COLUMN: task.key or "",
                TEXT: task.text or "",
            }
        )
    return rows


def _condition(way: Next, several: bool) -> str:
    if way.question:
        return f"{way.question}：{way.condition}"
    return way.condition or (PARALLEL if way.parallel and several else "")


def _target(way: Next) -> str:
    if way.number:
        return str(way.number)
    if way.flow:
        return f"{FLOW}「{way.flow}」へ"
    return END if way.text == END else f"{END}：{way.text}"
