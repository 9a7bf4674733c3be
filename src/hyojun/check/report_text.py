"""The report for people: by file, each finding with its source line and a caret, a count at the end.

What one mistake causes in many places is shown once, with the other places below it.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from hyojun.model import SEVERITY_WORDS, Finding, Severity, mentions

from .run import Report
from .source_lines import SourceLines, excerpt

NO_FILE = "全体"
"""Heading over findings that concern no file."""
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}

Paint = Callable[[str, str], str]
"""Words and how they look → what is printed."""


def render(report: Report, root: Path, colour: bool, least: Severity = Severity.NOTE) -> str:
    """Every entry begins its line with `file:line:column`, so that editors and grep find it.

    Findings that matter less than `least` are counted and not shown.
    """
    paint = _coloured() if colour else _plain
    lines: list[str] = []
    sources = SourceLines(root)
    by_file: dict[str, list[list[Finding]]] = {}
    for entry in _entries(f for f in report.findings if f.severity.reaches(least)):
        by_file.setdefault(entry[0].origin.file, []).append(entry)
    for file, entries in by_file.items():
        counts = summary_of([f for entry in entries for f in entry], paint)
        lines.append(f"{paint(f'■ {file or NO_FILE}', 'bold')}（{counts}）")
        for first, *others in entries:
            lines.extend(_finding(first, sources, paint))
            lines.extend(_others(others, paint))
        lines.append("")
    lines.extend(w.sentence for w in report.withheld)
    lines.append(summary(report, paint, least))
    return "\n".join(lines)


def _entries(findings: Iterator[Finding]) -> list[list[Finding]]:
    """Findings of one cause together, where the first of them stands: one rule says the same of one ID."""
    entries: list[list[Finding]] = []
    causes: dict[tuple[str, Severity, str], list[Finding]] = {}
    for found in findings:
        cause = (found.code, found.severity, found.message)
        if cause in causes:
            causes[cause].append(found)
            continue
        entries.append([found])
        if any(mentions(found.message)):
            causes[cause] = entries[-1]
    return entries


def summary(report: Report, paint: Paint | None = None, least: Severity = Severity.NOTE) -> str:
    """One sentence that says how it went, and how much of it is not shown."""
    paint = paint or _plain
    counts = summary_of(report.findings, paint)
    hidden = summary_of([f for f in report.findings if not f.severity.reaches(least)], paint)
    asides = [f"ほかに抑止 {len(report.suppressed)}件"] if report.suppressed else []
    asides += [f"うち{hidden}は示していません"] if hidden else []
    told = f"（{'、'.join(asides)}）" if asides else ""
    return f"検査結果: {counts}{told}。" if counts else f"検査結果: 指摘はありません{told}。"


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


def _others(found: Sequence[Finding], paint: Paint) -> Iterator[str]:
    """The further places of one cause, a line for each file."""
    if found:
        yield f"      ほか{len(found)}か所:"
    for file, there in groupby(found, key=lambda f: f.origin.file):
        places = "、".join(str(f.line) for f in there if f.line)
        yield f"        {paint(f'{file}:{places}' if places else file, 'cyan')}"


def _plain(words: str, look: str) -> str:
    return words


def _coloured() -> Paint:
    # Imported here: a pipe needs none of it.
    from rich.color import ColorSystem
    from rich.style import Style

    return lambda words, look: Style.parse(look).render(words, color_system=ColorSystem.STANDARD)
