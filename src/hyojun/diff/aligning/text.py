"""What changed inside a text: lines aligned first, then words, with both texts exactly restorable.

A light tokeniser keeps terms whole (runs of kanji with their variation selectors, of katakana, of Latin
letters, numbers) and cuts at particles; difflib aligns the tokens; splinters of words between two changes
are swallowed, so that a reader sees one change. A word that did not change stays what it is, and a particle, too,
unless what stands around it was written anew.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

_CONJUNCTION = "及び|又は|並びに|若しくは|全て|直ち|既に|以上|以下|以内|未満|以後|以前|以外|予め"
_COMBINING = "[\u3099\u309a\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_MARKS = f"{_COMBINING}*"
"""What belongs to the character before it: voicing, accents, variation selectors."""
_KANJI = "[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffff々〆〇ヶ]"
_KATAKANA = "[\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f]"
_HIRAGANA = (
    "できないこと|できること|できない|できる|しないこと|すること|ないこと|あること|こと|もの|とき|ため|ところ"
    "|または|および|ならびに|もしくは|すべて|すでに|ただちに|あらかじめ|おおむね|ただし|かつて|かつ|ほか|うち"
    "|について|において|における|により|による|によって|に関する|に係る|とともに|ごとに|ごと|とおり|のみ|まま"
    "|から|まで|より|など|よう|おそれ|ください|ません|ます|その|この|それぞれ|いずれか|いずれ|これら|それら|これ|それ"
    "|している|された|されて|される|されない|しない|した|して|する|ない|なく|なけれ|なる|なった|なら|あった|ある|いる"
)
_TOKEN = re.compile(
    rf"{_CONJUNCTION}"
    rf"|[0-9０-９]+(?:[.,，．][0-9０-９]+)*{_MARKS}"
    rf"|(?:[A-Za-zＡ-Ｚａ-ｚ]{_MARKS})+"
    rf"|(?:(?:(?!{_CONJUNCTION}){_KANJI}|{_KATAKANA}){_MARKS})+"
    rf"|(?:{_HIRAGANA})(?!{_COMBINING})|\s|.{_MARKS}",
    re.DOTALL,
)
_LIKE = 0.35
"""Lines that share less than this are not versions of each other."""
_ANEW = 10
"""Characters of a change that is no word in the place of another: what joins two of them joins other words now."""
_CONTENT = re.compile(rf"(?:{_KANJI}|{_KATAKANA}|[A-Za-zＡ-Ｚａ-ｚ0-9０-９]){{2}}")
"""A word that means something by itself, not a splinter of one."""
_JOINING = re.compile(rf"[をにのはがでとへもや、・]|{_CONJUNCTION}|(?:{_HIRAGANA}){{1,}}")
"""What is between words: a particle, a conjunction, an ending."""
_BREAK = 4
"""Characters of change that lines compared as one text must spare."""
_PAIRS = 900
"""Pairs of lines beyond which lines are not looked at two by two."""
_WORK = 150_000
"""Pairs of equal words beyond which texts are not aligned word by word; no requirement has a tenth of them."""

Sign = Literal["=", "-", "+"]


class Part(NamedTuple):
    """A piece of a comparison: kept, only in the old text, only in the new one."""

    sign: Sign
    text: str


def differences(old: str, new: str) -> tuple[Part, ...]:
    """Old and new as one row of parts; '=' and '-' together are the old text, '=' and '+' the new one."""
    if old == new:
        return (Part("=", old),) if old else ()
    # In one order, so that both directions of a comparison show the same.
    if (len(new), new) < (len(old), old):
        return _joined(Part(_TURNED[sign], text) for sign, text in _compared(new, old))
    return _joined(_compared(old, new))


_TURNED: dict[Sign, Sign] = {"=": "=", "-": "+", "+": "-"}


def _compared(old: str, new: str) -> Iterator[Part]:
    return _lines(old.splitlines(keepends=True), new.splitlines(keepends=True))


def before(parts: Iterable[Part]) -> str:
    """The old text of a comparison."""
    return "".join(p.text for p in parts if p.sign != "+")


def after(parts: Iterable[Part]) -> str:
    """The new text of a comparison."""
    return "".join(p.text for p in parts if p.sign != "-")


def tokens(text: str) -> list[str]:
    """The words of a text, white space and punctuation included; joined they are the text."""
    return _TOKEN.findall(text)


class Words(NamedTuple):
    """A text as words, counted, so that many texts can be compared with it."""

    words: list[str]
    counts: Counter[str]
    size: int
    """Characters."""

    def in_common(self, other: "Words") -> float:
        """Share of words two texts have in common in any order, 0 to 1; no less than `likeness`."""
        shared = sum(min(n, other.counts[w]) * len(w) for w, n in self.counts.items() if w in other.counts)
        total = self.size + other.size
        return 2 * shared / total if total else 1.0

    def likeness(self, other: "Words") -> float:
        """Share of words two texts have in common in order, 0 to 1; of very long ones in any order."""
        if self.words == other.words:
            return 1.0
        if sum(n * other.counts[w] for w, n in self.counts.items()) > _WORK:
            return self.in_common(other)
        # In one order, so that it is the same seen from either side.
        old, new = sorted((self.words, other.words))
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        shared = sum(sum(map(len, old[m.a : m.a + m.size])) for m in matcher.get_matching_blocks())
        return 2 * shared / (self.size + other.size)


def words_of(text: str) -> Words:
    """The words of a text, counted."""
    found = tokens(text)
    return Words(found, Counter(found), len(text))


def likeness(old: str, new: str) -> float:
    """Share of words two texts have in common in order, 0 to 1."""
    return words_of(old).likeness(words_of(new))


def _lines(old: list[str], new: list[str]) -> Iterator[Part]:
    """Equal lines kept; between them, lines that are versions of each other compared by words."""
    for equal, a, b, c, d in _aligned(old, new):
        if equal:
            yield Part("=", "".join(old[a:b]))
        else:
            yield from _changed(old[a:b], new[c:d])


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Ranges of both that are equal or not, in order. What would take too long is not equal as a whole."""
    least = min(len(old), len(new))
    head = next((n for n in range(least) if old[n] != new[n]), least)
    tail = next((n for n in range(least - head) if old[-1 - n] != new[-1 - n]), least - head)
    a, b, c, d = head, len(old) - tail, head, len(new) - tail
    if head:
        yield True, 0, head, 0, head
    there = Counter(new[c:d])
    if sum(there[w] for w in old[a:b]) > _WORK:
        yield False, a, b, c, d
    else:
        matcher = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
        for kind, i, j, k, m in matcher.get_opcodes():
            yield kind == "equal", a + i, a + j, c + k, c + m
    if tail:
        yield True, b, len(old), d, len(new)


def _changed(old: list[str], new: list[str]) -> list[Part]:
    """Line by line; as one text where that changes less, for lines may only have been split or joined."""
    if len(old) == len(new) == 1:
        return list(_words(old[0], new[0]))
    by_line = [p for p in _by_line(old, new) if p.text]
    if not old or not new:
        return by_line
    as_one = [p for p in _words("".join(old), "".join(new)) if p.text]
    spared = _changes(by_line) - _changes(as_one)
    return as_one if spared > _BREAK or (spared > 0 and len(as_one) < len(by_line)) else by_line


def _changes(parts: list[Part]) -> int:
    """Characters that differ."""
    return sum(len(p.text) for p in parts if p.sign != "=")


def _by_line(old: list[str], new: list[str]) -> Iterator[Part]:
    i = j = 0
    for a, b in (*paired_lines(old, new), (len(old), len(new))):
        yield from (Part("-", line) for line in old[i:a])
        yield from (Part("+", line) for line in new[j:b])
        if a < len(old):
            yield from _words(old[a], new[b])
        i, j = a + 1, b + 1


def paired_lines(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Lines that are versions of each other, in order: the row of pairs that shares the most."""
    words = [words_of(line) for line in old], [words_of(line) for line in new]
    if len(old) * len(new) > _PAIRS:
        return []
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0.0, ())] * (len(new) + 1)]
    for i in range(len(old)):
        row: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())]
        for j in range(len(new)):
            found = max(row[j], best[i][j + 1], key=lambda x: x[0])
            score = words[0][i].likeness(words[1][j])
            if score >= _LIKE and best[i][j][0] + score > found[0]:
                found = (best[i][j][0] + score, (*best[i][j][1], (i, j)))
            row.append(found)
        best.append(row)
    return list(best[-1][-1][1])


def _words(old: str, new: str) -> Iterator[Part]:
    x, y = tokens(old), tokens(new)
    row: list[tuple[str, str] | str] = []
    for equal, a, b, c, d in _aligned(x, y):
        row.append("".join(x[a:b]) if equal else ("".join(x[a:b]), "".join(y[c:d])))
    for piece in _swallowed(row):
        if isinstance(piece, str):
            yield Part("=", piece)
        else:
            yield from (Part("-", piece[0]), Part("+", piece[1]))


def _swallowed(row: list[tuple[str, str] | str]) -> list[tuple[str, str] | str]:
    """Changes with a splinter between them become one."""
    at = 1
    while at < len(row) - 1:
        left, kept, right = row[at - 1 : at + 2]
        if isinstance(kept, str) and not isinstance(left, str) and not isinstance(right, str):
            least = min(max(map(len, left)), max(map(len, right)))
            if _is_splinter(kept, least) and "。" not in kept and "\n" not in kept:
                row[at - 1 : at + 2] = [(left[0] + kept + right[0], left[1] + kept + right[1])]
                at = max(1, at - 2)
                continue
        at += 1
    return row


def _is_splinter(kept: str, least: int) -> bool:
    """Whether an equality says nothing between two changes, the shorter one of so many characters."""
    if _CONTENT.search(kept):
        return False
    return (
        least > _ANEW and len(kept) <= least if _JOINING.match(kept) else len(kept) < 2 or len(kept) <= least
    )


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Empty parts left out, and neighbours of one sign made one; a deletion stands before its insertion."""
    found: list[Part] = []
    for kept, run in groupby((p for p in parts if p.text), key=lambda p: p.sign == "="):
        them = list(run)
        if kept:
            found.append(Part("=", "".join(p.text for p in them)))
        else:
            found += [Part(s, t) for s in ("-", "+") if (t := "".join(p.text for p in them if p.sign == s))]
    return tuple(found)
