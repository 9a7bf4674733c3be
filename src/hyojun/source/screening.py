"""Prose is screened before any publisher sees it: nothing that carries code, leaves the repository,
or is not among the few directives, options and roles that all publications know how to print."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from hyojun.model import PROSE_ROLES, Finding, Image, Origin

from .carried_along import harm_in
from .files import sha256
from .problems import Problem, problem
from .sources import Sources

if TYPE_CHECKING:  # a fortieth of every start
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DIRECTIVES = ("note", "warning", "important", "tip", "admonition", "figure", "image", "table", "list-table")
OPTIONS = ("alt", "width", "align", "header-rows", "stub-columns", "widths", "name")
ROLES = (*PROSE_ROLES, "any", "ref", "sub", "sup", "abbr")
"""What prose may use of MyST."""
KEY = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_WITH_CONTENT = tuple(d for d in DIRECTIVES if d != "image")
_TITLED = tuple(d for d in _WITH_CONTENT if d != "figure")
MAX_DEPTH = 8
"""Directives within directives."""
_TOO_DEEP = "too_deep"
_PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".gif")
_SAFE_LINK = re.compile(r"^(https?://|mailto:|#)", re.IGNORECASE)
_FENCE_NAME = re.compile(r"^\{([^}]*)\}\s*(.*)$")
_OPTION = re.compile(r"^:([^:]*):(?:\s|$)")


def screened(sources: Sources, file: str, text: str) -> tuple[tuple[Image, ...], list[Finding]]:
    """The pictures of a text, and everything in it that is refused."""
    images: dict[str, Image] = {}
    found: list[Finding] = list(_structure(file, text))
    above = ""
    for token, line in everywhere(text):
        if token.type == "myst_target" and not KEY.match(token.content):
            message = f"見出しのキー「{token.content}」は半角の英小文字・数字・ハイフンで書いてください。"
            found.append(problem(Problem.FORM, message, Origin(file, (line,)), line=line, column=2))
        if _shown(token) and above == "heading_open":
            message = "見出しに図は置けません。見出しの下に置いてください。"
            found.append(problem(Problem.PICTURE, message, Origin(file, (line,)), line=line, column=1))
        above = token.type
        pictures = _picture_sources(token)
        for part in (token, *_of_title(token)):
            found.extend(_refused(part, file, line))
            pictures += _shown(part)
        for source in pictures:
            image, trouble = _image(sources, file, source, line)
            if image:
                images[image.file] = image
            if trouble:
                found.append(trouble)
    return tuple(images.values()), list(dict.fromkeys(found))


def _structure(file: str, text: str) -> Iterator[Finding]:
    """What Markdown takes without a word and no publication can print: blocks left open, footnotes
    without their text, headings that skip a level."""

    def at(code: Problem, message: str, line: int) -> Finding:
        return problem(code, message, Origin(file, (line,)), line=line, column=1)

    tokens = everywhere(text)
    lines = text.split("\n")
    notes = {t.meta["label"] for t, _ in tokens if t.type == "footnote_reference_open"}
    level = 0
    for token, line in tokens:
        if token.type in ("fence", "colon_fence") and token.map:
            last = lines[line - 1 + token.map[1] - token.map[0] - 1].strip(" >")
            if (
                token.map[1] - token.map[0] < 2
                or last.strip(token.markup[0])
                or len(last) < len(token.markup)
            ):
                message = f"「{token.markup}」で始めた囲みが閉じていません。終わりに「{token.markup}」の行を書いてください。"
                yield at(Problem.OPEN, message, line)
        elif token.type == "heading_open":
            own = int(token.tag[1])
            if own > level + 1 > 1:
                message = (
                    f"見出しの段が飛んでいます。「{'#' * own}」を「{'#' * (level + 1)}」にしてください。"
                )
                yield at(Problem.HEADING, message, line)
            level = own
        for part in token.children or []:
            if part.type == "footnote_ref" and (label := part.meta["label"]) not in notes:
                message = f"脚注 [^{label}] の説明がありません。「[^{label}]: 説明」の行を書いてください。"
                yield at(Problem.FOOTNOTE, message, line)


def without_comments(text: str) -> str:
    """The text with comment lines (`% …`) blanked: they are for authors, and lines keep their numbers."""
    if "%" not in text:
        return text
    lines = text.split("\n")
    for token, line in everywhere(text):
        if token.type == "myst_line_comment" and token.map:
            for index in range(line - 1, line - 1 + token.map[1] - token.map[0]):
                lines[index] = ""
    return "\n".join(lines)


# Parsing is most of the cost of a chapter, and several readers of the same text follow one another.
@lru_cache(maxsize=1)
def parsed(text: str) -> tuple[Token, ...]:
    """The tokens of a text itself; nobody changes them."""
    return tuple(markdown_parser().parse(text))


@lru_cache(maxsize=1)
def everywhere(text: str) -> tuple[tuple[Token, int], ...]:
    """All tokens with their lines, those inside directives too: their content is Markdown again."""
    return tuple(_everywhere(text))


def _everywhere(text: str, above: int = 0, depth: int = 0) -> Iterator[tuple[Token, int]]:
    line = above + 1
    for token in markdown_parser().parse(text) if depth else parsed(text):
        line = above + token.map[0] + 1 if token.map else line
        yield token, line
        if directive(token) not in _WITH_CONTENT:
            continue
        if depth == MAX_DEPTH:
            yield type(token)(_TOO_DEEP, "", 0), line
            continue
        lines = token.content.split("\n")
        options = sum(1 for _ in takewhile(_is_option, lines))
        yield from _everywhere("\n".join(lines[options:]), line + options, depth + 1)


def _is_option(line: str) -> bool:
    """Whether MyST takes a line below a directive as an option: wherever it begins, unless it opens a block."""
    return line.lstrip().startswith(":") and not line.lstrip().startswith(":::")


def _of_title(token: Token) -> list[Token]:
    """The words behind the name of a directive, which are Markdown too; the tokens of MyST for them."""
    match = _FENCE_NAME.match(token.info.strip()) if directive(token) in _TITLED else None
    return markdown_parser().parse(match[2]) if match and match[2] else []


def directive(token: Token) -> str | None:
    """The name of a directive, None for other tokens."""
    match = _FENCE_NAME.match(token.info.strip()) if token.type in ("fence", "colon_fence") else None
    return match[1] if match else None


@cache
def markdown_parser() -> MarkdownIt:
    """The parser of MyST with exactly the extensions that publications know."""
    # Imported here: it costs a fifth of a second, and a repository may have no prose.
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    parser = create_md_parser(MdParserConfig(enable_extensions={"colon_fence", "deflist"}), RendererHTML)
    # Else javascript: and the like would stay plain text, and nobody would be told.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _refused(token: Token, file: str, line: int) -> list[Finding]:
    """Raw HTML, directives and roles outside the list, links that run code."""
    found: list[Finding] = []

    def refuse(code: Problem, message: str) -> None:
        found.append(problem(code, message, Origin(file, (line,)), line=line, column=1))

    inner = [token, *(token.children or [])]
    for part in inner:
        if part.type in ("html_block", "html_inline"):
            if part.content.startswith("<!--"):
                refuse(
                    Problem.HTML,
                    "HTMLの注釈は書けません。公開しない注釈は、行の先頭に「%」を付けて書いてください。",
                )
            else:
                refuse(Problem.HTML, "HTMLは書けません。Markdownで書くか、記号「<」を「\\<」としてください。")
        elif part.type == _TOO_DEEP:
            refuse(Problem.DIRECTIVE, f"囲みの入れ子が深すぎます（{MAX_DEPTH}段まで）。")
        elif part.type == "myst_block_break":
            refuse(Problem.DIRECTIVE, "区切り「+++」は使えません。消してください。")
        elif part.type == "front_matter":
            refuse(Problem.DIRECTIVE, "先頭の「---」で囲んだ設定は使えません。消してください。")
        elif part.type in ("fence", "colon_fence"):
            found.extend(_refused_directive(part, file, line))
        elif part.type == "myst_role" and part.meta.get("name") not in ROLES:
            refuse(
                Problem.DIRECTIVE,
                f"役割「{part.meta.get('name')}」は使えません。使えるのは {'、'.join(ROLES)} です。",
            )
        elif part.type == "link_open":
            href = str(part.attrGet("href") or "")
            if not _SAFE_LINK.match(href):
                refuse(
                    Problem.LINK,
                    f"リンク先「{unquote(href)[:60]}」は使えません。https:// で始まる住所か、「#」と見出しのキーにしてください。",
                )
    return found


def _refused_directive(token: Token, file: str, line: int) -> list[Finding]:
    """A directive outside the list, or an option that could lead elsewhere."""
    name = directive(token)
    if name is None:
        return []
    found: list[str] = []
    if name not in DIRECTIVES:
        found.append(f"「{{{name}}}」は使えません。使えるのは {'、'.join(DIRECTIVES)} です。")
    lines = token.content.split("\n")
    if lines[0].strip() == "---":
        found.append("「---」で囲んだ設定は使えません。「:alt: 説明」のように書いてください。")
    for written in takewhile(_is_option, lines):
        option = _OPTION.match(written)
        if option is None:
            found.append(
                f"設定「{written.strip()[:60]}」は、行の先頭から「:alt: 説明」のように書いてください。"
            )
        elif option[1] not in OPTIONS:
            found.append(f"設定「:{option[1]}:」は使えません。使えるのは {'、'.join(OPTIONS)} です。")
    return [problem(Problem.DIRECTIVE, m, Origin(file, (line,)), line=line, column=1) for m in found]


def _shown(token: Token) -> list[str]:
    """Pictures within a line of text."""
    return [unquote(str(c.attrGet("src"))) for c in token.children or [] if c.type == "image"]


def _picture_sources(token: Token) -> list[str]:
    """The picture that a directive is about."""
    found = []
    if directive(token) in ("figure", "image") and (match := _FENCE_NAME.match(token.info.strip())):
        found.append(match[2].strip())
    return found


def _image(sources: Sources, file: str, source: str, line: int) -> tuple[Image | None, Finding | None]:
    origin = Origin(file, (line,))

    def refuse(message: str) -> tuple[None, Finding]:
        return None, problem(Problem.PICTURE, message, origin, line=line, column=1)

    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), source))
    outside = f"図「{source[:60]}」はリポジトリの外にあります。リポジトリの中に置いてください。"
    if ":" in source or source.startswith("/") or path.startswith(".."):
        return refuse(outside)
    if not path.lower().endswith(_PICTURES):
        return refuse(f"図「{source}」は使えません。使えるのは {'、'.join(_PICTURES)} です。")
    data, trouble = sources.read(path)
    if data is None or trouble:
        match trouble and trouble.code:
            case Problem.ABSENT:
                return refuse(f"図「{source}」がありません。名前を確かめてください。")
            case Problem.OUTSIDE:
                return refuse(outside)
        return refuse(f"図「{source}」を読めません。{trouble.message if trouble else ''}")
    if harm := harm_in(path, data):
        return refuse(f"図「{source}」に{harm}")
    return Image(file=path, sha256=sha256(data)), None
