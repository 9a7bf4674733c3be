"""Edits inside a text, by kind (edits.yaml), with the places that were changed."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib import resources
from random import Random
from typing import Any, NamedTuple

import yaml

WORDING, SUBSTANCE = "字句", "実質"
_APART = 6
"""Characters of the original between two edits of one text, so that each is a change of its own."""


class Kind(NamedTuple):
    """A way of editing: its name, and patterns with what takes their place."""

    group: str
    name: str
    everywhere: bool
    adds: bool
    """Whether a sentence or an item of a list comes in."""
    edits: tuple[tuple[re.Pattern[str], str | Callable[[str], str]], ...]


class Edit(NamedTuple):
    """One place of the original and what stands there now."""

    start: int
    end: int
    text: str


@cache
def kinds(group: str, file: str = "edits.yaml") -> tuple[Kind, ...]:
    """The kinds of 字句 or of 実質, in the order of the file."""
    return tuple(_kind(group, name, given) for name, given in data(file)[group].items())


@cache
def data(name: str) -> Any:
    return yaml.safe_load((resources.files(__package__) / name).read_text("utf-8"))


def edited(text: str, kind: Kind, rng: Random) -> tuple[Edit, ...]:
    """Edits of one kind that change this text; none where the kind does not apply."""
    for pattern, by in rng.sample(kind.edits, len(kind.edits)):
        found = [Edit(m.start(), m.end(), by(m[0]) if callable(by) else by) for m in pattern.finditer(text)]
        found = [e for e in found if text[e.start : e.end] != e.text]
        if found:
            return tuple(found) if kind.everywhere else (rng.choice(found),)
    return ()


def together(edits: list[tuple[Edit, ...]]) -> tuple[Edit, ...]:
    """Edits of several kinds, those left out that are too near to others before them."""
    kept: list[Edit] = []
    for several in edits:
        if all(e.end + _APART <= k.start or k.end + _APART <= e.start for e in several for k in kept):
            kept += several
    return tuple(sorted(kept))


def applied(text: str, edits: tuple[Edit, ...]) -> str:
    for e in sorted(edits, reverse=True):
        text = text[: e.start] + e.text + text[e.end :]
    return text


def hunks(text: str, edits: tuple[Edit, ...]) -> int:
    """Changes a reader should see: edits with fewer than two characters between them are one."""
    ends = [0, *(e.end for e in sorted(edits))]
    return sum(
        e.start - end >= 2 or not n for n, (e, end) in enumerate(zip(sorted(edits), ends, strict=False))
    )


def _kind(group: str, name: str, given: dict[str, Any]) -> Kind:
    edits = tuple((re.compile(pattern), _by(by)) for pattern, by in given["編集"])
    return Kind(group, name, "全て" in given, "加わる" in given, edits)


def _by(by: str) -> str | Callable[[str], str]:
    return _TRANSFORMS[by[1:]] if by.startswith("=") else by


_FULL = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_HALF_KATAKANA = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)} | {
    unicodedata.normalize("NFKC", chr(c) + mark): chr(c) + mark
    for c in range(0xFF66, 0xFF9E)
    for mark in "ﾞﾟ"
    if len(unicodedata.normalize("NFKC", chr(c) + mark)) == 1
}


def _next_number(number: str) -> str:
    return str(int(number) + 1).rjust(len(number), "0")


_TRANSFORMS: dict[str, Callable[[str], str]] = {
    "全角": lambda text: text.translate(_FULL),
    "半角": lambda text: unicodedata.normalize("NFKC", text),
    "半角片仮名": lambda text: "".join(_HALF_KATAKANA.get(c, c) for c in text),
    "分解": lambda text: unicodedata.normalize("NFD", text),
    "次の数": _next_number,
    "次の数の全角": lambda text: _next_number(text).translate(_FULL),
    "二重鍵": lambda text: text.translate(str.maketrans("「」", "『』")),
    "項目を足す": lambda text: f"{text}\n・委任の有無",
}
