"""What falls due on which day, over all editions: no clock is asked, the newest edition that is out divides."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from hyojun.diff import TRANSITION, Due, Held, due
from hyojun.model import Business, Corpus, edition_words

from .charts import Mark, days
from .pen import Pen

CONFORMANCE = "適合基準日"
COMING = (CONFORMANCE, TRANSITION)
"""What binds from a day on; the days on which editions came out stand in 改定履歴."""


class Day(NamedTuple):
    """What falls due on a day by one edition."""

    day: date
    business: str
    document: str
    edition: str
    """Both empty for a 経過措置, which belongs to the 業務."""
    what: str
    """One of `COMING`."""
    is_draft: bool
    """Whether the edition is not decided yet."""
    subjects: tuple[str, ...]
    """Functions (機能0020001 名称), or what a 経過措置 is about."""
    bodies: tuple[str, ...]
    """団体区分 it is so for; empty: all."""

    @property
    def source(self) -> str:
        """機能 第1.1版（案）; of a 経過措置 only whether it is a draft."""
        draft = "（案）" if self.is_draft and "案" not in self.edition else ""
        return f"{self.document} {edition_words(self.edition)}{draft}" if self.document else draft

    @property
    def counted(self) -> str:
        """機能3件; a 経過措置 in its own words."""
        return f"機能{len(self.subjects)}件" if self.what == CONFORMANCE else "、".join(self.subjects)


class Coming(NamedTuple):
    """What comes on a day in one 業務."""

    business: str
    what: str
    """One of `COMING`."""
    number: int
    """How many functions or 経過措置."""
    is_draft: bool
    """Whether no decided edition says so."""
    source: str = ""
    """機能 第1.1版（案）, where it is told by edition."""


def held(corpus: Corpus, released: Iterable[Held]) -> tuple[Held, ...]:
    """Every edition: those released, and what the sources say of others."""
    out = tuple(released)
    known = {(h.business.id, h.document.name, h.edition) for h in out}
    ids = {b.id for b in corpus.businesses}
    now = (h for b in corpus.businesses for h in current(b))
    return (
        *(h for h in out if h.business.id in ids),
        *(h for h in now if (h.business.id, h.document.name, h.edition) not in known),
    )


def current(business: Business) -> tuple[Held, ...]:
    """What the sources of a 業務 say now."""
    return tuple(Held(business, d) for d in business.documents)


def dates(editions: Sequence[Held]) -> tuple[Day, ...]:
    """By day, 業務 and document, the functions of one edition and one set of 団体区分 together."""
    found = sorted((d for d in due(editions, date.min, date.max) if d.what in COMING), key=_together)
    return tuple(_day(tuple(own)) for _, own in groupby(found, key=_together))


def by_day(found: Iterable[Day]) -> tuple[tuple[date, tuple[Coming, ...]], ...]:
    """Each day with what comes on it in each 業務, whatever edition says so."""
    return _grouped(found, lambda d: (d.business, d.what, ""))


def by_edition(found: Iterable[Day]) -> tuple[tuple[date, tuple[Coming, ...]], ...]:
    """Each day with what comes on it in each 業務 by each edition: what is decided and what a draft says are two things."""
    return _grouped(found, lambda d: (d.business, d.what, d.source))


def _grouped(
    found: Iterable[Day], together: Callable[[Day], tuple[str, str, str]]
) -> tuple[tuple[date, tuple[Coming, ...]], ...]:
    in_order = sorted(found, key=lambda d: (d.day, together(d)))
    return tuple(
        (day, tuple(_coming(tuple(them), key[2]) for key, them in groupby(own, key=together)))
        for day, own in groupby(in_order, key=lambda d: d.day)
    )


def _coming(own: Sequence[Day], source: str) -> Coming:
    subjects = {s for d in own for s in d.subjects}
    return Coming(own[0].business, own[0].what, len(subjects), all(d.is_draft for d in own), source)


def _day(own: Sequence[Due]) -> Day:
    d = own[0]
    subjects = tuple(dict.fromkeys(each.subject for each in own))
    return Day(d.day, d.business, d.document, d.edition, d.what, d.is_draft, subjects, d.bodies)


def _together(d: Due) -> tuple[date, str, str, str, str, bool, tuple[str, ...]]:
    return d.day, d.business, d.document, d.edition, d.what, d.is_draft, d.bodies


def newest(editions: Iterable[Held]) -> date | None:
    """The day on which the newest edition came out; None where none is out."""
    return max((h.since for h in editions if h.since), default=None)


def after(found: Iterable[Day], day: date | None) -> tuple[Day, ...]:
    """What comes after a day; everything where none is known."""
    return tuple(d for d in found if day is None or d.day > day)


def picture(found: Sequence[Day], pen: Pen) -> Markup:
    """The days on a line, with the number of functions and 経過措置 as height."""
    marks = [
        Mark(day, sum(c.number for c in own), all(c.is_draft for c in own)) for day, own in by_day(found)
    ]
    about = "、".join(f"{pen.day(m.day)} {m.number}件" for m in marks)
    return days(marks, f"期日の到来（{len(marks)}日）", about)
