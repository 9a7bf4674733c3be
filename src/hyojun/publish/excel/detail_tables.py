"""From 項目詳細 and エラー・アラート to rows."""

from hyojun.model import Kind

from .cells import Row, Table
from .context import Context


def details(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"項目詳細「{d.name}」",
                {
                    "種別": d.kind.value,
                    "名称": d.name,
                    "内容": c.text(d.text),
                    "機能": c.listed(Kind.FUNCTION, d.functions),
                    "帳票": c.listed(Kind.FORM, d.forms),
                    "データ項目": c.listed(Kind.DATA_ITEM, d.data_items),
                    "備考": c.text(d.note),
                    "キー": d.key,
                },
            )
            for d in c.document.contents.details
        )
    )


def alerts(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"{a.kind.value}「{a.name}」",
                {
                    "種別": a.kind.value,
                    "名称": a.name,
                    "条件": c.text(a.condition),
                    "表示する内容": c.text(a.message),
                    "対処": c.text(a.response),
                    "機能": c.listed(Kind.FUNCTION, a.functions),
                    "備考": c.text(a.note),
                    "キー": a.key,
                },
            )
            for a in c.document.contents.alerts
        )
    )
