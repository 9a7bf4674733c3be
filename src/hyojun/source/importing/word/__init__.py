"""Word in: a .docx of prose, or of functions under class labels, becomes source files of a 業務.

The XML is walked by hand: every element and every word is taken, or told of in the report.
"""

from .mapping import word_mapping, word_mapping_lines, word_mapping_profile
from .package import is_word
from .writing import WordReport, import_word, word_report_lines

__all__ = [
    "WordReport",
    "import_word",
    "is_word",
    "word_mapping",
    "word_mapping_lines",
    "word_mapping_profile",
    "word_report_lines",
]
