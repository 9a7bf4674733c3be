"""A sheet of a workbook as a drawn page: what people see of its cells, in mm from its top left corner.

openpyxl says how cells look; pictures are taken from the archive, since openpyxl reads them only with a package more.
"""

import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

_MM_PER_PIXEL = 25.4 / 96
_MM_PER_POINT = 25.4 / 72
_MM_PER_EMU = 25.4 / 914_400
_DIGIT = 7
"""Pixels of a digit in the default font, by which Excel measures columns."""
_WIDTH, _HEIGHT = 8.43, 15.0
"""Of a column in digits and of a row in points, where the sheet says nothing."""
MAX_CELLS = 40_000
MAX_MM = 1_200
MAX_SPAN = 2_000
"""Columns or rows that a picture may cover."""
_SUFFIXES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WEIGHTS = {"hair": 0.1, "medium": 0.5, "thick": 0.75, "mediumDashed": 0.5, "double": 0.5}
_BROKEN = ("dashed", "dotted", "dashDot", "dashDotDot", "mediumDashed", "hair")


class Area(NamedTuple):
    x: float
    y: float
    width: float
    height: float


class Words(NamedTuple):
    """What stands in a cell."""

    area: Area
    text: str
    points: float
    bold: bool
    across: str
    """left, center or right."""
    down: str
    """top, horizon or bottom."""
    wraps: bool


class Line(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float
    weight: float
    """mm."""
    broken: bool


class Picture(NamedTuple):
    area: Area
    suffix: str
    data: bytes
    words: str


class Drawing(NamedTuple):
    """A page."""

    width: float
    height: float
    fills: tuple[tuple[Area, str], ...]
    """With the colour as #RRGGBB."""
    words: tuple[Words, ...]
    lines: tuple[Line, ...]
    pictures: tuple[Picture, ...]
    lost: tuple[str, ...]
    """Pictures of a kind that no browser shows."""


class TooLarge(Exception):
    """The sheet is no page."""


def drawn(path: Path, sheet: Worksheet, texts: Mapping[tuple[int, int], str]) -> Drawing:
    """The page of a sheet: its print area, else all that is written or ruled. `texts`: what the cells show.

    Raises TooLarge.
    """
    anchors = _anchors(path, sheet)
    left, top, right, bottom = _extent(sheet, texts, _covered(sheet, anchors))
    if (right - left + 1) * (bottom - top + 1) > MAX_CELLS:
        raise TooLarge
    xs = _edges([_column(sheet, n) for n in range(left, right + 1)])
    ys = _edges([_row(sheet, n) for n in range(top, bottom + 1)])
    if max(xs[-1], ys[-1]) > MAX_MM or min(xs[-1], ys[-1]) <= 0:
        raise TooLarge

    def area(c1: int, r1: int, c2: int, r2: int) -> Area:
        c2, r2 = min(c2, right), min(r2, bottom)
        x, y = xs[c1 - left], ys[r1 - top]
        return Area(x, y, xs[c2 - left + 1] - x, ys[r2 - top + 1] - y)

    merged = {(a.min_row, a.min_col): a for a in sheet.merged_cells.ranges}
    inside = {
        (r, c): a
        for a in merged.values()
        for r in range(a.min_row, min(a.max_row, bottom) + 1)
        for c in range(a.min_col, min(a.max_col, right) + 1)
    }
    fills, words = [], []
    lines: dict[Line, None] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        if not (top <= row <= bottom and left <= column <= right):
            continue
        around = inside.get((row, column))
        span = (column, row, around.max_col, around.max_row) if around else (column, row, column, row)
        lines.update(dict.fromkeys(_ruled(cell, area(column, row, column, row), around)))
        if around and (row, column) != (around.min_row, around.min_col):
            continue
        box = area(*span)
        if colour := _colour(cell):
            fills.append((box, colour))
        if (text := texts.get((row, column), "")).strip() and box.width > 0 and box.height > 0:
            words.append(_words(cell, box, text))
    pictures, lost = _pictures(anchors, xs, ys, (left, top))
    return Drawing(xs[-1], ys[-1], tuple(fills), tuple(words), tuple(lines), pictures, lost)


def _extent(
    sheet: Worksheet, texts: Mapping[tuple[int, int], str], pictures: Iterable[tuple[int, int]]
) -> tuple[int, int, int, int]:
    if area := str(sheet.print_area or "").split(",")[0]:
        try:
            first = [int(n or 0) for n in range_boundaries(area.rpartition("!")[2].replace("$", ""))]
        except ValueError:
            first = [0]
        if all(first):
            return first[0], first[1], first[2], first[3]
    seen = {*pictures, *(place for place, text in texts.items() if text.strip())}
    for place, cell in sheet._cells.items():
        border = cell.border
        if any(side and side.style for side in (border.left, border.right, border.top, border.bottom)):
            seen.add(place)
    rows, columns = [r for r, _ in seen] or [1], [c for _, c in seen] or [1]
    return min(columns), min(rows), max(columns), max(rows)


def _edges(sizes: list[float]) -> list[float]:
    return [0.0, *(round(x, 3) for x in accumulate(sizes))]


def _column(sheet: Worksheet, number: int) -> float:
    default = float(sheet.sheet_format.defaultColWidth or sheet.sheet_format.baseColWidth or _WIDTH)
    width, hidden = default, False
    dimension = sheet.column_dimensions.get(get_column_letter(number)) or next(
        (d for d in sheet.column_dimensions.values() if (d.min or 0) <= number <= (d.max or 0)), None
    )
    if dimension is not None:
        width, hidden = float(dimension.width or default), bool(dimension.hidden)
    return 0.0 if hidden else int(width * _DIGIT + 5) * _MM_PER_PIXEL


def _row(sheet: Worksheet, number: int) -> float:
    dimension = sheet.row_dimensions.get(number)
    if dimension is not None and dimension.hidden:
        return 0.0
    given = dimension.height if dimension is not None else None
    return float(given or sheet.sheet_format.defaultRowHeight or _HEIGHT) * _MM_PER_POINT


def _words(cell: Any, area: Area, text: str) -> Words:
    look, font = cell.alignment, cell.font
    across = {"center": "center", "centerContinuous": "center", "distributed": "center", "right": "right"}
    down = {"top": "top", "center": "horizon", "distributed": "horizon"}
    is_number = isinstance(cell.value, int | float) and look.horizontal in (None, "general")
    return Words(
        area,
        text,
        float(font.sz or 11),
        bool(font.b),
        "right" if is_number else across.get(str(look.horizontal), "left"),
        down.get(str(look.vertical), "bottom"),
        bool(look.wrap_text) or "\n" in text,
    )


def _colour(cell: Any) -> str:
    fill = cell.fill
    if fill is None or fill.fill_type != "solid" or fill.fgColor.type != "rgb":
        return ""
    value = str(fill.fgColor.rgb)
    return f"#{value[-6:]}" if len(value) == 8 and value[-6:].upper() != "FFFFFF" else ""


def _ruled(cell: Any, area: Area, around: Any) -> Iterator[Line]:
    """The edges of a cell that are ruled, none inside a merged range."""
    x, y, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    border = cell.border
    edges = (
        (border.left, (x, y, x, bottom), around is None or cell.column == around.min_col),
        (border.right, (right, y, right, bottom), around is None or cell.column == around.max_col),
        (border.top, (x, y, right, y), around is None or cell.row == around.min_row),
        (border.bottom, (x, bottom, right, bottom), around is None or cell.row == around.max_row),
    )
    for side, (x1, y1, x2, y2), outside in edges:
        if side is not None and side.style and outside and (x1, y1) != (x2, y2):
            yield Line(x1, y1, x2, y2, _WEIGHTS.get(side.style, 0.2), side.style in _BROKEN)


class _Anchor(NamedTuple):
    """A picture in the archive, and the cells its corners stand in."""

    name: str
    data: bytes
    words: str
    start: tuple[int, int, float, float] | None
    """Column and row from 1, and mm from the edges of that cell."""
    end: tuple[int, int, float, float] | None
    size: tuple[float, float] | None
    """mm, where no second corner is given."""


def _anchors(path: Path, sheet: Worksheet) -> tuple[_Anchor, ...]:
    found = []
    with zipfile.ZipFile(path) as archive:
        for part in _drawings(archive, sheet):
            targets = _targets(archive, part)
            for anchor in ElementTree.fromstring(archive.read(part)):
                blip = next(anchor.iter(f"{_MAIN}blip"), None)
                name = targets.get(blip.get(f"{_REFERENCE}embed", ""), "") if blip is not None else ""
                if not name:
                    continue
                described = next(anchor.iter(f"{_DRAWING}cNvPr"), None)
                words = (described.get("descr") or "") if described is not None else ""
                size = anchor.find(f"{_DRAWING}ext")
                found.append(
                    _Anchor(
                        posixpath.basename(name),
                        archive.read(name),
                        " ".join(words.split()),
                        _corner(anchor, "from"),
                        _corner(anchor, "to"),
                        None if size is None else (_mm(size.get("cx")), _mm(size.get("cy"))),
                    )
                )
    return tuple(found)


def _corner(anchor: ElementTree.Element, name: str) -> tuple[int, int, float, float] | None:
    place = anchor.find(f"{_DRAWING}{name}")
    if place is None:
        return None
    column, row = (int(place.findtext(f"{_DRAWING}{n}") or 0) + 1 for n in ("col", "row"))
    return column, row, _mm(place.findtext(f"{_DRAWING}colOff")), _mm(place.findtext(f"{_DRAWING}rowOff"))


def _mm(emu: str | None) -> float:
    return int(emu or 0) * _MM_PER_EMU


def _covered(sheet: Worksheet, anchors: Iterable[_Anchor]) -> Iterator[tuple[int, int]]:
    """Row and column of the cells in which pictures begin and end."""
    for anchor in anchors:
        if anchor.start is None:
            continue
        column, row, x, y = anchor.start
        yield row, column
        if anchor.end is not None:
            yield anchor.end[1], anchor.end[0]
        elif anchor.size is not None:
            width, height = x + anchor.size[0], y + anchor.size[1]
            while width > (step := _column(sheet, column)) and column - anchor.start[0] < MAX_SPAN:
                width, column = width - step, column + 1
            while height > (step := _row(sheet, row)) and row - anchor.start[1] < MAX_SPAN:
                height, row = height - step, row + 1
            yield row, column


def _pictures(
    anchors: Iterable[_Anchor], xs: list[float], ys: list[float], first: tuple[int, int]
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """The pictures of a sheet where they stand, and the names of those that cannot be shown."""

    def point(corner: tuple[int, int, float, float] | None) -> tuple[float, float] | None:
        if corner is None:
            return None
        column, row = corner[0] - first[0], corner[1] - first[1]
        inside = 0 <= column < len(xs) and 0 <= row < len(ys)
        return (xs[column] + corner[2], ys[row] + corner[3]) if inside else None

    found, lost = [], []
    for anchor in anchors:
        suffix = next((s for magic, s in _SUFFIXES.items() if anchor.data.startswith(magic)), "")
        start, end = point(anchor.start), point(anchor.end)
        if start and anchor.end is None and anchor.size:
            end = (start[0] + anchor.size[0], start[1] + anchor.size[1])
        if not suffix or start is None or end is None or end[0] <= start[0] or end[1] <= start[1]:
            lost.append(anchor.name)
            continue
        area = Area(*start, end[0] - start[0], end[1] - start[1])
        found.append(Picture(area, suffix, anchor.data, anchor.words))
    return tuple(found), tuple(lost)


def _drawings(archive: zipfile.ZipFile, sheet: Worksheet) -> Iterator[str]:
    """The parts in which the pictures of a sheet are placed."""
    book = "xl/workbook.xml"
    targets = _targets(archive, book)
    for element in ElementTree.fromstring(archive.read(book)).iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet.title:
            part = targets.get(element.get(f"{_REFERENCE}id", ""), "")
            yield from (t for t in _targets(archive, part).values() if "/drawings/drawing" in f"/{t}")


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """What a part refers to inside the archive, by the ID of the reference."""
    folder, base = posixpath.split(part)
    name = f"{folder}/_rels/{base}.rels"
    if name not in archive.namelist():
        return {}
    found = {}
    for each in ElementTree.fromstring(archive.read(name)):
        target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
        if each.get("TargetMode") != "External" and target in archive.namelist():
            found[each.get("Id", "")] = target
    return found
