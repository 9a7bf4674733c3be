"""What keeps a PDF from being made, in words for people."""

from ..problems import CannotPublish


class PdfError(CannotPublish):
    """A PDF could not be made; the message says why and what to do."""
