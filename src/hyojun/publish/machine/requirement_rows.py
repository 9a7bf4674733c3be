"""Rows of functions, forms, data and linkages: a row an entry, withdrawn ones included."""

import re
from collections.abc import Iterator

from hyojun.model import (
    ALL_BODIES,
    AttachedLayout,
    Business,
    DataGroup,
    Document,
    DrawnLayout,
    Face,
    Function,
    Obligation,
    Retirement,
    is_provisional,
    numbered,
    obligations,
)

from .definitions import Cell
from .head_rows import Row, day

_CODE = re.compile(r"(?P<business>[^0-9]*)(?P<id>[0-9]{3})")


def headings(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for order, n in enumerate(numbered(d.contents.headings), 1):
            above = n.above[-1].key if n.above else None
            h = n.heading
            yield (
                *(business.id, d.name, order, h.key, n.number, len(n.above) + 1),
                *(h.title, h.ordinal, h.text, above),
            )


def functions(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for n in numbered(d.contents.headings):
            for f in n.heading.functions:
                yield (
                    *(business.id, d.name, f.id, f.name, n.heading.key, f.text, f.reason),
                    *(f.derivation, f.merit, f.note, *_state(f.id, f.retired)),
                )


def function_duties(business: Business) -> Iterator[Row]:
    """Class and day as they hold for each 団体区分; one row where all have the same."""
    for d in business.documents:
        found = [f for n in numbered(d.contents.headings) for f in n.heading.functions if not f.retired]
        for f in found:
            yield from ((business.id, f.id, *row) for row in _duties(f, d, business.head.bodies))


def _duties(function: Function, document: Document, declared: tuple[str, ...]) -> Iterator[tuple[Cell, ...]]:
    rows = {own.body: _duty(own) for own in obligations(function, document, declared)}
    if len(set(rows.values())) == 1:
        rows = {ALL_BODIES: next(iter(rows.values()))}
    for body, row in rows.items():
        if row[0] is not None:
            yield body, *row


def _duty(own: Obligation) -> tuple[Cell, ...]:
    if own.day is None:
        return own.kind and own.kind.value, None, None, None
    return own.kind and own.kind.value, *day(own.day), "機能" if own.is_own else "文書"


def _by_body(value: object) -> dict[str, str]:
    """A value given once or per 団体区分, per 団体区分."""
    if value is None:
        return {}
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {ALL_BODIES: str(value)}


def implementation_classes(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for n in numbered(d.contents.headings):
            for f in n.heading.functions:
                for body, kind in _by_body(f.classes).items():
                    yield business.id, "機能", f.id, body, kind
        for form in d.contents.forms:
            for body, kind in _by_body(form.classes).items():
                yield business.id, "帳票", form.id, body, kind


def conformance_dates(business: Business) -> Iterator[Row]:
    for d in business.documents:
        inside = d.contents
        found: list[tuple[str, str, object]] = [("文書", d.name, d.conformance)]
        found += (
            ("機能", f.id, f.conformance) for n in numbered(inside.headings) for f in n.heading.functions
        )
        found += (("文字要件", c.key, c.conformance) for c in inside.characters)
        for kind, id, value in found:
            for body, written in _by_body(value).items():
                yield business.id, kind, id, body, *day(written)


def parameters(business: Business) -> Iterator[Row]:
    for f in _functions(business):
        for order, p in enumerate(f.parameters, 1):
            yield (
                *(business.id, f.id, order, p.name, p.meaning),
                *(p.type, p.length, p.nullable, p.default),
            )


def patterns(business: Business) -> Iterator[Row]:
    for f in _functions(business):
        for order, p in enumerate(f.patterns, 1):
            yield business.id, f.id, order, p.name, p.manages


def forms(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for f in d.contents.forms:
            drawn = f.layout if isinstance(f.layout, DrawnLayout) else None
            attached = f.layout if isinstance(f.layout, AttachedLayout) else None
            yield (
                *(business.id, d.name, f.id, f.name, f.audience.value, f.purpose, f.basis),
                *((f.outside.name, f.outside.edition) if f.outside else (None, None)),
                *(f.staff_reason, f.replaced_by_data, f.note, f.layout.kind if f.layout else None),
                *((drawn.paper, drawn.orientation) if drawn else (None, None)),
                *(
                    (attached.file, attached.page, attached.alternative, attached.sha256)
                    if attached
                    else (None, None, None, None)
                ),
                *_state(f.id, f.retired),
            )


def form_items(business: Business) -> Iterator[Row]:
    for f in (f for d in business.documents for f in d.contents.forms):
        for order, i in enumerate(f.items, 1):
            yield (
                *(business.id, f.id, order, i.number, i.name, i.text, i.data_item, i.fixed, i.computed),
                *(i.length, i.lines, i.font, i.required, i.overflow, i.sample, i.note),
            )


def layout_faces(business: Business) -> Iterator[Row]:
    for id, number, face in _faces(business):
        yield business.id, id, number, face.name


def layout_boxes(business: Business) -> Iterator[Row]:
    for id, number, face in _faces(business):
        for order, b in enumerate(face.boxes, 1):
            rows = (b.repeated.count, b.repeated.pitch) if b.repeated else (None, None)
            yield (
                *(business.id, id, number, order, b.x, b.y, b.width, b.height, b.item),
                *(b.text, b.size, b.align, b.level, b.direction, b.border, b.cells, *rows),
            )


def layout_rules(business: Business) -> Iterator[Row]:
    for id, number, face in _faces(business):
        for order, r in enumerate(face.rules, 1):
            yield business.id, id, number, order, r.x1, r.y1, r.x2, r.y2, r.look


def layout_fields(business: Business) -> Iterator[Row]:
    for f in (f for d in business.documents for f in d.contents.forms):
        if isinstance(f.layout, AttachedLayout):
            for order, field in enumerate(f.layout.fields, 1):
                yield business.id, f.id, order, field.label, field.item, field.note


def data_groups(business: Business) -> Iterator[Row]:
    for number, document, g in groups(business):
        yield business.id, document, number, g.id, g.name, g.text, *_state(g.id or "", g.retired)


def data_items(business: Business) -> Iterator[Row]:
    for number, document, g in groups(business):
        for i in g.items:
            kinds = i.classification
            code = _CODE.fullmatch(i.code) if i.code else None
            yield (
                *(business.id, document, number, i.id, i.name, i.romaji),
                *(i.primary_key is not None, i.foreign_key is not None, i.refers_to),
                *((kinds.level1, kinds.level2, kinds.level3) if kinds else (None, None, None)),
                *(i.type.value, *_lengths(i.length)),
                *((code["business"] or None, code["id"]) if code else (None, None)),
                *(i.repeat, i.output.value, i.definition, i.description, i.related),
                *(i.implementation is not None, i.sample, i.derivation, i.note),
                *_state(i.id, i.retired),
            )


def groups(business: Business) -> Iterator[tuple[int, str, DataGroup]]:
    """Every group of a 業務 with its number, for not all have an ID, and its document."""
    found = ((d.name, g) for d in business.documents for g in d.contents.data_groups)
    return ((number, document, g) for number, (document, g) in enumerate(found, 1))


def code_lists(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for c in d.contents.code_lists:
            yield business.id, d.name, c.id, c.name, c.kind, c.note


def code_values(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for c in d.contents.code_lists:
            for order, v in enumerate(c.values, 1):
                yield business.id, d.name, c.id, c.kind, order, v.value, v.meaning, v.note


def linkages(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for x in d.contents.linkages:
            yield (
                *(business.id, d.name, x.id, x.name, x.occasion),
                *(x.partner.kind.value, x.partner.business, x.partner.name),
                *(x.direction, x.method, x.frequency, x.extent, x.search, x.counterpart),
                *((x.interface.name, x.interface.edition) if x.interface else (None, None)),
                *(x.exemption, x.specification.value, x.note, *_state(x.id, x.retired)),
            )


def linkage_records(business: Business) -> Iterator[Row]:
    for x in (x for d in business.documents for x in d.contents.linkages):
        for received, own in x.recorded.items():
            yield business.id, x.id, received, own


def _functions(business: Business) -> Iterator[Function]:
    return (f for d in business.documents for n in numbered(d.contents.headings) for f in n.heading.functions)


def _faces(business: Business) -> Iterator[tuple[str, int, Face]]:
    for f in (f for d in business.documents for f in d.contents.forms):
        if isinstance(f.layout, DrawnLayout):
            yield from ((f.id, number, face) for number, face in enumerate(f.layout.faces, 1))


def _lengths(written: str | None) -> tuple[int | None, int | None]:
    """桁数 as numbers: 5,2 is two of them."""
    if written is None:
        return None, None
    whole, _, decimals = written.partition(",")
    return int(whole), int(decimals) if decimals else None


def _state(id: str, retired: Retirement | None) -> tuple[Cell, ...]:
    """What has become of an ID, from which edition, and why."""
    if retired:
        return "廃止", retired.edition, retired.reason
    return "仮番号" if is_provisional(id) else "現行", None, None
