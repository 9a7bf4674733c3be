"""本編 and other prose: Markdown source with its tree of headings and paragraphs."""

import re
from typing import Literal

from pydantic import Field

from .value import Key, Line, Sha256, Text, Value


class Block(Value):
    """A top-level piece of prose: what a reader cites and a comparison aligns."""

    kind: Literal["見出し", "段落", "箇条書き", "表", "注記", "図", "その他"] = Field(alias="種類")
    text: str = Field(alias="文章")
    """Markdown of the block as written."""
    level: int | None = Field(None, alias="段")
    """For headings: 1 to 6."""
    key: Key | None = Field(None, alias="キー")
    """For headings: the permanent key declared on the line before as `(key)=`."""
    line: int = Field(alias="行")
    """First line in the file, from 1."""


def heading_words(text: str) -> str:
    """The words of a heading as written, on one line: without `#` marks or the line under them."""
    lines = text.strip().split("\n")
    if not lines[0].startswith("#") and len(lines) > 1:
        lines = lines[:-1]  # underlined with === or ---
    return " ".join(re.sub(r"^#+\s*|\s+#*$", "", line).strip() for line in lines) or text.split("\n")[0]


class Image(Value):
    """A picture used in prose."""

    file: Line = Field(alias="ファイル")
    """Path relative to the root of the repository."""
    sha256: Sha256 = Field(alias="sha256")


class Chapter(Value):
    """One Markdown file."""

    file: Line = Field(alias="ファイル")
    """Path relative to the folder of the 業務."""
    title: Line = Field(alias="題名")
    source: Text = Field(alias="本文")
    blocks: tuple[Block, ...] = Field((), alias="段落", exclude=True)
    """Follows from the source alone, hence not in snapshots; filled in by the reader."""
    images: tuple[Image, ...] = Field((), alias="画像")


class Term(Value):
    """用語: defined once, used as defined."""

    name: Line = Field(alias="用語")
    reading: Line | None = Field(None, alias="読み")
    definition: Text = Field(alias="定義")
    synonyms: tuple[Line, ...] = Field((), alias="別名")
    """Other words people search by."""
    avoided: tuple[Line, ...] = Field((), alias="使わない語")
    """Words that are not to be written for it."""
