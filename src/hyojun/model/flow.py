"""業務フロー as read from BPMN: who does what in which lane with which function (基本方針 5.1.1.1)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from .ids import FunctionId
from .value import Key, Line, Sha256, Text, Value


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


class Lane(Value):
    """A lane or a pool without lanes: who acts."""

    id: Line = Field(alias="要素ID")
    name: Line = Field(alias="名称")
    pool: Line | None = Field(None, alias="プール")


class Task(Value):
    """A task in document order."""

    id: Line = Field(alias="要素ID")
    name: Line = Field(alias="名称")
    kind: TaskKind = Field(alias="種類")
    lane: Line | None = Field(None, alias="レーン")
    """要素ID of the lane it sits in."""
    functions: tuple[FunctionId, ...] = Field((), alias="機能ID")
    text: Text | None = Field(None, alias="説明")
    """Documentation without the 機能ID line."""


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
    sha256: Sha256 = Field(alias="sha256")
    """Digest of the BPMN file."""
