"""変遷: a line for each edition that did something to an entry, in the entry itself."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from hyojun.diff import CATALOGUE, Change, Event, Held, Step, Weight, labels_of, timelines, words
from hyojun.model import Correction, Document, Errata
from hyojun.source import place_of

from ..binding import DECIDED
from ..markup import html
from . import comparisons, errata
from .pen import Pen


class Corrected(NamedTuple):
    """What one 正誤 did to an entry."""

    held: Held
    errata: Errata
    corrections: tuple[Correction, ...]


class Timelines(NamedTuple):
    """What the editions did, for every entry of a site."""

    events: Mapping[tuple[str, str], tuple[Event, ...]]
    """業務ID and citation → what each edition did to it, the oldest first."""
    corrected: Mapping[tuple[str, str], tuple[Corrected, ...]]
    """業務ID and citation → what was found wrong with it in an edition that was out."""
    oldest: Mapping[tuple[str, str], Held]
    """業務ID and 文書 → the oldest edition that was frozen."""


def of(steps: Iterable[Step], released: Iterable[Held] = ()) -> Timelines:
    them = tuple(steps)
    oldest: dict[tuple[str, str], Held] = {}
    for step in (s for s in them if s.is_final):
        oldest.setdefault((step.business, step.document), step.old)
    corrected: dict[tuple[str, str], list[Corrected]] = {}
    for held in released:
        for found in held.errata:
            for label, own in groupby(sorted(found.corrections, key=_target), key=_target):
                told = Corrected(held, found, tuple(own))
                corrected.setdefault((held.business.id, label), []).append(told)
    return Timelines(timelines(them), {k: tuple(v) for k, v in corrected.items()}, oldest)


def _target(correction: Correction) -> str:
    return correction.target


def told(pen: Pen, known: Timelines, document: Document, kind: str, id: str | None) -> Markup:
    """変遷 of an entry, folded; in one line that it never changed; nothing where no edition was frozen."""
    oldest = known.oldest.get((_business(pen), document.name))
    if oldest is None or id is None:
        return Markup("")
    folded = _folded(pen, known, oldest, kind, id)
    return folded or html('<p class="timeline">{}変更なし</p>', _since(oldest))


def changed(
    pen: Pen, known: Timelines, document: Document, kind: str, cells: Iterable[Markup], entries: Iterable[Any]
) -> tuple[Markup, ...]:
    """Cells of a column with 変遷 below those whose entry changed; a narrow table tells nothing of the others."""
    oldest = known.oldest.get((_business(pen), document.name))
    if oldest is None:
        return tuple(cells)
    return tuple(
        cell + _folded(pen, known, oldest, kind, entry.id) for cell, entry in zip(cells, entries, strict=True)
    )


def _business(pen: Pen) -> str:
    return pen.business.id if pen.business else ""


def _folded(pen: Pen, known: Timelines, oldest: Held, kind: str, id: str) -> Markup:
    """The lines of an entry in order of editions, each 正誤 after the edition it corrects; nothing without any."""
    at = _business(pen), f"{kind}{id}"
    events = known.events.get(at, ())
    dated = [(place_of(e.step.new.edition), 0, _line(pen, e, kind, id)) for e in events]
    dated += [
        (place_of(c.held.edition), c.errata.number, _correction(pen, c)) for c in known.corrected.get(at, ())
    ]
    if not dated:
        return Markup("")
    lines = [line for _, _, line in sorted(dated, key=lambda d: d[:2])]
    if not (events and _begins(events[0], kind, id)):
        lines.insert(0, html("<li>{}</li>", _since(oldest)))
    return html(
        '<details class="timeline"><summary>変遷（{}）</summary><ol>{}</ol></details>',
        len(dated),
        Markup("").join(lines),
    )


def _begins(event: Event, kind: str, id: str) -> bool:
    """Whether the entry came with this edition."""
    return any(f"{kind}{id}" in labels_of(c) and not c.old and c.kind == kind for c in event.changes)


def _since(oldest: Held) -> str:
    """第1.0版から; where there were editions before the oldest frozen one, nobody knows since when."""
    earlier = any(place_of(r.edition) < place_of(oldest.edition) for r in oldest.document.history)
    return f"{comparisons.edition(oldest.edition)}{'以前' if earlier else ''}から"


def _line(pen: Pen, event: Event, kind: str, id: str) -> Markup:
    step = event.step
    docname = comparisons.address(step)
    shown: dict[str, Markup] = {}
    for change in event.changes:
        said = words.clean(_words(change, kind, id))
        link = html('<a href="{}#c-{}">{}</a>', pen.to(docname), change.fingerprint, said)
        shown.setdefault(said, link if pen.has(docname) else escape(said))
    return html(
        "<li><b>{}</b>（{}）：{}</li>",
        comparisons.edition(step.new.edition),
        "、".join(_asides(pen, step)),
        Markup("、").join(shown.values()),
    )


def _correction(pen: Pen, found: Corrected) -> Markup:
    fields = "、".join(dict.fromkeys(f"{c.field or '記載'}の訂正" for c in found.corrections))
    return html(
        "<li><b>{} 正誤{}</b>（{}）：{}</li>",
        comparisons.edition(found.held.edition),
        found.errata.number,
        pen.day(found.errata.day),
        errata.linked(pen, found.held, found.errata, words.clean(fields)),
    )


def _asides(pen: Pen, step: Step) -> Iterator[str]:
    """What an edition is and since when: 2025年8月29日; 案; 作業中 where nothing says that it will be another one."""
    document = step.new.document
    if step.is_current and step.old.edition == step.new.edition:
        yield step.comparison.new.label if step.comparison.new else ""
        return
    if document.status not in DECIDED or document.day is None:
        yield document.status.value
    if document.day is not None:
        yield pen.day(document.day)


def _words(change: Change, kind: str, id: str) -> str:
    """機能要件の変更, 適合基準日の変更（町村）, 新設, 手順「審査」の担当の変更, 機能0020041への置き換え."""
    if change.kind != kind:
        return f"{change.kind.value}「{change.name}」の{_what(change)}"
    if change.new and id not in change.new:
        return f"{'、'.join(f'{kind}{new}' for new in change.new)}への置き換え"
    return _what(change)


def _what(change: Change) -> str:
    if change.field is None:
        return CATALOGUE[change.code].name if change.old and change.new else "新設" if change.new else "廃止"
    asides = list(change.bodies)
    if change.before in change.old and change.after in change.new:  # a new number
        asides.append(f"{change.before}から")
    is_wording = change.weight is Weight.EDITORIAL and change.before is not None
    told = f"（{'、'.join(asides)}）" if asides else ""
    return f"{change.field}の{'字句の整理' if is_wording else '変更'}{told}"
