"""A document of the model → the data its PDF is set from, in the order it is printed."""

from collections.abc import Callable, Mapping

from hyojun.model import Kind

from ..anchors import anchor
from .data import code_lists, data_groups, linkages, out_of_scope, terms
from .details import alerts, characters, details
from .drawings import Drawn
from .flows import flows
from .forms import Attached, forms
from .front import front, legends, overview
from .functions import functions, tree
from .further import local_measures, non_functional, screens
from .prose import prose
from .text import Data, settled
from .words import Place


def document_data(place: Place, picture: Callable[[str], str], attached: Attached, drawn: Drawn) -> Data:
    """Everything the templates of a file read, with links as they are named. Raises PdfError as the parts do."""
    inside = place.document.contents
    about = overview(place) if place.first else None
    chapters = [about] if about and (about["facts"] or about["tables"]) else []
    chapters.extend(
        {"k": "prose", "title": c.title, "c": prose(place.business, c, picture)} for c in inside.chapters
    )
    # The order of kinds is the same in every document; within a kind it is the author's.
    parts = (
        (
            inside.headings or inside.forms or inside.data_groups or inside.flows,
            lambda p: legends(p, drawn),
        ),
        (inside.headings, functions),
        (inside.flows, lambda p: flows(p, drawn)),
        (inside.tree, lambda p: tree(p, drawn)),
        (inside.screens, screens),
        (inside.details, details),
        (inside.alerts, alerts),
        (inside.forms, lambda p: forms(p, attached)),
        (inside.data_groups, data_groups),
        (inside.code_lists, code_lists),
        (inside.linkages, lambda p: linkages(p, drawn)),
        (inside.characters, characters),
        (inside.non_functional, non_functional),
        (inside.local_measures, local_measures),
        (inside.out_of_scope, out_of_scope),
        (inside.terms, terms),
    )
    chapters.extend(make(place) for content, make in parts if content)
    return front(place) | {"chapters": chapters}


def linked(place: Place, data: Data, volumes: Mapping[str, str]) -> Data:
    """The data with its links settled; `volumes`: anchor → the other file of the document it stands in."""
    # Beside a released edition stand the documents of its 組合せ.
    entries = (place.corpus.business(place.business.id) or place.business).entries
    titles = {anchor(e.ref.kind, e.ref.id): e.name for e in entries if e.ref.kind is Kind.HEADING}
    others = {
        anchor(e.ref.kind, e.ref.id): e.document.name
        for e in entries
        if e.document.name != place.document.name
    }
    return settled(data, titles, others | dict(volumes))
