"""A document of the model → the data its PDF is set from, in the order it is printed."""

from collections.abc import Callable
from datetime import date

from hyojun.model import Kind

from ..anchors import anchor
from ..dates import printed
from .data import code_lists, data_groups, data_types, linkages, out_of_scope, terms
from .forms import Attached, forms
from .functions import flows, functions, tree
from .prose import prose
from .text import Data, rich, settled
from .words import Place

NO_DAY = date(1970, 1, 1)
"""What PDF/A must be told when a document has no day: never the clock's."""


def document_data(place: Place, picture: Callable[[str], str], attached: Attached) -> Data:
    """Everything the templates of a document read. Raises PdfError as the parts do."""
    inside = place.document.contents
    chapters = [
        {"k": "prose", "title": c.title, "c": prose(place.business, c, picture)} for c in inside.chapters
    ]
    parts = (
        (inside.headings, functions),
        (inside.flows, flows),
        (inside.tree, tree),
        (inside.forms, lambda p: forms(p, attached)),
        (inside.data_groups, data_groups),
        (inside.code_lists, code_lists),
        (inside.data_groups, data_types),
        (inside.linkages, linkages),
        (inside.out_of_scope, out_of_scope),
        (inside.terms, terms),
    )
    chapters.extend(make(place) for content, make in parts if content)
    headings = {
        anchor(e.ref.kind, e.ref.id): e.name for e in place.business.entries if e.ref.kind is Kind.HEADING
    }
    return settled(_front(place) | {"chapters": chapters}, headings)


def _front(place: Place) -> dict[str, Data]:
    """Cover, 改定履歴, and what the running heads say."""
    document, business = place.document, place.business
    days = [d for d in (document.day, *(r.day for r in document.history)) if d]
    stamp = max(days, default=NO_DAY) if document.day is None else document.day
    return {
        "title": document.title,
        "edition": document.edition_label,
        "status": document.status.value,
        "day": printed(document.day, place.era) if document.day else "（未定）",
        "date": [stamp.year, stamp.month, stamp.day],
        "publisher": document.publisher,
        "business": f"{business.id} {business.name}",
        "system": business.registered.system,
        "name": document.name,
        "basis": document.basis,
        "contact": business.head.contact,
        "notice": rich(business.head.notice),
        "license": rich(document.license),
        "draft": place.job.draft,
        "history": [
            [
                f"第{r.edition}版",
                printed(r.day, place.era) if r.day else "（未定）",
                rich(r.summary),
                r.reason,
            ]
            for r in document.history
        ],
    }
