"""How new and changed values are written, in the style of what stands there."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from ..expected import Expected
from ..files import hidden
from ..yaml_writer import STEP, inline, is_block, quoted, to_yaml
from .nodes import Node, Splice
from .source_text import SourceText

_FLOW_MARK = re.compile(r"[,\[\]{}]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\xa0]")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")


def typed(value: Any, expected: Expected) -> Any:
    """A plain tree in which numbers and flags are such where they may stand without quotes."""
    if isinstance(value, dict):
        known = expected.mapping()
        return {key: typed(below, known.below(key)) for key, below in value.items()}
    if isinstance(value, list):
        return [typed(below, expected.below(None)) for below in value]
    if not expected.stands_plain(value):
        return value
    if value in ("true", "false"):
        return value == "true"
    return int(value) if _INTEGER.fullmatch(value) and str(int(value)) == value else value


def ordered(value: Any, expected: Expected) -> Any:
    """A plain tree with its keys in the order of the model."""
    if isinstance(value, list):
        return [ordered(below, expected.below(None)) for below in value]
    if not isinstance(value, dict):
        return value
    known = expected.mapping()
    return {key: ordered(value[key], known.below(key)) for key in sorted(value, key=known.place)}


def mapping(value: dict[str, Any], expected: Expected) -> list[str]:
    """The lines of a block mapping that begins at the edge."""
    return to_yaml(typed(ordered(value, expected), expected)).removesuffix("\n").split("\n")


def element(value: Any, expected: Expected) -> list[str]:
    """The lines of an element of a block list whose dash stands at the edge."""
    one = typed(ordered(value, expected), expected)
    lines = to_yaml({"x": [one]}).removesuffix("\n").split("\n")[1:]
    return [line.removeprefix(STEP) for line in lines]


def flow(value: Any, expected: Expected) -> str:
    """A value on one line, as it may stand inside { } and [ ]."""
    if isinstance(value, dict):
        known = expected.mapping()
        return "{" + ", ".join(flow_pair(k, v, known.below(k)) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(v, expected.below(None)) for v in value) + "]"
    return scalar(value, expected, flow=True)


def flow_pair(key: str, value: Any, expected: Expected) -> str:
    written = inline(key)
    return f"{quoted(key) if _FLOW_MARK.search(written) else written}: {flow(value, expected)}"


def scalar(text: str, expected: Expected, *, flow: bool, style: str = "") -> str:
    """A text on one line, in quotes of the same kind as before."""
    if style == '"':
        return quoted(text)
    if style == "'" and not _CONTROL.search(text) and not any(hidden(text)):
        return "'" + text.replace("'", "''") + "'"
    written = text if expected.stands_plain(text) else inline(text)
    return quoted(text) if flow and not style and _FLOW_MARK.search(written) and written == text else written


def text_changes(
    sheet: SourceText, node: Node, want: str, expected: Expected, above: int
) -> Iterator[Splice]:
    """A text that becomes another. `above`: how far its key or dash stands in."""
    is_bar = node.style in ("|", ">")
    fits = not node.flow and is_block(want, is_bar)
    if is_bar and fits and (lines := _lines(sheet, node)) is not None:
        yield from lines_changes(lines, node, want)
        return
    if is_bar:
        bar = sheet.line_end(node.start) - 1
        rest = re.sub(r"^[|>][-+0-9]*", "", sheet.text[node.start : bar])
        end = node.end
    else:
        end = sheet.line_end(node.end) - 1 if fits else node.end
        rest = sheet.text[node.end : end]
    if fits:
        indent = " " * above + STEP
        body = "".join(f"\n{indent}{line}" if line else "\n" for line in want.split("\n"))
        yield Splice(node.start, end, f"|-{rest.rstrip()}{body}")
    else:
        style = "" if is_bar else node.style
        written = scalar(want, expected, flow=node.flow, style=style)
        yield Splice(node.start, end, written + (rest if is_bar else ""))


def _lines(sheet: SourceText, node: Node) -> list[tuple[int, int, str]] | None:
    """Start, end and text of each line of a literal block; None where they are not simply its text, moved in."""
    head = sheet.line_end(node.start)
    if node.style != "|" or re.match(r"\|[-+]?[0-9]", sheet.text[node.start : head]) or node.end <= head:
        return None
    raw = sheet.text[head : node.end].split("\n")
    first = next((line for line in raw if line.strip(" ")), "")
    inset = len(first) - len(first.lstrip(" "))
    if [line[inset:] for line in raw] != node.value.split("\n"):
        return None
    found, at = [], head
    for line in raw:
        found.append((at, at + len(line), line[:inset]))
        at += len(line) + 1
    return found


def lines_changes(lines: list[tuple[int, int, str]], node: Node, want: str) -> Iterator[Splice]:
    """Only the lines of a block that differ."""
    margin = max((m for _, _, m in lines), key=len)
    old, new = node.value.split("\n"), want.split("\n")
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        text = "".join(f"{margin}{line}\n" if line else "\n" for line in new[j1:j2])
        start = lines[i1][0] if i1 < len(lines) else lines[-1][1] + 1
        end = lines[i2 - 1][1] + 1 if i2 > i1 else start
        yield Splice(start, end, text)
