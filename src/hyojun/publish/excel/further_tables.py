"""From 画面要件, 非機能要件 and 独自施策 to rows."""

from hyojun.model import Kind

from .cells import Row, Table
from .context import Context, lines


def screens(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"画面「{s.name}」",
                {
                    "画面名称": s.name,
                    "画面要件": c.text(s.text),
                    "定める理由": c.text(s.justification),
                    "使う機能": c.listed(Kind.FUNCTION, s.functions),
                    "備考": c.text(s.note),
                    "キー": s.key,
                },
            )
            for s in c.document.contents.screens
        )
    )


def non_functional(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"非機能要件「{r.metric}」",
                {
                    "大項目": r.major,
                    "中項目": r.middle,
                    "小項目": r.minor,
                    "メトリクス": r.metric,
                    "選択レベル": r.level,
                    "選択時の条件": c.text(r.condition),
                    "確認方法": c.text(r.confirmation),
                    "備考": c.text(r.note),
                },
            )
            for r in c.document.contents.non_functional
        )
    )


def local_measures(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"独自施策「{m.name}」",
                {
                    "名称": m.name,
                    "取扱い": m.treatment,
                    "機能ID": lines(m.functions),
                    "機能名称": c.names(Kind.FUNCTION, m.functions),
                    "理由": c.text(m.reason),
                },
            )
            for m in c.document.contents.local_measures
        )
    )
