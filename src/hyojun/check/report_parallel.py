"""The report of parallel wording, after the findings: for people side by side, for programs as `parallel`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hyojun.model import Origin
from hyojun.source import Sources, places_of

from .parallel import Difference, Group, Statement, Wording
from .report import Format

_SHOWN = 120
"""Characters of the common wording that are shown to people; programs get all of it."""
_LISTED = 5
"""Statements of a wording that are named to people."""


FORMATS = (Format.TEXT, Format.JSON)
"""Formats that have a place for the groups: SARIF and annotations know findings only."""


def append(text: str, format: Format, groups: Sequence[Group], root: Path) -> str:
    """A report with the groups after its findings; ValueError for a format that has no place for them."""
    if format is Format.TEXT:
        return f"{text}\n\n{render(groups, root)}"
    if format is Format.JSON:
        data = json.loads(text) | {"parallel": [_group(g) for g in groups]}
        return json.dumps(data, ensure_ascii=False, indent=2)
    raise ValueError(f"{format} has no place for parallel wording")


def render(groups: Sequence[Group], root: Path) -> str:
    """The groups for people, the smallest differences first, each statement with the place it stands at."""
    if not groups:
        return "業務の間で書き方の違う、ほぼ同じ機能要件はありません。"
    head = (
        f"業務の間で書き方の違う、ほぼ同じ機能要件（{len(groups)}組。違いが意図したものか確かめてください）"
    )
    origins = [
        s.origin.at("機能要件")
        for g in groups
        for w in g.wordings
        for s in w.statements[:_LISTED]
        if s.origin
    ]
    places = places_of(Sources(root), origins)
    return "\n".join([head, *(line for n, g in enumerate(groups, 1) for line in _lines(n, g, places))])


def _lines(number: int, group: Group, places: Mapping[Origin, str]) -> Iterator[str]:
    common, *others = group.wordings
    text = " ".join(common.text.split())
    yield f"{number}. {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}"
    yield f"   {_who(common, places)}"
    for wording in others:
        yield f"   {_who(wording, places)}: {'、'.join(map(_difference, wording.differences))}"


def _who(wording: Wording, places: Mapping[Origin, str]) -> str:
    named = "、".join(_name(s, places) for s in wording.statements[:_LISTED])
    more = len(wording.statements) - _LISTED
    return named + (f" ほか{more}件" if more > 0 else "")


def _name(statement: Statement, places: Mapping[Origin, str]) -> str:
    place = places.get(statement.origin.at("機能要件"), "") if statement.origin else ""
    return f"{statement.subject}「{statement.name}」" + (f"（{place}）" if place else "")


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
