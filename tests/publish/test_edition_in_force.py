"""Who looks for what is in force finds it first, and is told of everything that is a draft."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from test_site_addresses import Site, published, with_draft, words

from hyojun.diff import Held
from hyojun.model import Business, Document, Status
from hyojun.publish.binding import bindings, state_of, tag_of
from hyojun.source import load

EDITION = "002/%E6%A9%9F%E8%83%BD/1.0"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_draft(tmp_path_factory.mktemp("force") / "仕様書")


@pytest.fixture(scope="module")
def site(root: Path) -> Site:
    return published(root, root.parent / "out")


def found(site: Site, kind: str) -> list[tuple[str, str, str, str, bool]]:
    """Edition, page, ID, name, and whether the draft says the same, of the rows of a kind, in the order of their file."""
    script = (site.folder / f"_search/002-{kind}.js").read_text("utf-8")
    _, _, sections = json.loads("[" + script.strip().removeprefix("hyojunSearch(").removesuffix(");") + "]")
    rows = []
    for _, page, _, them, *told in sections:
        edition, also = (*told, "", "")[:2]
        assert bool(also) == any(row[4:] for row in them), "whoever says alike is named"
        rows += [(edition, page, row[0], row[1], bool(row[4:])) for row in them]
    return rows


def test_the_search_has_both_editions_and_what_is_alike_once(site: Site) -> None:
    rows = [row for row in found(site, "functions") if row[2]]
    old, new = f"{EDITION}/functions/toroku", "002/functions"
    assert rows == [
        ("現行（第1.0版）", old, "0020001", '<b>受付</b>&"', False),
        ("現行（第1.0版）", old, "0020002", "審査", False),
        ("現行（第1.0版）", old, "0020003", "廃止の受付", False),
        ("現行（第1.0版）", old, "0020009", "印刷", False),
        ("第1.1版（案）", f"{new}/toroku", "0020001", '<b>受付</b>&"', False),
        ("第1.1版（案）", f"{new}/shinsa", "0020004", "審査", False),
        ("第1.1版（案）", f"{new}/shinsa", "0020003", "廃止の受付（欠番）", False),
    ]
    prose = [row for row in found(site, "prose") if row[3] == "はじめに"]
    assert prose == [("現行（第1.0版）", f"{EDITION}/text/hajimeni", "", "はじめに", True)], "once"
    told = [(row[0], row[1]) for row in found(site, "documents")]
    assert told == [("現行（第1.0版）", f"{EDITION}/index"), ("第1.1版（案）", "002/index")]


def test_the_overview_and_the_first_page_begin_with_what_is_in_force(site: Site) -> None:
    main = site.page("002/index").xpath("//main")[0]
    (section,) = main.xpath(".//section[@aria-labelledby='in-force']")
    assert words(section).startswith('現行の版 標準"仕様書" 第1.0版（令和7年8月29日決定、正誤1反映）')
    assert main.xpath("string(.//h2)") == "現行の版"
    functions = f"{EDITION.removeprefix('002/')}/functions/index.html"
    rows = site.page("002/index").xpath("//header//div[@class='both']/nav")
    assert [words(r.xpath("./p")[0]) for r in rows] == ["現行の版第1.0版", "次の版（案）第1.1版", "版の全体"]
    of = [{words(a): a.get("href") for a in r.xpath(".//a")} for r in rows]
    assert (of[0]["機能"], of[1]["機能"]) == (functions, "functions/index.html"), (
        "what is in force comes first"
    )
    assert "版の比較" in of[2] and not of[0].keys() & {"版の比較", "検査結果"}
    titles = [words(h) for h in main.xpath(".//h2") if "目次" in words(h)]
    assert titles == ["目次（現行の版：第1.0版）", "目次（次の版（案））"]
    assert functions in main.xpath(".//h2[@id='contents-in-force']/following-sibling::div[1]//h3/a/@href")
    table = main.xpath(".//table[caption='文書の版と状態']//td[@data-label='版' or @data-label='状態']")
    assert [words(cell) for cell in table] == ["第1.0版", "決定 現行", "第1.1版", "案"]
    captions = [words(c) for c in main.xpath(".//caption") if "実装類型" in words(c)]
    assert captions == ["団体区分ごとの実装類型（第1.0版）", "団体区分ごとの実装類型（第1.1版（案））"]
    recorded = words(site.page("index").xpath("//ul[@class='recorded']/li")[0])
    assert recorded == "002 印鑑登録機能 第1.0版 現行機能 第1.1版 案"


def test_the_list_of_all_functions_is_of_the_edition_in_force_and_says_so(site: Site) -> None:
    page = site.page("across/functions")
    ids = page.xpath("//table[contains(@class, 'all-functions')]//th/a")
    assert [a.text for a in ids if a.text.isdigit()] == ["0020001", "0020002", "0020003", "0020009"]
    assert all(a.get("href").startswith(f"../{EDITION}/") for a in ids if a.text.isdigit())
    (told,) = page.xpath("//p[@class='of-edition']")
    assert words(told).startswith("002 印鑑登録は、現行の版（第1.0版）の内容です。第1.1版（案）の内容は、")
    (told,) = site.page("across/mechanisms").xpath("//p[@class='of-edition']")
    assert "002 印鑑登録 機能 第1.1版（案）（現行の版は第1.0版）" in words(told)


def test_the_last_change_of_a_function_is_one_of_the_edition_shown(site: Site, tmp_path: Path) -> None:
    column = "//table[contains(@class,'all-functions')]//td[5]/a"
    assert not site.page("across/functions").xpath(column), "what a draft changes has changed nothing yet"
    root = with_draft(tmp_path / "r")
    head = root / "spec/002/業務.yaml"
    decided = head.read_text("utf-8").replace("状態: 案", "状態: 決定\n    年月日: 2027-01-20")
    head.write_text(decided.replace("概要: 改めた", "概要: 改めた\n        年月日: 2027-01-20"), "utf-8")
    later = published(root, tmp_path / "out")
    page = later.page("across/functions")
    assert not page.xpath("//p[@class='of-edition']")
    links = page.xpath(column)
    assert {a.text for a in links} == {"第1.1版"} and len(links) == 3
    for link in links:
        docname, mark = unquote(link.get("href")).removeprefix("../").split("#")
        assert later.row(docname.removesuffix(".html"), mark) is not None


def test_who_reads_a_draft_is_one_step_from_the_same_page_in_force(site: Site) -> None:
    page = site.page("002/functions/toroku")
    (link,) = page.xpath("//a[@class='force']")
    same = "../%E6%A9%9F%E8%83%BD/1.0/functions/toroku.html"
    assert (link.text, link.get("href")) == ("第1.0版", same)
    force, draft = page.xpath("//nav[@class='which']//a")
    assert (words(force), force.get("href"), force.get("aria-current")) == ("現行の版：第1.0版", same, None)
    assert (words(draft), draft.get("aria-current")) == ("次の版（案）：第1.1版を表示中", "true")
    force, draft = site.page(f"{unquote(EDITION)}/functions/toroku").xpath("//nav[@class='which']//a")
    assert force.get("aria-current") == "true" and draft.get("aria-current") is None
    assert draft.get("href") == "../../../functions/toroku.html"
    assert not site.page("index").xpath("//nav[@class='which']")
    counts = {
        words(row.xpath("./th")[0]): [words(c) for c in row.xpath("./td")]
        for row in site.page("id/002").xpath("//main//tbody/tr")
    }
    assert counts["機能"] == ["4", "1", "2"]


def test_indices_lead_to_what_is_in_force_and_beside_it_to_the_draft(site: Site) -> None:
    page = site.page("hyojun-function")
    lines = {words(li.xpath("./a/span")[0]): li for li in page.xpath("//ul[@class='index']/li")}
    assert list(lines) == ["0020001", "0020002", "0020003", "0020004", "0020009"]
    told = {id: ([a.get("href") for a in li.xpath("./a")], words(li)) for id, li in lines.items()}
    force, draft = told["0020001"][0]
    assert (force, draft) == (
        f"{EDITION}/functions/toroku.html#fn-0020001",
        "002/functions/toroku.html#fn-0020001",
    )
    assert told["0020001"][1].endswith("（案）")
    assert told["0020004"] == (["002/functions/shinsa.html#fn-0020004"], "0020004 審査 案だけ")
    assert told["0020009"] == ([f"{EDITION}/functions/toroku.html#fn-0020009"], "0020009 印刷"), (
        "gone in the draft"
    )
    assert "現行の版の項目に進みます" in words(page.xpath("//p[@class='of-edition']")[0])


def test_an_edition_binds_until_the_sources_are_decided(root: Path) -> None:
    business = load(root).corpus.business("002")
    assert business
    (draft,) = business.documents

    def held(edition: str, status: Status = Status.DECIDED) -> Held:
        document = draft.model_copy(update={"edition": edition, "status": status})
        return Held(business.model_copy(update={"documents": (document,)}), document)

    def editions(now: Document, *released: Held) -> list[str]:
        changed: Business = business.model_copy(update={"documents": (now,)})
        return [h.edition for h in bindings(released, changed)]

    first, second, frozen = held("1.0"), held("1.1"), held("1.2案1", Status.CONSULTATION)
    assert editions(draft) == []
    assert editions(draft, first) == ["1.0"]
    assert editions(draft, second, frozen, first) == ["1.1"], "a draft never binds"
    assert editions(second.document, first) == [], "what the sources have decided is in force"
    assert [tag_of(h.document) for h in (first, frozen)] == ["1.0", "1.2案1"] and tag_of(draft) == "1.1案"
    assert [state_of(d) for d in (first.document, frozen.document, draft)] == [
        "現行（第1.0版）", "第1.2版（案1）", "第1.1版（案）"
    ]  # fmt: skip


def test_words_of_a_page_are_no_words_of_the_edition(site: Site) -> None:
    """（案） beside a link that leaves an edition is said by the style sheet."""
    page: Any = site.page("002/機能/1.0/text/hajimeni")
    assert not re.search("（案）", words(page.xpath("//main")[0]))
