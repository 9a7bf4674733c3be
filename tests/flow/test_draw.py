"""Drawings: all that the diagram interchange holds, whole, in its place, in the signs of BPMN 2.0."""

import re
import time
from itertools import combinations
from pathlib import Path

import noto_cjk_sans_jp_regular
import pikepdf
import pypdf
import pytest
import typst
from drawings import FILES, REAL, SVG, groups, pictures, pieces, place, read, written
from lxml import etree

from hyojun.flow import Bpmn, Plane, Point, draw, planes
from hyojun.flow.drawing.draw import OUTSIDE
from hyojun.flow.drawing.edges import distinct
from hyojun.flow.drawing.glyphs import EVENTS, GATEWAYS, MARKERS, TASKS
from hyojun.flow.drawing.marks import mark
from hyojun.flow.drawing.scene import Scene
from hyojun.flow.drawing.style import PLAIN
from hyojun.flow.text import NO_END, NO_START
from hyojun.source import read_bpmn

ALL = pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}-{f.stem}")
ID = re.compile(r"[\[［]?(?:\d{7}|\d{3}仮\d+|\d{3}o\d{3})[\]］]?")
FILLED = {"rect", "circle", "path", "polygon"}


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.skipif(not REAL.is_dir(), reason="実資料がありません")
def test_the_reference_files_are_there() -> None:
    assert len(list(REAL.glob("*.bpmn"))) == 8


@ALL
def test_every_shape_edge_and_name_is_drawn(file: Path) -> None:
    for bpmn, plane, svg in pictures(file):
        found = groups(svg)
        scene = Scene(bpmn, plane)
        of_diagram = [e.tag for e in bpmn.children(bpmn.elements[_plane_number(bpmn, plane)])]
        assert len(plane.shapes) == of_diagram.count("BPMNShape")
        assert len(plane.edges) == of_diagram.count("BPMNEdge")
        kinds = [g.get("class") for g in svg.iter(f"{SVG}g") if g.get("data-element-id")]
        assert kinds.count("djs-element djs-shape") == len(plane.shapes)
        assert kinds.count("djs-element djs-connection") == len(plane.edges)
        for drawn in (*plane.shapes, *plane.edges):
            e = drawn.element
            whole = written(found[e.id]) + written(found.get(f"{e.id}_label"))
            assert whole == squeezed(scene.name(e)), e.id


def _plane_number(bpmn: Bpmn, plane: Plane) -> int:
    return next(e.number for e in bpmn.elements if e.tag == "BPMNPlane" and e.id == plane.id)


@ALL
def test_shapes_stand_at_their_bounds_and_edges_on_their_waypoints(file: Path) -> None:
    for _, plane, svg in pictures(file):
        found = groups(svg)
        for shape in plane.shapes:
            x, y = place(found[shape.element.id])
            assert (x, y) == (
                pytest.approx(shape.bounds.x, abs=0.01),
                pytest.approx(shape.bounds.y, abs=0.01),
            )
        for edge in plane.edges:
            line = next(found[edge.element.id].iter(f"{SVG}path"))
            assert waypoints(line) == [
                (pytest.approx(p.x, abs=0.01), pytest.approx(p.y, abs=0.01)) for p in distinct(edge.points)
            ]


def waypoints(line: etree._Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](\S+) ([^ML]+)", line.get("d"))]


@ALL
def test_no_text_outside_its_box(file: Path) -> None:
    for _, plane, svg in pictures(file):
        found = groups(svg)
        view = [float(v) for v in svg.get("viewBox").split()]
        for shape in plane.shapes:
            b = shape.bounds
            for piece in pieces(found[shape.element.id]):
                assert b.holds(piece.box, 0.5), piece
        for group in found.values():
            for piece in pieces(group):
                assert view[0] <= piece.box.x and piece.box.right <= view[0] + view[2]
                assert view[1] <= piece.box.y and piece.box.bottom <= view[1] + view[3]


@ALL
def test_lines_keep_kinsoku_and_ids(file: Path) -> None:
    for bpmn, plane, svg in pictures(file):
        found = groups(svg)
        for drawn in (*plane.shapes, *plane.edges):
            name = Scene(bpmn, plane).name(drawn.element)
            for group in (found[drawn.element.id], found.get(f"{drawn.element.id}_label")):
                texts = [p.text for p in pieces(group)] if group is not None else []
                if not texts:
                    continue
                assert not [t for t in texts[1:] if t[0] in NO_START and not name.startswith(t[0])]
                assert not [t for t in texts[:-1] if t[-1] in NO_END]
                ids = ID.findall(name)
                assert sum(len(ID.findall(t)) for t in texts) == len(ids)


@ALL
def test_nothing_lies_under_a_fill(file: Path) -> None:
    """What is filled and drawn later covers no earlier shape, and no text of one."""
    for _, plane, svg in pictures(file):
        found = groups(svg)
        order = list(found)
        shapes = sorted(plane.shapes, key=lambda s: order.index(s.element.id))
        for earlier, later in combinations(shapes, 2):
            if later.element.tag in ("lane", "group", "textAnnotation"):
                continue  # these have no fill
            assert not later.bounds.holds(earlier.bounds, -0.5), (earlier.element.id, later.element.id)
            if later.element.tag != "boundaryEvent":
                for piece in pieces(found[earlier.element.id]):
                    assert not later.bounds.holds(piece.box, 0), (piece, later.element.id)
        last_shape = max(order.index(s.element.id) for s in shapes)
        assert all(order.index(e.element.id) > last_shape for e in plane.edges)
        first_label = min((i for i, id in enumerate(order) if id.endswith("_label")), default=len(order))
        assert all(order.index(e.element.id) < first_label for e in plane.edges)


@ALL
def test_lanes_and_groups_have_no_fill(file: Path) -> None:
    for _, plane, svg in pictures(file):
        found = groups(svg)
        for shape in plane.shapes:
            if shape.element.tag in ("lane", "group") and not shape.colours.fill:
                frame = next(found[shape.element.id].iter(f"{SVG}rect"))
                assert frame.get("fill") == "none"


@ALL
def test_arrowheads_at_the_right_end(file: Path) -> None:
    for bpmn, plane, svg in pictures(file):
        found = groups(svg)
        markers = {m.get("id"): m for m in svg.iter(f"{SVG}marker")}
        for edge in plane.edges:
            element, line = edge.element, next(found[edge.element.id].iter(f"{SVG}path"))
            start, end = line.get("marker-start", ""), line.get("marker-end", "")
            for used in filter(None, (start, end)):
                assert used[5:-1] in markers
            if element.tag == "sequenceFlow":
                assert "flow-sequence" in end
                assert line.get("stroke-dasharray") is None
                assert ("flow-default" in start) == (element.id in Scene(bpmn, plane).defaults)
            elif element.tag == "messageFlow":
                assert "message-start" in start and "message-end" in end
                assert line.get("stroke-dasharray")
            elif element.tag.startswith("data"):
                assert "flow-association" in end and not start
            elif element.tag == "association":
                towards = element.attributes.get("associationDirection", "None")
                assert bool(end) == (towards in ("One", "Both"))
                assert bool(start) == (towards == "Both")
        for id, marker in markers.items():
            shape = next(marker.iter(f"{SVG}path", f"{SVG}circle"))
            if "sequence" in id:
                assert shape.get("fill") not in ("none", "#ffffff")
            if "message" in id:
                assert shape.get("fill") == "#ffffff"
            if "association" in id:
                assert shape.get("fill") == "none"


@ALL
def test_events_start_thin_and_end_thick_and_are_double_between(file: Path) -> None:
    for _, plane, svg in pictures(file):
        found = groups(svg)
        for shape in plane.shapes:
            tag = shape.element.tag
            if not tag.endswith("Event"):
                continue
            visual = next(
                g for g in found[shape.element.id].iter(f"{SVG}g") if g.get("class") == "djs-visual"
            )
            rings = [c for c in visual if c.tag == f"{SVG}circle"]
            assert len(rings) == (1 if tag in ("startEvent", "endEvent") else 2)
            assert (float(rings[0].get("stroke-width")) > 3) == (tag == "endEvent")
            going_on = "false" in (
                shape.element.attributes.get(
                    "cancelActivity" if tag == "boundaryEvent" else "isInterrupting"
                ),
            )
            assert all(bool(r.get("stroke-dasharray")) == going_on for r in rings)


@ALL
def test_icons_are_not_over_text(file: Path) -> None:
    for _, plane, svg in pictures(file):
        found = groups(svg)
        for shape in plane.shapes:
            group = found[shape.element.id]
            for icon in group.iter(f"{SVG}g"):
                kind = icon.get("class", "")
                if not kind.startswith(("flow-task-", "flow-marker-")):
                    continue
                moved = re.match(r"translate\((\S+) (\S+)\)", icon.get("transform"))
                assert moved
                x, y = shape.bounds.x + float(moved[1]), shape.bounds.y + float(moved[2])
                half = 8 if "task" in kind else 6
                for piece in pieces(group):
                    apart = (
                        piece.box.x >= x + half or piece.box.right <= x - half
                        or piece.box.y >= y + half or piece.box.bottom <= y - half
                    )  # fmt: skip
                    assert apart, (shape.element.id, piece)


def test_every_glyph_differs_from_every_other() -> None:
    drawn = [("event", name, thrown) for name in EVENTS for thrown in (False, True)]
    for table, names in (("task", TASKS), ("marker", MARKERS), ("gateway", GATEWAYS)):
        drawn += [(table, name, False) for name in names if not name.startswith("global")]
    pictures_of = {key: mark(key[0], key[1], 0, 0, PLAIN, 1, key[2]).split(">", 1)[1] for key in drawn}
    same_when_thrown = {("event", name, True) for name in ("timer", "conditional", "terminate")}
    seen: dict[tuple[str, str], tuple[str, str, bool]] = {}
    for key, picture in pictures_of.items():
        assert picture
        if key not in same_when_thrown:
            assert (key[0], picture) not in seen, (key, seen)
        seen[key[0], picture] = key


def test_a_caught_event_is_outlined_and_a_thrown_one_filled() -> None:
    for name in set(EVENTS) - {"timer", "conditional", "terminate"}:
        caught, thrown = (mark("event", name, 0, 0, PLAIN, 1, t) for t in (False, True))
        assert 'fill="#ffffff"' in caught and 'fill="#1a1a1c"' not in caught
        assert 'fill="#1a1a1c"' in thrown


def test_names_stand_outside_only_where_the_notation_puts_them() -> None:
    assert {"userTask", "participant", "lane", "subProcess", "textAnnotation"}.isdisjoint(OUTSIDE)
    assert {"startEvent", "exclusiveGateway", "dataStoreReference"} <= OUTSIDE


def test_a_repeated_waypoint_does_not_turn_the_arrowhead() -> None:
    assert distinct((Point(0, 0), Point(5, 0), Point(5, 0))) == [Point(0, 0), Point(5, 0)]
    assert distinct((Point(1, 1), Point(1, 1))) == [Point(1, 1), Point(1, 1)]


def test_typst_draws_it_with_the_fonts_of_the_pdf(tmp_path: Path) -> None:
    """The renderer of the PDF knows no CSS: names and colours come through all the same."""
    fonts = Path(noto_cjk_sans_jp_regular.__file__).parent
    bpmn = read(FILES[0])
    (tmp_path / "a.svg").write_text(draw(bpmn, planes(bpmn)[0]), "utf-8")
    (tmp_path / "a.typ").write_text('#set page(width: 60cm, height: auto)\n#image("a.svg", alt: "図")')
    typst.compile(
        str(tmp_path / "a.typ"),
        output=str(tmp_path / "a.pdf"),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
    )
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        faces = {
            str(font["/BaseFont"])
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/Font"
            for font in [obj]
        }
    assert any("NotoSansCJKjp" in face for face in faces)
    text = "".join(pypdf.PdfReader(tmp_path / "a.pdf").pages[0].extract_text().split())
    for shape in planes(bpmn)[0].shapes:
        if shape.element.tag == "userTask":
            assert "".join(shape.element.name.split()) in text


def test_thirty_ordinary_files_take_a_second() -> None:
    files = [f.read_bytes() for f in (FILES * 2)[:30]]
    before = time.process_time()
    for data in files:
        bpmn, _ = read_bpmn(data, "a.bpmn")
        assert bpmn is not None
        for plane in planes(bpmn):
            draw(bpmn, plane)
    assert time.process_time() - before < 1
