"""All readers: from files, refs and snapshots to the one model. Nothing downstream sees a format."""

from .importing import ImportProblem, ImportReport, import_workbook, report_lines
from .locate import located
from .packaged import packaged
from .problems import Problem
from .repository import NoRepository, Repository, Settings, default_registry, find_root, load
from .scaffold import CannotCreate, create_business, create_repository, ministry
from .schema import author_keys
from .screening import markdown_parser
from .snapshot import UnreadableSnapshot, load_snapshots

__all__ = [
    "CannotCreate",
    "ImportProblem",
    "ImportReport",
    "NoRepository",
    "Problem",
    "Repository",
    "Settings",
    "UnreadableSnapshot",
    "author_keys",
    "create_business",
    "create_repository",
    "default_registry",
    "find_root",
    "import_workbook",
    "load",
    "load_snapshots",
    "located",
    "markdown_parser",
    "ministry",
    "packaged",
    "report_lines",
]
