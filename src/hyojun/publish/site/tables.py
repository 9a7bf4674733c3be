"""Columns of wide tables: given as values first, so that a column nobody has filled is left out."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple


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
