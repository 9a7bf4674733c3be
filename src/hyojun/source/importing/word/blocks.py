"""What a Word document says, without how it says it: paragraphs of pieces, tables, pictures."""

from typing import Literal, NamedTuple, TypeAlias


class Picture(NamedTuple):
    """A picture that can be kept."""

    suffix: str
    data: bytes
    alternative: str
    """Words for those who do not see it; may be empty."""


class Piece(NamedTuple):
    """A run of text with one meaning."""

    kind: Literal["text", "sub", "sup", "break", "note", "link", "picture"]
    text: str = ""
    target: str = ""
    """Address of a link, label of a footnote."""
    picture: Picture | None = None


class Item(NamedTuple):
    """The place of a paragraph in a list."""

    level: int
    """From 0."""
    bullet: bool


class Paragraph(NamedTuple):
    """A paragraph of the body, or of a cell, a footnote or a text box."""

    number: int
    """Counted from 1 over the whole body, empty ones too."""
    pieces: tuple[Piece, ...]
    style: str = ""
    """Name of its style."""
    level: int | None = None
    """For headings: from 1."""
    label: str = ""
    """The number that Word prints before it."""
    item: Item | None = None
    contents: bool = False
    """Part of a table of contents."""
    breaks: bool = False
    """A page or a section ends in it or before it."""
    bold: bool = False

    @property
    def text(self) -> str:
        """Its words, on one line, without the printed number."""
        words = (
            "\n" if p.kind == "break" else p.text for p in self.pieces if p.kind not in ("note", "picture")
        )
        return " ".join("".join(words).split("\n")).strip()

    @property
    def printed(self) -> str:
        """Its words with the printed number before them."""
        return f"{self.label} {self.text}".strip() if self.label else self.text

    @property
    def pictures(self) -> tuple[Piece, ...]:
        return tuple(p for p in self.pieces if p.kind == "picture")


class Table(NamedTuple):
    """A table with its merged cells expanded."""

    number: int
    """Number of its first paragraph."""
    rows: tuple[tuple[tuple["Block", ...], ...], ...]
    heads: int
    """Rows that Word repeats on every page."""


Block: TypeAlias = Paragraph | Table
