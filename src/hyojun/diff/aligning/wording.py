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

_WIDTHS = str.maketrans({c: unicodedata.normalize("NFKC", chr(c)) for c in range(0xFF01, 0xFF5F)})
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−－﹣", "-"),
        **dict.fromkeys("〜～∼", "~"),
        **dict.fromkeys("•‧∙", "・"),
        "“": '"', "”": '"', "‘": "'", "’": "'",
        "〇": "○", "◯": "○", "⭕": "○",
        **dict.fromkeys("\u3000\xa0\u2002\u2003\u2009\u202f\t", " "),
        **dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n"),
        "\u200b": None, "\u2060": None, "\xad": None, "\ufeff": None,
        # One character that stands for a word; not ① or ², which would run into the digits beside them.
        **{c: unicodedata.normalize("NFKC", c) for c in "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ㎜㎝㎞㎡㎥㎏㌢㌔㌘㍉㍍㌫㍻㍼㍽㍾㋿㈱"},
    }
)  # fmt: skip
_VOICED = re.compile("[か-ほカ-ホう-ヽ][\u3099\u309a]")
_HALF_KATAKANA = re.compile(r"[\uff61-\uff9f]+")
_LONG = re.compile(r"(?<=[ァ-ヶー])-(?![0-9A-Za-z])")
"""A dash after katakana is a long vowel, but not before a number (サーバ-2)."""
_DASH = re.compile(r"(?<=[0-9])ー(?=[0-9])")
"""And a long vowel between digits is a dash."""
_COMMA = re.compile(r"(?:(?<![\x00-\x7f])|(?<=[)\]}\"'])), *|, *(?![\x00-\x7f])")
"""A comma of the text, not of a number nor of English."""
_STOP = re.compile(r"(?:(?<![\x00-\x7f])|(?<=[)\]}\"']))\.(?![0-9A-Za-z])|\.(?=\n|$)")
_SPACES = re.compile(r"  +")
_LETTER = "[\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\U000e0100-\U000e01ef]"
_SPACE = re.compile(rf"(?<![\x00-\x7f]) (?!{_LETTER})|(?<!{_LETTER}) (?![\x00-\x7f])")
"""Between two words of Japanese a space may part items of a list (氏名　住所); anywhere else nobody reads it."""
_CLOSED = re.compile(r"。[ \n。]*(?=[)\]}」』】])")
"""A full stop before the bracket ends what the bracket ends."""
_ENDS = re.compile(r" ?[\n。][ \n。]*")
"""The end of a sentence or of a line: which of the two it is, is layout."""
_BULLET = re.compile(r"^( *)([・●■◆◦▪]|[-*](?= )) *", re.MULTILINE)
_WITHIN = re.compile(r"(?:(?<=[、をにはがへ])|(?<=[^も]の))\n(?!・)")
"""A line that ends where no sentence can end goes on in the next."""

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


def folded(text: str) -> str:
    """The text without differences of width, white space and look-alike signs; its words stay as written.

    A line break within a sentence or after a full stop is layout; any other may part two items of a list,
    and stays.
    """
    return _kept(text) if len(text) < _SHORT else _fold(text)


_SHORT = 2_000
"""Characters of texts that are kept folded: a comparison asks for each several times."""


def _fold(text: str) -> str:
    # Not NFC as a whole: it takes \ufa19 for 神, which are two characters in a name.
    text = _VOICED.sub(lambda m: unicodedata.normalize("NFC", m[0]), text)
    text = _HALF_KATAKANA.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    text = _levelled(text.translate(_LOOKALIKES).translate(_WIDTHS))
    text = _DASH.sub("-", _LONG.sub("ー", _SPACES.sub(" ", text)))
    text = _CLOSED.sub("", _STOP.sub("。", _COMMA.sub("、", text)))
    text = _ENDS.sub("\n", text).strip(" \n")
    return _WITHIN.sub("", _SPACE.sub("", text))


def _levelled(text: str) -> str:
    """Every line of a list with one bullet, repeated for each kind of bullet and indent that came before it.

    Which sign a list has and how far it is indented as a whole is layout; that one item has another sign or
    indent than those around it says that it is of another level.
    """
    if not (found := _BULLET.findall(text)):
        return text
    indents = sorted({len(indent) for indent, _ in found})
    signs = list(dict.fromkeys(sign for _, sign in found))
    return _BULLET.sub(lambda m: "・" * (1 + indents.index(len(m[1])) + signs.index(m[2])), text)


_kept = lru_cache(maxsize=32_768)(_fold)


def marks(text: str) -> tuple[str, ...]:
    """What decides the duty in a text, in order: numbers, conjunctions, bounds, negations, brackets."""
    found = (m[0] for m in _MARKS.finditer(folded(text)))
    return tuple(_ONE_MARK.get(m, m) for m in found)


def is_wording(old: str, new: str, spell: Spell) -> bool:
    """Whether two texts differ in nothing but wording."""
    if folded(old) == folded(new):
        return True
    return folded(spell(folded(old))) == folded(spell(folded(new))) and marks(old) == marks(new)
