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

MAX_DEPTH = 32
MAX_VALUES = 1_000_000
"""Keys and values of a file; the largest real one has some hundred thousand."""
_BLOCK = ("|", ">")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+$")
_TAB = "字下げにタブ文字が使われています。半角の空白に直してください。"
_WIDE_INDENT = "字下げに全角の空白が使われています。半角の空白に直してください。"
_ONE_DOCUMENT = "1つのファイルに書ける文書は1つです。余分な内容が無いか、字下げも確かめてください。"
_AFTER_BAR = "「|」の後ろには何も書けません。次の行から書いてください。"
_MAY_BE_LATE = re.compile(
    r"mapping values are not allowed|could not find expected ':'|cannot start any token|a tab"
)
_SYNTAX = (
    ("'\\t' that cannot start any token", _TAB),
    ("found a tab character", _TAB),
    ("that cannot start any token", '値をこの文字で始めることはできません。値全体を " " で囲んでください。'),
    (
        "mapping values are not allowed",
        'この位置に「:」は書けません。値に「: 」を含むときは値全体を " " で囲み、字下げも確かめてください。',
    ),
    ("could not find expected ':'", "「キー: 値」の「: 」（半角のコロンと空白）がありません。"),
    (
        "did not find expected key",
        "ここにはキーがあるはずです。字下げと、引用符の閉じ忘れを確かめてください。",
    ),
    (
        "did not find expected '-' indicator",
        "字下げがそろっていません。「- 」で始まる行の位置をそろえてください。",
    ),
    ("did not find expected ',' or '}'", "「{」に対応する「}」、又は区切りの「,」がありません。"),
    ("did not find expected ',' or ']'", "「[」に対応する「]」、又は区切りの「,」がありません。"),
    ("found unexpected end of stream", "引用符が閉じられないままファイルが終わっています。"),
    ("found unexpected document indicator", "引用符が閉じられないまま「---」又は「...」が現れました。"),
    (
        "found unknown escape character",
        "\" \" の中の「\\」の使い方に誤りがあります。「\\\\」と書くか ' ' で囲んでください。",
    ),
    (
        "block sequence entries are not allowed",
        "この位置に「- 」は書けません。前の行で改行し、字下げしてください。",
    ),
    ("incompatible YAML", "「%YAML」の行は使えません。消してください。"),
    ("invalid Unicode character escape", "「\\u…」で書けない文字です。文字をそのまま書いてください。"),
    ("directive name", '行の先頭に「%」は書けません。値全体を " " で囲んでください。'),
    ("undefined alias", "エイリアス（*名前）は使えません。値をそのまま書いてください。"),
    ("undefined tag handle", "タグ（!名前）は使えません。"),
    ("did not find expected alphabetic", '「*」や「&」で始まる値は " " で囲んでください。'),
    ("did not find expected <document start>", _ONE_DOCUMENT),
    ("comment or line break", _AFTER_BAR),
    ("indentation indicator", _AFTER_BAR),
    ("did not find expected node content", "値が途中で終わっています。"),
)
"""Words of libyaml's messages and what to tell an author instead; the first that fits."""


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
    found: list[Finding] = []

    def refuse(code: Problem, message: str, mark: Any, hint: str = "") -> None:
        place = {"line": mark.line + 1, "column": mark.column + 1}
        if code is Problem.DUPLICATE_KEY:
            hint = merging_hint(file)
        found.append(problem(code, message, Origin(file), hint=hint, **place))

    loader = yaml.CSafeLoader(text)
    try:
        tree = _tree(loader, refuse)
    except yaml.MarkedYAMLError as error:
        tree = None
        mark: Any = error.problem_mark or error.context_mark
        if error.context_mark and mark.index >= len(text.rstrip()):
            mark = error.context_mark  # something stays open to the end: where it began
        message = next((japanese for english, japanese in _SYNTAX if english in (error.problem or "")), None)
        cause = _cause(text.split("\n"), mark.line) if _MAY_BE_LATE.search(error.problem or "") else None
        message = message or f"YAMLの書き方に誤りがあります（{error.problem}）。"
        refuse(Problem.SYNTAX, cause.message if cause else message, cause or mark)
    finally:
        loader.dispose()
    if tree is None and not found:
        found.append(
            problem(
                Problem.EMPTY,
                "ファイルが空です。内容を書くか、ファイルを消してください。",
                Origin(file),
                line=1,
                column=1,
            )
        )
    return Parsed(tree, tuple(found))


class _Cause(NamedTuple):
    """Where the cause of a syntax error stands (lines and columns from 0), and what to do."""

    line: int
    column: int
    message: str


_NO_SPACE = re.compile(r"^[ -]*[^\s:：\"'#]+(:)[^\s]")
_WIDE_COLON = re.compile(r"^[ -]*[^\s:：\"'#]+(：)")


def _cause(lines: list[str], index: int) -> _Cause | None:
    """The usual causes of a syntax error: libyaml tells of it a line late, where nothing is wrong."""
    before = next((n for n in range(index - 1, -1, -1) if lines[n].strip()), index)
    for number in (before, index):
        line = lines[number] if number < len(lines) else ""
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            return _Cause(number, indent.index("\t"), _TAB)
        if "\u3000" in indent:
            return _Cause(number, indent.index("\u3000"), _WIDE_INDENT)
        if match := _WIDE_COLON.match(line):
            return _Cause(
                number, match.start(1), "「：」は全角です。半角の「: 」（コロンと空白）に直してください。"
            )
        if match := _NO_SPACE.match(line):
            return _Cause(number, match.start(1), "「:」の後に半角の空白を入れてください。")
    return None


def _tree(loader: Any, refuse: Any) -> Any:
    """Fold the event stream into dict, list and str, reporting what is refused."""
    stack: list[tuple[Any, bool, str | None]] = []
    root: Any = None
    node: Any = None
    mapping = False
    key: str | None = None
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
            if not event.style:
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
                key = value
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
    elif is_key and value.startswith("\u3000"):
        refuse(Problem.SYNTAX, _WIDE_INDENT, event.start_mark)
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
