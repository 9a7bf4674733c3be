"""Pages of the model and the frame around every page, through the Jinja2 templates of templates/html."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from hyojun.diff import QUESTIONS, WEIGHT_WORDS, Audience, words
from hyojun.model import Corpus, Kind, Profile, Status, by_specification, edition_words

from .. import binding, declared, flow_relations
from ..flow_pictures import actors_of, notes_of
from ..flow_symbols import flow_symbols
from ..in_force import in_force
from ..job import edition_named, is_open, template_folders
from ..layout_svg import drawn
from ..legend import legend
from ..marks import MEANINGS
from ..markup import Template, html
from ..papers.names import comparison_stem, errata_stem, redline_stem
from ..sheet import paper
from . import (
    across,
    before_after,
    changes,
    charts,
    checks,
    choosing,
    citing,
    comparisons,
    coverage,
    errata,
    exchanges,
    falling_due,
    feeds,
    filters,
    flow_steps,
    frozen,
    pages,
    rows,
    sifting,
    standing,
    tables,
    timeline,
    uses,
)
from .addresses import Page, SiteMap, folder_of, relative
from .downloads import of_document, of_edition, of_table, offer, redlines
from .guide import Guide, of_pages
from .id_addresses import KIND_WORDS, list_of, lists_of
from .pen import Pen, status_of
from .running import Running
from .tables import column, filled, groups

EVERYWHERE = ("frame.js", "phrases.js", "search.js", "tables.js")
"""Scripts of every page, from the folder of the theme."""
SCRIPTS = {
    "resolver": ("id.js",),
    "form": ("form.js",),
    "changes": ("filters.js",),
    "comparison": ("filters.js",),
    "ids_of_kind": ("copy.js",),
}
"""Template → the scripts that its pages need beside the search."""
CITING = ("copy.js", "cite.js")
_SECTION = '<section id="{}">\n<h1>{}<a class="headerlink" href="#{}" title="この見出しへのリンク">#</a></h1>\n{}</section>\n'


@cache
def environment(root: Path) -> jinja2.Environment:
    """Templates with everything escaped and nothing undefined; the repository's own come first.

    Kept: a template that was saved since is loaded anew.
    """
    folders = [f / "pages" for f in template_folders(root, "html")]
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader([str(f) for f in folders]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.template_class = Template
    found.filters["edition_named"] = edition_named
    found.filters["of_drafts"] = across.of_drafts
    found.globals.update(
        across=across,
        site_pages=pages,
        charts=charts,
        drawn=drawn,
        edition_named=edition_named,
        edition_words=edition_words,
        is_open=is_open,
        paper=paper,
        size=_size,
        legend=legend(),
        actors_of=actors_of,
        notes_of=notes_of,
        flow_relations=flow_relations,
        flow_steps=flow_steps,
        flow_symbols=flow_symbols,
        by_specification=by_specification,
        column=column,
        filled=filled,
        groups=groups,
        before_after=before_after,
        audiences=tuple(Audience),
        binding=binding,
        changes=changes,
        citing=citing,
        frozen=frozen,
        kind_words=KIND_WORDS,
        list_of=list_of,
        lists_of=lists_of,
        checks=checks,
        choosing=choosing,
        comparisons=comparisons,
        coverage=coverage,
        errata=errata,
        exchanges=exchanges,
        falling_due=falling_due,
        filters=filters,
        rows=rows,
        sifting=sifting,
        standing=standing,
        statuses=tuple(Status),
        timeline=timeline,
        declared=declared,
        change_words=words,
        questions=QUESTIONS,
        weights=WEIGHT_WORDS,
        tables=tables,
        uses=uses,
        retired_and_provisional=MEANINGS,
    )
    return found


def body(running: Running, docname: str) -> Markup:
    """Title and contents of a page of the model, as Sphinx writes the section of a document."""
    page = running.map.page(docname)
    assert page is not None
    template = running.templates.get_template(f"{page.template}.html")
    contents = Markup(template.render(**_context(running, page)))
    return html(_SECTION, page.anchor, page.title, page.anchor, contents)


def frame(running: Running, docname: str, title: str) -> dict[str, Any]:
    """Head and foot of a page, ready for Sphinx's layout, which does not escape."""
    page = running.map.page(docname) or Page(docname, title, "", "indices")
    context = _context(running, page)
    template = running.templates.get_template("_frame.html")
    module: Any = template.make_module(context)
    business = page.business if page.section != "index" or page.edition else None
    edition = f" {page.edition.document.name} {page.edition.document.edition_label}" if page.edition else ""
    file = context["pen"].file
    own = SCRIPTS.get(page.template, ())
    scripts = dict.fromkeys((*EVERYWHERE, *CITING * bool(page.documents), *own))

    def static(name: str) -> str:
        return f"{file(f'_static/{name}')}?v={running.static[name]}"

    return {
        "hyojun_head": str(module.head()),
        "hyojun_foot": str(module.foot()),
        "hyojun_drafts": "" if running.map.page(docname) else _of_drafts(running, context),
        "hyojun_sheet": file(filters.SHEET) if page.section == "changes" else "",
        "hyojun_icon": file("_static/icon.svg"),
        "hyojun_style": static("hyojun.css"),
        "hyojun_scripts": tuple(map(static, scripts)),
        "hyojun_feeds": context["known_feeds"],
        "hyojun_business": f"{business.id} {business.name}{edition}" if business else "",
    }


def _of_drafts(running: Running, context: dict[str, Any]) -> str:
    """Of an index, which Sphinx writes: that it leads to drafts, too."""
    module: Any = running.templates.get_template("_editions.html").make_module(context)
    return str(module.index_here())


def feeds_of(running: Running, page: Page) -> tuple[tuple[str, str], ...]:
    """Address and title of the feeds that a page makes known: of its 業務, and of all."""
    found = ((feeds.feed_of(b.id), f"{b.id} {b.name} 更新情報") for b in (page.business,) if b)
    every = (*found, (feeds.ALL, f"{running.job.settings.title} 更新情報"))
    return tuple((relative(page.docname, path), title) for path, title in every if path in running.feeds)


def _context(running: Running, page: Page) -> dict[str, Any]:
    job, map = running.job_of(page), running.map.seen_from(page)
    guide = of_pages(running.job.settings.handbook)
    order: Sequence[Page | Guide] = map.of(page.business) if page.business else ()
    if page.section == "guide":
        order = guide
    here = next((i for i, p in enumerate(order) if p.docname == page.docname), 0)
    own = running.downloads
    if page.edition:
        own = of_edition(page.edition.business.id, page.edition.document, own)
    return {
        "pen": Pen(job.corpus, map, page, opinions=bool(job.settings.opinions)),
        "page": page,
        "business": page.business,
        "job": job,
        "corpus": job.corpus,
        "registry": running.job.corpus.registry,
        "title": running.job.settings.title,
        "draft": running.job.draft,
        "only": running.only,
        "map": map,
        "whole": running.map,
        "tabs": running.tabs[page.folder] if page.business else (),
        "before": order[here - 1] if here else None,
        "after": order[here + 1] if here + 1 < len(order) else None,
        "offer": offer(page.business, own) if page.business else None,
        "profiles": _profiles(running.job.corpus),
        "status_of": lambda id: status_of(running.job.corpus, id, running.only),
        "whole_lists": tuple(d for d in running.downloads if d.kind == "functions"),
        "lists": tuple(d for d in running.downloads if d.kind == "changes"),
        "asset_path": lambda file: asset_path(running, page, file),
        "redlines": lambda step: redlines(redline_stem(step), running.downloads),
        "files_of": lambda b, d: of_document(b.id, d, running.downloads),
        "in_force": lambda b: tuple(
            (h, of_edition(b.id, h.document, running.downloads)) for h in in_force(running.job, b)
        ),
        "tabs_of": lambda held: running.tabs[folder_of(held)],
        "comparison_files": lambda step: of_table(comparison_stem(step), own),
        "errata_files": lambda held: of_table(errata_stem(held), own),
        "indices": _indices(running.map),
        "timelines": timeline.of(()) if page.edition else running.timelines,
        "known": running.known.get(page.business.id, ()) if page.business else (),
        "id_files": running.id_files,
        "known_feeds": feeds_of(running, page),
        "today": running.job.corpus.business(page.business.id) if page.business else None,
        "guide": guide,
        "figures": running.figures.get(page.docname, ()),
    }


def asset_path(running: Running, page: Page, file: str) -> str | None:
    """Where an attached page of a 業務 stands on the site; None if the build has no such file."""
    path = f"spec/{page.business.id if page.business else ''}/{file}"
    return running.asset(page, path) if path in running.job_of(page).assets else None


def _profiles(corpus: Corpus) -> tuple[Profile, ...]:
    """The 様式 of the 業務 on the site; all of them while there is none."""
    registry = corpus.registry
    used = {registry.profile(b.registered.profile).name for b in corpus.businesses}
    return tuple(p for p in registry.profiles if p.name in used or not used)


def _indices(map: SiteMap) -> tuple[tuple[str, str], ...]:
    """Page and word of the indices that have entries (Sphinx writes no empty ones)."""
    words = (
        (Kind.FUNCTION, "hyojun-function", "機能ID索引"),
        (Kind.FORM, "hyojun-form", "帳票ID索引"),
        (Kind.DATA_ITEM, "hyojun-item", "データ項目ID索引"),
        (Kind.TERM, "hyojun-term", "用語索引"),
    )
    return tuple((docname, word) for kind, docname, word in words if kind in map.kinds)


def _size(bytes: int) -> str:
    """1.2 MB, 340 KB: rounded up, never 0."""
    if bytes >= 1024 * 1024:
        return f"{bytes / 1024 / 1024:.1f} MB"
    return f"{max(1, -(-bytes // 1024))} KB"
