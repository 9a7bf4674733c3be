"""Steps: the order readers expect, and sentences for what comes next."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from hyojun import flow
from hyojun.model import Connection, Flow, FlowNode, Lane, Task, TaskKind

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "steps.yaml").read_text("utf-8"))
_KIND = re.compile(r"(\w+)(?:@(\w+))?(?:/(\w+))?(?: (.+))?")


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["名前"])
def test_steps_read_as_expected(case: dict[str, Any]) -> None:
    assert [told(step) for step in flow.steps(flow_of(case))] == case["手順"]


def told(step: flow.Step) -> str:
    text = f"{step.mark} {step.task.name} → {'／'.join(w.words for w in step.after) or '（なし）'}"
    for word, names in (("入力", step.inputs), ("出力", step.outputs)):
        text += f"（{word} {'、'.join(names)}）" if names else ""
    return text


def flow_of(case: dict[str, Any]) -> Flow:
    """A flow as the cases write it."""
    arrows = [re.fullmatch(r"(\w+) ([-=~])> (\w+)(?: : (.+))?", x) for x in case["流れ"].splitlines()]
    kinds = {"-": "順序", "=": "順序", "~": "メッセージ"}
    connections = tuple(
        Connection(
            id=f"f{n}",
            kind=kinds[a[2]],
            source=a[1],
            target=a[3],
            name=a[4],
            default=a[2] == "=",  # type: ignore[arg-type,index]
        )
        for n, a in enumerate(arrows)
    )
    nodes, inside, pools = case.get("要素", {}), case.get("中", {}), case.get("プール", {})
    ends = dict.fromkeys(e for c in connections for e in (c.source, c.target) if e not in nodes)
    tasks = tuple(
        Task(
            id=id,
            name=id,
            kind=TaskKind.SUBPROCESS if id in inside.values() else TaskKind.USER,
            lane=pools.get(id),
            within=inside.get(id),
            leads_to=tuple(case.get("次のフロー", {}).get(id, ())),
            inputs=tuple(case.get("入力", {}).get(id, ())),
            outputs=tuple(case.get("出力", {}).get(id, ())),
        )
        for id in case.get("作業の順", ends)
    )
    others = []
    for id, said in nodes.items():
        kind, host, trigger, name = _KIND.fullmatch(said).groups()  # type: ignore[union-attr]
        trigger = (trigger,) if trigger else ()
        others.append(FlowNode(id=id, kind=kind, trigger=trigger, name=name, attached_to=host))
    for id in case.get("始まり", ()):
        others.append(FlowNode(id=f"開始{id}", kind="startEvent", lane=pools.get(id)))
        connections += (Connection(id=f"s{id}", kind="順序", source=f"開始{id}", target=id),)
    lanes = tuple(Lane(id=name, name=name) for name in dict.fromkeys(pools.values()))
    return made(lanes=lanes, tasks=tasks, nodes=tuple(others), connections=connections)


def made(**parts: Any) -> Flow:
    return Flow(key="nagare", title="流れ", file="nagare.bpmn", sha256="0" * 64, **parts)


def test_marks_go_on_after_fifty() -> None:
    tasks = tuple(Task(id=f"t{n}", name=f"作業{n}", kind=TaskKind.USER) for n in range(52))
    marks = [step.mark for step in flow.steps(made(tasks=tasks))]
    assert marks[0] == "①" and marks[19:22] == ["⑳", "㉑", "㉒"]
    assert marks[34:36] == ["㉟", "㊱"] and marks[49:] == ["㊿", "(51)", "(52)"]


def test_actor_names_the_pool_where_there_are_several() -> None:
    lanes = (
        Lane(id="a", name="窓口", pool="市区町村"),
        Lane(id="b", name="住民"),
        Lane(id="c", name="審査", pool="市区町村"),
    )
    tasks = tuple(Task(id=f"t{i}", name="作業", kind=TaskKind.USER, lane=i) for i in "abc")
    steps = flow.steps(made(lanes=lanes, tasks=tasks))
    assert {s.actor for s in steps} == {"市区町村／窓口", "住民", "市区町村／審査"}
    assert [s.actor for s in flow.steps(made(lanes=lanes[:1], tasks=tasks[:1]))] == ["窓口"]


@pytest.mark.parametrize("shape", ["chain", "star", "ring of gateways", "nested"])
def test_large_flows_take_seconds(shape: str) -> None:
    many = 100_000 if shape == "chain" else 20_000
    if shape == "nested":
        tasks = tuple(
            Task.model_construct(
                id=f"t{n}", name="作業", within=f"t{n - 1}" if n else None, kind=TaskKind.SUBPROCESS
            )
            for n in range(many)
        )
        value = Flow.model_construct(lanes=(), tasks=tasks, nodes=(), connections=())
    else:
        gateways = range(0) if shape == "chain" else range(10 if shape == "star" else many // 2)
        tasks = tuple(
            Task.model_construct(id=f"t{n}", name="作業", kind=TaskKind.USER)
            for n in range(many - len(gateways))
        )
        nodes = tuple(FlowNode.model_construct(id=f"g{n}", kind="exclusiveGateway") for n in gateways)
        pairs = [(f"t{n}", f"t{n + 1}") for n in range(len(tasks) - 1)] if shape == "chain" else []
        pairs += [(f"t{n}", "g0") for n in range(len(tasks)) if gateways]
        if shape == "star":
            pairs += [("g0", f"t{n}") for n in range(len(tasks))]
        pairs += [(f"g{n}", f"g{(n + 1) % len(gateways)}") for n in gateways]
        connections = tuple(
            Connection.model_construct(id=f"f{n}", kind="順序", source=a, target=b)
            for n, (a, b) in enumerate(pairs)
        )
        value = Flow.model_construct(lanes=(), tasks=tasks, nodes=nodes, connections=connections)
    begin = time.process_time()
    found = flow.steps(value)
    assert len(found) == len(tasks)
    assert {s.number for s in found} == set(range(1, len(tasks) + 1))
    assert max(len(s.after) for s in found) <= 101
    assert time.process_time() - begin < 20
