"""業務フロー as drawings and as numbered steps, for all publications."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hyojun.diff import Change, flow_marks
from hyojun.flow import Bpmn, Marks, Onward, Plane, Step, Style, draw, planes, steps
from hyojun.model import TASK_WORDS, Business, Corpus, Flow, Ref, Task
from hyojun.source import read_bpmn

from .drawing import Picture, measured
from .flow_relations import leading
from .job import Job

_KEPT = 500
_FOUND: dict[int, tuple[Flow, tuple[Step, ...]]] = {}


def steps_of(flow: Flow) -> tuple[Step, ...]:
    """The numbered steps of a flow; every publication asks for them many times."""
    known = _FOUND.get(id(flow))
    if known and known[0] is flow:
        return known[1]
    if len(_FOUND) >= _KEPT:
        _FOUND.clear()
    _FOUND[id(flow)] = (flow, steps(flow))
    return _FOUND[id(flow)][1]


def actors_of(flow: Flow) -> tuple[str, ...]:
    """Who acts in a flow, each once, with the kind where the name does not say it."""
    kinds = {s.actor: s.lane.kind if s.lane else None for s in steps_of(flow) if s.actor}
    return tuple(
        f"{actor}（{kind.value}）" if kind and kind.value not in actor else actor
        for actor, kind in kinds.items()
    )


def notes_of(flow: Flow) -> tuple[str, ...]:
    """What a drawing says beside its steps: annotations, and what is said of events, branches and data."""
    return tuple(
        "：".join(filter(None, (n.name, n.text))) for n in flow.nodes if n.kind == "textAnnotation" or n.text
    )


def work_kind(task: Task) -> str:
    """人（手作業）, システム, …, with what the notation adds to it."""
    return "、".join((TASK_WORDS[task.kind], *task.marks))


def bpmn_file(business: Business, flow: Flow) -> str:
    """Path of the BPMN file of a flow from the root of the repository."""
    return f"bpmn/{business.id}/{flow.file}"


def pictures(
    job: Job,
    business: Business,
    flow: Flow,
    style: Callable[[int], Style] = lambda _: Style(),
    links: Mapping[str, str] | None = None,
    address: Callable[[Ref], str | None] = lambda _: None,
) -> Iterator[Picture]:
    """A drawing for each plane of a flow, those of collapsed sub-processes after that of the whole.

    None where the file is not at hand (`Job` has no files of a snapshot) or holds no diagram. `links` leads
    from the step (`Task.step`) to an address, `address` from a flow it goes on in; `style` is asked with the
    number of the plane, from 1.
    """
    path = job.assets.get(bpmn_file(business, flow))
    if path is None or not path.is_file():
        return
    drawn = DrawnFlow(flow, path.read_bytes(), onward_of(job.corpus, business, flow, address))
    elements = {t.id: links[t.step] for t in flow.tasks if links and t.step in links}
    yield from (p for _, p in _pictures(drawn, style, elements))


class DrawnFlow(NamedTuple):
    """A flow of one edition with what its drawing needs beside it."""

    flow: Flow
    bpmn: bytes
    """Its BPMN file."""
    onward: Mapping[str, Sequence[Onward]] = {}
    """要素ID → the flows it goes on in."""


def drawings(drawn: DrawnFlow) -> Iterator[Picture]:
    """The drawings of a flow as files of their own, without links; none where its file cannot be read."""
    return (picture for _, picture in _pictures(drawn, lambda _: Style(), {}))


class ComparedPictures(NamedTuple):
    """A drawing of a flow before and after; None where only the other edition has it."""

    before: Picture | None
    after: Picture | None


def onward_of(
    corpus: Corpus, business: Business, flow: Flow, address: Callable[[Ref], str | None] = lambda _: None
) -> dict[str, list[Onward]]:
    """要素ID → the flows it goes on in, each with its address."""
    found = leading(corpus, business, flow)
    return {id: [Onward(n.name, address(n.ref)) for n in others] for id, others in found.items()}


def compared_pictures(
    old: DrawnFlow, new: DrawnFlow, changes: Iterable[Change], style: Callable[[str, int], Style]
) -> Iterator[ComparedPictures]:
    """The drawings of a flow that both editions have, with the marks of what changed.

    `changes`: those of the comparison of the two editions, of other flows too. Drawings are paired by their number;
    `style` is asked with 旧 or 新 and that number, from 1. A file that cannot be read has no drawings.
    """
    marks = flow_marks(old.flow, new.flow, changes)
    befores = dict(_pictures(old, lambda number: style("旧", number), {}, marks.old))
    afters = dict(_pictures(new, lambda number: style("新", number), {}, marks.new))
    for number in sorted({*befores, *afters}):
        yield ComparedPictures(befores.get(number), afters.get(number))


def _pictures(
    drawn: DrawnFlow, style: Callable[[int], Style], links: Mapping[str, str], marks: Marks | None = None
) -> Iterator[tuple[int, Picture]]:
    flow = drawn.flow
    bpmn, _ = read_bpmn(drawn.bpmn, flow.file)
    if bpmn is None:
        return
    numbers = {s.task.id: str(s.number) for s in steps_of(flow)}
    for number, plane in enumerate((p for p in planes(bpmn) if p.shapes), 1):
        title = flow.title if number == 1 else f"{flow.title}（{_name(bpmn, plane) or number}）"
        own = style(number)._replace(title=title)
        svg = draw(bpmn, plane, own, links, numbers, drawn.onward, marks)
        yield number, measured(svg, "" if number == 1 else str(number), title)


def _name(bpmn: Bpmn, plane: Plane) -> str:
    return (plane.element.name if plane.element else "") or plane.name
