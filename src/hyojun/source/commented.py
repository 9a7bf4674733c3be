"""A YAML file as a tree that also keeps comments and blank lines, each with the entry it belongs to.

libyaml's events say where every scalar stands; what lies between scalars is punctuation, white space
and comments. A comment at the end of a line belongs to what stands before it on that line, one on a
line of its own to the entry below it, unless it is indented deeper than that entry: then it closes
the list or table it is aligned with.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from enum import Enum, auto
from itertools import accumulate
from typing import Any, NamedTuple

import yaml
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

_COMMENT = re.compile(r"#[^\r\n]*")
_BLOCK = ("|", ">")


class Shape(Enum):
    """What a node is."""

    SCALAR = auto()
    MAPPING = auto()
    SEQUENCE = auto()


class Node:
    """A scalar, a mapping or a sequence. Places are indices into the text."""

    def __init__(self, shape: Shape, start: int, owner: "Item | None") -> None:
        self.shape = shape
        self.start = start
        self.end = start
        self.owner = owner
        self.text = ""
        self.block = False
        """A scalar written below `|` or `>`."""
        self.flow = False
        """A collection written in brackets."""
        self.column = 0
        """Of the first key or dash of a collection, from 0."""
        self.items: list[Item] = []
        self.after: list[str] = []
        """Comments below the last item."""


class Item:
    """An entry of a mapping (with its key) or of a sequence, with what its author wrote around it."""

    def __init__(self, container: Node, key: str | None, start: int, line: int) -> None:
        self.container = container
        self.key = key
        self.start = start
        self.line = line
        self.node = Node(Shape.SCALAR, start, self)
        self.before: list[str] = []
        """Comments on the lines above; an empty text is a blank line."""
        self.beside: list[str] = []
        """Comments at the end of its line; rarely more than one."""


def read_commented(text: str) -> Node:
    """The tree of a text that the strict loader takes without complaint."""
    reading = _Reading(text)
    root = reading.tree()
    reading.add_comments(root)
    return root


class _Atom(NamedTuple):
    """A scalar or a closing bracket, and the line on which a comment would stand beside it."""

    start: int
    line: int
    item: Item


class _Reading:
    """One pass over the events, then one over the gaps between scalars; used once, then dropped."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.line_starts = [0, *accumulate(len(line) + 1 for line in self.lines)]
        self.items: list[Item] = []
        """All items in the order in which they begin, outer before inner."""
        self.atoms: list[_Atom] = []
        self.gaps: list[tuple[int, int]] = []

    def tree(self) -> Node:
        root: Node | None = None
        above: list[Node] = []
        entry: Item | None = None
        last = 0
        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            kind = type(event)
            start: Any = event.start_mark
            end: Any = event.end_mark
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                closed = above.pop()
                closed.end = end.index
                if closed.flow and closed.owner:
                    self.atoms.append(_Atom(end.index - 1, end.line, closed.owner))
            elif kind in (ScalarEvent, MappingStartEvent, SequenceStartEvent):
                if kind is ScalarEvent:
                    self.gaps.append((last, start.index))
                    last = end.index
                if above and above[-1].shape is Shape.MAPPING and entry is None:
                    entry = self._item(above[-1], getattr(event, "value", ""), start)
                    self.atoms.append(_Atom(start.index, end.line, entry))
                    continue
                item = entry or (self._item(above[-1], None, start) if above else None)
                entry = None
                node = self._node(event, item)
                if item:
                    item.node = node
                    if kind is ScalarEvent:
                        self.atoms.append(_Atom(start.index, start.line if node.block else end.line, item))
                root = root or node
                if kind is not ScalarEvent:
                    above.append(node)
        self.gaps.append((last, len(self.text)))
        if root is None:
            raise ValueError("an empty file, which the strict loader refuses")
        return root

    def _item(self, container: Node, key: str | None, start: Any) -> Item:
        item = Item(container, key, start.index, start.line)
        container.items.append(item)
        self.items.append(item)
        return item

    def _node(self, event: Any, owner: Item | None) -> Node:
        start: Any = event.start_mark
        if type(event) is ScalarEvent:
            node = Node(Shape.SCALAR, start.index, owner)
            node.block = event.style in _BLOCK
            node.text = event.value.rstrip("\n") if node.block else event.value
            if node.block:  # `| # comment` stands inside the scalar, as libyaml sees it
                self.gaps.append((start.index, self.line_starts[start.line + 1] - 1))
            return node
        node = Node(Shape.MAPPING if type(event) is MappingStartEvent else Shape.SEQUENCE, start.index, owner)
        node.flow = bool(event.flow_style)
        node.column = start.column
        return node

    def add_comments(self, root: Node) -> None:
        starts = [item.start for item in self.items]
        for start, end in self.gaps:
            dash = False
            for match in _COMMENT.finditer(self.text, start, end):
                place = bisect_left(starts, match.start())
                if place and starts[place - 1] > start:  # what a dash before it begins, has begun
                    start, dash = starts[place - 1], False
                dash = dash or "-" in self.text[start : match.start()]
                self._attach(root, place, match.start(), match[0].rstrip(), dash)
                start = match.end()
        line = -1
        for item in self.items:
            if item.line != line:
                item.before += self._blank_above(item.line)
            line = item.line

    def _blank_above(self, line: int) -> list[str]:
        return [""] if line > 0 and not self.lines[line - 1].strip() else []

    def _attach(self, root: Node, place: int, start: int, comment: str, dash: bool) -> None:
        """Give a comment to the item or collection it belongs to.

        `place` counts the items before it; after a `dash` it belongs to what that dash begins.
        """
        line = bisect_right(self.line_starts, start) - 1
        begin = self.line_starts[line]
        alone = not self.text[begin:start].strip()
        if not alone and (beside := self._beside(start, line)):
            beside.beside.append(comment)
            return
        written = [*self._blank_above(line), comment] if alone else [comment]
        column = start - begin if alone and not dash else -1
        below = self.items[place] if place < len(self.items) else None
        closed = self._closed(place, start, column, below)
        if closed is not None:
            closed.after += written
        elif below is not None:
            below.before += written
        else:
            root.after += written

    def _beside(self, start: int, line: int) -> Item | None:
        place = bisect_left(self.atoms, start, key=lambda atom: atom.start)
        atom = self.atoms[place - 1] if place else None
        return atom.item if atom and atom.line == line else None

    def _closed(self, place: int, start: int, column: int, below: Item | None) -> Node | None:
        """The collection at whose end a comment stands, or None if the comment belongs to what follows."""
        above = self.items[place - 1] if place else None
        holders = list(_holders(above))
        for node in ([above.node] if above else []) + holders:
            if node.flow and node.start < start < node.end:
                return None if below is not None and below.start < node.end else node
        if below is not None and column <= below.container.column:
            return None
        shared = set(map(id, _holders(below)))
        fitting = [node for node in holders if node.column <= column and id(node) not in shared]
        # A list may stand at the column of its key: then the comment is about the outer one.
        same = [node for node in fitting if node.column == fitting[0].column]
        return same[-1] if same else None


def _holders(item: Item | None) -> Iterator[Node]:
    """The collections an item stands in, innermost first."""
    while item is not None:
        yield item.container
        item = item.container.owner
