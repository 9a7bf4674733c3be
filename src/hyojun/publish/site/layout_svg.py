"""The drawn layout of a 帳票 as inline SVG, to scale in mm, with the numbers of its 諸元表.

Paper stays white and ink black whatever the colours of the reader's screen.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from markupsafe import Markup

from hyojun.model import PAPER_MM, Box, DrawnLayout, Form, FormItem

MM_PER_POINT = 0.3528
PADDING = 0.8
LEADING = 1.25
BADGE = 3.2
"""Height in mm of the number of a field."""
SMALLEST = 0.5
"""Text that does not fit is drawn smaller, down to this part of its size."""


class Fitted(NamedTuple):
    """Lines of text and the size in mm at which they fit."""

    lines: tuple[str, ...]
    size: float


def paper(layout: DrawnLayout) -> tuple[int, int]:
    """Width and height of the page in mm."""
    width, height = PAPER_MM[layout.paper]
    return (width, height) if layout.orientation == "縦" else (height, width)


def drawn(form: Form, layout: DrawnLayout, linked: bool = True) -> Markup:
    """The page as an SVG element. Each numbered field links to its row in the 諸元表, where that is on the page."""
    width, height = paper(layout)
    words = f"{form.name}のレイアウト（{layout.paper}{layout.orientation}、{width}mm×{height}mm）"
    out = [
        Markup(
            '<svg class="paper" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}mm"'
            ' height="{h}mm" role="group" aria-label="{words}"><title>{words}</title>'
            '<rect width="{w}" height="{h}" fill="#fff"/>'
        ).format(w=width, h=height, words=words)
    ]
    rows = {item.number: item for item in form.items}
    for box in layout.boxes:
        words, is_field = _shown(box, rows)
        out.append(_frame(box))
        out.append(_words(box, words, is_field))
    for rule in layout.rules:
        out.append(
            Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#000" stroke-width="0.25"/>').format(
                *map(_number, (rule.x1, rule.y1, rule.x2, rule.y2))
            )
        )
    for box in layout.boxes:
        if box.item is not None:
            row = rows.get(box.item)
            corner = _text_corner(box, _shown(box, rows)[0])
            out.append(_badge(corner, box.item, row.name if row else "", linked=linked and row is not None))
    out.append(Markup("</svg>"))
    return Markup("").join(out)


def _shown(box: Box, rows: Mapping[int, FormItem]) -> tuple[str, bool]:
    """What stands in a box, and whether it is a field filled in with a sample."""
    row = rows.get(box.item or 0)
    fixed = box.text or (row.fixed if row and not row.sample else None)
    return fixed or ((row.sample or row.name) if row else ""), not fixed


def _frame(box: Box) -> Markup:
    """The rule around a box; where none is printed, a light one for the screen that shows its extent."""
    look = {
        "なし": ' class="unruled" stroke="#8d93a8" stroke-width="0.25" stroke-dasharray="0.25 0.9"',
        "破線": ' stroke="#000" stroke-width="0.25" stroke-dasharray="1 0.7"',
    }
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="none"{}/>').format(
        *map(_number, (box.x, box.y, box.width, box.height)),
        Markup(look.get(box.border, ' stroke="#000" stroke-width="0.25"')),
    )


def _words(box: Box, text: str, field: bool) -> Markup:
    if not text:
        return Markup("")
    upright = box.direction == "縦書き"
    along, across = (box.height, box.width) if upright else (box.width, box.height)
    fitted = fit(text, along - 2 * PADDING, across, box.size * MM_PER_POINT)
    step = fitted.size * LEADING
    anchors = {"左": "start", "中央": "middle", "右": "end"}
    start = {"左": PADDING, "中央": along / 2, "右": along - PADDING}[box.align]
    block = step * (len(fitted.lines) - 1)
    out = []
    for index, line in enumerate(fitted.lines):
        middle = across / 2 - block / 2 + index * step
        if upright:
            x, y = box.x + box.width - middle, box.y + start
        else:
            x, y = box.x + start, box.y + middle + fitted.size * 0.36
        out.append(
            Markup('<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}"{}>{}</text>').format(
                _number(x),
                _number(y),
                _number(fitted.size),
                anchors[box.align],
                "#0031d8" if field else "#000",
                Markup(' writing-mode="vertical-rl"') if upright else "",
                line,
            )
        )
    return Markup("").join(out)


def _text_corner(box: Box, text: str) -> tuple[float, float]:
    """Where the number of a box goes: left of and above its text, yet within its frame."""
    upright = box.direction == "縦書き"
    along, across = (box.height, box.width) if upright else (box.width, box.height)
    fitted = fit(text, along - 2 * PADDING, across, box.size * MM_PER_POINT)
    length = min(max(map(_ems, fitted.lines)) * fitted.size, along - 2 * PADDING)
    free = {"左": 0.0, "中央": 0.5, "右": 1.0}[box.align] * (along - 2 * PADDING - length)
    block = fitted.size * (1 + LEADING * (len(fitted.lines) - 1))
    beside = max(0.0, (across - block) / 2 - BADGE / 2)
    left, top = (beside, free) if upright else (free, beside)
    return box.x + left, box.y + top


def _badge(corner: tuple[float, float], number: int, name: str, linked: bool) -> Markup:
    """The number of a field at a corner."""
    width = BADGE if number < 10 else BADGE + 1.3 * (len(str(number)) - 1)
    x, y = max(0.2, corner[0] - width / 2), max(0.2, corner[1] - BADGE / 2)
    mark = Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="1.6" fill="#0017c1"/>'
        '<text x="{}" y="{}" font-size="2.4" text-anchor="middle" fill="#fff">{}</text>'
    ).format(*map(_number, (x, y, width, BADGE, x + width / 2, y + 2.5)), number)
    title = Markup("<title>{} {}</title>").format(number, name)
    if not linked:
        return Markup("<g>{}{}</g>").format(title, mark)
    return Markup('<a href="#field-{}" aria-label="{} {}">{}{}</a>').format(number, number, name, title, mark)


def fit(text: str, along: float, across: float, size: float) -> Fitted:
    """Text broken into lines of a length, made smaller while it does not fit across."""
    smallest = size * SMALLEST
    while True:
        lines = tuple(line for part in text.split("\n") for line in _broken(part, along / size))
        if len(lines) * size * LEADING <= across + size * 0.3 or size <= smallest:
            return Fitted(lines, size)
        size = max(smallest, size * 0.93)


def _broken(text: str, ems: float) -> Iterator[str]:
    line = ""
    for character in text:
        if line and _ems(line + character) > ems + 0.01:
            yield line
            line = ""
        line += character
    yield line


def _ems(text: str) -> float:
    """Length of a line in ems."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.55 for c in text)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
