"""サブユニット: parts of one 標準化対象事務 that hand data to each other like systems (基本方針 5.1.1.2).

A sub-unit is either a 業務ID that shares its 標準化対象事務 with others (選挙 005–009), or a サブユニットID of
the registry that documents of one 業務 name. Inside one 業務 a 連携 is between its sub-units if its partner is
the 業務 itself, or a sub-unit of it by name.
"""

from collections.abc import Iterator, Sequence

from hyojun.model import Business, Edge, Kind, Linkage, Ref, Severity, World

from ..rule import Draft, Scope, also, at, near_id, rule

_READERS = (Kind.FUNCTION, Kind.FORM, Kind.DATA_ITEM)
"""What uses the data and the 帳票 of others; prose and headings only speak of them, a 連携 hands them over."""
_USED = (Kind.DATA_ITEM, Kind.FORM)


@rule(
    "SU01", "サブユニットは台帳にある", Severity.ERROR, Scope.BUSINESS, "R47（基本方針 5.1.1.2）", whole=True
)
def sub_unit_is_registered(business: Business) -> Iterator[Draft]:
    """文書のサブユニットは、台帳でその業務にあるサブユニットIDである。

    サブユニットは1つの業務に属する。台帳に無いものは、どの業務の一部か分からない。

    悪い例: 業務 023 の文書に `サブユニット: "022-1"`
    良い例: `サブユニット: "023-1"`
    直し方: サブユニットIDを直すか、台帳の業務の行に足す。
    """
    known = [unit.id for unit in business.registered.sub_units]
    for document in business.documents:
        if document.sub_unit and document.sub_unit not in known:
            usable = (
                f"使えるのは {'、'.join(known)} です。" if known else "この業務にサブユニットはありません。"
            )
            yield Draft(
                f"サブユニット「{document.sub_unit}」は台帳の業務 {business.id} にありません。{usable}",
                at(document, "サブユニット"),
                f"文書{document.name}",
                near_id(document.sub_unit, known),
            )


@rule(
    "SU02",
    "サブユニットごとに要件がある",
    Severity.ERROR,
    Scope.BUSINESS,
    "R47・R49（基本方針 5.1.1.2）",
    draft=Severity.WARNING,
    whole=True,
)
def sub_unit_has_requirements(business: Business) -> Iterator[Draft]:
    """サブユニットに分けた業務では、台帳のサブユニットごとに文書と機能要件がある。

    サブユニットは1つのシステムとして調達できる単位なので、それだけで読めるようにする。帳票はサブユニットによって
    無いこともあるため、1つも無いときは参考として知らせる。

    悪い例: 台帳に 023-0 と 023-1 があり、文書は 023-0 のものだけ
    良い例: 023-0 の文書と 023-1 の文書があり、それぞれに機能要件がある
    直し方: 足りない文書や機能要件を作る。
    """
    units = {unit.id: unit.name for unit in business.registered.sub_units}
    documents = [d for d in business.documents if d.sub_unit in units]
    if not documents:
        return
    for id, name in units.items():
        own = [d for d in documents if d.sub_unit == id]
        subject = f"サブユニット{id}"
        if not own:
            message = f"サブユニット {id} {name} の文書がありません。作るか、台帳を直してください。"
            yield Draft(message, at(business.head, "文書"), subject, on_key=True)
        elif not any(h.functions for d in own for top in d.contents.headings for h in top.walk()):
            message = f"サブユニット {id} {name} の文書に機能要件がありません。作ってください。"
            yield Draft(message, at(own[0], "サブユニット"), subject)
        elif not any(d.contents.forms for d in own):
            message = f"サブユニット {id} {name} の文書に帳票要件がありません。無くてよいか確かめてください。"
            yield Draft(message, at(own[0], "サブユニット"), subject, severity=Severity.NOTE)


@rule(
    "SU03",
    "サブユニットの間の参照に連携がある",
    Severity.ERROR,
    Scope.BUSINESS,
    "R48（基本方針 5.1.1.2）",
    whole=True,
)
def reference_between_sub_units_is_linked(business: Business) -> Iterator[Draft]:
    """別のサブユニットのデータ項目や帳票を使うときは、そのための連携を両者の間に定める。

    サブユニットは別々の事業者が作ることがある。連携の無い参照は、同じ事業者のシステムでしか動かない。1つの業務の
    中のサブユニットの連携は、相手をその業務の業務ID、又はサブユニットの名称とする。帳票の参照には、何らかの連携が
    あればよい。

    悪い例: 業務 007 の機能が業務 006 のデータ項目00600001を使い、007 と 006 の間の連携にそれが無い
    良い例: 業務 007 に、006 を相手としデータ項目00600001を照会する連携がある
    直し方: 連携を定めるか、連携のデータ項目に足す。
    """
    files = {
        v.origin.file: d.sub_unit
        for d in business.documents
        if d.sub_unit
        for field in type(d.contents).model_fields
        for v in getattr(d.contents, field)
        if v.origin
    }
    if len(set(files.values())) < 2:
        return
    names = {unit.id: unit.name for unit in business.registered.sub_units}
    homes = {
        e.ref: files.get(e.value.origin.file)
        for e in business.entries
        if e.ref.kind in _READERS and e.value.origin
    }
    own = {business.id, *names, *names.values()}
    linkages: dict[str, list[Linkage]] = {}
    for linkage in business.linkages:
        home = files.get(linkage.origin.file) if linkage.origin else None
        if home and (linkage.partner.business or linkage.partner.name) in own:
            linkages.setdefault(home, []).append(linkage)

    def reaches(linkage: Linkage, unit: str) -> bool:
        return linkage.partner.name in (None, unit, names.get(unit), business.name)

    def between(one: str, other: str) -> Iterator[Linkage]:
        yield from (k for k in linkages.get(one, ()) if reaches(k, other))
        yield from (k for k in linkages.get(other, ()) if reaches(k, one))

    used: dict[tuple[Ref, str, str], list[Edge]] = {}
    for edge in business.edges:
        here, there = homes.get(edge.source) if edge.source else None, homes.get(edge.target)
        if edge.source and here and there and here != there and edge.target.kind in _USED:
            used.setdefault((edge.source, here, there), []).append(edge)
    for (source, here, there), edges in used.items():
        yield from _unlinked(
            source, edges, tuple(between(here, there)), f"サブユニット {there} {names.get(there, '')}"
        )


@also("SU03", Scope.WORLD)
def reference_between_businesses_of_one_duty_is_linked(world: World) -> Iterator[Draft]:
    """標準化対象事務を同じくする業務の間でも同じである。"""
    duties = {b.id: set(b.duties) for b in world.registry.businesses}
    linkages: dict[frozenset[str], list[Linkage]] = {}
    for index in world.indexes:
        for linkage in index.linkages:
            if linkage.partner.business:
                linkages.setdefault(frozenset((index.id, linkage.partner.business)), []).append(linkage)
    for index in world.indexes:
        used: dict[tuple[Ref, str], list[Edge]] = {}
        for edge in index.outward:
            source, target = edge.source, edge.target
            if source is None or source.kind not in _READERS or target.kind not in _USED:
                continue
            if duties.get(index.id, set()) & duties.get(target.business, set()) and world.card(target):
                used.setdefault((source, target.business), []).append(edge)
        for (source, other), edges in used.items():
            between = linkages.get(frozenset((index.id, other)), [])
            name = world.registry.business(other)
            yield from _unlinked(source, edges, between, f"業務 {other} {name.name if name else ''}")


def _unlinked(source: Ref, edges: list[Edge], between: Sequence[Linkage], other: str) -> Iterator[Draft]:
    """What one entry uses of another sub-unit and no 連携 between the two hands over, as one finding."""
    carried = {id for k in between for id in (*k.data_items, *k.recorded.values())}
    loose = [
        e for e in edges if (e.target.id not in carried if e.target.kind is Kind.DATA_ITEM else not between)
    ]
    if loose:
        labels = "、".join(dict.fromkeys(e.target.label for e in loose))
        yield Draft(
            f"{other} の{labels}を使っていますが、両者の間の連携にありません。連携を定めるか、連携のデータ項目に"
            "足してください。",
            loose[0].origin,
            source.label,
        )
