"""Text in a drawing: how wide it is, where a Japanese line may end, at which size a name fits its box.

Widths are our own table, so that a drawing has the same lines on every machine: a full-width character is
1 em, a Latin one as wide as the wider of Noto Sans CJK JP and Arial. Nothing drawn with a usual font is wider.
"""

import math
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

LEADING = 1.2
"""Height of a line in em."""
SIZES = (12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6)
"""Sizes a name inside a box is tried at before it becomes a matter for the magnifying glass."""
LABEL_SIZE = 11.0
TINY = 0.4
LONGEST = 1000
"""Characters of a name that are drawn. No box can show more; the whole name is in the title of its element."""

_THOUSANDTHS = (  # of an em, from U+0020 to U+007E
    "278 323 474 556 556 921 680 278 338 338 467 584 278 347 278 392 556 556 556 556 556 556 556 556 556 556 "
    "278 278 584 584 584 556 1015 667 667 722 722 667 611 778 728 293 535 667 556 833 723 778 667 778 722 667 "
    "611 722 667 944 667 667 611 338 392 338 555 559 606 563 618 556 620 556 325 564 607 275 275 552 284 926 "
    "610 606 620 620 388 500 377 607 521 802 521 521 500 338 270 338 584"
)
_LATIN = {chr(0x20 + i): int(w) / 1000 for i, w in enumerate(_THOUSANDTHS.split())}
_HALF_KANA = range(0xFF61, 0xFFA0)

NO_START = frozenset(
    "、。，．・：；？！‼⁇⁈⁉゛゜ヽヾゝゞ々〻ー－‐゠–〜～）］｝〕〉》」』】〙〗〟’”»｠)]},.:;?!%％‰°℃′″｡､･｣"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｯｬｭｮｰﾞﾟ"
)
"""No line starts with these (行頭禁則)."""
NO_END = frozenset("（［｛〔〈《「『【〘〖〝‘“«｟([{｢￥＄¥$£")
"""No line ends with these (行末禁則)."""

_UNIT = (
    "ヶ月|か月|カ月|箇月|ケ月|年度|週間|時間|営業日|種類|段階|か所|箇所|"
    "[年月日時分秒週件人名号条項款目円個箇歳回通枚部頁歩章節期級類種桁字文行列版型番割倍台戸世％%℃度]"
)
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|[\[［][0-9A-Za-z仮_.\-]+[\]］]"  # an ID in brackets
    r"|[0-9０-９]{3}仮[0-9０-９]+"
    rf"|第?[0-9０-９]+(?:[.,．，:/][0-9０-９]+)*(?:{_UNIT})"
    r"|[0-9A-Za-z\u00C0-\u024F\u0370-\u052F_'’&@#+\-./\\*=|~^<>\"]+(?:,(?=[0-9]{3}))?"
    r"|[０-９Ａ-Ｚａ-ｚ]+"
    r"|…+|‥+|―+|—+|─+"
    r"|(?:[^\u0000-\U0010FFFF]|.)[\u0300-\u036F\u3099\u309A\uFE00-\uFE0F\u200D\U000E0100-\U000E01EF]*",
    re.DOTALL,
)
_LOANWORDS = re.compile(
    "インポート|エクスポート|システム|ネットワーク|データ|ベース|センター|カード|サービス|サーバ|コード|ファイル|オンライン|マイナンバー|マイナ|"
    "ポータル|インターフェース|アプリケーション|アクセス|メッセージ|メール|フロー|ログ|ユーザ|パスワード|チェック|"
    "エラー|リスト|レコード|ページ|ダウンロード|アップロード|バッチ|ワンストップ|コンビニ|エンター|プリンタ|スキャナ"
)
"""Long words of katakana are broken between these rather than anywhere."""
_PARTICLES = dict.fromkeys("をにはがへとでもや、", 0.3) | dict.fromkeys("のるたてくか", 1.0)
"""Hiragana that usually end a phrase, and what a break after them costs; after another one it may lie inside
a verb (受け取る)."""
_ENDS_WORD = re.compile("[者等庁省課][^数]|書[^類面式留]")
"""Kanji that mostly end a word, with the next one."""
_WORTH_A_LINE = 4.0
_MERGED = 24
"""Characters that forbidden line breaks may bind together before they are cut all the same."""
_PIECES = re.compile(r"[^\-/_.,\\]{1,40}[\-/_.,\\]*|[\-/_.,\\]{1,40}")


class Fitted(NamedTuple):
    """Lines of text and the size they fit at."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING

    @property
    def width(self) -> float:
        return max((width(line, self.size) for line in self.lines), default=0)


def clean(text: str) -> str:
    """Text as it may stand in XML and be seen: no control characters, nothing that turns the line around."""
    if text.isprintable():
        return text
    kept = (c for c in text if c == "\n" or c == "\t" or not _unseen(c))
    return "".join(kept).replace("\t", " ")


def _unseen(character: str) -> bool:
    if unicodedata.category(character) in ("Cc", "Cs", "Co"):
        return True
    code = ord(character)
    return 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069 or code & 0xFFFE == 0xFFFE or code == 0xFEFF


def width(text: str, size: float) -> float:
    """Width of a line in points at a size in points."""
    return sum(map(_EMS.__getitem__, text)) * size


class _Ems(dict[str, float]):
    """Width of each character in em, looked up once."""

    def __missing__(self, character: str) -> float:
        self[character] = found = _em(character)
        return found


_EMS = _Ems()


def _em(character: str) -> float:
    known = _LATIN.get(character)
    if known is not None:
        return known
    category = unicodedata.category(character)
    code = ord(character)
    if category in ("Mn", "Me", "Cf") and code not in (0x3099, 0x309A):
        return 0
    if code in _HALF_KANA:
        return 0.5
    if code < 0x530:  # Latin, Greek, Cyrillic
        base = unicodedata.normalize("NFD", character)[0]
        return max(_LATIN.get(base, 0.92 if category == "Lu" else 0.72), 0.37)
    return 1.3 if code >= 0x1F000 and category == "So" else 1


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Lines of at most a width in points, broken where Japanese may be broken, about equally long.

    An ID, a number with its unit and a Latin word stay whole even where they are wider than the line: whoever
    asks may then ask again at a smaller size. Only what is over 40 characters long is cut.
    """
    return list(lines(text, width, size))


@lru_cache(maxsize=8192)
def lines(text: str, width: float, size: float, roomy: bool = False) -> tuple[str, ...]:
    """As `wrapped`, remembered. Where there is room in height, a line more than needed may save a word."""
    found: list[str] = []
    for paragraph in text.split("\n"):
        units, tears = _parted(paragraph)
        if units:
            found.extend(_broken(units, tears, max(width / size, 0.01), roomy))
    return tuple(found)


class _Unit(NamedTuple):
    """What stays together on a line."""

    text: str
    em: float
    gap: float
    """Width of the space before it: gone at the start of a line."""
    joint: bool
    """Whether a known word of katakana begins here, or has just ended."""


@lru_cache(maxsize=1024)
def _parted(paragraph: str) -> tuple[list[_Unit], list[float]]:
    """Units of a paragraph and what a break before each costs: the same at every size it is tried at."""
    units = _units(paragraph)
    return units, _tears(units)


def _units(paragraph: str) -> list[_Unit]:
    joints = {place for word in _LOANWORDS.finditer(paragraph) for place in word.span()}
    pieces: list[tuple[str, bool, bool]] = []
    spaced = False
    for token in _TOKEN.finditer(paragraph):
        if token["space"]:
            spaced = True
            continue
        words = token[0]
        for word in (words,) if len(words) <= 40 else _PIECES.findall(words):
            last = pieces[-1][0] if pieces else ""
            if last and (word[0] in NO_START or last[-1] in NO_END) and len(last) < _MERGED:
                pieces[-1] = (f"{last}{' ' if spaced else ''}{word}", *pieces[-1][1:])
            else:
                pieces.append((word, spaced and bool(pieces), token.start() in joints))
            spaced = False
    space = _LATIN[" "]
    return [_Unit(w, sum(map(_EMS.__getitem__, w)), space if gap else 0, joint) for w, gap, joint in pieces]


def _broken(units: list[_Unit], tears: list[float], room: float, roomy: bool) -> list[str]:
    room += 1e-6
    starts = _first_fit(units, room)
    if len(starts) > 1 and len(units) <= 120:
        hurt, best = _balanced(units, tears, room, len(starts))
        if roomy and hurt > _WORTH_A_LINE and len(starts) < len(units):
            with_more, other = _balanced(units, tears, room, len(starts) + 1)
            best = other if with_more + _WORTH_A_LINE < hurt else best
        starts = best or starts
    return [_joined(units[a:b]) for a, b in pairwise([*starts, len(units)])]


def _joined(units: list[_Unit]) -> str:
    return "".join((" " if u.gap and i else "") + u.text for i, u in enumerate(units))


def _first_fit(units: list[_Unit], room: float) -> list[int]:
    """Where lines start if each takes all it can: no way needs fewer lines."""
    starts, used = [0], units[0].em
    for i, unit in enumerate(units[1:], 1):
        used += unit.gap + unit.em
        if used > room:
            starts.append(i)
            used = unit.em
    return starts


def _balanced(units: list[_Unit], tears: list[float], room: float, count: int) -> tuple[float, list[int]]:
    """That many lines, broken where it reads best and about equally long: how much it hurts, where they start."""
    ends = [0.0]
    for unit in units:
        ends.append(ends[-1] + unit.gap + unit.em)
    mean = min(room, ends[-1] / count)
    n = len(units)
    hurts = [0.0] + [math.inf] * n
    """By unit that a line may start with: the least that the lines before it hurt."""
    came: list[list[int]] = []
    """By line and unit that follows it: where the line starts."""
    for line in range(count):
        found, starts = [math.inf] * (n + 1), [0] * (n + 1)
        for start in range(line, n):
            hurt = hurts[start] + tears[start]
            if hurt == math.inf:
                continue
            before, gap = ends[start], units[start].gap
            for end in (n,) if line == count - 1 else range(start + 1, n + 1):  # the last line takes the rest
                length = ends[end] - before - gap
                if length > room and end > start + 1:
                    break
                total = hurt + (length - mean) ** 2 / 2
                if total < found[end]:
                    found[end], starts[end] = total, start
        hurts = found
        came.append(starts)
    if hurts[n] == math.inf:
        return math.inf, []
    places = [n]
    for starts in reversed(came):
        places.append(starts[places[-1]])
    return hurts[n], places[:0:-1]


def _tears(units: list[_Unit]) -> list[float]:
    """How much a line break before each unit hurts the reader: 0 after a phrase, much inside a word."""
    found, run = [0.0], 1
    for before, after in pairwise(units):
        a, b = _script(before.text[-1]), _script(after.text[0])
        if after.gap or a == "punctuation":
            hurt = 0.0
        elif a == "hiragana":
            hurt = 5 if b == "hiragana" else _PARTICLES.get(before.text[-1], 3)
        elif a == b == "kanji":  # words of Chinese origin mostly have two characters
            ended = _ENDS_WORD.fullmatch(before.text[-1] + after.text[0])
            hurt = 1.5 if ended else 3 if run % 2 == 0 else 7
        elif a == b == "katakana":
            hurt = 1 if after.joint else 9
        elif b == "hiragana":
            hurt = 9  # okurigana, or a particle torn from its word
        else:
            hurt = 3 if "latin" in (a, b) else 2
        found.append(hurt)
        run = run + 1 if a == b else 1
    return found


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    if "\u3041" <= character <= "\u309f":
        return "hiragana"
    if "\u30a1" <= character <= "\u30ff":
        return "katakana"
    if character in NO_START or character in NO_END:
        return "punctuation"
    return "latin" if ord(character) < 0x530 else "kanji"


def fitted(text: str, width: float, height: float, largest: float = SIZES[0]) -> Fitted:
    """The largest size at which the whole text lies inside a box, and its lines there."""
    text = shown(text)
    flowing = _one_paragraph(text)
    for size in SIZES:
        if size > largest:
            continue
        for words in dict.fromkeys((text, flowing)):
            found = _fits(words, width, height, size)
            if found:
                return found
    size = min(SIZES[-1], math.sqrt(max(width * height, 0) / LEADING / max(len(text) / 2, 1)))
    while size > TINY:
        found = _fits(flowing, width, height, size)
        if found:
            return found
        size *= 0.9
    return Fitted(lines(flowing, max(width, 1), TINY), TINY)


def _fits(text: str, width: float, height: float, size: float) -> Fitted | None:
    if too_much(text, width, height, size):
        return None
    for roomy in (True, False):
        found = Fitted(lines(text, width, size, roomy), size)
        if found.height <= height + 0.01 and found.width <= width + 0.01:
            return found
    return None


def too_much(text: str, width: float, height: float, size: float) -> bool:
    """Whether no way to break a text makes it fit: then none is looked for. Most sizes that are tried are too large."""
    room, count = max(width, 0) + 0.02, 0
    for paragraph in text.split("\n"):
        em, widest = _extent(paragraph)
        if widest * size > room:
            return True
        count += math.ceil(em * size / room)
    return count * size * LEADING > height + 0.02


@lru_cache(maxsize=1024)
def _extent(paragraph: str) -> tuple[float, float]:
    """Of the units of a paragraph: their width together without the spaces between, that of the widest, in em."""
    each = [unit.em for unit in _parted(paragraph)[0]]
    return sum(each), max(each, default=0.0)


def shown(text: str) -> str:
    """What is drawn of a name: all of it, unless it is a hostile one."""
    text = clean(text).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _one_paragraph(text: str) -> str:
    """Line breaks of the author taken out; between Japanese characters they are no spaces."""
    return " ".join(re.sub(r"(?<=[^\x00-\u052f])\s*\n\s*(?=[^\x00-\u052f])", "", text).split())


def upright(text: str) -> bool:
    """Whether a name may be written from top to bottom: nothing in it lies on its side."""
    return all(_EMS[c] == 1 for c in text if not c.isspace())
