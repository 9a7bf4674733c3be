"""Glyphs put on paper in the colours of their element."""

from functools import lru_cache

from . import glyphs
from .pen import moved, path
from .style import NONE, Colour, Paint, look

TABLES = {
    "event": glyphs.EVENTS,
    "task": glyphs.TASKS,
    "marker": glyphs.MARKERS,
    "gateway": glyphs.GATEWAYS,
    "data": glyphs.DATA,
    "revision": glyphs.REVISIONS,
}


@lru_cache(maxsize=4096)
def mark(
    table: str, name: str, x: float, y: float, paint: Paint, scale: float = 1, thrown: bool = False
) -> str:
    """A glyph around a point; empty if there is none of that name."""
    strokes = TABLES[table].get(name)
    if not strokes:
        return ""
    body, back = (paint.ink, paint.paper) if thrown else (paint.paper, paint.ink)
    colours: dict[str, Colour] = {
        "ink": paint.ink,
        "paper": paint.paper,
        "body": body,
        "back": back,
        "none": NONE,
    }
    paths = (path(s.d, look(colours[s.fill], colours[s.line], s.width)) for s in strokes)
    return f'<g class="flow-{table}-{name}"{moved(x, y, scale)}>{"".join(paths)}</g>'
