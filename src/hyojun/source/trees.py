"""The files of a repository at one moment: a work tree as it stands, or a git commit.

Both say what each file holds by the object ID git would give it, so that what is the same on both sides
of a comparison is never read. Line endings and the way a disk spells a name are no difference: texts are
taken with `\\n`, names in NFC.
"""

import codecs
import hashlib
import posixpath
import re
import tomllib
import unicodedata
from collections.abc import Hashable, Mapping, MutableMapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from hyojun.model import Finding, Origin

from . import git
from .bpmn.encodings import Undecodable, for_expat
from .business_reader import EDITIONS
from .files import MAX_BYTES
from .git import UnreadableVersion
from .problems import Problem, problem
from .repository import SETTINGS, Common, NoRepository, load_common, read_settings
from .sources import FOLDERS, Sources

V = TypeVar("V")

Made = MutableMapping[Hashable, object]
Ids = Mapping[str, str | None]
"""Path → object ID; None where the file cannot be told from another without being read."""

_TEXTS = (".yaml", ".yml", ".md", ".bpmn", ".svg", ".json")
_PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".gif", ".pdf")


class WorkTree:
    """A repository on disk, each 業務 read once, when it is first asked for."""

    def __init__(self, root: Path, label: str, algorithm: str = "sha1") -> None:
        self.root, self.label, self.algorithm = root, label, algorithm
        self._held: dict[str, dict[str, bytes | None]] = {}

    @cached_property
    def common(self) -> Common:
        try:
            return load_common(self.root)
        except NoRepository as error:
            raise UnreadableVersion(str(error)) from error

    def sources(self, folder: str, made: Made | None = None) -> Sources:
        found = Sources(self.root, self._files(folder))
        found.made = made
        return found

    def texts(self, folder: str) -> Mapping[str, bytes | None]:
        """The files of a 業務 by path, texts with `\\n`; None: a folder, a link, or nothing that can be read."""
        return self._files(folder)

    def ids(self, folder: str) -> Ids:
        found: dict[str, str | None] = {}
        for name, data in self._files(folder).items():
            if data is not None:
                found[name] = object_id(data, self.algorithm)
            elif not (self.root / name).is_dir() or (self.root / name).is_symlink():
                found[name] = None
        return found

    def same_pictures(self, others: Mapping[str, git.Entry]) -> bool:
        """Whether pictures that lie outside the folders of 業務 are still what they were in a commit."""
        return all(self._picture(name) == entry.id for name, entry in others.items())

    def _picture(self, name: str) -> str | None:
        data, _ = Sources(self.root).read(name)
        return None if data is None else object_id(normal(name, data), self.algorithm)

    def _files(self, folder: str) -> dict[str, bytes | None]:
        if folder not in self._held:
            held = Sources.of(self.root, folder).held
            self._held[folder] = {
                n: None if d is None else normal(n, d) for n, d in _named(held, self.label).items()
            }
        return self._held[folder]


class GitTree:
    """A commit; its blobs are read when a 業務 is first asked for."""

    def __init__(self, at: git.Place, label: str, tree: str) -> None:
        self.root, self.at, self.label = at.folder, at, label
        self.entries = {_nfc(name): entry for name, entry in git.listed(at, tree).items()}

    @cached_property
    def common(self) -> Common:
        """The settings of the commit."""
        self._settled()
        names = [n for n in self.entries if n.startswith(SETTINGS + "/") and n.count("/") == 2]
        common = read_settings(self._frozen({name: self._target(name) for name in names}))
        return common._replace(folders=self._folders())

    def sources(self, folder: str, made: Made | None = None) -> Sources:
        found = self._frozen(self._targets(folder))
        found.made = made
        return found

    def texts(self, folder: str) -> Mapping[str, bytes | None]:
        """As of a work tree."""
        return self.sources(folder).held

    def ids(self, folder: str) -> Ids:
        return self._targets(folder)

    @cached_property
    def pictures(self) -> Mapping[str, git.Entry]:
        """Pictures outside the folders of 業務: any chapter may show them."""
        own = tuple(f"{top}/{folder}/" for top in FOLDERS for folder in self._folders())
        return {
            n: e for n, e in self.entries.items() if n.lower().endswith(_PICTURES) and not n.startswith(own)
        }

    def same_pictures(self, others: Mapping[str, git.Entry]) -> bool:
        return self.pictures == others

    def bytes_of(self, name: str) -> bytes | None:
        """A file of the commit as it is there; None without one."""
        id = self._target(name)
        return git.blobs(self.at, [id])[id] if id else None

    def _settled(self) -> None:
        """There is a repository of specifications in this commit, or UnreadableVersion."""
        data = self.bytes_of("pyproject.toml")
        try:
            table = tomllib.loads(data.decode("utf-8")).get("tool", {}) if data else {}
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UnreadableVersion(f"「{self.label}」の pyproject.toml を読めません（{error}）。") from error
        if not isinstance(table.get("hyojun"), dict):
            raise UnreadableVersion(
                f"「{self.label}」には hyojun のリポジトリがありません（pyproject.toml に [tool.hyojun] がありません）。"
                "リポジトリを作った後の版を指定してください。"
            )
        if not any(name.startswith("spec/") for name in self.entries):
            raise UnreadableVersion(f"「{self.label}」には spec フォルダーがありません。")

    def _folders(self) -> tuple[str, ...]:
        found = set()
        for name, entry in self.entries.items():
            parts = name.split("/")
            inside = len(parts) > 2 or entry.is_link or entry.is_submodule
            if parts[0] == "spec" and inside and len(parts) > 1 and parts[1][0] not in "_.":
                found.add(parts[1])
        return tuple(sorted(found))

    def _targets(self, folder: str) -> dict[str, str | None]:
        """The files of a 業務 with their objects, links followed inside the commit."""
        tops = tuple(f"{top}/{folder}" for top in FOLDERS)
        names = [n for n in self.entries if n.startswith(tuple(f"{t}/" for t in tops)) or n in tops]
        for name in (*FOLDERS, *tops):
            entry = self.entries.get(name)
            if entry and entry.is_link:
                raise UnreadableVersion(
                    f"「{self.label}」の「{name}」はリンクなので、git の版からは読めません。フォルダーに置き換えてください。"
                )
        modules = [n for n in (*FOLDERS, *names) if n in self.entries and self.entries[n].is_submodule]
        if modules:
            raise UnreadableVersion(
                f"「{self.label}」の「{modules[0]}」は別のリポジトリ（サブモジュール）なので、中身を読めません。"
                "その版のファイルをフォルダーに取り出して、フォルダーを指定してください。"
            )
        wanted = {n: self._target(n) for n in names}
        return _named(wanted, self.label)

    def _target(self, name: str) -> str | None:
        """Object ID of a file; of a link, that of the file it leads to inside the commit."""
        for _ in range(10):
            entry = self.entries.get(name)
            if entry is None or entry.is_submodule:
                return None
            if not entry.is_link:
                return entry.id
            leads_to = git.blobs(self.at, [entry.id])[entry.id].decode("utf-8", "surrogateescape")
            name = _nfc(posixpath.normpath(posixpath.join(posixpath.dirname(name), leads_to)))
        return None

    def _frozen(self, targets: Ids) -> "Frozen":
        blobs = git.blobs(self.at, (id for id in targets.values() if id))
        held = {n: normal(n, blobs[id]) if id else None for n, id in targets.items()}
        return Frozen(self, held)


class Frozen(Sources):
    """Files of a commit: what the commit does not have does not exist, whatever lies on the disk."""

    def __init__(self, tree: GitTree, held: Mapping[str, bytes | None]) -> None:
        super().__init__(tree.root, held)
        self.tree = tree

    def exists(self, name: str) -> bool:
        return name in self.held

    def read(self, name: str) -> tuple[bytes | None, Finding | None]:
        data = self.held.get(name)
        if data is None and name not in self.held:
            self.elsewhere = True
            found = self.tree.bytes_of(_nfc(name))
            data = None if found is None else normal(name, found)
        if data is not None and len(data) > MAX_BYTES:
            message = f"ファイルが大きすぎます（上限 {MAX_BYTES // 1024 // 1024} MB）。分けてください。"
            return None, problem(Problem.UNREADABLE, message, Origin(name))
        if data is not None:
            return data, None
        if name in self.held:
            message = "リンクの行き先がこの版にありません。ファイルに置き換えてください。"
            return None, problem(Problem.UNREADABLE, message, Origin(name))
        message = f"ファイル「{name}」がありません。名前を確かめてください。"
        return None, problem(Problem.ABSENT, message, Origin(name))

    def listed(self, folder: str, suffix: str) -> list[str]:
        return sorted(n for n in self.below(folder) if "/" not in n and n.endswith(suffix))


def object_id(data: bytes, algorithm: str) -> str:
    """The name git gives to these bytes."""
    return hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def normal(name: str, data: bytes) -> bytes:
    """The bytes of a file without what a checkout or an editor may change: line endings, encoding of XML."""
    ending = posixpath.splitext(name)[1].lower()
    if ending == ".bpmn":
        data = _in_utf_8(data)
    return data.replace(b"\r\n", b"\n") if b"\r" in data and ending in _TEXTS else data


_ENCODING = re.compile(rb"""\A(<\?xml\s[^>]{0,100}?encoding\s*=\s*)["'][\w.:-]*["']""")


def _in_utf_8(data: bytes) -> bytes:
    """An XML file in UTF-8; as it is where that cannot be told, then its reader says why."""
    with suppress(Undecodable):
        text = for_expat(data)
        if isinstance(text, str) or data.startswith(codecs.BOM_UTF8):
            plain = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
            return _ENCODING.sub(rb'\1"UTF-8"', plain.removeprefix(codecs.BOM_UTF8))
    return data


def _named(files: Mapping[str, V], label: str) -> dict[str, V]:
    """Files by their names in NFC, without frozen editions; UnreadableVersion for names that nobody can spell."""
    found: dict[str, V] = {}
    for name, content in files.items():
        plain = _nfc(name)
        if any("\ud800" <= c <= "\udfff" for c in plain):
            shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            raise UnreadableVersion(
                f"「{label}」の「{shown}」は、名前が UTF-8 ではありません。名前を付け直してください。"
            )
        if plain in found:
            raise UnreadableVersion(
                f"「{label}」に、見た目が同じ名前のファイルが2つあります（{plain}）。1つにしてください。"
            )
        if f"/{EDITIONS}/" not in plain or plain.endswith((".yaml", ".yml")):
            found[plain] = content
    return found


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)
