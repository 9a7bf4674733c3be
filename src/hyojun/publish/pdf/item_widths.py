"""Widths for the columns of one 諸元表, after what stands in them.

Every 諸元表 has the same widths where it fits on its page. One that does not is set with these, which give
room to the columns that make its rows high and take it from those that are empty; the template measures which.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import permutations
from math import ceil

from hyojun.flow import width
from hyojun.model import Form, FormItem

_ROOM = 273
"""mm between the margins of a page (`landscape` in page.typ)."""
_PADDING = 2.4
"""mm beside the text of a cell."""
_MM_PER_EM = 7.5 * 25.4 / 72
_LOST = 0.6 * _MM_PER_EM
"""mm that 禁則 and words kept whole leave empty at the end of a line, on the average."""
_LEAST = (8, 18, 18, 22, 18, 8, 8, 18, 14, 16, 18, 13)
"""mm that show the head of each column in two lines, and an ID in one."""
_TEXTS = (1, 2, 3, 4, 7, 9, 10, 11)
"""The columns that take what is left over."""
_STEPS = (12, 6, 3, 2, 1)
"""mm to exchange between two columns."""
_MOST_ROWS = 45
"""More than any page holds."""

Cell = tuple[float, ...]
"""The widths of the paragraphs of a cell, in mm."""


def item_widths(form: Form, called: Sequence[str]) -> list[int]:
    """Widths in mm of the twelve columns; `called` are the データ項目 as they are printed, one a row."""
    texts = (_texts(item, name) for item, name in zip(form.items, called, strict=True))
    rows = [tuple(map(_cell, row)) for row in texts][:_MOST_ROWS]
    found = list(_LEAST)
    while moves := [move for row in rows if (move := _lower(row, found)) and sum(move) <= _ROOM]:
        high = _height(rows, found)
        found = max(moves, key=lambda move: (high - _height(rows, move)) / (sum(move) - sum(found)))
    over = (_ROOM - sum(found)) // len(_TEXTS)
    found = [width + over if n in _TEXTS else width for n, width in enumerate(found)]
    for step in _STEPS:
        found = _exchanged(rows, found, step)
    found[1] += _ROOM - sum(found)
    return found


def _exchanged(rows: Sequence[Sequence[Cell]], widths: list[int], step: int) -> list[int]:
    """The widths after every exchange of so many mm between two columns that makes the rows lower."""
    high = _height(rows, widths)
    for one, other in permutations(_TEXTS, 2):
        moved = list(widths)
        moved[one] -= step
        moved[other] += step
        if moved[one] >= _LEAST[one] and (lower := _height(rows, moved)) < high:
            widths, high = moved, lower
    return widths


def _lower(row: Sequence[Cell], widths: Sequence[int]) -> list[int] | None:
    """The widths at which a row is a line lower; None for a row that cannot be."""
    aim = max(map(_lines, row, widths)) - 1
    if aim < max(1, *map(len, row)):
        return None
    return [
        next(w for w in range(width, 10_000) if _lines(cell, w) <= aim)
        for cell, width in zip(row, widths, strict=True)
    ]


def _height(rows: Iterable[Sequence[Cell]], widths: Sequence[int]) -> int:
    return sum(max(map(_lines, row, widths)) for row in rows)


@lru_cache(maxsize=65536)
def _lines(cell: Cell, column: int) -> int:
    room = column - _PADDING
    return sum(1 if length <= room else ceil((length - _LOST) / (room - _LOST)) for length in cell)


def _cell(text: str | None) -> Cell:
    return tuple(width(part, _MM_PER_EM) for part in text.split("\n")) if text else ()


def _texts(item: FormItem, data: str) -> tuple[str | None, ...]:
    """What the columns show, in their order; short numbers never make a row high."""
    computed = f"算出方法\n{item.computed}" if item.computed else None
    return (
        None,
        item.name,
        "\n".join(filter(None, (item.text, computed))),
        data,
        item.fixed,
        None,
        None,
        item.font,
        item.required,
        item.overflow,
        item.sample,
        item.note,
    )
