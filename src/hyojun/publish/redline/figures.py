"""別図 of a 見え消し: the layouts of 帳票 that are other ones, in pictures of both editions."""

import base64
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from hyojun.diff import DocumentComparison, Held, Subject, layout_lines
from hyojun.model import AttachedLayout, Form

from ..layout_figures import FigureSide, Files, LayoutFigure, figured
from ..markup import html
from ..pdf.pictures import placed
from ..revised_layout import revised_sides


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


def figure_html(figure: LayoutFigure, files: Files, work: Path) -> Iterator[str]:
    """A 別図 for a page: both editions beside each other where there is room, and what changed in words.

    `files`: attached pages; those of a PDF are drawn below `work`. Raises PdfError.
    """
    yield html("<h3>{}{}</h3><div class=figures>", figure.title, figure.came)
    for side in figure.sides:
        yield from _side(figure, side, files, work)
    yield Markup("</div>")
    if figure.changes:
        rows = Markup("").join(html("<li>{}　{}：{}", n, c.what, c.told) for n, c in figure.changes)
        yield html("<p>変更した箇所（赤い線と英字）</p><ul class=plain>{}</ul>", rows)


def _side(figure: LayoutFigure, side: FigureSide, files: Files, work: Path) -> Iterator[str]:
    layout = side.form.layout
    if isinstance(layout, AttachedLayout):
        yield html("<div><p>{}</p>{}</div>", side.head, _attached(layout, files, work))
    elif layout:
        for name, svg in revised_sides(figure, side, layout):
            yield html("<div><p>{}{}</p>{}</div>", side.head, f"（{name}）" if name else "", svg)


def _attached(layout: AttachedLayout, files: Files, work: Path) -> Markup:
    """The page itself, in the file: it is sent alone."""
    file = files.get(layout.sha256 or "")
    words = layout.alternative.replace("\n", "")
    if file is None:
        return html("<p>この版に添付された図が手元にないため、載せていない。図の説明：{}</p>", words)
    work.mkdir(parents=True, exist_ok=True)
    name = placed(file, layout.page, work, f"{layout.sha256}{file.suffix.lower()}", layout.file)
    kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
    content = base64.b64encode((work / name).read_bytes()).decode()
    return html(
        '<img src="data:{};base64,{}" alt="{}"><p class=note>図の説明：{}</p>', kind, content, words, words
    )
