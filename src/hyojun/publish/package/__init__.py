"""Packages: all that a vendor or a municipality needs of a 業務 in one zip, made of what one build writes."""

from .contents import MANIFEST
from .names import LONGEST, faults
from .write import PackageError, write_packages

__all__ = ["LONGEST", "MANIFEST", "PackageError", "faults", "write_packages"]
