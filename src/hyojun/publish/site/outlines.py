"""A 業務 in small, as the pages of others and those across 業務 need it: what is kept of one that has not changed.

An outline follows from the sources of its 業務 alone. With it a site knows where everything stands, what has to be made
again, and what its search, its feeds and its addresses hold, without reading the 業務. One with released editions has
none: what it has to tell depends on all of them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Any

import msgpack

from hyojun.model import IN_TEXT, Business, Kind, canonical
from hyojun.source import code, remember, remembered

from ..job import Job
from . import coverage, falling_due
from .addresses import Page, SiteMap
from .feeds import FeedEntry, entries
from .outline import Extent, Marks, Outline
from .pages import extent
from .running import Running
from .search import synonyms_of
from .searched import Searched
from .site_map import entries_on

MAGIC = b"hyojun outline 2\n"
ACROSS = "across/"
_TEXTS = frozenset(("機能要件", "考え方・理由", "備考"))
"""Words of a function that stand on pages of its own 業務 only."""


def known(job: Job) -> dict[str, Outline]:
    """Outlines of an earlier build, of the 業務 that are as they were then."""
    found: dict[str, Outline] = {}
    if _has_strays(job):
        return found
    basis = _basis(job)
    for business in job.corpus.businesses:
        key = _key(job, basis, business)
        body = remembered(job.root, _name(business), MAGIC + key) if key else None
        outline = _unpacked(body, business) if body is not None else None
        if outline:
            found[business.id] = outline
    return found


def keep(
    running: Running, between: Mapping[str, str], known: Mapping[str, Outline], there: Container[str]
) -> None:
    """Remember the outlines of the 業務 of which pages were made: they have been read.

    `there`: those of which all stays. Others may have one that was made while what they name stood elsewhere.
    """
    job = running.job
    if _has_strays(job):
        return
    basis = _basis(job)
    versions = {f.business: f.version for f in running.id_files if not f.edition}
    for business in job.corpus.businesses:
        before = known.get(business.id)
        key = None if before and business.id in there else _key(job, basis, business)
        if key:
            pages = _pages(running.map, business)
            outline = Outline(
                pages,
                _marks(pages),
                extent(business),
                versions[business.id],
                running.search.told[business.id],
                tuple((tuple(words), tuple(also)) for words, also in synonyms_of(business)),
                tuple(entries(job, running.map, business)),
                between[business.id],
            )
            if (packed := _packed(outline)) != (before and _packed(before)):
                remember(job.root, _name(business), MAGIC + key, packed)


def _basis(job: Job) -> bytes:
    """What every outline depends on, whoever asks for it: builds, previews and drafts share them."""
    settings = [job.corpus.registry.plain(), job.corpus.words.plain(), [str(s) for s in job.settings]]
    return hashlib.blake2b(code() + canonical(settings)).digest()


def _has_strays(job: Job) -> bool:
    """Whether a 業務 claims IDs of another: then what stands where is a matter of both."""
    return any(b.strays for b in job.corpus.businesses)


def _name(business: Business) -> str:
    return f"outline-{business.id}"


def _key(job: Job, basis: bytes, business: Business) -> bytes | None:
    content = job.contents.get(business.id)
    if content is None or any(h.business.id == business.id for h in job.released):
        return None
    return hashlib.blake2b(basis + content, digest_size=32).digest()


def _pages(map: SiteMap, business: Business) -> tuple[Page, ...]:
    """Its own; whether it has others is a matter of all 業務 together."""
    return tuple(p for p in map.of(business) if not p.docname.startswith(ACROSS))


def _marks(pages: Iterable[Page]) -> Marks:
    found: dict[Kind, dict[str, tuple[str, str, str]]] = defaultdict(dict)
    for page in pages:
        for kind, id, mark, label in entries_on(page):
            found[kind].setdefault(id, (page.docname, mark, label))  # the first has it, as in the map
    return found


def across(job: Job, map: SiteMap, business: Business) -> str:
    """Digest of what pages across 業務 show: heads, functions without their texts, linkages, counts, days, terms,
    and where everything stands.

    Of one with released editions that is also what they say of it, hence all of it.
    """
    if any(h.business.id == business.id for h in job.released):
        return (job.contents.get(business.id) or b"").hex()
    pages = _pages(map, business)
    registry = job.corpus.registry
    shown: list[Any] = [
        business.registered.plain(),
        business.head.plain(),
        [d.model_dump(mode="json", exclude={"contents"}) for d in business.documents],
        [
            {k: v for k, v in f.plain().items() if k not in _TEXTS}
            for n in business.headings
            for f in n.heading.functions
        ],
        [x.plain() for x in business.linkages],
        [len(business.data_groups), len(business.data_items), bool(business.flows)],
        [[*s[1:]] for s in coverage.shares_of(job.corpus, business)],
        [[*r[1:]] for r in (coverage.reach(business, m) for m in registry.mechanisms)],
        [[str(v) for v in day] for day in falling_due.dates(falling_due.current(business))],
        [
            [e.source.label if e.source else "", e.source.kind.value if e.source else "", e.target.label]
            for e in business.edges
            if e.target.kind is Kind.DATA_ITEM and e.word != IN_TEXT
        ],
        [[t.name, t.reading or "", list(t.synonyms)] for t in business.terms],
        [_row(p) for p in pages],
        [[kind.value, list(ids.items())] for kind, ids in _marks(pages).items()],
    ]
    return hashlib.blake2b(canonical(shown), digest_size=16).hexdigest()


def _packed(outline: Outline) -> bytes:
    news = [[*e[:1], e.day.isoformat(), *e[2:]] for e in outline.news]
    pages = [_row(p) for p in outline.pages]
    marks = {kind.value: ids for kind, ids in outline.marks.items()}
    rest = (outline.extent, outline.ids, outline.search, outline.synonyms, news, outline.across)
    return msgpack.packb(  # type: ignore[no-any-return]
        (pages, marks, *rest)
    )


def _row(page: Page) -> list[str]:
    return [page.docname, page.title, page.template, page.section, page.anchor]


def _unpacked(body: bytes, business: Business) -> Outline | None:
    pages, marks, extent, ids, search, synonyms, news, across = msgpack.unpackb(body, use_list=False)
    kinds = {kind.value: kind for kind in Kind}
    return Outline(
        tuple(
            Page(docname, title, template, section, business, anchor=anchor)
            for docname, title, template, section, anchor in pages
        ),
        {kinds[kind]: ids for kind, ids in marks.items()},
        Extent(*extent),
        ids,
        {kind: Searched(*found) for kind, found in search.items()},
        synonyms,
        tuple(FeedEntry(name, date.fromisoformat(day), *rest) for name, day, *rest in news),
        across,
    )
