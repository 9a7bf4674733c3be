"""データ要件, コード一覧, 連携要件 and the lists at the end of a document as sheets."""

from collections.abc import Sequence

from hyojun.model import DataItem, Kind, Linkage, LocalMeasure, OutOfScope, Term

from ..declared import due_of
from .sheets import Column, Laying, Row, Sheet, facts, headed, lines, part, row, state

_ITEM = ("id", "name", "romaji", "type", "length", "output", "implementation", "definition", "description")


def data_groups(at: Laying) -> Sheet:
    columns = (
        Column("データ項目ID", 1.3, whole=True), Column("データ項目", 2), Column("ローマ字", 2, whole=True),
        Column("型・桁数・出力", 1.7), Column("項目定義", 3.4), Column("項目説明", 3.4), Column("その他", 3.6),
    )  # fmt: skip
    rows: list[Row] = []
    for group in at.document.contents.data_groups:
        key = f"{Kind.GROUP}{group.id or group.name}"
        title = f"{group.id or ''} {group.name}".strip()
        gone = group.retired is not None
        rows.append(headed(at, Kind.GROUP, group.id or group.name, title, is_gap=gone))
        if told := lines(state(Kind.GROUP, group.id, group.retired), at.text(group.text)):
            rows.append(Row("text", (told,), f"{key}/説明", cite=f"{rows[-1].cite}の説明"))
        rows += (_item(at, i) for i in group.items)
    return Sheet("データ要件", "データ要件", columns, tuple(rows))


def _item(at: Laying, i: DataItem) -> Row:
    ref = at.business.ref(Kind.DATA_ITEM, i.id)
    if i.retired:
        gap = row(ref, i.name, i.id, i.name, "", "", "", "", state(Kind.DATA_ITEM, i.id, i.retired))
        return gap._replace(is_gap=True)
    shape = (
        ("型", i.type.value),
        ("桁数", i.length),
        ("出力", i.output.value),
        ("実装類型", i.implementation),
    )
    rest = lines(state(Kind.DATA_ITEM, i.id, None), at.facts(i, *_ITEM))
    texts = at.text(i.definition), at.text(i.description)
    return row(ref, i.name, i.id, i.name, i.romaji, facts(shape), *texts, rest)


def code_lists(at: Laying) -> Sheet:
    columns = (Column("コード値", 1, whole=True), Column("内容", 4), Column("備考", 4))
    rows: list[Row] = []
    for codes in at.document.contents.code_lists:
        key = f"{Kind.CODE_LIST}{codes.id}"
        rows.append(headed(at, Kind.CODE_LIST, codes.id, f"{codes.id} {codes.name}"))
        told = facts((("種別", codes.kind), ("備考", at.text(codes.note))))
        rows.append(Row("text", (told,), f"{key}/説明", cite=f"{rows[-1].cite}の説明"))
        values = ((v.value, at.text(v.meaning), at.text(v.note)) for v in codes.values)
        rows += (part(f"コード値{codes.id}/{v[0]}", f"{key}の値「{v[0]}」", *v) for v in values)
    return Sheet("コード一覧", "コード一覧", columns, tuple(rows))


_LINKAGE = ("id", "name", "occasion", "partner", "direction", "method", "frequency", "extent", "data_items")


def linkages(at: Laying) -> Sheet:
    columns = (
        Column("連携ID", 1, whole=True), Column("連携名称", 1.8), Column("場合", 3.4), Column("相手", 2),
        Column("方法", 1.6), Column("データ項目", 2.2), Column("その他", 3.2),
    )  # fmt: skip
    rows = (_linkage(at, x) for x in at.document.contents.linkages)
    return Sheet("連携要件", "連携要件", columns, tuple(rows))


def _linkage(at: Laying, x: Linkage) -> Row:
    ref = at.business.ref(Kind.LINKAGE, x.id)
    if x.retired:
        gap = row(ref, x.name, x.id, x.name, "", "", "", "", state(Kind.LINKAGE, x.id, x.retired))
        return gap._replace(is_gap=True)
    return row(
        ref, x.name, x.id, x.name, at.text(x.occasion),
        lines(x.partner.kind.value, " ".join(filter(None, (x.partner.business, x.partner.name)))),
        lines(x.direction, x.method, x.frequency, x.extent),
        "\n".join(x.data_items),
        lines(state(Kind.LINKAGE, x.id, None), at.facts(x, *_LINKAGE)),
    )  # fmt: skip


def characters(at: Laying) -> Sheet:
    columns = (
        Column("名称", 2), Column("実装類型", 1.2, whole=True), Column("要件", 4.5), Column("適合基準日", 1.5, whole=True),
        Column("考え方・理由", 2.5), Column("文字集合など", 3.5),
    )  # fmt: skip
    shown = ("key", "name", "implementation", "text", "conformance", "reason")
    rows = (
        row(
            at.business.ref(Kind.CHARACTERS, r.key), r.name, r.name, at.classes(r.implementation), at.text(r.text),
            due_of(r, at.document, at.profile.era), at.text(r.reason), at.facts(r, *shown),
        )
        for r in at.document.contents.characters
    )  # fmt: skip
    return Sheet("文字要件", "文字要件", columns, tuple(rows))


def non_functional(at: Laying) -> Sheet:
    columns = (
        Column("大項目", 1.4), Column("中項目", 1.6), Column("小項目", 1.6), Column("メトリクス", 2.4),
        Column("選択レベル", 1.6, whole=True), Column("選択時の条件", 3), Column("確認方法など", 4),
    )  # fmt: skip
    shown = ("major", "middle", "minor", "metric", "level", "condition")
    rows = (
        part(
            f"非機能{r.metric}", f"非機能要件「{r.metric}」", r.major, r.middle, r.minor, r.metric, r.level, at.text(r.condition),
            at.facts(r, *shown),
        )
        for r in at.document.contents.non_functional
    )  # fmt: skip
    return Sheet("非機能要件", "非機能要件", columns, tuple(rows))


def local_measures(at: Laying) -> Sheet:
    column = Column("取扱い", 1.2, whole=True)
    return _named(at, "独自施策", at.document.contents.local_measures, column, "treatment")


def out_of_scope(at: Laying) -> Sheet:
    return _named(at, "標準化対象外", at.document.contents.out_of_scope, Column("理由", 3), "reason")


def terms(at: Laying) -> Sheet:
    return _named(at, "用語", at.document.contents.terms, Column("定義", 4), "definition")


Named = Sequence[LocalMeasure] | Sequence[OutOfScope] | Sequence[Term]


def _named(at: Laying, kind: str, values: Named, column: Column, field: str) -> Sheet:
    """Things known by their name, with one field in a column and the rest beside it."""
    rows = (
        part(
            f"{kind}{v.name}", f"{kind}「{v.name}」", v.name, at.text(getattr(v, field)),
            at.facts(v, "name", field),
        )
        for v in values
    )  # fmt: skip
    return Sheet(kind, kind, (Column("名称", 2), column, Column("その他", 4)), tuple(rows))
