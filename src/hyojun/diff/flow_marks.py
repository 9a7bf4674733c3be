"""Which elements of the drawings of a flow its changes are about."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hyojun.flow import Mark
from hyojun.model import Flow

from .changes import Change, Subject
from .pair import Thing
from .things import flow_parts, joints

PARTS = (Subject.LANE, Subject.STEP, Subject.FLOW_NODE, Subject.CONNECTION)
"""What a flow consists of. Changes of its title and of its place among the others are of no element."""
_LANE = "レーン"
"""The field of a change that says who does it now."""


class FlowMarks(NamedTuple):
    """要素ID → what became of the element, for the drawing of each edition."""

    old: Mapping[str, frozenset[Mark]]
    new: Mapping[str, frozenset[Mark]]


def flow_marks(old: Flow, new: Flow, changes: Iterable[Change]) -> FlowMarks:
    """The marks of a flow that both editions have.

    `changes` are those of the comparison, of other flows and kinds too: a mark and a change never say different
    things, since the mark is made of the change. What was only redrawn has none.
    """
    found: tuple[dict[str, frozenset[Mark]], ...] = {}, {}
    there = _elements(old), _elements(new)
    for change in changes:
        if change.kind in PARTS:
            for side, ids in enumerate((change.old, change.new)):
                for element in (
                    there[side][change.kind, id] for id in ids if (change.kind, id) in there[side]
                ):
                    found[side][element] = found[side].get(element, frozenset()) | {_mark(change)}
    return FlowMarks(*found)


def _mark(change: Change) -> Mark:
    if not change.old:
        return Mark.ADDED
    if not change.new:
        return Mark.REMOVED
    return Mark.MOVED if change.field == _LANE else Mark.CHANGED


def _elements(flow: Flow) -> dict[tuple[Subject, str], str]:
    """Kind and printed ID of every part → its 要素ID. Lines are in the order in which they were told apart."""
    return dict(_named(Thing(Subject.FLOW, flow.key, flow.title, flow, "")))


def _named(thing: Thing[Flow]) -> Iterator[tuple[tuple[Subject, str], str]]:
    found = flow_parts(thing)
    parts: list[Thing[Any]] = [*found.steps, *found.nodes, *found.lanes]
    for part in parts:
        yield (part.subject, part.id), part.value.id
    lines = joints(thing, parts, {})
    for line, connection in zip(lines, thing.value.connections, strict=True):
        yield (line.subject, line.id), connection.id
