"""A report in the forms its readers want: people at a terminal, programs, CI annotations."""

import json
from enum import StrEnum
from pathlib import Path

from hyojun.model import SEVERITY_WORDS, Finding, Severity

from .run import Report


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def render(report: Report, format: Format, root: Path) -> str:
    """The whole report as text. `root` is where source lines are looked up for people."""
    match format:
        case Format.JSON:
            return _json(report)
        case Format.GITHUB:
            return "\n".join(_annotation(f) for f in report.findings)
    return _text(report, root)


def summary(report: Report) -> str:
    """One sentence that says how it went."""
    counts = [f"{SEVERITY_WORDS[s]} {n}件" for s in Severity if (n := report.count(s))]
    if not counts:
        return "検査結果: 指摘はありません。"
    return f"検査結果: {'、'.join(counts)}。"


def _text(report: Report, root: Path) -> str:
    lines: list[str] = []
    sources: dict[str, list[str]] = {}
    for found in report.findings:
        about = f"［{found.subject}］" if found.subject else ""
        lines.append(f"{found.place}: {SEVERITY_WORDS[found.severity]} {found.code} {about}{found.message}")
        if source := _source_line(found, root, sources):
            lines.append(f"    | {source}")
        if found.hint:
            lines.append(f"    → {found.hint}")
    lines.append(summary(report))
    return "\n".join(lines)


def _source_line(found: Finding, root: Path, sources: dict[str, list[str]]) -> str:
    if not found.line:
        return ""
    file = found.origin.file
    if file not in sources:
        try:
            sources[file] = (root / file).read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            sources[file] = []
    lines = sources[file]
    text = lines[found.line - 1].strip() if found.line <= len(lines) else ""
    if "\ufffd" in text or not text.replace("\t", " ").isprintable():
        return ""  # what a terminal would garble or obey
    return text if len(text) <= 100 else f"{text[:100]}…"


def _json(report: Report) -> str:
    data = {
        "findings": [
            {
                "code": f.code,
                "severity": f.severity.value,
                "file": f.origin.file,
                "line": f.line,
                "column": f.column,
                "subject": f.subject,
                "message": f.message,
                "hint": f.hint,
            }
            for f in report.findings
        ],
        "counts": {s.value: report.count(s) for s in Severity},
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def _annotation(found: Finding) -> str:
    """A workflow command of GitHub Actions."""

    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    file = escaped(found.origin.file).replace(":", "%3A").replace(",", "%2C")
    place = f"file={file},line={max(found.line, 1)},col={max(found.column, 1)}"
    return f"::{_LEVELS[found.severity]} {place},title={found.code}::{escaped(found.message + found.hint)}"
