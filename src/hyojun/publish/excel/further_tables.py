"""From 画面要件, 非機能要件 and 独自施策 to rows."""

from hyojun.model import Kind, ServiceLevel

from .cells import Cell, Row, Table
from .context import Context, lines, variant_key


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
    """A column a レベル, as the tables of the common standard have them."""
    found = c.document.contents.non_functional
    grades = tuple(sorted({grade for r in found for grade in r.levels}))
    return Table(
        tuple(
            Row(
                f"非機能要件「{r.metric}」",
                {
                    "大項目": r.major,
                    "中項目": r.middle,
                    "小項目": r.minor,
                    "メトリクス": r.metric,
                    **{variant_key("レベル", g): r.levels.get(g) for g in grades},
                    "選択レベル": r.level,
                    "選択時の条件": c.text(r.condition),
                    "クラウド時の扱い": c.text(r.cloud),
                    "確認方法": c.text(r.confirmation),
                    **_service_level(c, r.service),
                    "備考": c.text(r.note),
                },
            )
            for r in found
        ),
        {"レベル": grades},
    )


def _service_level(c: Context, level: ServiceLevel | None) -> dict[str, Cell]:
    return {
        "目標値": level.target if level else None,
        "計測方法": c.text(level.measurement) if level else None,
        "報告": level.report if level else None,
        "未達のときの措置": c.text(level.remedy) if level else None,
    }


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
