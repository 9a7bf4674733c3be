"""Drawings of what strangers may write: bounded, escaped, no script, no colour that is none."""

import time

import pytest
from drawings import SVG, groups, pieces
from lxml import etree

from hyojun.flow import Bpmn, Style, draw, planes, stylesheet
from hyojun.flow.drawing.style import INK, NAMES, PAPER, colour, contrast, legible
from hyojun.source import read_bpmn

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t" '
    'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:w="http://www.omg.org/spec/DD/20100524/DI" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0">'
)


def bpmn(model: str, diagram: str) -> Bpmn:
    text = (
        f'{HEAD}<process id="p">{model}</process><di:BPMNDiagram id="D">'
        f'<di:BPMNPlane id="P" bpmnElement="p">{diagram}</di:BPMNPlane></di:BPMNDiagram></definitions>'
    )
    found, findings = read_bpmn(text.encode(), "a.bpmn")
    assert found is not None, findings
    return found


def shape(id: str, x: object = 0, y: object = 0, w: object = 100, h: object = 80, more: str = "") -> str:
    return (
        f'<di:BPMNShape id="{id}_di" bpmnElement="{id}" {more}>'
        f'<dc:Bounds x="{x}" y="{y}" width="{w}" height="{h}"/></di:BPMNShape>'
    )


def drawn(found: Bpmn, style: Style = Style(), **more: dict[str, str]) -> etree._Element:  # noqa: B008
    return etree.fromstring(draw(found, planes(found)[0], style, **more).encode())


@pytest.mark.parametrize(
    "tag", ["task", "startEvent", "exclusiveGateway", "dataObjectReference", "subProcess"]
)
def test_names_are_text_and_nothing_else(tag: str) -> None:
    name = "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x&amp;y ]]&gt;&#x202E;"
    found = bpmn(f'<{tag} id="a&quot;&lt;b" name="{name}"/>', shape("a&quot;&lt;b"))
    svg = drawn(found, Style(title="</title><script>"), links={'a"<b': "https://example.jp/?a=1&b='\""})
    assert not list(svg.iter(f"{SVG}script"))
    assert 'a"<b' in groups(svg)
    texts = "".join(p.text for g in groups(svg).values() for p in pieces(g))
    assert "<script>alert(1)</script>" in texts
    assert "\u202e" not in etree.tostring(svg, encoding="unicode")
    assert not [a for e in svg.iter() for a in e.attrib if a.startswith("on") or a == "style"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("#abc", "#aabbcc"), ("#A1B2C3", "#a1b2c3"), ("rgb(255, 0,10)", "#ff000a"), ("Red", "#ff0000"),
        ("url(#x)", None), ("red;fill:url(x)", None), ('"/><script>', None), ("#12", None), ("javascript:1", None),
        ("var(--x)", None), ("", None), ("rgb(300,999,0)", "#ffff00"), ("#１２３", None),
    ],
)  # fmt: skip
def test_only_colours_are_colours(said: str, meant: str | None) -> None:
    assert colour(said) == meant


def test_the_colours_of_a_file_are_used_and_stay_legible() -> None:
    diagram = shape("a", more='bioc:fill="#ffe0b2" bioc:stroke="#6b3c00"') + shape(
        "b", 200, more='bioc:fill="#000" bioc:stroke="#111"'
    )
    svg = drawn(bpmn('<task id="a" name="甲"/><task id="b" name="乙"/>', diagram))
    a, b = (next(groups(svg)[id].iter(f"{SVG}rect")) for id in "ab")
    assert (a.get("fill"), a.get("stroke"), a.get("class")) == ("#ffe0b2", "#6b3c00", None)
    text = next(groups(svg)["b"].iter(f"{SVG}text"))
    assert contrast(text.get("fill"), b.get("fill")) > 4.5
    assert legible("#111111", "#000000") == PAPER.value
    assert legible("#111111", "#ffffff") == "#111111"


def test_all_names_of_colours_are_colours() -> None:
    assert all(colour(c) == c for c in NAMES.values())


def test_a_page_with_a_strict_policy_can_hold_the_drawing() -> None:
    """Inline: no style sheet and no style attribute inside, IDs of its own, colours by class."""
    found = bpmn('<task id="a" name="受付"/><sequenceFlow id="f" sourceRef="a" targetRef="a" name="戻る"/>',
                 shape("a") + '<di:BPMNEdge id="e" bpmnElement="f"><w:waypoint x="0" y="0"/><w:waypoint x="9" y="0"/>'
                 "</di:BPMNEdge>")  # fmt: skip
    one, two = (drawn(found, Style(prefix=p, standalone=False)) for p in ("f1-", "f2-"))
    ids = [[e.get("id") for e in svg.iter() if e.get("id")] for svg in (one, two)]
    assert ids[0] and not set(ids[0]) & set(ids[1])
    for svg in (one, two):
        assert not list(svg.iter(f"{SVG}style"))
        used = set(svg.get("aria-labelledby").split())
        used |= {e.get("marker-end")[5:-1] for e in svg.iter() if e.get("marker-end")}
        assert used <= {e.get("id") for e in svg.iter()}
        known = set("djs-element djs-shape djs-connection djs-label djs-label-group djs-visual flow".split())
        classes = {c for e in svg.iter() for c in (e.get("class") or "").split()} - known
        assert all(f".{c}{{" in stylesheet() for c in classes)


def test_without_css_the_drawing_is_black_on_white() -> None:
    svg = drawn(bpmn('<task id="a" name="受付"/>', shape("a")))
    rect = next(groups(svg)["a"].iter(f"{SVG}rect"))
    assert (rect.get("fill"), rect.get("stroke")) == (PAPER.value, INK.value)
    sheet = next(svg.iter(f"{SVG}style")).text
    assert "prefers-color-scheme:dark" in sheet
    assert "screen" in sheet  # what is printed stays white
    assert "var(" not in sheet


def test_links_lead_to_pages_only() -> None:
    found = bpmn('<task id="a" name="受付"/><task id="b" name="確認"/>', shape("a") + shape("b", 200))
    svg = drawn(found, links={"a": "../functions.html#f-0020011", "b": "javascript:alert(1)"})
    assert [a.get("href") for a in svg.iter(f"{SVG}a")] == ["../functions.html#f-0020011"]
    assert svg.get("role") == "group"  # an image would hide its links
    assert drawn(found).get("role") == "img"


def test_it_says_what_it_shows() -> None:
    svg = drawn(
        bpmn('<userTask id="a" name="受付"/><exclusiveGateway id="g"/>', shape("a") + shape("g", 200))
    )
    title, desc = (svg.find(f"{SVG}{tag}") for tag in ("title", "desc"))
    assert svg.get("aria-labelledby").split() == [title.get("id"), desc.get("id")]
    assert desc.text == "作業 1、分岐 1。"
    assert groups(svg)["a"].find(f"{SVG}title").text == "受付（人がシステムを操作する作業）"


@pytest.mark.parametrize("bad", ["NaN", "inf", "1e300", "-1e9", "", "x"])
def test_coordinates_that_are_none_are_left_out(bad: str) -> None:
    svg = drawn(bpmn('<task id="a" name="受付"/><task id="b"/>', shape("a", bad) + shape("b", w=bad)))
    assert not {"a", "b"} & set(groups(svg))
    assert all(abs(float(v)) < 3e6 for v in svg.get("viewBox").split())


@pytest.mark.parametrize("size", [0, 0.001, 3, 1e6])
def test_a_box_of_any_size_is_drawn(size: float) -> None:
    tags = (
        "userTask",
        "subProcess",
        "startEvent",
        "dataStoreReference",
        "complexGateway",
        "textAnnotation",
        "group",
    )
    model = "".join(f'<{tag} id="{tag}" name="名前"/>' for tag in tags)
    svg = drawn(bpmn(model, "".join(shape(tag, w=size, h=size) for tag in tags)))
    assert set(tags) <= set(groups(svg))
    assert "nan" not in etree.tostring(svg, encoding="unicode").lower()


def test_many_elements_take_time_in_proportion() -> None:
    def seconds(n: int) -> float:
        model = "".join(f'<task id="t{i}" name="作業{i}"/>' for i in range(n))
        found = bpmn(model, "".join(shape(f"t{i}", i % 100 * 120, i // 100 * 100) for i in range(n)))
        plane = planes(found)[0]
        before = time.process_time()
        draw(found, plane)
        return time.process_time() - before

    seconds(100)
    few, many = seconds(1000), seconds(8000)
    assert many < 24 * few + 0.5


def test_a_name_no_box_can_show_is_drawn_within_its_box() -> None:
    name = "申請の内容を確認する" * 1000
    svg = drawn(bpmn(f'<task id="a" name="{name}"/>', shape("a")))
    found = pieces(groups(svg)["a"])
    assert found[-1].text.endswith("…")
    assert all(p.box.x >= 0 and p.box.right <= 100 and p.box.bottom <= 80 for p in found)
    assert name in groups(svg)["a"].find(f"{SVG}title").text


def test_sub_processes_within_each_other_lie_in_order() -> None:
    depth = 60
    model = "".join(f'<subProcess id="s{i}" name="{i}">' for i in range(depth)) + "</subProcess>" * depth
    diagram = "".join(shape(f"s{i}", i, i, 500 - 2 * i, 500 - 2 * i) for i in reversed(range(depth)))
    order = list(groups(drawn(bpmn(model, diagram))))
    assert order[:depth] == [f"s{i}" for i in range(depth)]


def test_the_same_file_gives_the_same_bytes() -> None:
    found = bpmn('<task id="a" name="受付"/>', shape("a"))
    plane = planes(found)[0]
    assert draw(found, plane) == draw(found, plane)
