"""正誤: numbered and dated corrections that are laid over a frozen edition, whose own file stays as it is.

`spec/002/editions/機能-1.0-正誤1.yaml` corrects 機能 第1.0版. What is in force of an edition is its frozen text
with every 正誤 that was issued.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar, NamedTuple

from pydantic import Field

from .value import EditionLabel, Line, Text, Value, edition_words


class Correction(Value):
    """A place of the edition where one string becomes another."""

    target: Line = Field(alias="対象")
    """Citation of an entry: 機能0020001, データ00200012, 見出しtoroku, 本編/1-総則.md (a file), 文書 (its head)."""
    field: Line | None = Field(None, alias="項目")
    """Published word of a field (備考): the wrong string is looked for only there."""
    wrong: Text = Field(alias="誤")
    """Stands exactly once in the entry, as corrected so far."""
    right: Text = Field(alias="正")
    reason: Text = Field(alias="理由")


class MisfitKind(StrEnum):
    """Why a 正誤 cannot be laid over its edition."""

    EDITION = "版"
    """There is no such edition, or it is a draft, or it cannot be read."""
    NAME = "名前"
    """The file is called otherwise than what it holds."""
    DAY = "年月日"
    """Before the day of the edition."""
    TARGET = "対象"
    """The edition has no such entry, or the entry no such field."""
    PLACE = "箇所"
    """The wrong string stands there not once."""
    RESULT = "結果"
    """What would come out is no edition any more, or another one."""
    CHANGED = "変更"
    """It was issued, and its file was changed after that."""
    REMAINS = "残り"
    """The work tree, from which the next edition comes, still says what is wrong."""


class Misfit(NamedTuple):
    """Something that keeps a 正誤 from fitting its edition."""

    kind: MisfitKind
    words: str
    """A sentence with what to do."""
    path: tuple[str | int, ...] = ()
    """Where in the file of the 正誤."""
    subject: str = ""
    """The entry it is about; empty: the 正誤 as a whole."""
    hint: str = ""


class Errata(Value):
    """One 正誤 of one edition of one document."""

    document: Line = Field(alias="文書")
    edition: EditionLabel = Field(alias="版")
    number: int = Field(alias="正誤", ge=1)
    """From 1 for each edition; they are laid over it in this order."""
    day: date = Field(alias="年月日")
    """From this day on the corrected text is the text of the edition."""
    corrections: tuple[Correction, ...] = Field(alias="訂正", min_length=1)

    misfits: ClassVar[tuple[Misfit, ...]] = ()
    """What does not fit; it follows from the files beside it and is no field."""

    @property
    def label(self) -> str:
        """機能 第1.0版 正誤1."""
        return f"{self.document} {edition_words(self.edition)} 正誤{self.number}"

    def with_misfits(self, misfits: tuple[Misfit, ...]) -> "Errata":
        """A copy that knows what does not fit."""
        copied = self.model_copy()
        object.__setattr__(copied, "misfits", misfits)
        return copied
