"""Words in running text: where they stand, and where something only looks like them.

Spellings and the blanking of what is not ours to spell are of the model; vague words are here.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from hyojun.model import BLANK, Dictionary, Slip, VagueWord, dictionary, masked, one_of

__all__ = [
    "BLANK",
    "Dictionary",
    "Slip",
    "Vague",
    "VagueWords",
    "around",
    "blanked",
    "dictionary",
    "masked",
    "masked_all",
    "one_of",
    "sentence",
    "vague_words",
]

_BETWEEN = "\n\0\n"
"""Between two texts that are treated as one. Nothing that is looked for goes beyond its line."""


def masked_all(texts: Iterable[str]) -> list[str]:
    """Many texts masked at once; twenty thousand short calls would take far longer."""
    return masked(_BETWEEN.join(texts)).split(_BETWEEN)


def blanked(text: str, names: re.Pattern[str]) -> str:
    """The text with these names blanked, too."""
    return names.sub(lambda m: BLANK * len(m[0]), text)


def around(text: str, start: int, end: int, width: int = 6) -> str:
    """A word with a few characters of its own line on both sides, for a message."""
    left = max(text.rfind("\n", 0, start) + 1, start - width)
    stop = text.find("\n", end)
    right = min(len(text) if stop < 0 else stop, end + width)
    return f"{'…' if left else ''}{text[left:right].strip()}{'…' if right < len(text) else ''}"


def sentence(text: str, start: int, end: int) -> str:
    """The part of a text between full stops or line breaks that holds a place."""
    left = max(text.rfind("。", 0, start), text.rfind("\n", 0, start)) + 1
    stops = [s for s in (text.find("。", end), text.find("\n", end)) if s >= 0]
    return text[left : min(stops, default=len(text))]


class Vague(NamedTuple):
    """A vague word in a text."""

    word: VagueWord
    start: int
    end: int


class VagueWords:
    """Vague words, ready to be looked for."""

    def __init__(self, words: tuple[VagueWord, ...]) -> None:
        self._of = {w.word: w for w in words}
        exceptions = {u for w in words for u in w.unless} - set(self._of)
        self._pattern = one_of([*self._of, *exceptions]) if self._of else None

    def may_hit(self, text: str) -> bool:
        """Whether there is any of the words, so that a closer look is worth it."""
        return bool(self._pattern and self._pattern.search(text))

    def hits(self, text: str) -> Iterator[Vague]:
        """Every place of a masked text that leaves something open."""
        for match in self._pattern.finditer(text) if self._pattern else ():
            word = self._of.get(match[0])
            if word is None or any(s in text for s in word.settled):
                continue
            if word.listing and _closes_list(text, match.start(), match.end()):
                continue
            yield Vague(word, match.start(), match.end())


@cache
def vague_words(words: tuple[VagueWord, ...]) -> VagueWords:
    return VagueWords(words)


_EXPLAINED = re.compile(r"[（(の、]|）?として|$")
_REFERS_BACK = re.compile(r"当該|これら|上記|前記")
_PHRASE = re.compile(r"[^、。・／/,，「」（）()\n]*$")
_JOINED = re.compile(
    r"や|及び|又は|並びに|若しくは|および|または|もしくは|と(?=[一-龥ァ-ヶ])|→|[:：]|" + BLANK
)
_LIST_COMMA = re.compile(r"[一-龥々ァ-ヶーA-Za-z0-9０-９）)」][、・／/,，]$|[」』]$")


def _closes_list(text: str, start: int, end: int) -> bool:
    """Whether 等 or など has its list: nouns with 、 ・ や 及び 又は before it, a （…） or a class (等の…) after it,
    or 当該 and これら, which refer to a list before.

    A 、 counts as one of a list after a noun (氏名、住所等), not after a particle (また、期間等).
    """
    if _EXPLAINED.match(text, end):
        return True
    line = text[text.rfind("\n", 0, start) + 1 : start]
    phrase = _PHRASE.search(line)
    before = line[: phrase.start()] if phrase else line
    if phrase and (_JOINED.search(phrase[0]) or _REFERS_BACK.search(phrase[0])):
        return True
    return bool(_LIST_COMMA.search(before))
