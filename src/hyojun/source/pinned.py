"""Documents of other publishers: a snapshot below 固定/ stands in for a document and is read like sources.

A value of it is placed in the snapshot, so that a finding has a line there; what is wrong with the pin itself
is told where 業務.yaml declares it.
"""

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from hyojun.model import AttachedLayout, Business, BusinessHead, Chapter, Document, Finding, Origin, Snapshot

from .carried import asset_name, digests_of, named_files
from .carried_along import harm_in
from .files import ANYTHING, is_what_it_says, readable, sha256
from .problems import Problem, problem
from .schema import PINNED, PinnedEntry
from .screening import screened
from .snapshot import UnreadableSnapshot, snapshot_from
from .sources import Sources

_SHOWN = 5
"""Files that one sentence names."""


class PinnedRead(NamedTuple):
    """A pinned document, or None; and what was found."""

    document: Document | None
    head: BusinessHead | None = None
    """What its publisher declared of the 業務."""
    findings: tuple[Finding, ...] = ()
    unread: str = ""
    assets: Mapping[str, Path] = {}
    """What it names, and the snapshot itself: path relative to the root → file."""
    named: Mapping[str, str] = {}
    """What it names: path relative to the root of its publisher → digest."""


def plain_snapshot(data: bytes) -> bytes:
    """The bytes that were published: a checkout may have changed line endings, JSON has no others."""
    return data.replace(b"\r\n", b"\n")


def read_pinned(sources: Sources, business: str, entry: PinnedEntry) -> PinnedRead:
    """The document that an entry of 業務.yaml pins."""
    base = f"spec/{business}"
    file = f"{base}/{entry.pin.file}"
    at = entry.pin.origin or Origin(f"{base}/業務.yaml")
    data, trouble = sources.read(file)
    if data is None or trouble:
        code = Problem(trouble.code) if trouble else Problem.UNREADABLE
        message = f"固定した文書「{file}」を読めません。{trouble.message if trouble else ''}"
        return PinnedRead(None, None, (problem(code, message, at.at("ファイル")),), ANYTHING)
    data = plain_snapshot(data)
    digest = sha256(data)
    if digest != entry.pin.sha256:
        message = (
            f"「{file}」の SHA-256 は {digest} で、固定したときの値と違います。発行者の新しい版に替えるときは "
            f"hyojun pin {business}/{entry.name} で固定し直し、そうでないときは git の履歴から戻してください。"
        )
        found = problem(Problem.PIN, message, at.at("SHA-256"))
        return PinnedRead(None, None, (found,), readable(data))
    key = (PINNED, file, data, entry.pin)
    frozen, message = sources.once(key, lambda: _snapshot(data, file, entry))
    if frozen is None or (message := message or _stranger(frozen, business, entry, file)):
        return PinnedRead(
            None, None, (problem(Problem.PIN, message, at.at("ファイル")),), readable(data) + ANYTHING
        )
    alone = Business(registered=frozen.registered, head=frozen.head, documents=(frozen.document,))
    named = dict(named_files(alone, frozen.document))
    assets, findings = _assets(sources, base, named, at.at("ファイル"))
    findings += _refused(sources, base, frozen.document, assets, at.at("ファイル"))
    return PinnedRead(
        frozen.document, frozen.head, tuple(findings), "", {file: sources.root / file, **assets}, named
    )


def _snapshot(data: bytes, file: str, entry: PinnedEntry) -> tuple[Snapshot | None, str]:
    """The snapshot, everything placed in its file; or None and why not."""
    try:
        found = snapshot_from(data, file, file)
    except UnreadableSnapshot as error:
        told = str(error)
        return None, told if told.endswith("してください。") else f"{told}発行者から取り直してください。"
    for chapter in found.document.contents.chapters:
        for block in chapter.blocks:
            if chapter.origin:
                block.placed(chapter.origin.at("本文"))
    return found.model_copy(update={"document": found.document.model_copy(update={"pinned": entry.pin})}), ""


def _stranger(frozen: Snapshot, business: str, entry: PinnedEntry, file: str) -> str:
    """What to say of a snapshot of something else; empty for the right one."""
    own = (frozen.registered.id, frozen.document.name)
    if own == (business, entry.name):
        return ""
    return (
        f"「{file}」は {own[0]}/{own[1]} の版です。{business}/{entry.name} の版のファイルに替えてください。"
    )


def _assets(
    sources: Sources, base: str, named: Mapping[str, str], at: Origin
) -> tuple[dict[str, Path], list[Finding]]:
    """The files a snapshot names, from beside it. Without its drawing a flow is published as a table."""
    assets: dict[str, Path] = {}
    missing: list[str] = []
    findings: list[Finding] = []
    for name, digest in named.items():
        own = f"{base}/{PINNED}/{asset_name(name, digest)}"
        if not is_plain(name):
            message = (
                f"固定した文書が、使えない場所のファイル「{name}」を使っています。発行者に伝えてください。"
            )
            findings.append(problem(Problem.OUTSIDE, message, at))
        elif not sources.exists(own):
            missing += [] if name.endswith(".bpmn") else [own]
        else:
            data, trouble = sources.read(own)
            if data is None or digest not in digests_of(PurePosixPath(own), data):
                message = (
                    trouble.message if trouble else "書き換えられています。発行者から取り直してください。"
                )
                findings.append(problem(Problem.PIN, f"固定した文書が使う「{own}」: {message}", at))
            else:
                assets[name] = sources.root / own
    if missing:
        rest = f" ほか{len(missing) - _SHOWN}件" if len(missing) > _SHOWN else ""
        message = (
            f"固定した文書が使う図又は添付のページがありません（{'、'.join(missing[:_SHOWN])}{rest}）。"
            "発行者の公表物の snapshot/assets から置いてください。"
        )
        findings.append(problem(Problem.ABSENT, message, at))
    return assets, findings


def is_plain(name: str) -> bool:
    """Whether a path from the root of a repository leads nowhere else."""
    return name == posixpath.normpath(name) and not name.startswith(("/", "..")) and "\\" not in name


def _refused(
    sources: Sources, base: str, document: Document, assets: Mapping[str, Path], at: Origin
) -> Iterator[Finding]:
    """What no publication may take from anybody: HTML and the like in prose, files that are not what they say."""
    held = {n: sources.read(p.relative_to(sources.root).as_posix())[0] for n, p in assets.items()}
    beside = Sources(Path("/nowhere"), held)
    for chapter in document.contents.chapters:
        for found in _of_chapter(beside, base, chapter):
            where = f"固定した文書の本編「{chapter.title}」{found.line}行目"
            message = f"{where}: {found.message}発行者に伝えてください。"
            yield problem(Problem(found.code), message, at)
    for form in document.contents.forms:
        if isinstance(form.layout, AttachedLayout) and form.layout.sha256:
            data = held.get(f"{base}/{form.layout.file}")
            if data is not None and not is_what_it_says(form.layout.file, data):
                message = (
                    f"固定した文書の「{form.layout.file}」は名前が示す種類のファイルではありません。"
                    "発行者に伝えてください。"
                )
                yield problem(Problem.UNREADABLE, message, at)
            elif data is not None and (harm := harm_in(form.layout.file, data)):
                message = f"固定した文書の「{form.layout.file}」に{harm}発行者に伝えてください。"
                yield problem(Problem.UNREADABLE, message, at)


def _of_chapter(beside: Sources, base: str, chapter: Chapter) -> list[Finding]:
    declared = {i.file for i in chapter.images}
    file = posixpath.normpath(f"{base}/{chapter.file}")
    images, found = screened(beside, file, chapter.source)
    absent = declared - set(beside.held)  # told already
    return [f for f in found if f.code != Problem.PICTURE or not absent] + [
        problem(
            Problem.PICTURE,
            f"図「{i.file}」が要約値の一覧にありません。発行者に伝えてください。",
            Origin(file),
        )
        for i in images
        if i.file not in declared
    ]
