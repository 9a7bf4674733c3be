"""What a 新旧対照表 says, before anybody decides how it looks: rows of two cells, each a row of runs."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from ..changes import Change, DocumentComparison

Mark = Literal["", "字句", "ID"]
"""How a run differs from the other side: not at all, in its words, in an ID or place (double underline)."""
LEFT_OUT = "（略）"


class Run(NamedTuple):
    """A piece of a cell."""

    text: str
    mark: Mark = ""
    stands: str | None = None
    """Of （略）: the text it stands for, the same on both sides. None: the run says what it says."""


Cell = tuple[Run, ...]


class Key(NamedTuple):
    """What one edition calls a thing."""

    kind: str
    id: str

    @property
    def label(self) -> str:
        """機能0020001: how it is cited."""
        return f"{self.kind}{self.id}"


class Row(NamedTuple):
    """A row of the table. Of an entry that only one side has, the cell of the other is empty."""

    kind: Literal["部", "見出し", "本文", "略"]
    """Title of a part; headings above what follows; an entry; entries left out."""
    new: Cell = ()
    old: Cell = ()
    news: tuple[Key, ...] = ()
    """Entries of 改定後 that the row holds, or left out, in their order."""
    olds: tuple[Key, ...] = ()
    changes: tuple[Change, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    """What neither text shows: word (移動, 欠番) and sentence."""


class ComparisonTable(NamedTuple):
    """The 新旧対照表 of one document."""

    comparison: DocumentComparison
    rows: tuple[Row, ...]


def restored(cell: Iterable[Run]) -> str:
    """The text of a cell with what （略） stands for."""
    return "".join(run.text if run.stands is None else run.stands for run in cell)
