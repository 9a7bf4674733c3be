"""改定の説明: what the author of an edition says of its changes, and how the weights are set.

`spec/002/editions/機能-1.1.yaml` tells of the changes of 機能 第1.1版; `spec/_settings/changes.yaml` gives
kinds of change a weight of the repository's own.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .functions import ConformanceDate
from .ids import BusinessId
from .value import EditionLabel, Line, Text, Value

Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
"""指紋 of a change or a question, as the comparison prints it."""


class Account(Value):
    """Why something changed, for one change or for all changes of what it names."""

    changes: tuple[Fingerprint, ...] = Field((), alias="指紋")
    targets: tuple[Line, ...] = Field((), alias="対象")
    """Citations: 機能0020001, データ00200012, or the printed ID of what has no series."""
    reason: Text = Field(alias="改定理由")
    category: Literal["法令改正", "BPR提案", "創意工夫提案", "誤り訂正"] | None = Field(None, alias="区分")
    """Kind of revision (基本方針 5.1.2)."""
    source: Line | None = Field(None, alias="根拠")
    """The law, or the number of the proposal, behind the change."""
    in_force: ConformanceDate | None = Field(None, alias="施行日")
    opinions: tuple[Line, ...] = Field((), alias="意見番号")
    """Numbers of the opinions of the 意見照会 that led to it."""
    weight: Literal["影響大", "要確認", "字句の整理"] | None = Field(None, alias="重さ")
    """What the author takes it for; where that and the machine disagree about 字句, it is 要確認."""


class Answer(Value):
    """The author's answer to a question of a comparison."""

    question: Fingerprint = Field(alias="指紋")
    answer: Text = Field(alias="答え")
    """影響なし, or words."""


class Guess(Value):
    """The author's word on a 推定: whether two rows are each other. One ID on both sides answers whether it
    still means the same thing."""

    old: Line = Field(alias="旧ID")
    new: Line = Field(alias="新ID")
    kind: Literal["機能", "帳票", "データ", "グループ", "連携"] = Field("機能", alias="種類")
    answer: Literal["同じ", "別"] = Field(alias="答え")


class EditionAccount(Value):
    """One file: the account of one edition of one document."""

    document: Line = Field(alias="文書")
    edition: EditionLabel = Field(alias="版")
    since: EditionLabel | None = Field(None, alias="前の版")
    """The edition it tells the changes from."""
    accounts: tuple[Account, ...] = Field((), alias="説明")
    answers: tuple[Answer, ...] = Field((), alias="回答")
    guesses: tuple[Guess, ...] = Field((), alias="推定")


class WeightOverride(Value):
    """A weight of its own for a kind of change. 影響大 never becomes 字句の整理."""

    code: Line = Field(alias="コード")
    weight: Literal["影響大", "要確認", "字句の整理"] = Field(alias="重さ")
    businesses: tuple[BusinessId, ...] = Field((), alias="業務ID")
    """Empty: all."""
    reason: Text = Field(alias="理由")


class WeightFile(Value):
    """`spec/_settings/changes.yaml`."""

    weights: tuple[WeightOverride, ...] = Field((), alias="変更")
