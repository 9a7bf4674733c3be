"""What keeps an edition from being released, all of it at once; a draft may be frozen all the same."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hyojun.model import PROVISIONAL, Business, Document, Status, edition_words
from hyojun.source import edition_file, final_of, is_draft, place_of, snapshot_bytes

from .account import unmet
from .changes import DocumentComparison, Weight

_PROVISIONAL = re.compile(rf"[0-9]{{3}}[a-z]?{PROVISIONAL}[0-9]{{1,4}}")
_SHOWN = 5
"""IDs that one sentence names."""


class Hindrances(NamedTuple):
    """Sentences, each with what to do."""

    blocking: tuple[str, ...]
    told: tuple[str, ...]
    """What does not keep it from being released: what a final edition could not have, said of a draft, and what
    may still be written."""


def hindrances(
    business: Business,
    document: Document,
    edition: str,
    released: tuple[str, ...],
    found: DocumentComparison | None,
    from_draft: DocumentComparison | None = None,
) -> Hindrances:
    """What stands against releasing a document as an edition.

    `released`: editions frozen so far. `found`: the comparison with the final one before; None: there is none.
    `from_draft`: that with the edition its own account tells from, where that is another.
    """
    always = (*_in_order(document, edition, released), *_declared(business, document, edition))
    final = [*_unnumbered(business, document)]
    if found is not None:
        final += [*_undecided(business, document, found), *_unexplained(business, document, found, released)]
    told = (
        *_since_draft(business, document, from_draft, released),
        *_uncombined(business, document, edition),
    )
    if is_draft(edition):
        return Hindrances(always, (*final, *told))
    return Hindrances((*always, *final), told)


def edition_before(edition: str, released: tuple[str, ...]) -> str | None:
    """The newest final edition before this one; None: there is none."""
    mine = place_of(final_of(edition))
    return next((e for e in reversed(released) if not is_draft(e) and place_of(e) < mine), None)


def told_from(business: Business, document: Document, edition: str, released: tuple[str, ...]) -> str | None:
    """The frozen edition that a draft goes on from: as its account says, else the newest; None: there is none."""
    if not is_draft(edition):
        return None
    own = (a for a in business.accounts if a.document == document.name and a.edition == edition)
    said = next((a.since for a in own if a.since), None)
    before = [e for e in released if place_of(e) < place_of(edition)]
    return said if said in before else (before[-1] if before else None)


def _since_draft(
    business: Business, document: Document, found: DocumentComparison | None, released: tuple[str, ...]
) -> Iterator[str]:
    """What the step from one draft to the next still leaves open."""
    if found is None:
        return
    yield from _amiss(business, found, released)
    yield from _undecided(business, document, found)
    yield from _lacking(found, edition_file(business.id, document.name, final_of(document.edition), "yaml"))


def _in_order(document: Document, edition: str, released: tuple[str, ...]) -> Iterator[str]:
    newer = [e for e in released if place_of(e) > place_of(edition)]
    if newer:
        yield (
            f"{document.name}には、もう{edition_words(newer[-1])}が出ています。前の版に戻って出すことはできません。"
            "新しい版の番号を付けてください。"
        )


def _declared(business: Business, document: Document, edition: str) -> Iterator[str]:
    head = f"spec/{business.id}/業務.yaml"
    fits = (edition, final_of(edition)) if is_draft(edition) else (edition,)
    if document.edition not in fits:
        yield (
            f"{head} の「{document.name}」の版は {document.edition} です。"
            f"{final_of(edition)} に直すか、出す版を {document.edition} と指定してください。"
        )
    decided = document.status in (Status.DECIDED, Status.PUBLISHED)
    if is_draft(edition):
        if document.status not in (Status.DRAFT, Status.CONSULTATION):
            yield (
                f"状態が「{document.status}」なので、案としては出せません。{final_of(edition)} と指定するか、"
                f"{head} の状態を案又は意見照会中に直してください。"
            )
    elif decided and document.history[-1].day is None:
        yield (
            f"{head} の「{document.name}」の改定履歴の版 {document.history[-1].edition} に年月日がありません。"
            "書いてください。"
        )
    elif not decided:
        yield (
            f"状態が「{document.status}」です。{head} の状態を決定又は公表に直し、年月日を書いてください。"
            f"案として残すときは {edition}案1 のように指定してください。"
        )


def _unnumbered(business: Business, document: Document) -> Iterator[str]:
    ids = sorted(set(_PROVISIONAL.findall(snapshot_bytes(business, document).decode("utf-8"))))
    if ids:
        yield (
            f"仮番号が残っています（{_some(ids)}）。"
            f"hyojun id assign --spec {business.id} で番号を付けてください。"
        )


def _uncombined(business: Business, document: Document, edition: str) -> Iterator[str]:
    """Which editions fit together may be decided later; nobody shall forget it."""
    if len(business.documents) < 2:
        return
    named = (edition, final_of(edition))
    if all(c.editions.get(document.name) not in named for c in business.head.combinations):
        yield (
            f"{edition_words(edition)}を挙げる組合せがありません。ほかの文書のどの版と合うかを、"
            f"spec/{business.id}/業務.yaml の「組合せ」に書いてください。"
        )


def _undecided(business: Business, document: Document, found: DocumentComparison) -> Iterator[str]:
    account = edition_file(business.id, document.name, final_of(document.edition), "yaml")
    for match in (m for m in found.matches if not m.confirmed):
        yield (
            f"{match.kind}{'、'.join(match.old)} → {'、'.join(match.new)} の対応は推定です"
            f"（一致度 {match.score:.2f}）。{account} の「推定」に「同じ」か「別」を書いてください。"
        )
    for question in (q for q in found.questions if q.answer is None):
        yield f"{question.text}（{account} の「回答」。指紋 {question.fingerprint}）"
    for fault in found.faults:
        yield fault.text


def _unexplained(
    business: Business, document: Document, found: DocumentComparison, released: tuple[str, ...]
) -> Iterator[str]:
    before = edition_before(document.edition, released)
    file = edition_file(business.id, document.name, final_of(document.edition), "yaml")
    if not found.changes:
        return
    final = final_of(document.edition)
    own = [a for a in business.accounts if a.document == document.name and a.edition == final]
    if not own:
        yield (
            f"改定の説明がありません。{file} を作り、{edition_words(before or '')}からの変更の理由を書いてください"
            f"（変更は hyojun diff {edition_file(business.id, document.name, before or '')} で見られます）。"
        )
        return
    if all(a.since not in (None, before) for a in own):
        yield (
            f"{file} の「前の版」は {own[0].since} ですが、前に出た版は {before} です。"
            "前の版を直し、その版からの変更を説明してください。"
        )
        return
    yield from _amiss(business, found, released)
    yield from _lacking(found, file)


def _lacking(found: DocumentComparison, file: str) -> Iterator[str]:
    lacking = [c for c in found.changes if c.weight is Weight.BREAKING and c.account is None]
    if lacking:
        names = [f"{c.kind}{(c.new or c.old)[0]} {c.field or c.name} {c.fingerprint}" for c in lacking]
        yield (
            f"影響大の変更 {len(lacking)}件に説明がありません（{_some(names)}）。"
            f"{file} の「説明」に、対象又は指紋と改定理由を書いてください。"
        )


def _amiss(business: Business, found: DocumentComparison, released: tuple[str, ...]) -> Iterator[str]:
    for account, words in unmet(found, business.accounts, released):
        place = account.origin.file if account.origin else "改定の説明"
        yield f"{words}（{place}）。直すか、消してください。"


def _some(words: list[str]) -> str:
    rest = f" ほか{len(words) - _SHOWN}件" if len(words) > _SHOWN else ""
    return "、".join(words[:_SHOWN]) + rest
