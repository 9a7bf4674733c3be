"""What the templates write with: text with its references linked, labels, dates, relations.

Bound to one page, since links are relative (the site must work from a folder). Everything it returns
as Markup is escaped here; all else is escaped by Jinja2.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from hyojun.model import (
    IN_TEXT,
    SERIES,
    Corpus,
    Document,
    Function,
    ImplementationClass,
    Kind,
    Numbered,
    Partner,
    Ref,
    Revision,
    mention,
    mentions,
    numbered,
    obligations,
)
from hyojun.source import place_of

from ..anchors import anchor
from ..dates import falling, in_words, printed
from ..job import is_open
from ..markup import html, quoted
from .addresses import Page, Place, SiteMap, href, relative
from .cite_link import CITED_AT_ID, cite_link

NO_DAY = "（未定）"
"""In the place of a 年月日 that is not known yet."""

_WORDS = re.compile(r"(?<=[一-龠])(?=[ァ-ヶ])")


class Relation(NamedTuple):
    """A row of the relations of an entry: a word and its links."""

    word: str
    links: tuple[Markup, ...]


class Pen:
    """Writes for one page. It remembers which anchors it gave, since an ID stands once on a page."""

    def __init__(self, corpus: Corpus, map: SiteMap, page: Page, *, opinions: bool = False) -> None:
        """`opinions`: whether the site says where opinions go."""
        self.corpus = corpus
        self.map = map
        self.page = page
        self.business = page.business
        profile = corpus.registry.profile(page.business.registered.profile if page.business else "標準")
        self.symbols = profile.symbols
        self.era = profile.era
        self._opinions = opinions
        self._is_draft = any(is_open(d) for d in page.documents)
        self._given: set[str] = set()
        self._links: dict[Ref, Markup] = {}
        self._classes: dict[ImplementationClass, Markup] = {}

    # text

    def text(self, text: str | None) -> Markup:
        """Running text: line breaks kept by the style sheet, references linked where they lead somewhere."""
        if not text:
            return Markup("")
        parts: list[str] = []
        end = 0
        for found in mentions(text):
            place = self.map.places.get(self.ref(found.kind, found.id))
            if place is None:
                continue
            parts.append(quoted(text[end : found.start]))
            words = text[found.start : found.end]
            title = f"{words} {place.name}" if found.kind is not Kind.HEADING else place.name
            shown = place.name if found.kind is Kind.HEADING else words
            parts.append(self._a(place, shown, title))
            end = found.end
        return Markup("".join((*parts, quoted(text[end:]))))

    def day(self, day: date | str | None) -> str:
        """A date in the calendar of the profile; other words (未定, …の施行日) as they are."""
        return printed(day, self.era) if day is not None else NO_DAY

    def dated(self, text: str) -> str:
        """A text that was put together, with its days in the calendar of the profile."""
        return in_words(text, self.era)

    def period(self, since: date | None, until: date | None) -> str:
        """（令和5年4月1日から）; nothing where neither end is known."""
        ends = ((since, "から"), (until, "まで"))
        words = "".join(self.day(day) + word for day, word in ends if day)
        return f"（{words}）" if words else ""

    def revisions(self, document: Document) -> tuple[Revision, ...]:
        """改定履歴, newest first."""
        return tuple(sorted(document.history, key=lambda r: place_of(r.edition), reverse=True))

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
        found = self._links.get(ref)
        if found is None:
            found = self._links[ref] = self._link(ref)
        return found

    def _link(self, ref: Ref) -> Markup:
        place = self.map.places.get(ref)
        shown = ref.id if ref.kind in SERIES or ref.kind is Kind.CODE_LIST else ""
        if place is None:
            here = self.corpus.business(ref.business) is not None
            why = Markup('<span class="missing">（記載なし）</span>') if here else Markup("")
            return html('<span class="id">{}</span>{}', shown or ref.id, why)
        if not shown:
            return self._a(place, place.name)
        pattern = '<a href="{}"{}><span class="id">{}</span> {}</a>'
        return html(pattern, href(self.page.docname, place), self._leaves(place), shown, place.name)

    def link_words(self, kind: str, id: str, words: str) -> Markup:
        """A link with words of its own."""
        place = self.map.places.get(self.ref(Kind(kind), id))
        return self._a(place, words) if place else escape(words)

    def item(self, id: str) -> Markup:
        return self.link(self.ref(Kind.DATA_ITEM, id))

    def party(self, partner: Partner) -> Markup:
        """The other party of a 連携 and what kind of thing it is."""
        kind = html('<div class="small">{}</div>', partner.kind.value)
        return self._party(partner) + kind

    def _party(self, partner: Partner) -> Markup:
        """A 業務 by its registered name, with a link if it is on this site."""
        if partner.business is None:
            return escape(partner.name or "")
        registered = self.corpus.registry.business(partner.business)
        name = partner.name or (registered.system if registered else "")
        shown = html('<span class="id">{}</span> {}', partner.business, name)
        home = f"{partner.business}/index"
        return html('<a href="{}">{}</a>', self.to(home), shown) if self.has(home) else shown

    def numbered(self, document: Document) -> tuple[Numbered, ...]:
        return numbered(document.contents.headings)

    def links(self, kind: str, ids: Iterable[str]) -> tuple[Markup, ...]:
        return tuple(self.link(self.ref(Kind(kind), id)) for id in ids)

    def linked(self, place: Place, words: str) -> Markup:
        """Words of one's own that lead to a place."""
        return self._a(place, words)

    def _a(self, place: Place, words: str, title: str = "") -> Markup:
        address = href(self.page.docname, place)
        told = f' title="{quoted(title)}"' if title and title != words else ""
        return Markup(f'<a href="{quoted(address)}"{self._leaves(place)}{told}>{quoted(words)}</a>')

    def _leaves(self, place: Place) -> Markup:
        """From a released edition to a draft: the style sheet says （案）, which is no word of the edition."""
        is_left = self.page.edition and self.business and self.map.is_draft(self.business.id, place)
        return Markup(' class="to-draft"') if is_left else Markup("")

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
        return html(' id="{}"', mark)

    def permalink(self, kind: str, id: str, words: str) -> Markup:
        """An ID that links to itself, so that its address can be copied."""
        place = self.map.places.get(self.ref(Kind(kind), id))
        if place is None or place.docname != self.page.docname:
            return html('<span class="id">{}</span>', words)
        # An address of a draft says nowhere that it is one: who needs one that does takes 引用.
        title = "この項目（案）へのリンク" if self._is_draft else "この項目への固定リンク"
        link = html('<a class="id" href="#{}" title="{}">{}</a>', place.anchor, title, words)
        return link + self.cite(kind, id) if Kind(kind) in CITED_AT_ID else link

    def cite(self, kind: str, id: str | None) -> Markup:
        """The way to 引用 of an entry; from an edition, to the current contents."""
        ref = self.ref(Kind(kind), id) if id else None
        return cite_link(self.corpus, self.map, self.page, ref, self._opinions) if ref else Markup("")

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
        if value not in self._classes:
            word = Markup("<wbr>").join(_WORDS.split(value.value))  # 標準 and オプション in narrow columns
            self._classes[value] = html(
                '<span class="class class-{}"><span class="symbol">{}</span> <span class="word">{}</span></span>',
                value.name.lower(),
                self.symbols.get(value.value, ""),
                word,
            )
        return self._classes[value]

    def class_of(self, value: Any, body: str) -> Markup:
        """Class of a function or form for a 団体区分."""
        found = value.classes
        return self.klass(found.get(body) if isinstance(found, dict) else found)

    def classes(self, value: Any) -> Markup:
        """All classes of a function or form in one cell; none of a withdrawn one, which requires nothing."""
        if value.retired:
            return Markup("")
        found = value.classes
        if not isinstance(found, dict):
            return self.klass(found)
        rows = (
            html('<div data-body="{}">{}: {}</div>', body, body, self.klass(c)) for body, c in found.items()
        )
        return Markup("").join(rows)

    def conformance(self, function: Function, document: Document) -> tuple[tuple[str, str], ...]:
        """適合基準日 with the 団体区分 it holds for (none where it holds for all), the edition's where
        the statement names none; none for a withdrawn one."""
        bodies = self.business.head.bodies if self.business else ()
        return falling(obligations(function, document, bodies), self.era)

    def each_conformance(
        self, functions: Iterable[Function], document: Document
    ) -> dict[str, tuple[tuple[str, str], ...]]:
        return {f.id: self.conformance(f, document) for f in functions}

    # columns: a value for each of a list of entries

    def each(self, write: Callable[[Any], Any], entries: Iterable[Any], attribute: str) -> tuple[Any, ...]:
        """What `write` makes of an attribute; None where there is none."""
        values = (getattr(e, attribute) for e in entries)
        return tuple(write(v) if v is not None else None for v in values)

    def each_users(self, kind: str, entries: Iterable[Any], *sources: str) -> tuple[tuple[Markup, ...], ...]:
        return tuple(self.users(kind, e.id, *sources) for e in entries)

    def each_citing(self, kind: str, entries: Iterable[Any], *sources: str) -> tuple[tuple[Markup, ...], ...]:
        return tuple(self.citing(kind, e.id, *sources) for e in entries)

    def each_links(self, kind: str, entries: Iterable[Any], attribute: str) -> tuple[tuple[Markup, ...], ...]:
        """Links to the IDs that an attribute lists."""
        return tuple(self.links(kind, getattr(e, attribute)) for e in entries)

    def each_key_citing(self, kind: str, entries: Iterable[Any]) -> tuple[tuple[Markup, ...], ...]:
        """As `each_citing`, of entries that have a key."""
        return tuple(self.citing(kind, e.key) for e in entries)

    # relations, both ways

    def users(self, kind: str, id: str, *sources: str) -> tuple[Markup, ...]:
        """Links to the entries of some kinds that name this one by a key of their own."""
        wanted = {Kind(s) for s in sources}
        return self._sources(self._naming(self.ref(Kind(kind), id), wanted))

    def citing(self, kind: str, id: str, *sources: str) -> tuple[Markup, ...]:
        """Links to all else that points here: mentions in text, and entries of other kinds."""
        ref = self.ref(Kind(kind), id)
        using = set(self._naming(ref, {Kind(s) for s in sources}))
        edges = self.corpus.incoming.get(ref, ())
        return self._sources(e.source for e in edges if e.source and e.source not in using)

    def _naming(self, ref: Ref, kinds: Container[Kind]) -> Iterator[Ref]:
        for edge in self.corpus.incoming.get(ref, ()):
            if edge.source and edge.source.kind in kinds and edge.word != IN_TEXT:
                yield edge.source

    def _sources(self, refs: Iterable[Ref]) -> tuple[Markup, ...]:
        return tuple(self._source(ref) for ref in dict.fromkeys(refs))

    def _source(self, ref: Ref) -> Markup:
        if ref.kind is Kind.STEP and (place := self.map.places.get(ref)):
            flow = self.map.places.get(Ref(ref.business, Kind.FLOW, ref.id.partition("/")[0]))
            return self._a(place, f"{flow.name}：{place.name}" if flow else place.name)
        return self.link(ref)

    def relations(self, function: Function) -> tuple[Relation, ...]:
        """What a statement names and what names it."""
        return tuple(r for r in self._relations(function) if r.links)

    def _relations(self, function: Function) -> Iterator[Relation]:
        named = {"帳票": function.forms, "データ": function.data_items, "連携": function.linkages}
        for kind, ids in named.items():
            # Often both sides name each other (標準仕様書関連箇所): one line serves for both.
            both = (*self.links(kind, ids), *self.users("機能", function.id, kind))
            yield Relation("データ項目" if kind == "データ" else kind, tuple(dict.fromkeys(both)))
        yield Relation("横断的仕組み", tuple(escape(m) for m in function.mechanisms))
        yield Relation("参照", tuple(self._reference(r) for r in function.references))
        yield Relation("ツリー図", self.users("機能", function.id, "ツリー"))
        yield Relation("業務フロー", self.users("機能", function.id, "手順"))
        yield Relation("使う画面", self.users("機能", function.id, "画面"))
        yield Relation("独自施策", tuple(self._measures(function)))
        further = ("項目詳細", "エラー・アラート")
        for kind in further:
            yield Relation(kind, self.users("機能", function.id, kind))
        told = (*named, "ツリー", "手順", "画面", *further)
        yield Relation("参照元", self.citing("機能", function.id, *told))

    def _measures(self, function: Function) -> Iterator[Markup]:
        """独自施策 that this function stands for."""
        if self.business is None:
            return
        for number, measure in enumerate(self.business.local_measures, 1):
            if function.id in measure.functions:
                place = Place(f"{self.page.folder}/local-measures", f"measure-{number}", measure.name)
                yield self._a(place, f"{measure.name}（{measure.treatment}）")

    def _reference(self, written: str) -> Markup:
        found = mention(written)
        return self.link(self.ref(found.kind, found.id)) if found else self.text(written)


def status_of(corpus: Corpus, id: str, only: str | None) -> str:
    """収録, 未収録, or outside what this build was limited to."""
    if corpus.business(id):
        return "収録"
    return "この構築には含めていません" if only else "未収録"
