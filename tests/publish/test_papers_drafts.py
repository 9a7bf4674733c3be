"""新旧対照表 of drafts: （案）, 資料番号 and 行番号 with their table; words and days as on paper; nothing to tell."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import everything
import openpyxl
import pypdf
import pytest
from pdf_press import page_texts

from hyojun.diff import (
    DocumentComparison,
    Side,
    Step,
    comparison_table,
    restored,
)
from hyojun.model import Document, Status, squeezed
from hyojun.publish.papers.comparison import NOTHING, comparison_paper
from hyojun.publish.papers.overview import overview, wording
from hyojun.publish.papers.paper import Paper, PaperRow, words
from hyojun.publish.papers.pdf import table_pdf
from hyojun.publish.papers.profile import load_profile
from hyojun.publish.papers.workbook import table_workbook
from hyojun.publish.papers.write import of_step
from hyojun.publish.pdf.fonts import font_set
from hyojun.publish.pdf.kept import Typeset

ROOT = Path(__file__).parents[2]
ISO = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


@pytest.fixture(scope="module")
def made(paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> Typeset:
    return table_pdf(paper, ROOT, font_set(), tmp_path_factory.mktemp("pdf") / "work")


def pages(made: Typeset) -> list[str]:
    return [squeezed(text) for text in page_texts(made.pdf)]


def margin(page: pypdf.PageObject) -> list[str]:
    """The numbers in the margin of a page, in the size of 行番号."""
    found: list[str] = []

    def visit(text: str, _: object, __: object, ___: object, size: float) -> None:
        if size == 6 and text.strip():
            found.append(text.strip())

    page.extract_text(visitor_text=visit)  # type: ignore[arg-type]
    return found


def lines(made: Typeset) -> list[tuple[int, int, str, str, str]]:
    assert made.lines is not None and made.lines.startswith("\ufeff")
    header, *rows = csv.reader(io.StringIO(made.lines.removeprefix("\ufeff")))
    assert header == ["頁", "行", "章", "ID", "名称又は文の始まり"]
    return [(int(page), int(line), part, id, said) for page, line, part, id, said in rows]


def test_a_draft_says_so_and_has_its_number(paper: Paper, made: Typeset) -> None:
    assert paper.title == "印鑑登録システム標準仕様書　見本（架空）【第1.1版】（案）　新旧対照表"
    first, *others = pages(made)
    assert squeezed("資料2-1　新旧対照表") in first and squeezed(paper.title) in first
    assert others and all(p.endswith(squeezed("資料2-1　新旧対照表")) for p in others)


def test_every_numbered_line_is_in_its_table(paper: Paper, made: Typeset) -> None:
    found = lines(made)
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(made.pdf)).pages, 1):
        own = [line for at, line, *_ in found if at == number]
        assert own == list(range(1, len(own) + 1))
        if not own:
            assert "別図" in page.extract_text(), "only pictures have no lines"
            continue
        assert margin(page) == [str(n) for n in own], number
    ids = list(dict.fromkeys(id for *_, id, _ in found if id))
    assert ids == [r.id for r in paper.rows if r.id]
    assert {part for _, _, part, _, _ in found} == {r.label for r in paper.rows if r.kind == "部"}


def test_a_line_says_what_is_printed_on_its_page(made: Typeset) -> None:
    printed = pages(made)
    names = {(at, id, said) for at, _, _, id, said in lines(made) if id.startswith("機能")}
    assert len(names) > 10
    first: dict[str, int] = {}
    for at, id, said in sorted(names):
        first.setdefault(id, at)
        if first[id] == at:
            assert id.removeprefix("機能") in printed[at - 1] and squeezed(said)[2:20] in printed[at - 1]


def test_a_decided_edition_has_neither(step: Step, tmp_path: Path) -> None:
    out = step.new.document.model_copy(update={"status": Status.DECIDED})
    paper = of_step(step._replace(new=step.new._replace(document=out)), load_profile(ROOT).style(), "和暦")
    assert "（案）" not in paper.title and paper.number is None and not paper.has_lines
    short = paper._replace(rows=paper.rows[:4])
    assert table_pdf(short, ROOT, font_set(), tmp_path / "w").lines is None
    forced = of_step(step, load_profile(ROOT).style(), "和暦", is_unchecked=True)
    assert "（案）" in forced.title and forced.has_lines and forced.is_unchecked


def test_what_a_business_says_reads_as_in_its_documents(paper: Paper) -> None:
    (row,) = [r for r in paper.rows if r.kind == "本文" and r.label == "業務の概要"]
    new = "".join(run.text for run in row.cells[0])
    assert "【経過措置】\n・第1.0版に定めた" in new and "\n　終期：令和11年3月31日\n　根拠法令：" in new
    assert (
        "【版の組合せ】\n・第1.0版の組合せ（架空）\n　年月日：令和7年9月30日\n　組み合わせる版：機能 第1.0版"
        in new
    )
    marks = {run.mark for run in row.cells[0] if "適用" in run.text and run.text.strip() == "適用"}
    assert marks == {"字句"}
    for raw in ("仕組み：", "対象：", "名称："):
        assert raw not in new


def test_days_are_printed_as_in_the_document(step: Step) -> None:
    """Sample values of 帳票 are texts of their own, in whatever form their forms have."""
    for style in ("標準", "事務用"):
        paper = of_step(step, load_profile(ROOT).style(style), "和暦")
        texts = ["".join(run.text for run in cell) for row in paper.rows for cell in row.cells]
        told = [ISO.findall(line) for t in texts for line in t.split("\n") if "サンプル値" not in line]
        assert not [found for found in told if found]
        assert any("一般市：令和11年4月1日" in t for t in texts)


def test_whatever_a_business_says_is_in_the_table() -> None:
    business = everything.corpus().business(everything.ID)
    assert business is not None
    told = "\n".join(f"{word} {text}" for word, text in overview(business, "和暦"))
    assert not [m for m in everything.marked(business.head) if m.text not in told]
    document = business.documents[0]
    nothing = DocumentComparison(business="002", business_name="印鑑登録", document=document.name)
    table = comparison_table(nothing, None, (business, document), wording("和暦"))
    plain = comparison_table(nothing, None, (business, document))
    assert [r.news for r in table.rows] == [r.news for r in plain.rows]
    text = "".join(restored(r.new) for r in table.rows)
    assert not ISO.findall("".join(line for line in text.split("\n") if "サンプル値" not in line))


def test_where_nothing_changed_a_sentence_says_so(step: Step, tmp_path: Path) -> None:
    held = step.new
    side = Side(label="第1.1版", edition="1.1", status="案")
    same = DocumentComparison(
        business="002", business_name="印鑑登録", document="機能", old=side, new=side, changes=()
    )
    both = (held.business, held.document)
    paper = comparison_paper(comparison_table(same, both, both), load_profile(ROOT).style(), held, era="和暦")
    assert paper.rows == () and paper.nothing == NOTHING and len(paper.lead) == 1
    made = table_pdf(paper, ROOT, font_set(), tmp_path / "w")
    (page,) = pages(made)
    assert NOTHING in page and "(略)" not in page and "備考" not in page
    table_workbook(paper, ROOT, tmp_path / "t.xlsx")
    values = [c.value for row in openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0] for c in row]
    assert NOTHING in values and "（略）" not in values


def filled(count: int) -> Sequence[PaperRow]:
    """Rows of one line, and what is left out at the end."""
    body = [PaperRow("本文", (words(f"甲{n}"), words(f"乙{n}")), f"行{n}") for n in range(count)]
    return (*body, PaperRow("略", (words("（略）"), words("（略）"))))


@pytest.mark.parametrize("count", [27, 28, 29, 30, 31, 32])
def test_what_is_left_out_at_the_end_has_no_page_of_its_own(count: int, tmp_path: Path) -> None:
    paper = Paper("題", (), (("甲", 0.5), ("乙", 0.5)), tuple(filled(count)), "002 機能", "試験省", None)
    found = pages(table_pdf(paper, ROOT, font_set(), tmp_path / "w"))
    assert "(略)" in found[-1] and f"甲{count - 1}" in found[-1]
    assert "".join(found).count("(略)") == 2


def test_a_draft_of_an_edition_has_its_word_once(step: Step) -> None:
    named: Document = step.new.document.model_copy(update={"edition": "1.1案2"})
    found = step.comparison.model_copy(
        update={"new": Side(label="第1.1版（案2）", edition="1.1案2", status="案")}
    )
    own = step._replace(new=step.new._replace(document=named), comparison=found)
    assert "【第1.1版（案2）】　新旧対照表" in of_step(own, load_profile(ROOT).style(), "和暦").title
