"""One run of Sphinx in this process: it writes the prose of authors, and the indices."""

import io
import logging
import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from .collector import Collector
from .configuration import sphinx_configuration
from .problems import SiteError
from .running import RUNNING, Running

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
logger = logging.getLogger("hyojun.site")


def run_sphinx(running: Running, work: Path) -> None:
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
