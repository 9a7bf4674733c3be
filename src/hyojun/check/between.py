"""What the rules between 業務 found, kept for as long as every 業務 looks the same from outside.

Most edits change nothing that another 業務 sees. Then neither the 業務 in small are unpacked nor these rules asked,
and what was found is taken with its line as long as the file it stands in has the bytes it was placed in.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgpack

from hyojun.model import Finding, Guide, World
from hyojun.source import Sources, in_place, remember, remembered

from .cards import NOT_OURS, Checked, as_findings
from .run import Found, Unread, check_between

MAGIC = b"hyojun check between 1\n"
_NAME = "check-between"


class Kept(NamedTuple):
    """What was found before."""

    key: bytes = b""
    """Digest of all it depends on."""
    files: Mapping[str, bytes] = MappingProxyType({})
    """File → digest of the bytes in which findings were placed."""
    pairs: tuple[tuple[Finding, Finding], ...] = ()
    """Each finding as the rule told it, and with its line and column."""


def kept(root: Path) -> Kept:
    """What the cache holds, whatever it may still be good for."""
    body = remembered(root, _NAME, MAGIC)
    if body is None:
        return Kept()
    try:
        key, files, told, placed = msgpack.unpackb(body, use_list=False)
        return Kept(key, files, tuple(zip(as_findings(told), as_findings(placed), strict=True)))
    except NOT_OURS:
        return Kept()


def same(before: Kept, sources: Sources) -> set[str]:
    """Files of a 業務 in which findings were placed and that have not changed."""
    return {
        f for f, digest in before.files.items() if (data := sources.held.get(f)) and _digest(data) == digest
    }


def found_between(
    root: Path,
    guide: Guide,
    checked: Sequence[Checked],
    unread: Unread,
    basis: bytes | None,
    before: Kept,
    unchanged: Iterable[str],
) -> Found:
    """What the rules between 業務 find, with line and column where that is known.

    With a basis, the digest of what all depends on, it is taken from `before` or kept for the next time.
    """
    key = (
        _digest(b"".join((basis, *(_digest(c.small) for c in checked))))
        if basis and not unread.whole
        else b""
    )
    if key and key == before.key:
        good = set(unchanged)
        return Found(tuple(placed if _files(told) <= good else told for told, placed in before.pairs))
    found = check_between(World(guide, tuple(i for c in checked if (i := c.in_small))), unread)
    if not key or found.defects:
        return found
    sources = Sources(root)
    named = {file for f in found.findings for file in _files(f)}
    held = {file: data for file in sorted(named) if (data := sources.read(file)[0]) is not None}
    placed = in_place(Sources(root, held), found.findings)
    digests = {file: _digest(data) for file, data in held.items()}
    body = [key, digests, found.findings, placed]
    remember(root, _NAME, MAGIC, msgpack.packb(body))
    return Found(tuple(placed))


def _files(finding: Finding) -> set[str]:
    """Files that line and column follow from."""
    return {o.file for o in (finding.origin, finding.other) if o and o.file}


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=32).digest()
