"""What stands in books and in the sources, and what is to be done about it: the words the rest of this folder speaks."""

from collections.abc import Mapping
from typing import NamedTuple


class Spot(NamedTuple):
    """A cell or a row of a book."""

    book: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    """Letter; empty for the whole row."""

    def __str__(self) -> str:
        cell = f"{self.column}{self.row}" if self.column else f"{self.row}行目" if self.row else ""
        return " ".join(
            filter(None, [f"「{self.book}」", f"シート「{self.sheet}」" if self.sheet else "", cell])
        )


class BookRow(NamedTuple):
    """A row of a book as read. `handle` is empty for a new one."""

    spot: Spot
    handle: str
    order: int | None
    """Where it stood when the book was written."""
    parent: str
    cells: Mapping[str, str]
    """By column head; empty cells are left out. The name of the row around it is among them."""
    marks: Mapping[str, str] | None
    """Mark of each cell when the book was written; None where they are gone."""
    remove: bool = False
    letters: Mapping[str, str] = {}
    """Letter of each column."""

    def at(self, head: str) -> Spot:
        return self.spot._replace(column=self.letters.get(head, ""))


class BookTable(NamedTuple):
    """The rows of a table in one book, in their order there."""

    book: str
    rows: tuple[BookRow, ...]
    is_current: bool = False
    """Whether the book was written from the sources as they are now; asked for only where marks are gone."""


class Current(NamedTuple):
    """A row of the sources as it is now."""

    handle: str
    parent: str
    cells: Mapping[str, str]


class Shape(NamedTuple):
    """What of a table the merging has to know."""

    name: str
    heads: tuple[str, ...]
    parent: str
    """Head of the column that names the row around it; empty: none."""
    key: str
    """Head of the column with the fixed key; empty: rows are called by what they say."""
    issued: bool
    """Whether the key is a number of a register."""


class Cell(NamedTuple):
    """A cell that gets another text; empty: the field goes."""

    table: str
    handle: str
    head: str
    old: str
    new: str
    spot: Spot


class New(NamedTuple):
    """A row that comes. `after`: the row before it below the same parent; empty: it comes first."""

    table: str
    handle: str
    parent: str
    cells: Mapping[str, str]
    after: str
    before: str
    """The row after it, which tells the file where `after` is empty."""
    row: BookRow


class Moved(NamedTuple):
    """A row that goes to another place."""

    table: str
    handle: str
    parent: str
    after: str
    before: str
    spot: Spot


class Removed(NamedTuple):
    table: str
    handle: str
    spot: Spot


Change = Cell | New | Moved | Removed


class Conflict(NamedTuple):
    """What nobody may guess: somebody has to decide."""

    spot: Spot
    handle: str
    head: str
    message: str
    current: str | None = None
    """What the specification says; None where that has nothing to do with it."""
    wanted: str = ""
    is_forbidden: bool = False
    """Nobody can decide for it: what was asked for is not allowed, and the rest can go on without."""


class Note(NamedTuple):
    """What is told of a place without keeping anything back."""

    spot: Spot
    message: str
    text: str = ""


class Merged(NamedTuple):
    """What is to be done for one table."""

    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[Note, ...] = ()
