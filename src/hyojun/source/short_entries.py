"""An entry of a list that was written shorter than it can be, such as `1: 承認` for a code value."""

import re
from typing import Any

from hyojun.model import Value

from .yaml_writer import inline

_PAIR = re.compile(r"([^\s:：]{1,40})(?:\s*[:：]\s*|\s+)(\S.{0,60})")
_MOST = 500
"""Entries of a list that are looked at."""
_LONGEST = 30
"""Characters of a text that is shown as an example."""
_BETWEEN = re.compile(r"[\n、，]|, ")


def parts_of(cls: type[Value]) -> tuple[str, ...]:
    """The two keys of an entry that is made of just two; empty for others."""
    names = tuple(field.alias or name for name, field in cls.model_fields.items() if field.is_required())
    return names if len(names) == 2 else ()


def entry_meant(cls: type[Value], node: Any) -> str:
    """How what stands at the place of an entry, or of a list of them, is written; empty where nobody can tell."""
    names = parts_of(cls)
    known = {field.alias or name for name, field in cls.model_fields.items()}
    pairs = _pairs(node) if names else []
    if not pairs or known & {key for key, _ in pairs}:
        return ""
    shown = ", ".join(f"{name}: {_in_braces(text)}" for name, text in zip(names, pairs[0], strict=True))
    return f"- {{{shown}}} {'のように、1件ずつ' if len(pairs) > 1 else 'と'}書いてください。"


def _in_braces(text: str) -> str:
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    written = inline(short)
    return f"'{short}'" if written == short and set(short) & set(",[]{}") else written


def _pairs(node: Any) -> list[tuple[str, str]]:
    """Key and text of each entry; empty unless all of them have both."""
    if isinstance(node, dict) and len(node) > _MOST:
        return []
    if isinstance(node, dict):
        return [*node.items()] if all(isinstance(text, str) and text for text in node.values()) else []
    if not isinstance(node, str):
        return []
    found = [_PAIR.fullmatch(part.strip()) for part in _BETWEEN.split(node.strip())]
    return [(match[1], match[2]) for match in found if match] if all(found) else []
