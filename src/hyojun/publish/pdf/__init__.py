"""PDF of the documents of a 業務, set with Typst: tagged, for archives, the same bytes every time."""

from .problems import PdfError
from .write import write_pdf

__all__ = ["PdfError", "write_pdf"]
