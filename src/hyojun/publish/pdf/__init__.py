"""PDF of the documents of a 業務, set with Typst: tagged, for archives, the same bytes every time."""

from .captions import captions_before
from .line_numbers import SUFFIX as LINE_NUMBERS
from .problems import PdfError
from .write import write_pdf

__all__ = ["LINE_NUMBERS", "PdfError", "captions_before", "write_pdf"]
