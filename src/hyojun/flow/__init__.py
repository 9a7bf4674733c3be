"""業務フロー: what a BPMN file holds, its geometry, its drawing, its steps."""

from .bpmn import BIOC, COLOR, DC, DD, DI, MODEL, Bpmn, Element, local
from .diagram import Bounds, Colours, Edge, Plane, Point, Shape, planes

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
    "Plane",
    "Point",
    "Shape",
    "local",
    "planes",
]
