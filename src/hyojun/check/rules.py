"""A rule: code, name, severity, scope, source and prose in one place, with the function that finds.

The decorator and the docstring are the documentation; nothing else describes a rule.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from hyojun.model import Finding, Origin, Severity, Value


class Scope(StrEnum):
    """How much of the corpus a rule must see; only scopes touched by a change run again."""

    BUSINESS = "業務"
    WORLD = "全体"


class Rule(NamedTuple):
    """An entry of the catalogue."""

    code: str
    name: str
    severity: Severity
    scope: Scope
    source: str
    """The section of the policy it comes from, or the number in docs/rules."""
    find: Callable[..., Iterator["Draft"]]

    @property
    def prose(self) -> str:
        """Why it matters, a bad and a good example, how to mend."""
        return self.find.__doc__ or ""


class Draft(NamedTuple):
    """A finding before its rule gives it code and severity."""

    message: str
    origin: Origin | None
    subject: str = ""
    hint: str = ""
    severity: Severity | None = None
    """Where one rule speaks in two voices (未収録 is no error); None: the rule's own."""
    on_key: bool = False
    """Points at the key rather than at its value."""


CATALOGUE: dict[str, Rule] = {}
"""All rules by code, in the order they were written."""


def rule(
    code: str, name: str, severity: Severity, scope: Scope, source: str
) -> Callable[[Callable[..., Iterator[Draft]]], Callable[..., Iterator[Draft]]]:
    """Enter a function into the catalogue."""

    def enter(find: Callable[..., Iterator[Draft]]) -> Callable[..., Iterator[Draft]]:
        if code in CATALOGUE:
            raise ValueError(f"rule {code} exists")
        CATALOGUE[code] = Rule(code, name, severity, scope, source, find)
        return find

    return enter


def at(value: Value, *steps: str | int) -> Origin | None:
    """The place of a key below a value."""
    return value.origin.at(*steps) if value.origin else None


def finding(rule: Rule, draft: Draft) -> Finding:
    """A draft as a finding of its rule."""
    return Finding(
        rule.code,
        draft.severity or rule.severity,
        draft.message,
        draft.origin or Origin(""),
        draft.subject,
        draft.hint,
        draft.on_key,
    )


def near_id(id: str, known: Iterable[str]) -> str:
    """The ID that was probably meant; empty unless there is just one.

    Serial numbers differ by one digit from their neighbours, so a list of likely ones would be noise:
    one that differs in a digit or two that changed places is told only if no other does.
    """
    likely = [k for k in known if len(k) == len(id) and _slips(id, k)]
    return f"{likely[0]} の誤りではありませんか。" if len(likely) == 1 else ""


def _slips(one: str, other: str) -> bool:
    """Whether a single slip of the finger makes one ID of the other."""
    differ = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    match differ:
        case [_]:
            return True
        case [m, n] if n == m + 1:
            return one[m] == other[n] and one[n] == other[m]
    return False


def near(name: str, known: Iterable[str]) -> str:
    """The name an author probably meant, as a question; empty if none is close."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"「{found[0]}」の誤りではありませんか。" if found else ""
