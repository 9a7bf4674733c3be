"""How a 新旧対照表 says what the model holds in a form of its own: days, and what a 業務 declares of itself."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hyojun.model import Business


def _as_written(day: str) -> str:
    return day


class Wording(NamedTuple):
    """The words of a publisher; by default those of the sources."""

    day: Callable[[str], str] = _as_written
    """A day (2026-03-25, or words in its place) as printed."""
    overview: Callable[[Business], Sequence[tuple[str, str]]] | None = None
    """Word and text of everything a 業務 says of itself, in the order of its publications; None: as in its file."""


AS_WRITTEN = Wording()
