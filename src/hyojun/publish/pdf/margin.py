"""行番号 of a draft, written into the margin of its pages after Typst has set them.

Typst can number lines itself, at the price of half the time and memory of a draft: each line is laid out with a mark
that is then looked for on its page. The lines stand in the contents of the pages anyway, each text with its baseline.
What is no line of the text (heads of tables and pages, contents, layouts) is set in a black of its own, `aside` in the
templates, and the digits are taken from the cover, where the templates put them for this.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .objects import Objects, stream, unpacked
from .problems import PdfError

_KIDS = re.compile(rb"/Kids\[([0-9R ]*)\]")
_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
_RESOURCES = re.compile(rb"/Resources (\d+) 0 R")
_BOX = re.compile(rb"/MediaBox\[0 0 (\S+) ([^\]]+)\]")
_TEXT = re.compile(
    rb"\nq 1 0 0 -1 \S+ (\S+) cm/c\d+ cs (?:(?!0\.003921569 scn|1 scn)[0-9. ]+ scn\nBT|0\.99607843 scn 0 0 m)"
)
"""The baseline, from below, of a text as Typst writes it: not turned, neither `aside` nor white on black; or of the
`blank` that stands in a line without text."""
_DIGITS = re.compile(
    rb"/Artifact<</Type/Page>>BDC\nq [^\n]*\nh\nW\nn\nq 1 0 0 -1 \S+ \S+ cm/(c\d+) cs (\S+) scn\n"
    rb"BT 0 Tr/(f\d+) (\S+) Tf 1 0 0 -1 0 0 Tm\[(\(.*?\)|<[0-9A-F]*>)\]TJ\nET\nQ\nQ\nEMC",
    re.DOTALL,
)
"""What `digits` of the templates becomes: nobody sees it, since the box it is cut off by has no size."""
_FOOT = b"/Artifact<</Attached[/Bottom]/Subtype/Footer/Type/Pagination>>BDC"
"""How the foot of a page begins; who reads on finds the numbers before it."""
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

_HEIGHT = 0.733
"""Of a digit, in parts of its size: a line that begins within it has the same number, as the cell beside it."""
_WIDTH = 0.555
"""Of a digit of Noto Sans CJK JP, in parts of its size."""
_CLEARANCE = (0.026, 25.0)
"""Between number and text: a part of the width of the page, and the most in points. As Typst has it."""


class Line(NamedTuple):
    """A printed line that has a number."""

    page: int
    y: float
    """Its baseline in points, from the top of the page."""
    number: int


class _Digits(NamedTuple):
    """How digits are written, with what the resources of a page need for it."""

    font: bytes
    colour: bytes
    grey: bytes
    size: float
    codes: tuple[bytes, ...]
    """In the font, of 0 to 9, as hexadecimal digits."""


def numbered(found: Objects, layout: Any) -> tuple[Objects, Any]:
    """The PDF with the lines of its numbered pages counted from 1 on each, and what Typst answered with those `lines`.

    `layout` is the answer to `line_numbers.LAYOUT`; None for a document without 行番号, which stays as it is.
    Raises PdfError where the templates have not put the digits on the first page.
    """
    if layout is None:
        return found, None
    bodies = dict(found.bodies)
    kids = next(
        m for body in bodies.values() if body.startswith(b"<</Type/Pages") and (m := _KIDS.search(body))
    )
    places = [int(n) for n in kids[1].split()[::3]]
    digits = _taken_out(bodies, places[0])
    lines: list[Line] = []
    for page, margin in layout["pages"]:
        body = bodies[places[page - 1]]
        width, height = map(float, _found(_BOX, body).groups())
        contents = int(_found(_CONTENTS, body)[1])
        text = unpacked(bodies[contents])
        baselines = list(_baselines(text, digits.size * _HEIGHT))
        if not baselines:
            continue
        right = float(margin) - min(_CLEARANCE[0] * width, _CLEARANCE[1])
        written = b"".join(_written(n, right, y, digits) for n, y in enumerate(baselines, 1))
        above, foot, below = text.rpartition(_FOOT)
        numbers = b"/Artifact<</Type/Pagination>>BDC\n" + written + b"EMC"
        bodies[contents] = stream(b"", above + numbers + foot + below if foot else below + numbers)
        resources = int(_found(_RESOURCES, body)[1])
        bodies[resources] = _with(bodies[resources], digits)
        lines.extend(Line(page, height - y, n) for n, y in enumerate(baselines, 1))
    return found._replace(bodies=bodies), {**layout, "lines": lines}


def _taken_out(bodies: dict[int, bytes], page: int) -> _Digits:
    """The digits of the first page, which then has them no more."""
    contents = int(_found(_CONTENTS, bodies[page])[1])
    text = unpacked(bodies[contents])
    mark = _DIGITS.search(text)
    if mark is None:
        raise PdfError(
            "行番号に使う字が初めの頁にありません。リポジトリの templates/typst/ に置いたテンプレートの表紙にも、"
            "hyojun のものと同じに digits（page.typ）を置いてください。"
        )
    colour, grey, font, size, shown = mark.groups()
    glyphs = _string(shown)
    resources = bodies[int(_found(_RESOURCES, bodies[page])[1])]
    bodies[contents] = stream(b"", text[: mark.start()] + text[mark.end() :])
    return _Digits(
        _found(re.compile(rb"/%b (\d+ 0 R)" % font), resources)[1],
        _found(re.compile(rb"/%b (\d+ 0 R)" % colour), resources)[1],
        grey,
        float(size),
        tuple(glyphs[at : at + 2].hex().upper().encode() for at in range(0, 20, 2)),
    )


def _string(shown: bytes) -> bytes:
    """What a string of a PDF stands for, in brackets or in hexadecimal digits (ISO 32000-1, 7.3.4)."""
    if shown.startswith(b"<"):
        return bytes.fromhex(shown[1:-1].decode())
    return _ESCAPED.sub(
        lambda m: bytes((int(m[1], 8),)) if m[1].isdigit() else _CONTROLS.get(m[1], m[1]), shown[1:-1]
    )


def _baselines(text: bytes, height: float) -> Iterator[float]:
    """The baselines of the lines of a page from above: texts beside each other are one line."""
    before = None
    for y in sorted(map(float, set(_TEXT.findall(text))), reverse=True):
        if before is None or y <= before - height:
            yield y
            before = y


def _written(number: int, right: float, y: float, digits: _Digits) -> bytes:
    shown = str(number)
    left = right - len(shown) * digits.size * _WIDTH
    codes = b"".join(digits.codes[int(d)] for d in shown)
    return b"q 1 0 0 -1 %.4f %.4f cm/line cs %b scn\nBT 0 Tr/line %g Tf 1 0 0 -1 0 0 Tm<%b>Tj\nET\nQ\n" % (
        left,
        y,
        digits.grey,
        digits.size,
        codes,
    )


def _with(resources: bytes, digits: _Digits) -> bytes:
    """The resources of a page with what its numbers need; a page that has lines has fonts and colours."""
    if b"/line " in resources:
        return resources
    fonts = resources.replace(b"/Font<<", b"/Font<</line %b" % digits.font)
    return fonts.replace(b"/ColorSpace<<", b"/ColorSpace<</line %b" % digits.colour)


def _found(pattern: re.Pattern[bytes], body: bytes) -> re.Match[bytes]:
    found = pattern.search(body)
    if found is None:
        raise ValueError(f"not as Typst writes it: {pattern.pattern!r}")
    return found
