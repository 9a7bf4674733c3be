"""A finding: what is wrong, where, about what, and what to do, in Japanese."""

from enum import StrEnum
from typing import NamedTuple

from .value import Origin


class Severity(StrEnum):
    """How much a finding matters; 誤り keeps a repository from being published."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    def reaches(self, least: "Severity") -> bool:
        """Whether it matters as much as another, or more."""
        order = list(Severity)
        return order.index(self) <= order.index(least)


SEVERITY_WORDS = {Severity.ERROR: "誤り", Severity.WARNING: "警告", Severity.NOTE: "参考"}


class Finding(NamedTuple):
    """One finding. Line and column count from 1; 0 means the file as a whole."""

    code: str
    severity: Severity
    message: str
    """What is wrong and what to do, in whole sentences."""
    origin: Origin
    subject: str = ""
    """The ID it is about, with its kind: 機能0020001."""
    hint: str = ""
    """A near miss or a remedy."""
    on_key: bool = False
    """Points at the key rather than at its value."""
    line: int = 0
    column: int = 0
    start: int | None = None
    """Where in the text at `origin` it stands, in characters from 0; None: the text as a whole."""
    other: Origin | None = None
    """A second place that the message names by its file; None once the message tells its line."""

    @property
    def place(self) -> str:
        """file:line:column, as editors and CI understand it."""
        return f"{self.origin.file}:{self.line}:{self.column}" if self.line else self.origin.file
