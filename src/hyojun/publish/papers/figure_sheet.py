"""The sheet 別図 of a table: every picture on a page of its own, with its title as text above it."""

import io
import struct
from collections.abc import Sequence
from typing import Any

from .paper import Paper
from .pdf import FigurePicture
from .sheet_page import page_of

FIGURES = "別図"
_WIDE, _HIGH = 1000, 630
"""Pixels of a picture at most: a page of A4 landscape with its title."""
_COLUMN = 1020
_ROW = 20
"""Pixels of a row."""
_ROWS = 33
"""Rows that a picture stands over, with one to spare."""
_POINTS = 0.75


def write_figures(
    sheet: Any, formats: Any, size: float, paper: Paper, pictures: Sequence[FigurePicture]
) -> None:
    """Write the pictures in their order; `formats`: those of the workbook."""
    page_of(sheet, paper)
    sheet.set_column_pixels(0, 0, _COLUMN)
    title = formats.get(bold=True, valign="vcenter", num_format="@", font_size=size)
    breaks = []
    for number, picture in enumerate(pictures):
        row = number * (_ROWS + 1)
        if number:
            breaks.append(row)
        for n in range(_ROWS + 1):
            sheet.set_row(row + n, _ROW * _POINTS)
        sheet.write_string(row, 0, picture.title, title)
        wide, high = _extent(picture.png)
        scale = min(_WIDE / wide, _HIGH / high)
        sheet.insert_image(
            row + 1,
            0,
            f"{number + 1}.png",
            {
                "image_data": io.BytesIO(picture.png),
                "x_scale": scale,
                "y_scale": scale,
                "x_offset": 4,
                "y_offset": 4,
                "description": picture.words,
            },
        )
    sheet.set_h_pagebreaks(breaks)


def _extent(png: bytes) -> tuple[float, float]:
    """Width and height in pixels as a spreadsheet shows them: it heeds the resolution a picture names."""
    wide, high = struct.unpack(">II", png[16:24])
    at = png.find(b"pHYs")
    dpi = round(struct.unpack(">I", png[at + 4 : at + 8])[0] * 0.0254) if at >= 0 else 96
    return wide * 96 / dpi, high * 96 / dpi
