"""Lines of the files that findings point into, as people see them and as programs count them."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from hyojun.model import Finding

WIDTH = 100
"""Characters of a source line that are shown around the place."""


class SourceLines:
    """Reads each file once; a file that is not there has no lines."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._files: dict[str, list[str]] = {}

    def line(self, found: Finding) -> str:
        """The whole line a finding points at; empty without one."""
        file = found.origin.file
        if not found.line or not file:
            return ""
        if file not in self._files:
            self._files[file] = self._read(file)
        lines = self._files[file]
        return lines[found.line - 1] if found.line <= len(lines) else ""

    def _read(self, file: str) -> list[str]:
        try:
            text = (self.root / file).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return []
        return text.replace("\r\n", "\n").split("\n")


def excerpt(line: str, column: int) -> tuple[str, int]:
    """What to show of a line on a terminal, and how many cells stand before the place in it.

    Empty where a terminal would garble or obey it. The cells are -1 where no column is known.
    """
    text = line.rstrip().replace("\t", " ")
    if not text or "\ufffd" in text or not text.replace("\u3000", " ").isprintable():
        return "", -1
    start = len(text) - len(text.lstrip())
    place = min(max(column - 1, start), len(text))
    cut = ""
    if len(text) - start > WIDTH and place - start > WIDTH * 3 // 4:
        start = min(place - WIDTH // 2, len(text) - WIDTH)
        cut = "…"
    before = cells(cut + text[start:place]) if column else -1
    shown = text[start : start + WIDTH]
    return f"{cut}{shown}{'…' if start + WIDTH < len(text) else ''}", before


def cells(text: str) -> int:
    """Cells of a terminal a text takes: two for full-width characters, none for marks on others."""
    return sum(_cells(c) for c in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def utf16_column(line: str, column: int) -> int:
    """A column counted in characters as one counted in UTF-16 code units, both from 1."""
    return len(line[: column - 1].encode("utf-16-le", "replace")) // 2 + 1


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of words as lines with their columns aligned on a terminal."""
    widths = [max(cells(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "\n".join(
        "  ".join(w + " " * (width - cells(w)) for w, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
