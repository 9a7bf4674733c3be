"""適合確認様式 and FIT&GAP様式: every function to answer for, edition and digest in cells, answers open."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from excel_books import ROOT, Book, function, job_of

from hyojun.model import Business, Retirement
from hyojun.publish.excel import ExcelError, write_excel
from hyojun.publish.file_names import CONFORMITY, FIT_GAP
from hyojun.publish.job import Job
from hyojun.publish.snapshot import write_snapshots
from hyojun.source import load

ANSWERS = {
    CONFORMITY: ("適合状況", ["適合状況", "対応予定日", "操作", "画面", "マニュアル頁", "補足"]),
    FIT_GAP: ("FIT&GAP", ["現行", "判定", "差異", "運用対処", "担当", "期限"]),
}
BLANK = {CONFORMITY: "標準にない機能", FIT_GAP: "現行だけにある機能"}


@pytest.fixture(scope="module")
def sample() -> Job:
    repository = load(ROOT)
    return Job(ROOT, repository.settings, repository.corpus, repository.assets)


def seal(job: Job) -> Business:
    business = job.corpus.business("002")
    assert business
    return business


def forms(job: Job, business: Business, out: Path) -> dict[str, Book]:
    made = {p.path: Book(out / p.path) for p in write_excel(job, business, out) if "様式" in p.path}
    return {name: book for path, book in made.items() for name in ANSWERS if name in path}


@pytest.fixture(scope="module")
def made(sample: Job, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    return forms(sample, seal(sample), tmp_path_factory.mktemp("forms"))


def test_both_forms_are_made_of_each_document_with_functions(sample: Job, tmp_path: Path) -> None:
    business = seal(sample)
    found = [p for p in write_excel(sample, business, tmp_path) if "様式" in p.path]
    assert [(p.business, p.document, p.edition) for p in found] == [
        ("002", d.name, d.edition) for d in business.documents if d.contents.headings for _ in ANSWERS
    ]
    assert all(len(f"site/download/{p.path}") <= 180 for p in found)


@pytest.mark.parametrize("name", ANSWERS)
def test_every_function_in_force_has_a_row_with_its_text_and_empty_answers(
    name: str, sample: Job, made: dict[str, Book]
) -> None:
    business = seal(sample)
    symbols = sample.corpus.registry.profile(business.registered.profile).symbols
    sheet, answers = ANSWERS[name]
    rows = made[name].rows(sheet)
    live = [f for f in business.functions if f.retired is None]
    assert [(r["機能ID"], r["機能名称"]) for r in rows] == [(f.id, f.name) for f in live]
    assert len(live) > 20
    for row, f in zip(rows, live, strict=True):
        classes = f.classes_by_body()
        for body in business.head.bodies:
            kind = classes.get(body) or classes.get("全団体")
            assert row[f"実装類型_{body}"] == (symbols[kind] if kind else None)
    assert [c.removeprefix("記入_") for c in rows[0] if c.startswith("記入_")] == answers
    assert all(row[f"記入_{a}"] is None for row in rows for a in answers)


@pytest.mark.parametrize("name", ANSWERS)
def test_edition_and_digest_stand_in_cells_of_every_sheet(
    name: str, sample: Job, made: dict[str, Book], tmp_path: Path
) -> None:
    """What gateways strip, properties and hidden sheets, is not needed; the digest is that of the snapshot."""
    business = seal(sample)
    document = business.documents[0]
    published = next(p for p in write_snapshots(sample, business, tmp_path) if p.document == document.name)
    digest = hashlib.sha256((tmp_path / published.path).read_bytes()).hexdigest()
    cover = made[name].cover()
    assert (cover["版"], cover["文書の状態"], cover["要約値（SHA-256）"]) == (
        document.edition_label,
        document.status.value,
        digest,
    )
    for sheet in made[name].openpyxl.worksheets[1:]:
        assert sheet.sheet_state == "visible"
        said = str(sheet["A2"].value)
        assert digest in said and document.edition_label in said and document.status.value in said


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_are_open_told_by_their_head_and_offered_as_lists(name: str, made: dict[str, Book]) -> None:
    sheet, answers = ANSWERS[name]
    book = made[name]
    for title in (sheet, BLANK[name]):
        page = book.openpyxl[title]
        head = book.header(title)
        top = book.top(title)[1]
        for row in page.iter_rows(min_row=top + 1):
            for word, cell in zip(head, row, strict=True):
                assert cell.protection.locked != word.startswith("記入_"), (title, word)
                assert cell.data_type != "f"
        assert not page.protection.sheet, "sorting, filters and new columns stay possible"
        lists = page.data_validations.dataValidation
        assert lists and all(v.type == "list" and v.errorStyle == "warning" for v in lists)
        for offered in lists:
            (area,) = offered.sqref.ranges
            assert (area.min_row, area.max_row) == (top + 1, page.max_row)
            assert head[area.min_col - 1].startswith("記入_")
    blank = list(book.openpyxl[BLANK[name]].iter_rows(min_row=book.top(BLANK[name])[1] + 1, values_only=True))
    assert len(blank) == 50 and not any(value for row in blank for value in row)
    assert [c.removeprefix("記入_") for c in book.header(sheet) if c.startswith("記入_")] == answers


@pytest.mark.parametrize("name", ANSWERS)
def test_the_cover_offers_the_bodies_and_says_what_they_are(
    name: str, sample: Job, made: dict[str, Book]
) -> None:
    business = seal(sample)
    cover, sheet = made[name].cover(), made[name].openpyxl["表紙"]
    (offered,) = sheet.data_validations.dataValidation
    (area,) = offered.sqref.ranges
    assert "団体区分" in str(sheet.cell(area.min_row, 1).value) and (area.min_col, area.max_col) == (2, 2)
    assert offered.formula1 == f'"{",".join(business.head.bodies)}"'
    told = {body.name: body.text for body in sample.corpus.registry.bodies}
    assert {b: cover[b] for b in business.head.bodies} == {b: told[b] for b in business.head.bodies}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_form_says_what_to_answer_for_what_may_not_exist(name: str, made: dict[str, Book]) -> None:
    told = [str(row[1]) for row in made[name].grids["表紙"]]
    assert any("実装不可" in text and "「" in text for text in told)


def test_what_may_not_exist_is_not_sent_to_another_system(made: dict[str, Book]) -> None:
    """Neither is what the document does not name, unless it serves 事務 that are no part of the standard."""
    told = made[FIT_GAP].cover()["実装不可の機能"]
    assert "疎結合の別のシステムに置くこともできない" in told and "別のシステムで行う" not in told
    offered = made[FIT_GAP].openpyxl[BLANK[FIT_GAP]].data_validations.dataValidation
    [loose] = [c for v in offered for c in v.formula1.strip('"').split(",") if "疎結合" in c]
    assert loose.startswith("標準化対象外の事務として")


@pytest.mark.parametrize("name", ANSWERS)
def test_a_form_fits_on_one_page_across(name: str, made: dict[str, Book]) -> None:
    assert made[name].openpyxl[ANSWERS[name][0]].page_setup.fitToWidth in (1, None)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_form_has_no_macro_no_formula_and_no_link_out_of_it(name: str, made: dict[str, Book]) -> None:
    parts = dict(made[name].parts())
    assert not [part for part in parts if "vba" in part.lower() or "external" in part.lower()]
    assert all("<f>" not in xml and 'TargetMode="External"' not in xml for xml in parts.values())


def test_what_was_withdrawn_is_not_asked_about(tmp_path: Path) -> None:
    gone = function(2, retired=Retirement(edition="1.0", reason="やめた。"))
    job = job_of(function(1), gone, function(3, classes="実装不可"))
    for name, book in forms(job, job.corpus.businesses[0], tmp_path).items():
        assert [r["機能ID"] for r in book.rows(ANSWERS[name][0])] == ["0020001", "0020003"]


def test_hostile_text_stays_text_in_a_form(tmp_path: Path) -> None:
    job = job_of(function(1, name="=1+1", text="＝HYPERLINK(1)"), function(2, name="@SUM(A1)", text="+1"))
    for name, book in forms(job, job.corpus.businesses[0], tmp_path).items():
        rows: list[dict[str, Any]] = book.rows(ANSWERS[name][0])
        assert [r["機能名称"] for r in rows] == ["=1+1", "@SUM(A1)"]
        assert [r["機能要件"] for r in rows] == ["＝HYPERLINK(1)", "+1"]


def test_a_repository_asks_other_questions(tmp_path: Path) -> None:
    text = (ROOT / f"templates/excel/{CONFORMITY}.yaml").read_text("utf-8")
    own = tmp_path / f"templates/excel/{CONFORMITY}.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(text.replace("選択肢: [適合, ", "選択肢: [○, ").replace("見出し: 操作,", "見出し: 手順,"))
    job = job_of(function(1), root=tmp_path)
    book = forms(job, job.corpus.businesses[0], tmp_path / "out")[CONFORMITY]
    assert "記入_手順" in book.header("適合状況")
    (offered,) = book.openpyxl["適合状況"].data_validations.dataValidation
    assert offered.formula1.startswith('"○,')
    own.write_text(text.replace("選択肢: [適合, ", '選択肢: ["適,合", '))
    with pytest.raises(ExcelError, match="選択肢"):
        forms(job, job.corpus.businesses[0], tmp_path / "out")
