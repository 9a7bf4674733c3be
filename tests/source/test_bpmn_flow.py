"""業務フロー as the model holds it: kinds of lanes, what lines of a documentation say, nodes, connections."""

from pathlib import Path

import pytest

from hyojun.model import Connection, Finding, Flow, FlowFile, FlowNode, LaneKind, Task
from hyojun.source.bpmn import BPMN, read_flow

DECLARED = FlowFile(key="toroku", title="登録", file="toroku.bpmn")
EVERY_KIND = Path(__file__).parents[1] / "flow" / "files" / "every-kind.bpmn"


def read_text(inside: str, **kinds: LaneKind) -> tuple[Flow | None, tuple[Finding, ...]]:
    text = f'<definitions xmlns="{BPMN}">{inside}</definitions>'
    return read_flow(text.encode(), DECLARED, "bpmn/002/toroku.bpmn", kinds)


def read(inside: str, **kinds: LaneKind) -> Flow:
    flow, findings = read_text(inside, **kinds)
    assert flow is not None, findings
    return flow


def task(documentation: str, name: str = "登録") -> Task:
    content = f'<task id="t" name="{name}"><documentation>{documentation}</documentation></task>'
    return read(f'<process id="p">{content}</process>').tasks[0]


def trouble(documentation: str, tag: str = "task") -> list[str]:
    content = f'<task id="u"/>\n  <{tag} id="t"><documentation>{documentation}</documentation></{tag}>'
    flow, findings = read_text(f'<process id="p">{content}</process>')
    assert flow is None
    assert {(f.code, f.line, f.column) for f in findings} == {("SC03", 2, 3)}
    return [f.message for f in findings]


@pytest.fixture(scope="module")
def whole() -> Flow:
    flow, findings = read_flow(EVERY_KIND.read_bytes(), DECLARED, "bpmn/002/toroku.bpmn")
    assert flow is not None, findings
    return flow


def test_lanes_of_every_depth_know_their_kind(whole: Flow) -> None:
    assert [(x.id, x.pool, x.kind, x.within) for x in whole.lanes] == [
        ("Lane_outer", "市区町村", "職員", None),
        ("Lane_a", "市区町村", "職員", "Lane_outer"),
        ("Lane_b", "市区町村", "自業務のシステム", "Lane_outer"),
        ("Lane_c", "市区町村", "職員", None),
        ("Pool_resident", None, None, None),
    ]


def test_the_kind_of_a_lane_is_its_own_or_by_name_or_of_what_is_around() -> None:
    lanes = read(
        """<collaboration><participant id="c" name="市" processRef="p"/></collaboration>
        <process id="p"><laneSet>
          <lane id="a" name="窓口"/><lane id="b" name="システム"/>
          <lane id="d" name="窓口"><documentation>種別：外部システム</documentation>
            <childLaneSet><lane id="e" name="中"/></childLaneSet></lane>
        </laneSet><task id="t"/></process>""",
        窓口=LaneKind.RESIDENT,
        市=LaneKind.STAFF,
    ).lanes
    assert {x.id: x.kind for x in lanes} == {
        "a": "住民等",
        "b": "職員",
        "d": "外部システム",
        "e": "外部システム",
    }


@pytest.mark.parametrize(
    ("documentation", "message"),
    [
        (
            "種別: 市民",
            "「種別: 市民」は、住民等、職員、他機関、自業務のシステム、他業務の標準準拠システム、共通機能、"
            "独自施策システム等、外部システム のどれかにしてください。",
        ),
        ("種別: 職員\n種別: 住民等", "種別が2つ書かれています。1つにしてください。"),
    ],
)
def test_a_kind_that_is_none_is_told(documentation: str, message: str) -> None:
    flow, [found] = read_text(
        f"""<process id="p"><laneSet>
        <lane id="a"><documentation>{documentation}</documentation></lane></laneSet><task id="t"/></process>"""
    )
    assert (flow, found.message, found.line, found.column) == (None, message, 2, 9)


def test_what_is_inside_a_sub_process_sits_in_its_lane(whole: Flow) -> None:
    tasks = {t.id: t for t in whole.tasks}
    assert (tasks["Sub_inner"].lane, tasks["Sub_inner"].within) == ("Lane_c", "Sub_event")
    assert (tasks["Closed_task"].lane, tasks["Closed_task"].within) == ("Lane_c", "Sub_closed")
    assert tasks["userTask_1"].lane == "Lane_b"


def test_lines_of_a_task(whole: Flow) -> None:
    [found] = [t for t in whole.tasks if t.id == "userTask_1"]
    assert (found.name, found.functions, found.support) == ("申請を受け付ける", ("0020011",), True)
    assert (found.key, found.step, found.text) == ("uketsuke", "uketsuke", "窓口の職員が行う。")
    assert (found.inputs, found.outputs) == (("DataObjectReference_1",), ("DataStoreReference_1",))
    assert found.origin is not None
    assert found.origin.path == ("userTask_1",)


def test_marks_in_the_boxes(whole: Flow) -> None:
    assert {t.id: t.marks for t in whole.tasks if t.marks} == {
        "serviceTask_1": ("繰返し",),
        "sendTask_1": ("順次の繰返し",),
        "receiveTask_1": ("補償",),
        "scriptTask_1": ("並行の繰返し",),
        "Sub_event": ("イベントで始まる",),
        "Transaction_1": ("トランザクション",),
        "AdHoc_1": ("順不同",),
    }


@pytest.mark.parametrize(
    ("documentation", "leads_to"),
    [
        ("次のフロー: kofu", ("kofu",)),
        ("次のフロー：kofu、001/tennyu", ("kofu", "001/tennyu")),
        ("　次のフロー ： kofu　\n次のフロー: haishi", ("kofu", "haishi")),
        ("次のフローへ進む。", ()),
        ("種別: 職員", ()),
    ],
)
def test_flows_a_task_goes_on_in(documentation: str, leads_to: tuple[str, ...]) -> None:
    found = task(documentation)
    assert found.leads_to == leads_to
    assert found.text == (None if leads_to else documentation)


@pytest.mark.parametrize("word", ["機能ID（支援）", "機能ＩＤ(支援)"])
def test_functions_that_support(word: str) -> None:
    found = task(f"{word}: 0020011", "登録 [0020011]")
    assert (found.functions, found.support) == (("0020011",), True)


@pytest.mark.parametrize(
    ("documentation", "message"),
    [
        (
            "機能ID: 0020011\n機能ID（支援）: 0020012",
            "「機能ID」と「機能ID（支援）」の両方があります。どちらかにまとめてください。",
        ),
        (
            "機能ID（支援）: 11",
            "「機能ID（支援）: 11」は、7桁の数字を「、」で区切って書いてください。",
        ),
        (
            "手順キー: 受付",
            "「手順キー: 受付」は、半角の英小文字・数字・ハイフンを使い、英字で始まる60字までの形"
            "（例: shinsei-uketsuke）で書いてください。",
        ),
        ("手順キー: a\n手順キー: b", "手順キーが2つ以上書かれています。1つにしてください。"),
        (
            "次のフロー: 交付",
            "「次のフロー: 交付」は、業務フローのキー（ほかの業務のものは「002/キー」の形）を"
            "「、」で区切って書いてください。",
        ),
    ],
)
def test_lines_that_are_not_understood_are_told(documentation: str, message: str) -> None:
    assert trouble(documentation) == [message]


def test_nodes_say_their_trouble_too() -> None:
    [message] = trouble("次のフロー: ?", "endEvent")
    assert message.startswith("「次のフロー: ?」は、")


def test_every_event_has_its_triggers(whole: Flow) -> None:
    events = {n.id: n for n in whole.nodes if n.kind.endswith("Event")}
    assert len(events) == 39
    for id, event in events.items():
        kind, _, trigger = id.partition("_")
        if kind in ("startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent"):
            assert (event.kind, event.trigger) == (kind, () if trigger == "none" else (trigger,))
        elif kind == "boundary":
            assert (event.kind, event.trigger) == ("boundaryEvent", (trigger,))
    assert events["catch_all"].trigger == ("message", "signal")
    assert events["start_ref"].trigger == ("timer",), "a definition that it refers to"
    marked = {id: event.marks for id, event in events.items() if event.marks}
    assert marked == {
        "start_soft": ("中断しない",),
        "catch_all": ("全ての契機",),
        "boundary_timer": ("中断しない",),
        "boundary_signal": ("中断しない",),
        "Sub_start": ("中断しない",),
    }


def test_a_boundary_event_sits_where_its_task_does(whole: Flow) -> None:
    [event] = [n for n in whole.nodes if n.id == "boundary_timer"]
    assert (event.attached_to, event.lane) == ("userTask_1", "Lane_b")


def test_an_end_may_lead_into_other_flows(whole: Flow) -> None:
    [end] = [n for n in whole.nodes if n.leads_to]
    assert (end.id, end.leads_to, end.text) == (
        "endEvent_none",
        ("haishi", "001/tennyu"),
        "別のフローで続ける。",
    )


def test_data_annotations_groups_and_pools(whole: Flow) -> None:
    kinds = ("data", "text", "group", "part")
    assert [(n.kind, n.name) for n in whole.nodes if n.kind.startswith(kinds)] == [
        ("participant", "市区町村"),
        ("participant", "本籍地"),
        ("dataObject", None),
        ("dataObjectReference", "申請書 [受付済]"),
        ("dataObjectReference", "もとの名"),
        ("dataStoreReference", "印鑑登録原票"),
        ("textAnnotation", "本人確認の書類は\n別表による。"),
        ("group", "台帳"),
    ]


def test_connections_of_all_kinds(whole: Flow) -> None:
    assert [(c.id, c.kind, c.source, c.target, c.name, c.default) for c in whole.connections] == [
        ("Message_1", "メッセージ", "sendTask_1", "Pool_outside", "照会", False),
        ("DataIn_1", "データ", "DataObjectReference_1", "userTask_1", None, False),
        ("DataOut_1", "データ", "userTask_1", "DataStoreReference_1", None, False),
        ("Sub_flow", "順序", "Sub_task", "Sub_event", None, False),
        ("Flow_1", "順序", "exclusiveGateway_1", "parallelGateway_1", "不備なし", False),
        ("Flow_default", "順序", "businessRuleTask_1", "callActivity_1", None, True),
        ("Association_1", "関連", "userTask_1", "TextAnnotation_1", None, False),
    ]


def test_every_end_of_a_connection_is_known(whole: Flow) -> None:
    values: tuple[Task | FlowNode, ...] = (*whole.tasks, *whole.nodes)
    known = {v.id for v in values}
    assert {end for c in whole.connections for end in (c.source, c.target)} <= known


def test_a_connection_to_nowhere_is_kept_for_the_checks() -> None:
    flow = read(
        '<process id="p"><task id="t"/><sequenceFlow id="f" sourceRef="t" targetRef="x:away"/><association/></process>'
    )
    assert [(c.source, c.target) for c in flow.connections] == [("t", "away"), ("（なし）", "（なし）")]
    assert flow.faults


def test_the_flow_survives_a_snapshot(whole: Flow) -> None:
    assert Flow.model_validate(whole.plain()) == whole
    assert Connection.model_validate(whole.plain()["接続"][0]) == whole.connections[0]
