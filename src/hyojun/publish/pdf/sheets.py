"""Drawn layouts as pages: in their size wherever A4 (A3) paper lets them be, else with the scale they are drawn at."""

from collections.abc import Sequence
from typing import NamedTuple

from hyojun.model import DrawnLayout, Form

from ..sheet import Sheet, sheets
from .text import Data

HEAD, FOOT = 7.5, 7.5
"""Height in mm of running head and foot where the page is the form itself."""
_SIDE, _TOP, _BOTTOM = 12.0, 14.0, 12.0
"""Margins in mm of a page that shows smaller forms."""
_CAPTION = 12.0
_GAP = 12.0
"""Between two sides on a page, in mm."""


class _Page(NamedTuple):
    """Sides that share a page."""

    flipped: bool
    whole: bool
    """The page is the paper of the form: nothing is scaled, nothing moved."""
    scale: float
    sides: tuple[Sheet, ...]


def pages(form: Form, layout: DrawnLayout) -> list[Data]:
    """The pages a form is drawn on, with all marks in mm of its paper."""
    paper = f"{layout.paper}{layout.orientation}"
    return [
        {
            "paper": "a3" if layout.paper == "A3" else "a4",
            "flipped": page.flipped,
            "whole": page.whole,
            "scale": page.scale,
            "head": f"{form.id} {form.name}　{paper}　{_scale(page.scale)}"
            + "".join(f"　{s.name}" for s in page.sides if s.name),
            "sides": [
                drawn_side(form, side, f"{side.name or paper}　縮尺 {_scale(page.scale)}")
                for side in page.sides
            ],
        }
        for page in _pages(layout, sheets(form, layout))
    ]


def described(form: Form, layout: DrawnLayout) -> str:
    """Paper, sides and scale, and what is drawn there yet never printed."""
    sides = sheets(form, layout)
    first = sides[0]
    scales = {_scale(page.scale) for page in _pages(layout, sides)}
    words = f"用紙 {layout.paper}{layout.orientation}（{first.width}mm×{first.height}mm）"
    if len(sides) > 1:
        words += f"、{'・'.join(s.name for s in sides)}の{len(sides)}面"
    words += f"、縮尺 {'、'.join(sorted(scales))}。"
    if any(side.has("目安") for side in sides):
        words += "一点鎖線は、封筒の窓、折り目などの位置を示し、印字しない。"
    return words


def _scale(scale: float) -> str:
    return "実寸" if scale == 1 else f"{int(scale * 100)}％"


def _pages(layout: DrawnLayout, sides: Sequence[Sheet]) -> list[_Page]:
    first = sides[0]
    across = first.width > first.height
    if layout.paper in ("A4", "A3") and all(_leaves_margins(side) for side in sides):
        return [_Page(across, True, 1.0, (side,)) for side in sides]
    most = {flipped: _in_a_row(layout, first, flipped, len(sides)) for flipped in (across, not across)}
    flipped = max(most, key=lambda f: most[f])
    scale = 1.0
    if not most[flipped]:
        flipped = across
        wide, high = _room(layout, flipped)
        scale = min(wide / first.width, high / first.height)
    step = most[flipped] or 1
    return [_Page(flipped, False, scale, tuple(sides[n : n + step])) for n in range(0, len(sides), step)]


def _leaves_margins(side: Sheet) -> bool:
    top, end = side.covered
    return top >= HEAD and end <= side.height - FOOT


def _room(layout: DrawnLayout, flipped: bool) -> tuple[float, float]:
    """Width and height in mm for drawings on a page that has head, foot and a caption."""
    short, long = (297.0, 420.0) if layout.paper == "A3" else (210.0, 297.0)
    width, height = (long, short) if flipped else (short, long)
    return width - 2 * _SIDE, height - _TOP - _BOTTOM - _CAPTION


def _in_a_row(layout: DrawnLayout, side: Sheet, flipped: bool, count: int) -> int:
    """How many sides stand beside each other in their size."""
    width, height = _room(layout, flipped)
    return min(count, int((width + _GAP) / (side.width + _GAP))) if side.height <= height else 0


def drawn_side(form: Form, side: Sheet, caption: str) -> dict[str, Data]:
    """The marks of one side of the paper, in mm."""
    return {
        "width": side.width,
        "height": side.height,
        "alt": _spoken(form, side),
        "caption": caption,
        "frames": [[*frame.area, frame.look] for frame in side.frames],
        "lines": [list(line) for line in side.lines],
        "words": [[w.text, w.x, w.y, w.size, w.align, w.upright] for w in side.words],
        "numbers": [[str(n.item), *n.area] for n in side.numbers],
    }


def _spoken(form: Form, side: Sheet) -> str:
    """The layout in words, for who cannot see it: where each field stands, in mm."""
    fields = [
        f"{n.item} {n.name}（左{n.box.x:g}、上{n.box.y:g}、幅{n.box.width:g}、高さ{n.box.height:g}）"
        for n in side.numbers
    ]
    words = "".join(w.text for w in side.words if not w.sample)
    return (
        f"{form.name}のレイアウト{f'　{side.name}' if side.name else ''}。"
        f"用紙は{side.width}ミリメートル×{side.height}ミリメートル。"
        f"印字項目は、{'、'.join(fields) or 'なし'}。" + (f"固定の文字は、{words}。" if words else "")
    )
