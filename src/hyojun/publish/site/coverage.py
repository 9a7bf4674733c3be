"""How a specification hangs together: what each function has, how many are 標準オプション, what the
cross-cutting mechanisms reach. Counted from the model; a report, never a finding."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup

from hyojun.model import (
    ALL_BODIES,
    IN_TEXT,
    Business,
    Corpus,
    Function,
    ImplementationClass,
    Kind,
    NamedThing,
    Ref,
)

from ..markup import html
from .addresses import href
from .charts import Part, parts
from .pen import Pen

EXPECTED_ITEMS = "約4万2千"
"""Data items of all 20 業務 together, as the digital agency counts them."""

COLUMNS = (
    ("帳票", Kind.FORM),
    ("データ項目", Kind.DATA_ITEM),
    ("連携", Kind.LINKAGE),
    ("業務フロー", Kind.STEP),
    ("ツリー図", Kind.TREE_NODE),
)


class Row(NamedTuple):
    """A function in the traceability matrix."""

    function: Function
    number: str
    """項番 of its heading."""
    cells: tuple[tuple[Markup, ...], ...]
    """Links by COLUMNS."""


class Share(NamedTuple):
    """Classes of the functions of a 業務 for a 団体区分."""

    business: Business
    body: str
    must: int
    option: int
    forbidden: int

    @property
    def percent(self) -> str:
        """Of what may be implemented, how much is 標準オプション; empty where nothing may."""
        may = self.must + self.option
        return f"{self.option / may * 100:.1f}%" if may else ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """For a bar."""
        kinds = (c.value for c in ImplementationClass)
        return parts(kinds, (self.must, self.option, self.forbidden), ("solid", "striped", "open"))


class Reach(NamedTuple):
    """What a cross-cutting mechanism has in a 業務."""

    business: Business
    mechanism: str
    applied: str
    """適用, 非適用, or empty where the 業務 does not say."""
    reason: str
    layers: tuple[int, ...]
    """Tasks of flows, functions, data items, linkages."""


LAYERS = ("業務フロー", "機能", "データ", "連携")


def matrix(pen: Pen, business: Business) -> tuple[Row, ...]:
    """A row for every function in force, in reading order."""
    return tuple(
        Row(f, n.number, _cells(pen, business, f))
        for n in business.headings
        for f in n.heading.functions
        if not f.retired
    )


def _cells(pen: Pen, business: Business, function: Function) -> tuple[tuple[Markup, ...], ...]:
    found = _connected(pen.corpus, business, function)
    return tuple(tuple(_link(pen, ref) for ref in found[kind]) for _, kind in COLUMNS)


def _connected(corpus: Corpus, business: Business, function: Function) -> dict[Kind, dict[Ref, None]]:
    """What a function names and what names it, by keys rather than in running text; both sides may do so."""
    own = {Kind.FORM: function.forms, Kind.DATA_ITEM: function.data_items, Kind.LINKAGE: function.linkages}
    found: dict[Kind, dict[Ref, None]] = {kind: {} for _, kind in COLUMNS}
    for kind, ids in own.items():
        found[kind].update(dict.fromkeys(business.ref(kind, id) for id in ids))
    for edge in corpus.incoming.get(business.ref(Kind.FUNCTION, function.id), ()):
        if edge.source and edge.source.kind in found and edge.word != IN_TEXT:
            found[edge.source.kind][edge.source] = None
    return found


def connected(corpus: Corpus, business: Business) -> tuple[tuple[Part, ...], ...]:
    """By column, how many functions in force have something and how many have nothing."""
    found = [_connected(corpus, business, f) for f in business.functions]
    with_some = [sum(bool(f[kind]) for f in found) for _, kind in COLUMNS]
    return tuple(
        parts(("つながりのある機能", "つながりのない機能"), (n, len(found) - n), ("solid", "open"))
        for n in with_some
    )


def totals(rows: Iterable[Row]) -> tuple[int, ...]:
    """By column, how many functions have something."""
    filled = [[bool(cell) for cell in row.cells] for row in rows]
    return tuple(sum(column) for column in zip(*filled, strict=True)) if filled else (0,) * len(COLUMNS)


def _link(pen: Pen, ref: Ref) -> Markup:
    """A short link, since a long matrix holds thousands: the ID alone, the name as its title."""
    place = pen.map.places.get(ref)
    has_name = ref.kind in (Kind.STEP, Kind.TREE_NODE)
    if place is None:
        return html('<span class="id">{}</span>', ref.id)
    address = href(pen.page.docname, place)
    if has_name:
        return html('<a href="{}">{}</a>', address, place.name)
    return html('<a class="id" href="{}" title="{}">{}</a>', address, place.name, ref.id)


def shares(corpus: Corpus) -> tuple[Share, ...]:
    """A row for each 業務 and each 団体区分 it distinguishes; one row where it distinguishes none."""
    return tuple(share for b in corpus.businesses if b.functions for share in shares_of(corpus, b))


def shares_of(corpus: Corpus, business: Business) -> tuple[Share, ...]:
    """The rows of one 業務."""
    return tuple(_shares(business, [body.name for body in corpus.registry.bodies]))


def _shares(business: Business, order: list[str]) -> Iterator[Share]:
    named = {body for f in business.functions for body in f.classes_by_body()} - {ALL_BODIES}
    named.update(business.head.bodies)
    bodies = [*(b for b in order if b in named), *sorted(named.difference(order))]
    for body in bodies or [ALL_BODIES]:
        classes = (f.classes_by_body() for f in business.functions)
        numbers = Counter(c.get(body) or c.get(ALL_BODIES) for c in classes)
        yield Share(
            business,
            body,
            numbers[ImplementationClass.MUST],
            numbers[ImplementationClass.OPTION],
            numbers[ImplementationClass.FORBIDDEN],
        )


def reaches(corpus: Corpus) -> tuple[Reach, ...]:
    """A row for each 業務 and mechanism: what is missing is to be seen as well."""
    return tuple(reach(b, mechanism) for b in corpus.businesses for mechanism in corpus.registry.mechanisms)


def reach(business: Business, mechanism: NamedThing) -> Reach:
    """What one mechanism has in one 業務."""
    name, spellings = mechanism.name, (mechanism.name, *mechanism.former)
    used = next((u for u in business.head.mechanisms if u.name in spellings), None)
    functions = [f for f in business.functions if any(m in spellings for m in f.mechanisms)]
    ids = {f.id for f in functions}
    items = {id for f in functions for id in f.data_items}
    linkages = {id for f in functions for id in f.linkages}

    def named(*texts: str | None) -> bool:
        return any(s in text for text in texts if text for s in spellings)

    tasks = [
        t
        for flow in business.flows
        for t in flow.tasks
        if ids.intersection(t.functions) or named(flow.title, t.name)
    ]
    items |= {i.id for i in business.data_items if named(i.name, i.definition)}
    linkages |= {x.id for x in business.linkages if named(x.name, x.occasion, x.partner.name)}
    layers = (len(tasks), len(functions), len(items), len(linkages))
    return Reach(business, name, used.applied if used else "", (used.reason or "") if used else "", layers)
