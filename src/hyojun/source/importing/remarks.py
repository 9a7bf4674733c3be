"""What an import tells people: remarks on cells, and the problems that keep it from happening."""

import unicodedata
from collections.abc import Container
from enum import StrEnum
from typing import NamedTuple


class RemarkKind(StrEnum):
    """What became of a cell; the value is the word people see. What matters most comes first."""

    LOST = "取り込んでいない列の値"
    UNREAD = "読み取らなかった"
    DOUBT = "確認が必要"
    RESIDUE = "残留文字の可能性"
    REWRITTEN = "表記を改めて読み取った"
    FILLED = "補った"
    READ = "読み取った"
    DERIVED = "求められるため読まなかった"
    LEGEND = "凡例として読まなかった"


class Remark(NamedTuple):
    """One remark, at its place in the workbook."""

    sheet: str
    """Empty for the workbook as a whole."""
    cell: str
    """Address such as B7; empty for the sheet as a whole."""
    kind: RemarkKind
    message: str
    text: str = ""
    """What stands in the cell."""


class Trouble(NamedTuple):
    """One reason for refusing a workbook."""

    message: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        where = " ".join(filter(None, [f"シート「{self.sheet}」" if self.sheet else "", self.cell]))
        return f"{where}: {self.message}" if where else self.message


class ImportProblem(Exception):
    """The workbook is refused as a whole and nothing is written; all reasons at once, in Japanese."""

    def __init__(self, *troubles: Trouble | str) -> None:
        self.troubles = tuple(t if isinstance(t, Trouble) else Trouble(t) for t in troubles)
        super().__init__("\n".join(map(str, self.troubles)))


class Notes:
    """Collects while a workbook is read: remarks, problems, and which cells are accounted for."""

    def __init__(self) -> None:
        self._remarks: dict[Remark, None] = {}
        self._troubles: dict[Trouble, None] = {}
        self._used: set[tuple[str, str]] = set()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return tuple(self._remarks)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        return tuple(self._troubles)

    def remark(self, kind: RemarkKind, message: str, sheet: str = "", cell: str = "", text: str = "") -> None:
        """Account for a cell by saying what became of it."""
        self.aside(kind, message, sheet, cell, text)
        self.used(sheet, cell)

    def aside(self, kind: RemarkKind, message: str, sheet: str = "", cell: str = "", text: str = "") -> None:
        """Say something about a cell that is still to be read."""
        self._remarks[Remark(sheet, cell, kind, message, text)] = None

    def settled(self, kind: RemarkKind, sheet: str, cells: Container[str]) -> None:
        """Take back remarks of a kind on cells that turned out to be clear."""
        for told in [r for r in self._remarks if r.kind is kind and r.sheet == sheet and r.cell in cells]:
            del self._remarks[told]

    def trouble(self, message: str, sheet: str = "", cell: str = "") -> None:
        self._troubles[Trouble(message, sheet, cell)] = None
        self.used(sheet, cell)

    def used(self, sheet: str, cell: str) -> None:
        """This cell has been taken into the specification, or spoken about."""
        self._used.add((sheet, cell))

    def is_used(self, sheet: str, cell: str) -> bool:
        return (sheet, cell) in self._used


def is_residue(text: str) -> bool:
    """A lone Latin letter, or marks only: what authoring macros leave behind."""
    bare = text.strip()
    if len(bare) == 1 and bare.isascii() and bare.isalpha():
        return True
    return bool(bare) and not any(unicodedata.category(c)[0] in "LN" for c in bare)
