"""From 項目詳細, エラー・アラート and 文字要件 to rows."""

from hyojun.model import CharacterRequirement, Kind

from ..dates import printed
from ..declared import due_of
from .cells import Cell, Row, Table
from .context import Context, lines


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


def characters(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"文字要件「{r.name}」",
                {
                    "名称": r.name,
                    "実装類型": r.implementation.value,
                    "要件": c.text(r.text),
                    "文字集合": lines(r.sets),
                    "文字コード": r.encoding,
                    "縮退の変換先": r.reduction.into if r.reduction else None,
                    "縮退の方法": c.text(r.reduction.method) if r.reduction else None,
                    "適合基準日": _due(c, r),
                    "考え方・理由": c.text(r.reason),
                    "データ項目": c.listed(Kind.DATA_ITEM, r.data_items),
                    "備考": c.text(r.note),
                    "キー": r.key,
                },
            )
            for r in c.document.contents.characters
        )
    )


def _due(c: Context, row: CharacterRequirement) -> Cell:
    """適合基準日 of a 文字要件 as a day, where there is one for all."""
    words = due_of(row, c.document, c.era)
    written = row.conformance or c.document.conformance
    return c.day(written) if isinstance(written, str) and words == printed(written, c.era) else words or None
