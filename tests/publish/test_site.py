"""The HTML site, opened and compared with the model it was made from."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from casefiles import write_repository
from lxml import html
from sphinx.util.inventory import InventoryFile

from hyojun import source
from hyojun.model import ALL_BODIES, Business, Chapter, Corpus, DrawnLayout, Kind, Ref, is_provisional
from hyojun.publish import Job, Published
from hyojun.publish.anchors import anchor
from hyojun.publish.site.dead_links import dead_links
from hyojun.publish.site.problems import SiteError
from hyojun.publish.site.write import write_site
from hyojun.source import Repository
from hyojun.source.markdown import blocks_of

ROOT = Path(__file__).parents[2]


class Built(NamedTuple):
    """A site on disk and what it was made from."""

    out: Path
    repository: Repository
    published: list[Published]

    @property
    def site(self) -> Path:
        return self.out / "site"

    def page(self, name: str) -> Any:
        return html.parse(self.site / f"{name}.html").getroot()

    @property
    def pages(self) -> Iterator[tuple[str, Any]]:
        for path in sorted(self.site.rglob("*.html")):
            yield path.relative_to(self.site).as_posix(), html.parse(path).getroot()


def build(
    root: Path,
    folder: Path,
    *,
    draft: bool = False,
    only: str | None = None,
    downloads: Mapping[str, Published] | None = None,
    prose: str | None = None,
) -> Built:
    """A site of a repository. `prose` takes the place of the text of the only chapter, unread."""
    repository = source.load(root)
    if prose is not None:
        pictures = {p.relative_to(root).as_posix(): p for p in root.rglob("*.png")}
        repository = repository._replace(corpus=_with_prose(repository.corpus, prose), assets=pictures)
    out, work = folder / "out", folder / "work"
    for path in (out, work):
        path.mkdir(parents=True)
    for name in downloads or {}:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(b"x" * 2000)
    job = Job(root, repository.settings, repository.corpus, repository.assets, draft, (), work)
    return Built(out, repository, write_site(job, out, list((downloads or {}).values()), only))


def _with_prose(corpus: Corpus, prose: str) -> Corpus:
    (business,) = corpus.businesses
    (document,) = business.documents
    (chapter,) = document.contents.chapters
    changed = Chapter(
        file=chapter.file, title=chapter.title, source=prose, blocks=blocks_of(prose, chapter.file)
    )
    contents = document.contents.model_copy(update={"chapters": (changed,)})
    documents = (document.model_copy(update={"contents": contents}),)
    return Corpus(
        registry=corpus.registry,
        businesses=(Business(registered=business.registered, head=business.head, documents=documents),),
    )


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def body(page: Path) -> str:
    """What stands below the head, where our own script is asked for."""
    return page.read_text("utf-8").partition("<body>")[2]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    name = "excel/002_印鑑登録_機能【第1.1版】.xlsx"
    return build(
        ROOT,
        tmp_path_factory.mktemp("sample"),
        downloads={name: Published(name, "excel", "002", "機能", "1.1")},
    )


FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: "<b>登録</b>"
    機能:
      - 機能ID: "0020001"
        機能名称: "<script>alert('1')</script>"
        実装類型: {指定都市: 実装必須, 中核市: 標準オプション}
        機能要件: |
          一行目 機能0020002 を見る。
          二行目 機能0020999 と "引用" & <i>。見出しtorokuによる。
        備考: 機能0020009
        帳票: ["0020001"]
      - 機能ID: "0020002"
        機能名称: 二つ目
        実装類型: 実装不可
        機能要件: 一つ目
        参照: [機能0020001]
        内部メモ: 外に出さない
帳票:
  - 帳票ID: "0020001"
    帳票名称: 見本
    対象: 住民向け
    実装類型: 実装必須
    諸元表:
      - {項番: 1, 印字項目: 氏名, サンプル値: "<見本>"}
    レイアウト:
      種類: 描画
      用紙: A5
      向き: 横
      枠:
        - {左: 10, 上: 20, 幅: 60, 高さ: 10, 項番: 1}
        - {左: 100, 上: 20, 幅: 12, 高さ: 60, 文字: 縦の文字, 組方向: 縦書き, 罫線: 破線}
      線:
        - {始点左: 5, 始点上: 50, 終点左: 200, 終点上: 50}
用語:
  - {用語: 印影, 定義: 機能0020001で読み取る。}
"""


def small(root: Path, prose: str = "", **files: str) -> Path:
    contents = {"a.yaml": FUNCTIONS} | files
    return write_repository(root, contents | ({"本編/文.md": prose} if prose else {}))


# every entry has its address


def test_every_entry_of_the_sample_stands_under_its_anchor(sample: Built) -> None:
    inventory = InventoryFile.loads((sample.site / "objects.inv").read_bytes(), uri="").data
    names = {
        Kind.FUNCTION: "function",
        Kind.FORM: "form",
        Kind.DATA_ITEM: "item",
        Kind.GROUP: "group",
        Kind.CODE_LIST: "code",
        Kind.LINKAGE: "linkage",
        Kind.FLOW: "flow",
        Kind.STEP: "step",
        Kind.HEADING: "heading",
        Kind.TERM: "term",
        Kind.TREE_NODE: "tree",
        Kind.SCREEN: "screen",
        Kind.DETAIL: "detail",
        Kind.ALERT: "alert",
        Kind.CHARACTERS: "characters",
    }
    entries = sample.repository.corpus.entries
    assert {ref.kind for ref in entries} == set(Kind), "the sample shows every kind"
    pages = dict(sample.pages)
    for ref, entry in entries.items():
        short = ref.kind in (Kind.FUNCTION, Kind.FORM, Kind.DATA_ITEM, Kind.GROUP, Kind.LINKAGE)
        item = inventory[f"hyojun:{names[ref.kind]}"][ref.id if short else f"{ref.business}/{ref.id}"]
        path, _, anchor = unquote(item.uri).partition("#")
        found = pages[path].get_element_by_id(anchor)
        assert squeezed(entry.name) in squeezed(words(found)), ref
    assert "0020001" in inventory["hyojun:function"]
    assert inventory["hyojun:function"]["0020001"].uri.endswith("#fn-0020001")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("#", ""))


def test_function_rows_say_what_the_model_says(sample: Built) -> None:
    business = sample.repository.corpus.business("002")
    assert business
    pages = dict(sample.pages)
    seen = 0
    for n in business.headings:
        top = (*n.above, n.heading)[0].key
        page = pages[f"002/functions/{top}.html"]
        for f in n.heading.functions:
            row = page.get_element_by_id(anchor(Kind.FUNCTION, f.id))
            cells = {c.get("data-label"): c for c in row if c.get("data-label")}
            draft = " 仮番号" if is_provisional(f.id) else ""
            assert words(cells["機能ID"]) == f"{f.id} 引用・意見{draft}項番 {n.number}"
            assert cells["機能名称"].text_content() == f.name
            assert cells["機能要件"].text_content().startswith(f.text) or "見出し" in f.text or f.retired
            for label, text in (("備考", f.note), ("考え方・理由", f.reason)):
                got = cells[label].text_content() if label in cells else ""
                assert got.startswith(text or "") and bool(got) == bool(
                    text or (f.derivation and label[0] == "考")
                )
            for body, name in f.classes_by_body().items():
                label = "実装類型" if body == ALL_BODIES else f"実装類型（{body}）"
                shown = [
                    c
                    for k, c in cells.items()
                    if k == label or (body == ALL_BODIES and k.startswith("実装類型"))
                ]
                assert shown, (f.id, label)
                assert all((words(c) == "") if f.retired else (name.value in words(c)) for c in shown)
            for id in (*f.forms, *f.data_items, *f.linkages):
                assert id in words(cells["機能要件"]), (f.id, id)
            seen += 1
    every = sum(len(n.heading.functions) for n in business.headings)
    assert seen == every > len(business.functions) > 20, "withdrawn rows stay"


def test_data_items_have_all_columns_of_the_official_sheet(sample: Built) -> None:
    business = sample.repository.corpus.business("002")
    assert business
    for group in business.data_groups:
        page = sample.page(f"002/data/{group.id}")
        heads = [words(h) for h in page.xpath("//thead//th[not(@colspan)]")]
        filled = set()
        for i in group.items:
            row = page.get_element_by_id(f"item-{i.id}")
            c = i.classification
            expected = {
                "データ項目ID": f"{i.id} 引用・意見", "データ項目": i.name, "データ項目（ローマ字）": i.romaji,
                "主キー": i.primary_key, "外部キー": i.foreign_key,
                "クラス分類LV1": c and c.level1, "クラス分類LV2": c and c.level2, "クラス分類LV3": c and c.level3,
                "データ型": i.type.value, "桁数": i.length, "コード": i.code, "繰り返し": i.repeat,
                "データ出力条件": i.output.value, "項目定義": i.definition, "項目説明": i.description,
                "標準仕様書関連箇所": i.related, "実装類型": i.implementation, "サンプル値": i.sample,
                "備考": i.note,
            }  # fmt: skip
            shown = {x.get("data-label"): x.text_content() for x in row}
            uses = [label for label in shown if label not in expected]
            assert set(uses) <= {"使う機能・帳票・連携", "参照元"} and list(shown)[2 : 2 + len(uses)] == uses
            assert [label for label in shown if label in expected] == [e for e in expected if e in shown]
            for label, want in expected.items():
                got = shown.get(label, "")
                got = got.split(" ")[0] if label == "コード" else got
                added = i.retired or i.refers_to or i.derivation  # told in the same cell
                assert got == str(want or "") or (added and got.startswith(str(want or ""))), (i.id, label)
            filled |= {label for label, text in shown.items() if text}
        assert filled == set(shown), "a column nobody filled is left out"
        assert len(heads) == len(shown)


def test_links_lead_both_ways(sample: Built) -> None:
    business = sample.repository.corpus.business("002")
    assert business
    pages = dict(sample.pages)
    for function in business.functions:
        for id in function.forms:
            back = pages[f"002/forms/{id}.html"].xpath("//dl//a/@href")
            assert any(h.endswith(f"#{anchor(Kind.FUNCTION, function.id)}") for h in back)
        for id in function.data_items:
            rows = [p.get_element_by_id(f"item-{id}", None) for p in pages.values()]
            row = next(r for r in rows if r is not None)
            place = f"#{anchor(Kind.FUNCTION, function.id)}"
            assert any(h.endswith(place) for h in row.xpath(".//a/@href"))
    for flow in business.flows:
        page = pages[f"002/flows/{flow.key}.html"]
        for task in flow.tasks:
            step = page.get_element_by_id(f"step-{flow.key}-{task.step}")
            assert task.name in words(step)
            for id in task.functions:
                place = anchor(Kind.FUNCTION, id)
                (link,) = [h for h in step.xpath(".//a/@href") if h.endswith(f"#{place}")]
                row = pages[os.path.normpath("002/flows/" + link.partition("#")[0])].get_element_by_id(place)
                assert any(h.endswith(f"#step-{flow.key}-{task.step}") for h in row.xpath(".//a/@href"))


def test_home_lists_the_twenty_with_what_is_held(sample: Built) -> None:
    registry = sample.repository.corpus.registry
    page = sample.page("index")
    duties = [
        words(x) for x in page.xpath("//table[contains(@class,'businesses')]//th[contains(@class,'duty')]")
    ]
    assert duties[: len(registry.duties)] == list(registry.duties)
    assert len(registry.duties) == 20
    for b in registry.businesses:
        rows = [
            r
            for r in page.xpath("//tbody/tr")
            if r.xpath(f"./td[@data-label='業務ID'][normalize-space()='{b.id}']")
        ]
        assert len(rows) == 1, b.id
        held = sample.repository.corpus.business(b.id)
        assert ("収録" if held else "未収録") == words(rows[0].xpath("./td[@data-label='状況']")[0])


def test_downloads_are_inside_the_site_and_linked(sample: Built) -> None:
    name = "download/excel/002_印鑑登録_機能【第1.1版】.xlsx"
    assert (sample.site / name).read_bytes() == b"x" * 2000
    (link,) = [a for a in sample.page("002/index").iter("a") if a.get("download") is not None]
    assert unquote(link.get("href")) == f"../{name}"
    row = link.getparent().getparent()
    digest = hashlib.sha256(b"x" * 2000).hexdigest()
    assert [words(c) for c in row][:5] == [
        name.rpartition("/")[2], "Excel（集計・加工用）", "機能", "第1.1版（案）", "2 KB"
    ]  # fmt: skip
    assert words(row[5]) == f"{digest[:8]}…{digest}"
    assert Published(f"site/{name}", "site", "002", "機能", "1.1") in [
        p._replace(sha256="", hashed=0) for p in sample.published
    ]


def test_every_page_carries_edition_status_and_notice_and_no_script_but_our_own(sample: Built) -> None:
    business = sample.repository.corpus.business("002")
    assert business and business.head.notice
    count = 0
    for name, page in sample.pages:
        assert not page.xpath("//@onclick | //@style | //style"), name
        for script in page.xpath("//script"):
            assert script.text is None and re.search(
                r"(^|\.\./)_static/(frame|filters|phrases|search|tables|copy|cite|id|form)\.js\?v=\w+$",
                script.get("src"),
            ), name
        assert page.get("lang") == "ja"
        outside = [
            x for x in page.xpath("//@src | //link/@href | //object/@data") if re.match(r"[a-z]+:|//", x)
        ]
        assert not outside, name
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert "default-src 'none'; script-src 'self' file:;" in policy and "unsafe" not in policy
        assert len(page.xpath("//h1")) == 1 and page.xpath("//main") and page.xpath("//a[@class='skip']")
        if name.startswith("002/"):
            shown = squeezed(words(page.xpath("//ul[@class='editions']")[0]))
            documents = [d for d in business.documents if squeezed(d.title) in shown]
            assert documents and all(f"{d.edition_label}{d.status.value}" in shown for d in documents)
            assert business.head.notice in words(page.xpath("//p[@class='notice']")[0])
            assert "未検査" not in words(page.xpath("//body")[0])
            count += 1
    assert count > 30


def test_every_file_is_published_once_with_its_business(sample: Built) -> None:
    paths = [p.path for p in sample.published]
    assert sorted(paths) == paths and len(set(paths)) == len(paths)
    assert set(paths) == {p.relative_to(sample.out).as_posix() for p in sample.site.rglob("*") if p.is_file()}
    assert {p.business for p in sample.published if p.path.startswith("site/002/")} == {"002"}
    assert {p.kind for p in sample.published} == {"site"}


def test_indices_list_every_id_of_their_kind(sample: Built) -> None:
    entries = sample.repository.corpus.entries
    for name, kind in (("function", Kind.FUNCTION), ("form", Kind.FORM), ("item", Kind.DATA_ITEM)):
        shown = [
            words(x) for x in sample.page(f"hyojun-{name}").xpath("//ul[@class='index']//span[@class='id']")
        ]
        assert shown == sorted(ref.id for ref in entries if ref.kind is kind)


def test_the_same_input_gives_the_same_bytes_anywhere(sample: Built, tmp_path: Path) -> None:
    copy = tmp_path / "別の場所"
    for name in ("spec", "bpmn", "templates", "conf.py", "pyproject.toml"):
        path = ROOT / name
        (shutil.copytree if path.is_dir() else shutil.copyfile)(path, _made(copy / name))
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]); import test_site as t;"
        "n = 'excel/002_印鑑登録_機能【第1.1版】.xlsx';"
        "t.build(Path(sys.argv[2]), Path(sys.argv[3]), downloads={n: t.Published(n, 'excel', '002', '機能', '1.1')})"
    )
    paths = [str(ROOT / "src"), str(ROOT / "tests"), *sys.path]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C.UTF-8",
        "SOURCE_DATE_EPOCH": "1",
    }
    subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent), str(copy), str(tmp_path / "o")],
        env=environment,
        cwd=tmp_path,
        check=True,
    )
    other = tmp_path / "o" / "out" / "site"
    ours = {p.relative_to(sample.site): p.read_bytes() for p in sample.site.rglob("*") if p.is_file()}
    theirs = {p.relative_to(other): p.read_bytes() for p in other.rglob("*") if p.is_file()}
    assert sorted(ours) == sorted(theirs)
    assert [n for n in ours if ours[n] != theirs[n]] == []
    for content in ours.values():
        assert str(tmp_path.parent).encode() not in content and str(ROOT).encode() not in content


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


# text is text


def test_hostile_text_comes_out_as_text_and_line_breaks_stay(tmp_path: Path) -> None:
    built = build(small(tmp_path / "r"), tmp_path / "o")
    page = built.page("002/functions/toroku")
    row = page.get_element_by_id("fn-0020001")
    assert row.xpath("./td[@data-label='機能名称']")[0].text_content() == "<script>alert('1')</script>"
    assert page.xpath("//h1/text()")[0] == "1 <b>登録</b>"
    assert not page.xpath("//body//script | //h1/b | //i")
    text = row.xpath("./td[@data-label='機能要件']/div[@class='pre']")[0].text_content()
    assert text.startswith('一行目 機能0020002 を見る。\n二行目 機能0020999 と "引用" & <i>。')
    assert "<script" not in body(built.site / "002/functions/toroku.html")
    assert not any("外に出さない".encode() in p.read_bytes() for p in built.site.rglob("*.*"))


def test_mentions_become_links_only_where_they_lead_somewhere(tmp_path: Path) -> None:
    built = build(small(tmp_path / "r"), tmp_path / "o")
    row = built.page("002/functions/toroku").get_element_by_id("fn-0020001")
    links = {words(a): a.get("href") for a in row.xpath("./td[@data-label='機能要件']/div//a")}
    assert links == {"機能0020002": "#fn-0020002", "1 <b>登録</b>": "#h-toroku"}
    assert not row.xpath("./td[@data-label='備考']//a")
    other = built.page("002/functions/toroku").get_element_by_id("fn-0020002")
    assert "#fn-0020001" in other.xpath(".//dl//a/@href")
    assert "#fn-0020002" in row.xpath(".//dl//a/@href"), "被参照"


def test_classes_by_body_have_a_column_each(tmp_path: Path) -> None:
    page = build(small(tmp_path / "r"), tmp_path / "o").page("002/functions/toroku")
    assert [words(x) for x in page.xpath("//thead/tr[2]/th")] == ["指定都市", "中核市"]
    cells = page.get_element_by_id("fn-0020001").xpath("./td[contains(@class,'class-cell')]")
    assert [words(c) for c in cells] == ["◎ 実装必須", "○ 標準オプション"]
    cells = page.get_element_by_id("fn-0020002").xpath("./td[contains(@class,'class-cell')]")
    assert [(words(c), c.get("colspan")) for c in cells] == [("× 実装不可", "2")]


def test_a_layout_is_drawn_to_scale(tmp_path: Path) -> None:
    built = build(small(tmp_path / "r"), tmp_path / "o")
    form = built.repository.corpus.entries[Ref("002", Kind.FORM, "0020001")].value
    layout = form.layout  # type: ignore[attr-defined]
    assert isinstance(layout, DrawnLayout)
    (svg,) = built.page("002/forms/0020001").xpath("//*[local-name()='svg']")
    assert (svg.get("viewbox"), svg.get("width"), svg.get("height")) == ("0 0 210 148", "210mm", "148mm")
    frames = [r for r in svg.xpath(".//rect") if r.get("stroke")]
    drawn = [tuple(float(r.get(k)) for k in ("x", "y", "width", "height")) for r in frames]
    assert drawn == [(b.x, b.y, b.width, b.height) for b in layout.boxes]
    assert [r.get("stroke-dasharray") is not None for r in frames] == [False, True]
    texts = [t.text_content() for t in svg.xpath(".//text")]
    assert "<見本>" in texts and "縦の文字" in texts
    assert svg.xpath(".//text[@writing-mode='vertical-rl']/text()") == ["縦の文字"]
    assert [x.get("href") for x in svg.xpath(".//a")] == ["#field-1"]
    line = svg.xpath(".//line")[0]
    assert [line.get(k) for k in ("x1", "y1", "x2", "y2")] == ["5", "50", "200", "50"]


# prose


PROSE = """\
% 注釈は出ない
(mokuteki)=
# 目的

機能0020001と`機能0020001`、機能0029999、見出しtorokuと{function}`0020002`。

% これも出ない

(shosai)=
## 詳細

{heading}`前へ <mokuteki>`、[登録](#toroku)、{term}`印影`、{any}`0020001x`
"""


def test_prose_keeps_permanent_anchors_and_links_by_kind(tmp_path: Path) -> None:
    built = build(small(tmp_path / "r", PROSE.replace("、{any}`0020001x`", "")), tmp_path / "o")
    page = built.page("002/text/mokuteki")
    assert [s.get("id") for s in page.iter("section")] == ["h-mokuteki", "h-shosai"]
    links = {words(a): a.get("href") for a in page.xpath("//main//p//a")}
    function = "../functions/toroku.html#fn-000"
    assert links == {
        "機能0020001": function.replace("000", "0020001"),
        "1 <b>登録</b>": "../functions/toroku.html#h-toroku",
        "機能0020002 二つ目": function.replace("000", "0020002"),
        "前へ": "#h-mokuteki",
        "登録": "../functions/toroku.html#h-toroku",
        "印影": "../terms.html#term-1",
    }
    assert page.xpath("//code")[0].text_content() == "機能0020001"
    assert "出ない" not in (built.site / "002/text/mokuteki.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{function}`0020999`", "機能ID「0020999」がありません。"),
        ("{heading}`nai`", "見出しのキー「nai」がありません。"),
        ("{any}`nai`", "参照先「nai」がありません。"),
        ("[よそ](#nai)", "見出しのキー「nai」がありません。"),
        (":::{note}\n<script>alert(1)</script>\n:::", "HTMLは書けません。"),
        ("<!-- --><script>alert(1)</script>", "HTMLは書けません。"),
        (":::{note}\n```{include} /etc/hostname\n```\n:::", "「{include}」は使えません。"),
        (":::{note}\n```{raw} html\n<script>alert(1)</script>\n```\n:::", "「{raw}」は使えません。"),
        (":::{note}\n```{toctree}\n/index\n```\n:::", "この記法"),
        (
            "```{image} 図.png\n:target: 'javascript:alert(1)'\n```",
            "リンク先「javascript:alert(1)」は使えません。",
        ),
    ],
)
def test_what_is_wrong_in_prose_is_told_at_the_authors_line(tmp_path: Path, line: str, message: str) -> None:
    # The reader of sources refuses most of this; here it is past the reader.
    picture = bytes.fromhex("89504e470d0a1a0a") + b"\0" * 30
    root = small(tmp_path / "r", "# 題名\n", **{"本編/図.png": picture})  # type: ignore[arg-type]
    prose = f"# 題名\n\n{line}\n"
    with pytest.raises(SiteError) as error:
        build(root, tmp_path / "o", prose=prose)
    (problem, *more) = error.value.problems
    assert re.match(r"spec/002/本編/文\.md:[345]: ", problem), error.value.problems
    assert message in problem and not more
    built = build(root, tmp_path / "draft", draft=True, prose=prose)
    page = body(built.site / "002/text/chapter-1.html")
    assert "<script" not in page and "javascript:" not in page
    assert "未検査" in page


def test_a_line_ends_where_a_backslash_says_so(tmp_path: Path) -> None:
    prose = "(moku)=\n# 題\n\n一行目\\\n二行目\n\n| 表 |\n| --- |\n| 中 |\n"
    page = build(small(tmp_path / "r", prose), tmp_path / "o").page("002/text/moku")
    (line_end,) = page.xpath("//main//p/br")
    assert (line_end.getparent().text, line_end.tail.strip()) == ("一行目", "二行目")


def test_chapters_link_to_each_other_by_key(tmp_path: Path) -> None:
    files = {"本編/二.md": "(ni)=\n# 二つ目\n\n[その節](#setsu)と[](#setsu)\n"}
    built = build(small(tmp_path / "r", "# 一つ目\n\n(setsu)=\n## 節\n", **files), tmp_path / "o")
    links = built.page("002/text/ni").xpath("//main//p/a")
    assert [(words(a), a.get("href")) for a in links] == [
        ("その節", "chapter-2.html#h-setsu"),
        ("節", "chapter-2.html#h-setsu"),
    ]


# builds of a part, drafts, and broken sites


def test_a_limited_build_does_not_call_the_others_missing(tmp_path: Path) -> None:
    other = FUNCTIONS.replace("00200", "00100")
    root = small(tmp_path / "r", **{"spec/001/a.yaml": other})
    built = build(root, tmp_path / "o", only="002")
    rows = {r.xpath("string(./td[@data-label='業務ID'])"): r for r in built.page("index").xpath("//tbody/tr")}
    assert words(rows["001"].xpath("./td[@data-label='状況']")[0]) == "この構築には含めていません"
    assert words(rows["002"].xpath("./td[@data-label='状況']")[0]) == "収録"
    assert not (built.site / "001").exists()
    assert "未収録" not in words(rows["001"])


def test_a_draft_is_stamped_on_every_page_and_survives_doubled_ids(tmp_path: Path) -> None:
    doubled = FUNCTIONS.replace('機能ID: "0020002"', '機能ID: "0020001"')
    built = build(small(tmp_path / "r", **{"a.yaml": doubled}), tmp_path / "o", draft=True)
    assert all(p.xpath("//p[@class='stamp']/strong[.='未検査']") for _, p in built.pages)
    assert len(built.page("002/functions/toroku").xpath("//*[@id='fn-0020001']")) == 1


def test_without_a_conf_the_site_is_the_same(tmp_path: Path) -> None:
    root = small(tmp_path / "r")
    first = build(root, tmp_path / "a")
    shutil.copyfile(ROOT / "conf.py", root / "conf.py")
    second = build(root, tmp_path / "b")
    names = sorted(p.relative_to(first.site) for p in first.site.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(second.site) for p in second.site.rglob("*") if p.is_file())
    assert all((first.site / n).read_bytes() == (second.site / n).read_bytes() for n in names)


def test_a_repository_may_replace_a_template_and_the_style(tmp_path: Path) -> None:
    root = small(tmp_path / "r")
    (root / "templates/html/pages").mkdir(parents=True)
    (root / "templates/html/pages/terms.html").write_text("<p>自分の{{ page.title }}</p>", "utf-8")
    (root / "templates/html/theme/static").mkdir(parents=True)
    (root / "templates/html/theme/static/hyojun.css").write_text("body { color: red }", "utf-8")
    # the page no longer holds the anchors of its terms, and that is told
    with pytest.raises(SiteError, match="term-1"):
        build(root, tmp_path / "o")
    (root / "templates/html/pages/terms.html").unlink()
    built = build(root, tmp_path / "p")
    assert (built.site / "_static/hyojun.css").read_text("utf-8") == "body { color: red }"


def test_dead_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.html").write_text(
        '<p id="x"><a href="sub/b.html#y">1</a><a href="sub/b.html#z">2</a><a href="#x">3</a>'
        '<a href="c.html">4</a><img src="sub/%E5%9B%B3.png?v=1"><a href="https://example.invalid/">5</a>',
        "utf-8",
    )
    (tmp_path / "sub/b.html").write_text('<p id="y"><b id="y"></b><a href="../a.html#q">', "utf-8")
    (tmp_path / "sub/図.png").touch()
    assert dead_links(tmp_path) == [
        "sub/b.html: 見出し記号「y」が重複しています。",
        "a.html: リンク先「sub/b.html#z」の見出し記号がありません。",
        "a.html: リンク先「c.html」がありません。",
        "sub/b.html: リンク先「../a.html#q」の見出し記号がありません。",
    ]
