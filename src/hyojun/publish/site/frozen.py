"""Pages of released editions: made of what was frozen, with its 正誤, at addresses that stay.

`002/機能/1.0/` has what `002/` had when the edition was out, by the same templates. What a page of it names leads to
the edition where it is of the same document, else to the current pages. It changes only with what it is told of
other editions, so it is kept apart from the pages of the sources (`kept.py`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hyojun.diff import Held
from hyojun.model import Business, Corpus, Document
from hyojun.source import is_draft, place_of

from ..binding import DECIDED
from ..in_force import edition_job
from ..job import Job
from .addresses import Page, SiteMap, folder_of

PICTURES = "_assets/editions"
"""Files of editions stand there under their digest: what several of them have is there once."""
VERSIONS = "versions.json"


class Shown(NamedTuple):
    """An edition that a reader can turn to."""

    document: Document
    docname: str
    """Its first page."""
    held: Held | None
    """None: what the sources say now."""

    @property
    def reflected(self) -> int:
        """Number of the last 正誤 in it; 0 for none."""
        return self.held.last_errata if self.held else 0


def edition_jobs(job: Job, map: SiteMap) -> Mapping[str, Job]:
    """Folder of each released edition → the job of publishing it alone, with its own files."""
    held = {folder_of(h): h for h in job.released}
    return {folder: edition_job(job, held[folder]) for folder in map.editions}


def picture(path: Path) -> str:
    """Where a file of an edition stands on the site; its name is its digest."""
    return f"{PICTURES}/{path.stem}{path.suffix.lower()}"


def attachments(jobs: Mapping[str, Job]) -> Iterator[tuple[str, Path]]:
    """Attached pages of forms and pictures of prose; BPMN files lie beside the pages of their flows."""
    for job in jobs.values():
        for name, path in job.assets.items():
            if not name.startswith("bpmn/"):
                yield picture(path), path


def now(map: SiteMap, page: Page) -> str:
    """Where the current pages show what a page of an edition shows: its like, or the 業務 as a whole."""
    assert page.business
    like = page.business.id + page.docname.removeprefix(page.folder)
    return like if like in map.pages else f"{page.business.id}/index"


def like(map: SiteMap, page: Page, shown: Shown) -> str:
    """The page of another edition that shows what a page shows; its first page where it has none."""
    folder = shown.docname.removesuffix("/index")
    wanted = folder + page.docname.removeprefix(page.folder)
    known = map.editions[folder].pages if shown.held else map.pages
    return wanted if wanted in known else shown.docname


def editions_of(business: Business, released: Iterable[Held], document: str) -> tuple[Shown, ...]:
    """Every edition of a document that has pages: what the sources say now, then the released ones, newest first."""
    own = [h for h in released if (h.business.id, h.document.name) == (business.id, document)]
    own.sort(key=lambda h: place_of(h.edition), reverse=True)
    current = business.document(document)
    first = [Shown(current, f"{business.id}/index", None)] if current else []
    return (*first, *(Shown(h.document, f"{folder_of(h)}/index", h) for h in own))


def force(business: Business, released: Iterable[Held], document: str) -> Shown | None:
    """The edition in force of a document, be it a released one or what the sources say; None where none is decided."""
    decided = (
        s
        for s in editions_of(business, released, document)
        if s.document.status in DECIDED and not is_draft(s.document.edition)
    )
    return max(decided, key=lambda s: (place_of(s.document.edition), s.held is None), default=None)


def same_in(map: SiteMap, page: Page, held: Held) -> str:
    """The page of a released edition that shows what a page of the sources shows; its first page where it has none."""
    return like(map, page, Shown(held.document, f"{folder_of(held)}/index", held))


def documents_of(business: Business, released: Iterable[Held]) -> tuple[str, ...]:
    """Names of its documents, also of those that only earlier editions have."""
    names = (h.document.name for h in released if h.business.id == business.id)
    return tuple(dict.fromkeys((*(d.name for d in business.documents), *names)))


def versions_json(corpus: Corpus, released: tuple[Held, ...], title: str, address: str) -> bytes:
    """`versions.json`: every edition with pages, for programs. Addresses are seen from the top of the site."""
    rows: list[dict[str, Any]] = []
    for business in corpus.businesses:
        for name in documents_of(business, released):
            for shown in editions_of(business, released, name):
                rows.append(
                    {
                        "業務ID": business.id,
                        "業務名": business.name,
                        "文書": name,
                        "題名": shown.document.title,
                        "版": shown.document.edition,
                        "状態": shown.document.status.value,
                        "年月日": shown.document.day.isoformat() if shown.document.day else None,
                        "正誤": shown.reflected,
                        "公表済み": shown.held is not None,
                        "アドレス": f"{shown.docname}.html",
                    }
                )
    data = {"題名": title, "アドレス": f"{address}/" if address else None, "版の一覧": rows}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
