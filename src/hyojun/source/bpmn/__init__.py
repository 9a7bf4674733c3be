"""BPMN 2.0 files: every element of them, and the 業務フロー they hold."""

from hyojun.flow import MODEL as BPMN

from .elements import MAX_DEPTH, MAX_ELEMENTS, element_places, locate_element, read_bpmn
from .reading import MAX_NAME, MAX_SIZE, MAX_TEXT, read_flow

__all__ = [
    "BPMN",
    "MAX_DEPTH",
    "MAX_ELEMENTS",
    "MAX_NAME",
    "MAX_SIZE",
    "MAX_TEXT",
    "element_places",
    "locate_element",
    "read_bpmn",
    "read_flow",
]
