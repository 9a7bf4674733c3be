"""The report of parallel wording, after the findings: for people side by side, for programs as `parallel`."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from .parallel import Difference, Group, Statement, Wording
from .report import Format

_SHOWN = 120
"""Characters of the common wording that are shown to people; programs get all of it."""
_LISTED = 5
"""Statements of a wording that are named to people."""


def append(text: str, format: Format, groups: Sequence[Group]) -> str:
    """A report with the groups after its findings. SARIF and annotations know findings only, and stay as they are."""
    match format:
        case Format.TEXT:
            return f"{text}\n\n{render(groups)}"
        case Format.JSON:
            data = json.loads(text) | {"parallel": [_group(g) for g in groups]}
            return json.dumps(data, ensure_ascii=False, indent=2)
    return text


def render(groups: Sequence[Group]) -> str:
    """The groups for people, the smallest differences first."""
    if not groups:
        return "業務の間で書き方の違う、ほぼ同じ機能要件はありません。"
    head = (
        f"業務の間で書き方の違う、ほぼ同じ機能要件（{len(groups)}組。違いが意図したものか確かめてください）"
    )
    return "\n".join([head, *(line for n, g in enumerate(groups, 1) for line in _lines(n, g))])


def _lines(number: int, group: Group) -> Iterator[str]:
    common, *others = group.wordings
    text = " ".join(common.text.split())
    yield f"{number}. {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}"
    yield f"   {_who(common)}"
    for wording in others:
        yield f"   {_who(wording)}: {'、'.join(map(_difference, wording.differences))}"


def _who(wording: Wording) -> str:
    named = "、".join(map(_name, wording.statements[:_LISTED]))
    more = len(wording.statements) - _LISTED
    return named + (f" ほか{more}件" if more > 0 else "")


def _name(statement: Statement) -> str:
    return f"{statement.subject}「{statement.name}」"


def _difference(difference: Difference) -> str:
    if not difference.common:
        return f"「{difference.here}」が多い"
    if not difference.here:
        return f"「{difference.common}」が無い"
    return f"「{difference.common}」でなく「{difference.here}」"


def _group(group: Group) -> dict[str, Any]:
    return {"businesses": list(group.businesses), "wordings": [_wording(w) for w in group.wordings]}


def _wording(wording: Wording) -> dict[str, Any]:
    return {
        "text": wording.text,
        "statements": [
            {"business": s.business, "subject": s.subject, "name": s.name} for s in wording.statements
        ],
        "differences": [{"common": d.common, "here": d.here} for d in wording.differences],
    }
