"""Editions and what changed between them: rows matched, changes judged, texts compared."""

from .account import unmet
from .aligning.matching import LEAST, STRANGE, How, Match, Matching, Row, matched
from .aligning.moves import moved
from .aligning.text import Part, after, before, differences, likeness, paired_lines, tokens
from .aligning.wording import folded, is_wording, marks
from .as_of import TRANSITION, Due, Held, State, Statement, due, states
from .between import between, changed, held_in
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
from .flow_marks import FlowMarks, flow_marks
from .history import Event, Step, history, labels_of, timelines
from .impact import Reached, impact, meant
from .impact import label as label_of
from .kinds.forms import layout_lines
from .layout_changes import LayoutChange, layout_changes
from .pair import said
from .questions import QUESTIONS
from .release import Hindrances, edition_before, hindrances, told_from
from .reports import words
from .reports.driver import file_difference
from .reports.json import schema
from .reports.listing import (
    COLUMNS,
    ChangeList,
    Listed,
    csv_cell,
    listed,
    listing_csv,
    listing_json,
    listing_schema,
    row_words,
)
from .reports.report import Format, reaches, render
from .reports.words import WEIGHT_WORDS, total
from .things import paragraphs
from .two_columns.build import comparison_table
from .two_columns.naming import goes_on, headings, named
from .two_columns.table import ADDED, LEFT_OUT, REMOVED, Cell, ComparisonTable, Run, figures, restored
from .two_columns.table import Row as TableRow
from .two_columns.wording import Wording

__all__ = [
    "ADDED",
    "CATALOGUE",
    "COLUMNS",
    "LEAST",
    "LEFT_OUT",
    "QUESTIONS",
    "REMOVED",
    "STRANGE",
    "TRANSITION",
    "WEIGHT_WORDS",
    "Audience",
    "Cell",
    "Change",
    "ChangeKind",
    "ChangeList",
    "Comparison",
    "ComparisonTable",
    "DocumentComparison",
    "Due",
    "Event",
    "FlowMarks",
    "Format",
    "Held",
    "Hindrances",
    "How",
    "LayoutChange",
    "Listed",
    "Match",
    "Matched",
    "Matching",
    "Part",
    "Piece",
    "Question",
    "Reached",
    "Row",
    "Run",
    "Side",
    "State",
    "Statement",
    "Step",
    "Subject",
    "TableRow",
    "Weight",
    "Wording",
    "after",
    "before",
    "between",
    "changed",
    "compared",
    "comparison_table",
    "csv_cell",
    "differences",
    "due",
    "edition_before",
    "figures",
    "file_difference",
    "fingerprint",
    "flow_marks",
    "folded",
    "goes_on",
    "headings",
    "held_in",
    "hindrances",
    "history",
    "impact",
    "is_wording",
    "label_of",
    "labels_of",
    "layout_changes",
    "layout_lines",
    "likeness",
    "listed",
    "listing_csv",
    "listing_json",
    "listing_schema",
    "marks",
    "matched",
    "meant",
    "moved",
    "named",
    "paired_lines",
    "paragraphs",
    "reaches",
    "render",
    "restored",
    "row_words",
    "said",
    "schema",
    "states",
    "table",
    "timelines",
    "tokens",
    "told_from",
    "total",
    "unmet",
    "words",
]
