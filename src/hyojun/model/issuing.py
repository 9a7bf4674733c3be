"""Which number comes next, and which numbers were written by hand out of their turn (各種IDの管理方針)."""

from collections.abc import Iterator, Mapping
from itertools import count

from .business import Business, Entry, Ref
from .ids import PROVISIONAL, SERIES, Kind, is_provisional, next_id


def next_number(business: Business, kind: Kind, letter: str = "") -> str:
    """The next free ID of a kind: after the highest in the register, past those that already took their turn.

    A number far ahead that nobody issued does not count, so that those between are not lost. Without a
    register, every number of the sources counts. `letter` as for `next_id`.
    """
    named = business.named(kind)
    registered = business.registered_ids.get(kind)
    if not registered:
        return next_id(business.id, kind, named, letter)
    id = next_id(business.id, kind, registered, letter)
    while id in named:
        id = next_id(business.id, kind, (id,), letter)
    return id


def next_provisional(business: Business, letter: str = "") -> str:
    """The first 仮番号 that nothing has here, of whatever kind, and that no register remembers."""
    taken = {id for kind in SERIES for id in business.named(kind) if is_provisional(id)}
    taken.update(issued_for(business))
    prefix = business.id + letter + PROVISIONAL
    return next(id for id in (f"{prefix}{n}" for n in count(1)) if id not in taken)


def issued_for(business: Business) -> Mapping[str, Ref]:
    """仮番号 → what it became, as the registers tell; the last one issued counts."""
    return {
        row.provisional: business.ref(register.kind, row.id)
        for register in business.registers
        for row in register.rows
        if row.provisional
    }


def used_again(business: Business) -> Iterator[tuple[Entry, Entry]]:
    """Entries under a 仮番号 that became the number of another entry, each with that one, in reading order.

    Where no row has the number yet, `hyojun id assign` was interrupted and this is still the same entry.
    """
    became = issued_for(business)
    again = {id for kind in SERIES for id in business.named(kind).keys() & became.keys()}
    for entry in business.entries if again else ():
        if entry.ref.kind in SERIES and entry.ref.id in again:
            ref = became[entry.ref.id]
            if other := business.named(ref.kind).get(ref.id):
                yield entry, other


def letter_of(kind: Kind, id: str) -> str:
    """The letter of a 連携ID, by which its series goes on; empty for all others."""
    return id[3] if kind is Kind.LINKAGE else ""


def out_of_turn(business: Business, kind: Kind) -> Iterator[str]:
    """IDs of its own that stand in no register and are not the next ones after it, in reading order.

    Without a register nothing is out of turn: a 業務 that is taken over brings its numbers with it.
    """
    registered = business.registered_ids.get(kind)
    if not registered:
        return
    turns: dict[str, tuple[str, str]] = {}
    for id in business.named(kind):
        if id in registered or is_provisional(id) or not id.startswith(business.id):
            continue
        if business.ref(kind, id) in business.foreign:
            continue
        letter = letter_of(kind, id)
        if letter not in turns:
            first = next_id(business.id, kind, registered, letter)
            turns[letter] = first, next_number(business, kind, letter)
        first, free = turns[letter]
        if not first <= id < free:
            yield id
