"""The rows of a 業務 for the search: whatever has an address, with its words, in reading order."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hyojun.model import (
    Business,
    Chapter,
    CodeList,
    DataGroup,
    DataItem,
    DrawnLayout,
    Flow,
    Form,
    Function,
    Kind,
    Linkage,
    Numbered,
    Term,
    TreeNode,
)

from .. import declared
from ..binding import state_of
from ..flow_pictures import notes_of, steps_of
from .addresses import Page, SiteMap
from .guide import Guide
from .plain import chapter_parts, shown

JOIN = " ＞ "


class Row(NamedTuple):
    """A result that may be found."""

    kind: str
    """Which file it is in."""
    word: str
    """What it is, for readers."""
    page: str
    heading: str
    id: str
    """Empty for what readers know by name only."""
    name: str
    anchor: str
    """Empty where the page itself is meant."""
    text: str
    edition: str = ""
    """現行（第1.0版）, 第1.1版（案）: what it stands in; empty for what is of no edition."""
    also: str = ""
    """The draft that says the same on the like page (`search_editions.py`)."""


def rows(business: Business, map: SiteMap) -> Iterator[Row]:
    """Every row of a 業務, page by page; its documents first."""
    for d in business.documents:
        name = f"{d.title} {d.edition_label}（{d.status.value}）"
        home, told = f"{business.id}/index", f"{d.name} {d.publisher}"
        yield Row("documents", "文書", home, "", "", name, "documents", told, state_of(d))
    for page in map.of(business):
        if write := _OF_PAGE.get(page.template):
            yield from write(_Writer(business, map, page))


def guide_rows(map: SiteMap) -> Iterator[Row]:
    """The chapters of the handbook and their parts, if the site has it."""
    for page in map.pages.values():
        if isinstance(chapter := page.subject, Guide):
            yield Row("guide", "手引き", page.docname, "", "", chapter.title, "", chapter.text)
            for part in chapter.parts:
                yield Row(
                    "guide", "手引き", page.docname, chapter.title, "", part.words, part.anchor, part.text
                )


class _Writer:
    """Makes rows of one page."""

    def __init__(self, business: Business, map: SiteMap, page: Page) -> None:
        self.business = business
        self.map = map
        self.page = page

    def entry(
        self, file: str, word: str, kind: Kind, id: str, heading: str, *texts: str | None, known: bool = True
    ) -> Iterator[Row]:
        """The row of an entry where its address is; none for a second one that claims the same."""
        ref = self.business.ref(kind, id)
        place = self.map.places.get(ref)
        if place and place.docname == self.page.docname:
            entry = self.business.addressed.get(kind, {}).get(ref.id)
            yield Row(
                file,
                word,
                place.docname,
                heading,
                id if known else "",
                place.name,
                place.anchor,
                self.text(texts),
                state_of(entry.document) if entry else self.edition,
            )

    def row(self, file: str, word: str, heading: str, name: str, anchor: str, *texts: str | None) -> Row:
        """A row of what has no ID."""
        return Row(file, word, self.page.docname, heading, "", name, anchor, self.text(texts), self.edition)

    @property
    def edition(self) -> str:
        """Of the page, where all on it is of one."""
        found = {state_of(d) for d in self.page.documents}
        return found.pop() if len(found) == 1 else ""

    def text(self, texts: Iterable[str | None]) -> str:
        return "\n".join(shown(self.business, self.map, t) for t in texts if t)


def _functions(w: _Writer) -> Iterator[Row]:
    headings: tuple[Numbered, ...] = w.page.subject
    labels = {id(n.heading): n.label for n in headings}
    for n in headings:
        above = JOIN.join(labels[id(h)] for h in n.above if id(h) in labels)
        yield from w.entry(
            "functions", "見出し", Kind.HEADING, n.heading.key, above, n.heading.text, known=False
        )
        path = JOIN.join(filter(None, (above, n.label)))
        for f in n.heading.functions:
            yield from w.entry("functions", "機能", Kind.FUNCTION, f.id, path, *_function(f))


def _function(f: Function) -> Iterator[str | None]:
    yield from (f.text, f.reason, f.note)
    for p in f.parameters:
        yield f"{p.name} {p.meaning or ''}"
    for pattern in f.patterns:
        yield f"{pattern.name} {pattern.manages}"
    yield from (f"{note.body} {note.text}" for note in f.body_notes)
    yield "、".join(f.mechanisms)
    yield _gone(f)


def _gone(value: Function | Form | DataGroup | DataItem | Linkage) -> str | None:
    """Why an entry was withdrawn."""
    return value.retired.reason if value.retired else None


def _form(w: _Writer) -> Iterator[Row]:
    form: Form = w.page.subject
    yield from w.entry("forms", "帳票", Kind.FORM, form.id, "", *_form_texts(form))
    title = f"帳票{w.page.title}"
    for i in form.items:
        texts = (i.text, i.fixed, i.computed, i.overflow, i.note)
        yield w.row("forms", "印字項目", title, i.name, f"field-{i.number}", *texts)


def _form_texts(form: Form) -> Iterator[str | None]:
    yield from (form.audience.value, form.purpose, form.basis, declared.cited(form.outside))
    yield from (form.staff_reason, form.note, form.replaced_by_data, _gone(form))
    match form.layout:
        case None:
            return
        case DrawnLayout() as layout:
            yield from (box.text for face in layout.faces for box in face.boxes)
        case layout:
            yield layout.alternative
            yield from (field.note for field in layout.fields)


def _data_group(w: _Writer) -> Iterator[Row]:
    group: DataGroup = w.page.subject
    texts = (group.text, _gone(group))
    if group.id:
        yield from w.entry("items", "グループ", Kind.GROUP, group.id, "", *texts)
    else:
        yield w.row("items", "グループ", "", group.name, "", *texts)
    for item in group.items:
        yield from w.entry("items", "データ項目", Kind.DATA_ITEM, item.id, w.page.title, *_item(item))


def _item(item: DataItem) -> Iterator[str | None]:
    yield from (item.definition, item.description, item.note, item.romaji)
    if item.classification:
        yield " ".join(filter(None, item.classification.plain().values()))
    yield from (item.derivation, _gone(item))


def _codes(w: _Writer) -> Iterator[Row]:
    for document in w.page.documents:
        for codes in document.contents.code_lists:
            yield from w.entry("codes", "コード", Kind.CODE_LIST, codes.id, "", *_code_list(codes))


def _code_list(codes: CodeList) -> Iterator[str | None]:
    yield from (" ".join(filter(None, (v.value, v.meaning, v.note))) for v in codes.values)
    yield codes.note


def _linkages(w: _Writer) -> Iterator[Row]:
    for document in w.page.documents:
        for linkage in document.contents.linkages:
            yield from w.entry("linkages", "連携", Kind.LINKAGE, linkage.id, "", *_linkage(w, linkage))


def _linkage(w: _Writer, x: Linkage) -> Iterator[str | None]:
    partner = x.partner.name
    if x.partner.business and not partner:
        home = w.map.pages.get(f"{x.partner.business}/index")
        partner = home.business.name if home and home.business else w.business.peers.get(x.partner.business)
    yield " ".join(filter(None, (partner, x.partner.kind.value, x.direction, x.method, x.frequency)))
    yield from (x.occasion, x.search, declared.cited(x.interface), x.exemption, x.note)
    yield _gone(x)


def _flow(w: _Writer) -> Iterator[Row]:
    flow: Flow = w.page.subject
    # Words of the drawing that stand on no step: events, branches and their conditions.
    drawn = (*(n.name for n in flow.nodes), *(c.name for c in flow.connections))
    texts = (flow.text, *dict.fromkeys((*notes_of(flow), *drawn)))
    yield from w.entry("flows", "業務フロー", Kind.FLOW, flow.key, "", *texts, known=False)
    for s in steps_of(flow):
        of_step = (s.actor, s.task.text, "、".join((*s.inputs, *s.outputs)))
        key = f"{flow.key}/{s.task.step}"
        yield from w.entry("flows", "手順", Kind.STEP, key, flow.title, *of_step, known=False)


def _tree(w: _Writer) -> Iterator[Row]:
    for document in w.page.documents:
        for top in document.contents.tree:
            yield from _branch(w, top, "")


def _branch(w: _Writer, node: TreeNode, above: str) -> Iterator[Row]:
    key = node.key or node.name
    yield from w.entry("tree", "ツリー図", Kind.TREE_NODE, key, above, node.scope, node.outside, known=False)
    for child in node.children:
        yield from _branch(w, child, JOIN.join(filter(None, (above, node.name))))


def _screens(w: _Writer) -> Iterator[Row]:
    for document in w.page.documents:
        for s in document.contents.screens:
            texts = (s.text, s.justification, s.note)
            yield from w.entry("further", "画面", Kind.SCREEN, s.key, "", *texts, known=False)


def _details(w: _Writer) -> Iterator[Row]:
    for d in (d for document in w.page.documents for d in document.contents.details):
        yield from w.entry("further", d.kind.value, Kind.DETAIL, d.key, "", d.text, d.note, known=False)


def _alerts(w: _Writer) -> Iterator[Row]:
    for a in (a for document in w.page.documents for a in document.contents.alerts):
        texts = (a.condition, a.message, a.response, a.note)
        yield from w.entry("further", a.kind.value, Kind.ALERT, a.key, "", *texts, known=False)


def _characters(w: _Writer) -> Iterator[Row]:
    for row in (r for document in w.page.documents for r in document.contents.characters):
        into = f"{row.reduction.into} {row.reduction.method}" if row.reduction else None
        texts = (row.text, "、".join(row.sets), row.encoding, into, row.conformance, row.reason, row.note)
        yield from w.entry("further", "文字要件", Kind.CHARACTERS, row.key, "", *texts, known=False)


def _non_functional(w: _Writer) -> Iterator[Row]:
    for index, x in enumerate((x for d in w.page.documents for x in d.contents.non_functional), 1):
        path = JOIN.join(filter(None, (x.major, x.middle, x.minor)))
        promised = " ".join(text for _, text in declared.promised(x.service))
        texts = (
            declared.chosen(x),
            "、".join(declared.graded(x)),
            x.condition,
            x.cloud,
            x.confirmation,
            promised,
            x.note,
        )
        yield w.row("further", "非機能要件", path, x.metric, f"level-{index}", *texts)


def _local_measures(w: _Writer) -> Iterator[Row]:
    for index, m in enumerate((m for d in w.page.documents for m in d.contents.local_measures), 1):
        yield w.row("further", "独自施策", "", m.name, f"measure-{index}", m.treatment, m.reason)


def _out_of_scope(w: _Writer) -> Iterator[Row]:
    for index, o in enumerate((o for d in w.page.documents for o in d.contents.out_of_scope), 1):
        yield w.row("further", "標準化対象外", "", o.name, f"outside-{index}", o.reason, o.treatment)


def _chapter(w: _Writer) -> Iterator[Row]:
    chapter: Chapter = w.page.subject
    for part in chapter_parts(w.business, w.map, chapter):
        yield w.row("prose", "本編", part.above, part.heading, part.anchor)._replace(text=part.text)


def _overview(w: _Writer) -> Iterator[Row]:
    """The 業務 itself: what it declares."""
    business = w.business
    texts: list[str | None] = [business.registered.system, "、".join(business.registered.duties)]
    texts += [f"{word} {text}" for word, text in declared.facts(business)]
    for table in declared.tables(business, "西暦"):
        texts += [" ".join(filter(None, row)) for row in table.rows]
    name, docname = business.name, w.page.docname
    yield Row("prose", "業務", docname, "", business.id, name, "", w.text(texts))


def _terms(w: _Writer) -> Iterator[Row]:
    for term in (t for d in w.page.documents for t in d.contents.terms):
        yield from w.entry("terms", "用語", Kind.TERM, term.name, "", *_term(term), known=False)


def _term(term: Term) -> Iterator[str | None]:
    yield from (term.reading, term.definition)
    for word, others in (("別名", term.synonyms), ("使わない語", term.avoided)):
        yield f"{word}：{'、'.join(others)}" if others else None


_OF_PAGE: dict[str, Any] = {
    "": _chapter,
    "business": _overview,
    "functions": _functions,
    "form": _form,
    "data_group": _data_group,
    "codes": _codes,
    "linkages": _linkages,
    "flow": _flow,
    "tree": _tree,
    "screens": _screens,
    "details": _details,
    "alerts": _alerts,
    "characters": _characters,
    "non_functional": _non_functional,
    "local_measures": _local_measures,
    "out_of_scope": _out_of_scope,
    "terms": _terms,
}
"""What is found on a page, by its template."""
