"""Automatic numbers, as Word prints them: numbering.xml and a count of what came before."""

import re
from typing import NamedTuple

from ...files import _FORBIDDEN as FORBIDDEN
from .names import Element, each, first, is_on, value, whole
from .styles import Styles

_SIGNS = {
    "aiueo": "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
    "aiueoFullWidth": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "iroha": "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽ",
    "irohaFullWidth": "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_PLAIN = ("decimal", "decimalHalfWidth", "")
_KANJI = "〇一二三四五六七八九"
_LEGAL = "零壱弐参四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


class Level(NamedTuple):
    """One level of a list as it is defined."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restarts: bool = True
    legal: bool = False
    """All numbers in it are decimal (isLgl)."""
    style: str = ""


class Printed(NamedTuple):
    """What Word prints before a paragraph."""

    text: str
    bullet: bool
    level: int
    unknown: str = ""
    """A format of numbers that is not known; it was printed as decimal."""


class Numbering:
    """Counts through a document; ask once for each numbered paragraph, in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        abstract = {e.get("w:abstractNumId", ""): e for e in each(root, "w:abstractNum")}
        self._levels = {id: _levels(e) for id, e in abstract.items()}
        links = {value(e, "w:styleLink"): id for id, e in abstract.items() if value(e, "w:styleLink")}
        linked = {id: links.get(value(e, "w:numStyleLink"), id) for id, e in abstract.items()}
        self._abstract: dict[str, str] = {}
        self._own: dict[str, dict[int, Level]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        for num in each(root, "w:num"):
            id, of = num.get("w:numId", ""), value(num, "w:abstractNumId")
            self._abstract[id] = linked.get(of, of)
            for override in each(num, "w:lvlOverride"):
                level = whole(override.get("w:ilvl", ""))
                if (changed := first(override, "w:lvl")) is not None:
                    self._own.setdefault(id, {})[level] = _level(changed)
                if start := value(override, "w:startOverride"):
                    self._restarts.setdefault(id, {})[level] = whole(start, 1)
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}

    def printed(self, list_id: str, level: int | None, style: str) -> Printed | None:
        """The number of the next paragraph of a list; None where the list is none."""
        of = self._abstract.get(list_id)
        if of is None or of not in self._levels:
            return None
        levels = {**self._levels[of], **self._own.get(list_id, {})}
        if level is None:
            level = next((n for n, each in levels.items() if style and each.style == style), 0)
        here = min(max(level, 0), _LEVELS - 1)
        wanted = levels.get(here, Level())
        counts = self._counts.setdefault(of, {})
        for restarted, start in self._restarts.pop(list_id, {}).items():
            counts[restarted] = start - 1
        counts[here] = counts.get(here, wanted.start - 1) + 1
        for deeper in [n for n in counts if n > here and levels.get(n, Level()).restarts]:
            del counts[deeper]
        if wanted.format == "bullet":
            return Printed(wanted.text, True, here)
        unknown: list[str] = []

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shape = levels.get(at, Level())
            form = "decimal" if wanted.legal else shape.format
            text = in_format(counts.get(at, shape.start), form)
            if text is None:
                unknown.append(form)
            return str(counts.get(at, shape.start)) if text is None else text

        return Printed(
            " ".join(FORBIDDEN.sub("", _PLACE.sub(number, wanted.text)).split()),
            False,
            here,
            "".join(unknown[:1]),
        )


def in_format(number: int, form: str) -> str | None:
    """A number in one of Word's formats; None for a format that is not known here."""
    if form in _PLAIN or number < 1:
        return "" if form == "none" else str(number)
    if signs := _SIGNS.get(form):
        return signs[(number - 1) % len(signs)] * min((number - 1) // len(signs) + 1, 5)
    match form:
        case "none":
            return ""
        case "decimalZero":
            return f"{number:02}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(number).translate(_FULL)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return _circled(number)
        case "decimalEnclosedParen":
            return f"({number})"
        case "decimalEnclosedFullstop":
            return f"{number}."
        case "upperRoman" | "lowerRoman":
            return _roman(number).upper() if form[0] == "u" else _roman(number)
        case "ideographDigital" | "japaneseDigitalTenThousand":
            return "".join(_KANJI[int(d)] for d in str(number))
        case "japaneseCounting" | "chineseCounting":
            return _counted(number, _KANJI, "十百千")
        case "japaneseLegal":
            return _counted(number, _LEGAL, "拾百阡")
    return None


def _circled(number: int) -> str:
    for last, origin in ((20, 0x2460), (35, 0x3251 - 20), (50, 0x32B1 - 35)):
        if number <= last:
            return chr(origin + number - 1)
    return f"({number})"


def _roman(number: int) -> str:
    found = ""
    for amount, sign in _ROMAN:
        while number >= amount and len(found) < 20:
            found += sign
            number -= amount
    return found


def _counted(number: int, digits: str, units: str) -> str:
    if number > 9999:
        return str(number)
    found = ""
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        if digit != "0":
            one = digit == "1" and place and digits is _KANJI
            found += ("" if one else digits[int(digit)]) + (units[place - 1] if place else "")
    return found


def _levels(abstract: Element) -> dict[int, Level]:
    return {whole(e.get("w:ilvl", "")): _level(e) for e in each(abstract, "w:lvl")}


def _level(element: Element) -> Level:
    restart = value(element, "w:lvlRestart")
    return Level(
        start=whole(value(element, "w:start"), 1) if first(element, "w:start") is not None else 0,
        format=value(element, "w:numFmt") or "decimal",
        text=value(element, "w:lvlText"),
        restarts=restart != "0",
        legal=is_on(element, "w:isLgl"),
        style=value(element, "w:pStyle"),
    )
