"""A drawn layout of one edition as inline SVG with what changed marked, as the 別図 on paper mark it."""

from collections.abc import Iterator

from markupsafe import Markup

from hyojun.model import DrawnLayout

from .figure_marks import Lettering, Mark, marked
from .layout_figures import FigureSide, LayoutFigure
from .layout_svg import side as drawn_side
from .markup import html
from .sheet import sheets

_LETTERING = Lettering(2.2, 1.2, 3.6)
"""Of the letters below."""


def revised_sides(
    figure: LayoutFigure, side: FigureSide, layout: DrawnLayout
) -> Iterator[tuple[str, Markup]]:
    """Every side of the paper by its name (empty where there is one only) as an SVG element."""
    for face, sheet in zip(layout.faces, sheets(side.form, layout), strict=True):
        marks = marked(figure.changed(side, face.name), sheet, _LETTERING)
        under, over = (Markup("").join(map(draw, marks)) for draw in (_band, _letter))
        yield sheet.name, drawn_side(side.form, layout, sheet, False, under, over)


def _band(mark: Mark) -> Markup:
    """Under the drawing, as wide as it is told from every line of it."""
    look = ' fill="#f2a0ab"' if mark.is_line else ' fill="none" stroke="#f2a0ab" stroke-width="1.4"'
    return html('<rect x="{}" y="{}" width="{}" height="{}"{}/>', *map(_number, mark.area), Markup(look))


def _letter(mark: Mark) -> Markup:
    x, y, width, height = mark.badge
    return html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="#c0001a"/>'
        '<text x="{}" y="{}" font-size="3.4" font-weight="bold" text-anchor="middle" fill="#fff">{}</text>',
        *map(_number, (x, y, width, height, x + width / 2, y + height - 0.6)),
        mark.letter,
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
