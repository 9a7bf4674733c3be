"""Which pages a site has, and on which of them each entry stands under which anchor.

Computed from the corpus alone before Sphinx runs; everything that links reads it. Addresses are made
of IDs and permanent keys, never of titles or 項番.
"""

import posixpath
import re
from collections import ChainMap, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

from hyojun.diff import Held, Step
from hyojun.model import (
    Business,
    Chapter,
    Corpus,
    DataGroup,
    DataItem,
    Document,
    Flow,
    Form,
    Function,
    Kind,
    Linkage,
    Numbered,
    Ref,
    TreeNode,
    heading_words,
    numbered,
)

from ..anchors import address, anchor
from ..flow_pictures import steps_of
from ..marks import GAP
from . import comparisons, falling_due
from .guide import Guide
from .id_addresses import KIND_WORDS, RESOLVER, list_of, lists_of


class Place(NamedTuple):
    """Where an entry stands."""

    docname: str
    anchor: str
    name: str
    """Its name for people, without the ID."""


class Page(NamedTuple):
    """A page: its address without `.html`, what it shows, and the documents it is of."""

    docname: str
    title: str
    template: str
    """File below templates/html/pages without suffix; empty for an author's prose."""
    section: str
    """Which tab of the 業務 it belongs to."""
    business: Business | None = None
    documents: tuple[Document, ...] = ()
    subject: Any = None
    """The chapter, heading, form, group, flow, step, corrected editions, 業務, dates or part of the handbook of the
    page."""
    anchor: str = "top"
    """ID of the page's own section."""
    edition: Held | None = None
    """The released edition that the page shows; None: what the sources say now."""

    @property
    def folder(self) -> str:
        """Where the other pages of the same edition of a 業務 stand."""
        if self.edition:
            return folder_of(self.edition)
        return self.business.id if self.business else ""


def folder_of(held: Held) -> str:
    """002/機能/1.0: where the pages of a released edition stand for good."""
    return f"{held.business.id}/{held.document.name}/{held.edition}"


class SiteMap(NamedTuple):
    """All pages in reading order and all places."""

    pages: Mapping[str, Page]
    places: Mapping[Ref, Place]

    by_page: Mapping[str, tuple[tuple[Ref, Place], ...]]
    by_business: Mapping[str, tuple[Page, ...]]
    kinds: frozenset[Kind]
    """Of which there is anything on the site."""
    editions: "Mapping[str, SiteMap]" = MappingProxyType({})
    """Folder of a released edition → the site as its pages see it: their own first, then the current ones.
    None of those pages is in the map of the site itself, so that search, indices and links lead to what is current."""

    def seen_from(self, page: Page) -> "SiteMap":
        """The map for what stands on a page."""
        return self.editions[page.folder] if page.edition else self

    def today(self, ref: Ref) -> Place | None:
        """Where an entry stands in the current pages, as seen from an edition."""
        assert isinstance(self.places, ChainMap)
        return self.places.maps[-1].get(ref)

    @property
    def every(self) -> Iterator[Page]:
        """All pages there are, those of released editions last."""
        yield from self.pages.values()
        for held in self.editions.values():
            yield from (page for own in held.by_business.values() for page in own if page.edition)

    def page(self, docname: str) -> Page | None:
        """A page of any edition."""
        found = self.pages.get(docname)
        if found is None and docname.count("/") > 2:
            held = self.editions.get("/".join(docname.split("/")[:3]))
            found = held.pages.get(docname) if held else None
        return found

    @property
    def steps(self) -> tuple[Step, ...]:
        """The comparisons that have a page."""
        return tuple(p.subject for p in self.pages.values() if isinstance(p.subject, Step))

    def of(self, business: Business) -> tuple[Page, ...]:
        """The pages of a 業務 in reading order."""
        return self.by_business.get(business.id, ())

    def on(self, docname: str) -> tuple[tuple[Ref, Place], ...]:
        """The entries of a page in reading order."""
        return self.by_page.get(docname, ())


def relative(source: str, target: str) -> str:
    """Relative address of a file of the site as seen from the page of a docname."""
    return _relative(source.rpartition("/")[0], target)


@lru_cache(1 << 16)
def _relative(folder: str, target: str) -> str:
    # A page asks for the same few hundred targets again and again, and so do its neighbours.
    return quote(posixpath.relpath("/" + target, "/" + folder))


def href(source: str, place: Place) -> str:
    """Relative link from the page of a docname to a place."""
    return ("" if place.docname == source else relative(source, place.docname + ".html")) + "#" + place.anchor


ACROSS, FUNCTIONS, DATES = "across/index", "across/functions", "across/dates"
MOST_FUNCTIONS = 3_000
"""Rows of the list of all functions, about 1.2 MB; where there are more, each 業務 has a page of its own."""

MOST_ITEMS = 2_000
"""Data items on one page of how they are used, about 1.2 MB."""

_ONLY_CURRENT = ("checks", "ids")
"""Sections that tell of the sources, not of an edition."""


def errata_page(business: str) -> str:
    """Address of the 正誤表 of a 業務; a site has it where any was issued."""
    return f"{business}/errata"


def site_map(
    corpus: Corpus, steps: Iterable[Step] = (), released: Iterable[Held] = (), guide: Iterable[Guide] = ()
) -> SiteMap:
    """Pages and places of a corpus, of its comparisons, of the 正誤 of released editions and of the handbook.
    Where two claim an address, the first has it, as in the corpus."""
    every = tuple(released)
    told, corrected = comparisons.worth(steps), tuple(h for h in every if h.errata)
    pages: dict[str, Page] = {"index": Page("index", "業務一覧", "home", "home")}
    places: dict[Ref, Place] = {}
    for business in corpus.businesses:
        own = tuple(h for h in corrected if h.business.id == business.id)
        them = (*_pages(business, comparisons.of_business(told, business.id), own), *_lists(business, every))
        for page in them:
            name, count = page.docname, 1
            while name in pages:
                count += 1
                name = f"{page.docname}-{count}"
            pages[name] = page._replace(docname=name)
            for kind, id, mark, label in _entries(pages[name]):
                places.setdefault(business.ref(kind, id), Place(name, mark, label))
    pages[RESOLVER] = Page(RESOLVER, "IDから開く", "resolver", "ids")
    pages["search"] = Page("search", "検索", "search", "search")
    pages.update((p.docname, p) for p in _across(corpus, every))
    if told:
        pages["changes"] = Page("changes", "版の比較", "changes", "changes")
        pages["changes/kinds"] = Page("changes/kinds", "変更の種類", "change_kinds", "changes")
    pages["legend"] = Page("legend", "凡例", "legend", "legend")
    pages["checks"] = Page("checks", "検査結果", "checks", "checks")
    pages["rules"] = Page("rules", "検査規則", "rules", "rules")
    for chapter in guide:
        pages[chapter.docname] = Page(
            chapter.docname, chapter.title, "guide", "guide", subject=chapter, anchor="guide"
        )
    by_business: dict[str, list[Page]] = defaultdict(list)
    for page in pages.values():
        if page.business:
            by_business[page.business.id].append(page)
    current = SiteMap(
        MappingProxyType(pages),
        MappingProxyType(places),
        _by_page(places),
        MappingProxyType({b: tuple(found) for b, found in by_business.items()}),
        frozenset(ref.kind for ref in places),
    )
    here = {b.id for b in corpus.businesses}
    editions = {folder_of(h): _edition(current, h) for h in every if h.business.id in here}
    return current._replace(editions=MappingProxyType(editions))


def _by_page(places: Mapping[Ref, Place]) -> Mapping[str, tuple[tuple[Ref, Place], ...]]:
    found: dict[str, list[tuple[Ref, Place]]] = defaultdict(list)
    for ref, place in places.items():
        found[place.docname].append((ref, place))
    return MappingProxyType({docname: tuple(them) for docname, them in found.items()})


def _edition(current: SiteMap, held: Held) -> SiteMap:
    """The site as the pages of a released edition see it. A page has the address of its like in the current ones."""
    business, folder = held.business, folder_of(held)
    pages: dict[str, Page] = {}
    places: dict[Ref, Place] = {}
    for page in _pages(business, (), ()):
        if page.section in _ONLY_CURRENT:
            continue
        name = folder + page.docname.removeprefix(business.id)
        pages.setdefault(name, page._replace(docname=name, edition=held))
        for kind, id, mark, label in _entries(page):
            places.setdefault(business.ref(kind, id), Place(name, mark, label))
    return current._replace(
        pages=ChainMap(pages, current.pages),  # type: ignore[arg-type]  # nobody writes into it
        places=ChainMap(places, current.places),  # type: ignore[arg-type]
        by_page=_by_page(places),
        by_business=MappingProxyType({**current.by_business, business.id: tuple(pages.values())}),
    )


def _across(corpus: Corpus, released: Iterable[Held]) -> Iterator[Page]:
    """The pages about all 業務 together, those that there is something for."""
    every = corpus.businesses
    if not every:
        return
    yield Page(ACROSS, "業務横断", "across", "across")
    if sum(len(b.functions) for b in every) > MOST_FUNCTIONS:
        yield Page(FUNCTIONS, "全業務の機能一覧", "across_functions", "across", subject=())
        for b in every:
            if b.functions:
                name = f"{FUNCTIONS}/{b.id}"
                documents = tuple(d for d in b.documents if d.contents.headings)
                # A page of the 業務: only then it is kept while nothing in it changes.
                yield Page(name, "全ての機能", "across_functions", "functions", b, documents, (b,))
    elif any(b.functions for b in every):
        yield Page(FUNCTIONS, "全業務の機能一覧", "across_functions", "across", subject=every)
    yield Page("across/mechanisms", "横断的仕組みと共通機能", "mechanisms", "across")
    if any(b.linkages for b in every):
        yield Page("across/linkages", "業務間の連携", "across_linkages", "across")
    if any(b.data_items for b in every):
        yield Page("across/data", "データ項目の使われ方", "across_data", "across")
    if dates := falling_due.dates(falling_due.held(corpus, released)):
        yield Page(DATES, "期日の一覧", "dates", "across", subject=dates)


def _pages(business: Business, steps: tuple[Step, ...], corrected: tuple[Held, ...]) -> Iterator[Page]:
    every = business.documents
    id = business.id

    def holding(part: str) -> tuple[Document, ...]:
        return tuple(d for d in every if getattr(d.contents, part))

    yield Page(f"{id}/index", f"{id} {business.name}", "business", "index", business, every)
    for document in every:
        for index, chapter in enumerate(document.contents.chapters, 1):
            slug = _chapter_slug(chapter, index)
            yield Page(f"{id}/text/{slug}", chapter.title, "", "text", business, (document,), chapter)
    if documents := holding("headings"):
        yield Page(f"{id}/functions/index", "機能一覧", "function_list", "functions", business, documents)
        yield Page(f"{id}/functions/all", "全ての機能要件", "functions_all", "functions", business, documents)
    for document in every:
        for below in _by_top(document):
            top = below[0]
            name = f"{id}/functions/{top.heading.key}"
            mark = anchor(Kind.HEADING, top.heading.key)
            yield Page(name, top.label, "functions", "functions", business, (document,), below, mark)
    if documents := holding("forms"):
        yield Page(f"{id}/forms/index", "帳票一覧", "form_list", "forms", business, documents)
    for document in every:
        for form in document.contents.forms:
            title, mark = f"{form.id} {_called(form)}", anchor(Kind.FORM, form.id)
            name = f"{id}/forms/{address(form.id)}"
            yield Page(name, title, "form", "forms", business, (document,), form, mark)
    if documents := holding("data_groups"):
        yield Page(f"{id}/data/index", "データ項目一覧", "data_list", "data", business, documents)
    for document in every:
        for index, group in enumerate(document.contents.data_groups, 1):
            title = f"{group.id} {_called(group)}" if group.id else _called(group)
            mark = anchor(Kind.GROUP, group.id) if group.id else "top"
            name = f"{id}/data/{address(group.id) if group.id else f'g{index}'}"
            yield Page(name, title, "data_group", "data", business, (document,), group, mark)
    if business.data_items:
        documents = holding("data_groups")
        for index, groups in enumerate(_parts(business)):
            name = f"{id}/data/use" + (f"-{address(groups[0].id or str(index + 1))}" if index else "")
            title = "データ項目の使われ方" + (
                f"（{groups[0].id or ''} {groups[0].name}から）" if index else ""
            )
            yield Page(name, title, "data_use", "data", business, documents, groups)
    for part, name, title, template in (
        ("code_lists", "codes", "コード一覧", "codes"),
        ("linkages", "linkages", "連携一覧", "linkages"),
        ("flows", "flows/index", "業務フロー一覧", "flow_list"),
    ):
        if documents := holding(part):
            yield Page(f"{id}/{name}", title, template, name.partition("/")[0], business, documents)
    for document in every:
        for flow in document.contents.flows:
            mark = anchor(Kind.FLOW, flow.key)
            yield Page(
                f"{id}/flows/{flow.key}", flow.title, "flow", "flows", business, (document,), flow, mark
            )
    for part, name, title in (
        ("tree", "tree", "ツリー図"),
        ("screens", "screens", "画面要件"),
        ("details", "details", "項目詳細"),
        ("alerts", "alerts", "エラー・アラート"),
        ("characters", "characters", "文字要件"),
        ("local_measures", "local-measures", "独自施策"),
        ("non_functional", "non-functional", "非機能要件"),
        ("out_of_scope", "out-of-scope", "標準化対象外"),
        ("terms", "terms", "用語"),
    ):
        if documents := holding(part):
            yield Page(f"{id}/{name}", title, part, name, business, documents)
    if steps:
        yield Page(f"{id}/changes/index", "版の比較", "business_changes", "changes", business, every)
    for step in steps:
        name, title = comparisons.address(step), comparisons.title(step)
        yield Page(name, title, "comparison", "changes", business, (step.new.document,), step)
    if corrected:
        named = {h.document.name for h in corrected}
        documents = tuple(d for d in every if d.name in named)
        yield Page(errata_page(id), "正誤表", "errata", "errata", business, documents, corrected)
    yield Page(f"{id}/history", "改定履歴", "history", "history", business, every)
    yield Page(f"{id}/checks", "検査結果", "business_checks", "checks", business, every)


def _parts(business: Business) -> Iterator[tuple[DataGroup, ...]]:
    """The groups in force, as many together as one page has room for."""
    together: list[DataGroup] = []
    for group in business.data_groups:
        if together and sum(len(g.items) for g in (*together, group)) > MOST_ITEMS:
            yield tuple(together)
            together = []
        together.append(group)
    if together:
        yield tuple(together)


def _lists(business: Business, released: Iterable[Held]) -> Iterator[Page]:
    """The lists of IDs: of every kind that the 業務 has, had in an edition, or has a register of."""
    them = (business, *(h.business for h in released if h.business.id == business.id))
    kinds = {kind for b in them for kind in b.addressed} | {r.kind for r in business.registers}
    if not any(task.key for b in them for flow in b.flows for task in flow.tasks):
        kinds.discard(Kind.STEP)
    every = business.documents
    yield Page(lists_of(business.id), "IDの一覧と引用", "ids", "ids", business, every)
    for kind, word in KIND_WORDS.items():
        if kind in kinds:
            title = f"{word}のIDと引用"
            yield Page(list_of(business.id, kind), title, "ids_of_kind", "ids", business, every, kind)


def _by_top(document: Document) -> Iterator[tuple[Numbered, ...]]:
    """The headings of a document, cut before each 大項目."""
    below: list[Numbered] = []
    for n in numbered(document.contents.headings):
        if not n.above and below:
            yield tuple(below)
            below = []
        below.append(n)
    if below:
        yield tuple(below)


def _chapter_slug(chapter: Chapter, index: int) -> str:
    """A permanent name: the key of its first heading, else an ASCII file name, else its number."""
    key = next((b.key for b in chapter.blocks if b.kind == "見出し"), None)
    stem = PurePosixPath(chapter.file).stem.lower()
    return key or (stem if re.fullmatch(r"[a-z0-9][a-z0-9-]*", stem) else f"chapter-{index}")


def _entries(page: Page) -> Iterator[tuple[Kind, str, str, str]]:
    """Kind, ID, anchor and name of all that stands on a page, in reading order."""
    match page.template, page.subject:
        case "", Chapter() as chapter:
            for block in chapter.blocks:
                if block.key:
                    yield Kind.HEADING, block.key, anchor(Kind.HEADING, block.key), heading_words(block.text)
        case "functions", tuple() as headings:
            for n in headings:
                yield from _heading(n)
        case "form", Form() as form:
            yield Kind.FORM, form.id, page.anchor, _called(form)
        case "data_group", DataGroup() as group:
            if group.id:
                yield Kind.GROUP, group.id, page.anchor, _called(group)
            for item in group.items:
                yield Kind.DATA_ITEM, item.id, anchor(Kind.DATA_ITEM, item.id), _called(item)
        case "flow", Flow() as flow:
            yield Kind.FLOW, flow.key, page.anchor, flow.title
            for s in steps_of(flow):
                step = f"{flow.key}/{s.task.step}"
                yield Kind.STEP, step, anchor(Kind.STEP, step), f"{s.mark} {s.task.name}"
        case "terms", _:
            for index, term in enumerate((t for d in page.documents for t in d.contents.terms), 1):
                yield Kind.TERM, term.name, f"term-{index}", term.name
        case _:
            for document in page.documents:
                yield from _listed(page.template, document)


def _heading(n: Numbered) -> Iterator[tuple[Kind, str, str, str]]:
    yield Kind.HEADING, n.heading.key, anchor(Kind.HEADING, n.heading.key), n.label
    for function in n.heading.functions:
        yield Kind.FUNCTION, function.id, anchor(Kind.FUNCTION, function.id), _called(function)


def _listed(template: str, document: Document) -> Iterator[tuple[Kind, str, str, str]]:
    match template:
        case "codes":
            for codes in document.contents.code_lists:
                yield Kind.CODE_LIST, codes.id, anchor(Kind.CODE_LIST, codes.id), codes.name
        case "linkages":
            for linkage in document.contents.linkages:
                yield Kind.LINKAGE, linkage.id, anchor(Kind.LINKAGE, linkage.id), _called(linkage)
        case "screens":
            for screen in document.contents.screens:
                yield Kind.SCREEN, screen.key, anchor(Kind.SCREEN, screen.key), screen.name
        case "details":
            for detail in document.contents.details:
                yield Kind.DETAIL, detail.key, anchor(Kind.DETAIL, detail.key), detail.name
        case "alerts":
            for alert in document.contents.alerts:
                yield Kind.ALERT, alert.key, anchor(Kind.ALERT, alert.key), alert.name
        case "characters":
            for row in document.contents.characters:
                yield Kind.CHARACTERS, row.key, anchor(Kind.CHARACTERS, row.key), row.name
        case "tree":
            for node in (n for top in document.contents.tree for n in top.walk()):
                yield Kind.TREE_NODE, node.key or node.name, tree_anchor(node), node.name


def _called(value: Function | Form | DataGroup | DataItem | Linkage) -> str:
    """The name of an entry where it is pointed at; a withdrawn one says so."""
    return value.name + (GAP if value.retired else "")


def tree_anchor(node: TreeNode) -> str:
    """Anchor of a box of the ツリー図; one without key is found by its name, as hex."""
    return anchor(Kind.TREE_NODE, node.key or node.name)
