"""字句の整理 or substance: two texts are the same wording only if careful normalisation makes them equal.

Never by similarity. Folded: width of letters, digits and punctuation, white space that nobody reads,
look-alike dashes and bullets, and the spellings the repository's dictionary calls one word. Numbers,
negations, 及び and 又は, 以上 and 超, できる and できない are compared besides, as written, so that no entry
of a dictionary can make them equal.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

Spell = Callable[[str], str]
"""Writes a text with the spellings of the dictionary."""

_WIDE = {c: unicodedata.normalize("NFKC", chr(c)) for c in range(0xFF01, 0xFF5F)}
_HALF_KATAKANA = re.compile(r"[\uff61-\uff9f]+")
_LOOKALIKES = str.maketrans(
    {
        **{c: "-" for c in "‐‑‒–—―−－﹣"},
        **{c: "~" for c in "〜～∼"},
        **{c: "・" for c in "･•‧∙●"},
        "“": '"', "”": '"', "‘": "'", "’": "'",
        "〇": "○", "◯": "○", "⭕": "○",
        "　": " ", "\xa0": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
        "\u200b": None, "\u2060": None, "\xad": None, "\ufeff": None,
    }
)  # fmt: skip
_COMMA = re.compile(r"，(?![0-9０-９])|(?<![0-9０-９])，|(?<=[^\x00-\x7f]),(?![0-9 ])")
"""A comma of the text, not of a number."""
_STOP = re.compile(r"．(?![0-9０-９A-Za-z])|(?<=[^\x00-\x7f])\.(?![0-9A-Za-z])|｡")
_VOICED = re.compile("[か-ほカ-ホう-ヽ][\u3099\u309a]")
_BREAKS = re.compile(r" *(?:\r\n|\r|\n)[ \n\r]*")
_SPACE = re.compile(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])")
_SPACES = re.compile(r" {2,}")
_AFTER_STOP = re.compile(r"(?<=。)\n")
_LONG = re.compile(r"(?<=[ァ-ヶ])-")
"""A dash after katakana is a long vowel."""

_MARKS = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*|[〇一二三四五六七八九十百千万]+(?=[以か日月年時分回件個名人歳%割桁字枚])"
    r"|及び|および|又は|または|並びに|ならびに|若しくは|もしくは|かつ|且つ|かどうか"
    r"|以上|以下|以内|以外|以前|以後|以降|未満|超え|超|を除|のみ|に限|だけ|まで|から|より|ごと|毎"
    r"|でき|出来|なければなら|なくてよ|なくても|しなくて|ない|なく|なし|無し|ず|ぬ|不要|不可|禁止|非|未|無|否"
    r"|必ず|必要|任意|義務|可能|原則|場合|[()「」『』\[\]{}【】〔〕<>]"
)
_ONE_MARK = {
    "および": "及び", "または": "又は", "ならびに": "並びに", "もしくは": "若しくは", "且つ": "かつ",
    "出来": "でき", "毎": "ごと", "無し": "なし", "超え": "超",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """The text without differences of width, white space and look-alike signs; its words stay as written.

    A line break after a full stop is layout; any other may part two items of a list, and stays.
    """
    # Not NFC as a whole: it takes 神 (U+FA19) for 神, which are two characters in a name.
    text = _VOICED.sub(lambda m: unicodedata.normalize("NFC", m[0]), text)
    text = _HALF_KATAKANA.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    text = _STOP.sub("。", _COMMA.sub("、", text))
    text = _LONG.sub("ー", text.translate(_LOOKALIKES).translate(_WIDE))
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text))
    text = _AFTER_STOP.sub("", _SPACE.sub("", text))
    return text.strip().removesuffix("。")


def marks(text: str) -> tuple[str, ...]:
    """What decides the duty in a text, in order: numbers, conjunctions, bounds, negations, brackets."""
    found = (m[0] for m in _MARKS.finditer(folded(text)))
    return tuple(_ONE_MARK.get(m, m) for m in found)


def is_wording(old: str, new: str, spell: Spell) -> bool:
    """Whether two texts differ in nothing but wording."""
    if folded(old) == folded(new):
        return True
    return folded(spell(folded(old))) == folded(spell(folded(new))) and marks(old) == marks(new)
