"""新旧対照表, 正誤表 and 変更一覧 as files: opened with another reader and held against what they were made of."""

import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import everything
import openpyxl
import pikepdf
import pytest
from casefiles import write_repository
from openpyxl.cell.rich_text import CellRichText

from hyojun.diff import (
    Cell,
    ComparisonTable,
    DocumentComparison,
    Held,
    Run,
    Step,
    between,
    comparison_table,
    history,
    restored,
)
from hyojun.diff.two_columns.table import Key
from hyojun.model import Status
from hyojun.publish import TableError, build, write_comparison
from hyojun.publish.editions import worth
from hyojun.publish.excel.cells import LONGEST
from hyojun.publish.papers.comparison import comparison_paper
from hyojun.publish.papers.errata import errata_paper, history_paper
from hyojun.publish.papers.names import comparison_stem, table_of
from hyojun.publish.papers.paper import Paper, PaperRow, words
from hyojun.publish.papers.pdf import table_pdf
from hyojun.publish.papers.profile import load_profile
from hyojun.publish.papers.workbook import table_workbook
from hyojun.publish.pdf.fonts import font_set
from hyojun.publish.pdf.problems import PdfError
from hyojun.source import Versions, editions_of, freeze, load, open_versions

ROOT = Path(__file__).parents[2]
HOSTILE = ("=1+1", "＝SUM(A1)", "+1", "-1", "@x", "'=x", "<r>甲</r>", "0020001", "_x0041_", "=" + "あ" * 300)
TERM = "用語: [{用語: 印鑑, 定義: 判子}]\n"


@pytest.fixture(scope="module")
def table(step: Step) -> ComparisonTable:
    old, new = ((h.business, h.document) for h in (step.old, step.new))
    return comparison_table(step.comparison, old, new)


@pytest.fixture(scope="module")
def paper(step: Step, table: ComparisonTable) -> Paper:
    return comparison_paper(table, load_profile(ROOT).style(), step.new, era="和暦")


@pytest.fixture(scope="module")
def pdf(paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return table_pdf(paper, ROOT, font_set(), tmp_path_factory.mktemp("pdf") / "work").pdf


def written(paper: Paper, folder: Path) -> Any:
    table_workbook(paper, ROOT, folder / "t.xlsx")
    [sheet] = openpyxl.load_workbook(folder / "t.xlsx", rich_text=True).worksheets
    return sheet


def rows_of(sheet: Any, paper: Paper) -> list[tuple[Any, ...]]:
    """The rows below the header of the table."""
    header = tuple(words for words, _ in paper.columns)
    every = list(sheet.iter_rows())
    at = next(n for n, row in enumerate(every) if tuple(c.value for c in row) == header)
    return every[at + 1 :]


def runs(cell: Any) -> list[tuple[str, str]]:
    """Mark and text of every run of a cell, as a reader of the file sees them."""
    value = cell.value
    if isinstance(value, CellRichText):
        found = [
            ("" if isinstance(v, str) else v.font.u or "", v if isinstance(v, str) else v.text) for v in value
        ]
    else:
        found = [(cell.font.u or "", value)] if value is not None else []
    return [(mark, text) for mark, text in found if text]


def expected(cell: Cell) -> list[tuple[str, str]]:
    """Neighbours of one mark are one run for a reader."""
    found: list[tuple[str, str]] = []
    for run in cell:
        mark = {"": "", "字句": "single", "ID": "double"}[run.mark]
        if found and found[-1][0] == mark:
            found[-1] = (mark, found[-1][1] + run.text)
        else:
            found.append((mark, run.text))
    return found


def joined(found: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return expected(tuple(Run(t, {"": "", "single": "字句", "double": "ID"}[m]) for m, t in found))  # type: ignore[arg-type]


# 新旧対照表


def test_the_workbook_has_every_run_of_the_table(paper: Paper, tmp_path: Path) -> None:
    found = iter(rows_of(written(paper, tmp_path), paper))
    for row in paper.rows:
        cells: list[list[tuple[str, str]]] = [[] for _ in row.cells]
        while [joined(c) for c in cells] != [expected(c) for c in row.cells]:
            for own, cell in zip(cells, next(found), strict=True):
                own += runs(cell)
    assert next(found, None) is None


def test_both_texts_come_back_from_the_workbook(table: ComparisonTable, paper: Paper, tmp_path: Path) -> None:
    """Each （略） of a cell, in its order, by what it stands for: what is left is the text of the entry."""
    texts: list[list[str]] = [[] for _ in paper.columns]
    for row in rows_of(written(paper, tmp_path), paper):
        for own, cell in zip(texts, row, strict=True):
            own.append("".join(t for _, t in runs(cell)))
    for column, side in enumerate(("new", "old")):
        whole = re.sub("別図[0-9]+のとおり", "別図のとおり", "".join(texts[column]))
        for row in table.rows:
            cell = getattr(row, side)
            if row.kind != "本文" or not cell:
                continue
            shown = "".join(r.text for r in cell)
            at = whole.index(shown)
            back = whole[at : at + len(shown)]
            for run in reversed(cell):
                if run.stands is not None:
                    before, word, after = back.rpartition(run.text)
                    assert word
                    back = before + run.stands + after
            assert back == restored(cell)
            whole = whole[at + len(shown) :]


def test_the_table_says_what_the_comparison_says(step: Step, table: ComparisonTable) -> None:
    plain = json.loads(step.comparison.model_dump_json())
    told = {c.fingerprint: row for row in table.rows for c in row.changes}
    held = 0
    for change in plain["変更"]:
        row = told[change["指紋"]]
        for sign, side, whole in (("+", row.new, change["変更後"]), ("-", row.old, change["変更前"])):
            if whole is None or whole not in restored(side):
                continue
            held += 1
            marked = squeezed("".join(r.text for r in side if r.mark))
            for part in change["文中の差"]:
                assert part["印"] != sign or squeezed(part["文字"]) in marked
    assert held > 30


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_pdf_is_for_archives_and_everybody_with_a_bookmark_for_every_change(
    paper: Paper, pdf: bytes, tmp_path: Path
) -> None:
    (tmp_path / "t.pdf").write_bytes(pdf)
    with pikepdf.open(tmp_path / "t.pdf") as found:
        with found.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
        assert found.Root.StructTreeRoot is not None and str(found.Root.Lang) == "ja-JP"
        sizes = [(round(p.mediabox[2]), round(p.mediabox[3])) for p in found.pages]
        table = sizes[: sizes.index((1191, 842))]
        assert set(table) == {(842, 595)} and set(sizes) <= {(842, 595), (595, 842), (1191, 842)}
        with found.open_outline() as outline:
            [top] = outline.root
            *entries, pictures = top.children
            titles = [entry.title for part in entries for entry in part.children]
            parts = [part.title for part in entries]
            drawn = [entry.title for entry in pictures.children]
    assert titles == [r.label for r in paper.rows if r.kind == "本文"]
    assert pictures.title == "別図" and len(sizes) - len(table) >= len(paper.figures)
    assert [t.removesuffix("（新設）").removesuffix("（1／2）").removesuffix("（新設）") for t in drawn] == [
        f.title for f in paper.figures
    ]
    assert "機能0020041　登録申請の受付" in titles and "機能0020010　郵送による登録申請の受付" in titles
    assert list(dict.fromkeys(parts)) == list(dict.fromkeys(r.label for r in paper.rows if r.kind == "部"))


def test_the_pdf_prints_every_row_and_repeats_headers(paper: Paper, pdf: bytes, tmp_path: Path) -> None:
    import io

    import pypdf

    pages = [squeezed(p.extract_text()) for p in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    text = "".join(pages)
    for row in paper.rows:
        for cell in row.cells:
            for line in "".join(r.text for r in cell).split("\n")[:1]:
                assert squeezed(line)[:12] in text
    assert all("改定後現行備考" in page or "別図" in page for page in pages)
    assert "（下線部分は改定部分" in pages[0] and "改定後：第1.1版（案）現行：第1.0版（決定）" in pages[0]


def test_the_same_table_gives_the_same_bytes(paper: Paper, pdf: bytes, tmp_path: Path) -> None:
    assert table_pdf(paper, ROOT, font_set(), tmp_path / "日本 語" / "w").pdf == pdf
    for name in ("a", "b"):
        table_workbook(paper, ROOT, tmp_path / name / "t.xlsx")
    assert (tmp_path / "a/t.xlsx").read_bytes() == (tmp_path / "b/t.xlsx").read_bytes()


def test_a_style_changes_columns_words_and_remarks(step: Step, table: ComparisonTable) -> None:
    profile = load_profile(ROOT)
    law = comparison_paper(table, profile.style("省令"), step.new, era="和暦")
    assert [w for w, _ in law.columns] == ["改正後", "改正前"] and "傍線を付した部分" in law.lead[1]
    shown = [r.text for row in law.rows for cell in row.cells for r in cell]
    assert "［略］" in shown and "［新設］" in shown and "（略）" not in shown
    new = next(r for r in law.rows if r.id == "機能0020031")
    assert expected(new.cells[0])[0] == ("double", "0020031") and new.cells[1] == words("［新設］")
    assert expected(new.cells[0])[-1][0] == "single" and law.tail[0].startswith("備考　表中の［　］")
    office = comparison_paper(table, profile.style("事務用"), step.new, era="和暦")
    assert [w for w, _ in office.columns] == ["現行", "改定後", "備考"]
    assert any(
        "影響大（要対応）：適合基準日（事業者、自治体）" in r.text
        for row in office.rows
        for r in row.cells[2]
    )
    assert law.lead[0].startswith("改正後：第1.1版（案）") and " " not in law.lead[1]
    with pytest.raises(TableError, match="様式「無い」はありません"):
        profile.style("無い")


@pytest.mark.parametrize(
    ("style", "said"),
    [("標準", "（機能0020080の欄に示す）"), ("省令", "［機能0020080の欄に示す］")],
)
def test_a_number_that_stays_as_gap_says_where_its_text_is(
    style: str, said: str, step: Step, table: ComparisonTable
) -> None:
    """In the column of 現行, whose text stands in the row of the number it goes on under."""
    gap = next(r for r in table.rows if any(k.label == "機能0020010" for k in r.news))
    on = gap._replace(old=(), olds=(), elsewhere=(Key("機能", "0020080"),))
    profile = load_profile(ROOT).style(style)
    (row,) = comparison_paper(table._replace(rows=(on,)), profile, step.new, era="和暦").rows
    assert row.cells[1] == words(said)


def test_each_reason_stands_with_its_own_source(paper: Paper) -> None:
    told = ["".join(r.text for r in row.cells[2]) for row in paper.rows]
    (both,) = [t for t in told if "（1）" in t]
    first, second, third = re.split(r"\n（[23]）", both.removeprefix("（1）"))
    assert first.startswith("オンライン") and first.endswith("\n根拠：BPR提案2026-002-01（架空）")
    assert second.startswith("郵送") and second.endswith("\n根拠：BPR提案2026-002-02（架空）")
    assert third.startswith("適合を確かめる") and "根拠" not in third
    assert max(t.count("根拠：") for t in told if t != both) == 1, "one reason has no number"


def test_a_repository_has_its_own_tables(tmp_path: Path) -> None:
    own = (ROOT / "templates/papers/papers.yaml").read_text("utf-8")
    file = tmp_path / "templates/papers/papers.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(own.replace("使う様式: 標準", "使う様式: 省令"), "utf-8")
    assert load_profile(tmp_path).style().name == "省令"
    file.write_text(own.replace("使う様式: 標準", "使う様式: 無い"), "utf-8")
    with pytest.raises(TableError, match="新旧対照表"):
        load_profile(tmp_path)


def test_every_text_of_a_document_is_in_the_table() -> None:
    """Left out: what is not of the text (改定履歴, the source of a pin, marks of Markdown), rows of 廃止."""
    corpus = everything.corpus()
    business = corpus.business(everything.ID)
    assert business is not None
    lacking = set()
    for document in business.documents:
        nothing = DocumentComparison(business="002", business_name="印鑑登録", document=document.name)
        table = comparison_table(nothing, None, (business, document))
        text = "".join(restored(row.new) for row in table.rows)
        lacking |= {(m.type, m.word) for m in everything.marked(document) if m.text not in text}
    withdrawn = {("Function", "機能要件"), ("Linkage", "場合"), ("Linkage", "頻度")}
    withdrawn |= {
        ("AttachedLayout", "代替テキスト"),
        ("AttachedField", "図中番号"),
        ("AttachedField", "説明"),
    }
    drawn = {("Box", "文字"), ("Face", "面の名称"), ("DrawnLayout", "面の名称")}
    marks = {("Chapter", "題名"), ("Chapter", "本文"), ("Block", "文章")}
    assert {
        (t, w) for t, w in lacking if t not in ("Revision", "Consultation", "Pin")
    } == withdrawn | drawn | marks


# cells


def plain_paper(*rows: Sequence[Cell]) -> Paper:
    made = tuple(PaperRow("本文", tuple(r), f"行{n}") for n, r in enumerate(rows, 1))
    return Paper("題", (), (("改定後", 0.5), ("現行", 0.5)), made, "002 機能", "試験省", None)


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    rows = [(words(t), (Run(t[:1], "字句"), Run(t[1:], "ID"))) for t in HOSTILE]
    sheet = written(plain_paper(*rows), tmp_path)
    found = rows_of(sheet, plain_paper(*rows))
    for text, row in zip(HOSTILE, found, strict=True):
        assert all(c.data_type in "s" for c in row)
        assert ["".join(t for _, t in runs(c)) for c in row] == [text, text]
    with zipfile.ZipFile(tmp_path / "t.xlsx") as parts:
        assert not any(b"<f>" in parts.read(n) or b"<f " in parts.read(n) for n in parts.namelist())


def test_what_no_row_can_show_goes_on_in_the_next(tmp_path: Path) -> None:
    many = tuple(Run(f"{n}行目\n", "字句" if n % 7 == 0 else "") for n in range(200))
    long = (Run("長" * 40_000, "字句"),)
    paper = plain_paper((many, words("短い")), (long, words("旧" * 3_000)))
    sheet = written(paper, tmp_path)
    found = rows_of(sheet, paper)
    assert len(found) > 20
    texts = ["".join(t for r in found for _, t in runs(r[c])) for c in (0, 1)]
    assert texts[0] == "".join(r.text for r in (*many, *long)) and texts[1] == "短い" + "旧" * 3_000
    marks = joined([m for r in found for m in runs(r[0])])
    assert marks == expected((*many, *long))
    for row in found:
        assert sheet.row_dimensions[row[0].row].height <= 409
        assert all(len("".join(t for _, t in runs(c))) <= LONGEST for c in row)


def test_what_cannot_be_shown_is_told_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match=r"U\+E000、行1"):
        table_pdf(plain_paper((words("外字\ue000"), ())), ROOT, font_set(), tmp_path / "w")
    with pytest.raises(Exception, match="行1の「改定後」の3文字目"):
        table_workbook(plain_paper((words("制御\x01"), ())), ROOT, tmp_path / "t.xlsx")


# 正誤表, 改定履歴


def test_errata_and_history_say_what_was_published(tmp_path: Path) -> None:
    edition = next(e for e in editions_of(ROOT, "002") if e.errata)
    business, profile = edition.corrected(), load_profile(ROOT)
    held = Held(business, business.documents[0], edition.errata)
    found = rows_of(written(errata := errata_paper(held, profile.errata, "和暦"), tmp_path), errata)
    shown = [tuple("".join(t for _, t in runs(c)) for c in row) for row in found]
    for each in (c for e in edition.errata for c in e.corrections):
        assert any((r[2], r[3], r[4]) == (each.wrong, each.right, each.reason) for r in shown)
    assert any("single" in {m for m, _ in runs(row[2])} for row in found)
    bands = [row for row in errata.rows if row.kind == "部"]
    sheet = written(errata, tmp_path)
    assert [r.size["columns"] for r in sheet.merged_cells.ranges] == [5] * len(bands), (
        "said once, not in each column"
    )
    told = history_paper(business, held.document, profile.history, "和暦")
    assert [r.cells[2] for r in told.rows] == [words(r.summary) for r in reversed(held.document.history)]
    assert [r.cells[0] for r in told.rows] == [words("第1.0版")]
    draft = held.document.model_copy(update={"status": Status.DRAFT})
    told = history_paper(business, draft, profile.history, "和暦")
    assert [(r.cells[0], r.label) for r in told.rows] == [(words("第1.0版（案）"), "第1.0版（案）")]


def test_a_table_of_corrected_editions_says_how_far(tmp_path: Path) -> None:
    """Each side for itself; the name says it of the newer one, for who has only the file."""
    frozen = str(ROOT / "spec/002/editions/機能-1.0.json")
    bare, corrected = (open_versions(ROOT, frozen, frozen, errata=e).new for e in (False, True))
    for old, new, name, sides in (
        (bare, corrected, "（正誤2まで反映）_新旧対照表", ("（決定、正誤2まで反映）", "（決定）")),
        (corrected, bare, "_新旧対照表", ("（決定）", "（決定、正誤2まで反映）")),
    ):
        versions = Versions(old, new, (), None, None)
        (file,) = write_comparison(versions, between(versions), "xlsx", tmp_path, ROOT)
        assert file.name == f"002_印鑑登録_機能【第1.0版】{name}.xlsx"
        lead = str(openpyxl.load_workbook(file).worksheets[0]["A2"].value).split("　　現行：")
        assert tuple(side.endswith(end) for side, end in zip(lead, sides, strict=True)) == (True, True), lead


# 変更一覧


@pytest.fixture
def root(tmp_path: Path, few_rules: None) -> Path:
    """Two 業務 whose first editions were frozen, and whose words changed since."""
    root = write_repository(tmp_path / "r", {"a.yaml": TERM, "spec/003/a.yaml": TERM})
    repository = load(root)
    for business in repository.corpus.businesses:
        freeze(root, business, business.documents[0], "1.0", repository.assets)
        head = root / f"spec/{business.id}/業務.yaml"
        head.write_text(head.read_text("utf-8").replace('版: "1.0"', '版: "1.1"', 1), "utf-8")
    return root


def say(root: Path, business: str, definition: str) -> None:
    (root / f"spec/{business}/a.yaml").write_text(TERM.replace("判子", definition), "utf-8")


def listed(root: Path, only: str | None = None) -> list[dict[str, str]]:
    files = [f.path for f in build(load(root), ("excel",), root / "build", only=only)]
    assert "excel/変更一覧.xlsx" in files
    book = openpyxl.load_workbook(root / "build/excel/変更一覧.xlsx")
    assert book.sheetnames == ["表紙", "変更一覧", "比べた版", "凡例"]
    assert not any(sheet.merged_cells.ranges for sheet in book.worksheets)
    header, *rows = book["変更一覧"].iter_rows()
    assert all(c.data_type in "sn" and (c.data_type == "s" or c.value is None) for r in rows for c in r)
    return [{str(h.value): c.value or "" for h, c in zip(header, row, strict=True)} for row in rows]


def test_the_list_has_a_row_a_change_with_room_for_answers(root: Path) -> None:
    say(root, "002", "＝印章")
    say(root, "003", "=1+1")
    found = listed(root)
    assert [(r["業務ID"], r["名称"], r["変更前"], r["変更後"]) for r in found] == [
        ("002", "印鑑", "判子", "＝印章"),
        ("003", "印鑑", "判子", "=1+1"),
    ]
    assert found[0]["キー"].startswith("002/機能/1.0/1.1/") and found[0]["重さ"] == "要確認"
    assert {found[0][name] for name in ("対応要否", "概算工数（人日）", "概算費用（千円）", "備考")} == {""}
    tables = sorted(p.name for p in (root / "build/excel").iterdir() if table_of(p.name))
    assert [t[:4] for t in tables] == ["002_", "003_"] and all(t.endswith("_新旧対照表.xlsx") for t in tables)


def test_a_build_of_one_business_keeps_what_was_listed_of_the_others(root: Path) -> None:
    say(root, "002", "印章")
    say(root, "003", "_x0041_ 印形")
    whole = listed(root)
    say(root, "002", "実印")
    renewed = listed(root, only="002")
    assert renewed[1] == whole[1] and renewed[0]["変更後"] == "実印"
    first = (root / "build/excel/変更一覧.xlsx").read_bytes()
    listed(root)
    assert (root / "build/excel/変更一覧.xlsx").read_bytes() == first


def test_frozen_drafts_are_compared_with_each_other(root: Path) -> None:
    """What was sent out last and stays as it is needs no table that says nothing."""
    for number, words_ in enumerate(("印章", "実印"), 1):
        say(root, "002", words_)
        repository = load(root, "002")
        (business,) = [b for b in repository.corpus.businesses if b.id == "002"]
        freeze(root, business, business.documents[0], f"1.1案{number}", repository.assets)
    steps = worth(history(load(root).corpus, editions_of(root, "002")))
    assert [(s.old.edition, s.new.edition) for s in steps] == [("1.0", "1.1"), ("1.1案1", "1.1案2")]
    found = [r for r in listed(root) if r["業務ID"] == "002"]
    assert [(r["元の版"], r["先の版"], r["変更前"], r["変更後"]) for r in found] == [
        ("第1.0版（案）", "第1.1版（案）", "判子", "実印"),
        ("第1.1版（案1）", "第1.1版（案2）", "印章", "実印"),
    ]
    tables = sorted(p.name for p in (root / "build/excel").iterdir() if table_of(p.name))
    own = [t.partition("_新旧対照表")[2] for t in tables if t.startswith("002_")]
    assert own == [".xlsx", "（第1.1版（案1）から）.xlsx"]
    say(root, "002", "認印")
    steps = worth(history(load(root).corpus, editions_of(root, "002")))
    assert [(s.old.edition, s.new.edition) for s in steps][2:] == [("1.1案2", "1.1")]


def test_who_has_read_a_draft_has_a_redline_from_it(root: Path) -> None:
    head = root / "spec/002/業務.yaml"
    head.write_text(re.sub("状態: .*", "状態: 案", head.read_text("utf-8")), "utf-8")
    for number, words_ in enumerate(("印章", "実印"), 1):
        say(root, "002", words_)
        repository = load(root, "002")
        (business,) = [b for b in repository.corpus.businesses if b.id == "002"]
        freeze(root, business, business.documents[0], f"1.1案{number}", repository.assets)
    say(root, "002", "認印")
    build(load(root), ("pdf",), root / "build", only="002")
    found = sorted(p.name.partition("版")[2] for p in (root / "build/compared").glob("*.html"))
    assert found == [
        "】（案）_見え消し.html",
        "】（案）_見え消し（第1.1版（案2）から）.html",
        "（案2）】_見え消し（第1.1版（案1）から）.html",
    ]
    last = next((root / "build/compared").glob("*案2）から）.html")).read_text("utf-8")
    assert "<del>実印</del>" in last and "<ins>認印</ins>" in last and "第1.1版（案2）" in last


def test_a_step_from_elsewhere_than_the_edition_before_says_so(step: Step) -> None:
    assert comparison_stem(step) == "002_印鑑登録_機能【第1.1版】（案）_新旧対照表"
    again = step._replace(old=step.new)
    assert comparison_stem(again).endswith("_新旧対照表（第1.1版から）")
    assert table_of(f"pdf/{comparison_stem(again)}.pdf") and not table_of(
        "pdf/002_印鑑登録_機能【第1.1版】（案）.pdf"
    )
