"""The chapters of a document: its cover, its headings, styled or written by hand, and what stands below them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hyojun.model import ImplementationClass, squeezed

from .blocks import Block, Paragraph, Table
from .notes import Leftover, Notes
from .profile import is_one_of, profile

_DOTTED = re.compile(r"([0-9]+(?:\.[0-9]+)*)\.?[\s\u3000]+(\S.*)")
_BARE = re.compile(r"([0-9]+(?:\.[0-9]+)+)\.?")
_CHAPTER = re.compile(r"第\s*([0-9]+|[一二三四五六七八九十]+)\s*([編章節款])[\s\u3000]*(.*)")
_DIVISIONS = "編章節款"
_BRACKETED = re.compile(r"^[【［\[〔＜<]([^】］\]〕＞>]{1,30})[】］\]〕＞>]\s*")
_MARKS = "■◆●○□◇◎:：・"
_LONGEST_HEADING = 60
_LONGEST_ON_COVER = 60
_BY_HAND = 100
"""Added to the level of a heading written by hand, so that it stands below those that have a style."""


class Numbered(NamedTuple):
    """A heading's number and title."""

    number: tuple[int, ...]
    """1.1.3 as (1, 1, 3); empty for another kind of number, or none."""
    title: str


class Section(NamedTuple):
    """A heading, what stands directly below it, and further headings."""

    heading: Paragraph
    blocks: tuple[Block, ...]
    below: tuple["Section", ...]


class Arranged(NamedTuple):
    """A document in its parts."""

    cover: tuple[Paragraph, ...]
    contents: tuple[Paragraph, ...]
    """Tables of contents."""
    front: tuple[Block, ...]
    """What stands before the first heading and is no cover."""
    sections: tuple[Section, ...]


class Label(NamedTuple):
    """A paragraph that begins with a label such as 【実装必須機能】."""

    meaning: ImplementationClass | str
    """The class, or 考え方・理由 or 備考."""
    length: int
    """Characters of the text that are the label."""


def arranged(blocks: Sequence[Block], notes: Notes) -> Arranged:
    """The parts of a document."""
    contents = tuple(b for b in blocks if isinstance(b, Paragraph) and b.contents)
    rest = with_headings([b for b in blocks if not (isinstance(b, Paragraph) and b.contents)], notes)
    start = next((i for i, b in enumerate(rest) if isinstance(b, Paragraph) and b.level), len(rest))
    first_of_contents = contents[0].number if contents else 0
    if start < len(rest):
        cover, front = _cover(rest[:start], first_of_contents)
    else:  # no heading at all: a cover would swallow the text
        title = next((i for i, b in enumerate(rest) if not _is_title(b)), len(rest))
        cover, front = tuple(b for b in rest[:title] if isinstance(b, Paragraph)), tuple(rest[title:])
    return Arranged(cover, contents, front, _sections(rest[start:], notes))


def numbered(heading: Paragraph) -> Numbered:
    """The number of a heading, printed by Word or written by hand, and its title."""
    for text in (heading.printed, heading.text) if heading.label else (heading.text,):
        if match := _DOTTED.fullmatch(_narrow(text)):
            title = text[len(text) - len(match[2]) :].strip()
            return Numbered(_parts(match[1]), title)
        if match := _BARE.fullmatch(_narrow(text)):
            return Numbered(_parts(match[1]), "")
    return Numbered((), heading.text)


def _parts(number: str) -> tuple[int, ...]:
    return tuple(int(n) for n in number.split(".") if len(n) < 6)


def label_of(block: Block) -> Label | None:
    """The label a paragraph begins with, if it does."""
    if not isinstance(block, Paragraph):
        return None
    text = block.text
    if match := _BRACKETED.match(text):
        meaning = _meaning(match[1])
        return Label(meaning, match.end()) if meaning else None
    meaning = _meaning(text.strip(_MARKS + " \u3000")) if len(text) < 30 else None
    return Label(meaning, len(text)) if meaning else None


def with_headings(blocks: Sequence[Block], notes: Notes) -> list[Block]:
    """The blocks with headings written by hand known as such, and labels that have the style of one not."""
    styled = any(isinstance(b, Paragraph) and b.level and label_of(b) is None for b in blocks)
    found: list[Block] = []
    for block, after in zip(blocks, _following(blocks), strict=True):
        if isinstance(block, Paragraph) and block.pieces:
            if block.level and label_of(block) is not None:
                block = block._replace(level=None)
            elif block.level is None and (level := _by_hand(block, after, styled)):
                block = block._replace(level=level, item=None)
                message = "見出しのスタイルがない、番号を手で書いた段落です。見出しとしました。"
                notes.tell(Leftover.READ, message, block.number, block.printed)
            elif block.level and block.label and _typed_too(block):
                message = "自動の番号と手で書いた番号が両方あります。"
                notes.tell(Leftover.DOUBT, message, block.number, block.printed)
        found.append(block)
    return found


def _following(blocks: Sequence[Block]) -> list[Block | None]:
    """For each block the next one that says something."""
    found: list[Block | None] = []
    after: Block | None = None
    for block in reversed(blocks):
        found.append(after)
        if isinstance(block, Table) or block.pieces:
            after = block
    return found[::-1]


def _by_hand(block: Paragraph, after: Block | None, styled: bool) -> int:
    """The level of a heading without a style; 0 for what is none."""
    text = block.printed
    if len(text) > _LONGEST_HEADING or text.endswith(("。", "、", ",")) or block.pictures:
        return 0
    text = _narrow(text)
    follows = next(iter(unframed([after] if after else [])), None)
    before_label = follows is not None and label_of(follows) is not None
    if match := _DOTTED.fullmatch(text):
        parts = match[1].count(".") + 1
        if before_label or (not styled and (parts > 1 or block.bold)):
            return _BY_HAND + len(_DIVISIONS) + parts
    elif not styled and (match := _CHAPTER.fullmatch(text)):
        return _BY_HAND + _DIVISIONS.index(match[2])
    return 0


def _typed_too(block: Paragraph) -> bool:
    return bool(_DOTTED.fullmatch(_narrow(block.text)) or _CHAPTER.fullmatch(_narrow(block.text)))


def _cover(blocks: Sequence[Block], contents: int) -> tuple[tuple[Paragraph, ...], tuple[Block, ...]]:
    """What stands before the first heading: the cover ends with its page, a table or a longer paragraph."""
    cover: list[Paragraph] = []
    for at, block in enumerate(blocks):
        if (
            isinstance(block, Table)
            or block.pictures
            or (contents and block.number > contents)
            or (len(block.text) > _LONGEST_ON_COVER and not _is_title(block))
        ):
            return tuple(cover), tuple(blocks[at:])
        cover.append(block)
        if block.breaks and any(b.pieces for b in cover):
            return tuple(cover), tuple(blocks[at + 1 :])
    return tuple(cover), ()


def _is_title(block: Block) -> bool:
    return isinstance(block, Paragraph) and is_one_of(block.style, profile().title_styles)


def _sections(blocks: Sequence[Block], notes: Notes) -> tuple[Section, ...]:
    """Headings as a tree; a level that was skipped is closed up."""
    starts = [i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and b.level]
    if not starts:
        return ()
    flat = [
        (b, tuple(blocks[i + 1 : end]))
        for i, end in zip(starts, [*starts[1:], len(blocks)], strict=True)
        if isinstance(b := blocks[i], Paragraph)
    ]
    return _tree(flat, 1, notes)


def _tree(
    flat: Sequence[tuple[Paragraph, tuple[Block, ...]]], depth: int, notes: Notes
) -> tuple[Section, ...]:
    found: list[Section] = []
    at = 0
    while at < len(flat):
        heading, own = flat[at]
        end = at + 1
        while end < len(flat) and (flat[end][0].level or 0) > (heading.level or 0):
            end += 1
        if heading.level is not None and heading.level < _BY_HAND and heading.level > depth:
            message = f"見出しの段が飛んでいるため、{heading.level}段目を{depth}段目にしました。"
            notes.tell(Leftover.REWRITTEN, message, heading.number, heading.printed)
        found.append(Section(heading, own, _tree(flat[at + 1 : end], depth + 1, notes)))
        at = end
    return tuple(found)


def has_label(section: Section) -> bool:
    """Whether functions stand somewhere in a section."""
    return any(isinstance(label_of(b), Label) and _is_class(b) for b in unframed(section.blocks)) or any(
        map(has_label, section.below)
    )


def _is_class(block: Block) -> bool:
    found = label_of(block)
    return found is not None and isinstance(found.meaning, ImplementationClass)


def unframed(blocks: Iterable[Block]) -> list[Block]:
    """Blocks with what stands in frames (tables of one cell) among them."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and len(block.rows) == 1 and len(block.rows[0]) == 1:
            found += unframed(block.rows[0][0])
        else:
            found.append(block)
    return found


def _meaning(text: str) -> ImplementationClass | str | None:
    bare = squeezed(text)
    known = profile()
    for kind, names in known.classes.items():
        if bare in map(squeezed, names):
            return kind
    for field, names in (("考え方・理由", known.reasons), ("備考", known.notes)):
        if bare in map(squeezed, names):
            return field
    return None


def _narrow(text: str) -> str:
    """Text with narrow digits, full stops and spaces; as long as it was."""
    narrow = (unicodedata.normalize("NFKC", c) for c in text)
    return "".join(
        n if len(n) == 1 and (n.isdigit() or n in ". ") else c for n, c in zip(narrow, text, strict=True)
    )
