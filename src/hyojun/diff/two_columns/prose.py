"""A paragraph of 本編 as it reads on paper: without the marks of Markdown, its lists and tables line by line."""

import re

from hyojun.model import Block, heading_words

_BULLET = re.compile(r"^(\s*)[-*+] ", re.MULTILINE)
_DEFINED = re.compile(r"^: +", re.MULTILINE)
_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$\n?", re.MULTILINE)
_EDGES = re.compile(r"^\s*\||\|\s*$", re.MULTILINE)
_CELLS = re.compile(r"\s*(?<!\\)\|\s*")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_ROLE = re.compile(r"\{[^{}`\n]+\}`([^`]*?)(?:\s*<[^<>`]+>)?`")
_BARE = re.compile(r"\{[^{}`\n]+\}`[a-z0-9/_-]+`|見出し[a-z][a-z0-9-]*|\[\^[^\]\s]+\]:?")
"""What shows something that stands elsewhere: a role or a heading by a key, a footnote."""
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_FENCE = re.compile(r"^(?::{3,}|`{3,})(?:\{([^}\n]*)\}([^\n]*))?\n?", re.MULTILINE)
_CALLED = 30
_NOTES = {"note": "【注】", "warning": "【注意】", "tip": "【参考】"}


def plain(block: Block) -> str:
    """The words of a block. Two blocks that differ in marks alone read the same."""
    if block.kind == "見出し":
        return _inline(heading_words(block.text))
    text = _FENCE.sub(lambda m: _NOTES.get(m[1] or "", "") + (m[2] or "").strip(), block.text)
    if block.kind == "表":
        lines = _RULE.sub("", text).split("\n")
        text = "\n".join(_CELLS.sub("｜", _EDGES.sub("", line).strip()) for line in lines)
    return _inline(_DEFINED.sub("　", _BULLET.sub(r"\1・", text))).strip("\n")


def beginning(block: Block) -> str:
    """What a paragraph is called: its first 30 characters as they read; those of a table, its heads."""
    text = _BARE.sub(lambda m: "" if m[0].startswith("[") else "…", block.text)
    lines = plain(block.model_copy(update={"text": text})).split("\n")
    first = next((line for line in lines if line.strip()), block.kind).strip()
    return (f"表：{first.replace('｜', '、')}" if block.kind == "表" else first)[:_CALLED]


def _inline(text: str) -> str:
    return _STRONG.sub(r"\2", _LINK.sub(r"\1", _ROLE.sub(r"\1", text)))
