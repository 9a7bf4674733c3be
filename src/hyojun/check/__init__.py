"""Rules, one small function each, and their report."""

from . import artefacts, documents, references
from .report import Format, render
from .rules import CATALOGUE, Rule, Scope
from .run import Report, run

__all__ = [
    "CATALOGUE",
    "Format",
    "Report",
    "Rule",
    "Scope",
    "artefacts",
    "documents",
    "references",
    "render",
    "run",
]
