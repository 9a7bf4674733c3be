"""Governance: which severity a finding has here, and which findings somebody answers for until when.

A repository may raise any severity and lower warnings and notes, for all 業務 or some, with a reason. An
error is never lowered and never suppressed: what is wrong stays wrong. But for one in a pinned document:
nobody here can mend it, so somebody may answer for it until its publisher has.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from hyojun.model import (
    SEVERITY_WORDS,
    Finding,
    Governance,
    Index,
    Registry,
    Severity,
    SeverityFile,
    SeverityOverride,
    Suppression,
)
from hyojun.source import packaged

from .rule import CATALOGUE, Judgement

NOT_APPLIED = "適用しない"
_BY_WORD = {word: severity for severity, word in SEVERITY_WORDS.items()}


_THEIRS = (
    "固定した文書（{}）の中にあり、ここでは直せません。発行者に伝えて、直った版を固定してください。"
    "それまでの間は、理由と期限を書いて抑止できます。"
)


class Governed(NamedTuple):
    """Findings after governance."""

    findings: tuple[Finding, ...]
    suppressed: tuple[tuple[Finding, Suppression], ...]
    judgement: Judgement


class Standing(NamedTuple):
    """What severities depend on beside the finding: what the documents are that files belong to."""

    drafts: frozenset[str] = frozenset()
    """Files of documents that are not decided yet."""
    documents: Mapping[str, str] = MappingProxyType({})
    """File → name of its document."""
    pinned: Mapping[str, str] = MappingProxyType({})
    """File of a pinned document → what it is, in words."""

    @classmethod
    def of(cls, index: Index) -> "Standing":
        """Of one 業務."""
        return cls(index.drafts, index.documents, index.pinned)

    @classmethod
    def together(cls, each: Iterable["Standing"]) -> "Standing":
        """Of all 業務."""
        drafts: set[str] = set()
        documents: dict[str, str] = {}
        pinned: dict[str, str] = {}
        for standing in each:
            drafts |= standing.drafts
            documents |= standing.documents
            pinned |= standing.pinned
        return cls(frozenset(drafts), documents, pinned)


@cache
def profile() -> tuple[SeverityOverride, ...]:
    """Severities that come with hyojun: what does not apply to 共通機能."""
    return packaged(SeverityFile, "severities.yaml").severities


def govern(
    found: Iterable[Finding],
    standing: Standing,
    registry: Registry,
    governance: Governance,
    today: date,
) -> Governed:
    """Give each finding the severity it has here, and set aside what is suppressed."""
    common = {b.id for b in registry.businesses if b.common}
    shown, suppressed = [], []
    used: set[int] = set()
    on_errors: set[int] = set()
    for finding in found:
        judged = _judged(finding, governance, common, standing)
        if judged is None:
            continue
        theirs = standing.pinned.get(judged.origin.file)
        if theirs and judged.severity is not Severity.NOTE:
            judged = judged._replace(hint=judged.hint + _THEIRS.format(theirs))
        covers = [n for n, s in enumerate(governance.suppressions) if _covers(s, judged, today)]
        if covers and judged.severity is Severity.ERROR and not theirs:
            on_errors.update(covers)
        elif covers:
            used.update(covers)
            suppressed.append((judged, governance.suppressions[covers[0]]))
            continue
        shown.append(judged)
    judgement = Judgement(governance, today, frozenset(used), frozenset(on_errors))
    return Governed(tuple(shown), tuple(suppressed), judgement)


def _judged(
    finding: Finding,
    governance: Governance,
    common: set[str],
    standing: Standing,
) -> Finding | None:
    """A finding with its severity here; None where its rule does not apply."""
    known = CATALOGUE.get(finding.code)
    if known is None:  # a defect of hyojun
        return finding
    severity = finding.severity
    if known.draft and severity is known.severity and finding.origin.file in standing.drafts:
        severity = known.draft
    business = finding.origin.file.split("/")[1] if finding.origin.file.count("/") > 1 else ""
    for override in profile():
        if _applies(override, finding, business, common, standing.documents):
            if override.severity == NOT_APPLIED:
                return None
            severity = _BY_WORD[override.severity]
    for override in governance.severities:
        if not _applies(override, finding, business, common, standing.documents):
            continue
        if severity is Severity.ERROR:
            continue
        if override.severity == NOT_APPLIED:
            return None
        severity = _BY_WORD[override.severity]
    return finding if severity is finding.severity else finding._replace(severity=severity)


def _applies(
    override: SeverityOverride,
    finding: Finding,
    business: str,
    common: set[str],
    documents: Mapping[str, str],
) -> bool:
    return (
        override.rule == finding.code
        and (not override.businesses or business in override.businesses)
        and (override.kind is None or (override.kind == "共通機能") == (business in common))
        and (not override.documents or documents.get(finding.origin.file) in override.documents)
    )


def _covers(suppression: Suppression, finding: Finding, today: date) -> bool:
    return (
        suppression.rule == finding.code
        and suppression.target in (finding.subject, finding.origin.file)
        and today <= suppression.until
    )
