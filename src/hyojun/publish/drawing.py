"""What our own drawings (ツリー図, 連携図) share: one look, text as lines, links, and the file of their own.

Each shape has its colours for paper as presentation attributes and a class; the style sheet of the site
and the one inside a file of its own change the colours by class, so that the same drawing serves the
page in light and dark, the PDF and the printer.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from markupsafe import escape

from hyojun.flow import width, wrapped

SIZE = 14.0
"""Size of the letters, in units of the drawing (CSS pixels where it is shown as it is)."""
LINE = 20.0
"""From line to line."""
FONT = "Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, BIZ UDPGothic, Yu Gothic Medium, Meiryo, sans-serif"

INK, SOFT, FAINT, SHADE, PAPER = "#1a1a1c", "#5a5a62", "#8a8d99", "#eef0f4", "#ffffff"
KEY, KEY_SOFT, LINK = "#00236b", "#e8ecfb", "#0017c1"

_DARK = """@media screen and (prefers-color-scheme:dark){svg{background:#16171c}\
.d-paper{fill:#16171c}.d-text{fill:#ececf0}.d-soft{fill:#b4b6c2}.d-box{fill:#16171c;stroke:#777b8c}\
.d-own{fill:#232c4d;stroke:#9db7ff}.d-out{fill:#20222a;stroke:#777b8c}.d-head{fill:#20222a;stroke:#777b8c}\
.d-id{fill:#9db7ff}.d-group{stroke:#777b8c}.d-line{stroke:#8a8d99}.d-back{fill:#8a8d99}.d-strong{stroke:#9db7ff}.d-tip{fill:#9db7ff}}"""
_STYLE = f"<style>a:hover text{{text-decoration:underline}}{_DARK}</style>"


class Picture(NamedTuple):
    """A finished drawing."""

    name: str
    """Last part of its file name, without suffix; empty for the only one."""
    title: str
    text: str
    """What it shows, in a sentence or two: the alternative text."""
    svg: str
    width: float
    height: float


_EXTENT = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_ABOUT = re.compile(r"<desc[^>]*>([^<]*)</desc>")


def measured(svg: str, name: str, title: str) -> Picture:
    """A finished SVG with what it says of itself: its description and its size."""
    size, about = _EXTENT.match(svg), _ABOUT.search(svg)
    width, height = (float(size[1]), float(size[2])) if size else (1.0, 1.0)
    return Picture(name, title, unescape(about[1]) if about else title, svg, width, height)


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def rect(kind: str, x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    """A box of one of the looks below."""
    fill, stroke, more = _LOOKS[kind]
    corner = f' rx="{number(radius)}"' if radius else ""
    at = " ".join(f'{n}="{number(v)}"' for n, v in (("x", x), ("y", y), ("width", width), ("height", height)))
    return f'<rect class="d-{kind}" {at}{corner} fill="{fill}" stroke="{stroke}"{more}/>'


_LOOKS = {
    "box": (PAPER, SOFT, ' stroke-width="1"'),
    "own": (KEY_SOFT, KEY, ' stroke-width="1.5"'),
    "out": (SHADE, FAINT, ' stroke-width="1.2" stroke-dasharray="5 3"'),
    "head": (SHADE, FAINT, ' stroke-width="1"'),
    "group": ("none", FAINT, ' stroke-width="1"'),
}
"""Fill, stroke and the rest: an ordinary box, one in the middle of things, one outside, a head."""


def line(points: Iterable[tuple[float, float]], kind: str = "line") -> str:
    """A line along corners."""
    d = "M" + " L".join(f"{number(x)} {number(y)}" for x, y in points)
    colour, width = {"line": (SOFT, "1.2"), "strong": (KEY, "1.6")}[kind]
    return f'<path class="d-{kind}" d="{d}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def text(
    lines: Sequence[str],
    x: float,
    middle: float,
    *,
    align: str = "start",
    kind: str = "text",
    bold: bool = False,
    size: float = SIZE,
) -> str:
    """Lines around a middle line."""
    colour = {"text": INK, "soft": SOFT, "id": LINK}[kind]
    step = LINE * size / SIZE
    first = middle - step * (len(lines) - 1) / 2 + size * 0.36
    weight = ' font-weight="bold"' if bold else ""
    anchor = f' text-anchor="{align}"' if align != "start" else ""
    return "".join(
        f'<text class="d-{kind}" x="{number(x)}" y="{number(first + step * i)}" font-size="{number(size)}"'
        f' fill="{colour}"{anchor}{weight}>{escape(words)}</text>'
        for i, words in enumerate(lines)
    )


def linked(inside: str, href: str | None, title: str = "") -> str:
    """What it is given as a link, if it leads somewhere, with words that appear when it is pointed at."""
    words = f"<title>{escape(title)}</title>" if title else ""
    if href is None:
        return f"<g>{words}{inside}</g>" if words else inside
    return f"<a href={quoteattr(href)}>{words}{inside}</a>"


class Fitted(NamedTuple):
    """Lines, and the size at which each is within its room."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        return max(1, len(self.lines)) * LINE


@lru_cache(maxsize=8192)
def fitted(words: str, room: float) -> Fitted:
    """Words broken into lines; smaller where something that may not be broken is wider than the room."""
    lines = tuple(wrapped(words, room, SIZE))
    widest = max((width(line, SIZE) for line in lines), default=0.0)
    return Fitted(lines, SIZE * min(1.0, room / widest) if widest else SIZE)


def keyed(key: str, inside: str) -> str:
    """A node, found by its key."""
    return f"<g data-key={quoteattr(key)}>{inside}</g>"


def document(title: str, description: str, width: float, height: float, inside: Iterable[str]) -> str:
    """The whole SVG, on paper of its own."""
    w, h = number(width), number(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawn" role="group" aria-label={quoteattr(title)}'
        f' width="{w}" height="{h}" viewBox="0 0 {w} {h}" font-family={quoteattr(FONT)}>'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f'<rect class="d-paper" width="{w}" height="{h}" fill="{PAPER}"/>{"".join(inside)}</svg>'
    )


def alone(svg: str, page: str) -> str:
    """A drawing of a page as a file beside it: links into the page name the page, and dark is built in."""
    svg = re.sub(r'(<a href=")#', rf"\g<1>{page}#", svg)
    return re.sub(r"(<svg [^>]*>)", lambda m: m[1] + _STYLE, svg, count=1) + "\n"
