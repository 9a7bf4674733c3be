"""What of the 正誤 in a folder of editions does not fit: found while they are read, told by the rules."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from hyojun.model import Business, Errata, Misfit, MisfitKind, Snapshot, edition_words

from .correcting import corrected, remaining
from .files import sha256
from .issued import sealed
from .snapshot import UnreadableSnapshot, parsed
from .sources import Sources


def errata_file(document: str, edition: str, number: int) -> str:
    """機能-1.0-正誤1.yaml, in the folder of the editions."""
    return f"{document}-{edition}-正誤{number}.yaml"


def is_errata(name: str) -> bool:
    """Whether a file among the editions is meant as 正誤, however it is spelt."""
    return "-正誤" in name and name.endswith((".yaml", ".yml"))


def examined(sources: Sources, folder: str, found: Iterable[Errata], current: Business) -> tuple[Errata, ...]:
    """The 正誤 of a 業務, each knowing what does not fit; by document, edition and number.

    `folder`: of the editions, relative to the root. `current`: the work tree.
    """
    series = sorted(found, key=_place)
    seal = sealed(sources, folder)
    told: list[Errata] = []
    for (document, edition), them in groupby(series, key=lambda e: (e.document, e.edition)):
        own = list(them)
        frozen, trouble = _edition(sources, folder, document, edition)
        newest = _is_newest(seal, document, edition)
        now = current.document(document) if newest else None
        if now and now.edition == edition:  # what is out stays as it is; the next edition has to be mended
            now = None
        following = {"業務の宣言": current.head.plain(), "文書": now.plain()} if now and frozen else None
        of_edition = _Edition(frozen, trouble, following)
        misfits = _misfits(own, of_edition)
        told += [
            e.with_misfits((*_as_a_file(sources, e, seal), *m)) for e, m in zip(own, misfits, strict=True)
        ]
    return tuple(told)


class _Edition(NamedTuple):
    """An edition as frozen, or why there is none; and the next one, if this is the last that was issued."""

    frozen: Snapshot | None
    trouble: str
    following: dict[str, Any] | None


def _place(errata: Errata) -> tuple[str, str, int, bool, str]:
    """Of two under one number, the one that is called so comes first."""
    file = errata.origin.file if errata.origin else ""
    named = file.endswith(f"/{errata_file(errata.document, errata.edition, errata.number)}")
    return errata.document, errata.edition, errata.number, not named, file


def _misfits(own: Sequence[Errata], edition: _Edition) -> list[list[Misfit]]:
    if edition.frozen is None:
        return [[Misfit(MisfitKind.EDITION, edition.trouble, ("版",))] for _ in own]
    since = edition.frozen.document.day
    _, found = corrected(edition.frozen.plain(), own)
    for errata, misfits in zip(own, found, strict=True):
        if since and errata.day < since:
            words = f"年月日が、{edition_words(errata.edition)}の年月日（{since}）より前です。正誤を出す日に直してください。"
            misfits.insert(0, Misfit(MisfitKind.DAY, words, ("年月日",)))
        misfits += _remaining(errata, misfits, edition.following)
    return found


def _remaining(errata: Errata, misfits: list[Misfit], following: dict[str, Any] | None) -> list[Misfit]:
    """What has to be mended in the sources as well; not told of what does not fit the edition itself."""
    wrong = {m.path[1] for m in misfits if m.path[:1] == ("訂正",)}
    if following is None:
        return []
    words = "今の内容には、まだ誤の文字があります。次の版のために、元のファイルも同じように直してください。"
    return [
        Misfit(MisfitKind.REMAINS, words, ("訂正", n, "誤"), c.target)
        for n, c in enumerate(errata.corrections)
        if n not in wrong and remaining(following, c)
    ]


def _edition(sources: Sources, folder: str, document: str, edition: str) -> tuple[Snapshot | None, str]:
    file = f"{folder}/{document}-{edition}.json"
    if "案" in edition:
        return None, f"{edition_words(edition)}は案です。正誤は付けず、次の案で直してください。"
    data = sources.read(file)[0] if sources.exists(file) else None
    if data is None:
        words = f"{document}の{edition_words(edition)}は出ていません（{file} がありません）。文書と版を直してください。"
        return None, words
    try:
        return sources.once((Snapshot, data), lambda: parsed(data, file, PurePosixPath(file).name)), ""
    except UnreadableSnapshot:
        return None, f"{file} を読めません。hyojun verify で確かめて、git の履歴から戻してください。"


def _as_a_file(sources: Sources, errata: Errata, seal: dict[str, str]) -> Iterable[Misfit]:
    """What is wrong with its name, or with its being changed after it was issued."""
    if errata.origin is None:
        return
    file = errata.origin.file
    name = file.rpartition("/")[2]
    wanted = errata_file(errata.document, errata.edition, errata.number)
    if name != wanted:
        words = (
            f"ファイルの名前が中身と合いません。名前を {wanted} にするか、文書、版、正誤を直してください。"
        )
        yield Misfit(MisfitKind.NAME, words, ("正誤",))
    data, _ = sources.read(file)
    if name in seal and data is not None and seal[name] != sha256(data.replace(b"\r\n", b"\n")):
        words = (
            "出した後に書き換えられています。git の履歴から戻し、改めることは次の番号の正誤に書いてください。"
        )
        yield Misfit(MisfitKind.CHANGED, words)


def _is_newest(seal: dict[str, str], document: str, edition: str) -> bool:
    """Whether no later edition of the document was issued: those have a text of their own."""

    def number(written: str) -> tuple[int, ...]:
        return tuple(int(n) for n in written.split("."))

    if "案" in edition:
        return False
    others = [n.removeprefix(f"{document}-").removesuffix(".json") for n in seal if n.endswith(".json")]
    finals = [o for o in others if all(part.isdigit() for part in o.split("."))]
    return all(number(o) <= number(edition) for o in finals)
