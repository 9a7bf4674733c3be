"""Icons and markers of BPMN 2.0 as paths: data, no drawing.

A glyph is a list of strokes, each a path with what fills and what draws it: `ink` and `paper` are the two
colours of the element; `body` and `back` are paper and ink for an event that catches, ink and paper for one
that throws; `none` is nothing.
"""

from typing import Literal, NamedTuple

Part = Literal["ink", "paper", "body", "back", "none"]


class Stroke(NamedTuple):
    d: str
    fill: Part = "body"
    line: Part = "ink"
    width: float = 1.2


Glyph = tuple[Stroke, ...]


def _ring(radius: float, x: float = 0, y: float = 0) -> str:
    r = f"{radius:g}"
    return f"M{x - radius:g} {y:g}a{r} {r} 0 1 0 {2 * radius:g} 0a{r} {r} 0 1 0 {-2 * radius:g} 0Z"


_TICKS = (
    "M0 -11v2.6M5.5 -9.53l-1.3 2.25M9.53 -5.5l-2.25 1.3M11 0h-2.6M9.53 5.5l-2.25 -1.3M5.5 9.53l-1.3 -2.25"
    "M0 11v-2.6M-5.5 9.53l1.3 -2.25M-9.53 5.5l2.25 -1.3M-11 0h2.6M-9.53 -5.5l2.25 1.3M-5.5 -9.53l1.3 2.25"
)
_ENVELOPE = "M-9 -6.5H9V6.5H-9Z"
_FLAP = "M-9 -6.5L0 1L9 -6.5"
PENTAGON = "M0 -10L9.51 -3.09L5.88 8.09L-5.88 8.09L-9.51 -3.09Z"
_CROSS = "M-3 -10H3V-3H10V3H3V10H-3V3H-10V-3H-3Z"

EVENTS: dict[str, Glyph] = {
    "message": (Stroke(_ENVELOPE), Stroke(_FLAP, "none", "back")),
    "timer": (
        Stroke(_ring(11), "paper", width=1.4),
        Stroke(_TICKS, "none", width=1),
        Stroke("M1.6 -7L0 0.3L5 1.2", "none", width=1.4),
    ),
    "error": (Stroke("M-8.5 9L-3.2 -8.2L2.7 1.6L8.5 -9L3.4 8.6L-2.7 -1.6Z"),),
    "escalation": (Stroke("M0 -10.5L7.5 9L0 1.8L-7.5 9Z"),),
    "cancel": (Stroke("M-9.5 -6.2L-6.2 -9.5L0 -3.3L6.2 -9.5L9.5 -6.2L3.3 0L9.5 6.2L6.2 9.5L0 3.3L-6.2 9.5L-9.5 6.2L-3.3 0Z"),),
    "compensate": (Stroke("M-0.5 -7V7L-10 0Z"), Stroke("M9 -7V7L-0.5 0Z")),
    "conditional": (
        Stroke("M-7.5 -10H7.5V10H-7.5Z", "paper"),
        Stroke("M-5 -6.6H5M-5 -2.2H5M-5 2.2H5M-5 6.6H5", "none", width=1.3),
    ),
    "link": (Stroke("M-10.5 -3.8H2V-8.5L11 0L2 8.5V3.8H-10.5Z"),),
    "signal": (Stroke("M0 -10.5L9.8 7H-9.8Z"),),
    "terminate": (Stroke(_ring(10.5), "ink", "none"),),
    "multiple": (Stroke(PENTAGON),),
    "parallelMultiple": (Stroke(_CROSS),),
}  # fmt: skip
"""Inside of an event of radius 18 around its centre; by event definition without `EventDefinition`."""

_GEAR = (
    "M-1.4 -7.5H1.4L1.9 -5.4L3.6 -4.7L5.4 -5.9L7.3 -4L6.1 -2.2L6.8 -0.5L8.9 0V2.8L6.8 3.3L6.1 5L7.3 6.8L5.4 8.7"
    "L3.6 7.5L1.9 8.2L1.4 10.3H-1.4L-1.9 8.2L-3.6 7.5L-5.4 8.7L-7.3 6.8L-6.1 5L-6.8 3.3L-8.9 2.8V0L-6.8 -0.5"
    "L-6.1 -2.2L-7.3 -4L-5.4 -5.9L-3.6 -4.7L-1.9 -5.4Z"
)

TASKS: dict[str, Glyph] = {
    "userTask": (
        Stroke("M-8.5 9V4.6C-8.5 1.6 -6.4 0.4 -3.6 -0.5Q0 2.2 3.6 -0.5C6.4 0.4 8.5 1.6 8.5 4.6V9Z"),
        Stroke("M-4.8 9V5.2M4.8 9V5.2", "none"),
        Stroke(_ring(4.3, 0, -4.7)),
        Stroke("M-4.3 -5C-2 -4 1 -7 4.2 -5.6C3.6 -10.4 -3.6 -10.6 -4.3 -5Z", "ink", width=0.8),
    ),
    "serviceTask": (
        Stroke(_GEAR, "body", width=1.2),
        Stroke(_ring(3.1, 0, 1.4), "paper", width=1.2),
    ),
    "sendTask": (Stroke(_ENVELOPE, "ink"), Stroke(_FLAP, "none", "paper", 1.4)),
    "receiveTask": (Stroke(_ENVELOPE, "paper"), Stroke(_FLAP, "none")),
    "receiveTask-instantiate": (
        Stroke(_ring(10.5), "paper"),
        Stroke("M-6.5 -4.5H6.5V4.5H-6.5Z", "paper"),
        Stroke("M-6.5 -4.5L0 0.8L6.5 -4.5", "none"),
    ),
    "manualTask": (
        Stroke(
            "M-9 -1.5C-8 -4.6 -5.6 -6.5 -3 -6.5H2.6C4.8 -6.5 4.8 -3.6 2.6 -3.6H0.4H9.4C11.5 -3.6 11.5 -0.8 9.4 -0.8"
            "H6.6C8.6 -0.8 8.6 2 6.6 2H5.8C7.7 2 7.7 4.6 5.8 4.6H4.6C6.2 4.6 6.2 7 4.6 7H-4.5C-7.4 7 -9 5 -9 3Z"
        ),
        Stroke("M7 -0.8H1M6 2H1M5 4.6H1", "none", width=1),
    ),
    "scriptTask": (
        Stroke("M-5.5 9.5C-10 4.5 -1.5 0.5 -5 -4.5C-6.5 -6.6 -5 -8.8 -2.8 -9.5H8.5C5 -7 4.6 -5.5 7 -1.5C9.6 3 6.5 7.5 3.5 9.5Z"),
        Stroke("M-2.4 -6H4M-1 -2.2H5M-1.6 1.6H6M-4 5.4H4.4", "none", width=1),
    ),
    "businessRuleTask": (
        Stroke("M-9.5 -8H9.5V8H-9.5Z", "paper"),
        Stroke("M-9.5 -8H9.5V-3.5H-9.5Z", "ink"),
        Stroke("M-9.5 2.2H9.5M-3.5 -3.5V8", "none"),
    ),
}  # fmt: skip
"""Upper left of a task: 22 points high and wide around a centre."""
TASKS |= {
    "globalUserTask": TASKS["userTask"],
    "globalManualTask": TASKS["manualTask"],
    "globalScriptTask": TASKS["scriptTask"],
    "globalBusinessRuleTask": TASKS["businessRuleTask"],
}

MARKERS: dict[str, Glyph] = {
    "loop": (
        Stroke("M-2.6 5.6A6 6 0 1 1 2.6 5.6", "none", width=1.6),
        Stroke("M-6.6 5.8H-2.4V1.6", "none", width=1.6),
    ),
    "parallel": (Stroke("M-4.5 -6V6M0 -6V6M4.5 -6V6", "none", width=2.4),),
    "sequential": (Stroke("M-6 -4.5H6M-6 0H6M-6 4.5H6", "none", width=2.4),),
    "compensation": (Stroke("M-0.5 -5.5V5.5L-7 0Z"), Stroke("M6.5 -5.5V5.5L0 0Z")),
    "adHoc": (
        Stroke(
            "M-7 1.6C-6.4 -3.4 -2.6 -4.2 0 -1.4C2 0.8 4.6 1 7 -2.6V0.4C5.6 4 2 4.6 -0.4 2C-2.6 -0.4 -5.4 0 -7 3Z",
            "ink",
            width=0.6,
        ),
    ),
    "collapsed": (Stroke("M-7 -7H7V7H-7Z", "paper"), Stroke("M0 -4.2V4.2M-4.2 0H4.2", "none", width=1.4)),
    "collection": (Stroke("M-4 -5V5M0 -5V5M4 -5V5", "none", width=2),),
}
"""Along the lower edge of an activity: 14 points around a centre."""

GATEWAYS: dict[str, Glyph] = {
    "exclusive": (Stroke("M-6.5 -8.5L6.5 8.5M6.5 -8.5L-6.5 8.5", "none", width=3.6),),
    "inclusive": (Stroke(_ring(11.5), "none", width=2.8),),
    "parallel": (Stroke("M0 -12.5V12.5M-12.5 0H12.5", "none", width=3.6),),
    "complex": (Stroke("M0 -12.5V12.5M-12.5 0H12.5M-8.5 -8.5L8.5 8.5M8.5 -8.5L-8.5 8.5", "none", width=3),),
    "event": (Stroke(_ring(14), "none", width=1), Stroke(_ring(11.4), "none", width=1),
              Stroke("M0 -7.6L7.23 -2.35L4.47 6.15L-4.47 6.15L-7.23 -2.35Z", "none", width=1.2)),
    "event-instantiate": (Stroke(_ring(13), "none", width=1),
                          Stroke("M0 -8L7.61 -2.47L4.7 6.47L-4.7 6.47L-7.61 -2.47Z", "none", width=1.2)),
    "event-parallel": (Stroke(_ring(13), "none", width=1),
                       Stroke("M-2.4 -8.5H2.4V-2.4H8.5V2.4H2.4V8.5H-2.4V2.4H-8.5V-2.4H-2.4Z", "none", width=1.2)),
}  # fmt: skip
"""Inside of a gateway of 50 × 50 around its centre."""

DATA: dict[str, Glyph] = {
    "input": (Stroke("M-8 -2.5H1V-6L8 0L1 6V2.5H-8Z", "paper"),),
    "output": (Stroke("M-8 -2.5H1V-6L8 0L1 6V2.5H-8Z", "ink"),),
}

_SQUARE = Stroke("M-8 -8H8V8H-8Z", "ink", "paper", 1)

REVISIONS: dict[str, Glyph] = {
    "added": (_SQUARE, Stroke("M-5 0H5M0 -5V5", "none", "paper", 2.4)),
    "removed": (_SQUARE, Stroke("M-4 -4L4 4M4 -4L-4 4", "none", "paper", 2.4)),
    "changed": (_SQUARE, Stroke("M0 -4.8L5.2 4.2H-5.2Z", "none", "paper", 1.8)),
    "moved": (_SQUARE, Stroke("M-5.4 -2.6H5M2.4 -5.2L5 -2.6L2.4 0M5.4 2.8H-5M-2.4 0.2L-5 2.8L-2.4 5.4", "none", "paper", 1.5)),
}  # fmt: skip
"""Badges of what became of an element: a square of 16 around its centre."""
