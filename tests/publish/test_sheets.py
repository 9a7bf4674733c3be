"""Drawn 帳票: the same marks in mm in the model, in the SVG of the site and on the page of the PDF."""

import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pdf_press import Press, business, document, edges, page_texts, places

from hyojun.flow import length
from hyojun.flow.text import NO_END, NO_START
from hyojun.model import DrawnLayout, Form, Kind
from hyojun.publish.anchors import anchor
from hyojun.publish.job import Job
from hyojun.publish.layout_svg import drawn
from hyojun.publish.pdf import write_pdf
from hyojun.publish.sheet import Sheet, sheets
from hyojun.source import load

ROOT = Path(__file__).parents[2]
POINTS = 72 / 25.4
CORPUS = load(ROOT, None).corpus
FORMS = [
    (form, form.layout)
    for business_ in CORPUS.businesses
    for form in business_.forms
    if isinstance(form.layout, DrawnLayout)
]
SHEETS = [(form, sheet) for form, layout in FORMS for sheet in sheets(form, layout)]


def name(value: Any) -> str:
    return value.id if isinstance(value, Form) else getattr(value, "name", "")


def test_the_sample_has_every_kind_of_page() -> None:
    own = [(form, layout) for form, layout in FORMS if form.id.startswith("002")]
    assert len(own) == 9  # and one that is attached
    assert {(layout.paper, layout.orientation) for _, layout in own} == {
        ("A4", "縦"), ("A4", "横"), ("A5", "縦"), ("A5", "横"), ("はがき", "縦"),
    }  # fmt: skip
    assert {face.name for _, layout in own for face in layout.more} == {"裏", "通信面"}
    boxes = [box for _, layout in own for face in layout.faces for box in face.boxes]
    assert {box.border for box in boxes} == {"実線", "太線", "破線", "目安", "なし"}
    assert {box.direction for box in boxes} == {"横書き", "縦書き"}
    assert any(box.cells for box in boxes) and any(box.repeated for box in boxes)


@pytest.mark.parametrize(("form", "layout"), FORMS, ids=name)
def test_numbers_on_the_drawing_are_the_rows_of_the_table(form: Form, layout: DrawnLayout) -> None:
    found = [n for sheet in sheets(form, layout) for n in sheet.numbers]
    assert {(n.item, n.name) for n in found} == {(i.number, i.name) for i in form.items}
    svg = str(drawn(form, layout))
    assert [int(n) for n in re.findall(r'<a href="#field-(\d+)"', svg)] == [n.item for n in found]


@pytest.mark.parametrize(("form", "sheet"), SHEETS, ids=name)
def test_numbers_hide_no_words_and_words_stay_in_the_paper(form: Form, sheet: Sheet) -> None:
    for number in sheet.numbers:
        hidden = [w.text for w in sheet.words if number.area.common(w.area) > 0.3]
        assert not hidden, (number.item, hidden)
    others = [(a.item, b.item) for a in sheet.numbers for b in sheet.numbers if a.area.common(b.area) > 0.3]
    assert len(others) == len(sheet.numbers)  # each with itself
    for area in (*(w.area for w in sheet.words), *(n.area for n in sheet.numbers)):
        assert area.x >= 0 and area.x + area.width <= sheet.width
        assert area.y >= 0 and area.y + area.height <= sheet.height


@pytest.mark.parametrize(("form", "layout"), FORMS, ids=name)
def test_marks_stand_where_the_model_says(form: Form, layout: DrawnLayout) -> None:
    for face, sheet in zip(layout.faces, sheets(form, layout), strict=True):
        told = [
            (b.x, round(b.y + n * (b.repeated.pitch if b.repeated else 0), 3), b.width, b.height, b.border)
            for b in face.boxes
            for n in range(b.repeated.count if b.repeated else 1)
        ]
        assert [(*(round(v, 3) for v in f.area), f.look) for f in sheet.frames] == told
        lines = [(r.x1, r.y1, r.x2, r.y2, r.look) for r in face.rules]
        assert [tuple(line) for line in sheet.lines[: len(lines)]] == lines
    svg = str(drawn(form, layout))
    assert re.findall(r'viewBox="0 0 (\d+) (\d+)" width="(\d+)mm"', svg) == [
        (str(w), str(h), str(w)) for w, h in [layout.extent] * len(layout.faces)
    ]


@pytest.mark.parametrize(("form", "sheet"), SHEETS, ids=name)
def test_lines_keep_the_rules_of_japanese_line_breaking(form: Form, sheet: Sheet) -> None:
    """No line that goes on from the one before starts with 、 or 」, none that goes on ends with 「."""
    whole = "\n".join(
        [t for i in form.items for t in (i.sample, i.fixed) if t]
        + [b.text for f in form.layout.faces for b in f.boxes if b.text]  # type: ignore[union-attr]
    )
    for words in sheet.words:
        begins = any(line.startswith(words.text) for line in whole.split("\n"))
        assert begins or words.text[0] not in NO_START or len(words.text) == 1, words.text
        ends = any(line.endswith(words.text) for line in whole.split("\n"))
        assert ends or words.text[-1] not in NO_END, words.text


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out, work = tmp_path_factory.mktemp("out"), tmp_path_factory.mktemp("work")
    repository = load(ROOT, "002")
    found = repository.corpus.business("002")
    assert found
    job = Job(repository.root, repository.settings, repository.corpus, repository.assets, work=work)
    return out / next(p.path for p in write_pdf(job, found, out) if "機能" in p.path)


def pages_of(printed: Path, form: Form, scale: str) -> list[int]:
    """The pages whose running head says that the form is drawn there, at which scale."""
    assert form.layout and form.layout.kind == "描画"
    head = f"{form.id} {form.name}　{form.layout.paper}{form.layout.orientation}　{scale}"
    return [n for n, text in enumerate(page_texts(printed.read_bytes())) if head in text.split("\n")[0]]


OWN = [(form, layout) for form, layout in FORMS if form.id.startswith("002")]


@pytest.mark.parametrize(("form", "layout"), OWN, ids=name)
def test_every_form_of_the_sample_is_printed_in_its_size(
    printed: Path, form: Form, layout: DrawnLayout
) -> None:
    """A ruler laid on the page finds every frame of the model: in its place on A4, and of its size everywhere."""
    reader = pypdf.PdfReader(printed)
    numbers = pages_of(printed, form, "実寸")
    whole = layout.paper == "A4"
    assert len(numbers) == (len(layout.faces) if whole else 1)
    found: list[tuple[float, ...]] = []
    for number in numbers:
        page = reader.pages[number]
        height = float(page.mediabox.height)
        if whole:
            size = (float(page.mediabox.width) / POINTS, height / POINTS)
            assert size == pytest.approx(layout.extent, abs=0.05)
        _, boxes = edges(printed, number)
        found += [(x / POINTS, (height - y - h) / POINTS, w / POINTS, h / POINTS) for x, y, w, h in boxes]
    drawn_frames = [f.area for sheet in sheets(form, layout) for f in sheet.frames if f.look != "なし"]
    shift = (0.0, 0.0)
    if not whole:  # where the paper of the first side lies on the page: its own edge is drawn there
        paper = next(b for b in found if b[2:] == pytest.approx(layout.extent, abs=0.05))
        shift = (paper[0], paper[1])
    first = [f.area for f in sheets(form, layout)[0].frames if f.look != "なし"]
    for area in first if not whole else drawn_frames:
        place = (area.x + shift[0], area.y + shift[1], area.width, area.height)
        assert any(b == pytest.approx(place, abs=0.1) for b in found), area
    for area in drawn_frames:
        assert any(b[2:] == pytest.approx((area.width, area.height), abs=0.1) for b in found), area


@pytest.mark.parametrize(("form", "layout"), OWN, ids=name)
def test_words_and_numbers_are_on_the_page(printed: Path, form: Form, layout: DrawnLayout) -> None:
    texts = page_texts(printed.read_bytes())
    text = "".join(texts[n] for n in pages_of(printed, form, "実寸"))
    said = re.sub(r"\s", "", text)
    for sheet in sheets(form, layout):
        for words in sheet.words:
            for character in set(re.sub(r"\s", "", words.text)):
                assert character in said, (words.text, character)
        for words in (w for w in sheet.words if not w.upright):
            assert re.sub(r"\s", "", words.text) in said, words.text


def test_the_bookmark_of_a_form_leads_to_the_page_before_its_drawing(printed: Path) -> None:
    marks = places(printed.read_bytes())
    for form, _ in OWN:
        assert marks[anchor(Kind.FORM, form.id)] < pages_of(printed, form, "実寸")[0]


# made for the purpose


def layout_of(paper: str, *boxes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "種類": "描画",
        "用紙": paper,
        "枠": [{"左": 10, "上": 20, "幅": 50, "高さ": 8, "項番": 1}, *boxes],
    } | more


def form_of(layout: dict[str, Any], **item: Any) -> dict[str, Any]:
    return {
        "帳票ID": "0020001",
        "帳票名称": "様式",
        "対象": "住民向け",
        "実装類型": "実装必須",
        "諸元表": [{"項番": 1, "印字項目": "氏名"} | item],
        "レイアウト": layout,
    }


BACK = {"面の名称": "裏", "枠": [{"左": 10, "上": 20, "幅": 50, "高さ": 8, "文字": "裏面"}]}
LOW = {"左": 10, "上": 290, "幅": 50, "高さ": 6, "文字": "下の端"}


@pytest.mark.parametrize(
    ("layout", "sizes", "scale"),
    [
        (layout_of("A4"), [(210, 297)], "実寸"),
        (layout_of("A4", 続く面=[BACK]), [(210, 297)] * 2, "実寸"),
        (layout_of("A4", LOW), [(210, 297)], "87％"),  # no room for the foot: reduced, and said so
        (layout_of("A3", 向き="横"), [(420, 297)], "実寸"),
        (layout_of("A5"), [(210, 297)], "実寸"),
        (layout_of("A5", 向き="横"), [(297, 210)], "実寸"),
        (layout_of("B5"), [(210, 297)], "実寸"),
        (layout_of("B5", 向き="横"), [(297, 210)], "94％"),
        (layout_of("はがき", 続く面=[BACK]), [(297, 210)], "実寸"),  # two sides beside each other
        (layout_of("はがき", 続く面=[BACK, BACK, BACK]), [(297, 210)] * 2, "実寸"),
        (layout_of("A5", 続く面=[BACK]), [(210, 297)] * 2, "実寸"),
    ],
)
def test_which_pages_a_form_takes(
    tmp_path: Path, layout: dict[str, Any], sizes: list[tuple[int, int]], scale: str
) -> None:
    reader = pypdf.PdfReader(Press(tmp_path).pdf(business(document(帳票=[form_of(layout)]))))
    found = [
        p for p in reader.pages if re.search(r"様式　\S+　(実寸|\d+％)", p.extract_text().split("\n")[0])
    ]
    assert [tuple(round(float(v) / POINTS) for v in p.mediabox[2:]) for p in found] == sizes
    heads = [p.extract_text().split("\n")[0] for p in found]
    assert all(scale in head for head in heads)
    told = "".join(p.extract_text() for p in reader.pages)
    assert f"縮尺 {scale}。" in re.sub(r"\s*\n\s*", "", told)


def one_sheet(box: dict[str, Any], **item: Any) -> Sheet:
    form = Form.model_validate(form_of({"種類": "描画", "用紙": "A4", "枠": [{"項番": 1} | box]}, **item))
    assert isinstance(form.layout, DrawnLayout)
    return sheets(form, form.layout)[0]


def test_a_character_stands_in_each_cell() -> None:
    sheet = one_sheet({"左": 44, "上": 12, "幅": 49, "高さ": 8, "ます目": 7}, サンプル値="1234567")
    assert [(w.text, round(w.x, 2)) for w in sheet.words] == [
        (c, 47.5 + 7 * n) for n, c in enumerate("1234567")
    ]
    assert [line.x1 for line in sheet.lines] == [51, 58, 65, 72, 79, 86]


def test_a_variant_of_a_character_is_one_character() -> None:
    sheet = one_sheet({"左": 10, "上": 12, "幅": 20, "高さ": 8, "ます目": 3}, サンプル値="葛\U000e0100城子")
    assert [w.text for w in sheet.words] == ["葛\U000e0100", "城", "子"]


def test_rows_of_a_list_are_drawn_with_one_example() -> None:
    box = {"左": 10, "上": 20, "幅": 40, "高さ": 9, "繰り返し": {"回数": 4, "間隔": 9.5}}
    sheet = one_sheet(box, サンプル値="例")
    assert [f.area.y for f in sheet.frames] == [20, 29.5, 39, 48.5]
    assert [w.text for w in sheet.words] == ["例"] and len(sheet.numbers) == 1
    assert len(one_sheet(box, 固定文言="円").words) == 4  # what is printed anyway stands in every row


@pytest.mark.parametrize(("level", "top"), [("上", 20.8), ("中央", 38.2), ("下", 55.7)])
def test_words_stand_at_the_level_that_is_asked_for(level: str, top: float) -> None:
    box = {"左": 10, "上": 20, "幅": 40, "高さ": 40, "文字の大きさ": 10, "縦揃え": level}
    (words,) = one_sheet(box, サンプル値="例").words
    assert words.area.y == pytest.approx(top, abs=0.1)


def test_columns_run_from_right_to_left_and_never_start_with_a_comma() -> None:
    box = {"左": 10, "上": 20, "幅": 20, "高さ": 5 * 3.528 + 1.7, "文字の大きさ": 10, "組方向": "縦書き"}
    columns = one_sheet(box, サンプル値="一二三四五、七八").words
    assert [w.text for w in columns] == ["一二三四", "五、七八"]
    assert columns[0].x > columns[1].x and all(w.upright for w in columns)


def test_words_that_do_not_fit_are_drawn_smaller_inside_the_box() -> None:
    sheet = one_sheet({"左": 10, "上": 20, "幅": 30, "高さ": 8}, サンプル値="国" * 25)
    assert all(length(w.text) * w.size <= 30 - 1.6 + 0.1 for w in sheet.words)
    assert sheet.words[-1].area.y + sheet.words[-1].size <= 28.2
