"""Rows of lists: whatever an entry names, one row each, so that a cell holds one value."""

from collections.abc import Iterable, Iterator

from hyojun.model import Business, Function, Kind, Linkage, Retirement, mention, numbered

from .definitions import Cell
from .further_rows import boxes
from .head_rows import Row
from .requirement_rows import groups

_FUNCTION, _FORM, _ITEM, _LINKAGE = (
    k.value for k in (Kind.FUNCTION, Kind.FORM, Kind.DATA_ITEM, Kind.LINKAGE)
)
Link = tuple[Cell, ...]
"""Kind and ID of the source, what it calls it, position, kind and ID of the target, a name."""


def links(business: Business) -> Iterator[Row]:
    for link in _links(business):
        yield business.id, *link


def _links(business: Business) -> Iterator[Link]:
    for d in business.documents:
        inside = d.contents
        for f in (f for n in numbered(inside.headings) for f in n.heading.functions):
            yield from _of_function(f)
        for form in inside.forms:
            yield from _succession(_FORM, form.id, _FORM, form.retired, form.replaces)
    for number, _, g in groups(business):
        yield from _succession(Kind.GROUP.value, str(number), Kind.GROUP.value, g.retired)
        for i in g.items:
            if i.related:
                for order, (id, name) in enumerate(business.related[i.related], 1):
                    yield _ITEM, i.id, "標準仕様書関連箇所", order, _FUNCTION, id, name or None
            yield from _succession(_ITEM, i.id, _ITEM, i.retired, i.replaces)
    for x in (x for d in business.documents for x in d.contents.linkages):
        yield from _of_linkage(x)
    for number, _, _, _, node in boxes(business):
        yield from _listed(Kind.TREE_NODE.value, str(number), "機能", _FUNCTION, node.functions)
    yield from _of_flows(business)
    for s in business.screens:
        yield from _listed(Kind.SCREEN.value, s.key, "機能", _FUNCTION, s.functions)
    for detail in business.details:
        kind = Kind.DETAIL.value
        yield from _listed(kind, detail.key, "機能", _FUNCTION, detail.functions)
        yield from _listed(kind, detail.key, "帳票", _FORM, detail.forms)
        yield from _listed(kind, detail.key, "データ項目", _ITEM, detail.data_items)
    for a in business.alerts:
        yield from _listed(Kind.ALERT.value, a.key, "機能", _FUNCTION, a.functions)
    for c in business.characters:
        yield from _listed(Kind.CHARACTERS.value, c.key, "データ項目", _ITEM, c.data_items)
    for number, m in enumerate(business.local_measures, 1):
        yield from _listed("独自施策", str(number), "機能", _FUNCTION, m.functions)


def _of_function(f: Function) -> Iterator[Link]:
    yield from _listed(_FUNCTION, f.id, "帳票", _FORM, f.forms)
    yield from _listed(_FUNCTION, f.id, "データ項目", _ITEM, f.data_items)
    yield from _listed(_FUNCTION, f.id, "連携", _LINKAGE, f.linkages)
    for order, written in enumerate(f.references, 1):
        found = mention(written)
        kind, id = (found.kind.value, found.id) if found else (None, written)
        yield _FUNCTION, f.id, "参照", order, kind, id, None
    yield from _succession(_FUNCTION, f.id, _FUNCTION, f.retired, f.replaces)


def _of_linkage(x: Linkage) -> Iterator[Link]:
    yield from _listed(_LINKAGE, x.id, "データ項目", _ITEM, x.data_items)
    yield from _succession(_LINKAGE, x.id, _LINKAGE, x.retired, x.replaces)


def _of_flows(business: Business) -> Iterator[Link]:
    step, flow = Kind.STEP.value, Kind.FLOW.value
    for f in business.flows:
        for t in f.tasks:
            own = f"{f.key}/{t.id}"
            yield from _listed(step, own, "機能", _FUNCTION, t.functions)
            yield from _listed(step, own, "入力", step, (f"{f.key}/{id}" for id in t.inputs))
            yield from _listed(step, own, "出力", step, (f"{f.key}/{id}" for id in t.outputs))
            yield from _listed(step, own, "次のフロー", flow, t.leads_to)
        for n in f.nodes:
            yield from _listed(step, f"{f.key}/{n.id}", "次のフロー", flow, n.leads_to)


def _succession(
    kind: str, id: str, target: str, retired: Retirement | None, replaces: Iterable[str] = ()
) -> Iterator[Link]:
    yield from _listed(kind, id, "置換元", target, replaces)
    if retired:
        yield from _listed(kind, id, "置換先", target, retired.replaced_by)


def _listed(kind: str, id: str, word: str, target: str, ids: Iterable[str]) -> Iterator[Link]:
    return ((kind, id, word, order, target, other, None) for order, other in enumerate(ids, 1))


def words(business: Business) -> Iterator[Row]:
    for kind, id, field, values in _words(business):
        for order, word in enumerate(values, 1):
            yield business.id, kind, id, field, order, word


def _words(business: Business) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    for d in business.documents:
        for f in (f for n in numbered(d.contents.headings) for f in n.heading.functions):
            yield _FUNCTION, f.id, "横断的仕組み", f.mechanisms
    for c in business.characters:
        yield Kind.CHARACTERS.value, c.key, "文字集合", c.sets
    for t in business.terms:
        yield Kind.TERM.value, t.name, "別名", t.synonyms
        yield Kind.TERM.value, t.name, "使わない語", t.avoided
    for flow in business.flows:
        for task in flow.tasks:
            yield Kind.STEP.value, f"{flow.key}/{task.id}", "印", task.marks
        for node in flow.nodes:
            own = f"{flow.key}/{node.id}"
            yield Kind.STEP.value, own, "契機", node.trigger
            yield Kind.STEP.value, own, "印", node.marks


def body_notes(business: Business) -> Iterator[Row]:
    for order, note in enumerate(business.head.body_notes, 1):
        yield business.id, "業務", business.id, order, note.body, note.text
    for d in business.documents:
        for f in (f for n in numbered(d.contents.headings) for f in n.heading.functions):
            for order, note in enumerate(f.body_notes, 1):
                yield business.id, _FUNCTION, f.id, order, note.body, note.text
