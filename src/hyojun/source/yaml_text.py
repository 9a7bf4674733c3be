"""Strict YAML: every scalar is text, the schema decides its type; what would be read in two ways is refused.

A file in plain block style, as nearly all are, is read line by line (`yaml_block`); any other over
libyaml's events: about ten times faster than a round-trip parser, and without its surprises (0150001 as
a number, `no` as False). The good path pays nothing for positions; `positions` scans again when
something is wrong.
"""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from hyojun.model import Finding, Origin

from .files import hidden
from .problems import Problem, merging_hint, problem
from .yaml_block import block_tree
from .yaml_comments import Lost, lost_to_comments
from .yaml_slips import Slip, Span, holds_value, in_braces, joined, odd_indentation
from .yaml_slips import slip as slip_behind
from .yaml_syntax import words_for

MAX_DEPTH = 32
MAX_VALUES = 1_000_000
"""Keys and values of a file; the largest real one has some hundred thousand."""
_BLOCK = ("|", ">")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+$")
_MOST_SLIPS = 50
_LONGEST_READ_ON = 1_000_000
"""Characters of a file that is read on with its slips mended."""


class Parsed(NamedTuple):
    """The plain tree (dict, list, str) of a file, None if it could not be read to its end; and all errors."""

    tree: Any
    findings: tuple[Finding, ...]


@contextmanager
def no_gc() -> Iterator[None]:
    """Loading makes only long-lived objects: collecting meanwhile costs a quarter of the time, and so
    would looking through them again and again afterwards. The next loading releases them."""
    was = gc.isenabled()
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.enable()


def parse(text: str, file: str) -> Parsed:
    """Parse one file. Errors within the syntax do not stop the reading; a syntax error does."""
    tree = block_tree(text)
    return strictly(text, file) if tree is None else Parsed(tree, ())


def strictly(text: str, file: str) -> Parsed:
    """Parse one file by libyaml's events, whatever its style: what `parse` means, only slower."""
    return read_on(text, file).parsed


class ReadOn(NamedTuple):
    """What was parsed, and of which text: of the file, without the slips that leave no doubt what was meant."""

    parsed: Parsed
    text: str


def read_on(text: str, file: str) -> ReadOn:
    """Parse one file; where a slip can be mended for certain, it is told and the reading goes on behind it."""
    slips: list[Finding] = []
    mended: list[_Mended] = []
    tree, found, slip = _read(text, file)
    while slip:
        slips.append(_in_file(_told(slip, Problem.SYNTAX, file), mended))
        if slip.mended is None or len(slips) == _MOST_SLIPS or len(text) > _LONGEST_READ_ON:
            break
        lines = text.split("\n")
        mended.append(_Mended(slip.line + 1, slip.column + 1, len(slip.mended) - len(lines[slip.line])))
        lines[slip.line] = slip.mended
        text = "\n".join(lines)
        tree, found, slip = _read(text, file)
    return ReadOn(Parsed(tree, (*slips, *(_in_file(f, mended) for f in found))), text)


class _Mended(NamedTuple):
    """How many characters a line has more than in the file, from a column on; from 1."""

    line: int
    column: int
    more: int


def _in_file(found: Finding, mended: list[_Mended]) -> Finding:
    """A finding of the text that was read on, at its column in the file."""
    column = found.column
    for mend in reversed(mended):
        if mend.line == found.line and mend.column < column:
            column = max(column - mend.more, mend.column)
    return found._replace(column=column)


def _told(slip: Slip, code: Problem, file: str) -> Finding:
    line, column = slip.line + 1, slip.column + 1
    return problem(code, slip.message, Origin(file), line=line, column=column, hint=slip.hint)


class _Mark(NamedTuple):
    """A place that libyaml does not tell of by itself, from 0."""

    line: int
    column: int


class _OddKey(Exception):
    """A key that begins with white space which is no indentation."""

    def __init__(self, mark: Any) -> None:
        self.mark = mark


class _ValueInKey(Exception):
    """A key of `{…}` that has its value in it."""

    def __init__(self, mark: Any) -> None:
        self.mark = mark


def _read(text: str, file: str) -> tuple[Any, list[Finding], Slip | None]:
    """The tree as far as it can be read, the errors in it, and the slip that ends or hinders the reading."""
    found: list[Finding] = []
    joins: list[tuple[Any, str]] = []

    def refuse(code: Problem, message: str, mark: Any, hint: str = "") -> None:
        place = {"line": mark.line + 1, "column": mark.column + 1}
        if code is Problem.DUPLICATE_KEY:
            hint = merging_hint(file)
        found.append(problem(code, message, Origin(file), hint=hint, **place))

    tree, slip = None, None
    loader = yaml.CSafeLoader(text)
    try:
        tree = _tree(loader, refuse, joins, lost_to_comments(text))
    except _OddKey as odd:
        slip = odd_indentation(text.split("\n"), odd.mark.line, odd.mark.column)
        above = text[: odd.mark.index].rstrip().count("\n") + 1  # empty only because of what stands below
        found = [f for f in found if f.code != Problem.EMPTY or f.line != above]
    except _ValueInKey as key:
        slip = in_braces(text.split("\n"), key.mark.line, key.mark.column)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        if error.context_mark and mark.index >= len(text.rstrip()):
            mark = error.context_mark  # something stays open to the end: where it began
        words = error.problem or ""
        if not _runs_on(joins, mark):
            slip = slip_behind(text.split("\n"), mark.line, mark.column, words)
            if not slip and not _lost_bracket(found, words):
                refuse(Problem.SYNTAX, words_for(words), mark)
    finally:
        loader.dispose()
    if joins:
        several = joined(text.split("\n"), (_span(event, key) for event, key in joins), slip)
        found += [
            _told(s, Problem.JOINED if s.is_join else Problem.SYNTAX, file)
            for s in several
            if s.mended is None
        ]
        slip = next((s for s in several if s.mended is not None), slip)
    if tree is None and not found and not slip:
        message = "ファイルが空です。内容を書くか、ファイルを消してください。"
        found.append(problem(Problem.EMPTY, message, Origin(file), line=1, column=1))
    return tree, found, slip


def _lost_bracket(found: list[Finding], problem: str) -> bool:
    """Whether what closes `{…}` or `[…]` went with a text that was taken for a comment, which is told."""
    return "did not find expected ',' or" in problem and any(f.code == Problem.LOST for f in found[-1:])


def _span(event: Any, key: str) -> Span:
    return Span(event.start_mark.line, event.end_mark.line, key, event.style or "")


def _runs_on(joins: list[tuple[Any, str]], mark: Any) -> bool:
    """Whether quotes that were not closed took in what follows, so that the error comes of it."""
    return bool(joins) and bool(joins[-1][0].style) and joins[-1][0].end_mark.line >= mark.line - 1


def _tree(loader: Any, refuse: Any, joins: list[tuple[Any, str]], lost: dict[int, Lost]) -> Any:
    """Fold the event stream into dict, list and str, reporting what is refused and noting values of several lines."""
    stack: list[tuple[Any, bool, str | None]] = []
    root: Any = None
    node: Any = None
    mapping = False
    key: str | None = None
    key_event: Any = None
    documents = count = 0
    while True:
        event = loader.get_event()
        kind = type(event)
        count += 1
        if count > MAX_VALUES:
            message = f"値が多すぎます（{MAX_VALUES:,}個まで）。ファイルを分けてください。"
            refuse(Problem.DEPTH, message, event.start_mark)
            return None
        if kind is ScalarEvent:
            value = event.value
            if event.end_mark.line > event.start_mark.line and event.style not in _BLOCK:
                joins.append((event, key or ""))
            if not event.style and event.end_mark.index in lost:
                gone = lost[event.end_mark.index]
                message, whole = gone.told(value)
                refuse(Problem.LOST, message, _Mark(event.end_mark.line, gone.column), whole)
            elif not event.style:
                if not value and key and _is_on_one_line(key_event) and holds_value(key):
                    raise _ValueInKey(key_event.start_mark)
                _check_plain(value, event, mapping and key is None, refuse)
            elif event.style in _BLOCK:
                value = value.rstrip("\n")  # how a block ends (|, |-, |+) is spelling, not content
            elif event.style == '"':  # an escape may bring what the file itself may not hold
                for _, message in islice(hidden(value), 1):
                    refuse(Problem.CHARACTER, message, event.start_mark)
            if event.anchor is not None or event.tag is not None:
                refuse(
                    Problem.ALIAS,
                    "アンカー（&名前）とタグ（!名前）は使えません。消してください。",
                    event.start_mark,
                )
            if not mapping:
                if node is None:
                    root = value
                else:
                    node.append(value)
            elif key is None:
                if value in node:
                    refuse(
                        Problem.DUPLICATE_KEY,
                        f"キー「{value}」が重複しています。1つにしてください。",
                        event.start_mark,
                    )
                key, key_event = value, event
            else:
                node[key] = value
                key = None
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.anchor is not None or event.tag is not None:
                refuse(
                    Problem.ALIAS,
                    "アンカー（&名前）とタグ（!名前）は使えません。消してください。",
                    event.start_mark,
                )
            below: Any = {} if kind is MappingStartEvent else []
            if mapping and key is None:
                refuse(Problem.SYNTAX, "キーは文字で書いてください。", event.start_mark)
                return None
            if mapping:
                node[key] = below
            elif node is None:
                root = below
            else:
                node.append(below)
            stack.append((node, mapping, key))
            node, mapping, key = below, kind is MappingStartEvent, None
            if len(stack) > MAX_DEPTH:
                refuse(Problem.DEPTH, f"入れ子が深すぎます（{MAX_DEPTH}段まで）。", event.start_mark)
                return None
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            node, mapping, _ = stack.pop()
            key = None
        elif kind is AliasEvent:
            refuse(
                Problem.ALIAS,
                "エイリアス（*名前）は使えません。値をそのまま書いてください。",
                event.start_mark,
            )
            if mapping and key is None:
                key = f"*{event.anchor}"
            elif mapping:
                node[key], key = "", None
            elif node is not None:
                node.append("")
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                refuse(
                    Problem.DOCUMENTS,
                    "1つのファイルに書ける文書は1つです。「---」から後を別のファイルに移してください。",
                    event.start_mark,
                )
                return None
        elif kind is StreamEndEvent:
            return root


def _is_on_one_line(key: Any) -> bool:
    """Whether a key is written without quotes on one line, so that it stands there as it is."""
    return not key.style and key.start_mark.line == key.end_mark.line


def _check_plain(value: str, event: Any, is_key: bool, refuse: Any) -> None:
    """Refuse unquoted scalars that people and programs would read in different ways."""
    if value in ("", "~", "null", "Null", "NULL"):
        refuse(
            Problem.EMPTY,
            "値がありません。値を書くか、値が無いなら行ごと消してください。",
            event.start_mark,
            f'「{value}」という文字そのものなら " " で囲みます。' if value else "",
        )
    elif _LEADING_ZERO.match(value):
        what = "キー" if is_key else "値"
        refuse(
            Problem.LEADING_ZERO,
            f"0で始まる数字の{what}は引用符で囲んでください。囲まないと先頭の0が失われることがあります。",
            event.start_mark,
            f'"{value}"',
        )
    elif is_key and value[0].isspace():
        raise _OddKey(event.start_mark)
    elif "\u3000#" in value:
        refuse(
            Problem.COMMENT,
            '全角空白の後の「#」は注釈になりません。半角の空白に直すか、値全体を " " で囲んでください。',
            event.start_mark,
        )


class Place(NamedTuple):
    """Line and column from 1, and the character span of a node."""

    line: int
    column: int
    start: int
    end: int


KEY_STEP = "#key"
"""Last step of the path under which `positions` keeps the place of a key itself."""


def positions(text: str) -> dict[tuple[str | int, ...], Place]:
    """Places of all values by path, and of their keys by path + (KEY_STEP,). Stops at what is no syntax or no key."""
    found: dict[tuple[str | int, ...], Place] = {}
    stack: list[tuple[str, tuple[str | int, ...], int]] = []
    path: tuple[str | int, ...] = ()
    inside, index = "", 0
    key: str | None = None
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            kind = type(event)
            if kind in (ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent):
                start: Any = event.start_mark
                end: Any = event.end_mark
                place = Place(start.line + 1, start.column + 1, start.index, end.index)
                if inside == "mapping" and key is None:
                    if kind is MappingStartEvent or kind is SequenceStartEvent:
                        break  # no key: refused where it is read
                    key = getattr(event, "value", "")
                    found[*path, key, KEY_STEP] = place
                    continue
                if inside == "mapping":
                    here: tuple[str | int, ...] = (*path, key or "")
                    key = None
                elif inside:
                    here = (*path, index)
                    index += 1
                else:
                    here = ()
                found[here] = place
                if kind is MappingStartEvent or kind is SequenceStartEvent:
                    stack.append((inside, path, index))
                    path, index, key = here, 0, None
                    inside = "mapping" if kind is MappingStartEvent else "sequence"
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                inside, path, index = stack.pop()
                key = None
    except yaml.YAMLError:
        pass
    return found
