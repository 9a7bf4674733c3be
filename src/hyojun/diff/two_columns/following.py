"""Why an entry reads otherwise though nothing of its own changed: what it names is called otherwise now."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..changes import DocumentComparison, Subject
from ..counterparts import ISSUED
from .entries import NUMBERS, Entry, Field

Numbers = Mapping[str, frozenset[str]]
"""ID in 現行 → in 改定後, of what the comparison knows to be the same thing under another number."""
_NAMES = ("名称", "題名")
_NAMED: Mapping[Subject, str] = {
    Subject.STEP: "作業の名称",
    Subject.LANE: "担当の名称",
    Subject.FLOW_NODE: "分岐などの名称",
    Subject.FLOW: "業務フローの題名",
}
_DRAWN: Mapping[Subject, str] = {
    Subject.CONNECTION: "作業のつながり",
    Subject.FLOW_NODE: "分岐など",
    Subject.LANE: "担当",
}
"""Parts of a drawing that the table of steps says in its own words."""
_CITED = "引用する先"
_NUMBERED = "IDの付け替え"


class Following(NamedTuple):
    """What others read otherwise for."""

    names: tuple[tuple[str, str, str], ...]
    """Of what was renamed: its kind of name, as it was, as it is."""
    numbers: Numbers
    drawn: Mapping[str, tuple[str, ...]]
    """Key of a flow → the parts of its drawing that changed."""


def following(found: DocumentComparison) -> Following:
    names = tuple(
        (_NAMED[c.kind], c.before, c.after)
        for c in found.changes
        if c.kind in _NAMED and c.field in _NAMES and c.before and c.after
    )
    drawn: dict[str, dict[str, None]] = defaultdict(dict)
    for c in found.changes:
        if c.kind in _DRAWN:
            drawn[(c.new or c.old)[0].partition("/")[0]][_DRAWN[c.kind]] = None
    return Following(names, _numbers(found), {flow: tuple(words) for flow, words in drawn.items()})


def _numbers(found: DocumentComparison) -> Numbers:
    """A guess that nobody has confirmed is no knowledge."""
    told = [(m.kind, m.old, m.new) for m in found.matches if m.confirmed]
    guessed = {(m.kind, m.old, m.new) for m in found.matches if not m.confirmed}
    told += [t for c in found.changes if (t := (c.kind, c.old, c.new)) not in guessed]
    into: dict[str, set[str]] = defaultdict(set)
    for kind, olds, news in told:
        for old in olds if kind in (*ISSUED, Subject.CODE_LIST) else ():
            into[old].update(new for new in news if new != old)
    return {old: frozenset(news) for old, news in into.items() if news}


def causes(old: Entry, new: Entry, known: Following, is_told: bool) -> Iterator[str]:
    """Words for 備考: what made fields of an entry read otherwise. `is_told`: changes of its own are told of it."""
    there = {f.word: f for f in new.fields}
    differing = [
        (f, now) for f in old.fields if (now := there.get(f.word)) is not None and now.text != f.text
    ]
    found: dict[str, None] = {}
    for was, now in differing:
        if not was.is_head:
            text, met = _as_called_now(was.text, old, new, known)
            found |= dict.fromkeys(met if text == now.text else ())
    if not found and not is_told:
        found = dict.fromkeys(_untold(old, [f for f, _ in differing], known))
    yield from (f"{cause}に伴う整理" for cause in found)


def _untold(old: Entry, differing: Sequence[Field], known: Following) -> Sequence[str]:
    """Why fields differ that the comparison has no change of."""
    if any(f.is_number and not f.is_head for f in differing):
        return (_NUMBERED,)
    if old.subject is Subject.FORM_ITEM:
        return ("前後の項目の増減",)
    flow = old.key.id.partition("/")[0] if old.subject is Subject.STEP else ""
    return [f"{what}の変更" for what in known.drawn.get(flow, (_CITED,))]


def _as_called_now(text: str, old: Entry, new: Entry, known: Following) -> tuple[str, list[str]]:
    """A text of 現行 with everything it names under its name of 改定後, and what was called otherwise."""
    met: list[str] = []
    numbered = NUMBERS.sub(lambda m: min(known.numbers.get(m[0], ()), default=m[0]), text)
    if numbered != text:
        met.append(_NUMBERED)
    renamed = [(f"{kind}の変更", was, now) for kind, was, now in known.names]
    if "「" in text:
        renamed += (
            ("見出しの番号又は題名の変更", f"「{was}」", f"「{now}」")
            for key, was in old.headings.items()
            if (now := new.headings.get(key, was)) != was
        )
    text = numbered
    # The longest first, so that none is taken for a part of another.
    for cause, was, now in sorted(renamed, key=lambda r: len(r[1]), reverse=True):
        if was in text:
            text = text.replace(was, now)
            met.append(cause)
    return text, met
