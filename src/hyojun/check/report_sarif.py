"""The report as SARIF 2.1.0, for code scanning and for editors that read it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hyojun import __version__
from hyojun.model import Finding, Severity, Suppression

from .catalogue import Documented, documentation
from .fingerprint import fingerprints
from .run import DEFECT, Report
from .source_lines import SourceLines, utf16_column

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "SRCROOT"
"""Name of the root of the repository; where it lies is nobody's business."""
FINGERPRINT = "hyojun/v1"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(report: Report, root: Path) -> str:
    """One run. What was left undone, by a broken rule or for an unread file, is a notification, never a result."""
    catalogue = list(documentation().values())
    index = {d.code: n for n, d in enumerate(catalogue)}
    results: list[tuple[Finding, Suppression | None]] = [
        (f, None) for f in report.findings if f.code != DEFECT
    ]
    results += report.suppressed
    sources = SourceLines(root)
    marks = fingerprints(f for f, _ in results)
    run = {
        "tool": {
            "driver": {
                "name": "hyojun",
                "version": __version__,
                "language": "ja",
                "rules": [_rule(d) for d in catalogue],
            }
        },
        "language": "ja",
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {ROOT: {"description": {"text": "仕様書リポジトリの根"}}},
        "invocations": [_invocation(report)],
        "results": [
            _result(found, by, mark, index, sources) for (found, by), mark in zip(results, marks, strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(entry: Documented) -> dict[str, Any]:
    parts = (("悪い例", entry.bad), ("良い例", entry.good), ("直し方", entry.mend))
    return {
        "id": entry.code,
        "shortDescription": {"text": entry.name},
        "fullDescription": {"text": entry.why},
        "help": {
            "text": "\n".join((entry.why, *(f"{word}: {text}" for word, text in parts))),
            "markdown": "\n\n".join((entry.why, *(f"**{word}**: {text}" for word, text in parts))),
        },
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
        "properties": {"scope": entry.scope, "source": entry.source, "tags": [entry.group]},
    }


def _invocation(report: Report) -> dict[str, Any]:
    told = [f for f in report.findings if f.code == DEFECT]
    found: dict[str, Any] = {"executionSuccessful": not report.defects}
    notifications = [_notification(c, told) for c in report.defects]
    notifications += [{"level": "warning", "message": {"text": w.sentence}} for w in report.withheld]
    if notifications:
        found["toolExecutionNotifications"] = notifications
    return found


def _notification(code: str, told: Iterable[Finding]) -> dict[str, Any]:
    words = next((f.message for f in told if code in f.message), f"規則 {code} が異常終了しました。")
    return {
        "level": "error",
        "descriptor": {"id": DEFECT},
        "associatedRule": {"id": code},
        "message": {"text": words},
    }


def _result(
    found: Finding, by: Suppression | None, mark: str, index: dict[str, int], sources: SourceLines
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.code,
        "level": _LEVELS[found.severity],
        "message": {"text": f"{found.message}{found.hint}"},
        "locations": [_location(found, sources)] if found.origin.file else [],
        "partialFingerprints": {FINGERPRINT: mark},
    }
    if found.code in index:
        result["ruleIndex"] = index[found.code]
    if by is not None:
        result["suppressions"] = [_suppression(by)]
    return result


def _location(found: Finding, sources: SourceLines) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(found.origin.file), "uriBaseId": ROOT}}
    if found.line:
        column = utf16_column(sources.line(found), max(found.column, 1))
        place["region"] = {"startLine": found.line, "startColumn": column}
    location: dict[str, Any] = {"physicalLocation": place}
    if found.subject:
        location["logicalLocations"] = [{"fullyQualifiedName": found.subject}]
    return location


def _suppression(by: Suppression) -> dict[str, Any]:
    """Accepted, and outside the sources it concerns: `external` in the words of SARIF."""
    return {
        "kind": "external",
        "status": "accepted",
        "justification": by.reason,
        "properties": {
            "rule": by.rule,
            "target": by.target,
            "approver": by.approver,
            "until": by.until.isoformat(),
        },
    }
