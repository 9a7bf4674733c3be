"""A table that goes round on paper, as plain values: what PDF and Excel are made from alike."""

from datetime import date
from typing import Literal, NamedTuple

from hyojun.diff import Cell, Run

from ..layout_figures import LayoutFigure
from .profile import PaperProfile


class PaperRow(NamedTuple):
    """A row: title of a part and headings run over all columns unless they differ; the rest is cells."""

    kind: Literal["部", "見出し", "本文", "略"]
    cells: tuple[Cell, ...]
    """One a column."""
    label: str = ""
    """What it is about: its bookmark, and how messages name it."""
    id: str = ""
    """機能0020041: how it is cited; empty for what has no ID."""


class Paper(NamedTuple):
    """One table with what is printed around it."""

    title: str
    lead: tuple[str, ...]
    columns: tuple[tuple[str, float], ...]
    """Header and share of the width."""
    rows: tuple[PaperRow, ...]
    subject: str
    """In the head of every page: what it is a table of."""
    publisher: str
    day: date | None
    """Of the newer edition."""
    notice: str = ""
    is_unchecked: bool = False
    number: str | None = None
    """資料番号."""
    has_lines: bool = False
    """Whether its lines are numbered, so that opinions can cite them."""
    nothing: str = ""
    """What stands in the place of a table without rows."""
    tail: tuple[str, ...] = ()
    """Lines below the table."""
    figures: tuple[LayoutFigure, ...] = ()
    """別図 after the table."""


def words(text: str | None) -> Cell:
    return (Run(text),) if text else ()


def filled(profile: PaperProfile, **known: str) -> tuple[str, tuple[str, ...]]:
    """Title and lead with what is known in the place of {題名} and its like."""

    def of(line: str) -> str:
        for word, text in known.items():
            line = line.replace("{" + word + "}", text)
        return line

    return of(profile.title), tuple(map(of, profile.lead))


def columns(profile: PaperProfile) -> tuple[tuple[str, float], ...]:
    total = sum(c.width for c in profile.columns)
    return tuple((c.header, c.width / total) for c in profile.columns)
