"""Editions and what changed between them: rows matched, changes judged, texts compared."""

from .as_of import Due, Held, State, Statement, due, states
from .between import between, changed
from .catalogue import CATALOGUE, ChangeKind, table
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
from .compare import compared
from .driver import file_difference
from .impact import Reached, impact, meant
from .impact import label as label_of
from .matching import LEAST, STRANGE, How, Match, Matching, Row, matched
from .moves import moved
from .questions import QUESTIONS
from .release import Hindrances, edition_before, hindrances
from .report import Format, reaches, render
from .report_json import schema
from .report_words import WEIGHT_WORDS, total
from .text import Part, after, before, differences, likeness, tokens
from .wording import folded, is_wording, marks

__all__ = [
    "CATALOGUE",
    "LEAST",
    "QUESTIONS",
    "STRANGE",
    "WEIGHT_WORDS",
    "Audience",
    "Change",
    "ChangeKind",
    "Comparison",
    "DocumentComparison",
    "Due",
    "Format",
    "Held",
    "Hindrances",
    "How",
    "Match",
    "Matched",
    "Matching",
    "Part",
    "Piece",
    "Question",
    "Reached",
    "Row",
    "Side",
    "State",
    "Statement",
    "Subject",
    "Weight",
    "after",
    "before",
    "between",
    "changed",
    "compared",
    "differences",
    "due",
    "edition_before",
    "file_difference",
    "fingerprint",
    "folded",
    "hindrances",
    "impact",
    "is_wording",
    "label_of",
    "likeness",
    "marks",
    "matched",
    "meant",
    "moved",
    "reaches",
    "render",
    "schema",
    "states",
    "table",
    "tokens",
    "total",
]
