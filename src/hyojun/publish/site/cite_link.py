"""The link beside an entry that leads to its 引用, and from an edition to what is current."""

from markupsafe import Markup

from hyojun.model import Corpus, Kind, Ref

from ..anchors import anchor
from .addresses import Page, SiteMap, href, relative
from .id_addresses import fragment, list_of
from .markup import html
from .standing import OPEN

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
        place = map.today(ref)
        to = href(page.docname, place) if place else in_list
        return html(' <a class="cite" href="{}">最新の内容（案を含む）</a>', to)
    word = "引用・意見" if opinions and entry.document.status in OPEN else "引用"
    several = len(page.documents) > 1
    document = html(' data-document="{}"', entry.document.name) if several else Markup("")
    return html(
        ' <a class="cite" href="{}" data-id="{}" data-name="{}"{}>{}</a>',
        in_list,
        fragment(ref),
        entry.name,
        document,
        word,
    )
