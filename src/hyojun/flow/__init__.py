"""業務フロー: what a BPMN file holds, its geometry, its drawing, its steps."""

from .bpmn import BIOC, COLOR, DC, DD, DI, MODEL, Bpmn, Element, local
from .diagram import Bounds, Colours, Edge, Plane, Point, Shape, planes
from .draw import draw
from .faults import faults
from .steps import Next, Step, steps
from .style import Style, stylesheet
from .text import width, wrapped

__all__ = [
    "BIOC",
    "COLOR",
    "DC",
    "DD",
    "DI",
    "MODEL",
    "Bounds",
    "Bpmn",
    "Colours",
    "Edge",
    "Element",
    "Next",
    "Plane",
    "Point",
    "Shape",
    "Step",
    "Style",
    "draw",
    "faults",
    "local",
    "planes",
    "steps",
    "stylesheet",
    "width",
    "wrapped",
]
