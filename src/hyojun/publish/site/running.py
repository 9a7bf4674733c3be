"""The site being written, for the Sphinx extension: Sphinx calls us back without an argument for it."""

from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

import jinja2

from hyojun.model import Chapter

from ..job import Job
from .addresses import SiteMap
from .downloads import Download
from .figures import Figures
from .timeline import Timelines


class Running(NamedTuple):
    """Everything a page may be made of."""

    job: Job
    map: SiteMap
    templates: jinja2.Environment
    theme: Path
    """Folder that holds the theme folder."""
    downloads: tuple[Download, ...]
    only: str | None
    chapters: Mapping[str, tuple[Chapter, str]]
    """Docname of prose → the chapter and the author's file from the root of the repository."""
    figures: Figures
    timelines: Timelines
    kept: frozenset[str]
    """業務ID of those whose pages an earlier build has written just as they would be now."""

    def makes(self, docname: str) -> bool:
        """Whether a page has to be made."""
        business = self.map.pages[docname].business
        return business is None or business.id not in self.kept


RUNNING: ContextVar[Running] = ContextVar("hyojun_site")
