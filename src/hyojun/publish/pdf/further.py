"""画面要件, 非機能要件 and 独自施策 as data for the templates."""

from itertools import groupby

from hyojun.model import Kind, NonFunctional, Screen

from ..declared import chosen, cited, graded, promised
from .text import Data, rich
from .words import Place, at, noted


def screens(place: Place) -> Data:
    return {
        "k": "screens",
        "title": "画面要件",
        "screens": [_screen(place, s) for s in place.document.contents.screens],
    }


def _screen(place: Place, screen: Screen) -> Data:
    return {
        "at": at(Kind.SCREEN, screen.key),
        "name": screen.name,
        "text": rich(screen.text),
        "justification": rich(screen.justification),
        "functions": [place.named(Kind.FUNCTION, i) for i in screen.functions],
        "note": rich(screen.note),
    }


def non_functional(place: Place) -> Data:
    """Rows under their 大項目, in the order of the author."""
    groups = groupby(place.document.contents.non_functional, key=lambda r: r.major)
    return {
        "k": "levels",
        "title": "非機能要件",
        "standard": cited(place.business.head.non_functional),
        "groups": [[major, [_level(row) for row in rows]] for major, rows in groups],
    }


def _level(row: NonFunctional) -> list[Data]:
    return [
        row.middle,
        row.minor,
        row.metric,
        noted(chosen(row), [("レベルの一覧", "\n".join(graded(row)) or None)]),
        noted(rich(row.condition), [("クラウド時の扱い", rich(row.cloud))]),
        noted(rich(row.confirmation), [(word, rich(text)) for word, text in promised(row.service)]),
        rich(row.note),
    ]


def local_measures(place: Place) -> Data:
    return {
        "k": "measures",
        "title": "独自施策",
        "rows": [
            [m.name, m.treatment, [place.named(Kind.FUNCTION, i) for i in m.functions], rich(m.reason)]
            for m in place.document.contents.local_measures
        ],
    }
