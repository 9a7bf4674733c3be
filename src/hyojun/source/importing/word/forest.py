"""Headings of functions in their places by number: what a document calls 4.1.3.1 stands below 4.1.3.

Word's levels say less than the numbers do: headings written by hand have none, and published documents have
levels without a title (4.0).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .blocks import Block, Paragraph
from .outline import Section, numbered


class Placed(NamedTuple):
    """A heading with the number it is to have."""

    number: tuple[int, ...]
    heading: Paragraph
    title: str
    """Empty for a level that has none."""
    blocks: tuple[Block, ...]
    below: tuple["Placed", ...]


@dataclass
class _Node:
    number: tuple[int, ...]
    level: int
    heading: Paragraph
    title: str
    blocks: tuple[Block, ...]
    below: list["_Node"] = field(default_factory=list)

    def placed(self) -> Placed:
        return Placed(
            self.number, self.heading, self.title, self.blocks, tuple(b.placed() for b in self.below)
        )


def forest(sections: Iterable[Section], following: int) -> tuple[Placed, ...]:
    """Sections as trees by number; `following`: the number of the first that has none of its own."""
    roots: list[_Node] = []
    path: list[_Node] = []
    for section in _flat(sections):
        heading = section.heading
        number, title = numbered(heading)
        level = heading.level or 0
        if number:
            while path and not (len(path[-1].number) < len(number) and _begins(number, path[-1].number)):
                path.pop()
            for length in range(len(path[-1].number) + 1 if path else 1, len(number)):
                _add(_Node(number[:length], 0, heading._replace(pieces=(), label=""), "", ()), roots, path)
        else:
            while path and path[-1].level >= level:
                path.pop()
            siblings = path[-1].below if path else roots
            before = siblings[-1].number[-1] if siblings else 0 if path else following - 1
            number = (*(path[-1].number if path else ()), before + 1)
        _add(_Node(number, level, heading, title, section.blocks), roots, path)
    return tuple(root.placed() for root in roots)


def _add(node: _Node, roots: list[_Node], path: list[_Node]) -> None:
    (path[-1].below if path else roots).append(node)
    path.append(node)


def _begins(number: tuple[int, ...], above: tuple[int, ...]) -> bool:
    return number[: len(above)] == above


def _flat(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _flat(section.below)
