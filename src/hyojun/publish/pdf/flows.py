"""業務フロー as data for the templates: its drawings, and its steps as a table."""

import re

from hyojun.flow import Next
from hyojun.model import Flow, Function, Kind, Ref, Task

from .. import flow_relations
from ..flow_pictures import actors_of, notes_of, steps_of, work_kind
from ..flow_relations import Neighbour
from .drawings import Drawn, flow_figures
from .text import Data, link, rich
from .words import Place, at, one_line, pieces

LONGEST_WHOLE = 16
"""So many characters fit into the narrowest column of functions."""


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
        "leading": _neighbours(place, flow_relations.before(place.corpus, place.business, flow)),
        "following": _neighbours(place, flow_relations.after(place.corpus, place.business, flow)),
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


def _neighbours(place: Place, found: tuple[Neighbour, ...]) -> list[Data]:
    """Flows before or after one, as links where they are at hand."""
    return [link(n.ref, n.name) if n.ref in place.corpus.entries else n.name for n in found]


def _function(place: Place, task: Task, id: str) -> list[Data]:
    """機能ID and name, its class, and whether it only supports the work of people."""
    entry = place.corpus.entries.get(place.business.ref(Kind.FUNCTION, id))
    found = pieces(place.named(Kind.FUNCTION, id))
    if entry and isinstance(entry.value, Function):
        found.append(_whole(f"（{one_line(place, entry.value.classes_by_body())}）"))
    return [*found, _whole("（支援）")] if task.support else found


def _whole(words: str) -> Data:
    """Words that are only broken between 団体区分: 実装必須, not 実装必 and 須."""
    parts = re.findall(r"[^　]+　?", words)
    return {"w": parts} if all(len(p) <= LONGEST_WHOLE for p in parts) else words


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
