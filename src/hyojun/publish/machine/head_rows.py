"""Rows of what a 業務 declares of itself and of its documents."""

import re
from collections.abc import Iterator
from datetime import date

from hyojun.model import Business

from .definitions import Cell

Row = tuple[Cell, ...]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(written: str | None) -> tuple[str | None, str | None]:
    """A day, or the words that stand in its place (未定, ○○法の施行日): one of two columns."""
    if written is None or _DAY.fullmatch(written):
        return written, None
    return None, written


def _iso(found: date | None) -> str | None:
    return found.isoformat() if found else None


def documents(business: Business) -> Iterator[Row]:
    for d in business.documents:
        yield (
            *(business.id, d.name, d.title, d.publisher, d.basis, d.sub_unit, d.edition, d.status.value),
            *(_iso(d.day), d.license),
            *((d.pinned.sha256, d.pinned.source) if d.pinned else (None, None)),
        )


def revisions(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for order, r in enumerate(d.history, 1):
            asked = r.consultation
            yield (
                *(business.id, d.name, order, r.edition, _iso(r.day)),
                *(r.summary, r.reason, r.source, *day(r.in_force)),
                *(
                    (asked.since.isoformat(), asked.until.isoformat(), asked.target, asked.result)
                    if asked
                    else (None, None, None, None)
                ),
                r.agreement,
            )


def duties(business: Business) -> Iterator[Row]:
    for order, duty in enumerate(business.head.duties, 1):
        yield business.id, order, duty.name, duty.basis


def bodies(business: Business) -> Iterator[Row]:
    for order, body in enumerate(business.head.bodies, 1):
        yield business.id, order, body


def common_functions(business: Business) -> Iterator[Row]:
    for use in business.head.common_functions:
        yield business.id, use.name, use.used, use.reason


def mechanisms(business: Business) -> Iterator[Row]:
    for use in business.head.mechanisms:
        yield business.id, use.name, use.applied, use.reason


def transitions(business: Business) -> Iterator[Row]:
    for order, t in enumerate(business.head.transitions, 1):
        yield business.id, order, t.scope, *day(t.until), t.basis


def actor_kinds(business: Business) -> Iterator[Row]:
    for actor, kind in business.head.lane_kinds.items():
        yield business.id, actor, kind.value


def combinations(business: Business) -> Iterator[Row]:
    for order, c in enumerate(business.head.combinations, 1):
        yield business.id, order, c.name, _iso(c.day)


def combination_editions(business: Business) -> Iterator[Row]:
    for c in business.head.combinations:
        others = (("他の業務", *address.split("/", 1), edition) for address, edition in c.others.items())
        found = (
            *(("文書", business.id, name, edition) for name, edition in c.editions.items()),
            *others,
            *(("共通機能", None, name, edition) for name, edition in c.common.items()),
        )
        yield from ((business.id, c.name, order, *row) for order, row in enumerate(found, 1))
