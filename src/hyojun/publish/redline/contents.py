"""A document as its sheets, in the order its PDF has them."""

from hyojun.model import Business, Document, Profile, edition_words

from ..dates import printed
from ..declared import behind, facts, pinned, sub_unit, tables
from . import lists, requirements
from .prose import chapter
from .sheets import Column, Laying, Sheet, laying, lines, part
from .sheets import facts as in_lines

_FACTS = (Column("事項", 1), Column("内容", 4))


def sheets(business: Business, document: Document, profile: Profile) -> tuple[Sheet, ...]:
    """Everything a document says, as rows of text; pictures by their words. Raises PdfError as `prose` does."""
    at = laying(business, document, profile)
    inside = document.contents
    found = [
        _cover(at),
        _history(at),
        *_overview(at),
        *(chapter(at, c) for c in inside.chapters),
        requirements.functions(at),
        *(requirements.flow(at, f) for f in inside.flows),
        requirements.tree(at),
        requirements.screens(at),
        requirements.details(at),
        requirements.alerts(at),
        requirements.forms(at),
        lists.data_groups(at),
        lists.code_lists(at),
        lists.linkages(at),
        lists.characters(at),
        lists.non_functional(at),
        lists.local_measures(at),
        lists.out_of_scope(at),
        lists.terms(at),
    ]
    return tuple(sheet for sheet in found if sheet.rows)


def _cover(at: Laying) -> Sheet:
    document, business = at.document, at.business
    told = (
        ("題名", document.title),
        ("発行者", document.publisher),
        ("版", document.edition_label),
        ("状態", document.status.value),
        ("年月日", printed(document.day, at.profile.era) if document.day else None),
        ("対象システム", business.registered.system),
        ("文書", document.name),
        ("サブユニット", sub_unit(business, document)),
        ("根拠法令", document.basis),
        ("制度所管府省", "、".join(c.ministry for c in business.registered.charges)),
        ("団体区分", "、".join(business.head.bodies)),
        ("適合基準日", at.day(document.conformance)),
        ("問合せ窓口", business.head.contact),
        ("出典・利用条件", document.license),
        ("もとの公表物", pinned(document)),
        ("注記", business.head.notice),
    )
    rows = (part(f"表紙{word}", f"表紙の{word}", word, text) for word, text in told if text)
    return Sheet("表紙", "表紙の記載", _FACTS, tuple(rows))


def _history(at: Laying) -> Sheet:
    columns = (
        Column("版", 1, whole=True),
        Column("年月日", 1.4, whole=True),
        Column("概要", 6),
        Column("改定理由", 2),
    )
    rows = (
        part(
            f"改定{r.edition}", f"改定履歴の{edition_words(r.edition)}", edition_words(r.edition),
            printed(r.day, at.profile.era) if r.day else "",
            lines(r.summary, in_lines(behind(r, at.profile.era))), r.reason,
        )
        for r in at.document.history
    )  # fmt: skip
    return Sheet("改定履歴", "改定履歴", columns, tuple(rows))


def _overview(at: Laying) -> list[Sheet]:
    """What the 業務 declares of itself."""
    rows = tuple(part(f"概要{word}", word, word, text) for word, text in facts(at.business))
    found = [Sheet("業務の概要", "業務の概要", _FACTS, rows)]
    for table in tables(at.business, at.profile.era):
        columns = tuple(Column(name, 1) for name in table.columns)
        own = tuple(part(f"{table.title}{r[0]}", f"{table.title}「{r[0]}」", *r) for r in table.rows)
        found.append(Sheet(table.title, table.title, columns, own))
    return found
