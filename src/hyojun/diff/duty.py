"""What happened to a text that says a duty: a sentence or an item of a list came or went, or words changed.

Sentences are compared as a set, so that one which only stands elsewhere is neither new nor gone. What decides a
duty is told by words that are listed here; it makes a change heavier, never lighter.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from enum import Enum
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
    """Words that decide the duty changed: a number, 以上 to 超, できる to できない, a term, 自動 to 手動."""
    limited: bool = False
    """Words that limit what is said came in: 本人の同意なく."""
    freed: bool = False
    """Such words went out."""

    def flipped(self) -> "Nature":
        return self._replace(gained=self.lost, lost=self.gained, limited=self.freed, freed=self.limited)


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
            limited=found.limited or inside.limited,
            freed=found.freed or inside.freed,
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
    changed = list(_changed(x, y))
    decisive = (
        all(_decides(a, b, marks) for a, b in changed)
        or any(_decides(a, b, _strong) for a, b in _changed(_parted(old), _parted(new)))
        or _mood(old) != _mood(new)
    )
    more = _separators(y) - _separators(x)
    words = SequenceMatcher(None, _words(x), _words(y), autojunk=False).get_opcodes()
    gained = more > 0 and any(d - c > b - a for _, a, b, c, d in words)
    lost = more < 0 and any(b - a > d - c for _, a, b, c, d in words)
    limited, freed = (any(_limits(pair[n]) and not pair[1 - n] for pair in changed) for n in (1, 0))
    return Nature(gained=gained, lost=lost, decisive=decisive, limited=limited, freed=freed)


def _changed(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """The words that stand in one another's place."""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield "".join(old[a:b]), "".join(new[c:d])


_ENDINGS = re.compile("[\u3041-\u309f、。]+")
_STRONG = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*"
    r"|翌々?(?:開庁|営業|執務|業務)?[日週月年]度?|(?:当|即|同|前)[日月]|[月週年]度?末"
    r"|即時|即座|リアルタイム|遅滞なく|速やか|すみやか|直ちに|ただちに|随時|都度|定期的?"
    r"|[日週月年]次|毎[日週月年朝夜]|(?:[日週月年]|四?半期)(?:ごと|毎)|までに?|より[前後]に?"
    r"|一括|個別|全て|すべて|全部|全件|一部|いずれか|いずれも|自動|手動|手作業|手入力"
    r"|[〇一二三四五六七八九十百千万]+[つ以か日月年時分回件個名人者種通枚桁字歳%割]"
    r"|望まし|努め|必要に応じ|可能な限り|できる限り"
    r"|以上|以下|以内|以外|以前|以後|以降|未満|超|を除|のみ|に限|だけ|でき|ない|なく|禁止|不可|不要|任意"
)
"""Words that decide a duty wherever they stand, whatever else is changed in the sentence."""
_ONE_WORD = {"すみやか": "速やか", "ただちに": "直ちに", "すべて": "全て", "全部": "全て", "全件": "全て"}


def _parted(text: str) -> list[str]:
    """Words of a sentence, each of those that decide by itself."""
    found: list[str] = []
    at = 0
    for m in _STRONG.finditer(text):
        found += (*tokens(text[at : m.start()]), m[0])
        at = m.end()
    return [*found, *tokens(text[at:])]


def _strong(text: str) -> tuple[str, ...]:
    return tuple(_ONE_WORD.get(m[0], m[0]) for m in _STRONG.finditer(folded(text)))


def _decides(old: str, new: str, deciding: Callable[[str], tuple[str, ...]]) -> bool:
    """Whether these words differ in what decides a duty, and beside it in endings alone."""
    return deciding(old) != deciding(new) and _beside(old) == _beside(new)


def _beside(text: str) -> str:
    text = _STRONG.sub("", folded(text))
    for mark in marks(text):
        text = text.replace(mark, "", 1)
    return _ENDINGS.sub("", text)


class _Mood(Enum):
    """What a sentence asks for, by its last words."""

    DUTY = 1
    """To do it, or to be able to; most sentences."""
    WISH = 2
    CHOICE = 3
    BAN = 4


_LAST = r"(?:こと|もの|とする|である|よう|に|。)*$"
_MOODS = (
    (_Mood.DUTY, re.compile(r"(?:なければ|なくては|ねば)(?:なら|いけ)ない" + _LAST)),
    (_Mood.WISH, re.compile(r"(?:望ましい|推奨する|努める|努めること)" + _LAST)),
    (
        _Mood.CHOICE,
        re.compile(
            r"(?:てもよい|でもよい|任意とする|(?:差し支え|かまわ|構わ|妨げ|要し|必要と?[はし])ない|不要とする)"
            + _LAST
        ),
    ),
    (_Mood.BAN, re.compile(r"(?:(?<![がも])ない|不可とする|不可|禁止する|禁止とする|禁止)" + _LAST)),
)


def _mood(sentence: str) -> _Mood:
    """能力又は義務, 望ましい, 任意, 禁止."""
    return next((mood for mood, last in _MOODS if last.search(sentence)), _Mood.DUTY)


_LIMIT = re.compile(r"(?:[\u3041-\u309f]|場合|とき|限り)$")


def _limits(words: str) -> bool:
    """Whether words that came or went as a whole limit the rest: they end in a particle or a verb, no list item does."""
    words = words.strip("、, ")
    return len(words) > 1 and words not in _SEPARATORS and bool(_LIMIT.search(words))


def _separators(row: list[str]) -> int:
    return sum(t in _SEPARATORS for t in row)


def _words(row: list[str]) -> list[str]:
    return [t for t in row if t not in _SEPARATORS]
