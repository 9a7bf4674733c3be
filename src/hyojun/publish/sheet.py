"""A drawn 帳票 as marks on paper in mm: frames, ruled lines, lines of words, numbers of the 諸元表.

The SVG of the site and the page of the PDF draw the same marks, so that nobody can find a field in two places.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hyojun.flow import characters, filled, length
from hyojun.model import Box, DrawnLayout, Face, Form, FormItem

MM_PER_POINT = 25.4 / 72
PADDING = 0.8
"""Between the edge of a box and its words, in mm."""
LEADING = 1.25
ABOVE, BELOW = 0.88, 0.12
"""From the top of a character to its baseline, and on to its foot, in em."""
SMALLEST = 0.5
"""Words that do not fit are drawn smaller, down to this part of their size."""
BADGE = 3.2
"""Height in mm of the number of a field."""


class Area(NamedTuple):
    """A rectangle in mm from the top left corner of the paper."""

    x: float
    y: float
    width: float
    height: float

    def common(self, other: "Area") -> float:
        """The area both cover, in mm²."""
        # Most have nothing in common, and it is asked of every number and all words of a form.
        x, y, width, height = self
        left, top, wide, high = other
        if x >= left + wide or left >= x + width or y >= top + high or top >= y + height:
            return 0.0
        return (min(x + width, left + wide) - max(x, left)) * (min(y + height, top + high) - max(y, top))


class Frame(NamedTuple):
    """The edge of a box."""

    area: Area
    look: str
    """罫線 in the words of the model."""


class Line(NamedTuple):
    """A ruled line."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: str


class Words(NamedTuple):
    """A line of words, or a column of them from top to bottom."""

    text: str
    x: float
    """Left, centre or right of a line, as `align` says; the middle of a column."""
    y: float
    """Baseline of a line; the top of a column."""
    size: float
    """Height of a character in mm."""
    align: str
    upright: bool
    sample: bool
    """Whether this is a value as an example, and not printed on every form."""
    area: Area


class Number(NamedTuple):
    """項番 of a field, drawn where it hides no words."""

    item: int
    name: str
    """印字項目; empty where the 諸元表 has no such row."""
    area: Area
    box: Area
    """The field, of rows of a list the first."""


class Sheet(NamedTuple):
    """One side of the paper."""

    name: str
    """面の名称; empty where there is one side only."""
    width: int
    height: int
    frames: tuple[Frame, ...]
    lines: tuple[Line, ...]
    words: tuple[Words, ...]
    numbers: tuple[Number, ...]

    @property
    def covered(self) -> tuple[float, float]:
        """Where marks begin and end, from the top: what is above and below stays empty."""
        tops = [f.area.y for f in self.frames] + [min(i.y1, i.y2) for i in self.lines]
        ends = [f.area.y + f.area.height for f in self.frames] + [max(i.y1, i.y2) for i in self.lines]
        return min(tops), max(ends)

    def has(self, look: str) -> bool:
        return look in {f.look for f in self.frames} | {i.look for i in self.lines}


def paper(form: Form) -> str | None:
    """What the form is printed on, in a word for lists; None where it has no layout."""
    match form.layout:
        case DrawnLayout(paper=size, orientation=orientation, faces=faces):
            return f"{size}{orientation}" + (f"（{len(faces)}面）" if len(faces) > 1 else "")
        case None:
            return None
    return "添付の図"


def sheets(form: Form, layout: DrawnLayout) -> tuple[Sheet, ...]:
    """All sides of a form, the first one first."""
    rows = {item.number: item for item in form.items}
    named = bool(layout.more or layout.name)
    return tuple(_sheet(face, layout.extent, rows, named) for face in layout.faces)


def _sheet(face: Face, extent: tuple[int, int], rows: Mapping[int, FormItem], named: bool) -> Sheet:
    inside = [tuple(_words(box, *_shown(box, rows))) for box in face.boxes]
    words = tuple(w for them in inside for w in them)
    taken = [w.area for w in words]
    numbers: list[Number] = []
    for box, own in zip(face.boxes, inside, strict=True):
        if box.item is not None:
            row = rows.get(box.item)
            area = _free(box, own[0] if own else None, taken, extent, _badge(box.item))
            taken.append(area)
            numbers.append(Number(box.item, row.name if row else "", area, next(_frames(box)).area))
    return Sheet(
        face.name if named else "",
        *extent,
        tuple(f for box in face.boxes for f in _frames(box)),
        tuple([Line(r.x1, r.y1, r.x2, r.y2, r.look) for r in face.rules])
        + tuple(i for box in face.boxes for i in _cell_lines(box)),
        words,
        tuple(numbers),
    )


def _shown(box: Box, rows: Mapping[int, FormItem]) -> tuple[str, bool]:
    """What stands in a box, and whether it is an example of what is printed there."""
    row = rows.get(box.item or 0)
    if box.text is not None or row is None:
        return box.text or "", False
    if row.sample is None and row.fixed is not None:
        return row.fixed, False
    return row.sample or f"〔{row.name}〕", True


def _frames(box: Box) -> Iterator[Frame]:
    for n in range(box.repeated.count if box.repeated else 1):
        y = box.y + n * (box.repeated.pitch if box.repeated else 0)
        yield Frame(Area(box.x, y, box.width, box.height), box.border)


def _cell_lines(box: Box) -> Iterator[Line]:
    """What parts the ます目, as the frame is drawn."""
    if box.cells is None or box.border == "なし":
        return
    for frame in _frames(box):
        x, y, width, height = frame.area
        for n in range(1, box.cells):
            if box.direction == "縦書き":
                at = y + height * n / box.cells
                yield Line(x, at, x + width, at, box.border)
            else:
                at = x + width * n / box.cells
                yield Line(at, y, at, y + height, box.border)


def _words(box: Box, text: str, sample: bool) -> Iterator[Words]:
    """The words of a box; of a box that is repeated, an example only in the first, fixed words in all."""
    if not text:
        return
    for frame in _frames(box) if not sample else [next(_frames(box))]:
        if box.cells:
            yield from _in_cells(box, frame.area, text, sample)
        elif box.direction == "縦書き":
            yield from _columns(box, frame.area, text, sample)
        else:
            yield from _across(box, frame.area, text, sample)


def _across(box: Box, area: Area, text: str, sample: bool) -> Iterator[Words]:
    room = area.width - 2 * PADDING
    found, size = _fitted(text, room, area.height, box.size * MM_PER_POINT, upright=False)
    step = size * LEADING
    block = size + step * (len(found) - 1)
    edge = max(0.0, min(PADDING, (area.height - block) / 2))
    top = (
        area.y + {"上": edge, "中央": (area.height - block) / 2, "下": area.height - block - edge}[box.level]
    )
    start = {"左": PADDING, "中央": area.width / 2, "右": area.width - PADDING}[box.align]
    for n, line in enumerate(found):
        wide = length(line) * size
        left = area.x + start - wide * {"左": 0.0, "中央": 0.5, "右": 1.0}[box.align]
        y = top + n * step
        covers = Area(left, y, wide, size)
        if line:
            yield Words(line, area.x + start, y + ABOVE * size, size, box.align, False, sample, covers)


def _columns(box: Box, area: Area, text: str, sample: bool) -> Iterator[Words]:
    room = area.height - 2 * PADDING
    found, size = _fitted(text, room, area.width, box.size * MM_PER_POINT, upright=True)
    step = size * LEADING
    right = area.x + area.width / 2 + step * (len(found) - 1) / 2
    for n, line in enumerate(found):
        long = length(line, upright=True) * size
        free = {"左": 0.0, "中央": 0.5, "右": 1.0}[box.align] * (room - long)
        middle, top = right - n * step, area.y + PADDING + max(free, 0.0)
        covers = Area(middle - size / 2, top, size, long)
        if line:
            yield Words(line, middle, top, size, "左", True, sample, covers)


def _in_cells(box: Box, area: Area, text: str, sample: bool) -> Iterator[Words]:
    size = box.size * MM_PER_POINT
    count = box.cells or 1
    for n, character in enumerate(characters(text.replace("\n", ""))[:count]):
        if box.direction == "縦書き":
            x, y = area.x + area.width / 2, area.y + area.height * (n + 0.5) / count
        else:
            x, y = area.x + area.width * (n + 0.5) / count, area.y + area.height / 2
        covers = Area(x - size / 2, y - size / 2, size, size)
        if not character.isspace():
            yield Words(character, x, covers.y + ABOVE * size, size, "中央", False, sample, covers)


def _fitted(
    text: str, along: float, across: float, size: float, upright: bool
) -> tuple[tuple[str, ...], float]:
    """Lines of a length, made smaller while they do not fit across."""
    smallest = size * SMALLEST
    while True:
        lines = filled(text, along / size, upright)
        if size + (len(lines) - 1) * size * LEADING <= across + 0.1 or size <= smallest:
            return lines, size
        size = max(smallest, size * 0.93)


def _badge(item: int) -> Area:
    return Area(0, 0, BADGE + 1.3 * (len(str(item)) - 1), BADGE)


def _free(box: Box, own: Words | None, taken: Sequence[Area], extent: tuple[int, int], badge: Area) -> Area:
    """The place for a number that hides least; the earlier of two that hide as little."""
    wide, high = badge.width, badge.height
    places: list[tuple[float, float]] = []
    corner = (box.x - wide / 2, box.y - high / 2)
    if own is not None:
        x, y, width, height = own.area
        middle = y + (min(height, own.size) - high) / 2
        before, above = (x - wide - 0.4, middle), (x - wide / 2, y - high - 0.1)
        if not own.upright and before[0] >= box.x + 0.2:
            places.append(before)  # inside the box
        places += [before, above, corner] if box.border in ("なし", "目安") else [corner, before, above]
        places += [(x + width + 0.3, middle), (x, y + height + 0.1)]
    else:
        places.append(corner)
    right, bottom = box.x + box.width, box.y + box.height
    places += [(right - wide / 2, box.y - high / 2), (box.x - wide / 2, bottom - high / 2)]
    places.append((right - wide / 2, bottom - high / 2))
    areas = [
        Area(min(max(x, 0.2), extent[0] - wide - 0.2), min(max(y, 0.2), extent[1] - high - 0.2), wide, high)
        for x, y in places
    ]
    best, least = areas[0], float("inf")
    for area in areas:
        hidden = round(sum(map(area.common, taken)), 2)
        if hidden < least:
            best, least = area, hidden
        if not hidden:
            break
    return best
