"""A sheet that shows a 帳票 becomes a page attached to it, with the numbers on it; or the report says why not."""

from pathlib import Path

import pypdf
import pytest
from form_sheets import ITEMS, with_picture, workbook

from hyojun import check
from hyojun.model import AttachedLayout, Form
from hyojun.source import load
from hyojun.source.importing import ImportProblem, ImportReport, RemarkKind, import_workbook
from hyojun.source.importing.layout_sheets import numbers_in

K = RemarkKind


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "spec").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    return root


def form_of(root: Path) -> Form:
    (business,) = load(root).corpus.businesses
    (form,) = (f for d in business.documents for f in d.contents.forms)
    return form


def layout_of(root: Path) -> AttachedLayout:
    layout = form_of(root).layout
    assert isinstance(layout, AttachedLayout)
    return layout


def told(report: ImportReport, kind: RemarkKind) -> str:
    return "\n".join(r.message for r in report.remarks if r.kind is kind)


def page_of(root: Path) -> pypdf.PageObject:
    reader = pypdf.PdfReader(root / "spec/023" / layout_of(root).file)
    assert len(reader.pages) == 1
    return reader.pages[0]


def test_the_page_of_a_form_comes_with_its_numbers(tmp_path: Path, root: Path) -> None:
    report = import_workbook(workbook(tmp_path / "別紙4.xlsx"), root)
    layout = layout_of(root)
    assert [(f.label, f.item) for f in layout.fields] == [("①", 1), ("②", 2), ("③", 3), ("④", 4)]
    assert "spec/023/帳票/見本決定通知書.pdf" in report.written
    text = page_of(root).extract_text()
    for words in ("第１号様式（第５条関係）", "見本決定通知書", "決定年月日", "審査請求をすることができる。"):
        assert words in text
    assert "欄は4個です" in told(report, K.READ) and "代替テキスト" in told(report, K.FILLED)
    assert not [f for f in check.run(load(root)).findings if f.code in ("FM03", "RD01", "RD02")]


def test_the_same_sheet_gives_the_same_page(tmp_path: Path, root: Path) -> None:
    path = workbook(tmp_path / "別紙4.xlsx")
    other = tmp_path / "other"
    (other / "spec").mkdir(parents=True)
    (other / "pyproject.toml").write_text("[tool.hyojun]\n")
    pages = []
    for each in (root, other):
        import_workbook(path, each)
        pages.append((each / "spec/023/帳票/見本決定通知書.pdf").read_bytes())
    assert pages[0] == pages[1]


def test_a_workbook_of_layouts_alone_fits_the_forms_that_are_there(tmp_path: Path, root: Path) -> None:
    import_workbook(workbook(tmp_path / "別紙3.xlsx", with_layout=False), root)
    source = root / "spec/023/帳票/1-見本決定通知書.yaml"
    before = source.read_text("utf-8").splitlines()
    path = workbook(tmp_path / "別紙4.xlsx", with_lists=False)
    report = import_workbook(path, root, "023")
    assert [f.item for f in layout_of(root).fields] == [n for n, _ in ITEMS]
    rest = iter(source.read_text("utf-8").splitlines())
    assert all(line in rest for line in before)
    assert "spec/023/帳票/1-見本決定通知書.yaml" in report.written


def test_a_layout_that_is_there_is_not_replaced(tmp_path: Path, root: Path) -> None:
    import_workbook(workbook(tmp_path / "別紙4.xlsx"), root)
    before = (root / "spec/023/帳票/見本決定通知書.pdf").read_bytes()
    with pytest.raises(ImportProblem, match="既にレイアウトがあるため"):
        import_workbook(workbook(tmp_path / "再.xlsx", with_lists=False), root, "023")
    assert (root / "spec/023/帳票/見本決定通知書.pdf").read_bytes() == before


def test_without_numbers_names_are_taken_and_told(tmp_path: Path, root: Path) -> None:
    report = import_workbook(workbook(tmp_path / "別紙4.xlsx", numbers=False), root)
    assert [(f.label, f.item) for f in layout_of(root).fields] == [
        ("氏名", 2), ("決定年月日", 3), ("決定の内容", 4),
    ]  # fmt: skip
    assert "名称と同じ文字のセルを、その欄としました" in told(report, K.DOUBT)
    assert "項番 1 宛名 の番号がシートにありません" in told(report, K.DOUBT)


def test_pictures_stand_on_the_page(tmp_path: Path, root: Path) -> None:
    import_workbook(workbook(tmp_path / "別紙3.xlsx", with_layout=False), root)
    import_workbook(with_picture(tmp_path / "別紙4.xlsx"), root, "023")
    page = page_of(root)
    assert len(page.images) == 1
    assert [(f.label, f.item) for f in layout_of(root).fields] == [("①", 1)]


def test_a_person_may_say_which_form_a_sheet_shows(tmp_path: Path, root: Path) -> None:
    import_workbook(workbook(tmp_path / "別紙3.xlsx", with_layout=False), root)
    path = workbook(tmp_path / "別紙4.xlsx", with_lists=False)
    profile = tmp_path / "様式.yaml"
    profile.write_text(
        "シート:\n  - シート: 様式（見本決定通知書）\n    種類: 帳票レイアウト\n    帳票: '0230009'\n",
        "utf-8",
    )
    with pytest.raises(ImportProblem, match="帳票「0230009」がどの表にも、業務にもありません"):
        import_workbook(path, root, "023", profile)
    assert form_of(root).layout is None
    profile.write_text(profile.read_text("utf-8").replace("0230009", "0230001"), "utf-8")
    import_workbook(path, root, "023", profile)
    assert len(layout_of(root).fields) == len(ITEMS)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("①", [("①", 1)]),
        ("氏名②　住所③", [("②", 2), ("③", 3)]),
        ("㉑㊿", [("㉑", 21), ("㊿", 50)]),
        ("(12)", [("(12)", 12)]),
        ("（３）生年月日", [("(3)", 3)]),
        ("【4】", [("【4】", 4)]),
        ("第１号様式（第５条関係）", []),
        ("12", []),
        ("½", []),
    ],
)
def test_numbers_as_forms_bear_them(text: str, numbers: list[tuple[str, int]]) -> None:
    assert list(numbers_in(text)) == numbers
