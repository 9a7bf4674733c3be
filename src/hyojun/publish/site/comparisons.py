"""Which comparisons of editions a site shows, under which address, and how they are counted."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from hyojun.diff import WEIGHT_WORDS, Audience, Change, Question, Step, Weight, words
from hyojun.model import Document, edition_words

from .charts import Part, parts

MOST_ROWS = 10_000
"""Changes that one table lists: about 6 MB, which a browser still filters at once."""


class Counted(NamedTuple):
    """How many changes of one weight there are, in all and for whom."""

    weight: Weight
    number: int
    audiences: tuple[int, ...]
    """By `Audience`."""


class Listed(NamedTuple):
    """The changes of one table, the heaviest first where not all of them have room."""

    steps: tuple[tuple[Step, tuple[Change, ...]], ...]
    """The changes of each step in reading order; steps without any are left out."""
    left_out: Mapping[Weight, int]
    """Weight → how many changes of it there are that the table has not."""


def of_business(steps: Iterable[Step], business: str) -> tuple[Step, ...]:
    return tuple(s for s in steps if s.business == business)


def newest(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The last step of every document, from its last decided edition; those from drafts repeat it."""
    found: dict[tuple[str, str], Step] = {}
    for step in steps:
        if step.is_final:
            found[step.business, step.document] = step
    return tuple(found.values())


def address(step: Step) -> str:
    """002/changes/機能-1.0-1.1: the page of a step, the same while the edition is a draft and after it is out."""
    return f"{step.business}/changes/{step.document}-{step.old.edition}-{step.new.edition}"


def title(step: Step) -> str:
    return f"{step.document} {edition(step.old.edition)}から{edition(step.new.edition)}への変更"


def edition(label: str) -> str:
    return edition_words(label)


def into(steps: Iterable[Step], document: Document, label: str) -> tuple[Step, ...]:
    """The steps of a document that lead to an edition, from the edition before."""
    wanted = (s for s in steps if s.is_final and s.document == document.name)
    return tuple(s for s in wanted if s.new.edition == label)


def counts(step: Step) -> str:
    """影響大（要対応）2件、字句の整理12件; or that there are none."""
    found = step.comparison
    return words.counts(found.changes, found.layout) or "変更なし"


def numbers(step: Step) -> tuple[int, ...]:
    """Number of changes by `Weight`."""
    return tuple(sum(c.weight is w for c in step.comparison.changes) for w in Weight)


def weight_parts(step: Step) -> tuple[Part, ...]:
    """The numbers as parts of a bar, the heaviest first."""
    return parts((WEIGHT_WORDS[w] for w in Weight), numbers(step), ("solid", "striped", "open"))


def dated(steps: Iterable[Step], most: int) -> tuple[Step, ...]:
    """What is not decided yet, then the newest days first; no more than `most`."""
    last = date.max
    found = sorted(steps, key=lambda s: (s.business, s.document))
    found.sort(key=lambda s: s.new.since or last, reverse=True)
    return tuple(found[:most])


def counted(step: Step) -> tuple[Counted, ...]:
    """A row for each weight."""
    return tuple(_counted(w, [c for c in step.comparison.changes if c.weight is w]) for w in Weight)


def _counted(weight: Weight, changes: list[Change]) -> Counted:
    return Counted(weight, len(changes), tuple(sum(a in c.audiences for c in changes) for a in Audience))


def asked(step: Step) -> tuple[tuple[str, Question], ...]:
    """誤り, and questions without an answer; of what is out nothing is open any more."""
    return tuple(words.questions(step.comparison)) if step.is_current else ()


def guessed(step: Step) -> int:
    """対応 that no author has confirmed yet."""
    return sum(not m.confirmed for m in step.comparison.matches) if step.is_current else 0


def listed(steps: Iterable[Step], most: int = MOST_ROWS) -> Listed:
    """All changes of some steps in reading order; where they are too many, the lighter weights are left out."""
    found = tuple(steps)
    numbers_of = {w: sum(c.weight is w for s in found for c in s.comparison.changes) for w in Weight}
    left_out: dict[Weight, int] = {}
    for weight in reversed(Weight):
        if sum(numbers_of.values()) > most and numbers_of[weight]:
            left_out[weight] = numbers_of.pop(weight)
    told = ((s, tuple(c for c in s.comparison.changes if c.weight not in left_out)) for s in found)
    return Listed(tuple(pair for pair in told if pair[1]), left_out)
