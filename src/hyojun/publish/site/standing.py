"""How the edition on a page stands to those that were released: what is in force, and whether there is a newer one."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hyojun.diff import Held, Step
from hyojun.model import Document, Status
from hyojun.source import is_draft, place_of

from . import comparisons

OPEN = (Status.DRAFT, Status.CONSULTATION)
"""What is not decided yet."""


class Standing(NamedTuple):
    """What a reader of an edition should know of the others."""

    current: Held | None
    """The edition that is in force, where the page shows one that is not decided."""
    newer: Held | None
    """A released edition that takes the place of the one on the page."""
    step: Step | None
    """From the one of both to the other: what is different on the page."""


def of(steps: Iterable[Step], business: str, document: Document) -> Standing:
    """Where a document of a page stands among its released editions; nothing is said of one without any."""
    own = tuple(s for s in steps if (s.business, s.document) == (business, document.name))
    released = sorted(_released(own), key=lambda h: place_of(h.edition))
    newest = released[-1] if released else None
    if newest is None or newest.edition == document.edition and document.status not in OPEN:
        return Standing(None, None, None)
    if place_of(document.edition) < place_of(newest.edition):
        return Standing(None, newest, _step(own, document.edition, newest.edition))
    if document.status in OPEN:
        return Standing(newest, None, _step(own, newest.edition, document.edition))
    return Standing(None, None, None)


def _released(steps: Iterable[Step]) -> Iterator[Held]:
    """Editions that were decided or published and frozen."""
    for step in steps:
        for held in (step.old,) if step.is_current else (step.old, step.new):
            if held.since and not is_draft(held.edition):
                yield held


def _step(steps: Iterable[Step], old: str, new: str) -> Step | None:
    """The comparison that has a page, from one edition to another."""
    worth = comparisons.worth(steps)
    return next((s for s in worth if (s.old.edition, s.new.edition) == (old, new)), None)
