"""The editions of every document, one after the other, each compared with the one before."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise, product
from typing import NamedTuple, Protocol

from hyojun.model import Business, Corpus
from hyojun.source import CURRENT, Edition, is_draft, place_of

from .as_of import Held
from .changes import Change, DocumentComparison, Matched, Side, Subject
from .compare import compared

_OWNERS = {
    Subject.FORM_ITEM: Subject.FORM,
    Subject.CODE_VALUE: Subject.CODE_LIST,
    **dict.fromkeys((Subject.STEP, Subject.LANE, Subject.FLOW_NODE, Subject.CONNECTION), Subject.FLOW),
}
"""Parts, and the whole that has an address."""


class Step(NamedTuple):
    """A document from one edition to the next."""

    old: Held
    new: Held
    comparison: DocumentComparison
    is_current: bool
    """Whether the new side is what the sources say now; else both are frozen."""

    @property
    def business(self) -> str:
        return self.comparison.business

    @property
    def document(self) -> str:
        return self.comparison.document

    @property
    def is_final(self) -> bool:
        """Whether it starts from an edition that was decided, not from a frozen draft."""
        return not is_draft(self.old.edition)

    @property
    def is_to_draft(self) -> bool:
        """Whether it ends with a frozen draft."""
        return is_draft(self.new.edition)


class Event(NamedTuple):
    """What one edition did to one entry."""

    step: Step
    changes: tuple[Change, ...]


def history(corpus: Corpus, frozen: Iterable[Edition]) -> tuple[Step, ...]:
    """Every step of every document, in reading order of the corpus, the oldest step first.

    `frozen`: the editions that were released. A step is laid from the old text with the 正誤 that were out on the day
    of the new edition to the new text as it was released: a 正誤 issued later changes no comparison that was
    published. What is not decided yet is compared with all. Raises UnreadableVersion. From one final edition to the
    next, and from the last one to what the sources say now; where drafts of that were frozen, also from one to the
    next and from the last of them, for who has read it already.
    """
    held: dict[tuple[str, str], list[Edition]] = {}
    for own in frozen:
        held.setdefault((own.business.id, own.document.name), []).append(own)
    found: list[Step] = []
    for business in corpus.businesses:
        if not any(b == business.id for b, _ in held):
            continue  # no step leads to or from it, and it need not be read
        names = dict.fromkeys(
            (*(d.name for d in business.documents), *(n for b, n in held if b == business.id))
        )
        for name in names:
            found += _of(corpus, business, name, held.get((business.id, name), ()))
    return tuple(found)


def timelines(steps: Iterable[Step]) -> Mapping[tuple[str, str], tuple[Event, ...]]:
    """業務ID and citation (機能0020001, 帳票0020001) → what each edition did to it, the oldest first.

    A change of a part (印字項目, コード値, 手順) is one of the whole that it is in. What was renumbered keeps what it did
    under its old ID, and the old ID ends with that. Steps from a frozen draft are left out: they repeat what the
    step before them tells.
    """
    found: dict[tuple[str, str], list[Event]] = {}
    for step in (s for s in steps if s.is_final):
        before = {key: tuple(events) for key, events in found.items()}
        for match in step.comparison.matches:
            for old, new in product(match.old, match.new):
                known = before.get((step.business, f"{match.kind.value}{old}"), ())
                if old != new:
                    found.setdefault((step.business, f"{match.kind.value}{new}"), []).extend(known)
        gone = _gone(step.comparison.matches)
        here: dict[str, list[Change]] = {}
        for change in step.comparison.changes:
            left = (label for id in change.old if (label := f"{change.kind.value}{id}") in gone)
            for label in dict.fromkeys((*labels_of(change), *left)):
                here.setdefault(label, []).append(change)
        for label, changes in here.items():
            found.setdefault((step.business, label), []).append(Event(step, tuple(changes)))
    return {key: tuple(sorted(events, key=_age)) for key, events in found.items()}


def _age(event: Event) -> tuple[int, int, bool, int]:
    return place_of(event.step.new.edition)


def _gone(matches: Iterable[Matched]) -> set[str]:
    """Citations of IDs that became others."""
    them = tuple(matches)
    kept = {f"{m.kind.value}{id}" for m in them for id in m.new}
    return {f"{m.kind.value}{id}" for m in them for id in m.old} - kept


class About(Protocol):
    """What names a kind and the IDs of both editions: a change, or its record in a list."""

    @property
    def kind(self) -> Subject: ...
    @property
    def old(self) -> tuple[str, ...]: ...
    @property
    def new(self) -> tuple[str, ...]: ...


def labels_of(change: About) -> tuple[str, ...]:
    """Citations of what a change is about, in the new edition; in the old one where it is gone."""
    owner = _OWNERS.get(change.kind)
    ids = change.new or change.old
    if owner is None:
        return tuple(f"{change.kind.value}{id}" for id in ids)
    return tuple(f"{owner.value}{id.partition('/')[0]}" for id in ids)


def _of(corpus: Corpus, business: Business, name: str, frozen: Iterable[Edition]) -> Iterator[Step]:
    in_order = sorted(frozen, key=_age_of)
    finals = [e for e in in_order if not is_draft(e.document.edition)]
    for old, new in pairwise(finals):
        released = Held(new.business, new.document)
        yield _step(corpus, business, _corrected(old, released), released)
    document = business.document(name)
    if document is None:
        return
    current = Held(business, document)
    drafts = [e for e in in_order if is_draft(e.document.edition)]
    if finals:
        yield _step(corpus, business, _corrected(finals[-1], current), current)
        drafts = [e for e in drafts if _age_of(e) > _age_of(finals[-1])]
    for old, new in pairwise(drafts):
        read = Held(new.business, new.document)
        yield _step(corpus, business, _corrected(old, read), read)
    if drafts:
        yield _step(corpus, business, _corrected(drafts[-1], current), current)


def _age_of(edition: Edition) -> tuple[int, int, bool, int]:
    return place_of(edition.document.edition)


def _corrected(old: Edition, new: Held) -> Held:
    """An edition with the 正誤 that the next one could know of; as it is where the sources are still that edition."""
    day = date.min if old.document.edition == new.edition else new.since
    business = old.corrected(day)
    return Held(business, business.documents[0], old.errata_until(day))


def _step(corpus: Corpus, business: Business, old: Held, new: Held) -> Step:
    """The other 業務 are as the sources have them: editions of theirs that were frozen then are not known."""
    others = tuple(b for b in corpus.businesses if b.id != business.id)
    known: dict[str, object] = {"accounts": business.accounts, "peers": business.peers}
    is_current = new.business is business
    was = old.business.model_copy(update=known)
    # Of the registers only what 仮番号 became is of that time, so the old side goes without.
    now = (
        business if is_current else new.business.model_copy(update=known | {"registers": business.registers})
    )
    sides = (corpus.model_copy(update={"businesses": (*others, b)}) for b in (was, now))
    found = compared(*sides, spec=business.id, document=new.document.name).documents[0]
    label = _side(new, CURRENT if is_current else None)
    return Step(old, new, found.model_copy(update={"old": _side(old), "new": label}), is_current)


def _side(held: Held, label: str | None = None) -> Side:
    document = held.document
    return Side(
        label=label or document.edition_label,
        edition=held.edition,
        status=document.status.value,
        errata=held.last_errata or None,
    )
