"""Snapshots back into the model: the same business, value by value."""

import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from hyojun.model import VERSION, Business, Chapter, Contents, Document, Snapshot, digests

from .markdown import blocks_of
from .validate import validated


class UnreadableSnapshot(Exception):
    """The snapshot is broken, of a newer format, or was changed by hand; says which file."""


def thawed(frozen: Snapshot) -> Business:
    """The 業務 of one document that a snapshot holds."""
    document = _with_blocks(frozen.document)
    return Business(registered=frozen.registered, head=frozen.head, documents=(document,))


def load_snapshots(paths: Iterable[Path]) -> Business:
    """The 業務 whose documents these snapshots froze, in the order given."""
    snapshots = [_read(p) for p in paths]
    if not snapshots:
        raise UnreadableSnapshot("スナップショットが指定されていません。")
    first = snapshots[0]
    if any(s.registered.id != first.registered.id for s in snapshots):
        raise UnreadableSnapshot(
            "異なる業務のスナップショットが混ざっています。1つの業務のものだけを指定してください。"
        )
    documents = tuple(_with_blocks(s.document) for s in snapshots)
    business = Business(registered=first.registered, head=first.head, documents=documents)
    for path, frozen, document in zip(paths, snapshots, documents, strict=False):
        if digests(business, document) != frozen.digests:
            raise UnreadableSnapshot(
                f"「{path}」は要約値と内容が合いません。書き換えられたか、壊れています。"
            )
    return business


def _read(path: Path) -> Snapshot:
    try:
        return parsed(path.read_bytes(), str(path))
    except OSError as error:
        raise UnreadableSnapshot(f"「{path}」を読めません（{error.strerror}）。") from error


def parsed(data: bytes, path: str) -> Snapshot:
    """A snapshot as it is written, its digests not compared; raises UnreadableSnapshot."""
    try:
        tree = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or JSON nobody wrote in earnest
        place = f"{error.lineno}行{error.colno}列" if isinstance(error, json.JSONDecodeError) else "全体"
        message = f"「{path}」を読めません（{place}がJSONとして正しくありません）。もとのファイルを取り直してください。"
        raise UnreadableSnapshot(message) from error
    version = tree.get("形式の版") if isinstance(tree, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise UnreadableSnapshot(f"「{path}」は新しい形式（{version}）です。hyojun を新しくしてください。")
    found, findings = validated(Snapshot, tree, PurePosixPath(path).name)
    if found is None:
        raise UnreadableSnapshot(f"「{path}」を読めません。{findings[0].message}")
    return found


def _with_blocks(document: Document) -> Document:
    """A document whose chapters know their blocks again: they follow from the source."""
    chapters = tuple(_chapter(c) for c in document.contents.chapters)
    contents: Contents = document.contents.model_copy(update={"chapters": chapters})
    return document.model_copy(update={"contents": contents})


def _chapter(chapter: Chapter) -> Chapter:
    return chapter.model_copy(update={"blocks": blocks_of(chapter.source, chapter.file)})
