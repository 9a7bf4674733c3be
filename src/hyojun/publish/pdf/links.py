"""Links inside a PDF, made after Typst has set it.

A link that names its target has to look it up: Typst then sets everything that holds one a second time, which
doubles time and memory of tables full of references. So the templates write an address of ours, and here it
becomes the destination, which Typst gives to every heading with a label.
"""

import re
from collections.abc import Mapping

from .objects import Objects
from .problems import PdfError

SCHEME = "hyojun:"
"""Before the anchor in an address; no author can write it, since only https and mailto are let through."""
_LINK = b"/Subtype/Link"
_ACTION = re.compile(
    rb"/A<</Type/Action/S/URI/URI\(hyojun:([A-Za-z0-9_.-]+)\)>>(.*?)/Contents\(hyojun:[A-Za-z0-9_.-]+\)",
    re.DOTALL,
)
_DESTINATIONS = re.compile(rb"\(([A-Za-z0-9_.-]+)\)\d+ 0 R")


def resolved(found: Objects, names: Mapping[str, str]) -> Objects:
    """The PDF with links to the places inside it; `names`: anchor → what a screen reader says of it.

    Raises PdfError for a link to what is not there.
    """
    there = {
        name
        for body in found.bodies.values()
        if body.startswith(b"<</Type/Catalog") and b"/Dests<<" in body
        for name in _DESTINATIONS.findall(body, body.index(b"/Dests<<"))
    }

    def to_place(link: re.Match[bytes]) -> bytes:
        if link[1] not in there:
            raise PdfError(
                f"リンク先「{link[1].decode()}」がPDFにありません。テンプレートを確かめてください。"
            )
        words = names.get(link[1].decode(), "この文書の中へのリンク")
        spoken = b"<FEFF" + words.encode("utf-16-be").hex().upper().encode() + b">"
        return b"/Dest(" + link[1] + b")" + link[2] + b"/Contents" + spoken

    return found._replace(
        bodies={
            number: _ACTION.sub(to_place, body) if _LINK in body[:60] else body
            for number, body in found.bodies.items()
        }
    )
