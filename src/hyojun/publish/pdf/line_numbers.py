"""行番号 of a draft: which line of which page is about what, as Typst has laid it out.

People cite 「12頁57行」 in an 意見照会. The lines are those that `margin` has numbered; Typst tells the places of what
stands beside them, and nothing is laid out a second time.
"""

import csv
import io
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from hyojun.diff import csv_cell
from hyojun.model import Business, Document

from ..anchors import anchor

LAYOUT = """{
  let plain(x) = if x.func() == footnote { "" } else if x.has("text") { x.text }
    else if x.has("children") { x.children.map(plain).join() }
    else if x.has("body") { plain(x.body) } else if x.has("child") { plain(x.child) }
  let where(found, told) = found.map(x => {
    let at = x.location().position()
    (at.page, at.y / 1pt, told(x))
  })
  (
    pages: query(<numbered-page>).map(x => {
      let at = x.location().position()
      (at.page, at.x / 1pt)
    }),
    headings: where(query(heading), x => (x.level, plain(x.body), if x.has("label") { str(x.label) })),
    spots: where(query(<spot>), x => x.value),
  )
}"""
"""What Typst is asked when it has set a document. Asked inside the document, the answer would change each
time it is set, and Typst would never come to an end."""
COLUMNS = ("頁", "行", "章", "ID", "名称又は文の始まり")
NEAR = 1.0
"""Points by which a line and what begins in it may differ: both are counted from the same frame."""


class Named(NamedTuple):
    """What a reader calls a place: 機能0020001, and its name."""

    id: str
    name: str

    @property
    def spoken(self) -> str:
        return f"{self.id} {self.name}"


class NumberedLine(NamedTuple):
    """A printed line: where it is, and what it belongs to."""

    page: int
    number: int
    chapter: str
    id: str
    words: str
    """Name of the entry, or how the paragraph begins."""


class _Mark(NamedTuple):
    """Something that begins at a place of a page."""

    page: int
    y: float
    level: int
    """1: a chapter; 2: an entry or a heading; 3: words inside one."""
    id: str
    words: str


class _Head(NamedTuple):
    """A heading in a table that is repeated on continuation pages, from its first line to its last."""

    page: int
    top: float
    bottom: float
    heading: str
    """Its title."""


def named(business: Business, document: Document) -> dict[str, Named]:
    """What the anchors of a document are called."""
    return {
        anchor(e.ref.kind, e.ref.id): Named(e.ref.label, e.name)
        for e in business.entries
        if e.document.name == document.name
    }


def numbered_lines(layout: Any, names: Mapping[str, Named]) -> Iterator[NumberedLine]:
    """The lines in the order of the pages; `layout`: what `LAYOUT` answers, with the lines."""
    marks = sorted(_marks(layout, names), key=itemgetter(0, 1))
    starts = [(m.page, m.y) for m in marks]
    standing = _standing(marks)
    titles = {m.words: m for m in marks if m.level == 2}
    heads: dict[int, list[_Head]] = {}
    for head in _heads(layout["spots"]):
        heads.setdefault(head.page, []).append(head)
    for page, y, number in sorted(layout["lines"], key=itemgetter(0, 2)):
        at = bisect_right(starts, (page, y + NEAR)) - 1
        chapter, entry, words = standing[at] if at >= 0 else ("", "", "")
        over = [h for h in heads.get(page, ()) if h.top - NEAR <= y <= h.bottom + NEAR]
        if over:
            words = over[0].heading
            entry = titles[words].id if words in titles else ""
        yield NumberedLine(page, number, chapter, entry, words)


def lines_csv(lines: Iterator[NumberedLine]) -> str:
    """The table as a spreadsheet opens it: UTF-8 with its mark, nothing that runs as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows((str(x.page), str(x.number), *map(csv_cell, x[2:])) for x in lines)
    return "\ufeff" + out.getvalue()


def _marks(layout: Any, names: Mapping[str, Named]) -> Iterator[_Mark]:
    for page, y, (level, title, at) in layout["headings"]:
        known = names.get(at.strip("<>")) if at else None
        if level == 1 and known is None:
            yield _Mark(page, y, 1, "", title)
        elif known or title:
            yield _Mark(page, y, 1 if level == 1 else 2, *(known or ("", title)))
    for page, y, told in layout["spots"]:
        if isinstance(told, str):
            yield _Mark(page, y, 3, "", told)
        elif known := names.get(told.get("at", "")):
            yield _Mark(page, y, 3, *known)


def _standing(marks: list[_Mark]) -> list[tuple[str, str, str]]:
    """At each mark: the chapter, the entry, and the words that hold from it on."""
    found = []
    chapter = entry = ""
    for mark in marks:
        if mark.level == 1:
            chapter, entry = mark.words, mark.id
        elif mark.level == 2:
            entry = mark.id
        found.append((chapter, mark.id if mark.level == 3 and mark.id else entry, mark.words))
    return found


def _heads(spots: Any) -> Iterator[_Head]:
    begun: tuple[int, float, str] | None = None
    for page, y, told in spots:
        if isinstance(told, str):
            continue
        if "begins" in told:
            begun = (page, y, told["begins"])
        elif "ends" in told and begun and begun[0] == page:
            yield _Head(page, begun[1], y, begun[2])
