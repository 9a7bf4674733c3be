"""Check a repository on disk, reading only the 業務 that changed.

A 業務 by itself depends on its own files, the settings and hyojun. What was found in it is kept under the
digest of these three in `.hyojun-cache/`; a cache that is missing, broken or of others is read past.
Content decides, never a clock. Where the cold work is large it is shared among processes, by 業務.
"""

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import hyojun
from hyojun.model import Guide, World, canonical, index
from hyojun.source import Common, load_business, load_common, located, no_gc

from .cards import Checked, packed, unpacked
from .run import Found, Report, check_business, conclude
from .run import located as located_report

CACHE = ".hyojun-cache"
MAGIC = b"hyojun check 1\n"
PARALLEL = 4_000_000
"""Bytes of sources from which a second process pays for its start."""


class Stale(NamedTuple):
    """A 業務 to be read: its folder and the digest of all it depends on."""

    folder: str
    key: bytes
    size: int


def check_repository(
    root: Path,
    only: str | None = None,
    today: date | None = None,
    *,
    jobs: int | None = None,
    keep: bool = True,
) -> Report:
    """All findings of a repository, with line and column; raises NoRepository.

    `jobs`: processes, None: as many as there are cores. `keep`: use and fill the cache.
    """
    common = load_common(root, only)
    with no_gc():
        checked = _all(root, common, jobs or os.cpu_count() or 1, keep)
        guide = Guide(common.registry, common.words)
        world = World(guide, tuple(c.small for c in checked if c.small))
        lost = "".join(c.unread for c in checked if c.small is None)
        read = (*common.findings, *(f for c in checked for f in c.read))
        found = [c.found for c in checked]
        report = conclude(read, found, world, lost, common.governance, only, today)
    return located_report(report, root)


def _all(root: Path, common: Common, jobs: int, keep: bool) -> list[Checked]:
    """Every 業務 in order, from the cache where nothing it depends on has changed."""
    basis = _basis(common)
    done: dict[str, Checked] = {}
    stale = []
    for folder in common.folders:
        key, size = _fingerprint(root, folder, basis)
        if keep and (kept := _kept(root, folder, key)):
            done[folder] = kept
        else:
            stale.append(Stale(folder, key, size))
    for checked in _fresh(root, common, stale, basis, jobs, keep):
        done[checked.folder] = checked
    return [done[folder] for folder in common.folders]


def _fresh(
    root: Path, common: Common, stale: list[Stale], basis: bytes, jobs: int, keep: bool
) -> Iterable[Checked]:
    work = partial(_check_one, root, common)
    if keep:
        work = partial(_check_and_keep, root, common, basis)
    if jobs < 2 or len(stale) < 2 or sum(s.size for s in stale) < PARALLEL:
        return [work(s) for s in stale]
    largest_first = sorted(stale, key=lambda s: -s.size)
    with ProcessPoolExecutor(min(jobs, len(stale)), mp_context=get_context("fork")) as pool:
        handed = pool.map(partial(_handed_over, work), largest_first)
        return [c for data in handed if (c := unpacked(data))]


def _handed_over(work: "partial[Checked]", stale: Stale) -> bytes:
    with no_gc():
        return packed(work(stale))


def _check_one(root: Path, common: Common, stale: Stale) -> Checked:
    """Read and check one 業務."""
    read = load_business(root, stale.folder, common)
    unread = common.unread + read.unread
    if read.business is None:
        return Checked(stale.folder, Found(()), None, read.unread, read.findings)
    found = check_business(read.business, Guide(common.registry, common.words), unread)
    found = found._replace(findings=located(root, found.findings))
    own = (f"spec/{stale.folder}/", f"bpmn/{stale.folder}/")
    alone = all(name.startswith(own) for name in read.assets)
    return Checked(stale.folder, found, index(read.business, unread), read.unread, read.findings, alone)


def _check_and_keep(root: Path, common: Common, basis: bytes, stale: Stale) -> Checked:
    """Read and check one 業務, and keep the result if it can be trusted later."""
    checked = _check_one(root, common, stale)
    if checked.small is None or checked.read or checked.found.defects or not checked.alone:
        return checked
    if _fingerprint(root, stale.folder, basis)[0] == stale.key:  # what was read is what was digested
        _keep(root, stale.folder, stale.key, packed(checked))
    return checked


def _basis(common: Common) -> bytes:
    """Digest of what every 業務 depends on: hyojun itself and the settings."""
    settings = [common.registry.plain(), common.words.plain(), common.unread]
    return hashlib.blake2b(_code() + canonical(settings)).digest()


@cache
def _code() -> bytes:
    """Digest of hyojun's own files: another hyojun may find other things."""
    home = Path(hyojun.__file__).parent
    found = hashlib.blake2b()
    for path in sorted((*home.rglob("*.py"), *home.glob("data/*.yaml"))):
        found.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return found.digest()


def _fingerprint(root: Path, folder: str, basis: bytes) -> tuple[bytes, int]:
    """Digest of the files of a 業務 and of what it depends on, and their size in bytes."""
    found = hashlib.blake2b(basis, digest_size=32)
    size = 0
    for top in ("spec", "bpmn"):
        for path in _files(root / top / folder):
            name = os.fsencode(os.path.relpath(path, root))
            try:
                data = Path(path).read_bytes()
            except OSError as error:
                data = str(error.errno).encode()
            size += len(data)
            found.update(b"%d %d\n%b%b" % (len(name), len(data), name, data))
    return found.digest(), size


def _files(folder: Path) -> Iterable[str]:
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            yield os.path.join(place, name)  # noqa: PTH118 (six thousand files)


def _kept(root: Path, folder: str, key: bytes) -> Checked | None:
    """What the cache holds under a key, if it is whole."""
    try:
        data = (root / CACHE / f"check-{folder}").read_bytes()
    except OSError:
        return None
    head = MAGIC + key
    body = data[len(head) + 32 :]
    if not data.startswith(head) or hashlib.blake2b(body, digest_size=32).digest() != data[len(head) :][:32]:
        return None
    return unpacked(body)


def _keep(root: Path, folder: str, key: bytes, body: bytes) -> None:
    """Keep a result; a cache that cannot be written is none."""
    place = root / CACHE
    try:
        place.mkdir(exist_ok=True)
        if not (place / ".gitignore").exists():
            (place / ".gitignore").write_text("*\n", encoding="ascii")
        side = place / f".{folder}-{os.getpid()}"
        side.write_bytes(MAGIC + key + hashlib.blake2b(body, digest_size=32).digest() + body)
        side.replace(place / f"check-{folder}")
    except OSError:
        return
