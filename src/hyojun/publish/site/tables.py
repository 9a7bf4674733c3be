"""Columns of wide tables: given as values first, so that a column nobody has filled is left out.

Their cells are written here, not by macros: a 業務 has tens of thousands, and a macro costs ten times as much.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup

from ..markup import quoted

FEW = 4
"""Links that are shown at once; more of them are folded."""


class Column(NamedTuple):
    """A column of a table: a value a row."""

    word: str
    """In the head of the table."""
    values: tuple[Any, ...]
    style: str = ""
    """Class of its cells."""
    group: str = ""
    """Word above it and its neighbours of the same group."""
    alone: str = ""
    """Word where the head is not seen; the same as in the head if empty."""

    @property
    def label(self) -> str:
        return self.alone or self.word


def column(word: str, values: Iterable[Any], style: str = "", group: str = "", alone: str = "") -> Column:
    return Column(word, tuple(values), style, group, alone)


def filled(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns with anything in them."""
    return tuple(c for c in columns if any(v not in (None, "", ()) for v in c.values))


def groups(columns: Iterable[Column]) -> tuple[tuple[str, tuple[Column, ...]], ...]:
    """Neighbours of one group together; columns without a group each alone."""
    numbered = enumerate(columns)
    found = groupby(numbered, key=lambda pair: pair[1].group or pair[0])
    return tuple((word if isinstance(word, str) else "", tuple(c for _, c in pairs)) for word, pairs in found)


def cells(columns: Iterable[Column], index: int) -> Markup:
    """The cells of row `index`; the first one heads the row."""
    first, *others = columns
    head = f'<th role="rowheader" scope="row" data-label="{quoted(first.label)}">{quoted(first.values[index])}</th>'
    return Markup(head + "".join(cell(c.label, c.values[index], c.style) for c in others))


def cell(label: str, value: Any, style: str = "") -> Markup:
    """A cell that says what it is where the head of the table is not seen. `value`: text, a number or links."""
    if value is None or value in ("", ()):
        return Markup(f"{_opened(label, style, ' data-empty')}</td>")
    shown = quoted(value) if isinstance(value, str | int | float) else links(value)
    return Markup(f"{_opened(label, style)}{shown}</td>")


@lru_cache(1 << 10)
def _opened(label: str, style: str, empty: str = "") -> str:
    styled = f' class="{style}"' if style else ""
    return f'<td role="cell" data-label="{quoted(label)}"{styled}{empty}>'


def links(found: Sequence[Markup]) -> Markup:
    """A list of links, folded where there are many."""
    if not found:
        return Markup("")
    entries = "".join(f"<li>{quoted(link)}</li>" for link in found)
    whole = f'<ul class="links">{entries}</ul>'
    return Markup(
        whole if len(found) <= FEW else f"<details><summary>{len(found)}件</summary>{whole}</details>"
    )
