"""What keeps a PDF from being made, in words for people."""


class PdfError(Exception):
    """A PDF could not be made; the message says why and what to do."""
