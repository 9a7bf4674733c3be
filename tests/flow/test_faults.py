"""Faults of BPMN files: real drawings have none, and a hostile one takes bounded time."""

import time
from pathlib import Path

import pytest
from drawings import REAL, SAMPLES, read

from hyojun.flow import BIOC, DC, DD, DI, MODEL, faults
from hyojun.model import FaultKind
from hyojun.source import read_bpmn

HEAD = f'<definitions xmlns="{MODEL}" xmlns:di="{DI}" xmlns:dc="{DC}" xmlns:dd="{DD}" xmlns:bioc="{BIOC}">'


def found(body: str) -> list[tuple[FaultKind, str, str]]:
    bpmn, findings = read_bpmn(f"{HEAD}{body}</definitions>".encode(), "x.bpmn")
    assert bpmn is not None, findings
    return [(f.kind, f.name, f.other) for f in faults(bpmn, "x.bpmn")]


def shape(id: str, x: float, y: float, more: str = "") -> str:
    return (
        f'<di:BPMNShape bpmnElement="{id}"{more}><dc:Bounds x="{x}" y="{y}" width="100" height="80"/>'
        "</di:BPMNShape>"
    )


def plane(*shapes: str) -> str:
    return f'<di:BPMNDiagram><di:BPMNPlane bpmnElement="p">{"".join(shapes)}</di:BPMNPlane></di:BPMNDiagram>'


@pytest.mark.parametrize("path", [*SAMPLES, *sorted(REAL.glob("*.bpmn"))], ids=lambda p: p.stem)
def test_drawings_of_modelers_have_no_faults(path: Path) -> None:
    assert faults(read(path), path.name) == ()


def test_each_end_that_leads_nowhere_is_told_once() -> None:
    body = '<process id="p"><sequenceFlow id="f" sourceRef="a" targetRef="b"/></process>' + plane()
    nowhere = [(name, other) for kind, name, other in found(body) if kind is FaultKind.NOWHERE]
    assert nowhere == [("f", "a"), ("f", "b")]


def test_a_called_process_need_not_be_drawn() -> None:
    calls = '<process id="p"><callActivity id="c" calledElement="q"/></process>'
    called = '<process id="q"><userTask id="t"/></process>'
    assert found(calls + called + plane(shape("c", 0, 0))) == []
    alone = '<process id="p"><userTask id="c"/></process>' + called + plane(shape("c", 0, 0))
    assert found(alone) == [(FaultKind.NOT_DRAWN, "t", "")]


@pytest.mark.parametrize(("x", "y", "count"), [(97, 0, 1), (98, 0, 0), (0, 77, 1), (0, 78, 0), (-97, -77, 1)])
def test_shapes_may_touch_but_not_lie_over_each_other(x: float, y: float, count: int) -> None:
    body = '<process id="p"><userTask id="a"/><userTask id="b"/></process>'
    assert len(found(body + plane(shape("a", 0, 0), shape("b", x, y)))) == count


def test_an_event_on_a_task_in_a_sub_process_lies_over_both() -> None:
    inside = '<userTask id="t"/><boundaryEvent id="b" attachedToRef="t"/>'
    body = f'<process id="p"><subProcess id="s">{inside}</subProcess></process>'
    drawn = plane(shape("s", 0, 0, ' isExpanded="true"'), shape("t", 10, 10), shape("b", 50, 50))
    assert found(body + drawn) == []


def test_a_heap_of_shapes_takes_bounded_time() -> None:
    count = 6_000
    tasks = "".join(f'<task id="t{n}"/>' for n in range(count))
    heap = "".join(shape(f"t{n}", 0, n * 100) for n in range(count))
    begun = time.process_time()
    assert found(f'<process id="p">{tasks}</process>{plane(heap)}') == []
    assert time.process_time() - begun < 10
