"""A report in the forms its readers want: people at a terminal, programs, code scanning, CI annotations."""

from enum import StrEnum
from pathlib import Path

from . import report_github, report_json, report_sarif, report_text
from .run import Report


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def render(report: Report, format: Format, root: Path, *, colour: bool = False) -> str:
    """The whole report as text.

    `root` is where source lines are looked up; `colour` is for a terminal and concerns the text only.
    """
    match format:
        case Format.JSON:
            return report_json.render(report)
        case Format.SARIF:
            return report_sarif.render(report, root)
        case Format.GITHUB:
            return report_github.render(report)
    return report_text.render(report, root, colour)
