"""連携要件: when, what and with whom data are handed over (基本方針 4.1.2)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from pydantic import Field

from .ids import BusinessId, DataItemId, LinkageId
from .register import Retirement
from .value import CitedSpecification, Line, Text, Value


class PartnerKind(StrEnum):
    """What stands at the other end of a 連携."""

    STANDARD = "標準準拠システム"
    COMMON = "共通機能"
    LOCAL = "独自施策システム等"
    EXTERNAL = "外部システム"
    RELATED = "密接関連システム"
    PUBLIC_MESH = "公共サービスメッシュ"


class Partner(Value):
    """The other party: a 業務 of the registry by ID, anything else by name."""

    kind: PartnerKind = Field(alias="種別")
    business: BusinessId | None = Field(None, alias="業務ID")
    name: Line | None = Field(None, alias="名称")


class LinkageSpecification(StrEnum):
    """Which of the two 連携仕様 of a 業務 a row belongs to."""

    BY_FUNCTION = "機能別連携仕様"
    """With other standard systems, common functions and what the law lays down."""
    LOCAL = "独自施策システム等連携仕様"
    """With whatever systems a municipality has of its own, whoever made them."""


class Linkage(Value):
    """A 連携: (a) in which case (b) which items (c) with whom, given or asked for."""

    id: LinkageId = Field(alias="連携ID")
    name: Line = Field(alias="連携名称")
    occasion: Text = Field(alias="場合")
    partner: Partner = Field(alias="相手")
    direction: Literal["提供", "照会"] = Field(alias="提供・照会")
    method: Literal["REST API", "ファイル"] = Field(alias="方式")
    frequency: Line = Field(alias="頻度")
    extent: Literal["全件", "差分"] | None = Field(None, alias="全件・差分")
    search: Text | None = Field(None, alias="検索条件")
    data_items: tuple[DataItemId, ...] = Field(alias="データ項目", min_length=1)
    """Items of the providing side, which may be another 業務."""
    recorded: dict[DataItemId, DataItemId] = Field(default_factory=dict, alias="記録先")
    """For 照会: item received → own item that records it (基本方針 4.1.4(1))."""
    counterpart: LinkageId | None = Field(None, alias="対になる連携")
    """The same hand-over as the other 業務 states it (基本方針 4.1.2, 3.3.1(2))."""
    interface: CitedSpecification | None = Field(None, alias="インターフェース")
    """The interface specification followed; needed for outside systems (基本方針 4.1.4(2))."""
    exemption: Text | None = Field(None, alias="同一パッケージの特例")
    """Why no 連携 is needed inside one package (基本方針 4.1.2 ただし書)."""
    note: Text | None = Field(None, alias="備考")
    replaces: tuple[LinkageId, ...] = Field((), alias="置換元")
    retired: Retirement | None = Field(None, alias="廃止")
    internal: Text | None = Field(None, alias="内部メモ", exclude=True)

    @property
    def specification(self) -> LinkageSpecification:
        """Follows from the other party: nobody has to declare it."""
        local = self.partner.kind is PartnerKind.LOCAL
        return LinkageSpecification.LOCAL if local else LinkageSpecification.BY_FUNCTION


def by_specification(
    linkages: Iterable[Linkage],
) -> tuple[tuple[LinkageSpecification, tuple[Linkage, ...]], ...]:
    """The rows of each specification that has any, in their order."""
    them = tuple(linkages)
    found = ((s, tuple(x for x in them if x.specification is s)) for s in LinkageSpecification)
    return tuple((specification, rows) for specification, rows in found if rows)
