"""大項目 and 中項目: what a 業務 deals with (主題) in the stages of its work (段階)."""

from typing import Any, NamedTuple

from .plan import Share, even
from .words import words


class Procedure(NamedTuple):
    """A 中項目."""

    name: str
    key: str
    statements: int


class Topic(NamedTuple):
    """A 大項目: one file of functions, one of forms, one of data."""

    number: int
    """From 1, in reading order."""
    subject: str
    stage: str
    key: str
    procedures: tuple[Procedure, ...]
    items: int
    forms: int
    form_items: int
    flows: int

    @property
    def title(self) -> str:
        return f"{self.subject}（{self.stage}）"

    @property
    def records(self) -> dict[str, str]:
        """What is recorded in this stage, with romaji: one data group each."""
        found: dict[str, str] = words()["段階"][self.stage]["記録"]
        return found


def topics(share: Share) -> tuple[Topic, ...]:
    """The 大項目 of a 業務: each 主題 goes through its stages before the next begins."""
    subjects: dict[str, str] = words()["業務"][share.id]["主題"]
    stages: dict[str, Any] = words()["段階"]
    per_subject = even(share.topics, min(share.topics, len(subjects)))
    pairs = [
        (subject, stage)
        for n, (subject, many) in enumerate(zip(subjects, per_subject, strict=False))
        for stage in _stages(n, many)
    ]
    assert len(pairs) == share.topics, f"{share.id}: too few 主題"
    statements = even(share.statements, len(pairs))
    items, forms = even(share.items, len(pairs)), even(share.forms, len(pairs))
    form_items, flows = even(share.form_items, len(pairs)), even(share.flows, len(pairs))
    found = []
    for n, (subject, stage) in enumerate(pairs):
        key = f"{subjects[subject]}-{stages[stage]['romaji']}"
        procedures = _procedures(subject, key, stages[stage]["手続"], statements[n])
        found.append(
            Topic(n + 1, subject, stage, key, procedures, items[n], forms[n], form_items[n], flows[n])
        )
    return tuple(found)


def _stages(n: int, many: int) -> list[str]:
    """So many stages in their order; the first differs from 主題 to 主題, so that all of them come up."""
    names = list(words()["段階"])
    chosen = {names[(n + k) % len(names)] for k in range(many)}
    return [name for name in names if name in chosen]


def _procedures(subject: str, key: str, named: dict[str, str], statements: int) -> tuple[Procedure, ...]:
    """At least six statements each, as far as there are names for it."""
    names = list(named.items())[: max(1, min(len(named), statements // 6))]
    return tuple(
        Procedure(f"{subject}の{name}", f"{key}-{romaji}", many)
        for (name, romaji), many in zip(names, even(statements, len(names)), strict=True)
    )
