"""What a single page of a 業務 depends on, so that a changed text makes only those pages again on which it stands.

Every page depends on the shell of its 業務: all that is in it but `TEXTS`, which stand nowhere but on the pages that
`_own` says. Where editions were released, the shell holds them too, and pages of entries depend on what the editions
did to these; all other pages of such a 業務 (comparisons, 改定履歴, lists of IDs) depend on everything in it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hyojun.model import (
    Business,
    Chapter,
    Contents,
    DataGroup,
    DataItem,
    Document,
    Flow,
    Form,
    FormItem,
    Function,
    Heading,
    Kind,
    Numbered,
    Value,
    canonical,
    numbered,
)

from ..flow_pictures import bpmn_file
from ..job import Job
from .addresses import Page, SiteMap
from .timeline import Timelines

TEXTS: Mapping[type[Value], frozenset[str]] = {
    Function: frozenset(("text", "reason", "note")),
    FormItem: frozenset(("text", "fixed", "computed", "overflow", "sample", "note")),
    DataItem: frozenset(("definition", "description", "sample", "note")),
    Chapter: frozenset(("source",)),
}
"""Fields of which only the page of their entry shows anything, and the page with all functions of a 業務.

References in them are known apart from them. `tests/publish/test_page_keys.py` holds them against the templates."""


def _each(kind: type[Value]) -> dict[str, Any]:
    return {"__all__": set(TEXTS[kind])}


_WITHOUT = {
    "contents": {
        "chapters": _each(Chapter),
        "headings": True,  # told one by one, since they stand in each other
        "forms": {"__all__": {"items": _each(FormItem)}},
        "data_groups": {"__all__": {"items": _each(DataItem)}},
    }
}


_OF_ENTRIES = ("functions", "functions_all", "form", "data_group", "flow", "")
"""Templates of pages that tell of what editions did only in the 変遷 of their entries; empty: prose."""


def page_keys(
    job: Job, map: SiteMap, business: Business, base: bytes, findings: Iterable[Any], known: Timelines
) -> dict[str, bytes]:
    """Docname → digest of what a page of a 業務 depends on.

    `base`: what all of them depend on beside their 業務; `findings`: what stands on the page with those.
    """
    released = _released(job, business)
    everything = _json(business) if released else b""
    shell = hashlib.blake2b(base + _shell(job, map, business) + released).digest()
    found = canonical(list(findings))
    return {
        page.docname: _digest(
            shell,
            page.docname.encode(),
            found if page.section == "checks" else b"",
            *_own(job, business, page),
            everything if page.template not in _OF_ENTRIES else _changed(map, business, page, known),
        )
        for page in map.of(business)
    }


def _released(job: Job, business: Business) -> bytes:
    """The released editions of a 業務 and which comparisons there are; nothing where none was released."""
    held = [
        [h.business.plain(), [e.plain() for e in h.errata]]
        for h in job.released
        if h.business.id == business.id
    ]
    steps = [
        [
            s.document,
            s.old.edition,
            s.new.edition,
            s.is_current,
            s.comparison.new.label if s.comparison.new else "",
        ]
        for s in job.history
        if s.business == business.id
    ]
    return canonical([held, steps]) if held else b""


def _changed(map: SiteMap, business: Business, page: Page, known: Timelines) -> bytes:
    """What editions did to the entries of a page."""
    refs = [ref for ref, _ in map.on(page.docname)]
    if page.template == "functions_all":
        refs = [business.ref(Kind.FUNCTION, id) for id in business.named(Kind.FUNCTION)]
    return canonical(
        [
            [ref.label, event.step.old.edition, event.step.new.edition, [c.plain() for c in event.changes]]
            for ref in refs
            for event in known.events.get((business.id, ref.label), ())
        ]
    )


def _shell(job: Job, map: SiteMap, business: Business) -> bytes:
    """All of a 業務 but the texts, and where everything in it stands."""
    of_files = (f"spec/{business.id}/", f"bpmn/{business.id}/")
    pages = [
        [p.docname, p.title, p.template, p.section, p.anchor, [[r.label, *at] for r, at in map.on(p.docname)]]
        for p in map.of(business)
    ]
    references = [[e.source.label if e.source else "", e.target.label, e.word] for e in business.edges]
    return _digest(
        _json(business, {"documents": True}),
        *(part for d in business.documents for part in _without_texts(d)),
        canonical([pages, references, [name for name in job.assets if name.startswith(of_files)]]),
    )


def _without_texts(document: Document) -> Iterator[bytes]:
    yield _json(document, _WITHOUT)
    yield str(document.pinned).encode()
    for n in numbered(document.contents.headings):
        yield n.number.encode()
        yield _json(n.heading, {"headings": True, "functions": _each(Function)})


def _own(job: Job, business: Business, page: Page) -> tuple[bytes, ...]:
    """What a page shows of the texts of its 業務, and of files that are no values."""
    match page.template, page.subject:
        case "functions", tuple() as headings:
            return tuple(_statements(headings))
        case "functions_all", _:
            return tuple(_statements(business.headings))
        case "form" | "data_group", Form() | DataGroup() as entry:
            return (_json(entry),)
        case "flow", Flow() as flow:
            file = job.assets.get(bpmn_file(business, flow))
            return (file.read_bytes() if file else b"",)
        case "", Chapter() as chapter:
            return tuple(_to(page.documents[0].contents, chapter))
    return ()


def _statements(headings: Iterable[Numbered]) -> Iterator[bytes]:
    return (_json(n.heading, {"headings": True}) for n in headings)


def _to(contents: Contents, chapter: Chapter) -> Iterator[bytes]:
    """A chapter and those before it, whose figures and tables are counted."""
    for other in contents.chapters:
        yield _json(other)
        if other is chapter:
            return


def _json(value: Value | Heading, exclude: Any = None) -> bytes:
    return value.model_dump_json(exclude=exclude).encode()


def _digest(*parts: bytes) -> bytes:
    found = hashlib.blake2b(digest_size=32)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.digest()
