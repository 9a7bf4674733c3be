"""PDFs that need not be set again, since nothing they are made of has changed since the build before.

What Typst is given says it all: the folder it works in (data, templates, pictures), the fonts, and which Typst and
which hyojun this is. The key is a digest of that; the files lie in the output directory, and are taken over where
they are what was written (`.hyojun-cache/pdf-…`, which may always be deleted).
"""

import hashlib
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import msgpack

from hyojun.model import Business, canonical
from hyojun.source import code, remember, remembered

from ..earlier import noted_as, taken
from ..file_names import LINE_NUMBERS
from ..job import Job

MAGIC = b"hyojun pdf 1\n"
_TOOLS = ("typst", "noto-cjk-sans-jp-regular", "noto-cjk-sans-jp-bold")

Files = dict[str, bytes]
"""Content by path below the output directory."""


class Typeset(NamedTuple):
    """A PDF as it was set."""

    pdf: bytes
    lines: str | None
    """The table of its 行番号 as CSV; None where its lines have none."""

    def files(self, stem: str) -> Files:
        """The PDF and the table beside it; `stem`: their path without its ending."""
        found = {f"{stem}.pdf": self.pdf}
        if self.lines is not None:
            found[stem + LINE_NUMBERS] = self.lines.encode()
        return found


class Ready(NamedTuple):
    """A PDF of which everything is there that Typst is given."""

    work: Path
    asked: Any
    """What is wanted of the folder, as plain data: all that the PDF depends on beside what lies there."""
    typeset: Callable[[], Typeset]
    """Sets it; raises PdfError."""


class Kept:
    """What the build before set of a 業務, and what this one has, which `note` remembers.

    `part`: which publications of it; each writer has its own.
    """

    def __init__(self, job: Job, part: str, business: Business) -> None:
        self._job = job
        self._name = noted_as(job.earlier, "pdf", part, business.id) if job.earlier else ""
        body = remembered(job.root, self._name, MAGIC) if self._name else None
        self._before: dict[bytes, dict[str, str]] = dict(msgpack.unpackb(body)) if body is not None else {}
        self._now: dict[bytes, dict[str, str]] = {}

    def files(self, stem: str, ready: Ready) -> Files:
        """The files of a PDF: those of the build before, where they are there as it wrote them, or new ones."""
        key = _key(ready.work, self._job.settings.fonts, [stem, ready.asked])
        found = taken(self._job.earlier, self._before.get(key, {})) or ready.typeset().files(stem)
        self._now[key] = {path: hashlib.sha256(content).hexdigest() for path, content in found.items()}
        return found

    def note(self) -> None:
        """Remember what this build has; where the output is not swapped in after all, its files tell."""
        if self._name and self._now:
            remember(self._job.root, self._name, MAGIC, msgpack.packb(list(self._now.items())))


def _key(work: Path, fonts: Sequence[Path], asked: Any) -> bytes:
    """Digest of all that files set in a folder depend on; `asked`: what is wanted of it, as plain data."""
    seen = [[version(name) for name in _TOOLS], asked]
    found = hashlib.blake2b(code() + canonical(seen), digest_size=32)
    for folder in (work, *fonts):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name, content = path.relative_to(folder).as_posix().encode(), path.read_bytes()
            found.update(b"%d %d %b%b" % (len(name), len(content), name, content))
    return found.digest()
