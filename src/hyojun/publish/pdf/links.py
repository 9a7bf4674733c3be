"""Links inside a PDF, made after Typst has set it.

A link that names its target has to look it up: Typst then sets everything that holds one a second time, which
doubles time and memory of tables full of references. So the templates write an address of ours, and here it
becomes the destination, which Typst gives to every heading with a label.
"""

import re
from collections.abc import Mapping

from .problems import PdfError

SCHEME = "hyojun:"
"""Before the anchor in an address; no author can write it, since only https and mailto are let through."""
_ACTION = re.compile(
    rb"/A<</Type/Action/S/URI/URI\(hyojun:([A-Za-z0-9_.-]+)\)>>(.*?)/Contents\(hyojun:[A-Za-z0-9_.-]+\)",
    re.DOTALL,
)
_DESTINATIONS = re.compile(rb"\(([A-Za-z0-9_.-]+)\)\d+ 0 R")
_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_ENTRY = 20
"""Bytes of a row of the cross-reference table."""


def resolved(pdf: bytes, names: Mapping[str, str]) -> bytes:
    """The PDF with links to the places inside it; `names`: anchor → what a screen reader says of it.

    Raises PdfError for a link to what is not there.
    """
    start = int(pdf[pdf.rindex(b"startxref") + 9 : pdf.rindex(b"%%EOF")])
    table = _TABLE.match(pdf, start)
    if table is None or SCHEME.encode() not in pdf:
        return pdf
    there = set(
        _DESTINATIONS.findall(pdf, pdf.rindex(b"/Dests<<", 0, start) if b"/Dests<<" in pdf else start)
    )
    rows = [pdf[at : at + _ENTRY] for at in range(table.end(), table.end() + _ENTRY * int(table[1]), _ENTRY)]
    starts = {n: int(row[:10]) for n, row in enumerate(rows) if row[17:18] == b"n"}

    def to_place(found: re.Match[bytes]) -> bytes:
        if found[1] not in there:
            raise PdfError(
                f"リンク先「{found[1].decode()}」がPDFにありません。テンプレートを確かめてください。"
            )
        words = names.get(found[1].decode(), "この文書の中へのリンク")
        spoken = b"<FEFF" + words.encode("utf-16-be").hex().upper().encode() + b">"
        return b"/Dest(" + found[1] + b")" + found[2] + b"/Contents" + spoken

    order = sorted(starts, key=starts.__getitem__)
    out = [pdf[: starts[order[0]]]]
    length = len(out[0])
    for number, after in zip(order, [*(starts[n] for n in order[1:]), start], strict=True):
        piece = pdf[starts[number] : after]
        if b"/Subtype/Link" in piece[:60]:
            piece = _ACTION.sub(to_place, piece)
        rows[number] = b"%010d" % length + rows[number][10:]
        out.append(piece)
        length += len(piece)
    trailer = pdf[table.end() + _ENTRY * len(rows) : pdf.rindex(b"startxref")]
    return b"".join((*out, table[0], *rows, trailer, b"startxref\n%d\n%%%%EOF" % length))
