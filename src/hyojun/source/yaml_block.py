"""The block style that nearly every source file is in, read line by line.

Several times faster than folding libyaml's events, and never a second opinion: for whatever is not
certain to be read the same by YAML (quotes with escapes, flow style, folded or continued text, tags,
anything the strict loader refuses) the answer is None, and the strict loader reads the whole file.
"""

import re
from typing import Any

_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
"""How plain text may begin: not with an indicator of YAML."""
_HEAD = re.compile(rf"( *)(- )?(?:((?!\.){_FIRST}(?:[^:#\"'\s]|(?<=\S) (?=\S))*)|\"([^\"\\:#]+)\")")
"""What stands before `: ` or a closing `:` — indentation, dash of a list, key (`...` ends a document)."""
_PLAIN = re.compile(rf"(?!(?:~|null|Null|NULL|\+?0[0-9_]+)\Z){_FIRST}[^:#]*+(?::(?=[^ \n:#])[^:#]*+)*+(?<! )")
_is_plain = _PLAIN.fullmatch
_QUOTED = re.compile(r"\"[^\"\\]*\"|'[^']*'")
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


def block_tree(text: str) -> Any:
    """The plain tree of a file (dict, list, str), or None where the strict loader has to decide."""
    if _ODD.search(text) or text.count("\n") > _MAX_LINES:
        return None
    try:
        return _tree(text)
    except _Doubt:
        return None


def _tree(text: str) -> dict[str, Any]:
    root: dict[str, Any] = {}
    node: Any = root
    at = 0  # indentation of the entries of `node`
    stack: list[tuple[int, Any]] = []
    key: str | None = None  # its value stands on the lines below
    heads: dict[str, _Head] = {}
    known: dict[str, str] = {}  # values seen: most come again, and one string serves them all
    lines = iter(text.split("\n"))
    line = next(lines, None)
    while line is not None:
        after = next(lines, None)
        head, colon, value = line.partition(": ")
        if head in heads:
            here, dash, name = heads[head]
        elif colon or line[-1:] == ":":
            here, dash, name = _head(heads, head, colon)
        elif not line or line.lstrip(" ")[:1] in ("", "#"):
            if line and line[-1] == " ":
                raise _Doubt
            line = after
            continue
        else:
            here, dash, name = len(line) - len(line.lstrip(" ")), True, ""
            colon, value = "-", line[here + 2 :]
            if line[here : here + 2] != "- ":
                raise _Doubt
        line = after
        if key is not None:
            if here <= at or len(stack) > _MAX_DEPTH:
                raise _Doubt
            below: Any = [] if dash else {}
            node[key] = below
            stack.append((at, node))
            node, at, key = below, here, None
        else:
            while here < at:
                at, node = stack.pop()
            if here != at or (type(node) is list) is not dash:
                raise _Doubt
        if colon:
            if value in known:
                value = known[value]
            elif _is_plain(value):
                known[value] = value
            elif value in _LITERAL and name:
                value, line = _literal(after, lines, here + 2 if dash else here)
            else:
                known[value] = read = _quoted(value)
                value = read
        if not name:
            node.append(value)
            continue
        if dash:
            below = {}
            node.append(below)
            stack.append((at, node))
            node, at = below, here + 2
        if name in node:
            raise _Doubt
        if colon:
            node[name] = value
        else:
            key = name
    if key is not None or not root:
        raise _Doubt
    return root


def _head(heads: dict[str, _Head], head: str, colon: str) -> _Head:
    """The parts of a head, remembered: a file has few different ones."""
    match = _HEAD.fullmatch(head if colon else head[:-1])
    if match is None or len(head) > _MAX_HEAD or not (match[4] or _PLAIN.fullmatch(match[3])):
        raise _Doubt
    heads[head] = found = (len(match[1]), bool(match[2]), match[4] or match[3])
    return found


def _quoted(written: str) -> str:
    """The text in quotes; only there it may be empty."""
    if _QUOTED.fullmatch(written):
        return written[1:-1]
    raise _Doubt


def _literal(line: str | None, lines: Any, above: int) -> tuple[str, str | None]:
    """A literal block: its text, and the line after it. All its lines stand equally far in."""
    inset = len(line) - len(line.lstrip(" ")) if line else 0
    if inset <= above:
        raise _Doubt
    margin = " " * inset
    found: list[str] = []
    while line is not None and (not line or line.startswith(margin)):
        if line[inset : inset + 1] == " ":
            raise _Doubt
        found.append(line[inset:])
        line = next(lines, None)
    if line is not None and line[:1] == " " and len(line) - len(line.lstrip(" ")) > above:
        raise _Doubt
    return "\n".join(found).rstrip("\n"), line  # how a block ends (|, |-, |+) is spelling
