"""Kinds of change, one module per artefact. Importing this room fills the catalogue."""

from . import data, documents, flows, forms, functions, further, headings, linkages, prose, statements

__all__ = [
    "data",
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
