"""Spellings that are one word: where a text has one that is not used, and the text with those that are.

What stands in quotation marks and in titles of laws is not ours to spell, so it is blanked, length for
length, before anything is looked for.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from .words import Spelling

BLANK = "□"
"""Stands for every character that is not ours."""

_HIDDEN = re.compile(  # one class of characters to begin with is faster than alternatives
    r"[「『{`\]h0-9](?:(?<=「)[^「」\n]{0,80}」|(?<=『)[^『』\n]{0,80}』|(?<=\{)\w+\}`[^`\n]*`|(?<=`)[^`\n]*`"
    r"|(?<=\])\([^)\n]*\)|(?<=h)ttps?://[^\s）)」]+"
    r"|(?<=[0-9])\.[0-9.]*[0-9]（(?:[^（）\n]|（[^（）\n]*）){1,60}）)"
)
"""Quotations, roles and code, targets of links, addresses, titles after a 項番: 20.1（住民票の写し等）."""
_TITLE = re.compile(
    r"(?:に関する|に係る|のための)[^、。（）「」\n]{0,20}?(?:法律|政令|省令|条例|規則|規程|要綱|要領|告示)"
)
_BEFORE_TITLE = re.compile(r"[^、。（）「」\n]*$")


def masked(text: str) -> str:
    """The text with quotations, titles of laws, code and addresses blanked; places stay what they are."""
    text = _HIDDEN.sub(lambda m: m[0][0] + BLANK * (len(m[0]) - 2) + m[0][-1], text)
    for title in list(_TITLE.finditer(text)):
        before = _BEFORE_TITLE.search(text, max(0, title.start() - 60), title.start())
        start = before.start() if before else title.start()
        text = text[:start] + BLANK * (title.end() - start) + text[title.end() :]
    return text


def one_of(literals: Iterable[str], tails: dict[str, str] | None = None) -> re.Pattern[str]:
    """Any of these words, the longest first. `tails` is what must follow a word, as a pattern.

    Where no word begins, this is found out by one look at two characters; a list of a hundred words would
    be gone through at every character that begins one of them.
    """
    begun: dict[str, dict[str, list[str]]] = {}
    for word in sorted(set(literals), key=lambda w: (-len(w), w)):
        rest = re.escape(word[2:]) + (tails or {}).get(word, "")
        begun.setdefault(word[1:2], {}).setdefault(word[:2], []).append(rest)
    first = {start[0] for starts in begun.values() for start in starts}
    alone = [f"(?<={re.escape(start)}){rest}" for start, [rest] in begun.pop("", {}).items()]
    longer = [
        re.escape(second) + _any(f"(?<={re.escape(start)}){_any(rests)}" for start, rests in starts.items())
        for second, starts in begun.items()
    ]
    known = [f"(?=[{''.join(map(re.escape, begun))}]){_any(longer)}"] if longer else []
    return re.compile(f"[{''.join(map(re.escape, sorted(first)))}]{_any([*known, *alone])}")


def _any(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


class Slip(NamedTuple):
    """A spelling that is not the one of the dictionary."""

    spelling: Spelling
    written: str
    start: int


_KANJI = re.compile(r"[一-龥々]$")
_KATAKANA = re.compile(r"[ァ-ヶー]$")
_LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]")
_PARTICLE = r"(?=[をにはのがとでもへや、。・）)」\s]|$)"
_NO_VERB = r"(?![るたてられろずう、直始終続]|な[いかく]|ま[すしせ]|よう|つつ|ながら|得|又は|及び|並びに|若しくは|かつ)"
"""What follows a verb: endings, a second verb, and where a sentence goes on (読み取り、 読み取り又は入力する)."""


def _tail(word: str, spelling: Spelling) -> str:
    if spelling.usage == "名詞":
        return _PARTICLE if _KANJI.search(word) else _NO_VERB
    return r"(?![ァ-ヶー])" if _KATAKANA.search(word) else ""


class Dictionary:
    """Spellings, ready to be looked for."""

    def __init__(self, spellings: tuple[Spelling, ...]) -> None:
        self._of = {v: s for s in spellings for v in s.variants}
        tails = {v: _tail(v, s) for v, s in self._of.items()}
        blocks = {w for s in spellings for w in s.unless} - set(self._of)
        self._pattern = one_of([*self._of, *blocks], tails) if self._of else None

    def slips(self, text: str) -> Iterator[Slip]:
        """Every place of a masked text with a spelling that is not used."""
        for match in self._pattern.finditer(text) if self._pattern else ():
            written, start, end = match[0], match.start(), match.end()
            spelling = self._of.get(written)
            if spelling is None or (_LATIN.match(written) and _touches_latin(text, start, end)):
                continue
            if spelling.usage and text[start - 1 : start] == "を":  # 照会書を受け取り…: a verb
                continue
            yield Slip(spelling, written, start)

    def spelled(self, text: str) -> str:
        """The text with the spellings of the dictionary; two texts that differ only in spelling become one.

        What is not ours to spell stays. An ending stays too (受付けた → 受け付けた): a tense is no spelling.
        """
        found = []
        at = 0
        for slip in self.slips(masked(text)):
            found += [text[at : slip.start], slip.spelling.word, _ending(slip)]
            at = slip.start + len(slip.written)
        return "".join([*found, text[at:]])

    @staticmethod
    def uses(text: str, spelling: Spelling) -> bool:
        """Whether a masked text has the spelling of the dictionary too."""
        return re.search(re.escape(spelling.word) + _tail(spelling.word, spelling), text) is not None


_ENDING = re.compile(r"[ぁ-ん]*")


def _ending(slip: Slip) -> str:
    """What a verb has beyond the stem the dictionary gives for it: た in 受付けた for 受け付け."""
    if slip.spelling.usage:
        return ""
    stem, last, ending = slip.written.rpartition(slip.spelling.word[-1])
    return ending if stem and last and _ENDING.fullmatch(ending) else ""


def _touches_latin(text: str, start: int, end: int) -> bool:
    return bool((start and _LATIN.match(text[start - 1])) or _LATIN.match(text[end : end + 1]))


@cache
def dictionary(spellings: tuple[Spelling, ...]) -> Dictionary:
    return Dictionary(spellings)
