"""引用 of an entry, and where opinions on it go: one way for all kinds, on the pages and in the list of IDs.

The text is put together of what holds for a document and of what holds for an entry, so that a page carries the
first once; its script and the list, which needs none, say the same.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape

from hyojun.diff import Held
from hyojun.model import SERIES, Business, Document, Kind, Ref
from hyojun.source import OPINION_FIELDS, Settings

from ..dates import printed
from .addresses import Place
from .id_addresses import KIND_WORDS, RESOLVER, fragment
from .known_ids import Known
from .markup import html
from .pen import Pen
from .standing import OPEN

_FIELD = re.compile(r"\{([a-z]+)\}")
RESOLVER_FILE = f"{RESOLVER}.html#"
"""Where the resolver stands, seen from the top of the site; before the fragment of an entry."""
_KEPT = "%:/?#[]@!$&'()*+,;=-._~{}"


class Citing(NamedTuple):
    """What holds for all entries of a document on a page."""

    document: str
    source: str
    """総務省「…標準仕様書」第1.0版（2025年8月29日決定）."""
    address: str
    """Before the fragment of an entry."""
    opinions: str
    """With {id}, {name} and {address} still to be filled in; empty: nobody asks for opinions."""
    period: str
    """意見照会 of the edition in words; empty where none is declared."""


def source(document: Document, era: str, reflected: int = 0) -> str:
    """Publisher, title, edition, and how it stands: 総務省「…」第1.0版（令和7年8月29日決定、正誤2まで反映）."""
    day = printed(document.day, era) if document.day else ""
    upto = f"、正誤{reflected}まで反映" if reflected else ""
    return f"{document.publisher}「{document.title}」{document.edition_label}（{day}{document.status.value}{upto}）"


def of_pages(pen: Pen, settings: Settings) -> tuple[Citing, ...]:
    """For each document of a page; none for pages of an edition, which are cited as a whole."""
    if pen.page.edition or pen.business is None:
        return ()
    base = f"{settings.address}/id/#" if settings.address else f"{pen.to(RESOLVER)}#"
    return tuple(of_document(pen, settings, pen.business, d, base) for d in pen.page.documents)


def asked(pen: Pen, settings: Settings) -> tuple[Citing, ...]:
    """The documents of a page on which opinions are asked for."""
    return tuple(c for c in of_pages(pen, settings) if c.opinions)


def of_edition(pen: Pen, settings: Settings, held: Held) -> str:
    """How a page of a released edition is cited: as a whole, by its own address."""
    reflected = held.errata[-1].number if held.errata else 0
    # Written with its own letters, as the addresses of entries are: percent signs say nothing to who reads them.
    path = f"{pen.page.docname}.html"
    at = f" {settings.address}/{path}" if settings.address else f"（このサイトの {path}）"
    return f"{source(held.document, pen.era, reflected)}{at}"


def of_document(pen: Pen, settings: Settings, business: Business, document: Document, base: str) -> Citing:
    template = opinions(settings, business, document)
    words = period(document, pen.era) if template else ""
    return Citing(document.name, source(document, pen.era), base, template, words)


def text(citing: Citing, ref: Ref, name: str) -> str:
    """総務省「…」第1.1版（案）機能0020011「…」 https://…/id/#機能0020011; of a site whose address nobody has told, where
    the entry stands in it, in words."""
    shown = f"「{name}」" if name and name != ref.id else ""
    address = citing.address + fragment(ref)
    at = f" {address}" if ":" in citing.address else f"（このサイトの {RESOLVER_FILE}{fragment(ref)}）"
    return f"{citing.source}{ref.label}{shown}{at}"


def opinions(settings: Settings, business: Business, document: Document) -> str:
    """The address for opinions on a document that is not decided; empty where none are asked for."""
    if not settings.opinions or document.status not in OPEN:
        return ""
    known = {
        "business": f"{business.id} {business.name}",
        "document": document.title,
        "edition": f"{document.edition_label}（{document.status.value}）",
    }
    return _filled(quote(settings.opinions, safe=_KEPT), known)


def opinion(citing: Citing, ref: Ref, name: str) -> str:
    """The address for an opinion on one entry."""
    own = {"id": ref.label, "name": name, "address": citing.address + fragment(ref)}
    return _filled(citing.opinions, own)


def _filled(template: str, values: dict[str, str]) -> str:
    """Every value as text of an address: it can neither add a field to it nor end it."""
    assert set(values) <= set(OPINION_FIELDS)
    return _FIELD.sub(lambda m: quote(values[m[1]], safe="") if m[1] in values else m[0], template)


def period(document: Document, era: str) -> str:
    """意見照会 of the edition: 令和8年12月1日から令和9年1月15日まで."""
    row = next((r for r in document.history if r.edition == document.edition), None)
    if row is None or row.consultation is None:
        return ""
    ends: tuple[date, date] = (row.consultation.since, row.consultation.until)
    return "{}から{}まで".format(*(printed(day, era) for day in ends))


# the list of IDs of a 業務: its cells are written here, since there are thousands


def listed(pen: Pen, settings: Settings, found: Iterable[Known], kind: Kind) -> Markup:
    """The rows of one kind, each with what became of it and how it is cited."""
    assert pen.business
    base = f"{settings.address}/id/#" if settings.address else RESOLVER_FILE
    of = {d.name: of_document(pen, settings, pen.business, d, base) for d in pen.business.documents}
    return Markup("".join(_row(pen, known, of) for known in found if known.ref.kind is kind))


def counted(found: Iterable[Known]) -> tuple[tuple[Kind, int, int], ...]:
    """Of each kind, how many are in force and how many were."""
    of = Counter((known.ref.kind, bool(known.fate)) for known in found)
    return tuple((k, of[k, False], of[k, True]) for k in KIND_WORDS if of[k, False] or of[k, True])


def _row(pen: Pen, known: Known, of: dict[str, Citing]) -> str:
    ref, document = known.ref, known.document
    citing = of.get(document.name) if document and known.place else None
    cited = ""
    if citing:
        cited = str(escape(text(citing, ref, known.name)))
        if citing.opinions:
            address = escape(opinion(citing, ref, known.name))
            cited += f'<p class="small"><a href="{address}">意見を提出する</a></p>'
    empty = "" if cited else " data-empty"
    retired = ' class="retired"' if known.fate else ""
    id = f'<span class="id">{escape(ref.id)}</span>' if ref.id != known.name else "－"
    return (
        f'<tr role="row" id="{known.mark}"{retired}>'
        f'<th role="rowheader" scope="row" data-label="ID">{id}</th>'
        f'<td role="cell" data-label="名称" class="strong">{_name(pen, known)}</td>'
        f'<td role="cell" data-label="状態">{_fate(pen, known)}</td>'
        f'<td role="cell" data-label="引用"{empty}>{cited}</td></tr>\n'
    )


def _name(pen: Pen, known: Known) -> Markup:
    words = known.name or ("（名称の記録なし）" if known.ref.kind in SERIES else known.ref.id)
    if known.place:
        return pen.linked(known.place, words)
    if known.last and known.document:
        seen = pen.linked(known.last, f"{known.document.edition_label}の内容")
        return html("<s>{}</s><p class=small>{}</p>", words, seen)
    return escape(words)


def _fate(pen: Pen, known: Known) -> Markup:
    """現行; or what became of it, why, and what takes its place."""
    if not known.fate:
        return Markup("現行")
    links = Markup("、").join(_became(pen, ref) for ref in known.became)
    taken = html("<p>置換先：{}</p>", links) if links else Markup("")
    why = html('<p class="pre">{}</p>', pen.text(known.reason)) if known.reason else Markup("")
    return html('<div class="withdrawn"><p><strong>{}</strong></p>{}{}</div>', known.fate, why, taken)


def _became(pen: Pen, ref: Ref) -> Markup:
    place: Place | None = pen.map.places.get(ref)
    return pen.linked(place, f"{ref.label} {place.name}") if place else escape(ref.label)
