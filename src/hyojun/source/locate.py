"""Line and column for findings that only know a path: each file is scanned again once, when needed.

A finding may know a character in the text at its path. It is placed there where the file holds the text
line by line as it is: in prose and in `|` blocks. Elsewhere it stays where the text begins. What the
documentation of BPMN names is placed there, where an editor of text looks for it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any, NamedTuple

from hyojun.model import Finding, Origin, Severity

from .bpmn import element_places, read_bpmn
from .files import with_line_feeds
from .sources import Sources
from .yaml_text import KEY_STEP, positions


class _Scanned(NamedTuple):
    """A file with its places: of elements by ID, of values by path."""

    text: str
    places: Mapping[Any, Any]


def located(sources: Sources, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with line and column, sorted by place; what has no place in a file keeps 0."""
    found = in_place(sources, findings)
    return tuple(sorted(found, key=lambda f: (f.origin.file, f.line, f.column, f.code, f.message)))


def in_place(sources: Sources, findings: Iterable[Finding]) -> list[Finding]:
    """The findings with line and column, in their order."""
    scanned: dict[str, _Scanned] = {}
    found = [f if f.line else _placed(sources, f, scanned) for f in findings]
    return [_with_line_of_other(sources, f, scanned) if f.other else f for f in found]


def places_of(sources: Sources, origins: Iterable[Origin]) -> dict[Origin, str]:
    """file:line of places, for messages that name others than their own."""
    found = located(sources, [Finding("", Severity.NOTE, "", origin) for origin in origins])
    return {f.origin: f"{f.origin.file}:{f.line}" if f.line else f.origin.file for f in found}


def place_of(sources: Sources, origin: Origin) -> str:
    """file:line of one place."""
    return places_of(sources, (origin,))[origin]


def _with_line_of_other(sources: Sources, finding: Finding, scanned: dict[str, _Scanned]) -> Finding:
    assert finding.other
    file = finding.other.file
    line = _placed(sources, Finding("", Severity.NOTE, "", finding.other), scanned).line
    place = f"{file}:{line}" if line else file
    return finding._replace(message=finding.message.replace(file, place, 1), other=None)


def _placed(sources: Sources, finding: Finding, scanned: dict[str, _Scanned]) -> Finding:
    file, path = finding.origin
    if not path or not file.endswith((".md", ".yaml", ".yml", ".json", ".bpmn")):
        return finding
    if file not in scanned:
        data, _ = sources.read(file)
        scanned[file] = _scanned(file, data or b"")
    text, known = scanned[file]
    if file.endswith(".md"):
        return _in_prose(finding, text)
    if file.endswith(".bpmn"):
        line, column = known.get(path, known.get(path[:1], (0, 0)))
        return finding._replace(line=line, column=column)
    steps = tuple(path)
    if finding.on_key and (*steps, KEY_STEP) in known:
        at = known[*steps, KEY_STEP]
        return finding._replace(line=at.line, column=at.column)
    while steps and steps not in known:
        steps = steps[:-1]
    at = known.get(steps)
    if at is None:
        return finding
    if finding.start is not None and steps == path and (block := _BLOCK.match(text, at.start)):
        return _in_block(finding, text[block.end() : at.end], len(block[1]), at.line)
    return finding._replace(line=at.line, column=at.column)


def _in_prose(finding: Finding, text: str) -> Finding:
    """A place in Markdown, whose path is the first line of its block."""
    first = finding.origin.path[0]
    if not isinstance(first, int):
        return finding
    if finding.start is None:
        return finding._replace(line=first, column=1)
    before = "\n".join(text.split("\n")[first - 1 :])[: finding.start]
    return finding._replace(line=first + before.count("\n"), column=finding.start - before.rfind("\n"))


_BLOCK = re.compile(r"\|[-+]?[ \t]*(?:#[^\n]*)?\n(?=(?: *\n)*( *))")
"""The head of a block, and how far the text below it is indented."""


def _in_block(finding: Finding, block: str, indent: int, head: int) -> Finding:
    """A place in block text, of which every line is a line of the file after its indentation."""
    start = finding.start or 0
    for line, row in enumerate(block.split("\n"), head + 1):
        length = max(0, len(row) - indent)
        if start <= length:
            return finding._replace(line=line, column=indent + start + 1)
        start -= length + 1
    return finding._replace(line=head, column=1)


def _scanned(file: str, data: bytes) -> _Scanned:
    text = with_line_feeds(data.decode("utf-8", "replace"))
    if file.endswith(".md"):
        return _Scanned(text, {})
    if not file.endswith(".bpmn"):
        return _Scanned(text, positions(text))
    elements = {(id,): place for id, place in element_places(data).items()}
    return _Scanned(text, elements | _documented(text, data))


_SAID = re.compile(r"(機能(?:ID|ＩＤ)|次のフロー)[^:：\n<]*[:：]([^\n<]*)")
"""A line of a documentation that names others, as `bpmn.notes` reads it."""
_NAMED = re.compile(r"[^\s,、，]+")


def _documented(text: str, data: bytes) -> dict[tuple[str | int, ...], tuple[int, int]]:
    """Places of what documentations name: by ID of the element around, word, and number from 0."""
    bpmn, _ = read_bpmn(data, "", diagram=False)
    starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    found: dict[tuple[str | int, ...], tuple[int, int]] = {}
    for e in bpmn.all("documentation") if bpmn else ():
        around = bpmn.elements[e.parent] if bpmn else e
        begin = starts[e.line - 1] + e.column - 1
        counts: Counter[str] = Counter()
        for said in _SAID.finditer(text, begin, max(begin, text.find("</", begin))):
            word = said[1].translate(_WIDTHS)
            for name in _NAMED.finditer(text, *said.span(2)):
                line_start = text.rfind("\n", 0, name.start())
                line = e.line + text.count("\n", begin, name.start())
                found[around.id, word, counts[word]] = (line, name.start() - line_start)
                counts[word] += 1
    return found


_WIDTHS = str.maketrans("ＩＤ", "ID")
