"""Pages across 業務: what they count is what the model holds, links lead there, hostile words stay words."""

from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from casefiles import write_repository
from test_comparison_pages import Built, build, words

from hyojun import source
from hyojun.model import IN_TEXT, Corpus, ImplementationClass, Kind, Ref
from hyojun.publish.binding import corpus_in_force
from hyojun.publish.editions import editions
from hyojun.publish.linkage_drawing import hand_overs
from hyojun.publish.site import falling_due
from hyojun.publish.site import pages as site_pages
from hyojun.publish.site.dead_links import dead_links
from hyojun.publish.site.site_map import site_map

ROOT = Path(__file__).parents[2]
HEAD = """\
業務ID: "{id}"
団体区分: [指定都市, 中核市]
横断的仕組み: [{{仕組み: DV等支援対象者, 適用: 非適用, 理由: '<b>理由</b>'}}]
文書:
  - 文書: 機能
    題名: 標準仕様書
    発行者: 総務省
    版: "1.0"
    状態: 決定
    年月日: 2025-08-29
    適合基準日: 2027-04-01
    改定履歴: [{{版: "1.0", 概要: 初版}}]
    構成: [a.yaml]
"""
CONTENTS = """\
見出し:
  - キー: k{id}
    題名: '<i>大項目</i>'
    機能:
      - {{機能ID: "{id}0001", 機能名称: '<b>一つ目</b>', 実装類型: {{指定都市: 実装必須, 中核市: 標準オプション}},
         機能要件: 要件。, データ項目: ["{id}00001"], 連携: ["{id}o001"], 横断的仕組み: [公的給付支給等口座],
         適合基準日: 2028-04-01}}
      - {{機能ID: "{id}0002", 機能名称: 二つ目, 実装類型: 実装不可, 機能要件: 要件。}}
データグループ:
  - グループID: "{id}001"
    グループ名称: '<b>宛名</b>'
    データ項目:
      - {{データ項目ID: "{id}00001", データ項目: '<b>氏名</b>', ローマ字: shimei, データ型: Ｎ, 桁数: 100, データ出力条件: 必須}}
      - {{データ項目ID: "{id}00002", データ項目: 住所, ローマ字: jusho, データ型: Ｎ, 桁数: 100, データ出力条件: 必須}}
連携:
  - {{連携ID: "{id}o001", 連携名称: 渡す, 場合: とき, 相手: {{種別: 外部システム, 名称: '<b>外</b>'}}, 提供・照会: 提供,
     方式: ファイル, 頻度: 日次, データ項目: ["{id}00001"]}}
  - {{連携ID: "{id}i001", 連携名称: 受ける, 場合: とき, 相手: {{種別: 標準準拠システム, 業務ID: "{other}"}}, 提供・照会: 照会,
     方式: ファイル, 頻度: 日次, データ項目: ["{other}00002"], 記録先: {{"{other}00002": "{id}00001"}}}}
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(ROOT, tmp_path_factory.mktemp("across"))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return source.load(ROOT).corpus


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("hostile")
    root = write_repository(
        folder / "r",
        {
            f"spec/{id}/{name}": text.format(id=id, other=other)
            for id, other in (("002", "003"), ("003", "002"))
            for name, text in (("業務.yaml", HEAD), ("a.yaml", CONTENTS))
        },
    )
    return build(root, folder / "o")


def table(page, caption):  # type: ignore[no-untyped-def]
    [found] = [t for t in page.iter("table") if words(t.find("caption")).startswith(caption)]
    return found.findall("tbody/tr")


# all functions


@pytest.fixture(scope="module")
def in_force(corpus: Corpus) -> Corpus:
    """The sample as the list of all functions has it: editions in force in the place of drafts."""
    return corpus_in_force(corpus, editions(source.load(ROOT)).released)


def test_every_function_of_every_business_is_listed_and_linked(
    sample: Built, corpus: Corpus, in_force: Corpus
) -> None:
    page = sample.page("across/functions")
    released = {b.id for b, now in zip(in_force.businesses, corpus.businesses, strict=True) if b is not now}
    assert released == {"002"}
    listed = [r for r in table(page, "全業務の機能の一覧") if r.get("class") != "heading"]
    every = [(b, n, f) for b in in_force.businesses for n in b.headings for f in n.heading.functions]
    assert len(listed) == len(every) > 150
    for row, (business, n, function) in zip(listed, every, strict=True):
        (link,) = row.xpath("./th/a/@href")
        folder, mark = link.split("#")
        assert words(row[0]).startswith(function.id) and mark.startswith("fn-")
        edition = "/機能/1.0" if business.id in released else ""
        assert unquote(folder).startswith(f"../{business.id}{edition}/functions/")
        assert words(row[1]) == (*n.above, n.heading)[0].title
        assert function.name in words(row[2])
        kinds = (
            {kind.value for kind in function.classes_by_body().values()} if not function.retired else set()
        )
        assert all(kind in words(row[3]) for kind in kinds)
        assert all(body in words(row[3]) for body in function.classes_by_body() if len(kinds) > 1)


def test_too_many_functions_are_split_by_business(
    corpus: Corpus, in_force: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(site_pages, "MOST_FUNCTIONS", 20)
    monkeypatch.setattr(site_pages, "MOST_ITEMS", 30)
    built = build(ROOT, tmp_path)
    index = built.page("across/functions")
    assert not index.xpath("//table[contains(@class,'all-functions')]")
    own = [b for b in in_force.businesses if b.functions]
    assert [a.get("href") for a in index.xpath("//tbody//th/a")] == [f"functions/{b.id}.html" for b in own]
    assert [words(r[1]) for r in table(index, "業務ごとの機能の数")] == [str(len(b.functions)) for b in own]
    for b in own:
        listed = table(built.page(f"across/functions/{b.id}"), f"{b.name}の機能の一覧")
        assert len(listed) == 1 + sum(len(n.heading.functions) for n in b.headings)
    pages = [d for d in site_map(corpus).pages if d.startswith("002/data/use")]
    assert len(pages) > 2
    shown = [
        words(th).partition(" ")[0]
        for d in pages
        for th in built.page(d).xpath("//table[@class='uses']//tbody//th")
    ]
    business = corpus.business("002")
    assert business and shown == [i.id for i in business.data_items]


# mechanisms and 共通機能


def test_mechanisms_are_what_each_business_says_of_them(sample: Built, corpus: Corpus) -> None:
    page = sample.page("across/mechanisms")
    rows = table(page, "業務ごとの横断的仕組みの適用")
    assert len(rows) == len(corpus.businesses)
    seen: Counter[str] = Counter()
    for row, business in zip(rows, corpus.businesses, strict=True):
        for cell, thing in zip(row[1:], corpus.registry.mechanisms, strict=True):
            (said,) = [u for u in business.head.mechanisms if u.name in (thing.name, *thing.former)]
            count = sum(
                any(m in (thing.name, *thing.former) for m in f.mechanisms) for f in business.functions
            )
            assert words(cell) == said.applied + (f" {count}機能" if count else "")
            (link,) = cell.xpath("./a/@href")
            reason = page.get_element_by_id(link[1:])
            assert said.reason and said.reason.replace("\n", " ") in words(reason)
            assert len(reason.xpath("./td[last()]//a")) == count
            seen[said.applied] += 1
    assert seen["適用"] > 3 and seen["非適用"] > 3
    common = table(page, "業務ごとの共通機能の利用")
    for row, business in zip(common, corpus.businesses, strict=True):
        said_of = {u.name: u.used for u in business.head.common_functions}
        assert [words(c).split()[0] for c in row[1:]] == [
            said_of.get(thing.name, "宣言なし") for thing in corpus.registry.common_functions
        ]


def test_what_a_business_does_not_say_is_said(hostile: Built) -> None:
    page = hostile.page("across/mechanisms")
    row = table(page, "業務ごとの横断的仕組みの適用")[0]
    cells = {
        words(h): words(c) for h, c in zip(page.xpath("(//table)[1]//thead//th")[1:], row[1:], strict=True)
    }
    assert cells["DV等支援対象者"] == "非適用"
    assert cells["公金受取口座"] == "宣言なし 1機能", "a former name counts"


# linkages


def test_the_matrix_has_the_numbers_of_the_drawing(sample: Built, corpus: Corpus) -> None:
    page = sample.page("across/linkages")
    flows = hand_overs(corpus)
    total = sum(len(f.linkages) for f in flows)
    assert f"連携は、{total}件です。" in words(page)
    heads = [words(h) for h in page.xpath("//table[contains(@class,'exchange')]//thead//th")][1:-1]
    inside = {
        (f.source.name, f.target.business): len(f.linkages)
        for f in flows
        if f.source.business and f.target.business
    }
    matrix = {
        (words(row[0]), head): int(words(cell))
        for row in table(page, "提供元（行）")
        for head, cell in zip(heads, row[1:-1], strict=True)
        if words(cell)
    }
    assert matrix == inside and len(matrix) > 5
    pairs = table(page, "渡す側と受け取る側ごとの連携")
    assert [int(words(r[2])) for r in pairs] == [len(r.xpath("./td[last()]//li")) for r in pairs]
    assert sum(int(words(r[2])) for r in pairs) == total
    for link in page.xpath("//table[contains(@class,'counts')]//a/@href[starts-with(., '#')]"):
        assert page.get_element_by_id(link[1:]) is not None
    assert page.xpath("//figure//*[local-name()='svg']"), "few enough to be drawn"


def test_the_start_page_leads_to_the_pages_across(sample: Built, corpus: Corpus) -> None:
    home = sample.page("index")
    assert not home.xpath("//figure//*[@data-key]"), "the drawing moved"
    links = home.xpath("//h2[@id='across']/following-sibling::ul[1]//a/@href")
    assert links == [f"across/{n}.html" for n in ("functions", "mechanisms", "linkages", "data", "dates")]


# data items


def test_uses_of_data_items_are_the_links_of_the_model(sample: Built, corpus: Corpus) -> None:
    seen: Counter[str] = Counter()
    for business in corpus.businesses:
        rows = sample.page(f"{business.id}/data/use").xpath("//table[@class='uses']/tbody/tr")
        assert len(rows) == len(business.data_items)
        for row, item in zip(rows, business.data_items, strict=True):
            assert words(row[0]) == f"{item.id} {item.name}"
            edges = corpus.incoming.get(Ref(business.id, Kind.DATA_ITEM, item.id), ())
            naming = {e.source for e in edges if e.source and e.word != IN_TEXT}
            shown = [{words(a) for a in cell.iter("a")} for cell in row[1:]]
            linkages = {r.id: corpus.entries[r].value.direction for r in naming if r.kind is Kind.LINKAGE}  # type: ignore[attr-defined]
            own = {id for id in linkages if id.startswith(business.id)}
            given = {id for id, way in linkages.items() if (way == "提供") == (id in own)}
            assert shown == [
                {r.id for r in naming if r.kind is Kind.FORM},
                given,
                set(linkages) - given,
                {r.id for r in naming if r.kind is Kind.FUNCTION},
            ], item.id
            seen.update(
                {"渡す": len(given), "受ける": len(linkages) - len(given), "他": len(set(linkages) - own)}
            )
    assert min(seen.values()) > 10, seen


def test_items_are_counted_by_business(sample: Built, corpus: Corpus) -> None:
    for row, business in zip(table(sample.page("across/data"), "業務ごとの"), corpus.businesses, strict=True):
        rows = sample.page(f"{business.id}/data/use").xpath("//table[@class='uses']/tbody/tr")
        numbers = [int(words(c)) for c in row[1:8]]
        assert numbers[0] == len(business.data_items)
        assert numbers[1:5] == [sum(bool(r[i].xpath(".//a")) for r in rows) for i in range(1, 5)]
        assert numbers[6] == sum(not r.xpath("./td//a") for r in rows)
        assert f"使われている項目 {numbers[0] - numbers[6]}件" in words(row[8])


def test_what_another_business_asks_for_is_handed_over(hostile: Built) -> None:
    rows = hostile.page("002/data/use").xpath("//table[@class='uses']/tbody/tr")
    assert [[words(c) for c in r[1:]] for r in rows] == [
        ["", "002o001", "002i001", "0020001"],
        ["", "003i001", "", ""],
    ]


# dates


def test_dates_are_those_of_the_editions(corpus: Corpus) -> None:
    told = editions(source.load(ROOT))
    found = falling_due.dates(falling_due.held(corpus, told.released))
    assert [d.day for d in found] == sorted(d.day for d in found)
    business = corpus.business("027")
    assert business
    (document,) = [d for d in business.documents if d.contents.headings]
    asked = [f for f in business.functions if f.classes is not ImplementationClass.FORBIDDEN]
    assert len(asked) < len(business.functions), "what may not exist is never due"
    wanted = Counter(f.conformance_by_body().get("全団体") or str(document.conformance) for f in asked)
    for day, number in wanted.items():
        own = [
            d for d in found if d.business == "027" and d.what == "適合基準日" and d.day.isoformat() == day
        ]
        assert sum(len(d.subjects) for d in own) == number
    ends = [d for d in found if d.what == "経過措置の終期"]
    assert len(ends) == sum(len(b.head.transitions) for b in corpus.businesses) > 0, "once, not per document"


def test_dates_before_and_after_the_newest_edition(hostile: Built, corpus: Corpus) -> None:
    page = hostile.page("across/dates")
    rows = [[words(c) for c in r] for r in table(page, "最も新しい版が出た日より後")]
    assert [(r[0], r[1], r[4]) for r in rows] == [
        ("令和10年4月1日", "002 印鑑登録", "機能1件機能0020001 <b>一つ目</b>"),
        ("令和10年4月1日", "003 戸籍", "機能1件機能0030001 <b>一つ目</b>"),
    ]
    assert not [h for h in page.xpath("//h2") if words(h) == "それ以前の期日"]
    (about,) = page.xpath("//*[local-name()='svg']/*[local-name()='desc']")
    assert words(about) == "令和10年4月1日 2件"
    found = falling_due.dates(falling_due.held(corpus, ()))
    middle = found[len(found) // 2].day
    later = falling_due.after(found, middle)
    assert 0 < len(later) < len(found) and all(d.day > middle for d in later)
    assert falling_due.after(found, None) == found, "no edition is out"


def test_what_comes_on_a_day_is_counted_once_by_business(corpus: Corpus) -> None:
    found = falling_due.dates(falling_due.held(corpus, editions(source.load(ROOT)).released))
    for day, own in falling_due.by_day(found):
        assert len({(c.business, c.what) for c in own}) == len(own)
        for c in own:
            told = [d for d in found if (d.day, d.business, d.what) == (day, c.business, c.what)]
            assert c.number == len({s for d in told for s in d.subjects}) > 0
            assert c.is_draft == all(d.is_draft for d in told)


# the start page


def test_the_start_page_names_days_and_downloads_of_every_document(hostile: Built) -> None:
    row = hostile.page("index").xpath("//tr[td[@data-label='業務ID']='002']")[0]
    assert "機能 第1.0版 決定 令和7年8月29日" in words(row)


def test_hostile_words_are_words_everywhere(hostile: Built) -> None:
    names = [p.relative_to(hostile.site).as_posix() for p in hostile.site.glob("across/**/*.html")]
    assert len(names) == 6
    for name in (*names, "002/data/use.html", "index.html", "002/index.html"):
        text = (hostile.site / name).read_text("utf-8").partition("<body>")[2]
        assert "<script" not in text and "<i>" not in text, name
        assert (
            "<b>氏名" not in text and "<b>宛名" not in text and "<b>外" not in text and "<b>理由" not in text
        ), name
        assert "<b>一つ目" not in text, name
    assert "<b>外</b>" in words(hostile.page("across/linkages"))
    assert "<b>氏名</b>" in words(hostile.page("002/data/use"))
    assert not dead_links(hostile.site)


def test_the_head_of_every_page_is_short_and_leads_across(sample: Built) -> None:
    for name in ("index", "across/index", "002/index", "rules", "hyojun-form"):
        links = sample.page(name).xpath("//nav[@aria-label='サイト全体']//a")
        assert [words(a) for a in links][:5] == ["業務一覧", "業務横断", "版の比較", "検査結果", "凡例"]
        assert len(links) <= 6
    here = sample.page("hyojun-form").xpath("//nav[@aria-label='サイト全体']//a[@aria-current]")
    assert [(words(a), a.get("aria-current")) for a in here] == [("業務横断", "true")]
    across = sample.page("across/index")
    assert {a.get("href") for a in across.xpath("//main//a")} >= {
        "../hyojun-function.html",
        "../hyojun-form.html",
        "../hyojun-item.html",
        "../hyojun-term.html",
        "../rules.html",
        "linkages.html",
    }
