"""本編 in a comparison as it reads on its page: roles by what they show, tables as tables, without the marks of Markdown.

Both sides are read first and compared then, so that a difference is one of words, not of how they are written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Literal, NamedTuple

from markupsafe import Markup, escape

from hyojun.diff import Change, Held, Part, Step, Subject, differences, headings, named, paragraphs, words
from hyojun.model import Block, Business, Chapter

from ..markup import html
from ..pdf.problems import PdfError
from ..pdf.prose import prose
from ..redline.prose import rows_of
from ..redline.sheets import Row

_CELL, _LINE = "\t", "\v"
"""What stands between two cells of a row, and between two lines of a cell, while texts are compared."""
_NOTE = re.compile(r"^\[\^[^\]]+\]:")
_BLOCKS = ("文章", None)
"""What of a paragraph is its text: a field of that name, or the whole of it."""

Pieces = list[Part]
Mark = Literal["+", "-"]


class Sides(NamedTuple):
    """改定後 and 現行."""

    new: Markup
    old: Markup


class _Edition(NamedTuple):
    """The prose of one side of a step."""

    business: Business
    blocks: Mapping[str, tuple[Chapter, Block]]
    chapters: Mapping[str, Chapter]
    titles: Mapping[str, str]

    def name(self, text: str | None) -> str | None:
        """A text with its headings called by their titles."""
        return named(text, self.titles) if text else text

    def rows(self, kind: Subject, ids: Iterable[str]) -> list[Row]:
        """What some paragraphs or chapters read as, in order; nothing of what is not there."""
        if kind is Subject.CHAPTER:
            found = [(c, c.source) for id in ids if (c := self.chapters.get(id))]
        else:
            held = (self.blocks[id] for id in ids if id in self.blocks)
            found = [(chapter, _source(chapter, block)) for chapter, block in held]
        return [row for chapter, source in found for row in self._read(chapter, source)]

    def _read(self, chapter: Chapter, source: str) -> Iterator[Row]:
        part = chapter.model_copy(update={"source": source})
        try:
            read = list(rows_of(prose(self.business, part, lambda path: path)))
        except PdfError:  # a picture without words, which an old edition may still have
            read = [Row("text", (source,))]
        for row in read:
            yield row._replace(cells=tuple(named(c, self.titles) for c in row.cells))


def _source(chapter: Chapter, block: Block) -> str:
    """A block as it is written, with the footnotes that it may call."""
    if block.kind == "見出し":
        return f"# {block.text}"
    notes = (b.text for b in chapter.blocks if _NOTE.match(b.text))
    return "\n\n".join([_NOTE.sub("", block.text).strip(), *notes])


class Passages:
    """The texts of a step; made once for a page."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.new, self.old = _edition(step.new), _edition(step.old)

    def sides(self, change: Change) -> Sides | None:
        """Both sides of a change of 本編; None for any other change."""
        if change.kind not in (Subject.BLOCK, Subject.CHAPTER) or change.field not in _BLOCKS:
            return None
        new, old = self.new.rows(change.kind, change.new), self.old.rows(change.kind, change.old)
        if not new and not old:
            return None
        parts = differences(_text(old), _text(new)) if new and old else ()
        told = Sides(
            _shown(new, parts, "+") or Markup('<span class="none">（削除）</span>'),
            _shown(old, parts, "-") or Markup('<span class="none">（新設）</span>'),
        )
        if parts and all(p.sign == "=" for p in parts):
            told = Sides(told.new + _ALIKE, told.old)
        return told

    def pieces(self, change: Change) -> tuple[Part, ...] | None:
        """The difference inside a text that names headings by their keys, with their titles; None: it names none."""
        old, new = self.old.name(change.before), self.new.name(change.after)
        if not old or not new or (old, new) == (change.before, change.after):
            return None
        return differences(old, new)


_ALIKE = Markup('<p class="small">（文章は同じです。リンク先などの書き方だけが変わりました。）</p>')


def _edition(held: Held) -> _Edition:
    document = held.document
    chapters = {c.file: c for c in document.contents.chapters}
    return _Edition(held.business, paragraphs(document), chapters, headings(held.business))


def _text(rows: Iterable[Row]) -> str:
    """A line a row, so that what is compared can be cut again."""
    return "\n".join(_CELL.join(_cell(c) for c in row.cells) for row in rows)


def _cell(text: str) -> str:
    return text.strip("\n").replace(_CELL, " ").replace("\n", _LINE)


def _shown(rows: list[Row], parts: tuple[Part, ...], sign: Mark) -> Markup:
    """The rows of one side; without parts all of it came or went."""
    own = [p for p in parts if p.sign in ("=", sign)] if parts else [Part(sign, _text(rows))]
    lines = zip(rows, _cut(own, "\n"), strict=True) if rows else iter(())
    shown: list[Markup] = []
    for is_table, run in groupby(lines, key=lambda line: line[0].kind in ("head", "cells")):
        them = list(run)
        shown += [_table(them)] if is_table else [_line(row, pieces, sign) for row, pieces in them]
    return Markup("").join(shown)


def _table(run: Iterable[tuple[Row, Pieces]]) -> Markup:
    rows = []
    for row, pieces in run:
        tag = Markup("th scope=col") if row.kind == "head" else Markup("td")
        cells = (html("<{}>{}</{}>", tag, _marked(c), tag[:2]) for c in _cut(pieces, _CELL))
        rows.append(html("<tr>{}</tr>", Markup("").join(cells)))
    return html("<table>{}</table>", Markup("").join(rows))


def _line(row: Row, pieces: Pieces, sign: Mark) -> Markup:
    inside = _marked(pieces)
    if row.kind == "heading":
        return html("<p><strong>{}</strong></p>", inside)
    return (
        html('<p class="in-{}">{}</p>', min(row.level, 3), inside) if row.level else html("<p>{}</p>", inside)
    )


def _cut(parts: Iterable[Part], at: str) -> list[Pieces]:
    """Parts between the places where a mark stands; it belongs to neither."""
    found: list[Pieces] = [[]]
    for part in parts:
        for n, text in enumerate(part.text.split(at)):
            if n:
                found.append([])
            if text:
                found[-1].append(Part(part.sign, text))
    return found


def _marked(pieces: Iterable[Part]) -> Markup:
    tags = {"+": "ins", "-": "del"}
    return Markup("").join(
        html("<{0}>{1}</{0}>", tags[p.sign], _words(p.text)) if p.sign in tags else _words(p.text)
        for p in pieces
    )


def _words(text: str) -> Markup:
    return Markup("<br>").join(escape(words.clean(line)) for line in text.split(_LINE))
