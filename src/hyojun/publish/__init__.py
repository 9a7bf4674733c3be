"""Publications from the model: site, PDF, Excel, snapshots, the manifest of a build, and a preview of the site.

`preview` and `redline` are loaded by the commands that need them.
"""

from typing import TYPE_CHECKING

from .build import KINDS, MANIFEST, BuildError, build
from .job import Job, Made, OutputKind, Published, stem, template_folders
from .rebuild import Discrepancy, Off, discrepancies

if TYPE_CHECKING:
    from . import preview, redline


def sphinx_configuration() -> dict[str, object]:
    """The values for `globals()` of a conf.py; what comes after them there wins."""
    from .site import sphinx_configuration as values  # Sphinx is costly to import for PDF or Excel alone

    return values()


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
    "build",
    "discrepancies",
    "preview",
    "redline",
    "sphinx_configuration",
    "stem",
    "template_folders",
]
