"""A YAML file as nodes that know where they stand, to the character: what a surgeon sees."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

import yaml
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent


class Shape(StrEnum):
    TEXT = "text"
    LIST = "list"
    MAPPING = "mapping"


class Splice(NamedTuple):
    """Characters of a text that are replaced."""

    start: int
    end: int
    text: str


class Node:
    """A value with its place: `text[start:end]` is what is written of it, without blank lines below."""

    __slots__ = ("end", "flow", "items", "keys", "shape", "start", "style", "value")

    def __init__(self, shape: Shape, start: int, end: int, flow: bool) -> None:
        self.shape, self.start, self.end = shape, start, end
        self.flow = flow
        """Whether it is written as { } or [ ]; for text, whether it stands inside one."""
        self.style = ""
        """Of text: one of | > " ' or nothing."""
        self.value = ""
        self.items: list[Node] = []
        self.keys: list[Node] = []
        """Of a mapping, as many as items."""

    @property
    def words(self) -> list[str]:
        """The keys of a mapping."""
        return [key.value for key in self.keys]

    def below(self, step: str | int) -> "Node":
        return self.items[step if isinstance(step, int) else self.words.index(step)]

    def leaves(self) -> Iterator["Node"]:
        """All texts in it, keys too, in their order."""
        if self.shape is Shape.TEXT:
            yield self
        for index, item in enumerate(self.items):
            if self.keys:
                yield self.keys[index]
            yield from item.leaves()


def composed(text: str) -> Node:
    """The nodes of a file that the strict loader has read without a finding."""
    stack: list[Node] = []
    root: Node | None = None
    event: Any
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        kind = type(event)
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            done = stack.pop()
            if done.flow:
                done.end = event.end_mark.index
            elif done.items:
                done.end = done.items[-1].end
            continue
        if kind is ScalarEvent:
            node = _text(text, event, bool(stack) and stack[-1].flow)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            shape = Shape.MAPPING if kind is MappingStartEvent else Shape.LIST
            node = Node(shape, event.start_mark.index, event.end_mark.index, bool(event.flow_style))
        else:
            continue
        if not stack:
            root = node
        elif stack[-1].shape is Shape.MAPPING and len(stack[-1].keys) == len(stack[-1].items):
            stack[-1].keys.append(node)
            continue
        else:
            stack[-1].items.append(node)
        if node.shape is not Shape.TEXT:
            stack.append(node)
    assert root is not None
    return root


def _text(text: str, event: Any, flow: bool) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    node = Node(Shape.TEXT, start, end, flow)
    node.style, node.value = event.style or "", event.value
    if node.style in ("|", ">"):
        node.end = start + len(text[start:end].rstrip())
        node.value = node.value.rstrip("\n")
    return node
