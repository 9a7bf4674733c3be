"""New repositories and new 業務, from the starting files that come with hyojun."""

from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from hyojun.model import RegisteredBusiness, Registry

from .atomic import finished, replace_files, side_folder
from .handbook import handbook
from .json_schema import SCHEMA_FOLDER, schema_files
from .repository import REGISTRY, NoRepository, default_registry, load

HANDBOOK = "docs/手引き"
"""Folder of the handbook in a repository that was started by `hyojun init`."""

_HIDDEN = {"gitignore.txt": ".gitignore", "gitattributes.txt": ".gitattributes"}
"""Files that git would obey here, too, under their own name."""


class CannotCreate(Exception):
    """The place is taken or the 業務 unknown; the message says what to do. Nothing was written."""


def create_repository(folder: Path) -> list[str]:
    """Start a repository in a new or empty folder; returns the files written, relative to it."""
    if folder.is_dir():
        finished(folder)
    if folder.exists() and (not folder.is_dir() or any(p.name != ".git" for p in folder.iterdir())):
        raise CannotCreate(
            f"「{folder}」は空ではありません。新しい名前か、空のフォルダーを指定してください。"
        )
    texts = {
        _HIDDEN.get(name, name.removesuffix(".txt")): text
        for name, text in _files(resources.files("hyojun") / "data" / "init")
    }
    # Of this release, so that authors and their editors know the keys that this release reads.
    texts |= {f"{HANDBOOK}/{name}": text for name, text in handbook().items()}
    files = {name: text.encode() for name, text in texts.items()}
    files |= {f"{SCHEMA_FOLDER}/{name}": content for name, content in schema_files().items()}
    folder.mkdir(parents=True, exist_ok=True)
    replace_files(folder, files)
    return sorted(files)


def create_business(root: Path, id: str) -> list[str]:
    """Start the sources of a 業務 of the registry; returns the files written, relative to the root."""
    registry = default_registry()
    if (root / REGISTRY).exists():
        repository = load(root)
        if any(f.origin.file == REGISTRY for f in repository.findings):
            raise CannotCreate(f"台帳「{REGISTRY}」を読めません。hyojun check で確かめてください。")
        registry = repository.corpus.registry
    registered = _registered(registry, id)
    target = root / "spec" / id
    if target.exists():
        raise CannotCreate(f"業務 {id} のフォルダー「spec/{id}」は既にあります。")
    if not target.parent.is_dir():
        raise NoRepository(f"「{root}」に spec フォルダーがありません。")
    words = {
        "{id}": registered.id,
        "{name}": registered.name,
        "{system}": registered.system,
        "{ministry}": ministry(registered, date.max),
        "{article}": "第7条第1項" if registered.common else "第6条第1項",
    }
    written = []
    with side_folder(root) as side:
        for name, text in _files(resources.files("hyojun") / "data" / "new"):
            for placeholder, word in words.items():
                text = text.replace(placeholder, word)
            path = side / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            written.append(f"spec/{id}/{name}")
        side.chmod(0o755)
        side.rename(target)
    return sorted(written)


def ministry(registered: RegisteredBusiness, day: date) -> str:
    """The 制度所管府省 of a 業務 on a day; date.max means the latest known."""
    for charge in reversed(registered.charges):
        if (charge.since is None or charge.since <= day) and (charge.until is None or day <= charge.until):
            return charge.ministry
    return registered.charges[-1].ministry if registered.charges else "（所管府省）"


def _registered(registry: Registry, id: str) -> RegisteredBusiness:
    found = registry.business(id)
    if found is None:
        known = "、".join(f"{b.id} {b.name}" for b in registry.businesses)
        raise CannotCreate(f"業務「{id}」は台帳にありません。使えるのは次のものです: {known}")
    return found


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            found.extend(_files(entry, f"{prefix}{entry.name}/"))
        else:
            found.append((prefix + entry.name, entry.read_text(encoding="utf-8")))
    return found
