"""How the edition on a page stands to those that were released: what is in force, and whether there is a newer one."""

from collections.abc import Iterable
from typing import NamedTuple

from hyojun.diff import Held, Step
from hyojun.model import Document, Status
from hyojun.source import place_of

from ..binding import newest_decided
from ..editions import worth

OPEN = (Status.DRAFT, Status.CONSULTATION)
"""What is not decided yet."""


class Standing(NamedTuple):
    """What a reader of an edition should know of the others."""

    current: Held | None = None
    """The edition that is in force, where the page shows one that is not decided."""
    newer: Held | None = None
    """A released edition that takes the place of the one on the page."""
    same: Held | None = None
    """The edition on the page as it was released, where 正誤 of it were issued since."""
    step: Step | None = None
    """From the one of both to the other: what is different on the page."""


def of(steps: Iterable[Step], released: Iterable[Held], business: str, document: Document) -> Standing:
    """Where a document of a page stands among its released editions; nothing is said of one without any."""
    newest = newest_decided(released, business, document.name)
    if newest is None:
        return Standing()
    own = [s for s in steps if (s.business, s.document) == (business, document.name)]
    if place_of(document.edition) < place_of(newest.edition):
        return Standing(newer=newest, step=_step(own, document.edition, newest.edition))
    if document.status in OPEN:
        return Standing(current=newest, step=_step(own, newest.edition, document.edition))
    is_same = newest.edition == document.edition and newest.errata
    return Standing(same=newest if is_same else None)


def _step(steps: Iterable[Step], old: str, new: str) -> Step | None:
    """The comparison that has a page, from one edition to another."""
    return next((s for s in worth(steps) if (s.old.edition, s.new.edition) == (old, new)), None)
