"""What was released, against the sources: the edition that is still worked on, IDs that are gone, sealed accounts.

Frozen editions are read for the one question that the sources by themselves cannot answer. Of every edition only
its IDs are looked for, in its text; one is read as JSON if the sources call themselves by its number.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hyojun.model import Business, Document, Kind, Released, Snapshot, Status

from .carried import EDITION_FILE, digests_of
from .files import sha256
from .seals import SEAL, seal_of
from .snapshot import UnreadableSnapshot, parsed
from .sources import Sources

_ORDER = (Status.DECIDED.value, Status.PUBLISHED.value, Status.WITHDRAWN.value)
"""What becomes of an edition that is out, without a word of it being altered."""
_ID = re.compile(
    r'"(機能|帳票|データ|連携)([0-9][0-9a-z]{4,})"\s*:\s*"d1:|"(グループ)ID"\s*:\s*"([0-9]{5,})"'.encode()
)
"""要約値 names every function, form, data item and 連携 of an edition."""


def released(sources: Sources, folder: str, business: Business) -> Released:
    """`folder`: of the editions, relative to the root. What cannot be read says nothing: `hyojun verify` tells."""
    departed: dict[str, tuple[str, ...]] = {}
    ids: dict[Kind, set[str]] = {}
    for name in sources.listed(folder, ".json"):
        match = EDITION_FILE.fullmatch(unicodedata.normalize("NFC", name))
        data, _ = sources.read(f"{folder}/{name}")
        if match is None or data is None:
            continue
        for found in _ID.finditer(data):
            kind, id = (g.decode() for g in found.groups() if g)
            ids.setdefault(Kind(kind), set()).add(id)
        document = business.document(match["document"])
        if document and document.edition == match["edition"] and _is_final(document):
            departed[document.name] = _departed(sources, data, document, name)
    touched, late = _accounts(sources, folder, business)
    altered, gone = _frozen(sources, folder)
    return Released(
        departed={n: p for n, p in departed.items() if p},
        ids={k: frozenset(v) for k, v in ids.items()},
        altered=altered,
        gone=gone,
        touched=touched,
        late=late,
    )


def _is_final(document: Document) -> bool:
    return not document.pinned and "案" not in document.edition


def _departed(sources: Sources, data: bytes, document: Document, name: str) -> tuple[str, ...]:
    """Parts of a document that are not those of its frozen edition; what the 業務 declares is not of the document."""
    now = document.plain()
    try:
        was: Any = json.loads(data)
        if was["文書"] == now:
            return ()
        # The same may be written in another way: by an older hyojun, or by hand.
        snapshot = sources.once((Snapshot, data), lambda: parsed(data, name, name))
    except (ValueError, RecursionError, TypeError, KeyError, UnreadableSnapshot):
        return ()
    frozen = snapshot.document.plain()
    return tuple(p for p in _parts(frozen, now) if p != "状態" or not _goes_on(frozen["状態"], now["状態"]))


def _goes_on(was: str, now: str) -> bool:
    """Whether an edition was published after its decision, or withdrawn after that."""
    return was in _ORDER and now in _ORDER[_ORDER.index(was) :]


def _parts(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key in dict.fromkeys((*was, *now)):
        if was.get(key) != now.get(key):
            if key == "内容":
                yield from _parts(was.get(key, {}), now.get(key, {}))
            else:
                yield key


def _frozen(sources: Sources, folder: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Editions and what they carry along that are not as sealed, or gone; accounts and 正誤 have rules of their own.

    Asked only where the seal is held: the trees of a comparison leave it out, with all that it seals.
    """
    altered, gone = [], []
    if f"{folder}/{SEAL}" in sources.held:
        held = {unicodedata.normalize("NFC", name): name for name in sources.held}
        for name, digest in sealed(sources, folder).items():
            file = unicodedata.normalize("NFC", f"{folder}/{name}")
            if name.endswith(".yaml"):
                continue
            if file not in held:
                gone.append(file)
            elif (data := sources.held[held[file]]) is not None and digest not in digests_of(
                Path(name), data
            ):
                altered.append(file)
    return tuple(altered), tuple(gone)


def _accounts(sources: Sources, folder: str, business: Business) -> tuple[frozenset[str], frozenset[str]]:
    """Files of accounts that were changed after they were sealed, and of those that came after their edition."""
    seal = sealed(sources, folder)
    touched: set[str] = set()
    late: set[str] = set()
    for account in business.accounts:
        file = account.origin.file if account.origin else ""
        data, _ = sources.read(file) if file else (None, None)
        digest = seal.get(file.rpartition("/")[2])
        if digest is None and f"{account.document}-{account.edition}.json" in seal:
            late.update(() if "案" in account.edition else (file,))
        elif digest and data is not None and sha256(data.replace(b"\r\n", b"\n")) != digest:
            touched.add(file)
    return frozenset(touched), frozenset(late)


def sealed(sources: Sources, folder: str) -> dict[str, str]:
    """What was issued; nothing where that cannot be told: `hyojun verify` says so."""
    file = f"{folder}/{SEAL}"
    data = sources.read(file)[0] if sources.exists(file) else None
    try:
        return seal_of(data.decode("utf-8")) if data else {}
    except ValueError:
        return {}
