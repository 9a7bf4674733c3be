"""objects.inv: where every entry and page stands, for intersphinx of other repositories.

Written from the map of the site. Sphinx would list the documents of this run, which are not all pages.
"""

import re
import zlib
from collections.abc import Iterator
from urllib.parse import quote

from .addresses import SiteMap
from .object_names import NAMES, object_name


def inventory(map: SiteMap, project: str) -> bytes:
    """The file in version 2 of its format: `name domain:type priority address words` a line."""
    head = (
        f"# Sphinx inventory version 2\n# Project: {_line(project)}\n# Version: \n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    lines = (*sorted(_entries(map)), *sorted(_pages(map)))
    return head.encode() + zlib.compress("".join(f"{line}\n" for line in lines).encode(), 9)


def _entries(map: SiteMap) -> Iterator[str]:
    for ref, place in map.places.items():
        address = f"{quote(place.docname)}.html#{place.anchor}"
        yield f"{_line(object_name(ref))} hyojun:{NAMES[ref.kind]} 1 {address} {_line(place.name)}"


def _pages(map: SiteMap) -> Iterator[str]:
    for docname, page in map.pages.items():
        yield f"{_line(docname)} std:doc -1 {quote(docname)}.html {_line(page.title)}"


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
