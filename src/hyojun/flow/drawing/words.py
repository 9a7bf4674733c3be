"""What elements of the notation are called, for the titles of a drawing."""

from collections import Counter
from collections.abc import Iterable

from .scene import Scene

KINDS = {
    "participant": "プール",
    "lane": "レーン",
    "task": "作業",
    "userTask": "人がシステムを操作する作業",
    "manualTask": "人の手作業",
    "serviceTask": "システムの作業",
    "sendTask": "送信",
    "receiveTask": "受信",
    "scriptTask": "システムの自動処理",
    "businessRuleTask": "システムの判定",
    "callActivity": "他のフローの呼び出し",
    "subProcess": "まとまった作業",
    "transaction": "トランザクション",
    "adHocSubProcess": "順序を決めない作業",
    "startEvent": "開始",
    "endEvent": "終了",
    "intermediateCatchEvent": "途中で待つイベント",
    "intermediateThrowEvent": "途中で起こすイベント",
    "boundaryEvent": "作業の途中で受けるイベント",
    "exclusiveGateway": "分岐（どれか1つ）",
    "inclusiveGateway": "分岐（1つ以上）",
    "parallelGateway": "分岐（全て並行）",
    "complexGateway": "分岐（複雑な条件）",
    "eventBasedGateway": "分岐（先に起きた方）",
    "dataObjectReference": "書類・データ",
    "dataObject": "書類・データ",
    "dataInput": "入力データ",
    "dataOutput": "出力データ",
    "dataStoreReference": "データの保管先",
    "dataStore": "データの保管先",
    "textAnnotation": "注釈",
    "group": "グループ",
    "message": "メッセージ",
    "sequenceFlow": "順序",
    "messageFlow": "メッセージの流れ",
    "association": "関連",
    "dataInputAssociation": "データの入力",
    "dataOutputAssociation": "データの出力",
    "conversation": "会話",
    "subConversation": "会話（まとまり）",
    "callConversation": "会話（呼び出し）",
    "conversationLink": "会話の参加",
    "choreographyTask": "やりとり",
    "subChoreography": "やりとり（まとまり）",
    "callChoreography": "やりとり（呼び出し）",
}
TRIGGERS = {
    "message": "メッセージ",
    "timer": "時間",
    "error": "エラー",
    "escalation": "引き上げ",
    "cancel": "取消し",
    "compensate": "補償",
    "conditional": "条件",
    "link": "つなぎ",
    "signal": "合図",
    "terminate": "全て終了",
}


def described(name: str, kind: str, triggers: Iterable[str] = ()) -> str:
    """The title of an element: its name and what it is."""
    what = "・".join((KINDS.get(kind, kind), *(TRIGGERS.get(t, t) for t in triggers)))
    return f"{name}（{what}）" if name else what


def summary(scene: Scene) -> str:
    """The description of a drawing: who acts, and how much of what there is."""
    actors = [
        s.element.name
        for s in scene.plane.shapes
        if s.element.tag in ("participant", "lane") and s.element.name and not s.band
    ][:40]
    counts = Counter(_sort(s.element.tag) for s in scene.plane.shapes)
    told = [f"{word} {counts[word]}" for word in ("作業", "分岐", "開始", "終了") if counts[word]]
    parts = [
        f"担当: {'、'.join(dict.fromkeys(actors))}。" if actors else "",
        f"{'、'.join(told)}。" if told else "",
    ]
    return "".join(parts) or "BPMNの図。"


def _sort(tag: str) -> str:
    if tag.endswith("Gateway"):
        return "分岐"
    if tag.endswith(("Task", "task", "Activity", "Process")) or tag == "transaction":
        return "作業"
    return KINDS.get(tag, tag)
