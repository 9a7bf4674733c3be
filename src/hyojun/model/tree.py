"""ツリー図: the whole work of a 業務, every leaf inside or outside the standard (基本方針 3.1(3))."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from .ids import FunctionId
from .value import Key, Line, Text, Value

OUTSIDE_WORK = "標準化対象外の事務"
OUTSIDE_SPELLINGS = (OUTSIDE_WORK, "標準化対象外事務")
"""Both spellings occur in published documents (2021-12資料, 基本方針)."""


class TreeNode(Value):
    """A box of the ツリー図. A leaf has 機能, or says what does the work outside the standard."""

    key: Key | None = Field(None, alias="キー")
    name: Line = Field(alias="名称")
    scope: Literal["対象", "対象外"] | None = Field(None, alias="区分")
    """For leaves only."""
    functions: tuple[FunctionId, ...] = Field((), alias="機能")
    outside: Line | None = Field(None, alias="対象外の理由")
    """Name of an outside system, or the literal 標準化対象外の事務."""
    children: tuple["TreeNode", ...] = Field((), alias="下位")

    def walk(self) -> Iterator["TreeNode"]:
        yield self
        for child in self.children:
            yield from child.walk()


class LocalMeasure(Value):
    """独自施策: what some municipalities do beyond the law, and how the standard treats it (基本方針 3.1(2))."""

    name: Line = Field(alias="名称")
    treatment: Literal["パラメータ", "パターン化", "対象外"] = Field(alias="取扱い")
    functions: tuple[FunctionId, ...] = Field((), alias="機能")
    reason: Text | None = Field(None, alias="理由")


class OutOfScope(Value):
    """標準化対象外: work that a municipality may do in a loosely coupled system of its own."""

    name: Line = Field(alias="名称")
    reason: Text = Field(alias="理由")
    treatment: Text | None = Field(None, alias="取扱い")
    """How it is kept outside: 疎結合, never カスタマイズ (基本方針 3.2)."""
