"""Words as a printer sets them in a box: each line as full as it may be, every space of the author kept.

A name in a diagram is broken where it reads best (`text`); what a 帳票 prints is broken where the line is full,
yet never against 禁則, inside a number or inside a Latin word.
"""

import re
from collections.abc import Iterator

from .text import NO_END, NO_START, width

_TOKEN = re.compile(
    r"[0-9A-Za-z]+(?:[.,:/@_-][0-9A-Za-z]+)*|[０-９]+"
    r"|(?:[^\u0000-\U0010FFFF]|.)[\u0300-\u036F\u3099\u309A\uFE00-\uFE0F\u200D\U000E0100-\U000E01EF]*",
    re.DOTALL,
)
_CHARACTER = re.compile(r".[\u0300-\u036F\u3099\u309A\uFE00-\uFE0F\u200D\U000E0100-\U000E01EF]*", re.DOTALL)
_HAIR = 0.01


def filled(text: str, ems: float, upright: bool = False) -> tuple[str, ...]:
    """Lines at most some em long; `upright`: from top to bottom, where every character is 1 em high.

    What cannot be broken and is longer than a line is cut all the same.
    """
    return tuple(line for part in text.split("\n") for line in _lines(part, ems + _HAIR, upright))


def characters(text: str) -> list[str]:
    """The characters of a text as seen: with the selector of its variant (IVS), a character is still one."""
    return _CHARACTER.findall(text)


def length(text: str, upright: bool = False) -> float:
    """Length of a line in em."""
    return float(len(characters(text))) if upright else width(text, 1)


def _lines(text: str, ems: float, upright: bool) -> Iterator[str]:
    if length(text, upright) <= ems:  # as most are
        yield text
        return
    line, started = "", True
    for unit in _units(text):
        if line or started or not unit.isspace():  # a space that ended a line does not begin the next
            if line and length(line + unit, upright) > ems:
                yield line.rstrip()
                line, started = "", False
            line += "" if unit.isspace() and not started and not line else unit
        while length(line, upright) > ems and len(pieces := characters(line)) > 1:
            whole = next(n for n in range(len(pieces), 0, -1) if n == 1 or _fits(pieces[:n], ems, upright))
            yield "".join(pieces[:whole])
            line = "".join(pieces[whole:])
    yield line


def _fits(pieces: list[str], ems: float, upright: bool) -> bool:
    return length("".join(pieces), upright) <= ems


def _units(text: str) -> list[str]:
    """What stays together: a token with what may not start a line after it, or end one before it."""
    units: list[str] = []
    for token in _TOKEN.findall(text):
        if units and (token[0] in NO_START or units[-1][-1] in NO_END):
            units[-1] += token
        else:
            units.append(token)
    return units
