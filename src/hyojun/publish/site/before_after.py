"""Pictures of a change, before and after: layouts of forms, and the pictures of prose.

Files stand on the site under their digest, so that what both editions use is there once.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from hyojun.diff import Change, Step, words
from hyojun.model import DrawnLayout

from ..job import Job
from .layout_svg import drawn

_LAYOUT, _PICTURE = "FM-LAYOUT", "CH-IMAGE"
_FOLDER = "_assets/editions"


class Side(NamedTuple):
    """What one edition shows."""

    words: str
    """What it is, for who cannot see it."""
    svg: Markup | None = None
    """A drawn layout; else it is a file."""
    path: str = ""
    """The file on the site."""
    page: int | None = None
    """Of a PDF."""
    source: Path | None = None
    """Where the file lies."""


class Both(NamedTuple):
    """None: that edition has none, or its file is not at hand."""

    new: Side | None
    old: Side | None


def of(job: Job, step: Step) -> Mapping[str, Both]:
    """Fingerprint → pictures, of the changes that have any."""
    found = {c.fingerprint: _both(job, step, c) for c in step.comparison.changes}
    return {key: both for key, both in found.items() if both and any(both)}


def files(job: Job, steps: Iterable[Step]) -> Iterator[tuple[str, Path]]:
    """Path on the site and file of every picture that is one."""
    for step in steps:
        for side in (side for both in of(job, step).values() for side in both):
            if side and side.source:
                yield side.path, side.source


def _both(job: Job, step: Step, change: Change) -> Both | None:
    if change.code == _LAYOUT:
        return Both(_layout(job, step, change.new, is_new=True), _layout(job, step, change.old, is_new=False))
    if change.code == _PICTURE:
        file = (change.field or "").partition(" ")[2]
        return Both(
            _file(job, file, change.after, words.clean(file), step.is_current),
            _file(job, file, change.before, words.clean(file), False),
        )
    return None


def _layout(job: Job, step: Step, ids: tuple[str, ...], *, is_new: bool) -> Side | None:
    document = (step.new if is_new else step.old).document
    form = next((f for f in document.contents.forms if f.id in ids), None)
    if form is None or form.layout is None:
        return None
    layout = form.layout
    if isinstance(layout, DrawnLayout):
        return Side(form.name, drawn(form, layout, linked=False))
    file = f"spec/{step.business}/{layout.file}"
    found = _file(job, file, layout.sha256, words.clean(layout.alternative), is_new and step.is_current)
    return found and found._replace(page=layout.page if file.lower().endswith(".pdf") else None)


def _file(job: Job, name: str, digest: str | None, alternative: str, is_current: bool) -> Side | None:
    """A file of the sources by its name, of a frozen edition by its digest."""
    source = job.assets.get(name) if is_current else job.frozen.get(digest or "")
    if source is None or digest is None:
        return None
    return Side(alternative, path=f"{_FOLDER}/{digest}{source.suffix.lower()}", source=source)
