"""The Sphinx extension: domain, page node, transforms of prose, and what the theme shows on every page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError

from hyojun.source import NoRepository

from .domain import HyojunDomain
from .figures import files
from .filters import SHEET, sheet
from .frozen import VERSIONS, versions_json
from .inventory import inventory
from .kept import ACROSS
from .problems import SiteError
from .prose import TRANSFORMS
from .render import CITING, SCRIPTS, body, frame
from .running import RUNNING, Running
from .translator import Translator
from .write import prepare

EVERYWHERE = ("frame.js", "search.js", "tables.js")
"""Scripts of every page, from the folder of the theme."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx: in a build of ours, or in one that somebody started with sphinx-build."""
    if RUNNING.get(None) is None:
        try:
            RUNNING.set(prepare(Path(app.confdir), Path(app.srcdir), Path(app.doctreedir)))
        except (NoRepository, SiteError) as error:
            raise ConfigError(str(error)) from error
    app.add_domain(HyojunDomain)
    app.set_translator("html", Translator, override=True)
    for transform in TRANSFORMS:
        app.add_transform(transform)
    app.connect("config-inited", _configure)
    app.connect("builder-inited", _without_search)
    app.connect("env-before-read-docs", _note_entries)
    app.connect("env-updated", _links_anew)
    app.connect("html-collect-pages", _pages)
    app.connect("html-page-context", _frame)
    app.connect("build-finished", _write_files)
    for script in (*EVERYWHERE, *CITING, *(s for own in SCRIPTS.values() for s in own)):
        app.add_js_file(script, loading_method="defer")
    return {"parallel_read_safe": False, "parallel_write_safe": False, "env_version": 1}


def _configure(app: Sphinx, config: Config) -> None:
    running = RUNNING.get()
    title = running.job.settings.title
    config["project"] = title
    config["html_title"] = title
    config["html_theme_path"] = [str(running.theme)]
    config["html_domain_indices"] = ACROSS not in running.kept


def _without_search(app: Sphinx) -> None:
    # Sphinx's search costs 17 s on a full corpus and misses compound words.
    app.builder.search = False  # type: ignore[attr-defined]
    # Ours is written from the map: Sphinx's own would cost half a second, to be overwritten.
    app.builder.dump_inventory = lambda: None  # type: ignore[attr-defined]
    # Authors' text reads no files and holds no HTML.
    app.env.settings.update(raw_enabled=False, file_insertion_enabled=False)


def _note_entries(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    domain = env.domains["hyojun"]
    assert isinstance(domain, HyojunDomain)
    domain.note_all(RUNNING.get().map)


def _links_anew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Prose that has to be written again though nobody touched it: what it links to may have moved."""
    domain = env.domains["hyojun"]
    assert isinstance(domain, HyojunDomain)
    return sorted(env.all_docs) if domain.moved else []


def _pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages of the model: made by our templates, they never are documents of Sphinx.

    So they cost no reading, no doctree and no transforms: half the time of a site.
    """
    running = RUNNING.get()
    for page in running.map.every:
        if page.docname not in running.chapters and running.makes(page):
            yield (
                page.docname,
                {"title": str(escape(page.title)), "body": str(body(running, page.docname))},
                "page.html",
            )


def _frame(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    context.update(frame(RUNNING.get(), pagename, str(context.get("indextitle", ""))))
    # Sphinx's own serve a search and shortcuts that this site does without.
    wanted = (*EVERYWHERE, *context["hyojun_scripts"])
    context["script_files"] = [s for s in context["script_files"] if Path(str(s.filename)).name in wanted]


def _write_files(app: Sphinx, exception: Exception | None) -> None:
    """What stands beside the pages: drawings, filters, the inventory, and the rows that the search looks through."""
    running = RUNNING.get()
    if exception is not None:
        return
    rows = ((f.path, f.content) for f in running.search.files)
    told = ((f.path, f.content) for f in running.id_files if f.content)
    of_all = _of_all(running) if ACROSS not in running.kept else ()
    steps = running.map.steps
    sheets = [(SHEET, sheet(steps, running.job.corpus).encode())] if steps else []
    for name, content in (*files(running.figures), *sheets, *rows, *told, *of_all, *running.feeds.items()):
        path = Path(app.outdir) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _of_all(running: Running) -> Iterator[tuple[str, bytes]]:
    """Inventory and editions of the whole site."""
    job, map, settings = running.job, running.map, running.job.settings
    yield "objects.inv", inventory(map, settings.title)
    yield VERSIONS, versions_json(job.corpus, job.released, settings.title, settings.address)
