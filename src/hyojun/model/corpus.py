"""The corpus: all 業務 of a repository with the registry, entries by address, links both ways."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from pydantic import Field

from .business import Business, Entry, Ref
from .governance import Governance
from .links import Edge
from .registry import Registry
from .value import Value
from .words import Words


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
        found: dict[Ref, Entry] = {}
        for business in self.businesses:
            for entry in business.entries:
                found.setdefault(entry.ref, entry)
        return MappingProxyType(found)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every reference of every 業務."""
        return tuple(e for business in self.businesses for e in business.edges)

    @cached_property
    def incoming(self) -> Mapping[Ref, tuple[Edge, ...]]:
        """Who points at an address: every link read backwards."""
        found: dict[Ref, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            found[edge.target].append(edge)
        return MappingProxyType({ref: tuple(them) for ref, them in found.items()})
