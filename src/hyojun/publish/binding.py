"""Which edition of a document is in force while its sources write the next, and what that is called.

The words stand here once, for pages, lists, search and workbooks: officials call the edition that holds now 現行,
what is not decided 案, and what a 案 would do 予定.
"""

from collections.abc import Iterable

from hyojun.diff import Held
from hyojun.model import Business, Corpus, Document, Status
from hyojun.source import is_draft, place_of

from .job import edition_named, is_open

DECIDED = (Status.DECIDED, Status.PUBLISHED)
IN_FORCE = "現行"
EDITION_IN_FORCE = "現行の版"
PLANNED = "の予定"
"""After what only a draft says: 第1.1版（案）で廃止の予定."""


def newest_decided(released: Iterable[Held], business: str, document: str) -> Held | None:
    """The newest released edition of a document that is decided."""
    own = (
        h
        for h in released
        if (h.business.id, h.document.name) == (business, document)
        and h.document.status in DECIDED
        and not is_draft(h.edition)
    )
    return max(own, key=lambda h: place_of(h.edition), default=None)


def binding(released: Iterable[Held], business: Business, document: str) -> Held | None:
    """The released edition in force of a document whose sources say what is not decided, or say nothing of it any more.

    None where the sources themselves are decided, and where no edition ever was.
    """
    now = business.document(document)
    return newest_decided(released, business.id, document) if now is None or is_open(now) else None


def bindings(released: Iterable[Held], business: Business) -> tuple[Held, ...]:
    """Of all documents of a 業務 in their order, those that only earlier editions have last."""
    own = [h for h in released if h.business.id == business.id]
    names = dict.fromkeys((*(d.name for d in business.documents), *(h.document.name for h in own)))
    return tuple(held for name in names if (held := binding(own, business, name)))


def tag_of(document: Document) -> str:
    """An edition as addresses name it: 1.0; 1.1案 while it is not decided, since it may still change under its number."""
    return f"{document.edition}{'案' if is_open(document) and '案' not in document.edition else ''}"


def state_of(document: Document) -> str:
    """現行（第1.0版）; what is not decided by its own name, 第1.1版（案）."""
    return edition_named(document) if is_open(document) else f"{IN_FORCE}（{document.edition_label}）"


def as_in_force(business: Business, held: Iterable[Held]) -> Business:
    """A 業務 with the editions in force in the place of drafts; itself where there are none."""
    found = {h.document.name: h.document for h in held}
    if not found:
        return business
    documents = tuple(found.get(d.name, d) for d in business.documents)
    return business.model_copy(update={"documents": documents})


def corpus_in_force(corpus: Corpus, released: Iterable[Held]) -> Corpus:
    """Every 業務 with its editions in force; what has none says what its sources say."""
    every = tuple(released)
    if not every:
        return corpus
    businesses = tuple(as_in_force(b, bindings(every, b)) for b in corpus.businesses)
    return corpus.model_copy(update={"businesses": businesses})
