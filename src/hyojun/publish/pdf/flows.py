"""業務フロー as data for the templates: its drawings, and its steps as a table."""

from hyojun.flow import Next
from hyojun.model import Flow, Function, Kind, Ref, Task

from ..flow_pictures import actors_of, notes_of, steps_of, work_kind
from .drawings import Drawn, flow_figures
from .text import Data, link, rich
from .words import Place, at, one_line, pieces


def flows(place: Place, drawn: Drawn) -> Data:
    """Each flow: who does what with which function, and what comes next."""
    return {
        "k": "flows",
        "title": "業務フロー",
        "flows": [_flow(place, flow, drawn) for flow in place.document.contents.flows],
    }


def _flow(place: Place, flow: Flow, drawn: Drawn) -> Data:
    found = steps_of(flow)
    keys = {s.number: place.business.ref(Kind.STEP, f"{flow.key}/{s.task.step}") for s in found}
    return {
        "at": at(Kind.FLOW, flow.key),
        "title": flow.title,
        "text": rich(flow.text),
        "actors": "、".join(actors_of(flow)),
        "notes": [rich(note) for note in notes_of(flow)],
        "figures": flow_figures(place, flow, drawn),
        "steps": [
            {
                "at": at(Kind.STEP, keys[s.number].id),
                "number": s.mark,
                "who": s.actor,
                "name": s.task.name,
                "kind": work_kind(s.task),
                "functions": [_function(place, s.task, id) for id in s.task.functions],
                "data": [
                    f"{word}：{'、'.join(names)}"
                    for word, names in (("入力", s.inputs), ("出力", s.outputs))
                    if names
                ],
                "next": [_next(place, way, keys) for way in s.after],
                "text": rich(s.task.text),
            }
            for s in found
        ],
    }


def _function(place: Place, task: Task, id: str) -> list[Data]:
    """機能ID and name, its class, and whether it only supports the work of people."""
    entry = place.corpus.entries.get(place.business.ref(Kind.FUNCTION, id))
    found = pieces(place.named(Kind.FUNCTION, id))
    if entry and isinstance(entry.value, Function):
        found.append(f"（{one_line(place, entry.value.classes_by_body())}）")
    return [*found, "（支援）"] if task.support else found


def _next(place: Place, way: Next, keys: dict[int, Ref]) -> list[Data]:
    """A way on: its condition, then where it leads."""
    before = way._replace(text="").words
    if way.number is not None and way.number in keys:
        return [before, link(keys[way.number], way.text)]
    if way.flow is not None:
        business, _, key = way.flow.rpartition("/")
        ref = Ref(business, Kind.FLOW, key) if business else place.business.ref(Kind.FLOW, key)
        if entry := place.corpus.entries.get(ref):
            return [before, link(ref, f"フロー「{entry.name}」へ")]
    return [way.words]
