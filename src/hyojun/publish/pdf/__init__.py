"""PDF of the documents of a 業務, set with Typst: tagged, for archives, the same bytes every time."""

from .captions import captions_before
from .memory import Memory
from .memory import share as share_memory
from .problems import PdfError
from .write import write_pdf

__all__ = ["Memory", "PdfError", "captions_before", "share_memory", "write_pdf"]
