"""画面要件 and 非機能要件: screens only where they cause customisation, service levels by six heads."""

from pydantic import Field

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


class NonFunctional(Value):
    """One row of 非機能要件: a measure, its level, how it is confirmed (基本方針 5.2.2(2))."""

    major: Line = Field(alias="大項目")
    middle: Line | None = Field(None, alias="中項目")
    minor: Line | None = Field(None, alias="小項目")
    metric: Line = Field(alias="メトリクス")
    level: Line | None = Field(None, alias="選択レベル")
    condition: Text | None = Field(None, alias="選択時の条件")
    confirmation: Text | None = Field(None, alias="確認方法")
    """SLA or test by which a municipality confirms the level."""
    note: Text | None = Field(None, alias="備考")
