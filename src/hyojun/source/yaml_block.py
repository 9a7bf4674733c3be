"""The block style that nearly every source file is in, read line by line.

Several times faster than folding libyaml's events, and never a second opinion: for whatever is not
certain to be read the same by YAML (quotes with escapes, flow style, folded or continued text, tags,
anything the strict loader refuses) the answer is None, and the strict loader reads the whole file.
"""

import re
from functools import lru_cache
from itertools import islice
from typing import Any

_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
"""How plain text may begin: not with an indicator of YAML."""
_HEAD = re.compile(rf"( *)(- )?(?:((?!\.){_FIRST}(?:[^:#\"'\s]|(?<=\S) (?=\S))*)|\"([^\"\\:#]+)\")")
"""What stands before `: ` or a closing `:` — indentation, dash of a list, key (`...` ends a document)."""
_PLAIN = re.compile(rf"(?!(?:~|null|Null|NULL|\+?0[0-9_]+)\Z){_FIRST}[^:#]*+(?::(?=[^ \n:#])[^:#]*+)*+(?<! )")
_is_plain = _PLAIN.fullmatch
_LITERAL = frozenset(("|", "|-", "|+"))
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""Line breaks of other kinds, tabs, and what YAML does not take as text."""
_MAX_DEPTH = 24
_MAX_LINES = 400_000
_MAX_HEAD = 200
"""Far below 1024, where libyaml gives up on a key."""

_Head = tuple[int, bool, str]
"""Indentation, whether a dash opens an entry of a list, the key."""


class _Doubt(Exception):
    """The strict loader has to decide."""


def block_tree(text: str, *, decoded: bool = False) -> Any:
    """The plain tree of a file (dict, list, str), or None where the strict loader has to decide.

    `decoded`: it comes from `files.decode`, which leaves nothing odd in a text but tabs.
    """
    odd = "\t" in text if decoded else _ODD.search(text)
    if odd or text.count("\n") > _MAX_LINES:
        return None
    try:
        return _tree(text.split("\n"))
    except _Doubt:
        return None


def _tree(lines: list[str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    node: Any = root
    at = 0  # indentation of the entries of `node`
    is_list = False  # whether `node` is one
    stack: list[tuple[int, Any]] = []
    key: str | None = None  # its value stands on the lines below
    heads: dict[str, _Head] = {}
    known: dict[str, str] = {}  # values seen: most come again, and one string serves them all
    numbered = enumerate(lines, 1)
    for number, line in numbered:
        head, colon, value = line.partition(": ")
        if head in heads:
            here, dash, name = heads[head]
        elif colon or line[-1:] == ":":
            heads[head] = here, dash, name = _head(head, colon)
        else:
            indent, colon, value = line.partition("- ")
            if not colon or indent.strip(" "):
                if line.lstrip(" ")[:1] not in ("", "#") or line[-1:] == " ":
                    raise _Doubt
                continue
            here, dash, name = len(indent), True, ""
        if key is not None:
            if here <= at or len(stack) > _MAX_DEPTH:
                raise _Doubt
            below: Any = [] if dash else {}
            node[key] = below
            stack.append((at, node))
            node, at, is_list, key = below, here, dash, None
        elif here != at or is_list is not dash:
            while here < at:
                at, node = stack.pop()
            is_list = type(node) is list
            if here != at or is_list is not dash:
                raise _Doubt
        if dash and name:
            below = {}
            node.append(below)
            stack.append((at, node))
            node, at, is_list = below, here + 2, False
        if not colon:
            if name in node:
                raise _Doubt
            key = name
            continue
        if value in known:
            value = known[value]
        elif value[:1] in "\"'":
            known[value] = text = _quoted(value)
            value = text
        elif (  # what most values are, and many times faster than the pattern
            value[0] not in "0nN"
            and value[0].isalnum()
            and value[-1] != " "
            and ":" not in value
            and "#" not in value
        ) or _is_plain(value):
            known[value] = value
        elif value in _LITERAL and name:
            value, taken = _literal(lines, number, at)
            next(islice(numbered, taken, taken), None)
        else:
            raise _Doubt
        if not name:
            node.append(value)
        elif name in node:
            raise _Doubt
        else:
            node[name] = value
    if key is not None or not root:
        raise _Doubt
    return root


@lru_cache(maxsize=10_000)
def _head(head: str, colon: str) -> _Head:
    """The parts of a head; files have few different ones, and mostly the same."""
    match = _HEAD.fullmatch(head if colon else head[:-1])
    if match is None or len(head) > _MAX_HEAD or not (match[4] or _PLAIN.fullmatch(match[3])):
        raise _Doubt
    return len(match[1]), bool(match[2]), match[4] or match[3]


def _quoted(written: str) -> str:
    """The text in quotes; only there it may be empty."""
    quote, text = written[:1], written[1:-1]
    if len(written) < 2 or written[-1] != quote or quote in text or (quote == '"' and "\\" in text):
        raise _Doubt
    return text


def _literal(lines: list[str], start: int, above: int) -> tuple[str, int]:
    """A literal block: its text, and how many lines it takes. All its lines stand equally far in."""
    first = lines[start] if start < len(lines) else ""
    inset = len(first) - len(first.lstrip(" "))
    if inset <= above:
        raise _Doubt
    margin = " " * inset
    found: list[str] = []
    for line in islice(lines, start, None):
        if line and not line.startswith(margin):
            if line[0] == " " and len(line) - len(line.lstrip(" ")) > above:
                raise _Doubt
            break
        if line[inset : inset + 1] == " ":
            raise _Doubt
        found.append(line[inset:])
    return "\n".join(found).rstrip("\n"), len(found)  # how a block ends (|, |-, |+) is spelling
