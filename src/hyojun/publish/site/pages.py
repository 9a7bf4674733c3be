"""Which pages a site has, from the corpus alone: of each 業務 in reading order, and of all together."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from hyojun.diff import Held, Step
from hyojun.model import Business, Chapter, Corpus, DataGroup, Document, Kind, Numbered, numbered

from ..anchors import address, anchor
from ..binding import as_in_force, bindings
from . import comparisons, falling_due
from .addresses import Page, SiteMap, called, errata_page
from .id_addresses import KIND_WORDS, list_of, lists_of
from .outline import Extent

ACROSS, FUNCTIONS, DATES = "across/index", "across/functions", "across/dates"
MOST_FUNCTIONS = 3_000
"""Rows of the list of all functions, about 1.2 MB; where there are more, each 業務 has a page of its own."""

MOST_ITEMS = 2_000
"""Data items on one page of how they are used, about 1.2 MB."""


def extent(business: Business) -> Extent:
    """Which pages across 業務 a 業務 gives something to."""
    dates = falling_due.dates(falling_due.current(business))
    return Extent(len(business.functions), bool(business.data_items), bool(business.linkages), bool(dates))


def across(
    corpus: Corpus, released: Iterable[Held], known: Mapping[str, Extent] = MappingProxyType({})
) -> Iterator[Page]:
    """The pages about all 業務 together, those that there is something for.

    `known`: of 業務 without released editions, which are then not read; nor are the dates found that a page shows.
    """
    every, out = corpus.businesses, tuple(released)
    if not every:
        return
    functions = {b.id: known[b.id].functions if b.id in known else len(b.functions) for b in every}
    yield Page(ACROSS, "業務横断", "across", "across")
    if sum(functions.values()) > MOST_FUNCTIONS:
        yield Page(FUNCTIONS, "全業務の機能一覧", "across_functions", "across", subject=())
        for b in every:
            if functions[b.id]:
                name = f"{FUNCTIONS}/{b.id}"
                documents = () if b.id in known else _with_functions(as_in_force(b, bindings(out, b)))
                # A page of the 業務: only then it is kept while nothing in it changes.
                yield Page(name, "全ての機能", "across_functions", "functions", b, documents, (b,))
    elif any(functions.values()):
        yield Page(FUNCTIONS, "全業務の機能一覧", "across_functions", "across", subject=every)
    yield Page("across/mechanisms", "横断的仕組みと共通機能", "mechanisms", "across")
    if any(known[b.id].linkages if b.id in known else b.linkages for b in every):
        yield Page("across/linkages", "業務間の連携", "across_linkages", "across")
    if any(known[b.id].items if b.id in known else b.data_items for b in every):
        yield Page("across/data", "データ項目の使われ方", "across_data", "across")
    read = corpus.model_copy(update={"businesses": tuple(b for b in every if b.id not in known)})
    dates = falling_due.dates(falling_due.held(read, out))
    if dates or any(e.dates for e in known.values()):
        yield Page(DATES, "期日の一覧", "dates", "across", subject=dates)


def _with_functions(business: Business) -> tuple[Document, ...]:
    return tuple(d for d in business.documents if d.contents.headings)


def of_business(business: Business, steps: tuple[Step, ...], corrected: tuple[Held, ...]) -> Iterator[Page]:
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
            name = f"{id}/functions/{_named(top.heading.key)}"
            mark = anchor(Kind.HEADING, top.heading.key)
            yield Page(name, top.label, "functions", "functions", business, (document,), below, mark)
    if documents := holding("forms"):
        yield Page(f"{id}/forms/index", "帳票一覧", "form_list", "forms", business, documents)
    for document in every:
        for form in document.contents.forms:
            title, mark = f"{form.id} {called(form)}", anchor(Kind.FORM, form.id)
            name = f"{id}/forms/{address(form.id)}"
            yield Page(name, title, "form", "forms", business, (document,), form, mark)
    if documents := holding("data_groups"):
        yield Page(f"{id}/data/index", "データ項目一覧", "data_list", "data", business, documents)
    for document in every:
        for index, group in enumerate(document.contents.data_groups, 1):
            title = f"{group.id} {called(group)}" if group.id else called(group)
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
            name = f"{id}/flows/{_named(flow.key)}"
            yield Page(name, flow.title, "flow", "flows", business, (document,), flow, mark)
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


def id_lists(business: Business, released: Iterable[Held]) -> Iterator[Page]:
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
    return _named(key or (stem if re.fullmatch(r"[a-z0-9][a-z0-9-]*", stem) else f"chapter-{index}"))


def _named(key: str) -> str:
    """A key as the name of a page: Windows has no files called `con.html`. No key ends in `-`."""
    return f"{key}-" if re.fullmatch("con|prn|aux|nul|(com|lpt)[0-9]", key) else key


Tabs = tuple[tuple[str, str, str], ...]


def section_tabs(map: SiteMap, business: Business) -> Tabs:
    """Section, word and first page of the tabs of a 業務 (a 業務 shows those it has)."""
    words = {
        "index": "概要",
        "text": "本編",
        "functions": "機能",
        "forms": "帳票",
        "data": "データ項目",
        "codes": "コード",
        "linkages": "連携",
        "flows": "業務フロー",
        "tree": "ツリー図",
        "screens": "画面",
        "details": "項目詳細",
        "alerts": "エラー・アラート",
        "characters": "文字要件",
        "local-measures": "独自施策",
        "non-functional": "非機能要件",
        "out-of-scope": "標準化対象外",
        "terms": "用語",
        "changes": "版の比較",
        "errata": "正誤表",
        "history": "改定履歴",
        "checks": "検査結果",
    }
    first: dict[str, str] = {}
    for page in map.of(business):
        first.setdefault(page.section, page.docname)
    return tuple((s, w, first[s]) for s, w in words.items() if s in first)
