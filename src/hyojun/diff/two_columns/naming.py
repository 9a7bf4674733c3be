"""Headings called by their titles: a key is for authors; rows by the number they go on under."""

from collections.abc import Mapping, Sequence

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


def goes_on(kind: str, olds: Sequence[str], news: Sequence[str]) -> str:
    """Where the text of a number went that stays as 欠番: 機能0020080に付け替え."""
    how = "分割" if len(news) > 1 else "統合" if len(olds) > 1 else "付け替え"
    return f"{kind}{'、'.join(news)}に{how}"


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
