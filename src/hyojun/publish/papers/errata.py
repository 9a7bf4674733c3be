"""正誤表 and 改定履歴 as tables that go round on paper."""

from collections.abc import Mapping
from datetime import date

from hyojun.diff import Cell, Held, Run, differences
from hyojun.diff import words as told
from hyojun.model import Business, Correction, Document

from ..dates import printed
from ..declared import behind
from ..job import revision_named
from ..problems import TableError
from .paper import Paper, PaperRow, columns, filled, words
from .profile import PaperProfile

_NO_DAY = "（未定）"


def errata_paper(held: Held, profile: PaperProfile, era: str, *, is_unchecked: bool = False) -> Paper:
    """The 正誤 of an edition, one part each. Raises TableError."""
    rows: list[PaperRow] = []
    for errata in held.errata:
        part = words(f"正誤{errata.number}（{printed(errata.day, era)}）")
        rows.append(PaperRow("部", (part,) * len(profile.columns), part[0].text))
        rows += [_corrected(held, c, profile) for c in errata.corrections]
    day = held.errata[-1].day
    return _paper(held.business, held.document, profile, rows, is_unchecked, day)


def history_paper(
    business: Business, document: Document, profile: PaperProfile, era: str, *, is_unchecked: bool = False
) -> Paper:
    """The 改定履歴 of a document, the newest edition first. Raises TableError."""
    rows = []
    for revision in reversed(document.history):
        edition = revision_named(document, revision.edition)
        cells = {
            "版": words(edition),
            "年月日": words(printed(revision.day, era) if revision.day else _NO_DAY),
            "概要": words(revision.summary),
            "改定理由": words(revision.reason),
            "根拠など": words("\n".join(f"{word}：{text}" for word, text in behind(revision, era))),
        }
        rows.append(_row(profile, cells, edition))
    return _paper(business, document, profile, rows, is_unchecked, document.day)


def _corrected(held: Held, correction: Correction, profile: PaperProfile) -> PaperRow:
    target = told.clean(_target(held, correction.target))
    return _row(profile, _cells(correction, target), target)


def _target(held: Held, target: str) -> str:
    """What is corrected, by ID and name; a chapter by its title."""
    chapter = next((c for c in held.document.contents.chapters if c.file == target), None)
    if chapter:
        return f"本編「{chapter.title}」"
    names = {e.ref.label: e.name for e in held.business.entries}
    return f"{target} {names[target]}" if target in names else target


def _cells(correction: Correction, target: str) -> Mapping[str, Cell]:
    parts = differences(correction.wrong, correction.right)

    def side(sign: str) -> Cell:
        kept = ((p.text, p.sign) for p in parts if p.sign in ("=", sign))
        return tuple(Run(told.clean(text), "" if own == "=" else "字句") for text, own in kept)

    return {
        "対象": words(target),
        "項目": words(correction.field),
        "誤": side("-"),
        "正": side("+"),
        "理由": words(correction.reason),
    }


def _row(profile: PaperProfile, cells: Mapping[str, Cell], label: str) -> PaperRow:
    for column in profile.columns:
        if column.content not in cells:
            raise TableError(
                f"「{profile.title}」の列の内容「{column.content}」は使えません（使えるのは {'、'.join(cells)}）。"
            )
    return PaperRow("本文", tuple(cells[c.content] for c in profile.columns), label)


def _paper(
    business: Business,
    document: Document,
    profile: PaperProfile,
    rows: list[PaperRow],
    is_unchecked: bool,
    day: date | None,
) -> Paper:
    title, lead = filled(
        profile, 題名=document.title, 文書=document.name, 業務名=business.name, 版=document.edition_label
    )
    return Paper(
        title,
        lead,
        columns(profile),
        tuple(rows),
        f"{business.id} {business.name}　{document.name}",
        document.publisher,
        day,
        business.head.notice or "",
        is_unchecked,
    )
