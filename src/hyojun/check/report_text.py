"""The report for people: by file, each finding with its source line and a caret, a count at the end."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hyojun.model import SEVERITY_WORDS, Finding, Severity

from .run import Report
from .source_lines import SourceLines, excerpt

NO_FILE = "全体"
"""Heading over findings that concern no file."""
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}

Paint = Callable[[str, str], str]
"""Words and how they look → what is printed."""


def render(report: Report, root: Path, colour: bool) -> str:
    """Every finding begins its line with `file:line:column`, so that editors and grep find it."""
    paint = _coloured() if colour else _plain
    lines: list[str] = []
    sources = SourceLines(root)
    by_file: dict[str, list[Finding]] = {}
    for found in report.findings:
        by_file.setdefault(found.origin.file, []).append(found)
    for file, findings in by_file.items():
        counts = summary_of(findings, paint)
        lines.append(f"{paint(f'■ {file or NO_FILE}', 'bold')}（{counts}）")
        for found in findings:
            lines.extend(_finding(found, sources, paint))
        lines.append("")
    lines.append(summary(report, paint))
    return "\n".join(lines)


def summary(report: Report, paint: Paint | None = None) -> str:
    """One sentence that says how it went."""
    counts = summary_of(report.findings, paint or _plain)
    kept = f"（ほかに抑止 {len(report.suppressed)}件）" if report.suppressed else ""
    return f"検査結果: {counts}{kept}。" if counts else f"検査結果: 指摘はありません{kept}。"


def summary_of(findings: Sequence[Finding], paint: Paint) -> str:
    """誤り 1件、参考 2件; empty without findings."""
    numbers = {s: sum(1 for f in findings if f.severity is s) for s in Severity}
    return "、".join(paint(f"{SEVERITY_WORDS[s]} {n}件", _STYLES[s]) for s, n in numbers.items() if n)


def _finding(found: Finding, sources: SourceLines, paint: Paint) -> Iterator[str]:
    place = f"{paint(found.place, 'cyan')}: " if found.place else ""
    about = f"［{found.subject}］" if found.subject else ""
    severity = paint(SEVERITY_WORDS[found.severity], _STYLES[found.severity])
    yield f"{place}{severity} {paint(found.code, 'bold')} {about}{found.message}"
    source, cells = excerpt(sources.line(found), found.column)
    gutter = f"{found.line:>5}" if found.line else ""
    if source:
        yield f"{paint(f'{gutter} |', 'dim')} {source}"
        if cells >= 0:
            yield f"{paint('      |', 'dim')} {' ' * cells}{paint('^', _STYLES[found.severity])}"
    if found.hint:
        yield f"      → {found.hint}"


def _plain(words: str, look: str) -> str:
    return words


def _coloured() -> Paint:
    # Imported here: a pipe needs none of it.
    from rich.color import ColorSystem
    from rich.style import Style

    return lambda words, look: Style.parse(look).render(words, color_system=ColorSystem.STANDARD)
