"""`.hyojun-cache/`: results that would come out the same again. It may always be deleted.

An entry is believed only if its head is the one wanted and its body has the digest it was written with: a cut,
broken or foreign file is none.
"""

import hashlib
import os
from pathlib import Path

CACHE = ".hyojun-cache"
_DIGEST = 32


def remembered(root: Path, name: str, head: bytes) -> bytes | None:
    """The body of an entry of the cache of a repository; None if there is none with this head."""
    try:
        data = (root / CACHE / name).read_bytes()
    except OSError:
        return None
    body = data[len(head) + _DIGEST :]
    if not data.startswith(head) or _digest(body) != data[len(head) :][:_DIGEST]:
        return None
    return body


def remember(root: Path, name: str, head: bytes, body: bytes) -> None:
    """Write an entry, whole or not at all; a cache that cannot be written is none."""
    place = root / CACHE
    try:
        place.mkdir(exist_ok=True)
        if not (place / ".gitignore").exists():
            (place / ".gitignore").write_text("*\n", encoding="ascii")
        side = place / f".{name}-{os.getpid()}"
        side.write_bytes(head + _digest(body) + body)
        side.replace(place / name)
    except OSError:
        return


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST).digest()
