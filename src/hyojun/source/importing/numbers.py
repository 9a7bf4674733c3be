"""A cell's value as people see it in Excel. Only formats of zeros are applied, and those exactly:
they carry the leading zeros of IDs. Any other format is left alone and said so."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

_ZEROS = re.compile(r'((?:"[^"]*"|\\.)*)(#,##)?(0+)(?:\.(0+))?((?:"[^"]*"|\\.|_.)*)')
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.')
_AS_IS = ("", "General", "@", "G/標準")


class Shown(NamedTuple):
    """Text of a value, and what to tell about it (empty: nothing)."""

    text: str
    note: str = ""


def shown(value: Any, number_format: str) -> Shown:
    """Text of a cell's value under its number format."""
    match value:
        case None:
            return Shown("")
        case bool():
            return Shown("TRUE" if value else "FALSE", "論理値（TRUE・FALSE）を文字として読み取りました。")
        case int() | float():
            return _number(value, number_format)
        case datetime() if value.time() == time():
            return Shown(value.date().isoformat(), "日付の値を YYYY-MM-DD の形で読み取りました。")
        case datetime():
            text = value.isoformat(" ", "seconds")
            return Shown(text, "日時の値を YYYY-MM-DD HH:MM:SS の形で読み取りました。")
        case date():
            return Shown(value.isoformat(), "日付の値を YYYY-MM-DD の形で読み取りました。")
        case time():
            return Shown(value.isoformat("seconds"), "時刻の値を HH:MM:SS の形で読み取りました。")
        case timedelta():
            return Shown(str(value), "時間の値を文字として読み取りました。")
    return Shown(str(value))


def _number(value: int | float, number_format: str) -> Shown:
    plain = _plain(value)
    if number_format in _AS_IS:
        return Shown(plain)
    match = _ZEROS.fullmatch(number_format.split(";")[0])
    if match is None:
        return Shown(plain, f"表示形式「{number_format}」は使わず、値のまま読み取りました。")
    before, thousands, whole, fraction, after = match.groups()
    places = len(fraction or "")
    rounded = Decimal(plain).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    digits = f"{abs(rounded):f}"
    width = len(whole) + (places + 1 if places else 0)
    text = f"{_literal(before)}{sign}{digits.zfill(width)}{_literal(after)}"
    if rounded != Decimal(plain):
        return Shown(plain, f"表示形式「{number_format}」では値が丸められるため、値のまま読み取りました。")
    if thousands:
        return Shown(plain, "桁区切りの「,」は表示だけのものとして、値のまま読み取りました。")
    return Shown(text)


def _plain(value: int | float) -> str:
    """A number without an exponent and without a needless fraction."""
    number = Decimal(repr(value))
    return f"{number.to_integral_value():f}" if number == number.to_integral_value() else f"{number:f}"


def _literal(part: str) -> str:
    return _LITERAL.sub(lambda m: m[1] or m[2] or "", part)
