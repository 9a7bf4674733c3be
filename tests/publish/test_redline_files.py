"""見え消し版 and 溶け込み版 as files: what build and diff write, opened again."""

import base64
import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from lxml import html
from pdf_press import business, chapter, document, function, heading

from hyojun.diff import Held, Step, between, compared
from hyojun.model import AttachedLayout, Corpus, Status, squeezed
from hyojun.publish import discrepancies
from hyojun.publish.build import build
from hyojun.publish.editions import editions
from hyojun.publish.job import Job
from hyojun.publish.layout_figures import figured
from hyojun.publish.pdf.fonts import font_set
from hyojun.publish.redline import Layout, Versions, laid_out
from hyojun.publish.redline.as_html import redline_html
from hyojun.publish.redline.as_pdf import redline_ready
from hyojun.publish.redline.merging import MergedRow
from hyojun.publish.redline.telling import Redline, consolidated, mark, redline
from hyojun.source import Repository, frozen_assets, load, open_versions

ROOT = Path(__file__).parents[2]
NAME = "compared/002_印鑑登録_機能【第1.1版】（案）_見え消し"


@pytest.fixture(scope="module")
def repository() -> Repository:
    return load(ROOT, "002")


@pytest.fixture(scope="module")
def step(repository: Repository) -> Step:
    (found,) = [s for s in editions(repository).history if s.document == "機能"]
    return found


@pytest.fixture(scope="module")
def told(repository: Repository, step: Step) -> Redline:
    return redline(step.old, step.new, step.comparison, repository.corpus)


@pytest.fixture(scope="module")
def out(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "build"
    build(repository, ("pdf", "site"), path, only="002")
    return path


def whole_of(corpus: Corpus) -> Redline:
    (one,) = corpus.businesses
    return consolidated(Held(one, one.documents[0]), corpus)


def rows(told: Redline) -> list[MergedRow]:
    return [r for s in told.sheets for r in s.rows]


def test_build_writes_and_lists_them_and_verify_makes_them_again(out: Path, repository: Repository) -> None:
    listed = {f["path"]: f for f in json.loads((out / "manifest.json").read_text("utf-8"))["files"]}
    for ending in ("pdf", "html"):
        found = listed[f"{NAME}.{ending}"]
        assert (found["kind"], found["business"], found["document"], found["edition"]) == (
            "pdf",
            "002",
            "機能",
            "1.1",
        )
        content = (out / f"{NAME}.{ending}").read_bytes()
        assert hashlib.sha256(content).hexdigest() == found["sha256"]
        assert (out / f"site/download/{NAME}.{ending}").read_bytes() == content
    assert sorted(p for p in listed if p.startswith("compared/")) == [
        f"{NAME}-行番号.csv",
        f"{NAME}.html",
        f"{NAME}.pdf",
    ]
    number, off = discrepancies(repository, out / "manifest.json")
    assert number == len(listed) and not [d for d in off if "compared/" in d.path]


def test_the_site_leads_to_them(out: Path) -> None:
    page = html.parse(out / "site/002/changes/機能-1.0-1.1.html").getroot()
    links = {
        a.text_content().partition("（")[0]: a.get("href")
        for a in page.iter("a")
        if "compared/" in a.get("href", "")
    }
    assert set(links) == {"PDF", "HTML"}
    (said,) = [p.text_content() for p in page.iter("p") if "見え消し版" in p.text_content()]
    assert "溶け込み版" in said
    first = html.parse(out / "site/002/index.html").getroot()
    rows_ = [r.text_content() for r in first.iter("tr") if "見え消し" in r.text_content()]
    kinds = [r for r in rows_ if "行番号" not in r]
    assert len(rows_) == 3
    assert len(kinds) == 2 and all(
        f"見え消し版（{form}）" in k for k, form in zip(kinds, ("HTML", "PDF"), strict=True)
    )


@pytest.fixture(scope="module")
def pdf(out: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(out / f"{NAME}.pdf") as found:
        yield found


def outline(pdf: pikepdf.Pdf) -> list[str]:
    def titles(items: Any) -> Iterator[str]:
        for item in items:
            yield str(item.title)
            yield from titles(item.children)

    with pdf.open_outline() as found:
        return list(titles(found.root))


def test_the_pdf_is_tagged_for_archives_and_bookmarks_what_changed(pdf: pikepdf.Pdf, told: Redline) -> None:
    with pdf.open_metadata() as data:
        assert (data["pdfaid:part"], data["pdfaid:conformance"], data["pdfuaid:part"]) == ("2", "A", "1")
    assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang).startswith("ja")
    assert "見え消し版" in str(pdf.docinfo.Title)
    titles = Counter(outline(pdf))
    marked = Counter(f"{r.cite}（{mark(r)}）" for r in rows(told) if mark(r) and r.kind != "heading")
    assert len(marked) > 150 and marked <= titles
    assert "本編 登録の流れ（改正）" in marked and "4.2 窓口以外での交付（改正）" in titles
    assert not [t for t in titles if "0020001 印鑑登録の原票" in t]  # what did not change has none


def test_every_run_is_printed_and_marked(out: Path, told: Redline) -> None:
    reader = pypdf.PdfReader(out / f"{NAME}.pdf")
    whole = squeezed("".join(p.extract_text() for p in reader.pages))
    count = 0
    for row in rows(told):
        for part in (p for cell in row.cells for p in cell):
            for line in part.text.split("\n"):
                count += 1
                assert squeezed(line) in whole, line
    assert count > 1500
    lengths = {p.sign for r in rows(told) for c in r.cells for p in c}
    assert lengths == {"=", "-", "+"}


def cells(page: Any, dropped: str, state: str) -> list[tuple[str, ...]]:
    """Rows of all tables without the column of marks and without what is dropped."""
    found = []
    for row in page.xpath("//section//tr[ancestor::tbody]"):
        if state in (row.get("class") or "").split():
            continue
        inside = [c for c in row if c.get("class") != "m"]
        found.append(tuple(words(c, dropped) for c in inside))
    return found


def words(cell: Any, dropped: str) -> str:
    """The words of a cell; kept runs of a moved row stand in <ins class=moved>."""
    parts = cell.xpath(
        f".//text()[not(ancestor::{dropped})][not(ancestor::*[@class='tag' or @class='note'])]"
    )
    return "".join(parts).strip()


@pytest.mark.parametrize(("dropped", "state", "is_new"), [("del", "gone", True), ("ins", "come", False)])
def test_the_html_without_what_is_gone_is_the_new_edition(
    told: Redline, repository: Repository, step: Step, dropped: str, state: str, is_new: bool
) -> None:
    """And without what came it is the old one."""
    page = html.fromstring(redline_html(told))
    own = html.fromstring(redline_html(consolidated(step.new if is_new else step.old, repository.corpus)))
    mine, there = cells(page, dropped, state), cells(own, "del", "gone")
    # Whole sheets and titles of columns of the other edition are no rows of this one.
    assert [r for r in mine if any(r)] == [r for r in there if any(r)]
    assert len(mine) > 250 and not own.xpath("//del | //ins")


def test_the_html_needs_nothing_else_and_leads_somewhere(told: Redline) -> None:
    text = redline_html(told)
    page = html.fromstring(text)
    assert not page.xpath("//script | //link | //img | //iframe | //*[@onclick]")
    assert "default-src 'none'" in text and text == redline_html(told)
    ids = [e.get("id") for e in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    links = [a.get("href") for a in page.iter("a")]
    assert links and all(h[0] == "#" and h[1:] in ids for h in links)
    said = page.xpath("//summary[contains(., '変わった箇所')]")[0].text_content()
    assert re.search(r"（(\d+)）", said)[1] == str(len(page.xpath("//details[2]//li")))  # type: ignore[index]


def test_attached_layouts_are_pictures_in_the_html(told: Redline, step: Step, tmp_path: Path) -> None:
    """A page of a PDF as a drawing; what is not at hand in words."""
    form = next(f for f in step.new.document.contents.forms if f.id == "0020003")
    assert isinstance(form.layout, AttachedLayout)
    figure = figured(1, form, None, ("改定後", "改定前"))
    page = html.fromstring(
        redline_html(told._replace(figures=(figure,)), frozen_assets(ROOT), tmp_path / "w")
    )
    (picture,) = page.xpath("//section[@class='pictures']//img")
    kind, _, content = picture.get("src").partition(";base64,")
    assert kind == "data:image/png"
    assert hashlib.sha256(base64.b64decode(content)).hexdigest() == form.layout.sha256
    assert picture.get("alt") == form.layout.alternative.replace("\n", "")
    pdf = tmp_path / "a.pdf"
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 100))
        made.save(pdf)
    layout = form.layout.model_copy(update={"file": "帳票/a.pdf", "sha256": "0" * 64, "page": 1})
    other = figured(1, form.model_copy(update={"layout": layout}), None, ("改定後", "改定前"))
    page = html.fromstring(redline_html(told._replace(figures=(other,)), {"0" * 64: pdf}, tmp_path / "x"))
    (picture,) = page.xpath("//section[@class='pictures']//img")
    assert b"<svg" in base64.b64decode(picture.get("src").removeprefix("data:image/svg+xml;base64,"))
    bare = html.fromstring(redline_html(told._replace(figures=(other,))))
    assert not bare.xpath("//img") and "図が手元にないため" in bare.text_content()


def test_hostile_words_stay_words(told: Redline, step: Step) -> None:
    evil = "<script>alert(1)</script>\u202e#strike[x] $x$ </del>"
    heading = step.new.document.contents.headings[0].model_copy(update={"title": evil})
    contents = step.new.document.contents.model_copy(update={"headings": (heading,)})
    document = step.new.document.model_copy(update={"contents": contents})
    new = step.new._replace(document=document)
    page = html.fromstring(redline_html(consolidated(new, load(ROOT, "002").corpus)))
    assert not page.xpath("//script") and "<script>alert(1)</script>〔U+202E〕" in page.text_content()


def test_any_two_versions_are_laid_out(repository: Repository, tmp_path: Path) -> None:
    """A released edition with its 正誤 in it, from the files frozen beside it."""
    frozen = ROOT / "spec/002/editions/機能-1.0.json"
    found = open_versions(ROOT, str(frozen), str(frozen))
    versions = Versions(found.old, found.new, ROOT, repository.settings, (frozen.parent,))
    (one,) = laid_out(versions, between(found), Layout.CONSOLIDATED, "pdf")
    assert one.name == "002_印鑑登録_機能【第1.0版】（正誤2まで反映）_溶け込み.pdf"
    (tmp_path / "x.pdf").write_bytes(one.content)
    texts = [squeezed(p.extract_text()) for p in pypdf.PdfReader(tmp_path / "x.pdf").pages]
    whole = "".join(texts)
    assert all("正誤2まで反映" in text for text in texts), "the cover and the head of every page"
    raw = open_versions(ROOT, str(frozen), str(frozen), errata=False)
    before = {"".join(p.text for p in c) for r in rows(whole_of(raw.new.corpus)) for c in r.cells}
    after = {"".join(p.text for p in c) for r in rows(whole_of(found.new.corpus)) for c in r.cells}
    corrected = after - before
    sentences = [part for text in corrected for part in re.split("[：\n]", text) if part.endswith("。")]
    assert len(sentences) > 1 and all(squeezed(one) in whole for one in sentences)
    (same,) = laid_out(versions, between(found), Layout.REDLINE, "html")
    assert same.name == "002_印鑑登録_機能【第1.0版】（正誤2まで反映）_見え消し.html"
    (bare,) = laid_out(versions._replace(new=raw.new), between(raw), Layout.CONSOLIDATED, "html")
    assert bare.name == "002_印鑑登録_機能【第1.0版】_溶け込み.html"
    assert "まで反映" not in bare.content.decode()
    assert not html.fromstring(same.content.decode()).xpath("//section//del | //section//ins")


def margin(page: pypdf.PageObject) -> list[str]:
    """The numbers in the margin of a page, in the size of 行番号."""
    found: list[str] = []

    def visit(text: str, _: object, __: object, ___: object, size: float) -> None:
        if size == 6 and text.strip():
            found.append(text.strip())

    page.extract_text(visitor_text=visit)  # type: ignore[arg-type]
    return found


def test_lines_of_a_draft_are_numbered(
    repository: Repository, told: Redline, out: Path, tmp_path: Path
) -> None:
    """Opinions cite the lines of a draft; what is decided has none."""
    decided = told.new.document.model_copy(update={"status": Status.DECIDED})
    job = Job(ROOT, repository.settings, repository.corpus, {}, work=tmp_path)
    final = told._replace(new=told.new._replace(document=decided), figures=())
    made = redline_ready(job, final, "見え消し.pdf", tmp_path / "w", font_set()).typeset()
    assert made.lines is None
    lines = (out / f"{NAME}-行番号.csv").read_text("utf-8")
    _, *rows = csv.reader(io.StringIO(lines.removeprefix("\ufeff")))
    for number, page in enumerate(pypdf.PdfReader(out / f"{NAME}.pdf").pages, 1):
        assert margin(page) == [line for at, line, *_ in rows if at == str(number)], number
    ids = {id for _, _, _, id, _ in rows}
    functions = {f"機能{f.id}" for f in told.new.business.functions}
    assert {id for id in ids if id.startswith("機能")} >= functions
    assert len({id for id in ids if id.startswith("帳票")}) == len(told.new.business.forms)


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("甲。\n乙。", "甲。\n\n乙。", 3),
        ("甲。\n\n乙。", "甲。\n乙。", 3),
        ("甲。\n\n乙。", "甲。\n丁。\n\n乙。", 4),
        ("甲。\n乙。", "甲。\n\n丙。\n\n乙。", 5),
        ("甲。\n\n乙。", "甲。\n\n丙。", 3),
    ],
)
def test_an_empty_line_that_came_or_went_has_its_number(
    repository: Repository, tmp_path: Path, old: str, new: str, count: int
) -> None:
    """It lies between a run with a mark and one without, and has no text on the page."""
    made = [
        business(document(見出し=[heading("a", function("0020001", text), function("0020002", "丙"))]))
        for text in (old, new)
    ]
    was, now = (Corpus(registry=repository.corpus.registry, businesses=(b,)) for b in made)
    (found,) = compared(was, now).documents
    told = redline(*(Held(b, b.documents[0]) for b in made), found, now)
    job = Job(ROOT, repository.settings, now, {}, work=tmp_path)
    lines = redline_ready(job, told, "見え消し.pdf", tmp_path / "w", font_set()).typeset().lines
    assert lines and [r[3] for r in csv.reader(io.StringIO(lines))].count("機能0020001") == count


def test_every_marked_row_is_in_the_list_of_the_html(told: Redline) -> None:
    """A reader who goes by the list misses nothing: paragraphs, what is said of a 帳票, heads of tables in prose."""
    page = html.fromstring(redline_html(told))
    links = page.xpath("//details[2]//li/a")
    listed = [a.text_content() for a in links]
    assert listed == [f"{r.cite}（{mark(r)}）" for r in rows(told) if mark(r)]
    assert {"本編 登録の流れ（改正）", "帳票0020002 照会書（登録意思の確認）の概要（改正）"} <= set(listed)
    for link in links:
        (at,) = page.xpath("//*[@id=$name]", name=link.get("href")[1:])
        assert at.xpath(".//ins | .//del") or "改正" in at.text_content()


PROSE = """(a)=
## 流れ

一つ目の段落である。

| 事務 | 頻度 |
|---|---|
| 受付 | 毎日 |

二つ目の段落である。
"""


def test_rows_of_prose_are_told_apart_in_the_list_and_the_bookmarks(
    repository: Repository, tmp_path: Path
) -> None:
    changed = PROSE.replace("頻度", "回数").replace("毎日", "随時").replace("目の段落", "番目の段落")
    both = [
        business(document(本編=[chapter(text) | {"題名": title}]))
        for text, title in ((PROSE, "章"), (changed, "新しい章"))
    ]
    was, now = (Corpus(registry=repository.corpus.registry, businesses=(b,)) for b in both)
    (found,) = compared(was, now).documents
    told = redline(*(Held(b, b.documents[0]) for b in both), found, now)
    page = html.fromstring(redline_html(told))
    listed = [a.text_content() for a in page.xpath("//details[2]//li/a")]
    own = ["本編 流れ（改正）", *(f"本編 流れ（その{n}）（改正）" for n in (2, 3, 4))]
    assert listed == ["新しい章（改正）", *own]
    assert page.xpath("//thead/tr[@id]//ins") and page.xpath("//tbody/tr[@id]//ins")
    job = Job(ROOT, repository.settings, now, {}, work=tmp_path)
    made = redline_ready(job, told, "見え消し.pdf", tmp_path / "w", font_set()).typeset()
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert [t for t in outline(pdf) if "改正" in t] == listed
    # What follows a changed row is not called by it.
    assert made.lines
    called = {r[4] for r in csv.reader(io.StringIO(made.lines)) if r[2].startswith("新しい章")}
    assert called >= set(own)


def test_the_html_says_what_it_counts(told: Redline) -> None:
    page = html.fromstring(redline_html(told))
    (summary,) = [s for s in page.xpath("//summary") if s.text_content().startswith("変わった箇所")]
    links = summary.getparent().xpath("./ul/li")
    assert summary.text_content() == f"変わった箇所（{len(links)}）"
    (said,) = summary.getparent().xpath("./p")
    assert "印の付いた行を1か所" in said.text_content() and "新旧対照表" in said.text_content()
