"""Days as people write them: 2026-03-25, 2026/3/25, 令和8年3月25日, R8.3.25, and Excel's own numbers."""

import re
import unicodedata
from datetime import date, timedelta

_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
"""The year before the first of each era."""
_DAY = re.compile(
    r"(?:(?P<era>令和|平成|昭和|[RHS])\.?)?(?P<year>\d{1,4}|元)[年./-](?P<month>\d{1,2})[月./-](?P<day>\d{1,2})日?"
)
_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
"""Numbers Excel gives to days from 1954 to 2119."""


def day_of(text: str) -> date | None:
    """A day that is written out; None for anything else, and for days that do not exist."""
    found = _DAY.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).upper())
    if found is None:
        return None
    year = 1 if found["year"] == "元" else int(found["year"])
    if found["era"] is None and (found["year"] == "元" or len(found["year"]) != 4):
        return None
    try:
        return date(year + _ERAS.get(found["era"] or "", 0), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def day_of_serial(text: str) -> date | None:
    """The day behind a number of Excel that lost its format."""
    return _EPOCH + timedelta(int(text)) if text.isdecimal() and int(text) in _SERIALS else None
