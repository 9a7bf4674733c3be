"""Kinds of change, one module per artefact. Importing this room fills the catalogue."""

from . import (
    data,
    details,
    documents,
    flows,
    forms,
    functions,
    further,
    headings,
    linkages,
    prose,
    statements,
)

__all__ = [
    "data",
    "details",
    "documents",
    "flows",
    "forms",
    "functions",
    "further",
    "headings",
    "linkages",
    "prose",
    "statements",
]
