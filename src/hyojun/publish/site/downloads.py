"""The files to download: their order, their words, and the digests by which a reader verifies them."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from hyojun.model import Business

from ..change_list import FILES as CHANGE_LISTS
from ..job import Published

WORDS = {
    "pdf": "PDF（閲覧・印刷用）",
    "excel": "Excel（集計・加工用）",
    "snapshot": "JSON（プログラム用）",
    "changes": "変更一覧（集計・加工用）",
    "schema": "JSON Schema（プログラム用）",
    "attachment": "添付・図（プログラム用）",
}
"""Words of the kinds, in the order of the table."""
SHORT = {"pdf": "PDF", "excel": "Excel", "snapshot": "JSON"}
"""Words of the kinds that hold a document, where there is little room."""
_ORDER = tuple(WORDS)


class Download(NamedTuple):
    """A file of the site to download."""

    path: str
    """As on the site."""
    kind: str
    """Key of `WORDS`."""
    business: str | None
    document: str | None
    edition: str | None
    size: int
    """Bytes."""
    sha256: str

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def word(self) -> str:
        return WORDS[self.kind]

    @property
    def short(self) -> str:
        return SHORT[self.kind]


class Offer(NamedTuple):
    """What a 業務 offers: files for people and programs, and what its snapshots refer to by digest."""

    files: tuple[Download, ...]
    attachments: tuple[Download, ...]


def downloads(out: Path, published: Iterable[Published]) -> tuple[Download, ...]:
    """The files below `out` that the site takes along."""
    return tuple(_download(out, p) for p in published if p.kind != "site")


def on_site(published: Published) -> str:
    return f"download/{published.path}"


def _download(out: Path, published: Published) -> Download:
    content = (out / published.path).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    path, kind, business, document, edition, _ = published
    return Download(
        on_site(published), _kind(path, kind, business), business, document, edition, len(content), digest
    )


def _kind(path: str, kind: str, business: str | None) -> str:
    if kind != "snapshot":
        return kind
    if path in CHANGE_LISTS:
        return "changes"
    if business is None:
        return "schema"
    return "attachment" if path.startswith("snapshot/assets/") else "snapshot"


def of_document(business: str, document: str, found: Iterable[Download]) -> tuple[Download, ...]:
    """PDF, Excel and JSON of a document, in that order."""
    own = (d for d in found if (d.business, d.document) == (business, document) and d.kind in SHORT)
    return tuple(sorted(own, key=lambda d: (_ORDER.index(d.kind), d.path)))


def offer(business: Business, found: Sequence[Download]) -> Offer:
    """PDF before Excel before JSON, each in the order of the documents."""
    names = [d.name for d in business.documents]
    own = [d for d in found if d.business == business.id]
    if any(d.kind == "snapshot" for d in own):
        own += [d for d in found if d.kind == "schema"]
    own.sort(
        key=lambda d: (_ORDER.index(d.kind), names.index(d.document) if d.document in names else -1, d.path)
    )
    return Offer(
        tuple(d for d in own if d.kind != "attachment"), tuple(d for d in own if d.kind == "attachment")
    )
