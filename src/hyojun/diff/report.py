"""The forms of a comparison."""

from enum import StrEnum

from . import report_html, report_json, report_markdown, report_text
from .changes import Comparison, Weight


class Format(StrEnum):
    """How a comparison is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "md"


def render(comparison: Comparison, format: Format, colour: bool = False) -> str:
    """The comparison in one of its forms, without a line break at its end. `colour`: for a terminal."""
    match format:
        case Format.JSON:
            return report_json.render(comparison)
        case Format.HTML:
            return report_html.render(comparison)
        case Format.MARKDOWN:
            return report_markdown.render(comparison).rstrip("\n")
    return report_text.render(comparison, colour)


def reaches(comparison: Comparison, least: Weight) -> bool:
    """Whether a change weighs at least this, or something is wrong that no author can answer for."""
    heavy = list(Weight)[: list(Weight).index(least) + 1]
    faults = any(d.faults for d in comparison.documents)
    return faults or any(comparison.count(w) for w in heavy)
