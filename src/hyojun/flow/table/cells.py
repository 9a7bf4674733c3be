"""What a step table is made of: its columns, its cells, and a mistake with its cell."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..steps import CIRCLED

NUMBER, ACTOR, WORK, FUNCTIONS, AFTER, CONDITION = "番号", "担当", "作業", "機能ID", "次", "条件"
KIND, LANE_KIND, INPUTS, OUTPUTS = "種類", "種別", "入力", "出力"
KEY_COLUMN, TEXT = "手順キー", "説明"
COLUMNS = (
    *(NUMBER, ACTOR, WORK, FUNCTIONS, AFTER, CONDITION),
    *(KIND, LANE_KIND, INPUTS, OUTPUTS, KEY_COLUMN, TEXT),
)
REQUIRED = (NUMBER, ACTOR, WORK)

WIDTHS = str.maketrans("０１２３４５６７８９（）：／－", "0123456789():/-")


class Entry(NamedTuple):
    """A cell: what it says and where it stands."""

    text: str
    place: str
    """As a message names it: 「シート「手順」 B5」."""


class Fault(NamedTuple):
    """A mistake and its cell; told on one line, whatever lines the words of the cell have."""

    place: str
    message: str

    def __str__(self) -> str:
        told = f"{self.place}: {self.message}" if self.place else self.message
        return " ".join(told.split("\n"))


class TableProblem(Exception):
    """The table makes no flow; all reasons at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


def text(row: Mapping[str, Entry], column: str) -> str:
    return row[column].text.strip() if column in row else ""


def number_of(text: str) -> str:
    """A number of a step as it is compared: ⑤, ５ and 5 are one."""
    text = text.strip().translate(WIDTHS)
    text = "".join(str(CIRCLED.index(c) + 1) if c in CIRCLED else c for c in text)
    bare = text.removeprefix("(").removesuffix(")").strip()
    return str(int(bare)) if bare.isdecimal() and bare.isascii() and len(bare) < 10 else bare


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n")]
