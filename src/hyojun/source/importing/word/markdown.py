"""Blocks as Markdown that says exactly their words: every character of Markdown in them is escaped."""

import re
from collections import deque
from collections.abc import Container, Iterable, Iterator

from .blocks import Block, Paragraph, Picture, Piece, Table
from .notes import Leftover, Notes
from .profile import is_one_of, profile

_ESCAPED = re.compile(r"[\\`*\[<|]|!$|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_START = re.compile(r"^(?:[-+#>:%=~]|\((?=[^)]*\)=))")
_ORDINAL = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_DECIMAL = re.compile(r"(\d{1,6})\.")
_CAPTION = re.compile(r"^図\s*[0-9０-９一-九－\-.．]")
_CAPTION_NUMBER = re.compile(
    r"^図\s*(?>[0-9０-９]+(?:\s*[-－‐–―ー.．・]\s*[0-9０-９]+)*)(?![ぁ-ん])[.．:：]?[\s\u3000]*"
)
"""図1, 図 2-1, 図２－１　: figures are numbered where they are published."""


class Names:
    """Gives each picture of a document its file name."""

    def __init__(self) -> None:
        self.files: dict[str, Picture] = {}
        self._by_data: dict[bytes, str] = {}

    def name(self, picture: Picture) -> str:
        """Its path below the folder of the texts; the same picture has one."""
        if picture.data not in self._by_data:
            name = f"図/図{len(self.files) + 1}{picture.suffix}"
            self.files[name] = picture
            self._by_data[picture.data] = name
        return self._by_data[picture.data]


def escaped(text: str, at_start: bool = True) -> str:
    """Text that Markdown shows as it is; at the start of a line, where more characters mean something."""
    if not at_start:
        return _ESCAPED.sub(r"\\\g<0>", text)
    text = _ESCAPED.sub(r"\\\g<0>", text.lstrip())
    text = _ORDINAL.sub(r"\1\\\2", text)
    return f"\\{text}" if _START.match(text) else text


def _worded(text: str) -> str:
    """Text between square brackets."""
    return escaped(text.strip(), at_start=False).replace("]", "\\]")


class Writer:
    """Writes one file of prose."""

    def __init__(self, names: Names, notes: Notes, footnotes: Container[str]) -> None:
        self.names = names
        self.notes = notes
        self.footnotes = footnotes
        self.cited: dict[str, None] = {}
        """Footnotes in the order of their marks."""

    def blocks(self, blocks: Iterable[Block], inside: bool = False) -> str:
        """Blocks one after another; inside a cell or a footnote without directives."""
        found: list[list[str]] = []
        """Lines of each block; the items of a list are one."""
        lists = _Lists()
        waiting = deque(blocks)
        while waiting:
            block = waiting.popleft()
            if isinstance(block, Table):
                if framed := _framed(block):
                    message = "枠（1つのセルだけの表）を、枠のない段落にしました。"
                    self.notes.tell(Leftover.REWRITTEN, message, block.number)
                    waiting.extendleft(reversed(framed))
                    continue
                lists.end()
                found.append([self.table(block)])
            elif block.pictures and not inside:
                caption = waiting.popleft() if waiting and _is_caption(waiting[0]) else None
                lists.end()
                found += [
                    [f] for f in self._figures(block, caption if isinstance(caption, Paragraph) else None)
                ]
            elif block.pieces:
                text = self.inline(block.pieces)
                if (marker := lists.marker(block)) is None:
                    found.append([self._paragraph(block, text, inside)])
                    continue
                item = marker + text.replace("\n", "\n" + " " * len(marker))
                if lists.goes_on:
                    found[-1].append(item)
                else:
                    found.append([item])
        return "\n\n".join("\n".join(lines) for lines in found if any(lines))

    def _paragraph(self, block: Paragraph, text: str, inside: bool) -> str:
        """A paragraph that is no item of a list."""
        text = f"{escaped(block.label)}\u3000{text}" if block.label else text
        is_note = not inside and is_one_of(block.style, profile().note_styles)
        return f":::{{note}}\n{text}\n:::" if is_note and text else text

    def inline(self, pieces: Iterable[Piece]) -> str:
        """Pieces as they stand in a line; a break ends it with a backslash."""
        lines: list[list[str]] = [[]]
        for piece in pieces:
            if piece.kind == "break":
                lines.append([])
            elif text := self._piece(piece, at_start=not any(map(str.strip, lines[-1]))):
                lines[-1].append(text)
        whole = ("".join(line).strip() for line in lines)
        return "\\\n".join(line for line in whole if line)

    def _piece(self, piece: Piece, at_start: bool) -> str:
        match piece.kind:
            case "text":
                return escaped(piece.text, at_start)
            case "sub" | "sup":
                is_plain = "`" in piece.text or "\\" in piece.text
                return (
                    escaped(piece.text, at_start) if is_plain else f"{{{piece.kind}}}`{piece.text.strip()}`"
                )
            case "link":
                return f"[{_worded(piece.text)}]({piece.target})"
            case "note" if piece.target in self.footnotes:
                self.cited[piece.target] = None
                return f"[^{piece.target}]"
            case "picture" if piece.picture:
                return f"![{_worded(piece.text)}]({self.names.name(piece.picture)})"
        return ""

    def table(self, table: Table) -> str:
        """A table with `|` where that can say it, else as a list of rows."""
        if not table.rows or not table.rows[0]:
            return ""
        if len(table.rows) > 1 and table.heads <= 1 and all(_is_line(c) for row in table.rows for c in row):
            rows = [[self.blocks(cell, inside=True) for cell in row] for row in table.rows]
            lines = [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows]
            return "\n".join([lines[0], "| " + " | ".join("---" for _ in rows[0]) + " |", *lines[1:]])
        heads = min(max(table.heads, 1), len(table.rows) - 1)
        lines = [":::{list-table}", *([f":header-rows: {heads}"] if heads else []), ""]
        for row in table.rows:
            for at, cell in enumerate(row):
                text = self.blocks(_flat(cell, self.notes), inside=True).replace("\n", "\n    ")
                lines.append(f"{'  ' if at else '* '}- {text}".rstrip())
        return "\n".join([*(line.rstrip() for line in "\n".join(lines).split("\n")), ":::"])

    def footnote(self, label: str, blocks: Iterable[Block]) -> str:
        """The text of a footnote, its further paragraphs indented."""
        text = self.blocks(_flat(tuple(blocks), self.notes), inside=True) or "\u3000"
        return f"[^{label}]: " + text.replace("\n", "\n    ").replace("\n    \n", "\n\n")

    def _figures(self, block: Paragraph, caption: Paragraph | None) -> Iterator[str]:
        words = tuple(p for p in block.pieces if p.kind != "picture")
        if text := self.inline(words):
            message = "文の中の図を、段落の後ろに置きました。"
            self.notes.tell(Leftover.REWRITTEN, message, block.number, block.text)
            yield f"{escaped(block.label)}\u3000{text}" if block.label else text
        for at, piece in enumerate(block.pictures):
            if piece.picture is None:
                continue
            under = self._unnumbered(caption) if caption and at == len(block.pictures) - 1 else None
            alternative = " ".join((piece.text or (under.text if under else "")).split())
            if not piece.text and alternative:
                message = f"図の代替テキストを、図の題「{alternative}」としました。"
                self.notes.tell(Leftover.FILLED, message, block.number)
            lines = [f":::{{figure}} {self.names.name(piece.picture)}"]
            lines += [f":alt: {alternative}"] if alternative else []
            if under is not None and (title := self.inline(under.pieces)):
                lines += ["", title]
            yield "\n".join([*lines, ":::"])

    def _unnumbered(self, caption: Paragraph) -> Paragraph:
        """A caption without the number of the figure, printed by Word or typed."""
        found = _CAPTION_NUMBER.match(caption.printed)
        if found is None:
            return caption
        number = found[0].strip()
        message = (
            f"図の題の番号「{number}」を取り除きました。番号は、載る順に付きます。"
            f"文章に「{number}」とある所は、図を指す書き方に改めてください。"
        )
        self.notes.tell(Leftover.REWRITTEN, message, caption.number, caption.printed)
        typed = _CAPTION_NUMBER.match(caption.text)
        return caption._replace(label="", pieces=tuple(_without(caption.pieces, typed.end() if typed else 0)))


def _without(pieces: Iterable[Piece], length: int) -> Iterator[Piece]:
    """Pieces without their first characters."""
    for piece in pieces:
        cut = min(length, len(piece.text)) if piece.kind != "note" else 0
        length -= cut
        if len(piece.text) > cut or piece.kind in ("note", "picture", "break"):
            yield piece._replace(text=piece.text[cut:]) if cut else piece


class _Lists:
    """Which paragraphs are items of a Markdown list, and how deep they stand."""

    def __init__(self) -> None:
        self._widths: list[tuple[int, int]] = []
        """Level in Word and width of the marker of each open item."""
        self._last = 0
        self.goes_on = False

    def end(self) -> None:
        self._widths, self._last = [], 0

    def marker(self, paragraph: Paragraph) -> str | None:
        """What stands before the item; None for a paragraph that is none, which ends the list."""
        item = paragraph.item
        number = _DECIMAL.fullmatch(paragraph.label) if item and item.level == 0 else None
        ordinal = int(number[1]) if number else 0
        if item is None or not (item.bullet or (number and ordinal in (1, self._last + 1))):
            self.end()
            return None
        self.goes_on = bool(self._widths) and (ordinal != 1 or self._last == 0)
        if ordinal == 1:
            self.end()
            self.goes_on = False
        while self._widths and self._widths[-1][0] >= item.level:
            self._widths.pop()
        indent = sum(width for _, width in self._widths)
        if number and not self._widths:
            self._last = ordinal
        sign = f"{ordinal}. " if number else "- "
        if not number and not self._widths and self._last:
            self._last = 0
            self.goes_on = False
        self._widths.append((item.level, len(sign)))
        return " " * indent + sign


def _is_line(cell: tuple[Block, ...]) -> bool:
    """Whether a cell is one line of text."""
    return len(cell) <= 1 and all(
        isinstance(b, Paragraph)
        and b.item is None
        and all(p.kind not in ("break", "picture") for p in b.pieces)
        for b in cell
    )


def _framed(table: Table) -> tuple[Block, ...]:
    """The content of a table of one cell, which is a frame and no table."""
    return table.rows[0][0] if len(table.rows) == 1 and len(table.rows[0]) == 1 else ()


def _flat(blocks: tuple[Block, ...], notes: Notes) -> Iterator[Block]:
    """Blocks with the tables among them as lines: a table in a table cannot be said."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        notes.tell(Leftover.DOUBT, "表又は脚注の中の表を、行ごとの段落にしました。", block.number)
        for row in block.rows:
            pieces: list[Piece] = []
            for at, cell in enumerate(row):
                pieces += [Piece("text", "\u3000／\u3000")] if at else []
                for inner in _flat(cell, notes):
                    if isinstance(inner, Paragraph):
                        pieces += [Piece("text", inner.label)] * bool(inner.label) + list(inner.pieces)
            yield Paragraph(block.number, tuple(pieces))


def _is_caption(block: Block) -> bool:
    return (
        isinstance(block, Paragraph)
        and not block.pictures
        and bool(block.pieces)
        and (
            (is_one_of(block.style, profile().caption_styles) and not block.text.startswith("表"))
            or (block.level is None and len(block.text) < 80 and bool(_CAPTION.match(block.printed)))
        )
    )
