"""A finished workbook: its rows in their place, nothing in it that depends on the machine."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO

from ..spreadsheet import Texts
from .body import Body

_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_LEVEL = 5
"""Of zlib: 6, its own choice, takes half as long again for 2 % less."""
_SHARED = "xl/sharedStrings.xml"
_COUNTS = re.compile(r' count="\d+" uniqueCount="(\d+)"')


def sealed(raw: IO[bytes] | Path, file: Path, bodies: Mapping[str, Body] = MappingProxyType({})) -> None:
    """Copy a workbook with the rows of its sheets (part → body), without times and permissions of its parts."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with (
        zipfile.ZipFile(raw) as parts,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as out,
    ):

        def put(name: str, content: bytes) -> None:
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, content, compresslevel=_LEVEL)

        names = parts.namelist()
        shared = parts.read(_SHARED).decode("utf-8") if bodies else ""
        texts = Texts(int(_COUNTS.findall(shared)[0]) if bodies else 0)
        for name in names:
            if name in bodies:
                filled = bodies[name].fill(parts.read(name).decode("utf-8"), texts)
                put(name, "".join(filled).encode("utf-8"))
            elif name != _SHARED or not bodies:
                put(name, parts.read(name))
        if bodies:
            put(_SHARED, _taken_up(shared, texts).encode("utf-8"))


def _taken_up(shared: str, texts: Texts) -> str:
    """The list of shared texts with those of the rows at its end; how often each is used, nobody needs to know."""
    head, _, end = shared.rpartition("</sst>")
    counted = _COUNTS.sub(f' uniqueCount="{texts.count}"', head, count=1)
    return f"{counted}{texts.xml()}</sst>{end}"
