"""ツリー図 and 標準化対象外 as plain dicts."""

from typing import Any, NamedTuple

from .functions import FORBIDDEN, RECORDING
from .plan import Share
from .topics import Topic
from .words import words

Plain = dict[str, Any]


class Leaf(NamedTuple):
    """A 末端 of the tree; a task of a flow carries the same name."""

    key: str
    name: str
    functions: tuple[str, ...]
    """In the tree: all of them."""
    possible: tuple[str, ...]
    """In a flow: without 実装不可."""
    procedure: int


def leaves(heading: Plain) -> list[Leaf]:
    """Two 末端 of each 中項目: what is recorded, and what is shown or handed out."""
    suffixes = {w["名"]: kind for kind, w in words()["動作"].items()}
    found = []
    for n, below in enumerate(heading["見出し"]):
        for recording, key, doing in ((True, "kiroku", "の内容を記録する"), (False, "hyoji", "の結果を扱う")):
            own = [
                f
                for f in below["機能"]
                if (suffixes[f["機能名称"].removeprefix(below["題名"])] in RECORDING) is recording
            ]
            possible = tuple(f["機能ID"] for f in own if f["実装類型"] != FORBIDDEN)
            if own:
                ids = tuple(f["機能ID"] for f in own)
                found.append(Leaf(f"{below['キー']}-{key}", below["題名"] + doing, ids, possible, n))
    return found


def tree(share: Share, topics: tuple[Topic, ...], all_leaves: list[list[Leaf]]) -> list[Plain]:
    """業務, 主題, 段階, 末端; at the end what lies outside."""
    subjects: dict[str, list[Plain]] = {}
    for topic, own in zip(topics, all_leaves, strict=True):
        below = [{"キー": x.key, "名称": x.name, "区分": "対象", "機能": list(x.functions)} for x in own]
        node = {"キー": f"{topic.key}-jimu", "名称": f"{topic.stage}に関する事務", "下位": below}
        subjects.setdefault(topic.subject, []).append(node)
    outside = [{"名称": name, "区分": "対象外", "対象外の理由": who} for name, _, who in words()["対象外"]]
    children = [{"名称": f"{subject}の事務", "下位": below} for subject, below in subjects.items()]
    return [
        {
            "キー": "jimu-zentai",
            "名称": f"{share.name}の事務",
            "下位": [*children, {"名称": "その他", "下位": outside}],
        }
    ]


def out_of_scope(share: Share) -> list[Plain]:
    return [
        {
            "名称": name,
            "理由": reason,
            "取扱い": f"市区町村が別のシステムで行う場合は、{share.system}と疎結合とする。",
        }
        for name, reason, _ in words()["対象外"]
    ]
