"""An edition that lies beside the sources, frozen or pinned, as files to hand on: to the byte what was published."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from hyojun.model import Business, Document

from .business_reader import EDITIONS
from .carried import asset_name, digests_of, named_files
from .errata import open_edition
from .files import sha256
from .misfits import errata_file
from .pinned import plain_snapshot
from .schema import PINNED


class EditionFiles(NamedTuple):
    """One edition of one document."""

    business: Business
    """With that document alone, every issued 正誤 laid over it."""
    snapshot: bytes
    """As it was published, without 正誤."""
    errata: Mapping[str, bytes]
    """Issued 正誤: file name → content."""
    assets: Mapping[str, bytes]
    """Pictures, attached pages and BPMN files that it names: path from the root → content. What is not there is left out."""
    last_errata: int = 0
    """Number of the newest 正誤; 0 without any."""

    @property
    def document(self) -> Document:
        return self.business.documents[0]


def edition_files(root: Path, business: str, document: str, edition: str) -> EditionFiles | None:
    """The files of an edition; None where no snapshot of it lies here. Raises UnreadableVersion."""
    for folder in (EDITIONS, PINNED):
        path = root / f"spec/{business}/{folder}/{document}-{edition}.json"
        if path.is_file():
            found = open_edition(path)
            names = [errata_file(document, edition, e.number) for e in found.errata]
            errata = {name: plain_snapshot((path.parent / name).read_bytes()) for name in names}
            assets = dict(_assets(path.parent, found.business))
            last = found.errata[-1].number if found.errata else 0
            return EditionFiles(found.corrected(), plain_snapshot(path.read_bytes()), errata, assets, last)
    return None


def _assets(folder: Path, business: Business) -> Iterator[tuple[str, bytes]]:
    """The bytes that have the digest, whatever a checkout did to their line ends."""
    for name, digest in named_files(business, business.documents[0]):
        path = folder / asset_name(name, digest)
        if path.is_file() and digest in digests_of(path, data := path.read_bytes()):
            plain = data.replace(b"\r\n", b"\n")
            forms = (data, plain, plain.replace(b"\n", b"\r\n"))
            yield name, next(form for form in forms if sha256(form) == digest)
