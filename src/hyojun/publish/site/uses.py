"""Where each データ項目 is printed, handed over and used: counted and listed from the links that point at it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from hyojun.model import IN_TEXT, Business, Corpus, DataGroup, DataItem, Kind, Ref

from .addresses import href
from .charts import Part, parts
from .pen import Pen
from .tables import FEW

COLUMNS = ("印字する帳票", "提供する連携", "照会する連携", "使う機能")
COUNTED = ("帳票に印字", "連携で提供", "連携で照会", "機能で使用")
"""The same columns where the items are counted."""


class Use(NamedTuple):
    """What names a data item by a key of its own: `COLUMNS`."""

    item: DataItem
    forms: tuple[Ref, ...]
    given: tuple[Ref, ...]
    """連携 that hand it over to others, by whichever side they are stated."""
    received: tuple[Ref, ...]
    """連携 by which it comes in, or is recorded in it."""
    functions: tuple[Ref, ...]

    @property
    def columns(self) -> tuple[tuple[Ref, ...], ...]:
        return self.forms, self.given, self.received, self.functions

    def is_shared(self, business: Business) -> bool:
        """Whether another 業務 names it."""
        return any(ref.business != business.id for column in self.columns for ref in column)


class Counted(NamedTuple):
    """The data items of a 業務, counted."""

    business: Business
    items: int
    columns: tuple[int, ...]
    """By `COLUMNS`, how many items have any."""
    shared: int
    """Items that another 業務 names."""
    unused: int
    """Items that nothing names."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """For a bar."""
        return parts(
            ("使われている項目", "使われていない項目"),
            (self.items - self.unused, self.unused),
            ("solid", "open"),
        )


def of_group(corpus: Corpus, business: Business, items: tuple[DataItem, ...]) -> tuple[Use, ...]:
    """A use for each item in force."""
    return tuple(_use(corpus, business, item) for item in items if not item.retired)


def has_items(group: DataGroup) -> bool:
    """Whether there is anything in a group that is in force."""
    return any(not item.retired for item in group.items)


def span(groups: Sequence[DataGroup]) -> str:
    """002001 宛名 から 002009 抑止 まで: what a part of the list holds."""
    first, last = (" ".join(filter(None, (g.id, g.name))) for g in (groups[0], groups[-1]))
    return first if len(groups) == 1 else f"{first} から {last} まで"


def counted(corpus: Corpus) -> tuple[Counted, ...]:
    """A row for every 業務 with data items."""
    return tuple(_counted(corpus, b) for b in corpus.businesses if b.data_items)


def _counted(corpus: Corpus, business: Business) -> Counted:
    found = of_group(corpus, business, business.data_items)
    return Counted(
        business,
        len(found),
        tuple(sum(bool(u.columns[i]) for u in found) for i in range(len(COLUMNS))),
        sum(u.is_shared(business) for u in found),
        sum(not any(u.columns) for u in found),
    )


def _use(corpus: Corpus, business: Business, item: DataItem) -> Use:
    ref = business.ref(Kind.DATA_ITEM, item.id)
    found: dict[str, dict[Ref, None]] = {word: {} for word in COLUMNS}
    for edge in corpus.incoming.get(ref, ()):
        if edge.source and edge.word != IN_TEXT and (word := _column(corpus, business, edge.source)):
            found[word][edge.source] = None
    return Use(item, *(tuple(found[word]) for word in COLUMNS))


def _column(corpus: Corpus, business: Business, source: Ref) -> str | None:
    """Which column what names an item belongs to; None for other kinds."""
    match source.kind:
        case Kind.FORM:
            return COLUMNS[0]
        case Kind.FUNCTION:
            return COLUMNS[3]
        case Kind.LINKAGE:
            gives = corpus.linkages[source].direction == "提供"
            # What another 業務 asks for is handed over by this one.
            return COLUMNS[1] if gives is (source.business == business.id) else COLUMNS[2]
        case _:
            return None


def rows(pen: Pen, business: Business, items: tuple[DataItem, ...]) -> Iterator[Markup]:
    """The rows of a group, written out: a 業務 has thousands, and IDs alone keep its page light (the words that a
    narrow screen repeats are in the style sheet)."""
    for use in of_group(pen.corpus, business, items):
        place = pen.map.places.get(business.ref(Kind.DATA_ITEM, use.item.id))
        name = _a(pen, business.ref(Kind.DATA_ITEM, use.item.id)) if place else escape(use.item.id)
        cells = "".join(f'<td role="cell">{_all(pen, business, found)}</td>' for found in use.columns)
        unused = "" if any(use.columns) else ' class="unused"'
        yield Markup(
            f'<tr role="row"{unused}><th role="rowheader" scope="row">{name} {escape(use.item.name)}</th>{cells}</tr>'
        )


def _all(pen: Pen, business: Business, found: tuple[Ref, ...]) -> str:
    """Links one after the other, folded where there are many; those of other 業務 set apart."""
    shown = " ".join(
        f"<b>{_a(pen, ref)}</b>" if ref.business != business.id else _a(pen, ref) for ref in found
    )
    if len(found) <= FEW:
        return shown
    return f"<details><summary>{len(found)}件</summary>{shown}</details>"


def _a(pen: Pen, ref: Ref) -> Markup:
    place = pen.map.places.get(ref)
    shown = escape(ref.id)
    return Markup(f'<a href="{escape(href(pen.page.docname, place))}">{shown}</a>') if place else shown
