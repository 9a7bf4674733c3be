"""Cell formats of one workbook, and cells written one by one: heads and covers."""

from typing import Any

from ..dates import NUMBER_FORMATS
from ..spreadsheet import STARTERS, TEXT_FORMAT_LIMIT
from .body import FORMATS
from .cells import ExcelError
from .columns import Column
from .profile import Profile
from .sheets import STATE, Sheet

GREY, PALE_YELLOW = "#E8E8EB", "#FFFBE6"
_ALIGN: dict[str, dict[str, Any]] = {
    "左": {"align": "left"},
    "中央": {"align": "center"},
    "右": {"align": "right", "indent": 1},
}
_RETIRED: dict[bool, dict[str, Any]] = {
    True: {"font_strikeout": True, "font_color": "#595959"},
    False: {"italic": True, "font_color": "#595959"},
}
"""Cells of a withdrawn entry: what says which row it is, and the rest."""
_LINK = {"font_color": "#0B5394", "underline": 1}


class Formats:
    """Formats made once each in the order they are first used."""

    def __init__(self, book: Any, look: Profile, era: str) -> None:
        self._book = book
        self._day = NUMBER_FORMATS[era]
        self._base = {
            "font_name": look.font,
            "font_charset": 128,
            "font_size": look.size,
            "valign": "top",
            "text_wrap": True,
        }
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(properties.items())
        if key not in self._made:
            self._made[key] = self._book.add_format({**self._base, **properties})
        return self._made[key]

    def header(self, answer: bool = False) -> Any:
        colour = "#FFF2CC" if answer else GREY
        return self.get(
            bold=True, border=1, bg_color=colour, align="center", valign="vcenter", num_format="@"
        )

    def text(self, text: str, **properties: Any) -> Any:
        """For a text: kept as text even when somebody edits the cell."""
        if len(text) <= TEXT_FORMAT_LIMIT:
            return self.get(**properties, num_format="@")
        if text.startswith(STARTERS):
            return self.get(**properties, quote_prefix=True)
        return self.get(**properties)

    def link(self, **properties: Any) -> Any:
        return self.get(**{**properties, **_LINK, "num_format": "@"})

    def answer(self) -> Any:
        """For a cell to fill in: told by its shade and its head, and open where somebody protects the sheet."""
        return self.get(border=1, bg_color=PALE_YELLOW, locked=False)

    def stencil(self, sheet: Sheet) -> list[Any]:
        """The formats of each column in the order of `body.FORMATS`, and as many more where rows were withdrawn."""
        kinds = (False, True) if sheet.retired else (False,)
        return [
            format
            for retired in kinds
            for place, column in enumerate(sheet.columns)
            for format in self._styles(column, self._struck(sheet, place) if retired else {})
        ]

    def _styles(self, column: Column, struck: dict[str, Any]) -> tuple[Any, ...]:
        if column.answer:
            return (self.answer(),) * FORMATS
        given = {"border": 1, **_ALIGN[column.align], **struck}
        text = self.get(**given, num_format="@")
        return (
            self.get(**given, text_wrap=False),
            text,
            self.get(**given),
            self.get(**given, quote_prefix=True),
            self.get(**given, text_wrap=False, num_format=self._day),
            self.link(**given),
        )

    def _struck(self, sheet: Sheet, place: int) -> dict[str, Any]:
        if sheet.columns[place].key == STATE:
            return {}
        return _RETIRED[sheet.fixed is not None and sheet.fixed[0] <= place <= sheet.fixed[1]]


def put(sheet: Any, row: int, column: int, cell: str | None, style: Any) -> None:
    """One cell; what XlsxWriter leaves out with a code instead of an error must not pass unseen."""
    if cell is None or cell == "":
        code = sheet.write_blank(row, column, None, style)
    elif cell.startswith("<r>") and cell.endswith("</r>"):
        # XlsxWriter takes such a text for finished markup; as fragments of rich text it is escaped.
        code = sheet.write_rich_string(row, column, cell[:1], style, cell[1:], style)
    else:
        code = sheet.write_string(row, column, cell, style)
    if code != 0:
        raise ExcelError(f"シート「{sheet.get_name()}」の{row + 1}行目を書けません。")
