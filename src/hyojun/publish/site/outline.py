"""A 業務 in small, as the pages of others and those across 業務 need it."""

from collections.abc import Mapping
from typing import NamedTuple

from hyojun.model import Kind

from .addresses import Page
from .feeds import FeedEntry
from .searched import Searched

Marks = Mapping[Kind, Mapping[str, tuple[str, str, str]]]
"""Kind → ID → page, anchor and name of an entry."""


class Extent(NamedTuple):
    """Which pages across 業務 it gives something to."""

    functions: int
    items: bool
    linkages: bool
    dates: bool


class Outline(NamedTuple):
    """What the rest of the site knows of a 業務."""

    pages: tuple[Page, ...]
    """Addresses, titles and sections; nothing of what they show."""
    marks: Marks
    extent: Extent
    ids: str
    """Version of what the resolver loads."""
    search: Mapping[str, Searched]
    """By kind of rows."""
    synonyms: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    news: tuple[FeedEntry, ...]
    across: str
    """Digest of all that pages across 業務 show of it, but for references that cross its border."""
