"""Released editions: one frozen snapshot a document and edition, never written twice, and the proof of that.

`spec/002/editions/機能-1.1.json` has the bytes that are published; the pictures, attached pages and BPMN files it
names lie beside it, under `assets/`. `SHA256SUMS` seals all of them, in the form that `sha256sum -c` reads: digests inside
a snapshot cover what binds, the seal covers every byte, and tells when an edition is gone.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from hyojun.model import Business, Document, Flow, edition_words, snapshot

from .atomic import replace_files
from .business_reader import EDITIONS
from .carried import ASSETS, EDITION_FILE, asset_name, digests_of, named_files
from .files import sha256
from .reasons import reason
from .schema import PINNED
from .seals import SEAL, read_seal, sealed_with
from .snapshot import UnreadableSnapshot, load_snapshots


class CannotRelease(Exception):
    """Something else was released under this name already; says what to do."""


class Release(NamedTuple):
    """What freezing an edition did."""

    file: str
    """The snapshot, relative to the root."""
    written: tuple[str, ...]
    """All that was written, relative to the root; empty: the same edition was there already."""


class Condition(StrEnum):
    """What has become of something that was released."""

    WHOLE = "変わりない"
    CHANGED = "書き換えられている"
    UNREADABLE = "読めない"


class Verified(NamedTuple):
    """One released file, and what was found."""

    file: str
    """Relative to the root."""
    condition: Condition
    words: str = ""
    """What is wrong, and what to do."""


def is_draft(edition: str) -> bool:
    """Whether this is the name of a frozen draft: 1.1案2."""
    return "案" in edition


def final_of(edition: str) -> str:
    """The edition a draft is one of: 1.1 of 1.1案2."""
    return edition.partition("案")[0]


def place_of(edition: str) -> tuple[int, int, bool, int]:
    """Where an edition stands among the others of its document; its drafts come before it."""
    number, _, draft = edition.partition("案")
    first, second = number.split(".")
    return int(first), int(second), not is_draft(edition), int(draft or 0)


def edition_file(business: str, document: str, edition: str, ending: str = "json") -> str:
    """`spec/002/editions/機能-1.1.json`, relative to the root."""
    return f"spec/{business}/{EDITIONS}/{document}-{edition}.{ending}"


def released(root: Path, business: str, document: str) -> tuple[str, ...]:
    """The editions of a document that were frozen, the oldest first."""
    folder = root / "spec" / business / EDITIONS
    names = (EDITION_FILE.fullmatch(p.name) for p in folder.glob("*.json"))
    return tuple(sorted((n["edition"] for n in names if n and n["document"] == document), key=place_of))


def frozen_assets(root: Path) -> dict[str, Path]:
    """What lies beside the frozen editions of a repository: SHA-256 as its name says → file."""
    return {p.stem: p for p in sorted(root.glob(f"spec/*/{EDITIONS}/{ASSETS}/*")) if p.is_file()}


def snapshot_bytes(business: Business, document: Document) -> bytes:
    """The one way a snapshot is written: the same bytes frozen and published.

    As `json.dumps` would with `indent=1`, in half the time: its encoder with line breaks is plain Python.
    """
    plain = snapshot(business, document).model_dump_json(indent=1, exclude_defaults=True)
    return (plain + "\n").encode("utf-8")


def freeze(
    root: Path, business: Business, document: Document, edition: str, assets: Mapping[str, Path]
) -> Release:
    """Freeze a document as an edition; raises CannotRelease if that edition is out and says something else.

    `assets`: file of the sources → where it lies. The snapshot is written after what it names, and whole. What its
    author says of a final edition is sealed with it: the comparison is published with those words.
    """
    document = document.model_copy(update={"edition": edition})
    business = Business(registered=business.registered, head=business.head, documents=(document,))
    file = edition_file(business.id, document.name, edition)
    path = root / file
    data = snapshot_bytes(business, document)
    if path.exists() and not _says_the_same(path, data):
        raise CannotRelease(
            f"{edition_words(edition)}は既に出ていて（{file}）、今の内容と違います。出した版は書き換えられません。"
            + (
                f"次の案の番号（{final_of(edition)}案{place_of(edition)[3] + 1} など）を付けてください。"
                if is_draft(edition)
                else "内容を改めるときは、業務.yaml の版を進めてください。"
            )
        )
    wanted = {
        asset_name(name, digest): assets[name].read_bytes()
        for name, digest in named_files(business, document)
    }
    held = {name: content for name, content in wanted.items() if not (path.parent / name).exists()}
    if not path.exists():
        held[path.name] = data
    sealed = read_seal(path.parent)
    account = path.with_suffix(".yaml")
    own = [account.name] if path.name not in sealed and not is_draft(edition) and account.exists() else []
    for name in own:
        raw = (path.parent / name).read_bytes()
        if b"\r\n" in raw:  # what is sealed has the line ends that a checkout gives it everywhere
            held[name] = raw.replace(b"\r\n", b"\n")
    new = {
        n: sha256(held[n] if n in held else (path.parent / n).read_bytes())
        for n in (*wanted, *own, path.name)
        if n not in sealed
    }
    if new:
        held[SEAL] = sealed_with(path.parent, new)
    files = {f"{PurePosixPath(file).parent}/{name}": content for name, content in held.items()}
    if files:
        replace_files(root, files)
    return Release(file, tuple(files))


def verified(root: Path) -> tuple[Verified, ...]:
    """Every released file of a repository: its seal, and the digests inside it, made anew."""
    folders = sorted(p for p in root.glob(f"spec/*/{EDITIONS}") if p.is_dir())
    return tuple(found for folder in folders for found in _verified(root, folder))


def _verified(root: Path, folder: Path) -> Iterator[Verified]:
    def at(name: str) -> str:
        return (folder / name).relative_to(root).as_posix()

    try:
        sealed = read_seal(folder)
    except (UnicodeDecodeError, ValueError):
        words = "封印の書き方が正しくありません。git の履歴から戻してください。"
        yield Verified(at(SEAL), Condition.UNREADABLE, words)
        sealed = {}
    for name in sorted({*sealed, *(p.name for p in folder.glob("*.json"))}):
        condition, words = _condition(folder / name, sealed.get(name))
        yield Verified(at(name), condition, words)


def _condition(path: Path, digest: str | None) -> tuple[Condition, str]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Condition.CHANGED, "消えています。git の履歴から戻してください。"
    except OSError as error:
        return Condition.UNREADABLE, f"{reason(error)}。権限と状態を確かめてください。"
    if digest is not None and digest not in digests_of(path, data):
        return Condition.CHANGED, "出した後に書き換えられています。git の履歴から戻してください。"
    if path.suffix != ".json":
        return Condition.WHOLE, ""
    try:
        frozen = load_snapshots([path])
    except UnreadableSnapshot as error:
        changed = "要約値" in str(error)
        return (Condition.CHANGED if changed else Condition.UNREADABLE), str(error)
    document = frozen.documents[0]
    if (frozen.id, f"{document.name}-{document.edition}.json") != (path.parents[1].name, path.name):
        words = (
            f"名前が中身（業務 {frozen.id} の {document.name} {edition_words(document.edition)}）と合いません。"
            "git の履歴から戻してください。"
        )
        return Condition.CHANGED, words
    if digest is None:
        words = f"{SEAL} に無い版です。hyojun release で出した版だけを、ここに置いてください。"
        return Condition.CHANGED, words
    return Condition.WHOLE, ""


def frozen_drawing(root: Path, business: str, flow: Flow) -> bytes | None:
    """The BPMN file that was frozen with a flow of a released edition of a 業務, or came along with a pinned one.

    None where it is not there: editions were frozen without them before, and a file that is not the one the flow
    was read from is as good as none.
    """
    for folder in (EDITIONS, PINNED):
        path = root / f"spec/{business}/{folder}/{ASSETS}/{flow.sha256}.bpmn"
        with suppress(OSError):
            data = path.read_bytes()
            if flow.sha256 in digests_of(path, data):
                return data
    return None


def _says_the_same(path: Path, data: bytes) -> bool:
    """Whether a released snapshot holds what `data` holds, however it is written."""
    try:
        was: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return bool(was == json.loads(data))
