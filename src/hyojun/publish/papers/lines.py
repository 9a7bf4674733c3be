"""行番号 of a table on paper: which line of which page belongs to which of its rows, as Typst has laid it out."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from ..pdf.line_numbers import NEAR, NumberedLine
from .paper import Paper, PaperRow

_LONGEST = 40


class _Head(NamedTuple):
    """A heading of the table on a page, where it is repeated too."""

    top: float
    bottom: float
    row: int


def numbered_rows(paper: Paper, layout: Any) -> Iterator[NumberedLine]:
    """The lines in the order of the pages; `layout`: what `LAYOUT` answers of a table, with the lines."""
    spots = [(page, y, told) for page, y, told in layout["spots"]]
    rows = sorted((page, y, told["row"]) for page, y, told in spots if "row" in told)
    starts = [(page, y) for page, y, _ in rows]
    heads = dict(_heads(spots))
    parts = _parts(paper.rows)
    for page, y, number in sorted(layout["lines"], key=itemgetter(0, 2)):
        over = [h for h in heads.get(page, ()) if h.top - NEAR <= y <= h.bottom + NEAR]
        at = bisect_right(starts, (page, y + NEAR)) - 1
        row = over[0].row if over else rows[at][2] if at >= 0 else None
        if row is None:
            yield NumberedLine(page, number, "", "", "")
        else:
            own = paper.rows[row]
            yield NumberedLine(page, number, parts[row], own.id, _called(own))


def _heads(spots: Sequence[tuple[int, float, Any]]) -> Iterator[tuple[int, list[_Head]]]:
    found: dict[int, list[_Head]] = {}
    begun: tuple[int, float, int] | None = None
    for page, y, told in spots:
        if "begins" in told:
            begun = (page, y, told["begins"])
        elif "ends" in told and begun and begun[0] == page:
            found.setdefault(page, []).append(_Head(begun[1], y, begun[2]))
    yield from found.items()


def _parts(rows: Sequence[PaperRow]) -> list[str]:
    """The title of the part that each row stands in."""
    found, part = [], ""
    for row in rows:
        part = row.label if row.kind == "部" else part
        found.append(part)
    return found


def _called(row: PaperRow) -> str:
    """The label of an entry; of headings the last one, else the first words."""
    if row.label:
        return row.label
    text = next((t for c in row.cells if (t := "".join(r.text for r in c).strip())), "")
    lines = text.split("\n")
    return (lines[-1] if row.kind == "見出し" else lines[0]).strip("　 ")[:_LONGEST]
