"""別図 of a 見え消し: the layouts of 帳票 that are other ones, in pictures of both editions."""

from collections.abc import Iterator

from markupsafe import Markup

from hyojun.diff import DocumentComparison, Held, Subject, layout_lines
from hyojun.model import DrawnLayout, Form

from ..layout_figures import FigureSide, LayoutFigure, figured
from ..site.layout_svg import marked, sides
from ..site.markup import html


def layout_figures(old: Held, new: Held, found: DocumentComparison) -> tuple[LayoutFigure, ...]:
    """A 別図 for every 帳票 whose layout differs, came or went, in the order of 改定後; what is gone last."""
    before = {f.id: f for f in old.document.contents.forms}
    names = {n: c.old[0] for c in found.changes if c.kind is Subject.FORM and c.old for n in c.new}
    names |= {n: m.old[0] for m in found.matches if m.kind is Subject.FORM and m.old for n in m.new}
    told = {id for c in found.changes if c.kind is Subject.FORM and not c.old for id in c.new}
    pairs: list[tuple[Form | None, Form | None]] = []
    for form in new.document.contents.forms:
        was = before.pop(names.get(form.id, form.id), None) if form.id not in told else None
        pairs.append((form, was))
    pairs += [(None, form) for form in before.values()]
    shown = [(_in_force(n), _in_force(o)) for n, o in pairs]
    differing = [(n, o) for n, o in shown if (n and layout_lines(n)) != (o and layout_lines(o))]
    return tuple(
        figured(number, n, o, ("改定後", "改定前")) for number, (n, o) in enumerate(differing, 1) if n or o
    )


def _in_force(form: Form | None) -> Form | None:
    return form if form and form.layout and form.retired is None else None


def figure_html(figure: LayoutFigure) -> Iterator[str]:
    """A 別図 for a page: both editions beside each other where there is room, and what changed in words."""
    yield html("<h3>{}{}</h3><div class=figures>", figure.title, figure.came)
    for side in figure.sides:
        yield from _side(figure, side)
    yield Markup("</div>")
    if figure.changes:
        rows = Markup("").join(html("<li>{}　{}：{}", n, c.what, c.told) for n, c in figure.changes)
        yield html("<p>変更した箇所（赤い枠と英字）</p><ul class=plain>{}</ul>", rows)


def _side(figure: LayoutFigure, side: FigureSide) -> Iterator[str]:
    layout = side.form.layout
    if not isinstance(layout, DrawnLayout):
        words = layout.alternative if layout else ""
        yield html(
            "<div><p>{}</p><p>添付の図（PDFの見え消し版の別図にあります）：{}</p></div>", side.head, words
        )
        return
    for face, (name, svg) in zip(layout.faces, sides(side.form, layout, linked=False), strict=True):
        drawn = marked(svg, figure.marks(side, face.name))
        yield html("<div><p>{}{}</p>{}</div>", side.head, f"（{name}）" if name else "", drawn)
