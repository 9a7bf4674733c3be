"""Rules, one small function each, and their report."""

from . import parallel, rules
from .catalogue import READING, Documented, documentation, nearest
from .deciding import asked_when_decided
from .fingerprint import business_of
from .policy import asked_by, policy
from .report import Format, render
from .report_parallel import FORMATS as PARALLEL_FORMATS
from .report_parallel import append as with_parallel
from .repository import check_repository, opened
from .rule import CATALOGUE, Rule, Scope
from .run import Report, Withheld, located, run
from .source_lines import columns

__all__ = [
    "CATALOGUE",
    "PARALLEL_FORMATS",
    "READING",
    "Documented",
    "Format",
    "Report",
    "Rule",
    "Scope",
    "Withheld",
    "asked_by",
    "asked_when_decided",
    "business_of",
    "check_repository",
    "columns",
    "documentation",
    "located",
    "nearest",
    "opened",
    "parallel",
    "policy",
    "render",
    "rules",
    "run",
    "with_parallel",
]
