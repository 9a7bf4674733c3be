"""What the pages 検査結果 and 検査規則 tell of a run of the checks, counted by 業務 and by rule."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup, escape

from hyojun.check import Documented, asked_by, business_of, documentation, policy
from hyojun.model import SEVERITY_WORDS, Corpus, Finding, Severity, Suppression, mention

from ..job import Job
from ..markup import html
from .charts import Part, parts
from .pen import Pen

SETTINGS = "業務に属さない指摘"
"""Row of what stands in the settings, or in no file."""


class Tally(NamedTuple):
    """Findings of a 業務, or of none."""

    business: str
    name: str
    counts: tuple[int, ...]
    """By severity, the heaviest first."""
    suppressed: int

    @property
    def parts(self) -> tuple[Part, ...]:
        """For a bar."""
        return severity_parts(self.counts)


class RuleTally(NamedTuple):
    """Findings of a rule."""

    code: str
    name: str
    severities: tuple[str, ...]
    number: int
    by_business: tuple[tuple[str, int], ...]
    """業務ID and number; the empty ID is what belongs to no 業務."""


def tallies(job: Job) -> tuple[Tally, ...]:
    """A row for every 業務 of the site, with or without findings; one more where there is something left."""
    found: dict[str, list[Finding]] = {b.id: [] for b in job.corpus.businesses}
    hidden = Counter(business_of(f) for f, _ in job.suppressed)
    for finding in job.findings:
        found.setdefault(business_of(finding), []).append(finding)
    for business in hidden:
        found.setdefault(business, [])
    return tuple(
        Tally(business, _name(job.corpus, business), counts(found[business]), hidden[business])
        for business in sorted(found, key=lambda id: (id == "", id))
    )


def counts(findings: Iterable[Finding]) -> tuple[int, ...]:
    """Numbers by severity, the heaviest first."""
    numbers = Counter(f.severity for f in findings)
    return tuple(numbers[s] for s in Severity)


def severity_parts(numbers: Iterable[int]) -> tuple[Part, ...]:
    """Numbers by severity as parts of a bar."""
    return parts((SEVERITY_WORDS[s] for s in Severity), numbers, ("solid", "striped", "open"))


def rule_tallies(findings: Iterable[Finding]) -> tuple[RuleTally, ...]:
    """A row for every rule with findings, in the order of the catalogue."""
    names = {code: d.name for code, d in documentation().items()}
    of_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        of_rule.setdefault(finding.code, []).append(finding)
    order = [*(c for c in names if c in of_rule), *sorted(set(of_rule) - set(names))]
    return tuple(_rule_tally(code, names.get(code, ""), of_rule[code]) for code in order)


def _rule_tally(code: str, name: str, findings: Sequence[Finding]) -> RuleTally:
    present = {f.severity for f in findings}
    words = tuple(SEVERITY_WORDS[s] for s in Severity if s in present)
    numbers = Counter(business_of(f) for f in findings)
    return RuleTally(code, name, words, len(findings), tuple(sorted(numbers.items())))


def of_business(findings: Iterable[Finding], business: str) -> tuple[Finding, ...]:
    """The findings of a 業務; of none for the empty ID."""
    return tuple(f for f in findings if business_of(f) == business)


def suppressed_in(job: Job, business: str) -> tuple[tuple[Finding, Suppression], ...]:
    """What is suppressed in a 業務."""
    return tuple(pair for pair in job.suppressed if business_of(pair[0]) == business)


def numbers(findings: Iterable[Finding]) -> Counter[str]:
    """Code → number of findings; 0 for all others."""
    return Counter(f.code for f in findings)


def word(finding: Finding) -> str:
    return SEVERITY_WORDS[finding.severity]


def subject(pen: Pen, written: str) -> Markup:
    """What a finding is about, with a link where it is on the site."""
    found = mention(written)
    return escape(pen.link_words(found.kind.value, found.id, written)) if found else escape(written)


def groups() -> tuple[tuple[str, tuple[Documented, ...]], ...]:
    """The catalogue, artefact by artefact."""
    together = groupby(documentation().values(), key=lambda d: d.group)
    return tuple((group, tuple(entries)) for group, entries in together)


class Asked(NamedTuple):
    """A number of the policy, what it asks for, and the codes of the rules that look after it."""

    number: str
    text: str
    codes: tuple[str, ...]


def basis(entry: Documented) -> tuple[tuple[str, str], ...]:
    """The numbers a rule comes from, with what each asks for."""
    return tuple(asked_by(entry.source).items())


def numbers_of_policy() -> tuple[Asked, ...]:
    """Every number, in order."""
    codes: dict[str, list[str]] = {}
    for entry in documentation().values():
        for number in asked_by(entry.source):
            codes.setdefault(number, []).append(entry.code)
    return tuple(Asked(n, text, tuple(codes.get(n, ()))) for n, text in policy().items())


def severity_words(entry: Documented) -> str:
    """Severity of a rule, and what it is in a draft where that differs."""
    word = SEVERITY_WORDS[entry.severity]
    return f"{word}（案の文書では{SEVERITY_WORDS[entry.draft]}）" if entry.draft else word


def known(code: str) -> bool:
    return code in documentation()


_CODE = re.compile(r"`([^`]+)`")


def marked(text: str) -> Markup:
    """Words of the catalogue, `what is written like this` as code."""
    parts = _CODE.split(text)
    return Markup("").join(
        html("<code>{}</code>", part) if index % 2 else escape(part) for index, part in enumerate(parts)
    )


def _name(corpus: Corpus, business: str) -> str:
    if not business:
        return SETTINGS
    registered = corpus.registry.business(business)
    return registered.name if registered else ""
