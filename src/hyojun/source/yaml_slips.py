"""Slips of the pen in YAML: libyaml says where it gave up and in its own terms, this says what was probably meant.

Lines and columns count from 0. A line of a `|` block is the author's text and is never blamed.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from .yaml_syntax import words_for


class Slip(NamedTuple):
    """Where a slip stands, and what to do about it."""

    line: int
    column: int
    message: str
    hint: str = ""
    mended: str | None = None
    """The line without it, where there is no doubt what was meant and nothing moves; then one may read on."""
    is_join: bool = False
    """YAML takes the line for the rest of a value above."""


class Level(NamedTuple):
    """A place where lines of an open list (`name` is empty) or mapping begin."""

    column: int
    name: str


_ENTRY = re.compile(r"( *)((?:- +)*)(?:(\"[^\"]*\"|'[^']*'|[^\s:：\"'#\-][^\s:：\"'#]*) *:(?= |$)|)(.*)")
"""Indentation, dashes, key (None: there is none), and what follows."""
_HEAD_OF_BLOCK = re.compile(r"(?:[:\-] +|^ *)[|>][-+0-9]*[ \t]*(?:#.*)?$")
_BLANK = re.compile(r"\s*(?:#|$)")
_WORD = r"[^\s:：\"'#\-・●○－ー;；][^\s:：\"'#;；]*"
_NO_SPACE = re.compile(rf"[ -]*(?!\d+:\d){_WORD}(:)(?!//)\S")
_WIDE_COLON = re.compile(rf"[ -]*{_WORD}(：)[ \u3000]*")
_IN_BRACES = re.compile(rf"(?!\d+:\d){_WORD}(：|:(?!//))[ \u3000]*(?=\S)")
_AFTER_QUOTED_KEY = re.compile(r"[{,] *(?:\"[^\"]*\"|'[^']*')(：)[ \u3000]*")
_WIDE_COMMA = re.compile(r"(?<=[\"'\]}])[，、] *|[，、] *(?=[^\s,，、:：{}\[\]\"']{1,20}: )")
"""Where `{…}` and `[…]` surely want a comma: behind what is closed, or before a key."""
_COLON_IS_WIDE = "「：」は全角です。半角の「: 」（コロンと空白）に直してください。"
_COLON_IS_TIGHT = "「:」の後に半角の空白を入れてください。"
_SEMICOLON = re.compile(rf"[ -]*{_WORD}([;；])(?:\s|$)")
_NO_SPACE_AFTER_DASH = re.compile(rf" *(-){_WORD} *:(?: |$)")
_BULLET = re.compile(rf" *([・●－ー—–−]) *{_WORD} *(?:：|:(?:\s|$))")
_WIDE_BRACKET = re.compile(r"[ -]*(?:[^\s:：\"'#]+: +)?([｛［])")
_WIDE_BAR = re.compile(r"[ -]*[^\s:：\"'#]+: +(｜)[ \u3000]*$")
_AFTER_QUOTES = re.compile(r"[ -]*[^\s:：\"'#]+: +(?:\"[^\"]*\"|'[^']*')(?=[^\s#,])()")
_TABLE = re.compile(r"[^\s:\"'#][^:\"'#\t]*(\t)")
_INDICATORS = "'[{|>&*!%@`-?"
"""What no plain value begins with."""
_NEAR = 20
"""Further lines of the same slip that are named."""
_MOST_JOINED = 200
"""Values of several lines that are told of a file."""


def slip(lines: Sequence[str], number: int, column: int, problem: str) -> Slip | None:
    """The slip behind a syntax error of libyaml, from the place it tells; None if it is none of the usual ones."""
    blocks = blocks_in(lines)
    before = _before(lines, number)
    for near in (before, number):
        if found := _of_indentation(lines, near, blocks):
            return found
    if "did not find expected ',' or" in problem:
        return _of_separator(lines, number)
    layout = re.search(r"expected key|'-' indicator", problem)
    late = re.search(r"mapping values are not allowed|could not find expected ':'|cannot start any", problem)
    if not (layout or late):
        return None
    for near in (before, number) if late else (number,):
        if near not in blocks and (found := spelt(lines, near, blocks)):
            return found
    if "could not find" in problem and before not in blocks and _is_bare(lines[before]):
        number = before
    entry = _entry(lines[number]) if number < len(lines) else None
    if "mapping values" in problem and entry and column > len(lines[number]) - len(entry.rest):
        return _of_colon(lines[number].rstrip(), number, column, entry.rest)
    return _of_layout(lines, number, blocks)


def _of_colon(line: str, number: int, column: int, value: str) -> Slip | None:
    """`: ` within a value that stands without quotes on one line; read on as if it had them."""
    if value[0] in _INDICATORS or '"' in value or "\\" in value:
        return None
    message = words_for("mapping values are not allowed")
    return Slip(number, column, message, hint=f'"{value}"', mended=f'{line[: -len(value)]}"{value}"')


class Span(NamedTuple):
    """A value that stands on several lines without `|`."""

    first: int
    last: int
    key: str
    style: str
    """The quotes around it; empty for none."""


def joined(lines: Sequence[str], spans: Iterable[Span], known: Slip | None) -> list[Slip]:
    """The slips that made one value of several lines, as YAML reads them; but not the one that is known."""
    blocks = blocks_in(lines)
    told = known.line if known else -1
    own = (span for span in islice(spans, _MOST_JOINED) if not span.first <= told <= span.last + 1)
    return [_joined(lines, span, blocks) for span in own]


def _joined(lines: Sequence[str], span: Span, blocks: Collection[int]) -> Slip:
    for number in () if span.style else range(span.first, span.last + 1):
        if found := _of_indentation(lines, number, blocks) or spelt(lines, number, blocks):
            return found
    below = range(span.first + 1, span.last + 1)
    second = next((n for n in below if lines[n].strip()), span.first)
    begin = f"{span.key}: |" if span.key else "- |"
    as_block = f"上の行を「{begin}」とし、文は全て次の行から書いてください。"
    if span.key and _entry(lines[span.first]).is_bare and not span.style:  # the text begins below its key
        as_block = f"キーの行を「{begin}」としてください（文はそのままで構いません）。"
    message = "この行は、上の行の値の続きとして、間に空白を1つ入れてつながれます。"
    if span.style:
        message = f"上の行の引用符が閉じていないため、{message}閉じ忘れなら閉じ、文の続きなら、{as_block}"
    else:
        message += f"文の続きなら、{as_block}別の項目なら「キー: 値」の形に直してください。"
    return Slip(second, _indent(lines[second]), message, is_join=True)


def odd_indentation(lines: Sequence[str], number: int, column: int) -> Slip:
    """The slip of a key that begins with white space which is no indentation."""
    message = "キーの前に半角でない空白があります。半角の空白に直してください。"
    return _of_indentation(lines, number, blocks_in(lines)) or Slip(number, column, message)


def spelt(lines: Sequence[str], number: int, blocks: Collection[int] = ()) -> Slip | None:
    """A slip in the characters of one line."""
    line = lines[number] if number < len(lines) else ""
    if match := _WIDE_COLON.match(line):
        rest = line[match.end() :]
        mended = f"{line[: match.start(1)]}:{' ' if rest else ''}{rest}"
        return Slip(number, match.start(1), _COLON_IS_WIDE, mended=mended)
    if match := _NO_SPACE.match(line):
        at = match.end(1)
        return Slip(number, match.start(1), _COLON_IS_TIGHT, mended=f"{line[:at]} {line[at:]}")
    if match := _WIDE_BAR.match(line):
        message = "「｜」は全角です。半角の「|」に直してください。"
        return Slip(number, match.start(1), message, mended=f"{line[: match.start(1)]}|")
    for pattern, message in _SPELT:
        if match := pattern.match(line):
            found = Slip(number, match.start(1), message.format(match[1], match[1].translate(_NARROW)))
            return found._replace(hint=_elsewhere(lines, number, pattern, blocks))
    return None


_NARROW = str.maketrans("｛［；", "{[;")
_SPELT = (
    (_SEMICOLON, "「{0}」は使えません。半角の「: 」（コロンと空白）に直してください。"),
    (_NO_SPACE_AFTER_DASH, "「-」の後に半角の空白を入れてください。次の行からの字下げもそろえてください。"),
    (
        _BULLET,
        "箇条の記号は半角の「- 」（ハイフンと空白）です。「{0}」を直し、次の行からの字下げもそろえてください。",
    ),
    (_WIDE_BRACKET, "「{0}」は全角です。半角の「{1}」に直し、閉じる括弧も半角にしてください。"),
    (
        _AFTER_QUOTES,
        "引用符で囲んだ値の後に文字が続いています。引用符を消すか、値全体を囲んでください"
        "（値に \" を含むときは ' ' で囲みます）。",
    ),
    (
        _TABLE,
        "タブで区切られた行です。表計算ソフトの表は、ここに貼り付けても読めません。"
        "「キー: 値」の形に書き直すか、Excel のファイルから取り込んでください（hyojun import、hyojun edit）。",
    ),
)
"""Slips whose line cannot be mended for certain: the character in group 1, and what to say of it."""


def holds_value(key: str) -> bool:
    """Whether a key of `{…}` without a value has its value in it, behind a colon that is none to YAML."""
    return _IN_BRACES.match(key) is not None


def in_braces(lines: Sequence[str], number: int, column: int) -> Slip:
    """The slip of such a key, which begins there."""
    line = lines[number]
    match = _IN_BRACES.match(line, column)
    assert match, "the key was asked before"
    message = _COLON_IS_WIDE if match[1] == "：" else _COLON_IS_TIGHT
    return Slip(number, match.start(1), message, mended=f"{line[: match.start(1)]}: {line[match.end() :]}")


def _of_separator(lines: Sequence[str], number: int) -> Slip | None:
    """Full-width punctuation where `{…}` and `[…]` need a colon or a comma."""
    line = lines[number] if number < len(lines) else ""
    if match := _AFTER_QUOTED_KEY.search(line):
        mended = f"{line[: match.start(1)]}: {line[match.end() :]}"
        return Slip(number, match.start(1), _COLON_IS_WIDE, mended=mended)
    match = _WIDE_COMMA.search(line) or re.search("[，、]", line)
    if not match:
        return None
    at, mark = match.start(), match[0][0]
    message = f"「{mark}」は区切りになりません。半角の「, 」（コンマと空白）に直してください。"
    is_sure = match.re is _WIDE_COMMA
    return Slip(number, at, message, mended=f"{line[:at]}, {line[match.end() :]}" if is_sure else None)


def _of_indentation(lines: Sequence[str], number: int, blocks: Collection[int]) -> Slip | None:
    """White space before a line that looks like indentation and is none."""
    if number in blocks or number >= len(lines):
        return None
    match = _INDENT.match(lines[number])
    if not match:
        return None
    name = {"\t": "タブ文字", "\u3000": "全角の空白"}.get(match[1], f"特殊な空白（U+{ord(match[1]):04X}）")
    message = f"字下げに{name}が使われています。半角の空白に直してください。"
    return Slip(number, match.start(1), message, hint=_elsewhere(lines, number, _INDENT, blocks))


_INDENT = re.compile(r" *(?:- *)*([^\S \n])\s*\S")


def _elsewhere(lines: Sequence[str], number: int, pattern: re.Pattern[str], blocks: Collection[int]) -> str:
    """The other lines that have the same slip, so that all of them are mended at once."""
    others = [
        n + 1
        for n, line in enumerate(lines)
        if n != number and n not in blocks and not _BLANK.match(line) and pattern.match(line)
    ]
    if not others:
        return ""
    more = f"など、ほかに{len(others)}行" if len(others) > _NEAR else "行目"
    return f"{'、'.join(map(str, others[:_NEAR]))}{more}も同じように直してください。"


def _of_layout(lines: Sequence[str], number: int, blocks: Collection[int]) -> Slip | None:
    """A line that begins at a column where none may."""
    if number >= len(lines) or not lines[number].strip():
        return None
    entry, above = _entry(lines[number]), _above(lines, number, blocks)
    column, at = entry.indent, f"{entry.indent + 1}桁目"
    levels = [*_levels(lines, number, blocks)]
    last = _entry(lines[above]) if above >= 0 else None
    if last and (number in blocks or (entry.is_bare and _HEAD_OF_BLOCK.search(lines[above]))):
        what = f"「{last.key}」（{last.column + 1}桁目）" if last.key else "「- 」"
        message = (
            f"「|」の下の文は、{what}より深く、どの行も同じ深さに字下げしてください（この行は{at}です）。"
        )
        return Slip(number, column, message)
    if entry.is_bare:
        message = "「キー: 値」の「: 」（半角のコロンと空白）がありません。"
        tail = ""
        if last and last.key and last.has_value:
            tail = f"上の行の文の続きなら、上の行を「{last.key}: |」とし、文は全て次の行から書いてください。"
        return Slip(number, column, message, hint=tail)
    if last and last.key and last.has_value and column > last.column:
        message = (
            f"字下げが深いため、上の行の「{last.key}」の値の続きとして読まれます。"
            f"別の項目なら{last.column + 1}桁目から書いてください。"
            f"文の続きなら、上の行を「{last.key}: |」とし、文は全て次の行から書いてください。"
        )
        return Slip(number, column, message)
    wanted = [level for level in levels if bool(level.name) is not entry.has_dash]
    if not wanted or column in {level.column for level in wanted}:
        return None
    near = min(wanted, key=lambda level: abs(level.column - column))
    if entry.has_dash:
        message = (
            f"「- 」の位置がそろっていません（この行は{at}です）。"
            f"上の「- 」と同じ{near.column + 1}桁目から書いてください。"
        )
    else:
        message = (
            f"字下げがそろっていません（この行は{at}です）。"
            f"上の「{near.name}」と並ぶ項目なら、{near.column + 1}桁目から書いてください。"
        )
        if column in {level.column for level in levels}:
            message += "新しい件なら、行の初めに「- 」を付けてください。"
    return Slip(number, column, message)


class _Entry(NamedTuple):
    """What a line is made of."""

    indent: int
    dashes: str
    key: str | None
    rest: str

    @property
    def column(self) -> int:
        return self.indent + len(self.dashes)

    @property
    def has_dash(self) -> bool:
        return bool(self.dashes) or self.rest == "-"

    @property
    def has_value(self) -> bool:
        return not _BLANK.match(self.rest) and not _HEAD_OF_BLOCK.search(f": {self.rest}")

    @property
    def is_bare(self) -> bool:
        return self.key is None and not self.has_dash


def _entry(line: str) -> _Entry:
    match = _ENTRY.match(line)
    assert match, "every line matches"
    return _Entry(len(match[1]), match[2], match[3], match[4].strip())


def _is_bare(line: str) -> bool:
    return bool(line.strip()) and _entry(line).is_bare


def _levels(lines: Sequence[str], number: int, blocks: Collection[int]) -> Iterator[Level]:
    """Where lines of what is open above a line begin, the innermost first."""
    limit = 1 << 30
    for near in range(number - 1, -1, -1):
        if near in blocks or _BLANK.match(lines[near]):
            continue
        entry = _entry(lines[near])
        if entry.is_bare or entry.indent >= limit:
            continue
        if entry.key is not None and entry.column < limit:
            yield Level(entry.column, entry.key)
        dashes = [entry.indent + n for n, c in enumerate(entry.dashes) if c == "-"]
        yield from (Level(column, "") for column in reversed(dashes) if column < limit)
        limit = entry.indent
        if limit == 0:
            return


def _above(lines: Sequence[str], number: int, blocks: Collection[int]) -> int:
    """The line above that is no text of a block, no comment and not empty; -1 for none."""
    above = range(min(number, len(lines)) - 1, -1, -1)
    return next((n for n in above if n not in blocks and not _BLANK.match(lines[n])), -1)


def _before(lines: Sequence[str], number: int) -> int:
    """The line before that is not empty; the line itself for the first one."""
    return next((n for n in range(min(number, len(lines)) - 1, -1, -1) if lines[n].strip()), number)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def blocks_in(lines: Sequence[str]) -> frozenset[int]:
    """The lines that are text of `|` and `>` blocks."""
    found: set[int] = set()
    above = -1
    for number, line in enumerate(lines):
        if above >= 0:
            if not line.strip() or len(line) - len(line.lstrip(" ")) > above:
                found.add(number)
                continue
            above = -1
        if _HEAD_OF_BLOCK.search(line) and not _BLANK.match(line):
            entry = _entry(line)
            above = entry.column if entry.key else max(line.rfind("- "), 0)
    return frozenset(found)
