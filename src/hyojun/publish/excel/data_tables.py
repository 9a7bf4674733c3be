"""From データ要件 and 連携要件 to rows: items, groups, code lists, linkages, the legend of types."""

from collections.abc import Callable, Iterator

from hyojun.model import CodeList, Kind, by_specification

from ..declared import cited
from ..legend import legend
from .cells import Row, Table
from .context import Context, lines


def data_items(c: Context) -> Table:
    """The 20 leaf columns of the official 項目定義書, in its order."""
    return Table(
        tuple(
            Row(
                f"データ{item.id}",
                {
                    "データ項目ID": item.id,
                    "データ項目": item.name,
                    "状態": c.state(Kind.DATA_ITEM, item.id, item.retired, item.replaces),
                    "ローマ字": item.romaji,
                    "グループ名称": group.name,
                    "主キー": item.primary_key,
                    "外部キー": item.foreign_key,
                    "参照先": item.refers_to and c.listed(Kind.DATA_ITEM, (item.refers_to,)),
                    "LV1": item.classification.level1 if item.classification else None,
                    "LV2": item.classification.level2 if item.classification else None,
                    "LV3": item.classification.level3 if item.classification else None,
                    "データ型": item.type.value,
                    "桁数": item.length,
                    "コード": item.code,
                    "繰り返し": item.repeat,
                    "データ出力条件": item.output.value,
                    "項目定義": c.text(item.definition),
                    "項目説明": c.text(item.description),
                    "標準仕様書関連箇所": item.related,
                    "実装類型": item.implementation,
                    "サンプル値": item.sample,
                    "項目の由来": item.derivation,
                    "備考": c.text(item.note),
                },
                bool(item.retired or group.retired),
            )
            for group in c.document.contents.data_groups
            for item in group.items
        )
    )


def groups(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"グループ{g.id or f'「{g.name}」'}",
                {
                    "グループID": g.id,
                    "グループ名称": g.name,
                    "状態": c.state(Kind.GROUP, g.id, g.retired),
                    "説明": c.text(g.text),
                    "項目数": sum(i.retired is None for i in g.items),
                },
                g.retired is not None,
            )
            for g in c.document.contents.data_groups
        )
    )


def codes(kind: str) -> Callable[[Context], Table]:
    """コード一覧 of a kind, one row per value."""

    def rows(c: Context, found: CodeList) -> Iterator[Row]:
        for value in found.values:
            yield Row(
                f"コード{found.id}の値{value.value}",
                {
                    "コードID": found.id,
                    "コード名": found.name,
                    "コード値": value.value,
                    "内容": c.text(value.meaning),
                    "備考": c.text(value.note),
                    "一覧の備考": c.text(found.note),
                },
            )

    return lambda c: Table(
        tuple(r for x in c.document.contents.code_lists if x.kind == kind for r in rows(c, x))
    )


def linkages(c: Context) -> Table:
    def partner(business: str | None, name: str | None) -> str | None:
        registered = c.corpus.registry.business(business) if business and not name else None
        return registered.system if registered else name

    several = len(by_specification(c.document.contents.linkages)) > 1
    return Table(
        tuple(
            Row(
                f"連携{x.id}",
                {
                    "連携ID": x.id,
                    "連携名称": x.name,
                    "状態": c.state(Kind.LINKAGE, x.id, x.retired, x.replaces),
                    "場合": c.text(x.occasion),
                    "連携仕様": x.specification.value if several else None,
                    "相手の種別": x.partner.kind.value,
                    "相手の業務ID": x.partner.business,
                    "相手の名称": partner(x.partner.business, x.partner.name),
                    "提供・照会": x.direction,
                    "方式": x.method,
                    "頻度": x.frequency,
                    "全件・差分": x.extent,
                    "検索条件": c.text(x.search),
                    "データ項目": c.listed(Kind.DATA_ITEM, x.data_items),
                    "記録先": lines(
                        f"{received} → {c.listed(Kind.DATA_ITEM, (own,))}"
                        for received, own in x.recorded.items()
                    ),
                    "対になる連携": x.counterpart and c.listed(Kind.LINKAGE, (x.counterpart,)),
                    "インターフェース": cited(x.interface),
                    "同一パッケージの特例": c.text(x.exemption),
                    "使う機能": c.naming(Kind.LINKAGE, x.id),
                    "備考": c.text(x.note),
                },
                x.retired is not None,
            )
            for x in c.document.contents.linkages
        )
    )


def data_types(c: Context) -> Table:
    """The legend, only where there are items to read with it."""
    if not c.document.contents.data_groups:
        return Table(())
    return Table(
        tuple(
            Row(f"データ型{m.name}", {"項番": n, "データ型": m.name, "内容": m.text, "備考": None})
            for n, m in enumerate(legend().data_types, 1)
        )
    )
