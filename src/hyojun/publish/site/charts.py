"""Small pictures of numbers: stacked bars and a line of days, as SVG inside the page.

Numbers in, markup out. A part is told by its shade and its texture, so that it reads in black and white; the
numbers stand beside it, and in its text alternative.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from markupsafe import Markup, escape

from ..drawing import number
from ..markup import html

Look = Literal["solid", "striped", "pale", "open"]
"""From the heaviest to the lightest."""

WIDTH, HEIGHT = 200.0, 14.0
"""Of a bar, in pixels where it is shown as it is."""
LEAST = 3.0
"""What there is one of among thousands is seen as well."""
LINE_WIDTH, LINE_HEIGHT, BASE = 360.0, 84.0, 60.0
MOST_YEARS = 8
"""Labels below a line of days."""

_INK, _PAPER, _PALE = "#00236b", "#ffffff", "#c3cbe6"


class Part(NamedTuple):
    """A part of a bar."""

    word: str
    number: int
    look: Look
    unit: str = "件"

    @property
    def told(self) -> str:
        return f"{self.word} {self.number}{self.unit}"


class Mark(NamedTuple):
    """A day on a line of days."""

    day: date
    number: int
    """How much comes on it; tells how high its mark stands."""
    is_open: bool = False
    """Whether it is not decided yet."""


def parts(words: Iterable[str], numbers: Iterable[int], looks: Iterable[Look]) -> tuple[Part, ...]:
    """Parts side by side, each with its own word."""
    return tuple(Part(*each) for each in zip(words, numbers, looks, strict=True))


def stacked(found: Sequence[Part], title: str, most: int = 0) -> Markup:
    """A bar of its parts, as long as their sum is of `most` (as wide as the picture where that is 0)."""
    shown = [p for p in found if p.number > 0]
    total = sum(p.number for p in shown)
    length = max(WIDTH * total / most, LEAST * len(shown)) if most else WIDTH
    # Each part has its least, and of the rest what its number is of the sum.
    rest, x, drawn = max(0.0, length - LEAST * len(shown)), 0.0, []
    for part in shown:
        wide = LEAST + rest * part.number / total
        drawn.append(_piece(part.look, x, 0, wide, HEIGHT))
        x += wide
    if not shown:
        drawn.append(_line(0, HEIGHT - 0.5, WIDTH, HEIGHT - 0.5))
    return _svg(WIDTH, HEIGHT, title, "、".join(p.told for p in found), drawn)


def key(found: Iterable[Part]) -> Markup:
    """What the parts of the bars of a table are: a sample and its word, each."""
    entries = (
        html(
            '<li><svg class="chart" width="18" height="14" viewBox="0 0 18 14" aria-hidden="true">{}</svg> {}</li>',
            Markup(_piece(p.look, 0, 0, 18, HEIGHT)),
            p.word,
        )
        for p in found
    )
    return html('<ul class="chart-key" aria-label="図の見方">{}</ul>', Markup("").join(entries))


def days(marks: Sequence[Mark], title: str, about: str) -> Markup:
    """Days on a line of years, the more comes on a day the higher its mark; an open ring is not decided yet."""
    if not marks:
        return Markup("")
    first, last = min(m.day for m in marks).year, max(m.day for m in marks).year + 1
    start, span = date(first, 1, 1), (date(last, 1, 1) - date(first, 1, 1)).days
    most = max(m.number for m in marks)

    def place(day: date) -> float:
        return 8 + (LINE_WIDTH - 16) * (day - start).days / span

    drawn = [_line(place(start), BASE, place(date(last, 1, 1)), BASE)]
    step = -(-(last - first) // MOST_YEARS)
    for year in range(first, last + 1):
        x = place(date(year, 1, 1))
        drawn.append(_line(x, BASE, x, BASE + 5))
        if (year - first) % step == 0 and year < last:
            drawn.append(
                f'<text class="c-word" x="{number(x + 2)}" y="{number(BASE + 18)}" font-size="12">{year}年</text>'
            )
    for mark in marks:
        x, y = place(mark.day), BASE - 12 - 36 * mark.number / most
        fill, look = (_PAPER, "c-open") if mark.is_open else (_INK, "c-solid")
        drawn.append(_line(x, BASE, x, y + 4))
        drawn.append(
            f'<circle class="{look}" cx="{number(x)}" cy="{number(y)}" r="4" fill="{fill}" stroke="{_INK}"/>'
        )
    return _svg(LINE_WIDTH, LINE_HEIGHT, title, about, drawn)


def _piece(look: Look, x: float, y: float, wide: float, high: float) -> str:
    """A box a pixel narrower than its place, so that neighbours stand apart."""
    at = f'x="{number(x + 0.5)}" y="{number(y + 0.5)}" width="{number(max(1, wide - 1))}" height="{number(high - 1)}"'
    fill = {"solid": _INK, "pale": _PALE}.get(look, _PAPER)
    box = f'<rect class="c-{look}" {at} fill="{fill}" stroke="{_INK}"/>'
    if look != "striped":
        return box
    middle = number(y + high / 2)
    return box + (
        f'<path class="c-stripes" d="M{number(x + 1)} {middle}H{number(x + max(1.5, wide - 1))}" fill="none"'
        f' stroke="{_INK}" stroke-width="{number(high - 1)}" stroke-dasharray="1.5 2.5"/>'
    )


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<path class="c-line" d="M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}" fill="none" stroke="{_INK}"/>'


def _svg(wide: float, high: float, title: str, about: str, drawn: Iterable[str]) -> Markup:
    size = f'width="{number(wide)}" height="{number(high)}" viewBox="0 0 {number(wide)} {number(high)}"'
    return Markup(
        f'<svg class="chart" role="img" {size}><title>{escape(title)}</title><desc>{escape(about)}</desc>'
        f"{''.join(drawn)}</svg>"
    )
