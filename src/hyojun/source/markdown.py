"""Prose: Markdown (MyST) as source with its tree of blocks; what could carry code or leave the
repository is refused here, before any publisher sees it."""

import posixpath
import re
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import unquote

from markdown_it.token import Token

from hyojun.model import Block, Chapter, Finding, Image, Origin

from .files import decode, read_bytes, readable, sha256
from .problems import Problem, problem

DIRECTIVES = ("note", "warning", "important", "tip", "admonition", "figure", "image", "table", "list-table")
ROLES = (
    "function",
    "form",
    "item",
    "group",
    "code",
    "linkage",
    "flow",
    "step",
    "heading",
    "term",
    "any",
    "ref",
    "sub",
    "sup",
    "abbr",
)
"""What prose may use of MyST."""
_PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".gif")
_SAFE_LINK = re.compile(r"^(https?://|mailto:|#)", re.IGNORECASE)
_KEY = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_FENCE_NAME = re.compile(r"^\{([^}]*)\}\s*(.*)$")

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


def read_chapter(root: Path, folder: str, name: str) -> Prose:
    """One Markdown file of a 業務; `folder` and `name` relative to the root and to the folder."""
    file = f"{folder}/{name}"
    data, trouble = read_bytes(root, file)
    if data is None:
        return Prose(None, (trouble,) if trouble else ())
    text, findings = decode(data, file)
    if text is None:
        return Prose(None, findings, readable(data))
    blocks = blocks_of(text, file)
    images, found = _screened(root, file, text)
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
    chapter = Chapter(file=name, title=heading_text(title.text), source=text, blocks=blocks, images=images)
    chapter.placed(Origin(file))
    return Prose(chapter, ())


def heading_text(text: str) -> str:
    """The words of a heading block without its marks."""
    return re.sub(r"^#+\s*|\s*#*$", "", text).strip() or text


def blocks_of(text: str, file: str) -> tuple[Block, ...]:
    """The top-level blocks of a Markdown text, each with its line and, for headings, its key."""
    lines = text.split("\n")
    blocks: list[Block] = []
    key: str | None = None
    for token in _tokens(text):
        if token.level or token.nesting < 0 or not token.map:
            continue
        if token.type == "myst_target":
            key = token.content if _KEY.match(token.content) else None
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


def _screened(root: Path, file: str, text: str) -> tuple[tuple[Image, ...], list[Finding]]:
    """The pictures of a text, and everything in it that is refused."""
    images: dict[str, Image] = {}
    found: list[Finding] = []
    for token in _tokens(text):
        line = (token.map[0] + 1) if token.map else 1
        if token.type == "myst_target" and not _KEY.match(token.content):
            message = f"見出しのキー「{token.content}」は半角の英小文字・数字・ハイフンで書いてください。"
            found.append(problem(Problem.FORM, message, Origin(file, (line,)), line=line, column=2))
        found.extend(_refused(token, file, line))
        for source in _picture_sources(token):
            image, trouble = _image(root, file, source, line)
            if image:
                images[image.file] = image
            if trouble:
                found.append(trouble)
    return tuple(images.values()), list(dict.fromkeys(found))


def _tokens(text: str) -> list[Token]:
    """Tokens of MyST with exactly the extensions the publishers use."""
    # Imported here: it costs a fifth of a second, and a repository may have no prose.
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    parser = create_md_parser(MdParserConfig(enable_extensions={"colon_fence", "deflist"}), RendererHTML)
    # Else javascript: and the like would stay plain text, and nobody would be told.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser.parse(text)


def _kind(token: Token) -> Kind:
    if token.type in ("fence", "colon_fence"):
        match = _FENCE_NAME.match(token.info.strip())
        name = match[1] if match else ""
        if name in ("figure", "image"):
            return "図"
        if name in ("table", "list-table"):
            return "表"
        return "注記" if name else "その他"
    return _KINDS.get(token.type, "その他")


def _refused(token: Token, file: str, line: int) -> list[Finding]:
    """Raw HTML, directives and roles outside the list, links that run code."""
    found: list[Finding] = []

    def refuse(code: Problem, message: str) -> None:
        found.append(problem(code, message, Origin(file, (line,)), line=line, column=1))

    inner = [token, *(token.children or [])]
    for part in inner:
        if part.type in ("html_block", "html_inline") and not part.content.startswith("<!--"):
            refuse(Problem.HTML, "HTMLは書けません。Markdownで書くか、記号「<」を「\\<」としてください。")
        elif part.type in ("fence", "colon_fence"):
            match = _FENCE_NAME.match(part.info.strip())
            if match and match[1] not in DIRECTIVES:
                refuse(
                    Problem.DIRECTIVE,
                    f"「{{{match[1]}}}」は使えません。使えるのは {'、'.join(DIRECTIVES)} です。",
                )
        elif part.type == "myst_role" and part.meta.get("name") not in ROLES:
            refuse(
                Problem.DIRECTIVE,
                f"役割「{part.meta.get('name')}」は使えません。使えるのは {'、'.join(ROLES)} です。",
            )
        elif part.type == "link_open":
            href = str(part.attrGet("href") or "")
            if not (_SAFE_LINK.match(href) or _is_relative(href)):
                refuse(
                    Problem.LINK,
                    f"リンク先「{unquote(href)[:60]}」は使えません。https:// で始まる住所か見出しのキーにしてください。",
                )
    return found


def _is_relative(href: str) -> bool:
    return ":" not in href.split("/")[0] and not href.startswith(("/", "\\")) and ".." not in href.split("/")


def _picture_sources(token: Token) -> list[str]:
    found = [unquote(str(c.attrGet("src"))) for c in token.children or [] if c.type == "image"]
    if token.type in ("fence", "colon_fence"):
        match = _FENCE_NAME.match(token.info.strip())
        if match and match[1] in ("figure", "image"):
            found.append(match[2].strip())
    return found


def _image(root: Path, file: str, source: str, line: int) -> tuple[Image | None, Finding | None]:
    origin = Origin(file, (line,))

    def refuse(message: str) -> tuple[None, Finding]:
        return None, problem(Problem.PICTURE, message, origin, line=line, column=1)

    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), source))
    outside = f"図「{source[:60]}」はリポジトリの外にあります。リポジトリの中に置いてください。"
    if ":" in source or source.startswith("/") or path.startswith(".."):
        return refuse(outside)
    if not path.lower().endswith(_PICTURES):
        return refuse(f"図「{source}」は使えません。使えるのは {'、'.join(_PICTURES)} です。")
    data, trouble = read_bytes(root, path)
    if data is None or trouble:
        match trouble and trouble.code:
            case Problem.ABSENT:
                return refuse(f"図「{source}」がありません。名前を確かめてください。")
            case Problem.OUTSIDE:
                return refuse(outside)
        return refuse(f"図「{source}」を読めません。{trouble.message if trouble else ''}")
    return Image(file=path, sha256=sha256(data)), None
