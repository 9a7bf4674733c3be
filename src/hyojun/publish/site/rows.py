"""What stands in the row of an entry beside its own columns: 欠番, 仮番号, and facts too rare for a column."""

import re
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from hyojun.model import (
    FUNCTION_ID_INSIDE,
    CharacterRequirement,
    DataItem,
    Detail,
    DetailKind,
    Document,
    Function,
    Kind,
    Linkage,
    NonFunctional,
    Ref,
    Retirement,
)

from ..declared import chosen, cited, due_of, graded, promised
from ..marks import GAP, PROVISIONAL, provisional
from ..markup import html
from .pen import Pen

_RELATED = re.compile(FUNCTION_ID_INSIDE)


def name(pen: Pen, kind: str, entry: Any) -> Markup:
    """The name of an entry; struck where it was withdrawn, with what became of it."""
    if entry.retired is None:
        return escape(entry.name) + taken(pen, kind, entry)
    return html("<s>{}</s>{}", entry.name, note(pen, kind, entry.retired))


def taken(pen: Pen, kind: str, entry: Any) -> Markup:
    """置換元: what an entry took the place of."""
    links = Markup("、").join(pen.links(kind, getattr(entry, "replaces", ())))
    return html('<p class="replaces">置換元：{}</p>', links) if links else Markup("")


def note(pen: Pen, kind: str, retired: Retirement) -> Markup:
    """（欠番）, edition, reason, and links to what takes the place of an entry."""
    links = Markup("、").join(pen.links(kind, retired.replaced_by))
    place = html("<p>置換先：{}</p>", links) if links else Markup("")
    return html(
        '<div class="withdrawn"><p><strong>{}</strong>第{}版で廃止</p><p class="pre">{}</p>{}</div>',
        GAP,
        retired.edition,
        pen.text(retired.reason),
        place,
    )


def names(pen: Pen, kind: str, entries: Iterable[Any]) -> tuple[Markup, ...]:
    """`name` down a column; a データ項目 with its rare facts."""
    return tuple(
        name(pen, kind, e) + (_item_details(pen, e) if isinstance(e, DataItem) else "") for e in entries
    )


def mark(kind: str, id: str | None) -> Markup:
    """仮番号, beside an ID that is one."""
    if id is None or not provisional(Kind(kind), id):
        return Markup("")
    return html(' <span class="tag provisional">{}</span>', PROVISIONAL)


def keyed(pen: Pen, kind: str, entries: Iterable[Any]) -> tuple[Markup, ...]:
    """Names down a column, each a link to itself: what has a key has no ID to show."""
    return tuple(pen.link_words(kind, e.key, e.name) for e in entries)


def by_kind(details: Iterable[Detail]) -> tuple[tuple[str, tuple[Detail, ...]], ...]:
    """項目詳細, 帳票関連項目 and 参照事項 apart, those that are there."""
    them = tuple(details)
    found = ((kind.value, tuple(d for d in them if d.kind is kind)) for kind in DetailKind)
    return tuple((word, rows) for word, rows in found if rows)


def marked(pen: Pen, kind: str, entries: Iterable[Any]) -> tuple[Markup, ...]:
    """IDs down a column, each a link to itself and marked where it is a 仮番号."""
    return tuple(pen.permalink(kind, e.id, e.id) + mark(kind, e.id) for e in entries)


def details(facts: Iterable[tuple[str, Markup | str | None]]) -> Markup:
    """Rare facts below the text of a cell: a word and what it says, for those that are there."""
    written = [html("<div><dt>{}</dt><dd>{}</dd></div>", w, f) for w, f in facts if f]
    return html('<dl class="details">{}</dl>', Markup("").join(written)) if written else Markup("")


def edited(pen: Pen, items: Iterable[Any]) -> tuple[Markup, ...]:
    """編集条件 of rows of a 諸元表, with 算出方法 below it."""
    return tuple(pen.text(i.text) + details([("算出方法", pen.text(i.computed))]) for i in items)


def occasions(pen: Pen, linkages: Iterable[Linkage]) -> tuple[Markup, ...]:
    """場合 of 連携, with what few of them have below it."""
    return tuple(pen.text(x.occasion) + _linkage_details(pen, x) for x in linkages)


def parties(pen: Pen, linkages: Iterable[Linkage]) -> tuple[Markup, ...]:
    """相手 of 連携, with the same hand-over as the other side states it."""
    return tuple(
        pen.party(x.partner)
        + details([("対になる連携", pen.links("連携", (x.counterpart,))[0])] if x.counterpart else [])
        for x in linkages
    )


def exchanged(pen: Pen, linkages: Iterable[Linkage]) -> tuple[tuple[Markup, ...], ...]:
    """データ項目 of 連携, with an arrow to the own item that records what is received."""
    return tuple(
        tuple(
            html('{} <span class="recorded-in">→ 記録先：{}</span>', pen.item(id), pen.item(x.recorded[id]))
            if id in x.recorded
            else pen.item(id)
            for id in dict.fromkeys((*x.data_items, *x.recorded))
        )
        for x in linkages
    )


def _linkage_details(pen: Pen, linkage: Linkage) -> Markup:
    return details(
        (
            ("インターフェース", cited(linkage.interface)),
            ("同一パッケージの特例", pen.text(linkage.exemption)),
        )
    )


def _item_details(pen: Pen, item: DataItem) -> Markup:
    return details(
        (
            ("参照先", pen.item(item.refers_to) if item.refers_to else None),
            ("項目の由来", item.derivation),
        )
    )


def related(pen: Pen, written: str | None) -> Markup:
    """標準仕様書関連箇所: its 機能ID linked where they lead somewhere, the rest as written."""
    lines = []
    for line in (written or "").split("\n"):
        found = _RELATED.match(line)
        place = pen.map.places.get(Ref(line[:3], Kind.FUNCTION, found[0])) if found else None
        lines.append(pen.linked(place, line) if place else pen.text(line))
    return Markup("\n").join(lines)


def relateds(pen: Pen, items: Iterable[DataItem]) -> tuple[Markup, ...]:
    return tuple(related(pen, i.related) for i in items)


def origins(function: Function) -> Markup:
    """Where a function comes from, and why it was taken up."""
    return details((("由来", function.derivation), ("採用の観点", function.merit)))


def character_sets(found: Iterable[CharacterRequirement]) -> tuple[Markup, ...]:
    """文字集合 of rows of 文字要件, with the 文字コード they are written in."""
    return tuple(escape("、".join(row.sets)) + details([("文字コード", row.encoding)]) for row in found)


def reductions(pen: Pen, found: Iterable[CharacterRequirement]) -> tuple[Markup, ...]:
    """縮退 of rows of 文字要件: into which set, and how."""
    return tuple(
        details((("変換先", r.into), ("方法", pen.text(r.method)))) if r else Markup("")
        for r in (row.reduction for row in found)
    )


def due(pen: Pen, found: Iterable[CharacterRequirement], document: Document) -> tuple[str, ...]:
    """適合基準日 of rows of 文字要件, the edition's where a row names none."""
    return tuple(due_of(row, document, pen.era) for row in found)


def chosen_levels(levels: Iterable[NonFunctional]) -> tuple[Markup, ...]:
    """選択レベル of rows of 非機能要件 with what it asks for; the レベル to choose from folded below it."""
    return tuple(escape(chosen(row) or "") + _folded("レベルの一覧", graded(row)) for row in levels)


def _folded(words: str, lines: tuple[str, ...]) -> Markup:
    if not lines:
        return Markup("")
    shown = Markup("").join(html("<li>{}</li>", line) for line in lines)
    return html('<details><summary>{}</summary><ul class="plain">{}</ul></details>', words, shown)


def conditions(pen: Pen, levels: Iterable[NonFunctional]) -> tuple[Markup, ...]:
    """選択時の条件 of rows of 非機能要件, with what differs in a cloud."""
    return tuple(
        pen.text(row.condition) + details([("クラウド時の扱い", pen.text(row.cloud))]) for row in levels
    )


def confirmations(pen: Pen, levels: Iterable[NonFunctional]) -> tuple[Markup, ...]:
    """確認方法 of rows of 非機能要件, and their SLA."""
    return tuple(
        pen.text(row.confirmation) + details((word, pen.text(text)) for word, text in promised(row.service))
        for row in levels
    )


def in_force(entries: Iterable[Any]) -> int:
    """How many of some entries hold."""
    return sum(e.retired is None for e in entries)


def counted(entries: Iterable[Any]) -> str:
    """12, or 12（ほかに欠番1）: what was withdrawn is shown, and not counted."""
    found = tuple(entries)
    gaps = len(found) - in_force(found)
    return f"{in_force(found)}（ほかに欠番{gaps}）" if gaps else str(in_force(found))
