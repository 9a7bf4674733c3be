"""What lasts: addresses of IDs, 引用, feeds, and the pages of released editions."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from casefiles import write_repository
from lxml import etree, html

from hyojun.model import Correction, Errata
from hyojun.publish import build
from hyojun.publish.site.dead_links import dead_links
from hyojun.source import NoRepository, freeze, issue_errata, load

ATOM = "{http://www.w3.org/2005/Atom}"
SETTINGS = """\
[tool.hyojun]
title = "見本"
address = "https://example.jp/hyojun/"
opinions = "mailto:iken@example.jp?subject={business} {edition} {id}&body={name}%0A{address}"
""".replace("} {", "}%20{")
HEAD = """\
業務ID: "002"
文書:
  - 文書: 機能
    題名: 標準"仕様書"
    発行者: 総務省
    版: "{edition}"
    状態: {status}
{day}    改定履歴:
      - {{版: "1.0", 年月日: 2025-08-29, 概要: "新規<作成>"}}
{row}    構成: [一.md, 機能.yaml]
"""
ROW = """\
      - 版: "1.1"
        概要: 改めた
        意見照会: {始期: 2026-12-01, 終期: 2027-01-15, 対象: 全市区町村}
"""
PROSE = "(hajimeni)=\n# はじめに\n\n機能0020001、機能0020009及び[登録](#toroku)による。\n"
OLD = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: "<b>受付</b>&\\"", 実装類型: 実装必須, 機能要件: 受け付けること。機能0020003による。}
      - {機能ID: "0020002", 機能名称: 審査, 実装類型: 実装必須, 機能要件: 審査の結果を記録すること。}
      - {機能ID: "0020003", 機能名称: 廃止の受付, 実装類型: 実装必須, 機能要件: 届書を受け付けて記録すること。}
      - {機能ID: "0020009", 機能名称: 印刷, 実装類型: 実装必須, 機能要件: 一覧を印刷すること。}
"""
NEW = """\
見出し:
  - キー: toroku
    題名: 登録と審査
    機能:
      - {機能ID: "0020001", 機能名称: "<b>受付</b>&\\"", 実装類型: 実装必須, 機能要件: 受理すること。}
  - キー: shinsa
    題名: 審査
    機能:
      - {機能ID: "0020004", 機能名称: 審査, 実装類型: 実装必須, 機能要件: 審査の結果を記録すること。, 置換元: ["0020002"]}
      - 機能ID: "0020003"
        機能名称: 廃止の受付
        実装類型: 実装必須
        機能要件: 届書を受け付けて記録すること。
        廃止: {版: "1.1", 理由: 番号の整理, 置換先: ["0020001"]}
"""
REGISTER = """\
種類: 機能
台帳:
  - {ID: "0020001", 状態: 現行}
  - {ID: "0020004", 状態: 現行, 仮番号: "002仮2"}
  - {ID: "0020005", 状態: 廃止, 置換先: ["0020001"]}
"""


def say(root: Path, edition: str, status: str, functions: str) -> None:
    day = "    年月日: 2025-08-29\n" if status == "決定" else ""
    head = HEAD.format(edition=edition, status=status, day=day, row=ROW if edition == "1.1" else "")
    texts = {"業務.yaml": head, "一.md": PROSE, "機能.yaml": functions}
    for name, text in texts.items():
        path = root / "spec/002" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_draft(tmp_path_factory.mktemp("lasting") / "仕様書")


def with_draft(root: Path) -> Path:
    """第1.0版 with a 正誤, and a draft in which functions were withdrawn, renumbered and lost."""
    write_repository(root, {"pyproject.toml": SETTINGS.encode()})
    say(root, "1.0", "決定", OLD)
    repository = load(root)
    business = repository.corpus.business("002")
    assert business and not repository.findings, repository.findings
    freeze(root, business, business.documents[0], "1.0", repository.assets)
    errata = Errata(
        document="機能",
        edition="1.0",
        number=1,
        day=date(2025, 11, 10),
        corrections=(
            Correction(
                target="機能0020002",
                field="機能要件",
                wrong="審査の結果を",
                right="審査結果を",
                reason="誤記",
            ),
        ),
    )
    path = root / "spec/002/editions/機能-1.0-正誤1.yaml"
    path.write_text(
        json.dumps(errata.model_dump(mode="json", exclude_none=True), ensure_ascii=False), "utf-8"
    )
    issue_errata(root, "002", errata)
    say(root, "1.1", "案", NEW)
    (root / "spec/002/ID台帳").mkdir()
    (root / "spec/002/ID台帳/機能.yaml").write_text(REGISTER, "utf-8")
    return root


class Site(NamedTuple):
    """A site on disk."""

    folder: Path

    def page(self, name: str) -> Any:
        return html.parse(self.folder / f"{name}.html").getroot()

    def row(self, name: str, anchor: str) -> Any:
        return self.page(name).get_element_by_id(anchor)


@pytest.fixture(scope="module")
def site(root: Path) -> Site:
    return published(root, root.parent / "out")


def published(root: Path, out: Path) -> Site:
    build(load(root), ["site"], out)
    return Site(out / "site")


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


# what became of an ID

IN_FORCE = "../002/%E6%A9%9F%E8%83%BD/1.0/functions/toroku.html"


@pytest.mark.parametrize(
    ("anchor", "said", "leads"),
    [
        (
            "fn-0020001",
            "現行（第1.0版）",
            [f"{IN_FORCE}#fn-0020001", "../002/functions/toroku.html#fn-0020001"],
        ),
        ("fn-0020004", "第1.1版（案）で新設の予定", ["../002/functions/shinsa.html#fn-0020004"]),
        (
            "fn-0020003",
            "現行（第1.0版） 第1.1版（案）で廃止の予定 番号の整理 置換先：機能0020001",
            [
                f"{IN_FORCE}#fn-0020003",
                "../002/functions/shinsa.html#fn-0020003",
                "../002/functions/toroku.html#fn-0020001",
            ],
        ),
        (
            "fn-0020002",
            "現行（第1.0版） 第1.1版（案）で置換えの予定 置換先：機能0020004 審査",
            [f"{IN_FORCE}#fn-0020002", "../002/functions/shinsa.html#fn-0020004"],
        ),
        (
            "fn-0020009",
            "現行（第1.0版） 第1.1版（案）にはありません",
            [f"{IN_FORCE}#fn-0020009"],
        ),
        ("fn-0020005", "廃止 置換先：機能0020001", ["../002/functions/toroku.html#fn-0020001"]),
        ("fn-002-kari2", "正式なIDを発行 置換先：機能0020004", ["../002/functions/shinsa.html#fn-0020004"]),
    ],
)
def test_the_list_of_ids_says_what_became_of_each(
    site: Site, anchor: str, said: str, leads: list[str]
) -> None:
    row = site.row("id/002-fn", anchor)
    state = row.xpath("./td[@data-label='状態']")[0]
    told = re.sub(
        r"(?<=[^ ])置換先", " 置換先", " ".join(words(p) for p in state.xpath(".//p")) or words(state)
    )
    assert told.startswith(said)
    assert [h for h in row.xpath(".//a/@href") if not h.startswith("mailto:")] == leads


def test_the_resolver_knows_every_id_by_kind(site: Site) -> None:
    script = (site.folder / "_id/002.js").read_text("utf-8")
    assert script.startswith('hyojunIds("002",') and "<" not in script
    places, others = looked_up(script)
    in_force = "002/%E6%A9%9F%E8%83%BD/1.0/functions/toroku"
    assert places["機能", "0020001"] == (f"{in_force}#fn-0020001", "1.0"), "what is in force comes first"
    assert places["機能", "0020003"] == (f"{in_force}#fn-0020003", "1.0"), "also what a draft would withdraw"
    assert places["機能", "0020002"] == (f"{in_force}#fn-0020002", "1.0")
    assert places["機能", "0020004"] == ("002/functions/shinsa#fn-0020004", "1.1案")
    assert places["機能", "0020005"] == ("id/002-fn#fn-0020005", "")
    assert places["機能", "002仮2"] == ("id/002-fn#fn-002-kari2", "")
    assert places["見出し", "shinsa"] == ("002/functions/shinsa#h-shinsa", "1.1案")
    ((document, edition, file, key),) = others
    assert (document, edition, key) == ("機能", "1.1案", "002-機能-1.1案")
    drafted, none = looked_up((site.folder / "_id" / unquote(file.partition("?")[0])).read_text("utf-8"))
    assert drafted["機能", "0020001"] == ("002/functions/toroku#fn-0020001", "1.1案") and none == []
    for place, _ in (*places.values(), *drafted.values()):
        page, _, mark = place.partition("#")
        assert mark in site.page(unquote(page)).xpath("//@id")
    head = site.page("id/index").xpath("//a[@data-business]")[0]
    assert re.fullmatch(r"\.\./_id/002\.js\?v=[0-9a-f]{8}", head.get("data-file"))


def looked_up(script: str) -> tuple[dict[tuple[str, str], tuple[str, str]], list[Any]]:
    """Kind and ID → address and edition, and the files of other editions, as `id.js` reads them."""
    call = script.strip().removeprefix("hyojunIds(").removesuffix(");")
    _, kinds, documents, others = json.loads(f"[{call}]")
    places = {}
    for kind, (slug, pages) in kinds.items():
        for page, ids, number in pages:
            for told in ids:
                id, mark = (told, f"{slug}-{told}") if isinstance(told, str) else told
                places[kind, id] = (f"{page}#{mark}", documents[number][1] if number >= 0 else "")
    return places, others


# 引用 and 意見


def test_a_citation_names_publisher_edition_id_and_permanent_address(site: Site) -> None:
    cell = site.row("id/002-fn", "fn-0020001").xpath("./td[@data-label='引用']")[0]
    assert [words(p) for p in cell.xpath("./p[not(a)]")] == [
        '総務省「標準"仕様書"」第1.0版（令和7年8月29日決定、正誤1まで反映）機能0020001「<b>受付</b>&"」'
        " https://example.jp/hyojun/id/#機能0020001@1.0",
        '総務省「標準"仕様書"」第1.1版（案）機能0020001「<b>受付</b>&"」'
        " https://example.jp/hyojun/id/#機能0020001@1.1案",
    ]
    page = site.page("002/functions/toroku")
    link = page.xpath("//tr[@id='fn-0020001']//a[@class='cite']")[0]
    assert (link.get("href"), link.get("data-id"), link.get("data-name"), link.text) == (
        "../../id/002-fn.html#fn-0020001", "機能0020001", '<b>受付</b>&"', "引用・意見"
    )  # fmt: skip
    of_page = page.xpath("//div[@class='citing']")[0]
    told = [of_page.get(f"data-{part}") for part in ("source", "address", "edition")]
    assert told == ['総務省「標準"仕様書"」第1.1版（案）', "https://example.jp/hyojun/id/#", "@1.1案"]
    assert of_page.get("data-period") == "令和8年12月1日から令和9年1月15日まで"


def test_an_opinion_comes_with_id_and_edition_and_nothing_can_be_added_to_it(site: Site) -> None:
    link = site.row("id/002-fn", "fn-0020001").xpath(".//a[text()='意見を提出する']/@href")[0]
    parts = urlsplit(link)
    assert (parts.scheme, parts.path) == ("mailto", "iken@example.jp")
    assert parse_qs(parts.query) == {
        "subject": ["002 印鑑登録 第1.1版（案） 機能0020001"],
        "body": ['<b>受付</b>&"\nhttps://example.jp/hyojun/id/#機能0020001@1.1案'],
    }


def test_the_overview_says_until_when_opinions_are_asked_for(site: Site) -> None:
    [told] = site.page("002/index").xpath("//main//p[@class='consulted']")
    assert " ".join(told.text_content().split()) == (
        "意見照会：機能 第1.1版（案） 令和8年12月1日から令和9年1月15日まで（対象：全市区町村）。"
        "期間中、各ページの「引用・意見」から意見を提出できます。"
    )
    assert not site.page("002/機能/1.0/index").xpath("//p[@class='consulted']")


def test_a_decided_document_asks_for_no_opinions(root: Path, tmp_path: Path) -> None:
    copy = write_repository(tmp_path / "r", {"pyproject.toml": SETTINGS.encode()})
    say(copy, "1.0", "決定", OLD)
    site = published(copy, tmp_path / "out")
    assert site.page("002/functions/toroku").xpath("//a[@class='cite']/text()") == ["引用"] * 4
    assert "mailto:" not in (site.folder / "id/002-fn.html").read_text("utf-8")
    assert "第1.0版（令和7年8月29日決定）" in words(site.row("id/002-fn", "fn-0020001"))


def test_without_an_address_citations_and_feeds_stay_relative(root: Path, tmp_path: Path) -> None:
    copy = write_repository(tmp_path / "r", {})
    say(copy, "1.0", "決定", OLD)
    site = published(copy, tmp_path / "out")
    assert words(site.row("id/002-fn", "fn-0020002")).endswith(
        "（このサイトの id/index.html#機能0020002@1.0）"
    )
    of_page = site.page("002/functions/toroku").xpath("//div[@class='citing']")[0]
    assert of_page.get("data-address") == "../../id/index.html#" and of_page.get("data-opinions") is None
    feed = etree.parse(site.folder / "002/feed.xml")
    assert {link.get("href") for link in feed.iter(f"{ATOM}link")} == {
        "feed.xml", "index.html", "history.html"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('address = "javascript:alert(1)"', "address"),
        ('address = "https://example.jp/\\" onclick=\\""', "address"),
        ('opinions = "http://example.jp/"', "opinions"),
        ('opinions = "javascript:alert({id})"', "opinions"),
        ('opinions = "data:text/html,{id}"', "opinions"),
        ('opinions = "https://{id}.example.jp/"', "opinions"),
        ('opinions = "https://example.jp/?q={who}"', "opinions"),
        ('opinions = "https://example.jp/?q={id"', "opinions"),
        ('opinions = "mailto:iken"', "opinions"),
        ("opinions = \"https://example.jp/?q='x'\"", "opinions"),
    ],
)
def test_an_address_that_could_run_or_mislead_is_refused(tmp_path: Path, line: str, word: str) -> None:
    root = write_repository(tmp_path, {"pyproject.toml": f"[tool.hyojun]\n{line}\n"})
    with pytest.raises(NoRepository, match=f"pyproject.toml の {word} は"):
        load(root)


# feeds


@pytest.mark.parametrize("name", ["feed.xml", "002/feed.xml"])
def test_a_feed_is_valid_atom_with_dates_of_the_sources(site: Site, name: str) -> None:
    feed = etree.parse(site.folder / name).getroot()
    assert feed.tag == f"{ATOM}feed"
    assert [c.tag.removeprefix(ATOM) for c in feed][:5] == ["id", "title", "updated", "link", "link"]
    entries = feed.findall(f"{ATOM}entry")
    ids = [feed.findtext(f"{ATOM}id"), *(e.findtext(f"{ATOM}id") for e in entries)]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", i) for i in ids)
    told = [(e.findtext(f"{ATOM}updated")[:10], e.findtext(f"{ATOM}title")) for e in entries]
    assert told == [
        ("2026-12-01", "002 印鑑登録 機能 第1.0版から第1.1版への変更"),
        ("2026-12-01", "002 印鑑登録 機能 第1.1版の意見照会"),
        ("2025-11-10", "002 印鑑登録 機能 第1.0版 正誤1"),
        ("2025-08-29", "002 印鑑登録 機能 第1.0版"),
    ]
    for element in (feed, *entries):
        datetime.fromisoformat(element.findtext(f"{ATOM}updated"))
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert entries[-1].findtext(f"{ATOM}summary") == "新規<作成>"
    assert "影響大" in entries[0].findtext(f"{ATOM}summary")
    for entry in entries:
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "総務省"
        address, _, mark = entry.find(f"{ATOM}link").get("href").partition("#")
        path = unquote(address.removeprefix("https://example.jp/hyojun/"))
        assert not mark or mark in html.parse(site.folder / path).xpath("//@id")
        assert (site.folder / path).is_file()


def test_pages_make_their_feeds_known(site: Site) -> None:
    found = site.page("002/functions/toroku").xpath("//link[@rel='alternate']/@href")
    assert found == ["../feed.xml", "../../feed.xml"]
    assert site.page("index").xpath("//link[@rel='alternate']/@href") == ["feed.xml"]


# editions


def test_an_edition_shows_what_was_frozen_with_its_errata(site: Site) -> None:
    page = site.page("002/機能/1.0/functions/toroku")
    assert words(page.xpath("//tr[@id='fn-0020002']/td[@data-label='機能要件']")[0]).startswith(
        "審査結果を記録"
    )
    assert page.xpath("//tr[@id='fn-0020009']") and not page.xpath("//tr[@id='fn-0020004']")
    banner = words(page.xpath("//*[@class='edition-banner']")[0])
    assert banner.startswith("現行の版：第1.0版（令和7年8月29日決定、正誤1反映）の内容です。")
    assert '引用：総務省「標準"仕様書"」第1.0版（令和7年8月29日決定、正誤1まで反映）' in banner
    assert page.xpath("//*[@class='edition-banner']//a[text()='第1.1版（案）を見る']/@href") == [
        "../../../functions/toroku.html"
    ]


def test_entries_of_an_edition_are_cited_and_lead_to_the_draft(site: Site) -> None:
    page = site.page("002/機能/1.0/functions/toroku")
    assert [(a.text, a.get("data-id"), a.get("href")) for a in page.xpath("//a[@class='cite']")] == [
        ("引用", "機能0020001", "../../../../id/002-fn.html#fn-0020001"),
        ("第1.1版（案）を見る", None, "../../../functions/toroku.html#fn-0020001"),
        ("引用", "機能0020002", "../../../../id/002-fn.html#fn-0020002"),
        ("その後の扱い", None, "../../../../id/002-fn.html#fn-0020002"),
        ("引用", "機能0020003", "../../../../id/002-fn.html#fn-0020003"),
        ("第1.1版（案）を見る", None, "../../../functions/shinsa.html#fn-0020003"),
        ("引用", "機能0020009", "../../../../id/002-fn.html#fn-0020009"),
        ("その後の扱い", None, "../../../../id/002-fn.html#fn-0020009"),
    ]
    of_page = page.xpath("//div[@class='citing']")[0]
    assert [of_page.get(f"data-{part}") for part in ("source", "address", "edition", "opinions")] == [
        '総務省「標準"仕様書"」第1.0版（令和7年8月29日決定、正誤1まで反映）', "https://example.jp/hyojun/id/#", "@1.0", None
    ]  # fmt: skip


def test_references_stay_in_the_edition(site: Site) -> None:
    links = site.page("002/機能/1.0/functions/toroku").xpath("//td[@data-label='機能要件']//a/@href")
    assert links and set(links) == {"#fn-0020003", "#fn-0020001", "../text/hajimeni.html#h-hajimeni"} & set(
        links
    )
    prose = site.page("002/機能/1.0/text/hajimeni").xpath("//main//p//a/@href")
    assert prose == [
        "../functions/toroku.html#fn-0020001",
        "../functions/toroku.html#fn-0020009",
        "../functions/toroku.html#h-toroku",
    ]
    assert site.page("002/text/hajimeni").xpath("//main//p//a/@href") == [
        "../functions/toroku.html#fn-0020001",
        "../functions/toroku.html#h-toroku",
    ]


def test_every_page_of_a_document_leads_to_its_other_editions(site: Site) -> None:
    for name, here in (("002/functions/toroku", 0), ("002/機能/1.0/functions/toroku", 1)):
        links = site.page(name).xpath("//details[@class='switcher']//a")
        assert [words(a) for a in links] == [
            "第1.1版（案）",
            "第1.0版（令和7年8月29日決定、正誤1まで反映） 現行の版",
        ]
        assert [a.get("aria-current") for a in links].index("true") == here
    links = site.page("002/functions/shinsa").xpath("//details[@class='switcher']//a/@href")
    assert links == ["shinsa.html", "../%E6%A9%9F%E8%83%BD/1.0/index.html"]


def test_versions_json_lists_every_edition_with_its_address(site: Site) -> None:
    data = json.loads((site.folder / "versions.json").read_text("utf-8"))
    assert data["アドレス"] == "https://example.jp/hyojun/"
    keys = ("版", "状態", "年月日", "正誤", "公表済み", "アドレス")
    assert [tuple(v[k] for k in keys) for v in data["版の一覧"]] == [
        ("1.1", "案", None, 0, False, "002/index.html"),
        ("1.0", "決定", "2025-08-29", 1, True, "002/機能/1.0/index.html"),
    ]
    assert all((site.folder / v["アドレス"]).is_file() for v in data["版の一覧"])


def test_indices_lead_to_what_is_in_force_and_to_the_draft(site: Site) -> None:
    text = (site.folder / "hyojun-function.html").read_text("utf-8")
    pages = set(re.findall(r'href="(002/[^"#]*)#', text))
    draft = {"002/functions/toroku.html", "002/functions/shinsa.html"}
    assert pages == {"002/%E6%A9%9F%E8%83%BD/1.0/functions/toroku.html", *draft}


def test_pages_of_an_edition_are_kept_when_the_sources_change(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hyojun.publish.site import page_files

    out = tmp_path / "out"
    published(root, out)
    made: list[str] = []
    body = page_files.body
    monkeypatch.setattr(page_files, "body", lambda r, docname: made.append(docname) or body(r, docname))
    try:
        say(root, "1.1", "案", NEW.replace("受理すること。", "受理して記録すること。"))
        again = published(root, out)
        assert "002/functions/toroku" in made
        assert not [name for name in made if name.startswith("002/機能/")]
        clean = published(root, tmp_path / "clean")
        assert {
            p.relative_to(again.folder): p.read_bytes() for p in again.folder.rglob("*") if p.is_file()
        } == {p.relative_to(clean.folder): p.read_bytes() for p in clean.folder.rglob("*") if p.is_file()}
        made.clear()
        say(root, "1.1", "案", NEW.replace("キー: shinsa", "キー: shinsa-kiroku"))
        moved = published(root, out)
        assert "002/機能/1.0/functions/toroku" in made, "an entry that it leads to stands elsewhere"
        assert dead_links(moved.folder) == []
    finally:
        say(root, "1.1", "案", NEW)
