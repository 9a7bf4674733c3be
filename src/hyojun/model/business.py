"""A 業務: its documents, and everything in them that has an address."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import Field

from .account import EditionAccount
from .characters import CharacterRequirement
from .data_items import CodeList, DataGroup, DataItem
from .details import Alert, Detail
from .documents import BusinessHead, Document
from .errata import Errata
from .flow import Flow
from .forms import Form
from .functions import Function, Numbered, numbered
from .ids import SERIES, Kind
from .linkages import Linkage
from .prose import Chapter, Term, heading_words
from .register import IdRegister
from .registry import RegisteredBusiness
from .released import Released
from .screens import NonFunctional, Screen
from .tree import LocalMeasure, OutOfScope, TreeNode
from .value import Value

if TYPE_CHECKING:
    from .links import Edge
    from .passages import Passages


class Ref(NamedTuple):
    """The address of an entry: IDs of a series are unique over all 業務, keys within one."""

    business: str
    kind: Kind
    id: str

    @property
    def label(self) -> str:
        """As written in text: 機能0020001."""
        return f"{self.kind}{self.id}"


class Entry(NamedTuple):
    """An entry at its address."""

    ref: Ref
    name: str
    value: Value
    document: Document
    retired: bool = False
    """Whether it was withdrawn and only its row remains."""


class Business(Value):
    """A 業務 with its documents in declared order."""

    registered: RegisteredBusiness
    head: BusinessHead
    documents: tuple[Document, ...]
    registers: tuple[IdRegister, ...] = ()
    """Registers of IDs, by kind; none for 業務 that are loaded from snapshots."""
    accounts: tuple[EditionAccount, ...] = ()
    """改定の説明 of its editions; none for 業務 that are loaded from snapshots."""
    errata: tuple[Errata, ...] = ()
    """正誤 of its editions, issued or not, by document, edition and number; none from snapshots."""
    held: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Name of a document → its editions that lie beside the sources, frozen or pinned; none for 業務 that are
    loaded from snapshots."""
    released: Released = Released.model_construct()  # nothing is validated when hyojun starts
    """What the released editions say against these sources; nothing for 業務 that are loaded from snapshots."""
    peers: dict[str, str] = Field(default_factory=dict)
    """業務名 → 業務ID of the registry: code lists of other 業務 are named by 業務名."""

    @property
    def id(self) -> str:
        return self.registered.id

    @property
    def name(self) -> str:
        return self.registered.name

    def document(self, name: str) -> Document | None:
        return next((d for d in self.documents if d.name == name), None)

    def editions(self, name: str) -> tuple[str, ...]:
        """Every edition of a document that is known here: in force, in its 改定履歴, frozen or pinned."""
        document = self.document(name)
        known = [document.edition, *(r.edition for r in document.history)] if document else []
        return tuple(dict.fromkeys([*known, *self.held.get(name, ())]))

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        return tuple(c for d in self.documents for c in d.contents.chapters)

    @cached_property
    def headings(self) -> tuple[Numbered, ...]:
        """All function headings in reading order with their 項番, document by document."""
        return tuple(n for d in self.documents for n in numbered(d.contents.headings))

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Functions in force: withdrawn ones are entries, but no rule asks anything of them."""
        return tuple(f for n in self.headings for f in n.heading.functions if not f.retired)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """帳票 in force."""
        return tuple(f for d in self.documents for f in d.contents.forms if not f.retired)

    @cached_property
    def data_groups(self) -> tuple[DataGroup, ...]:
        """Groups in force."""
        return tuple(g for d in self.documents for g in d.contents.data_groups if not g.retired)

    @cached_property
    def data_items(self) -> tuple[DataItem, ...]:
        """Data items in force."""
        return tuple(i for g in self.data_groups for i in g.items if not i.retired)

    @cached_property
    def related(self) -> Mapping[str | None, tuple[tuple[str, str], ...]]:
        """機能ID and name pairs by the text of the 標準仕様書関連箇所 that names them: many items have the same."""
        from .links import functions_listed

        texts = {i.related for d in self.documents for g in d.contents.data_groups for i in g.items}
        return {text: functions_listed(text) for text in texts}

    @cached_property
    def code_lists(self) -> tuple[CodeList, ...]:
        return tuple(c for d in self.documents for c in d.contents.code_lists)

    @cached_property
    def linkages(self) -> tuple[Linkage, ...]:
        """連携 in force."""
        return tuple(x for d in self.documents for x in d.contents.linkages if not x.retired)

    @cached_property
    def tree(self) -> tuple[TreeNode, ...]:
        return tuple(t for d in self.documents for t in d.contents.tree)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        return tuple(f for d in self.documents for f in d.contents.flows)

    @cached_property
    def out_of_scope(self) -> tuple[OutOfScope, ...]:
        return tuple(o for d in self.documents for o in d.contents.out_of_scope)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return tuple(t for d in self.documents for t in d.contents.terms)

    @cached_property
    def local_measures(self) -> tuple[LocalMeasure, ...]:
        return tuple(m for d in self.documents for m in d.contents.local_measures)

    @cached_property
    def screens(self) -> tuple[Screen, ...]:
        return tuple(s for d in self.documents for s in d.contents.screens)

    @cached_property
    def details(self) -> tuple[Detail, ...]:
        return tuple(x for d in self.documents for x in d.contents.details)

    @cached_property
    def alerts(self) -> tuple[Alert, ...]:
        return tuple(a for d in self.documents for a in d.contents.alerts)

    @cached_property
    def characters(self) -> tuple[CharacterRequirement, ...]:
        return tuple(c for d in self.documents for c in d.contents.characters)

    @cached_property
    def non_functional(self) -> tuple[NonFunctional, ...]:
        return tuple(r for d in self.documents for r in d.contents.non_functional)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Everything with an address, in reading order; duplicates are kept for the checks."""
        return tuple(e for d in self.documents for e in _entries(self.id, d))

    @cached_property
    def addressed(self) -> Mapping[Kind, Mapping[str, Entry]]:
        """The entry that each ID and key means inside this 業務, by kind; the first one where two claim it."""
        found: dict[Kind, dict[str, Entry]] = {}
        for entry in self.entries:
            _, kind, id = entry.ref
            if kind not in found:
                found[kind] = {}
            found[kind].setdefault(id, entry)
        return found

    def named(self, kind: Kind) -> Mapping[str, Entry]:
        """The entries of a kind by ID or key."""
        return self.addressed.get(kind, {})

    def called(self, kind: Kind, id: str) -> str | None:
        """The name of an entry inside this 業務; None if there is none."""
        entry = self.named(kind).get(id)
        return entry.name if entry else None

    @cached_property
    def strays(self) -> tuple[Entry, ...]:
        """Entries whose ID begins with the 業務ID of another 業務."""
        own = self.id
        return tuple(e for e in self.entries if e.ref.business != own)

    @cached_property
    def registered_ids(self) -> Mapping[Kind, frozenset[str]]:
        """The IDs in its registers, by kind; a kind without a register is absent."""
        found: dict[Kind, frozenset[str]] = {}
        for register in self.registers:
            found[register.kind] = found.get(register.kind, frozenset()).union(r.id for r in register.rows)
        return found

    @cached_property
    def foreign(self) -> frozenset[Ref]:
        """What pinned documents have: their publishers issued those IDs and keep the registers of them."""
        if not any(d.pinned for d in self.documents):
            return frozenset()
        return frozenset(e.ref for e in self.entries if e.document.pinned)

    def issued(self, kind: Kind) -> frozenset[str]:
        """Every ID of a kind that was ever used here: in the register, or in the sources."""
        return self.registered_ids.get(kind, frozenset()).union(self.named(kind))

    @cached_property
    def edges(self) -> tuple["Edge", ...]:
        """Every reference this 業務 makes, in reading order."""
        from .links import edges  # links read a 業務, so they are imported when first asked for

        return tuple(edges(self))

    @cached_property
    def outward(self) -> Mapping[str, tuple["Edge", ...]]:
        """The references to other 業務, by 業務ID, in reading order."""
        from .links import by_business

        return by_business(e for e in self.open_edges if e.target.business != self.id)

    @cached_property
    def in_force(self) -> dict[Kind, frozenset[str]]:
        """IDs and keys of its own that are in force, by kind; none that a withdrawn entry has, too."""
        out: dict[Kind, set[str]] = {}
        for entry in (*self.strays, *(e for e in self.entries if e.retired)):
            out.setdefault(entry.ref.kind, set()).add(entry.ref.id)
        return {kind: frozenset(ids).difference(out.get(kind, ())) for kind, ids in self.addressed.items()}

    @cached_property
    def open_edges(self) -> tuple["Edge", ...]:
        """The references but those to what is in force here, in reading order: few, and all that most rules ask for."""
        from .links import edges

        return tuple(edges(self, self.in_force))

    @cached_property
    def passages(self) -> "Passages":
        """Every text in force with its place."""
        from .passages import Passages, owners

        return Passages(tuple(owners(self)))

    def ref(self, kind: Kind, id: str) -> Ref:
        """Address of an ID as it is written inside this 業務."""
        return Ref(id[:3] if kind in SERIES else self.id, kind, id)


def _entries(business: str, document: Document) -> list[Entry]:
    """The entries of a document in reading order."""
    found: list[Entry] = []
    inside = document.contents

    def own(kind: Kind, key: str, name: str, value: Value) -> None:
        found.append(Entry(Ref(business, kind, key), name, value, document))

    def issued(kind: Kind, values: Iterable[Any]) -> None:
        for value in values:
            id: str = value.id
            ref = Ref(id[:3], kind, id)
            found.append(Entry(ref, value.name, value, document, value.retired is not None))

    for chapter in inside.chapters:
        for block in chapter.blocks:
            if block.key:
                own(Kind.HEADING, block.key, heading_words(block.text), block)
    for n in numbered(inside.headings):
        own(Kind.HEADING, n.heading.key, n.label, n.heading)
        issued(Kind.FUNCTION, n.heading.functions)
    issued(Kind.FORM, inside.forms)
    for group in inside.data_groups:
        if group.id:
            issued(Kind.GROUP, (group,))
        issued(Kind.DATA_ITEM, group.items)
    for codes in inside.code_lists:
        own(Kind.CODE_LIST, codes.id, codes.name, codes)
    issued(Kind.LINKAGE, inside.linkages)
    for top in inside.tree:
        for node in top.walk():
            if node.key:
                own(Kind.TREE_NODE, node.key, node.name, node)
    for flow in inside.flows:
        own(Kind.FLOW, flow.key, flow.title, flow)
        for task in flow.tasks:
            own(Kind.STEP, f"{flow.key}/{task.step}", task.name, task)
    for screen in inside.screens:
        own(Kind.SCREEN, screen.key, screen.name, screen)
    for detail in inside.details:
        own(Kind.DETAIL, detail.key, detail.name, detail)
    for alert in inside.alerts:
        own(Kind.ALERT, alert.key, alert.name, alert)
    for characters in inside.characters:
        own(Kind.CHARACTERS, characters.key, characters.name, characters)
    for term in inside.terms:
        own(Kind.TERM, term.name, term.name, term)
    return found
