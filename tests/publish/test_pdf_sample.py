"""The PDFs of the sample: opened again and compared with the model they were made from."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdf
import pytest
from pdf_press import as_written, page_texts, pdfs, target

from hyojun.flow import steps
from hyojun.model import Business, Document, ImplementationClass, Kind, Value, citations, mentions, squeezed
from hyojun.publish.anchors import SLUGS, anchor
from hyojun.publish.dates import printed
from hyojun.publish.job import Job, Published, stem
from hyojun.publish.legend import legend
from hyojun.publish.pdf import write_pdf
from hyojun.source import load

ROOT = Path(__file__).parents[2]
A4 = {(595, 842), (842, 595)}
A3 = {(1191, 842)}


class Made(NamedTuple):
    """A document with its PDF, read by two libraries."""

    business: Business
    document: Document
    published: Published
    pdf: pikepdf.Pdf
    pages: tuple[str, ...]
    text: str
    """All of it, squeezed and as written."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    out, work = tmp_path_factory.mktemp("out"), tmp_path_factory.mktemp("work")
    repository = load(ROOT, "002")
    business = repository.corpus.business("002")
    assert business
    job = Job(repository.root, repository.settings, repository.corpus, repository.assets, work=work)
    found = {}
    for document, published in zip(business.documents, pdfs(write_pdf(job, business, out)), strict=True):
        path = out / published.path
        pages = page_texts(path.read_bytes())
        text = as_written(squeezed("".join(pages)))
        found[document.name] = Made(business, document, published, pikepdf.open(path), pages, text)
    return found


def everything(made: dict[str, Made]) -> list[Made]:
    assert made
    return list(made.values())


def own_entries(one: Made) -> list[Any]:
    return [e for e in one.business.entries if e.document.name == one.document.name]


def outline(one: Made) -> list[str]:
    with one.pdf.open_outline() as found:

        def titles(items: Any) -> Iterator[str]:
            for item in items:
                yield str(item.title)
                yield from titles(item.children)

        return list(titles(found.root))


def destinations(one: Made) -> dict[str, int]:
    """Anchor → page number from 0."""
    numbers = {page.objgen: n for n, page in enumerate(one.pdf.pages)}
    tree = pikepdf.NameTree(one.pdf.Root.Names.Dests)
    return {key: numbers[target(value).objgen] for key, value in tree.items()}


def test_every_document_is_published_under_its_name(made: dict[str, Made]) -> None:
    for one in everything(made):
        assert one.published.kind == "pdf"
        assert one.published.path == f"pdf/{stem(one.business, one.document)}.pdf"
        assert (one.published.business, one.published.document) == ("002", one.document.name)
        assert one.published.edition == one.document.edition


def said(one: Made, text: str) -> str:
    """A text as a reader sees it: headings by their titles instead of keys."""
    names = {e.ref.id: e.name for e in one.business.entries if e.ref.kind is Kind.HEADING}
    for found in reversed(list(mentions(text))):
        if found.kind is Kind.HEADING:
            text = f"{text[: found.start]}「{names[found.id]}」{text[found.end :]}"
    return squeezed(text)


def test_every_text_of_every_entry_is_in_its_document(made: dict[str, Made]) -> None:
    """Whole texts, in one piece: nothing lost, nothing cut at the edge of a cell."""
    count = 0
    for one in everything(made):
        whole = one.text
        inside = one.document.contents
        functions = [f for h in inside.headings for n in h.walk() for f in n.functions]
        texts = [t for f in functions for t in (f.id, f.name, f.text, f.reason, f.note)]
        items = [i for g in inside.data_groups for i in g.items]
        texts += [t for i in items for t in (i.id, i.name, i.definition, i.description, i.sample, i.note)]
        texts += [
            t for f in inside.forms for i in f.items for t in (i.name, i.text, i.fixed, i.overflow, i.note)
        ]
        texts += [v.meaning for c in inside.code_lists for v in c.values]
        texts += [t for x in inside.linkages for t in (x.id, x.name, x.occasion, x.search, x.note)]
        texts += [t for f in inside.flows for k in f.tasks for t in (k.name, k.text)]
        texts += [n.name for top in inside.tree for n in top.walk()]
        texts += [t for o in inside.out_of_scope for t in (o.name, o.reason, o.treatment)]
        texts += [t for x in inside.terms for t in (x.name, x.definition, *x.synonyms)]
        for text in filter(None, texts):
            count += 1
            assert said(one, text) in whole, text
    assert count > 400


def test_romaji_and_long_words_arrive_whole(made: dict[str, Made]) -> None:
    items = made["データ"].document.contents.data_groups[0].items
    for item in items:
        assert item.romaji in made["データ"].text


def test_nothing_stands_outside_its_cell(made: dict[str, Made]) -> None:
    """Long words are broken: where one is printed, its line ends before the next column begins."""
    one = made["データ"]
    (number, *_) = sorted({n for a, n in destinations(one).items() if a.startswith("item-")})
    lines: list[str] = []
    reader = pypdf.PdfReader(io.BytesIO(saved(one)))
    for page in reader.pages[number : number + 3]:
        lines += page.extract_text().split("\n")
    assert all(len(line) <= 24 for line in lines if re.fullmatch(r"[a-z0-9_]+", line))
    assert any(len(i.romaji) > 24 for i in one.business.data_items)


def saved(one: Made) -> bytes:
    target = io.BytesIO()
    one.pdf.save(target)
    return target.getvalue()


def test_every_entry_has_a_bookmark_and_a_place(made: dict[str, Made]) -> None:
    for one in everything(made):
        titles, places = outline(one), destinations(one)
        assert own_entries(one)
        for entry in own_entries(one):
            name = anchor(entry.ref.kind, entry.ref.id)
            assert name in places, name
            if entry.ref.kind in (Kind.FUNCTION, Kind.DATA_ITEM, Kind.LINKAGE):
                assert titles.count(f"{entry.ref.id} {entry.name}") >= 1, entry.ref.id
        for form in one.document.contents.forms:
            assert f"{form.id} {form.name}" in titles
        # A number alone tells a reader nothing.
        assert [t for t in titles if re.fullmatch(r"[0-9]+([a-z][0-9]+)?", t)] == []
        for n in (n for n in one.business.headings if one.document.contents.headings):
            assert titles.count(n.label) == 1, n.label


def test_bookmarks_of_the_tree_are_the_tree(made: dict[str, Made]) -> None:
    """Boxes of several rows are set after those rows, but must come before them."""

    def of_model(nodes: Any) -> list[Any]:
        return [[node.name, of_model(node.children)] for node in nodes]

    def of_outline(items: Any) -> list[Any]:
        return [[str(item.title), of_outline(item.children)] for item in items]

    one = made["機能"]
    assert all(node.key for top in one.business.tree for node in top.walk())
    with one.pdf.open_outline() as found:
        (chapter,) = (item for item in found.root if item.title == "ツリー図")
        assert of_outline(chapter.children) == of_model(one.business.tree)


def test_slugs_cover_all_kinds() -> None:
    assert set(SLUGS) == set(Kind)
    assert len(set(SLUGS.values())) == len(SLUGS)


def test_links_lead_to_pages_of_the_same_file(made: dict[str, Made]) -> None:
    for one in everything(made):
        pages = {page.objgen for page in one.pdf.pages}
        places = destinations(one)
        links = 0
        for page in one.pdf.pages:
            for note in page.get("/Annots", []):
                if note.Subtype != "/Link":
                    continue
                action = note.get("/A")
                if action is not None and action.S == "/URI":
                    assert re.match(r"https?://|mailto:", str(action.URI))
                    continue
                found = note.get("/Dest") if action is None else action.D
                if isinstance(found, pikepdf.Array):
                    assert found[0].objgen in pages
                else:
                    assert bytes(found).decode() in places
                links += 1
        assert links > 20


def test_function_is_linked_from_where_it_is_named(made: dict[str, Made]) -> None:
    """The tree names every function; each such name must lead to the row of that function."""
    one = made["機能"]
    places = destinations(one)
    reached = set()
    numbers = {page.objgen: n for n, page in enumerate(one.pdf.pages)}
    for page in one.pdf.pages:
        for note in page.get("/Annots", []):
            found = note.get("/Dest", note.get("/A", {}).get("/D"))
            if isinstance(found, pikepdf.Array):
                reached.add(numbers[found[0].objgen])
            elif found is not None:
                reached.add(places[bytes(found).decode()])
    for function in one.business.functions:
        assert places[anchor(Kind.FUNCTION, function.id)] in reached


def test_tagged_for_archives_and_accessibility(made: dict[str, Made]) -> None:
    for one in everything(made):
        root = one.pdf.Root
        assert "/StructTreeRoot" in root
        assert root.MarkInfo.Marked
        assert str(root.Lang).startswith("ja")
        with one.pdf.open_metadata() as meta:
            assert meta["pdfaid:part"] == "2"
            assert meta["pdfaid:conformance"] == "A"
            assert meta["pdfuaid:part"] == "1"
        assert str(one.pdf.docinfo.Title) == f"{one.document.title}【{one.document.edition_label}】（案）"


def figures(node: Any) -> Iterator[Any]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from figures(child)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == "/Figure":
            yield node
        yield from figures(node.get("/K", pikepdf.Array()))


def test_every_picture_has_words(made: dict[str, Made]) -> None:
    words = [str(f.Alt) for f in figures(made["機能"].pdf.Root.StructTreeRoot.K)]
    forms = made["機能"].document.contents.forms
    assert len(words) >= len(forms)
    assert all(any(form.name in w for w in words) for form in forms)


def test_flows_trees_and_linkages_are_drawn(made: dict[str, Made]) -> None:
    for name, titles in {
        "機能": [*(f.title for f in made["機能"].document.contents.flows), "印鑑登録のツリー図 第1図"],
        "データ": ["印鑑登録の連携図"],
    }.items():
        one = made[name]
        words = [str(f.Alt) for f in figures(one.pdf.Root.StructTreeRoot.K)]
        for title in titles:
            assert any(w.startswith(title) and len(w) > len(title) + 20 for w in words), title
    flow = made["機能"].document.contents.flows[0]
    told = steps(flow)
    place = destinations(made["機能"])[anchor(Kind.FLOW, flow.key)]
    drawn = squeezed(made["機能"].pages[place])
    for step in told:  # as text, so that a reader can find it
        assert squeezed(step.task.name)[:4] in drawn
    assert size(made["機能"].pdf.pages[place]) in A3, "letters of a flow of 20 steps would be too small on A4"
    table = squeezed("".join(made["機能"].pages[place:]))
    for step in told:
        assert squeezed(f"{step.mark}{step.actor}{step.task.name}")[:8] in table
        assert all(squeezed(way.words) in table for way in step.after)


def size(page: Any) -> tuple[int, int]:
    box = page.mediabox
    return round(float(box[2] - box[0])), round(float(box[3] - box[1]))


def test_wide_tables_on_wide_pages(made: dict[str, Made]) -> None:
    for one in everything(made):
        places = destinations(one)
        sizes = [size(page) for page in one.pdf.pages]
        assert sizes[:2] == [(595, 842)] * 2
        for entry in own_entries(one):
            found = sizes[places[anchor(entry.ref.kind, entry.ref.id)]]
            if entry.ref.kind in (Kind.FUNCTION, Kind.LINKAGE, Kind.TREE_NODE, Kind.CODE_LIST, Kind.TERM):
                assert found == (842, 595)
            elif entry.ref.kind is Kind.DATA_ITEM:
                assert found in A3


def test_no_page_is_blank(made: dict[str, Made]) -> None:
    for one in everything(made):
        for number, (page, text) in enumerate(zip(one.pdf.pages, one.pages, strict=True), 1):
            head = f"{one.document.title}【{one.document.edition_label}】（{one.document.status}）"
            left = squeezed(text).replace(squeezed(head), "")
            pictures = "/XObject" in page.get("/Resources", {})
            assert len(left) > 40 or pictures, f"{one.document.name} {number}: {text}"


def chapters(one: Made) -> list[tuple[str, int]]:
    """Titles of the chapters and the pages they begin on, from 0."""
    numbers = {page.objgen: n for n, page in enumerate(one.pdf.pages)}
    with one.pdf.open_outline() as found:
        return [(str(i.title), numbers[i.destination[0].objgen]) for i in found.root]


def heads(one: Made) -> list[str]:
    """The chapters that the running heads name, from the second page on."""
    title = f"{one.document.title}【{one.document.edition_label}】（{one.document.status}） "
    lines = [page.split("\n")[0] for page in one.pages[1:]]
    assert all(line.startswith(title) for line in lines)
    return [line.removeprefix(title) for line in lines]


def test_running_head_names_the_chapters_of_its_page(made: dict[str, Made]) -> None:
    for one in everything(made):
        found = chapters(one)
        assert len(found) > 3
        for number, head in enumerate(heads(one), 1):
            begun = [title for title, first in found if first == number]
            before = [title for title, first in found if first < number][-1:]
            allowed = ["／".join(begun), "／".join(before + begun)] if begun else before
            chapter, _, form = head.partition("　")  # a page of a form names it, too
            assert chapter in allowed, number
            assert not form or any(form.startswith(f"{f.id} {f.name}") for f in one.document.contents.forms)


def test_tables_of_one_orientation_follow_on_the_same_page(made: dict[str, Made]) -> None:
    """A chapter takes a new page only where the paper turns, or where the prose begins anew."""
    for name, pairs in {
        "機能": (("改定履歴", "目次"), ("標準化対象外", "用語")),
        "データ": (("改定履歴", "目次"), ("凡例", "データ要件")),
    }.items():
        first = dict(chapters(made[name]))
        assert all(first[one] == first[other] for one, other in pairs)
    for one in everything(made):
        found = chapters(one)
        tables = found[[title for title, _ in found].index("凡例") + 1 :]
        pages = pypdf.PdfReader(str(one.pdf.filename)).pages
        drawn = ("業務フロー", "ツリー図", "連携要件")  # begin with a drawing, which stays whole
        tables = [(title, n) for title, n in tables if title not in drawn]
        on_top = [(title, n) for title, n in tables if heads(one)[n - 1].split("／")[0] == title]
        assert len(on_top) < len(tables), "some share a page"
        for title, number in on_top:
            previous, size = pages[number - 1], page_size(pages[number])
            if page_size(previous) == size:
                assert lowest(previous) < size[1] / 3, f"{title} leaves the page before it half empty"


def page_size(page: pypdf.PageObject) -> tuple[float, float]:
    return float(page.mediabox.width), float(page.mediabox.height)


def lowest(page: pypdf.PageObject) -> float:
    """Where the last line above the foot stands, in points from the lower edge."""
    heights: list[float] = []

    def note(text: str, matrix: Any, line: Any, *_: Any) -> None:
        if text.strip():
            heights.append(matrix[5] + line[5] * matrix[3])

    page.extract_text(visitor_text=note)
    return min(h for h in heights if h > 45)


def test_foot_has_the_notice_and_the_page(made: dict[str, Made]) -> None:
    for one in everything(made):
        for number, page in enumerate(one.pages[1:], 2):
            words = ("見本（架空）", f"{number} / {len(one.pages)}", one.document.paper_number)
            assert page.split("\n")[-1] == " ".join(filter(None, words))


def test_a_form_is_told_before_it_is_shown(made: dict[str, Made]) -> None:
    one = made["機能"]
    for form in one.document.contents.forms:
        page = destinations(one)[f"form-{form.id}"]
        here = squeezed(one.pages[page])
        told = here.index(squeezed(form.purpose or ""))
        shown = here.index("図の説明" if form.layout and form.layout.kind == "添付" else "縮尺")
        assert told < shown
        of_form = [p for p in one.pages if f"帳票要件　{form.id} {form.name}" in p]
        assert of_form[0] == one.pages[page]
        assert any("諸元表" in p for p in of_form)


def test_what_a_business_declares_has_columns_as_wide_as_its_words(made: dict[str, Made]) -> None:
    """利用 and 適用 leave their room to the reasons: all of it stands on one page."""
    for one in made.values():
        page = next(
            p for p in one.pages if "\n業務の概要\n" in p and "共通機能の利用" in p and "目次" not in p
        )
        assert "経過措置" in page
        assert re.search("団体内統合宛名 ?非利用 ?個人番号を利用する事務ではないため。", page), (
            "one line a row"
        )


def test_a_table_of_items_takes_a_page_unless_it_is_long(made: dict[str, Made]) -> None:
    """One that would go on for a few rows gets other columns, then smaller type."""
    one = made["機能"]
    drawn = [f for f in one.document.contents.forms if f.layout is not None and f.layout.kind == "描画"]
    for form in drawn:
        pages = [p for p in one.pages if f"帳票要件　{form.id} {form.name}" in p.split("\n")[0]]
        told = [p for p in pages if "文字溢れ" in p]
        assert len(told) == (1 if len(form.items) < 18 else 2), form.id
        for page in told if any(i.data_item for i in form.items) else ():
            assert page.count("〔データ〕") == 1, "the head of the column says it for every row"


def test_continued_pages_repeat_headings_and_large_item(made: dict[str, Made]) -> None:
    one = made["機能"]
    places = destinations(one)
    pages_of: dict[str, set[int]] = {}
    for n in one.business.headings:
        top = next(iter((*n.above, n.heading)))
        for function in n.heading.functions:
            pages_of.setdefault(top.key, set()).add(places[anchor(Kind.FUNCTION, function.id)])
    tops = {n.heading.key: n.label for n in one.business.headings if not n.above}
    assert any(len(found) > 1 for found in pages_of.values())
    for key, found in pages_of.items():
        for number in found:
            assert squeezed(tops[key]) in squeezed(one.pages[number])
            assert "機能要件" in one.pages[number]
            assert "考え方・理由" in one.pages[number]


def test_contents_give_the_right_pages(made: dict[str, Made]) -> None:
    for one in everything(made):
        listed = "".join(one.pages[1:3])
        for title, page in chapters(one)[2:]:
            assert re.search(rf"{re.escape(title)}[ .]*{page + 1}\b", listed), title


def test_what_must_not_exist_has_no_day(made: dict[str, Made]) -> None:
    one = made["機能"]
    found = [f for f in one.business.functions if f.classes is ImplementationClass.FORBIDDEN]
    assert found
    columns = len(one.business.head.bodies)
    for f in found:
        row = squeezed(f"{f.id}{f.name}{f.text}{'×' * columns}{f.reason or ''}－")
        assert row in one.text, f.id


def test_legend_is_the_one_of_all_publications(made: dict[str, Made]) -> None:
    words = legend()
    one, other = made["機能"], made["データ"]
    for text in (
        *(m.text for m in words.classes),
        words.forbidden_and_outside,
        words.unlisted_text("実装不可"),
        words.conformance,
    ):
        assert squeezed(text) in one.text
    for m in (*words.data_types, *words.columns):
        assert squeezed(m.name + m.text) in other.text
        assert squeezed(m.name + m.text) not in one.text
    assert squeezed("番号は図の矢印に沿った順である。") in one.text


def test_internal_notes_never_arrive(made: dict[str, Made]) -> None:
    def notes(value: Any) -> Iterator[str]:
        if isinstance(value, Value):
            for name in type(value).model_fields:
                found = getattr(value, name)
                if name == "internal" and found:
                    yield found
                else:
                    yield from notes(found)
        elif isinstance(value, tuple):
            for part in value:
                yield from notes(part)

    found = [note for one in everything(made) for note in notes(one.document)]
    for note in found:
        assert all(squeezed(note) not in one.text for one in everything(made))


def test_cover_says_what_it_is(made: dict[str, Made]) -> None:
    for one in everything(made):
        cover = squeezed(one.pages[0])
        for words in (
            one.document.title,
            one.document.edition_label,
            one.document.status.value,
            one.document.publisher,
            one.document.license,
            one.business.head.notice,
            one.business.name,
            "適合基準日" + printed(str(one.document.conformance), "和暦"),
            "団体区分" + "、".join(one.business.head.bodies),
            "制度所管府省" + one.business.registered.charges[0].ministry,
        ):
            assert squeezed(words) in cover, words
        if one.document.day is None:
            assert "(未定)" in cover
        assert "未検査" not in one.text
        assert len(re.findall(r"\d+/\d+(資料2-1)?$", squeezed(one.pages[1]))) == 1
        assert list(citations(one.document.edition_label)) == []
