"""`.hyojun-cache/`: results that would come out the same again. It may always be deleted.

An entry is believed only if its head is the one wanted and it has the digest of the name and body it was written
with: a cut, broken or foreign file is none, and so is one that was written under another name. Nor is anything
believed where git has files of the cache: a pull request could bring results that hide what is wrong.
"""

import hashlib
import os
from functools import cache
from pathlib import Path

CACHE = ".hyojun-cache"
_DIGEST = 32


def remembered(root: Path, name: str, head: bytes) -> bytes | None:
    """The body of an entry of the cache of a repository; None if there is none with this head."""
    if (root / CACHE).is_symlink():
        return None
    try:
        data = (root / CACHE / name).read_bytes()
    except OSError:
        return None
    if _is_tracked(root.resolve()):
        return None
    body = data[len(head) + _DIGEST :]
    if not data.startswith(head) or _digest(name, body) != data[len(head) :][:_DIGEST]:
        return None
    return body


def is_remembered(root: Path, name: str) -> bool:
    """Whether there is an entry of this name, whatever it is worth."""
    return not (root / CACHE).is_symlink() and (root / CACHE / name).is_file()


def remember(root: Path, name: str, head: bytes, body: bytes) -> None:
    """Write an entry, whole or not at all; a cache that cannot be written, or lies elsewhere, is none."""
    place = root / CACHE
    if place.is_symlink():
        return
    try:
        place.mkdir(exist_ok=True)
        if not (place / ".gitignore").exists():
            (place / ".gitignore").write_text("*\n", encoding="ascii")
        side = place / f".{name}-{os.getpid()}"
        side.write_bytes(head + _digest(name, body) + body)
        side.replace(place / name)
    except OSError:
        return


@cache
def _is_tracked(root: Path) -> bool:
    """Whether the index of the git repository names a file of the cache, as far as it can be read."""
    top = next((f / ".git" for f in (root, *root.parents) if (f / ".git").exists()), None)
    if top is None:
        return False
    try:
        folder = top if top.is_dir() else top.parent / top.read_text("utf-8").strip().removeprefix("gitdir: ")
        return f"{CACHE[1:]}/".encode() in (folder / "index").read_bytes()
    except (OSError, UnicodeDecodeError):
        return False


def _digest(name: str, body: bytes) -> bytes:
    return hashlib.blake2b(
        body, digest_size=_DIGEST, key=hashlib.blake2b(os.fsencode(name)).digest()
    ).digest()
