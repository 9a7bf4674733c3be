"""A report in the forms its readers want: people at a terminal, programs, code scanning, CI annotations."""

from enum import StrEnum
from pathlib import Path

from hyojun.model import Severity

from . import report_github, report_json, report_sarif, report_text
from .run import Report


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def render(
    report: Report,
    format: Format,
    root: Path,
    *,
    colour: bool = False,
    least: Severity = Severity.NOTE,
) -> str:
    """The whole report as text.

    `root` is where source lines are looked up; `colour` is for a terminal and concerns the text only.
    What people read shows findings from `least` on; what programs read has all of them.
    """
    match format:
        case Format.JSON:
            return report_json.render(report)
        case Format.SARIF:
            return report_sarif.render(report, root)
        case Format.GITHUB:
            return report_github.render(report, least)
    return report_text.render(report, root, colour, least)
