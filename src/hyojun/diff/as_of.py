"""What applies on a day. Two axes: which 版 was published by then, and which 適合基準日 has come.

A statement of a new edition binds from its 適合基準日; until then the text of the edition before stays
alive. What has no 適合基準日, as what may not exist, binds as soon as its edition is out. 経過措置 keep the
old alive longer, and are told as they are written: of the 業務, not of each of its documents.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from hyojun.model import (
    ALL_BODIES,
    Business,
    Combination,
    Document,
    Errata,
    Function,
    ImplementationClass,
    Kind,
    Ref,
    Status,
    Transition,
    conformance_of,
    edition_words,
    obligations,
    of_body,
)
from hyojun.source import place_of

TRANSITION = "経過措置の終期"
"""What comes on the last day of a 経過措置."""


class Held(NamedTuple):
    """An edition of a document, frozen or as the work tree has it."""

    business: Business
    document: Document
    errata: tuple[Errata, ...] = ()
    """正誤 that the document has in it."""

    @property
    def edition(self) -> str:
        return self.document.edition

    @property
    def last_errata(self) -> int:
        """Number of the newest 正誤 in it; 0: none."""
        return self.errata[-1].number if self.errata else 0

    @property
    def since(self) -> date | None:
        """The day it was decided or published; None for one that is neither."""
        decided = self.document.status in (Status.DECIDED, Status.PUBLISHED)
        return self.document.day if decided else None


class Statement(NamedTuple):
    """A function for some 団体区分 on a day."""

    ref: Ref
    name: str
    bodies: tuple[str, ...]
    """Those it is so for; empty: all."""
    binding: str | None
    """The edition whose text binds; None: none yet."""
    pending: str | None
    """The newer edition whose text does not bind yet; None: there is none."""
    due: str | None
    """適合基準日 of the pending text as written."""
    removed: bool = False
    """Whether the pending edition has it no more."""
    forbidden: bool = False
    """Whether the text that binds says 実装不可: there is nothing to conform with by having it."""


class State(NamedTuple):
    """A document on a day."""

    business: str
    business_name: str
    document: str
    current: Held | None
    """The newest edition that was out; None: none was."""
    drafts: tuple[str, ...]
    """Editions after the current one that are not decided, or come out later; of drafts of one the last."""
    statements: tuple[Statement, ...]
    transitions: tuple[Transition, ...]
    """経過措置 that have not ended."""
    combination: Combination | None = None
    """The editions that fit together as told by the newest edition here, the last ones by then."""


class Due(NamedTuple):
    """Something that comes in a span of days."""

    day: date
    business: str
    document: str
    edition: str
    """Both empty for a 経過措置, which belongs to the 業務."""
    what: str
    """適合基準日, 版の公表, 正誤, 経過措置の終期."""
    subject: str
    bodies: tuple[str, ...] = ()
    is_draft: bool = False
    """Whether it stands in an edition that is not decided; a 経過措置, in such editions alone."""


def states(editions: Iterable[Held], day: date, body: str | None = None) -> tuple[State, ...]:
    """Every document on a day, in order of 業務ID; for one 団体区分, or for all."""
    return tuple(_state(own, day, body) for own in _series(editions, body))


def due(editions: Iterable[Held], first: date, last: date, body: str | None = None) -> tuple[Due, ...]:
    """What falls due after the first day, up to and with the last one; by day; for one 団体区分, or for all.

    Of each document the newest edition that is out by the last day speaks, and every one that comes after it.
    """
    every = [d for own in _series(editions, body) for d in _dues(own, last, body) if first < d.day <= last]
    settled = {(d.business, d.day, d.subject) for d in every if not d.is_draft}
    found = dict.fromkeys(_of_whole(d, (d.business, d.day, d.subject) in settled) for d in every)
    return tuple(sorted(found, key=lambda d: (d.day, d.business, d.document, d.what)))


def _of_whole(d: Due, is_settled: bool) -> Due:
    """A 経過措置 belongs to the 業務: each of its documents and editions tells of it."""
    return d._replace(document="", edition="", is_draft=not is_settled) if d.what == TRANSITION else d


def _series(editions: Iterable[Held], body: str | None) -> Iterator[tuple[Held, ...]]:
    """The editions of each document, the oldest first; what is not decided comes last.

    Documents that were never for the 団体区分 asked for are left out.
    """

    def place(held: Held) -> tuple[str, str]:
        return held.business.id, held.document.name

    def age(held: Held) -> tuple[date, tuple[int, ...]]:
        number = tuple(int(n) for n in held.edition.partition("案")[0].split("."))
        return held.since or date.max, number

    in_order = sorted(editions, key=place)
    for _, group in groupby(in_order, key=place):
        own = tuple(sorted(group, key=age))
        if any(_asked(held, body) for held in own):
            yield own


def _state(own: Sequence[Held], day: date, body: str | None) -> State:
    out = [h for h in own if h.since and h.since <= day]
    newest = max(own, key=lambda h: place_of(h.edition))
    current = out[-1] if out else None
    head = (current or newest).business.head
    return State(
        business=newest.business.id,
        business_name=newest.business.name,
        document=newest.document.name,
        current=current,
        drafts=tuple(h.edition for h in _awaited(own, out)),
        statements=tuple(_statements(out, day, body)),
        combination=next(
            (c for c in reversed(newest.business.head.combinations) if c.day and c.day <= day), None
        ),
        transitions=tuple(
            t for t in head.transitions if current and ((end := _day(t.until)) is None or day <= end)
        ),
    )


def _awaited(own: Sequence[Held], out: Sequence[Held]) -> tuple[Held, ...]:
    """Editions that come after those that are out, of the drafts of one edition the last.

    A draft of what came out, or of an edition before it, is history.
    """
    last = max((place_of(h.edition)[:2] for h in out), default=(-1, -1))
    newer: dict[tuple[int, int], Held] = {}
    for held in sorted(own, key=lambda h: place_of(h.edition)):
        if held not in out and place_of(held.edition)[:2] > last:
            newer[place_of(held.edition)[:2]] = held
    return tuple(newer.values())


def _asked(held: Held, body: str | None) -> tuple[str, ...]:
    """The 団体区分 to tell of: one, unless the 業務 has only others, or all."""
    declared = held.business.head.bodies
    if body is None:
        return declared or (ALL_BODIES,)
    return (body,) if body in declared or not declared else ()


def _statements(out: Sequence[Held], day: date, body: str | None) -> Iterator[Statement]:
    if not out:
        return
    functions = [{f.id: f for f in _functions(h)} for h in out]
    bodies = _asked(out[-1], body)
    for id in dict.fromkeys(i for known in reversed(functions) for i in known):
        said_of = {each: _statement(out, functions, id, each, day) for each in bodies}
        told = {b: s for b, s in said_of.items() if s}
        for said in dict.fromkeys(told.values()):
            them = tuple(b for b, s in told.items() if s == said)
            yield said._replace(bodies=them) if body or len(them) < len(bodies) else said


def _statement(
    out: Sequence[Held], functions: Sequence[dict[str, Function]], id: str, body: str, day: date
) -> Statement | None:
    """One function for one 団体区分; None where it does not exist for anybody any more."""
    binding: Held | None = None
    pending: Held | None = None
    pairs = list(zip(out, functions, strict=True))
    first = next(n for n, (_, known) in enumerate(pairs) if id in known)
    for held, known in reversed(pairs[first:]):
        words = conformance_of(held.document, known.get(id), body)
        end = _day(words) if words else held.since
        if end is not None and end <= day:
            binding = held
            break
        pending = pending or held
    of = {held.edition: known.get(id) for held, known in pairs}
    bound, waiting = (of[h.edition] if h else None for h in (binding, pending))
    if (bound is None and waiting is None) or (pending and _same(bound, waiting)):
        pending = None
    if bound is None and pending is None:
        return None
    name = next(known[id].name for _, known in reversed(pairs) if id in known)
    return Statement(
        ref=Ref(id[:3], Kind.FUNCTION, id),
        name=name,
        bodies=(),
        binding=binding.edition if binding and bound else None,
        pending=pending.edition if pending else None,
        due=conformance_of(pending.document, waiting, body) if pending else None,
        removed=pending is not None and waiting is None,
        forbidden=bool(bound and of_body(bound.classes_by_body(), body) is ImplementationClass.FORBIDDEN),
    )


def _same(old: Function | None, new: Function | None) -> bool:
    """Whether a newer edition says the same; that it names another day changes nothing that already binds."""
    if old is None or new is None:
        return False
    return old.model_copy(update={"conformance": None}) == new.model_copy(update={"conformance": None})


def _dues(own: Sequence[Held], last: date, body: str | None) -> Iterator[Due]:
    out = [h for h in own if h.since and h.since <= last]
    for held in out:
        assert held.since
        yield _due(held, held.since, "版の公表", edition_words(held.edition))
        for errata in held.errata:
            yield _due(held, errata.day, "正誤", f"正誤{errata.number}（{len(errata.corrections)}か所）")
    for held in (*out[-1:], *_awaited(own, out)):
        bodies = _asked(held, body)
        for function in _functions(held):
            days: dict[date, list[str]] = {}
            asked = {o.body: o for o in obligations(function, held.document, bodies)}
            for each in bodies:
                if (o := of_body(asked, each)) and (day := _day(o.day or "")):
                    days.setdefault(day, []).append(each)
            for day, them in days.items():
                limited = tuple(them) if body or len(them) < len(bodies) else ()
                subject = f"{Kind.FUNCTION.value}{function.id} {function.name}"
                yield _due(held, day, "適合基準日", subject, limited)
        for transition in held.business.head.transitions:
            if end := _day(transition.until):
                yield _due(held, end, TRANSITION, transition.scope)


def _due(held: Held, day: date, what: str, subject: str, bodies: tuple[str, ...] = ()) -> Due:
    place = held.business.id, held.document.name, held.edition
    return Due(day, *place, what, subject, bodies, held.since is None)


def _functions(held: Held) -> Iterator[Function]:
    """Those in force in a document."""
    for top in held.document.contents.headings:
        for heading in top.walk():
            yield from (f for f in heading.functions if not f.retired)


def _day(written: str) -> date | None:
    """The day that is written; None for 未定 and the 施行日 of a law."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
