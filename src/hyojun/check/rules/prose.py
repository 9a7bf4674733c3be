"""本編: what Markdown makes of lines that look like a list in an editor."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hyojun.model import Block, Business, Severity

from ..rule import Draft, Scope, rule


class _Mark(NamedTuple):
    """Signs at the beginning of a line that people use for the entries of a list."""

    pattern: re.Pattern[str]
    alone: bool
    """One line is enough: no sentence goes on with this sign after a line break."""
    instead: str


_BULLET = "「- 」（ハイフンと空白）"
_NUMBER = "「1. 」（数字、「.」、空白）"
_MARKS = (
    _Mark(re.compile(r"[・●■◆※•‣]"), True, _BULLET),
    _Mark(re.compile(r"([○◯◎□◇△])(?!\1)"), False, _BULLET),
    _Mark(re.compile(r"[①-⑳]"), False, _NUMBER),
    _Mark(
        re.compile(r"[（(](?:[0-9０-９]{1,2}|[ア-ンｱ-ﾝ]|[一二三四五六七八九十]{1,2})[）)]|[⑴-⒇]"),
        False,
        _NUMBER,
    ),
    _Mark(re.compile(r"(?:[0-9０-９]{1,2}[．）]|[０-９]{1,2}[ 　、)])"), False, _NUMBER),
    _Mark(re.compile(r"[ア-ンｱ-ﾝ][ 　．、）)]"), False, _NUMBER),
)
_IN_TEXT = ("段落", "箇条書き", "注記")
_NOT_ABOVE = re.compile(r"\s*$|\s*(?::{3,}|`{3,}|:[a-z-]+:|[|+%])|.*(?:  |\\)$")
"""Lines that no text goes on from: empty, of a directive, of a table, ended by a line break of Markdown."""


@rule("WD08", "行頭の記号は箇条にならない", Severity.WARNING, Scope.BUSINESS, "設計: 見えるとおりに載る")
def listed_lines_are_a_list(business: Business) -> Iterator[Draft]:
    """本編で「・」「①」などで始めた行は、Markdown では箇条にならず、上の行に続く1つの段落になる。

    書いた人の画面では行が分かれていても、サイトと PDF では1行につながる。「・」などは1行から、「①」「（1）」「ア」などは
    同じ種類の行が続くときに調べる。

    悪い例: `次の書類を受け付ける。` の次の行に `・申請書`、その次の行に `・委任状`
    良い例: `次の書類を受け付ける。` の後に空の行を置き、`- 申請書`、`- 委任状`
    直し方: 行の初めを「- 」又は「1. 」にする。記号のまま段落に分けるときは、行の間に空の行を置く。
    """
    for chapter in business.chapters:
        for block in chapter.blocks:
            if block.kind in _IN_TEXT and "\n" in block.text:
                yield from _in_block(block)


def _in_block(block: Block) -> Iterator[Draft]:
    """One finding for each kind of sign in a block, at its first line that is joined to the one above."""
    lines = [line.lstrip(" \t>") for line in block.text.split("\n")]
    for mark in _MARKS:
        begins = [mark.pattern.match(line) for line in lines]
        joined = [
            number
            for number, above in enumerate(lines[:-1], 1)
            if begins[number] and not _NOT_ABOVE.match(above) and (mark.alone or begins[number - 1])
        ]
        if not joined:
            continue
        found = begins[joined[0]]
        sign = found[0].strip(" 　") if found else ""
        more = f"（ほかに{len(joined) - 1}行）" if len(joined) > 1 else ""
        message = (
            f"「{sign}」で始まる行{more}は箇条にならず、上の行につながって1つの段落になります。"
            f"箇条なら、空の行の後に{mark.instead}で書いてください。段落に分けるなら、行の間に空の行を置いてください。"
        )
        start = sum(len(line) + 1 for line in block.text.split("\n")[: joined[0]])
        yield Draft(message, block.origin, start=start)
