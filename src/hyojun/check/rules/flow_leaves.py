"""業務フロー and ツリー図: the tasks of the own system are the leaves of the tree (標準仕様(3))."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from hyojun.model import SYSTEM_WORK, Business, Flow, LaneKind, Severity, Task, TreeNode, squeezed

from ..flow_graph import is_forbidden, kind_of, lanes_by_id, outside_work, step
from ..rule import Draft, Scope, at, rule


@rule(
    "FL09",
    "ツリー図の末端と業務フローの作業が対応する",
    Severity.WARNING,
    Scope.BUSINESS,
    "R7（標準仕様(3)）",
    whole=True,
)
def leaf_is_task(business: Business) -> Iterator[Draft]:
    """ツリー図の対象の末端と、業務フローにある自業務のシステムの作業は、名称（又はキー）で対応する。

    ツリー図の最も下の階層は、業務フローの作業に合わせる。対応しない末端と作業は、どちらかが書き漏らしである。
    同じ名称の作業は、いくつの業務フローにあってもよい。対応した作業の機能IDは、その末端の機能に含まれる。

    悪い例: 末端「登録資格を判定する」があり、業務フローには「資格を判断する」がある
    良い例: どちらも「登録資格を判定する」
    直し方: 名称を揃えるか、足りない末端又は作業を足す。名称を変えられないときは、作業の「手順キー」を末端のキーにする。
    """
    if not business.tree or not business.flows:
        return
    leaves = [  # TR01 tells of those that are not decided
        n for top in business.tree for n in top.walk() if n.scope != "対象外" and not n.children
    ]
    outside = outside_work(business.tree)
    by_name: dict[str, list[TreeNode]] = defaultdict(list)
    for leaf in leaves:
        by_name[squeezed(leaf.name)].append(leaf)
        if leaf.key:
            by_name[leaf.key].append(leaf)
    found: set[int] = set()
    for flow in business.flows:
        lanes = lanes_by_id(flow)
        for task in flow.tasks:
            if squeezed(task.name) in outside:  # FL06 tells where it belongs
                continue
            met = by_name.get(squeezed(task.name)) or (by_name.get(task.key) if task.key else None) or ()
            found.update(map(id, met))
            if kind_of(task, lanes) is LaneKind.OWN and task.kind in SYSTEM_WORK:
                yield from _apart(business, flow, task, met)
    for leaf in leaves:
        if leaf.scope and id(leaf) not in found:
            yield Draft(
                f"末端「{leaf.name}」に対応する作業が業務フローにありません。同じ名称の作業を描いてください。",
                at(leaf, "名称"),
                f"ツリー「{leaf.name}」",
            )


def _apart(business: Business, flow: Flow, task: Task, met: Sequence[TreeNode]) -> Iterator[Draft]:
    """What sets a task of the own system apart from the tree."""
    if not met:
        yield Draft(
            f"作業「{task.name}」に対応する末端がツリー図にありません。同じ名称の対象の末端を足してください。",
            at(task),
            step(flow, task),
        )
        return
    known = {id for leaf in met for id in leaf.functions}
    more = [id for id in task.functions if id not in known]
    if more:  # LK01, TR02 and FL05 tell of those that are nowhere, in no leaf, or may not be
        placed = {id for top in business.tree for node in top.walk() for id in node.functions}
        placed.difference_update(f.id for f in business.functions if is_forbidden(f))
        more = [id for id in more if id in placed]
    if more:
        yield Draft(
            f"作業「{task.name}」の機能ID（{'、'.join(more)}）が、対応するツリー図の末端にありません。"
            "末端か作業のどちらかに合わせてください。",
            at(task),
            step(flow, task),
        )
