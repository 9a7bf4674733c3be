"""Publications from the model: site, PDF, Excel, snapshots, and the manifest of a build."""

from .build import KINDS, MANIFEST, BuildError, build
from .job import Job, Made, OutputKind, Published, stem, template_folders
from .rebuild import Discrepancy, Off, discrepancies


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
    "sphinx_configuration",
    "stem",
    "template_folders",
]
