"""From the model to the rows of each sheet: one function per sheet, one row per thing."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from hyojun.model import (
    Flow,
    Function,
    Kind,
    Numbered,
    Obligation,
    TreeNode,
    numbered,
    obligations,
    of_body,
)

from ..dates import NO_CONFORMANCE, printed
from ..flow_pictures import actors_of, notes_of, steps_of, work_kind
from .cells import Cell, Row, Table
from .context import Context, bodies_of, for_body, lines, spread
from .data_tables import codes, data_items, data_types, groups, linkages
from .detail_tables import alerts, characters, details
from .form_tables import boxes, form_items, forms, layout_fields, rules
from .further_tables import local_measures, non_functional, screens
from .revised import revisions

LEVELS = ("大項目", "中項目", "小項目")
YES_NO = {True: "可", False: "不可"}


def functions(c: Context) -> Table:
    """One row per statement, under the headings it stands in."""
    headings = numbered(c.document.contents.headings)
    statements = [(n, f) for n in headings for f in n.heading.functions]
    default = c.document.conformance_by_body()
    classes = [f.classes_by_body() for _, f in statements]
    days = [f.conformance_by_body() for _, f in statements]
    bodies = bodies_of(c.business.head.bodies, (*classes, *days, default))
    class_columns, class_cells = spread(
        "実装類型",
        bodies,
        [
            {b: c.symbol(for_body(own, b)) if f.retired is None else None for b in bodies}
            for (_, f), own in zip(statements, classes, strict=True)
        ],
    )
    day_columns, day_cells = spread(
        "適合基準日",
        bodies,
        [
            {b: _day(c, of_body(own, b)) for b in bodies}
            for own in ({o.body: o for o in obligations(f, c.document, bodies)} for _, f in statements)
        ],
    )
    deepest = max((len(n.above) + 1 for n, _ in statements), default=0)
    deeper = tuple(str(level) for level in range(len(LEVELS) + 1, deepest + 1))
    numbers = {id(n.heading): n.number for n in headings}

    def row(n: Numbered, f: Function, kind: Mapping[str, Cell], day: Mapping[str, Cell]) -> Row:
        path = [h.title or numbers[id(h)] for h in (*n.above, n.heading)]
        levels = dict(zip((*LEVELS, *(f"階層/{d}" for d in deeper)), path, strict=False))
        cells: dict[str, Cell] = {
            **dict.fromkeys((*LEVELS, *(f"階層/{d}" for d in deeper))),
            **levels,
            **kind,
            **day,
            "項番": n.number,
            "機能ID": f.id,
            "機能名称": f.name,
            "状態": c.state(Kind.FUNCTION, f.id, f.retired, f.replaces),
            "機能要件": c.text(f.text),
            "考え方・理由": c.text(f.reason),
            "由来": f.derivation,
            "採用の観点": f.merit,
            "帳票": c.listed(Kind.FORM, f.forms),
            "データ項目": c.listed(Kind.DATA_ITEM, f.data_items),
            "連携": c.listed(Kind.LINKAGE, f.linkages),
            "横断的仕組み": lines(f.mechanisms),
            "パラメータ": lines(p.name for p in f.parameters),
            "パターン": lines(p.name for p in f.patterns),
            "参照": lines(map(c.cited, f.references)),
            "団体区分の注記": lines(f"{n.body}：{c.text(n.text)}" for n in f.body_notes),
            "備考": c.text(f.note),
            "適合基準日まとめ": in_short(day, c.era),
            "変更区分・改定版": c.revised.get(f"機能{f.id}"),
        }
        return Row(f"機能{f.id}", cells, f.retired is not None)

    rows = (
        row(n, f, kind, day) for (n, f), kind, day in zip(statements, class_cells, day_cells, strict=True)
    )
    return Table(tuple(rows), {"実装類型": class_columns, "適合基準日": day_columns, "階層": deeper})


def in_short(days: Mapping[str, Cell], era: str) -> Cell:
    """適合基準日 of a row in one cell: a day, or that of most 団体区分, then those of others, a line each."""
    found = [(key.rpartition("/")[2], day) for key, day in days.items() if day is not None]
    if not found:
        return None
    each = [day for _, day in found]
    most = max(each, key=each.count)
    others = [f"{body}：{_words(day, era)}" for body, day in found if day != most]
    return lines((_words(most, era), *others)) if others else most


def _words(day: Cell, era: str) -> str:
    return printed(day, era) if isinstance(day, date) else str(day)


def _day(c: Context, found: Obligation | None) -> Cell:
    """適合基準日 of a function for a 団体区分; none of a withdrawn one, which requires nothing."""
    return found and (NO_CONFORMANCE if found.is_forbidden else c.day(found.day))


def parameters(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"機能{f.id}のパラメータ「{p.name}」",
                {
                    "機能ID": f.id,
                    "機能名称": f.name,
                    "名称": p.name,
                    "内容": c.text(p.meaning),
                    "データ型": p.type,
                    "桁数": p.length,
                    "Null可": None if p.nullable is None else YES_NO[p.nullable],
                    "既定値": p.default,
                },
            )
            for f in _functions(c)
            for p in f.parameters
        )
    )


def patterns(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"機能{f.id}のパターン「{p.name}」",
                {"機能ID": f.id, "機能名称": f.name, "名称": p.name, "管理内容": c.text(p.manages)},
            )
            for f in _functions(c)
            for p in f.patterns
        )
    )


def headings(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"見出し{n.heading.key}",
                {
                    "項番": n.number,
                    "見出し": n.heading.title,
                    "説明": c.text(n.heading.text),
                    "機能数": sum(f.retired is None for f in n.heading.functions),
                    "キー": n.heading.key,
                },
            )
            for n in numbered(c.document.contents.headings)
        )
    )


def tree(c: Context) -> Table:
    """One row per box; the boxes above it are repeated, so that filtering works."""

    def walk(
        nodes: tuple[TreeNode, ...], above: tuple[str, ...]
    ) -> Iterator[tuple[TreeNode, tuple[str, ...]]]:
        for node in nodes:
            path = (*above, node.name)
            yield node, path
            yield from walk(node.children, path)

    found = list(walk(c.document.contents.tree, ()))
    depths = tuple(str(d) for d in range(1, max((len(path) for _, path in found), default=0) + 1))

    def row(node: TreeNode, path: tuple[str, ...]) -> Row:
        cells: dict[str, Cell] = dict.fromkeys(f"階層/{d}" for d in depths)
        cells |= {f"階層/{d}": name for d, name in zip(depths, path, strict=False)}
        cells |= {
            "区分": node.scope,
            "機能ID": lines(node.functions),
            "機能名称": c.names(Kind.FUNCTION, node.functions),
            "対象外の理由": node.outside,
            "キー": node.key,
        }
        return Row(f"ツリー図の「{node.name}」", cells)

    return Table(tuple(row(node, path) for node, path in found), {"階層": depths})


def flows(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"業務フロー「{f.title}」",
                {
                    "フロー": f.title,
                    "説明": c.text(f.text),
                    "担当": lines(actors_of(f)),
                    "作業数": len(f.tasks),
                    "図の注記": lines(notes_of(f)),
                    "キー": f.key,
                },
            )
            for f in c.document.contents.flows
        )
    )


def tasks(c: Context) -> Table:
    def rows(flow: Flow) -> Iterator[Row]:
        for step in steps_of(flow):
            task = step.task
            data = (("入力", step.inputs), ("出力", step.outputs))
            yield Row(
                f"業務フロー「{flow.title}」の作業「{task.name}」",
                {
                    "フロー": flow.title,
                    "番号": step.number,
                    "担当": step.actor or None,
                    "作業": task.name,
                    "種類": work_kind(task),
                    "機能ID": lines(task.functions),
                    "機能名称": c.names(Kind.FUNCTION, task.functions),
                    "入出力": lines(f"{word}：{'、'.join(names)}" for word, names in data if names),
                    "次の手順": lines(c.next_step(way) for way in step.after),
                    "説明": c.text(task.text),
                },
            )

    return Table(tuple(r for flow in c.document.contents.flows for r in rows(flow)))


def out_of_scope(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"標準化対象外「{o.name}」",
                {"名称": o.name, "理由": c.text(o.reason), "取扱い": c.text(o.treatment)},
            )
            for o in c.document.contents.out_of_scope
        )
    )


def terms(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"用語「{t.name}」",
                {
                    "用語": t.name,
                    "読み": t.reading,
                    "定義": c.text(t.definition),
                    "別名": lines(t.synonyms),
                    "使わない語": lines(t.avoided),
                },
            )
            for t in c.document.contents.terms
        )
    )


TABLES: Mapping[str, Callable[[Context], Table]] = {
    "改定履歴": revisions,
    "機能要件": functions,
    "機能の関連": functions,
    "パラメータ一覧": parameters,
    "パターン一覧": patterns,
    "見出し一覧": headings,
    "帳票一覧": forms,
    "諸元表": form_items,
    "枠一覧": boxes,
    "線一覧": rules,
    "レイアウト欄": layout_fields,
    "データ項目": data_items,
    "グループ一覧": groups,
    "コード一覧（個別）": codes("個別"),
    "コード一覧（連携）": codes("連携"),
    "連携": linkages,
    "ツリー図": tree,
    "フロー一覧": flows,
    "業務フロー": tasks,
    "画面": screens,
    "項目詳細": details,
    "エラー・アラート": alerts,
    "文字要件": characters,
    "非機能要件": non_functional,
    "独自施策": local_measures,
    "標準化対象外": out_of_scope,
    "用語": terms,
    "データ型": data_types,
}
"""By the name the profile calls a sheet's content."""


def _functions(c: Context) -> Iterator[Function]:
    return (f for n in numbered(c.document.contents.headings) for f in n.heading.functions)
