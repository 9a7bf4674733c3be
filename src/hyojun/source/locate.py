"""Line and column for findings that only know a path: each file is scanned again once, when needed."""

from collections.abc import Iterable
from pathlib import Path

from hyojun.model import Finding

from .bpmn import locate_element
from .files import read_bytes
from .yaml_text import KEY_STEP, positions


def located(root: Path, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with line and column, sorted by place; what has no place in a file keeps 0."""
    scanned: dict[str, object] = {}
    found = [f if f.line else _placed(root, f, scanned) for f in findings]
    return tuple(sorted(found, key=lambda f: (f.origin.file, f.line, f.column, f.code, f.message)))


def _placed(root: Path, finding: Finding, scanned: dict[str, object]) -> Finding:
    file, path = finding.origin
    if file.endswith(".md") and path and isinstance(path[0], int):
        return finding._replace(line=path[0], column=1)
    if not path or not file.endswith((".yaml", ".yml", ".bpmn")):
        return finding
    if file not in scanned:
        data, _ = read_bytes(root, file)
        text = (data or b"").decode("utf-8", "replace").replace("\r\n", "\n")
        scanned[file] = (data or b"") if file.endswith(".bpmn") else positions(text)
    known = scanned[file]
    if isinstance(known, bytes):
        place = locate_element(known, str(path[0]))
        return finding._replace(line=place[0], column=place[1]) if place else finding
    assert isinstance(known, dict)
    steps = tuple(path)
    if finding.on_key and (*steps, KEY_STEP) in known:
        at = known[*steps, KEY_STEP]
        return finding._replace(line=at.line, column=at.column)
    while steps and steps not in known:
        steps = steps[:-1]
    at = known.get(steps)
    return finding._replace(line=at.line, column=at.column) if at else finding
