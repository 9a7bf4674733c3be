"""From 帳票要件 to rows: 帳票, 諸元表, and what their layouts are made of."""

from collections.abc import Iterator, Mapping

from hyojun.model import AttachedLayout, DrawnLayout, Face, Form, Kind

from ..declared import cited
from .cells import Cell, Row, Table
from .context import Context, bodies_of, for_body, spread


def forms(c: Context) -> Table:
    all_forms = c.document.contents.forms
    classes = [f.classes_by_body() for f in all_forms]
    bodies = bodies_of(c.business.head.bodies, classes)
    columns, class_cells = spread(
        "実装類型",
        bodies,
        [
            {b: c.symbol(for_body(own, b)) if f.retired is None else None for b in bodies}
            for f, own in zip(all_forms, classes, strict=True)
        ],
    )

    def row(f: Form, own: Mapping[str, Cell]) -> Row:
        cells: dict[str, Cell] = {
            "帳票ID": f.id,
            "帳票名称": f.name,
            "状態": c.state(Kind.FORM, f.id, f.retired, f.replaces),
            "対象": f.audience.value,
            **own,
            "用途": c.text(f.purpose),
            "根拠": f.basis,
            "外部仕様": cited(f.outside),
            "職員向けの理由": c.text(f.staff_reason),
            "レイアウト": _layout(f),
            "代替テキスト": f.layout.alternative if isinstance(f.layout, AttachedLayout) else None,
            "データ要件で代替": f.replaced_by_data,
            "項目数": len(f.items),
            "出力する機能": c.naming(Kind.FORM, f.id),
            "備考": c.text(f.note),
        }
        return Row(f"帳票{f.id}", cells, f.retired is not None)

    return Table(tuple(map(row, all_forms, class_cells)), {"実装類型": columns})


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
                    "算出方法": c.text(item.computed),
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
                form.retired is not None,
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


def boxes(c: Context) -> Table:
    """Where a drawn layout has its fields and words, in mm."""

    def rows(form: Form, layout: DrawnLayout) -> Iterator[Row]:
        names = {item.number: item.name for item in form.items}
        named = [(_side(layout, face), box) for face in layout.faces for box in face.boxes]
        for number, (face, box) in enumerate(named, 1):
            yield Row(
                f"帳票{form.id}の{number}番目の枠",
                {
                    "帳票ID": form.id,
                    "帳票名称": form.name,
                    "面": face,
                    "項番": box.item,
                    "印字項目": names.get(box.item) if box.item else None,
                    "文字": box.text,
                    "左": box.x,
                    "上": box.y,
                    "幅": box.width,
                    "高さ": box.height,
                    "文字の大きさ": box.size,
                    "揃え": box.align,
                    "縦揃え": box.level,
                    "組方向": box.direction,
                    "罫線": box.border,
                    "ます目": box.cells,
                    "繰り返しの回数": box.repeated.count if box.repeated else None,
                    "繰り返しの間隔": box.repeated.pitch if box.repeated else None,
                },
            )

    return Table(tuple(r for form, layout in _drawn(c) for r in rows(form, layout)))


def rules(c: Context) -> Table:
    """The ruled lines of drawn layouts, in mm."""
    return Table(
        tuple(
            Row(
                f"帳票{form.id}の{number}番目の線",
                {
                    "帳票ID": form.id,
                    "帳票名称": form.name,
                    "面": _side(layout, face),
                    "始点左": rule.x1,
                    "始点上": rule.y1,
                    "終点左": rule.x2,
                    "終点上": rule.y2,
                    "罫線": rule.look,
                },
            )
            for form, layout in _drawn(c)
            for number, (face, rule) in enumerate(((f, r) for f in layout.faces for r in f.rules), 1)
        )
    )


def _side(layout: DrawnLayout, face: Face) -> str | None:
    """面の名称, where there are more sides than one."""
    return face.name if layout.more or layout.name else None


def _drawn(c: Context) -> Iterator[tuple[Form, DrawnLayout]]:
    for form in c.document.contents.forms:
        if isinstance(form.layout, DrawnLayout):
            yield form, form.layout


def _layout(form: Form) -> str | None:
    match form.layout:
        case DrawnLayout(paper=paper, orientation=orientation, faces=faces):
            sides = f"、{len(faces)}面" if len(faces) > 1 else ""
            return f"図（{paper}{orientation}{sides}）"
        case AttachedLayout(file=file, page=page):
            return f"添付（{file.rsplit('/', 1)[-1]} {page}頁）"
    return None
