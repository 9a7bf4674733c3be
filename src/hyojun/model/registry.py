"""The 業務 registry: 業務ID, names, who is in charge, what an unlisted function means (data, not code)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .ids import BusinessId
from .value import FILE_NAME, Line, Text, Value


class Charge(Value):
    """制度所管府省 for a period; ministries were reorganised in the past and will be again."""

    ministry: Line = Field(alias="府省")
    since: date | None = Field(None, alias="始期")
    until: date | None = Field(None, alias="終期")


class SubUnit(Value):
    """サブユニット of a 業務 (基本方針 5.1.1.2)."""

    id: Line = Field(alias="サブユニットID")
    name: Line = Field(alias="名称")


class RegisteredBusiness(Value):
    """One row of the registry."""

    id: BusinessId = Field(alias="業務ID")
    name: Annotated[str, StringConstraints(pattern=FILE_NAME, max_length=40)] = Field(alias="業務名")
    system: Line = Field(alias="システム名")
    duties: tuple[Line, ...] = Field((), alias="標準化対象事務")
    """Of the 20; several for 収納管理 and other 業務 of the taxes; none for 共通機能."""
    common: bool = Field(False, alias="共通機能")
    unlisted_default: Literal["実装不可", "任意"] = Field("実装不可", alias="記載のない機能")
    """業務 specifications are a white list, 共通機能 are not (基本方針 5.1.1.1 なお書き)."""
    charges: tuple[Charge, ...] = Field((), alias="制度所管府省")
    sub_units: tuple[SubUnit, ...] = Field((), alias="サブユニット")
    profile: Line = Field("標準", alias="様式")
    note: Text | None = Field(None, alias="備考")


class BodyClass(Value):
    """団体区分: data, since laws add and remove them."""

    name: Line = Field(alias="名称")
    text: Text | None = Field(None, alias="説明")


class NamedThing(Value):
    """A 共通機能 or a cross-cutting mechanism by its official name, with older names."""

    name: Line = Field(alias="名称")
    former: tuple[Line, ...] = Field((), alias="旧称")
    business: BusinessId | None = Field(None, alias="業務ID")
    text: Text | None = Field(None, alias="説明")


class Profile(Value):
    """様式: symbols and words that differ between ministries."""

    name: Line = Field(alias="名称")
    symbols: dict[Line, Line] = Field(alias="記号")
    """実装類型 → symbol."""
    era: Literal["和暦", "西暦"] = Field("和暦", alias="暦")
    flow_shapes: tuple[Line, ...] = Field((), alias="業務フローの図形")
    """Tags of BPMN that 業務フロー of this 様式 are drawn with; none: those of the dictionary."""


class Registry(Value):
    """The whole registry with what it refers to."""

    businesses: tuple[RegisteredBusiness, ...] = Field(alias="業務", min_length=1)
    duties: tuple[Line, ...] = Field(alias="標準化対象事務")
    bodies: tuple[BodyClass, ...] = Field(alias="団体区分")
    common_functions: tuple[NamedThing, ...] = Field(alias="共通機能")
    mechanisms: tuple[NamedThing, ...] = Field(alias="横断的仕組み")
    profiles: tuple[Profile, ...] = Field(alias="様式", min_length=1)
    non_functional: tuple[Line, ...] = Field((), alias="非機能要件の大項目")
    """The six heads of the common standard (非機能要件の標準)."""
    character_sets: tuple[Line, ...] = Field((), alias="文字集合")
    """Sets of characters by the names 文字要件 call them."""

    def business(self, id: str) -> RegisteredBusiness | None:
        return next((b for b in self.businesses if b.id == id), None)

    def profile(self, name: str) -> Profile:
        return next((p for p in self.profiles if p.name == name), self.profiles[0])
