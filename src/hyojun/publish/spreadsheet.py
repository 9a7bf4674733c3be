"""Cells as the XML of a workbook has them: what the workbooks for people and the tables for programs write alike.

Millions of cells are put together here as texts, each distinct value once; a library takes three to five times as long.
Texts are shared, as Excel itself saves them; what no cell can hold is found here and told by `excel.cells.checked`.
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import compress
from typing import NamedTuple

STARTERS = tuple("=+-@\t＝＋－＠")
"""What spreadsheets take for the start of a formula when a cell is typed into."""
TEXT_FORMAT_LIMIT = 255
"""Longer text in a cell formatted as text shows as ##### in older Excel."""
LAST_ROW = 1_048_576
FIRST_DAY = date(1900, 3, 1)
"""Before it, spreadsheets do not agree on the number of a day."""
_DAY_ZERO = date(1899, 12, 30).toordinal()
_SURELY_FITS = 16_000
"""Excel counts UTF-16 units, and a cell holds 32,767."""
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot carry, and CR, which XML readers turn into LF."""
_MARKUP = re.compile(r"[&<>]|_(?=x[0-9A-Fa-f]{4}_)")
"""XML's own characters, and what Excel would read as the number of a character (_x0041_)."""
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BETWEEN = "\0"


def illegal(text: str) -> re.Match[str] | None:
    """The first character that no cell can hold."""
    return _ILLEGAL.search(text)


def doubtful(text: str) -> bool:
    """Whether a cell may be unable to hold a text."""
    # Whatever can be printed is legal, and that is soon seen.
    return len(text) > _SURELY_FITS or (not text.isprintable() and _ILLEGAL.search(text) is not None)


class Look(NamedTuple):
    """Styles of the cells of a column, each as the attribute of a cell (` s="3"`), or nothing."""

    plain: str
    """Of a number, and of nothing."""
    text: str
    """Stays text when somebody edits it."""
    long: str
    """Of a text too long for that."""
    quoted: str
    """Long, and begins like a formula."""
    day: str = ""

    def of(self, text: str) -> str:
        if len(text) <= TEXT_FORMAT_LIMIT:
            return self.text
        return self.quoted if text.lstrip().startswith(STARTERS) else self.long


class Texts(dict[str, int]):
    """The shared texts of a workbook in order: text → its number."""

    def __init__(self, before: int = 0) -> None:
        """`before`: how many the workbook has already."""
        self._before = before
        self._cells: dict[Look, Cells] = {}

    def cells(self, look: Look) -> "Cells":
        """The cells of a look, bordered, of which columns and sheets say much the same."""
        return self._cells.setdefault(look, Cells(look, self, bordered=True))

    def __missing__(self, text: str) -> int:
        self[text] = number = self._before + len(self)
        return number

    @property
    def count(self) -> int:
        """How many the workbook has."""
        return self._before + len(self)

    @property
    def are_doubtful(self) -> bool:
        """Whether a cell may be unable to hold one of them."""
        return _ILLEGAL.search("".join(self)) is not None or max(map(len, self), default=0) > _SURELY_FITS

    def xml(self) -> str:
        """The texts as items of the list; none has a character that no cell can hold."""
        if not self:
            return ""
        start, end = '<si><t xml:space="preserve">', "</t></si>"
        # Escaped all at once: none of them has the character that stands between them meanwhile.
        return f"{start}{escaped(_BETWEEN.join(self)).replace(_BETWEEN, end + start)}{end}"


class Cells(dict[object, str]):
    """What stands in a cell after its place, made once of each value: a table says the same many times."""

    def __init__(self, look: Look, texts: Texts, bordered: bool) -> None:
        """`bordered`: a cell without a value has its style all the same."""
        self.look, self.texts, self.bordered = look, texts, bordered

    def __missing__(self, value: object) -> str:
        self[value] = written = self.written(value)
        return written

    def written(self, value: object) -> str:
        match value:
            case str():
                return f'"{self.look.of(value)} t="s"><v>{self.texts[value]}</v></c>'
            case None:
                return f'"{self.look.plain}/>' if self.bordered else ""
            case date():
                return f'"{self.look.day}><v>{value.toordinal() - _DAY_ZERO}</v></c>'
            case int() | float():
                return f'"{self.look.plain}><v>{number(value)}</v></c>'
        raise TypeError(value)


def row_cells(place: int, columns: Sequence[str], cells: Sequence[str]) -> str:
    """The cells of a row, `place` from 1, below columns as `starts` gives them; those of which nothing is to be said left out."""
    # One text for the row's places, filled in at once: a text put together for each cell takes twice as long.
    row = f"{place}%s".join([*compress(columns, cells), ""])
    return row % tuple(filter(None, cells))


def starts(columns: int) -> list[str]:
    """How the cells of each column begin."""
    return [f'<c r="{letters(column)}' for column in range(columns)]


def letters(column: int) -> str:
    """A, B, … Z, AA, … of a column from 0."""
    above, letter = divmod(column, 26)
    return (letters(above - 1) if above else "") + chr(ord("A") + letter)


def number(value: int | float) -> str:
    """A number in the fewest digits that read back as the same: 12, 12.5."""
    return repr(int(value)) if value == int(value) else repr(value)


def escaped(text: str) -> str:
    """A text as XML."""
    if "_x" in text:
        return _MARKUP.sub(lambda m: _ESCAPES.get(m[0]) or "_x005F_", text)
    # Looking for one character after the other is quicker than for all by a pattern.
    for character, written in _ESCAPES.items():
        if character in text:
            text = text.replace(character, written)
    return text
