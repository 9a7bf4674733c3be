"""What headings, labels and styles are called in documents: data/word.yaml."""

from functools import cache
from typing import Annotated

from pydantic import Field

from hyojun.model import ImplementationClass, Value, squeezed

from ...packaged import packaged

Names = Annotated[tuple[str, ...], Field(min_length=1)]


class WordProfile(Value):
    """Words of documents, each list under what it means here."""

    classes: dict[ImplementationClass, Names] = Field(alias="実装類型")
    reasons: Names = Field(alias="考え方・理由")
    notes: Names = Field(alias="備考")
    title_styles: Names = Field(alias="表題のスタイル")
    caption_styles: Names = Field(alias="図表番号のスタイル")
    note_styles: Names = Field(alias="注記のスタイル")
    contents_styles: Names = Field(alias="目次のスタイル")
    body_styles: Names = Field(alias="本文のスタイル")
    fetching_fields: Names = Field(alias="外を読むフィールド")


@cache
def profile() -> WordProfile:
    return packaged(WordProfile, "word.yaml")


def is_one_of(name: str, names: Names) -> bool:
    """Whether a name is in a list, whatever its case, width and white space."""
    return squeezed(name).casefold() in _squeezed(names)


@cache
def _squeezed(names: Names) -> frozenset[str]:
    return frozenset(squeezed(n).casefold() for n in names)
