"""What changed, marked in a drawing: by shape and by colour, in words, and out of the way of what is written."""

import re
from collections.abc import Collection, Mapping
from itertools import combinations
from pathlib import Path

import pytest
from drawings import FILES, ROOT, SAMPLES, SVG, groups, pieces, read
from lxml import etree

from hyojun.flow import Bounds, Mark, Plane, Style, draw, planes, stylesheet
from hyojun.flow.drawing.style import DARK, contrast

FILE = ROOT / "bpmn/002/shomeisho-kofu.bpmn"
HOLDING = ("participant", "lane")


def drawn(file: Path, marks: Mapping[str, Collection[Mark]], number: int = 0) -> etree._Element:
    bpmn = read(file)
    return etree.fromstring(draw(bpmn, planes(bpmn)[number], revised=marks).encode())


def first(plane: Plane, tag: str) -> str:
    return next(p.element.id for p in (*plane.shapes, *plane.edges) if p.element.tag == tag)


def revisions(svg: etree._Element) -> dict[str, etree._Element]:
    """Badges by the element they are of."""
    return {g.get("data-revised"): g for g in svg.iter(f"{SVG}g") if g.get("data-revised")}


def colourless(svg: str) -> str:
    """A drawing as one sees it who sees no colours."""
    return re.sub(r'#[0-9a-f]{6}|class="[^"]*"', "", re.sub(r"<title>.*?</title>|<desc.*?</desc>", "", svg))


@pytest.mark.parametrize("tag", ["userTask", "startEvent", "exclusiveGateway", "lane", "sequenceFlow"])
def test_each_mark_is_told_by_shape_alone(tag: str) -> None:
    bpmn = read(FILE)
    plane = planes(bpmn)[0]
    id = first(plane, tag)
    plain = colourless(draw(bpmn, plane))
    looks = {}
    for mark in Mark:
        svg = draw(bpmn, plane, revised={id: [mark]})
        body = svg.partition('<g class="flow-revision"')[0]
        badge, _, row = svg.partition('<g class="flow-revision"')[2].partition('<g class="flow-meanings"')
        looks[mark] = colourless(body), colourless(badge)
        assert mark in row and not any(other in row for other in Mark if other is not mark)
    assert all(body != plain for body, _ in looks.values())
    for a, b in combinations(looks.values(), 2):
        assert a[0] != b[0] and a[1] != b[1]


def test_every_colour_can_be_read_in_light_and_dark() -> None:
    bpmn = read(FILE)
    plane = planes(bpmn)[0]
    for mark in Mark:
        svg = draw(bpmn, plane, revised={first(plane, "userTask"): [mark]})
        name = mark.name.lower()
        [value] = set(re.findall(rf'class="flow-{name} [^"]*" fill="(#[0-9a-f]{{6}})"', svg))
        assert contrast(value, "#ffffff") >= 4.5 and contrast(DARK[mark.name], DARK["PAPER"]) >= 4.5
        assert f".flow-{name}-line{{stroke:{DARK[mark.name]}}}" in svg


def test_the_site_knows_the_colours_a_drawing_in_a_page_asks_for() -> None:
    css = (ROOT / "templates/html/theme/static/hyojun.css").read_text("utf-8")
    for mark in Mark:
        name = mark.name.lower()
        assert f".flow-{name}{{fill:var(--{name})}}" in stylesheet()
        assert f".flow-{name} {{ fill: var(--{name}); }}" in css
        assert f".flow-{name}-line {{ stroke: var(--{name}); }}" in css
        light, dark, printed = re.findall(rf"--{name}: (#[0-9a-f]{{6}});", css)
        assert (dark, printed) == (DARK[mark.name], light)


def test_titles_and_the_description_say_it_in_words() -> None:
    bpmn = read(FILE)
    plane = planes(bpmn)[0]
    task, arrow = first(plane, "serviceTask"), first(plane, "sequenceFlow")
    svg = drawn(FILE, {task: [Mark.MOVED, Mark.CHANGED], arrow: [Mark.ADDED]})
    there = groups(svg)
    name = bpmn.find(task).name  # type: ignore[union-attr]
    assert there[task].findtext(f"{SVG}title").startswith(f"変更・移動: {name}（")
    assert there[arrow].findtext(f"{SVG}title").startswith("追加: ")
    about = svg.findtext(f"{SVG}desc")
    assert f"変更: 「{name}」。移動: 「{name}」。" in about and "追加: ほか 1。" in about
    assert "削除" not in "".join(svg.itertext())


def test_without_marks_a_drawing_is_as_it_was() -> None:
    bpmn = read(FILE)
    plane = planes(bpmn)[0]
    plain = draw(bpmn, plane)
    assert draw(bpmn, plane, revised={}) == plain
    assert draw(bpmn, plane, revised={"Activity_elsewhere": [Mark.ADDED]}) == plain
    assert "flow-meanings" not in plain and "flow-revision" not in plain


def everything(plane: Plane, mark: Mark) -> dict[str, list[Mark]]:
    return {p.element.id: [mark] for p in (*plane.shapes, *plane.edges)}


def box_of(badge: etree._Element) -> Bounds:
    """The square of a badge: its glyph stands around its centre."""
    [[x, y]] = [
        re.findall(r"[-\d.]+", g.get("transform"))[:2] for g in badge.iter(f"{SVG}g") if g.get("transform")
    ]
    return Bounds(float(x) - 8, float(y) - 8, 16, 16)


def meet(a: Bounds, b: Bounds) -> bool:
    return a.x < b.right - 0.5 and b.x < a.right - 0.5 and a.y < b.bottom - 0.5 and b.y < a.bottom - 0.5


@pytest.mark.parametrize("file", SAMPLES, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_badges_cover_no_name_beside_a_shape_and_not_each_other(file: Path) -> None:
    bpmn = read(file)
    for plane in planes(bpmn):
        numbers = {s.element.id: "12" for s in plane.shapes if "ask" in s.element.tag}
        marks = everything(plane, Mark.CHANGED)
        svg = etree.fromstring(draw(bpmn, plane, Style(), None, numbers, None, marks).encode())
        boxes = {id: box_of(g) for id, g in revisions(svg).items()}
        assert set(boxes) == set(marks)
        names = [p.box for id, g in groups(svg).items() if id.endswith("_label") for p in pieces(g)]
        tags = {s.element.id: s.element.tag for s in plane.shapes}
        on_paper = {id: b for id, b in boxes.items() if tags.get(id) not in HOLDING}
        assert [id for id, b in on_paper.items() if any(meet(b, n) for n in names)] == []
        assert [p for p in combinations(on_paper.values(), 2) if meet(*p)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}-{f.stem}")
@pytest.mark.parametrize("mark", Mark)
def test_all_of_any_file_can_be_marked_and_lies_on_the_paper(file: Path, mark: Mark) -> None:
    bpmn = read(file)
    for number, plane in enumerate(planes(bpmn)):
        if not plane.shapes:
            continue
        marks = everything(plane, mark)
        svg = drawn(file, marks, number)
        x, y, width, height = (float(v) for v in svg.get("viewBox").split())
        paper = Bounds(x, y, width, height)
        badges = revisions(svg)
        assert set(badges) == set(marks)
        assert all(paper.holds(box_of(b)) for b in badges.values())
        [row] = [g for g in svg.iter(f"{SVG}g") if g.get("class") == "flow-meanings"]
        assert all(paper.holds(p.box) for p in pieces(row))
