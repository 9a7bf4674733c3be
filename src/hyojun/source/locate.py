"""Line and column for findings that only know a path: each file is scanned again once, when needed."""

from collections.abc import Iterable, Mapping
from typing import Any

from hyojun.model import Finding, Origin, Severity

from .bpmn import element_places
from .sources import Sources
from .yaml_text import KEY_STEP, positions


def located(sources: Sources, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with line and column, sorted by place; what has no place in a file keeps 0."""
    scanned: dict[str, Mapping[Any, Any]] = {}
    found = [f if f.line else _placed(sources, f, scanned) for f in findings]
    return tuple(sorted(found, key=lambda f: (f.origin.file, f.line, f.column, f.code, f.message)))


def place_of(sources: Sources, origin: Origin) -> str:
    """file:line of a place, for messages that name another than their own."""
    [found] = located(sources, [Finding("", Severity.NOTE, "", origin)])
    return f"{origin.file}:{found.line}" if found.line else origin.file


def _placed(sources: Sources, finding: Finding, scanned: dict[str, Mapping[Any, Any]]) -> Finding:
    file, path = finding.origin
    if file.endswith(".md") and path and isinstance(path[0], int):
        return finding._replace(line=path[0], column=1)
    if not path or not file.endswith((".yaml", ".yml", ".bpmn")):
        return finding
    if file not in scanned:
        data, _ = sources.read(file)
        scanned[file] = _scanned(file, data or b"")
    known = scanned[file]
    if file.endswith(".bpmn"):
        line, column = known.get(path[0], (0, 0))
        return finding._replace(line=line, column=column)
    steps = tuple(path)
    if finding.on_key and (*steps, KEY_STEP) in known:
        at = known[*steps, KEY_STEP]
        return finding._replace(line=at.line, column=at.column)
    while steps and steps not in known:
        steps = steps[:-1]
    at = known.get(steps)
    return finding._replace(line=at.line, column=at.column) if at else finding


def _scanned(file: str, data: bytes) -> Mapping[Any, Any]:
    """Places in a file: of elements by ID, of values by path."""
    if file.endswith(".bpmn"):
        return element_places(data)
    return positions(data.decode("utf-8", "replace").replace("\r\n", "\n"))
