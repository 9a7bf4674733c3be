"""A rule: code, name, severity, scope, source and prose in one place, with the function that finds.

The decorator and the docstring are the documentation; nothing else describes a rule.
"""

import difflib
import inspect
import typing
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from hyojun.model import Finding, Governance, Origin, Severity, Value


class Scope(StrEnum):
    """How much a rule must see. What a rule does not see cannot change its findings."""

    ENTITY = "1件"
    """One value: find(function) or find(form), as the annotation says; withdrawn ones are not shown to it."""
    BUSINESS = "業務"
    """One 業務 with everything in it."""
    WORLD = "全体"
    """All 業務 in small (model.World)."""
    REPORT = "検査"
    """The findings of all other rules and how they are governed."""


class Find(NamedTuple):
    """A function that finds, and what it looks at."""

    scope: Scope
    call: Callable[..., Iterator["Draft"]]
    types: tuple[type[Value], ...] = ()
    """For ENTITY: the classes it wants to see."""
    guided: bool = False
    """It also wants the Guide: registry and words."""


class Rule(NamedTuple):
    """An entry of the catalogue."""

    code: str
    name: str
    severity: Severity
    source: str
    """The numbers of docs/rules.md and the section of the policy it comes from."""
    finds: tuple[Find, ...]
    draft: Severity | None = None
    """Severity while the document is not decided yet: what a draft may still lack."""
    whole: bool = False
    """It asks for something that is nowhere: not asked while a file of the 業務 cannot be read."""

    @property
    def scope(self) -> Scope:
        return self.finds[0].scope

    @property
    def prose(self) -> str:
        """Why it matters, a bad and a good example, how to mend."""
        return inspect.cleandoc(self.finds[0].call.__doc__ or "")


class Judgement(NamedTuple):
    """How the findings were governed: what the rules about governance look at."""

    governance: Governance
    today: date
    used: frozenset[int]
    """Places of the suppressions that hid something, in the order of the file."""
    on_errors: frozenset[int]
    """Places of the suppressions that met an error, which stays."""


class Draft(NamedTuple):
    """A finding before its rule gives it code and severity."""

    message: str
    origin: Origin | None
    subject: str = ""
    """What it is about; for ENTITY rules the value itself if left empty."""
    hint: str = ""
    severity: Severity | None = None
    """Where one rule speaks in two voices (未収録 is no error); None: the rule's own."""
    on_key: bool = False
    """Points at the key rather than at its value."""
    start: int | None = None
    """Where in the text at `origin` it stands, in characters from 0."""
    other: Origin | None = None
    """A second place that the message names by its file, whose line is to be told as well."""


CATALOGUE: dict[str, Rule] = {}
"""All rules by code, in the order they were written."""

Finder = Callable[..., Iterator[Draft]]


def rule(
    code: str,
    name: str,
    severity: Severity,
    scope: Scope,
    source: str,
    *,
    draft: Severity | None = None,
    whole: bool = False,
) -> Callable[[Finder], Finder]:
    """Enter a function into the catalogue.

    ENTITY: find(value), BUSINESS: find(business), WORLD: find(world), REPORT: find(judgement). A second
    parameter gets the Guide.
    """

    def enter(find: Finder) -> Finder:
        if code in CATALOGUE:
            raise ValueError(f"rule {code} exists")
        CATALOGUE[code] = Rule(code, name, severity, source, (_find(scope, find),), draft, whole)
        return find

    return enter


def also(code: str, scope: Scope) -> Callable[[Finder], Finder]:
    """A further function of a rule, which looks at more or less of the world than its first one."""

    def enter(find: Finder) -> Finder:
        known = CATALOGUE[code]
        CATALOGUE[code] = known._replace(finds=(*known.finds, _find(scope, find)))
        return find

    return enter


def _find(scope: Scope, call: Finder) -> Find:
    parameters = list(inspect.signature(call).parameters)
    types: tuple[type[Value], ...] = ()
    if scope is Scope.ENTITY:
        wanted = typing.get_type_hints(call)[parameters[0]]
        types = typing.get_args(wanted) or (wanted,)
    return Find(scope, call, types, len(parameters) > 1)


def at(value: Value, *steps: str | int) -> Origin | None:
    """The place of a key below a value."""
    return value.origin.at(*steps) if value.origin else None


def finding(rule: Rule, draft: Draft, subject: str = "") -> Finding:
    """A draft as a finding of its rule."""
    return Finding(
        rule.code,
        draft.severity or rule.severity,
        draft.message,
        draft.origin or Origin(""),
        draft.subject or subject,
        draft.hint,
        draft.on_key,
        start=draft.start,
        other=draft.other,
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
