"""The catalogue for people: every rule and reading problem with why it matters, examples and remedy.

A rule is documented by its decorator and docstring, a reading problem by `data/problems.yaml`; `explain`,
the page 検査規則 and SARIF read what this module makes of both.
"""

import difflib
import inspect
import re
from functools import cache
from typing import NamedTuple

from pydantic import Field

from hyojun.model import Line, Severity, Text, Value
from hyojun.source import Problem, packaged

from .rule import CATALOGUE, Rule, Scope
from .run import DEFECT

READING = "ファイル"
"""Scope of a reading problem: it concerns one file, before there is a specification."""
_SOURCE = "ファイルの書き方の決まり"
_SOURCE_OF_DEFECT = "設計: 検査の運用"
_NOTES = (Problem.LEFT_OUT.value,)
"""Reading problems that tell of a consequence and are no error of their own."""


class Documented(NamedTuple):
    """An entry of the catalogue."""

    code: str
    name: str
    severity: Severity
    draft: Severity | None
    """Severity while the document is a draft, where it differs."""
    scope: str
    """ファイル, or how much of the corpus the rule sees."""
    source: str
    """The section of the policy it comes from."""
    group: str
    """The artefact it is about."""
    why: str
    bad: str
    good: str
    mend: str


class _Problem(Value):
    code: Line = Field(alias="コード")
    name: Line = Field(alias="名称")
    why: Text = Field(alias="なぜ")
    bad: Text = Field(alias="悪い例")
    good: Text = Field(alias="良い例")
    mend: Text = Field(alias="直し方")


class _Problems(Value):
    problems: tuple[_Problem, ...] = Field(alias="問題")


class _Group(Value):
    prefix: Line = Field(alias="記号")
    name: Line = Field(alias="名称")


class _Groups(Value):
    groups: tuple[_Group, ...] = Field(alias="分類")


def documentation() -> dict[str, Documented]:
    """All entries by code: group by group in the order of `data/rule_groups.yaml`, then by code."""
    found = [_of_problem(p) for p in _problems().problems]
    found += [_of_rule(rule) for rule in CATALOGUE.values()]
    order = list(_groups())
    place = {prefix: index for index, prefix in enumerate(order)}
    found.sort(key=lambda d: (place.get(d.code[:2], len(order)), d.code))
    return {d.code: d for d in found}


def nearest(code: str) -> tuple[str, ...]:
    """Codes that were probably meant, most likely first; at most three. The letters weigh more than the number."""
    known = list(documentation())
    written = code.upper()
    kin = [k for k in known if k[:2] == written[:2]]
    return tuple(difflib.get_close_matches(written, kin or known, n=3, cutoff=0.5))


@cache
def _problems() -> _Problems:
    return packaged(_Problems, "problems.yaml")


@cache
def _groups() -> dict[str, str]:
    return {g.prefix: g.name for g in packaged(_Groups, "rule_groups.yaml").groups}


def _group(code: str) -> str:
    return _groups().get(code[:2], code[:2])


def _of_problem(problem: _Problem) -> Documented:
    severity = Severity.NOTE if problem.code in _NOTES else Severity.ERROR
    is_defect = problem.code == DEFECT
    return Documented(
        problem.code,
        problem.name,
        severity,
        None,
        Scope.REPORT.value if is_defect else READING,
        _SOURCE_OF_DEFECT if is_defect else _SOURCE,
        _group(problem.code),
        problem.why,
        problem.bad,
        problem.good,
        problem.mend,
    )


_LABEL = re.compile(r"^(悪い例|良い例|直し方)[:：][ 　]*", re.MULTILINE)


@cache
def _of_rule(rule: Rule) -> Documented:
    why, *labelled = _LABEL.split(rule.prose)
    parts = {word: inspect.cleandoc(text) for word, text in zip(labelled[::2], labelled[1::2], strict=True)}
    return Documented(
        rule.code,
        rule.name,
        rule.severity,
        rule.draft,
        rule.scope.value,
        rule.source,
        _group(rule.code),
        _flowing(why),
        parts.get("悪い例", ""),
        parts.get("良い例", ""),
        _flowing(parts.get("直し方", "")),
    )


def _flowing(text: str) -> str:
    """Sentences as lines, whatever the width of the docstring was."""
    return re.sub(r"(?<!。)\n", "", re.sub(r"\n\s*", "\n", text.strip()))
