"""A comparison held against what is true: facts found, substance called wording, differences torn apart."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from hyojun.diff import How, Matching, Part, Row, after, before, differences, is_wording, matched, moved
from hyojun.model import Words, dictionary, one_of
from hyojun.source import packaged

from ..corpus.words import words
from .editions import Edited, Revision
from .edits import SUBSTANCE

Spell = Callable[[str], str]
Split = Callable[[str], Iterable[tuple[int, int]]]
"""Where the terms of a text begin and end."""


class Found(NamedTuple):
    """Facts of one kind: how many are right, how many were found, how many there are."""

    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0


class Figures(NamedTuple):
    """What came out for one pair of editions."""

    facts: dict[str, Found]
    substance: int
    """Texts that were changed in substance."""
    missed: tuple[Edited, ...]
    """Those of them that were called 字句."""
    wording: int
    """Texts whose wording alone was changed."""
    stern: tuple[Edited, ...]
    """Those of them that were not called 字句."""
    broken: int
    """Differences that do not restore both sides."""
    hunks: int
    true_hunks: int
    torn: int
    """Hunks that begin or end within a term."""
    seconds: float
    """CPU for matching, order and in-text differences."""


def judged(revision: Revision) -> Figures:
    """All figures for one pair of editions."""
    old, new = [t.row for t in revision.old], [t.row for t in revision.new]
    started = time.process_time()
    matching = compared(old, new, revision.declared)
    seconds = time.process_time() - started
    pairs = {(o, n) for m in matching.matches for o in m.old for n in m.new}
    away = set(moved([r.id for r in old], [r.id for r in new], _singles(matching)))
    guessed = {(m.old[0], m.new[0]) for m in matching.matches if m.how is How.LIKELY}
    facts = {
        "対応": _found(pairs, revision.pairs),
        "IDの違う対応": _found(
            {p for p in pairs if p[0] != p[1]}, {p for p in revision.pairs if p[0] != p[1]}
        ),
        "うち推定": Found(len(guessed & revision.pairs), len(guessed), len(guessed & revision.pairs)),
        "追加": _found(set(matching.added), revision.added),
        "削除": _found(set(matching.removed), revision.removed),
        "移動": _found(away, revision.moved),
    }
    facts["全て"] = Found(*(sum(f[n] for k, f in facts.items() if k in _COUNTED) for n in range(3)))
    return Figures(facts, *_texts(revision.edited), seconds)


def compared(old: list[Row], new: list[Row], declared: Iterable[tuple[str, str]] = ()) -> Matching:
    """The whole work on two lists of rows: matched, put in order, judged, their texts compared."""
    matching = matched(old, new, declared)
    texts = {r.id: r.text for r in old}, {r.id: r.text for r in new}
    moved([r.id for r in old], [r.id for r in new], _singles(matching))
    for o, n in _singles(matching):
        if texts[0][o] != texts[1][n]:
            is_wording(texts[0][o], texts[1][n], _spell())
            differences(texts[0][o], texts[1][n])
    return matching


def _singles(matching: Matching) -> list[tuple[str, str]]:
    return [(m.old[0], m.new[0]) for m in matching.matches if len(m.old) == len(m.new) == 1]


@cache
def _spell() -> Spell:
    return dictionary(packaged(Words, "words.yaml").spellings).spelled


_COUNTED = ("対応", "追加", "削除", "移動")


def _found(found: set[object] | set[str] | set[tuple[str, str]], true: Iterable[object]) -> Found:
    true = set(true)
    return Found(len(found & true), len(found), len(true))


def _texts(
    all_edited: tuple[Edited, ...],
) -> tuple[int, tuple[Edited, ...], int, tuple[Edited, ...], int, int, int, int]:
    spell = _spell()
    changed = [e for e in all_edited if e.group == SUBSTANCE]
    worded = [e for e in all_edited if e.group != SUBSTANCE]
    parts = [(e, differences(e.old, e.new)) for e in all_edited]
    return (
        len(changed),
        tuple(e for e in changed if is_wording(e.old, e.new, spell)),
        len(worded),
        tuple(e for e in worded if not is_wording(e.old, e.new, spell)),
        sum(before(p) != e.old or after(p) != e.new for e, p in parts),
        sum(len(list(hunks_of(p))) for _, p in parts),
        sum(e.hunks for e in all_edited),
        sum(len(torn(p, terms)) for _, p in parts),
    )


class Hunk(NamedTuple):
    """A change with its place in both texts."""

    old: str
    new: str
    old_at: int
    new_at: int


def hunks_of(parts: Iterable[Part]) -> Iterator[Hunk]:
    """Changes with nothing between them are one."""
    a = b = 0
    open_: Hunk | None = None
    for sign, text in parts:
        if sign == "=":
            if open_:
                yield open_
            open_ = None
        else:
            last = open_ or Hunk("", "", a, b)
            open_ = last._replace(old=last.old + text * (sign == "-"), new=last.new + text * (sign == "+"))
        a += len(text) * (sign != "+")
        b += len(text) * (sign != "-")
    if open_:
        yield open_


def torn(parts: tuple[Part, ...], split: Split) -> list[Hunk]:
    """Hunks that begin or end inside a term, in either text."""
    inside = _inside(before(parts), split), _inside(after(parts), split)
    return [
        h
        for h in hunks_of(parts)
        if {h.old_at, h.old_at + len(h.old)} & inside[0] or {h.new_at, h.new_at + len(h.new)} & inside[1]
    ]


def _inside(text: str, split: Split) -> set[int]:
    return {n for start, end in split(text) for n in range(start + 1, end)}


def terms(text: str) -> Iterator[tuple[int, int]]:
    """Where terms of our own vocabulary stand in a text."""
    return (m.span() for m in _vocabulary().finditer(text))


@cache
def _vocabulary() -> re.Pattern[str]:
    stages = words()["段階"].values()
    records = [r for s in stages for r in s["記録"]]
    found = [*records, *words()["属性"], *(r + a for r in records for a in words()["属性"])]
    found += [p for s in stages for p in s["手続"]] + [s for b in words()["業務"].values() for s in b["主題"]]
    found += [x for several in words()["相手"].values() for x in several] + list(words()["帳票名"])
    found += "及び 又は 並びに 若しくは できる できない すること 以上 以下 未満 画面 表示 記録 職員 権限 期間 封筒".split()
    return one_of(found)
