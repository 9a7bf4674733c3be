"""Marks of what changed on a layout: a band where a thing stands, and its letter where that hides least.

The band lies under the drawing, so that frames keep their kind of line and numbers of the 諸元表 stay whole.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hyojun.model import Box, Rule

from .sheet import Area, Sheet

_AROUND = 0.9
"""Millimetres between a ruled line and the edge of its mark."""
_STEPS = 6
"""Places for a letter along the edge of what changed."""


class Changed(NamedTuple):
    """A thing on a side of the paper that is another one."""

    letter: str
    part: Box | Rule


class Mark(NamedTuple):
    """Where a change is marked, in mm of the paper."""

    letter: str
    area: Area
    is_line: bool
    """A line has no inside: its mark is filled."""
    badge: Area
    """Of the letter."""


class Lettering(NamedTuple):
    """How large a letter is drawn, in mm of the paper."""

    width: float
    """Of one letter."""
    around: float
    """What is beside it."""
    height: float

    def scaled(self, scale: float) -> "Lettering":
        """Of a drawing that is made smaller while its letters are not."""
        return Lettering(*(size / scale for size in self))


def marked(changed: Sequence[Changed], sheet: Sheet, lettering: Lettering) -> tuple[Mark, ...]:
    """A mark for each change; letters keep clear of numbers and of each other, and of words where they can."""
    words = [w.area for w in sheet.words]
    taken = [n.area for n in sheet.numbers]
    found: list[Mark] = []
    for letter, part in changed:
        area = _area(part)
        size = (lettering.width * len(letter) + lettering.around, lettering.height)
        badge = min(
            _places(area, size, sheet),
            key=lambda own: (
                round(sum(map(own.common, taken)), 2),
                round(sum(map(own.common, words)), 2),
            ),
        )
        taken.append(badge)
        found.append(Mark(letter, area, isinstance(part, Rule), badge))
    return tuple(found)


def _area(part: Box | Rule) -> Area:
    if isinstance(part, Box):
        more = (part.repeated.count - 1) * part.repeated.pitch if part.repeated else 0.0
        return Area(part.x, part.y, part.width, part.height + more)
    x, y = min(part.x1, part.x2), min(part.y1, part.y2)
    width, height = abs(part.x1 - part.x2), abs(part.y1 - part.y2)
    return Area(x - _AROUND, y - _AROUND, width + 2 * _AROUND, height + 2 * _AROUND)


def _places(area: Area, size: tuple[float, float], sheet: Sheet) -> Iterator[Area]:
    """Above the thing from its left end on, below it, beside it; the first of two that hide as little is taken."""
    wide, high = size
    along = [area.x + n * wide for n in range(_STEPS) if n == 0 or n * wide <= area.width - wide]
    along.append(area.x + area.width - wide)
    found = [
        *((x, area.y - high) for x in along),
        *((x, area.y + area.height) for x in along),
        (area.x - wide, area.y),
        (area.x + area.width, area.y),
    ]
    for x, y in found:
        yield Area(min(max(x, 0.0), sheet.width - wide), min(max(y, 0.0), sheet.height - high), wide, high)
