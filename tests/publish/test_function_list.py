"""全機能一覧: every function of every 業務 in one workbook whose links lead to where they say."""

import re
from pathlib import Path
from typing import Any

import pytest
from casefiles import write_repository
from excel_books import ROOT, Book, function, job_of

from hyojun.model import Business, Kind, Status, mention, numbered
from hyojun.publish import build
from hyojun.publish.excel import write_excel, write_function_list
from hyojun.publish.file_names import FUNCTION_LIST
from hyojun.publish.job import Job, edition_named
from hyojun.publish.site.downloads import downloads, of_document, offer
from hyojun.source import load


@pytest.fixture(scope="module")
def sample() -> Job:
    repository = load(ROOT)
    return Job(ROOT, repository.settings, repository.corpus, repository.assets)


@pytest.fixture(scope="module")
def book(sample: Job, tmp_path_factory: pytest.TempPathFactory) -> Book:
    out = tmp_path_factory.mktemp("list")
    (published,) = write_function_list(sample, out)
    assert (published.path, published.kind, published.business) == (FUNCTION_LIST, "excel", None)
    return Book(out / published.path)


def everything(job: Job) -> list[tuple[Business, Any, Any, Any]]:
    return [
        (b, d, n, f)
        for b in job.corpus.businesses
        for d in b.documents
        for n in numbered(d.contents.headings)
        for f in n.heading.functions
    ]


def links(book: Book, sheet: str) -> dict[str, tuple[str, str]]:
    """Cell → sheet and cell that its link leads to."""
    found = {}
    for cell in (c for row in book.openpyxl[sheet].iter_rows() for c in row if c.hyperlink):
        assert cell.hyperlink.target is None, "nothing leads out of the workbook"
        target = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", cell.hyperlink.location)
        assert target and target[1] in book.names
        found[cell.coordinate] = (target[1], target[2])
    return found


def led_to(book: Book, target: tuple[str, str], column: str) -> Any:
    """What stands in a column of the row that a link leads to."""
    sheet, place = target
    row = int(re.sub(r"\D", "", place))
    return book.openpyxl[sheet].cell(row, book.header(sheet).index(column) + 1).value


def test_every_function_of_every_business_has_a_row(sample: Job, book: Book) -> None:
    rows, expected = book.rows("全機能"), everything(sample)
    assert len({b.id for b, *_ in expected}) > 2
    symbols = sample.corpus.registry.profiles[0].symbols
    for row, (b, d, n, f) in zip(rows, expected, strict=True):
        assert (row["業務ID"], row["業務名"], row["機能ID"], row["機能名称"]) == (b.id, b.name, f.id, f.name)
        assert row["版"] == edition_named(d)
        assert row["大項目"] == (*n.above, n.heading)[0].title
        classes = f.classes_by_body()
        for body in b.head.bodies:
            kind = None if f.retired else classes.get(body) or classes.get("全団体")
            assert row[f"実装類型_{body}"] == (symbols[kind] if kind else None)
        assert bool(row["適合基準日"]) == (f.retired is None and bool(f.conformance or d.conformance))


def test_what_is_not_decided_is_marked(sample: Job) -> None:
    document = sample.corpus.businesses[0].documents[0]
    named = {
        (status, edition): edition_named(document.model_copy(update={"status": status, "edition": edition}))
        for status in Status
        for edition in ("1.2", "1.2案1")
    }
    assert {key: name for key, name in named.items() if "案" in name} == {
        (Status.DRAFT, "1.2"): "第1.2版（案）",
        (Status.CONSULTATION, "1.2"): "第1.2版（案）",
        **{(status, "1.2案1"): "第1.2版（案1）" for status in Status},
    }


def test_every_document_is_told_with_its_edition_and_status(sample: Job, book: Book) -> None:
    documents = list(dict.fromkeys((b.id, d.name) for b, d, _, _ in everything(sample)))
    rows = book.rows("文書一覧")
    assert [(r["業務ID"], r["文書"]) for r in rows] == documents
    for row in rows:
        business = sample.corpus.business(row["業務ID"])
        assert business
        document = business.document(row["文書"])
        assert document and (row["題名"], row["版"], row["文書の状態"]) == (
            document.title,
            edition_named(document),
            document.status.value,
        )
        live = [f for b, d, _, f in everything(sample) if (b.id, d.name) == (business.id, document.name)]
        assert row["機能の数"] == sum(f.retired is None for f in live)


def test_the_contents_lead_to_the_first_row_of_each_heading(sample: Job, book: Book) -> None:
    rows, found = book.rows("目次"), links(book, "目次")
    assert len(rows) == len(found) > 10
    for row, target in zip(rows, found.values(), strict=True):
        assert target[0] == "全機能"
        assert led_to(book, target, "大項目") == row["大項目"]
        assert led_to(book, target, "業務ID") == row["業務ID"]
    for row, target in zip(book.rows("文書一覧"), links(book, "文書一覧").values(), strict=True):
        assert led_to(book, target, "業務ID") == row["業務ID"]
    assert sum(r["機能の数"] for r in rows) == sum(f.retired is None for *_, f in everything(sample))


def test_references_lead_there_and_back(sample: Job, book: Book) -> None:
    told = [(f.id, written) for *_, f in everything(sample) for written in f.references]
    rows = book.rows("機能の参照")
    assert [(r["機能ID"], f"{r['種類']}{r['参照先']}") for r in rows] == told and len(told) > 20
    found, top, head = links(book, "機能の参照"), book.top("機能の参照")[1], book.header("機能の参照")
    column = {word: "ABCDEFGH"[n] for n, word in enumerate(head)}
    for number, row in enumerate(rows, top + 1):
        assert led_to(book, found[f"{column['機能ID']}{number}"], "機能ID") == row["機能ID"]
        aim = mention(f"{row['種類']}{row['参照先']}")
        assert aim
        if aim.kind is Kind.FUNCTION:
            assert led_to(book, found[f"{column['参照先']}{number}"], "機能ID") == row["参照先"]
    for coordinate, target in links(book, "全機能").items():
        if coordinate != "A1":
            row = int(re.sub(r"\D", "", coordinate))
            own = book.openpyxl["全機能"].cell(row, book.header("全機能").index("機能ID") + 1).value
            assert led_to(book, target, "機能ID") == own
    assert links(book, "全機能")["A1"][0] == "目次"


def test_the_cover_leads_to_every_sheet(book: Book) -> None:
    assert {sheet for sheet, _ in links(book, "表紙").values()} == set(book.names[1:])


def test_hostile_text_is_no_formula_here_either(tmp_path: Path) -> None:
    job = job_of(function(1, text="=1+1", name="＝1"))
    (published,) = write_function_list(job, tmp_path)
    (row,) = Book(tmp_path / published.path).rows("全機能")
    assert (row["機能要件"], row["機能名称"]) == ("=1+1", "＝1")


def test_the_site_calls_forms_and_the_list_what_they_are(sample: Job, tmp_path: Path) -> None:
    business = sample.corpus.business("002")
    assert business
    published = [*write_excel(sample, business, tmp_path), *write_function_list(sample, tmp_path)]
    found = downloads(tmp_path, published)
    assert [d.word for d in offer(business, found).files] == [
        "Excel（集計・加工用）",
        "Excel（集計・加工用）",
        "適合確認様式（事業者が記入、Excel）",
        "FIT&GAP様式（団体が記入、Excel）",
    ]
    assert [d.word for d in found if d.business is None] == ["全機能一覧（全ての業務、Excel）"]
    assert [d.kind for d in of_document("002", business.documents[0], found)] == ["excel"]
    assert all(len(d.path) <= 180 for d in found)


FUNCTIONS = """\
見出し:
  - キー: a
    題名: 管理
    機能:
      - {機能ID: "%s0001", 機能名称: 管理, 実装類型: 実装必須, 機能要件: 管理できること。}
"""


def test_a_build_of_one_business_leaves_no_list_that_is_out_of_date(tmp_path: Path) -> None:
    files = {"a.yaml": FUNCTIONS % "002", "spec/003/a.yaml": FUNCTIONS % "003"}
    root = write_repository(tmp_path / "r", files)
    out = tmp_path / "out"
    listed = [p.path for p in build(load(root), ("excel",), out)]
    assert FUNCTION_LIST in listed and (out / FUNCTION_LIST).is_file()
    listed = [p.path for p in build(load(root), ("excel",), out, only="002")]
    assert FUNCTION_LIST not in listed and not (out / FUNCTION_LIST).exists()
    assert [r["業務ID"] for r in Book(_again(root, out)).rows("全機能")] == ["002", "003"]


def _again(root: Path, out: Path) -> Path:
    build(load(root), ("excel",), out)
    return out / FUNCTION_LIST
