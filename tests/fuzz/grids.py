"""Workbooks as lists of cells, one a line, so that a fuzzer changes what people change: a cell, its kind, its place.

    #: 機能.cells
    A1: 表: 機能（業務 002）
    A5# 1
    B5: 0020001
    C6= 1+1
    D7@ 2026-04-01

After the place stands what the cell holds: text (`:`), a number (`#`), a formula (`=`), a day (`@`). A line break in a
text is written ⏎. Lines of any other form are left out, as are cells far away.
"""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import openpyxl
from bundles import packed

SUFFIX = ".cells"
_CELL = re.compile(r"([A-Z]{1,2})([1-9]\d{0,2})([:#=@]) ?(.*)")
_BREAK = "⏎"
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML file can hold."""


def workbook(files: Mapping[str, bytes]) -> bytes:
    """The workbook of a bundle: sheets of cells, or else the parts of the file."""
    sheets = {n.removesuffix(SUFFIX): body for n, body in files.items() if n.endswith(SUFFIX)}
    if not sheets:
        return packed(files)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, body in sheets.items():
        sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]\x00-\x1f\ud800-\udfff]", "_", name)[:31])
        for place, value in _cells(body.decode("utf-8", "replace")):
            cell = sheet[place]
            cell.value = value
            if isinstance(value, str) and not value.startswith("="):
                cell.data_type = "s"
                cell.number_format = "@"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def listed(data: bytes, *names: str) -> dict[str, bytes]:
    """The sheets of a workbook as lists of cells; of these names, where any are given."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = {}
    for sheet in book.worksheets:
        if not names or sheet.title in names:
            cells = (c for row in sheet.iter_rows() for c in row if c.value is not None)
            found[f"{sheet.title}{SUFFIX}"] = "\n".join(
                f"{c.coordinate}{_said(c.value)}" for c in cells
            ).encode()
    return found


def _said(value: Any) -> str:
    match value:
        case bool() | str():
            return f": {str(value).replace(chr(10), _BREAK)}"
        case int() | float():
            return f"# {value}"
        case datetime() | date():
            return f"@ {value:%Y-%m-%d}"
        case _:
            raise TypeError(value)


def _cells(text: str) -> Iterator[tuple[str, Any]]:
    for line in text.split("\n"):
        if match := _CELL.fullmatch(_UNWRITABLE.sub("", line)):
            yield match[1] + match[2], _value(match[3], match[4])


def _value(kind: str, said: str) -> Any:
    try:
        match kind:
            case "#":
                return float(said) if re.search("[.eE]", said) else int(said)
            case "@":
                return datetime.fromisoformat(said)
            case "=":
                return f"={said}"
    except ValueError:
        pass
    return said.replace(_BREAK, "\n")
