"""A comparison and both editions → the rows of its 新旧対照表."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hyojun.model import Business, Document

from ..changes import ORDER, Change, DocumentComparison, Subject
from ..counterparts import ISSUED
from ..reports.words import clean, title
from .entries import Entry, entries
from .following import Following, Numbers, causes, following
from .marking import compared, joined, marked, unmarked, whole, withdrawn
from .naming import goes_on
from .pairing import Couple, paired
from .table import ADDED, REMOVED, Cell, ComparisonTable, Key, Row, Run
from .wording import AS_WRITTEN, Wording

_PLACES = ("見出し", ORDER, "上位")
"""Fields of changes that tell where something stands."""
_TOLD_BY = (Subject.CONNECTION, Subject.LANE, Subject.CHAPTER)
"""Kinds that rows of others tell: lines and lanes the table of steps, a chapter its paragraphs."""
_REST = "図など"
"""Title above what is no entry."""
_PARTED = {Subject.STEP.value: "/", Subject.BLOCK.value: "/", Subject.FLOW.value: "\0"}

Held = tuple[Business, Document]


def comparison_table(
    found: DocumentComparison, old: Held | None, new: Held | None, wording: Wording = AS_WRITTEN
) -> ComparisonTable:
    """The 新旧対照表 of a document; `old` None: the document is new, `new` None: it is gone.

    Both texts can be had from it: the cells of an entry, with what （略） stands for, are the texts of the entry on
    both sides, and every entry of both documents is in one row.
    """
    about = any(c.kind is Subject.BUSINESS for c in found.changes)
    before, after = (entries(*held, whole=about, wording=wording) if held else () for held in (old, new))
    told = _by_key(found.changes)
    couples = paired(before, after, found)
    table = _Table(before, after, told, following(found), _gone_on(couples))
    for couple in couples:
        table.add(couple)
    table.end()
    table.rest(found.changes)
    return ComparisonTable(found, tuple(table.rows))


class _Told(NamedTuple):
    """Changes by what either side calls their thing."""

    old: Mapping[Key, Sequence[Change]]
    new: Mapping[Key, Sequence[Change]]


def _by_key(changes: Iterable[Change]) -> _Told:
    found: tuple[dict[Key, list[Change]], ...] = (defaultdict(list), defaultdict(list))
    for change in changes:
        for side, ids in zip(found, (change.old, change.new), strict=True):
            for id in ids:
                side[Key(change.kind.value, id)].append(change)
    return _Told(*found)


def _gone_on(couples: Iterable[Couple]) -> dict[Key, Couple]:
    """By the key it had in 現行, what goes on under another number."""
    return {
        old.key: couple
        for couple in couples
        for old in couple.olds
        if couple.news and old.subject in ISSUED and old.key not in _keys(couple.news)
    }


class _Table:
    """The rows as they come; used once."""

    def __init__(
        self,
        old: Sequence[Entry],
        new: Sequence[Entry],
        told: _Told,
        known: Following,
        gone_on: Mapping[Key, Couple],
    ) -> None:
        self.rows: list[Row] = []
        self.known, self.gone_on = known, gone_on
        self.told = told
        self.by_key = {e.key: e for e in old}, {e.key: e for e in new}
        self.across: tuple[dict[Key, Key], dict[Key, Key]] = ({}, {})
        """Key of a heading on one side → on the other, as rows are added."""
        self.part = ""
        self.above: tuple[Key, ...] = ()
        """What the last row stands under."""
        self.last: Key | None = None
        self.gap: tuple[list[Entry], list[Entry]] = ([], [])

    def add(self, couple: Couple) -> None:
        for o in couple.olds:
            for n in couple.news:
                self.across[0].setdefault(o.key, n.key)
                self.across[1].setdefault(n.key, o.key)
        changes = self._changes(couple)
        if not changes and _is_same(couple):
            self.gap[0].extend(couple.olds)
            self.gap[1].extend(couple.news)
            return
        self.end()
        shown = (couple.news or couple.olds)[0]
        self._above(shown, is_new=bool(couple.news))
        is_moved = any(c.field in _PLACES for c in changes if c.old and c.new)
        new, old = _cells(couple, is_moved, self.known.numbers if changes else None)
        on = self.gone_on.get(shown.key) if shown.retired and not couple.olds else None
        remarks = (
            *([("欠番", goes_on(shown.subject, _ids(on.olds), _ids(on.news)))] if on else ()),
            *_remarks(couple, changes, (*new, *old)),
            *self._followed(couple, changes),
        )
        elsewhere = _keys(on.news) if on else ()
        self.rows.append(
            Row("本文", new, old, _keys(couple.news), _keys(couple.olds), changes, remarks, elsewhere)
        )

    def _followed(self, couple: Couple, changes: Sequence[Change]) -> Iterator[tuple[str, str]]:
        """Who it was under another number, and what it reads otherwise for though that is no change of its own."""
        if len(couple.olds) != 1 or len(couple.news) != 1:
            return
        (old,), (new,) = couple
        if old.key in self.gone_on:
            yield "対応", f"{old.key.label}から付け替え"
        if old.retired == new.retired:
            yield from (("対応", said) for said in causes(old, new, self.known, bool(changes)))

    def end(self) -> None:
        """Close what is left out."""
        if any(self.gap):
            self.rows.append(Row("略", news=_keys(self.gap[1]), olds=_keys(self.gap[0])))
            self.gap = ([], [])

    def rest(self, changes: Iterable[Change]) -> None:
        """Changes of what is no entry: parts of drawings, where no step tells of them, and things of elsewhere."""
        told = {c.fingerprint for row in self.rows for c in row.changes}
        shown = [k for r in self.rows if r.kind == "本文" for k in (*r.news, *r.olds)]
        wholes = {k.id.partition(_PARTED[k.kind])[0] for k in shown if k.kind in _PARTED}
        for change in changes:
            whole_of = (change.new or change.old)[0].partition("/")[0]
            if change.fingerprint in told or (change.kind in _TOLD_BY and whole_of in wholes):
                continue
            if self.part != _REST:
                self.part = _REST
                self.rows.append(Row("部", unmarked(_REST), unmarked(_REST)))
            self._by_itself(change)

    def _by_itself(self, change: Change) -> None:
        name = clean(title(change))
        told = f"{name}\n【{change.field}】" if change.field else f"{name}\n"
        cells = [
            (Run(told), *marked(text))
            if (text := clean(t or "")) and ids
            else tuple(marked(name))
            if ids
            else ()
            for t, ids in ((change.after, change.new), (change.before, change.old))
        ]
        remarks = () if any(r.mark for c in cells for r in c) else tuple(_told_only((change,)))
        self.rows.append(Row("本文", cells[0], cells[1], changes=(change,), remarks=remarks))

    def _changes(self, couple: Couple) -> tuple[Change, ...]:
        """Every change that is told of these entries, each once."""
        found = [
            c
            for told, side in ((self.told.new, couple.news), (self.told.old, couple.olds))
            for e in side
            for c in told.get(e.key, ())
            if not e.retired or (c.old and c.new)
        ]
        return tuple({c.fingerprint: c for c in found}.values())

    def _above(self, entry: Entry, is_new: bool) -> None:
        """The part and the headings that an entry stands under, where they are others than before."""
        path = tuple(self._path(entry, is_new))
        # At the top again: the headings that came last, which a page repeats, hold no more.
        if entry.part != self.part or (self.above and not path):
            self.part, self.above, self.last = entry.part, (), None
            self.rows.append(Row("部", unmarked(entry.part), unmarked(entry.part)))
        if path not in (self.above, (*self.above, self.last)):
            own, other = (1, 0) if is_new else (0, 1)
            there = (self.across[own].get(key) for key in path)
            cells = _headings(self.by_key[own], path), _headings(self.by_key[other], [k for k in there if k])
            self.rows.append(Row("見出し", *(cells if is_new else cells[::-1])))
        self.above, self.last = path, entry.key

    def _path(self, entry: Entry, is_new: bool) -> Iterator[Key]:
        known = self.by_key[is_new]
        found: list[Key] = []
        key = entry.above
        while key is not None and key in known and key not in found:
            found.append(key)
            key = known[key].above
        yield from reversed(found)


def _keys(them: Iterable[Entry]) -> tuple[Key, ...]:
    return tuple(e.key for e in them)


def _ids(them: Iterable[Entry]) -> list[str]:
    return [e.key.id for e in them]


def _headings(known: Mapping[Key, Entry], path: Iterable[Key]) -> Cell:
    return unmarked("\n".join("　" * n + known[key].head for n, key in enumerate(path)))


def _is_same(couple: Couple) -> bool:
    """Whether a reader of both sides reads the same; numbers that are generated do not count."""
    if len(couple.olds) != 1 or len(couple.news) != 1:
        return False
    return couple.olds[0].is_same(couple.news[0])


def _cells(couple: Couple, is_moved: bool, numbers: Numbers | None) -> tuple[Cell, Cell]:
    olds, news = couple
    if not olds or not news:
        new, old = ((run for e in side for run in whole(e.fields)) for side in (news, olds))
        return tuple(new), tuple(old)
    if len(olds) == len(news) == 1:
        if olds[0].retired != news[0].retired:
            return withdrawn(news[0].fields, olds[0].fields, REMOVED if news[0].retired else ADDED)
        held = news[0].held, olds[0].held
        return compared(news[0].fields, olds[0].fields, is_moved, held, numbers)
    return joined([e.fields for e in news], [e.fields for e in olds])


def _remarks(couple: Couple, changes: Sequence[Change], runs: Iterable[Run]) -> Iterator[tuple[str, str]]:
    for change in changes:
        if change.field == ORDER:
            yield "移動", f"並び順の変更（{clean(change.before or '')}から、{clean(change.after or '')}へ）"
        elif change.field in _PLACES and change.old and change.new:
            yield "移動", f"「{clean(change.before or '')}」から移動"
    if couple.news and couple.news[0].retired and not (couple.olds and couple.olds[0].retired):
        yield "欠番", "欠番とする。"
    if len(couple.news) > 1:
        yield "対応", "現行の一つを分割"
    elif len(couple.olds) > 1:
        yield "対応", "現行の複数を統合"
    if not any(run.mark for run in runs):
        yield from _told_only(changes)


def _told_only(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
    """What no text shows: a picture, a key."""
    fields = dict.fromkeys(clean(c.field) for c in changes if c.field and c.field not in _PLACES)
    if fields:
        yield "図など", f"{'、'.join(fields)}の変更"
