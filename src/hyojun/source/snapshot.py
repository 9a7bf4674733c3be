"""Snapshots back into the model: the same business, value by value."""

import json
from collections.abc import Iterable
from pathlib import Path

from hyojun.model import VERSION, Business, Chapter, Contents, Document, Snapshot, digests

from .markdown import blocks_of
from .reasons import reason
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
    documents = tuple(s.document for s in snapshots)
    business = Business(registered=first.registered, head=first.head, documents=documents)
    for path, frozen, document in zip(paths, snapshots, documents, strict=False):
        _prove(str(path), business, frozen, document)
    return business


def snapshot_from(data: bytes, name: str, file: str) -> Snapshot:
    """The snapshot these bytes are, its values placed in `file`; raises UnreadableSnapshot, which calls it `name`."""
    found = parsed(data, name, file)
    business = Business(registered=found.registered, head=found.head, documents=(found.document,))
    _prove(name, business, found, found.document)
    return found


def _prove(name: str, business: Business, frozen: Snapshot, document: Document) -> None:
    if digests(business, document) != frozen.digests:
        raise UnreadableSnapshot(f"「{name}」は要約値と内容が合いません。書き換えられたか、壊れています。")


def _read(path: Path) -> Snapshot:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSnapshot(f"「{path}」を読めません（{reason(error)}）。") from error
    return parsed(data, str(path), path.name)


def parsed(data: bytes, name: str, file: str) -> Snapshot:
    """A snapshot as it is written, its digests not compared; raises UnreadableSnapshot, which calls it `name`."""
    try:
        tree = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or JSON nobody wrote in earnest
        place = f"{error.lineno}行{error.colno}列" if isinstance(error, json.JSONDecodeError) else "全体"
        message = f"「{name}」を読めません（{place}がJSONとして正しくありません）。もとのファイルを取り直してください。"
        raise UnreadableSnapshot(message) from error
    version = tree.get("形式の版") if isinstance(tree, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise UnreadableSnapshot(f"「{name}」は新しい形式（{version}）です。hyojun を新しくしてください。")
    found, findings = validated(Snapshot, tree, file)
    if found is None:
        raise UnreadableSnapshot(f"「{name}」を読めません。{findings[0].message}")
    return found.model_copy(update={"document": _with_blocks(found.document)})


def _with_blocks(document: Document) -> Document:
    """A document whose chapters know their blocks again: they follow from the source."""
    chapters = tuple(_chapter(c) for c in document.contents.chapters)
    contents: Contents = document.contents.model_copy(update={"chapters": chapters})
    return document.model_copy(update={"contents": contents})


def _chapter(chapter: Chapter) -> Chapter:
    return chapter.model_copy(update={"blocks": blocks_of(chapter.source, chapter.file)})
