"""Colours of a drawing: presentation attributes for every renderer, classes for those that know CSS.

In light, in print and in renderers without CSS the attributes hold; dark is a matter of the classes. What
an author coloured (BPMN in colour) keeps its colours everywhere. Nothing is told by colour alone.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from ..diagram import Colours

FONT = (
    "'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans','Hiragino Kaku Gothic ProN',"
    "'BIZ UDPGothic','Yu Gothic',Meiryo,Arial,sans-serif"
)


class Style(NamedTuple):
    """How a drawing is to be written."""

    prefix: str = ""
    """Begins every ID in the drawing: drawings of one page need different ones."""
    standalone: bool = True
    """A file of its own: with paper under the drawing and the style sheet inside. Else colours come from
    `stylesheet()` or the like in the page around it."""
    title: str | None = None
    """What the drawing is called; None: what the file calls it."""
    margin: float = 12.0
    """Paper around what is drawn."""


class Colour(NamedTuple):
    """A colour as an attribute, and the classes that a style sheet may change it by."""

    value: str
    fill: str = ""
    line: str = ""


INK = Colour("#1a1a1c", "flow-ink", "flow-line")
PAPER = Colour("#ffffff", "flow-paper", "flow-void")
SHADE = Colour("#eceef3", "flow-shade")
SOFT = Colour("#8a8d99", "flow-soft", "flow-soft-line")
"""Frames of pools and lanes: what acts stands out from where it acts."""
KEY = Colour("#0017c1", "flow-key")
ADDED = Colour("#00613f", "flow-added", "flow-added-line")
REMOVED = Colour("#b3001b", "flow-removed", "flow-removed-line")
CHANGED = Colour("#8a5200", "flow-changed", "flow-changed-line")
MOVED = Colour("#6a1b9a", "flow-moved", "flow-moved-line")
"""What became of an element in a comparison."""
NONE = Colour("none")

DARK = {
    "INK": "#ececf0",
    "PAPER": "#16171c",
    "SHADE": "#2a2d37",
    "SOFT": "#777b8c",
    "KEY": "#9db7ff",
    "ADDED": "#6fdcab",
    "REMOVED": "#ff9a94",
    "CHANGED": "#f0bd55",
    "MOVED": "#d5a6f5",
}


def stylesheet(variables: bool = True) -> str:
    """Rules for drawings inside a page: with the variables of the site's theme, or for dark as fixed colours."""
    names = ("ink", "paper", "shade", "line-strong", "key", "added", "removed", "changed", "moved")
    ink, paper, shade, soft, key, *revised = (
        [f"var(--{name})" for name in names] if variables else DARK.values()
    )
    return (
        f".flow-ink{{fill:{ink}}}.flow-paper{{fill:{paper}}}.flow-shade{{fill:{shade}}}"
        f".flow-soft{{fill:{soft}}}.flow-key{{fill:{key}}}.flow-line{{stroke:{ink}}}"
        f".flow-void{{stroke:{paper}}}.flow-soft-line{{stroke:{soft}}}"
    ) + "".join(
        f".{own.fill}{{fill:{now}}}.{own.line}{{stroke:{now}}}"
        for own, now in zip((ADDED, REMOVED, CHANGED, MOVED), revised, strict=True)
    )


EMBEDDED = (
    "<style>.flow-link:hover text{text-decoration:underline}"
    "@media screen and (prefers-color-scheme:dark){" + stylesheet(variables=False) + "}</style>"
)
"""Renderers without media queries pass over it; paper stays white."""


class Paint(NamedTuple):
    """The two colours of an element, and that of its text."""

    ink: Colour = INK
    paper: Colour = PAPER
    text: Colour = INK

    @property
    def plain(self) -> bool:
        return self.paper is PAPER


def look(fill: Colour, line: Colour = NONE, width: float = 0, more: str = "") -> str:
    """Attributes of a shape: filled and outlined."""
    return _look(fill, line, width) + more


@lru_cache(maxsize=2048)
def _look(fill: Colour, line: Colour, width: float) -> str:
    classes = " ".join(filter(None, (fill.fill, line.line)))
    stroke = f' stroke="{line.value}" stroke-width="{width:g}"' if line is not NONE else ""
    return (f' class="{classes}"' if classes else "") + f' fill="{fill.value}"' + stroke


PLAIN = Paint()
FRAME = Paint(ink=SOFT)


def paint(colours: Colours, default: Paint = PLAIN) -> Paint:
    """The paint of an element: its own colours where it has any that are colours."""
    if colours == (None, None, None):
        return default
    fill, stroke, label = (colour(c) for c in colours)
    ink, paper, text = default
    if fill:
        paper = Colour(fill)
        ink = Colour(legible(stroke or INK.value, fill))
        text = Colour(legible(label or INK.value, fill))
    elif stroke:
        ink = Colour(stroke)
    if label and not fill:
        text = Colour(label)
    return Paint(ink, paper, text)


@lru_cache(maxsize=512)
def colour(text: str | None) -> str | None:
    """What a file gives as a colour, as #rrggbb; None if it is not a colour."""
    said = (text or "").strip().lower()
    if said in NAMES:
        return NAMES[said]
    if found := re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})", said):
        digits = found[1]
        return "#" + ("".join(d * 2 for d in digits) if len(digits) == 3 else digits[:6])
    if found := re.fullmatch(
        r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*[\d.]{1,8}\s*)?\)", said
    ):
        return "#" + "".join(f"{min(int(v), 255):02x}" for v in found.groups())
    return None


def legible(ink: str, paper: str) -> str:
    """The ink, or black or white where it could not be read on the paper."""
    if contrast(ink, paper) >= 2.5:
        return ink
    return max(INK.value, PAPER.value, key=lambda c: contrast(c, paper))


def contrast(a: str, b: str) -> float:
    """Contrast of two colours as WCAG defines it: 1 to 21."""
    dark, light = sorted((_luminance(a), _luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(rgb: str) -> float:
    channels = (int(rgb[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


NAMES = {
    "black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "white": "#ffffff",
    "maroon": "#800000", "red": "#ff0000", "purple": "#800080", "fuchsia": "#ff00ff", "magenta": "#ff00ff",
    "green": "#008000", "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00", "navy": "#000080",
    "blue": "#0000ff", "teal": "#008080", "aqua": "#00ffff", "cyan": "#00ffff", "orange": "#ffa500",
    "brown": "#a52a2a", "pink": "#ffc0cb", "gold": "#ffd700", "beige": "#f5f5dc", "ivory": "#fffff0",
    "lightblue": "#add8e6", "lightgreen": "#90ee90", "lightgray": "#d3d3d3", "lightgrey": "#d3d3d3",
    "lightyellow": "#ffffe0", "lightpink": "#ffb6c1", "darkblue": "#00008b", "darkgreen": "#006400",
    "darkred": "#8b0000", "darkgray": "#a9a9a9", "darkgrey": "#a9a9a9", "darkorange": "#ff8c00",
    "skyblue": "#87ceeb", "steelblue": "#4682b4", "royalblue": "#4169e1", "indigo": "#4b0082",
    "violet": "#ee82ee", "khaki": "#f0e68c", "salmon": "#fa8072", "tomato": "#ff6347", "coral": "#ff7f50",
    "crimson": "#dc143c", "lavender": "#e6e6fa", "linen": "#faf0e6", "wheat": "#f5deb3", "tan": "#d2b48c",
}  # fmt: skip
"""Names of colours that modelers write."""
