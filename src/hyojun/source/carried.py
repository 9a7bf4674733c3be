"""What a snapshot carries along: the files it names, each known by the digest it gives them."""

import re
from collections.abc import Iterator
from pathlib import PurePath, PurePosixPath

from hyojun.model import AttachedLayout, Business, Document

from .files import sha256

ASSETS = "assets"
EDITION_FILE = re.compile(r"(?P<document>.+)-(?P<edition>[0-9]+\.[0-9]+(?:案[0-9]*)?)\.json")
"""`機能-1.1.json`: how a frozen or pinned edition is named."""
_TEXTS = frozenset({".json", ".yaml", ".bpmn"})


def named_files(business: Business, document: Document) -> list[tuple[str, str]]:
    """The attached pages, pictures and BPMN files a document refers to, each with the digest it gives them.

    What a snapshot says of a flow is who does what; where a box stands only the file knows.
    """
    inside = document.contents
    layouts = [f.layout for f in inside.forms if isinstance(f.layout, AttachedLayout)]
    found = [(f"spec/{business.id}/{x.file}", x.sha256) for x in layouts if x.sha256]
    found += ((i.file, i.sha256) for c in inside.chapters for i in c.images)
    found += ((f"bpmn/{business.id}/{f.file}", f.sha256) for f in inside.flows)
    return list(dict.fromkeys(found))


def asset_name(file: str, digest: str) -> str:
    """`assets/<digest>.png`: where a named file lies beside its snapshot."""
    return f"{ASSETS}/{digest}{PurePosixPath(file).suffix.lower()}"


def digests_of(path: PurePath, data: bytes) -> Iterator[str]:
    """The SHA-256 of a file, and of what it was before a checkout changed its line endings."""
    yield sha256(data)
    if path.suffix in _TEXTS:
        plain = data.replace(b"\r\n", b"\n")
        yield sha256(plain)
        yield sha256(plain.replace(b"\n", b"\r\n"))
