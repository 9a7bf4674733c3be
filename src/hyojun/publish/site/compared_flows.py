"""The flows that changed from one edition to the next, drawn before and after."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from hyojun.diff import Held, Step
from hyojun.flow import Style
from hyojun.model import Flow

from ..drawing import Picture
from ..flow_pictures import DrawnFlow, compared_pictures, onward_of
from ..job import Job
from . import changes

NEW, OLD = "改定後", "現行"


class ComparedFlow(NamedTuple):
    """One drawing of one edition of a flow."""

    key: str
    side: str
    """改定後 or 現行."""
    name: str
    """Last part of its file name."""
    inside: Picture
    """For inside the page."""
    whole: Picture
    """For a file of its own."""


def compared_flows(job: Job, step: Step) -> Iterator[ComparedFlow]:
    """The drawings of every flow with a change, 改定後 before 現行; without those whose file is not at hand."""
    for key in dict.fromkeys(changes.flow_key(c) for c in step.comparison.changes if changes.is_of_flow(c)):
        new, old = _drawn(job, step, step.new, key), _drawn(job, step, step.old, key)
        yield from _sides(key, step, new, old)


def _sides(key: str, step: Step, new: DrawnFlow | None, old: DrawnFlow | None) -> Iterator[ComparedFlow]:
    after, before = new or old, old or new
    if after is None or before is None:
        return
    # A flow of one edition only stands on both sides for its parts, and is drawn on its own side.
    after = after if new else after._replace(bpmn=b"")
    before = before if old else before._replace(bpmn=b"")

    def drawn(style: Callable[[str, int], Style]) -> Iterator[tuple[str, int, Picture | None]]:
        for number, both in enumerate(compared_pictures(before, after, step.comparison.changes, style), 1):
            yield from ((NEW, number, both.after), (OLD, number, both.before))

    inside = drawn(lambda side, number: Style(f"{key}-{_slug(side == '新')}{number}-", standalone=False))
    for (side, number, shown), (_, _, whole) in zip(inside, drawn(lambda *_: Style()), strict=True):
        if shown and whole:
            yield ComparedFlow(key, side, f"{key}-{_slug(side == NEW)}{number}", shown, whole)


def _slug(is_new: bool) -> str:
    return "new" if is_new else "old"


def _drawn(job: Job, step: Step, held: Held, key: str) -> DrawnFlow | None:
    """A flow of an edition with its file; without the file as good as not drawn, yet with its parts."""
    flow = next((f for f in held.document.contents.flows if f.key == key), None)
    if flow is None:
        return None
    is_current = step.is_current and held is step.new
    return DrawnFlow(
        flow, _bpmn(job, step.business, flow, is_current), onward_of(job.corpus, held.business, flow)
    )


def _bpmn(job: Job, business: str, flow: Flow, is_current: bool) -> bytes:
    path = job.assets.get(f"bpmn/{business}/{flow.file}") if is_current else job.frozen.get(flow.sha256)
    return path.read_bytes() if path and path.is_file() else b""
