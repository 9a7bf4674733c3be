"""The Sphinx extension: domain, transforms of prose, and what the theme shows on every page."""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError

from hyojun.source import NoRepository

from .domain import HyojunDomain
from .kept import ACROSS
from .page_files import write_pages
from .problems import SiteError
from .prose import TRANSFORMS
from .render import frame
from .running import RUNNING
from .translator import Translator
from .write import prepare


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx: in a build of ours, or in one that somebody started with sphinx-build."""
    if RUNNING.get(None) is None:
        try:
            RUNNING.set(prepare(Path(app.confdir), Path(app.srcdir), Path(app.doctreedir)))
        except (NoRepository, SiteError) as error:
            raise ConfigError(str(error)) from error
        app.connect("build-finished", _write_pages)
    app.add_domain(HyojunDomain)
    app.set_translator("html", Translator, override=True)
    for transform in TRANSFORMS:
        app.add_transform(transform)
    app.connect("config-inited", _configure)
    app.connect("builder-inited", _without_search)
    app.connect("env-before-read-docs", _note_entries)
    app.connect("env-updated", _links_anew)
    app.connect("html-page-context", _frame)
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


def _frame(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    context.update(frame(RUNNING.get(), pagename, str(context.get("indextitle", ""))))


def _write_pages(app: Sphinx, exception: Exception | None) -> None:
    if exception is None:
        write_pages(RUNNING.get(), Path(app.outdir))
