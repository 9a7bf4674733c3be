"""Dates as printed: 和暦 or 西暦 by the 様式."""

import re
from collections.abc import Iterable
from datetime import date

from hyojun.model import Obligation

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WITHIN = re.compile(rf"(?<![0-9-]){_ISO.pattern}(?![0-9-])")
_ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),
)
"""First day and name, newest first. 明治 from the day the calendar became the solar one (6年)."""

NO_CONFORMANCE = "－"
"""In the place of the 適合基準日 of what may not exist."""
NUMBER_FORMATS = {"和暦": '[$-411]ggge"年"m"月"d"日"', "西暦": 'yyyy"年"m"月"d"日"'}
"""暦 → how a spreadsheet shows a day the same way."""


def day_in(text: str | None) -> date | None:
    """The day that an ISO date means; None for words in its place."""
    return date.fromisoformat(text) if text and _ISO.fullmatch(text) else None


def printed(day: date | str, era: str) -> str:
    """令和8年3月25日, or 2026年3月25日; words in the place of a date (未定, …の施行日) as they are."""
    if isinstance(day, str):
        if (meant := day_in(day)) is None:
            return day
        day = meant
    found = next(((first, name) for first, name in _ERAS if day >= first), None)
    if era == "西暦" or found is None:
        return f"{day.year}年{day.month}月{day.day}日"
    first, name = found
    year = day.year - (1867 if name == "明治" else first.year - 1)
    return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def in_words(text: str, era: str) -> str:
    """A text that was put together (指定都市：2028-04-01、町村：未定) with every day of the calendar in it as printed."""
    return _WITHIN.sub(lambda m: _if_any(m[0], era), text)


def _if_any(day: str, era: str) -> str:
    try:
        return printed(day, era)
    except ValueError:  # 1985-00-00 is a 不詳日
        return day


def falling(found: Iterable[Obligation], era: str) -> tuple[tuple[str, str], ...]:
    """適合基準日 as printed, with the 団体区分 each holds for: an empty word where one holds for all."""
    bodies_of: dict[str, list[str]] = {}
    for own in found:
        if own.is_forbidden:
            bodies_of.setdefault(NO_CONFORMANCE, []).append(own.body)
        elif own.day:
            bodies_of.setdefault(printed(own.day, era), []).append(own.body)
    if len(bodies_of) == 1:
        return (("", next(iter(bodies_of))),)
    return tuple(("、".join(bodies), day) for day, bodies in bodies_of.items())
