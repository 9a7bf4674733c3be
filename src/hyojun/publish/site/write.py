"""From a job to a folder of HTML: pages of the model, prose by one run of Sphinx in this process, a check of all links."""

import hashlib
import shutil
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from hyojun import check
from hyojun.model import Chapter, Corpus
from hyojun.source import load

from ..editions import editions
from ..job import Job, Published, template_folders
from . import before_after, kept, outlines, timeline
from .addresses import Page, SiteMap, folder_of
from .dead_links import dead_links
from .downloads import downloads as to_download
from .downloads import on_site
from .feeds import ALL, feeds
from .figures import Figures, figures
from .frozen import attachments, edition_jobs
from .guide import of_pages
from .id_addresses import lists_of
from .known_ids import known_ids
from .outline import Outline
from .page_files import write_pages
from .page_keys import page_keys
from .pages import Tabs, section_tabs
from .problems import SiteError
from .render import environment
from .resolver import IdFile, id_files, resolved
from .running import Running
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
    "searchindex.js",
    "index.html",  # Sphinx has to have a first page; ours is a page of the model
)


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
    running = _themed(plan.running, work / "themes")
    running = running._replace(captions=_captions(running), figures=_figures(running))
    _run_sphinx(running, work, target)
    write_pages(running, target)
    for download in downloads:
        if download.kind != "site":
            _copy(out / download.path, target / on_site(download))
    for file, path in sorted(_attachments(running)):
        _copy(path, target / file)
    fresh = list(_published(running, downloads, target))
    made = {p.path for _, p in fresh}
    again = [p for p in plan.stay if p.path not in made]
    for page in again:
        assert job.earlier
        kept.put(f"{job.earlier}/{page.path}", f"{out}/{page.path}")
    if found := dead_links(target, [p.path.removeprefix(f"{SITE}/") for _, p in fresh]):
        raise SiteError(found)
    if job.earlier:
        wanted = {folder: key for folder, key in plan.wanted.items() if folder not in plan.there}
        written = kept.written(wanted, plan.pages, fresh, plan.pages_there)
        newest = {p.path: p for _, p in fresh}
        # Some files of those that stay were written all the same: their digests are of now.
        there = {
            folder: w._replace(rest=tuple(newest.get(p.path, p) for p in w.rest))
            for folder, w in plan.there.items()
        }
        kept.write(job.root, job.earlier, {**written, **there})
        outlines.keep(running, plan.between, plan.known, plan.there)
    return [*(p for _, p in fresh), *again]


class _Plan(NamedTuple):
    """What is made, and what stays as an earlier build wrote it."""

    running: Running
    known: Mapping[str, Outline]
    """All 業務 that are as they were when they were read last."""
    between: Mapping[str, str]
    """業務ID → digest of what pages across 業務 show of it."""
    wanted: Mapping[str, bytes]
    there: Mapping[str, kept.Written]
    pages: Mapping[str, Mapping[str, bytes]]
    """業務ID → docname → key of each page, of the 業務 that are not there as a whole."""
    pages_there: Mapping[str, Mapping[str, kept.WrittenPage]]

    @property
    def stay(self) -> Iterator[Published]:
        """All files that need not be made."""
        for written in self.there.values():
            yield from written.files
        for page in (p for own in self.pages_there.values() for p in own.values()):
            yield from page.files


def _plan(job: Job, out: Path, downloads: Sequence[Published], only: str | None) -> _Plan:
    """Find out what has to be made, reading as little as that takes."""
    known = outlines.known(job) if job.earlier else {}
    running = _running(job, out, downloads, only, known)
    if job.earlier is None:
        return _Plan(_searching(running), {}, {}, {}, {}, {}, {})
    between = {
        b.id: known[b.id].across if b.id in known else outlines.across(job, running.map, b)
        for b in job.corpus.businesses
    }
    wanted = kept.keys(job, running.map, running.downloads, kept.basis(job, only), running.id_files, between)
    record = kept.read(job.root, job.earlier)
    intact = kept.intact(job.root, job.earlier)
    there = kept.still_there(record, wanted.folders, intact)
    # An outline says of pages no more than where they are: what makes one of them has to read the 業務.
    unread = {id: o for id, o in known.items() if id in there} if kept.ACROSS in there else {}
    if unread.keys() != known.keys():
        running = _running(job, out, downloads, only, unread)
    running = _searching(running, {id: o for id, o in known.items() if id in there})
    pages = {
        b.id: page_keys(job, running.map, b, wanted.shared[b.id], kept.said_of(job, b), running.timelines)
        for b in job.corpus.businesses
        if b.id in wanted.folders and b.id not in there
    }
    pages_there = {id: kept.pages_there(record[id], own, intact) for id, own in pages.items() if id in record}
    stay = frozenset((*there, *(docname for own in pages_there.values() for docname in own)))
    return _Plan(running._replace(kept=stay), known, between, wanted.folders, there, pages, pages_there)


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
    running = _searching(_themed(running, work / "themes"))
    running = running._replace(captions=_captions(running), figures=_figures(running))
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
        tabs=_tabs(job, map),
        templates=environment(job.root),
        theme=Path(),
        static={},
        downloads=to_download(out, downloads),
        only=only,
        chapters={p.docname: (p.subject, _file(p)) for p in map.every if isinstance(p.subject, Chapter)},
        captions={},
        figures={},
        kept=frozenset(),
        timelines=timeline.of(job.history, job.released),
        editions=edition_jobs(job, map),
        feeds=dict(feeds(job, map, news)),
        id_files=tuple(
            file
            for b in job.corpus.businesses
            for file in (
                id_files(b, known[b.id], map) if b.id in known else (IdFile(b.id, unread[b.id].ids),)
            )
        ),
        known=known,
        search=Search((), {}),
    )


def _tabs(job: Job, map: SiteMap) -> dict[str, Tabs]:
    held = {folder_of(h): h.business for h in job.released}
    of_editions = {folder: section_tabs(own, held[folder]) for folder, own in map.editions.items()}
    return {b.id: section_tabs(map, b) for b in job.corpus.businesses} | of_editions


def _captions(running: Running) -> dict[str, Counter[str]]:
    """For the prose that is made: how many figures and tables stand before it in its document."""
    counted: dict[tuple[str, str], Mapping[str, Counter[str]]] = {}
    found: dict[str, Counter[str]] = {}
    for docname, (chapter, _) in running.chapters.items():
        page = running.map.page(docname)
        if page and page.business and running.makes(page):
            document = page.documents[0]
            of = (page.folder, document.name)
            if of not in counted:
                from ..pdf import captions_before  # only who makes prose needs what sets a PDF

                counted[of] = captions_before(page.business, document)
            found[docname] = counted[of][chapter.file]
    return found


def _figures(running: Running) -> Figures:
    made = filter(running.makes, running.map.every)
    return figures(running.job, made, running.map, running.editions)


def _file(page: Page) -> str:
    """The author's file of a chapter, from the root of the repository."""
    chapter: Chapter = page.subject  # of a pinned document: where its pictures lie at its publisher
    return f"spec/{page.business.id if page.business else ''}/{chapter.file}"


def _themed(running: Running, themes: Path) -> Running:
    """With the theme: the repository's own files over those of hyojun."""
    for folder in reversed(template_folders(running.job.root, "html")):
        if (folder / "theme").is_dir():
            shutil.copytree(folder / "theme", themes / "hyojun", dirs_exist_ok=True)
    static = themes / "hyojun/static"
    versions = {
        path.relative_to(static).as_posix(): f"{zlib.crc32(path.read_bytes()):08x}"
        for path in sorted(p for p in static.rglob("*") if p.is_file())
    }
    return running._replace(theme=themes, static=versions)


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


def _run_sphinx(running: Running, work: Path, target: Path) -> None:
    """Let Sphinx write prose and indices into the site, where any of it is to be made."""
    prose = any(running.makes(p) for name in running.chapters if (p := running.map.page(name)))
    if not prose and kept.ACROSS in running.kept:
        return
    from .sphinx_run import run_sphinx  # half a second that most edits do not need

    _write_source(running, work / "source")
    run_sphinx(running, work)
    for path in sorted(p for p in (work / "html").rglob("*") if p.is_file()):
        name = path.relative_to(work / "html").as_posix()
        if name not in _LEFT_OUT and not name.startswith("_static/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            path.replace(target / name)


def _attachments(running: Running) -> Iterator[tuple[str, Path]]:
    """Attached pages of forms and pictures of prose, of what is not kept; a BPMN file lies beside its flow."""
    for name, path in running.job.assets.items():
        if not name.startswith("bpmn/") and kept.attached_to(f"{SITE}/_assets/{name}") not in running.kept:
            yield f"_assets/{name}", path
    yield from before_after.files(running.job, running.map.steps)
    yield from attachments(running.editions)


def _published(
    running: Running, downloads: Sequence[Published], target: Path
) -> Iterator[tuple[str, Published]]:
    """Every file of the site as far as it was made, after the docname of the page it is of or stands on."""
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
        now = time.time_ns()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if download := known.get(name):
            yield "", download._replace(path=here, kind="site", sha256=digest, hashed=now)
            continue
        owner = owners.get(name) or name.removesuffix(".html")
        page = running.map.page(listed(name) or owner)
        business = page.business.id if page and page.business else None
        single = page.documents[0] if page and len(page.documents) == 1 else None
        named, edition = (single.name, single.edition) if single else (None, None)
        yield owner, Published(here, "site", business, named, edition, digest, now)


def listed(path: str) -> str:
    """A page of the 業務 that a file of rows, of IDs or of news is of; empty for all other files."""
    business = path.removesuffix(f"/{ALL}")
    return searched(path) or resolved(path) or (lists_of(business) if business != path else "")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
