"""The world in small: what the rules between 業務 need to know of each, compact enough to keep.

A world of 20 業務 is read back from a cache in a fraction of a second, while the 業務 that changed is
the only one that is read from its sources. So a rule between 業務 sees these cards, never a whole model.
"""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from .business import Business, Ref
from .data_items import CodeList, DataItem, OutputCondition
from .documents import BusinessHead, Status
from .ids import Kind
from .linkages import Linkage
from .links import Edge
from .registry import Registry
from .value import Origin, Value, edition_words
from .words import Words


class Guide(NamedTuple):
    """What holds for all 業務 alike."""

    registry: Registry
    words: Words


class Card(NamedTuple):
    """An entry as others see it."""

    name: str
    file: str
    retired: bool = False


class ItemCard(NamedTuple):
    """A データ項目 as others see it."""

    id: str
    name: str
    romaji: str
    type: str
    length: str
    code: str
    group: str
    """グループID, or its name where it has none."""
    required: bool
    primary_key: bool
    file: str
    """Where it was written; empty for items made in memory."""
    path: tuple[str | int, ...]

    @property
    def origin(self) -> Origin | None:
        return Origin(self.file, self.path) if self.file else None


class Stray(NamedTuple):
    """An entry whose ID begins with the 業務ID of another 業務."""

    ref: Ref
    name: str
    origin: Origin | None


class Index(NamedTuple):
    """One 業務 in small."""

    id: str
    name: str
    head: BusinessHead
    cards: Mapping[Kind, Mapping[str, Card]]
    items: tuple[ItemCard, ...]
    linkages: tuple[Linkage, ...]
    """In force; small enough to be kept whole."""
    codes: tuple[CodeList, ...]
    """Of both kinds; other 業務 use those of the kind 連携 only."""
    outward: tuple[Edge, ...]
    """References that lead into other 業務."""
    strays: tuple[Stray, ...]
    sub_units: Mapping[str, str]
    """File → サブユニットID of its document, where documents have one."""
    documents: Mapping[str, str]
    """File → name of its document."""
    drafts: frozenset[str]
    """Files of documents that are not decided yet; 業務.yaml is among them while any document is not."""
    function_paths: Mapping[str, tuple[str | int, ...]]
    """機能ID → path of the function inside the file of its card."""
    editions: Mapping[str, tuple[str, ...]]
    """Name of a document → its editions that are known."""
    pinned: Mapping[str, str]
    """File of a pinned document → what it is, in words."""
    unread: str = ""
    """Text of the files that could not be read."""


def index(business: Business, unread: str = "") -> Index:
    """A 業務 in small."""
    drafts: set[str] = set()
    sub_units: dict[str, str] = {}
    documents: dict[str, str] = {}
    for document in business.documents:
        found = {v.origin.file for v in _tops(document.contents) if v.origin}
        found |= {t.origin.file for f in document.contents.flows for t in f.tasks[:1] if t.origin}
        # A set has another order in every process, and what is kept is compared as bytes.
        files = sorted(found)
        documents |= dict.fromkeys(files, document.name)
        if document.status in (Status.DRAFT, Status.CONSULTATION):
            drafts.update(files)
            if document.origin:
                drafts.add(document.origin.file)
        if document.sub_unit:
            sub_units |= dict.fromkeys(files, document.sub_unit)
    return Index(
        id=business.id,
        name=business.name,
        head=business.head,
        cards={
            kind: {id: Card(e.name, _origin(e.value).file, e.retired) for id, e in entries.items()}
            for kind, entries in business.addressed.items()
        },
        items=tuple(_item(i, g.id or g.name) for g in business.data_groups for i in g.items if not i.retired),
        linkages=business.linkages,
        codes=business.code_lists,
        outward=tuple(e for e in business.open_edges if e.target.business != business.id),
        strays=tuple(Stray(e.ref, e.name, e.value.origin) for e in business.strays),
        sub_units=sub_units,
        documents=documents,
        drafts=frozenset(drafts),
        function_paths={
            id: entry.value.origin.path
            for id, entry in business.named(Kind.FUNCTION).items()
            if entry.value.origin
        },
        editions={name: business.editions(name) for name in {d.name: None for d in business.documents}},
        pinned={
            d.origin.file: f"{d.publisher}の「{d.name}」{edition_words(d.edition)}"
            for d in business.documents
            if d.pinned and d.origin
        },
        unread=unread,
    )


def _tops(contents: Value) -> list[Value]:
    return [v for field in type(contents).model_fields for v in getattr(contents, field)]


def _origin(value: Value) -> Origin:
    return value.origin or Origin("")


def _item(item: DataItem, group: str) -> ItemCard:
    return ItemCard(
        item.id,
        item.name,
        item.romaji,
        item.type.value,
        item.length or "",
        item.code or "",
        group,
        item.output is OutputCondition.REQUIRED,
        item.primary_key is not None,
        *_origin(item),
    )


class World:
    """All 業務 in small, with what holds for all of them."""

    def __init__(self, guide: Guide, indexes: tuple[Index, ...]) -> None:
        self.guide = guide
        self.registry = guide.registry
        self.indexes = indexes
        self._by_id = {i.id: i for i in indexes}

    def index(self, id: str) -> Index | None:
        return self._by_id.get(id)

    def card(self, ref: Ref) -> Card | None:
        """The entry at an address."""
        found = self._by_id.get(ref.business)
        return found.cards.get(ref.kind, {}).get(ref.id) if found else None

    @cached_property
    def items(self) -> Mapping[str, ItemCard]:
        """データ項目 in force of all 業務 by ID."""
        return MappingProxyType({i.id: i for x in self.indexes for i in x.items})

    @cached_property
    def linkages(self) -> Mapping[str, tuple[Index, Linkage]]:
        """連携 in force of all 業務 by ID, with the 業務 that states them."""
        return MappingProxyType({k.id: (x, k) for x in self.indexes for k in x.linkages})
