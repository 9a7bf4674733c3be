"""The files of one 業務 as they stood at one moment, read once: what is digested is what is read."""

import hashlib
import os
from collections.abc import Callable, Hashable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from types import MappingProxyType
from typing import TypeVar

from hyojun.model import Finding

from . import files

T = TypeVar("T")

FOLDERS = ("spec", "bpmn")
"""Where the files of a 業務 lie, each below its 業務ID."""


class Sources:
    """Files of a repository, by their path from its root with `/`.

    Held are the plain files below the folders of one 業務; any other is read from the disk when it is
    asked for.
    """

    def __init__(self, root: Path, held: Mapping[str, bytes | None] = MappingProxyType({})) -> None:
        self.root = root
        self.held = held
        """Bytes; None: a folder, a link, or a file that cannot be read as it is."""
        self.elsewhere = False
        """Whether a file or a folder was asked for that is not held."""
        self.closed: dict[str, OSError] = {}
        """Folders that could not be opened, and why: what is in them is not known."""
        self.made: MutableMapping[Hashable, object] | None = None
        """What was made of files before; shared by two versions that have most files in common."""

    @classmethod
    def of(cls, root: Path, business: str) -> "Sources":
        """The sources of a 業務, all read now."""
        held: dict[str, bytes | None] = {}
        closed: dict[str, OSError] = {}
        for top in FOLDERS:
            folder = f"{top}/{business}"
            plain = files.inside(root, folder) is not None
            for name, entry in _walked(root / folder, folder, closed):
                held[name] = _bytes(entry) if plain else None
        found = cls(root, held)
        found.closed, found.elsewhere = closed, bool(closed)
        return found

    def read(self, name: str) -> tuple[bytes | None, Finding | None]:
        """Bytes of a file, or the finding that says why there are none."""
        data = self.held.get(name)
        if data is not None:
            return data, None
        self.elsewhere = True
        return files.read_bytes(self.root, name)

    def exists(self, name: str) -> bool:
        """Whether there is a file, a folder or a link of this name, readable or not; or may be, for all we can see."""
        path = self.root / name
        try:
            return name in self.held or path.exists() or path.is_symlink()
        except OSError:  # in a folder that cannot be opened: reading it says so
            return True

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` makes; the same value where it was made before of what the key says."""
        if self.made is None:
            return make()
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]  # type: ignore[return-value]

    def key(self, basis: bytes = b"") -> bytes:
        """Digest of all that is held and of what else a result depends on."""
        return hashlib.blake2b(basis + self.content, digest_size=32).digest()

    @cached_property
    def content(self) -> bytes:
        """Digest of all that is held."""
        found = hashlib.blake2b(digest_size=32)
        for path, data in self.held.items():
            name = os.fsencode(path)
            found.update(b"%d %d\n%b" % (len(name), -1 if data is None else len(data), name))
            found.update(data or b"")
        return found.digest()

    def below(self, folder: str) -> list[str]:
        """Paths of all that is held below a folder, from there, in order of their parts."""
        start = folder + "/"
        return [name[len(start) :] for name in self.held if name.startswith(start)]

    def listed(self, folder: str, suffix: str) -> list[str]:
        """Names in a folder that end in a certain way, sorted."""
        place = self.root / folder
        names = (n for n in self.below(folder) if "/" not in n)
        if folder not in self.closed and place.is_symlink():
            self.elsewhere = True
            names = (p.name for p in place.glob("*"))
        return sorted(n for n in names if n.endswith(suffix))


def size(root: Path, business: str) -> int:
    """Bytes that the files of a 業務 hold, about."""
    found = 0
    for top in FOLDERS:
        for _, entry in _walked(root / top / business, "", {}):
            with suppress(OSError):
                found += entry.stat(follow_symlinks=False).st_size
    return found


def _walked(
    place: Path | str, name: str, closed: MutableMapping[str, OSError]
) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """All that lies below a folder, in order of the parts of its path; no link is followed.

    `closed` gets the folders that cannot be opened.
    """
    try:
        with os.scandir(place) as entries:
            found = sorted(entries, key=lambda e: e.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        closed[name] = error
        return
    for entry in found:
        here = f"{name}/{entry.name}"
        yield here, entry
        if entry.is_dir(follow_symlinks=False):
            yield from _walked(entry.path, here, closed)


def _bytes(entry: "os.DirEntry[str]") -> bytes | None:
    """A plain file of the size of a source; of anything else `read_bytes` knows what to say."""
    with suppress(OSError):
        about = entry.stat(follow_symlinks=False)
        if S_ISREG(about.st_mode) and about.st_size <= files.MAX_BYTES:
            with open(entry.path, "rb", buffering=0) as file:  # noqa: PTH123 - a Path costs more than the reading
                return file.read()
    return None
