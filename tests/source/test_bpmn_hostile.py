"""Files made to do harm: refused with a place, in time that grows with their size alone."""

import time
from collections.abc import Callable

import pytest

from hyojun.model import FlowFile
from hyojun.source.bpmn import BPMN, MAX_ELEMENTS, MAX_NAME, MAX_SIZE, MAX_TEXT, read_bpmn, read_flow

DECLARED = FlowFile(key="toroku", title="登録", file="toroku.bpmn")
LONG = "あ" * 3_500_000


def document(inside: str) -> bytes:
    return f'<definitions xmlns="{BPMN}" xmlns:x="urn:x">\n<process id="p">{inside}</process></definitions>'.encode()


def tasks(count: int) -> str:
    return "".join(f'<task id="t{n}" name="作業{n}"/>\n' for n in range(count))


@pytest.mark.parametrize(
    ("make", "line", "message"),
    [
        (
            lambda: f'\n<task id="t"><documentation>{LONG}</documentation></task>',
            3,
            "文章が長すぎます（3,500,000字）。100,000字以内にしてください。",
        ),
        (
            lambda: f'\n<task id="t" name="{LONG}"/>',
            3,
            "属性「name」が長すぎます（3,500,000字）。1,000字以内にしてください。",
        ),
        (
            lambda: "\n" + tasks(100_001),
            3 + MAX_ELEMENTS - 2,
            "要素が多すぎます（100,000個まで）。フローを分けてください。",
        ),
        (
            lambda: "\n" + tasks(MAX_SIZE),
            3 + MAX_SIZE - 2,
            "要素が多すぎます（20,002個。20,000個まで）。フローを分けてください。",
        ),
        (lambda: "\n" + "<x:a>" * 1_000_000, 3, "入れ子が深すぎます（200段まで）。"),
        (
            lambda: '\n<task id="a&#10;b"/>',
            3,
            "「要素ID」に改行があります。1行にしてください。",
        ),
        (
            lambda: '<task id="t"/>\n<sequenceFlow sourceRef="a&#10;b"/>',
            3,
            "「元」に改行があります。1行にしてください。",
        ),
    ],
    ids=["text", "name", "elements", "size", "depth", "id", "reference"],
)
def test_what_nobody_draws_is_refused_at_its_place(make: Callable[[], str], line: int, message: str) -> None:
    data = document(make())
    begin = time.process_time()
    flow, [found] = read_flow(data, DECLARED, "a.bpmn")
    assert time.process_time() - begin < 3
    assert (flow, found.line, found.message) == (None, line, message)


@pytest.mark.parametrize(
    "inside",
    [
        f'<task id="t" name="あ{"　&#10;" * 300}あ [0020011]{" " * 300}"/>' * 5_000,
        f'<task id="t"><documentation>機能ID:{" " * 45_000}{"　" * 45_000}0020011</documentation></task>',
        f'<task id="t"><documentation>{" " * 99_000}</documentation></task>',
        f'<task id="t"><extensionElements><x:icon>{LONG}</x:icon></extensionElements></task>',
        "<subProcess>" * 150 + "<task/>" * 15_000 + "</subProcess>" * 150,
        "<laneSet>"
        + "<lane><childLaneSet>" * 90
        + "<lane id='l'>"
        + "<flowNodeRef>t</flowNodeRef>" * 9_000
        + "</lane>"
        + "</childLaneSet></lane>" * 90
        + '</laneSet><task id="t"/>',
        '<task id="t"/>' + '<sequenceFlow sourceRef="away" targetRef="nowhere"/>' * 15_000,
        '<task id="t"/>' * 15_000,
        '<task id="t"/>' + "<boundaryEvent id='b' attachedToRef='b'/>" + "<group categoryValueRef=':'/>",
    ],
    ids=["names", "functions", "spaces", "icon", "inside", "lanes", "nowhere", "same", "itself"],
)
def test_what_is_strange_but_readable_is_read_in_bounded_time(inside: str) -> None:
    begin = time.process_time()
    flow, findings = read_flow(document(inside), DECLARED, "a.bpmn")
    assert time.process_time() - begin < 3
    assert flow is not None, findings[:3]
    assert len(flow.faults) <= 1_000


def test_the_bounds_themselves_are_allowed() -> None:
    text = "あ" * MAX_TEXT
    data = document(f'<task id="t" name="{"い" * MAX_NAME}"><documentation>{text}</documentation></task>')
    flow, findings = read_flow(data, DECLARED, "a.bpmn")
    assert flow is not None, findings
    assert (flow.tasks[0].text, len(flow.tasks[0].name)) == (text, MAX_NAME)


def test_a_script_in_a_name_is_a_name() -> None:
    data = document('<task id="t" name="&lt;script&gt;alert(1)&lt;/script&gt;"/>')
    flow, _ = read_flow(data, DECLARED, "a.bpmn")
    assert flow is not None
    assert flow.tasks[0].name == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "subset",
    [
        '[<!ENTITY a "x">]',
        '[<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]',
        'SYSTEM "file:///etc/passwd"',
        "",
    ],
)
def test_a_dtd_is_refused_before_anything_in_it_counts(subset: str) -> None:
    head = f'<?xml version="1.0"?>\n<!DOCTYPE definitions {subset}>\n'.encode()
    bpmn, [found] = read_bpmn(head + document('<task name="&a;"/>'), "a.bpmn")
    assert (bpmn, found.code, found.line) == (None, "BP02", 2)


def test_the_diagram_is_bounded_too() -> None:
    shapes = "<b:BPMNShape/>\n" * MAX_ELEMENTS
    diagram = f'<b:BPMNDiagram xmlns:b="{BPMN.replace("MODEL", "DI")}">{shapes}</b:BPMNDiagram>'
    bpmn, [found] = read_bpmn(document(diagram), "a.bpmn")
    assert (bpmn, found.message) == (None, "要素が多すぎます（100,000個まで）。フローを分けてください。")
