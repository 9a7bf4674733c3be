"""データ要件, 連携要件 and the lists at the end of a document as data for the templates."""

from hyojun.model import (
    CodeList,
    DataGroup,
    DataItem,
    Kind,
    Linkage,
    by_specification,
    related_functions,
)

from ..declared import cited
from ..legend import legend
from .drawings import Drawn, linkage_figures
from .text import Data, link, rich
from .words import Place, at, listed, noted, pieces, referrers, state


def data_groups(place: Place) -> Data:
    groups = place.document.contents.data_groups
    return {
        "k": "data",
        "title": "データ要件",
        "groups": [_group(place, group) for group in groups],
    }


def _group(place: Place, group: DataGroup) -> Data:
    return {
        "at": at(Kind.GROUP, group.id),
        "id": group.id,
        "name": group.name,
        "text": rich(group.text),
        "kept": len(group.text or "") < 400,
        "gap": place.gap(Kind.GROUP, group.retired),
        "state": state(Kind.GROUP, group.id),
        "items": [_item(place, item, group) for item in group.items],
    }


def _item(place: Place, item: DataItem, group: DataGroup) -> Data:
    """The leaf columns of the official sheet, and who uses the item."""
    levels = item.classification
    users = _users(place, item)
    return {
        "at": at(Kind.DATA_ITEM, item.id),
        "id": item.id,
        "name": item.name,
        "gap": place.gap(Kind.DATA_ITEM, item.retired),
        "struck": bool(item.retired or group.retired),
        "state": state(Kind.DATA_ITEM, item.id),
        "romaji": rich(item.romaji),
        "primary": item.primary_key,
        "foreign": item.foreign_key,
        "levels": [levels.level1, levels.level2, levels.level3] if levels else [None] * 3,
        "type": item.type.value,
        "length": item.length,
        "code": _code(place, item.code),
        "repeat": None if item.repeat is None else str(item.repeat),
        "output": item.output.value,
        "definition": rich(item.definition),
        "description": rich(item.description),
        "related": _related(place, item),
        "class": item.implementation,
        "sample": rich(item.sample),
        "note": noted(
            rich(item.note),
            (
                ("参照先", place.named(Kind.DATA_ITEM, item.refers_to) if item.refers_to else None),
                ("項目の由来", rich(item.derivation)),
                place.taken(Kind.DATA_ITEM, item.replaces),
            ),
        ),
        "users": users,
        "size": max(len(t or "") for t in (item.definition, item.description, item.related, item.note))
        + 40 * len(users),
    }


def _users(place: Place, item: DataItem) -> list[Data]:
    """Who uses an item, by ID under the word of its kind: 機能 and 帳票 have IDs of one shape."""
    kinds = (Kind.FUNCTION, Kind.FORM, Kind.LINKAGE)
    found = [(kind.value, referrers(place, Kind.DATA_ITEM, item.id, (kind,), named=False)) for kind in kinds]
    return [listed(title, links) for title, links in found if links]


def _code(place: Place, code: str | None) -> Data:
    """コードID as written; a link where it means a list of this 業務 (bare, or with its name before it)."""
    if code is None:
        return None
    own = code.removeprefix(place.business.name)
    return link(place.business.ref(Kind.CODE_LIST, own), code) if own.isdigit() else code


def _related(place: Place, item: DataItem) -> Data:
    """標準仕様書関連箇所 as written; lines that name a function become links."""
    if item.related is None:
        return None
    ids = [id for id, _ in related_functions(item)]
    found: list[Data] = []
    for index, line in enumerate(item.related.split("\n")):
        found.extend(["\n"] if index else [])
        if ids and line.startswith(ids[0]):
            found.append(link(place.business.ref(Kind.FUNCTION, ids.pop(0)), line))
        else:
            found.extend(pieces(rich(line)))
    return found


def code_lists(place: Place) -> Data:
    return {
        "k": "codes",
        "title": "コード一覧",
        "lists": [_codes(place, codes) for codes in place.document.contents.code_lists],
    }


def _codes(place: Place, codes: CodeList) -> Data:
    return {
        "at": at(Kind.CODE_LIST, codes.id),
        "id": codes.id,
        "name": codes.name,
        "kind": codes.kind,
        "note": rich(codes.note),
        "items": referrers(place, Kind.CODE_LIST, codes.id, (Kind.DATA_ITEM,)),
        "values": [[v.value, rich(v.meaning), rich(v.note)] for v in codes.values],
    }


def linkages(place: Place, drawn: Drawn) -> Data:
    """The two 連携仕様 one after the other, under their names where there are both."""
    groups = by_specification(place.document.contents.linkages)
    return {
        "k": "linkages",
        "title": "連携要件",
        "figures": linkage_figures(place, drawn),
        "groups": [
            {
                "title": specification.value if len(groups) > 1 else None,
                "level": 3 if len(groups) > 1 else 2,
                "linkages": [_linkage(place, found) for found in rows],
            }
            for specification, rows in groups
        ],
    }


def _linkage(place: Place, found: Linkage) -> Data:
    registry = place.corpus.registry
    business = registry.business(found.partner.business) if found.partner.business else None
    partner = found.partner.name or (business.system if business else found.partner.business) or ""
    return {
        "at": at(Kind.LINKAGE, found.id),
        "id": found.id,
        "name": found.name,
        "gap": place.gap(Kind.LINKAGE, found.retired),
        "state": state(Kind.LINKAGE, found.id),
        "occasion": noted(
            rich(found.occasion),
            (
                ("インターフェース", rich(cited(found.interface))),
                ("同一パッケージの特例", rich(found.exemption)),
                place.taken(Kind.LINKAGE, found.replaces),
            ),
        ),
        "partner": f"{found.partner.business} {partner}" if found.partner.business else partner,
        "kind": found.partner.kind.value,
        "counterpart": noted(
            None,
            [("対になる連携", place.named(Kind.LINKAGE, found.counterpart))] if found.counterpart else [],
        ),
        "direction": found.direction,
        "method": found.method,
        "frequency": found.frequency,
        "extent": found.extent,
        "search": rich(found.search),
        "items": _exchanged(place, found),
        "functions": referrers(place, Kind.LINKAGE, found.id, (Kind.FUNCTION,)),
        "note": rich(found.note),
        "size": max(
            *(len(t or "") for t in (found.occasion, found.search, found.note, found.exemption)),
            12 * (len(found.data_items) + len(found.recorded)),
        ),
    }


def _exchanged(place: Place, found: Linkage) -> list[Data]:
    """The items of a 連携; with an arrow to the own item that records what is received."""
    lines: list[Data] = []
    for id in dict.fromkeys((*found.data_items, *found.recorded)):
        line = [place.named(Kind.DATA_ITEM, id)]
        if own := found.recorded.get(id):
            line += [" → ", place.named(Kind.DATA_ITEM, own)]
        lines.append(line)
    return lines


def out_of_scope(place: Place) -> Data:
    return {
        "k": "outside",
        "title": "標準化対象外",
        "text": legend().forbidden_and_outside,
        "rows": [[o.name, rich(o.reason), rich(o.treatment)] for o in place.document.contents.out_of_scope],
    }


def terms(place: Place) -> Data:
    return {
        "k": "glossary",
        "title": "用語",
        "rows": [
            {
                "at": at(Kind.TERM, t.name),
                "name": t.name,
                "reading": t.reading,
                "definition": rich(t.definition),
                "synonyms": list(t.synonyms),
                "avoided": noted(None, [("使わない語", "、".join(t.avoided))] if t.avoided else []),
            }
            for t in place.document.contents.terms
        ],
    }
