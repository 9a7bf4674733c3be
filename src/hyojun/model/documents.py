"""A 業務 has several 文書, each with its own 発行者, 版, 状態: 機能 by the 制度所管府省 (法6条),
データ・連携 by デジタル庁・総務省 (法7条)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .characters import CharacterRequirement
from .data_items import CodeList, DataGroup
from .details import Alert, Detail
from .flow import Flow, LaneKind
from .forms import Form
from .functions import ALL_BODIES, ConformanceDate, Heading
from .ids import BusinessId
from .linkages import Linkage
from .prose import Chapter, Term
from .screens import NonFunctional, Screen
from .tree import LocalMeasure, OutOfScope, TreeNode
from .value import (
    FILE_NAME,
    BodyNote,
    CitedSpecification,
    EditionLabel,
    FileDigest,
    Line,
    Text,
    Value,
    by_body,
    edition_words,
)

PINNED_FILE = r"^固定/[^\\/\x00-\x1f]+\.json$"
BUSINESS_DOCUMENT = r"^[0-9]{3}/[^/]+$"


class Status(StrEnum):
    """状態 of a document, printed everywhere."""

    DRAFT = "案"
    CONSULTATION = "意見照会中"
    DECIDED = "決定"
    PUBLISHED = "公表"
    WITHDRAWN = "廃止"


class Consultation(Value):
    """意見照会 or 意見公募 before an edition was decided (基本方針 3.4.2)."""

    since: date = Field(alias="始期")
    until: date = Field(alias="終期")
    target: Line = Field(alias="対象")
    result: Text | None = Field(None, alias="結果")


class Revision(Value):
    """A row of the 改定履歴."""

    edition: EditionLabel = Field(alias="版")
    day: date | None = Field(None, alias="年月日")
    summary: Text = Field(alias="概要")
    reason: Line | None = Field(None, alias="改定理由")
    """法令改正, BPR提案, 創意工夫提案, 誤り訂正 (基本方針 5.1.2)."""
    source: Line | None = Field(None, alias="根拠")
    """The law, or the number of the proposal, behind the change."""
    in_force: ConformanceDate | None = Field(None, alias="施行日")
    consultation: "Consultation | None" = Field(None, alias="意見照会")
    agreement: Text | None = Field(None, alias="協議")
    """With whom and when, before the decision (法6条3項)."""


class Contents(Value):
    """What a document holds, in the order its author declared. One owner per edge:
    a flow task names functions; a function names forms, items, linkages; a tree leaf names
    functions; a 諸元表 and a linkage name items. Every reverse is computed."""

    chapters: tuple[Chapter, ...] = Field((), alias="本編")
    headings: tuple[Heading, ...] = Field((), alias="見出し")
    forms: tuple[Form, ...] = Field((), alias="帳票")
    data_groups: tuple[DataGroup, ...] = Field((), alias="データグループ")
    code_lists: tuple[CodeList, ...] = Field((), alias="コード一覧")
    linkages: tuple[Linkage, ...] = Field((), alias="連携")
    tree: tuple[TreeNode, ...] = Field((), alias="ツリー図")
    flows: tuple[Flow, ...] = Field((), alias="業務フロー")
    out_of_scope: tuple[OutOfScope, ...] = Field((), alias="標準化対象外")
    terms: tuple[Term, ...] = Field((), alias="用語")
    local_measures: tuple[LocalMeasure, ...] = Field((), alias="独自施策")
    screens: tuple[Screen, ...] = Field((), alias="画面")
    details: tuple[Detail, ...] = Field((), alias="項目詳細")
    alerts: tuple[Alert, ...] = Field((), alias="エラー・アラート")
    characters: tuple[CharacterRequirement, ...] = Field((), alias="文字要件")
    non_functional: tuple[NonFunctional, ...] = Field((), alias="非機能要件")


class DocumentHead(Value):
    """What is printed on the cover of a document."""

    name: Annotated[str, StringConstraints(pattern=FILE_NAME, max_length=30)] = Field(alias="文書")
    """Its short name in commands and addresses: 機能, データ, 連携."""
    title: Line = Field(alias="題名")
    publisher: Line = Field(alias="発行者")
    basis: Line | None = Field(None, alias="根拠法令")
    sub_unit: Line | None = Field(None, alias="サブユニット")
    """サブユニットID of the registry, where the document is about one part of its 業務 (基本方針 5.1.1.2)."""
    edition: EditionLabel = Field(alias="版")
    status: Status = Field(alias="状態")
    day: date | None = Field(None, alias="年月日")
    """Day of decision or publication; None while 案."""
    conformance: by_body(ConformanceDate) | None = Field(None, alias="適合基準日")  # type: ignore[valid-type]
    """Default for the statements that name none."""
    license: Text | None = Field(None, alias="出典・利用条件")
    history: tuple[Revision, ...] = Field(alias="改定履歴", min_length=1)
    paper_number: Line | None = Field(None, alias="資料番号", exclude=True)
    """Its number among the papers of a meeting, printed while it is a draft. As 分冊, it is about the paper
    and not about what stands on it: not in snapshots."""
    volumes: Line | None = Field(None, alias="分冊", exclude=True)
    """How the PDF is divided: a name of templates/typst/volumes.yaml; None: one file."""

    @property
    def edition_label(self) -> str:
        return edition_words(self.edition)

    def conformance_by_body(self) -> dict[str, str]:
        """適合基準日 per 団体区分; the key 全団体 when there is only one, nothing where there is none."""
        found = self.conformance
        return dict(found) if isinstance(found, dict) else {ALL_BODIES: found} if found else {}


class Pin(Value):
    """An edition of another publisher that stands in for a document: a snapshot as hyojun publishes it."""

    file: Annotated[str, StringConstraints(pattern=PINNED_FILE)] = Field(alias="ファイル")
    """Path relative to the folder of the 業務."""
    sha256: FileDigest = Field(alias="SHA-256")
    """Of the bytes of the file with LF: a newer file does not take its place unnoticed."""
    source: Line | None = Field(None, alias="入手先")
    """Where it came from: an address, or words."""


class Document(DocumentHead):
    """A 文書 with its contents."""

    contents: Contents = Field(default_factory=Contents, alias="内容")
    pinned: Pin | None = Field(None, alias="固定", exclude=True)
    """Where it is another publisher's; not in snapshots, which are the same wherever they lie."""


class CommonFunctionUse(Value):
    """使用する共通機能 (基本方針 4.4.1): used, or not used and why."""

    name: Line = Field(alias="共通機能")
    used: Annotated[str, StringConstraints(pattern=r"^(利用|非利用)$")] = Field(alias="利用")
    reason: Text | None = Field(None, alias="理由")


class MechanismUse(Value):
    """One of the cross-cutting mechanisms: used, or not and why (重点計画)."""

    name: Line = Field(alias="仕組み")
    applied: Literal["適用", "非適用"] = Field(alias="適用")
    reason: Text | None = Field(None, alias="理由")


class Duty(Value):
    """A 標準化対象事務 of a 業務, with the provision that makes it one (基本方針 3.1)."""

    name: Line = Field(alias="事務")
    basis: Line | None = Field(None, alias="根拠法令")


class PersonalData(Value):
    """個人情報の取扱い: what it follows, and what it is under the number law (基本方針 4.2)."""

    guideline: Line = Field(alias="指針")
    number_law: Line = Field(alias="番号法上の区分")


class Transition(Value):
    """経過措置: what may stay as it was, and until when (法12条)."""

    scope: Text = Field(alias="対象")
    until: ConformanceDate = Field(alias="終期")
    basis: Line | None = Field(None, alias="根拠法令")


class Combination(Value):
    """Editions that fit together (基本方針 4.4.2): of each document of the 業務, and of what it builds on."""

    name: Line = Field(alias="名称")
    day: date | None = Field(None, alias="年月日")
    """From which day; None: not decided yet."""
    editions: dict[Line, EditionLabel] = Field(alias="文書", min_length=1)
    """Name of a document of this 業務 → its edition."""
    others: dict[Annotated[str, StringConstraints(pattern=BUSINESS_DOCUMENT)], EditionLabel] = Field(
        default_factory=dict, alias="他の業務"
    )
    """業務ID/文書 → its edition."""
    common: dict[Line, Line] = Field(default_factory=dict, alias="共通機能")
    """Name of a specification of 共通機能 → its edition in words."""


class BusinessHead(Value):
    """What a 業務 says of itself, beyond the registry."""

    id: BusinessId = Field(alias="業務ID")
    contact: Line | None = Field(None, alias="問合せ窓口")
    target: Text | None = Field(None, alias="対象団体の想定")
    """For which size and kind of municipality it is written (基本方針 5.1.1.1)."""
    duties: tuple[Duty, ...] = Field((), alias="標準化対象事務")
    bodies: tuple[Line, ...] = Field((), alias="団体区分")
    """団体区分 this 業務 distinguishes, in table order; empty: it distinguishes none."""
    body_notes: tuple[BodyNote, ...] = Field((), alias="団体区分の注記")
    """What is different for a 団体区分 throughout the 業務 (基本方針 5.1.1.1)."""
    common_functions: tuple[CommonFunctionUse, ...] = Field((), alias="共通機能")
    mechanisms: tuple[MechanismUse, ...] = Field((), alias="横断的仕組み")
    non_functional: CitedSpecification | None = Field(None, alias="非機能要件の標準")
    """The common standard of 非機能要件 that holds for this 業務."""
    personal_data: PersonalData | None = Field(None, alias="個人情報の取扱い")
    transitions: tuple[Transition, ...] = Field((), alias="経過措置")
    lane_kinds: dict[Line, LaneKind] = Field(default_factory=dict, alias="担当の種別")
    """Who acts in the lanes and pools of a name, in all its 業務フロー; a lane may also say it itself."""
    notice: Text | None = Field(None, alias="注記")
    """Printed on every page and cover, e.g. 見本（架空）."""
    combinations: tuple[Combination, ...] = Field((), alias="組合せ")
    """Which editions fit together, the oldest first."""
