"""A layout of our own: nothing overlaps, nothing is crossed, nothing else in the file changes."""

import os
import re
import time
from pathlib import Path

import pytest
from geometry import confused, covered, troubles
from hypothesis import given, settings
from hypothesis import strategies as st

from hyojun import flow, source
from hyojun.flow import DI, MODEL, Bpmn, Element

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "bpmn").glob("*/*.bpmn"))
REAL = sorted(
    (Path(os.environ.get("HYOJUN_REAL") or ROOT.parent / "shared" / "real") / "bpmn").glob("*.bpmn")
)
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
)


def read(data: bytes) -> Bpmn:
    bpmn, findings = source.read_bpmn(data, "流れ.bpmn")
    assert bpmn is not None, findings
    return bpmn


def laid(data: bytes) -> bytes:
    return flow.with_layout(data, read(data))


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_real_flows_are_laid_out_cleanly(path: Path) -> None:
    data = path.read_bytes()
    before, after = read(data), read(laid(data))
    assert troubles(after) == []
    assert [t for plane in flow.planes(after) for t in confused(after, plane)] == []
    drawn = {s.element.id for p in flow.planes(after) for s in (*p.shapes, *p.edges)}
    was = {s.element.id for p in flow.planes(before) for s in (*p.shapes, *p.edges)}
    groups = {e.id for e in before.all("group")}
    inside_calls = {e.id for e in before.elements if e.tag in ("messageFlow", "message")}
    assert was - drawn - groups - inside_calls == set()


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_only_the_diagram_changes(path: Path) -> None:
    data = path.read_bytes()
    assert without_diagram(laid(data)) == without_diagram(data)
    assert laid(laid(data)) == laid(data)


def without_diagram(data: bytes) -> bytes:
    return re.sub(rb"<(\w+:)?BPMNDiagram[ >].*</(\w+:)?BPMNDiagram>", b"", data, flags=re.DOTALL)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_labels_of_samples_are_free(path: Path) -> None:
    assert list(covered(read(laid(path.read_bytes())))) == []


TWO_TASKS = """<?xml version="1.0" encoding="{encoding}"?>
{head}<bpmn:process id="p">
  <bpmn:task id="a" name="①受付をする"/><bpmn:task id="b" name="記録する"/>
  <bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/>
</bpmn:process></bpmn:definitions>
"""


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [("UTF-8", "utf-8-sig"), ("UTF-16", "utf-16"), ("Shift_JIS", "cp932"), ("UTF-8", "utf-8")],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(encoding: str, codec: str, line_end: str) -> None:
    text = TWO_TASKS.format(encoding=encoding, head=HEAD).replace("\n", line_end)
    data = text.encode(codec)
    done = laid(data)
    before, _, after = done.decode(codec).partition("  <bpmndi:BPMNDiagram")
    begin, end = text.split("</bpmn:definitions>")
    assert before.rstrip() == begin.rstrip()
    assert after.endswith(f"</bpmn:definitions>{end}")
    assert (line_end == "\r\n") == ("\r\n" in after)
    shapes = flow.planes(read(done))[0].shapes
    assert [s.element.name for s in shapes] == ["①受付をする", "記録する"]
    assert done[:3] == data[:3]


def test_ids_colours_and_prefixes_of_the_old_diagram_stay() -> None:
    data = (
        f'<definitions xmlns="{MODEL}" xmlns:x="{DI}" xmlns:y="{flow.DC}" xmlns:bioc="{flow.BIOC}" id="d" '
        'targetNamespace="t"><process id="p"><task id="a"/></process><!-- 注 -->'
        '<x:BPMNDiagram id="D9" name="図"><x:BPMNPlane id="P9" bpmnElement="p"><x:BPMNShape id="S9" bpmnElement="a" '
        'bioc:fill="#ffe0b2"><y:Bounds x="1" y="2" width="3" height="4"/></x:BPMNShape></x:BPMNPlane>'
        "</x:BPMNDiagram></definitions>"
    ).encode()
    done = laid(data).decode()
    assert re.search('<x:BPMNDiagram [^>]*id="D9" name="図">', done)
    assert '<x:BPMNPlane id="P9" bpmnElement="p">' in done
    assert '<x:BPMNShape id="S9" bpmnElement="a" bioc:fill="#ffe0b2">' in done
    assert "<!-- 注 -->" in done
    assert '<y:Bounds x="184" ' in done


def test_old_diagrams_on_several_planes_become_one_each() -> None:
    sub = '<bpmn:subProcess id="s"><bpmn:task id="i"/></bpmn:subProcess>'
    shape = (
        '<i:BPMNShape id="{0}_x" bpmnElement="{0}"><c:Bounds x="0" y="0" width="9" height="9"/></i:BPMNShape>'
    )
    diagrams = "".join(
        f'<i:BPMNDiagram id="D{p}"><i:BPMNPlane id="P{p}" bpmnElement="{p}">{shape.format(c)}</i:BPMNPlane></i:BPMNDiagram>'
        for p, c in (("p", "s"), ("s", "i"))
    )
    head = HEAD.replace("<bpmn:definitions", f'<bpmn:definitions xmlns:i="{DI}" xmlns:c="{flow.DC}"')
    data = f'{head}<bpmn:process id="p">{sub}</bpmn:process>{diagrams}</bpmn:definitions>'.encode()
    collapsed = flow.planes(read(laid(data)))
    assert [[s.element.id for s in p.shapes] for p in collapsed] == [["s"], ["i"]]
    data = f'{HEAD}<bpmn:process id="p">{sub}</bpmn:process></bpmn:definitions>'.encode()
    expanded = flow.planes(read(laid(data)))
    assert [[(s.element.id, s.expanded) for s in p.shapes] for p in expanded] == [[("s", True), ("i", False)]]


def test_what_cannot_be_laid_out_is_said() -> None:
    with pytest.raises(flow.CannotLayOut, match="図にするもの"):
        laid(f'{HEAD}<bpmn:process id="p"/></bpmn:definitions>'.encode())
    tasks = "".join(f'<bpmn:task id="t{n}"/>' for n in range(20_001))
    with pytest.raises(flow.CannotLayOut, match="多すぎます"):
        laid(f'{HEAD}<bpmn:process id="p">{tasks}</bpmn:process></bpmn:definitions>'.encode())


@st.composite
def flows(draw: st.DrawFn) -> Bpmn:
    """Any flow: pools, lanes, sub-processes, events on edges, data, arrows from anywhere to anywhere."""
    elements: list[Element] = []

    def add(parent: int, tag: str, **said: str) -> int:
        text = said.pop("text", "")
        elements.append(Element(len(elements), parent, MODEL, tag, said, text, 0, 0))
        return len(elements) - 1

    root = add(-1, "definitions", id="d", targetNamespace="t")
    collaboration = add(root, "collaboration", id="c")
    pools = draw(st.integers(1, 3))
    ends: list[str] = []
    for p in range(pools):
        add(collaboration, "participant", id=f"pool{p}", name="市区町村の窓口", processRef=f"p{p}")
    if draw(st.booleans()):
        add(collaboration, "participant", id="black", name="国")
        ends.append("black")
    for p in range(pools):
        process = add(root, "process", id=f"p{p}")
        count = draw(st.integers(0, 9))
        lanes = draw(st.integers(0, 3))
        nodes = [f"p{p}n{n}" for n in range(count)]
        if lanes:
            lane_set = add(process, "laneSet", id=f"p{p}ls")
            at = [add(lane_set, "lane", id=f"p{p}l{n}", name="担当") for n in range(lanes)]
            for id in nodes:
                add(draw(st.sampled_from(at)), "flowNodeRef", text=id)
        for id in nodes:
            kinds = ["task", "userTask", "exclusiveGateway", "startEvent", "endEvent", "subProcess"]
            tag = draw(st.sampled_from(kinds))
            node = add(
                process,
                tag,
                id=id,
                name=draw(st.sampled_from(["", "受け付ける", "本人確認の書類が揃っているか"])),
            )
            if tag == "subProcess":
                for n in range(2):
                    add(node, "task", id=f"{id}i{n}")
                add(node, "sequenceFlow", id=f"{id}f", sourceRef=f"{id}i0", targetRef=f"{id}i1")
            if tag in ("task", "subProcess"):
                for n in range(draw(st.integers(0, 2))):
                    add(process, "boundaryEvent", id=f"{id}b{n}", attachedToRef=id, name="期限")
                    ends.append(f"{id}b{n}")
        ends += nodes
        if nodes:
            own = [e for e in ends if e.startswith(f"p{p}")]
            for n in range(draw(st.integers(0, 14))):
                a, b = draw(st.sampled_from(own)), draw(st.sampled_from(nodes))
                name = draw(st.sampled_from(["", "はい"]))
                add(process, "sequenceFlow", id=f"p{p}f{n}", sourceRef=a, targetRef=b, name=name)
            add(process, "dataStoreReference", id=f"p{p}d", name="台帳")
            add(process, "association", id=f"p{p}a", sourceRef=nodes[0], targetRef=f"p{p}d")
    for n in range(draw(st.integers(0, 4)) if len(ends) > 1 else 0):
        a, b = draw(st.sampled_from(ends)), draw(st.sampled_from(ends))
        if a[:2] != b[:2]:
            add(collaboration, "messageFlow", id=f"m{n}", sourceRef=a, targetRef=b)
    return Bpmn(tuple(elements))


@given(flows())
@settings(max_examples=80, deadline=None)
def test_any_flow_is_laid_out_cleanly(bpmn: Bpmn) -> None:
    done = flow.laid_out(bpmn)
    assert troubles(done) == []
    data = flow.written(done)
    assert flow.with_layout(data, read(data)) == flow.with_layout(
        flow.with_layout(data, read(data)), read(data)
    )
    arrows = {e.id for e in bpmn.all("sequenceFlow", "messageFlow", "association")}
    drawn = {e.element.id for e in flow.planes(read(data))[0].edges}
    assert drawn == arrows


@pytest.mark.parametrize("shape", ["chain", "star", "random", "nested"])
def test_large_files_take_seconds(shape: str) -> None:
    many = 60 if shape == "nested" else 3_000
    if shape == "nested":
        inner = "".join(f'<bpmn:subProcess id="n{n}">' for n in range(many)) + "</bpmn:subProcess>" * many
    else:
        pairs = {
            "chain": [(n, n + 1) for n in range(many - 1)],
            "star": [(0, n) for n in range(1, many)],
            "random": [(n * 7919 % many, n * 104729 % many) for n in range(many)],
        }[shape]
        inner = "".join(f'<bpmn:task id="n{n}" name="作業{n}"/>' for n in range(many))
        inner += "".join(
            f'<bpmn:sequenceFlow id="f{n}" sourceRef="n{a}" targetRef="n{b}"/>'
            for n, (a, b) in enumerate(pairs)
        )
    data = f'{HEAD}<bpmn:process id="p">{inner}</bpmn:process></bpmn:definitions>'.encode()
    begin = time.process_time()
    laid(data)
    assert time.process_time() - begin < 30
