"""Pages across 業務: all functions in light rows, and what each 業務 makes of the 横断的仕組み and 共通機能."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from hyojun.diff import Held
from hyojun.model import (
    ALL_BODIES,
    Business,
    Corpus,
    Document,
    Function,
    Heading,
    ImplementationClass,
    Kind,
    NamedThing,
    Ref,
    numbered,
)
from hyojun.source import place_of

from ..binding import as_in_force
from ..job import edition_named, is_open
from ..markup import html
from . import comparisons, rows, sifting
from .addresses import SiteMap, folder_of, href
from .falling_due import CONFORMANCE, Day
from .pen import Pen
from .timeline import Timelines

MOST_LINKS = 100
"""Functions of one day that are listed one by one; more of them are a whole edition."""


def of_drafts(business: Business, map: SiteMap) -> str:
    """001 住民基本台帳 機能 第1.1版（案）, of what has functions and no edition in force; empty where there is none."""
    (seen,) = shown(map, (business,))
    names = [f"{d.name} {edition_named(d)}" for d in seen.documents if is_open(d) and d.contents.headings]
    return f"{business.id} {business.name} {'、'.join(names)}" if names else ""


class Stated(NamedTuple):
    """What a 業務 says of a 横断的仕組み or 共通機能."""

    business: Business
    thing: NamedThing
    answer: str
    """適用, 非適用, 利用, 非利用; empty where the 業務 does not say."""
    reason: str
    functions: tuple[Function, ...] = ()
    """Those in force that bear the name of the mechanism."""
    linkages: int = 0
    """連携 of the 業務 with the 共通機能."""


def shown(map: SiteMap, businesses: Iterable[Business]) -> tuple[Business, ...]:
    """業務 with their editions in force in the place of drafts."""
    return tuple(as_in_force(b, map.binding.get(b.id, ())) for b in businesses)


def listed(pen: Pen, known: Timelines, business: Business) -> Iterator[Markup]:
    """A row for every function of a 業務 as `shown` has it, withdrawn ones too.

    Written out, and without the words that a narrow screen repeats (the style sheet has them): there are
    twenty thousand.
    """
    held = {h.document.name: h for h in pen.map.binding.get(business.id, ())}
    for document in business.documents:
        own = _pen(pen, business, held.get(document.name))
        for n in numbered(document.contents.headings):
            top = (*n.above, n.heading)[0]
            for function in n.heading.functions:
                yield _row(own, known, business, document, top, function)


def _pen(pen: Pen, business: Business, held: Held | None) -> Pen:
    """For the rows of a document: what is in force leads to its own pages."""
    if held is None:
        return Pen(pen.corpus, pen.map, pen.page._replace(business=business))
    page = pen.page._replace(business=held.business, edition=held)
    return Pen(pen.corpus, pen.map.editions[folder_of(held)], page)


class Told(NamedTuple):
    """A document whose edition in force and draft both are on the site."""

    business: Business
    held: Held
    draft: Document


def told(map: SiteMap, businesses: Iterable[Business]) -> tuple[Told, ...]:
    """Of which documents a page across 業務 has to say which edition it shows."""
    return tuple(
        Told(b, held, draft)
        for b in businesses
        for held in map.binding.get(b.id, ())
        if (draft := b.document(held.document.name))
    )


def _row(
    pen: Pen, known: Timelines, business: Business, document: Document, top: Heading, function: Function
) -> Markup:
    id = _to(pen, business.ref(Kind.FUNCTION, function.id))
    cells = (
        escape(top.title or ""),
        rows.name(pen, "機能", function),
        _classes(pen, function),
        _dates(pen, function, document),
        _changed(pen, known, business, function),
    )
    retired = Markup(' class="retired"') if function.retired else Markup("")
    shown = "".join(f'<td role="cell">{cell}</td>' for cell in cells)
    told = retired + sifting.of_several(pen, document, function)
    return Markup(
        f'<tr role="row"{told}><th role="rowheader" scope="row">{id}{rows.mark("機能", function.id)}</th>{shown}</tr>'
    )


def _to(pen: Pen, ref: Ref) -> Markup:
    """An ID with a link, if it is on the site; no more, since tables hold thousands."""
    place = pen.map.places.get(ref)
    return (
        Markup(f'<a href="{escape(href(pen.page.docname, place))}">{escape(ref.id)}</a>')
        if place
        else escape(ref.id)
    )


def _classes(pen: Pen, function: Function) -> Markup:
    """One class for all, or each with the 団体区分 it holds for."""
    if function.retired:
        return Markup("")
    found = function.classes_by_body()
    bodies_of: dict[ImplementationClass, list[str]] = {}
    for body, kind in found.items():
        bodies_of.setdefault(kind, []).append(body)
    lines = (
        html(
            '<div{}><span class="class class-{}">{} {}</span>{}</div>',
            Markup("") if bodies == [ALL_BODIES] else html(' data-body="{}"', "、".join(bodies)),
            kind.name.lower(),
            pen.symbols.get(kind.value, ""),
            kind.value,
            "" if bodies == [ALL_BODIES] else " " + "、".join(bodies),
        )
        for kind, bodies in bodies_of.items()
    )
    return Markup("").join(lines)


def _dates(pen: Pen, function: Function, document: Document) -> Markup:
    found = pen.conformance(function, document)
    return Markup("").join(
        html('<div data-body="{}">{}：{}</div>', bodies, bodies, day)
        if bodies
        else html("<div>{}</div>", day)
        for bodies, day in found
    )


def _changed(pen: Pen, known: Timelines, business: Business, function: Function) -> Markup:
    """The newest edition that did something to it, with a link to what; nothing where none did."""
    events = known.events.get((business.id, f"機能{function.id}"), ())
    if held := pen.page.edition:
        events = tuple(e for e in events if place_of(e.step.new.edition) <= place_of(held.edition))
    if not events:
        return Markup("")
    step = events[-1].step
    shown = escape(
        comparisons.edition(step.new.edition)
        + ("（案）" if step.is_current and step.new.since is None else "")
    )
    docname = comparisons.address(step)
    if not pen.has(docname):
        return shown
    mark = f"c-{events[-1].changes[0].fingerprint}"
    return html('<a href="{}#{}">{}</a>', pen.to(docname), mark, shown)


def mechanisms(corpus: Corpus) -> tuple[tuple[NamedThing, tuple[Stated, ...]], ...]:
    """Every 横断的仕組み with a row for every 業務."""
    return tuple(
        (thing, tuple(_mechanism(b, thing) for b in corpus.businesses))
        for thing in corpus.registry.mechanisms
    )


def _mechanism(business: Business, thing: NamedThing) -> Stated:
    names = (thing.name, *thing.former)
    said = next((u for u in business.head.mechanisms if u.name in names), None)
    functions = tuple(f for f in business.functions if any(m in names for m in f.mechanisms))
    return Stated(
        business, thing, said.applied if said else "", (said.reason if said else "") or "", functions
    )


def common_functions(corpus: Corpus) -> tuple[tuple[NamedThing, tuple[Stated, ...]], ...]:
    """Every 共通機能 with a row for every 業務 that is none itself."""
    own = tuple(b for b in corpus.businesses if not b.registered.common)
    return tuple((thing, tuple(_common(b, thing) for b in own)) for thing in corpus.registry.common_functions)


def _common(business: Business, thing: NamedThing) -> Stated:
    names = (thing.name, *thing.former)
    said = next((u for u in business.head.common_functions if u.name in names), None)
    linkages = sum(
        x.partner.business == thing.business if x.partner.business else x.partner.name in names
        for x in business.linkages
    )
    return Stated(
        business, thing, said.used if said else "", (said.reason if said else "") or "", linkages=linkages
    )


def bearers(pen: Pen, stated: Stated) -> tuple[Markup, ...]:
    """Links to the functions that bear a mechanism, by ID with the name as title."""
    return tuple(_bearer(pen, stated.business, f) for f in stated.functions)


def _bearer(pen: Pen, business: Business, function: Function) -> Markup:
    place = pen.map.places.get(business.ref(Kind.FUNCTION, function.id))
    if place is None:
        return html('<span class="id">{}</span>', function.id)
    return html(
        '<a class="id" href="{}" title="{}">{}</a>', href(pen.page.docname, place), place.name, function.id
    )


def falls_due(pen: Pen, found: Day) -> Markup:
    """How many functions, with links to them; a 経過措置 in its own words."""
    if found.what != CONFORMANCE:
        return escape(found.counted)
    links = tuple(_due_link(pen, found.business, s) for s in found.subjects)
    if len(links) > MOST_LINKS:
        return escape(found.counted)
    return html(
        '<details><summary>{}</summary><ul class="links">{}</ul></details>',
        found.counted,
        Markup("").join(html("<li>{}</li>", link) for link in links),
    )


def _due_link(pen: Pen, business: str, subject: str) -> Markup:
    """機能0020001 名称, as `diff.due` writes it; linked where the sources still have it."""
    id = subject.removeprefix(Kind.FUNCTION.value).partition(" ")[0]
    place = pen.map.places.get(Ref(business, Kind.FUNCTION, id))
    return pen.linked(place, subject) if place else escape(subject)
