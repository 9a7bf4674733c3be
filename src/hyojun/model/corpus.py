"""The corpus: all 業務 of a repository with the registry, entries by address, links both ways."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from pydantic import Field

from .business import Business, Entry, Ref
from .governance import Governance
from .ids import Kind
from .linkages import Linkage
from .links import Edge
from .registry import Registry
from .value import Value
from .words import Words

V = TypeVar("V")


class Corpus(Value):
    """All 業務 with sources; the registry also knows those without (未収録)."""

    registry: Registry
    businesses: tuple[Business, ...]
    words: Words = Field(default_factory=Words)
    governance: Governance = Field(default_factory=Governance)

    def business(self, id: str) -> Business | None:
        return next((b for b in self.businesses if b.id == id), None)

    @cached_property
    def entries(self) -> Mapping[Ref, Entry]:
        """The entry at each address; the first one wins where two claim it."""
        return _Entries(self.businesses)

    def called(self, ref: Ref) -> str | None:
        """The name of the entry that an ID or a key means in its 業務; None if there is none."""
        business = self.business(ref.business)
        return business.called(ref.kind, ref.id) if business else None

    @cached_property
    def linkages(self) -> Mapping[Ref, Linkage]:
        """The 連携 in force; the first one wins where two claim an address."""
        found: dict[Ref, Linkage] = {}
        for business in self.businesses:
            for linkage in business.linkages:
                found.setdefault(business.ref(Kind.LINKAGE, linkage.id), linkage)
        return found

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every reference of every 業務."""
        return tuple(e for business in self.businesses for e in business.edges)

    @cached_property
    def incoming(self) -> Mapping[Ref, tuple[Edge, ...]]:
        """Who points at an address: every link read backwards."""
        return _Incoming(self.businesses)

    @cached_property
    def naming(self) -> Mapping[Ref, tuple[Ref, ...]]:
        """The functions in force that list a 帳票 or 連携, each once: of `incoming` what lists ask for row by row."""
        return _Naming(self.businesses)


class _ByBusiness(Mapping[Ref, V]):
    """Looks into a 業務 when an address of it is asked for, so that the others need not be read."""

    def __init__(self, businesses: tuple[Business, ...]) -> None:
        self._businesses = businesses
        self._of: dict[str, dict[Ref, V]] = {}

    def __getitem__(self, ref: Ref) -> V:
        found = self._of.get(ref.business)
        if found is None:
            found = self._of[ref.business] = self._found(ref.business)
        return found[ref]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @abstractmethod
    def _found(self, business: str) -> dict[Ref, V]:
        """What there is for the addresses of a 業務, wherever it stands."""


class _Entries(_ByBusiness[Entry]):
    """The entries, each at its address."""

    def _found(self, business: str) -> dict[Ref, Entry]:
        found: dict[Ref, Entry] = {}
        for one in self._businesses:
            for entry in one.entries if one.id == business else one.strays:
                if entry.ref.business == business:
                    found.setdefault(entry.ref, entry)
        return found

    def __iter__(self) -> Iterator[Ref]:
        return iter(dict.fromkeys(entry.ref for one in self._businesses for entry in one.entries))


class _Incoming(_ByBusiness[tuple[Edge, ...]]):
    """What points at an entry: of its own 業務 all, of the others only what crosses the border."""

    def _found(self, business: str) -> dict[Ref, tuple[Edge, ...]]:
        found: dict[Ref, list[Edge]] = defaultdict(list)
        for one in self._businesses:
            for edge in one.edges if one.id == business else one.outward.get(business, ()):
                if edge.target.business == business:
                    found[edge.target].append(edge)
        return {ref: tuple(them) for ref, them in found.items()}

    def __iter__(self) -> Iterator[Ref]:
        return iter(dict.fromkeys(edge.target for one in self._businesses for edge in one.edges))


class _Naming(_ByBusiness[tuple[Ref, ...]]):
    """Looks at what functions list and at what crosses the border; no other reference is made out."""

    def _found(self, business: str) -> dict[Ref, tuple[Ref, ...]]:
        found: dict[Ref, dict[Ref, None]] = defaultdict(dict)
        for one in self._businesses:
            for target, source in _listed(one) if one.id == business else _listed_beyond(one, business):
                if target.business == business:
                    found[target][source] = None
        return {ref: tuple(them) for ref, them in found.items()}

    def __iter__(self) -> Iterator[Ref]:
        return iter(dict.fromkeys(target for one in self._businesses for target, _ in _listed(one)))


_LISTS = {"帳票": Kind.FORM, "連携": Kind.LINKAGE}
"""Keys of a function under which it lists what it uses."""


def _listed(business: Business) -> Iterator[tuple[Ref, Ref]]:
    for function in business.functions:
        if function.forms or function.linkages:
            source = business.ref(Kind.FUNCTION, function.id)
            yield from ((business.ref(Kind.FORM, id), source) for id in function.forms)
            yield from ((business.ref(Kind.LINKAGE, id), source) for id in function.linkages)


def _listed_beyond(business: Business, other: str) -> Iterator[tuple[Ref, Ref]]:
    for edge in business.outward.get(other, ()):
        if edge.source and edge.source.kind is Kind.FUNCTION and _LISTS.get(edge.word) is edge.target.kind:
            yield edge.target, edge.source
