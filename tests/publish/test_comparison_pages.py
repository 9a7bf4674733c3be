"""The comparison pages of the site, held against the comparison they are made of."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from casefiles import write_repository
from lxml import html
from pdf_press import png

from hyojun import source
from hyojun.diff import CATALOGUE, WEIGHT_WORDS, Audience, Change, Step, Subject, Weight
from hyojun.publish import Job, Published
from hyojun.publish.editions import editions
from hyojun.publish.papers.names import comparison_stem
from hyojun.publish.site import comparisons, filters
from hyojun.publish.site.dead_links import dead_links
from hyojun.publish.site.write import write_site

ROOT = Path(__file__).parents[2]
STEP = "002/changes/機能-1.0-1.1"
RULE = re.compile(
    r'\.page:has\(#f-(\w+)(?:-(\w+):not\(:checked\)| \[value="(\w+)"\]:checked)\) (\[.*\]\S*) \{ display: none; \}'
)


class Built(NamedTuple):
    """A site on disk and the steps it tells of."""

    site: Path
    steps: tuple[Step, ...]
    published: list[Published]

    def page(self, name: str) -> Any:
        return html.parse(self.site / f"{name}.html").getroot()

    def step(self, address: str = STEP) -> Step:
        return next(s for s in self.steps if comparisons.address(s) == address)


def build(root: Path, folder: Path, *, downloads: dict[str, Published] | None = None) -> Built:
    repository = source.load(root)
    steps, frozen, released = editions(repository)
    out, work = folder / "out", folder / "work"
    work.mkdir(parents=True)
    for name in downloads or {}:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(b"x")
    job = Job(
        root,
        repository.settings,
        repository.corpus,
        repository.assets,
        work=work,
        history=steps,
        frozen=frozen,
        released=released,
    )
    published = write_site(job, out, list((downloads or {}).values()))
    assert not dead_links(out / "site")
    return Built(out / "site", steps, published)


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(ROOT, tmp_path_factory.mktemp("comparisons"))


HEAD = """\
業務ID: "002"
文書:
  - 文書: 機能
    題名: 標準仕様書
    発行者: 総務省
    版: "{edition}"
    状態: {status}
    改定履歴:
      - {{版: "1.0", 概要: 新規作成}}
      - {{版: "1.1", 概要: 改定}}
    構成: [a.yaml, 本編/文.md]
"""
OLD = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: 登録, 実装類型: {指定都市: 標準オプション, 中核市: 標準オプション},
         機能要件: 登録できること。}
      - {機能ID: "0020002", 機能名称: 廃止, 実装類型: 実装必須, 機能要件: 廃止できること。}
      - {機能ID: "0020004", 機能名称: 照会, 実装類型: 実装必須, 機能要件: 照会できること。}
帳票:
  - 帳票ID: "0020001"
    帳票名称: 見本
    対象: 職員向け
    職員向けの理由: 職員が使うため
    実装類型: 実装必須
    諸元表: [{項番: 1, 印字項目: 氏名}]
    レイアウト: {種類: 添付, ファイル: 帳票.png, 代替テキスト: 帳票の見本, 欄: [{図中番号: "1", 項番: 1}]}
"""
NEW = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: 登録, 実装類型: {指定都市: 実装必須, 中核市: 標準オプション},
         機能要件: 登録できること。}
      - {機能ID: "0020003", 機能名称: "<script>alert(1)</script>", 実装類型: 実装必須,
         機能要件: "一覧を\\n- <b>甲</b>\\n- 乙\\nで示すこと。", 備考: "&lt; [data-x] \\"引用\\""}
      - {機能ID: "0020004", 機能名称: 照会の一覧, 実装類型: 実装必須, 機能要件: 照会できること。}
帳票:
  - 帳票ID: "0020001"
    帳票名称: 見本
    対象: 職員向け
    職員向けの理由: 職員が使うため
    実装類型: 実装必須
    諸元表: [{項番: 1, 印字項目: 氏名}]
    レイアウト: {種類: 添付, ファイル: 帳票.png, 代替テキスト: 帳票の見本, 欄: [{図中番号: "1", 項番: 1}]}
"""
PROSE = "# はじめに\n\n![構成](図.png)\n\n改める。\n"


def written(root: Path, edition: str, contents: str, size: int, status: str = "案") -> Path:
    """A repository of one document, and its pictures of some size."""
    files: dict[str, str | bytes] = {
        "業務.yaml": HEAD.format(edition=edition, status=status),
        "a.yaml": contents,
    }
    pictures = {"帳票.png": png(size), "本編/図.png": png(size + 1)}
    return write_repository(root, {**files, "本編/文.md": PROSE, **pictures})


def released(root: Path, edition: str) -> None:
    """Freeze what the sources say as an edition."""
    repository = source.load(root)
    [business] = repository.corpus.businesses
    source.freeze(root, business, business.documents[0], edition, repository.assets)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """第1.0版 released, 第1.1版 a draft with hostile words, other pictures, and a question."""
    root = written(tmp_path_factory.mktemp("small"), "1.0", OLD, 40, "決定")
    released(root, "1.0")
    return build(written(root, "1.1", NEW, 60), tmp_path_factory.mktemp("site"))


def articles(page: Any) -> dict[str, Any]:
    return {a.get("id").removeprefix("c-"): a for a in page.xpath("//article")}


def in_order(step: Step) -> Iterator[Change]:
    """The heaviest first, then as in the document."""
    for weight in Weight:
        yield from (c for c in step.comparison.changes if c.weight is weight)


@pytest.mark.parametrize("name", ["sample", "small"])
def test_every_change_is_on_its_page_once(name: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(name)
    step, page = built.step(), built.page(STEP)
    shown = [a.get("id") for a in page.xpath("//article")]
    assert shown == [f"c-{c.fingerprint}" for c in in_order(step)] and len(shown) > 5
    rows = page.xpath("//table[contains(@class, 'change-list')]/tbody/tr")
    assert [r.xpath("./th/a/@href") for r in rows] == [
        [f"#c-{c.fingerprint}"] for c in step.comparison.changes
    ]
    for change, row in zip(step.comparison.changes, rows, strict=True):
        article = articles(page)[change.fingerprint]
        assert WEIGHT_WORDS[change.weight] in words(row) and WEIGHT_WORDS[change.weight] in words(article)
        assert all(a.value in words(article.xpath("./p[@class='meta']")[0]) for a in change.audiences)
        [code] = article.xpath(".//dd/a[@class='id']/@href")
        assert code == f"../../changes/kinds.html#kind-{change.code}"
        if change.account:
            said = words(article.xpath("./dl[@class='said']")[0])
            assert re.sub(r"\s+", " ", change.account.reason) in said
            assert all(n in said for n in change.account.opinions)


def test_both_texts_can_be_read_whole(sample: Built) -> None:
    shown, seen = articles(sample.page(STEP)), 0
    for change in sample.step().comparison.changes:
        if not any(p.sign == "=" for p in change.parts) or re.match(r"[0-9]{4}-", change.before or ""):
            continue
        if change.kind is Subject.BLOCK or change.code == "FM-LAYOUT":
            continue  # they are shown as they read
        new, old = shown[change.fingerprint].xpath("./dl[@class='sides']/div/dd")
        assert (new.text_content(), old.text_content()) == (change.after, change.before)
        assert [x.text_content() for x in new.iter("ins")] == [p.text for p in change.parts if p.sign == "+"]
        assert [x.text_content() for x in old.iter("del")] == [p.text for p in change.parts if p.sign == "-"]
        seen += 1
    assert seen > 8


def test_a_change_leads_to_its_thing_and_to_what_it_reaches(sample: Built) -> None:
    shown = articles(sample.page(STEP))
    changes = {c.fingerprint: c for c in sample.step().comparison.changes}
    links = {f: shown[f].xpath("./h3/a[not(@class)]/@href") for f in changes}
    without = {c.kind for f, c in changes.items() if not links[f]}
    assert not without, "everything of the sample is still there"
    for f, change in changes.items():
        if change.kind is Subject.FUNCTION:
            id = (change.new or change.old)[0]
            assert links[f][0].endswith(f"#fn-{id.replace('仮', '-kari')}"), "欠番 has its row, too"
        labels = shown[f].xpath(".//ul[@class='links']/li")
        assert len(labels) == len(change.affected)
        for label, li in zip(change.affected, labels, strict=True):
            assert li.xpath("./a") and words(li)[:2] == label[:2]
            assert label in words(li) or not label[2:3].isdigit(), "keys are for machines, IDs are shown"


def test_what_is_gone_is_named_without_a_link(small: Built) -> None:
    [gone] = [c for c in small.step().comparison.changes if c.code == "FN-REMOVED-MUST"]
    article = articles(small.page(STEP))[gone.fingerprint]
    assert not article.xpath("./h3/a[not(@class)]") and "機能0020002 廃止" in words(article.xpath("./h3")[0])
    new, old = article.xpath("./dl[@class='sides']/div/dd")
    assert words(new) == "（削除）" and "廃止できること。" in words(old)


def test_what_was_withdrawn_says_that_it_stays_as_gap(sample: Built) -> None:
    """Where the row stays, nothing is deleted: neither side of the card nor the reason says so."""
    [gone] = [c for c in sample.step().comparison.changes if c.code == "FN-REMOVED-OPTION"]
    new, old = articles(sample.page(STEP))[gone.fingerprint].xpath("./dl[@class='sides']/div/dd")
    assert words(new) == "廃止（欠番として残る）" and "郵送による登録申請の受付" in words(old)
    assert "廃止であり、欠番として残る。置換先は、機能0020041である。" in gone.reason


def test_hostile_words_are_words(small: Built) -> None:
    for name in (STEP, "changes", "002/changes/index"):
        text = (small.site / f"{name}.html").read_text("utf-8")
        assert set(re.findall(r"<script[^>]*>(.*?)</script>", text)) == {""}, "the site's own, and no other"
        assert "<b>" not in text
    [added] = [c for c in small.step().comparison.changes if c.code == "FN-ADDED-MUST"]
    article = articles(small.page(STEP))[added.fingerprint]
    assert "機能0020003 <script>alert(1)</script>" in words(article.xpath("./h3")[0])
    assert "一覧を\n- <b>甲</b>\n- 乙\nで示すこと。" in article.text_content(), "lines of a list are kept"


# filters


@pytest.mark.parametrize(("name", "page"), [("sample", STEP), ("sample", "changes"), ("small", "changes")])
def test_a_filter_leaves_what_was_chosen(name: str, page: str, request: pytest.FixtureRequest) -> None:
    """The rules of the style sheet, applied to the rows as a browser would."""
    built: Built = request.getfixturevalue(name)
    root = built.page(page)
    rules = {
        (key, ticked or chosen): (bool(ticked), hidden)
        for key, ticked, chosen, hidden in RULE.findall((built.site / filters.SHEET).read_text("utf-8"))
    }
    changes = {c.fingerprint: c for s in built.steps for c in s.comparison.changes}
    rows = {
        r.xpath("./th/a/@href")[0].rpartition("#c-")[2]: r for r in root.xpath("//tbody/tr[@data-weight]")
    }
    assert rows.keys() == changes.keys()
    offered = [("weight", i.get("id").removeprefix("f-weight-")) for i in root.xpath("//main//form//input")]
    offered += [
        (s.get("id").removeprefix("f-"), o)
        for s in root.xpath("//main//form//select")
        for o in s.xpath("./option/@value")[1:]
    ]
    assert {key for key, _ in offered} >= {"weight", "for", "kind", "body"}
    assert all(i.get("checked") is not None for i in root.xpath("//main//form//input"))
    for key, value in offered:
        is_ticked, hidden = rules[key, value]
        left = {f for f, r in rows.items() if not hides(hidden, r)}
        wanted = {f for f, c in changes.items() if fits(key, value, c) != is_ticked}
        assert left == wanted, (key, value)


def hides(selector: str, row: Any) -> bool:
    """Whether an element has every attribute of [a="x"], [a] and :not([a~="x"])."""
    without = re.findall(r':not\(\[([\w-]+)~="(\w+)"\]\)', selector)
    plain = re.sub(r":not\(.*?\)", "", selector)
    given = [row.get(a) == value for a, value in re.findall(r'\[([\w-]+)="(\w+)"\]', plain)]
    named = [row.get(a) is not None for a in re.findall(r"\[([\w-]+)\]", plain)]
    lacking = [value not in (row.get(a) or "").split() for a, value in without]
    assert given or named
    return all((*given, *named, *lacking))


def fits(key: str, value: str, change: Change) -> bool:
    match key:
        case "weight":
            return change.weight.name.lower() == value
        case "for":
            return value in {a.name.lower() for a in change.audiences}
        case "kind":
            return change.kind.name.lower() == value
        case "change":
            return filters.code_slug(change.code) == value
        case "body":
            return not change.bodies or value in {filters.body_slug(b) for b in change.bodies}
    raise AssertionError(key)


def test_every_word_of_a_filter_is_there(sample: Built) -> None:
    page = sample.page("changes")
    found = {s.get("id"): s.xpath("./option/text()") for s in page.xpath("//form//select")}
    assert found["f-for"] == ["すべて", *(a.value for a in Audience)]
    assert found["f-body"] == ["すべて", "指定都市", "中核市", "一般市", "町村", "特別区"]
    assert "f-business" not in found, "there is one"


def test_filters_are_offered_only_where_they_work_and_never_printed() -> None:
    css = (ROOT / "templates/html/theme/static/hyojun.css").read_text("utf-8")
    screen, _, printed = css.partition("@media print")
    assert re.search(r"\.filters \{ display: none;", screen)
    assert "@supports selector(:has(*)) { .filters { display: flex; } }" in screen
    assert ".filters { display: none !important; }" in printed


@pytest.mark.parametrize("weight", Weight)
def test_a_weight_has_a_word_a_shape_and_a_colour(weight: Weight, sample: Built) -> None:
    css = (ROOT / "templates/html/theme/static/hyojun.css").read_text("utf-8")
    shapes = set()
    for each in Weight:
        tag = sample.page(STEP).xpath(f"//*[contains(@class, 'weight-{filters.slug(each)}')]")[0]
        assert words(tag).endswith(WEIGHT_WORDS[each])
        shapes.add(words(tag.xpath("./span")[0]))
    assert len(shapes) == len(Weight)
    assert re.search(rf"\.weight-{filters.slug(weight)} {{[^}}]*color:", css)
    assert re.search(rf"\.change-{filters.slug(weight)} {{", css)


# all 業務


def test_one_table_has_the_changes_of_the_newest_editions(sample: Built) -> None:
    page = sample.page("changes")
    rows = page.xpath("//table[@class='all-changes']/tbody/tr")
    wanted = [c for s in comparisons.newest(sample.steps) for c in s.comparison.changes]
    assert [r.xpath("./th/a/@href")[0].partition("#c-")[2] for r in rows] == [c.fingerprint for c in wanted]
    step, row = sample.step(), page.xpath("//table[contains(@class, 'step-table')]/tbody/tr")[0]
    assert unquote(row.xpath("./th/a/@href")[0]) == f"{STEP}.html"
    numbers = [int(words(c)) for c in row.xpath("./td[@class='figure']")]
    count = Counter(c.weight for c in step.comparison.changes)
    assert numbers == [*(count[w] for w in Weight), step.comparison.layout, 0]


def test_what_is_too_much_for_one_table_is_said(sample: Built) -> None:
    changes = sample.step().comparison.changes
    editorial = sum(c.weight is Weight.EDITORIAL for c in changes)
    review = sum(c.weight is Weight.REVIEW for c in changes)
    all_of_it = comparisons.listed(sample.steps, len(changes))
    assert not all_of_it.left_out and [c for _, own in all_of_it.steps for c in own] == list(changes)
    some = comparisons.listed(sample.steps, len(changes) - 1)
    assert some.left_out == {Weight.EDITORIAL: editorial}
    few = comparisons.listed(sample.steps, len(changes) - editorial - 1)
    assert few.left_out == {Weight.EDITORIAL: editorial, Weight.REVIEW: review}
    assert {c.weight for _, own in few.steps for c in own} == {Weight.BREAKING}
    assert comparisons.listed(sample.steps, 0).steps == ()


def test_lists_to_download_are_offered(tmp_path: Path) -> None:
    root = written(tmp_path / "root", "1.0", OLD, 40, "決定")
    released(root, "1.0")
    name = "changes/変更一覧.csv"
    made = Published(name, "changes")  # type: ignore[arg-type]  # written by whoever writes the lists
    built = build(written(root, "1.1", NEW, 60), tmp_path, downloads={name: made})
    assert unquote(built.page("changes").xpath("//a[@download]/@href")[0]) == f"download/{name}"


def test_a_comparison_offers_its_table_on_paper(tmp_path: Path) -> None:
    root = written(tmp_path / "root", "1.0", OLD, 40, "決定")
    released(root, "1.0")
    root = written(root, "1.1", NEW, 60)
    corpus = source.load(root).corpus
    steps, *_ = editions(source.load(root))
    [business] = corpus.businesses
    files = {
        name: Published(name, kind, business.id, steps[0].document, "1.1")
        for kind, ending in (("pdf", "pdf"), ("excel", "xlsx"))
        if (name := f"{kind}/{comparison_stem(steps[0])}.{ending}")
    }
    built = build(root, tmp_path, downloads=files)
    address = comparisons.address(built.steps[0])
    page = built.page(address)
    here = "../" * address.count("/")
    own = [unquote(a) for a in page.xpath("//p[starts-with(., '新旧対照表')]/a[@download]/@href")]
    assert own == [f"{here}download/{name}" for name in files]
    offered = built.page(f"{business.id}/index").xpath("//td[@data-label='種類']/text()")
    assert {"新旧対照表（PDF）", "新旧対照表（Excel）"} <= set(offered)
    assert built.page(f"{business.id}/index").xpath("//*[@class='standing']/a[@download]/text()") == [
        "PDF",
        "Excel",
    ]


def test_every_kind_of_change_is_explained(sample: Built) -> None:
    page = sample.page("changes/kinds")
    for code, kind in CATALOGUE.items():
        row = page.get_element_by_id(f"kind-{code}")
        assert kind.name in words(row) and re.sub(r"\s+", " ", kind.reason) in words(row)
        assert WEIGHT_WORDS[kind.weight] in words(row)


# editions


def test_the_history_leads_to_the_comparisons(sample: Built) -> None:
    page = sample.page("002/history")
    links = page.xpath("//tr[th='第1.1版']/td[@data-label='変更']//a")
    assert unquote(links[0].get("href")) == "changes/機能-1.0-1.1.html"
    assert comparisons.counts(sample.step()) in words(links[0])
    assert not page.xpath("//tr[th='第1.0版']/td[@data-label='変更']//a"), "the first edition came from none"


def test_the_address_stays_when_the_draft_is_released(tmp_path: Path) -> None:
    root = written(tmp_path / "root", "1.0", OLD, 40, "決定")
    released(root, "1.0")
    written(root, "1.1", NEW, 60)
    before = build(root, tmp_path / "before")
    released(root, "1.1")
    after = build(root, tmp_path / "after")
    found = {s.is_current for s in before.steps}, {s.is_current for s in after.steps}
    assert found == ({True}, {True, False})
    was, now = before.page(STEP), after.page(STEP)
    assert articles(was).keys() == articles(now).keys()
    assert "まだ出ていない版" in words(was) and "まだ出ていない版" not in words(now)
    pages = sorted(p.name for p in (after.site / "002/changes").glob("*.html"))
    assert pages == ["index.html", "機能-1.0-1.1.html"], "sources that say the same as the edition add none"


def test_questions_are_shown_while_it_is_a_draft(tmp_path: Path) -> None:
    root = written(tmp_path / "root", "1.0", OLD, 40, "決定")
    released(root, "1.0")
    changed = written(root, "1.0", NEW, 60, "決定")
    page = build(changed, tmp_path).page("002/changes/機能-1.0-1.0")
    assert "誤り CF02" in words(page.get_element_by_id("questions").getnext().getnext())


GUESSED = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "%s", 機能名称: 登録の廃止, 実装類型: 実装必須,
         機能要件: 印鑑登録の廃止の申請を受けたときは、%sを入力し、登録を廃止できること。}
"""


def test_a_guess_is_marked_while_nobody_has_answered(tmp_path: Path) -> None:
    root = written(tmp_path / "root", "1.0", GUESSED % ("0020001", "申請年月日及び理由"), 40, "決定")
    released(root, "1.0")
    built = build(written(root, "1.1", GUESSED % ("0020002", "届出年月日及び理由"), 40), tmp_path / "draft")
    [match] = built.step().comparison.matches
    row = words(built.page(STEP).get_element_by_id("matches").getnext())
    row = row.replace(" ", "")
    assert f"機能00200010020002{match.how.value}（一致度{match.score:.2f}）" in row
    assert "推定：作成者の確認待ち" in row
    assert words(built.page("002/changes/index").xpath("//td[@data-label='質問・誤り']")[0]) != "0"
    released(root, "1.1")
    assert "確認待ち" not in words(build(root, tmp_path / "out").page(STEP))


def test_without_editions_nothing_is_compared(tmp_path: Path) -> None:
    built = build(written(tmp_path / "root", "1.0", OLD, 40), tmp_path)
    assert not list(built.site.rglob("*changes*"))
    assert "版の比較" not in words(built.page("002/index"))


# prose as it reads

READ_BEFORE = """\
# はじめに

(taisho)=
## 対象

| 区分 | 意味 |
| --- | --- |
| 甲 | {term}`登録者`を含む。 |
| 乙 | 見出しtorokuによる。 |

対象は、見出しtaishoのとおり[^chu]とする。

[^chu]: 注のとおり。

リンクは[ここ](https://example.jp/)。

- 一つ
- 二つ
"""
READ_AFTER = """\
# はじめに

(taisho)=
## 対象と範囲

| 区分 | 意味 |
| --- | --- |
| 甲 | {term}`登録者`を**含まない**。 |
| 丙 | {function}`0020001`による。 |
| 乙 | 見出しtorokuによる。 |

対象は、見出しtaisho及び{term}`登録者`のとおり[^chu]とする。

[^chu]: 注のとおり。

リンクは[ここ](https://example.jp/new)。

- 一つ
- 三つ
  - 中の段

:::{note}
{term}`登録者`に注意する。
:::
"""
TERMS = "用語:\n  - {用語: 登録者, 定義: 登録を受けている者をいう。}\n"


def test_prose_reads_as_on_its_page(tmp_path: Path) -> None:
    """Roles by what they show, keys by titles, tables as tables, without the marks of Markdown."""
    root = written(tmp_path / "root", "1.0", OLD + TERMS, 40, "決定")
    chapter = root / "spec/002/本編/文.md"
    chapter.write_text(READ_BEFORE, "utf-8")
    released(root, "1.0")
    written(root, "1.1", OLD + TERMS, 40)
    chapter.write_text(READ_AFTER, "utf-8")
    built = build(root, tmp_path / "site")
    page = built.page(STEP)
    told = {}
    for change in built.step().comparison.changes:
        sides = articles(page)[change.fingerprint].xpath("./dl[@class='sides']/div/dd")
        if change.kind is Subject.BLOCK:
            told[change.name] = sides
    for name in (STEP, "changes", "002/changes/index"):
        text = built.page(name).get_element_by_id("main").text_content()
        assert not re.search(r"\{\w+\}|`|\| ?-|:::|\*\*|\[\^|\]\(|見出し[a-z]|taisho", text), name
    new, old = told["表：区分、意味"]
    rows = [[words(c) for c in r.xpath("./*")] for r in new.xpath("./table/tr")]
    toroku = "「1 登録」"
    assert rows == [
        ["区分", "意味"],
        ["甲", "登録者を含まない。"],
        ["丙", "機能0020001 登録による。"],
        ["乙", f"{toroku}による。"],
    ]
    assert [[words(c) for c in r] for r in old.xpath("./table/tr")] == [
        ["区分", "意味"],
        ["甲", "登録者を含む。"],
        ["乙", f"{toroku}による。"],
    ]
    assert [words(i) for i in new.xpath(".//tr[3]//ins")] == ["丙", "機能0020001 登録による。"]
    assert not new.xpath(".//tr[4]//ins") and not old.xpath(".//tr[3]//del")
    new, old = told["対象は、…及び登録者のとおりとする。"]
    assert words(new) == "対象は、「対象と範囲」及び登録者のとおり（注：注のとおり。）とする。"
    assert words(old) == "対象は、「対象」のとおり（注：注のとおり。）とする。"
    new, old = told["リンクはここ。"]
    assert words(new) == "リンクはここ（https://example.jp/new）。"
    assert words(old) == "リンクはここ（https://example.jp/）。"
    new, old = told["・一つ"]
    assert [words(p) for p in new.xpath("./p")] == ["・一つ", "・三つ", "・中の段"]
    new, old = told["【注】登録者に注意する。"]
    assert [words(p) for p in new.xpath("./p/ins")] == ["【注記】", "登録者に注意する。"] and words(
        old
    ) == "（新設）"


# pictures


def test_pictures_stand_side_by_side(small: Built) -> None:
    shown = articles(small.page(STEP))
    found = {c.code: shown[c.fingerprint] for c in small.step().comparison.changes}
    for code in ("FM-LAYOUT", "CH-IMAGE"):
        new, old = found[code].xpath(".//figure/img")
        files = [(small.site / STEP).parent / unquote(i.get("src")) for i in (new, old)]
        sizes = (60, 40) if code == "FM-LAYOUT" else (61, 41)
        assert [f.read_bytes() for f in files] == [png(s) for s in sizes]
        assert new.get("alt") and old.get("alt")


def test_what_changed_on_a_layout_is_marked_and_told(sample: Built) -> None:
    """No coordinate stands on a page for people."""
    page = sample.page(STEP)
    changes = {c.new[0]: c for c in sample.step().comparison.changes if c.code == "FM-LAYOUT"}
    article = articles(page)[changes["0020002"].fingerprint]
    new, old = article.xpath(".//figure")
    letters = [f.xpath(".//rect[@fill='#c0001a']/following-sibling::text[1]/text()") for f in (new, old)]
    assert letters == [list("ABCDEFGH"), list("BCDEFGH")], "a new frame stands on one side"
    assert (
        "A　枠：新設" in article.text_content() and "B　欄「送付先の住所」：大きさ" in article.text_content()
    )
    text = page.get_element_by_id("main").text_content()
    assert not re.search(r"(左|上|幅|高さ|始点左): [0-9]", text)
    assert not re.search(r"要素ID|Activity_|[0-9a-f]{64}", text)
    added = [c for c in sample.step().comparison.changes if c.code == "FM-ADDED"]
    assert added
    for change in added:
        [link] = articles(page)[change.fingerprint].xpath(".//a[text()='図のとおり']/@href")
        assert link == f"../forms/{change.new[0]}.html"


def test_a_drawn_layout_is_drawn_twice(sample: Built) -> None:
    changes = {c.new[0]: c for c in sample.step().comparison.changes if c.code == "FM-LAYOUT"}
    assert list(changes) == ["0020001", "0020002"]
    new, old = articles(sample.page(STEP))[changes["0020001"].fingerprint].xpath(".//figure")
    assert "複写すると" in words(new) and "複写すると" not in words(old)
    assert not new.xpath(".//*[local-name()='a']"), "there is no 諸元表 on this page"
    new, old = articles(sample.page(STEP))[changes["0020002"].fingerprint].xpath(".//figure")
    guides = [f.xpath(".//*[local-name()='rect'][@class='guide']") for f in (new, old)]
    assert [len(found) for found in guides] == [1, 0], "the window of the envelope"


def test_flows_are_drawn_before_and_after(sample: Built) -> None:
    page, step = sample.page(STEP), sample.step()
    keys = {c.fingerprint: (c.new or c.old)[0].partition("/")[0] for c in step.comparison.changes}
    flows = [c for c in step.comparison.changes if c.kind in (Subject.FLOW, Subject.STEP)]
    assert len({keys[c.fingerprint] for c in flows}) == 3
    for change in flows:
        key = keys[change.fingerprint]
        article = articles(page)[change.fingerprint]
        assert f"#drawing-{key}" in article.xpath(".//a/@href")
        sides = 1 if change.code == "FL-ADDED" else 2
        drawings = [p for p in sample.site.glob(f"{STEP}-{key}-*.svg") if b"<svg" in p.read_bytes()]
        assert len(drawings) == sides
        captions = page.xpath(f"//h3[@id='drawing-{key}']/following::figcaption[position() <= {sides}]")
        assert ["（改定後）" in words(captions[0]), "（現行）" in words(captions[-1])] == [True, sides == 2]
    assert {Published(f"site/{STEP}-online-haishi-new1.svg", "site", "002", "機能", "1.1")} <= {
        p._replace(sha256="", hashed=0) for p in sample.published
    }


def test_a_flow_whose_old_file_is_gone_is_drawn_as_it_is_now(tmp_path: Path) -> None:
    repository = source.load(ROOT, "002")
    steps, frozen, _ = editions(repository, "002")
    kept = {digest: path for digest, path in frozen.items() if path.suffix != ".bpmn"}
    job = Job(
        ROOT,
        repository.settings,
        repository.corpus,
        repository.assets,
        work=tmp_path,
        history=steps,
        frozen=kept,
    )
    write_site(job, tmp_path / "out", [])
    page = html.parse(tmp_path / f"out/site/{STEP}.html").getroot()
    heading = page.get_element_by_id("drawing-shomeisho-kofu")
    assert words(heading.getnext()) == "もう一方の版の図のファイルは、保存されていません。"
    assert "（改定後）" in words(heading.xpath("following::figcaption")[0])
