"""Which thing of the old edition is which of the new one, kind by kind, each in the way that fits it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hyojun.model import DataItem, Form, Function, Linkage

from .aligning.matching import STRANGE, How, Row, alike, is_same, matched
from .changes import Matched, Subject
from .keyed import keyed
from .pair import Thing

ISSUED = (Subject.FUNCTION, Subject.FORM, Subject.DATA_ITEM, Subject.GROUP, Subject.LINKAGE)
"""Kinds with IDs of a series: matched by ID and content."""
Row_ = list[Thing[Any]]


class Couple(NamedTuple):
    """Things that are each other: one and one, or more where they were split or merged."""

    olds: tuple[Thing[Any], ...]
    news: tuple[Thing[Any], ...]
    how: How = How.ID
    score: float = 1.0


class Answers(NamedTuple):
    """What authors say about who is who: pairs of old and new ID, by kind."""

    same: Mapping[str, frozenset[tuple[str, str]]]
    other: Mapping[str, frozenset[tuple[str, str]]]


NO_ANSWERS = Answers({}, {})


def of_series(
    subject: Subject,
    old: Row_,
    new: Row_,
    withdrawn: tuple[Row_, Row_],
    issued: frozenset[tuple[str, str]],
    answers: Answers,
) -> list[Couple]:
    """Things with IDs of a series. `withdrawn`: rows of 廃止 of both editions, which say what took their place;
    `issued`: pairs of 仮番号 and ID that the registers have, in the direction of the comparison."""
    olds, news = {t.id: t for t in old}, {t.id: t for t in new}
    other = answers.other.get(subject, frozenset())
    declared = issued | _declared(old, new, withdrawn) | answers.same.get(subject, frozenset())
    rows = [[_row(t) for t in side] for side in (old, new)]
    split_ids = {o for o, n in other if o == n}
    # A row that the author calls another thing under the same ID is matched under a name nobody else has.
    if split_ids:
        rows[0] = [r._replace(id=f"\0{r.id}") if r.id in split_ids else r for r in rows[0]]
    found = matched(rows[0], rows[1], declared, other)
    return [
        Couple(tuple(olds[i.lstrip("\0")] for i in m.old), tuple(news[i] for i in m.new), m.how, m.score)
        for m in found.matches
    ]


def _declared(old: Row_, new: Row_, withdrawn: tuple[Row_, Row_]) -> frozenset[tuple[str, str]]:
    """Pairs that 置換元 and 置換先 declare, in whichever edition and direction.

    置換元 says that a row goes on under another number. 置換先 of what was withdrawn says what to use in its stead,
    which may be something else altogether: then the one is gone and the other is new.
    """
    old_ids, new_ids = {t.id for t in old}, {t.id for t in new}
    pairs: set[tuple[str, str]] = set()
    for thing in new:
        pairs.update((r, thing.id) for r in getattr(thing.value, "replaces", ()))
    for thing in old:
        pairs.update((thing.id, r) for r in getattr(thing.value, "replaces", ()))
    pairs.update(
        _renumbered({(t.id, r) for t in withdrawn[1] for r in t.value.retired.replaced_by}, old, new)
    )
    pairs.update(
        _renumbered({(r, t.id) for t in withdrawn[0] for r in t.value.retired.replaced_by}, old, new)
    )
    # Between two rows that are in force: an ID that lives on belongs to both sides of its own replacement.
    pairs = {(a, b) for a, b in pairs if a in old_ids and b in new_ids and (a != b)}
    kept = {(i, i) for pair in pairs for i in pair if i in old_ids and i in new_ids}
    return frozenset(pairs | kept)


def _renumbered(replaced: Collection[tuple[str, str]], old: Row_, new: Row_) -> Iterator[tuple[str, str]]:
    """Those of the pairs that say the same: alike, or with a whole sentence in common (split and merged rows)."""
    ids = {o for o, _ in replaced}, {n for _, n in replaced}
    sides = [{t.id: _row(t) for t in side if t.id in own} for side, own in zip((old, new), ids, strict=True)]
    for o, n in replaced:
        if o in sides[0] and n in sides[1] and is_same(sides[0][o], sides[1][n]):
            yield o, n


def _row(thing: Thing[Any]) -> Row:
    value = thing.value
    match value:
        case Function():
            text = value.text
        case DataItem():
            text = "\n".join(t for t in (value.definition, value.description) if t) or value.romaji
        case Form():
            text = "\n".join(i.name for i in value.items) or value.purpose or ""
        case Linkage():
            text = value.occasion
        case _:
            text = "\n".join(i.name for i in value.items)
    return Row(thing.id, thing.name, text)


def is_strange(couple: Couple) -> bool:
    """Whether one ID stands for things that have nothing in common."""
    if couple.how is not How.ID or len(couple.olds) != 1 or len(couple.news) != 1:
        return False
    old, new = _row(couple.olds[0]), _row(couple.news[0])
    return old != new and alike(old, new) < STRANGE


def headings(old: Row_, new: Row_) -> list[Couple]:
    """Headings by key, by title and place, by title, and by the statements below them."""
    return _couples(
        keyed(
            old,
            new,
            (
                lambda t: t.value.key,
                lambda t: (t.value.title, t.place) if t.value.title else None,
                lambda t: t.value.title,
                lambda t: frozenset(f.id for f in t.value.functions) or None,
            ),
            lambda t: "\n".join(f.name for f in t.value.functions) or t.name,
        )
    )


def tree_nodes(old: Row_, new: Row_) -> list[Couple]:
    """Boxes by key, name and place, name and functions, functions, what hangs below, name, likeness."""
    return _couples(
        keyed(
            old,
            new,
            (
                lambda t: t.value.key,
                lambda t: (t.place, t.name, t.value.functions),
                lambda t: (t.place, t.name),
                lambda t: (t.name, t.value.functions),
                lambda t: t.value.functions or None,
                lambda t: tuple(c.name for c in t.value.children) or None,
                lambda t: t.name,
            ),
            lambda t: t.name,
        )
    )


def simple(old: Row_, new: Row_, *texts: str) -> list[Couple]:
    """Things by key or name, then by the first of these texts, then by likeness of name and texts."""

    def content(thing: Thing[Any]) -> str | None:
        return getattr(thing.value, texts[0]) if texts else None

    def said(thing: Thing[Any]) -> str:
        return "\n".join((thing.name, *(str(getattr(thing.value, t) or "") for t in texts)))

    return _couples(keyed(old, new, (lambda t: t.id, lambda t: t.name, content), said))


def form_items(old: Row_, new: Row_) -> list[Couple]:
    return _couples(
        keyed(
            old,
            new,
            (
                lambda t: (t.value.data_item, t.name, t.value.number),
                lambda t: (t.value.data_item, t.name),
                lambda t: t.name,
                lambda t: t.value.data_item,
                lambda t: t.value.fixed or t.value.computed,
            ),
            lambda t: t.name,
            0.5,
        )
    )


def code_values(old: Row_, new: Row_) -> list[Couple]:
    return _couples(keyed(old, new, (lambda t: t.value.value,)))


def chapters(old: Row_, new: Row_) -> list[Couple]:
    return _couples(keyed(old, new, (lambda t: t.id, lambda t: t.name, lambda t: t.value.source)))


def blocks(old: Row_, new: Row_) -> list[Couple]:
    """Headings first; then paragraphs of the same text, below the same heading or anywhere; then likeness."""
    is_heading: Callable[[Thing[Any]], bool] = lambda t: t.value.kind == "見出し"  # noqa: E731
    below = [_texts_below(side) for side in (old, new)]
    heads = keyed(
        [t for t in old if is_heading(t)],
        [t for t in new if is_heading(t)],
        (
            lambda t: t.value.key,
            lambda t: (t.value.text, t.above),
            lambda t: t.value.text,
            lambda t: frozenset(below[0].get(t.id, ()) or below[1].get(t.id, ())) or None,
        ),
        lambda t: t.value.text,
        0.5,
    )
    of = {a.id: b.id for a, b in heads}
    rest = [t._replace(above=of.get(t.above, t.above)) for t in old if not is_heading(t)]
    originals = {t.id: t for t in old}
    bodies = keyed(
        rest,
        [t for t in new if not is_heading(t)],
        (lambda t: (t.above, t.value.text), lambda t: t.value.text if len(t.value.text) > 12 else None),
    )
    done = {a.id for a, _ in bodies}, {b.id for _, b in bodies}
    free_old = [t for t in rest if t.id not in done[0]]
    free_new = [t for t in new if not is_heading(t) and t.id not in done[1]]
    for above in dict.fromkeys(t.above for t in free_old):
        own = [t for t in free_old if t.above == above], [t for t in free_new if t.above == above]
        bodies += keyed(*own, (), lambda t: t.value.text, 0.4)
    done = {a.id for a, _ in bodies}, {b.id for _, b in bodies}
    bodies += keyed(
        [t for t in rest if t.id not in done[0]],
        [t for t in new if not is_heading(t) and t.id not in done[1]],
        (),
        lambda t: t.value.text,
    )
    found = {b.id: (originals[a.id], b) for a, b in (*heads, *bodies)}
    return _couples(found[t.id] for t in new if t.id in found)


def _texts_below(row: Row_) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for thing in row:
        if thing.value.kind != "見出し":
            found.setdefault(thing.above, []).append(thing.value.text)
    return found


def lanes(old: Row_, new: Row_) -> list[Couple]:
    keys = (lambda t: (t.value.id, t.name), lambda t: t.name, lambda t: t.value.id)
    return _couples(keyed(old, new, keys))


def steps(old: Row_, new: Row_) -> list[Couple]:
    """Tasks by 手順キー, by element and name, by name and lane, by name; then renamed ones in their lane."""
    return _couples(
        keyed(
            old,
            new,
            (
                lambda t: t.value.key,
                lambda t: (t.value.id, t.name),
                lambda t: (t.name, t.above),
                lambda t: t.name,
                lambda t: (t.value.id, t.above),
            ),
            lambda t: t.name,
            0.5,
        )
    )


def flow_nodes(old: Row_, new: Row_) -> list[Couple]:
    return _couples(
        keyed(
            old,
            new,
            (
                lambda t: (t.value.id, t.value.kind, t.name),
                lambda t: (t.value.kind, t.name, t.above, t.value.trigger),
                lambda t: (t.value.kind, t.name),
                lambda t: (t.value.kind, t.value.id),
                lambda t: (t.value.kind, t.above),
            ),
        )
    )


def joints(old: Row_, new: Row_) -> list[Couple]:
    return _couples(
        keyed(
            old,
            new,
            (lambda t: t.value, lambda t: (t.value.kind, t.value.source, t.value.target)),
        )
    )


def _couples(pairs: Iterable[tuple[Thing[Any], Thing[Any]]]) -> list[Couple]:
    return [Couple((a,), (b,), How.ID if a.id == b.id else How.TEXT) for a, b in pairs]


def told(couples: Sequence[Couple]) -> list[Matched]:
    """Those worth telling: rows whose IDs differ, or that are several."""
    return [
        Matched(
            kind=c.news[0].subject,
            old=tuple(t.id for t in c.olds),
            new=tuple(t.id for t in c.news),
            how=c.how,
            score=c.score,
            confirmed=c.how is not How.LIKELY,
        )
        for c in couples
        if tuple(t.id for t in c.olds) != tuple(t.id for t in c.news)
    ]
