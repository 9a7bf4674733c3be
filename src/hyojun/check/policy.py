"""The numbers that rules name as their source (R41, D2), each with what it asks for in a line."""

import re
from functools import cache

from pydantic import Field

from hyojun.model import Line, Value
from hyojun.source import packaged

_NUMBER = re.compile(r"\b[RD][0-9]+\b")


class _Number(Value):
    number: Line = Field(alias="番号")
    text: Line = Field(alias="内容")


class _Policy(Value):
    numbers: tuple[_Number, ...] = Field(alias="番号")


@cache
def policy() -> dict[str, str]:
    """All numbers in order, with what they ask for: R of the 基本方針 and its like, D of published specifications."""
    return {n.number: n.text for n in packaged(_Policy, "policy.yaml").numbers}


def asked_by(source: str) -> dict[str, str]:
    """The numbers in the source of a rule, with what they ask for."""
    known = policy()
    return {number: known[number] for number in _NUMBER.findall(source) if number in known}
