"""What a comparison says: changes, each judged, and how the rows of both editions were matched.

The JSON of a Comparison is the master; every other form of it (text, Markdown, site, 新旧対照表, Excel)
is made from it alone.
"""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from pydantic import Field

from hyojun.model import Account, Line, Text, Value

from .aligning.matching import How


class Weight(StrEnum):
    """How much a change matters; the heaviest first."""

    BREAKING = "影響大"
    """要対応: somebody has to act."""
    REVIEW = "要確認"
    EDITORIAL = "字句の整理"


class Audience(StrEnum):
    """For whom a change matters."""

    VENDOR = "事業者"
    PROVIDER = "提供側"
    INQUIRER = "照会側"
    MUNICIPALITY = "自治体"


class Subject(StrEnum):
    """A kind of thing that changes: what has an address, under the same word, and what has none."""

    __hash__ = str.__hash__

    BUSINESS = "業務"
    DOCUMENT = "文書"
    CHAPTER = "本編"
    BLOCK = "段落"
    HEADING = "見出し"
    FUNCTION = "機能"
    FORM = "帳票"
    FORM_ITEM = "印字項目"
    GROUP = "グループ"
    DATA_ITEM = "データ"
    CODE_LIST = "コード"
    CODE_VALUE = "コード値"
    LINKAGE = "連携"
    TREE_NODE = "ツリー"
    FLOW = "フロー"
    LANE = "レーン"
    STEP = "手順"
    FLOW_NODE = "フローの要素"
    CONNECTION = "接続"
    TERM = "用語"
    SCREEN = "画面"
    DETAIL = "項目詳細"
    ALERT = "エラー・アラート"
    CHARACTERS = "文字要件"
    NON_FUNCTIONAL = "非機能"
    LOCAL_MEASURE = "独自施策"
    OUT_OF_SCOPE = "標準化対象外"


class Piece(Value):
    """A part of an in-text difference; '=' and '-' together are the old text, '=' and '+' the new one."""

    sign: Line = Field(alias="印")
    text: Text = Field(alias="文字")


ORDER = "順序"
"""The field of a change that tells of order alone. Its texts say after what a thing stands, in words; 並び has it exactly."""


class Place(Value):
    """Where a row stands in the new edition: with it the old edition and the changes make the new one."""

    id: Line = Field(alias="ID")
    above: Line | None = Field(None, alias="上位")
    """ID or key of what it stands under; None: nothing, it stands in its document."""
    number: int = Field(alias="順番", ge=1)
    """From 1, among those of its kind under the same thing."""


class Change(Value):
    """One change of one thing: what it was, what it is, what that means."""

    fingerprint: Line = Field(alias="指紋")
    """16 hexadecimal digits of code, place, before and after: survives rebases and renumbering of others."""
    code: Line = Field(alias="コード")
    """Of the kind of change in the catalogue."""
    weight: Weight = Field(alias="重さ")
    audiences: tuple[Audience, ...] = Field((), alias="関係者")
    document: Line = Field(alias="文書")
    kind: Subject = Field(alias="種類")
    old: tuple[Line, ...] = Field((), alias="旧ID")
    """IDs or keys in the old edition; empty: it is new. Several: they were merged."""
    new: tuple[Line, ...] = Field((), alias="新ID")
    name: Line = Field(alias="名称")
    """What it is called in the new edition (the old one, where it is gone)."""
    place: Line | None = Field(None, alias="位置")
    """Headings above it: 2.1 登録申請."""
    field: Line | None = Field(None, alias="項目")
    """The published word of what changed (実装類型, 桁数); None: the thing as a whole."""
    before: Text | None = Field(None, alias="変更前")
    after: Text | None = Field(None, alias="変更後")
    parts: tuple[Piece, ...] = Field((), alias="文中の差")
    bodies: tuple[Line, ...] = Field((), alias="団体区分")
    """Those it is about; empty: all."""
    conformance: Line | None = Field(None, alias="適合基準日")
    content: dict[str, Any] | None = Field(None, alias="内容")
    """The whole thing as plain data, where it is new or gone; 旧 and 新, with all rows, where it was split or merged."""
    places: tuple[Place, ...] = Field((), alias="並び")
    """Of rows that are new, split off, moved or in another order: where they stand now."""
    reason: Text = Field(alias="判定の理由")
    affected: tuple[Line, ...] = Field((), alias="影響するID")
    """Citations (機能0020001) of what points at it, also in other 業務."""
    account: Account | None = Field(None, alias="説明")
    """What the author says of it."""


class Matched(Value):
    """Rows that are each other though their IDs differ, or that are several."""

    kind: Subject = Field(alias="種類")
    old: tuple[Line, ...] = Field(alias="旧ID")
    new: tuple[Line, ...] = Field(alias="新ID")
    how: How = Field(alias="対応の根拠")
    score: float = Field(1.0, alias="一致度")
    confirmed: bool = Field(True, alias="確認済み")
    """False: 推定 that no author has answered yet."""


class Question(Value):
    """Something only the author can answer before the edition is released, or has to mend."""

    fingerprint: Line = Field(alias="指紋")
    code: Line = Field(alias="コード")
    """Of the kind of question in the catalogue."""
    kind: Subject = Field(alias="種類")
    old: tuple[Line, ...] = Field((), alias="旧ID")
    new: tuple[Line, ...] = Field((), alias="新ID")
    text: Text = Field(alias="質問")
    answer: Text | None = Field(None, alias="答え")


class Side(Value):
    """One side of a comparison."""

    label: Line = Field(alias="名称")
    """第1.0版, the name of a git ref, 作業中."""
    edition: Line | None = Field(None, alias="版")
    status: Line | None = Field(None, alias="状態")
    """案, 決定, …; None where the side is not known as a document."""
    digest: Line | None = Field(None, alias="要約値")
    errata: int | None = Field(None, alias="反映した正誤")
    """Number of the last 正誤 that the text has in it."""


class DocumentComparison(Value):
    """One document of one 業務 in two editions."""

    business: Line = Field(alias="業務ID")
    business_name: Line = Field(alias="業務名")
    document: Line = Field(alias="文書")
    old: Side | None = Field(None, alias="旧")
    """None: the document is new."""
    new: Side | None = Field(None, alias="新")
    changes: tuple[Change, ...] = Field((), alias="変更")
    matches: tuple[Matched, ...] = Field((), alias="対応")
    questions: tuple[Question, ...] = Field((), alias="質問")
    """With those that are answered."""
    faults: tuple[Question, ...] = Field((), alias="誤り")
    """What no answer makes right: an ID of something withdrawn given out again, changes under an old 版."""
    layout: int = Field(0, alias="体裁だけの変更")
    """Changes of no content: order of keys, lay of drawings."""


class Comparison(Value):
    """Two versions of a repository or of some of its documents."""

    version: int = Field(1, alias="形式の版")
    documents: tuple[DocumentComparison, ...] = Field((), alias="文書")

    def count(self, weight: Weight) -> int:
        return sum(c.weight is weight for d in self.documents for c in d.changes)

    @property
    def open(self) -> tuple[Question, ...]:
        """Questions nobody has answered."""
        return tuple(q for d in self.documents for q in d.questions if q.answer is None)


def fingerprint(code: str, kind: str, ids: Sequence[str], field: str | None, *texts: str | None) -> str:
    """What a change is recognised by in later runs, whatever else changes around it."""
    said = "\0".join([code, kind, *ids, "", field or "", *(t or "" for t in texts)])
    return hashlib.sha256(said.encode()).hexdigest()[:16]
