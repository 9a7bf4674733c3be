"""引用 of an entry, and where opinions on it go: one way for all kinds, on the pages and in the list of IDs.

The text is put together of what holds for a document and of what holds for an entry, so that a page carries the
first once; its script and the list, which needs none, say the same.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from markupsafe import Markup, escape

from hyojun.diff import Held
from hyojun.model import SERIES, Business, Consultation, Document, Kind, Ref
from hyojun.source import OPINION_FIELDS, Settings

from ..binding import state_of, tag_of
from ..dates import printed
from ..job import edition_named, is_open
from ..markup import html
from .addresses import Place
from .id_addresses import KIND_WORDS, RESOLVER, fragment
from .known_ids import Known
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
    edition: str
    """After it: @1.0, @1.1案. What is decided later under the same number shall not pass for what was cited."""
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
    """For each document of a page."""
    if pen.business is None:
        return ()
    base = f"{settings.address}/id/#" if settings.address else f"{pen.to(RESOLVER)}#"
    if held := pen.page.edition:
        return (of_held(held, pen.era, base),)
    return tuple(of_document(pen, settings, pen.business, d, base) for d in pen.page.documents)


def asked(pen: Pen, settings: Settings) -> tuple[Citing, ...]:
    """The documents of a page on which opinions are asked for."""
    return tuple(c for c in of_pages(pen, settings) if c.opinions)


def of_edition(pen: Pen, settings: Settings, held: Held) -> str:
    """How a page of a released edition is cited: as a whole, by its own address."""
    reflected = held.last_errata
    # Written with its own letters, as the addresses of entries are: percent signs say nothing to who reads them.
    path = f"{pen.page.docname}.html"
    at = f" {settings.address}/{path}" if settings.address else f"（このサイトの {path}）"
    return f"{source(held.document, pen.era, reflected)}{at}"


def of_document(pen: Pen, settings: Settings, business: Business, document: Document, base: str) -> Citing:
    template = opinions(settings, business, document)
    words = period(document, pen.era) if template else ""
    return Citing(document.name, source(document, pen.era), base, f"@{tag_of(document)}", template, words)


def of_held(held: Held, era: str, base: str) -> Citing:
    """Of a released edition, on which no opinions are asked for any more."""
    reflected = held.last_errata
    shown = source(held.document, era, reflected)
    return Citing(held.document.name, shown, base, f"@{tag_of(held.document)}", "", "")


def text(citing: Citing, ref: Ref, name: str) -> str:
    """総務省「…」第1.1版（案）機能0020011「…」 https://…/id/#機能0020011@1.1案; of a site whose address nobody has told,
    where the entry stands in it, in words."""
    shown = f"「{name}」" if name and name != ref.id else ""
    own = fragment(ref) + citing.edition
    at = f" {citing.address}{own}" if ":" in citing.address else f"（このサイトの {RESOLVER_FILE}{own}）"
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
    own = {"id": ref.label, "name": name, "address": citing.address + fragment(ref) + citing.edition}
    return _filled(citing.opinions, own)


def mail(citing: Citing) -> str:
    """Where opinions go by mail, for who has no mail program at hand; empty where they go elsewhere."""
    parts = urlsplit(citing.opinions)
    return unquote(parts.path) if parts.scheme == "mailto" else ""


def _filled(template: str, values: dict[str, str]) -> str:
    """Every value as text of an address: it can neither add a field to it nor end it."""
    assert set(values) <= set(OPINION_FIELDS)
    return _FIELD.sub(lambda m: quote(values[m[1]], safe="") if m[1] in values else m[0], template)


def period(document: Document, era: str) -> str:
    """意見照会 of the edition: 令和8年12月1日から令和9年1月15日まで."""
    found = _consultation(document)
    return f"{printed(found.since, era)}から{printed(found.until, era)}まで" if found else ""


def consultations(business: Business, era: str) -> Mapping[tuple[str, str], Sequence[Document]]:
    """By period and by whom it asks, the documents on which opinions are asked for."""
    together: dict[tuple[str, str], list[Document]] = {}
    for document in filter(is_open, business.documents):
        if found := _consultation(document):
            together.setdefault((period(document, era), found.target), []).append(document)
    return together


def _consultation(document: Document) -> Consultation | None:
    return next((r.consultation for r in document.history if r.edition == document.edition), None)


# the list of IDs of a 業務: its cells are written here, since there are thousands


def listed(pen: Pen, settings: Settings, found: Iterable[Known], kind: Kind) -> Markup:
    """The rows of one kind, each with how it stands, what became of it and how it is cited."""
    assert pen.business
    base = f"{settings.address}/id/#" if settings.address else RESOLVER_FILE
    of = {d.name: of_document(pen, settings, pen.business, d, base) for d in pen.business.documents}
    force = {h.document.name: of_held(h, pen.era, base) for h in pen.map.binding.get(pen.business.id, ())}
    return Markup("".join(_row(pen, known, of, force) for known in found if known.ref.kind is kind))


def counted(found: Iterable[Known]) -> tuple[tuple[Kind, int, int, int], ...]:
    """Of each kind, how many are in force, how many only in a draft, and how many were."""
    of = Counter((known.ref.kind, known.is_in_force, known.is_draft) for known in found)
    counts = ((k, of[k, True, False], of[k, False, True], of[k, False, False]) for k in KIND_WORDS)
    return tuple(row for row in counts if any(row[1:]))


def _row(pen: Pen, known: Known, of: dict[str, Citing], force: dict[str, Citing]) -> str:
    ref, name = known.ref, known.document.name if known.document else ""
    cited = ""
    if known.force:
        cited = html("<p>{}</p>", text(force[name], ref, known.force.place.name))
    if known.place and (citing := of.get(name)):
        cited += html("<p>{}</p>", text(citing, ref, known.name))
        if citing.opinions:
            address = opinion(citing, ref, known.name)
            cited += html('<p class="small"><a href="{}">意見を提出する</a></p>', address)
    empty = "" if cited else " data-empty"
    retired = "" if known.is_in_force or known.is_draft else ' class="retired"'
    id = f'<span class="id">{escape(ref.id)}</span>' if ref.id != known.name else "－"
    return (
        f'<tr role="row" id="{known.mark}"{retired}>'
        f'<th role="rowheader" scope="row" data-label="ID">{id}</th>'
        f'<td role="cell" data-label="名称" class="strong">{_name(pen, known)}</td>'
        f'<td role="cell" data-label="状態">{_state(pen, known)}</td>'
        f'<td role="cell" data-label="引用"{empty}>{cited}</td></tr>\n'
    )


def _name(pen: Pen, known: Known) -> Markup:
    """Its name with a link; where there are two, what is in force first."""
    words = known.name or ("（名称の記録なし）" if known.ref.kind in SERIES else known.ref.id)
    if known.force:
        return pen.linked(known.force.place, known.force.place.name) + _in_draft(pen, known)
    if known.place:
        return pen.linked(known.place, words)
    if known.last and known.document:
        seen = pen.linked(known.last, f"{known.document.edition_label}の内容")
        return html("<s>{}</s><p class=small>{}</p>", words, seen)
    return escape(words)


def _in_draft(pen: Pen, known: Known) -> Markup:
    if not (known.place and known.document and known.force):
        return Markup("")
    other = f"：{known.name}" if known.name != known.force.place.name and not known.retired else ""
    seen = pen.linked(known.place, f"{edition_named(known.document)}の内容")
    return html("<p class=small>{}{}</p>", seen, other)


def _state(pen: Pen, known: Known) -> Markup:
    """現行（第1.0版）, 第1.1版（案）で新設の予定; or what becomes of it, why, and what takes its place."""
    shown = Markup("")
    if known.force and known.is_in_force:
        shown = html("<p>{}</p>", state_of(known.force.held.document))
    elif known.place and known.document and not known.fate:
        return escape(state_of(known.document))
    if not known.fate:
        return shown
    links = Markup("、").join(_became(pen, ref) for ref in known.became)
    taken = html("<p>置換先：{}</p>", links) if links else Markup("")
    why = html('<p class="pre">{}</p>', pen.text(known.reason)) if known.reason else Markup("")
    if known.is_draft or (known.is_in_force and not (links or why)):
        return shown + html("<p>{}</p>", known.fate)
    return shown + html('<div class="withdrawn"><p><strong>{}</strong></p>{}{}</div>', known.fate, why, taken)


def _became(pen: Pen, ref: Ref) -> Markup:
    place: Place | None = pen.map.places.get(ref)
    return pen.linked(place, f"{ref.label} {place.name}") if place else escape(ref.label)
