"""The link beside an entry that leads to its 引用, and from an edition to what is current."""

from markupsafe import Markup

from hyojun.model import Corpus, Kind, Ref

from ..anchors import anchor
from ..job import edition_named
from ..markup import html
from .addresses import Page, SiteMap, href, relative
from .id_addresses import fragment, list_of
from .standing import OPEN

_CITED = ' <a class="cite" href="{}" data-id="{}" data-name="{}"{}>{}</a>'
CITED_AT_ID = (Kind.FUNCTION, Kind.DATA_ITEM, Kind.LINKAGE, Kind.TERM)
"""Kinds with the link right after their ID; pages of the others say where."""


def cite_link(corpus: Corpus, map: SiteMap, page: Page, ref: Ref, opinions: bool) -> Markup:
    """Leads to the list of IDs, which can be read without scripts; with scripts a dialog opens (`cite.js`).

    Nothing for what is not of the 業務 of the page. `opinions`: whether the site says where opinions go.
    """
    if page.business is None or ref.business != page.business.id:
        return Markup("")
    entry = corpus.entries.get(ref)
    if entry is None:
        return Markup("")
    in_list = (
        f"{relative(page.docname, list_of(ref.business, ref.kind) + '.html')}#{anchor(ref.kind, ref.id)}"
    )
    if page.edition:
        cited = html(_CITED, in_list, fragment(ref), entry.name, "", "引用")
        return cited + _afterwards(map, page, ref, in_list)
    word = "引用・意見" if opinions and entry.document.status in OPEN else "引用"
    several = len(page.documents) > 1
    document = html(' data-document="{}"', entry.document.name) if several else Markup("")
    return html(_CITED, in_list, fragment(ref), entry.name, document, word)


def _afterwards(map: SiteMap, page: Page, ref: Ref, in_list: str) -> Markup:
    """From an edition to what comes after it: to what is in force, else to what the sources say; nothing to itself."""
    found = map.in_force(ref)
    if found and found[0] is not page.edition:
        document, place = found[0].document, found[1]
    else:
        at = map.today(ref)
        now = map.pages[at.docname].documents if at else ()
        own = next((d for d in now if page.edition and d.name == page.edition.document.name), None)
        if at is None or own is None:
            return html(' <a class="cite" href="{}">その後の扱い</a>', in_list)
        document, place = own, at
    return html(' <a class="cite" href="{}">{}を見る</a>', href(page.docname, place), edition_named(document))
