"""業務フロー: what each shows as plain data; `bpmn` draws it."""

from typing import Any, NamedTuple

from .plan import Share, even
from .topics import Topic
from .trees import Leaf
from .words import words

Plain = dict[str, Any]


class Node(NamedTuple):
    """A box of a flow in its lane (from 0) and column (from 0)."""

    id: str
    tag: str
    name: str
    lane: int
    column: int
    functions: tuple[str, ...] = ()
    text: str = ""


class Arrow(NamedTuple):
    """A sequence flow between two boxes."""

    source: str
    target: str
    name: str = ""


class Drawing(NamedTuple):
    """A flow: its row in 業務フロー.yaml, lanes, boxes, arrows."""

    declared: Plain
    lanes: tuple[str, ...]
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def drawings(share: Share, topic: Topic, leaves: list[Leaf]) -> list[Drawing]:
    """The flows of a 大項目: its 末端 in order, divided among them."""
    found = []
    start = 0
    for n, many in enumerate(even(len(leaves), topic.flows), 1):
        own = leaves[start : start + many]
        start += many
        key = f"{topic.key}-{n}"
        declared = {
            "キー": f"flow-{key}",
            "題名": f"{topic.title}の流れ（その{n}）",
            "ファイル": f"{key}.bpmn",
            "説明": f"{topic.subject}の{topic.stage}に係る作業の流れを示す。\n処理の要件は、見出し{topic.key}による。",
        }
        found.append(drawing(share, topic, declared, own))
    return found


def drawing(share: Share, topic: Topic, declared: Plain, leaves: list[Leaf]) -> Drawing:
    """Residents begin, staff check, the system does one 末端 after another, staff check between 中項目."""
    told = words()["段階"][topic.stage]["作業"]
    nodes = [
        Node("StartEvent_1", "startEvent", told["始"], 0, 0),
        Node("Activity_shinsei", "manualTask", told["始"], 0, 1, text="代理人が行う場合を含む。"),
        Node("Activity_kakunin", "userTask", told["人"], 1, 2),
        Node("Gateway_fubi", "exclusiveGateway", "不備があるか", 1, 3),
        Node("Activity_hosei", "userTask", "補正を求める", 1, 4),
    ]
    arrows = [
        Arrow("StartEvent_1", "Activity_shinsei"),
        Arrow("Activity_shinsei", "Activity_kakunin"),
        Arrow("Activity_kakunin", "Gateway_fubi"),
        Arrow("Gateway_fubi", "Activity_hosei", "はい"),
        Arrow("Activity_hosei", "Activity_shinsei"),
    ]
    before, label, column = "Gateway_fubi", "いいえ", 4
    for n, leaf in enumerate(leaves, 1):
        column += 1
        if n > 1 and leaf.procedure != leaves[n - 2].procedure:
            person = Node(f"Activity_kekka{n}", "userTask", "処理の結果を確かめる", 1, column)
            nodes.append(person)
            arrows.append(Arrow(before, person.id))
            before, column = person.id, column + 1
        text = "処理できなかったときは、理由を職員に示す。" if n % 3 == 0 else ""
        nodes.append(Node(f"Activity_{n:02}", "serviceTask", leaf.name, 2, column, leaf.possible, text))
        arrows.append(Arrow(before, nodes[-1].id, label))
        before, label = nodes[-1].id, ""
    nodes.append(Node("Event_end", "endEvent", told["終"], 2, column + 1))
    arrows.append(Arrow(before, "Event_end"))
    return Drawing(declared, ("住民等", "職員", share.system), tuple(nodes), tuple(arrows))
