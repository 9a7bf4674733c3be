"""機能要件, 業務フロー, ツリー図, 画面要件, 帳票要件 and the lists beside them as sheets."""

from collections.abc import Iterator

from hyojun.diff import layout_lines
from hyojun.model import (
    ALL_BODIES,
    AttachedLayout,
    DrawnLayout,
    Face,
    Flow,
    Form,
    Function,
    Heading,
    Kind,
    Numbered,
    TreeNode,
    numbered,
    obligations,
    of_body,
)

from ..flow_pictures import actors_of, notes_of, steps_of, work_kind
from .sheets import (
    OTHER_LAYOUT,
    OTHER_PICTURE,
    Column,
    Laying,
    Row,
    Sheet,
    facts,
    headed,
    lines,
    part,
    row,
    state,
)


def functions(at: Laying) -> Sheet:
    columns = (
        Column("項番", 0.8, whole=True), Column("機能ID", 1.25, whole=True), Column("機能名称", 1.7),
        Column("機能要件", 6), Column("実装類型", 1.9, whole=True), Column("考え方・理由", 2.6),
        Column("適合基準日", 1.8, whole=True), Column("備考・関連", 3.2),
    )  # fmt: skip
    rows = (r for n in numbered(at.document.contents.headings) for r in _heading(at, n))
    return Sheet("機能要件", "機能要件", columns, tuple(rows))


def _heading(at: Laying, n: Numbered) -> Iterator[Row]:
    heading: Heading = n.heading
    yield headed(at, Kind.HEADING, heading.key, n.label, len(n.above) + 2)
    if heading.text:
        yield Row("text", (at.text(heading.text),), f"見出し{heading.key}/説明", cite=f"{n.label}の説明")
    for f in heading.functions:
        cells = (n.number, f.id, f.name, *_function(at, f))
        own = row(at.business.ref(Kind.FUNCTION, f.id), f.name, *cells)
        yield own._replace(aside=tuple(_unprinted(at, f)), is_gap=f.retired is not None)


_FUNCTION = ("id", "name", "text", "classes", "reason", "conformance")


def _function(at: Laying, f: Function) -> tuple[str, ...]:
    about = state(Kind.FUNCTION, f.id, f.retired)
    if f.retired:
        return "", "", "", "", about
    facts = lines(about, at.facts(f, *_FUNCTION))
    return at.text(f.text), at.classes(f.classes), at.text(f.reason), at.due(f), facts


def _unprinted(at: Laying, f: Function) -> Iterator[tuple[str, str]]:
    """The 適合基準日 that somebody wrote of what may not exist: it is no date to keep, so it is not printed."""
    own = f.conformance_by_body()
    for o in obligations(f, at.document, at.business.head.bodies):
        if o.is_forbidden:
            body = "" if o.body == ALL_BODIES else f"{o.body}の"
            yield f"実装不可のため示さない{body}適合基準日の記載の変更", of_body(own, o.body) or ""


def flow(at: Laying, found: Flow) -> Sheet:
    """The steps of a flow; its drawing is told of where it is another one."""
    columns = (
        Column("番号", 0.6, whole=True), Column("担当", 1.6), Column("作業", 3), Column("作業の種類", 1.4, whole=True),
        Column("機能ID", 1.2), Column("入出力", 1.8), Column("次の手順", 2.4), Column("説明", 2.4),
    )  # fmt: skip
    about = facts((("説明", at.text(found.text)), ("担当", "、".join(actors_of(found)))))
    note = facts((("図の注記", "\n".join(notes_of(found))),))
    rows = [
        Row(
            "text",
            (lines(about, note),),
            f"{Kind.FLOW}{found.key}/図",
            aside=((OTHER_PICTURE, found.sha256),),
            cite=f"業務フロー「{found.title}」の説明及び図",
        )
    ]
    for s in steps_of(found):
        data = facts((("入力", "、".join(s.inputs)), ("出力", "、".join(s.outputs))))
        used = "、".join(s.task.functions) + ("（支援）" if s.task.support else "")
        after = "\n".join(way.words for way in s.after)
        what = (s.mark, s.actor, s.task.name, work_kind(s.task), used, data, after, at.text(s.task.text))
        rows.append(row(at.business.ref(Kind.STEP, f"{found.key}/{s.task.step}"), s.task.name, *what))
    return Sheet(f"{Kind.FLOW}{found.key}", f"業務フロー　{found.title}", columns, tuple(rows))


def tree(at: Laying) -> Sheet:
    columns = (
        Column("名称", 4),
        Column("区分", 1, whole=True),
        Column("機能ID", 3),
        Column("対象外の理由", 3),
    )

    def walk(node: TreeNode, path: tuple[str, ...]) -> Iterator[Row]:
        own = (*path, node.name)
        what = (node.name, node.scope, "、".join(node.functions), node.outside)
        yield part(
            f"{Kind.TREE_NODE}{node.key or '／'.join(own)}",
            f"ツリー図の「{node.name}」",
            *what,
            level=len(path),
        )
        for child in node.children:
            yield from walk(child, own)

    rows = (r for top in at.document.contents.tree for r in walk(top, ()))
    return Sheet("ツリー図", "ツリー図", columns, tuple(rows))


_ITEM = ("number", "name", "text", "data_item", "required", "sample")


def forms(at: Laying) -> Sheet:
    """Each 帳票 with what is said of it, its 諸元表, and its layout in words."""
    columns = (
        Column("項番", 0.6, whole=True), Column("印字項目", 2), Column("編集条件", 3),
        Column("データ項目ID", 1.4, whole=True), Column("必須・オプション", 1.1, whole=True),
        Column("サンプル値", 2), Column("その他", 3),
    )  # fmt: skip
    rows: list[Row] = []
    for form in at.document.contents.forms:
        key = f"{Kind.FORM}{form.id}"
        is_gap = form.retired is not None
        rows.append(headed(at, Kind.FORM, form.id, f"{form.id} {form.name}", is_gap=is_gap))
        what = [state(Kind.FORM, form.id, form.retired)]
        if not is_gap:
            what.append(facts([("実装類型", at.classes(form.classes))]))
            what.append(at.facts(form, "id", "name", "classes", "items", "layout"))
        called = f"{key} {form.name}"
        rows.append(Row("text", (lines(*what),), f"{key}/概要", cite=f"{called}の概要"))
        if is_gap:
            continue
        rows.append(
            Row(
                "text",
                (_layout(form),),
                f"{key}/レイアウト",
                aside=((OTHER_LAYOUT, "\n".join(layout_lines(form))),),
                cite=f"{called}のレイアウト",
            )
        )
        for i in form.items:
            item = (i.number, i.name, at.text(i.text), i.data_item, i.required, i.sample, at.facts(i, *_ITEM))
            rows.append(part(f"印字項目{form.id}/{i.name}", f"{key}の「{i.name}」", *item))
    return Sheet("帳票要件", "帳票要件", columns, tuple(rows))


def _layout(form: Form) -> str:
    """What of a layout is words: its paper, and the words printed on every copy. Where they stand a 別図 shows."""
    layout = form.layout
    names = {i.number: i.name for i in form.items}
    if isinstance(layout, DrawnLayout):
        return lines(
            f"レイアウト：{layout.paper}{layout.orientation}", *(_face(face, layout) for face in layout.faces)
        )
    if isinstance(layout, AttachedLayout):
        fields = (f"図中番号{f.label}＝{_named(names, f.item)}{f.note or ''}" for f in layout.fields)
        where = f"レイアウト：添付（{layout.file.rpartition('/')[2]} {layout.page}頁）"
        return lines(where, layout.alternative, *fields)
    return "レイアウト：なし"


def _face(face: Face, layout: DrawnLayout) -> str:
    head = f"［{face.name}］" if layout.more or layout.name else ""
    return lines(head, facts([("固定の文字", "\n".join(f"・{b.text}" for b in face.boxes if b.text))]))


def _named(names: dict[int, str], number: int) -> str:
    return f"項番{number} {names.get(number, '')}　"


def screens(at: Laying) -> Sheet:
    columns = (Column("画面名称", 2), Column("画面要件", 5), Column("定める理由", 3), Column("備考など", 3))
    shown = ("key", "name", "text", "justification")
    rows = (
        row(
            at.business.ref(Kind.SCREEN, s.key),
            s.name,
            s.name,
            at.text(s.text),
            at.text(s.justification),
            at.facts(s, *shown),
        )
        for s in at.document.contents.screens
    )
    return Sheet("画面要件", "画面要件", columns, tuple(rows))


def details(at: Laying) -> Sheet:
    columns = (Column("名称", 2), Column("種別", 1.2, whole=True), Column("内容", 5), Column("備考など", 4))
    rows = (
        row(
            at.business.ref(Kind.DETAIL, d.key),
            d.name,
            d.name,
            d.kind,
            at.text(d.text),
            at.facts(d, "key", "name", "kind", "text"),
        )
        for d in at.document.contents.details
    )
    return Sheet("項目詳細", "項目詳細", columns, tuple(rows))


def alerts(at: Laying) -> Sheet:
    columns = (
        Column("名称", 2), Column("種別", 1, whole=True), Column("条件", 4), Column("表示する内容", 3),
        Column("対処", 3), Column("備考など", 2),
    )  # fmt: skip
    shown = ("key", "kind", "name", "condition", "message", "response")
    rows = (
        row(
            at.business.ref(Kind.ALERT, a.key), a.name, a.name, a.kind,
            at.text(a.condition), at.text(a.message), at.text(a.response), at.facts(a, *shown),
        )
        for a in at.document.contents.alerts
    )  # fmt: skip
    return Sheet("エラー・アラート", "エラー・アラート", columns, tuple(rows))
