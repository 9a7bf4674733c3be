"""What a kind of change looks at: a thing in both editions, or in one of them only."""

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from hyojun.model import Value, is_provisional

from .aligning.wording import Spell, is_wording
from .changes import ORDER, Audience, Subject, Weight
from .setting import Setting

V = TypeVar("V")


class Thing(NamedTuple, Generic[V]):
    """A thing of one edition with its place in it."""

    subject: Subject
    id: str
    """As printed: its ID or key, for a part 「0020001/氏名」."""
    name: str
    value: V
    document: str
    above: str = ""
    """What it stands under, by ID or key; empty at the top."""
    place: str = ""
    """The same in words: 2.1 登録申請."""
    lasting: str = ""
    """What it is recognised by where the ID is of a drawing tool; empty: its ID."""


class Pair(NamedTuple, Generic[V]):
    """What is in both editions. Of a split or a merger, `old` and `new` are all rows of it in one."""

    olds: tuple[Thing[V], ...]
    news: tuple[Thing[V], ...]
    old: V
    new: V
    setting: Setting
    is_moved: bool = False
    """It stands under something else."""
    order: tuple[str, str] | None = None
    """Where it stood and where it stands, in words, if it is one of the fewest that have to be moved to come from one
    order to the other."""


class Added(NamedTuple, Generic[V]):
    """What only the new edition has."""

    thing: Thing[V]
    value: V
    setting: Setting


class Removed(NamedTuple, Generic[V]):
    """What only the old edition has."""

    thing: Thing[V]
    value: V
    setting: Setting


class Draft(NamedTuple):
    """A change before its kind gives it code, weight and reason."""

    field: str | None = None
    before: str | None = None
    after: str | None = None
    bodies: tuple[str, ...] = ()
    weight: Weight | None = None
    """Where one kind matters less or more by what it is about; None: the kind's own."""
    remark: str = ""
    """Said after the reason of the kind."""
    audiences: tuple[Audience, ...] = ()
    """Where it is for fewer than the kind is; empty: the kind's own."""
    named: tuple[str, ...] = ()
    """Citations of what it names that is in force: to be looked at with what cites the thing."""


def said(value: Any) -> str | None:
    """A value as people read it; None for what is not there."""
    if value is None or value in ((), {}, []):
        return None
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "あり" if value else "なし"
    if isinstance(value, tuple | list):
        # Entries of a list of things stand on lines of their own, as in the source.
        between = "\n" if any(isinstance(v, Value) for v in value) else "、"
        return between.join(said(v) or "" for v in value)
    if isinstance(value, dict):
        return "、".join(f"{k}: {said(v)}" for k, v in value.items())
    if isinstance(value, Value):
        return said(value.plain())
    return str(value)


def _word(value: Value, attribute: str) -> str:
    """The published word of a field."""
    return type(value).model_fields[attribute].alias or attribute


def differing(pair: Pair[Any], *attributes: str) -> Iterator[Draft]:
    """A draft for each of these fields that is not the same."""
    for a in attributes:
        before, after = getattr(pair.old, a), getattr(pair.new, a)
        if before != after:
            yield Draft(_word(pair.new, a), said(before), said(after))


def following(pair: Pair[Any], attribute: str, subject: Subject) -> Iterator[Draft]:
    """The same for a field that names another thing: that it got another ID is no change here."""
    if not pair.setting.is_same(subject, getattr(pair.old, attribute), getattr(pair.new, attribute)):
        yield from differing(pair, attribute)


def numbered(pair: Pair[Any], field: str) -> Iterator[Draft]:
    """A draft for things under other IDs. Nobody else refers to a 仮番号: that it became a number is no more than that."""
    olds, news = (tuple(t.id for t in side) for side in (pair.olds, pair.news))
    if olds != news:
        issued = any(map(is_provisional, olds)) != any(map(is_provisional, news))
        remark = "仮番号と正式な番号との違いであり、公表した版の番号は変わっていません。" if issued else ""
        yield Draft(field, said(olds), said(news), weight=Weight.REVIEW if issued else None, remark=remark)


def reordered(pair: Pair[Any]) -> Iterator[Draft]:
    """A draft for what stands under the same thing in another order."""
    if pair.order:
        yield Draft(ORDER, *pair.order)


def substance(pair: Pair[Any], *attributes: str) -> Iterator[Draft]:
    """A draft for each of these texts that differs in more than wording."""
    yield from (d for d in differing(pair, *attributes) if _wording(pair, d) is None)


def wording(pair: Pair[Any], *attributes: str) -> Iterator[Draft]:
    """A draft for each of these texts that differs in wording alone."""
    yield from (found for d in differing(pair, *attributes) if (found := _wording(pair, d)))


def _wording(pair: Pair[Any], draft: Draft) -> Draft | None:
    """The draft, if it tells of wording alone: as written, or once renumbered IDs are followed."""
    before, after = draft.before, draft.after
    if before is None or after is None:
        return None
    if same_wording(before, after, pair.setting.spell):
        return draft
    levelled = pair.setting.levelled(before, after, draft.field)
    if levelled != (before, after) and same_wording(*levelled, pair.setting.spell):
        return draft._replace(remark="引用するIDの付け替えに伴う書き換えを含みます。")
    return None


@lru_cache(maxsize=20_000)
def same_wording(old: str, new: str, spell: Spell) -> bool:
    """`is_wording`, remembered: several kinds ask it of the same texts."""
    return is_wording(old, new, spell)


def joining(pair: Pair[Any], attribute: str, subject: Subject | None) -> Iterator[Draft]:
    """What a list of IDs has only in the new edition, in one draft. IDs are followed where they changed.

    `subject` None: a list of names, or of citations that say their kind.
    """
    here, there = _lists(pair, attribute, subject)
    if more := tuple(i for i in there if i not in here):
        yield Draft(_word(pair.new, attribute), None, said(more), named=_in_force(pair, subject, more))


def leaving(pair: Pair[Any], attribute: str, subject: Subject | None) -> Iterator[Draft]:
    """What a list of IDs has only in the old edition, in one draft, under the old IDs."""
    there = _lists(pair, attribute, subject)[1]
    ids: tuple[str, ...] = getattr(pair.old, attribute)
    follow = pair.setting.followed
    if less := tuple(i for i in ids if not follow(subject, (i,)).keys() & there):
        yield Draft(_word(pair.new, attribute), said(less), None, named=_in_force(pair, subject, less))


def _in_force(pair: Pair[Any], subject: Subject | None, ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{subject}{i}" for i in ids if subject and i in pair.setting.live.get(subject, ()))


def _lists(
    pair: Pair[Any], attribute: str, subject: Subject | None
) -> tuple[dict[str, None], dict[str, None]]:
    old, new = getattr(pair.old, attribute), getattr(pair.new, attribute)
    return pair.setting.followed(subject, old), dict.fromkeys(new)
