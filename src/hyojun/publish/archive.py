"""Zip archives that are the same bytes wherever and whenever they are made, and that Windows opens with their names."""

import io
import zipfile
from collections.abc import Iterable
from typing import NamedTuple

_DAY = (1980, 1, 1, 0, 0, 0)
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
    """The parts in the order given, all with the same day and no permissions."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as made:
        for part in parts:
            info = zipfile.ZipInfo(part.name, _DAY)
            info.create_system = 0
            made.writestr(info, part.content, zipfile.ZIP_STORED if part.packed else zipfile.ZIP_DEFLATED)
    return out.getvalue()
