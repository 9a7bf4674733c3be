"""Everything the model knows reaches every publication: a text with a mark in each field, looked for in each."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pikepdf
import pytest
from everything import ID, OTHER, PROSE, Marked, corpus, empty_fields, marked
from lxml import html
from pdf_press import page_texts, places, png

from hyojun.model import PROSE_ROLES, SERIES, Business, Corpus, Document, Kind, squeezed
from hyojun.publish import Job
from hyojun.publish.anchors import address, anchor
from hyojun.publish.excel import write_excel
from hyojun.publish.pdf import write_pdf
from hyojun.publish.site.write import write_site
from hyojun.source import Settings


class Made(NamedTuple):
    """The three publications of the 業務 with everything."""

    corpus: Corpus
    site: Path
    pdf: dict[str, Path]
    excel: dict[str, Path]

    @property
    def business(self) -> Business:
        found = self.corpus.business(ID)
        assert found
        return found

    def page(self, name: str) -> Any:
        return html.parse(self.site / f"{name}.html").getroot()

    def text(self, document: Document) -> str:
        """Text of a PDF."""
        return squeezed("".join(page_texts(self.pdf[document.name].read_bytes())))

    def cells(self, document: Document) -> Iterator[tuple[str, Any]]:
        """Sheet and cell of a workbook, all of them."""
        book = openpyxl.load_workbook(self.excel[document.name])
        for sheet in book:
            for row in sheet.iter_rows():
                yield from ((sheet.title, cell) for cell in row if cell.value is not None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("everything")
    out = folder / "out"
    found = corpus()
    picture = folder / "a.png"
    picture.write_bytes(png())
    assets = {f"spec/{ID}/帳票/a.png": picture}
    work = folder / "work"
    out.mkdir()
    work.mkdir()
    job = Job(folder, Settings(), found, assets, work=work)
    pdf: dict[str, Path] = {}
    excel: dict[str, Path] = {}
    for business in found.businesses:
        for into, write in ((pdf, write_pdf), (excel, write_excel)):
            into |= {
                p.document or "": out / p.path
                for p in write(job, business, out)
                if "様式" not in p.path and not p.path.endswith(".csv")
            }
    write_site(job, out, [])
    return Made(found, out / "site", pdf, excel)


ELSEWHERE = {
    ("Chapter", "題名"): "the reader makes it from the first heading",
}
"""Texts that have no place of their own in any publication, with the reason."""
NOT_IN_EXCEL = {("Chapter", "本文"), ("Block", "文章")}
"""Prose stands on the site and in the PDF; the cover of the workbook says so."""


def test_the_fixture_has_everything(made: Made) -> None:
    """A field that is added to the model is added here, and then looked for in every publication."""
    copied = {("Chapter", "画像")}
    on_paper_only = {("Document", "資料番号"), ("Document", "分冊")}
    lacking = empty_fields(made.business.head, *made.business.documents)
    assert lacking - copied - on_paper_only == set()


def texts(document: Document, business: Business) -> list[Marked]:
    found = [*marked(document), *marked(business.head)]
    assert len(found) > 20
    return [m for m in found if (m.type, m.word) not in ELSEWHERE]


def pieces(m: Marked) -> list[str]:
    """The marks of a text, each of which is looked for: a text of several lines may be set apart."""
    return re.findall(r"[^\s\d#印]+印\d{3}", m.text)


def test_every_text_is_on_the_site(made: Made) -> None:
    whole = "".join(html.parse(p).getroot().text_content() for p in sorted(made.site.rglob("*.html")))
    labels = "".join(
        value for p in made.site.rglob("*.html") for value in html.parse(p).getroot().xpath("//@alt")
    )
    for document in made.business.documents:
        for m in texts(document, made.business):
            for piece in pieces(m):
                assert piece in whole or piece in labels, m


def test_every_text_is_in_the_pdf_of_its_document(made: Made) -> None:
    for document in made.business.documents:
        whole = made.text(document)
        for m in texts(document, made.business):
            for piece in pieces(m):
                assert squeezed(piece) in whole, m


def test_every_text_is_in_the_workbook_of_its_document(made: Made) -> None:
    for document in made.business.documents:
        whole = "\n".join(str(cell.value) for _, cell in made.cells(document))
        with zipfile.ZipFile(made.excel[document.name]) as archive:  # 注記 stands at the foot of pages
            whole += archive.read("xl/worksheets/sheet1.xml").decode()
        for m in texts(document, made.business):
            if (m.type, m.word) not in NOT_IN_EXCEL:
                for piece in pieces(m):
                    assert piece in whole, m


def test_internal_notes_stay_inside(made: Made) -> None:
    for path in made.site.rglob("*.html"):
        assert "外に出ない" not in path.read_text(encoding="utf-8")
    for document in made.business.documents:
        assert "外に出ない" not in made.text(document)
        assert all("外に出ない" not in str(cell.value) for _, cell in made.cells(document))


RETIRED = {
    Kind.FUNCTION: ("0020002", "0020001", f"{ID}/functions/toroku", "機能要件", "機能"),
    Kind.FORM: ("0020002", "0020001", f"{ID}/forms/0020002", "帳票一覧", "機能"),
    Kind.DATA_ITEM: ("00200002", "00200001", f"{ID}/data/002001", "データ項目", "データ"),
    Kind.GROUP: ("002002", "002001", f"{ID}/data/002002", "グループ一覧", "データ"),
    Kind.LINKAGE: ("002o002", "002o001", f"{ID}/linkages", "連携", "データ"),
}


@pytest.mark.parametrize("kind", RETIRED)
def test_a_withdrawn_entry_keeps_its_row_and_says_what_became_of_it(made: Made, kind: Kind) -> None:
    id, replacement, docname, sheet, name = RETIRED[kind]
    entry = made.corpus.entries[made.business.ref(kind, id)]
    reason = entry.value.retired.reason  # type: ignore[attr-defined]
    page = made.page(docname)
    row = page.get_element_by_id(anchor(kind, id))
    assert row is not None, "links to it still arrive"
    (note,) = row.xpath(".//div[@class='withdrawn']")
    text = note.text_content()
    assert "（欠番）第1.1版で廃止" in text and reason in text
    (link,) = note.xpath(".//a")
    assert link.get("href").endswith(f"#{anchor(kind, replacement)}") and "置換先：" in text
    document = entry.document
    whole = made.text(document)
    assert squeezed(f"（欠番）第1.1版で廃止{reason}置換先：{replacement}") in whole
    assert entry.document.name == name
    cells = [cell for title, cell in made.cells(document) if title == sheet]
    key = next(c for c in cells if c.value == id)
    assert key.font.strike
    (state,) = [c for c in cells if c.row == key.row and "（欠番）" in str(c.value)]
    assert state.value.startswith(f"（欠番）第1.1版で廃止\n{reason}\n置換先：{replacement} ")
    assert not state.font.strike
    current = next(c for c in cells if c.value == replacement)
    assert not current.font.strike


@pytest.mark.parametrize("kind", [k for k in RETIRED if k is not Kind.GROUP])
def test_an_entry_says_what_it_took_the_place_of(made: Made, kind: Kind) -> None:
    replaced, _, _, sheet, _ = RETIRED[kind]
    (new,) = [e for e in made.business.entries if getattr(e.value, "replaces", None) and e.ref.kind is kind]
    pages = [html.parse(p).getroot() for p in made.site.rglob("*.html")]
    links = [a for page in pages for a in page.xpath("//p[@class='replaces']//a")]
    assert any(a.get("href").endswith(f"#{anchor(kind, replaced)}") for a in links)
    cells = [c for title, c in made.cells(new.document) if title == sheet]
    assert any(f"置換元：{replaced} " in str(c.value) for c in cells)
    assert "置換元" in made.text(new.document)  # its ID may stand broken over the lines of a narrow cell


def test_a_withdrawn_entry_is_named_as_such_wherever_it_is_pointed_at(made: Made) -> None:
    function = made.corpus.entries[made.business.ref(Kind.FUNCTION, "0020002")]
    shown = f"0020002 {function.name}（欠番）"
    for docname in (f"{ID}/functions/toroku", f"{ID}/tree"):
        assert shown in made.page(docname).text_content()
    assert squeezed(shown) in made.text(function.document)
    assert any(shown.partition(" ")[2] in str(cell.value) for _, cell in made.cells(function.document))


def test_what_was_withdrawn_is_not_counted(made: Made) -> None:
    assert "2項目（ほかに欠番1）" in made.page(f"{ID}/data/002001").text_content()
    document = made.business.documents[1]
    book = openpyxl.load_workbook(made.excel[document.name])
    counts = {row[0].value: row[-1].value for row in book["グループ一覧"].iter_rows(min_row=2)}
    assert counts["002001"] == 2
    headings = openpyxl.load_workbook(made.excel["機能"])["見出し一覧"]
    assert headings.cell(3, 4).value == 2


PROVISIONAL = {
    Kind.FUNCTION: ("002仮1", f"{ID}/functions/toroku"),
    Kind.FORM: ("002仮2", f"{ID}/forms/002-kari2"),
    Kind.DATA_ITEM: ("002仮3", f"{ID}/data/002001"),
    Kind.GROUP: ("002仮4", f"{ID}/data/002-kari4"),
    Kind.LINKAGE: ("002o仮5", f"{ID}/linkages"),
}


@pytest.mark.parametrize("kind", PROVISIONAL)
def test_a_provisional_number_works_as_an_address_and_is_marked(made: Made, kind: Kind) -> None:
    id, docname = PROVISIONAL[kind]
    entry = made.corpus.entries[made.business.ref(kind, id)]
    page = made.page(docname)
    row = page.get_element_by_id(anchor(kind, id))
    (tag,) = row.xpath(".//span[contains(@class, 'provisional')]")
    assert tag.text_content() == "仮番号"
    assert address(id).isascii()
    assert squeezed(f"{id}仮番号") in made.text(entry.document) or kind in (Kind.FORM, Kind.GROUP)
    assert "仮番号" in made.text(entry.document)
    assert anchor(kind, id) in places(made.pdf[entry.document.name].read_bytes())
    cells = [cell for _, cell in made.cells(entry.document)]
    rows = {(c.parent.title, c.row) for c in cells if c.value == id}
    assert any((c.parent.title, c.row) in rows for c in cells if str(c.value).startswith("仮番号"))


def test_a_provisional_number_is_linked_where_it_is_named(made: Made) -> None:
    related = made.page(f"{ID}/data/002001").get_element_by_id("item-00200001")
    hrefs = [a.get("href") for a in related.xpath(".//td[@data-label='標準仕様書関連箇所']//a")]
    assert [h.partition("#")[2] for h in hrefs] == ["fn-0020001", "fn-002-kari1"]


def test_prose_may_point_at_every_kind(made: Made) -> None:
    meant = {PROSE_ROLES[role]: id for role, id in re.findall(r"{(\w+)}`([^`]+)`", PROSE) if role != "any"}
    assert set(meant) == set(Kind) - {Kind.TERM}  # its key is its name; test_site has one
    page = made.page(f"{ID}/text/hajimeni")
    links = [
        (a.get("href").partition("#")[2], a.text_content()) for a in page.xpath("//section//p//a[@href]")
    ]
    assert {at for at, _ in links} == {anchor(kind, id) for kind, id in meant.items()}
    names = {e.ref: e.name for e in made.business.entries}
    for kind, id in meant.items():
        (words,) = {words for at, words in links if at == anchor(kind, id)}
        name = names[made.business.ref(kind, id)]
        assert name in words and (id in words) == (kind in (*SERIES, Kind.CODE_LIST))
        printed = words if id in words else name  # numbers of headings and steps are set apart on paper
        assert squeezed(printed) in made.text(made.business.documents[0])
    assert {anchor(k, meant[k]) for k in (Kind.SCREEN, Kind.ALERT)} <= places(
        made.pdf["機能"].read_bytes()
    ).keys()


def test_screens_are_linked_both_ways(made: Made) -> None:
    screen = made.page(f"{ID}/screens").get_element_by_id("screen-ichiran")
    assert "../002/functions/toroku.html#fn-0020001".endswith(screen.xpath(".//dd//a/@href")[0])
    function = made.page(f"{ID}/functions/toroku").get_element_by_id("fn-0020001")
    words = {d.findtext("dt"): [a.get("href") for a in d.iter("a")] for d in function.xpath(".//dl/div")}
    assert words["使う画面"] == ["../screens.html#screen-ichiran"]
    assert words["項目詳細"] == ["../details.html#detail-shosai"]
    assert words["エラー・アラート"] == ["../alerts.html#alert-tomeru"]
    assert words["独自施策"] == ["../local-measures.html#measure-1"]
    assert made.page(f"{ID}/local-measures").get_element_by_id("measure-1") is not None


def test_the_other_end_of_a_linkage_is_a_link_into_the_other_business(made: Made) -> None:
    row = made.page(f"{ID}/linkages").get_element_by_id("link-002o001")
    hrefs = {a.get("href") for a in row.iter("a")}
    assert f"../{OTHER}/linkages.html#link-001i001" in hrefs
    assert "data/002001.html#item-00200001" in hrefs, "where the item received is recorded"
    other = made.page(f"{OTHER}/linkages").get_element_by_id("link-001i001")
    assert f"../{ID}/linkages.html#link-002o001" in {a.get("href") for a in other.iter("a")}


def test_linkages_of_local_systems_are_a_specification_of_their_own(made: Made) -> None:
    captions = [c.text_content() for c in made.page(f"{ID}/linkages").xpath("//caption")]
    assert captions == ["機能別連携仕様", "独自施策システム等連携仕様"]
    assert [c.text_content() for c in made.page(f"{OTHER}/linkages").xpath("//caption")] == ["連携の一覧"]
    document = made.business.documents[1]
    text = made.text(document)
    assert text.index("機能別連携仕様") < text.index("独自施策システム等連携仕様") < text.rindex("002o003")
    rows = {c.row: c.value for s, c in made.cells(document) if s == "連携" and c.column == 1}
    told = {
        rows[c.row]: c.value for s, c in made.cells(document) if s == "連携" and "連携仕様" in str(c.value)
    }
    assert told["002o001"] == "機能別連携仕様"
    assert told["002o003"] == "独自施策システム等連携仕様"


def test_tabs_of_what_a_business_lacks_are_not_there(made: Made) -> None:
    tabs = {id: made.page(f"{id}/index").xpath("//ul[@class='tabs']//a/text()") for id in (ID, OTHER)}
    new = {"画面", "項目詳細", "エラー・アラート", "文字要件", "独自施策", "非機能要件"}
    assert new <= set(tabs[ID]) and not new & set(tabs[OTHER])
    for name in ("screens", "details", "alerts", "characters", "local-measures", "non-functional"):
        assert not (made.site / OTHER / f"{name}.html").exists()


def test_rare_columns_are_left_out_where_nobody_fills_them(made: Made) -> None:
    book = openpyxl.load_workbook(made.excel["連携"])
    heads = [c.value for c in book["連携"][2]]
    assert "対になる連携" in heads
    assert not {"状態", "記録先", "インターフェース", "同一パッケージの特例"} & set(heads)


def test_a_withdrawn_row_is_not_told_apart_by_colour_alone(made: Made) -> None:
    """Its name is struck: on the site by its element, in the PDF by a line over the words."""
    row = made.page(f"{ID}/functions/toroku").get_element_by_id("fn-0020002")
    name = made.corpus.entries[made.business.ref(Kind.FUNCTION, "0020002")].name
    assert row.xpath("./td[@data-label='機能名称']/s/text()") == [name]
    with pikepdf.open(made.pdf["機能"]) as pdf:
        decorations = {
            str(a.get("/TextDecorationType"))
            for found in pdf.objects
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/StructElem"
            for a in _attributes(found.get("/A"))
        }
    assert "/LineThrough" in decorations


def _attributes(found: Any) -> list[Any]:
    if isinstance(found, pikepdf.Dictionary):
        return [found]
    return [a for a in found if isinstance(a, pikepdf.Dictionary)] if found is not None else []
