"""How many pages wide a sheet is printed, so that its text stays readable on paper."""

from collections.abc import Sequence
from math import ceil, floor

SMALLEST = 7.0
"""Points of the smallest text on paper."""
UNIT = 7.1
"""Points of a column's unit where the workbook's font is missing; with it, a unit is smaller (6)."""
_PADDING = 0.625
"""Units Excel adds to every column."""
MARGINS = (0.4, 0.7, 0.4, 0.6)
"""Inches: left, top, right, bottom."""
_SQUEEZED = 1.15
"""Pages a cover may have for one it is printed on: a few rows do not get a page of their own."""
_SHORT_SIDE = 595.28
"""Points of A4."""
_LONG_SIDE = {"A3": 1190.55, "A4": 841.89}


def pages_wide(widths: Sequence[float], fixed: tuple[int, int] | None, paper: str, size: float) -> int:
    """Pages side by side in landscape; `fixed` columns are repeated on each page after their own."""
    margins = (MARGINS[0] + MARGINS[2]) * 72
    # Whole percents are what Excel scales by.
    scale = min(100, ceil(100 * SMALLEST / size)) / 100
    room = (_LONG_SIDE[paper] - margins) / UNIT / scale
    padded = [width + _PADDING for width in widths]
    pages, used = 1, 0.0
    for index, width in enumerate(padded):
        if used and used + width > room:
            pages += 1
            used = sum(padded[fixed[0] : fixed[1] + 1]) if fixed and index > fixed[1] else 0.0
        used += width
    return pages


def pages_high(widths: Sequence[float], heights: Sequence[float]) -> int:
    """Pages of an upright A4 sheet one page wide; 0, as many as it takes, where the last is well filled."""
    across, high = (
        _SHORT_SIDE - (MARGINS[0] + MARGINS[2]) * 72,
        _LONG_SIDE["A4"] - (MARGINS[1] + MARGINS[3]) * 72,
    )
    scale = min(1.0, across / (sum(width + _PADDING for width in widths) * UNIT))
    pages = sum(heights) * scale / high
    return floor(pages) if pages >= 1 and pages <= floor(pages) * _SQUEEZED else 0
