"""利用の手引き: the handbook of hyojun as pages of a site.

It is our own text, not an author's: rendered here, it never passes through Sphinx, so the IDs, roles and
Markdown of its examples stay what they are: words in a box.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from hyojun.source import handbook

from ..markup import html

FOLDER = "guide"
TITLE = "利用の手引き"
_FIRST = "README"
_CHAPTER = re.compile(r"([A-Za-z-]+)\.md(#.*)?")


class Part(NamedTuple):
    """A heading below the title of a chapter."""

    level: int
    """2 or 3."""
    anchor: str
    words: str
    text: str
    """What is read below it, up to the next heading: for the search."""


class Guide(NamedTuple):
    """A chapter, ready for the page."""

    docname: str
    title: str
    text: str
    """What is read before the first heading."""
    parts: tuple[Part, ...]
    contents: Markup
    """Everything below the title."""


@cache
def chapters() -> tuple[Guide, ...]:
    """All chapters in reading order. A chapter without a title is a defect of hyojun: ValueError."""
    return tuple(_chapter(name, text) for name, text in handbook().items())


def of_pages(carried: bool) -> tuple[Guide, ...]:
    """The chapters a site has: all or, where its repository leaves the handbook out, none."""
    return chapters() if carried else ()


def heading_anchor(words: str) -> str:
    """The anchor that git hosts give a heading, so that one link works there and here."""
    return re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")


def _chapter(name: str, text: str) -> Guide:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    if not tokens or tokens[0].tag != "h1":
        raise ValueError(f"docs/handbook/{name} does not begin with a title.")
    title, below = _words(tokens[1]), tokens[3:]
    text, parts = _text(below), tuple(_anchored(below))
    _linked(below)
    _joined(below)
    _laid_out(below, title)
    rendered = parser.renderer.render(below, parser.options, {})
    return Guide(_docname(name.removesuffix(".md")), title, text, parts, Markup(rendered))


def _docname(stem: str) -> str:
    return f"{FOLDER}/{'index' if stem == _FIRST else stem}"


def _words(token: Token) -> str:
    """The words of a heading or cell, without marks."""
    return "".join(c.content for c in token.children or [])


def _anchored(tokens: Sequence[Token]) -> Iterator[Part]:
    """Give each heading its anchor; the same words a second time get a number, as git hosts do it."""
    given: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            words = _words(tokens[index + 1])
            mark = heading_anchor(words)
            given[mark] = given.get(mark, -1) + 1
            mark = f"{mark}-{given[mark]}" if given[mark] else mark
            token.attrSet("id", mark)
            if token.tag in ("h2", "h3"):
                yield Part(int(token.tag[1]), mark, words, _text(tokens[index + 3 :]))


def _text(tokens: Sequence[Token]) -> str:
    """The words up to the next heading, paragraphs and cells as lines, examples as they stand."""
    below = takewhile(lambda t: not (t.type == "heading_open" and t.tag in ("h2", "h3")), tokens)
    lines = (_words(t) if t.type == "inline" else t.content for t in below if t.type in ("inline", "fence"))
    return "\n".join(line.strip() for line in lines)


def _linked(tokens: Sequence[Token]) -> None:
    """Links between the files become links between the pages, which lie in one folder as well."""
    for token in (c for t in tokens for c in t.children or [] if c.type == "link_open"):
        href = str(token.attrGet("href"))
        if match := _CHAPTER.fullmatch(href):
            page = PurePosixPath(_docname(match[1])).name
            token.attrSet("href", f"{page}.html{match[2] or ''}")


def _joined(tokens: Sequence[Token]) -> None:
    """A line of the source that ends within Japanese words goes on without a space; `<br>` breaks a line."""
    for children in (t.children for t in tokens if t.children):
        for before, token, after in zip(children, children[1:], children[2:], strict=False):
            ends = before.content[-1:] + after.content[:1]
            if token.type == "softbreak" and not (len(ends) == 2 and ends.isascii()):
                token.type, token.content = "text", ""
        for token in (c for c in children if "<br>" in c.content and c.type == "text"):
            # The one tag that git hosts and this site both need: lines within a cell.
            token.type = "html_inline"
            token.content = str(Markup("<br>").join(token.content.split("<br>")))


def _laid_out(tokens: list[Token], title: str) -> None:
    """Tables as everywhere on the site: cards on a phone, each cell with the words of its column."""
    heading, columns, column = title, list[str](), 0
    in_head = False
    for index, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                heading = _words(tokens[index + 1])
            case "table_open":
                _set(token, {"role": "table", "class": "guide-table", "aria-label": f"「{heading}」の表"})
                columns = []
            case "thead_open" | "tbody_open":
                in_head = token.type == "thead_open"
                _set(token, {"role": "rowgroup"})
            case "tr_open":
                column = 0
                _set(token, {"role": "row"})
            case "th_open":
                columns.append(_words(tokens[index + 1]))
                _set(token, {"role": "columnheader", "scope": "col"})
            case "td_open" if not in_head:
                empty = {} if tokens[index + 1].content else {"data-empty": ""}
                _set(token, {"role": "cell", "data-label": columns[column], **empty})
                column += 1
            case "fence" if token.info == "console":
                token.type, token.content = "html_block", str(_console(token.content))
    _boxed(tokens)


def _console(text: str) -> Markup:
    """What one types stands out from what one sees."""
    shown = (html("<kbd>{}</kbd>" if line.startswith("$ ") else "{}", line) for line in text.splitlines())
    return html("<pre><code>{}\n</code></pre>\n", Markup("\n").join(shown))


def _boxed(tokens: list[Token]) -> None:
    """A box around each table, as its style asks for."""
    for index in reversed(range(len(tokens))):
        if tokens[index].type == "table_close":
            tokens.insert(index + 1, Token("box_close", "div", -1, block=True))
        elif tokens[index].type == "table_open":
            tokens.insert(index, Token("box_open", "div", 1, attrs={"class": "table-box"}, block=True))


def _set(token: Token, attributes: Mapping[str, Any]) -> None:
    for name, value in attributes.items():
        token.attrSet(name, value)
