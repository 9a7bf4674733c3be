"""The permanent address of every ID, `id/#機能0020011`: what its page looks an ID up in.

A file for each 業務, `_id/002.js`, is one call with data, `hyojunIds(業務ID, kinds)`, since a page opened from a
folder may load scripts and nothing else. What is gone leads to its row in the list of IDs of the 業務, which says
what became of it and can be read without scripts.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from hyojun.model import Kind

from ..anchors import SLUGS
from .data_script import call
from .id_addresses import list_of, lists_of
from .known_ids import Known

FOLDER = "_id"


def resolved(path: str) -> str:
    """A page of the 業務 whose IDs a file holds; empty for all other files."""
    folder, _, name = path.rpartition("/")
    return lists_of(name.removesuffix(".js")) if folder == FOLDER else ""


class IdFile(NamedTuple):
    """What the resolver loads of one 業務."""

    business: str
    version: str
    """By which browsers keep it as long as its bytes are the same."""
    content: bytes = b""
    """Empty where the file is there already."""

    @property
    def path(self) -> str:
        """On the site."""
        return f"{FOLDER}/{self.business}.js"


def id_file(business: str, found: Iterable[Known]) -> IdFile:
    """All IDs of a 業務 by kind and page. An anchor is written only where it does not follow from the ID."""
    kinds: dict[Kind, dict[str, list[str | list[str]]]] = {}
    for known in found:
        page, mark = (
            (known.place.docname, known.place.anchor)
            if known.place
            else (list_of(business, known.ref.kind), known.mark)
        )
        id = known.ref.id
        told: str | list[str] = id if mark == f"{SLUGS[known.ref.kind]}-{id}" else [id, mark]
        kinds.setdefault(known.ref.kind, {}).setdefault(quote(page), []).append(told)
    data: Mapping[str, Any] = {k.value: [SLUGS[k], list(pages.items())] for k, pages in kinds.items()}
    content = call("hyojunIds", business, data)
    return IdFile(business, hashlib.sha256(content).hexdigest()[:8], content)
