"""PDFs of drafts: （案）, 資料番号, 行番号, and the table that says what each line is about."""

import csv
import io
import re
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pypdf
import pytest
from pdf_press import Press, business, chapter, document, function, heading

from hyojun.model import Business, Document, squeezed
from hyojun.publish.pdf import PdfError

DAY = {"年月日": "2026-03-31", "適合基準日": "2027-04-01"}
FUNCTIONS = [function(f"00200{n:02d}", f"要件の文{n}。\n二行目。\n三行目。") for n in range(10, 60)]
PROSE = "# はじめに\n\n初めの段落。\n\n- 箇条の一つ目\n- 箇条の二つ目\n\n| 甲 | 乙 |\n|---|---|\n| 行の名 | 値 |\n"


class Line(NamedTuple):
    """A row of the table of 行番号."""

    page: int
    number: int
    chapter: str
    id: str
    words: str


def draft(**head: str) -> Document:
    made = document(
        本編=[chapter(PROSE)],
        見出し=[heading("a", *FUNCTIONS[:25]), heading("b", *FUNCTIONS[25:], 説明="説明の文。")],
        標準化対象外=[{"名称": "外の仕事", "理由": "理由の文"}],
    )
    return Document.model_validate(made.model_dump(by_alias=True) | head)


def table(pdf: Path) -> list[Line]:
    raw = pdf.with_name(f"{pdf.stem}-行番号.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0] == ["頁", "行", "章", "ID", "名称又は文の始まり"]
    return [Line(int(page), int(number), *rest) for page, number, *rest in rows[1:]]


class Printed(NamedTuple):
    """A text as it stands on a page, in points from below and from the left."""

    text: str
    x: float
    y: float
    size: float


def texts(page: pypdf.PageObject) -> list[Printed]:
    found: list[Printed] = []

    def visit(text: str, cm: list[float], matrix: list[float], font: object, size: float) -> None:
        if text.strip():
            found.append(Printed(text.strip(), cm[4] + matrix[4], round(cm[5] + matrix[5], 2), size))

    page.extract_text(visitor_text=visit)  # type: ignore[arg-type]
    return found


def printed(page: pypdf.PageObject) -> list[Printed]:
    """The texts of a page in the size of 行番号."""
    return [t for t in texts(page) if t.size == 6]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    press = Press(tmp_path_factory.mktemp("draft"))
    return press.pdf(business(draft(資料番号="資料3-2")))


def test_the_table_has_each_printed_line(made: Path) -> None:
    """Page by page: the numbers in the margin are those of the table, from 1."""
    lines = table(made)
    pages = pypdf.PdfReader(made).pages
    assert {x.page for x in lines} <= set(range(2, len(pages) + 1))
    for number, page in enumerate(pages, 1):
        own = [x.number for x in lines if x.page == number]
        assert own == list(range(1, len(own) + 1))
        numbers = [n.text for n in printed(page)]
        assert numbers == [str(n) for n in own], number
    assert len(lines) > 150


def test_a_line_says_what_is_printed_beside_it(made: Path) -> None:
    """Where a function begins on a page, the table names it; its lines go on until the next one."""
    lines = table(made)
    pages = [p.extract_text() for p in pypdf.PdfReader(made).pages]
    for f in FUNCTIONS:
        own = [x for x in lines if x.id == f"機能{f['機能ID']}"]
        assert len(own) == 3, f["機能ID"]
        assert {x.words for x in own} == {f["機能名称"]}
        assert len({x.page for x in own}) == 1 and f["機能ID"] in pages[own[0].page - 1]
        assert [x.number for x in own] == list(range(own[0].number, own[0].number + 3))


def test_repeated_heads_are_no_lines_of_the_function_before(made: Path) -> None:
    lines = table(made)
    pages = sorted({x.page for x in lines if x.id.startswith("機能")})
    assert len(pages) > 2
    for page in pages[1:]:
        first = next(x for x in lines if x.page == page)
        assert (first.id, first.words) in (("見出しa", "1 題a"), ("見出しb", "2 題b"))


def test_prose_and_rows_without_id_are_found_by_their_words(made: Path) -> None:
    found = {(x.chapter, x.words) for x in table(made)}
    for words in ("初めの段落。", "箇条の一つ目", "箇条の二つ目", "行の名"):
        assert ("はじめに", words) in found
    assert ("標準化対象外", "外の仕事") in found
    assert ("改定履歴", "第1.0版（案）") in found


def test_a_measure_is_named_by_what_it_has(tmp_path: Path) -> None:
    rows = [
        {"大項目": "可用性", "中項目": "継続性", "小項目": "運用時間", "メトリクス": "開庁日の時間"},
        {"大項目": "可用性", "メトリクス": "目標復旧時間"},
    ]
    found = document(非機能要件=rows, 見出し=[heading("a", *FUNCTIONS[:1])])
    made = Document.model_validate(found.model_dump(by_alias=True) | {"状態": "案"})
    words = {line.words for line in table(Press(tmp_path).pdf(business(made)))}
    assert {"運用時間", "目標復旧時間"} <= words


def test_numbers_are_no_part_of_the_text(made: Path) -> None:
    """Artifacts for who listens; no cell, no paragraph has one."""
    with pikepdf.open(made) as pdf:
        for page in list(pdf.pages)[1:]:
            content = page.Contents.read_bytes().decode("latin-1")
            sixes = [m.start() for m in re.finditer(r" 6 Tf", content)]
            for at in sixes:
                begun = content.rindex("BDC", 0, at)
                assert "/Artifact" in content[content.rfind("EMC", 0, begun) : begun]


def test_a_number_stands_beside_its_line(made: Path) -> None:
    """On the baseline of a text, in one column of the margin, once for the cells of a row."""
    for page in list(pypdf.PdfReader(made).pages)[1:]:
        numbers, others = printed(page), [t for t in texts(page) if t.size != 6]
        heights = [n.y for n in numbers]
        assert set(heights) <= {t.y for t in others} and heights == sorted(set(heights), reverse=True)
        assert len({round(n.x + 6 * 0.555 * len(n.text), 2) for n in numbers}) == 1
        assert max(n.x for n in numbers) < min(t.x for t in others) - 15


def test_lines_without_text_and_marks_above_the_line(tmp_path: Path) -> None:
    """An empty line is counted, as those around it; the mark of a footnote is in the line it stands in."""
    code = "```text\n一\n\n三\n```"
    prose = f"# 章\n\n一つ目の段落[^一]。\n\n二つ目の段落。\n\n{code}\n\n最後の段落。\n\n[^一]: 注の文。\n"
    found = document(
        本編=[chapter(prose)], 見出し=[heading("a", function("0020001", "一行目。\n\n三行目。"))]
    )
    path = Press(tmp_path).pdf(business(found))
    lines = table(path)
    assert len([x for x in lines if x.id == "機能0020001"]) == 3
    own = [x for x in lines if x.chapter == "章"]
    told = ["章", "一つ目の段落。", *("二つ目の段落。",) * 4, "最後の段落。"]
    assert [x.words for x in own[:7]] == told, "three lines of code after the second paragraph"


def test_digits_that_a_template_leaves_out_are_missed(tmp_path: Path) -> None:
    own = tmp_path / "templates/typst"
    own.mkdir(parents=True)
    page = (Path(__file__).parents[2] / "templates/typst/page.typ").read_text("utf-8")
    assert "if d.circulated { digits } + " in page
    (own / "page.typ").write_text(page.replace("if d.circulated { digits } + ", ""), "utf-8")
    with pytest.raises(PdfError, match="行番号に使う字が初めの頁にありません"):
        Press(tmp_path).pdf(business(draft()), root=tmp_path)


def test_cover_and_heads_say_that_it_is_a_draft(made: Path) -> None:
    cover, *others = (p.extract_text() for p in pypdf.PdfReader(made).pages)
    assert "資料3-2" in cover and "【第1.0版】（案）" in cover
    for page in others:
        assert page.split("\n")[0].startswith("試験の文書【第1.0版】（案） ")
        assert page.rstrip().endswith("資料3-2")


@pytest.mark.parametrize(
    ("status", "forced", "head"),
    [
        ("意見照会中", False, "【第1.0版】（案）（意見照会中）"),
        ("公表", True, "【第1.0版】（案）（公表）"),
        ("公表", False, "【第1.0版】（公表）"),
    ],
)
def test_who_gets_numbers(tmp_path: Path, status: str, forced: bool, head: str) -> None:
    """Documents people are asked about, and whatever --draft makes; never one that is out."""
    found = business(draft(状態=status, 資料番号="資料3-2", **DAY))
    path = Press(tmp_path).pdf(found, draft=forced)
    pages = pypdf.PdfReader(path).pages
    numbered = "案" in head
    assert squeezed(head) in squeezed(pages[1].extract_text())
    assert bool(printed(pages[1])) == numbered
    assert ("資料3-2" in pages[0].extract_text()) == numbered
    assert len(list(path.parent.glob("*-行番号.csv"))) == numbered


def test_what_a_spreadsheet_would_run_stays_text(tmp_path: Path) -> None:
    rows = [{"名称": "=1+1", "理由": "理"}]
    found: Business = business(document(標準化対象外=rows, 見出し=[heading("a", function("0020001"))]))
    assert "'=1+1" in {x.words for x in table(Press(tmp_path).pdf(found))}


def test_a_layout_is_a_picture(tmp_path: Path) -> None:
    """Its fields have numbers of their own; only what stands around it is lines."""

    def with_boxes(count: int) -> int:
        boxes = [
            {"左": 10, "上": 20 * n, "幅": 60, "高さ": 10, "文字": f"固定{n}"} for n in range(1, count + 1)
        ]
        form = {"帳票ID": "0020001", "帳票名称": "証明書", "対象": "住民向け", "実装類型": "実装必須"}
        layout = {"種類": "描画", "用紙": "A4", "枠": boxes}
        made = document(帳票=[form | {"諸元表": [{"項番": 1, "印字項目": "氏名"}], "レイアウト": layout}])
        return len(table(Press(tmp_path / str(count)).pdf(business(made))))

    assert with_boxes(1) == with_boxes(8)


def test_the_same_table_twice(tmp_path: Path) -> None:
    found = business(draft())
    one, two = Press(tmp_path / "a").pdf(found), Press(tmp_path / "b").pdf(found)
    assert table(one) == table(two)
    assert one.read_bytes() == two.read_bytes()


def a_form(id: str, layout: dict[str, object] | None, name: str = "証明書") -> dict[str, object]:
    form = {"帳票ID": id, "帳票名称": name, "対象": "住民向け", "実装類型": "実装必須"}
    return form | {"諸元表": [{"項番": 1, "印字項目": "氏名"}]} | ({"レイアウト": layout} if layout else {})


BOX = {"左": 10, "上": 20, "幅": 60, "高さ": 10, "文字": "枠の字"}


@pytest.mark.parametrize("paper", ["A4", "はがき"])
def test_a_page_that_is_a_layout_has_no_line(tmp_path: Path, paper: str) -> None:
    layout = {"種類": "描画", "用紙": paper, "枠": [BOX]}
    path = Press(tmp_path).pdf(business(document(帳票=[a_form("0020001", layout)])))
    pages = pypdf.PdfReader(path).pages
    drawn = [n for n, p in enumerate(pages, 1) if "枠の字" in p.extract_text()]
    assert drawn and not [x for x in table(path) if x.page in drawn]
    assert not [t for n in drawn for t in printed(pages[n - 1])]


def test_a_row_of_the_list_of_forms_has_its_id(tmp_path: Path) -> None:
    layout = {"種類": "描画", "用紙": "A4", "枠": [BOX]}
    forms = [a_form("0020001", layout), a_form("0020002", None, "通知書")]
    lines = [x for x in table(Press(tmp_path).pdf(business(document(帳票=forms)))) if x.chapter == "帳票要件"]
    first = lines[0].page
    assert list(dict.fromkeys((x.id, x.words) for x in lines if x.page == first)) == [
        ("", "帳票要件"),
        ("帳票0020001", "証明書"),
        ("帳票0020002", "通知書"),
        ("", "レイアウトの図の見方"),
    ]
