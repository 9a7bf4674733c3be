"""From a job to a folder of HTML: prose, one run of Sphinx in this process, a check of all links."""

import gc
import hashlib
import io
import logging
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from hyojun import check
from hyojun.model import Chapter, Corpus
from hyojun.source import load

from ..editions import editions
from ..job import Job, Published, template_folders
from . import before_after, kept, outlines, timeline
from .addresses import Page
from .configuration import sphinx_configuration
from .dead_links import dead_links
from .downloads import downloads as to_download
from .downloads import on_site
from .feeds import ALL, feeds
from .figures import figures
from .frozen import attachments, edition_jobs
from .guide import of_pages
from .id_addresses import lists_of
from .known_ids import known_ids
from .outline import Outline
from .problems import Collector, SiteError
from .render import environment
from .resolver import IdFile, id_file, resolved
from .running import RUNNING, Running
from .search import searched, searching
from .searched import Search
from .site_map import site_map

SITE = "site"
ROOT = "# 業務一覧\n"
"""Sphinx wants a document to start from; the page of the model takes its place."""
_LEFT_OUT = (
    # They differ between runs or places, or serve the scripts that this site does without.
    ".buildinfo",
    ".buildinfo.bak",
    "_static/basic.css",
    "_static/doctools.js",
    "_static/documentation_options.js",
    "_static/file.png",
    "_static/language_data.js",
    "_static/minus.png",
    "_static/plus.png",
    "_static/pygments.css",
    "_static/searchtools.js",
    "_static/sphinx_highlight.js",
    "_static/translations.js",
    "searchindex.js",
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
logger = logging.getLogger("hyojun.site")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Nearly all that a site is made of is needed to its end: looking for garbage meanwhile costs a tenth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_undisturbed()
def write_site(
    job: Job, out: Path, downloads: Sequence[Published], only: str | None = None
) -> list[Published]:
    """Write `out/site/` and return its files. Raises SiteError with all that is wrong.

    `downloads` are files already below `out`; they are copied, so that the site stands alone.
    `only` is the 業務 that the build was limited to.
    """
    if only is not None:
        limited = tuple(b for b in job.corpus.businesses if b.id == only)
        job = job._replace(corpus=Corpus(registry=job.corpus.registry, businesses=limited))
    target = out / SITE
    # What a build limited in kind left there from an earlier one is not part of this site.
    shutil.rmtree(target, ignore_errors=True)
    work = job.work / SITE
    plan = _plan(job, out, downloads, only)
    running = plan.running._replace(theme=_theme(job, work / "themes"))
    running = running._replace(
        figures=figures(running.job, running.map, running.kept, running.editions),
    )
    _write_source(running, work / "source")
    _run_sphinx(running, work)
    for path in sorted(p for p in (work / "html").rglob("*") if p.is_file()):
        name = path.relative_to(work / "html").as_posix()
        # Sphinx has to have a first page, whether or not ours is made.
        if name not in _LEFT_OUT and not (name == "index.html" and kept.ACROSS in running.kept):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            path.replace(target / name)
    for download in downloads:
        if download.kind != "site":
            _copy(out / download.path, target / on_site(download))
    for file, path in sorted(_attachments(running)):
        _copy(path, target / file)
    fresh = list(_published(running, downloads, target))
    made = {p.path for p in fresh}
    again = [p for one in plan.there.values() for p in one.files if p.path not in made]
    for page in again:
        assert job.earlier
        kept.put(job.earlier / page.path, out / page.path)
    if found := dead_links(target, [p.path.removeprefix(f"{SITE}/") for p in fresh]):
        raise SiteError(found)
    if job.earlier:
        wanted = {folder: key for folder, key in plan.wanted.items() if folder not in plan.there}
        kept.write(job.root, job.earlier, {**kept.written(wanted, fresh), **plan.there})
        outlines.keep(running, plan.between, plan.known)
    return [*fresh, *again]


class _Plan(NamedTuple):
    """What is made, and what stays as an earlier build wrote it."""

    running: Running
    known: Mapping[str, Outline]
    """All 業務 that are as they were when they were read last."""
    between: Mapping[str, str]
    """業務ID → digest of what pages across 業務 show of it."""
    wanted: Mapping[str, bytes]
    there: Mapping[str, kept.Written]


def _plan(job: Job, out: Path, downloads: Sequence[Published], only: str | None) -> _Plan:
    """Find out what has to be made, reading as little as that takes."""
    known = outlines.known(job) if job.earlier else {}
    running = _running(job, out, downloads, only, known)
    if job.earlier is None:
        return _Plan(_searching(running), {}, {}, {}, {})
    between = {
        b.id: known[b.id].across if b.id in known else outlines.across(job, running.map, b)
        for b in job.corpus.businesses
    }
    wanted = kept.keys(job, running.map, running.downloads, kept.basis(job, only), running.id_files, between)
    there = kept.still_there(kept.read(job.root, job.earlier), wanted, job.earlier)
    # An outline says of pages no more than where they are: what makes one of them has to read the 業務.
    unread = {id: o for id, o in known.items() if id in there} if kept.ACROSS in there else {}
    if unread.keys() != known.keys():
        running = _running(job, out, downloads, only, unread)
    running = _searching(running, {id: o for id, o in known.items() if id in there})
    return _Plan(running._replace(kept=frozenset(there)), known, between, wanted, there)


def _searching(running: Running, kept: Mapping[str, Outline] = MappingProxyType({})) -> Running:
    return running._replace(search=searching(running.job.corpus, running.map, kept, running.downloads))


def prepare(root: Path, source: Path, work: Path) -> Running:
    """For `sphinx-build` started by hand: read the repository and write its stubs into `source`.

    Refuses a source directory that holds anything but earlier stubs, so that no author's file is touched.
    """
    marker = source / ".hyojun-stubs"
    if any(source.iterdir()) and not marker.is_file():
        raise SiteError([f"「{source}」は空ではありません。空のフォルダーを指定してください。"])
    for entry in source.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    marker.touch()
    repository = load(root)
    report = check.located(check.run(repository), root)
    told = editions(repository)
    job = Job(
        root,
        repository.settings,
        repository.corpus,
        repository.assets,
        draft=True,
        findings=report.findings,
        work=work,
        suppressed=report.suppressed,
        withheld=report.withheld,
        history=told.history,
        frozen=told.frozen,
        released=told.released,
    )
    running = _running(job, work, (), None)
    drawn = figures(job, running.map, (), running.editions)
    running = _searching(running._replace(figures=drawn, theme=_theme(job, work / "themes")))
    _write_source(running, source)
    return running


def _running(
    job: Job,
    out: Path,
    downloads: Sequence[Published],
    only: str | None,
    unread: Mapping[str, Outline] = MappingProxyType({}),
) -> Running:
    """The site to be; `unread`: 業務 of which it is enough to know the outline."""
    map = site_map(job.corpus, job.history, job.released, of_pages(job.settings.handbook), unread)
    known = {
        b.id: known_ids(b, map, job.history, job.released)
        for b in job.corpus.businesses
        if b.id not in unread
    }
    news = {id: outline.news for id, outline in unread.items()}
    return Running(
        job=job,
        map=map,
        templates=environment(job.root),
        theme=Path(),
        downloads=to_download(out, downloads),
        only=only,
        chapters={p.docname: (p.subject, _file(p)) for p in map.every if isinstance(p.subject, Chapter)},
        figures={},
        kept=frozenset(),
        timelines=timeline.of(job.history, job.released),
        editions=edition_jobs(job, map),
        feeds=dict(feeds(job, map, news)),
        id_files=tuple(
            id_file(b.id, known[b.id]) if b.id in known else IdFile(b.id, unread[b.id].ids)
            for b in job.corpus.businesses
        ),
        known=known,
        search=Search((), {}),
    )


def _file(page: Page) -> str:
    """The author's file of a chapter, from the root of the repository."""
    chapter: Chapter = page.subject  # of a pinned document: where its pictures lie at its publisher
    return f"spec/{page.business.id if page.business else ''}/{chapter.file}"


def _theme(job: Job, themes: Path) -> Path:
    """The theme, the repository's own files over those of hyojun."""
    for folder in reversed(template_folders(job.root, "html")):
        if (folder / "theme").is_dir():
            shutil.copytree(folder / "theme", themes / "hyojun", dirs_exist_ok=True)
    return themes


def _write_source(running: Running, source: Path) -> None:
    """The source directory of Sphinx: authors' prose as it is. Other pages are not its documents."""
    texts = {
        docname: chapter.source
        for docname, (chapter, _) in running.chapters.items()
        if (page := running.map.page(docname)) and running.makes(page)
    }
    for docname, text in {"index": ROOT, **texts}.items():
        path = source / f"{docname}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        # `orphan` by field would shift the lines of authors; pages are found through the map instead.
        path.write_text(text, encoding="utf-8", newline="\n")


def _run_sphinx(running: Running, work: Path) -> None:
    """Run Sphinx; every warning is an error, or in a draft a line in the log."""
    token = RUNNING.set(running)
    try:
        # What Sphinx registers with docutils is taken back, so that it can run again in this process.
        with patch_docutils(work), docutils_namespace():
            found = _warnings(running, work)
    finally:
        RUNNING.reset(token)
    if found and not running.job.draft:
        raise SiteError(found)
    for line in found:
        logger.warning(line)


def _warnings(running: Running, work: Path) -> list[str]:
    """Build, and everything Sphinx had to say about it."""
    early = io.StringIO()
    collector: Collector | None = None
    sphinx_logger = logging.getLogger("sphinx")
    try:
        app = Sphinx(
            srcdir=work / "source",
            confdir=None,  # conf.py is code of the repository; a build of it by us runs none
            outdir=work / "html",
            doctreedir=work / "doctrees",
            buildername="html",
            confoverrides=sphinx_configuration(),
            status=None,
            warning=early,
            freshenv=True,
        )
        # Sphinx sets its handlers up while it starts: what it said until here stands in the stream.
        found = [f"Sphinx: {_COLOUR.sub('', line)}" for line in early.getvalue().splitlines() if line]
        files = {docname: file for docname, (_, file) in running.chapters.items()}
        collector = Collector(app, files, [*running.editions])
        sphinx_logger.addHandler(collector)
        app.build(force_all=True)
    except SphinxError as error:
        raise SiteError(
            [f"Sphinxが止まりました（{error}）。", *(collector.found if collector else [])]
        ) from error
    finally:
        if collector:
            sphinx_logger.removeHandler(collector)
    return [*found, *collector.found]


def _attachments(running: Running) -> Iterator[tuple[str, Path]]:
    """Attached pages of forms, and the pictures of prose; a BPMN file lies beside the page of its flow."""
    for name, path in running.job.assets.items():
        if not name.startswith("bpmn/"):
            yield f"_assets/{name}", path
    yield from before_after.files(running.job, running.map.steps)
    yield from attachments(running.editions)


def _published(running: Running, downloads: Sequence[Published], target: Path) -> Iterator[Published]:
    known = {on_site(d): d for d in downloads if d.kind != "site"}
    owners = {
        file: docname
        for docname, found in running.figures.items()
        for f in found
        for file in (f.file, f.source)
    }
    for path in sorted(p for p in target.rglob("*") if p.is_file()):
        name = path.relative_to(target).as_posix()
        here = f"{SITE}/{name}"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if download := known.get(name):
            yield download._replace(path=here, kind="site", sha256=digest)
            continue
        page = running.map.page(owners.get(name) or listed(name) or name.removesuffix(".html"))
        business = page.business.id if page and page.business else None
        single = page.documents[0] if page and len(page.documents) == 1 else None
        named, edition = (single.name, single.edition) if single else (None, None)
        yield Published(here, "site", business, named, edition, digest)


def listed(path: str) -> str:
    """A page of the 業務 that a file of rows, of IDs or of news is of; empty for all other files."""
    business = path.removesuffix(f"/{ALL}")
    return searched(path) or resolved(path) or (lists_of(business) if business != path else "")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
