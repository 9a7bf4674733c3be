"""How many lines a text takes in a column: Excel and LibreOffice do not grow rows of a finished file.

An estimate that errs on the high side: full-width characters take one em, others less, and a
line keeps one em free for what 禁則処理 pushes to the next.
"""

import re
import unicodedata
from functools import lru_cache

from ..spreadsheet import doubtful

PIXELS_PER_UNIT = 8
"""Of a column's width, with the workbook's default font (游ゴシック 11)."""
_POINTS_PER_PIXEL = 0.75
_SPARE = 0.96

LEADING = 1.7
"""Line height in em: 游ゴシック sets lines far apart."""
PADDING = 4.0
"""Points above and below the text of a row."""
TALLEST = 409.0
"""Points; Excel's own limit for a row."""

_RUNS = re.compile(r"[!-~]+|[^!-~]+")
_NARROW = re.compile("[^\u3000-\u3096\u30a0-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
"""What may not be one em wide."""


class _Widths(dict[str, float]):
    """Widths of characters, looked up once each."""

    def __missing__(self, char: str) -> float:
        self[char] = width = _em(char)
        return width


def _em(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WFA" and not unicodedata.combining(char):
        return 0.0 if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" else 1.0
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    return 0.72 if char.isupper() or char in "@%&_" else 0.6


_WIDTHS = _Widths()


def ems(text: str) -> float:
    """Width of a text set on one line, in em."""
    return sum(map(_WIDTHS.__getitem__, text))


def capacity(width: float, size: float) -> float:
    """Em on a line of a column: its width in Excel's units, size of the font in points."""
    return (width * PIXELS_PER_UNIT - 3) * _POINTS_PER_PIXEL * _SPARE / size


def width_for(em: float, size: float) -> float:
    """The narrowest column with room for so many em on a line."""
    return (em * size / _SPARE / _POINTS_PER_PIXEL + 3) / PIXELS_PER_UNIT


@lru_cache(maxsize=65536)
def line_count(text: str, room: float) -> int:
    """Lines a text takes where a line has room for so many em."""
    if "\n" in text:
        return sum(_wrapped(paragraph, room) for paragraph in text.split("\n"))
    return _wrapped(text, room)


class Lines(dict[object, int]):
    """How many lines a cell takes where a line has room for so many em; raises Doubtful."""

    def __init__(self, room: float) -> None:
        self._room = room

    def __missing__(self, cell: object) -> int:
        lines = 1
        if isinstance(cell, str):
            if doubtful(cell):
                raise Doubtful
            if len(cell) > self._room or "\n" in cell:
                lines = line_count(cell, self._room)
        self[cell] = lines
        return lines


class Doubtful(Exception):
    """A text that a cell may be unable to hold."""


def row_height(lines: int, size: float) -> float:
    """Points for a row of so many lines, not limited."""
    return max(1, lines) * size * LEADING + PADDING


def _wrapped(paragraph: str, room: float) -> int:
    # No character is wider than one em.
    if len(paragraph) <= room:
        return 1
    if not _NARROW.search(paragraph):
        return -(-len(paragraph) // max(1, int(room - 1)))
    if ems(paragraph) <= room:
        return 1
    room = max(1.0, room - 1)
    count, used = 1, 0.0
    for run in _RUNS.findall(paragraph):
        if "!" <= run[0] <= "~":
            width = ems(run)
            if used + width <= room:
                used += width
                continue
            if width <= room:
                # A word is not parted where the next line has room for it.
                count, used = count + 1, width
                continue
        elif not _NARROW.search(run):
            fits = int(room - used)
            if len(run) <= fits:
                used += len(run)
            else:
                more, left = divmod(len(run) - fits, each := int(room))
                count, used = count + more + bool(left), float(left or each)
            continue
        for wide in map(_WIDTHS.__getitem__, run):
            if used + wide > room:
                count, used = count + 1, 0.0
            used += wide
    return count
