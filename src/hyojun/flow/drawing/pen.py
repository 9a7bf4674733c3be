"""What SVG is written with: numbers, escaped text, the few primitives all drawings are made of."""

from collections.abc import Iterable
from functools import lru_cache

from ..diagram import Bounds
from ..text import LEADING, Fitted, clean, width
from .style import Colour

ASCENT = 0.88
"""From the top of a Japanese character to the baseline, in em."""
_TURNED = frozenset("ー－―—─…‥〜～＝：；（）［］｛｝〔〕〈〉《》「」『』【】〘〙〝〟-")
"""Characters that lie on their side when written from top to bottom."""
_RAISED = frozenset("、。，．")
_SMALL = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ")


def num(value: float) -> str:
    """A number in as few digits as two decimals need."""
    return f"{round(value, 2) + 0.0:.10g}"


@lru_cache(maxsize=4096)
def esc(text: str) -> str:
    """Text for content and attributes of XML."""
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def attr(text: str) -> str:
    """An attribute's value in quotes, on one line."""
    return f'"{esc(text).replace(chr(10), "&#10;")}"'


def path(d: str, look: str, move: str = "") -> str:
    return f'<path{move} d="{d}"{look}/>'


def rect(b: Bounds, look: str, radius: float = 0) -> str:
    round_ = f' rx="{num(radius)}"' if radius else ""
    return (
        f'<rect x="{num(b.x)}" y="{num(b.y)}" width="{num(b.width)}" height="{num(b.height)}"{round_}{look}/>'
    )


def circle(x: float, y: float, r: float, look: str) -> str:
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(max(r, 0))}"{look}/>'


def polygon(points: Iterable[tuple[float, float]]) -> str:
    """A closed path."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) + "Z"


def moved(x: float, y: float, scale: float = 1) -> str:
    """A transform attribute."""
    return f' transform="translate({num(x)} {num(y)})' + (f' scale({scale:.4g})"' if scale != 1 else '"')


def text(found: Fitted, x: float, top: float, ink: Colour, anchor: str = "middle", more: str = "") -> str:
    """Lines of text from the top of the first one down."""
    if not found.lines:
        return ""
    size = found.size
    lines = "".join(
        f'<tspan x="{num(x)}" y="{num(top + size * (LEADING * i + (LEADING - 1) / 2 + ASCENT))}">{esc(line)}</tspan>'
        for i, line in enumerate(found.lines)
    )
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    kind = f' class="djs-label {ink.fill}"' if ink.fill else ' class="djs-label"'
    return f'<text{kind} font-size="{size:.4g}" fill="{ink.value}"{place}{more}>{lines}</text>'


def column(found: Fitted, x: float, y: float, ink: Colour) -> str:
    """Lines from top to bottom, the first one on the right, centred on a point (縦書き)."""
    size = found.size
    out = []
    for i, line in enumerate(found.lines):
        centre = x + (len(found.lines) - 1 - 2 * i) / 2 * size * LEADING
        top = y - width(line, size) / 2
        xs: list[str] = []
        ys: list[str] = []
        turns: list[str] = []
        for character in line:
            if character in _TURNED:
                at = (centre - (ASCENT - 0.5) * size, top, 90)
            elif character in _RAISED:
                at = (centre + 0.1 * size, top + (ASCENT - 0.6) * size, 0)
            else:
                small = 0.1 * size if character in _SMALL else 0
                at = (centre - size / 2 + small, top + ASCENT * size - small, 0)
            for values, value in zip((xs, ys, turns), at, strict=True):
                values.append(num(value))
            top += width(character, size)
        turned = f' rotate="{" ".join(turns)}"' if any(t != "0" for t in turns) else ""
        out.append(f'<tspan x="{" ".join(xs)}" y="{" ".join(ys)}"{turned}>{esc(line)}</tspan>')
    kind = f' class="djs-label {ink.fill}"' if ink.fill else ' class="djs-label"'
    return f'<text{kind} font-size="{size:.4g}" fill="{ink.value}">{"".join(out)}</text>' if out else ""
