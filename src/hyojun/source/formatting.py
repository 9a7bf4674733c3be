"""`hyojun fmt`: one way to write a source file, without touching what it says.

Keys stand in the order of the model, scalars as `yaml_writer` writes them, comments where they were.
A text that its author wrote as a block stays one, since a second line may be on its way. What cannot
be shown to say the same before and after is refused. (Not ruamel.yaml's round trip: it ties a comment
to the key above it, so that sorting keys hands comments to strangers.)
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hyojun.model import Finding, Origin, Value

from .commented import Item, Node, Shape, read_commented
from .expected import ANYTHING, Expected
from .problems import Problem, problem
from .yaml_text import parse
from .yaml_writer import STEP, inline, is_block

_MODELINE = re.compile(r"# *(yaml-language-server:|vim?:|-\*-)")
_GAP = "  "
"""Before a comment at the end of a line."""


class Formatted(NamedTuple):
    """A text in the one style, or None and why it cannot be given."""

    text: str | None
    findings: tuple[Finding, ...] = ()


def formatted(text: str, cls: type[Value] | None, file: str) -> Formatted:
    """The text of a source file in the one style; `cls` is what the file holds, None if nobody knows.

    The strict loader reads the same from both texts, the comments are the same, and formatting the
    result changes nothing.
    """
    before = parse(text, file)
    if before.findings:
        return Formatted(None, before.findings)
    if not isinstance(before.tree, dict):
        message = "ファイル全体は「キー: 値」を並べて書いてください。"
        return Formatted(None, (problem(Problem.STRUCTURE, message, Origin(file), line=1, column=1),))
    expected = Expected(cls) if cls else ANYTHING
    root = read_commented(text)
    told = sorted(_comments(root))
    try:
        written = _written(root, expected)
        again = read_commented(written)
    except ValueError as error:
        return _refused(file, f"このファイルは書き直せません（{error}）。")
    if written == text:
        return Formatted(text)
    after = parse(written, file)
    if after.findings or after.tree != before.tree:
        return _refused(file, "書き直すと内容が変わるため、元のままにしました。")
    if sorted(_comments(again)) != told:
        return _refused(file, "書き直すと注釈が失われるため、元のままにしました。")
    if _written(again, expected) != written:
        return _refused(file, "書き方が定まらないため、元のままにしました。注釈の位置を見直してください。")
    return Formatted(written)


def _refused(file: str, message: str) -> Formatted:
    return Formatted(None, (problem(Problem.REWRITE, message, Origin(file), line=1, column=1),))


def _comments(node: Node) -> Iterator[str]:
    """Every comment of a tree."""
    yield from filter(None, node.after)
    for item in node.items:
        yield from filter(None, item.before)
        yield from item.beside
        yield from _comments(item.node)


def _written(root: Node, expected: Expected) -> str:
    head = _head(root)
    lines = [*head, *_collection(root, "", expected)]
    return "\n".join(lines).strip("\n") + "\n"


def _head(root: Node) -> list[str]:
    """Comments on the file, taken from its first entry: those before a blank line, and those for editors."""
    if not root.items:
        return []
    first = root.items[0]
    ends = [n for n, line in enumerate(first.before, 1) if not line or _MODELINE.match(line)]
    cut = ends[-1] if ends else 0
    head, first.before = first.before[:cut], first.before[cut:]
    return head


def _collection(node: Node, indent: str, expected: Expected) -> Iterator[str]:
    """The lines of a mapping or sequence that has items, and the comments at its end."""
    known = expected.of(node)
    items = node.items
    if node.shape is Shape.MAPPING:
        items = sorted(items, key=lambda item: known.place(item.key or ""))
    for number, item in enumerate(items):
        below = known.below(item.key)
        lines = (_entry if node.shape is Shape.MAPPING else _element)(item, indent, below)
        yield from _without_first_blank(lines) if number == 0 else lines
    for comment in node.after:
        yield f"{indent}{comment}" if comment else ""


def _without_first_blank(lines: Iterator[str]) -> Iterator[str]:
    waiting = True
    for line in lines:
        waiting = waiting and not line
        if not waiting:
            yield line


def _entry(item: Item, indent: str, expected: Expected) -> Iterator[str]:
    key = inline(item.key or "")
    if len(key) > 1000:
        raise ValueError(f"キーが長すぎます: {key[:20]}…")
    beside = item.beside[-1:]
    yield from _above(indent, [*item.before, *item.beside[:-1]])
    tail = "".join(_GAP + comment for comment in beside)
    if item.node.items:
        yield f"{indent}{key}:{tail}"
        yield from _collection(item.node, indent + STEP, expected)
    else:
        first, *rest = _leaf(item.node, indent + STEP, expected)
        yield f"{indent}{key}: {first}{tail}"
        yield from rest


def _element(item: Item, indent: str, expected: Expected) -> Iterator[str]:
    inner = indent + STEP
    if not item.node.items:
        yield from _above(indent, [*item.before, *item.beside[:-1]])
        first, *rest = _leaf(item.node, inner, expected)
        yield f"{indent}- {first}" + "".join(_GAP + comment for comment in item.beside[-1:])
        yield from rest
        return
    # A comment that would stand between the dash and the first entry moves above the dash.
    lines = list(_collection(item.node, inner, expected))
    start = next(n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    yield from _above(indent, [*item.before, *item.beside, *(line.strip() for line in lines[:start])])
    yield f"{indent}- {lines[start][len(inner) :]}"
    yield from lines[start + 1 :]


def _above(indent: str, comments: list[str]) -> Iterator[str]:
    for comment in comments:
        yield f"{indent}{comment}" if comment else ""


def _leaf(node: Node, indent: str, expected: Expected) -> Iterator[str]:
    """A scalar, or a collection without items: what follows the key or the dash, then the lines below."""
    if node.shape is not Shape.SCALAR:
        yield "{}" if node.shape is Shape.MAPPING else "[]"
    elif is_block(node.text, node.block):
        yield "|-"
        for line in node.text.split("\n"):
            yield indent + line if line else ""
    else:
        yield node.text if expected.stands_plain(node.text) else inline(node.text)
