"""Excel and Word in: the official 項目定義書 workbook, or a document, becomes source files of a 業務."""

from .official import Imported, read_item_definition
from .remarks import ImportProblem, Remark, RemarkKind, Trouble
from .step_table import StepTable, read_step_table
from .step_template import step_template
from .word import WordReport, import_word, is_word, word_report_lines
from .writing import Counts, ImportReport, import_workbook, report_lines

__all__ = [
    "Counts",
    "ImportProblem",
    "ImportReport",
    "Imported",
    "Remark",
    "RemarkKind",
    "StepTable",
    "Trouble",
    "WordReport",
    "import_word",
    "import_workbook",
    "is_word",
    "read_item_definition",
    "read_step_table",
    "report_lines",
    "step_template",
    "word_report_lines",
]
