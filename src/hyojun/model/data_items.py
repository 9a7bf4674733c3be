"""データ要件: groups of data items and code lists, column by column as in 基本データリスト (基本方針 4.1.1)."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .ids import CodeListId, CodeListRef, DataItemId, GroupId
from .register import Retirement
from .value import Line, Mark, Text, Value


class DataType(StrEnum):
    """データ型 with the letters of the official legend (Ｎ is full-width)."""

    HALF_WIDTH = "X"
    FULL_WIDTH = "Ｎ"
    INTEGER = "9"
    DECIMAL = "9V"
    SIGNED = "S9"
    BLOB = "BLOB"
    YEAR = "YEAR"
    DATE = "DATE"
    TIME = "TIME"


LENGTH = r"^[1-9][0-9]*(,[0-9]+)?$"
Length = Annotated[str, StringConstraints(pattern=LENGTH)]
"""桁数: characters, not bytes; `n,m` for 9V."""


class OutputCondition(StrEnum):
    """データ出力条件. The condition of 条件付き必須 stands in 項目説明 after ※※."""

    REQUIRED = "必須"
    CONDITIONAL = "条件付き必須"
    OPTIONAL = "任意"


class Classification(Value):
    """クラス分類: informative only, up to three levels, any of which may be blank."""

    level1: Line | None = Field(None, alias="LV1")
    level2: Line | None = Field(None, alias="LV2")
    level3: Line | None = Field(None, alias="LV3")


class DataItem(Value):
    """A データ項目: the 20 leaf columns of the official sheet (the group's name is its group's)."""

    id: DataItemId = Field(alias="データ項目ID")
    name: Line = Field(alias="データ項目")
    romaji: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+$")] = Field(alias="ローマ字")
    """Hepburn romanisation; it is the field name of the API."""
    primary_key: Mark | None = Field(None, alias="主キー")
    foreign_key: Mark | None = Field(None, alias="外部キー")
    refers_to: DataItemId | None = Field(None, alias="参照先")
    """主キー of another group that this 外部キー holds."""
    classification: Classification | None = Field(None, alias="クラス分類")
    type: DataType = Field(alias="データ型")
    length: Length | None = Field(None, alias="桁数")
    code: CodeListRef | None = Field(None, alias="コード")
    repeat: int | None = Field(None, alias="繰り返し", ge=1)
    output: OutputCondition = Field(alias="データ出力条件")
    definition: Text | None = Field(None, alias="項目定義")
    description: Text | None = Field(None, alias="項目説明")
    related: Text | None = Field(None, alias="標準仕様書関連箇所")
    """機能ID followed by the function's name, one per line."""
    implementation: Mark | None = Field(None, alias="実装類型")
    """○: must be output."""
    sample: Text | None = Field(None, alias="サンプル値")
    derivation: Line | None = Field(None, alias="項目の由来")
    """中間標準レイアウト, 地域情報プラットフォーム標準仕様 … from which it was taken or extended."""
    note: Text | None = Field(None, alias="備考")
    replaces: tuple[DataItemId, ...] = Field((), alias="置換元")
    retired: Retirement | None = Field(None, alias="廃止")
    internal: Text | None = Field(None, alias="内部メモ", exclude=True)


class DataGroup(Value):
    """グループ: the unit of file output; its items in order."""

    id: GroupId | None = Field(None, alias="グループID")
    """Absent in some official sheets, which know groups by name only."""
    name: Line = Field(alias="グループ名称")
    text: Text | None = Field(None, alias="説明")
    retired: Retirement | None = Field(None, alias="廃止")
    items: tuple[DataItem, ...] = Field(alias="データ項目", min_length=1)


class CodeValue(Value):
    """One value of a code list."""

    value: Line = Field(alias="コード値")
    meaning: Text = Field(alias="内容")
    note: Text | None = Field(None, alias="備考")


class CodeList(Value):
    """コード一覧: of one 業務 (個別) or handed between 業務 (連携)."""

    id: CodeListId = Field(alias="コードID")
    name: Line = Field(alias="コード名")
    kind: Literal["個別", "連携"] = Field("個別", alias="種別")
    values: tuple[CodeValue, ...] = Field(alias="値", min_length=1)
    note: Text | None = Field(None, alias="備考")
