"""A source file as characters: its lines, where its values stand, what of it is comment."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise

from .nodes import Node, Splice, composed

Path = tuple[str | int, ...]

ODD = "この行は特別な書き方（1行に幾つもの要素など）です。YAML を直接直すか、hyojun fmt で書き方をそろえてください。"
NOTED = "消すところに注釈（#）があります。YAML を直接直すか、注釈を移してください。"
_COMMENT = re.compile(r"( *)#[^\n]*\n")


class Unwritable(Exception):
    """A file is written in a way that cannot be changed without touching more; the message says what to do."""


class SourceText:
    """A file: its text with LF and a last line end, its nodes, and how it ended its lines."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.original = text
        plain = text.replace("\r\n", "\n")
        self.whole = plain.endswith("\n")
        self.text = plain if self.whole else plain + "\n"
        self.root = composed(plain)

    def spliced(self, splices: Iterable[Splice]) -> str:
        """The original with its characters replaced; new lines end as its first line does."""
        ordered = sorted(splices, key=lambda s: (s.start, s.end))
        if any(left.end > right.start for left, right in pairwise(ordered)):
            raise Unwritable("重なる所が同時に変わっています。分けて反映してください。")
        newline = "\r\n" if "\r\n" in self.original else "\n"
        source = self.original if self.whole else self.original + newline
        shifts = [m.start() - n for n, m in enumerate(re.finditer("\r\n", source))]
        found, at = [], 0
        for start, end, text in ordered:
            start, end = (p + bisect_left(shifts, p) for p in (start, end))
            found += [source[at:start], text.replace("\n", newline)]
            at = end
        done = "".join([*found, source[at:]])
        return done if self.whole else done.removesuffix(newline)

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Where the line of a character ends, its LF included."""
        return self.text.index("\n", at) + 1 if at < len(self.text) else len(self.text)

    def column(self, at: int) -> int:
        return at - self.line_start(at)

    def node(self, path: Path) -> Node:
        found = self.root
        for step in path:
            found = found.below(step)
        return found

    def comments(self, start: int, end: int, inside: Iterable[Node]) -> list[str]:
        """The comments between two places, of which `inside` are all that is written there."""
        found, at = [], start
        for leaf in (leaf for node in inside for leaf in node.leaves()):
            if leaf.end > at and leaf.start < end:
                found.append(self.text[at : max(at, leaf.start)])
                at = leaf.end
                if leaf.style in ("|", ">"):  # a comment may stand behind the bar
                    found.append(self.text[leaf.start : self.line_end(leaf.start)])
        found.append(self.text[at:end])
        return [m[1] for part in found for m in re.finditer(r"(?:^|(?<=\s))(#[^\n]*)", part)]

    def ends_line(self, at: int) -> bool:
        """Whether nothing but a comment follows on the line."""
        return bool(re.match(r"[ \t]*(?:#|$)", self.text[at : self.line_end(at) - 1])) or at >= len(self.text)

    def element(self, listed: Node, index: int) -> tuple[int, int]:
        """The whole lines of an element of a block list, with the comments above it and its own below."""
        column, item = self.column(listed.start), listed.items[index]
        first = self.line_start(item.start)
        while not self._is_dash(first, column):
            if not first:
                raise Unwritable(ODD)
            first = self.line_start(first - 1)
        if self.text[first : first + column].strip(" ") or not self.ends_line(item.end):
            raise Unwritable(ODD)
        while first and (match := _COMMENT.match(self.text, before := self.line_start(first - 1))):
            if len(match[1]) != column or (index and before < listed.items[index - 1].end):
                break
            first = before
        last = self.line_end(item.end)
        while (match := _COMMENT.match(self.text, last)) and len(match[1]) > column:
            last = self.line_end(last)
        return first, last

    def _is_dash(self, line: int, column: int) -> bool:
        return re.fullmatch(" *-", self.text[line : line + column + 1]) is not None
