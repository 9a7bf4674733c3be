"""業務間の連携 as a matrix: who hands over to whom, and by which 連携. What two sides state counts once."""

from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup

from hyojun.model import Corpus, Kind, PartnerKind, Ref

from ..linkage_drawing import Party, hand_overs
from ..markup import html
from .addresses import href
from .pen import Pen


class Exchanges(NamedTuple):
    """All hand-overs of a corpus."""

    parties: tuple[Party, ...]
    """業務 and 共通機能, by ID."""
    outside: tuple[Party, ...]
    """Outside systems, by kind and name."""
    linkages: Mapping[tuple[Party, Party], tuple[str, ...]]
    """提供元 and 照会側 → 連携ID."""

    def between(self, source: Party, target: Party) -> tuple[str, ...]:
        return self.linkages.get((source, target), ())

    @property
    def sources(self) -> tuple[Party, ...]:
        """業務 and 共通機能 that hand over to others of them."""
        inside = [(s, t) for s, t in self.linkages if s in self.parties and t in self.parties]
        return tuple(p for p in self.parties if p in {s for s, _ in inside})

    @property
    def targets(self) -> tuple[Party, ...]:
        inside = [(s, t) for s, t in self.linkages if s in self.parties and t in self.parties]
        return tuple(p for p in self.parties if p in {t for _, t in inside})

    def given(self, source: Party) -> int:
        """How many 連携 lead from one of them to others of them."""
        return sum(len(self.between(source, t)) for t in self.targets)

    def into(self, outside: Party) -> tuple[tuple[Party, Party], ...]:
        return tuple(pair for pair in self.linkages if pair[1] == outside)

    def out_of(self, outside: Party) -> tuple[tuple[Party, Party], ...]:
        return tuple(pair for pair in self.linkages if pair[0] == outside)

    @property
    def total(self) -> int:
        return sum(len(ids) for ids in self.linkages.values())

    def anchor(self, source: Party, target: Party) -> str:
        """Where the list of a pair stands; numbered, since names of systems are any text."""
        return f"pair-{list(self.linkages).index((source, target)) + 1}"


def exchanges(corpus: Corpus) -> Exchanges:
    """Every hand-over, in the order of 業務ID, then kind and name of outside systems."""
    kinds = list(PartnerKind)
    found = {(f.source, f.target): f.linkages for f in hand_overs(corpus)}
    parties = sorted(
        dict.fromkeys(p for pair in found for p in pair), key=lambda p: (kinds.index(p.kind), p.name)
    )
    inside = tuple(p for p in parties if p.business)
    order = {p: i for i, p in enumerate((*inside, *(p for p in parties if not p.business)))}
    in_order = sorted(found, key=lambda pair: (order[pair[0]], order[pair[1]]))
    return Exchanges(
        tuple(sorted(inside, key=lambda p: p.name)),
        tuple(p for p in parties if not p.business),
        {pair: found[pair] for pair in in_order},
    )


def cited(pen: Pen, ids: tuple[str, ...]) -> tuple[Markup, ...]:
    """連携 by ID, each a link with its name as title."""
    return tuple(_link(pen, id) for id in ids)


def _link(pen: Pen, id: str) -> Markup:
    place = pen.map.places.get(Ref(id[:3], Kind.LINKAGE, id))
    if place is None:
        return html('<span class="id">{}</span>', id)
    return html('<a class="id" href="{}" title="{}">{}</a>', href(pen.page.docname, place), place.name, id)
