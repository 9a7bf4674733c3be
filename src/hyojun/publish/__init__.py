"""Publications from the model: site, PDF, Excel, snapshots, and the manifest of a build."""

from .build import KINDS, MANIFEST, BuildError, build
from .job import Job, OutputKind, Published, stem, template_folders

__all__ = [
    "BuildError",
    "Job",
    "KINDS",
    "MANIFEST",
    "OutputKind",
    "Published",
    "build",
    "stem",
    "template_folders",
]
