"""The map of a site: all its pages, and on which of them each entry stands under which anchor.

Computed from the corpus alone before Sphinx runs.
"""

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from hyojun.diff import Held, Step
from hyojun.model import (
    Chapter,
    Corpus,
    DataGroup,
    Document,
    Flow,
    Form,
    Kind,
    Numbered,
    Ref,
    TreeNode,
    heading_words,
)

from ..anchors import anchor
from ..binding import bindings
from ..editions import worth
from ..flow_pictures import steps_of
from . import comparisons
from .addresses import Page, Place, SiteMap, called, folder_of
from .guide import Guide
from .id_addresses import RESOLVER
from .outline import Outline
from .pages import across, id_lists, of_business
from .places import Places

_ONLY_CURRENT = ("checks", "ids")
"""Sections that tell of the sources, not of an edition."""


def site_map(
    corpus: Corpus,
    steps: Iterable[Step] = (),
    released: Iterable[Held] = (),
    guide: Iterable[Guide] = (),
    outlines: Mapping[str, Outline] = MappingProxyType({}),
) -> SiteMap:
    """Pages and places of a corpus, of its comparisons, of the 正誤 of released editions and of the handbook.
    Where two claim an address, the first has it, as in the corpus.

    A 業務 that has an outline is not read: of its pages and of those across 業務 the map knows no more than the address.
    """
    every = tuple(released)
    told, corrected = worth(steps), tuple(h for h in every if h.errata)
    pages: dict[str, Page] = {"index": Page("index", "業務一覧", "home", "home")}
    places: dict[Ref, Place] = {}
    for business in corpus.businesses:
        if outline := outlines.get(business.id):
            pages.update((p.docname, p) for p in outline.pages)
            continue
        own = tuple(h for h in corrected if h.business.id == business.id)
        them = (
            *of_business(business, comparisons.of_business(told, business.id), own),
            *id_lists(business, every),
        )
        for page in them:
            name, count = page.docname, 1
            while name in pages:
                count += 1
                name = f"{page.docname}-{count}"
            pages[name] = page._replace(docname=name)
            for kind, id, mark, label in entries_on(pages[name]):
                places.setdefault(business.ref(kind, id), Place(name, mark, label))
    pages[RESOLVER] = Page(RESOLVER, "IDから開く", "resolver", "ids")
    pages["search"] = Page("search", "検索", "search", "search")
    extents = {id: outline.extent for id, outline in outlines.items()}
    pages.update((p.docname, p) for p in across(corpus, every, extents))
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
    every_place = Places(places, {b.id: outlines[b.id].marks for b in corpus.businesses if b.id in outlines})
    current = SiteMap(
        MappingProxyType(pages),
        every_place if outlines else MappingProxyType(places),
        _by_page(places),
        MappingProxyType({b: tuple(found) for b, found in by_business.items()}),
        every_place.kinds,
    )
    here = {h.business.id for h in every}
    in_force = ((b.id, bindings(every, b)) for b in corpus.businesses if b.id in here)
    binding = {id: them for id, them in in_force if them}
    released_at = {folder_of(h): _of_edition(h) for h in every if corpus.business(h.business.id)}
    force: Mapping[Ref, Place] = ChainMap(
        {}, *(released_at[folder_of(h)][1] for them in binding.values() for h in them)
    )
    editions = {
        folder_of(h): _edition(current, h, *released_at[folder_of(h)], force)
        for h in every
        if folder_of(h) in released_at
    }
    return current._replace(editions=MappingProxyType(editions), binding=MappingProxyType(binding))


def _by_page(places: Mapping[Ref, Place]) -> Mapping[str, tuple[tuple[Ref, Place], ...]]:
    found: dict[str, list[tuple[Ref, Place]]] = defaultdict(list)
    for ref, place in places.items():
        found[place.docname].append((ref, place))
    return MappingProxyType({docname: tuple(them) for docname, them in found.items()})


def _of_edition(held: Held) -> tuple[dict[str, Page], dict[Ref, Place]]:
    """The pages of a released edition and what stands on them. A page has the address of its like in the current ones."""
    business, folder = held.business, folder_of(held)
    pages: dict[str, Page] = {}
    places: dict[Ref, Place] = {}
    for page in of_business(business, (), ()):
        if page.section in _ONLY_CURRENT:
            continue
        name = folder + page.docname.removeprefix(business.id)
        pages.setdefault(name, page._replace(docname=name, edition=held))
        for kind, id, mark, label in entries_on(page):
            places.setdefault(business.ref(kind, id), Place(name, mark, label))
    return pages, places


def _edition(
    current: SiteMap,
    held: Held,
    pages: dict[str, Page],
    places: dict[Ref, Place],
    force: Mapping[Ref, Place],
) -> SiteMap:
    """The site as the pages of a released edition see it: what is in force of other documents before what is not."""
    return current._replace(
        pages=ChainMap(pages, current.pages),  # type: ignore[arg-type]  # nobody writes into it
        places=ChainMap(places, force, current.places),  # type: ignore[arg-type]
        by_page=_by_page(places),
        by_business=MappingProxyType({**current.by_business, held.business.id: tuple(pages.values())}),
    )


def entries_on(page: Page) -> Iterator[tuple[Kind, str, str, str]]:
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
            yield Kind.FORM, form.id, page.anchor, called(form)
        case "data_group", DataGroup() as group:
            if group.id:
                yield Kind.GROUP, group.id, page.anchor, called(group)
            for item in group.items:
                yield Kind.DATA_ITEM, item.id, anchor(Kind.DATA_ITEM, item.id), called(item)
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
        yield Kind.FUNCTION, function.id, anchor(Kind.FUNCTION, function.id), called(function)


def _listed(template: str, document: Document) -> Iterator[tuple[Kind, str, str, str]]:
    match template:
        case "codes":
            for codes in document.contents.code_lists:
                yield Kind.CODE_LIST, codes.id, anchor(Kind.CODE_LIST, codes.id), codes.name
        case "linkages":
            for linkage in document.contents.linkages:
                yield Kind.LINKAGE, linkage.id, anchor(Kind.LINKAGE, linkage.id), called(linkage)
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


def tree_anchor(node: TreeNode) -> str:
    """Anchor of a box of the ツリー図; one without key is found by its name, as hex."""
    return anchor(Kind.TREE_NODE, node.key or node.name)
