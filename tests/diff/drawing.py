"""The lines of the flows of an edition, and what the changes make of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from hyojun.diff import Change, Subject
from hyojun.diff.pair import Thing
from hyojun.diff.things import flow_parts, joints, things
from hyojun.model import Corpus, Flow

Lines = Counter[tuple[str, ...]]
"""Flow, kind, IDs of both ends, label, whether it is 既定."""


def drawn(corpus: Corpus) -> Lines:
    """Every line of every flow."""
    return Counter(_told(line.value.plain()) for line in _lines(corpus))


def _lines(corpus: Corpus) -> Iterator[Thing[Any]]:
    for business in corpus.businesses:
        for flow in things(business, business.documents).live[Subject.FLOW]:
            yield from _of(flow)


def _of(flow: Thing[Flow]) -> list[Thing[Any]]:
    parts = flow_parts(flow)
    return joints(flow, [*parts.steps, *parts.nodes, *parts.lanes], {})


def _told(plain: dict[str, str]) -> tuple[str, ...]:
    return tuple(plain.get(w, "") for w in ("種類", "元", "先", "名称", "既定"))


def redrawn(corpus: Corpus, changes: Iterable[Change]) -> Lines:
    """The lines of the old edition after the changes."""
    every = list(changes)
    renamed = {c.old[0]: c.new[0] for c in every if len(c.old) == len(c.new) == 1 and c.kind in _PARTS}
    gone = {c.old[0] for c in every if c.kind in (Subject.CONNECTION, Subject.FLOW) and not c.new}
    labels = {(c.old[0], c.field): c.after for c in every if c.kind is Subject.CONNECTION and c.old and c.new}
    found: Lines = Counter()
    for line in _lines(corpus):
        if line.id in gone or line.id.partition("/")[0] in gone:
            continue
        plain = dict(line.value.plain())
        plain |= {w: renamed.get(plain[w], plain[w]) for w in ("元", "先")}
        for word, field in (("名称", "名称"), ("既定", "既定")):
            if (line.id, field) in labels:
                plain[word] = {None: "", "なし": "", "あり": "○"}.get(
                    labels[line.id, field], labels[line.id, field] or ""
                )
        found[_told(plain)] += 1
    for change in every:
        if change.kind is Subject.CONNECTION and not change.old:
            found[_told(change.content or {})] += 1
        elif change.kind is Subject.FLOW and not change.old:
            flow = Thing(
                change.kind, change.new[0], change.name, Flow(**(change.content or {})), change.document
            )
            found.update(_told(x.value.plain()) for x in _of(flow))
    return found


_PARTS = (Subject.STEP, Subject.FLOW_NODE, Subject.LANE)
