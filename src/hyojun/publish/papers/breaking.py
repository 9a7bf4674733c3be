"""A row of a table cut into rows that Excel can show: no text is lost, and none is longer than a cell may be."""

from collections.abc import Iterator, Sequence

from hyojun.diff import Cell, Run

from ..excel.cells import LONGEST, utf16_length
from ..excel.measure import ems, line_count

_ROOM_LEFT = 0.9
"""Of the greatest height: measuring is an estimate."""


def rows_of(cells: Sequence[Cell], rooms: Sequence[float], lines: int) -> list[tuple[Cell, ...]]:
    """Cells of one row → of as many as needed, each of so many lines at most; `rooms`: em on a line of each column.

    The pieces of a cell, one after the other, are the cell.
    """
    pieces = [
        list(_pieces(cell, room, int(lines * _ROOM_LEFT))) for cell, room in zip(cells, rooms, strict=True)
    ]
    count = max(map(len, pieces), default=1)
    return [tuple(own[n] if n < len(own) else () for own in pieces) for n in range(max(1, count))]


def _pieces(cell: Cell, room: float, lines: int) -> Iterator[Cell]:
    """A cell in pieces that have room; cut where a line ends, within it only where it is too long by itself."""
    text = "".join(run.text for run in cell)
    if line_count(text, room) <= lines and utf16_length(text) <= LONGEST:
        if cell:
            yield cell
        return
    piece: list[Run] = []
    used = 0
    for line in _lines(cell):
        for part in _parts(line, room, lines):
            height = line_count("".join(r.text for r in part).removesuffix("\n"), room)
            if piece and used + height > lines:
                yield tuple(piece)
                piece, used = [], 0
            piece += part
            used += height
    if piece:
        yield tuple(piece)


def _lines(cell: Cell) -> Iterator[list[Run]]:
    """The lines of a cell, each with its break."""
    line: list[Run] = []
    for run in cell:
        for piece in run.text.splitlines(keepends=True):
            line.append(run._replace(text=piece))
            if piece.endswith("\n"):
                yield line
                line = []
    if line:
        yield line


def _parts(line: list[Run], room: float, lines: int) -> Iterator[list[Run]]:
    """A line as it is, or in parts that fill no more than so many lines of the column."""
    part: list[Run] = []
    wide = 0.0
    # A line ends early where a word does not fit: half of the room is sure to be enough.
    most = max(1.0, room * lines / 2)
    for run in line:
        start = 0
        for n, char in enumerate(run.text):
            width = ems(char)
            if wide + width > most and (part or n > start) and width:
                if n > start:
                    part.append(run._replace(text=run.text[start:n]))
                yield part
                part, wide, start = [], 0.0, n
            wide += width
        if start < len(run.text):
            part.append(run._replace(text=run.text[start:]))
    if part:
        yield part
