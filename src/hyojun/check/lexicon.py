"""Words in running text: where they stand, and where something only looks like them.

What stands in quotation marks and in titles of laws is not ours to spell, so it is blanked, length for
length, before anything is looked for.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from hyojun.model import Spelling, VagueWord

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


_BETWEEN = "\n\0\n"
"""Between two texts that are treated as one. Nothing that is looked for goes beyond its line."""


def masked_all(texts: Iterable[str], names: re.Pattern[str] | None = None) -> list[str]:
    """Many texts masked at once, and these names in them; twenty thousand short calls would take far longer."""
    whole = masked(_BETWEEN.join(texts))
    if names is not None:
        whole = names.sub(lambda m: BLANK * len(m[0]), whole)
    return whole.split(_BETWEEN)


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

    @staticmethod
    def uses(text: str, spelling: Spelling) -> bool:
        """Whether a masked text has the spelling of the dictionary too."""
        return re.search(re.escape(spelling.word) + _tail(spelling.word, spelling), text) is not None


def _touches_latin(text: str, start: int, end: int) -> bool:
    return bool((start and _LATIN.match(text[start - 1])) or _LATIN.match(text[end : end + 1]))


@cache
def dictionary(spellings: tuple[Spelling, ...]) -> Dictionary:
    return Dictionary(spellings)


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
