"""Check a repository on disk, reading only the 業務 that changed.

A 業務 by itself depends on its own files, the settings and hyojun. What was found in it is kept under the
digest of these three in `.hyojun-cache/`; a cache that is missing, broken or of others is read past.
Content decides, never a clock. Where the cold work is large it is shared among processes, by 業務.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from hyojun.model import Guide, canonical, index
from hyojun.source import (
    BusinessRead,
    Common,
    Repository,
    Sources,
    assembled,
    code,
    digested_business,
    is_remembered,
    later_business,
    load_business,
    load_common,
    located,
    no_gc,
    remember,
    remembered,
    size,
)

from .between import Kept, found_between, kept, same
from .cards import Checked, packed, packed_index, unpacked
from .governing import Standing
from .run import Found, Report, Unread, check_business, conclude
from .run import located as located_report

MAGIC = b"hyojun check 4\n"
PARALLEL = 4_000_000
"""Bytes of sources from which a second process pays for its start."""


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
        basis = _basis(common) if keep else None
        before = kept(root) if basis else Kept()
        checked, unchanged = _all(root, common, basis, before, jobs or os.cpu_count() or 1)
        report = _concluded(root, common, checked, basis, before, unchanged, only, today)
    return located_report(report, root)


def _concluded(
    root: Path,
    common: Common,
    checked: Sequence[Checked],
    basis: bytes | None,
    before: Kept,
    unchanged: Iterable[str],
    only: str | None,
    today: date | None,
) -> Report:
    """What follows from all 業務 together."""
    guide = Guide(common.registry, common.words)
    unread = Unread(common.unread, {c.folder: c.unread for c in checked})
    read = (*common.findings, *(f for c in checked for f in c.read))
    between = found_between(root, guide, checked, unread, basis, before, unchanged)
    found = [*(c.found for c in checked), between]
    standing = Standing.together(c.standing for c in checked)
    return conclude(read, found, standing, guide, unread, common.governance, only, today)


def opened(root: Path, only: str | None = None, today: date | None = None) -> tuple[Repository, Report]:
    """A repository and all findings of it, located; raises NoRepository.

    A 業務 that has not changed since it was checked is not read before somebody asks for what is in it. The others
    are read once, for the checks and for whoever goes on with them.
    """
    common = load_common(root, only)
    with no_gc():
        basis = _basis(common)
        before = kept(root)
        unchanged: set[str] = set()
        each = [_opened(root, common, basis, before, unchanged, folder) for folder in common.folders]
        checked = [checked for _, checked in each]
        report = _concluded(root, common, checked, basis, before, unchanged, only, today)
    return assembled(root, common, [read for read, _ in each]), located_report(report, root)


def _opened(
    root: Path, common: Common, basis: bytes, before: Kept, unchanged: set[str], folder: str
) -> tuple[BusinessRead, Checked]:
    """A 業務 with what is found in it by itself: from the cache and to be read later, or read and kept."""
    sources = Sources.of(root, folder)
    unchanged |= same(before, sources)
    found = _remembered(root, sources, basis, folder)
    small = found.in_small if found else None
    if found and small and not small.strays:
        assets = {name: root / file for name, file in found.assets}
        if read := later_business(sources, folder, common, small, assets):
            return read, found
    read = digested_business(sources, folder, common)
    checked = _of_read(read, sources, folder, common)
    _remember(root, sources, basis, checked, packed(checked))
    return read, checked


def _all(
    root: Path, common: Common, basis: bytes | None, before: Kept, jobs: int
) -> tuple[list[Checked], set[str]]:
    """Every 業務 in order, from the cache where nothing it depends on has changed; and files that `before` knows."""
    done: dict[str, Checked] = {}
    unchanged: set[str] = set()
    for folder in common.folders:
        if basis is None or not is_remembered(root, _name(folder)):
            continue
        sources = Sources.of(root, folder)
        unchanged |= same(before, sources)
        if found := _remembered(root, sources, basis, folder):
            done[folder] = found
    stale = [folder for folder in common.folders if folder not in done]
    for data in _fresh(root, partial(_check_one, root, common, basis), stale, jobs):
        checked = unpacked(data)
        assert checked is not None
        done[checked.folder] = checked
    return [done[folder] for folder in common.folders], unchanged


def _fresh(root: Path, work: Callable[[str], bytes], stale: list[str], jobs: int) -> Iterable[bytes]:
    sizes = {folder: size(root, folder) for folder in stale}
    if jobs < 2 or len(stale) < 2 or sum(sizes.values()) < PARALLEL:
        return map(work, stale)
    # Imported here: a thirtieth of a second, and most runs find little to do.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(min(jobs, len(stale)), mp_context=get_context("fork")) as pool:
        return pool.map(work, sorted(stale, key=lambda folder: -sizes[folder]))


def _check_one(root: Path, common: Common, basis: bytes | None, folder: str) -> bytes:
    """Read and check one 業務; with a basis, keep the result if it can be trusted later."""
    with no_gc():
        sources = Sources.of(root, folder)
        checked = _checked(sources, folder, common)
        data = packed(checked)
        if basis:
            _remember(root, sources, basis, checked, data)
        return data


def _remember(root: Path, sources: Sources, basis: bytes, checked: Checked, data: bytes) -> None:
    """Keep a result if it can be trusted later."""
    whole = checked.small and not checked.read and not checked.found.defects
    if whole and not sources.elsewhere:
        remember(root, _name(checked.folder), MAGIC + sources.key(basis), data)


def _checked(sources: Sources, folder: str, common: Common) -> Checked:
    return _of_read(load_business(sources, folder, common), sources, folder, common)


def _of_read(read: BusinessRead, sources: Sources, folder: str, common: Common) -> Checked:
    unread = common.unread + read.unread
    if read.business is None:
        return Checked(folder, Found(()), b"", Standing(), read.unread, read.findings)
    found = check_business(read.business, Guide(common.registry, common.words), unread)
    found = found._replace(findings=located(sources, found.findings))
    assets = tuple((name, path.relative_to(sources.root).as_posix()) for name, path in read.assets.items())
    small = index(read.business, unread)
    return Checked(folder, found, packed_index(small), Standing.of(small), read.unread, read.findings, assets)


def _basis(common: Common) -> bytes:
    """Digest of what every 業務 depends on: hyojun itself and the settings."""
    settings = [common.registry.plain(), common.words.plain(), common.unread]
    return hashlib.blake2b(code() + canonical(settings)).digest()


def _name(folder: str) -> str:
    return f"check-{folder}"


def _remembered(root: Path, sources: Sources, basis: bytes, folder: str) -> Checked | None:
    """What the cache holds of a 業務, if it is whole and nothing has changed."""
    body = remembered(root, _name(folder), MAGIC + sources.key(basis))
    return unpacked(body) if body is not None else None
