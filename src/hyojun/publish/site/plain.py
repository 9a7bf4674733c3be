"""Words of authors' prose as a reader sees them: without Markdown's marks, with the names of what is pointed at."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from hyojun.model import Business, Chapter, Kind, Ref, mentions
from hyojun.source import markdown_parser

from ..anchors import anchor
from ..marks import referred
from .addresses import SiteMap
from .object_names import TYPES

_FENCE = re.compile(r"^\{([^}]*)\}\s*(.*)$")
_OPTION = re.compile(r":([A-Za-z-]+):\s*(.*)")
_TITLED = re.compile(r"(.*?)\s*<([^<>]+)>", re.DOTALL)
_ABBREVIATION = re.compile(r"(.*?)\s*\(([^()]*)\)")
_WIDE = r"[⺀-鿿豈-﫿＀-￯]"
_BREAK = re.compile(rf"(?<={_WIDE})\n|\n(?={_WIDE})")
_PATHS = ("figure", "image")
"""Directives whose argument is a file."""


class Part(NamedTuple):
    """What stands under one heading of a chapter."""

    heading: str
    above: str
    """The headings it stands under, the highest first; empty for the first one."""
    anchor: str
    """Empty for what stands before the first heading."""
    text: str


class _Scope(NamedTuple):
    business: Business
    map: SiteMap


def shown(business: Business, map: SiteMap, text: str) -> str:
    """A text of the model as its page shows it: the name of a heading in the place of its key."""
    parts, end = [], 0
    for found in mentions(text):
        place = map.places.get(business.ref(found.kind, found.id))
        if found.kind is Kind.HEADING and place:
            parts += [text[end : found.start], place.name]
            end = found.end
    return "".join([*parts, text[end:]])


def chapter_parts(business: Business, map: SiteMap, chapter: Chapter) -> Iterator[Part]:
    """A chapter, heading by heading, under the anchors of its page."""
    scope = _Scope(business, map)
    keys = [b.key for b in chapter.blocks if b.kind == "見出し"]
    above: dict[int, str] = {}
    heading, level, mark, found = chapter.title, 1, "", list[str]()
    count = 0

    def part() -> Part:
        path = " ＞ ".join(above[n] for n in sorted(above) if n < level)
        return Part(heading, path, mark, "\n".join(found))

    for node in _parsed(chapter.source).children:
        if node.type != "heading":
            found += _block(node, scope)
            continue
        if count or found:
            yield part()
        heading, level, found = "".join(_block(node, scope)), int(node.tag[1]), []
        above = {n: words for n, words in above.items() if n < level} | {level: heading}
        key = keys[count] if count < len(keys) else None
        count += 1
        mark = anchor(Kind.HEADING, key) if key else f"sec-{count}"
    yield part()


def _parsed(source: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(markdown_parser().parse(source))


def _block(node: SyntaxTreeNode, scope: _Scope) -> Iterator[str]:
    """The texts of a block, one a paragraph, cell or entry."""
    match node.type:
        case "inline":
            if words := _joined(_inline(node.children, scope)):
                yield words
        case "fence" | "colon_fence":
            yield from _fence(node, scope)
        case "code_block":
            yield node.content.strip()
        case "myst_target" | "myst_line_comment" | "html_block":
            return
        case _:
            for child in node.children:
                yield from _block(child, scope)


def _joined(parts: Iterable[str]) -> str:
    """A line break between Japanese characters is no space."""
    return _BREAK.sub("", "".join(parts)).replace("\n", " ").strip()


def _fence(node: SyntaxTreeNode, scope: _Scope) -> Iterator[str]:
    match = _FENCE.match(node.info.strip())
    if match is None:
        yield node.content.strip()
        return
    name, argument = match[1], match[2].strip()
    lines = node.content.split("\n")
    while lines and (option := _OPTION.fullmatch(lines[0].strip())):
        if option[1] == "alt":
            yield option[2]
        lines = lines[1:]
    written = "\n".join(lines if name in _PATHS or not argument else [argument, "", *lines])
    for child in _parsed(written).children:
        yield from _block(child, scope)


def _inline(nodes: Iterable[SyntaxTreeNode], scope: _Scope) -> Iterator[str]:
    for node in nodes:
        match node.type:
            case "text":
                yield shown(scope.business, scope.map, node.content)
            case "code_inline" | "image":
                yield node.content
            case "softbreak" | "hardbreak":
                yield "\n"
            case "link" if not node.children:
                key = unquote(str(node.attrs.get("href", "")).partition("#")[2])
                place = scope.map.places.get(scope.business.ref(Kind.HEADING, key))
                yield place.name if place else ""
            case "myst_role":
                yield _role(str(node.meta.get("name")), node.content, scope)
            case "footnote_ref":
                continue
            case _:
                yield from _inline(node.children, scope)


def _role(name: str, text: str, scope: _Scope) -> str:
    if name in ("sub", "sup"):
        return text
    if name == "abbr":
        short = _ABBREVIATION.fullmatch(text)
        return f"{short[1]}（{short[2]}）" if short else text
    if titled := _TITLED.fullmatch(text):
        return titled[1]
    kinds = (Kind.HEADING,) if name == "ref" else (TYPES[name],) if name in TYPES else tuple(Kind)
    for kind in kinds:
        owner, _, id = text.rpartition("/") if kind is not Kind.STEP else ("", "", text)
        ref = Ref(owner, kind, id) if owner else scope.business.ref(kind, id)
        if place := scope.map.places.get(ref):
            return referred(ref, place.name)
    return text
