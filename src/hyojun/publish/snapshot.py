"""Snapshots going out: one JSON per document, with the JSON Schema they keep."""

import json
import shutil
from functools import cache, lru_cache
from pathlib import Path

from hyojun.model import Business, Document
from hyojun.source import SNAPSHOT_SCHEMA as SCHEMA
from hyojun.source import named_files, plain_snapshot, snapshot_bytes
from hyojun.source import snapshot_schema as schema

from .file_names import corrected_snapshot
from .in_force import reflected
from .job import Job, Published


def write_snapshots(job: Job, business: Business, out: Path) -> list[Published]:
    """`snapshot/002-機能-1.1.json` for every document of a 業務; an edition with its 正誤 in it says so in its name."""
    folder = out / "snapshot"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for document in business.documents:
        name = snapshot_name(business, document)
        if told := reflected(job, business):
            name = corrected_snapshot(name, told)
        path = f"snapshot/{name}"
        (out / path).write_bytes(snapshot_of(job, business, document))
        written.append(Published(path, "snapshot", business.id, document.name, document.edition))
        written.extend(_assets(job, business, document, out))
    return list(dict.fromkeys(written))


def snapshot_name(business: Business, document: Document) -> str:
    return f"{business.id}-{document.name}-{document.edition}.json"


def snapshot_of(job: Job, business: Business, document: Document) -> bytes:
    """A snapshot as it is written; that of a pinned document is what its publisher wrote, to the byte."""
    if document.pinned:
        return plain_snapshot(job.assets[f"spec/{business.id}/{document.pinned.file}"].read_bytes())
    return _made(_Same(business, document))


class _Same:
    """A document as a key: this one, whatever it says."""

    def __init__(self, business: Business, document: Document) -> None:
        self.business, self.document = business, document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Same) and self.document is other.document and self.business is other.business
        )


@lru_cache(maxsize=8)
def _made(same: _Same) -> bytes:
    """Snapshots of the 業務 at hand: several publications of it ask for them."""
    return snapshot_bytes(same.business, same.document)


def _assets(job: Job, business: Business, document: Document, out: Path) -> list[Published]:
    """The files a document refers to, named by the digest it gives them, as they are frozen with an edition."""
    written = []
    for file, digest in named_files(business, document):
        if file not in job.assets and (document.pinned or any(h.document is document for h in job.released)):
            continue  # its publisher, or hyojun when it was frozen, put no drawings beside it
        path = f"snapshot/assets/{digest}{Path(file).suffix.lower()}"
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(job.assets[file], out / path)
        written.append(Published(path, "snapshot", business.id, document.name, document.edition))
    return written


def write_schema(out: Path) -> Published:
    """The JSON Schema of snapshots, for those who read them with other programs."""
    path = f"snapshot/{SCHEMA}"
    (out / "snapshot").mkdir(parents=True, exist_ok=True)
    (out / path).write_bytes(schema_bytes())
    return Published(path, "snapshot")


@cache
def schema_bytes() -> bytes:
    return (json.dumps(schema(), ensure_ascii=False, indent=1) + "\n").encode()
