"""業務フロー as read from BPMN: who does what in which lane with which function (基本方針 5.1.1.1)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field, StringConstraints

from .ids import FunctionId
from .value import Key, Line, Origin, Sha256, Text, Value


class TaskKind(StrEnum):
    """Work by people is told from work by systems (人が行う作業とシステムが行う作業の仕分け)."""

    USER = "userTask"
    MANUAL = "manualTask"
    SERVICE = "serviceTask"
    SEND = "sendTask"
    RECEIVE = "receiveTask"
    SCRIPT = "scriptTask"
    RULE = "businessRuleTask"
    CALL = "callActivity"
    SUBPROCESS = "subProcess"
    PLAIN = "task"


TASK_WORDS = {
    TaskKind.USER: "人（システムを操作）",
    TaskKind.MANUAL: "人（手作業）",
    TaskKind.SERVICE: "システム",
    TaskKind.SEND: "システム（送信）",
    TaskKind.RECEIVE: "システム（受信）",
    TaskKind.SCRIPT: "システム（自動処理）",
    TaskKind.RULE: "システム（判定）",
    TaskKind.CALL: "他のフロー",
    TaskKind.SUBPROCESS: "まとまった作業",
    TaskKind.PLAIN: "区分なし",
}

HUMAN_WORK = (TaskKind.USER, TaskKind.MANUAL)
SYSTEM_WORK = (TaskKind.SERVICE, TaskKind.SEND, TaskKind.RECEIVE, TaskKind.SCRIPT, TaskKind.RULE)


class LaneKind(StrEnum):
    """Who acts in a lane."""

    RESIDENT = "住民等"
    STAFF = "職員"
    BODY = "他機関"
    OWN = "自業務のシステム"
    STANDARD = "他業務の標準準拠システム"
    COMMON = "共通機能"
    LOCAL = "独自施策システム等"
    EXTERNAL = "外部システム"


PEOPLE = (LaneKind.RESIDENT, LaneKind.STAFF, LaneKind.BODY)
"""Lanes of people; the others are systems."""


class Lane(Value):
    """A lane or a pool without lanes: who acts."""

    id: Line = Field(alias="要素ID")
    name: Line = Field(alias="名称")
    pool: Line | None = Field(None, alias="プール")
    kind: LaneKind | None = Field(None, alias="種別")
    """From the line `種別: 職員` of its documentation, else from 担当 of the 業務; None: nobody says."""
    within: Line | None = Field(None, alias="上位のレーン")
    """要素ID of the lane around it."""


class Task(Value):
    """A task in document order."""

    id: Line = Field(alias="要素ID")
    name: Line = Field(alias="名称")
    kind: TaskKind = Field(alias="種類")
    marks: tuple[Line, ...] = Field((), alias="印")
    """What the notation draws into the box beside the kind: 並行の繰返し, 補償, トランザクション, …"""
    lane: Line | None = Field(None, alias="レーン")
    """要素ID of the lane it sits in."""
    functions: tuple[FunctionId, ...] = Field((), alias="機能ID")
    support: bool = Field(False, alias="支援")
    """The functions support work of people: the line reads `機能ID（支援）: 0020011` (R24)."""
    key: Key | None = Field(None, alias="手順キー")
    """Permanent key of the step, from the line `手順キー: kakunin`; it survives redrawing. None: 要素ID serves."""
    within: Line | None = Field(None, alias="上位の作業")
    """要素ID of the sub-process around it."""
    leads_to: tuple[Line, ...] = Field((), alias="次のフロー")
    """Flows it goes on in: `key`, or `業務ID/key` of another 業務; from the line `次のフロー: key`."""
    inputs: tuple[Line, ...] = Field((), alias="入力")
    """要素ID of data it reads (data associations)."""
    outputs: tuple[Line, ...] = Field((), alias="出力")
    text: Text | None = Field(None, alias="説明")
    """Documentation without these lines."""

    @property
    def step(self) -> str:
        """What prose calls the step by: its key, or the ID of its element."""
        return self.key or self.id


class FlowNode(Value):
    """What stands in a flow beside tasks: events, gateways, data, annotations, groups."""

    id: Line = Field(alias="要素ID")
    kind: Line = Field(alias="種類")
    """Tag of BPMN: startEvent, exclusiveGateway, dataStoreReference, …"""
    trigger: tuple[Line, ...] = Field((), alias="契機")
    """Event definitions: message, timer, …"""
    marks: tuple[Line, ...] = Field((), alias="印")
    """中断しない for events that let the task go on; 全ての契機; 複数 for collections of data."""
    name: Text | None = Field(None, alias="名称")
    lane: Line | None = Field(None, alias="レーン")
    attached_to: Line | None = Field(None, alias="付く作業")
    """要素ID of the task a boundary event sits on."""
    within: Line | None = Field(None, alias="上位の作業")
    leads_to: tuple[Line, ...] = Field((), alias="次のフロー")
    """As of a task; for link and end events."""
    text: Text | None = Field(None, alias="説明")


class Connection(Value):
    """An arrow or a dotted line: from one element to another."""

    id: Line = Field(alias="要素ID")
    kind: Literal["順序", "メッセージ", "関連", "データ"] = Field(alias="種類")
    source: Line = Field(alias="元")
    target: Line = Field(alias="先")
    name: Text | None = Field(None, alias="名称")
    """Label: the condition of a branch."""
    default: bool = Field(False, alias="既定")


class FaultKind(StrEnum):
    """What can be wrong with a BPMN file beside what the model holds."""

    NO_DIAGRAM = "図が無い"
    NOT_DRAWN = "描かれていない"
    NOWHERE = "参照先が無い"
    SAME_ID = "IDが重なる"
    SAME_ARROW = "線が重なる"
    ACROSS_POOLS = "プールを越える順序"
    ACROSS_EDGE = "まとまった作業の境を越える順序"
    WITHIN_POOL = "プールの中のメッセージ"
    NO_LANE = "レーンに無い"
    TWO_LANES = "複数のレーンにある"
    OUTSIDE_LANE = "レーンの外に描かれている"
    OVERLAP = "図形が重なる"


class Fault(NamedTuple):
    """Something wrong with an element of a BPMN file."""

    kind: FaultKind
    origin: Origin
    name: str
    """Name of the element, or its ID where it has none."""
    other: str = ""
    """The second element, or the ID that leads nowhere."""


class FlowFile(Value):
    """How a 業務 names one of its flows."""

    key: Key = Field(alias="キー")
    title: Line = Field(alias="題名")
    file: Annotated[str, StringConstraints(pattern=r"^[^\\/]+\.bpmn$")] = Field(alias="ファイル")
    """File name in `bpmn/<業務ID>/`."""
    text: Text | None = Field(None, alias="説明")


class Flow(Value):
    """A 業務フロー: key, title, and what the BPMN file holds."""

    key: Key = Field(alias="キー")
    title: Line = Field(alias="題名")
    file: Line = Field(alias="ファイル")
    text: Text | None = Field(None, alias="説明")
    lanes: tuple[Lane, ...] = Field((), alias="レーン")
    tasks: tuple[Task, ...] = Field((), alias="作業")
    nodes: tuple[FlowNode, ...] = Field((), alias="その他の要素")
    connections: tuple[Connection, ...] = Field((), alias="接続")
    sha256: Sha256 = Field(alias="sha256")
    """Digest of the BPMN file."""

    faults: ClassVar[tuple[Fault, ...]] = ()
    """What is wrong with the file; like `origin` it follows from the source alone and is no field."""

    def with_faults(self, faults: tuple[Fault, ...]) -> "Flow":
        """This flow, knowing what is wrong with its file. Called once, by the reader."""
        object.__setattr__(self, "faults", faults)
        return self
