"""Two texts → the runs of two cells: what differs marked, sentences that nothing happened to left out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from ..aligning.text import Part, differences
from .entries import NUMBERS, Field
from .following import Numbers
from .table import ADDED, BY_FIGURE, LEFT_OUT, REMOVED, Cell, Mark, Run

SHORTEST = 40
"""Characters that are worth leaving out; what is shorter reads better as it stands."""
CONTEXT = 60
"""Characters of the text of an entry that is shown though it did not change."""
_UNITS = re.compile(r"[^。\n]*[。\n]|[^。\n]+")
_PICTURE = "\uffff"
"""Stands for a picture while texts of several entries are compared: no source can have it, and no word has two."""
_BLANK = re.compile(r"([ \u3000\n]+)")

Held = Mapping[str, str]
Same = frozenset[str] | bool
Sides = tuple[list[Run], list[Run]]
"""改定後, 現行."""


def marked(text: str, mark: Mark = "字句") -> Iterator[Run]:
    """A text as marked runs; blanks carry no line, unless nothing else would show what changed."""
    if not text.strip(" \u3000\n"):
        yield Run(text, mark if "\n" not in text else "")
        return
    for n, piece in enumerate(_BLANK.split(text)):
        if piece:
            yield Run(piece, "" if n % 2 else mark)


def whole(fields: Iterable[Field]) -> Cell:
    """All of an entry that only one side has."""
    return _joined(run for field in fields for run in _marked(field))


def _marked(field: Field) -> Iterator[Run]:
    if field.figure is None:
        yield from marked(field.whole)
    else:
        yield from marked(field.lead)
        yield Run(field.text, "字句", figure=field.figure)


def unmarked(text: str) -> Cell:
    return (Run(text),) if text else ()


def compared(
    new: Sequence[Field],
    old: Sequence[Field],
    is_moved: bool = False,
    held: Sequence[Held] = ({}, {}),
    numbers: Numbers | None = MappingProxyType({}),
) -> tuple[Cell, Cell]:
    """Two entries field by field. `is_moved`: it stands elsewhere, so what it is called by is marked; `held`: by word,
    what holds on each side without such a field; `numbers`: who has another number now; None: nothing is told
    of the entry, so whatever ID differs in it is the same thing under another number."""
    sides: Sides = ([], [])
    there = {f.word: f for f in old}
    here = {f.word: f for f in new}
    for word in _words(new, old):
        n, o = here.get(word), there.get(word)
        if n is None or o is None:
            _one_sided(sides, n, o, [h.get(word) for h in held])
        elif n.is_same(o):
            _same(sides, n, is_moved)
        else:
            _differing(sides, n, o, numbers)
    return _joined(sides[0]), _joined(sides[1])


def withdrawn(new: Sequence[Field], old: Sequence[Field], word: str) -> tuple[Cell, Cell]:
    """An entry that is 欠番 on one side: all it said stands on the other, answered by one word（削除, 新設）."""
    heads = [[f for f in side if f.is_head] for side in (new, old)]
    found = compared(heads[0], heads[1])
    said = [[f for f in side if not f.is_head] for side in (new, old)]
    answer = Run(f"\n{word}", stands="")
    return (
        _joined(
            [*found[0], *([answer] if word == REMOVED else ()), *(r for f in said[0] for r in _marked(f))]
        ),
        _joined([*found[1], *([answer] if word == ADDED else ()), *(r for f in said[1] for r in _marked(f))]),
    )


def joined(new: Sequence[Sequence[Field]], old: Sequence[Sequence[Field]]) -> tuple[Cell, Cell]:
    """Several entries that became one, or the other way round, as texts; every picture of them is shown."""
    sides: Sides = ([], [])
    texts = (
        "\n".join("".join(f.lead + (_PICTURE if f.figure else f.text) for f in fields) for fields in side)
        for side in (old, new)
    )
    _parts(sides, differences(*texts))
    return _joined(_pictured(sides[0], new)), _joined(_pictured(sides[1], old))


def _pictured(runs: Iterable[Run], entries: Iterable[Sequence[Field]]) -> Iterator[Run]:
    """Runs in which every picture is shown, also one in the midst of what is left out."""
    shown = iter([f.figure for fields in entries for f in fields if f.figure])
    for run in runs:
        for n, piece in enumerate((run.text if run.stands is None else run.stands).split(_PICTURE)):
            if n:
                yield Run(BY_FIGURE, "字句", figure=next(shown))
            if piece:
                yield run._replace(text=piece) if run.stands is None else run._replace(stands=piece)


def _words(new: Sequence[Field], old: Sequence[Field]) -> list[str]:
    """Words of both in one order: those of 改定後, with what only 現行 has after what stands before it."""
    words = [f.word for f in new]
    for n, field in enumerate(old):
        if field.word not in words:
            before = old[n - 1].word if n else None
            words.insert(words.index(before) + 1 if before is not None else 0, field.word)
    return words


def _one_sided(sides: Sides, new: Field | None, old: Field | None, held: Sequence[str | None]) -> None:
    """A field that came or went: the other side says so in its place, or what holds there without it."""
    for side, own, other, word in (
        (sides[0], new, old, held[0] or REMOVED),
        (sides[1], old, new, held[1] or ADDED),
    ):
        if own is not None:
            side += _marked(own)
        elif other is not None and not other.is_head:
            side.append(Run(f"{other.lead.rstrip()}{word}", stands=""))


def _same(sides: Sides, field: Field, is_moved: bool) -> None:
    if field.is_head:
        for side in sides:
            side += marked(field.whole, "ID") if is_moved else [Run(field.whole)]
    elif field.is_main and len(field.text) <= CONTEXT:
        for side in sides:
            side.append(Run(field.whole))
    else:
        _leave_out(sides, field.whole)


def _leave_out(sides: Sides, text: str) -> None:
    """（略） for a text, or a longer one where one stands on both sides already."""
    if all(side and side[-1].is_left_out for side in sides):
        for side in sides:
            side[-1] = side[-1]._replace(stands=(side[-1].stands or "") + text)
        return
    # Fields begin with a line of their own or a space, and so does what stands for them.
    lead = text[0] if text.startswith(("\n", "　")) else ""
    for side in sides:
        side += [Run(lead)] * bool(lead) + [Run(LEFT_OUT, stands=text.removeprefix(lead))]


def _differing(sides: Sides, new: Field, old: Field, numbers: Numbers | None) -> None:
    if new.lead == old.lead:
        for side in sides:
            side += [Run(new.lead)] * bool(new.lead)
    else:
        for side, field in zip(sides, (new, old), strict=True):
            side += [Run(field.lead)] * bool(field.lead)
    if new.figure is not None or old.figure is not None:
        for side, field in zip(sides, (new, old), strict=True):
            side.append(Run(field.text, "字句", figure=field.figure))
        return
    if new.is_by_body != old.is_by_body:
        for side, field in zip(sides, (new, old), strict=True):
            side += marked(field.text)
        return
    begun = [len(side) for side in sides]
    _parts(sides, differences(old.text, new.text))
    if new.is_number and old.is_number:
        for side, start, same in zip(sides, begun, _renumbered(new, old, numbers), strict=True):
            side[start:] = [piece for run in side[start:] for piece in _doubled(run, same)]


def _renumbered(new: Field, old: Field, numbers: Numbers | None) -> tuple[Same, Same]:
    """What on either side is the same thing under another number."""
    if new.is_head:
        # A number that is generated, of what stands elsewhere now; an ID only if it is known to go on as the other.
        is_same = new.word != "id" or numbers is None or new.text in numbers.get(old.text, ())
        return (is_same, is_same)
    news, olds = (frozenset(NUMBERS.findall(f.text)) for f in (new, old))
    if numbers is None:
        return news - olds, olds - news
    pairs = [(n, o) for o in olds - news for n in (news - olds).intersection(numbers.get(o, ()))]
    return frozenset(n for n, _ in pairs), frozenset(o for _, o in pairs)


def _doubled(run: Run, same: Same) -> Iterator[Run]:
    """A run with a double line under what is the same thing, `True`: under all that is marked."""
    if not run.mark or isinstance(same, bool):
        yield run._replace(mark="ID") if run.mark and same else run
        return
    for piece in NUMBERS.split(run.text):
        if piece:
            yield run._replace(text=piece, mark="ID" if piece in same else run.mark)


def _parts(sides: Sides, parts: Sequence[Part]) -> None:
    for n, part in enumerate(parts):
        match part.sign:
            case "+":
                sides[0].extend(marked(part.text))
            case "-":
                sides[1].extend(marked(part.text))
            case _:
                before = parts[n - 1].text if n else "\n"
                _kept(sides, part.text, before.endswith(("。", "\n")), n + 1 == len(parts))


def _kept(sides: Sides, text: str, is_start: bool, is_end: bool) -> None:
    """What did not change: the rest of the sentence before, the begun sentence after, and （略） between."""
    units = _UNITS.findall(text)
    first = 0 if is_start else 1
    last = len(units) if is_end or text.endswith(("。", "\n")) else len(units) - 1
    middle = "".join(units[first:last])
    tail = middle[len(middle.rstrip("\n")) :]
    if len(middle) < SHORTEST:
        for side in sides:
            side.append(Run(text))
        return
    for piece, is_left_out in (
        ("".join(units[:first]), False),
        (middle.removesuffix(tail), True),
        (tail + "".join(units[last:]), False),
    ):
        if piece and is_left_out:
            _leave_out(sides, piece)
        elif piece:
            for side in sides:
                side.append(Run(piece))


def _joined(runs: Iterable[Run]) -> Cell:
    """Neighbours of one mark made one; what stands for something stays by itself."""
    found: list[Run] = []
    for (mark, stands, figure), group in groupby(runs, key=lambda r: (r.mark, r.stands, r.figure)):
        if stands is None and figure is None:
            found.append(Run("".join(r.text for r in group), mark))
        else:
            found += group
    return tuple(r for r in found if r.text)
