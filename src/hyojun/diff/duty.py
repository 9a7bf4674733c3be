"""What happened to a text that says a duty: a sentence or an item of a list came or went, or words changed.

Sentences are compared as a set, so that one which only stands elsewhere is neither new nor gone.
"""

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from .aligning.text import likeness, tokens
from .aligning.wording import Spell, folded, is_wording, marks

_ALIKE = 0.5
"""Likeness from which two sentences are versions of each other."""
_SEPARATORS = ("、", "・", ",", "/", "及び", "又は", "並びに", "若しくは", "および", "または", "かつ")


class Nature(NamedTuple):
    """What became of a text."""

    is_same: bool = False
    """The same sentences, though in another order."""
    gained: bool = False
    """A sentence or an item of a list is new."""
    lost: bool = False
    decisive: bool = False
    """Nothing but words that decide the duty changed: a number, 以上 to 超, できる to できない."""

    def flipped(self) -> "Nature":
        return self._replace(gained=self.lost, lost=self.gained)


@lru_cache(maxsize=10_000)
def nature(old: str, new: str, spell: Spell) -> Nature:
    """What became of a text that differs in more than wording; the same in both directions."""
    if new < old:  # alignment is not symmetric, so one direction serves for both
        return nature(new, old, spell).flipped()
    before, after = Counter(_sentences(spell(old))), Counter(_sentences(spell(new)))
    gone, come = list((before - after).elements()), list((after - before).elements())
    if not gone and not come:
        return Nature(is_same=True)
    pairs = _versions(gone, come)
    found = Nature(gained=len(come) > len(pairs), lost=len(gone) > len(pairs))
    for o, n in pairs:
        if is_wording(o, n, spell):
            continue
        inside = _inside(o, n)
        found = Nature(
            gained=found.gained or inside.gained,
            lost=found.lost or inside.lost,
            decisive=found.decisive or inside.decisive,
        )
    return found


def _sentences(text: str) -> list[str]:
    return [s.strip() for line in folded(text).split("\n") for s in line.split("。") if s.strip()]


def _versions(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Sentences that are versions of each other, the likest first."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])] if likeness(old[0], new[0]) >= _ALIKE else []
    scores = sorted(
        ((likeness(o, n), o, n, i, j) for i, o in enumerate(old) for j, n in enumerate(new)),
        key=lambda x: (-x[0], x[1], x[2]),
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    found = []
    for score, o, n, i, j in scores:
        if score >= _ALIKE and i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            found.append((o, n))
    return found


@lru_cache(maxsize=10_000)
def _inside(old: str, new: str) -> Nature:
    """What changed inside a sentence. More words where a list became longer are an item of it."""
    x, y = tokens(old), tokens(new)
    changed = [
        ("".join(x[a:b]), "".join(y[c:d]))
        for kind, a, b, c, d in SequenceMatcher(None, x, y, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    decisive = all(_decides(a, b) for a, b in changed)
    more = _separators(y) - _separators(x)
    words = SequenceMatcher(None, _words(x), _words(y), autojunk=False).get_opcodes()
    gained = more > 0 and any(d - c > b - a for _, a, b, c, d in words)
    lost = more < 0 and any(b - a > d - c for _, a, b, c, d in words)
    return Nature(gained=gained, lost=lost, decisive=decisive)


_ENDINGS = re.compile("[\u3041-\u309f、。]+")


def _decides(old: str, new: str) -> bool:
    """Whether these words differ in what decides a duty, and beside it in endings alone."""
    return marks(old) != marks(new) and _beside(old) == _beside(new)


def _beside(text: str) -> str:
    text = folded(text)
    for mark in marks(text):
        text = text.replace(mark, "", 1)
    return _ENDINGS.sub("", text)


def _separators(row: list[str]) -> int:
    return sum(t in _SEPARATORS for t in row)


def _words(row: list[str]) -> list[str]:
    return [t for t in row if t not in _SEPARATORS]
