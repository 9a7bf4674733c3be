"""項目詳細, エラー・アラート and 文字要件 as data for the templates: tables whose rows have a name and an anchor."""

from hyojun.model import ALL_BODIES, Alert, CharacterRequirement, Detail, Kind

from ..declared import due_of
from .text import Data, rich
from .words import Place, at, listed, noted, one_line


def details(place: Place) -> Data:
    return {
        "k": "keyed",
        "title": "項目詳細",
        "text": None,
        "columns": [["名称", 42], ["種別", 24], ["内容", 0], ["機能・帳票・データ項目", 76], ["備考", 36]],
        "rows": [_detail(place, d) for d in place.document.contents.details],
    }


def _detail(place: Place, detail: Detail) -> Data:
    named = (
        (word, [place.named(kind, id) for id in ids])
        for word, kind, ids in (
            ("機能", Kind.FUNCTION, detail.functions),
            ("帳票", Kind.FORM, detail.forms),
            ("データ項目", Kind.DATA_ITEM, detail.data_items),
        )
    )
    return {
        "at": at(Kind.DETAIL, detail.key),
        "name": detail.name,
        "cells": [
            detail.kind.value,
            rich(detail.text),
            _stacked([listed(word, links) for word, links in named if links]),
            rich(detail.note),
        ],
    }


def alerts(place: Place) -> Data:
    return {
        "k": "keyed",
        "title": "エラー・アラート",
        "text": "「エラー」は誤りが直るまで処理を止め、「アラート」は注意を促して処理を続けられるものである。",
        "columns": [
            ["名称", 40], ["種別", 20], ["条件", 0], ["表示する内容", 0], ["対処", 0], ["機能", 50], ["備考", 26],
        ],
        "rows": [_alert(place, a) for a in place.document.contents.alerts],
    }  # fmt: skip


def _alert(place: Place, alert: Alert) -> Data:
    return {
        "at": at(Kind.ALERT, alert.key),
        "name": alert.name,
        "cells": [
            alert.kind.value,
            rich(alert.condition),
            rich(alert.message),
            rich(alert.response),
            _stacked([[place.named(Kind.FUNCTION, id)] for id in alert.functions]),
            rich(alert.note),
        ],
    }


def characters(place: Place) -> Data:
    return {
        "k": "keyed",
        "title": "文字要件",
        "text": None,
        "columns": [
            ["名称", 38], ["実装類型", 24], ["要件", 0], ["文字集合・文字コード", 34], ["縮退", 40],
            ["適合基準日", 24], ["考え方・理由", 42], ["データ項目・備考", 36],
        ],
        "rows": [_characters(place, r) for r in place.document.contents.characters],
    }  # fmt: skip


def _characters(place: Place, row: CharacterRequirement) -> Data:
    reduction = row.reduction
    items = [[place.named(Kind.DATA_ITEM, id)] for id in row.data_items]
    return {
        "at": at(Kind.CHARACTERS, row.key),
        "name": row.name,
        "cells": [
            one_line(place, {ALL_BODIES: row.implementation}),
            rich(row.text),
            noted("\n".join(row.sets), [("文字コード", row.encoding)]),
            noted(None, [("変換先", reduction.into), ("方法", rich(reduction.method))] if reduction else []),
            due_of(row, place.document, place.era),
            rich(row.reason),
            noted(_stacked(items), [("備考", rich(row.note))]),
        ],
    }


def _stacked(lines: list[list[Data]]) -> Data:
    """Lines one below the other in a cell."""
    return [piece for n, line in enumerate(lines) for piece in (["\n", *line] if n else line)] or None
