"""What the search looks through: every text once, under an address that exists, as data and nothing else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from everything import ID, marked
from everything import corpus as everything
from lxml import html
from test_site import ROOT, build, small

from hyojun import source
from hyojun.model import Corpus
from hyojun.publish.site.downloads import Download
from hyojun.publish.site.guide import chapters
from hyojun.publish.site.search import KINDS, search_files, searching
from hyojun.publish.site.searched import SearchFile
from hyojun.publish.site.site_map import site_map

CALL = re.compile(r'hyojunSearch\(("\d*"|"guide"|"site"),("\w+"),(.*)\);\n')


class Found(NamedTuple):
    """A row as the browser gets it."""

    kind: str
    word: str
    page: str
    heading: str
    id: str
    name: str
    anchor: str
    text: str


def called(file: SearchFile) -> tuple[str, str, Any]:
    match = CALL.fullmatch(file.content.decode())
    assert match, file.path
    return json.loads(match[1]), json.loads(match[2]), json.loads(match[3])


def searched(corpus: Corpus) -> dict[str, Any]:
    return {file.path: called(file) for file in search_files(corpus, site_map(corpus))}


def rows(corpus: Corpus) -> Iterator[Found]:
    for _, kind, data in searched(corpus).values():
        for word, page, heading, them, *_ in data if kind in KINDS else ():
            yield from (Found(kind, word, page, heading, *row) for row in them)


@pytest.fixture(scope="module")
def sample() -> Corpus:
    return source.load(ROOT).corpus


def prose(root: Path, text: str) -> dict[str, Found]:
    """Rows of a chapter by their heading, in a repository with 機能0020001 and 見出しtoroku."""
    corpus = source.load(small(root, text)).corpus
    return {row.name: row for row in rows(corpus) if row.kind == "prose" and row.word == "本編"}


def test_every_row_leads_to_where_it_stands(tmp_path: Path) -> None:
    built = build(ROOT, tmp_path)
    pages: dict[str, set[str]] = {}
    count = 0
    for row in rows(built.repository.corpus):
        if row.page not in pages:
            pages[row.page] = set(html.parse(built.site / f"{row.page}.html").getroot().xpath("//@id"))
        assert not row.anchor or row.anchor in pages[row.page], row
        count += 1
    assert count > 900
    written = {p.relative_to(built.site).as_posix() for p in (built.site / "_search").iterdir()}
    assert written - {"_search/guide-guide.js"} == set(searched(built.repository.corpus))
    assert {p.business for p in built.published if "_search/002-" in p.path} == {"002"}


def test_every_entry_with_an_address_is_a_row(sample: Corpus) -> None:
    map = site_map(sample)
    found = {(row.page, row.anchor) for row in rows(sample)}
    lost = [
        ref for ref, place in map.places.items()
        if (place.docname, place.anchor) not in found and (place.docname, "") not in found
    ]  # fmt: skip
    assert lost == []


NOT_SEARCHED = {
    ("DocumentHead", "*"): "editions and publishers stand on the cover",
    ("Document", "*"): "the same",
    ("Pin", "*"): "stands on every overview",
    ("Revision", "*"): "改定履歴 has a page of its own",
    ("Consultation", "*"): "the same",
    ("BusinessHead", "注記"): "stands on every page",
    ("BusinessHead", "問合せ窓口"): "stands on every overview",
    ("Chapter", "題名"): "the reader makes it from the first heading",
    ("Chapter", "本文"): "is searched heading by heading",
    ("FormItem", "サンプル値"): "made-up value",
    ("FormItem", "フォント・サイズ"): "layout",
    ("DataItem", "サンプル値"): "made-up value",
    ("DataItem", "標準仕様書関連箇所"): "names functions, which are rows themselves",
    ("Parameter", "データ型"): "a column of values",
    ("Parameter", "既定値"): "a column of values",
    ("AttachedField", "図中番号"): "a number on a picture",
    ("DrawnLayout", "面の名称"): "the front and the back of a paper",
    ("Face", "面の名称"): "the same",
}
"""Texts that no row has, with the reason."""


def test_every_text_is_found_but_those_left_out_with_a_reason() -> None:
    corpus = everything()
    whole = "\n".join(" ".join(row) for row in rows(corpus))
    lost: set[tuple[str, str]] = set()
    seen = 0
    for business in corpus.businesses:
        for m in (m for value in (*business.documents, business.head) for m in marked(value)):
            if (m.type, m.word) in NOT_SEARCHED or (m.type, "*") in NOT_SEARCHED:
                continue
            seen += 1
            if not all(piece in whole for piece in re.findall(r"[^\s\d#印]+印\d{3}", m.text)):
                lost.add((m.type, m.word))
    assert lost == set() and seen > 60


def test_withdrawn_entries_say_so(sample: Corpus) -> None:
    gone = [row for row in rows(sample) if row.name.endswith("（欠番）")]
    assert gone and all(row.text for row in gone if row.kind == "functions")


def test_texts_cannot_leave_their_file(tmp_path: Path) -> None:
    hostile = (
        "</script><script>alert(1)</script><!-- \\u003c ' \" ` ${x} \\ \u2028 \u2029 ]]> &lt; \U0001f5fe"
    )
    business = everything().business(ID)
    assert business
    document = next(d for d in business.documents if d.contents.terms)
    terms = (document.contents.terms[0].model_copy(update={"definition": hostile}),)
    contents = document.contents.model_copy(update={"terms": terms})
    changed = business.model_copy(update={"documents": (document.model_copy(update={"contents": contents}),)})
    corpus = everything().model_copy(update={"businesses": (changed,)})
    assert any(hostile in row.text for row in rows(corpus)), "it comes out as it went in"
    for file in search_files(corpus, site_map(corpus)):
        assert not re.search("[<\u2028\u2029]", file.content.decode()), file.path
        assert file.content.count(b"\n") == 1


def test_every_part_of_the_handbook_is_found(sample: Corpus) -> None:
    files = {f.path: called(f) for f in search_files(sample, site_map(sample, guide=chapters()))}
    _, _, index = files["_search/index.js"]
    assert index["kinds"][-1] == ["guide", "手引き"] and index["businesses"][-1][:2] == [
        "guide",
        "利用の手引き",
    ]
    _, _, sections = files["_search/guide-guide.js"]
    found = {(page, anchor): text for _, page, _, them in sections for _, _, anchor, text in them}
    assert set(found) == {(c.docname, at) for c in chapters() for at in ("", *(p.anchor for p in c.parts))}
    assert "hyojun id assign" in " ".join(found.values()), "examples too"


def test_the_same_specification_gives_the_same_bytes(sample: Corpus) -> None:
    again = source.load(ROOT).corpus
    assert list(search_files(sample, site_map(sample))) == list(search_files(again, site_map(again)))


def test_the_index_says_what_there_is(sample: Corpus) -> None:
    files = searched(sample)
    _, _, index = files["_search/index.js"]
    assert index["kinds"] == [[kind, word] for kind, word in KINDS.items() if kind != "guide"], (
        "no handbook here"
    )
    listed = {
        f"_search/{id}-{kind}.js": (count, size)
        for id, _, of in index["businesses"]
        for kind, (count, size, _) in of.items()
    }
    assert set(listed) == set(files) - {"_search/index.js", "_search/words.js"}
    sizes = {file.path: len(file.content) for file in search_files(sample, site_map(sample))}
    for path, (count, size) in listed.items():
        assert size == sizes[path]
        assert count == sum(len(section[3]) for section in files[path][2])


def test_words_that_mean_the_same_come_from_glossary_and_dictionary(sample: Corpus) -> None:
    _, _, groups = searched(sample)["_search/words.js"]
    assert [["住登外者", "住民票のない人", "住民登録のない人"], ["じゅうとうがいしゃ"]] in groups
    assert [["問合せ", "問い合わせ", "問合わせ", "問い合せ"], []] in groups
    assert any(words[0] == "印鑑登録証" and "印鑑手帳" in words for words, _ in groups), "使わない語"
    assert len({tuple(words) for words, _ in groups}) == len(groups)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**強い**語と`コード`", "強い語とコード"),
        ("行の\n続き", "行の続き"),
        ("two\nlines", "two lines"),
        ("[登録の節](#toroku)と[](#toroku)", "登録の節と1 <b>登録</b>"),
        ("見出しtorokuによる", "1 <b>登録</b>による"),
        ("{function}`0020001`と{function}`こう<0020001>`", "機能0020001 <script>alert('1')</script>とこう"),
        ("H{sub}`2`O と {abbr}`DV (家庭内の暴力)`", "H2O と DV（家庭内の暴力）"),
        ("- 一\n- 二", "一\n二"),
        ("| 見出 | 値 |\n|---|---|\n| 甲 | 乙 |", "見出\n値\n甲\n乙"),
        (":::{note}\n中の文\n:::", "中の文"),
        ("```{list-table} 表の名\n:header-rows: 1\n\n* - 左\n  - 右\n```", "表の名\n左\n右"),
        ("文[^a]\n\n[^a]: 脚注", "文\n脚注"),
    ],
)
def test_prose_is_searched_as_it_is_read(tmp_path: Path, written: str, read: str) -> None:
    found = prose(tmp_path, f"# 章\n\n## 節\n\n{written}\n")
    assert found["節"].text == read
    assert found["章"].text == ""


def test_prose_is_found_under_its_headings(tmp_path: Path) -> None:
    found = prose(tmp_path, "(sho)=\n# 章\n\n前\n\n## 節\n\n中\n\n### 項\n\n後\n\n## 次の節\n\n終\n")
    assert [(r.name, r.heading, r.anchor, r.text) for r in found.values()] == [
        ("章", "", "h-sho", "前"),
        ("節", "章", "sec-2", "中"),
        ("項", "章 ＞ 節", "sec-3", "後"),
        ("次の節", "章", "sec-4", "終"),
    ]


def test_files_to_download_are_rows_by_what_they_are_called(sample: Corpus) -> None:
    def file(
        path: str, kind: str, business: str | None, document: str | None, edition: str | None
    ) -> Download:
        return Download(path, kind, business, document, edition, 1, "0")

    offered = (
        file("download/excel/様式/a.xlsx", "conformity", "002", "機能", "1.0"),
        file("download/package/002_印鑑登録_第1.0版の組合せ.zip", "package", "002", None, None),
        file("download/tables/002/x.csv", "csv", "002", None, None),
        file("download/excel/全機能一覧.xlsx", "functions", None, None, None),
    )
    files = {f.path: called(f) for f in searching(sample, site_map(sample), downloads=offered).files}
    assert files["_search/site-documents.js"][2] == [
        [
            "ファイル",
            "002/index",
            "002 印鑑登録",
            [
                ["", "機能 第1.0版 適合確認様式（事業者が記入、Excel）", "downloads", "a.xlsx"],
                ["", "一式（第1.0版の組合せ、zip）", "downloads", "002_印鑑登録_第1.0版の組合せ.zip"],
            ],
        ],
        [
            "ファイル",
            "index",
            "",
            [["", "全機能一覧（全ての業務、Excel）", "functions-file", "全機能一覧.xlsx"]],
        ],
    ]
    assert [row[1] for section in files["_search/002-documents.js"][2] for row in section[3]] == [
        "印鑑登録システム標準仕様書　見本（架空） 第1.1版（案）",
        "印鑑登録　データ要件・連携要件標準仕様書　見本（架空） 第2.0版（案）",
    ]
