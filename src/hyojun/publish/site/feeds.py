"""更新情報 as Atom feeds, one for each 業務 and one for all: editions, 意見照会, 正誤 and comparisons.

Dates are those of the sources, never of a clock. The id of an entry is made of what it tells of, so that it stays
the same wherever the site moves to. Links are absolute where the address of the site is known, else relative to the
feed, as RFC 4287 allows.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape, quoteattr

from hyojun.diff import Step
from hyojun.model import Business, Consultation, Document, edition_words

from ..dates import printed
from ..editions import worth
from ..job import Job
from . import comparisons
from .addresses import SiteMap, errata_page, relative
from .errata import number

ALL = "feed.xml"
_NAMES = uuid.UUID("6d1b1d0e-4f3c-5a35-9d0b-7f1f3c7f6f10")
"""Of all names that ids are made of."""


class FeedEntry(NamedTuple):
    """Something that happened to a document."""

    name: str
    """What its id is made of."""
    day: date
    title: str
    summary: str
    page: str
    """Address on the site, as it stands in a link."""
    author: str


def feed_of(business: str) -> str:
    """Path of the feed of a 業務."""
    return f"{business}/{ALL}"


def feeds(
    job: Job, map: SiteMap, known: Mapping[str, Iterable[FeedEntry]] = MappingProxyType({})
) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every feed that has something to tell. `known`: what some 業務 have to tell."""
    every: list[FeedEntry] = []
    for business in job.corpus.businesses:
        own = list(known[business.id] if business.id in known else entries(job, map, business))
        every += own
        if own:
            title = f"{job.settings.title}：{business.id} {business.name}"
            yield feed_of(business.id), _feed(job, feed_of(business.id), f"{business.id}/index", title, own)
    if every:
        yield ALL, _feed(job, ALL, "index", job.settings.title, every)


def entries(job: Job, map: SiteMap, business: Business) -> Iterator[FeedEntry]:
    """All that has a day, in order of documents and editions."""
    era = job.corpus.registry.profile(business.registered.profile).era
    steps = [s for s in job.history if s.business == business.id]
    for document in business.documents:
        yield from _editions(map, business, document, era)
    for step in worth(s for s in steps if s.is_final):
        if found := _comparison(map, business, step):
            yield found
    for held in (h for h in job.released if h.business.id == business.id):
        for e in held.errata:
            label = f"{business.id} {business.name} {held.document.name} {edition_words(held.edition)} 正誤{e.number}"
            targets = "、".join(dict.fromkeys(c.target for c in e.corrections))
            page = f"{quote(errata_page(business.id))}.html#{number(held, e)}"
            name = f"{business.id}/{held.document.name}/{held.edition}/errata/{e.number}"
            summary = f"{len(e.corrections)}か所の訂正（{targets}）"
            yield FeedEntry(name, e.day, label, summary, page, held.document.publisher)


def _editions(map: SiteMap, business: Business, document: Document, era: str) -> Iterator[FeedEntry]:
    """A row of the 改定履歴 is an edition from its 年月日 on, and a 意見照会 from its 始期 on."""
    for row in document.history:
        label = f"{business.id} {business.name} {document.name} {edition_words(row.edition)}"
        name = f"{business.id}/{document.name}/{row.edition}"
        own = f"{name}/index" if name in map.editions else f"{business.id}/history"
        if row.day:
            yield FeedEntry(name, row.day, label, row.summary, f"{quote(own)}.html", document.publisher)
        if row.consultation:
            home = f"{business.id}/index.html"
            yield FeedEntry(
                f"{name}/consultation",
                row.consultation.since,
                f"{label}の意見照会",
                _consultation(row.consultation, era),
                home,
                document.publisher,
            )


def _consultation(asked: Consultation, era: str) -> str:
    return f"{printed(asked.since, era)}から{printed(asked.until, era)}まで。対象：{asked.target}"


def _comparison(map: SiteMap, business: Business, step: Step) -> FeedEntry | None:
    """None where neither the new edition nor its 意見照会 has a day yet, or the step has no page."""
    new, docname = step.new.document, comparisons.address(step)
    row = next((r for r in new.history if r.edition == new.edition), None)
    day = new.day or (row.consultation.since if row and row.consultation else None)
    if day is None or docname not in map.pages:
        return None
    title = f"{business.id} {business.name} {comparisons.title(step)}"
    name = f"{business.id}/{step.document}/{step.old.edition}-{step.new.edition}"
    return FeedEntry(name, day, title, comparisons.counts(step), f"{quote(docname)}.html", new.publisher)


def _feed(job: Job, path: str, home: str, title: str, found: Iterable[FeedEntry]) -> bytes:
    address = job.settings.address
    newest_first = sorted(sorted(found, key=lambda e: e.name), key=lambda e: e.day, reverse=True)

    def link(target: str) -> str:
        if address:
            return f"{address}/{target}"
        page, mark, rest = target.partition("#")
        return relative(path, unquote(page)) + mark + rest

    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja">',
        f"<id>{_id(f'{address or job.settings.title} {path}')}</id>",
        f"<title>{escape(title)} 更新情報</title>",
        f"<updated>{_instant(newest_first[0].day)}</updated>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(link(path))}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(link(home + ".html"))}/>',
        *(line for e in newest_first for line in _entry(e, link(e.page))),
        "</feed>\n",
    ]
    return "\n".join(lines).encode()


def _entry(entry: FeedEntry, link: str) -> tuple[str, ...]:
    return (
        "<entry>",
        f"<id>{_id(entry.name)}</id>",
        f"<title>{escape(entry.title)}</title>",
        f"<updated>{_instant(entry.day)}</updated>",
        f"<author><name>{escape(entry.author)}</name></author>",
        f'<link rel="alternate" type="text/html" href={quoteattr(link)}/>',
        f"<summary>{escape(entry.summary)}</summary>",
        "</entry>",
    )


def _id(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, name)}"


def _instant(day: date) -> str:
    """The beginning of a day in Japan."""
    return f"{day.isoformat()}T00:00:00+09:00"
