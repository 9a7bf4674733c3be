"""Characters that a workbook writes out by number: `_x000D_` for a line end, `_x005F_x000D_` for the text `_x000D_`.

openpyxl drops every `x005F_` and leaves the rest, so that the two cannot be told apart any more: shared strings are
read before it touches them.
"""

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse

from openpyxl.cell.rich_text import CellRichText
from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook import Workbook
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

_WRITTEN_OUT = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MARK = "\ufdd1"
"""No character: it keeps what only looks written out from being read again."""


def opened(path: Path, data_only: bool, marked: bool) -> Workbook:
    """A workbook with rich text, read by openpyxl; raises whatever that stumbles over.

    `marked`: its texts go through `unescaped` afterwards.
    """
    kind = _Reader if marked else ExcelReader
    reader = kind(path, data_only=data_only, keep_links=False, rich_text=True)
    reader.read()
    return reader.wb


def unescaped(text: str) -> str:
    """A text as Excel shows it. Characters that nobody sees, but for ends of lines and tabs, stay written out."""
    return _decoded(text).replace(_MARK, "") if "_x" in text or _MARK in text else text


def _decoded(text: str) -> str:
    return _WRITTEN_OUT.sub(
        lambda m: c if (c := chr(int(m[1], 16))).isprintable() or c in "\r\n\t" else m[0], text
    )


class _Reader(ExcelReader):
    def read_strings(self) -> None:
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as stream:
            self.shared_strings = [_string(node) for _, node in iterparse(stream) if node.tag == _ITEM]


_ITEM, _TEXT = f"{{{SHEET_MAIN_NS}}}si", f"{{{SHEET_MAIN_NS}}}t"


def _string(node: Any) -> Any:
    for text in node.iter(_TEXT):
        if text.text and "x" in text.text:
            text.text = _decoded(text.text).replace("_x", f"_{_MARK}x").replace("x005F_", f"x005F{_MARK}_")
    found = CellRichText.from_tree(node)
    node.clear()
    if not found:
        return ""
    return found[0] if len(found) == 1 and isinstance(found[0], str) else found
