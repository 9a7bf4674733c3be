"""A plain tree as YAML in the project's one style.

Block style, two spaces, lists indented under their key, several lines as a literal block, no folding.
Text that any YAML reader would take for something else (a number, a date, `no`, null) is quoted, so
the strict loader and every other reader see the same tree. The style of each scalar follows from its
own characters, which is why nothing is left to a general emitter to decide.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import yaml

from .files import _FORBIDDEN as FORBIDDEN

STEP = "  "
DATE_KEYS = frozenset("年月日 始期 終期 適合基準日 施行日 発行日 期限".split())
"""Keys of real date fields: there a date may stand as one, unquoted."""

_MAX_KEY = 1000
"""YAML readers give up on a key longer than 1024 characters."""

_PLAIN_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~.]")
_NOT_PLAIN = re.compile(r": |:$| #|\u3000#|^\u3000|\s$|[\t\n\r\x00-\x1f\x7f-\xa0]")
_NUMERIC = re.compile(r"[-+.]?[0-9][0-9A-Za-z_.,:+\-仮]*")
"""Generous: whatever begins like a number and holds only what numbers, times and IDs hold (002仮1 too)."""
_WORDS = frozenset("y n yes no on off true false null".split())
_NOT_LITERAL = re.compile(r"^[ \n]|\s\Z|[^\S\n]\n|[\t\r\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\xa0]')


def to_yaml(data: dict[str, Any]) -> str:
    """YAML of a mapping of text, numbers, flags, lists and mappings, in the order given.

    Raises ValueError for what YAML or the strict loader cannot hold: None, NaN, a key over 1000
    characters.
    """
    if not data:
        return "{}\n"
    return "\n".join(_mapping(data, "")) + "\n"


def _mapping(data: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        name = _inline(str(key), "")
        if len(name) > _MAX_KEY:
            raise ValueError(f"key of {len(name)} characters")
        first, *rest = _node(value, indent + STEP, str(key))
        yield f"{indent}{name}:{first}"
        yield from rest


def _sequence(data: list[Any], indent: str, key: str) -> Iterator[str]:
    inner = indent + STEP
    for value in data:
        if isinstance(value, dict | list | tuple) and value:
            lines = list(_block(value, inner, key))
            yield f"{indent}- {lines[0][len(inner) :]}"
            yield from lines[1:]
        else:
            first, *rest = _node(value, inner, key)
            yield f"{indent}-{first}"
            yield from rest


def _block(value: Any, indent: str, key: str) -> Iterator[str]:
    return _mapping(value, indent) if isinstance(value, dict) else _sequence(value, indent, key)


def _node(value: Any, indent: str, key: str) -> Iterator[str]:
    """What follows a key or a dash: the rest of its line, then the lines below."""
    if isinstance(value, dict | list | tuple):
        if value:
            yield ""
            yield from _block(value, indent, key)
        else:
            yield " {}" if isinstance(value, dict) else " []"
    elif isinstance(value, str) and is_block(value):
        yield " |-"
        for line in value.split("\n"):
            yield indent + line if line else ""
    else:
        yield " " + _scalar(value, key)


def _scalar(value: Any, key: str) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float() if value == value and abs(value) != float("inf"):
            written = format(Decimal(repr(value)), "f")
            return written if "." in written else written + ".0"
        case date():
            return value.isoformat()
        case str():
            return _inline(value, key)
    raise ValueError(f"{type(value).__name__} has no place in a source file: {value!r}")


def inline(text: str) -> str:
    """Text on one line; only text that no reader takes for anything else stands without quotes."""
    return _inline(text, "")


def _inline(text: str, key: str) -> str:
    """Text on one line: plain where every reader agrees that it is text, else in double quotes."""
    return text if _is_plain(text, key) else quoted(text)


def quoted(text: str) -> str:
    """Text in double quotes on one line."""
    return f'"{_escape(text)}"'


def _is_plain(text: str, key: str) -> bool:
    if not _PLAIN_START.match(text) or _NOT_PLAIN.search(text) or FORBIDDEN.search(text):
        return False
    if key in DATE_KEYS and _is_date(text):
        return True
    return not _NUMERIC.fullmatch(text) and reads_as_text(text)


def reads_as_text(text: str) -> bool:
    """Whether a word of letters and digits is no number, date or flag to readers of YAML 1.1 and 1.2."""
    if text.lower() in _WORDS:
        return False
    return bool(_resolver().resolve(yaml.ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@cache
def _resolver() -> Any:
    return yaml.resolver.Resolver()


def is_block(text: str, wanted: bool = False) -> bool:
    """Whether a text stands as a block: when it has several lines, or one and the author wants it so.

    Not where spaces at an edge would be lost or go unseen.
    """
    fits = text and not _NOT_LITERAL.search(text) and not FORBIDDEN.search(text)
    return bool(fits and (wanted or "\n" in text))


def _escape(text: str) -> str:
    text = _ESCAPED.sub(lambda m: _ESCAPES.get(m[0]) or f"\\x{ord(m[0]):02x}", text)
    return FORBIDDEN.sub(lambda m: f"\\U{ord(m[0]):08x}", text)
