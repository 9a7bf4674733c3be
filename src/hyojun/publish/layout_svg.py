"""The drawn layout of a 帳票 as inline SVG, to scale in mm, with the numbers of its 諸元表.

Paper stays white and ink black whatever the colours of the reader's screen.
"""

from collections.abc import Iterator

from markupsafe import Markup

from hyojun.model import DrawnLayout, Form

from .markup import html
from .sheet import BADGE, Frame, Line, Number, Sheet, Words, sheets

_NOTHING = Markup("")
_ANCHORS = {"左": "start", "中央": "middle", "右": "end"}
_LOOKS = {
    "実線": ' stroke="#000" stroke-width="0.25"',
    "太線": ' stroke="#000" stroke-width="0.7"',
    "破線": ' stroke="#000" stroke-width="0.25" stroke-dasharray="1 0.7"',
    "目安": ' class="guide" stroke="#5c6270" stroke-width="0.25" stroke-dasharray="4 1 0.6 1"',
    "なし": ' class="unruled" stroke="#8d93a8" stroke-width="0.25" stroke-dasharray="0.25 0.9"',
}
"""Where no line is printed, a light one for the screen shows how far the box reaches."""


def drawn(form: Form, layout: DrawnLayout, linked: bool = True) -> Markup:
    """The sides as SVG elements, each after its name; arguments as of `sides`."""
    return Markup("").join(
        (html('<p class="side">{}</p>', name) if name else Markup("")) + svg
        for name, svg in sides(form, layout, linked)
    )


def sides(form: Form, layout: DrawnLayout, linked: bool = True) -> Iterator[tuple[str, Markup]]:
    """Every side by its name (empty where there is one only) as an SVG element.

    `linked`: a numbered field links to its row in the 諸元表, which is on the page.
    """
    for sheet in sheets(form, layout):
        yield sheet.name, side(form, layout, sheet, linked)


def side(
    form: Form,
    layout: DrawnLayout,
    sheet: Sheet,
    linked: bool = True,
    under: Markup = _NOTHING,
    over: Markup = _NOTHING,
) -> Markup:
    """One side as an SVG element; `under`, `over`: what else is drawn, in mm."""
    named = f"　{sheet.name}" if sheet.name else ""
    words = f"{form.name}のレイアウト{named}（{layout.paper}{layout.orientation}、{sheet.width}mm×{sheet.height}mm）"
    head = html(
        '<svg class="paper {look}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}mm"'
        ' height="{h}mm" preserveAspectRatio="xMinYMin slice" role="group" aria-label="{words}"><title>{words}</title>'
        '<rect width="{w}" height="{h}" fill="#fff"/>',
        w=sheet.width,
        h=sheet.height,
        words=words,
        look=_form(sheet),
    )
    marks = [
        under,
        *map(_frame, sheet.frames),
        *map(_words, sheet.words),
        *map(_line, sheet.lines),
        *(_badge(number, linked and bool(number.name)) for number in sheet.numbers),
        over,
    ]
    return Markup("").join((head, *marks, Markup("</svg>")))


def _form(sheet: Sheet) -> str:
    """How it is printed: A4 as a page of its own, smaller in its size, larger on A4 all the same."""
    known = {(210, 297): "a4-upright", (297, 210): "a4-across"}
    return known.get(
        (sheet.width, sheet.height), "small" if max(sheet.width, sheet.height) < 297 else "large"
    )


def _frame(frame: Frame) -> Markup:
    return html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="none"{}/>',
        *map(_number, frame.area),
        Markup(_LOOKS[frame.look]),
    )


def _line(line: Line) -> Markup:
    ends = map(_number, (line.x1, line.y1, line.x2, line.y2))
    return html('<line x1="{}" y1="{}" x2="{}" y2="{}"{}/>', *ends, Markup(_LOOKS[line.look]))


def _words(words: Words) -> Markup:
    return html(
        '<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}"{}>{}</text>',
        _number(words.x),
        _number(words.y),
        _number(words.size),
        _ANCHORS[words.align],
        "#0031d8" if words.sample else "#000",
        Markup(' writing-mode="vertical-rl" text-orientation="upright"') if words.upright else "",
        words.text,
    )


def _badge(number: Number, linked: bool) -> Markup:
    """The number of a field."""
    x, y, width, height = number.area
    mark = html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="1.6" fill="#0017c1"/>'
        '<text x="{}" y="{}" font-size="2.4" text-anchor="middle" fill="#fff">{}</text>',
        *map(_number, (x, y, width, height, x + width / 2, y + BADGE - 0.7)),
        number.item,
    )
    title = html("<title>{} {}</title>", number.item, number.name)
    if not linked:
        return html("<g>{}{}</g>", title, mark)
    pattern = '<a href="#field-{}" aria-label="{} {}">{}{}</a>'
    return html(pattern, number.item, number.item, number.name, title, mark)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
