"""The permanent address of every ID, `id/#機能0020011`: what its page looks an ID up in.

A file for each 業務, `_id/002.js`, is one call with data, `hyojunIds(key, kinds, documents, others)`, since a page
opened from a folder may load scripts and nothing else. An address leads to the edition in force, where there is none
to what the sources say; `id/#機能0020011@1.0` to the edition it names. What the first file does not have stands in
others, a file an edition, which are loaded only when they are asked for. What is gone leads to its row in the list of
IDs of the 業務, which says what became of it and can be read without scripts.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from hyojun.model import Business, Document, Kind, Ref

from ..anchors import SLUGS
from ..binding import tag_of
from .addresses import SiteMap
from .data_script import call
from .id_addresses import list_of, lists_of
from .known_ids import Known

FOLDER = "_id"


def resolved(path: str) -> str:
    """A page of the 業務 whose IDs a file holds; empty for all other files."""
    folder, _, name = path.rpartition("/")
    return lists_of(name.removesuffix(".js").partition("-")[0]) if folder == FOLDER else ""


class IdFile(NamedTuple):
    """What the resolver loads of one 業務."""

    business: str
    version: str
    """By which browsers keep it as long as its bytes are the same."""
    content: bytes = b""
    """Empty where the file is there already."""
    edition: str = ""
    """機能-1.0: of which other edition it is; empty: the file that is looked into first."""

    @property
    def key(self) -> str:
        return "-".join(filter(None, (self.business, self.edition)))

    @property
    def path(self) -> str:
        """On the site."""
        return f"{FOLDER}/{self.key}.js"


Row = tuple[Ref, str, str, Document | None]
"""An entry with its page and anchor, and the edition it is of there; None: a row of the list of IDs."""


def id_files(business: Business, found: Sequence[Known], map: SiteMap) -> Iterator[IdFile]:
    """The file that is looked into first, then those of other editions."""
    others = tuple(_others(business, found, map))
    index = [[*d, f"{quote(f.path.rpartition('/')[2])}?v={f.version}", f.key] for d, f in others]
    yield _file(business.id, "", (_row(business.id, known) for known in found), index)
    yield from (f for _, f in others)


def _others(
    business: Business, found: Sequence[Known], map: SiteMap
) -> Iterator[tuple[tuple[str, str], IdFile]]:
    """Document and edition of what the first file does not have, and the file that has it."""
    in_force = map.binding.get(business.id, ())
    for document in business.documents:
        if any(held.document.name == document.name for held in in_force):
            them = (
                (known.ref, *known.place[:2], document)
                for known in found
                if known.place and known.document is document
            )
            name = f"{document.name}-{tag_of(document)}"
            yield (document.name, tag_of(document)), _file(business.id, name, them, [])
    sources = {(d.name, tag_of(d)) for d in business.documents}
    for folder, own in map.editions.items():
        held = next((p.edition for p in own.of(business) if p.edition and p.folder == folder), None)
        if (
            held is None
            or any(held is h for h in in_force)
            or (held.document.name, tag_of(held.document)) in sources
        ):
            continue
        rows = ((ref, *place[:2], held.document) for _, them in own.by_page.items() for ref, place in them)
        yield (
            (held.document.name, tag_of(held.document)),
            _file(business.id, f"{held.document.name}-{held.edition}", rows, []),
        )


def _row(business: str, known: Known) -> Row:
    if known.force:
        return known.ref, *known.force.place[:2], known.force.held.document
    if known.place:
        return known.ref, *known.place[:2], known.document
    return known.ref, list_of(business, known.ref.kind), known.mark, None


def _file(business: str, edition: str, rows: Iterable[Row], others: Sequence[Any]) -> IdFile:
    """All IDs by kind, page and edition. An anchor is written only where it does not follow from the ID."""
    kinds: dict[Kind, dict[tuple[str, int], list[str | list[str]]]] = {}
    documents: dict[tuple[str, str], int] = {}
    for ref, page, mark, document in rows:
        number = documents.setdefault((document.name, tag_of(document)), len(documents)) if document else -1
        told: str | list[str] = ref.id if mark == f"{SLUGS[ref.kind]}-{ref.id}" else [ref.id, mark]
        kinds.setdefault(ref.kind, {}).setdefault((quote(page), number), []).append(told)
    data: Mapping[str, Any] = {
        kind.value: [SLUGS[kind], [[page, ids, number] for (page, number), ids in pages.items()]]
        for kind, pages in kinds.items()
    }
    file = IdFile(business, "", b"", edition)
    content = call("hyojunIds", file.key, data, list(documents), others)
    return file._replace(version=hashlib.sha256(content).hexdigest()[:8], content=content)
