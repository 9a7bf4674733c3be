"""Kinds of change, one module per artefact. Importing this room fills the catalogue."""

from . import (
    characters,
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
    "characters",
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
