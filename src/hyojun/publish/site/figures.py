"""The drawings of the site: inside their pages, and each as a file of its own beside its page.

Beside the page, so that a relative link in the file is the one in the page.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from hyojun.flow import Style
from hyojun.model import Business, Flow, Kind, Ref

from .. import flow_pictures, linkage_drawing, tree_drawing
from ..drawing import Picture, alone
from ..job import Job
from .addresses import Page, SiteMap, href, relative
from .compared_flows import ComparedFlow, compared_flows


class Figure(NamedTuple):
    """A drawing on a page."""

    title: str
    text: str
    """What it shows, in words."""
    svg: Markup
    """For inside the page: no style of its own."""
    file: str
    """Path of its own file on the site."""
    whole: str
    """What that file holds."""
    width: float
    """In pixels, where it is shown as it is."""
    source: str = ""
    """Path of the BPMN file it is drawn from, on the site."""
    origin: Path | None = None
    """Where that file lies."""
    of: str = ""
    """Key of the flow, where a page has several."""
    side: str = ""
    """改定後 or 現行, where it is of one edition."""


_FLOW = "箱の右上の番号は、次の表の番号です。"
_MARKED = "印の意味は、図の下にあります。"

Figures = Mapping[str, tuple[Figure, ...]]
"""Docname → drawings of the page."""


def figures(job: Job, made: Iterable[Page], map: SiteMap, editions: Mapping[str, Job]) -> Figures:
    """Every drawing of the pages that are made. `editions` as in `Running`."""
    drawn = ((p, _of(editions[p.folder] if p.edition else job, map.seen_from(p), p)) for p in made)
    return {page.docname: found for page, each in drawn if (found := tuple(each))}


def files(found: Figures) -> Iterator[tuple[str, bytes]]:
    """The files beside the pages: each drawing, and the BPMN file of each flow."""
    for figure in (f for of_page in found.values() for f in of_page):
        yield figure.file, figure.whole.encode()
        if figure.source and figure.origin:
            yield figure.source, figure.origin.read_bytes()


def _of(job: Job, map: SiteMap, page: Page) -> Iterator[Figure]:
    match page.template, page.business:
        case "flow", Business() as business:
            yield from _flow(job, map, page, business)
        case "comparison", Business():
            yield from (_compared(page, x) for x in compared_flows(job, page.subject))
        case "tree", Business() as business:
            yield from _tree(map, page, business)
        case "linkages", Business() as business:
            linkages = [x for d in page.documents for x in d.contents.linkages]
            links = _links(map, page, business, Kind.LINKAGE, (x.id for x in linkages)) | _homes(map, page)
            found = linkage_drawing.of_business(business, linkages, job.corpus.registry, links)
            yield from _figures(page, [found] if found else [])
        case "across_linkages", None:
            found = linkage_drawing.of_all(job.corpus, _homes(map, page))
            yield from _figures(page, [found] if found else [])


def _flow(job: Job, map: SiteMap, page: Page, business: Business) -> Iterator[Figure]:
    flow: Flow = page.subject
    links = {}
    for task in flow.tasks:
        if place := map.places.get(business.ref(Kind.STEP, f"{flow.key}/{task.step}")):
            links[task.step] = href(page.docname, place)

    def address(ref: Ref) -> str | None:
        found = map.places.get(ref)
        return href(page.docname, found) if found else None

    def within(number: int) -> Style:
        return Style(f"p{number}-", standalone=False)

    inside = flow_pictures.pictures(job, business, flow, within, links, address)
    own = f"{posixpath.basename(page.docname)}.html"

    def from_file(ref: Ref) -> str | None:
        to = address(ref)
        return own + to if to and to.startswith("#") else to

    here = {step: own + to for step, to in links.items()}
    apart = flow_pictures.pictures(job, business, flow, links=here, address=from_file)
    source = f"{page.folder}/flows/{flow.file}"
    origin = job.assets.get(flow_pictures.bpmn_file(business, flow))
    for picture, whole in zip(inside, apart, strict=True):
        file = _file(page, picture)
        yield Figure(
            picture.title, _FLOW, Markup(picture.svg), file, whole.svg, picture.width, source, origin
        )


def _compared(page: Page, x: ComparedFlow) -> Figure:
    title, file = f"{x.inside.title}（{x.side}）", f"{page.docname}-{x.name}.svg"
    text = _MARKED if "data-revised" in x.inside.svg else ""
    svg = Markup(x.inside.svg)
    return Figure(title, text, svg, file, x.whole.svg, x.inside.width, of=x.key, side=x.side)


def _tree(map: SiteMap, page: Page, business: Business) -> Iterator[Figure]:
    for index, document in enumerate(page.documents):
        tops = document.contents.tree
        nodes = [n for top in tops for n in top.walk()]
        ids = tuple(dict.fromkeys(i for n in nodes for i in n.functions))
        links = _links(map, page, business, Kind.FUNCTION, ids)
        links |= _links(map, page, business, Kind.TREE_NODE, (n.key or n.name for n in nodes))
        names = {i: p.name for i in ids if (p := map.places.get(business.ref(Kind.FUNCTION, i)))}
        title = f"{business.name}のツリー図"
        found = tree_drawing.pictures(tops, title=title, links=links, names=names)
        several = f"{index + 1}-" if len(page.documents) > 1 else ""
        yield from _figures(page, [p._replace(name=several + p.name) for p in found])


def _figures(page: Page, pictures: list[Picture]) -> Iterator[Figure]:
    own = f"{posixpath.basename(page.docname)}.html"
    for p in pictures:
        yield Figure(p.title, p.text, Markup(p.svg), _file(page, p), alone(p.svg, own), p.width)


def _file(page: Page, picture: Picture) -> str:
    return f"{page.docname}{'-' if picture.name else ''}{picture.name.strip('-')}.svg"


def _links(
    map: SiteMap, page: Page, business: Business, kind: Kind, ids: Iterator[str] | tuple[str, ...]
) -> dict[str, str]:
    found = ((id, map.places.get(business.ref(kind, id))) for id in ids)
    return {id: href(page.docname, place) for id, place in found if place}


def _homes(map: SiteMap, page: Page) -> dict[str, str]:
    """業務ID → its first page."""
    return {id: relative(page.docname, f"{id}/index.html") for id in map.by_business}
