"""Workbooks are opened with two readers and compared with the model, cell by cell."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from excel_books import ROOT, Book, function, job_of, written
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string

from hyojun.diff import timelines
from hyojun.flow import steps
from hyojun.model import (
    Business,
    Contents,
    DrawnLayout,
    Face,
    Heading,
    Kind,
    Numbered,
    mentions,
    numbered,
)
from hyojun.publish.editions import editions
from hyojun.publish.excel import ExcelError, write_excel
from hyojun.publish.excel.measure import capacity, ems
from hyojun.publish.job import Job, stem
from hyojun.publish.legend import legend
from hyojun.source import load

MEMO = "この一文は外に出ない"


@pytest.fixture(scope="module")
def sample() -> Job:
    repository = load(ROOT)
    return Job(ROOT, repository.settings, repository.corpus, repository.assets)


def seal(sample: Job) -> Business:
    """The 業務 of the sample that shows the most: 印鑑登録."""
    business = sample.corpus.business("002")
    assert business
    return business


@pytest.fixture(scope="module")
def books(sample: Job, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    out = tmp_path_factory.mktemp("books")
    return {
        p.document or "": Book(out / p.path)
        for p in write_excel(sample, seal(sample), out)
        if "様式" not in p.path
    }


# The sample, against the model


def test_one_workbook_per_document_under_its_published_name(sample: Job, tmp_path: Path) -> None:
    business = seal(sample)
    published = write_excel(sample, business, tmp_path)
    assert [(p.kind, p.business, p.document, p.edition) for p in published if "様式" not in p.path] == [
        ("excel", business.id, d.name, d.edition) for d in business.documents
    ]
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.xlsx")) == sorted(
        p.path for p in published
    )
    assert published[0].path == f"excel/{stem(business, business.documents[0])}.xlsx"


def test_both_readers_see_the_same_cells(books: dict[str, Book]) -> None:
    for book in books.values():
        assert book.names == book.openpyxl.sheetnames
        for name in book.names:
            seen = [
                ["" if c is None else c.date() if isinstance(c, datetime) else c for c in row]
                for row in book.openpyxl[name].iter_rows(values_only=True)
            ]
            assert seen == book.grids[name], name


def test_every_function_arrives_with_every_field(sample: Job, books: dict[str, Book]) -> None:
    business = seal(sample)
    document = business.documents[0]
    symbols = sample.corpus.registry.profile(business.registered.profile).symbols
    rows = books["機能"].rows("機能要件")
    expected = [(n, f) for n in numbered(document.contents.headings) for f in n.heading.functions]
    assert len(rows) == len(expected) > 20
    related = books["機能"].rows("機能の関連")
    for row, other, (n, f) in zip(rows, related, expected, strict=True):
        titles = [h.title or "" for h in (*n.above, n.heading)]
        assert [row[c] for c in ("大項目", "中項目", "小項目")] == [*titles, None, None, None][:3]
        assert (row["機能ID"], row["機能名称"]) == (other["機能ID"], other["機能名称"]) == (f.id, f.name)
        assert other["項番"] == n.number
        assert row["機能要件"] == spoken(business, f.text)
        assert row["要件の考え方・理由"] == spoken(business, f.reason)
        assert row["備考"] == spoken(business, f.note)
        for body in business.head.bodies:
            classes = f.classes_by_body()
            name = None if f.retired else classes.get(body) or classes.get("全団体")
            assert row[f"実装類型_{body}"] == (symbols[name] if name else None)
        if f.retired:
            assert not [value for key, value in row.items() if key.startswith("適合基準日") and value]
        assert ids(other["帳票"]) == f.forms
        assert ids(other["データ項目"]) == f.data_items
        assert ids(other["連携"]) == f.linkages
        assert split(other["横断的仕組み"]) == f.mechanisms
        assert len(split(other["参照"])) == len(f.references)
        assert split(other["パラメータ"]) == tuple(p.name for p in f.parameters)
        assert split(other["パターン"]) == tuple(p.name for p in f.patterns)


def test_every_parameter_and_pattern_has_a_row_with_every_field(sample: Job, books: dict[str, Book]) -> None:
    business = seal(sample)
    null = {True: "可", False: "不可", None: None}
    parameters = [
        [f.id, f.name, p.name, spoken(business, p.meaning), p.type, p.length, null[p.nullable], p.default]
        for f in business.functions
        for p in f.parameters
    ]
    patterns = [
        [f.id, f.name, p.name, spoken(business, p.manages)] for f in business.functions for p in f.patterns
    ]
    assert parameters and [list(r.values()) for r in books["機能"].rows("パラメータ一覧")] == parameters
    assert patterns and [list(r.values()) for r in books["機能"].rows("パターン一覧")] == patterns


def test_every_data_item_arrives_with_the_official_columns_in_their_order(
    sample: Job, books: dict[str, Book]
) -> None:
    book = books["データ"]
    assert (
        book.header("データ項目")
        == (
            "データ項目ID データ項目 データ項目（ローマ字） グループ_名称 グループ_主キー グループ_外部キー"
            " クラス分類_LV1 クラス分類_LV2 クラス分類_LV3 データ型 桁数 コード 繰り返し データ出力条件 項目定義 項目説明"
            " 標準仕様書関連箇所 実装類型 サンプル値 備考"
            " IDの状態 外部キーの参照先"
        ).split()
    )
    groups = [g for d in seal(sample).documents for g in d.contents.data_groups]
    expected = [
        [
            i.id, i.name, i.romaji, g.name, i.primary_key, i.foreign_key,
            *((i.classification.level1, i.classification.level2, i.classification.level3) if i.classification else (None,) * 3),
            i.type, i.length, i.code, i.repeat, i.output, i.definition, i.description, i.related, i.implementation,
            i.sample, i.note,
        ]
        for g in groups
        for i in g.items
    ]  # fmt: skip
    assert [list(row.values())[:20] for row in book.rows("データ項目")] == expected
    assert len(expected) > 25
    assert [list(r.values()) for r in book.rows("グループ一覧")] == [
        [g.id, g.name, g.text, sum(i.retired is None for i in g.items)] for g in groups
    ]


def test_every_row_of_a_form_arrives(sample: Job, books: dict[str, Book]) -> None:
    forms = seal(sample).forms
    book = books["機能"]
    listed = book.rows("帳票一覧")
    assert [(r["帳票ID"], r["帳票名称"], r["対象"], r["用途"], r["諸元表の項目数"]) for r in listed] == [
        (f.id, f.name, f.audience, f.purpose, len(f.items)) for f in forms
    ]
    names = {i.id: i.name for i in seal(sample).data_items}
    assert [list(r.values()) for r in book.rows("諸元表")] == [
        [
            f.id, f.name, i.number, i.name, i.text, i.computed, i.fixed, i.data_item, names.get(i.data_item or ""),
            i.length, i.lines, i.font, i.required, i.overflow, i.sample, i.note,
        ]
        for f in forms
        for i in f.items
    ]  # fmt: skip


def side(layout: DrawnLayout, face: Face) -> str | None:
    return face.name if len(layout.faces) > 1 else None


def test_every_box_and_line_of_a_drawn_layout_has_a_row(sample: Job, books: dict[str, Book]) -> None:
    drawn = [f for f in seal(sample).forms if isinstance(f.layout, DrawnLayout)]
    names = {(f.id, i.number): i.name for f in drawn for i in f.items}
    boxes = [
        [
            f.id, f.name, side(f.layout, face), b.item, names.get((f.id, b.item)), b.text, b.x, b.y, b.width, b.height, b.size,
            b.align, b.level, b.direction, b.border, b.cells,
            b.repeated and b.repeated.count, b.repeated and b.repeated.pitch,
        ]
        for f in drawn
        for face in f.layout.faces
        for b in face.boxes
    ]  # fmt: skip
    lines = [
        [f.id, f.name, side(f.layout, face), r.x1, r.y1, r.x2, r.y2, r.look]
        for f in drawn
        for face in f.layout.faces
        for r in face.rules
    ]
    assert {row[2] for row in boxes} == {None, "表", "裏", "宛名面", "通信面"}
    assert boxes and [list(r.values()) for r in books["機能"].rows("枠一覧")] == boxes
    assert lines and [list(r.values()) for r in books["機能"].rows("線一覧")] == lines


def test_reverse_links_of_forms_and_linkages_are_those_of_the_functions(
    sample: Job, books: dict[str, Book]
) -> None:
    business = seal(sample)
    for row in books["機能"].rows("帳票一覧"):
        assert ids(row["出力する機能"]) == tuple(f.id for f in business.functions if row["帳票ID"] in f.forms)
    for row in books["データ"].rows("連携"):
        assert ids(row["使う機能"]) == tuple(f.id for f in business.functions if row["連携ID"] in f.linkages)


def test_code_lists_and_linkages_arrive(sample: Job, books: dict[str, Book]) -> None:
    business, book = seal(sample), books["データ"]
    for kind in ("個別", "連携"):
        assert [list(r.values()) for r in book.rows(f"コード一覧（{kind}）")] == [
            [c.id, c.name, v.value, v.meaning, spoken(business, v.note), spoken(business, c.note)]
            for c in business.code_lists
            if c.kind == kind
            for v in c.values
        ]
    for row, x in zip(book.rows("連携"), business.linkages, strict=True):
        assert (row["連携ID"], row["連携名称"], row["場合"]) == (x.id, x.name, spoken(business, x.occasion))
        assert (row["提供・照会"], row["方式"], row["頻度"], row["全件・差分"]) == (
            x.direction,
            x.method,
            x.frequency,
            x.extent,
        )
        assert (row["相手の種別"], row["相手の業務ID"]) == (x.partner.kind, x.partner.business)
        assert ids(row["データ項目"]) == x.data_items


def test_tree_flows_terms_and_what_is_outside_arrive(sample: Job, books: dict[str, Book]) -> None:
    business, book = seal(sample), books["機能"]
    nodes = [n for top in business.tree for n in top.walk()]
    rows = book.rows("ツリー図")
    levels = [c for c in rows[0] if c.endswith("階層")]
    assert [[r[c] for c in levels if r[c]][-1] for r in rows] == [n.name for n in nodes]
    assert [(r["区分"], split(r["機能ID"]), r["対象外の理由"], r["キー"]) for r in rows] == [
        (n.scope, n.functions, n.outside, n.key) for n in nodes
    ]
    assert [
        (r["フロー"], int(r["番号"]), r["担当"], r["作業"], split(r["機能ID"]), split(r["次の手順"]))
        for r in book.rows("業務フロー")
    ] == [
        (f.title, t.number, t.actor or None, t.task.name, t.task.functions, tuple(n.words for n in t.after))
        for f in business.flows
        for t in steps(f)
    ]
    assert any("⑦" in r["次の手順"] for r in book.rows("業務フロー") if r["次の手順"])
    assert [list(r.values()) for r in book.rows("標準化対象外")] == [
        [o.name, spoken(business, o.reason), spoken(business, o.treatment)] for o in business.out_of_scope
    ]
    assert [(r["用語"], r["読み"], r["定義"], split(r["別名"])) for r in book.rows("用語")] == [
        (t.name, t.reading, spoken(business, t.definition), t.synonyms) for t in business.terms
    ]


def test_heading_keys_in_text_become_the_name_of_the_heading(tmp_path: Path) -> None:
    job = job_of(function(1, text="見出しa及び見出しnaiによる。", references=("見出しa", "機能0020001")))
    book = written(job, tmp_path)
    assert book.rows("機能要件")[0]["機能要件"] == "「1 見出しA」及び見出しnaiによる。"
    assert book.rows("機能の関連")[0]["参照"] == "1 見出しA\n機能0020001 名"


def test_the_cover_says_what_the_document_is(sample: Job, books: dict[str, Book]) -> None:
    business = seal(sample)
    for document in business.documents:
        cover = books[document.name].cover()
        assert next(iter(cover)) == document.title
        assert cover["業務ID"] == business.id and cover["業務名"] == business.name
        assert cover["版"] == document.edition_label and cover["文書の状態"] == document.status
        assert cover["発行者"] == document.publisher
        assert cover["注記"] == business.head.notice
        assert cover["出典・利用条件"] == document.license
        assert [(r["版"], r["改定の内容"]) for r in books[document.name].rows("改定履歴")] == [
            (f"第{r.edition}版" + "（案）" * (r.edition == document.edition), r.summary)
            for r in document.history
        ]
        for name in books[document.name].names[1:]:
            assert cover[name] == f"{len(books[document.name].body(name)):,}行"
        assert "未検査" not in cover


def test_what_symbols_and_types_mean_is_said_in_the_words_of_the_legend(
    sample: Job, books: dict[str, Book]
) -> None:
    registered = seal(sample).registered
    symbols = sample.corpus.registry.profile(registered.profile).symbols
    cover, words = books["機能"].cover(), legend()
    assert {cover[f"{symbols[m.name]}　{m.name}"] for m in words.classes} == {m.text for m in words.classes}
    assert cover["実装不可と標準化対象外"] == words.forbidden_and_outside
    assert cover["記載のない機能"] == words.unlisted_text(registered.unlisted_default)
    assert [list(r.values()) for r in books["データ"].rows("凡例）データ型")] == [
        [n, m.name, m.text] for n, m in enumerate(words.data_types, 1)
    ]
    columns = {
        r["項目名"]: r["記載内容"]
        for r in books["データ"].rows("凡例）列項目説明")
        if r["シート"] == "データ項目"
    }
    for meaning in words.columns:
        assert any(text.startswith(meaning.text) for text in columns.values()), meaning.name
    assert columns["コード"] == next(m.text for m in words.columns if m.name == "コード")


def test_the_legend_of_columns_is_true_of_this_workbook(books: dict[str, Book]) -> None:
    for book in books.values():
        rows = book.rows("凡例）列項目説明")
        for name in book.names:
            told = [h for r in rows if r["シート"] == name for h in split(r["項目名"])]
            assert told == ([] if name.startswith(("表紙", "凡例")) else book.header(name)), name
    texts = {
        (r["シート"], split(r["項目名"])[0]): r["記載内容"] for r in books["機能"].rows("凡例）列項目説明")
    }
    assert all("図は" not in text for (sheet, _), text in texts.items() if "フロー" in sheet)
    assert "矢印に沿った手順の番号" in texts["業務フロー", "番号"]
    day = next(t for (s, name), t in texts.items() if s == "機能要件" and name.startswith("適合基準日"))
    assert day.startswith(legend().conformance) and "版に定める日" in day and "－" in day


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 3, 25), "令和8年3月25日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1873, 1, 1), "明治6年1月1日"),
        (None, "（未定）"),
    ],
)
def test_the_day_is_printed_in_the_calendar_of_the_profile(
    day: date | None, shown: str, tmp_path: Path
) -> None:
    assert written(job_of(function(), day=day), tmp_path).cover()["年月日"] == shown


def test_a_draft_is_stamped_on_the_cover_and_on_every_page(tmp_path: Path) -> None:
    book = written(job_of(function())._replace(draft=True), tmp_path)
    assert book.cover()["未検査"]
    assert all("未検査" in (sheet.oddHeader.center.text or "") for sheet in book.openpyxl.worksheets)


# 団体区分, 適合基準日, depth of headings


@pytest.mark.parametrize("bodies", [(), ("指定都市", "中核市")])
def test_a_class_for_all_stands_in_one_column_where_no_body_is_told_apart(
    bodies: tuple[str, ...], tmp_path: Path
) -> None:
    alike = dict.fromkeys(bodies, "実装必須") or "実装必須"
    job = job_of(function(1, classes="標準オプション"), function(2, classes=alike), bodies=bodies)
    assert [r["実装類型"] for r in written(job, tmp_path).rows("機能要件")] == ["○", "◎"]


def test_classes_per_body_stand_in_one_column_each_and_none_is_lost(tmp_path: Path) -> None:
    job = job_of(
        function(1, classes={"指定都市": "実装必須", "特別区": "実装不可"}),
        function(2, classes="標準オプション"),
        bodies=("指定都市", "中核市"),
    )
    rows = written(job, tmp_path).rows("機能要件")
    columns = [c for c in rows[0] if c.startswith("実装類型")]
    assert columns == ["実装類型_指定都市", "実装類型_中核市", "実装類型_特別区"]
    assert [[r[c] for c in columns] for r in rows] == [["◎", None, "×"], ["○", "○", "○"]]


def test_a_statement_without_a_conformance_date_has_that_of_its_document(tmp_path: Path) -> None:
    job = job_of(function(1), function(2, conformance="未定"), conformance="2028-04-01")
    assert [r["適合基準日"] for r in written(job, tmp_path).rows("機能要件")] == [date(2028, 4, 1), "未定"]


@pytest.mark.parametrize(
    ("era", "shown"), [("和暦", '[$-411]ggge"年"m"月"d"日"'), ("西暦", 'yyyy"年"m"月"d"日"')]
)
def test_days_are_days_that_read_as_in_the_document(tmp_path: Path, era: Any, shown: str) -> None:
    job = job_of(function(1), function(2, conformance="1899-12-31"), conformance="2028-04-01")
    registry = job.corpus.registry
    profiles = tuple(p.model_copy(update={"era": era}) for p in registry.profiles)
    corpus = job.corpus.model_copy(update={"registry": registry.model_copy(update={"profiles": profiles})})
    book = written(job._replace(corpus=corpus), tmp_path)
    header, top = book.header("機能要件"), book.top("機能要件")[1]
    place = header.index("適合基準日") + 1
    sheet = book.openpyxl["機能要件"]
    cell, old = (sheet.cell(row=top + n, column=place) for n in (1, 2))
    assert (cell.value, cell.number_format, cell.alignment.wrap_text) == (datetime(2028, 4, 1), shown, None)
    assert old.value in ("明治32年12月31日", "1899年12月31日"), "a day before those of spreadsheets is a text"
    room = capacity(sheet.column_dimensions[cell.column_letter].width, 9)
    assert ems("令和28年12月31日") <= room, "a day that does not fit shows as #####"


def test_conformance_dates_are_told_apart_only_where_they_differ(tmp_path: Path) -> None:
    own = function(2, conformance={"中核市": "2030-04-01"})
    job = job_of(function(1), own, bodies=("指定都市", "中核市"), conformance="2028-04-01")
    rows = written(job, tmp_path).rows("機能要件")
    assert [r["適合基準日"] for r in rows] == [
        date(2028, 4, 1),
        "令和10年4月1日\n中核市：令和12年4月1日",
    ]


def test_what_may_not_exist_has_no_conformance_date(tmp_path: Path) -> None:
    job = job_of(function(1), function(2, classes="実装不可", conformance="未定"), conformance="2028-04-01")
    assert [r["適合基準日"] for r in written(job, tmp_path).rows("機能要件")] == [
        date(2028, 4, 1),
        "－",
    ]
    parted = function(3, classes={"指定都市": "実装必須", "中核市": "実装不可"})
    job = job_of(function(1), parted, bodies=("指定都市", "中核市"), conformance="2028-04-01")
    rows = written(job, tmp_path / "parted").rows("機能要件")
    assert [r["適合基準日"] for r in rows] == [
        date(2028, 4, 1),
        "令和10年4月1日\n中核市：－",
    ]


def test_headings_deeper_than_three_levels_get_columns_of_their_own(tmp_path: Path) -> None:
    deep: tuple[Heading, ...] = ()
    for level in (5, 4, 3, 2, 1):
        title = None if level == 2 else f"段{level}"
        deep = (Heading(key=f"k{level}", title=title, functions=(function(level),), headings=deep),)
    rows = written(job_of(contents=Contents(headings=deep)), tmp_path).rows("機能要件")
    shown = [[r[c] for c in ("大項目", "中項目", "小項目", "第4階層", "第5階層")] for r in rows]
    assert shown[0] == ["段1", None, None, None, None]
    assert shown[4] == ["段1", "1.1", "段3", "段4", "段5"]


# Text stays text


HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "'0150001", '=HYPERLINK("http://example.invalid","x")',
    "0150001", "1e5", "2026-04-01", "TRUE", "http://example.invalid/", "<r>x</r>", "<r><t>x</t></r>", "a_x0041_b", "&amp;",
    " 前後 ", "　全角　", "一行目\n\n三行目\n", "𠮷田", "葛\U000e0100城", "é か\u3099", "🏢", "]]>", "{=1}",
]  # fmt: skip


def test_hostile_text_arrives_as_it_is_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    job = job_of(*(function(n, text=t, note=t) for n, t in enumerate(HOSTILE, 1)))
    book = written(job, tmp_path)
    assert [r["機能要件"] for r in book.rows("機能要件")] == HOSTILE
    assert [r["備考"] for r in book.rows("機能要件")] == HOSTILE
    for name, xml in book.parts():
        assert not re.search(r"<f[ >/]", xml), name
        assert all("location=" in link and "r:id" not in link for link in re.findall("<hyperlink .*?>", xml))
    sheet = book.openpyxl["機能要件"]
    assert {c.data_type for row in sheet.iter_rows() for c in row if c.value is not None} <= {
        "s",
        "inlineStr",
    }


def test_a_text_stays_text_when_its_cell_is_edited(tmp_path: Path) -> None:
    long = "=" + "あ" * 300
    cells = written(job_of(function(1, text="=1+1"), function(2, text=long)), tmp_path).openpyxl["機能要件"]
    texts = {c.value: c for row in cells.iter_rows() for c in row}
    assert texts["=1+1"].number_format == "@"
    assert texts["0020001"].number_format == "@"
    assert texts[long].quotePrefix


CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
TEXTS = st.text(
    st.one_of(CHARACTERS, st.sampled_from("=+-@\t\n'\"<>&_x𠮷\U000e0100＝　")), min_size=1, max_size=40
)


@settings(max_examples=25)
@given(texts=st.lists(TEXTS, min_size=1, max_size=20))
def test_any_text_comes_back_as_it_went_in(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    job = job_of(*(function(n, text=t) for n, t in enumerate(texts, 1)))
    published, *_ = write_excel(job, job.corpus.businesses[0], out := tmp_path_factory.mktemp("any"))
    book = Book(out / published.path)
    assert [r["機能要件"] for r in book.rows("機能要件")] == texts


def test_an_absent_field_is_an_empty_cell_and_no_cell_holds_empty_text(books: dict[str, Book]) -> None:
    for book in books.values():
        for name, xml in book.parts():
            assert "<t></t>" not in xml and "<t/>" not in xml, name
    rows = books["データ"].rows("データ項目")
    assert any(r["備考"] is None for r in rows) and any(r["備考"] for r in rows)


def test_internal_notes_reach_no_part_of_a_workbook(tmp_path: Path) -> None:
    heading = Heading(key="a", title="A", internal=MEMO, functions=(function(internal=MEMO),))
    book = written(job_of(contents=Contents(headings=(heading,))), tmp_path)
    assert all(MEMO not in xml for _, xml in book.parts())


# What Excel cannot hold


def too_long(characters: int, char: str) -> Job:
    return job_of(function(7, text=char * characters))


@pytest.mark.parametrize(("fits", "char"), [(32_767, "あ"), (16_383, "𠮷")])
def test_a_text_of_the_limit_is_written_whole_and_a_longer_one_refused(
    fits: int, char: str, tmp_path: Path
) -> None:
    book = written(too_long(fits, char), tmp_path)
    assert book.rows("機能要件")[0]["機能要件"] == char * fits
    with pytest.raises(ExcelError, match=r"機能0020007の「機能要件」は32,768字あり.*32,767字を超えます"):
        written(too_long(fits + 1, char), tmp_path)


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\r", "\x1f", "\ufffe"])
def test_what_xml_cannot_carry_is_refused_with_its_place(char: str, tmp_path: Path) -> None:
    with pytest.raises(ExcelError, match=rf"機能0020001の「備考」の3文字目.*U\+{ord(char):04X}"):
        written(job_of(function(note=f"あい{char}う")), tmp_path)


def test_a_text_taller_than_a_row_can_be_is_found_whole_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    text = "\n".join(f"・項目{n}" for n in range(65))
    book = written(job_of(function(1, text=text), function(2)), tmp_path)
    tall, short = book.rows("機能要件")
    assert tall["機能要件"] == text and tall["全文の場所"] == "「長文」シート" and short["全文の場所"] is None
    long = [r for r in book.rows("長文") if r["対象"] == "機能0020001"]
    assert "\n".join(r["文章"] for r in long) == text
    assert [r["行"] for r in long] == list(range(1, 66))
    assert "機能要件の機能0020001" in book.cover()["長い記載"]


# The profile is data of the repository


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.replace("名称: 機能要件\n", "名称: " + "長" * 32 + "\n"), "31字を超えます"),
        (
            lambda t: t.replace("名称: 機能要件\n", "名称: a/b\n"),
            "シート の 2番目 の 名称|シートの2番目の名称",
        ),
        (lambda t: t.replace("名称: 機能要件\n", "名称: 見出し一覧\n"), "重なっています"),
        (lambda t: t.replace("内容: 備考,", "内容: 付記,", 1), "内容「付記」はありません"),
        (
            lambda t: t.replace("固定列: [機能名称, 機能ID]", "固定列: [機能ID, 状態]", 1),
            "隣り合う列の内容ではありません",
        ),
        (lambda t: t.replace("凡例: 適合基準日", "凡例: 鍵"), "凡例「鍵」はありません"),
        (lambda t: t.replace("内容: 機能要件\n", "内容: 機能一覧\n"), "内容「機能一覧」はありません"),
        (lambda t: t + "\n  - [", "YAML として読めません"),
    ],
)
def test_a_wrong_profile_is_refused(change: Callable[[str], str], message: str, tmp_path: Path) -> None:
    with pytest.raises(ExcelError, match=message):
        written(job_of(function(), root=own_profile(tmp_path, change)), tmp_path / "out")


def test_a_repository_changes_words_order_and_symbols(tmp_path: Path) -> None:
    def change(text: str) -> str:
        return text.replace("見出し: 機能名称", "見出し: 機能の名前", 1).replace(
            "実装類型の表記: 記号", "実装類型の表記: 名称"
        )

    (row,) = written(job_of(function(), root=own_profile(tmp_path, change)), tmp_path / "out").rows(
        "機能要件"
    )
    assert row["機能の名前"] == "名" and row["実装類型"] == "実装必須"


def own_profile(folder: Path, change: Callable[[str], str]) -> Path:
    text = (ROOT / "templates" / "excel" / "sheets.yaml").read_text("utf-8")
    assert change(text) != text
    own = folder / "templates" / "excel" / "sheets.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(change(text), encoding="utf-8")
    return folder


OVERLAY = """\
シート:
  - 内容: 機能要件
    表題: 別紙2　＊の機能要件
列項目説明:
  - {名称: 機能ID, 内容: 7桁のID。, 備考: 先頭の0も値である。}
"""


def test_a_business_says_only_what_differs_in_its_workbooks(tmp_path: Path) -> None:
    own = tmp_path / "templates/excel/002.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(OVERLAY, encoding="utf-8")
    book = written(job_of(function(), root=tmp_path), tmp_path / "out")
    assert book.grids["機能要件"][0][0] == "別紙2　印鑑登録の機能要件　【第1.0版】（案）"
    assert book.rows("機能要件")[0]["機能名称"] == "名"
    assert book.rows("凡例）列項目説明") == [
        {"項番": 1, "項目名": "機能ID", "記載内容": "7桁のID。", "備考": "先頭の0も値である。"}
    ]
    own.write_text(OVERLAY.replace("内容: 機能要件", "内容: 機能票"), encoding="utf-8")
    with pytest.raises(ExcelError, match=r"002.yaml のシートの内容「機能票」はありません"):
        written(job_of(function(), root=tmp_path), tmp_path / "again")


def test_a_repository_does_without_titles_above_its_tables(tmp_path: Path) -> None:
    root = own_profile(tmp_path, lambda t: t.replace("表題の行: あり", "表題の行: なし"))
    book = written(job_of(function(), root=root), tmp_path / "out")
    assert book.top("機能要件") == (1, 1) and book.rows("機能要件")[0]["機能ID"] == "0020001"


# What editions did


def test_what_editions_did_to_a_function_stands_beside_it(tmp_path: Path) -> None:
    repository = load(ROOT)
    steps = editions(repository, "002").history
    job = Job(ROOT, repository.settings, repository.corpus, repository.assets, history=steps)
    published, *_ = write_excel(job, seal(job), tmp_path)
    told = {r["機能ID"]: r["変更区分・改定版"] for r in Book(tmp_path / published.path).rows("機能要件")}
    events = {
        label.removeprefix("機能"): found[-1]
        for (_, label), found in timelines(steps).items()
        if label.startswith("機能") and label.removeprefix("機能") in told
    }
    assert {id for id, text in told.items() if text} == set(events) and len(events) > 5
    kinds = set()
    for id, event in events.items():
        kind, edition = told[id].split("\n")[0].split(" ")
        kinds.add(kind)
        assert edition == f"第{event.step.new.edition}版"
        assert (kind == "新規") == any(c.code.startswith("FN-ADDED") for c in event.changes)
        assert (kind == "字句の整理") == all(c.weight == "字句の整理" for c in event.changes)
        assert (kind == "削除") == (id not in {new for c in event.changes for new in c.new})
    assert kinds == {"新規", "修正", "字句の整理", "削除"}


# Sheets as people meet them


def test_sheets_can_be_filtered_scrolled_printed_and_read_by_machines(books: dict[str, Book]) -> None:
    for book in books.values():
        assert book.names[0] == "表紙"
        for sheet in book.openpyxl.worksheets:
            first, last = book.top(sheet.title)
            heads = sheet.merged_cells.ranges
            if sheet.title == "表紙":
                assert all(r.size == {"rows": 1, "columns": 2} for r in heads), "titles, over both columns"
            else:
                assert all(first <= r.min_row and r.max_row <= last for r in heads)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToHeight == 0 or sheet.title == "表紙"
            assert printed_points(sheet) >= 7, f"{sheet.title} prints too small"
            for row in range(1, sheet.max_row + 1):
                assert sheet.row_dimensions[row].height, f"{sheet.title}: row {row} has no height"
        for sheet in book.openpyxl.worksheets[1:]:
            first, last = book.top(sheet.title)
            assert sheet.freeze_panes and re.fullmatch(rf"[A-Z]+{last + 1}", sheet.freeze_panes)
            assert sheet.auto_filter.ref == sheet.dimensions.replace("A1", f"A{last}")
            assert last - first <= 1
            assert sheet.page_setup.orientation == "landscape"
            cells = [c for row in sheet.iter_rows(min_row=first) for c in row]
            assert {(c.font.name, c.alignment.wrap_text) for c in cells if isinstance(c.value, str)} == {
                ("游ゴシック", True)
            }
            assert all(c.border.left.style == "thin" for c in cells if c.row > last)


def test_requirements_are_read_on_one_page_across_and_positions_come_last(books: dict[str, Book]) -> None:
    book = books["機能"]
    for name in ("機能要件", "帳票一覧", "諸元表", "枠一覧", "線一覧"):
        assert book.openpyxl[name].page_setup.fitToWidth in (1, None), name
    read = book.names.index("用語")
    assert read < book.names.index("枠一覧") < book.names.index("線一覧"), "nobody reads positions on the way"


def test_a_long_title_of_a_cover_is_seen_whole(tmp_path: Path) -> None:
    title = "長い題名の標準仕様書" * 9
    sheet = written(job_of(function(1), title=title), tmp_path).openpyxl["表紙"]
    assert sheet["A1"].value == title and sheet["A1"].alignment.wrap_text
    assert "A1:B1" in [str(r) for r in sheet.merged_cells.ranges]
    lines = -(-len(title) * 9 * 1.8 / 0.75 // ((20 + 62) * 8))
    assert sheet.row_dimensions[1].height >= lines * 9 * 1.8


def test_a_row_is_tall_enough_for_its_longest_cell(tmp_path: Path) -> None:
    """At least one line of 9 points per line break and per 40 full-width characters of a 52-unit column."""
    texts = ["短い。", "改\n行\nが\n四\nつ", "長" * 400]
    sheet = written(job_of(*(function(n, text=t) for n, t in enumerate(texts, 1))), tmp_path).openpyxl[
        "機能要件"
    ]
    heights = [sheet.row_dimensions[row].height for row in (4, 5, 6)]
    assert heights[0] >= 13 and heights[1] >= 5 * 13 and heights[2] >= 10 * 13
    assert heights == sorted(heights)


def printed_points(sheet: Any) -> float:
    """Size of 9-point text on paper, where a column is as wide as without the workbook's own font."""
    groups = sheet.column_dimensions.values()
    widths = [g.width for g in sorted(groups, key=lambda g: g.min) for _ in range(g.min, g.max + 1)]
    inches = {("8", "landscape"): 16.53, ("9", "landscape"): 11.69, ("9", "portrait"): 8.26}
    room = (inches[str(sheet.page_setup.paperSize), sheet.page_setup.orientation] - 0.8) * 72 / 7.1
    repeated = re.fullmatch(r"\$(\w+):\$(\w+)", sheet.print_title_cols or "")
    first, last = (column_index_from_string(x) - 1 for x in repeated.groups()) if repeated else (0, -1)

    def pages(percent: int) -> int:
        count, used = 1, 0.0
        for n, width in enumerate(widths):
            if used + width > room * 100 / percent:
                count, used = count + 1, sum(widths[first : last + 1]) if n > last else 0.0
            used += width
        return count

    wide = sheet.page_setup.fitToWidth or 1
    assert wide == 1 or repeated, "pages beside each other repeat what a row is about"
    return 0.09 * next(p for p in range(100, 9, -1) if pages(p) <= wide)


# Same input, same bytes


def test_the_same_input_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    script = (
        "import os, sys; os.umask(int(sys.argv[2], 8))\n"
        "from pathlib import Path; from hyojun.source import load\n"
        "from hyojun.publish.job import Job; from hyojun.publish.excel import write_excel\n"
        f"r = load(Path({str(ROOT)!r})); j = Job(r.root, r.settings, r.corpus, r.assets)\n"
        "write_excel(j, r.corpus.business('002'), Path(sys.argv[1]))\n"
    )
    runs = [("a", "022", "Asia/Tokyo", "1"), ("別の 場所", "077", "America/New_York", "2")]
    for folder, umask, zone, seed in runs:
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-c", script, str(tmp_path / folder), umask]
        subprocess.run(command, env=environment, check=True)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / r[0] / "excel").rglob("*.xlsx")} for r in runs)
    assert one == two and len(one) > 1
    for path in (tmp_path / "a" / "excel").rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert archive.testzip() is None


# Help


def ids(cell: str | None) -> tuple[str, ...]:
    return tuple(line.split(" ")[0] for line in split(cell))


def split(cell: str | None) -> tuple[str, ...]:
    return tuple(cell.split("\n")) if cell else ()


def spoken(business: Business, text: str | None) -> str | None:
    """A text as a workbook shows it: heading keys by what the headings are called."""
    names: dict[str, Numbered] = {n.heading.key: n for n in business.headings}
    for found in reversed(list(mentions(text or ""))):
        if text and found.kind is Kind.HEADING and found.id in names:
            text = f"{text[: found.start]}「{names[found.id].label}」{text[found.end :]}"
    return text
