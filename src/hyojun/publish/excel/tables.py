"""From the model to the rows of each sheet: one function per sheet, one row per thing."""

from collections.abc import Callable, Iterator, Mapping

from hyojun.model import (
    ALL_BODIES,
    TASK_WORDS,
    AttachedLayout,
    DrawnLayout,
    Flow,
    Form,
    Function,
    Kind,
    Numbered,
    Parameter,
    TreeNode,
    numbered,
)

from .cells import Cell, Row, Table
from .context import ByBody, Context, bodies_of, for_body, lines, per_body
from .data_tables import codes, data_items, data_types, groups, linkages

LEVELS = ("大項目", "中項目", "小項目")
YES_NO = {True: "Null可", False: "Null不可"}


def functions(c: Context) -> Table:
    """One row per statement, under the headings it stands in."""
    headings = numbered(c.document.contents.headings)
    statements = [(n, f) for n in headings for f in n.heading.functions]
    default = _conformance(c.document.conformance)
    own = [f.conformance_by_body() for _, f in statements]
    class_bodies = bodies_of(c.business.head.bodies, (f.classes_by_body() for _, f in statements))
    differs = any(set(d) - {ALL_BODIES} for d in (default, *own))
    day_bodies = bodies_of(c.business.head.bodies if differs else (), (default, *own))
    deepest = max((len(n.above) + 1 for n, _ in statements), default=0)
    deeper = tuple(str(level) for level in range(len(LEVELS) + 1, deepest + 1))
    numbers = {id(n.heading): n.number for n in headings}

    def row(n: Numbered, f: Function) -> Row:
        path = [h.title or numbers[id(h)] for h in (*n.above, n.heading)]
        levels = dict(zip((*LEVELS, *(f"階層/{d}" for d in deeper)), path, strict=False))
        classes, days = f.classes_by_body(), f.conformance_by_body()
        cells: dict[str, Cell] = {
            **dict.fromkeys((*LEVELS, *(f"階層/{d}" for d in deeper))),
            **levels,
            "項番": n.number,
            "機能ID": f.id,
            "機能名称": f.name,
            "機能要件": c.text(f.text),
            **per_body("実装類型", class_bodies, {b: c.symbol(for_body(classes, b)) for b in class_bodies}),
            "考え方・理由": c.text(f.reason),
            **per_body(
                "適合基準日", day_bodies, {b: for_body(days, b) or for_body(default, b) for b in day_bodies}
            ),
            "帳票": c.listed(Kind.FORM, f.forms),
            "データ項目": c.listed(Kind.DATA_ITEM, f.data_items),
            "連携": c.listed(Kind.LINKAGE, f.linkages),
            "横断的仕組み": lines(f.mechanisms),
            "パラメータ": c.text(lines(map(_parameter, f.parameters))),
            "パターン": c.text(lines(f"{p.name}：{p.manages}" for p in f.patterns)),
            "参照": lines(map(c.cited, f.references)),
            "備考": c.text(f.note),
        }
        return Row(f"機能{f.id}", cells)

    variants = {"実装類型": class_bodies, "適合基準日": day_bodies, "階層": deeper}
    return Table(tuple(row(n, f) for n, f in statements), variants)


def headings(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"見出し{n.heading.key}",
                {
                    "項番": n.number,
                    "見出し": n.heading.title,
                    "説明": c.text(n.heading.text),
                    "機能数": len(n.heading.functions),
                    "キー": n.heading.key,
                },
            )
            for n in numbered(c.document.contents.headings)
        )
    )


def forms(c: Context) -> Table:
    all_forms = c.document.contents.forms
    bodies = bodies_of(c.business.head.bodies, (_classes(f) for f in all_forms))

    def row(f: Form) -> Row:
        cells: dict[str, Cell] = {
            "帳票ID": f.id,
            "帳票名称": f.name,
            "対象": f.audience.value,
            **per_body("実装類型", bodies, {b: c.symbol(for_body(_classes(f), b)) for b in bodies}),
            "用途": c.text(f.purpose),
            "根拠": f.basis,
            "職員向けの理由": c.text(f.staff_reason),
            "レイアウト": _layout(f),
            "代替テキスト": f.layout.alternative if isinstance(f.layout, AttachedLayout) else None,
            "データ要件で代替": f.replaced_by_data,
            "項目数": len(f.items),
            "出力する機能": c.referring(Kind.FORM, f.id, "帳票"),
            "備考": c.text(f.note),
        }
        return Row(f"帳票{f.id}", cells)

    return Table(tuple(map(row, all_forms)), {"実装類型": bodies})


def form_items(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"帳票{form.id}の項番{item.number}",
                {
                    "帳票ID": form.id,
                    "帳票名称": form.name,
                    "項番": item.number,
                    "印字項目": item.name,
                    "編集条件": c.text(item.text),
                    "固定文言": item.fixed,
                    "データ項目ID": item.data_item,
                    "データ項目": item.data_item and c.name(Kind.DATA_ITEM, item.data_item),
                    "桁数": item.length,
                    "行数": item.lines,
                    "フォント・サイズ": item.font,
                    "必須・オプション": item.required,
                    "文字溢れ対応": c.text(item.overflow),
                    "サンプル値": item.sample,
                    "備考": c.text(item.note),
                },
            )
            for form in c.document.contents.forms
            for item in form.items
        )
    )


def layout_fields(c: Context) -> Table:
    return Table(
        tuple(
            Row(
                f"帳票{form.id}の図中番号{field.label}",
                {
                    "帳票ID": form.id,
                    "帳票名称": form.name,
                    "図中番号": field.label,
                    "項番": field.item,
                    "説明": c.text(field.note),
                },
            )
            for form in c.document.contents.forms
            if isinstance(form.layout, AttachedLayout)
            for field in form.layout.fields
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
                    "担当": lines(dict.fromkeys(lane.name for lane in f.lanes)),
                    "作業数": len(f.tasks),
                    "キー": f.key,
                },
            )
            for f in c.document.contents.flows
        )
    )


def tasks(c: Context) -> Table:
    def rows(flow: Flow) -> Iterator[Row]:
        lanes = {lane.id: lane.name for lane in flow.lanes}
        for task in flow.tasks:
            yield Row(
                f"業務フロー「{flow.title}」の作業「{task.name}」",
                {
                    "フロー": flow.title,
                    "担当": lanes.get(task.lane) if task.lane else None,
                    "作業": task.name,
                    "種類": TASK_WORDS[task.kind],
                    "機能ID": lines(task.functions),
                    "機能名称": c.names(Kind.FUNCTION, task.functions),
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
                {"用語": t.name, "読み": t.reading, "定義": c.text(t.definition), "別名": lines(t.synonyms)},
            )
            for t in c.document.contents.terms
        )
    )


TABLES: Mapping[str, Callable[[Context], Table]] = {
    "機能要件": functions,
    "見出し一覧": headings,
    "帳票一覧": forms,
    "諸元表": form_items,
    "レイアウト欄": layout_fields,
    "データ項目": data_items,
    "グループ一覧": groups,
    "コード一覧（個別）": codes("個別"),
    "コード一覧（連携）": codes("連携"),
    "連携": linkages,
    "ツリー図": tree,
    "フロー一覧": flows,
    "業務フロー": tasks,
    "標準化対象外": out_of_scope,
    "用語": terms,
    "データ型": data_types,
}
"""By the name the profile calls a sheet's content."""


def _classes(form: Form) -> ByBody:
    return form.classes if isinstance(form.classes, dict) else {ALL_BODIES: form.classes}


def _conformance(found: object) -> dict[str, str]:
    if found is None:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {ALL_BODIES: str(found)}


def _parameter(p: Parameter) -> str:
    """名称（データ型 X、6桁、Null可、既定値 0）：内容."""
    facts = [
        f"データ型 {p.type}" if p.type else "",
        f"桁数 {p.length}" if p.length else "",
        "" if p.nullable is None else YES_NO[p.nullable],
        f"既定値 {p.default}" if p.default else "",
    ]
    told = "、".join(filter(None, facts))
    return p.name + (f"（{told}）" if told else "") + (f"：{p.meaning}" if p.meaning else "")


def _layout(form: Form) -> str | None:
    match form.layout:
        case DrawnLayout(paper=paper, orientation=orientation):
            return f"図（{paper}{orientation}）"
        case AttachedLayout(file=file, page=page):
            return f"添付（{file.rsplit('/', 1)[-1]} {page}頁）"
    return None
