"""Words of a document counted and gathered: by run, by paragraph, by footnote."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from .blocks import Block, Piece, Table
from .names import Element
from .notes import WORDS, words


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbouring runs of the same meaning as one; without white space at the edges of the paragraph."""
    found: list[Piece] = []
    for (kind, _), same in groupby(pieces, lambda p: (p.kind, p.target)):
        if kind in ("text", "link", "sub", "sup"):
            run = list(same)
            found.append(run[0]._replace(text="".join(p.text for p in run)))
        else:
            found += same
    start, end = 0, len(found)
    while start < end and _is_blank(found[start]):
        start += 1
    while start < end and _is_blank(found[end - 1]):
        end -= 1
    return tuple(found[start:end])


def _is_blank(piece: Piece) -> bool:
    return piece.kind == "break" or (piece.kind == "text" and not piece.text.strip())


def characters(element: Element) -> int:
    """Visible characters at and below an element, without what a Fallback says again."""
    texts = (words(e) for e in without_fallback(element) if e.tag in WORDS and e.tag != "w:delText")
    return sum(map(visible, texts))


def without_fallback(element: Element) -> Iterator[Element]:
    skipped = {e for f in element.iter("mc:Fallback") for e in f.iter()}
    return (e for e in element.iter() if e not in skipped)


def visible(text: str) -> int:
    """Characters of a text without white space."""
    return len("".join(text.split()))


def cited(blocks: Iterable[Block]) -> dict[str, int]:
    """Labels of footnotes in the order of their marks, with the paragraph of the first."""
    found: dict[str, int] = {}
    for block in blocks:
        if isinstance(block, Table):
            for label, at in cited(b for row in block.rows for cell in row for b in cell).items():
                found.setdefault(label, at)
        else:
            for piece in block.pieces:
                if piece.kind == "note":
                    found.setdefault(piece.target, block.number)
    return found


def by_paragraph(root: Element, unused: tuple[Element, ...]) -> Iterator[tuple[Element | None, str]]:
    """Words joined by the innermost paragraph they stand in."""
    if not unused:
        return
    home = {e: p for p in root.iter("w:p") for e in p.iter() if e.tag in WORDS}
    found: dict[Element | None, list[str]] = {}
    for element in unused:
        found.setdefault(home.get(element), []).append(words(element))
    for paragraph, texts in found.items():
        yield paragraph, "".join(texts)
