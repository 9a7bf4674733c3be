"""Which files of an output directory nobody has touched since a build left them there.

A file is untouched if its place on the disk, its size, and the times of its last writing and of its last change are
those noted once the build was done. The time of the last change (`ctime`) is the system's own: writing, renaming over
and setting back the other time all move it on. Where it is not (Windows), nothing is noted, and files are read instead.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import msgpack

from hyojun.source import remember, remembered

from .job import Published

MAGIC = b"hyojun seen 1\n"

Look = tuple[int, int, int, int]


def note(root: Path, out: Path, files: Iterable[Published]) -> None:
    """Remember how files look, now that all is done; not those written after their digest was taken."""
    if os.name != "posix":
        return
    every = ((p, _look(f"{out}/{p.path}")) for p in files)
    looks = {p.path: look for p, look in every if look and look[2] <= p.hashed}
    remember(root, _name(out), MAGIC, msgpack.packb((os.fsencode(out), looks)))


def untouched(root: Path, out: Path) -> Callable[[str], bool]:
    """Whether a file of an output directory is as the last build left it; False where nothing is known."""
    body = remembered(root, _name(out), MAGIC)
    place, looks = msgpack.unpackb(body, use_list=False) if body is not None else (b"", {})
    if place != os.fsencode(out):
        looks = {}
    return lambda path: path in looks and _look(f"{out}/{path}") == looks[path]


def _look(path: str) -> Look | None:
    try:
        found = os.stat(path, follow_symlinks=False)  # noqa: PTH116  asked of ten thousand
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _name(out: Path) -> str:
    """An entry of the cache for every output directory."""
    return f"seen-{hashlib.blake2b(os.fsencode(out), digest_size=4).hexdigest()}"
