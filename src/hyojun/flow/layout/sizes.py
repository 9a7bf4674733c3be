"""How large each shape and each name is drawn in a new layout, in points."""

import math
from typing import NamedTuple

from ..bpmn import Element
from ..drawing.nodes import EVENTS, GATEWAYS
from ..drawing.scene import ACTIVITIES
from ..text import LABEL_SIZE, LEADING, width, wrapped

_NAME = 12.0
_MARGIN = 14.0
"""Of a name to both edges of a task, together."""
_LINES = 3
"""A task grows wider before its name takes more lines than this."""
_ICON = 24.0
_WIDEST = 180.0
LABEL = 92.0
"""Widest line of a name beside a shape."""
ROOM = 6.0
"""Between a shape and its name."""
EVENT = 36.0
PORT_NAME = 60.0
"""Widest line of the name of an event on the edge of a task."""
NARROW = 66.0
"""Widest line of a name left of a gateway."""


class Size(NamedTuple):
    width: float
    height: float


def even(number: float) -> float:
    """The next even number: halves of it are whole."""
    return math.ceil(number / 2) * 2


def size(element: Element, name: str) -> Size:
    """Of the shape alone."""
    tag = element.tag
    if tag in EVENTS:
        return Size(EVENT, EVENT)
    if tag in GATEWAYS:
        return Size(50, 50)
    if tag == "dataStoreReference":
        return Size(50, 50)
    if tag in ("dataObjectReference", "dataInput", "dataOutput"):
        return Size(36, 50)
    if tag == "textAnnotation":
        return _annotation(name)
    return _task(name) if tag in ACTIVITIES else Size(100, 80)


def _task(name: str) -> Size:
    for wide in range(100, int(_WIDEST) + 1, 10):
        lines = wrapped(name, wide - _MARGIN, _NAME)
        fits = all(width(line, _NAME) <= wide - _MARGIN for line in lines)
        if len(lines) <= _LINES and fits:
            return Size(wide, 80)
    lines = wrapped(name[:400], _WIDEST - _MARGIN, _NAME)
    return Size(_WIDEST, max(80, even(len(lines) * _NAME * LEADING + _ICON + 12)))


def _annotation(text: str) -> Size:
    wide = 120.0 if width(text, _NAME) < 500 else 180.0
    lines = wrapped(text[:600], wide - 12, _NAME)
    return Size(wide, max(30, even(len(lines) * _NAME * LEADING + 10)))


def label(name: str, widest: float = LABEL) -> Size:
    """Of a name beside a shape; nothing for no name."""
    if not name:
        return Size(0, 0)
    lines = wrapped(name[:200], widest, LABEL_SIZE)
    if len(lines) > _LINES and widest < 130:
        return label(name, 130)
    wide = max(width(line, LABEL_SIZE) for line in lines)
    return Size(math.ceil(wide) + 2, math.ceil(len(lines) * LABEL_SIZE * LEADING) + 1)
