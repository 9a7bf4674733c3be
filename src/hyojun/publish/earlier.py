"""Files of the build before, taken over from the output directory where they are there as it wrote them."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path


def taken(earlier: Path | None, digests: Mapping[str, str]) -> dict[str, bytes] | None:
    """Content of files below the output directory, by path, each with the SHA-256 given for it.

    None where one of them is missing or is not what was written, or without an output directory.
    """
    if earlier is None:
        return None
    found = {}
    for path, digest in digests.items():
        try:
            found[path] = (earlier / path).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(found[path]).hexdigest() != digest:
            return None
    return found


def noted_as(earlier: Path, *names: str) -> str:
    """Name of the entry of the cache that tells what was written into an output directory: each has its own."""
    place = hashlib.blake2b(os.fsencode(earlier), digest_size=4).hexdigest()
    return "-".join((names[0], place, *names[1:]))
