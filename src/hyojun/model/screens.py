"""画面要件 and 非機能要件: screens only where they cause customisation, service levels by six heads."""

from typing import Annotated

from pydantic import Field, StringConstraints

from .ids import FunctionId
from .value import Key, Line, Text, Value


class Screen(Value):
    """A 画面要件: allowed only where the screen is a main cause of customisation (基本方針 5.1.1.3.2)."""

    key: Key = Field(alias="キー")
    name: Line = Field(alias="画面名称")
    justification: Text | None = Field(None, alias="定める理由")
    """Why this screen is a main cause of customisation."""
    text: Text = Field(alias="画面要件")
    functions: tuple[FunctionId, ...] = Field((), alias="機能")
    note: Text | None = Field(None, alias="備考")
    internal: Text | None = Field(None, alias="内部メモ", exclude=True)


Grade = Annotated[str, StringConstraints(pattern=r"^[0-5]$")]
"""A レベル of the grade table of the common standard: 0 asks least, 5 most."""


class ServiceLevel(Value):
    """SLA: what a municipality and its vendor agree on for one measure (基本方針 5.2.2(2))."""

    target: Line = Field(alias="目標値")
    """With its unit: 99.5%以上, 3秒以内."""
    measurement: Text = Field(alias="計測方法")
    report: Line | None = Field(None, alias="報告")
    """How often and to whom the figure is told."""
    remedy: Text | None = Field(None, alias="未達のときの措置")


class NonFunctional(Value):
    """One row of 非機能要件: a measure, its level, how it is confirmed (基本方針 5.2.2(2))."""

    major: Line = Field(alias="大項目")
    middle: Line | None = Field(None, alias="中項目")
    minor: Line | None = Field(None, alias="小項目")
    metric: Line = Field(alias="メトリクス")
    levels: dict[Grade, Line] = Field(default_factory=dict, alias="レベル")
    """What each レベル of the grade table asks for, where the row repeats the table."""
    level: Line | None = Field(None, alias="選択レベル")
    condition: Text | None = Field(None, alias="選択時の条件")
    cloud: Text | None = Field(None, alias="クラウド時の扱い")
    """What differs where the system runs on ガバメントクラウド or another cloud."""
    confirmation: Text | None = Field(None, alias="確認方法")
    """Test or report by which a municipality confirms the level."""
    service: ServiceLevel | None = Field(None, alias="SLA")
    """The level as a promise; stands for 確認方法, for it says how it is measured."""
    note: Text | None = Field(None, alias="備考")
