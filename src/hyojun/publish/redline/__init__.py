"""見え消し版 and 溶け込み版: two editions of a document as one, with everything that changed marked."""

from ..file_names import LINE_NUMBERS
from .on_demand import CannotLayOut, LaidOut, Layout, Versions, laid_out
from .write import newest, write_redlines

__all__ = [
    "LINE_NUMBERS",
    "CannotLayOut",
    "LaidOut",
    "Layout",
    "Versions",
    "laid_out",
    "newest",
    "write_redlines",
]
