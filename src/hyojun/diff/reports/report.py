"""The forms of a comparison."""

from enum import StrEnum

from ..changes import Comparison, Weight
from . import html, json, listing, markdown, text


class Format(StrEnum):
    """How a comparison is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "md"
    CSV = "csv"


def render(comparison: Comparison, format: Format, colour: bool = False) -> str:
    """The comparison in one of its forms, without a line break at its end. `colour`: for a terminal."""
    match format:
        case Format.JSON:
            return json.render(comparison)
        case Format.HTML:
            return html.render(comparison)
        case Format.MARKDOWN:
            return markdown.render(comparison).rstrip("\n")
        case Format.CSV:
            return listing.render(comparison)
    return text.render(comparison, colour)


def reaches(comparison: Comparison, least: Weight) -> bool:
    """Whether a change weighs at least this, or something is wrong that no author can answer for."""
    heavy = list(Weight)[: list(Weight).index(least) + 1]
    faults = any(d.faults for d in comparison.documents)
    return faults or any(comparison.count(w) for w in heavy)
