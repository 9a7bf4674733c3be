"""Books as officials send them back: exported, changed in a spreadsheet, saved."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from hyojun.source.editing import Application, apply, export

ROOT = Path(__file__).parents[2]
HEADS = 4
"""Row of the heads."""


def repository(folder: Path, *businesses: str) -> Path:
    """A copy of some 業務 of the sample."""
    for top in ("spec", "bpmn"):
        for business in businesses:
            shutil.copytree(ROOT / top / business, folder / top / business)
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def digest(root: Path) -> str:
    """Of all sources with their names."""
    found = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and ".hyojun-cache" not in path.parts:
            found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


class Sheet:
    """A sheet by its heads and the keys of its rows."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    def column(self, head: str) -> int:
        return next(c.column for c in self.sheet[HEADS] if c.value == head)

    def row(self, key: str) -> int:
        return next(r for r in range(HEADS + 1, self.sheet.max_row + 1) if self.sheet.cell(r, 2).value == key)

    def cell(self, key: str, head: str) -> Any:
        return self.sheet.cell(self.row(key), self.column(head))

    def put(self, key: str, head: str, value: Any) -> None:
        cell = self.cell(key, head)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # also what begins like a formula: the cell is formatted as text

    def insert(self, after: str, **cells: str) -> int:
        """A row after another; heads with marks that are no names of Python are given in `cells`."""
        at = self.row(after) + 1
        self.sheet.insert_rows(at)
        for head, value in cells.items():
            self.sheet.cell(at, self.column(head)).value = value
        return at

    def move(self, key: str, after: str) -> None:
        """Cut a row and insert it after another."""
        at = self.row(key)
        values = [c.value for c in self.sheet[at]]
        self.sheet.delete_rows(at)
        target = self.row(after) + 1
        self.sheet.insert_rows(target)
        for column, value in enumerate(values, 1):
            self.sheet.cell(target, column).value = value


class Desk:
    """A repository and the books that leave it and come back."""

    def __init__(self, root: Path, folder: Path, spec: str = "002") -> None:
        self.root, self.folder, self.spec = root, folder, spec

    def exported(self, name: str = "元.xlsx") -> Path:
        export(self.root, self.spec, self.folder / name)
        return self.folder / name

    def changed(self, change: Callable[[Any], object], name: str = "甲.xlsx", of: Path | None = None) -> Path:
        """A book as somebody changed it."""
        book = openpyxl.load_workbook(of or self.exported())
        change(book)
        book.save(self.folder / name)
        return self.folder / name

    def applied(self, *books: Path, **options: Any) -> Application:
        return apply(self.root, books, **options)

    def text(self, name: str) -> str:
        return (self.root / "spec" / self.spec / name).read_text("utf-8")
