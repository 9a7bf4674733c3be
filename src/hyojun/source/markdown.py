"""Prose: Markdown (MyST) as source with its tree of blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from hyojun.model import Block, Chapter, Finding, Origin, heading_words

from .files import ANYTHING, decode, readable
from .problems import Problem, problem
from .screening import KEY, directive, parsed, screened, without_comments
from .sources import Sources

if TYPE_CHECKING:
    from markdown_it.token import Token

Kind = Literal["見出し", "段落", "箇条書き", "表", "注記", "図", "その他"]
_KINDS: dict[str, Kind] = {
    "paragraph_open": "段落",
    "bullet_list_open": "箇条書き",
    "ordered_list_open": "箇条書き",
    "dl_open": "箇条書き",
    "table_open": "表",
    "blockquote_open": "段落",
}


class Prose(NamedTuple):
    """A chapter, or None; and what was found in it."""

    chapter: Chapter | None
    findings: tuple[Finding, ...]
    unread: str = ""
    """The text of what is no chapter, as far as it can be told."""


def read_chapter(sources: Sources, folder: str, name: str) -> Prose:
    """One Markdown file of a 業務; `folder` and `name` relative to the root and to the folder."""
    file = f"{folder}/{name}"
    data, trouble = sources.read(file)
    if data is None:
        return Prose(None, (trouble,) if trouble else (), ANYTHING if trouble else "")
    text, findings, _ = decode(data, file)
    if text is None:
        return Prose(None, findings, readable(data))
    text = without_comments(text)
    blocks = blocks_of(text, file)
    images, found = screened(sources, file, text)
    title = next((b for b in blocks if b.kind == "見出し" and b.level == 1), None)
    if title is None:
        found.append(
            problem(
                Problem.NO_TITLE,
                "最初に「# 題名」の行を書いてください。",
                Origin(file, (1,)),
                line=1,
                column=1,
            )
        )
    if found or title is None:
        return Prose(None, tuple(found), text)
    chapter = Chapter(file=name, title=heading_words(title.text), source=text, blocks=blocks, images=images)
    chapter.placed(Origin(file))
    return Prose(chapter, ())


def blocks_of(text: str, file: str) -> tuple[Block, ...]:
    """The top-level blocks of a Markdown text, each with its line and, for headings, its key."""
    lines = text.split("\n")
    blocks: list[Block] = []
    key: str | None = None
    for token in parsed(text):
        if token.level or token.nesting < 0 or not token.map:
            continue
        if token.type == "myst_target":
            key = token.content if KEY.match(token.content) else None
            continue
        heading = token.type == "heading_open"
        line = token.map[0] + 1
        block = Block(
            kind="見出し" if heading else _kind(token),
            text="\n".join(lines[token.map[0] : token.map[1]]).rstrip(),
            level=int(token.tag[1]) if heading else None,
            key=key if heading else None,
            line=line,
        )
        block.placed(Origin(file, (line,)))
        blocks.append(block)
        key = None
    return tuple(blocks)


def _kind(token: Token) -> Kind:
    if token.type in ("fence", "colon_fence"):
        name = directive(token)
        if name in ("figure", "image"):
            return "図"
        if name in ("table", "list-table"):
            return "表"
        return "注記" if name else "その他"
    return _KINDS.get(token.type, "その他")
