"""Excel, CSV and Word in: tables of workbooks, or a document, become source files of a 業務."""

from .files import Edition, stated_edition
from .mapping import mapping_lines, mapping_profile, mappings
from .official import Imported, Surroundings, read_item_definition
from .profile import load_profile
from .remarks import ImportProblem, Remark, RemarkKind, Trouble
from .step_table import StepTable, read_step_table
from .step_template import step_template
from .telling import Counts, ImportReport, report_lines
from .word import (
    WordReport,
    import_word,
    is_word,
    word_mapping,
    word_mapping_lines,
    word_mapping_profile,
    word_report_lines,
)
from .writing import import_workbook

__all__ = [
    "Counts",
    "Edition",
    "ImportProblem",
    "ImportReport",
    "Imported",
    "Remark",
    "RemarkKind",
    "StepTable",
    "Surroundings",
    "Trouble",
    "WordReport",
    "import_word",
    "import_workbook",
    "is_word",
    "load_profile",
    "mapping_lines",
    "mapping_profile",
    "mappings",
    "read_item_definition",
    "read_step_table",
    "report_lines",
    "stated_edition",
    "step_template",
    "word_mapping",
    "word_mapping_lines",
    "word_mapping_profile",
    "word_report_lines",
]
