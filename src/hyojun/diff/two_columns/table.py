"""What a 新旧対照表 says, before anybody decides how it looks: rows of two cells, each a row of runs."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from hyojun.model import Form

from ..changes import Change, DocumentComparison

Mark = Literal["", "字句", "ID"]
"""How a run differs from the other side: not at all, in its words, in an ID or place (double underline)."""
LEFT_OUT = "（略）"
ADDED, REMOVED = "（新設）", "（削除）"
OF_DOCUMENT = "（文書の適合基準日による）"
"""In the place of a field that only the other side has."""
BY_FIGURE = "別図のとおり"
"""In the place of a layout: a picture says it, not words."""


class Run(NamedTuple):
    """A piece of a cell."""

    text: str
    mark: Mark = ""
    stands: str | None = None
    """Of （略）: the text it stands for, the same on both sides; of （削除） and its like: nothing. None: the run says
    what it says."""
    figure: Form | None = None
    """Of 別図のとおり: the form whose layout the picture shows."""

    @property
    def is_left_out(self) -> bool:
        """Whether it says （略）."""
        return self.stands is not None and self.text == LEFT_OUT


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
    elsewhere: tuple[Key, ...] = ()
    """Of a row of 廃止: the entries whose row has the text of 現行, under the number it goes on under."""


class ComparisonTable(NamedTuple):
    """The 新旧対照表 of one document."""

    comparison: DocumentComparison
    rows: tuple[Row, ...]


def figures(cell: Iterable[Run]) -> tuple[Form, ...]:
    """The forms whose layouts a cell says by pictures."""
    return tuple(run.figure for run in cell if run.figure is not None)


def restored(cell: Iterable[Run]) -> str:
    """The text of a cell with what （略） stands for. A layout is no text of it: `figures` has the form."""
    return "".join(run.text if run.stands is None else run.stands for run in cell)
