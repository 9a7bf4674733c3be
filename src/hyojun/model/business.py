"""A 業務: its documents, and everything in them that has an address."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from .data_items import CodeList, DataGroup, DataItem
from .documents import BusinessHead, Document
from .flow import Flow
from .forms import Form
from .functions import Function, Numbered, numbered
from .ids import SERIES, Kind
from .linkages import Linkage
from .prose import Chapter, Term, heading_words
from .registry import RegisteredBusiness
from .tree import OutOfScope, TreeNode
from .value import Value


class Ref(NamedTuple):
    """The address of an entry: IDs of a series are unique over all 業務, keys within one."""

    business: str
    kind: Kind
    id: str

    @property
    def label(self) -> str:
        """As written in text: 機能0020001."""
        return f"{self.kind.value}{self.id}"


class Entry(NamedTuple):
    """An entry at its address."""

    ref: Ref
    name: str
    value: Value
    document: Document


class Business(Value):
    """A 業務 with its documents in declared order."""

    registered: RegisteredBusiness
    head: BusinessHead
    documents: tuple[Document, ...]

    @property
    def id(self) -> str:
        return self.registered.id

    @property
    def name(self) -> str:
        return self.registered.name

    def document(self, name: str) -> Document | None:
        return next((d for d in self.documents if d.name == name), None)

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        return tuple(c for d in self.documents for c in d.contents.chapters)

    @cached_property
    def headings(self) -> tuple[Numbered, ...]:
        """All function headings in reading order with their 項番, document by document."""
        return tuple(n for d in self.documents for n in numbered(d.contents.headings))

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        return tuple(f for n in self.headings for f in n.heading.functions)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        return tuple(f for d in self.documents for f in d.contents.forms)

    @cached_property
    def data_groups(self) -> tuple[DataGroup, ...]:
        return tuple(g for d in self.documents for g in d.contents.data_groups)

    @cached_property
    def data_items(self) -> tuple[DataItem, ...]:
        return tuple(i for g in self.data_groups for i in g.items)

    @cached_property
    def code_lists(self) -> tuple[CodeList, ...]:
        return tuple(c for d in self.documents for c in d.contents.code_lists)

    @cached_property
    def linkages(self) -> tuple[Linkage, ...]:
        return tuple(x for d in self.documents for x in d.contents.linkages)

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
    def entries(self) -> tuple[Entry, ...]:
        """Everything with an address, in reading order; duplicates are kept for the checks."""
        return tuple(self._entries())

    def ref(self, kind: Kind, id: str) -> Ref:
        """Address of an ID as it is written inside this 業務."""
        return Ref(id[:3] if kind in SERIES else self.id, kind, id)

    def _entries(self) -> Iterator[Entry]:
        for document in self.documents:
            inside = document.contents

            def entry(kind: Kind, id: str, name: str, value: Value, document: Document = document) -> Entry:
                return Entry(self.ref(kind, id), name, value, document)

            for chapter in inside.chapters:
                for block in chapter.blocks:
                    if block.key:
                        yield entry(Kind.HEADING, block.key, heading_words(block.text), block)
            for n in numbered(inside.headings):
                yield entry(Kind.HEADING, n.heading.key, n.label, n.heading)
                for f in n.heading.functions:
                    yield entry(Kind.FUNCTION, f.id, f.name, f)
            for form in inside.forms:
                yield entry(Kind.FORM, form.id, form.name, form)
            for group in inside.data_groups:
                if group.id:
                    yield entry(Kind.GROUP, group.id, group.name, group)
                for item in group.items:
                    yield entry(Kind.DATA_ITEM, item.id, item.name, item)
            for codes in inside.code_lists:
                yield entry(Kind.CODE_LIST, codes.id, codes.name, codes)
            for linkage in inside.linkages:
                yield entry(Kind.LINKAGE, linkage.id, linkage.name, linkage)
            for top in inside.tree:
                for node in top.walk():
                    if node.key:
                        yield entry(Kind.TREE_NODE, node.key, node.name, node)
            for flow in inside.flows:
                yield entry(Kind.FLOW, flow.key, flow.title, flow)
                for task in flow.tasks:
                    yield entry(Kind.STEP, f"{flow.key}/{task.id}", task.name, task)
            for term in inside.terms:
                yield entry(Kind.TERM, term.name, term.name, term)
