"""All readers: from files, refs and snapshots to the one model. Nothing downstream sees a format."""

from .locate import located
from .problems import Problem
from .repository import NoRepository, Repository, Settings, default_registry, find_root, load
from .scaffold import CannotCreate, create_business, create_repository, ministry
from .schema import author_keys
from .snapshot import UnreadableSnapshot, load_snapshots

__all__ = [
    "CannotCreate",
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
    "load",
    "load_snapshots",
    "located",
    "ministry",
]
