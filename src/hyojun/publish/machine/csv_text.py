r"""Tables as CSV: RFC 4180, a record a line, every text in quotes, no text a spreadsheet would run, all of it reversible.

A backslash in a text makes the next character plain, as in many languages: `\n` is a line break, `\t` a tab, `\\` a
backslash; before any other character it stands for nothing but that what follows is text. It is written
before what a spreadsheet would take for a formula, also in full width and behind spaces. `decoded` takes it off.
"""

import re

from ..spreadsheet import number
from .definitions import Cell
from .rows import Filled, Truth

MARK = "\ufeff"
_RUN = r"\s*[=+\-@＝＋－＠]"
_SPECIAL = re.compile(rf'["\\\n\t]|^{_RUN}')
_STARTS = re.compile(_RUN)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t"}


def csv_text(filled: Filled) -> str:
    """A table as the text of a CSV file: the mark of UTF-8, the head, the rows, CRLF after each."""
    cells = _Cells()
    rows = ([c.name for c in filled.table.columns], *filled.plain())
    return MARK + "".join([",".join(map(cells.__getitem__, row)) + "\r\n" for row in rows])


def encoded(text: str) -> str:
    """A text as it stands in a cell of a CSV file."""
    if text[:1].isalnum() and "\\" not in text and text.isprintable():
        return text  # as most: no pattern is needed to see it
    if _SPECIAL.search(text) is None:
        return text
    text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return f"\\{text}" if _STARTS.match(text) else text


def decoded(cell: str) -> str:
    """The text that a cell of a CSV file stands for."""
    return _ESCAPED.sub(lambda found: _PLAIN.get(found[1], found[1]), cell)


class _Cells(dict[Cell | Truth, str]):
    """What is written of each value, made once: a table says the same many times."""

    def __missing__(self, value: Cell | Truth) -> str:
        match value:
            case None:
                written = ""
            case str():
                written = '"' + encoded(value).replace('"', '""') + '"'
            case Truth():
                written = value.word
            case _:
                written = number(value)
        self[value] = written
        return written
