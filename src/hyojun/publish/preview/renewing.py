"""The site of a repository as it is being written: watched, made anew after each save, with what was found.

The files are asked for their size and time a few times a second. That needs no package, works on network drives
and in virtual machines, where file events do not arrive, and costs 2 ms for the sample.
"""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from hyojun import check
from hyojun.model import Finding
from hyojun.source import CACHE, NoRepository

from ..build import BuildError, build
from ..job import template_folders
from ..memory import tidy

PAUSE = 0.15
"""Seconds between two looks at the files."""
_WATCHED = ("spec", "bpmn")
_UNREAD = "読めないファイルがあるため、前に作った内容を示しています。下の誤りを直してください。"
"""A file with an error gives no pages: the one that its author is looking at would be gone."""
Stamp = Mapping[str, tuple[int, int]]
"""Path → time and size."""


class State(NamedTuple):
    """What the preview shows."""

    version: int = 0
    """Counts the sites made; 0: none yet."""
    findings: tuple[Finding, ...] = ()
    problems: tuple[str, ...] = ()
    """Why the site is not as the sources are now; sentences for authors."""
    seconds: float = 0.0
    """From when a save was noticed until the site was there."""


class Preview:
    """Watches a repository and keeps its site; several threads may ask for its state."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.out = root / CACHE / "preview"
        self._state = State()
        self._changed = threading.Condition()
        self._seen: Stamp = {}

    @property
    def site(self) -> Path:
        return self.out / "site"

    def after(self, version: int, timeout: float) -> State:
        """The state, as soon as it is a later one than `version`, or when the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self._state.version > version, timeout)
            return self._state

    def renew(self, begun: float | None = None) -> State:
        """Make the site of what the sources say now. What cannot be made leaves the site as it was.

        `begun`: when a save was noticed (time.monotonic); None: now.
        """
        begun = time.monotonic() if begun is None else begun
        self._seen = stamp(self.root)
        findings, problems = self._made()
        with self._changed:
            taken = time.monotonic() - begun
            self._state = State(self._state.version + 1, findings, problems, taken)
            self._changed.notify_all()
            return self._state

    def changes(self) -> Iterator[State]:
        """Renew after each save, for ever."""
        while True:
            now = stamp(self.root)
            if now != self._seen:
                noticed = time.monotonic()
                # An editor writes a file in several steps, and several files at once.
                while now != (now := _later(self.root)):
                    pass
                yield self.renew(noticed)
                tidy()  # after the site before, while nobody waits
            else:
                time.sleep(PAUSE)

    def _made(self) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        heard = _Heard()
        log = logging.getLogger("hyojun")
        log.addHandler(heard)
        try:
            repository, report = check.opened(self.root)
            if report.withheld and self.site.exists():
                return report.findings, (_UNREAD,)
            build(
                repository,
                ("site",),
                self.out,
                steady=False,  # the next save is made at once
                draft=True,  # stamped 未検査: nobody has to be without errors while writing
                findings=report.findings,
                suppressed=report.suppressed,
                withheld=report.withheld,
            )
        except (NoRepository, BuildError) as error:
            return (), (str(error),)
        finally:
            log.removeHandler(heard)
        return report.findings, tuple(heard.lines)


class _Heard(logging.Handler):
    """What publishers say of a draft."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def stamp(root: Path) -> Stamp:
    """Time and size of everything a site is made of."""
    folders = [*(root / name for name in _WATCHED), *template_folders(root, "html")]
    files = [root / "pyproject.toml", *(p for f in folders for p in f.rglob("*"))]
    found = {}
    for path in files:
        try:
            about = path.stat()
        except OSError:  # gone since it was listed
            continue
        found[str(path)] = (about.st_mtime_ns, about.st_size)
    return found


def _later(root: Path) -> Stamp:
    time.sleep(0.03)
    return stamp(root)
