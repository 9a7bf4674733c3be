"""別図 of 新旧対照表: what changed on a layout is found, marked on both pictures and told in words, in PDF and Excel."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from hyojun.diff import Step, layout_changes
from hyojun.model import DrawnLayout, Form, Rule
from hyojun.publish.figure_marks import Changed, Lettering, marked
from hyojun.publish.layout_figures import figure_pages, figured
from hyojun.publish.papers.paper import Paper
from hyojun.publish.papers.pdf import FigurePicture, figure_pictures, table_pdf
from hyojun.publish.papers.workbook import table_workbook
from hyojun.publish.pdf.fonts import font_set
from hyojun.publish.sheet import sheets
from hyojun.source import frozen_assets

ROOT = Path(__file__).parents[2]
FILES = frozen_assets(ROOT)
A4 = {"種類": "描画", "用紙": "A4"}


def form(boxes: list[dict[str, Any]], items: list[dict[str, Any]] | None = None, **more: Any) -> Form:
    return Form.model_validate(
        {
            "帳票ID": "0020001",
            "帳票名称": "証明書",
            "対象": "住民向け",
            "実装類型": "実装必須",
            "諸元表": items or [],
            "レイアウト": {**A4, "枠": boxes, **more},
        }
    )


def box(x: float, y: float, **more: Any) -> dict[str, Any]:
    return {"左": x, "上": y, "幅": 40, "高さ": 8, **more}


NAME = [{"項番": 1, "印字項目": "氏名"}]
LINE = {"始点左": 10, "始点上": 9, "終点左": 90, "終点上": 9}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (form([box(10, 10, 文字="題")]), form([box(10, 10, 文字="題")]), []),
        (form([box(10, 10, 文字="題")]), form([box(12, 10, 文字="題")]), [("文字「題」", "位置")]),
        (
            form([box(10, 10, 文字="旧題")]),
            form([box(10, 10, 文字="新題")]),
            [("文字「新題」", "文字")],
        ),
        (
            form([box(10, 10, 項番=1)], NAME),
            form([box(10, 10, 項番=2)], [{"項番": 2, "印字項目": "氏名"}]),
            [],
        ),
        (
            form([box(10, 10, 項番=1)], NAME),
            form([box(10, 30, 項番=1, 文字の大きさ=12)], NAME),
            [("欄「氏名」", "位置、文字の大きさ")],
        ),
        (form([box(1, 1)]), form([box(1, 1), box(50, 50)]), [("枠", "新設")]),
        (form([box(1, 1), box(50, 50)]), form([box(1, 1)]), [("枠", "削除")]),
        (
            form([box(1, 1)], 線=[LINE]),
            form([box(1, 1)], 線=[{**LINE, "罫線": "破線"}]),
            [("線", "線の種類")],
        ),
    ],
)
def test_what_changed_on_a_layout(old: Form, new: Form, expected: list[tuple[str, str]]) -> None:
    assert [(c.what, c.told) for c in layout_changes(old, new)] == expected
    turned = {"新設": "削除", "削除": "新設"}
    back = layout_changes(new, old)
    assert [c.told for c in back] == [turned.get(told, told) for _, told in expected]


def test_every_change_is_marked_where_it_stands(tmp_path: Path) -> None:
    old, new = form([box(10, 10, 文字="題")]), form([box(30, 10, 文字="題"), box(60, 60)])
    [page] = figure_pages([figured(1, new, old, ("改定後", "現行"))], {}, tmp_path)
    marks = [[(m[0], m[1]) for m in p["marks"]] for p in page["pictures"]]
    assert marks == [[("A", 30.0), ("B", 60.0)], [("A", 10.0)]]
    assert page["changes"] == [["A", "文字「題」：位置"], ["B", "枠：新設"]]


def test_marks_hide_no_number_and_no_other_letter() -> None:
    """Bands lie where the things are, so those of neighbours share an edge; letters find a place of their own."""
    boxes = [box(20, 20 + 8 * n, 項番=n + 1) for n in range(6)]
    of = form(
        [*boxes, box(18, 18, 幅=44, 高さ=52)], [{"項番": n + 1, "印字項目": f"欄{n}"} for n in range(6)]
    )
    layout = of.layout
    assert isinstance(layout, DrawnLayout)
    (sheet,) = sheets(of, layout)
    line = Rule.model_validate(LINE)
    parts = [Changed(letter, part) for letter, part in zip("ABCDEFGH", (*layout.boxes, line), strict=True)]
    for size in (Lettering(1.55, 1.4, 2.7).scaled(0.6), Lettering(2.2, 1.2, 3.6)):
        marks = marked(parts, sheet, size)
        assert [m.is_line for m in marks] == [False] * 7 + [True]
        assert marks[0].area == (20, 20, 40, 8) and marks[-1].area == (9.1, 8.1, 81.8, 1.8)
        badges = [m.badge for m in marks]
        others = [n.area for n in sheet.numbers]
        for at, badge in enumerate(badges):
            assert 0 <= badge.x <= sheet.width - badge.width and badge.y >= 0
            assert not sum(badge.common(other) for other in (*badges[:at], *others)), marks[at].letter


@pytest.fixture(scope="module")
def pictures(paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> list[FigurePicture]:
    return figure_pictures(paper, ROOT, font_set(), tmp_path_factory.mktemp("png") / "w", FILES)


def test_a_council_reads_no_coordinates(paper: Paper, tmp_path: Path) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(table_pdf(paper, ROOT, font_set(), tmp_path / "w", FILES).pdf))
    pages = [page.extract_text().replace(" ", "") for page in pdf.pages]
    text = "".join(pages)
    assert "高さ：" not in text and "幅：" not in text and "始点左" not in text
    assert text.count("別図2のとおり") == 2, "in both columns"
    drawn = next(p for p in pages if "帳票0020002" in p and "変更した箇所" in p)
    assert "欄「送付先の住所」：大きさ" in drawn and drawn.count("印鑑の登録に関する照会書") == 2
    new = next(p for p in pages if "帳票0020005" in p and "縮尺" in p)
    assert "（新設）" in new and "変更した箇所" not in new


def test_a_workbook_has_the_pictures_with_words(
    paper: Paper, pictures: list[FigurePicture], tmp_path: Path
) -> None:
    table_workbook(paper, ROOT, tmp_path / "t.xlsx", pictures=pictures)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["新旧対照表", *(p.name for p in pictures)]
    sheets = book.worksheets[1:]
    titles = [sheet["A1"].value for sheet in sheets]
    assert titles == [p.title for p in pictures] and all(len(sheet._images) == 1 for sheet in sheets)
    assert [sheet.page_setup.orientation for sheet in sheets[:3]] == ["landscape", "landscape", "portrait"]
    assert [f.title for f in paper.figures] == list(
        dict.fromkeys(t.partition("（新設）")[0].partition("（1／")[0].partition("（2／")[0] for t in titles)
    )
    assert all(
        s.page_setup.fitToHeight in (None, 1) and s.sheet_properties.pageSetUpPr.fitToPage for s in sheets
    )
    assert "変更した箇所：欄「注意書き」：新設" in pictures[0].words
    assert {p.png[:4] for p in pictures} == {b"\x89PNG"}


def test_pictures_are_the_same_bytes_twice(
    paper: Paper, pictures: list[FigurePicture], tmp_path: Path
) -> None:
    assert figure_pictures(paper, ROOT, font_set(), tmp_path / "日本 語" / "w", FILES) == pictures


def test_an_attached_page_is_shown_and_told_where_it_is_not_at_hand(step: Step, tmp_path: Path) -> None:
    attached = next(f for f in step.new.document.contents.forms if f.id == "0020003")
    assert attached.layout is not None
    figure = figured(1, attached, None, ("改定後", "現行"))
    [shown] = figure_pages([figure], FILES, tmp_path)
    assert (tmp_path / shown["pictures"][0]["file"]).is_file()
    [lacking] = figure_pages([figure], {}, tmp_path)
    assert lacking["pictures"][0]["file"] is None
