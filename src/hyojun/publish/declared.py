"""What a 業務 declares of itself (業務.yaml) and what stands behind a revision, in words for all publications."""

from collections.abc import Iterator
from typing import NamedTuple

from hyojun.model import (
    Business,
    CharacterRequirement,
    CitedSpecification,
    Combination,
    Consultation,
    Document,
    ImplementationClass,
    NonFunctional,
    Revision,
    ServiceLevel,
    edition_words,
)

from .dates import printed


class Declared(NamedTuple):
    """A table of declarations: its title, the words of its columns, its rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    anchor: str = ""
    """Where others point at it: the last part of its address on the overview."""


def facts(business: Business) -> tuple[tuple[str, str], ...]:
    """Word and text of what needs no table."""
    head = business.head
    found = (
        ("対象団体の想定", head.target),
        ("非機能要件の標準", cited(head.non_functional)),
        ("個人情報の取扱いの指針", head.personal_data and head.personal_data.guideline),
        ("番号法上の区分", head.personal_data and head.personal_data.number_law),
    )
    return tuple((word, text) for word, text in found if text)


def tables(business: Business, era: str) -> tuple[Declared, ...]:
    """The tables of a 業務, those without rows left out."""
    head = business.head
    found = (
        combinations(business, era),
        Declared("標準化対象事務の根拠", ("事務", "根拠法令"), tuple((d.name, d.basis) for d in head.duties)),
        Declared(
            "団体区分の注記",
            ("団体区分", "注記"),
            tuple((n.body, n.text) for n in head.body_notes),
            "bodies",
        ),
        Declared(
            "共通機能の利用",
            ("共通機能", "利用", "理由"),
            tuple((u.name, u.used, u.reason) for u in head.common_functions),
        ),
        Declared(
            "横断的仕組みの適用",
            ("仕組み", "適用", "理由"),
            tuple((m.name, m.applied, m.reason) for m in head.mechanisms),
        ),
        Declared(
            "経過措置",
            ("対象", "終期", "根拠法令"),
            tuple((t.scope, printed(t.until, era), t.basis) for t in head.transitions),
        ),
    )
    return tuple(table for table in found if table.rows)


def pinned(document: Document) -> str | None:
    """What a document of another publisher was taken from; None for our own."""
    if document.pinned is None:
        return None
    source = f"\n入手先：{document.pinned.source}" if document.pinned.source else ""
    return f"{document.publisher}の公表物をそのまま載せたもの（SHA-256：{document.pinned.sha256}）{source}"


def combinations(business: Business, era: str) -> Declared:
    """Which editions fit together."""
    rows = (
        (c.name, printed(c.day, era) if c.day else None, editions_of(c)) for c in business.head.combinations
    )
    return Declared("版の組合せ", ("名称", "年月日", "組み合わせる版"), tuple(rows))


def editions_of(combination: Combination) -> str:
    """The editions that fit together, a line for this 業務, for others, and for 共通機能."""
    own = "、".join(f"{name} {edition_words(edition)}" for name, edition in combination.editions.items())
    others = "、".join(f"{name} {edition_words(edition)}" for name, edition in combination.others.items())
    common = "、".join(f"{name} {edition}" for name, edition in combination.common.items())
    told = (own, others and f"他の業務：{others}", common and f"共通機能：{common}")
    return "\n".join(filter(None, told))


def cited(specification: CitedSpecification | None) -> str | None:
    """Name and edition of a document of others."""
    if specification is None:
        return None
    return " ".join(filter(None, (specification.name, specification.edition)))


def sub_unit(business: Business, document: Document) -> str | None:
    """ID and name of the サブユニット a document is about."""
    if document.sub_unit is None:
        return None
    name = next((u.name for u in business.registered.sub_units if u.id == document.sub_unit), None)
    return " ".join(filter(None, (document.sub_unit, name)))


def behind(revision: Revision, era: str) -> tuple[tuple[str, str], ...]:
    """Word and text of what stands behind a revision."""
    return tuple(_behind(revision, era))


def _behind(revision: Revision, era: str) -> Iterator[tuple[str, str]]:
    if revision.source:
        yield "根拠", revision.source
    if revision.in_force:
        yield "施行日", printed(revision.in_force, era)
    if revision.consultation:
        yield "意見照会", _consultation(revision.consultation, era)
    if revision.agreement:
        yield "協議", revision.agreement


def _consultation(found: Consultation, era: str) -> str:
    words = f"{printed(found.since, era)}から{printed(found.until, era)}まで　{found.target}"
    return f"{words}\n結果：{found.result}" if found.result else words


def due_of(row: CharacterRequirement, document: Document, era: str) -> str:
    """適合基準日 of a 文字要件, the edition's where it names none; － for what may not exist."""
    if row.implementation is ImplementationClass.FORBIDDEN:
        return "－"
    found = row.conformance or document.conformance or ""
    if isinstance(found, dict):
        return "、".join(f"{body}：{printed(day, era)}" for body, day in found.items())
    return printed(found, era)


def chosen(row: NonFunctional) -> str | None:
    """選択レベル; with what it asks for, where the row has the table of レベル."""
    words = row.levels.get(row.level or "")
    return f"{row.level}：{words}" if words else row.level


def graded(row: NonFunctional) -> tuple[str, ...]:
    """The レベル of a row in words, least first: 0：規定なし."""
    return tuple(f"{grade}：{words}" for grade, words in sorted(row.levels.items()))


def promised(level: ServiceLevel | None) -> tuple[tuple[str, str], ...]:
    """Word and text of an SLA."""
    if level is None:
        return ()
    found = (
        ("SLA　目標値", level.target),
        ("SLA　計測方法", level.measurement),
        ("SLA　報告", level.report),
        ("SLA　未達のときの措置", level.remedy),
    )
    return tuple((word, text) for word, text in found if text)
