"""What a change reaches: everything that points at the thing it is about, also in other 業務."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from hyojun.model import REPLACED_BY, Business, Corpus, Kind, Ref, edges

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
    Subject.DETAIL: Kind.DETAIL,
    Subject.ALERT: Kind.ALERT,
    Subject.CHARACTERS: Kind.CHARACTERS,
}
_OWNERS = {Subject.FORM_ITEM: Subject.FORM, Subject.CODE_VALUE: Subject.CODE_LIST}
"""Parts without an address: what points at the whole points at them."""
Cited = dict[Ref, list[str]]
"""Address → citations of what points there."""


class Effects:
    """What cites the things that changed, of both editions.

    Which things those are is gathered first (`ask`), then the references are read once, and only those that lead
    there are kept (`of`): nearly all lead to what did not change.
    """

    def __init__(self, old: Corpus, new: Corpus) -> None:
        self.corpora = old, new
        self.asked: tuple[set[Ref], set[Ref]] = set(), set()

    def ask(
        self, business: Business, olds: tuple[Thing[Any], ...], news: tuple[Thing[Any], ...]
    ) -> tuple[bool, tuple[Ref, ...]]:
        """The addresses whose citations are wanted: in the new edition, of what is gone in the old one."""
        rows = news or olds
        refs = tuple(ref for row in rows if (ref := _ref(business, row)))
        self.asked[bool(news)].update(refs)
        return bool(news), refs

    def of(self, is_new: bool, refs: tuple[Ref, ...]) -> tuple[str, ...]:
        """What cites any of these, after all have been asked for."""
        there = self._cited[is_new]
        return tuple(dict.fromkeys(label for ref in refs for label in there.get(ref, ())))

    @cached_property
    def _cited(self) -> tuple[Cited, Cited]:
        old, new = (_citing(c, refs) for c, refs in zip(self.corpora, self.asked, strict=True))
        return old, new


def _ref(business: Business, row: Thing[Any]) -> Ref | None:
    owner = _OWNERS.get(row.subject)
    kind = _KINDS.get(owner or row.subject)
    return business.ref(kind, row.above if owner else row.id) if kind else None


def _citing(corpus: Corpus, wanted: set[Ref]) -> Cited:
    found: Cited = defaultdict(list)
    asked: dict[Kind, set[str]] = defaultdict(set)
    for ref in wanted:
        asked[ref.kind].add(ref.id)
    for business in corpus.businesses if wanted else ():
        passed = {kind: frozenset(ids).difference(asked[kind]) for kind, ids in business.addressed.items()}
        for edge in edges(business, passed):
            # What was withdrawn in favour of a thing is affected by nothing that becomes of it.
            if edge.word == REPLACED_BY or not edge.source:
                continue
            if edge.source != edge.target and edge.target in wanted:
                found[edge.target].append(edge.source.label)
    return found
