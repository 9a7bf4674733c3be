"""What a table whose headers nobody knows may hold, by its values: a draft for a person, never read without one.

Officials call the columns of a list what they like; a column of ◎○× is 実装類型 all the same.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from .profile import NOT_READ, How, ImportProfile, TableWords
from .tables import last_row, word
from .workbook import Cell, Sheet

FUNCTIONS = "機能要件"
CLASS, _TEXT, _NAME = "実装類型", "機能要件", "機能名称"
_DEEPEST = 40
_SAMPLE = 200
_LONGEST_HEAD = 25
_LEAST_HEADS = 3
_MOSTLY = 0.8
_LONG_TEXT = 12
"""Characters that requirements have on average, and names have not."""
_LEVELS = ("大項目", "中項目", "小項目")


class Guess(NamedTuple):
    """A table that may be one of a kind."""

    kind: str
    top: int
    bottom: int
    columns: tuple[tuple[Cell, str], ...]
    """Header and content from left to right; 読まない where nothing is known."""


def guessed(sheet: Sheet, profile: ImportProfile) -> Guess | None:
    """What a sheet without a known table may hold."""
    top = _header(sheet)
    if top is None:
        return None
    heads = [c for c in sheet.in_row(top) if c.text.strip()]
    bottom = max(last_row(sheet, top, head.column) for head in heads)
    body = list(islice((row for row in sheet.rows if row > bottom), _SAMPLE))
    values = {h.column: [c.text for row in body if (c := sheet.cells.get((row, h.column)))] for h in heads}
    found = _functions(heads, values, len(body), profile)
    kind = FUNCTIONS
    if found is None:
        kind, found = _by_words(heads, profile)
    if found is None:
        return None
    return Guess(kind, top, bottom, tuple((h, found.get(h.column, NOT_READ)) for h in heads))


def holds_classes(sheet: Sheet, column: int, bottom: int, profile: ImportProfile) -> bool:
    """Whether nearly all values below a header are 実装類型."""
    body = islice((row for row in sheet.rows if row > bottom), _SAMPLE)
    values = [c.text for row in body if (c := sheet.cells.get((row, column))) and c.text.strip()]
    return _share(word(v) in profile.class_of for v in values) >= _MOSTLY


def no_table(file: str, sheets: Sequence[Sheet], profile: ImportProfile) -> str:
    """Why nothing of a workbook can be taken in, and what to do."""
    names = "、".join(f"「{s.title}」" for s in sheets)
    likely = [(s.title, g) for s in sheets if (g := guessed(s, profile))]
    if not likely:
        return (
            f"「{file}」に、取り込める表がありません（シート: {names}）。"
            "「データ項目ID」「データ項目」「データ型」や、「機能名称」「機能要件」「実装類型」などの見出しがある表を含むブックを"
            "指定するか、--show-mapping と --profile で、どの列が何かを教えてください。"
        )
    title, guess = likely[0]
    columns = "、".join(f"「{h.text.strip()}」は{c}" for h, c in guess.columns if c != NOT_READ)
    return (
        f"「{file}」の見出しの言葉では、取り込める表を見分けられません（シート: {names}）。"
        f"シート「{title}」は、値から見ると{guess.kind}の表のようです（見出しは{guess.top}行目。{columns}）。"
        "hyojun import に --write-profile 様式.yaml を付けるとこの下書きを書くので、確かめて直し、"
        "--profile 様式.yaml を付けて取り込んでください。"
    )


def _header(sheet: Sheet) -> int | None:
    """The row of most short words that has rows below it."""
    best: tuple[int, int] | None = None
    for row in islice(sheet.rows, _DEEPEST):
        heads = [c for c in sheet.in_row(row) if c.text.strip()]
        if len(heads) < _LEAST_HEADS or any(c.is_number or len(c.text) > _LONGEST_HEAD for c in heads):
            continue
        columns = {c.column for c in heads}
        below = list(islice((r for r in sheet.rows if r > row), 10))
        filled = sum(sum(c.column in columns for c in sheet.in_row(r)) >= 2 for r in below)
        if filled * 2 >= len(below) > 0 and (best is None or len(heads) > best[0]):
            best = (len(heads), row)
    return best[1] if best else None


def _functions(
    heads: Sequence[Cell], values: dict[int, list[str]], rows: int, profile: ImportProfile
) -> dict[int, str] | None:
    """The columns of a list of functions: known by a column of classes and one of texts."""
    classes = profile.class_of
    marks = [h.column for h in heads if _share(word(v) in classes for v in values[h.column]) >= _MOSTLY]
    texts = {h.column: _average(values[h.column]) for h in heads if h.column not in marks}
    if not marks or not texts or max(texts.values()) < _LONG_TEXT:
        return None
    text = max(texts, key=lambda c: texts[c])
    found = {marks[0]: CLASS, text: _TEXT}
    words = profile.by_kind[FUNCTIONS]
    for head in (h for h in heads if h.column not in found):
        content = _content(head, words)
        if content and content not in found.values() and words.column(content).how is not How.SKIP:
            found[head.column] = content
    before = [
        h.column for h in heads if h.column < text and h.column not in found and _is_words(values[h.column])
    ]
    taken = set(found.values())
    if before and _NAME not in taken and _differ(values[before[-1]], rows):
        found[before.pop()] = _NAME
    free = [level for level in _LEVELS if level not in taken]
    return found | dict(zip(before, free, strict=False))


def _by_words(heads: Sequence[Cell], profile: ImportProfile) -> tuple[str, dict[int, str] | None]:
    """The kind of which most headers are known, were they a little different."""
    best: tuple[str, dict[int, str]] | None = None
    for words in (w for w in profile.tables if w.target):
        found: dict[int, str] = {}
        for head in heads:
            content = _content(head, words)
            if content and content not in found.values():
                found[head.column] = content
        if set(words.needed) <= set(found.values()) and (best is None or len(found) > len(best[1])):
            best = (words.kind, found)
    return best if best and len(best[1]) >= _LEAST_HEADS else ("", None)


def _content(head: Cell, words: TableWords) -> str | None:
    """The content whose header stands in a header, the longest one."""
    plain = word(head.text)
    known = [
        (len(word(header)), column.content)
        for column in words.columns
        for header in column.headers
        if "/" not in header and len(word(header)) > 1 and word(header) in plain
    ]
    return max(known)[1] if known else None


def _share(answers: Iterable[bool]) -> float:
    them = list(answers)
    return sum(them) / len(them) if them else 0.0


def _average(texts: Sequence[str]) -> float:
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def _is_words(texts: Sequence[str]) -> bool:
    return _share(not t.strip().isdecimal() and len(t) > 1 for t in texts) >= _MOSTLY


def _differ(texts: Sequence[str], rows: int) -> bool:
    """Whether nearly every row has a value of its own, as names have and headings have not."""
    return len(set(texts)) >= _MOSTLY * rows
