"""文字要件: which characters a system keeps, prints and hands over, and how it replaces the others.

Part of データ要件・連携要件標準仕様書; the names of the sets come from the registry, so that all 業務 mean one thing.
"""

from pydantic import Field

from .functions import ConformanceDate, ImplementationClass
from .ids import DataItemId
from .value import Key, Line, Text, Value


class Reduction(Value):
    """縮退: characters of a larger set replaced by those of a smaller one."""

    into: Line = Field(alias="文字集合")
    """The set of what comes out."""
    method: Text = Field(alias="方法")
    """Which table is followed, and what becomes of a character it does not have."""


class CharacterRequirement(Value):
    """A row of 文字要件: what it is about, the sets, the duty, from when."""

    key: Key = Field(alias="キー")
    name: Line = Field(alias="名称")
    """What it is about: 氏名及び住所の文字, 外部への提供."""
    implementation: ImplementationClass = Field(alias="実装類型")
    text: Text = Field(alias="要件")
    sets: tuple[Line, ...] = Field(alias="文字集合", min_length=1)
    """行政事務標準文字, JIS X 0213:2012 …: the sets characters may be of."""
    encoding: Line | None = Field(None, alias="文字コード")
    """How they are written in files and messages: UTF-8."""
    reduction: Reduction | None = Field(None, alias="縮退")
    reason: Text | None = Field(None, alias="考え方・理由")
    conformance: ConformanceDate | None = Field(None, alias="適合基準日")
    """None: as the edition says."""
    data_items: tuple[DataItemId, ...] = Field((), alias="データ項目")
    """Items it holds for; none: all that take such characters."""
    note: Text | None = Field(None, alias="備考")
    internal: Text | None = Field(None, alias="内部メモ", exclude=True)
