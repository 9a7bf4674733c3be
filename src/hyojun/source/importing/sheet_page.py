"""A drawn page as a PDF of one page, set by Typst with the fonts that come with hyojun: attached to a 帳票."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .sheet_drawing import Area, Drawing, Words

_FONTS = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")
_MARGIN = 5.0
"""mm around what is drawn."""
_PAD = 0.5
"""mm between the words of a cell and its edge."""


def page(drawing: Drawing, title: str) -> bytes:
    """The PDF of a drawing: the same drawing gives the same bytes."""
    import typst

    with TemporaryDirectory(prefix="hyojun-sheet-") as name:
        folder = Path(name)
        for number, picture in enumerate(drawing.pictures):
            (folder / f"{number}{picture.suffix}").write_bytes(picture.data)
        (folder / "page.typ").write_text("\n".join(_source(drawing, title)), encoding="utf-8")
        compiler: Any = typst.Compiler(  # type: ignore[misc]
            folder / "page.typ",
            root=folder,
            font_paths=[str(resources.files(package)) for package in _FONTS],
            ignore_system_fonts=True,
        )
        made = compiler.compile(format="pdf", timestamp=0)
        assert isinstance(made, bytes)
        return made


def _source(drawing: Drawing, title: str) -> Iterator[str]:
    yield f"#set document(title: {_quoted(title)}, date: none)"
    size = f"width: {drawing.width + 2 * _MARGIN:.3f}mm, height: {drawing.height + 2 * _MARGIN:.3f}mm"
    yield f"#set page({size}, margin: {_MARGIN}mm)"
    yield '#set text(font: "Noto Sans CJK JP", lang: "ja", size: 9pt)'
    yield "#set par(leading: 0.4em)"
    for area, colour in drawing.fills:
        yield _place(
            area.x,
            area.y,
            f"rect(width: {area.width:.3f}mm, height: {area.height:.3f}mm, fill: rgb({_quoted(colour)}))",
        )
    for number, picture in enumerate(drawing.pictures):
        at = picture.area
        described = f", alt: {_quoted(picture.words)}" if picture.words else ""
        image = f'image("{number}{picture.suffix}", {_size(at)}, fit: "stretch"{described})'
        yield _place(at.x, at.y, image)
    for line in drawing.lines:
        dash = ', dash: "dashed"' if line.broken else ""
        stroke = f"(thickness: {line.weight}mm{dash})"
        yield _place(
            line.x1,
            line.y1,
            f"line(end: ({line.x2 - line.x1:.3f}mm, {line.y2 - line.y1:.3f}mm), stroke: {stroke})",
        )
    for words in drawing.words:
        yield _place(words.area.x + _PAD, words.area.y, _written(words))


def _written(words: Words) -> str:
    weight = ', weight: "bold"' if words.bold else ""
    said = f"text(size: {words.points:g}pt{weight}, {_quoted(words.text)})"
    if not words.wraps:  # Excel lets it run on over empty cells
        said = f"box({said})" if words.across == "left" else said
    width = max(words.area.width - 2 * _PAD, 0.1)
    return f"box(width: {width:.3f}mm, height: {words.area.height:.3f}mm, align({words.across} + {words.down}, {said}))"


def _place(x: float, y: float, what: str) -> str:
    return f"#place(dx: {x:.3f}mm, dy: {y:.3f}mm, {what})"


def _size(area: Area) -> str:
    return f"width: {area.width:.3f}mm, height: {area.height:.3f}mm"


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "").replace("\n", "\\n")
    return f'"{plain}"'
