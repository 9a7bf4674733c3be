"""What a change reaches: everything that points at the thing it is about, also in other 業務."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from hyojun.model import Business, Corpus, Kind, Ref

from .changes import Subject
from .pair import Thing

_KINDS = {
    Subject.FUNCTION: Kind.FUNCTION,
    Subject.FORM: Kind.FORM,
    Subject.DATA_ITEM: Kind.DATA_ITEM,
    Subject.GROUP: Kind.GROUP,
    Subject.CODE_LIST: Kind.CODE_LIST,
    Subject.LINKAGE: Kind.LINKAGE,
    Subject.HEADING: Kind.HEADING,
    Subject.TERM: Kind.TERM,
    Subject.FLOW: Kind.FLOW,
    Subject.SCREEN: Kind.SCREEN,
}
_OWNERS = {Subject.FORM_ITEM: Subject.FORM, Subject.CODE_VALUE: Subject.CODE_LIST}
"""Parts without an address: what points at the whole points at them."""
Citing = dict[Ref, list[Ref]]


class Effects:
    """Citations by address, of both editions; read from the references only when something changed."""

    def __init__(self, old: Corpus, new: Corpus) -> None:
        self.corpora = old, new

    @cached_property
    def _new(self) -> Citing:
        return _citing(self.corpora[1])

    @cached_property
    def _old(self) -> Citing:
        return _citing(self.corpora[0])

    def of(
        self, business: Business, olds: tuple[Thing[Any], ...], news: tuple[Thing[Any], ...]
    ) -> tuple[str, ...]:
        """Citations of what points at a thing: in the new edition, for what is gone in the old one."""
        rows = news or olds
        if not rows or (rows[0].subject not in _KINDS and rows[0].subject not in _OWNERS):
            return ()
        there = self._new if news else self._old
        found: dict[str, None] = {}
        for row in rows:
            owner = _OWNERS.get(row.subject)
            kind = _KINDS[owner or row.subject]
            ref = business.ref(kind, row.above if owner else row.id)
            found |= dict.fromkeys(source.label for source in there.get(ref, ()))
        return tuple(found)


def _citing(corpus: Corpus) -> Citing:
    found: Citing = defaultdict(list)
    for business in corpus.businesses:
        for edge in business.edges:
            if edge.source and edge.source != edge.target:
                found[edge.target].append(edge.source)
    return found
