"""Excel out and back: the tables of a 業務 as a workbook, and what colleagues changed in it as surgical edits."""

from .apply import Application, Export, Refusal, apply, export, overlaid
from .draft import CannotEdit
from .report import export_lines, screen_lines, table, write_report

__all__ = [
    "Application",
    "CannotEdit",
    "Export",
    "Refusal",
    "apply",
    "export",
    "export_lines",
    "overlaid",
    "screen_lines",
    "table",
    "write_report",
]
