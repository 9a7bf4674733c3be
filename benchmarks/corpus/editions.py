"""An earlier edition of part of the corpus: known edits, so that a comparison can be held against them."""

import copy
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .flows import Drawing
from .functions import MUST, OPTION
from .sources import Sources
from .words import chance

Plain = dict[str, Any]
EDITED = 0.06
"""Share of statements and items that differ between the two editions."""
_WORDINGS = (("できること。", "できるものとする。"), ("画面に表示", "画面上に表示"), ("記録", "登録"))
"""Words of this edition and of the earlier one; the first that occurs is changed."""


_LENGTHS = {80: 60}
"""桁数 of full-width items in this edition and in the earlier one: all of them, for an item has one shape."""
_DECIDED = {
    "意見照会": {
        "始期": "2025-05-01",
        "終期": "2025-05-31",
        "対象": "全ての市区町村（架空）",
        "結果": "意見は無かった（架空）。",
    },
    "協議": "2025年7月に、内閣総理大臣及び総務大臣と協議した（架空）。",
}


class Edit(NamedTuple):
    """One difference between the editions, told from the earlier to the current one."""

    business: str
    kind: str
    """機能 or データ."""
    id: str
    what: str
    """文言, 実装類型, データ項目, 桁数, 追加 (only in the current edition) or 削除 (only in the earlier)."""
    before: str
    after: str


def earlier(current: Iterable[Sources], seed: int) -> Iterator[tuple[Sources, list[Edit]]]:
    """Every fourth 業務 as its edition before this one was, and what has changed since."""
    for n, own in enumerate(current):
        if n % 4 == 0:
            yield _before(own, seed)


def edits_as_json(edits: Iterable[Edit]) -> str:
    """All edits, for programs that check a comparison."""
    return json.dumps([e._asdict() for e in edits], ensure_ascii=False, indent=1) + "\n"


def _before(own: Sources, seed: int) -> tuple[Sources, list[Edit]]:
    rng = chance(seed, own.share.id, "earlier")
    yaml = copy.deepcopy(own.yaml)
    head = copy.deepcopy(own.head)
    edits: list[Edit] = []
    for document in head["文書"]:
        document["版"] = "1.0"
        document["状態"] = "公表"
        document["年月日"] = "2025-08-29"
        document["改定履歴"] = [document["改定履歴"][0] | _DECIDED]
    named = _named(own)
    needed = {i["データ項目ID"] for i in _items(yaml) if "実装類型" in i}
    gone: dict[str, Plain] = {}
    last = max(int(f["機能ID"][3:]) for _, f in _statements(yaml))
    for heading, f in list(_statements(yaml)):
        if rng.random() >= EDITED:
            continue
        what = rng.choice(["文言", "文言", "実装類型", "追加", "削除"])
        if what == "文言":
            edits += _reworded(own.share.id, f)
        elif what == "実装類型" and f["実装類型"] == OPTION and needed.issuperset(f["データ項目"]):
            f["実装類型"] = MUST
            edits.append(Edit(own.share.id, "機能", f["機能ID"], what, MUST, OPTION))
        elif what == "追加" and f["機能ID"] not in named and (other := _successor(heading, f)):
            edits += _not_yet(own.share.id, heading, f, other)
            gone[f["機能ID"]] = other
        elif what == "削除":
            last += 1
            edits.append(_extra(own.share.id, heading, f, f"{own.share.id}{last:04}", yaml))
    edits += _shorter(own.share.id, yaml)
    _without(yaml, gone)
    extra = {e.id for e in edits if e.what == "削除"}
    leaves = {
        leaf["名称"]: [id for id in leaf.get("機能", ()) if id in extra]
        for leaf in _leaves(yaml["ツリー図.yaml"]["ツリー図"])
    }
    drawings = tuple(_undrawn(d, gone, leaves) for d in own.drawings)
    return own._replace(yaml=yaml, head=head, drawings=drawings), edits


def _statements(yaml: dict[str, Plain]) -> Iterator[tuple[Plain, Plain]]:
    """Every statement with its 中項目."""
    for file in yaml.values():
        for top in file.get("見出し", ()):
            for heading in top["見出し"]:
                for f in heading["機能"]:
                    yield heading, f


def _items(yaml: dict[str, Plain]) -> Iterator[Plain]:
    for file in yaml.values():
        for group in file.get("データグループ", ()):
            yield from group["データ項目"]


def _named(own: Sources) -> set[str]:
    """Statements that other statements, screens, measures or chapters name."""
    texts = [f.get("備考", "") + " ".join(f.get("参照", ())) for _, f in _statements(own.yaml)]
    by_text = re.findall(r"機能([0-9]{7})", "\n".join([*texts, *own.markdown.values()]))
    lists = [
        *own.yaml["項目詳細.yaml"].values(),
        own.yaml["画面.yaml"]["画面"],
        own.yaml["独自施策.yaml"]["独自施策"],
    ]
    rows = [row for them in lists for row in them]
    return {*by_text, *(id for row in rows for id in row.get("機能", ()))}


def _successor(heading: Plain, f: Plain) -> Plain | None:
    """A statement of the same 中項目 and class that can take the items of one that did not exist yet."""
    if f.get("帳票") or f.get("連携") or not f.get("データ項目"):
        return None
    return next((x for x in heading["機能"] if x is not f and x["実装類型"] == f["実装類型"]), None)


def _not_yet(business: str, heading: Plain, f: Plain, other: Plain) -> list[Edit]:
    """A statement that came with this edition; its items belonged to another one before."""
    after = other.get("データ項目", [])
    before = sorted({*after, *f["データ項目"]})
    other["データ項目"] = before
    heading["機能"].remove(f)
    return [
        Edit(business, "機能", f["機能ID"], "追加", "", f["機能名称"]),
        Edit(business, "機能", other["機能ID"], "データ項目", "、".join(before), "、".join(after)),
    ]


def _reworded(business: str, f: Plain) -> list[Edit]:
    after = f["機能要件"]
    for now, then in _WORDINGS:
        if now in after:
            f["機能要件"] = after.replace(now, then)
            return [Edit(business, "機能", f["機能ID"], "文言", f["機能要件"], after)]
    return []


def _extra(business: str, heading: Plain, model: Plain, id: str, yaml: dict[str, Plain]) -> Edit:
    """A statement that is no more: it stood beside the one it is made from, also in the tree."""
    name = f"{heading['題名']}の控えの保存（その{id[3:]}）"
    text = f"{heading['題名']}を処理した内容の控えを保存し、画面に表示できること。"
    plain = {"機能ID": id, "機能名称": name, "実装類型": OPTION, "機能要件": text}
    heading["機能"].append(plain | {"考え方・理由": "条例により保存する団体があるため。"})
    for leaf in _leaves(yaml["ツリー図.yaml"]["ツリー図"]):
        if model["機能ID"] in leaf.get("機能", ()):
            leaf["機能"].append(id)
    return Edit(business, "機能", id, "削除", name, "")


def _shorter(business: str, yaml: dict[str, Plain]) -> list[Edit]:
    """Some items were shorter before, though longer than any form prints."""
    found = []
    for item in _items(yaml):
        after = item.get("桁数")
        if item["データ型"] == "Ｎ" and after in _LENGTHS:
            item["桁数"] = _LENGTHS[after]
            edit = Edit(business, "データ", item["データ項目ID"], "桁数", str(item["桁数"]), str(after))
            found.append(edit)
    return found


def _leaves(nodes: list[Plain]) -> Iterator[Plain]:
    for node in nodes:
        yield node
        yield from _leaves(node.get("下位", []))


def _without(yaml: dict[str, Plain], gone: dict[str, Plain]) -> None:
    """Take statements that did not exist yet out of the tree; 標準仕様書関連箇所 names their successors."""
    for leaf in _leaves(yaml["ツリー図.yaml"]["ツリー図"]):
        if "機能" in leaf:
            leaf["機能"] = [id for id in leaf["機能"] if id not in gone]
    for node in _leaves(yaml["ツリー図.yaml"]["ツリー図"]):
        if "下位" in node:
            node["下位"] = [x for x in node["下位"] if x.get("機能") != []]
    for item in _items(yaml):
        lines = []
        for line in item["標準仕様書関連箇所"].split("\n"):
            while line[:7] in gone:
                line = gone[line[:7]]["機能ID"] + gone[line[:7]]["機能名称"]
            lines.append(line)
        item["標準仕様書関連箇所"] = "\n".join(dict.fromkeys(lines))


def _undrawn(drawing: Drawing, gone: dict[str, Plain], leaves: dict[str, list[str]]) -> Drawing:
    """The drawing with the functions that its 末端 had; a task without any left is passed over."""
    nodes, passed = [], set()
    for node in drawing.nodes:
        kept = [id for id in node.functions if id not in gone]
        kept += [id for id in leaves.get(node.name, ()) if node.functions]
        if node.functions and not kept:
            passed.add(node.id)
        else:
            nodes.append(node._replace(functions=tuple(kept)))
    arrows = []
    after = {a.source: a.target for a in drawing.arrows}
    for arrow in drawing.arrows:
        target = arrow.target
        while target in passed:
            target = after[target]
        if arrow.source not in passed:
            arrows.append(arrow._replace(target=target))
    return drawing._replace(nodes=tuple(nodes), arrows=tuple(arrows))
