"""見え消し版 and 溶け込み版: two editions of a document as one, with everything that changed marked."""

from .as_html import redline_html
from .as_pdf import redline_pdf
from .telling import Redline, consolidated, redline
from .write import newest, write_redlines

__all__ = ["Redline", "consolidated", "newest", "redline", "redline_html", "redline_pdf", "write_redlines"]
