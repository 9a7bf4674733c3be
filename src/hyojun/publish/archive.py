"""Zip archives that are the same bytes wherever and whenever they are made, and that Windows opens with their names."""

import io
import zipfile
from collections.abc import Iterable
from typing import NamedTuple

_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16
_LEVEL = 4
"""Level 6 takes twice as long for 7% less."""


class Part(NamedTuple):
    """A file inside an archive."""

    name: str
    """Its path with `/`. Names with other than ASCII characters get the mark of UTF-8 (bit 11)."""
    content: bytes
    packed: bool = False
    """Whether it is compressed in itself (PNG, PDF, workbooks), so that it is only stored."""


def archive(parts: Iterable[Part]) -> bytes:
    """The parts in the order given, all with the same day and permissions.

    They say they are of Unix: Info-ZIP believes the mark of UTF-8 only then, Windows always.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as made:
        for part in parts:
            info = zipfile.ZipInfo(part.name, _DAY)
            info.create_system = _UNIX
            info.external_attr = _READABLE
            made.writestr(info, part.content, zipfile.ZIP_STORED if part.packed else zipfile.ZIP_DEFLATED)
    return out.getvalue()
