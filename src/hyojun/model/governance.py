"""How a repository governs its checks: severities it sets itself, findings it lives with and until when."""

from datetime import date
from typing import Literal

from pydantic import Field

from .account import WeightOverride
from .ids import BusinessId
from .value import Line, Text, Value


class SeverityOverride(Value):
    """A severity of its own for a rule, for all 業務 or for some. An error stays an error."""

    rule: Line = Field(alias="規則")
    severity: Literal["誤り", "警告", "参考", "適用しない"] = Field(alias="重さ")
    businesses: tuple[BusinessId, ...] = Field((), alias="業務ID")
    """Empty: all."""
    kind: Literal["業務", "共通機能"] | None = Field(None, alias="種別")
    """業務 are a white list, 共通機能 are not (基本方針 5.1.1.1 なお書き)."""
    documents: tuple[Line, ...] = Field((), alias="文書")
    """Names of documents; empty: all."""
    reason: Text = Field(alias="理由")


class Suppression(Value):
    """A finding somebody answers for: not shown until a day, with the reason."""

    rule: Line = Field(alias="規則")
    target: Line = Field(alias="対象")
    """What the finding is about, as it prints it: 機能0020001, or the path of a file."""
    reason: Text = Field(alias="理由")
    approver: Line = Field(alias="承認者")
    until: date = Field(alias="期限")
    """Last day on which it holds."""


class Governance(Value):
    """`spec/_settings/severities.yaml`, `suppressions.yaml` and `changes.yaml` together."""

    severities: tuple[SeverityOverride, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    weights: tuple[WeightOverride, ...] = ()


class SeverityFile(Value):
    """`spec/_settings/severities.yaml`."""

    severities: tuple[SeverityOverride, ...] = Field((), alias="重さ")


class SuppressionFile(Value):
    """`spec/_settings/suppressions.yaml`."""

    suppressions: tuple[Suppression, ...] = Field((), alias="抑止")
