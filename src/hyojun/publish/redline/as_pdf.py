"""見え消し as PDF: the merged document as data for `redline.typ`, set as every other PDF."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from ..anchors import anchor
from ..job import Job, is_open
from ..layout_figures import NO_FILES, Files, figure_pages
from ..pdf.fonts import FontSet, missing
from ..pdf.front import front
from ..pdf.kept import Ready
from ..pdf.line_numbers import Named, named
from ..pdf.text import Data, rich, settled
from ..pdf.words import Place, pieces
from ..pdf.write import copy_templates, ready
from .merging import MergedRow, MergedSheet, Runs
from .telling import Redline, mark, sheet_mark, wholes

_ACROSS = 260
"""Millimetres that the columns of a table share."""
_FEW = 4
"""Columns that have room on an upright page."""
_LETTER = 2.75
"""Millimetres of a letter in a table."""
_TALL = 24
"""Lines from which a row may go over to the next page."""


def redline_ready(
    job: Job, told: Redline, name: str, work: Path, fonts: FontSet, files: Files = NO_FILES
) -> Ready:
    """The PDF before it is set; `name` is what errors call it, `files` are attached pages for its 別図. Raises PdfError.

    Of a draft its lines are numbered, as those of the draft itself and of its 新旧対照表, and have their table.
    """
    copy_templates(job.root, work)
    data = redline_data(job, told)
    data["figures"] = [*figure_pages(told.figures, files, work)]
    # Where a character stands that no font has is said of the edition that has it.
    is_old = told.old is not None and not missing(_texts(told.sheets, "-"), fonts.coverages)
    held = told.old if told.old is not None and is_old else told.new
    place = Place(job, held.business, held.document)
    names: dict[str, Named] = {}
    for side in (told.old, told.new):
        names |= named(side.business, side.document) if side else {}
    return ready(place, name, data, fonts, work, names, "redline.typ", has_lines=data["circulated"])


def _texts(sheets: Iterable[MergedSheet], dropped: str) -> Iterator[str]:
    for sheet in sheets:
        texts = (p.text for r in sheet.rows for c in r.cells for p in c if p.sign != dropped)
        yield from (t.replace("\r", "") for t in texts)


def redline_data(job: Job, told: Redline) -> dict[str, Data]:
    """Everything the template reads."""
    about = front(Place(job, told.new.business, told.new.document))
    own = {
        "title": f"{told.new.document.title}　見え消し版",
        "subject": told.new.document.title,
        "step": told.step,
        "circulated": job.draft or is_open(told.new.document),
        "paper": about["paper"] and f"{about['paper']}　見え消し版",
        "facts": [[word, text] for word, text in told.facts],
        "sheets": [_sheet(sheet) for sheet in told.sheets],
    }
    found: dict[str, Data] = settled({**about, **own}, {}, {})
    return found


def _sheet(sheet: MergedSheet) -> Data:
    rows = list(_rows(sheet))
    said = sheet_mark(sheet)
    is_prose = not sheet.columns
    return {
        "title": _runs(sheet.title),
        "name": _words(sheet.title) + (f"（{said}）" if said and sheet.state == "=" else ""),
        "m": said,
        "columns": [[c.name, c.share] for c in sheet.columns],
        "narrow": len(sheet.columns) <= _FEW,
        "rows": [] if is_prose else rows,
        "groups": list(_grouped(rows)) if is_prose else [],
    }


def _grouped(rows: Iterable[Data]) -> Iterator[Data]:
    """Rows of prose, those of one table together."""
    for width, group in groupby(rows, lambda r: len(r["c"]) if r["k"] in ("head", "cells") else 0):
        if width:
            yield {"k": "table", "rows": list(group)}
        else:
            yield from ({"k": "row", "row": row} for row in group)


def _rows(sheet: MergedSheet) -> Iterator[Data]:
    depth, header = 1, 1
    under: tuple[str | None, str | None] = (None, _words(sheet.title))
    is_named = False
    shares = sum(c.share for c in sheet.columns) or 1
    rooms = [max(1.0, _ACROSS * c.share / shares / _LETTER) for c in sheet.columns]
    for row in sheet.rows:
        marked = mark(row)
        is_heading = row.kind == "heading"
        if is_heading:
            # A level left out would be refused by PDF/UA.
            depth = level = min(row.level, depth + 1)
            header, above = level, header
        else:
            level, header, above = depth + 1, 1, 1
        named = _words(row.cells[0]) if is_heading else row.cite if marked else ""
        words = f"{named}（{marked}）" if marked and named else named
        own = anchor(row.ref.kind, row.ref.id) if row.ref else None
        if is_heading:
            under = (own, None if own else named)
        # What follows a row with a mark is about what it stands under again, not about that row.
        again = under if is_named and not own and not words else (None, None)
        is_named = not is_heading and not own and bool(words)
        yield {
            "k": row.kind,
            "c": [_runs(cell, row, whole) for cell, whole in zip(row.cells, wholes(sheet, row), strict=True)],
            "l": 0 if is_heading else row.level,
            "m": marked,
            "n": row.note,
            "b": words or None,
            "level": level,
            # Only what has a heading can be the end of a link: what has changed, and the headings themselves.
            "at": own if words else None,
            "spot": again[0] if words or own is None else own,
            "again": again[1],
            "t": level if is_heading and level > above else None,
            "split": row.kind == "text" or _lines(row, rooms) > _TALL,
        }


def _lines(row: MergedRow, rooms: list[float]) -> float:
    """How many lines the longest cell of a row takes, about."""
    texts = ("".join(p.text for p in cell) for cell in row.cells)
    return max(
        (len(t) / room + t.count("\n") for t, room in zip(texts, rooms, strict=False)),
        default=0,
    )


def _runs(runs: Runs, row: MergedRow | None = None, whole: bool = False) -> list[Data]:
    """Pieces for the template; what a moved row took along is another mark than what came to it."""
    found: list[Data] = []
    before = ""
    for text, own in _marked(runs, row, whole):
        # An empty line between two runs: neither of them knows that nothing else stands in it.
        if before.endswith("\n") and text.startswith("\n"):
            found.append({"k": "blank"})
        found.extend(own)
        before = text
    return found


def _marked(runs: Runs, row: MergedRow | None, whole: bool) -> Iterator[tuple[str, list[Data]]]:
    """The text of each run, and its pieces."""
    for number, part in enumerate(runs):
        if whole and number:
            yield "\n", ["\n"]
        kind = {"-": "del", "+": "ins"}.get(part.sign)
        if row is not None and row.is_moved and part.sign == "=":
            kind = "del" if row.state == "-" else "moved"
        # A line may end in CR LF in one edition; no font draws CR.
        text = part.text.replace("\r", "")
        own = pieces(rich(text))
        yield text, [{"k": kind, "c": own}] if kind else own


def _words(runs: Runs) -> str:
    """The words of the new edition, of the old one where they are gone."""
    return "".join(p.text for p in runs if p.sign != "-") or "".join(p.text for p in runs)
