"""A flow made anew of its table keeps the IDs of the steps that stay: prose and links name a step by them.

A number says where a step stands, and every row below a new one gets another. So a step is known again by its
手順キー, by its words and who does it, by its words, and, where those were rewritten, by their likeness.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import chain, count
from typing import NamedTuple

from hyojun.model import Flow, Task

from .cells import Entry, Fault
from .rows import Row, read_rows

_ALIKE = 0.6
"""Likeness of two wordings from which they are taken for one step, if the same lane has it."""
_MOST = 10_000
"""Pairs beyond which likeness is not asked: a flow as different as this is another one."""
_MADE = re.compile(
    r"(Definitions|Collaboration|Participant|Process|LaneSet|Lane|Flow|Data|Start)_[0-9]+(_object)?"
    r"|.*_(split|join|property|(end|in|out)[0-9]+)"
)
"""IDs that a flow of a table gives to what is no step."""


class Kept(NamedTuple):
    """Who is who between a table and the flow it replaces."""

    ids: Mapping[str, str]
    """Number of a row → element ID of its step."""
    stayed: tuple[tuple[Row, Task], ...]
    """Rows, each with the step whose ID it keeps."""
    new: tuple[Row, ...]
    gone: tuple[Task, ...]


def kept(rows: Sequence[Row], before: Flow | None) -> Kept:
    """IDs for the steps of a table; that of a step that is gone is not given out again."""
    if before is None:
        return Kept({row.number: f"Step_{_base(row.number)}" for row in rows}, (), tuple(rows), ())
    lanes = {lane.id: lane.name for lane in before.lanes}
    tasks = [t for t in before.tasks if not _MADE.fullmatch(t.id)]
    pairs = dict(_pairs(rows, tasks, lambda t: lanes.get(t.lane or "", "")))
    taken = {t.id for t in before.tasks} | {n.id for n in before.nodes}
    ids: dict[str, str] = {}
    for row in rows:
        task = pairs.get(row.number)
        free = chain((f"Step_{_base(row.number)}",), (f"Step_{n}" for n in count(1)))
        ids[row.number] = task.id if task else next(id for id in free if id not in taken)
        taken.add(ids[row.number])
    stayed = tuple((row, pairs[row.number]) for row in rows if row.number in pairs)
    held = {task.id for _, task in stayed}
    return Kept(
        ids,
        stayed,
        tuple(row for row in rows if row.number not in pairs),
        tuple(t for t in before.tasks if t.id not in held),
    )


def kept_lines(rows: Sequence[Mapping[str, Entry]], before: Flow) -> tuple[Fault, ...]:
    """What became of the steps of the flow that a table without mistakes replaces, for its author."""
    found = kept(list(read_rows(rows, [])), before)
    return tuple(Fault("", words) for words in _told(found))


def _told(found: Kept) -> Iterator[str]:
    if found.stayed:
        yield f"前の図にある手順 {len(found.stayed)}件のIDを引き継ぎました。本文などからの参照は、同じ手順を指します。"
    for row, task in found.stayed:
        if " ".join(task.name.split()) != row.work:
            yield (
                f"手順 {row.number}「{row.work}」を、前の図の「{' '.join(task.name.split())}」（{task.step}）とみなしました。"
                "別の手順なら、手順キーを付けて作り直してください。"
            )
    for row in found.new:
        yield f"手順 {row.number}「{row.work}」は新しい手順です（ID {found.ids[row.number]}）。"
    for task in found.gone:
        yield (
            f"前の図の「{' '.join(task.name.split())}」（{task.step}）は無くなりました。"
            "参照している所は、hyojun check が示します。"
        )


def _base(number: str) -> str:
    return re.sub(r"[^0-9A-Za-z_-]", lambda m: f"_{ord(m[0]):x}", number)


def _pairs(
    rows: Sequence[Row], tasks: Sequence[Task], lane: Callable[[Task], str]
) -> Iterator[tuple[str, Task]]:
    """Numbers of rows with the steps they are; what has a 手順キー is known by nothing else where both have one."""
    free_rows, free_tasks = list(rows), list(tasks)

    def taken(row: Row, task: Task) -> tuple[str, Task]:
        free_rows.remove(row)
        free_tasks.remove(task)
        return row.number, task

    def is_other(row: Row, task: Task) -> bool:
        return bool(row.key and task.key and row.key != task.key)

    same: tuple[Callable[[Row, Task], bool], ...] = (
        lambda row, task: bool(row.key) and row.key == task.key,
        lambda row, task: _words(task) == row.work and lane(task) == row.actor,
        lambda row, task: _words(task) == row.work,
    )
    for is_same in same:
        for row in tuple(free_rows):
            task = next((t for t in free_tasks if is_same(row, t) and not is_other(row, t)), None)
            if task:
                yield taken(row, task)
    if len(free_rows) * len(free_tasks) > _MOST:
        return
    likely = sorted(
        (
            (-SequenceMatcher(None, _words(task), row.work, autojunk=False).ratio(), r, t)
            for r, row in enumerate(free_rows)
            for t, task in enumerate(free_tasks)
            if lane(task) == row.actor and not is_other(row, task)
        ),
    )
    left = tuple(free_rows), tuple(free_tasks)
    for score, r, t in likely:
        row, task = left[0][r], left[1][t]
        if -score >= _ALIKE and row in free_rows and task in free_tasks:
            yield taken(row, task)


def _words(task: Task) -> str:
    return " ".join(task.name.split())
