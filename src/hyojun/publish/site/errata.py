"""正誤表: what was found wrong with released editions, and how it reads since."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from hyojun.diff import Held, differences
from hyojun.diff import words as told
from hyojun.model import Chapter, Correction, Errata
from hyojun.source import place_of

from ..markup import html
from . import changes
from .addresses import Place, errata_page
from .pen import Pen


class Sides(NamedTuple):
    """誤 and 正, with what differs marked."""

    wrong: Markup
    right: Markup


def of_business(released: Iterable[Held], business: str) -> tuple[Held, ...]:
    """Editions of a 業務 that were corrected: by document, the newest first."""
    own = sorted((h for h in released if h.business.id == business and h.errata), key=_age, reverse=True)
    names = dict.fromkeys(h.document.name for h in own)
    return tuple(h for name in names for h in own if h.document.name == name)


def _age(held: Held) -> tuple[int, int, bool, int]:
    return place_of(held.edition)


def number(held: Held, errata: Errata) -> str:
    """Anchor of a 正誤 on its page, in ASCII as all anchors are."""
    name = held.document.name
    return f"errata-{name if name.isascii() else 'x' + name.encode().hex()}-{held.edition}-{errata.number}"


def reflected(pen: Pen, held: Held) -> Markup:
    """正誤2まで反映: how far an edition was corrected; nothing where no 正誤 was issued."""
    if not held.errata:
        return Markup("")
    last = held.errata[-1]
    return linked(pen, held, last, f"正誤{last.number}{'まで' if len(held.errata) > 1 else ''}反映")


def linked(pen: Pen, held: Held, errata: Errata, words: str) -> Markup:
    """Words that lead to a 正誤."""
    docname = errata_page(held.business.id)
    if not pen.has(docname):
        return escape(words)
    return pen.linked(Place(docname, number(held, errata), words), words)


def target(pen: Pen, correction: Correction) -> Markup:
    """What is corrected, leading to where it stands on the site now."""
    chapters = (p for p in pen.map.of(pen.business) if isinstance(p.subject, Chapter)) if pen.business else ()
    page = next((p for p in chapters if p.subject.file == correction.target), None)
    if page is None:
        return changes.cited(pen, correction.target)
    return html('<a href="{}">本編「{}」</a>', pen.to(page.docname), page.title)


def sides(correction: Correction) -> Sides:
    parts = tuple(differences(correction.wrong, correction.right))
    return Sides(*(Markup("").join(_marked(parts, s, word)) for s, word in (("-", "wrong"), ("+", "right"))))


def _marked(parts: Iterable[tuple[str, str]], sign: str, word: str) -> Iterator[Markup]:
    for own, text in parts:
        if own == "=":
            yield escape(told.clean(text))
        elif own == sign:
            yield html('<b class="{}">{}</b>', word, told.clean(text))
