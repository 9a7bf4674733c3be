"""What the templates write with: text with its references linked, labels, dates, relations.

Bound to one page, since links are relative (the site must work from a folder). Everything it returns
as Markup is escaped here; all else is escaped by Jinja2.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from hyojun.model import (
    ALL_BODIES,
    SERIES,
    Business,
    Corpus,
    Document,
    Edge,
    Function,
    ImplementationClass,
    Kind,
    Numbered,
    Partner,
    Ref,
    mention,
    mentions,
    numbered,
)

from ..anchors import anchor
from ..dates import printed
from .addresses import Page, Place, SiteMap, href, relative


class Relation(NamedTuple):
    """A row of the relations of an entry: a word and its links."""

    word: str
    links: tuple[Markup, ...]


class Pen:
    """Writes for one page. It remembers which anchors it gave, since an ID stands once on a page."""

    def __init__(self, corpus: Corpus, map: SiteMap, page: Page) -> None:
        self.corpus = corpus
        self.map = map
        self.page = page
        self.business = page.business
        profile = corpus.registry.profile(page.business.registered.profile if page.business else "標準")
        self.symbols = profile.symbols
        self.era = profile.era
        self._given: set[str] = set()

    # text

    def text(self, text: str | None) -> Markup:
        """Running text: line breaks kept by the style sheet, references linked where they lead somewhere."""
        if not text:
            return Markup("")
        parts: list[Markup] = []
        end = 0
        for found in mentions(text):
            place = self.map.places.get(self.ref(found.kind, found.id))
            if place is None:
                continue
            parts.append(escape(text[end : found.start]))
            words = text[found.start : found.end]
            title = f"{words} {place.name}" if found.kind is not Kind.HEADING else place.name
            shown = place.name if found.kind is Kind.HEADING else words
            parts.append(self._a(place, shown, title))
            end = found.end
        return Markup("").join((*parts, escape(text[end:])))

    def day(self, day: date | str | None) -> str:
        """A date in the calendar of the profile; other words (未定, …の施行日) as they are."""
        return printed(day, self.era) if day is not None else ""

    # links

    def ref(self, kind: Kind, id: str) -> Ref:
        """The address of an ID as written on this page."""
        return self.business.ref(kind, id) if self.business else Ref(id[:3], kind, id)

    def to(self, docname: str) -> str:
        """Relative address of another page."""
        return relative(self.page.docname, docname + ".html")

    def file(self, path: str) -> str:
        """Relative address of a file of the site."""
        return relative(self.page.docname, path)

    def link(self, ref: Ref) -> Markup:
        """ID and name with a link; without one where the target is not on this site."""
        place = self.map.places.get(ref)
        shown = ref.id if ref.kind in SERIES or ref.kind is Kind.CODE_LIST else ""
        if place is None:
            here = self.corpus.business(ref.business) is not None
            why = Markup('<span class="missing">（記載なし）</span>') if here else Markup("")
            return Markup('<span class="id">{}</span>{}').format(shown or ref.id, why)
        if not shown:
            return self._a(place, place.name)
        return Markup('<a href="{}"><span class="id">{}</span> {}</a>').format(
            href(self.page.docname, place), shown, place.name
        )

    def link_words(self, kind: str, id: str, words: str) -> Markup:
        """A link with words of its own."""
        place = self.map.places.get(self.ref(Kind(kind), id))
        return self._a(place, words) if place else escape(words)

    def one(self, kind: str, id: str | None) -> Markup:
        return self.link(self.ref(Kind(kind), id)) if id else Markup("")

    def related(self, written: str | None) -> Markup:
        """標準仕様書関連箇所: its 機能ID linked where they lead somewhere, the rest as written."""
        lines = []
        for line in (written or "").split("\n"):
            place = self.map.places.get(Ref(line[:3], Kind.FUNCTION, line[:7]))
            lines.append(self._a(place, line) if place else self.text(line))
        return Markup("\n").join(lines)

    def partner(self, partner: Partner) -> Markup:
        """The other party of a 連携: a 業務 by its registered name, with a link if it is on this site."""
        if partner.business is None:
            return escape(partner.name or "")
        registered = self.corpus.registry.business(partner.business)
        name = partner.name or (registered.system if registered else "")
        shown = Markup('<span class="id">{}</span> {}').format(partner.business, name)
        home = f"{partner.business}/index"
        return Markup('<a href="{}">{}</a>').format(self.to(home), shown) if self.has(home) else shown

    def numbered(self, document: Document) -> tuple[Numbered, ...]:
        return numbered(document.contents.headings)

    def links(self, kind: str, ids: Iterable[str]) -> tuple[Markup, ...]:
        return tuple(self.link(self.ref(Kind(kind), id)) for id in ids)

    def _a(self, place: Place, words: str, title: str = "") -> Markup:
        address = href(self.page.docname, place)
        if title and title != words:
            return Markup('<a href="{}" title="{}">{}</a>').format(address, title, words)
        return Markup('<a href="{}">{}</a>').format(address, words)

    def code(self, written: str) -> Markup:
        """コードID of a data item; one with the name of a 業務 before it is that 業務's."""
        name, id = written[:-3], written[-3:]
        if not name:
            return self.link(self.ref(Kind.CODE_LIST, id))
        owner = next((b for b in self.corpus.registry.businesses if b.name == name), None)
        place = self.map.places.get(Ref(owner.id, Kind.CODE_LIST, id)) if owner else None
        return self._a(place, written) if place else escape(written)

    def has(self, docname: str) -> bool:
        return docname in self.map.pages

    # anchors

    def at(self, kind: str, id: str) -> Markup:
        """The `id` attribute of an entry: only where its place is, and only once."""
        place = self.map.places.get(self.ref(Kind(kind), id))
        if place is None or place.docname != self.page.docname or place.anchor == self.page.anchor:
            return Markup("")
        return self.once(place.anchor)

    def once(self, mark: str) -> Markup:
        if mark in self._given:
            return Markup("")
        self._given.add(mark)
        return Markup(' id="{}"').format(mark)

    def permalink(self, kind: str, id: str, words: str) -> Markup:
        """An ID that links to itself, so that its address can be copied."""
        place = self.map.places.get(self.ref(Kind(kind), id))
        if place is None or place.docname != self.page.docname:
            return Markup('<span class="id">{}</span>').format(words)
        return Markup('<a class="id" href="#{}" title="この項目への固定リンク">{}</a>').format(
            place.anchor, words
        )

    def anchor(self, kind: str, id: str) -> str:
        return anchor(Kind(kind), id)

    # classes and dates

    def class_columns(self, functions: Iterable[Any]) -> tuple[str, ...]:
        """団体区分 that need a column of their own; empty where one class serves all everywhere."""
        named = {name for f in functions if isinstance(f.classes, dict) for name in f.classes}
        if not named:
            return ()
        order = [b.name for b in self.corpus.registry.bodies]
        declared = self.business.head.bodies if self.business else ()
        known = (*declared, *(n for n in order if n in named))
        return tuple(dict.fromkeys((*known, *sorted(named.difference(known)))))

    def klass(self, value: ImplementationClass | None) -> Markup:
        """Symbol and word of a class."""
        if value is None:
            return Markup('<span class="none">—</span>')
        return Markup(
            '<span class="class class-{}"><span class="symbol">{}</span> <span class="word">{}</span></span>'
        ).format(value.name.lower(), self.symbols.get(value.value, ""), value.value)

    def class_of(self, value: Any, body: str) -> Markup:
        """Class of a function or form for a 団体区分."""
        found = value.classes
        return self.klass(found.get(body) if isinstance(found, dict) else found)

    def classes(self, value: Any) -> Markup:
        """All classes of a function or form in one cell."""
        found = value.classes
        if not isinstance(found, dict):
            return self.klass(found)
        rows = (Markup("<div>{}: {}</div>").format(body, self.klass(c)) for body, c in found.items())
        return Markup("").join(rows)

    def conformance(self, function: Function, document: Document) -> tuple[tuple[str, str], ...]:
        """適合基準日 by 団体区分, the edition's where the statement names none."""
        found = function.conformance_by_body()
        if not found and document.conformance is not None:
            given = document.conformance
            found = dict(given) if isinstance(given, dict) else {ALL_BODIES: given}
        return tuple(("" if body == ALL_BODIES else body, self.day(day)) for body, day in found.items())

    # relations, both ways

    def incoming(self, kind: str, id: str, *sources: str) -> tuple[Markup, ...]:
        """Links to all that points here, from sources of the given kinds (all when none is given)."""
        wanted = [Kind(s) for s in sources]
        edges = self.corpus.incoming.get(self.ref(Kind(kind), id), ())
        return self._sources(e for e in edges if not wanted or (e.source and e.source.kind in wanted))

    def _sources(self, edges: Iterable[Edge]) -> tuple[Markup, ...]:
        found = dict.fromkeys(e.source for e in edges if e.source)
        return tuple(self._source(ref) for ref in found)

    def _source(self, ref: Ref) -> Markup:
        if ref.kind is Kind.STEP and (place := self.map.places.get(ref)):
            flow = self.map.places.get(Ref(ref.business, Kind.FLOW, ref.id.partition("/")[0]))
            return self._a(place, place.name, f"業務フロー「{flow.name}」の手順" if flow else "")
        return self.link(ref)

    def relations(self, function: Function) -> tuple[Relation, ...]:
        """What a statement names and what names it."""
        return tuple(r for r in self._relations(function) if r.links)

    def _relations(self, function: Function) -> Iterator[Relation]:
        own = self.ref(Kind.FUNCTION, function.id)
        references = tuple(self._reference(r) for r in function.references)
        named = {
            Kind.FORM: self.links(Kind.FORM, function.forms),
            Kind.DATA_ITEM: self.links(Kind.DATA_ITEM, function.data_items),
            Kind.LINKAGE: self.links(Kind.LINKAGE, function.linkages),
        }
        naming: dict[Kind, list[Edge]] = defaultdict(list)
        for edge in self.corpus.incoming.get(own, ()):
            if edge.source:
                naming[edge.source.kind].append(edge)
        for kind, word in ((Kind.FORM, "帳票"), (Kind.DATA_ITEM, "データ項目"), (Kind.LINKAGE, "連携")):
            # Often both sides name each other (標準仕様書関連箇所): one line serves for both.
            yield Relation(word, tuple(dict.fromkeys((*named[kind], *self._sources(naming.pop(kind, ()))))))
        yield Relation("横断的仕組み", tuple(escape(m) for m in function.mechanisms))
        yield Relation("参照", references)
        yield Relation("ツリー図", self._sources(naming.pop(Kind.TREE_NODE, ())))
        yield Relation("業務フロー", self._sources((*naming.pop(Kind.FLOW, ()), *naming.pop(Kind.STEP, ()))))
        yield Relation("参照元", self._sources(e for edges in naming.values() for e in edges))

    def _reference(self, written: str) -> Markup:
        found = mention(written)
        return self.link(self.ref(found.kind, found.id)) if found else self.text(written)


def status_of(corpus: Corpus, id: str, only: str | None) -> str:
    """収録, 未収録, or outside what this build was limited to."""
    if corpus.business(id):
        return "収録"
    return "この構築には含めていません" if only else "未収録"


def section_tabs(map: SiteMap, business: Business) -> tuple[tuple[str, str, str], ...]:
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
        "out-of-scope": "標準化対象外",
        "terms": "用語",
        "history": "改定履歴",
    }
    first: dict[str, str] = {}
    for page in map.of(business):
        first.setdefault(page.section, page.docname)
    return tuple((s, w, first[s]) for s, w in words.items() if s in first)
