"""What `tables.js` knows the rows of a table by, beside their words: class and day for each 団体区分, and the
edition that changed them last. It stands in attributes, since cells say these things in words for people.

Of a table: `data-sift`, `data-bodies` and `data-editions` (lists as JSON). Of a row: `data-c`, a letter for each
団体区分 or one for all (m 実装必須, o 標準オプション, f 実装不可, - none, x of no class); `data-d`, the 適合基準日 likewise
(? not known yet, - none); `data-e`, how many of the editions a reader may have known are older than its last change,
and `data-s`, the same of changes that are not only 字句.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from hyojun.diff import Event, Step, Weight
from hyojun.model import ALL_BODIES, Document, Form, Function, ImplementationClass, Obligation, obligations

from ..markup import html
from .pen import Pen
from .timeline import Timelines

PLAIN = Markup(" data-sift")
"""A table whose rows are known by their words alone."""
_LETTERS = {
    ImplementationClass.MUST: "m",
    ImplementationClass.OPTION: "o",
    ImplementationClass.FORBIDDEN: "f",
    None: "-",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Sieve(NamedTuple):
    """Attributes of a table and of its rows."""

    table: Markup
    rows: Mapping[str, Markup]
    """By ID."""


def sieve(
    pen: Pen, steps: Iterable[Step], known: Timelines, document: Document, kind: str, entries: Iterable[Any]
) -> Sieve:
    """The attributes for the entries of a kind (機能, 帳票, データ, 連携) of a document."""
    business = pen.business.id if pen.business else ""
    them = tuple(entries)
    asked = {e.id: _asked(pen, document, e) for e in them}
    told = tuple(dict.fromkeys(d.body for found in asked.values() for d in found if d.body != ALL_BODIES))
    # Who chooses a 団体区分 on one page of a 業務 looks for that choice on all of them.
    declared = pen.business.head.bodies if pen.business and any(asked.values()) else ()
    bodies = told or declared
    own = [s for s in steps if s.is_final and (s.business, s.document) == (business, document.name)]
    lists = {"bodies": bodies, "editions": [s.old.edition for s in own]}
    choices = {name: json.dumps(values, ensure_ascii=False) for name, values in lists.items() if values}
    rows = {
        e.id: _attributes(
            {
                **_by_class(asked[e.id], bodies, isinstance(e, Function)),
                **_by_edition(own, known.events.get((business, f"{kind}{e.id}"), ())),
            }
        )
        for e in them
    }
    return Sieve(PLAIN + _attributes(choices), rows)


def several(pen: Pen) -> Markup:
    """The attributes of a table with rows of several 業務: the 団体区分 are those of the registry."""
    return PLAIN + _attributes({"bodies": json.dumps(_registered(pen), ensure_ascii=False)})


def of_several(pen: Pen, document: Document, entry: Any) -> Markup:
    """The attributes of a row among those of several 業務."""
    return _attributes(_by_class(_asked(pen, document, entry), _registered(pen), isinstance(entry, Function)))


def of_bodies(pen: Pen, named: Collection[str]) -> Markup:
    """The attributes of a row that is about some 団体区分 of the registry, or about all where none is named."""
    return _attributes({"c": "".join("x" if b in named else "-" for b in _registered(pen)) if named else "x"})


def _registered(pen: Pen) -> tuple[str, ...]:
    return tuple(b.name for b in pen.corpus.registry.bodies)


def _asked(pen: Pen, document: Document, entry: Any) -> tuple[Obligation, ...]:
    if not isinstance(entry, Function | Form):
        return ()
    return obligations(entry, document, pen.business.head.bodies if pen.business else ())


def _by_class(found: tuple[Obligation, ...], bodies: tuple[str, ...], is_dated: bool) -> dict[str, str]:
    if not found:
        return {}
    of = {d.body: d for d in found}
    every = [of.get(b) or of.get(ALL_BODIES) or Obligation(b, None, None) for b in bodies] or list(found)
    kinds = [_LETTERS[d.kind] for d in every]
    days = [_day(d) for d in every]
    shown = {"c": kinds[0] if len(set(kinds)) == 1 else "".join(kinds)}
    return shown | ({"d": days[0] if len(set(days)) == 1 else " ".join(days)} if is_dated else {})


def _day(duty: Obligation) -> str:
    if duty.kind is None or duty.is_forbidden:
        return "-"
    return duty.day if duty.day and _DAY.fullmatch(duty.day) else "?"


def _by_edition(steps: list[Step], events: Iterable[Event]) -> dict[str, str]:
    """`e` and `s`: the number of the last step that changed an entry, from 1."""
    found = {"e": 0, "s": 0}
    for event in events:
        number = next((n for n, s in enumerate(steps, 1) if s is event.step), 0)
        found["e"] = max(found["e"], number)
        if any(c.weight is not Weight.EDITORIAL for c in event.changes):
            found["s"] = max(found["s"], number)
    return {key: str(number) for key, number in found.items() if number}


def _attributes(values: Mapping[str, str]) -> Markup:
    return Markup("").join(html(' data-{}="{}"', key, value) for key, value in values.items())
