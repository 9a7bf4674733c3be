"""The report for programs. Its form is `data/check-report.schema.json`; a change of meaning raises VERSION."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hyojun.model import Finding, Severity, Suppression

from .catalogue import documentation
from .fingerprint import business_of, fingerprints
from .run import Report

VERSION = 1
SCHEMA = "check-report.schema.json"
"""Name of the schema in `data/`."""


def render(report: Report) -> str:
    """One JSON object; lists in reading order, counts by code."""
    names = {code: d.name for code, d in documentation().items()}
    marks = fingerprints([*report.findings, *(f for f, _ in report.suppressed)])
    own, others = marks[: len(report.findings)], marks[len(report.findings) :]
    data = {
        "schema": SCHEMA,
        "schemaVersion": VERSION,
        "findings": [_finding(f, m, names) for f, m in zip(report.findings, own, strict=True)],
        "suppressed": [
            {**_finding(f, m, names), "suppression": _suppression(by)}
            for (f, by), m in zip(report.suppressed, others, strict=True)
        ],
        "defects": list(report.defects),
        "withheld": [
            {"business": w.business, "name": w.name, "message": w.sentence} for w in report.withheld
        ],
        "counts": {s.value: report.count(s) for s in Severity},
        "businesses": _by_business(report.findings),
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _finding(found: Finding, fingerprint: str, names: dict[str, str]) -> dict[str, Any]:
    return {
        "code": found.code,
        "rule": names.get(found.code, ""),
        "severity": found.severity.value,
        "business": business_of(found),
        "file": found.origin.file,
        "line": found.line,
        "column": found.column,
        "path": list(found.origin.path),
        "subject": found.subject,
        "message": found.message,
        "hint": found.hint,
        "fingerprint": fingerprint,
    }


def _suppression(by: Suppression) -> dict[str, Any]:
    return {
        "rule": by.rule,
        "target": by.target,
        "reason": by.reason,
        "approver": by.approver,
        "until": by.until.isoformat(),
    }


def _by_business(findings: Sequence[Finding]) -> dict[str, dict[str, int]]:
    """業務ID → code → number; the empty ID is what belongs to no 業務."""
    found: dict[str, Counter[str]] = {}
    for finding in findings:
        found.setdefault(business_of(finding), Counter())[finding.code] += 1
    return {business: dict(sorted(found[business].items())) for business in sorted(found)}
