"""All readers: from files, refs and snapshots to the one model. Nothing downstream sees a format.

`importing` and `editing` (Excel) are loaded by the commands that need them: openpyxl is a quarter of every start.
"""

from typing import TYPE_CHECKING

from .atomic import Busy, finished, replace_all, replace_file, replace_files
from .bpmn import read_bpmn, read_flow
from .cache import CACHE, is_remembered, remember, remembered
from .carried import asset_name, digests_of, named_files
from .citing import Others
from .edition_files import EditionFiles, edition_files
from .editions import (
    CannotRelease,
    Condition,
    Release,
    Verified,
    edition_file,
    final_of,
    freeze,
    frozen_assets,
    frozen_drawing,
    is_draft,
    place_of,
    released,
    snapshot_bytes,
    verified,
)
from .errata import Edition, editions_of, issue_errata, unissued
from .files import ANYTHING
from .git import UnreadableVersion, is_tracked
from .handbook import handbook
from .identifiers import Assignment, CannotIssue, Disputed, Issue, assign
from .json_schema import SCHEMA_FOLDER, SNAPSHOT_SCHEMA, snapshot_schema, write_schemas
from .json_schema import describe as key_words
from .kinds import SUFFIXES as YAML_SUFFIXES
from .kinds import yaml_files
from .locate import in_place, located, places_of
from .misfits import errata_file
from .one_file import OneFile, one_file, outline
from .packaged import code, packaged
from .pinned import plain_snapshot
from .pinning import CannotPin, Pinning, pin
from .problems import Problem
from .reasons import meant, reason
from .repository import (
    OPINION_FIELDS,
    BusinessRead,
    Common,
    NoRepository,
    Repository,
    Settings,
    assembled,
    default_registry,
    digested_business,
    find_root,
    later_business,
    load,
    load_business,
    load_common,
)
from .rewriting import Rewriting, rewrite
from .scaffold import HANDBOOK, CannotCreate, create_business, create_repository, ministry
from .schema import author_keys
from .screening import markdown_parser
from .snapshot import UnreadableSnapshot, load_snapshots
from .sources import Sources, size
from .validate import placed
from .versions import CHANGE_LIST, CURRENT, Version, Versions, frozen_editions, open_version, open_versions
from .withdrawal import retire
from .yaml_text import no_gc

if TYPE_CHECKING:
    from . import editing, importing

__all__ = [
    "ANYTHING",
    "CACHE",
    "CHANGE_LIST",
    "CURRENT",
    "HANDBOOK",
    "OPINION_FIELDS",
    "SCHEMA_FOLDER",
    "SNAPSHOT_SCHEMA",
    "YAML_SUFFIXES",
    "Assignment",
    "BusinessRead",
    "Busy",
    "CannotCreate",
    "CannotIssue",
    "CannotPin",
    "CannotRelease",
    "Common",
    "Condition",
    "Disputed",
    "Edition",
    "EditionFiles",
    "Issue",
    "NoRepository",
    "OneFile",
    "Others",
    "Pinning",
    "Problem",
    "Release",
    "Repository",
    "Rewriting",
    "Settings",
    "Sources",
    "UnreadableSnapshot",
    "UnreadableVersion",
    "Verified",
    "Version",
    "Versions",
    "assembled",
    "asset_name",
    "assign",
    "author_keys",
    "code",
    "create_business",
    "create_repository",
    "default_registry",
    "digested_business",
    "digests_of",
    "editing",
    "edition_file",
    "edition_files",
    "editions_of",
    "errata_file",
    "final_of",
    "find_root",
    "finished",
    "freeze",
    "frozen_assets",
    "frozen_drawing",
    "frozen_editions",
    "handbook",
    "importing",
    "in_place",
    "is_draft",
    "is_remembered",
    "is_tracked",
    "issue_errata",
    "key_words",
    "later_business",
    "load",
    "load_business",
    "load_common",
    "load_snapshots",
    "located",
    "markdown_parser",
    "meant",
    "ministry",
    "named_files",
    "no_gc",
    "one_file",
    "open_version",
    "open_versions",
    "outline",
    "packaged",
    "pin",
    "place_of",
    "placed",
    "places_of",
    "plain_snapshot",
    "read_bpmn",
    "read_flow",
    "reason",
    "released",
    "remember",
    "remembered",
    "replace_all",
    "replace_file",
    "replace_files",
    "retire",
    "rewrite",
    "size",
    "snapshot_bytes",
    "snapshot_schema",
    "unissued",
    "verified",
    "write_schemas",
    "yaml_files",
]
