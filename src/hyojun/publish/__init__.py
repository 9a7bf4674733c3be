"""Publications from the model: site, PDF, Excel, snapshots, the manifest of a build, and a preview of the site.

`preview` and `redline` are loaded by the commands that need them.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hyojun.diff import Comparison
from hyojun.source import Versions

from .build import KINDS, MANIFEST, BuildError, build
from .job import Job, Made, OutputKind, Published, stem, template_folders
from .problems import TableError
from .rebuild import Discrepancy, Off, discrepancies

if TYPE_CHECKING:
    from . import preview, redline


def sphinx_configuration() -> dict[str, object]:
    """The values for `globals()` of a conf.py; what comes after them there wins."""
    from .site.configuration import (
        sphinx_configuration as values,  # Sphinx is costly to import for PDF or Excel alone
    )

    return values()


def write_comparison(
    versions: Versions,
    comparison: Comparison,
    kind: Literal["pdf", "xlsx"],
    out: Path,
    root: Path | None,
    style: str | None = None,
) -> tuple[Path, ...]:
    """新旧対照表 of any two versions as files; see `papers.single`. Raises TableError."""
    from .papers.single import (
        write_comparison as write,  # Typst and XlsxWriter are costly to import for others
    )

    return write(versions, comparison, kind, out, root, style)


__all__ = [
    "KINDS",
    "MANIFEST",
    "BuildError",
    "Discrepancy",
    "Job",
    "Made",
    "Off",
    "OutputKind",
    "Published",
    "TableError",
    "build",
    "discrepancies",
    "preview",
    "redline",
    "sphinx_configuration",
    "stem",
    "template_folders",
    "write_comparison",
]
