"""Filters of changes without a script: what can be chosen, and the style sheet that hides the rest.

Both come from the same values, so that nothing can be chosen that has no rule. A browser that knows no
`:has()` shows no filters and every change.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup

from hyojun.diff import CATALOGUE, WEIGHT_WORDS, Audience, Change, Step, Subject, Weight
from hyojun.model import Corpus

from ..markup import html

SHEET = "_static/changes.css"
"""The style sheet on the site."""


class Filter(NamedTuple):
    """One thing to choose by: what stands in `data-<key>` of every change."""

    key: str
    word: str
    options: tuple[tuple[str, str], ...]
    """Value and word."""
    is_several: bool = False
    """Whether any number of them may be ticked; else it is one of them, or all."""


def filters(found: Iterable[tuple[Step, Iterable[Change]]], corpus: Corpus) -> tuple[Filter, ...]:
    """The filters that tell some changes apart."""
    rows = tuple((s, c) for s, changes in found for c in changes)
    return tuple(f for f in _filters(rows, corpus) if len(f.options) > 1 or (f.key == "body" and f.options))


def _filters(rows: tuple[tuple[Step, Change], ...], corpus: Corpus) -> Iterator[Filter]:
    weights = {c.weight for _, c in rows}
    yield Filter("weight", "重さ", tuple((slug(w), WEIGHT_WORDS[w]) for w in Weight if w in weights), True)
    audiences = {a for _, c in rows for a in c.audiences}
    yield Filter("for", "関係者", tuple((slug(a), a.value) for a in Audience if a in audiences))
    businesses = {s.business for s, _ in rows}
    own = tuple((b.id, f"{b.id} {b.name}") for b in corpus.businesses if b.id in businesses)
    yield Filter("business", "業務", own)
    kinds = {c.kind for _, c in rows}
    yield Filter("kind", "種類", tuple((slug(k), k.value) for k in Subject if k in kinds))
    codes = {c.code for _, c in rows}
    yield Filter(
        "change", "変更", tuple((code_slug(k.code), k.name) for k in CATALOGUE.values() if k.code in codes)
    )
    named = {b for _, c in rows for b in c.bodies}
    order = [b.name for b in corpus.registry.bodies]
    bodies = (*(b for b in order if b in named), *sorted(named.difference(order)))
    yield Filter("body", "団体区分", tuple((body_slug(b), b) for b in bodies))


def slug(value: Weight | Audience | Subject) -> str:
    return value.name.lower()


def code_slug(code: str) -> str:
    """A kind of change of the catalogue as a value."""
    return code.lower().replace("-", "_")


def body_slug(name: str) -> str:
    """A 団体区分 as a value: its name may hold anything."""
    return "x" + name.encode().hex()


def attributes(step: Step, change: Change) -> Markup:
    """What the filters know a change by. One for all 団体区分 names none."""
    bodies = " ".join(map(body_slug, change.bodies))
    found = html(
        'data-weight="{}" data-for="{}" data-business="{}" data-kind="{}" data-change="{}"',
        slug(change.weight),
        " ".join(map(slug, change.audiences)),
        step.business,
        slug(change.kind),
        code_slug(change.code),
    )
    return found + (html(' data-body="{}"', bodies) if bodies else "")


def sheet(steps: Iterable[Step], corpus: Corpus) -> str:
    """The rules for every value of every filter."""
    rows = tuple((s, c) for s in steps for c in s.comparison.changes)
    return "".join(f"{rule} {{ display: none; }}\n" for f in _filters(rows, corpus) for rule in _rules(f))


def _rules(found: Filter) -> Iterator[str]:
    for value, _ in found.options:
        if found.is_several:
            yield f'.page:has(#f-{found.key}-{value}:not(:checked)) [data-{found.key}="{value}"]'
        else:
            others = f'[data-{found.key}]:not([data-{found.key}~="{value}"])'
            yield f'.page:has(#f-{found.key} [value="{value}"]:checked) {others}'
