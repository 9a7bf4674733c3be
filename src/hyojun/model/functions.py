"""機能要件: headings that hold statements, one ID and one class each (基本方針 5.1.1.1, 5.1.1.3.1)."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from .ids import DataItemId, FormId, FunctionId, LinkageId
from .register import Retirement
from .value import BodyNote, Key, Line, Text, Value, by_body


class ImplementationClass(StrEnum):
    """実装類型. Kept by name: symbols and numbers differ between documents."""

    MUST = "実装必須"
    OPTION = "標準オプション"
    FORBIDDEN = "実装不可"
    """May not exist even loosely coupled; what may is 標準化対象外."""


ALL_BODIES = "全団体"
"""Key of a value that is one for all 団体区分."""

CONFORMANCE_DATE = r"^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|未定|.+施行日)$"


def _exists(written: str) -> str:
    try:
        date.fromisoformat(written)
    except ValueError:
        if written[0].isdigit() and written[-1].isdigit():
            raise PydanticCustomError("date_invalid", "no such day") from None
    return written


ConformanceDate = Annotated[str, StringConstraints(pattern=CONFORMANCE_DATE), AfterValidator(_exists)]
"""適合基準日: a date, 未定, or the 施行日 of a law named in words."""


class Parameter(Value):
    """A value a municipality sets (基本方針 3.1(2)①): what R12 wants to know of it."""

    name: Line = Field(alias="名称")
    meaning: Text | None = Field(None, alias="内容")
    """Formula or variable, in words."""
    type: Line | None = Field(None, alias="データ型")
    length: Line | None = Field(None, alias="桁数")
    nullable: bool | None = Field(None, alias="Null可")
    default: Line | None = Field(None, alias="既定値")


class Pattern(Value):
    """One of several ways a function may work (基本方針 3.1(2)②)."""

    name: Line = Field(alias="名称")
    manages: Text = Field(alias="管理内容")


class Function(Value):
    """A statement: one 機能ID, one requirement, one class (per 団体区分 where they differ)."""

    id: FunctionId = Field(alias="機能ID")
    name: Line = Field(alias="機能名称")
    classes: by_body(ImplementationClass) = Field(alias="実装類型")  # type: ignore[valid-type]
    text: Text = Field(alias="機能要件")
    reason: Text | None = Field(None, alias="考え方・理由")
    derivation: Literal["法令", "既存の業務", "ベストプラクティス"] | None = Field(None, alias="由来")
    """Where the function comes from; ベストプラクティス is new (基本方針 5.1.1.1(2))."""
    merit: Literal["一般性", "費用対効果", "効率化・過誤防止・住民サービス"] | None = Field(
        None, alias="採用の観点"
    )
    """Why local practice became part of the standard (基本方針 5.1.1.1(1)②)."""
    note: Text | None = Field(None, alias="備考")
    conformance: by_body(ConformanceDate) | None = Field(None, alias="適合基準日")  # type: ignore[valid-type]
    """None: as the edition says."""
    body_notes: tuple[BodyNote, ...] = Field((), alias="団体区分の注記")
    """What is different for a 団体区分, where class and day do not say it."""
    parameters: tuple[Parameter, ...] = Field((), alias="パラメータ")
    patterns: tuple[Pattern, ...] = Field((), alias="パターン")
    forms: tuple[FormId, ...] = Field((), alias="帳票")
    """帳票 this function outputs."""
    data_items: tuple[DataItemId, ...] = Field((), alias="データ項目")
    linkages: tuple[LinkageId, ...] = Field((), alias="連携")
    mechanisms: tuple[Line, ...] = Field((), alias="横断的仕組み")
    """Cross-cutting mechanisms by name, e.g. DV等支援対象者の情報の取扱い."""
    references: tuple[Line, ...] = Field((), alias="参照")
    """Further statements (機能0020001) and headings (見出しtoroku) to read with this one."""
    replaces: tuple[FunctionId, ...] = Field((), alias="置換元")
    """IDs of the edition before that this row takes the place of; 廃止.置換先 says it from the other side."""
    retired: Retirement | None = Field(None, alias="廃止")
    internal: Text | None = Field(None, alias="内部メモ", exclude=True)
    """Never reaches an output, a snapshot or a digest."""

    def classes_by_body(self) -> dict[str, ImplementationClass]:
        """Class per 団体区分; the key 全団体 when there is only one."""
        found = self.classes
        return dict(found) if isinstance(found, dict) else {ALL_BODIES: found}

    def conformance_by_body(self) -> dict[str, str]:
        found = self.conformance
        if found is None:
            return {}
        return dict(found) if isinstance(found, dict) else {ALL_BODIES: found}


class Heading(Value):
    """大項目, 中項目, 小項目: a permanent key, a title, statements, further headings."""

    key: Key = Field(alias="キー")
    title: Line | None = Field(None, alias="題名")
    """None for the untitled levels some published documents have (4.0.)."""
    ordinal: int | None = Field(None, alias="番号", ge=0)
    """First number to give, where counting does not go on from the sibling before (4.0, 20)."""
    text: Text | None = Field(None, alias="説明")
    functions: tuple[Function, ...] = Field((), alias="機能")
    headings: tuple["Heading", ...] = Field((), alias="見出し")
    internal: Text | None = Field(None, alias="内部メモ", exclude=True)

    def walk(self) -> Iterator["Heading"]:
        """This heading and all below it, in reading order."""
        yield self
        for below in self.headings:
            yield from below.walk()


class Numbered(NamedTuple):
    """A heading in its place: its generated 項番 and the headings above it."""

    heading: Heading
    number: str
    """項番 such as 1.1.18; generated, so that an insertion breaks nothing."""
    above: tuple[Heading, ...]

    @property
    def label(self) -> str:
        """項番 and title, as a reader cites it."""
        return f"{self.number} {self.heading.title}" if self.heading.title else self.number


def numbered(headings: tuple[Heading, ...]) -> tuple[Numbered, ...]:
    """All headings in reading order with the 項番 they get from their place."""

    def number(level: tuple[Heading, ...], prefix: str, above: tuple[Heading, ...]) -> Iterator[Numbered]:
        ordinal = 0
        for heading in level:
            ordinal = ordinal + 1 if heading.ordinal is None else heading.ordinal
            own = f"{prefix}{ordinal}"
            yield Numbered(heading, own, above)
            yield from number(heading.headings, f"{own}.", (*above, heading))

    return tuple(number(headings, "", ()))
