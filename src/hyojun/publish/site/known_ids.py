"""Every ID that a 業務 ever had, and how it stands: in force, only in a draft, withdrawn, replaced, or only in earlier
editions.

Nothing is typed anew: the corpus says what stands where, the released editions what there was before, the
differences between them what took the place of what, the registers what was ever issued.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hyojun.diff import Held, Step
from hyojun.model import SERIES, Business, Document, Entry, Kind, Ref, Task, edition_words, is_provisional
from hyojun.source import place_of

from ..anchors import anchor
from ..binding import PLANNED
from ..job import edition_named, is_open
from .addresses import Place, SiteMap, folder_of


class Bound(NamedTuple):
    """How an entry stands in the edition in force, while the sources say what is not decided."""

    held: Held
    place: Place
    retired: bool
    """Whether it was withdrawn there already, or before."""


class Known(NamedTuple):
    """An ID or key, and what a reader who comes with it has to be told."""

    ref: Ref
    name: str
    """Empty where only the register remembers it."""
    mark: str
    """Anchor of its row in the list of IDs of its 業務."""
    place: Place | None = None
    """Where the pages of the sources have it; None: nowhere any more."""
    document: Document | None = None
    """Of which it is; of what is in no source any more, the last edition that had it."""
    force: Bound | None = None
    """None where the sources are decided, and where no edition in force has it."""
    retired: bool = False
    """Whether the sources have it as withdrawn."""
    fate: str = ""
    """What becomes of it by the sources, in words; empty while it stands there as it does in what is in force."""
    reason: str = ""
    became: tuple[Ref, ...] = ()
    """What takes its place."""
    last: Place | None = None
    """Of what is in no source any more: where the last edition shows it that had it."""

    @property
    def leads(self) -> Place | None:
        """Where its address leads that names no edition: what is in force before what is not decided."""
        return self.force.place if self.force else self.place

    @property
    def is_in_force(self) -> bool:
        if self.force:
            return not self.force.retired
        return bool(self.place and self.document and not self.retired and not is_open(self.document))

    @property
    def is_draft(self) -> bool:
        """Whether only what is not decided has it."""
        return bool(self.place and not self.retired and not self.is_in_force)


def known_ids(
    business: Business, map: SiteMap, steps: Iterable[Step], released: Iterable[Held]
) -> tuple[Known, ...]:
    """All of a 業務 in reading order, then what is gone by kind and ID; each once."""
    found: dict[Ref, Known] = {}
    moved = dict(_moved(s for s in steps if s.business == business.id))
    bound = dict(_bound(business, map))
    for one in _of_sources(business, map, bound):
        found.setdefault(one.ref, one)
    gone: dict[Ref, Known] = {}
    newest_first = sorted(
        (h for h in released if h.business.id == business.id), key=lambda h: place_of(h.edition), reverse=True
    )
    for held in newest_first:
        for entry in held.business.entries:
            if entry.ref not in found and entry.ref.business == business.id and _is_permanent(entry):
                one = _gone(map, held, entry.ref, entry.name, moved)
                gone.setdefault(entry.ref, _left_out(one, business, bound.get(entry.ref)))
    for one in _registered(business):
        if one.ref not in found:
            gone.setdefault(one.ref, one)
    order = list(Kind)
    last = sorted(gone.values(), key=lambda k: (order.index(k.ref.kind), k.ref.id))
    return tuple(_once(k for k in (*found.values(), *last)))


def _bound(business: Business, map: SiteMap) -> Iterator[tuple[Ref, Bound]]:
    for held in map.binding.get(business.id, ()):
        own = map.editions[folder_of(held)]
        for entry in held.business.entries:
            if place := own.own(entry.ref):
                yield entry.ref, Bound(held, place, entry.retired)


def _of_sources(business: Business, map: SiteMap, bound: Mapping[Ref, Bound]) -> Iterator[Known]:
    with_force = {held.document.name for held in map.binding.get(business.id, ())}
    for entry in business.entries:
        place = map.places.get(entry.ref)
        if place is None or entry.ref.business != business.id or not _is_permanent(entry):
            continue
        document, force = entry.document, bound.get(entry.ref)
        known = Known(entry.ref, entry.name, "", place, document, force, entry.retired)
        value: Any = entry.value
        if entry.retired:
            retired = value.retired
            refs = tuple(business.ref(entry.ref.kind, id) for id in retired.replaced_by)
            is_planned = is_open(document) and retired.edition == document.edition
            fate = f"{edition_named(document)}で廃止" if is_planned else f"第{retired.edition}版で廃止"
            known = known._replace(fate=fate + PLANNED * is_planned, reason=retired.reason, became=refs)
        elif force is None and document.name in with_force:
            known = known._replace(fate=f"{edition_named(document)}で新設{PLANNED}")
        yield known


def _left_out(known: Known, business: Business, force: Bound | None) -> Known:
    """What the sources do not have any more is in force all the same as long as they are not decided."""
    if force is None or known.document is None:
        return known
    now = business.document(known.document.name)
    fate = known.fate if known.became else f"{edition_named(now)}にはありません" if now else ""
    return known._replace(force=force, fate=fate)


def _is_permanent(entry: Entry) -> bool:
    """Whether it has a key of its own: a step may only be known by the name that a drawing program gave it."""
    return not isinstance(entry.value, Task) or entry.value.key is not None


def _moved(steps: Iterable[Step]) -> Iterator[tuple[Ref, tuple[str, tuple[Ref, ...]]]]:
    """ID of an earlier edition → which edition has others in its place, in words, and those; nothing that is only likely."""
    for step in (s for s in steps if s.is_final):
        for match in step.comparison.matches:
            if match.confirmed and match.kind.value in (kind.value for kind in SERIES):
                kind = Kind(match.kind.value)
                new = tuple(Ref(id[:3], kind, id) for id in match.new)
                for id in set(match.old).difference(match.new):
                    yield Ref(id[:3], kind, id), (_replacing(step.new.document), new)


def _replacing(document: Document) -> str:
    return f"{edition_named(document)}で置換え{PLANNED * is_open(document)}"


def _gone(
    map: SiteMap, held: Held, ref: Ref, name: str, moved: Mapping[Ref, tuple[str, tuple[Ref, ...]]]
) -> Known:
    own = map.editions.get(folder_of(held))
    known = Known(ref, name, "", document=held.document, last=own.places.get(ref) if own else None)
    if ref in moved:
        fate, became = moved[ref]
        return known._replace(fate=fate, became=became)
    return known._replace(fate=f"{edition_words(held.edition)}まで")


def _registered(business: Business) -> Iterator[Known]:
    """Numbers of the registers: those whose row is lost, and 仮番号 that became a number."""
    for register in business.registers:
        for row in register.rows:
            became = tuple(business.ref(register.kind, id) for id in row.replaced_by)
            ref = business.ref(register.kind, row.id)
            fate = "廃止" if row.status == "廃止" else "発行済み（掲載なし）"
            yield Known(ref, "", "", fate=fate, became=became)
            if row.provisional and is_provisional(row.provisional):
                was = business.ref(register.kind, row.provisional)
                yield Known(was, "", "", fate="正式なIDを発行", became=(ref,))


def _once(found: Iterable[Known]) -> Iterator[Known]:
    """Each with an anchor of its own, whatever its key looks like in ASCII."""
    taken: set[str] = set()
    for known in found:
        mark, count = anchor(known.ref.kind, known.ref.id), 1
        while mark in taken:
            count += 1
            mark = f"{anchor(known.ref.kind, known.ref.id)}-{count}"
        taken.add(mark)
        yield known._replace(mark=mark)
