"""The HTML site as its readers use it: what stands under which word, in which order, on which paper."""

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree
from test_site import ROOT, Built, build, small, words

from hyojun.flow import steps
from hyojun.model import IN_TEXT, Box, Kind, Ref
from hyojun.publish import Published
from hyojun.publish.anchors import anchor
from hyojun.publish.layout_svg import drawn
from hyojun.publish.legend import legend
from hyojun.publish.marks import referred
from hyojun.publish.site.domain import reading_order

DIGEST = "ab" * 32
DOWNLOADS = {
    name: Published(name, kind, business, document, edition)  # type: ignore[arg-type]
    for name, kind, business, document, edition in (
        ("snapshot/hyojun-snapshot-1.schema.json", "snapshot", None, None, None),
        ("snapshot/002-データ-2.0.json", "snapshot", "002", "データ", "2.0"),
        (f"snapshot/assets/{DIGEST}.png", "snapshot", "002", "機能", "1.1"),
        ("snapshot/002-機能-1.1.json", "snapshot", "002", "機能", "1.1"),
        ("excel/002_機能.xlsx", "excel", "002", "機能", "1.1"),
        ("pdf/002_データ.pdf", "pdf", "002", "データ", "2.0"),
        ("pdf/002_機能.pdf", "pdf", "002", "機能", "1.1"),
    )
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(ROOT, tmp_path_factory.mktemp("reading"), downloads=DOWNLOADS)


def cell(row: Any, label: str) -> Any:
    found = row.xpath(f"./td[@data-label='{label}']")
    return found[0] if found else None


def hrefs(element: Any) -> set[str]:
    return {h.partition("#")[2] for h in element.xpath(".//a/@href")} if element is not None else set()


# words


def test_using_and_citing_are_told_apart(sample: Built) -> None:
    corpus = sample.repository.corpus
    business = corpus.business("002")
    assert business
    linkages, items = sample.page("002/linkages"), dict[str, Any]()
    for group in business.data_groups:
        items |= {i.id: sample.page(f"002/data/{group.id}") for i in group.items}
    cases = [(Kind.LINKAGE, x.id, linkages.get_element_by_id(f"link-{x.id}")) for x in business.linkages]
    cases += [(Kind.DATA_ITEM, id, page.get_element_by_id(f"item-{id}")) for id, page in items.items()]
    users = {
        Kind.LINKAGE: ("使う機能", {Kind.FUNCTION}),
        Kind.DATA_ITEM: ("使う機能・帳票・連携", {Kind.FUNCTION, Kind.FORM, Kind.LINKAGE}),
    }
    seen = {"使う": 0, "参照元": 0}
    for kind, id, row in cases:
        label, kinds = users[kind]
        edges = corpus.incoming.get(Ref("002", kind, id), ())
        using = {e.source for e in edges if e.source and e.source.kind in kinds and e.word != IN_TEXT}
        citing = {e.source for e in edges if e.source} - using
        for word, sources in ((label, using), ("参照元", citing)):
            found = cell(row, word)
            assert len(hrefs(found)) == len(sources), (id, word)
            assert all(r.id in words(found) for r in sources if r.kind in kinds), (id, word)
            seen[word[:2] if word == label else word] += len(sources)
    assert seen["使う"] > 50 and seen["参照元"] > 5


def test_the_legend_is_the_one_of_all_publications(sample: Built) -> None:
    page = sample.page("legend")
    text = words(page)
    shared = legend()
    meanings = (*shared.classes, *shared.data_types, *shared.columns)
    for m in meanings:
        row = page.xpath(f"//tr[th[normalize-space()='{m.name}']][td[normalize-space()='{m.text}']]")
        assert row, m.name
    for sentence in (shared.forbidden_and_outside, shared.conformance, shared.unlisted_text("実装不可")):
        assert sentence in text
    assert shared.unlisted_text("任意") not in text, "no 業務 on this site says so"
    assert "●" not in text, "a 様式 of no 業務 on this site"
    assert words(page.xpath("//table[1]/thead")[0]) == "実装類型記号意味"


def test_every_page_says_its_business_in_the_title(sample: Built) -> None:
    titles = {name: words(page.xpath("//title")[0]) for name, page in sample.pages}
    assert titles["002/functions/index.html"] == "機能一覧 - 002 印鑑登録 - 標準仕様書"
    assert titles["002/index.html"] == "002 印鑑登録 - 標準仕様書"
    assert titles["002/text/hajimeni.html"] == "はじめに - 002 印鑑登録 - 標準仕様書"
    assert titles["legend.html"] == "凡例 - 標準仕様書"
    assert len(set(titles.values())) == len(titles)
    recorded = [f"業務 {b.id} {b.name}" for b in sample.repository.corpus.businesses]
    assert [words(h) for h in sample.page("hyojun-function").xpath("//h2")] == recorded
    assert "業務 002 印鑑登録" in recorded


def test_prose_speaks_japanese_and_its_tables_have_heads_and_names(sample: Built) -> None:
    page = sample.page("002/text/hajimeni")
    assert {a.get("title") for a in page.xpath("//a[@class='headerlink']")} == {"この見出しへのリンク"}
    assert words(page.xpath("//div[contains(@class,'admonition')]/p[1]")[0]) == "注記"
    (table,) = page.xpath("//table")
    assert table.get("aria-label") == "「実装類型の考え方」の表"
    assert {th.get("scope") for th in table.iter("th")} == {"col"}
    assert not [
        n for n, p in sample.pages if "Link to" in words(p) or p.xpath("//@title[contains(., 'Link')]")
    ]


def test_steps_are_called_by_their_names(sample: Built) -> None:
    business = sample.repository.corpus.business("002")
    assert business
    ids = {task.id for flow in business.flows for task in flow.tasks}
    assert len(ids) > 10
    assert not [(n, id) for n, p in sample.pages for id in ids if id in words(p)]
    assert referred(Ref("002", Kind.STEP, "toroku/Activity_1"), "申請する") == "申請する"


# order


def test_downloads_come_for_people_first_and_can_be_verified(sample: Built) -> None:
    page = sample.page("002/index")
    table = page.xpath("//table[contains(@class,'downloads')]")[0]
    uses = [words(r) for r in table.xpath("./tbody/tr[@class='heading']")]
    assert uses == ["読む、印刷する、集計する", "プログラムで使う、まとめて受け取る"]
    rows = table.xpath("./tbody/tr[not(@class)]")
    files = [words(r.xpath("./th")[0]) for r in rows]
    assert files[:6] == [
        "002_機能.pdf",
        "002_データ.pdf",
        "002_機能.xlsx",
        "002-機能-1.1.json",
        "002-データ-2.0.json",
        "hyojun-snapshot-1.schema.json",
    ]
    assert files[6].startswith("添付・図（1ファイル）") and len(files) == 7
    digest = hashlib.sha256(b"x" * 2000).hexdigest()
    assert all(words(cell(r, "SHA-256")).endswith(digest) for r in rows[:6])
    linked = {a.get("href").rpartition("/")[2] for r in rows for a in r.iter("a")}
    assert f"{DIGEST}.png" in linked and len(linked) == 7
    assert "JSON Schemaは" in words(page)


def test_history_is_newest_first_with_links_and_honest_about_days(tmp_path: Path) -> None:
    head = """\
業務ID: "002"
文書:
  - 文書: 機能
    題名: 見本
    発行者: 見本省
    版: "1.10"
    状態: 案
    改定履歴:
      - {版: "1.9", 年月日: 2025-08-29, 概要: 初版}
      - {版: "1.10", 概要: 機能0020001を改めた。}
      - {版: "1.10案1", 概要: 照会した。}
    構成: [a.yaml]
"""
    built = build(small(tmp_path / "r", **{"業務.yaml": head}), tmp_path / "o")
    rows = built.page("002/history").xpath("//tbody/tr")
    assert [[words(c) for c in r][:2] for r in rows] == [
        ["第1.10版", "（未定）"],
        ["第1.10版（案1）", "（未定）"],
        ["第1.9版", "令和7年8月29日"],
    ]
    assert cell(rows[0], "概要").xpath(".//a/@href") == ["functions/toroku.html#fn-0020001"]
    assert words(cell(built.page("002/index").xpath("//tbody/tr")[0], "年月日")) == "（未定）"
    assert "年月日（未定）" in words(built.page("002/history").xpath("//ul[@class='editions']")[0])


def test_terms_are_in_the_order_of_their_readings(sample: Built) -> None:
    business = sample.repository.corpus.business("002")
    assert business
    (index,) = sample.page("hyojun-term").xpath("//h2[.='業務 002 印鑑登録']/following-sibling::ul[1]")
    entries = [words(x) for x in index.xpath("./li")]
    synonyms = [f"{s} → {t.name}" for t in business.terms for s in t.synonyms]
    assert sorted(entries) == sorted([*(t.name for t in business.terms), *synonyms])
    readings = [t.reading or "" for e in entries for t in business.terms if t.name == e]
    assert readings == sorted(readings, key=lambda r: reading_order("", r)) and len(readings) > 8
    assert entries.index("キオスク端末での交付 → コンビニ交付") < entries.index("コンビニ交付")
    given = ["かん", "がく", "カード", "きょう", "きよう", "ぎ"]
    assert sorted(given, key=lambda w: reading_order(w, None)) == [
        "カード",
        "がく",
        "かん",
        "ぎ",
        "きょう",
        "きよう",
    ]


def test_the_start_page_shows_first_what_is_recorded(sample: Built) -> None:
    page = sample.page("index")
    assert [words(h) for h in page.xpath("//h2")][:2] == ["収録している業務", "標準化対象事務（20業務）"]
    entries = page.xpath("//ul[@class='recorded']/li")
    assert len(entries) == len(sample.repository.corpus.businesses)
    (entry,) = [e for e in entries if words(e).startswith("002 ")]
    assert words(entry) == "002 印鑑登録機能 第1.1版 案データ 第2.0版 案"
    assert entry.xpath("./a/@href") == ["002/index.html"]


# tables


def test_columns_that_nobody_filled_are_left_out(tmp_path: Path) -> None:
    built = build(small(tmp_path / "r"), tmp_path / "o")
    page = built.page("002/functions/toroku")
    heads = [words(h) for h in page.xpath("//thead/tr[1]/th")]
    assert heads == ["機能ID", "機能名称", "機能要件", "実装類型", "適合基準日", "備考"]
    for row in page.xpath("//tbody/tr[@id]")[1:]:
        spans = [int(c.get("colspan", 1)) for c in row]
        assert sum(spans) == 5 + 2
    heads = [words(h) for h in built.page("002/forms/0020001").xpath("//thead//th")]
    assert heads == ["項番", "印字項目", "サンプル値"]


def test_what_may_not_exist_has_no_day(sample: Built, tmp_path: Path) -> None:
    business = sample.repository.corpus.business("002")
    assert business
    pages = dict(sample.pages)
    seen = 0
    for n in business.headings:
        page = pages[f"002/functions/{(*n.above, n.heading)[0].key}.html"]
        for f in n.heading.functions:
            shown = words(cell(page.get_element_by_id(anchor(Kind.FUNCTION, f.id)), "適合基準日"))
            if set(f.classes_by_body().values()) == {"実装不可"}:
                assert shown == "－"
                seen += 1
            elif f.retired:
                assert shown == ""
            elif not f.conformance:
                assert shown == "令和10年4月1日"
            else:
                assert "施行日" in shown or "未定" in shown or "年" in shown
    assert seen
    function = """\
見出し:
  - キー: a
    題名: 一
    機能:
      - 機能ID: "0020001"
        機能名称: 名
        実装類型: {指定都市: 実装必須, 中核市: 実装必須, 町村: 実装不可}
        機能要件: 文
        適合基準日: {中核市: 2027-04-01, 指定都市: 2027-04-01, 町村: 2027-04-01}
"""
    row = build(small(tmp_path / "r", **{"a.yaml": function}), tmp_path / "o").page("002/functions/a")
    (shown,) = row.xpath("//td[@data-label='適合基準日']")
    assert [words(d) for d in shown] == ["指定都市、中核市：令和9年4月1日", "町村：－"]


def test_flows_are_drawn_and_told_in_numbered_steps(sample: Built) -> None:
    business = sample.repository.corpus.business("002")
    assert business
    for flow in business.flows:
        page = sample.page(f"002/flows/{flow.key}")
        assert "番号は図の矢印に沿った順です。" in words(page)
        rows = page.xpath("//table[contains(@class,'steps')]/tbody/tr")
        told = steps(flow)
        assert [words(r.xpath("th")[0]) for r in rows] == [s.mark for s in told]
        assert [words(r.xpath("td[@data-label='作業']")[0]) for r in rows] == [s.task.name for s in told]
        for row, step in zip(rows, told, strict=True):
            (after,) = row.xpath("td[@data-label='次の手順']")
            assert all(words(li) == n.words for li, n in zip(after.xpath(".//li"), step.after, strict=True))
            numbers = {s.mark: s.task.step for s in told}
            for link in after.xpath(".//a"):
                if words(link) in numbers:
                    assert link.get("href") == f"#step-{flow.key}-{numbers[words(link)]}"
        assert not [x for x in page.xpath("//td[@data-label='担当']") if flow.title in words(x)]
        (svg,) = page.xpath("//figure//*[local-name()='svg']")
        drawn = {g.get("data-element-id"): g for g in svg.iter("{*}g", "g") if g.get("data-element-id")}
        for step in told:
            group = drawn[step.task.id]
            (badge,) = svg.xpath(f".//*[@class='flow-number'][@data-step='{step.task.id}']")
            assert words(badge) == str(step.number)
            (href,) = group.xpath(".//@href")
            assert href == f"#step-{flow.key}-{step.task.step}"


def test_drawings_scroll_by_keyboard_have_words_and_a_file_of_their_own(sample: Built) -> None:
    shown = 0
    for name, page in sample.pages:
        for figure in page.xpath("//figure[@class='drawing']"):
            shown += 1
            (box,) = figure.xpath("div[@class='scroll']")
            assert box.get("tabindex") == "0" and box.get("role") == "region" and box.get("aria-label")
            assert not figure.xpath(".//*[@style] | .//style | .//script"), name  # the page forbids them
            assert figure.xpath(".//*[local-name()='title']") and figure.xpath(".//*[local-name()='desc']")
            assert len(words(figure.xpath("figcaption")[0])) > 20
            link = figure.xpath("figcaption//span[@class='files']/a/@href")[0]
            file = (sample.site / name).parent / unquote(link)
            svg = etree.parse(file).getroot()
            assert svg.tag == "{http://www.w3.org/2000/svg}svg"
            assert "prefers-color-scheme:dark" in file.read_text("utf-8")
            for href in svg.xpath("//@href"):
                assert href.partition("#")[0], f"{link}: {href} leads into a page that is not there"
                assert (file.parent / unquote(href.partition("#")[0])).is_file(), href
    assert shown >= 20


def test_trees_and_linkages_are_drawn_beside_their_lists(sample: Built) -> None:
    business = sample.repository.corpus.business("002")
    assert business
    tree = sample.page("002/tree")
    boxes = tree.xpath("//figure//*[@data-key]")
    leaves = [n for top in business.tree for n in top.walk() if not n.children]
    assert sorted(b.get("data-key") for b in boxes if b.get("data-key") in {n.key for n in leaves}) == sorted(
        str(n.key) for n in leaves
    )
    assert tree.xpath("//ul[@class='tree']")
    linkages = sample.page("002/linkages")
    drawn = {words(a) for a in linkages.xpath("//figure//*[local-name()='a']/*[local-name()='text']")}
    assert drawn >= {x.id for x in business.linkages}
    every = sample.page("across/linkages")
    keys = {g.get("data-key") for g in every.xpath("//figure//*[@data-key]")}
    assert keys >= {b.id for b in sample.repository.corpus.businesses}


def test_functions_name_the_steps_that_use_them_by_flow_and_number(sample: Built) -> None:
    business = sample.repository.corpus.business("002")
    assert business
    flow = business.flows[0]
    step = next(s for s in steps(flow) if s.task.functions)
    id = step.task.functions[0]
    found = (page.get_element_by_id(f"fn-{id}", None) for _, page in sample.pages)
    row = next(r for r in found if r is not None)
    assert f"{flow.title}：{step.mark} {step.task.name}" in words(row)


def test_no_box_scrolls_and_printing_needs_no_large_paper(sample: Built) -> None:
    css = (sample.site / "_static/hyojun.css").read_text("utf-8")
    (box,) = re.findall(r"^\.table-box \{([^}]*)\}", css, re.MULTILINE)
    assert "overflow" not in box and "max-height" not in box
    assert "A3" not in css and css.count("size: A4") == 5
    print_rules = css.partition("@media print")[2]
    assert "tr { break-inside: avoid; }" in print_rules and "table-header-group" in print_rules
    for name, page in sample.pages:
        assert not page.xpath("//div[@class='table-box'][@tabindex]"), name
    form = sample.page("002/forms/0020001")
    assert form.xpath("//*[local-name()='svg'][contains(@class,'a4-upright')]")  # a page of its own
    assert sample.page("002/forms/0020006").xpath("//figure[contains(@class,'upright')]")
    assert [words(h) for h in form.xpath("//section[@class='across']/h2")] == ["諸元表"]


# layouts


@pytest.mark.parametrize(
    ("align", "x"),
    [("左", 10.8), ("中央", 60 - 3.528), ("右", 110 - 0.8 - 2 * 3.528)],
)
def test_the_number_of_a_field_stands_before_its_text(sample: Built, align: str, x: float) -> None:
    form = next(f for f in sample.repository.corpus.businesses[0].forms if f.items and f.layout)
    box = Box(x=10, y=20, width=100, height=8, item=1, text="氏名", size=10, align=align, border="なし")  # type: ignore[arg-type]
    layout = form.layout.model_copy(update={"boxes": (box,), "rules": ()})  # type: ignore[union-attr]
    svg = drawn(form, layout)  # type: ignore[arg-type]
    (badge,) = re.findall(r'<rect x="([0-9.]+)" y="([0-9.]+)" width="3\.2" height="3\.2"', svg)
    assert float(badge[0]) == pytest.approx(x - 0.4 - 3.2, abs=0.01)
    assert float(badge[1]) == pytest.approx(24 - 1.6, abs=0.01)
    assert '<rect x="10" y="20" width="100" height="8" fill="none" class="unruled"' in svg
