"""The sheets 別図1, 別図2 … of a table: a picture on each, printed on one page that has its shape, its title as text."""

import io
import struct
from collections.abc import Sequence
from typing import Any

from .paper import Paper
from .pdf import FigurePicture
from .sheet_page import page_of

_PAPERS = {"a4": 9, "a3": 8}
_WIDE = 1000
"""Pixels of a picture of a page across; of one upright and of A3 so much more or less as the paper is wide."""
_SHARES = {("a4", True): 1.0, ("a4", False): 0.68, ("a3", True): 1.4, ("a3", False): 1.0}
_ROW = 20
"""Pixels of a row."""
_POINTS = 0.75
_EDGE = 4
"""Pixels around a picture."""


def write_figures(
    book: Any, formats: Any, size: float, paper: Paper, pictures: Sequence[FigurePicture]
) -> None:
    """Write a sheet for each picture; `formats`: those of the workbook."""
    for picture in pictures:
        _write(book.add_worksheet(picture.name), formats, size, paper, picture)


def _write(sheet: Any, formats: Any, size: float, paper: Paper, picture: FigurePicture) -> None:
    page_of(sheet, paper, _PAPERS[picture.paper], is_across=picture.is_across)
    sheet.fit_to_pages(1, 1)
    wide, high = _extent(picture.png)
    scale = _WIDE * _SHARES[picture.paper, picture.is_across] / wide
    sheet.set_column_pixels(0, 0, round(wide * scale) + 2 * _EDGE)
    sheet.set_row(0, _ROW * _POINTS)
    sheet.write_string(0, 0, picture.title, formats.get(bold=True, num_format="@", font_size=size))
    sheet.set_row(1, _ROW * _POINTS)
    options = {
        "image_data": io.BytesIO(picture.png),
        "x_scale": scale,
        "y_scale": scale,
        "x_offset": _EDGE,
        "y_offset": _EDGE,
        "description": picture.words,
    }
    sheet.insert_image(1, 0, "figure.png", options)
    # Only cells are printed on one page: a picture that reaches over the last of them is part of the area all the same.
    sheet.print_area(0, 0, 1 + (round(high * scale) + 2 * _EDGE) // _ROW + 1, 0)


def _extent(png: bytes) -> tuple[float, float]:
    """Width and height in pixels as a spreadsheet shows them: it heeds the resolution a picture names."""
    wide, high = struct.unpack(">II", png[16:24])
    at = png.find(b"pHYs")
    dpi = round(struct.unpack(">I", png[at + 4 : at + 8])[0] * 0.0254) if at >= 0 else 96
    return wide * 96 / dpi, high * 96 / dpi
