"""Editions and what changed between them: rows matched, changes judged, texts compared."""

from .between import between, changed
from .changes import (
    Audience,
    Change,
    Comparison,
    DocumentComparison,
    Matched,
    Piece,
    Question,
    Side,
    Subject,
    Weight,
    fingerprint,
)
from .matching import LEAST, STRANGE, How, Match, Matching, Row, matched
from .order import reordered
from .report import Format, reaches, render
from .report_json import schema
from .report_words import WEIGHT_WORDS, total
from .text import Part, after, before, differences, likeness, tokens
from .wording import folded, is_wording, marks

__all__ = [
    "LEAST",
    "STRANGE",
    "WEIGHT_WORDS",
    "Audience",
    "Change",
    "Comparison",
    "DocumentComparison",
    "Format",
    "How",
    "Match",
    "Matched",
    "Matching",
    "Part",
    "Piece",
    "Question",
    "Row",
    "Side",
    "Subject",
    "Weight",
    "after",
    "before",
    "between",
    "changed",
    "differences",
    "fingerprint",
    "folded",
    "is_wording",
    "likeness",
    "marks",
    "matched",
    "reaches",
    "render",
    "reordered",
    "schema",
    "tokens",
    "total",
]
