"""A comparison of two whole editions held against what is true of them."""

import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from hyojun.diff import CATALOGUE, Change, Weight, compared
from hyojun.model import Corpus
from hyojun.source import load

from ..corpus.sources import Sources
from ..corpus.write import write
from ..revisions.judge import Found
from .truth import Fact, Key


class Figures(NamedTuple):
    """What came out for one pair of editions."""

    facts: dict[str, Found]
    """By kind of thing, and 全て."""
    duties: int
    """Facts that are 影響大."""
    missed: tuple[Fact, ...]
    """Those of them that no 影響大 change tells."""
    alarms: tuple[Change, ...]
    """Changes called 影響大 that the issue says are not."""
    undecided: int
    """Changes called 影響大 of which the issue says nothing."""
    substance: int
    """Facts of substance."""
    hidden: tuple[Fact, ...]
    """Those of them that are called 字句の整理."""
    wording: int
    stern: tuple[Fact, ...]
    """Edits of wording alone that are not called 字句の整理."""
    lost: tuple[Fact, ...]
    strange: tuple[Change, ...]
    broken: int
    """Changes whose parts do not restore both texts."""
    unmirrored: int
    """Changes that the other direction tells otherwise."""
    seconds: float
    """CPU of `compared`, after both editions are loaded."""


def judged(old: Sources, new: Sources, facts: list[Fact]) -> Figures:
    """Both editions written, loaded and compared, and what the comparison found of the truth."""
    with tempfile.TemporaryDirectory() as folder:
        corpora = [loaded(Path(folder) / name, own) for name, own in (("old", old), ("new", new))]
    return figures(*corpora, facts)


def loaded(root: Path, own: Sources) -> Corpus:
    """An edition as hyojun reads it."""
    write(root, [own])
    found = load(root)
    wrong = [f for f in found.findings if f.severity == "error"]
    if wrong:
        raise ValueError(f"the edition cannot be read: {wrong[0]}")
    return found.corpus


def figures(old: Corpus, new: Corpus, facts: list[Fact]) -> Figures:
    started = time.process_time()
    forth = changes(old, new)
    seconds = time.process_time() - started
    back = changes(new, old)
    told: dict[Key, list[Change]] = defaultdict(list)
    for change in forth:
        told[key(change)].append(change)
    true = {f.key: f for f in facts}
    asked = [f for f in facts if f.is_wording is not None]
    heavy = {k for k, several in told.items() if any(c.weight is Weight.BREAKING for c in several)}
    light = {k for k, several in told.items() if all(c.weight is Weight.EDITORIAL for c in several)}
    duties = [f for f in facts if f.duty]
    substance = [f for f in asked if not f.is_wording]
    worded = [f for f in asked if f.is_wording]
    breaking = [c for c in forth if c.weight is Weight.BREAKING]
    return Figures(
        _facts(told, asked, true),
        len(duties),
        tuple(f for f in duties if f.key not in heavy),
        tuple(c for c in breaking if (f := true.get(key(c))) is None or f.duty is False),
        sum((f := true.get(key(c))) is not None and f.duty is None for c in breaking),
        len(substance),
        tuple(f for f in substance if f.key in light and f.key.field != "順序"),
        len(worded),
        tuple(f for f in worded if f.key in told and f.key not in light),
        tuple(f for f in asked if f.key not in told),
        tuple(c for k, several in told.items() if k not in true for c in several),
        sum(not _restores(c) for c in forth),
        sum(((mirrored(forth) - as_told(back)) + (as_told(back) - mirrored(forth))).values()),
        seconds,
    )


def changes(old: Corpus, new: Corpus) -> list[Change]:
    return [c for d in compared(old, new).documents for c in d.changes]


def key(change: Change) -> Key:
    """Where a change is told. Paragraphs have no name of their own but their text."""
    if change.kind == "段落":
        sides = ((text,) if text else () for text in (change.before, change.after))
        return Key(change.kind.value, *sides, change.field)
    return Key(change.kind.value, change.old, change.new, change.field)


def _facts(told: dict[Key, list[Change]], asked: list[Fact], true: dict[Key, Fact]) -> dict[str, Found]:
    wanted = {f.key for f in asked}
    found = {k for k in told if k not in true or k in wanted}
    kinds = sorted({k.kind for k in wanted | found})
    by_kind = {
        kind: Found(
            sum(k.kind == kind for k in wanted & found),
            sum(k.kind == kind for k in found),
            sum(k.kind == kind for k in wanted),
        )
        for kind in kinds
    }
    return by_kind | {"全て": Found(len(wanted & found), len(found), len(wanted))}


def _restores(change: Change) -> bool:
    if not change.parts:
        return change.before is None or change.after is None or change.before == change.after
    old = "".join(p.text for p in change.parts if p.sign != "+")
    new = "".join(p.text for p in change.parts if p.sign != "-")
    return (old, new) == (change.before, change.after)


_Told = Counter[tuple[object, ...]]


def as_told(found: Iterable[Change]) -> _Told:
    """Changes by all that is said of them."""
    return Counter((c.code, c.kind, c.old, c.new, c.field, c.before, c.after, c.bodies) for c in found)


def mirrored(found: Iterable[Change]) -> _Told:
    """The same, as the other direction has to say it."""
    return Counter(
        (CATALOGUE[c.code].mirror, c.kind, c.new, c.old, c.field, c.after, c.before, c.bodies) for c in found
    )
