"""A table on paper as PDF: A4 landscape, tagged, a bookmark a row."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hyojun.diff import Cell

from ..layout_figures import NO_FILES, Files, figure_pages
from ..pdf.fonts import FontSet, missing, variants
from ..pdf.front import NO_DAY
from ..pdf.kept import Ready, Typeset
from ..pdf.line_numbers import LAYOUT, lines_csv
from ..pdf.margin import numbered
from ..pdf.objects import objects, packed
from ..pdf.problems import PdfError
from ..pdf.text import Data, strings
from ..pdf.typesetter import compiled, compiled_and_asked, families, family
from ..pdf.write import STANDARDS, copy_templates
from .lines import numbered_rows
from .paper import Paper, PaperRow

_WHOLE = 450
"""Characters of a row that surely fits on a page, so that it is not broken."""
_WHOLE_LINES = 14
_PPI = 130
_END = b"IEND\xaeB`\x82"
"""What every PNG ends with: pages are made as one stream of them."""


class FigurePicture(NamedTuple):
    """A page of a 別図 as a picture."""

    name: str
    """別図3, 別図3（2）."""
    title: str
    words: str
    """What it shows."""
    paper: str
    """a4, a3."""
    is_across: bool
    png: bytes


def table_pdf(paper: Paper, root: Path, fonts: FontSet, work: Path, files: Files = NO_FILES) -> Typeset:
    """The PDF; parameters and errors as `table_ready`."""
    return table_ready(paper, root, fonts, work, files).typeset()


def table_ready(paper: Paper, root: Path, fonts: FontSet, work: Path, files: Files = NO_FILES) -> Ready:
    """The PDF before it is set; `work`: a folder for this table alone, `files`: attached pages for its 別図.
    Raises PdfError."""
    copy_templates(root, work)
    data = _data(paper)
    data["figures"] = [*figure_pages(paper.figures, files, work)]
    _prepare(data, paper, fonts, work)
    question = LAYOUT if paper.has_lines else None

    def typeset() -> Typeset:
        made, told = compiled_and_asked(work, "table.typ", fonts, question, pdf_standards=STANDARDS)
        found, layout = numbered(objects(made), told)
        return Typeset(packed(found), lines_csv(numbered_rows(paper, layout)) if layout else None)

    # What the table of 行番号 tells of a row.
    told = [[r.kind, r.label, r.id, [_text(cell) for cell in r.cells]] for r in paper.rows]
    return Ready(work, ["table.typ", question, told if question else None], typeset)


def figure_pictures(
    paper: Paper, root: Path, fonts: FontSet, work: Path, files: Files = NO_FILES
) -> list[FigurePicture]:
    """The pages of its 別図 for a workbook. Raises PdfError."""
    if not paper.figures:
        return []
    copy_templates(root, work)
    pages = figure_pages(paper.figures, files, work)
    # How large a sheet is printed is up to who prints it.
    data: dict[str, Data] = {"figures": [{**page, "scaled": ""} for page in pages]}
    _prepare(data, paper, fonts, work)
    made = compiled(work, "pictures.typ", fonts, format="png", ppi=_PPI)
    pictures = (picture + _END for picture in made.split(_END)[:-1])
    return [
        FigurePicture(p["name"], p["title"], _spoken(p), p["paper"], p["flipped"], png)
        for p, png in zip(pages, pictures, strict=True)
    ]


def _spoken(page: dict[str, Any]) -> str:
    """A page of a 別図 in words, for who cannot see it."""
    heads = "、".join(p["head"] for p in page["pictures"])
    changes = "、".join(words for _, words in page["changes"])
    return f"{page['title']}のレイアウト（{heads}）。" + (f"変更した箇所：{changes}。" if changes else "")


def _prepare(data: dict[str, Data], paper: Paper, fonts: FontSet, work: Path) -> None:
    """Put the data of a template beside it, with the fonts that have its characters."""
    if characters := missing(strings(data), fonts.coverages):
        raise PdfError(_missing(paper, characters))
    data["fonts"] = families(fonts)
    data["variants"] = [
        {"texts": "|".join(texts), "font": family(font, work / f"font{number}")}
        for number, (font, texts) in enumerate(variants(strings(data), fonts).items(), 1)
    ]
    (work / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8", newline="\n")


def _data(paper: Paper) -> dict[str, Data]:
    day = paper.day or NO_DAY
    return {
        "title": paper.title,
        "lead": list(paper.lead),
        "subject": paper.subject,
        "publisher": paper.publisher,
        "date": [day.year, day.month, day.day],
        "notice": paper.notice.split("\n")[0],
        "draft": paper.is_unchecked,
        "paper": paper.number,
        "circulated": paper.has_lines,
        "nothing": paper.nothing,
        "tail": list(paper.tail),
        "columns": [[header, share] for header, share in paper.columns],
        "rows": _closed(list(_rows(paper))),
    }


def _rows(paper: Paper) -> Iterator[Data]:
    """Titles of parts are bookmarked by the row below them: what is repeated on every page can hold none."""
    part = None
    for row in paper.rows:
        if row.kind == "部":
            part = row.label
        text = [sum(len(r.text) for r in cell) for cell in row.cells]
        lines = [sum(r.text.count("\n") for r in cell) for cell in row.cells]
        is_entry = row.kind == "本文"
        yield {
            "k": row.kind,
            "cells": [[_run(r.text, r.mark) for r in cell] for cell in row.cells],
            "label": row.label if is_entry else None,
            "part": part if is_entry else None,
            "whole": max(text) <= _WHOLE and max(lines) <= _WHOLE_LINES,
        }
        if is_entry:
            part = None


def _closed(rows: list[Data]) -> list[Data]:
    """A last （略） ends the row above it: alone it would stand on a page of its own where that one fills a page."""
    if len(rows) > 1 and rows[-1]["k"] == "略" and rows[-2]["k"] == "本文":
        *others, last, left_out = rows
        both = zip(last["cells"], left_out["cells"], strict=True)
        cells = [own if not word or own[-1:] == word else [*own, "\n", *word] for own, word in both]
        return [*others, {**last, "cells": cells}]
    return rows


def _run(text: str, mark: str) -> Data:
    text = text.expandtabs(4)
    return {"t": text, "m": mark} if mark else text


def _missing(paper: Paper, characters: list[str]) -> str:
    told = [
        f"「{c}」（{' '.join(f'U+{ord(x):04X}' for x in c)}、{_where(paper.rows, c)}）"
        for c in characters[:10]
    ]
    return (
        f"どの書体にもない文字があります: {'、'.join(told)}。文字を改めるか、その文字を持つ書体のフォルダーを、"
        'pyproject.toml の [tool.hyojun] に fonts = ["フォルダー"] と書いて加えてください。'
    )


def _where(rows: tuple[PaperRow, ...], character: str) -> str:
    return next((row.label for row in rows if any(character in _text(c) for c in row.cells)), "") or "表題"


def _text(cell: Cell) -> str:
    return "".join(run.text for run in cell)
