"""SHA256SUMS beside the frozen editions: every byte that was issued, in the form that `sha256sum -c` reads."""

import re
from collections.abc import Mapping
from pathlib import Path

SEAL = "SHA256SUMS"
_SEALED = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def seal_of(text: str) -> dict[str, str]:
    """Name → SHA-256 of what was issued; ValueError for a line that is none."""
    rows = [_SEALED.fullmatch(line) for line in text.splitlines()]
    if None in rows or any(".." in row[2] for row in rows if row):
        raise ValueError(SEAL)
    return {row[2]: row[1] for row in rows if row}


def read_seal(folder: Path) -> dict[str, str]:
    """What was issued in a folder; ValueError (also UnicodeDecodeError) where that cannot be told."""
    path = folder / SEAL
    return seal_of(path.read_text("utf-8")) if path.exists() else {}


def sealed_with(folder: Path, new: Mapping[str, str]) -> bytes:
    """The seal of a folder with more of its files, each by its name and SHA-256."""
    lines = (f"{digest}  {name}\n" for name, digest in sorted({**read_seal(folder), **new}.items()))
    return "".join(lines).encode("utf-8")
