"""The numbered steps of a flow as rows of its page."""

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from hyojun.flow import Next, Step
from hyojun.model import Flow, Function, Kind, Ref

from ..flow_pictures import steps_of, work_kind
from .pen import Pen


class StepRow(NamedTuple):
    """A step with its links."""

    step: Step
    key: str
    """Its ID among steps: key of the flow, key of the step."""
    kind: str
    functions: tuple[Markup, ...]
    """With the classes of each."""
    data: tuple[Markup, ...]
    """入力 and 出力, those that there are."""
    after: tuple[Markup, ...]


def step_rows(pen: Pen, flow: Flow) -> tuple[StepRow, ...]:
    """The steps of a flow in their order."""
    found = steps_of(flow)
    keys = {s.number: f"{flow.key}/{s.task.step}" for s in found}
    return tuple(
        StepRow(
            s,
            keys[s.number],
            work_kind(s.task),
            tuple(_function(pen, id, s.task.support) for id in s.task.functions),
            tuple(_data(s)),
            tuple(_next(pen, n, keys) for n in s.after),
        )
        for s in found
    )


def _function(pen: Pen, id: str, support: bool) -> Markup:
    """A 機能ID with its name, its class, and whether it only supports the work of people."""
    ref = pen.ref(Kind.FUNCTION, id)
    entry = pen.corpus.entries.get(ref)
    of_class = Markup(" ") + pen.classes(entry.value) if entry and isinstance(entry.value, Function) else ""
    return pen.link(ref) + of_class + ("（支援）" if support else "")


def _data(step: Step) -> Iterator[Markup]:
    for word, names in (("入力", step.inputs), ("出力", step.outputs)):
        if names:
            yield escape(f"{word}：{'、'.join(names)}")


def _next(pen: Pen, way: Next, keys: dict[int, str]) -> Markup:
    """A way on: its condition, then where it leads, as a link."""
    before = way._replace(text="").words
    if way.number is not None and way.number in keys:
        return escape(before) + pen.link_words(Kind.STEP.value, keys[way.number], way.text)
    if way.flow is not None:
        business, _, key = way.flow.rpartition("/")
        ref = Ref(business, Kind.FLOW, key) if business else pen.ref(Kind.FLOW, key)
        place = pen.map.places.get(ref)
        if place:
            return escape(before) + "フロー「" + pen.linked(place, place.name) + "」へ"
    return escape(way.words)
