"""Workflow commands of GitHub Actions: each finding becomes an annotation at its line."""

from hyojun.model import Finding, Severity

from .run import Report

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, least: Severity = Severity.NOTE) -> str:
    """One command a line. GitHub shows ten of each level per step; the log has them all."""
    lines = [_annotation(f) for f in report.findings if f.severity.reaches(least)]
    lines += [f"::notice title={_property('検査を控えました')}::{_data(w.sentence)}" for w in report.withheld]
    return "\n".join(lines)


def _annotation(found: Finding) -> str:
    place = ""
    if found.origin.file:
        place = f"file={_property(found.origin.file)},line={max(found.line, 1)},col={max(found.column, 1)},"
    message = _data(found.message + found.hint)
    return f"::{_LEVELS[found.severity]} {place}title={_property(found.code)}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
