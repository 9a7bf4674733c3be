"""The Sphinx extension: domain, page node, transforms of prose, and what the theme shows on every page."""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from hyojun.source import NoRepository

from .domain import HyojunDomain
from .figures import files
from .page_node import ModelPage, visit
from .problems import SiteError
from .prose import TRANSFORMS
from .render import frame
from .running import RUNNING
from .search import search_files
from .translator import Translator
from .write import prepare

SCRIPT = "search.js"


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx: in a build of ours, or in one that somebody started with sphinx-build."""
    if RUNNING.get(None) is None:
        try:
            RUNNING.set(prepare(Path(app.confdir), Path(app.srcdir), Path(app.doctreedir)))
        except (NoRepository, SiteError) as error:
            raise ConfigError(str(error)) from error
    app.add_domain(HyojunDomain)
    app.add_node(ModelPage, override=True, html=(visit, None))
    app.set_translator("html", Translator, override=True)
    for transform in TRANSFORMS:
        app.add_transform(transform)
    app.connect("config-inited", _configure)
    app.connect("builder-inited", _without_search)
    app.connect("source-read", _note_entries)
    app.connect("html-page-context", _frame)
    app.connect("build-finished", _write_files)
    app.add_js_file(SCRIPT, loading_method="defer")
    return {"parallel_read_safe": False, "parallel_write_safe": False, "env_version": 1}


def _configure(app: Sphinx, config: Config) -> None:
    running = RUNNING.get()
    title = running.job.settings.title
    config["project"] = title
    config["html_title"] = title
    config["html_theme_path"] = [str(running.theme)]


def _without_search(app: Sphinx) -> None:
    # Sphinx's search costs 17 s on a full corpus and misses compound words.
    app.builder.search = False  # type: ignore[attr-defined]
    # Authors' text reads no files and holds no HTML.
    app.env.settings.update(raw_enabled=False, file_insertion_enabled=False)


def _note_entries(app: Sphinx, docname: str, source: list[str]) -> None:
    domain = app.env.domains["hyojun"]
    assert isinstance(domain, HyojunDomain)
    for ref, place in RUNNING.get().map.on(docname):
        domain.note(ref, place)


def _frame(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    context.update(frame(RUNNING.get(), pagename, str(context.get("indextitle", ""))))
    # Sphinx's own serve a search and shortcuts that this site does without.
    context["script_files"] = [s for s in context["script_files"] if Path(str(s.filename)).name == SCRIPT]


def _write_files(app: Sphinx, exception: Exception | None) -> None:
    """What stands beside the pages: drawings, and the rows that the search looks through."""
    if exception is not None:
        return
    running = RUNNING.get()
    rows = ((f.path, f.content) for f in search_files(running.job.corpus, running.map))
    for name, content in (*files(running.job, running.figures), *rows):
        path = Path(app.outdir) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
