"""What a reader of 業務フロー finds beside the drawing: where a flow goes on, what its symbols mean, the whole of it."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from casefiles import write_repository
from lxml import etree, html
from pdf_press import Press, business, document, page_texts, places

from hyojun import check
from hyojun.flow import Bounds, Onward, draw, planes
from hyojun.model import Business, Corpus, Flow, squeezed
from hyojun.publish import build, flow_relations
from hyojun.publish.flow_symbols import flow_symbols
from hyojun.publish.legend import legend
from hyojun.source import Repository, load, read_bpmn

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def sample() -> Repository:
    return load(ROOT)


@pytest.fixture(scope="module")
def built(sample: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "build"
    build(sample, ["site"], out)
    return out


@pytest.fixture(scope="module")
def documents(sample: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PDF and Excel of the 業務 with the longest ツリー図."""
    out = tmp_path_factory.mktemp("out") / "build"
    build(sample, ["pdf", "excel"], out, only="001")
    return out


def flows(corpus: Corpus) -> Iterator[tuple[Business, Flow]]:
    return ((b, f) for b in corpus.businesses for f in b.flows)


def page(out: Path, name: str) -> Any:
    return html.parse(out / "site" / f"{name}.html").getroot()


def facts(found: Any) -> dict[str, dict[str, str]]:
    """Word → name → address of the flows listed at the top of a flow's page."""
    return {
        d.findtext("dt"): {a.text_content(): a.get("href") for a in d.iter("a")}
        for d in found.xpath("//dl[@class='facts']/div")
    }


def test_a_flow_names_the_flows_after_and_before_it_across_businesses(
    sample: Repository, built: Path
) -> None:
    links = 0
    for b, f in flows(sample.corpus):
        listed = facts(page(built, f"{b.id}/flows/{f.key}"))
        written = dict.fromkeys(key for owner in (*f.tasks, *f.nodes) for key in owner.leads_to)
        after = [(key.rpartition("/")[0] or b.id, key.rpartition("/")[2]) for key in written]
        hrefs = list(listed.get("このフローに続くフロー", {}).values())
        for (other, key), href in zip(after, hrefs, strict=True):
            links += 1
            assert href == ("" if other == b.id else f"../../{other}/flows/") + f"{key}.html#flow-{key}"
            back = facts(page(built, f"{other}/flows/{key}"))["このフローへ進むフロー"]
            (mine,) = [n for n, to in back.items() if to.endswith(f"{f.key}.html#flow-{f.key}")]
            assert mine == (f.title if other == b.id else f"{b.name}「{f.title}」")
    assert links >= 6


def test_a_drawing_says_at_the_shape_where_it_goes_on(sample: Repository, built: Path) -> None:
    marked = 0
    for b, f in flows(sample.corpus):
        (figure,) = page(built, f"{b.id}/flows/{f.key}").xpath("//figure[@class='drawing']")
        wanted = flow_relations.leading(sample.corpus, b, f)
        found = {g.get("data-from"): g for g in figure.xpath(".//*[@class='flow-onward']")}
        assert set(found) == set(wanted)
        for id, mark in found.items():
            marked += 1
            text = "".join(mark.itertext())
            assert text == squeezed(f"→{wanted[id][0].name}") or squeezed(text) == squeezed(
                f"→{wanted[id][0].name}"
            )
            (href,) = mark.xpath(".//@href")
            assert (built / "site" / b.id / "flows" / href.partition("#")[0]).resolve().is_file()
    assert marked >= 6


def test_what_leads_on_stands_on_no_other_name_and_no_shape(sample: Repository) -> None:
    for b, f in flows(sample.corpus):
        bpmn, _ = read_bpmn((ROOT / "bpmn" / b.id / f.file).read_bytes(), f.file)
        assert bpmn
        (plane,) = planes(bpmn)
        every = {t.id: [Onward("印鑑登録「住民異動及び支援措置の反映」")] for t in (*f.tasks, *f.nodes)}
        svg = etree.fromstring(draw(bpmn, plane, onward=every).encode())
        marks = [
            _box(t)
            for g in svg.iter(f"{SVG}g")
            if g.get("class") == "flow-onward"
            for t in g.iter(f"{SVG}text")
        ]
        assert len(marks) >= len(f.tasks)
        for one, other in combinations(marks, 2):
            assert not _meet(one, other)
        solid = [s.bounds for s in plane.shapes if s.element.tag not in ("participant", "lane", "group")]
        lying = [m for m in marks if any(_meet(m, s) for s in solid)]
        assert len(lying) <= len(marks) // 20, "only where every place around a shape is taken"
        view = [float(v) for v in svg.get("viewBox").split()]
        assert all(m.x >= view[0] and m.right <= view[0] + view[2] for m in marks)


def _box(text: Any) -> Bounds:
    """Where a text stands, from what the drawing says: centre or edge, size, letters as wide as they are high."""
    size = float(text.get("font-size"))
    spans = list(text)
    wide = max(
        sum(size if ord(c) > 0x2FF and c != "「" and c != "」" else size / 2 for c in s.text) for s in spans
    )
    x = float(spans[0].get("x"))
    left = {"middle": x - wide / 2, "end": x - wide}.get(text.get("text-anchor"), x)
    top = float(spans[0].get("y")) - size * 0.8
    return Bounds(left, top, wide, float(spans[-1].get("y")) - top)


def _meet(a: Bounds, b: Bounds) -> bool:
    near = 1
    return a.x + near < b.right and b.x + near < a.right and a.y + near < b.bottom and b.y + near < a.bottom


def test_a_flow_that_is_not_at_hand_is_named_by_its_business(sample: Repository) -> None:
    only = Corpus(registry=sample.corpus.registry, businesses=sample.corpus.businesses[:1])
    (b,) = only.businesses
    names = {n.name for f in b.flows for n in flow_relations.after(only, b, f)}
    assert names == {"印鑑登録の業務フロー"}


def test_every_symbol_of_the_legend_is_drawn_and_explained(built: Path) -> None:
    found = page(built, "legend")
    rows = found.xpath("//table[contains(@class, 'symbols')]/tbody/tr")
    assert [r.xpath("th")[0].text_content() for r in rows] == [s.name for s in legend().flow_symbols]
    assert [r.xpath("td")[-1].text_content() for r in rows] == [s.text for s in legend().flow_symbols]
    drawings = [etree.tostring(r.xpath(".//*[local-name()='svg']")[0], encoding="unicode") for r in rows]
    shapes = {re.sub(r"<title.*?</title>|<desc.*?</desc>|s\d+-", "", d) for d in drawings}
    assert len(shapes) == len(drawings), "no two look the same"
    assert found.get_element_by_id("flow-symbols") is not None
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_legend_has_every_kind_of_the_sample(sample: Repository) -> None:
    tags = {s.drawn.partition("/")[0] for s in legend().flow_symbols}
    used = {t.kind.value for _, f in flows(sample.corpus) for t in f.tasks}
    used |= {n.kind for _, f in flows(sample.corpus) for n in f.nodes}
    assert used <= tags
    triggers = {t for _, f in flows(sample.corpus) for n in f.nodes for t in n.trigger}
    assert triggers <= {s.drawn.partition("/")[2] for s in legend().flow_symbols}


def test_symbols_are_small_and_each_has_ink() -> None:
    for found in flow_symbols(True):
        svg = etree.fromstring(found.picture.svg.encode())
        assert svg.xpath("//*[@stroke]"), found.symbol.drawn
        assert 10 < found.picture.width < 200 and found.picture.height < 120, found.symbol.drawn


def test_every_drawing_of_a_flow_leads_to_the_legend(sample: Repository, built: Path) -> None:
    for b, f in flows(sample.corpus):
        hrefs = page(built, f"{b.id}/flows/{f.key}").xpath("//figcaption//a/@href")
        assert "../../legend.html#flow-symbols" in hrefs


def test_a_drawing_can_be_seen_as_a_whole_without_a_script(built: Path) -> None:
    for name in ("001/flows/tennyu-todokede", "001/tree", "002/linkages", "index"):
        for figure in page(built, name).xpath("//figure[@class='drawing']"):
            (toggle,) = figure.xpath("details[starts-with(@class, 'fit')]")
            assert ("small-one" in toggle.get("class")) == (float(figure.xpath("div/*/@width")[0]) < 1000)
            assert toggle.getnext().get("class") == "scroll" and toggle.xpath("summary")
            assert figure.xpath("div/*[local-name()='svg']/@viewbox | div/*[local-name()='svg']/@viewBox")
    css = (ROOT / "templates/html/theme/static/hyojun.css").read_text("utf-8")
    assert ".drawing:has(> .fit[open]) svg { max-width: 100%; height: auto; }" in css


def test_partners_on_the_site_are_links_to_their_overview(sample: Repository, built: Path) -> None:
    there = {b.id for b in sample.corpus.businesses}
    (figure,) = page(built, "002/linkages").xpath("//figure[@class='drawing']")
    (overall,) = page(built, "across/linkages").xpath("//figure[@class='drawing']")
    partners = {x.partner.business for x in sample.corpus.businesses[1].linkages} & there
    assert partners
    for drawing, ids, address in (
        (figure, partners, "../{}/index.html"),
        (overall, there, "../{}/index.html"),
    ):
        for id in ids:
            (box,) = drawing.xpath(f".//*[@data-key='{id}']")
            address = "index.html" if drawing is figure and id == "002" else address
            assert address.format(id) in box.xpath(".//@href")[0]
            assert box.xpath(".//*[local-name()='a']/*[local-name()='text'][@class='d-id']")


def pdf(documents: Path) -> bytes:
    (path,) = (documents / "pdf").glob("001_*機能【*（案）.pdf")
    return path.read_bytes()


def test_the_pdf_explains_the_symbols_and_names_what_comes_next(sample: Repository, documents: Path) -> None:
    text = squeezed("".join(page_texts(pdf(documents))))
    assert all(squeezed(s.name) in text and squeezed(s.text) in text for s in legend().flow_symbols)
    assert text.count(squeezed("このフローに続くフロー：印鑑登録「住民異動及び支援措置の反映」")) == 3
    assert text.count("記号は凡例による") == len(sample.corpus.businesses[0].flows)
    assert "flow-symbols" in places(pdf(documents))


def test_no_class_is_broken_over_lines_in_the_table_of_steps(documents: Path) -> None:
    text = "\n".join(page_texts(pdf(documents)))
    assert text.count("実装必須）") > 20
    assert not re.search(r"実\n装必須）|実装\n必須）|実装必\n須）|実装必須\n）", text)


def test_boxes_above_are_named_again_where_the_table_of_the_tree_goes_on(
    sample: Repository, documents: Path
) -> None:
    (top,) = sample.corpus.businesses[0].tree
    tables = page_texts(pdf(documents))
    found = [set(t[t.index("区分") :].split()) for t in tables if "第3階層" in t and "区分" in t]
    assert len(found) >= 2
    above = {leaf.name: second.name for second in top.children for leaf in second.children}
    seconds = [{above[word] for word in words if word in above} for words in found]
    for words, needed in zip(found, seconds, strict=True):
        assert top.name in words and needed and needed <= words
    assert set.intersection(*seconds), "a box of the sample goes on over the page"


def test_a_table_of_steps_without_data_has_no_column_for_it(tmp_path: Path) -> None:
    step = {"要素ID": "a", "名称": "届を受ける", "種類": "userTask"}
    flow = {"キー": "nagare", "題名": "流れ", "ファイル": "a.bpmn", "作業": [step], "sha256": "0" * 64}
    store = {"要素ID": "d", "種類": "dataStoreReference", "名称": "台帳"}
    press = Press(tmp_path)
    without = press.text(business(document(業務フロー=[flow])))
    assert "作業の種類次の手順" in without and "入出力" not in without
    reading = flow | {"作業": [step | {"入力": ["d"]}], "その他の要素": [store]}
    assert "作業の種類入出力次の手順" in press.text(business(document(業務フロー=[reading])))


def test_sheets_of_flows_are_printed_one_page_wide(documents: Path) -> None:
    (path,) = (documents / "excel").glob("001_*機能【*（案）.xlsx")
    book = openpyxl.load_workbook(path)
    for name in ("フロー一覧", "業務フロー", "ツリー図"):
        setup = book[name].page_setup
        assert (setup.paperSize, setup.orientation, setup.fitToWidth or 1) == (8, "landscape", 1), name
        assert book[name].sheet_properties.pageSetUpPr.fitToPage


def test_the_site_tells_of_what_could_not_be_asked(tmp_path: Path) -> None:
    term = "用語: [{用語: 印影, 定義: 判子の跡}]\n"
    root = write_repository(tmp_path / "r", {"a.yaml": term, "spec/003/a.yaml": "用語: [{用語: 戸籍}]\n"})
    report = check.check_repository(root, "002")
    assert report.withheld and not report.exit_code()
    for withheld in (report.withheld, ()):
        build(load(root), ["site"], tmp_path / "out", only="002", withheld=withheld)
        for name in ("index", "checks"):
            shown = [
                li.text_content() for li in page(tmp_path / "out", name).xpath("//ul[@class='withheld']/li")
            ]
            assert [s for w in withheld for s in shown if w.sentence in s] == shown
            assert len(shown) == len(withheld)
