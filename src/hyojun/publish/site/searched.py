"""What the search of a site looks through, as values."""

from collections.abc import Mapping
from typing import NamedTuple


class SearchFile(NamedTuple):
    """A file of the search."""

    path: str
    """On the site."""
    content: bytes


class Searched(NamedTuple):
    """What the index of the search says of a file of rows."""

    rows: int
    size: int
    version: str
    """By which browsers keep it for as long as its bytes are the same."""


class Search(NamedTuple):
    """All of it."""

    files: tuple[SearchFile, ...]
    told: Mapping[str, Mapping[str, Searched]]
    """業務ID and kind → what the index says."""
