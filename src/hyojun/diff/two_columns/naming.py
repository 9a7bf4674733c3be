"""Headings called by their titles: a key is for authors."""

from collections.abc import Mapping

from hyojun.model import Business, Kind, mentions, numbered

from .prose import plain


def headings(business: Business) -> dict[str, str]:
    """Key of a heading → what it is called, with its 項番 where it has one."""
    found: dict[str, str] = {}
    for document in business.documents:
        for chapter in document.contents.chapters:
            found |= {b.key: plain(b) for b in chapter.blocks if b.key}
        found |= {n.heading.key: n.label for n in numbered(document.contents.headings)}
    return found


def named(text: str, titles: Mapping[str, str]) -> str:
    """A text with the titles of headings in the place of their keys."""
    if Kind.HEADING.value not in text:
        return text
    parts: list[str] = []
    end = 0
    for found in mentions(text):
        if found.kind is Kind.HEADING and found.id in titles:
            parts += [text[end : found.start], f"「{titles[found.id]}」"]
            end = found.end
    return "".join([*parts, text[end:]])
