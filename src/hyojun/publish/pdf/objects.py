"""The objects of a PDF as Typst writes it, one after the other with a table of places, and the same packed.

Of a document of tables most is its structure for screen readers: a hundred thousand small objects, which Typst leaves
as plain text. Packed in compressed streams (ISO 32000-1, 7.5.7 and 7.5.8, which PDF/A-2 allows) the file has a fifth
of its size, and that is what 1,700 municipalities download.
"""

import re
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_ENTRY = 20
"""Bytes of a row of the table of places."""
_SIZE = re.compile(rb"/Size \d+")
_TOGETHER = 200
"""Objects of a stream: a reader that wants one unpacks its neighbours."""
_LEVEL = 4
"""Level 6 takes half as long again for 4% less."""


class Objects(NamedTuple):
    """A PDF in its parts."""

    head: bytes
    bodies: Mapping[int, bytes]
    """What an object is, by its number, in the order of the file."""
    trailer: bytes
    """The entries that say where to begin, without brackets."""


def objects(pdf: bytes) -> Objects:
    """The parts of a PDF with one table of places and no object left out, as Typst writes it.

    Raises ValueError without such a table.
    """
    start = int(pdf[pdf.rindex(b"startxref") + 9 : pdf.rindex(b"%%EOF")])
    table = _TABLE.match(pdf, start)
    if table is None:
        raise ValueError("no table of places")
    rows = [pdf[at : at + _ENTRY] for at in range(table.end(), table.end() + _ENTRY * int(table[1]), _ENTRY)]
    places = sorted((int(row[:10]), number) for number, row in enumerate(rows) if row[17:18] == b"n")
    bodies = {}
    for (at, number), (after, _) in zip(places, [*places[1:], (start, 0)], strict=True):
        begins = pdf.index(b"obj", at) + 3
        bodies[number] = pdf[begins : pdf.rindex(b"endobj", begins, after)].strip(b"\n")
    trailer = pdf[table.end() + _ENTRY * len(rows) : pdf.rindex(b"startxref")].strip()
    return Objects(pdf[: places[0][0]], bodies, trailer.removeprefix(b"trailer").strip()[2:-2])


def packed(found: Objects) -> bytes:
    """The PDF with all objects that are not streams themselves in compressed streams."""
    plain = [(number, body) for number, body in found.bodies.items() if not body.endswith(b"endstream")]
    shared = [plain[at : at + _TOGETHER] for at in range(0, len(plain), _TOGETHER)]
    first = max(found.bodies) + 1
    table = first + len(shared)
    places = [_place(0, 0, 0xFFFF)] * (table + 1)
    for number, together in enumerate(shared, first):
        for index, (inside, _) in enumerate(together):
            places[inside] = _place(2, number, index)
    out, length = [found.head], len(found.head)
    for number, body in (
        *((number, body) for number, body in found.bodies.items() if body.endswith(b"endstream")),
        *((number, _together(bodies)) for number, bodies in enumerate(shared, first)),
    ):
        places[number] = _place(1, length, 0)
        out.append(_object(number, body))
        length += len(out[-1])
    places[table] = _place(1, length, 0)
    entries = b"/Type/XRef/W[1 4 2]" + _SIZE.sub(b"/Size %d" % len(places), found.trailer)
    return b"".join(
        (*out, _object(table, stream(entries, b"".join(places))), b"startxref\n%d\n%%%%EOF" % length)
    )


def _place(kind: int, where: int, which: int) -> bytes:
    """A row of the table: nothing (0), an object at a byte of the file (1), or the nth one of a stream (2)."""
    return bytes((kind,)) + where.to_bytes(4, "big") + which.to_bytes(2, "big")


def _together(bodies: Sequence[tuple[int, bytes]]) -> bytes:
    begins = accumulate((len(body) + 1 for _, body in bodies), initial=0)
    head = b" ".join(b"%d %d" % (number, at) for (number, _), at in zip(bodies, begins, strict=False)) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d" % (len(bodies), len(head))
    return stream(entries, head + b"\n".join(body for _, body in bodies))


def _object(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (number, body)


def stream(entries: bytes, content: bytes) -> bytes:
    """A stream with these entries beside those that tell how it is packed."""
    small = zlib.compress(content, _LEVEL)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (entries, len(small), small)


def unpacked(body: bytes) -> bytes:
    """The content of a stream as Typst or `stream` packs it."""
    return zlib.decompress(body[body.index(b"stream\n") + 7 : body.rindex(b"\nendstream")])
