"""The site being written, for the Sphinx extension: Sphinx calls us back without an argument for it."""

from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

import jinja2

from hyojun.model import Chapter

from ..job import Job
from . import frozen
from .addresses import Page, SiteMap
from .downloads import Download
from .figures import Figures
from .known_ids import Known
from .pages import Tabs
from .resolver import IdFile
from .searched import Search
from .timeline import Timelines


class Running(NamedTuple):
    """Everything a page may be made of."""

    job: Job
    map: SiteMap
    tabs: Mapping[str, Tabs]
    """`Page.folder` → the tabs of its pages."""
    templates: jinja2.Environment
    theme: Path
    """Folder that holds the theme folder."""
    static: Mapping[str, str]
    """Files of the theme that pages load → version, by which browsers keep them for as long as they are the same."""
    downloads: tuple[Download, ...]
    only: str | None
    chapters: Mapping[str, tuple[Chapter, str]]
    """Docname of prose → the chapter and the author's file from the root of the repository."""
    captions: Mapping[str, Counter[str]]
    """Docname of prose that is made → how many figures and tables stand before it in its document."""
    figures: Figures
    timelines: Timelines
    kept: frozenset[str]
    """`Page.folder` or docname of those pages that an earlier build has written just as they would be now."""
    editions: Mapping[str, Job]
    """Folder of a released edition → the job of publishing just that edition."""
    feeds: Mapping[str, bytes]
    """Path and bytes of the Atom feeds."""
    id_files: tuple[IdFile, ...]
    """What the resolver looks an ID up in, of every 業務."""
    known: Mapping[str, tuple[Known, ...]]
    """業務ID → every ID it ever had, of those without an outline."""
    search: Search

    def makes(self, page: Page) -> bool:
        """Whether a page has to be made."""
        return page.folder not in self.kept and page.docname not in self.kept

    def asset(self, page: Page, name: str) -> str:
        """Where a file that a page names stands on the site; of an edition, under its digest."""
        path = self.job_of(page).assets.get(name)
        return frozen.picture(path) if page.edition and path else f"_assets/{name}"

    def job_of(self, page: Page) -> Job:
        """What a page may be made of."""
        return self.editions[page.folder] if page.edition else self.job


RUNNING: ContextVar[Running] = ContextVar("hyojun_site")
