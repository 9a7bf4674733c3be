"""What stands before the requirements: the cover, 改定履歴, and the legends of symbols and columns."""

from datetime import date

from hyojun.flow import width
from hyojun.model import Charge, ImplementationClass

from ..dates import printed
from ..declared import Declared, behind, facts, pinned, sub_unit, tables
from ..in_force import UNNAMED, reflected, unnamed
from ..job import revision_named
from ..legend import Meaning, legend
from ..marks import GAP, MEANINGS, PROVISIONAL, provisional
from .drawings import SYMBOLS, Drawn, symbol_figures
from .text import Data, rich
from .words import Place, bodies, by_body, dates, noted

_NARROWEST, _SHORT = 4.0, 14.0
"""Em of the narrowest column of a table of declarations, and of the longest line of a few words."""
NO_DAY = date(1970, 1, 1)
"""What PDF/A must be told when a document has no day: never the clock's."""


def front(place: Place) -> dict[str, Data]:
    """Cover, 改定履歴, and what heads and feet of the pages say."""
    document, business = place.document, place.business
    stamp = document.day or max((r.day for r in document.history if r.day), default=NO_DAY)
    return {
        "title": document.title,
        "edition": document.edition_label,
        "volume": place.volume,
        "status": document.status.value,
        "corrected": reflected(place.job, business),
        "mark": _mark(place),
        "circulated": place.circulated,
        "paper": document.paper_number if place.circulated else None,
        "day": _day(place, document.day),
        "date": [stamp.year, stamp.month, stamp.day],
        "publisher": document.publisher,
        "business": f"{business.id} {business.name}",
        "notice": rich(business.head.notice),
        "draft": place.job.draft,
        "facts": _facts(place),
        "history": [
            [
                revision_named(document, r.edition),
                _day(place, r.day),
                noted(rich(r.summary), ((word, rich(text)) for word, text in behind(r, place.era))),
                r.reason,
            ]
            for r in document.history
        ],
    }


def _mark(place: Place) -> str:
    """What stands behind the edition at the head of each page: （案）, the status where it says more, and 正誤."""
    status = place.document.status
    found = ["案"] if place.circulated else []
    corrected = reflected(place.job, place.business)
    return "".join(f"（{word}）" for word in dict.fromkeys((*found, status.value, corrected)) if word)


def _day(place: Place, day: date | None) -> str:
    return printed(day, place.era) if day else "（未定）"


def _facts(place: Place) -> list[Data]:
    """The table of the cover; what nobody has written is left out."""
    document, business = place.document, place.business
    charges = [_charge(place, c) for c in business.registered.charges]
    facts = (
        ("対象システム", business.registered.system),
        ("文書", document.name),
        ("正誤", reflected(place.job, business)),
        ("サブユニット", sub_unit(business, document)),
        ("根拠法令", document.basis),
        ("制度所管府省", "\n".join(charges)),
        ("団体区分", "、".join(business.head.bodies)),
        ("適合基準日", "\n".join(d.replace("\n", "：") for d in dates(place, place.conformance))),
        ("問合せ窓口", business.head.contact),
        ("出典・利用条件", document.license),
        ("もとの公表物", pinned(document)),
        (UNNAMED, unnamed(place.job, business, document)),
    )
    return [[name, rich(text)] for name, text in facts if text]


def _charge(place: Place, charge: Charge) -> str:
    since = f"{printed(charge.since, place.era)}から" if charge.since else ""
    until = f"{printed(charge.until, place.era)}まで" if charge.until else ""
    return charge.ministry + (f"（{since}{until}）" if since or until else "")


def overview(place: Place) -> Data:
    """What the 業務 declares of itself: the same in each of its documents."""
    return {
        "k": "overview",
        "title": "業務の概要",
        "facts": [[word, rich(text)] for word, text in facts(place.business)],
        "tables": [
            {
                "title": table.title,
                "columns": list(table.columns),
                "widths": _widths(table),
                "rows": [[rich(value) for value in row] for row in table.rows],
            }
            for table in tables(place.business, place.era)
        ],
    }


def _widths(table: Declared) -> list[float]:
    """Widths of the columns in em: of those with a few words what these need, 0 of those that share the rest."""
    columns = zip(table.columns, *table.rows, strict=True)
    longest = [
        max(width(line, 1) for text in column for line in (text or "").split("\n")) for column in columns
    ]
    return [*(round(max(ems, _NARROWEST), 2) if ems <= _SHORT else 0 for ems in longest[:-1]), 0]


def legends(place: Place, drawn: Drawn) -> Data:
    """The legends a document needs: of 実装類型 for functions and forms, of the columns for data items, of
    the symbols for 業務フロー."""
    inside, words = place.document.contents, legend()
    found: list[Data] = []
    if inside.headings or inside.forms:
        found.append({"title": "実装類型", "rows": _classes(place)})
    if inside.data_groups:
        found.append({"title": "データ項目の欄", "rows": _pairs(words.columns)})
        found.append({"title": "データ型", "rows": _pairs(words.data_types)})
    if marks := _pairs(_marks(place)):
        if not found:
            found.append({"title": "欠番と仮番号", "rows": []})
        found[-1]["rows"].extend(marks)
    large = bool(inside.data_groups) and not (inside.headings or inside.forms)
    symbols = symbol_figures(drawn) if inside.flows else []
    return {
        "k": "legend",
        "title": "凡例",
        "tables": found,
        "symbols": {"at": SYMBOLS, "title": "業務フローの記号", "rows": symbols} if symbols else None,
        "large": large,
    }


def _marks(place: Place) -> tuple[Meaning, ...]:
    """What 欠番 and 仮番号 mean, as far as the document has any."""
    own = [e for e in place.business.entries if e.document.name == place.document.name]
    there = {
        GAP: any(e.retired for e in own),
        PROVISIONAL: any(provisional(e.ref.kind, e.ref.id) for e in own),
    }
    return tuple(m for m in MEANINGS if there[m.name])


def _classes(place: Place) -> list[Data]:
    inside, words = place.document.contents, legend()
    rows = [[f"{place.symbol(ImplementationClass(m.name))} {m.name}", m.text] for m in words.classes]
    rows.append(["実装不可と標準化対象外", words.forbidden_and_outside])
    if inside.headings:
        found = [f.classes_by_body() for h in inside.headings for n in h.walk() for f in n.functions]
        columns = bodies(place, found)
        if any(None in by_body(place, classes, columns) for classes in found):
            rows.append(["実装類型の空欄", "その団体区分には定めない。"])
        default = place.business.registered.unlisted_default
        rows.append(["記載のない機能", words.unlisted_text(default)])
        rows.append(["適合基準日", words.conformance])
    return rows


def _pairs(found: tuple[Meaning, ...]) -> list[Data]:
    return [[m.name, m.text] for m in found]
