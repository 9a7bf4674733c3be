"""Pictures of a change, before and after: layouts of forms with every change marked, and the pictures of prose.

Files stand on the site under their digest, so that what both editions use is there once.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from hyojun.diff import Change, Held, Step, words
from hyojun.model import DrawnLayout, Form

from ..job import Job
from ..layout_figures import FigureSide, LayoutFigure, figured
from ..markup import html
from ..revised_layout import revised_sides

LAYOUT, _PICTURE = "FM-LAYOUT", "CH-IMAGE"
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
    marks: tuple[str, ...] = ()
    """What the letters on both drawings stand for."""


def of(job: Job, step: Step) -> Mapping[str, Both]:
    """Fingerprint → pictures, of the changes that have any."""
    found = {c.fingerprint: _both(job, step, c) for c in step.comparison.changes}
    return {key: both for key, both in found.items() if both and any(both[:2])}


def files(job: Job, steps: Iterable[Step]) -> Iterator[tuple[str, Path]]:
    """Path on the site and file of every picture that is one."""
    for step in steps:
        for side in (side for both in of(job, step).values() for side in both[:2]):
            if side and side.source:
                yield side.path, side.source


def _both(job: Job, step: Step, change: Change) -> Both | None:
    if change.code == LAYOUT:
        return _layouts(job, step, change)
    if change.code == _PICTURE:
        file = (change.field or "").partition(" ")[2]
        return Both(
            _file(job, file, change.after, words.clean(file), step.is_current),
            _file(job, file, change.before, words.clean(file), False),
        )
    return None


def _layouts(job: Job, step: Step, change: Change) -> Both:
    new, old = _form(step.new, change.new), _form(step.old, change.old)
    figure = figured(1, new, old, ("改定後", "現行"))
    told = tuple(f"{letter}　{c.what}：{c.told}" for letter, c in figure.changes)
    return Both(_layout(job, step, figure, figure.new), _layout(job, step, figure, figure.old), told)


def _form(held: Held, ids: tuple[str, ...]) -> Form | None:
    return next((f for f in held.document.contents.forms if f.id in ids), None)


def _layout(job: Job, step: Step, figure: LayoutFigure, side: FigureSide | None) -> Side | None:
    if side is None or side.form.layout is None:
        return None
    form, layout = side.form, side.form.layout
    if isinstance(layout, DrawnLayout):
        drawn = (
            (html('<p class="side">{}</p>', name) if name else Markup("")) + svg
            for name, svg in revised_sides(figure, side, layout)
        )
        return Side(form.name, Markup("").join(drawn))
    file = f"spec/{step.business}/{layout.file}"
    is_current = side is figure.new and step.is_current
    picture = _file(job, file, layout.sha256, words.clean(layout.alternative), is_current)
    return picture and picture._replace(page=layout.page if file.lower().endswith(".pdf") else None)


def _file(job: Job, name: str, digest: str | None, alternative: str, is_current: bool) -> Side | None:
    """A file of the sources by its name, of a frozen edition by its digest."""
    source = job.assets.get(name) if is_current else job.frozen.get(digest or "")
    if source is None or digest is None:
        return None
    return Side(alternative, path=f"{_FOLDER}/{digest}{source.suffix.lower()}", source=source)
