"""One change as its page shows it: what it is about, both sides, what is said of it, where it leads."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from hyojun.diff import (
    CATALOGUE,
    WEIGHT_WORDS,
    Change,
    ChangeKind,
    Held,
    Part,
    Piece,
    Question,
    Step,
    Subject,
    Weight,
)
from hyojun.diff import words as told
from hyojun.model import Account, Business, Chapter, Flow, Kind, Ref

from ..markup import html
from . import comparisons
from .addresses import Place
from .before_after import LAYOUT
from .passages import Passages, Sides
from .pen import Pen

MARKS = {Weight.BREAKING: "◆", Weight.REVIEW: "▲", Weight.EDITORIAL: "○"}
"""Shapes of the weights, so that colour is not all that tells them apart."""
_WHOLES = {
    Subject.FORM_ITEM: Kind.FORM,
    Subject.CODE_VALUE: Kind.CODE_LIST,
    Subject.LANE: Kind.FLOW,
    Subject.FLOW_NODE: Kind.FLOW,
    Subject.CONNECTION: Kind.FLOW,
}
"""Parts that have no place of their own, and what they are parts of."""
_PAGES = {
    Subject.BUSINESS: "index",
    Subject.DOCUMENT: "index",
    Subject.NON_FUNCTIONAL: "non-functional",
    Subject.LOCAL_MEASURE: "local-measures",
    Subject.OUT_OF_SCOPE: "out-of-scope",
}
"""Where things stand that have no place: a page of the 業務."""
_KEYED = (
    Subject.HEADING,
    Subject.TREE_NODE,
    Subject.FLOW,
    Subject.LANE,
    Subject.STEP,
    Subject.FLOW_NODE,
    Subject.CHAPTER,
    Subject.FORM_ITEM,
    Subject.TERM,
    Subject.SCREEN,
    Subject.DETAIL,
    Subject.ALERT,
    Subject.CHARACTERS,
    Subject.NON_FUNCTIONAL,
    Subject.LOCAL_MEASURE,
    Subject.OUT_OF_SCOPE,
)
"""What has a key for machines, or none."""
_FLOW_KINDS = (Subject.FLOW, Subject.STEP, Subject.LANE, Subject.FLOW_NODE, Subject.CONNECTION)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AS_WRITTEN = ("サンプル値", "既定値")
"""Fields whose days are data, not days of the calendar: they stay as they are stored."""
_FOR_MACHINES = ("キー", "ファイル", "sha256")
_DRAWN = ("その他の要素", "接続")
"""Parts of a flow that its drawing shows."""
_ID = re.compile(r"[0-9]{3}[0-9a-z仮]+")
_KINDS = {
    "データ項目": Kind.DATA_ITEM,
    "帳票": Kind.FORM,
    "連携": Kind.LINKAGE,
    "機能": Kind.FUNCTION,
    "機能ID": Kind.FUNCTION,
}
"""Fields that are lists of IDs, and of what."""


def marked_weight(weight: Weight) -> Markup:
    """Shape and word of a weight, in its colour."""
    pattern = '<span class="weight weight-{}"><span aria-hidden="true">{}</span> {}</span>'
    return html(pattern, weight.name.lower(), MARKS[weight], WEIGHT_WORDS[weight])


def name(change: Change) -> Markup:
    """機能0020011 受付; by its name alone where nobody knows its key (見出し「登録」)."""
    return escape(_name(change))


def _name(change: Change) -> str:
    if change.kind is Subject.CONNECTION:
        return told.clean(f"{change.kind.value}{change.name}")
    return (
        told.clean(f"{change.kind.value}「{change.name}」") if change.kind in _KEYED else told.title(change)
    )


def what(change: Change) -> Markup:
    """What of it changed, and for which 団体区分."""
    bodies = f"［{'、'.join(change.bodies)}］" if change.bodies else ""
    return escape(told.what(change) + told.clean(bodies))


def place_of(pen: Pen, business: str, change: Change) -> Place | None:
    """Where the thing stands on the site now, be it as 欠番; None where it is gone."""
    at = partial(_at, pen)
    if not change.new:
        gap = _gap(pen.business, change)
        return at(gap) if gap else None
    id = change.new[0]
    match change.kind:
        case kind if kind in _PAGES:
            docname = f"{business}/{_PAGES[kind]}"
            return Place(docname, pen.map.pages[docname].anchor, "") if pen.has(docname) else None
        case Subject.CHAPTER | Subject.BLOCK:
            return _in_prose(pen, business, id)
        case Subject.TREE_NODE:
            return at(Ref(business, Kind.TREE_NODE, id.rpartition("／")[2]))
        case kind if kind in _WHOLES:
            return at(_ref(business, _WHOLES[kind], id.partition("/")[0]))
        case kind:
            return at(_ref(business, Kind(kind.value), id))


def _gap(business: Business | None, change: Change) -> Ref | None:
    """The row that is kept of what was withdrawn. Under an ID that means something else now stands another thing."""
    kind = next((k for k in Kind if k.value == change.kind.value), None)
    entry = business.named(kind).get(change.old[0]) if business and kind else None
    return entry.ref if entry and entry.retired else None


def _at(pen: Pen, ref: Ref) -> Place | None:
    return pen.map.places.get(ref)


def _ref(business: str, kind: Kind, id: str) -> Ref:
    """An address inside a 業務, as `Business.ref` makes it."""
    return Ref(business, kind, id)


def _in_prose(pen: Pen, business: str, id: str) -> Place | None:
    """The heading that a paragraph stands under, else the first one of its chapter that has an anchor."""
    file, _, rest = id.partition(".md/")
    key = rest.partition("#")[0]
    if found := pen.map.places.get(Ref(business, Kind.HEADING, key)):
        return found
    chapter = file if file.endswith(".md") else f"{file}.md"
    on = (p for p in pen.map.by_business.get(business, ()) if isinstance(p.subject, Chapter))
    docname = next((p.docname for p in on if p.subject.file == chapter), "")
    return next((place for _, place in pen.map.on(docname)), None)


def linked(pen: Pen, business: str, change: Change) -> Markup:
    """The name, leading to the place of the thing on the site."""
    place = place_of(pen, business, change)
    return pen.linked(place, _name(change)) if place else name(change)


def where(step: Step, change: Change) -> Markup:
    """What stands above it: headings, the 帳票 of an item, the flow and lane of a part."""
    flow = flow_title(step, flow_key(change)) if change.kind in _FLOW_KINDS[1:] else None
    return escape(told.clean("／".join(above for above in (flow, change.place) if above)))


def cited(pen: Pen, label: str) -> Markup:
    """機能0020001 as a link, also into another 業務 of the site."""
    kind = next((k for k in Kind if label.startswith(k.value)), None)
    words = told.clean(label)
    if kind is None or pen.business is None:
        return escape(words)
    id = label.removeprefix(kind.value)
    place = pen.map.places.get(pen.ref(kind, id))
    if place is None:  # keys are those of one 業務, and the label does not say of which
        others = [p for b in pen.map.by_business if (p := pen.map.places.get(Ref(b, kind, id)))]
        place = others[0] if len(others) == 1 else None
    if place is None:
        return escape(words)
    return pen.linked(place, f"{words} {place.name}" if id[:1].isdigit() else f"{kind.value} {place.name}")


def links(pen: Pen, steps: Iterable[Step]) -> tuple[Markup, ...]:
    """Steps by their counts, each leading to its page."""
    return tuple(
        html(
            '<a href="{}">{}から：{}</a>',
            pen.to(comparisons.address(s)),
            comparisons.edition(s.old.edition),
            comparisons.counts(s),
        )
        for s in steps
    )


def day(pen: Pen, written: str | None) -> Markup:
    """A 適合基準日, or one for each 団体区分, in the calendar of the site; nothing for none."""
    return escape(told.clean(pen.dated(written))) if written else Markup("")


# both sides


def sides(pen: Pen, passages: Passages, change: Change) -> Sides | None:
    """What stood there and what stands there now; None where a picture shows it."""
    if found := passages.sides(change):
        return found
    if change.code == LAYOUT:
        return None
    before, after = passages.old.name(change.before), passages.new.name(change.after)
    if any(_DAY.fullmatch(t or "") for t in (before, after)) and change.field not in _AS_WRITTEN:
        return Sides(_all("ins", day(pen, after)), _all("del", day(pen, before)))
    if parts := passages.pieces(change) or change.parts:
        return Sides(_marked(parts, "+", "ins"), _marked(parts, "-", "del"))
    if change.field is None and (change.content or before or after):
        return Sides(
            _whole(pen, passages.step, change, "新", after) or _gone(passages.step, change),
            _whole(pen, passages.step, change, "旧", before) or Markup('<span class="none">（新設）</span>'),
        )
    if not before and not after:
        return None
    return Sides(_all("ins", _ids(pen, change, after)), _all("del", _ids(pen, change, before)))


def _gone(step: Step, change: Change) -> Markup:
    """In the place of what is gone: whether its row stays as 欠番."""
    said = "廃止（欠番として残る）" if _gap(step.new.business, change) else "（削除）"
    return html('<span class="none">{}</span>', said)


def _all(tag: str, text: Markup | str | None) -> Markup:
    """A text that came or went as a whole."""
    return html("<{0}>{1}</{0}>", tag, text) if text else Markup('<span class="none">（なし）</span>')


def _marked(parts: Iterable[Piece | Part], sign: str, tag: str) -> Markup:
    own = (p for p in parts if p.sign in ("=", sign))
    shown = (
        escape(told.clean(p.text)) if p.sign == "=" else html("<{0}>{1}</{0}>", tag, told.clean(p.text))
        for p in own
    )
    return Markup("").join(shown) or Markup('<span class="none">（なし）</span>')


def _ids(pen: Pen, change: Change, text: str | None) -> Markup:
    """A list of IDs, each with its name where the site knows it; any other text as it is."""
    found = _named(pen, change.field or "", (text or "").split("、"))
    if found is not None:
        return found
    return escape(told.clean(text or "" if change.field in _AS_WRITTEN else pen.dated(text or "")))


def _named(pen: Pen, field: str, ids: Sequence[Any]) -> Markup | None:
    """IDs one under the other; None where the field holds something else."""
    kind = _KINDS.get(field)
    if kind is None or not all(isinstance(i, str) and _ID.fullmatch(i) for i in ids):
        return None
    places = ((i, pen.map.places.get(pen.ref(kind, i))) for i in ids)
    return Markup("\n").join(pen.linked(p, f"{i} {p.name}") if p else escape(i) for i, p in places)


def _whole(pen: Pen, step: Step, change: Change, side: str, text: str | None) -> Markup:
    """A thing with all its fields; several of them where it was split or merged."""
    if not (change.new if side == "新" else change.old):
        return Markup("")
    content = change.content
    if content is None:
        return escape(told.clean(text or ""))
    several = content.get(side) if set(content) == {"旧", "新"} else None
    rows = several if isinstance(several, list) else [content]
    held = step.new if side == "新" else step.old
    shown = (_fields(pen, _readable(pen, step, held, change.kind, row)) for row in rows)
    return Markup("").join(html('<dl class="fields">{}</dl>', fields) for fields in shown)


def _readable(
    pen: Pen, step: Step, held: Held, kind: Subject, row: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """What people read of a thing: no keys and files, no coordinates, of a drawing who does what."""
    for word, value in row.items():
        if word in _FOR_MACHINES or (kind is Subject.FLOW and word in _DRAWN):
            continue
        if word == "レイアウト":
            yield word, _drawn_at(pen, step, held, str(row.get("帳票ID")))
        elif kind is Subject.FLOW and isinstance(value, list):
            yield ("担当" if word == "レーン" else word), "、".join(v["名称"] for v in value if v.get("名称"))
        else:
            yield word, value


def _drawn_at(pen: Pen, step: Step, held: Held, id: str) -> Markup:
    """Where a layout is drawn: on the page of its 帳票, in its own edition."""
    of_edition = f"{step.business}/{step.document}/{held.edition}/forms/{id}"
    docname = f"{step.business}/forms/{id}" if held is step.new and step.is_current else of_edition
    words = "図のとおり"
    return html('<a href="{}">{}</a>', pen.to(docname), words) if pen.has(docname) else escape(words)


def _fields(pen: Pen, row: Iterable[tuple[str, Any]]) -> Markup:
    return Markup("").join(
        html("<div><dt>{}</dt><dd>{}</dd></div>", told.clean(word), _value(pen, word, value))
        for word, value in row
    )


def _value(pen: Pen, word: str, value: Any) -> Markup:
    """Plain data as people read it: rows of a table one under the other, folded up where they are many."""
    if isinstance(value, Markup):
        return value
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        if word in _AS_WRITTEN:
            return escape(told.clean(str(value)))
        names = _named(pen, word, value) if isinstance(value, list) else None
        return names if names is not None else _said(pen, value)
    listed = html("<ul>{}</ul>", Markup("").join(html("<li>{}</li>", _said(pen, row)) for row in value))
    if len(value) <= 3:
        return listed
    return html("<details><summary>{}件</summary>{}</details>", len(value), listed)


def _said(pen: Pen, value: Any) -> Markup:
    [(_, text)] = told.content_lines({"": _dated(pen, value)})
    return escape(text)


def _dated(pen: Pen, value: Any) -> Any:
    """The same with its dates in the calendar of the site."""
    if isinstance(value, dict):
        return {k: v if k in _AS_WRITTEN else _dated(pen, v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_dated(pen, v) for v in value]
    return pen.day(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


# what is said of it


def account(pen: Pen, found: Account) -> tuple[tuple[str, str], ...]:
    """改定の説明: word and text."""
    rows = (
        ("改定理由", found.reason),
        ("区分", found.category),
        ("根拠", found.source),
        ("施行日", pen.day(found.in_force) if found.in_force else None),
        ("意見番号", "、".join(found.opinions)),
        ("説明者の判断", found.weight),
    )
    return tuple((word, told.clean(text)) for word, text in rows if text)


def beside(step: Step) -> Mapping[str, tuple[Change, ...]]:
    """Fingerprint → the other changes of the same thing."""
    of_thing: dict[tuple[Any, ...], list[Change]] = defaultdict(list)
    for change in step.comparison.changes:
        of_thing[change.kind, change.old, change.new].append(change)
    return {
        c.fingerprint: tuple(o for o in found if o is not c) for found in of_thing.values() for c in found
    }


def subjects(found: Question) -> str:
    """IDs a question is about: 旧 → 新."""
    ids = dict.fromkeys("、".join(i) for i in (found.old, found.new) if i)
    return told.clean(f"{found.kind.value}{' → '.join(ids)}")


def is_of_flow(change: Change) -> bool:
    return change.kind in _FLOW_KINDS


def flow_key(change: Change) -> str:
    """Key of the flow a change is in."""
    return (change.new or change.old)[0].partition("/")[0]


def flow_title(step: Step, key: str) -> str:
    """What a flow is called in the new edition; in the old one where it is gone."""
    return next((f.title for f in _flows(step) if f.key == key), key)


def only(step: Step, key: str, side: str) -> str:
    """Why a flow is drawn on one side only."""
    if sum(f.key == key for f in _flows(step)) == 2:
        return "もう一方の版の図のファイルは、保存されていません。"
    return (
        "この改定で加わった業務フローです。" if side == "改定後" else "この改定で無くなった業務フローです。"
    )


def _flows(step: Step) -> tuple[Flow, ...]:
    return (*step.new.document.contents.flows, *step.old.document.contents.flows)


def passages(step: Step) -> Passages:
    return Passages(step)


def catalogue() -> tuple[ChangeKind, ...]:
    return tuple(CATALOGUE.values())


def has_kind(code: str) -> bool:
    return code in CATALOGUE
