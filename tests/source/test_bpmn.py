"""業務フロー: lanes, pools, names, 機能ID; hostile XML; and the reference models of the BPMN MIWG."""

import os
import time
from pathlib import Path

import pytest
from lxml import etree

from hyojun.model import Finding, Flow, FlowFile, TaskKind
from hyojun.source.bpmn import BPMN, MAX_DEPTH, locate_element, read_flow

DECLARED = FlowFile(key="toroku", title="登録", file="toroku.bpmn")
REAL = Path(os.environ.get("HYOJUN_REAL") or Path(__file__).parents[3] / "shared" / "real") / "bpmn"
TASKS = {kind.value for kind in TaskKind} | {"transaction", "adHocSubProcess"}


def read(inside: str, head: str = "") -> Flow:
    flow, findings = read_text(inside, head)
    assert flow is not None, findings
    return flow


def read_text(inside: str, head: str = "") -> tuple[Flow | None, tuple[Finding, ...]]:
    text = f'{head}<definitions xmlns="{BPMN}" xmlns:x="urn:x">{inside}</definitions>'
    return read_flow(text.encode(), DECLARED, "bpmn/002/toroku.bpmn")


def tasks(flow: Flow) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(t.name, t.lane, t.functions) for t in flow.tasks]


def test_lanes_of_a_pool() -> None:
    flow = read("""
        <collaboration><participant id="c" name="市区町村" processRef="p"/></collaboration>
        <process id="p">
          <laneSet><lane id="l1" name="窓口"><flowNodeRef>t1</flowNodeRef></lane>
          <lane id="l2" name="システム"><flowNodeRef> t2 </flowNodeRef><flowNodeRef>g</flowNodeRef></lane></laneSet>
          <userTask id="t1" name="受付"/><serviceTask id="t2" name="登録"/><exclusiveGateway id="g"/>
        </process>""")
    assert [(x.id, x.name, x.pool) for x in flow.lanes] == [
        ("l1", "窓口", "市区町村"),
        ("l2", "システム", "市区町村"),
    ]
    assert tasks(flow) == [("受付", "l1", ()), ("登録", "l2", ())]


def test_a_task_sits_in_the_innermost_of_nested_lanes() -> None:
    flow = read("""
        <process id="p">
          <laneSet><lane id="outer" name="市"><flowNodeRef>t</flowNodeRef>
            <childLaneSet><lane id="inner" name="係"><flowNodeRef>t</flowNodeRef></lane></childLaneSet>
          </lane></laneSet>
          <task id="t" name="受付"/>
        </process>""")
    assert [x.id for x in flow.lanes] == ["outer", "inner"]
    assert tasks(flow) == [("受付", "inner", ())]


def test_a_pool_without_lanes_is_its_own_lane() -> None:
    flow = read("""
        <collaboration><participant id="c1" name="住民" processRef="x:p1"/><participant id="c2" name="外"/>
        <participant id="c3" name="市" processRef="p2"/></collaboration>
        <process id="p1"><task id="t1" name="申請"/></process>
        <process id="p2"><laneSet><lane id="l" name="窓口"><flowNodeRef>t2</flowNodeRef></lane></laneSet>
          <task id="t2" name="受付"/></process>""")
    assert [(x.id, x.name, x.pool) for x in flow.lanes] == [("c1", "住民", None), ("l", "窓口", "市")]
    assert tasks(flow) == [("申請", "c1", ()), ("受付", "l", ())]


def test_tasks_outside_any_lane_and_nameless_ones() -> None:
    flow = read(
        '<process id="p"><task/><subProcess id="s" name="審査"><task id="t" name="確認"/></subProcess></process>'
    )
    assert flow.lanes == ()
    assert tasks(flow) == [("（名称なし）", None, ()), ("審査", None, ()), ("確認", None, ())]


@pytest.mark.parametrize("kind", sorted(TASKS))
def test_every_kind_of_task_is_known(kind: str) -> None:
    [task] = read(f'<process id="p"><{kind} id="t" name="作業"/></process>').tasks
    assert task.kind == TaskKind(kind if kind in {k.value for k in TaskKind} else "subProcess")


@pytest.mark.parametrize(
    ("documentation", "functions", "text"),
    [
        ("機能ID: 0020011", ("0020011",), None),
        ("機能ID: 0020012, 0020011", ("0020012", "0020011"), None),
        ("機能ＩＤ：0020011、0020012", ("0020011", "0020012"), None),
        ("受付印を押す。\n機能ID: 0020011\n控えを渡す。", ("0020011",), "受付印を押す。\n\n控えを渡す。"),
        ("機能ID: 0020011\n機能ID: 0020011, 0020012", ("0020011", "0020012"), None),
        ("機能0020011による。", (), "機能0020011による。"),
        ("", (), None),
    ],
)
def test_functions_in_the_documentation(
    documentation: str, functions: tuple[str, ...], text: str | None
) -> None:
    content = f'<task id="t" name="登録"><documentation>{documentation}</documentation></task>'
    [task] = read(f'<process id="p">{content}</process>').tasks
    assert (task.functions, task.text) == (functions, text)


@pytest.mark.parametrize(
    ("name", "shown", "functions"),
    [
        ("登録 [0020011]", "登録", ("0020011",)),
        ("登録［0020011、0020012］", "登録", ("0020011", "0020012")),
        ("登録する&#10;[0020011]", "登録する", ("0020011",)),
        ("印鑑を&#10;登録する", "印鑑を登録する", ()),
        ("print&#10;out", "print out", ()),
        ("[0020011]", "（名称なし）", ("0020011",)),
        ("登録 [任意]", "登録 [任意]", ()),
        ("登録 [20011]", "登録 [20011]", ()),
    ],
)
def test_functions_on_the_name(name: str, shown: str, functions: tuple[str, ...]) -> None:
    [task] = read(f'<process id="p"><task id="t" name="{name}"/></process>').tasks
    assert (task.name, task.functions) == (shown, functions)


def test_several_documentations_of_a_task_count_but_not_those_of_its_parts() -> None:
    flow = read("""<process id="p"><documentation>機能ID: 0020099</documentation>
        <subProcess id="s" name="審査"><documentation>機能ID: 0020011</documentation>
          <documentation>機能ID: 0020012</documentation>
          <task id="t" name="確認"><documentation>機能ID: 0020013</documentation></task>
        </subProcess></process>""")
    assert tasks(flow) == [("審査", None, ("0020011", "0020012")), ("確認", None, ("0020013",))]


def test_elements_of_other_namespaces_are_passed_over() -> None:
    flow = read("""<process id="p"><x:task id="a" name="よそ"/>
        <task id="t" name="受付"><extensionElements><x:task name="よそ"><x:documentation>機能ID: 0020011</x:documentation>
        </x:task></extensionElements></task></process>""")
    assert tasks(flow) == [("受付", None, ())]


def test_what_the_yaml_declares_stays() -> None:
    flow = read('<process id="p"><task id="t"/></process>')
    assert (flow.key, flow.title, flow.file) == ("toroku", "登録", "toroku.bpmn")
    assert len(flow.sha256) == 64


def test_an_entity_bomb_is_refused_at_once() -> None:
    entities = '<!ENTITY a0 "x">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    begin = time.perf_counter()
    flow, [found] = read_text('<process id="p"><task name="&a11;"/></process>', f"<!DOCTYPE d [{entities}]>")
    assert (flow, found.code, found.line) == (None, "BP02", 1)
    assert time.perf_counter() - begin < 1


def test_nesting_too_deep_is_refused() -> None:
    deep = MAX_DEPTH - 2
    assert read("<x:a>" * deep + '<task id="t"/>' + "</x:a>" * deep)
    flow, [found] = read_text("<x:a>" * (deep + 1) + '<task id="t"/>' + "</x:a>" * (deep + 1))
    assert (flow, found.code) == (None, "BP01")
    assert found.message == f"入れ子が深すぎます（{MAX_DEPTH}段まで）。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_read(encoding: str) -> None:
    declared = "utf-8" if encoding.startswith("utf-8") else "utf-16"
    mark = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(encoding, "")
    head = f'{mark}<?xml version="1.0" encoding="{declared}"?>'
    text = f'{head}<definitions xmlns="{BPMN}"><task id="t" name="登録"/></definitions>'
    flow, _ = read_flow(text.encode(encoding), DECLARED, "a.bpmn")
    assert flow is not None
    assert [t.name for t in flow.tasks] == ["登録"]


def test_an_older_encoding_is_read() -> None:
    text = f"<?xml version='1.0' encoding='ISO-8859-1'?><definitions xmlns='{BPMN}'><task id='t' name='caf\xe9'/></definitions>"
    flow, _ = read_flow(text.encode("iso-8859-1"), DECLARED, "a.bpmn")
    assert flow is not None
    assert [t.name for t in flow.tasks] == ["café"]


def test_the_place_of_an_element() -> None:
    data = f'<definitions xmlns="{BPMN}">\n  <task id="t"/>\n</definitions>'.encode()
    assert locate_element(data, "t") == (2, 3)
    assert locate_element(data, "u") is None
    assert locate_element(b"<", "t") is None


@pytest.mark.skipif(not REAL.is_dir(), reason="the reference models of the BPMN MIWG are not here")
@pytest.mark.parametrize("name", sorted(p.name for p in REAL.glob("*.bpmn")) if REAL.is_dir() else [])
def test_a_reference_model_is_read_whole(name: str) -> None:
    data = (REAL / name).read_bytes()
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    expected = [
        element.get("id") for element in tree.iter(f"{{{BPMN}}}*") if etree.QName(element).localname in TASKS
    ]
    flow, findings = read_flow(data, DECLARED, name)
    assert [t.id for t in flow.tasks] == expected if flow else findings[0].code == "BP04"
    if flow:
        assert {t.lane for t in flow.tasks} <= {None, *(lane.id for lane in flow.lanes)}
    else:
        assert not expected
