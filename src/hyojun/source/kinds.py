"""Which file of a repository holds what: the one table from which reading tools and editors take it."""

import unicodedata
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from hyojun.model import (
    EditionAccount,
    Errata,
    IdRegister,
    Registry,
    SeverityFile,
    SuppressionFile,
    Value,
    WeightFile,
    Words,
)

from .business_reader import EDITIONS, HEAD, REGISTERS
from .repository import REGISTRY, SEVERITIES, SUPPRESSIONS, WEIGHTS, WORDS
from .schema import BusinessFile, SpecFile

SUFFIXES = (".yaml", ".yml")


class FileKind(NamedTuple):
    """A kind of source file."""

    name: str
    """Plain ASCII: it names the schema file."""
    title: str
    cls: type[Value]
    globs: tuple[str, ...]
    """Paths relative to the root, as editors write them (`**/` for any folders)."""


FILE_KINDS = (
    FileKind("business", f"業務の宣言（{HEAD}）", BusinessFile, (f"spec/*/{HEAD}",)),
    FileKind("register", "ID台帳", IdRegister, tuple(f"spec/*/{REGISTERS}/*{s}" for s in SUFFIXES)),
    FileKind("registry", "業務の台帳", Registry, (REGISTRY,)),
    FileKind("severities", "規則の重さ", SeverityFile, (SEVERITIES,)),
    FileKind("suppressions", "指摘の抑止", SuppressionFile, (SUPPRESSIONS,)),
    FileKind("changes", "変更の重さ", WeightFile, (WEIGHTS,)),
    FileKind("errata", "正誤", Errata, tuple(f"spec/*/{EDITIONS}/*-正誤*{s}" for s in SUFFIXES)),
    FileKind("account", "改定の説明", EditionAccount, tuple(f"spec/*/{EDITIONS}/*{s}" for s in SUFFIXES)),
    FileKind("words", "用字用語の辞書", Words, (WORDS,)),
    FileKind("spec", "要件のファイル", SpecFile, tuple(f"spec/[0-9]*/**/*{s}" for s in SUFFIXES)),
)
"""The first kind that fits a path is its kind."""


def kind_of(file: str) -> FileKind | None:
    """The kind of a file by its path relative to the root; None for settings of a name nobody knows."""
    name = unicodedata.normalize("NFC", file)
    for kind in FILE_KINDS:
        if any(fnmatchcase(name, glob.replace("**/", "*")) for glob in kind.globs):
            return kind
    return None


def yaml_files(root: Path, below: str = "spec") -> Iterator[str]:
    """The YAML files below a folder that people write, relative to the root, in a stable order."""
    folder = root / below
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(root).parts
        hidden = any(part.startswith(".") for part in parts)
        if path.suffix in SUFFIXES and not hidden and EDITIONS not in parts and not path.is_dir():
            yield "/".join(parts)
