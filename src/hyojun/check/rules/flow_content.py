"""業務フロー: who does what, and with which function (基本方針 3.1, 5.1.1.1)."""

import re
from collections.abc import Iterator

from hyojun.model import (
    HUMAN_WORK,
    OUTSIDE_SPELLINGS,
    SYSTEM_WORK,
    Business,
    Flow,
    LaneKind,
    Severity,
    TaskKind,
    squeezed,
)

from ..flow_graph import is_forbidden, kind_of, lanes_by_id, outside_work, step
from ..rule import Draft, Scope, at, rule

_OTHER_SYSTEMS = (LaneKind.STANDARD, LaneKind.COMMON, LaneKind.LOCAL, LaneKind.EXTERNAL)


@rule(
    "FL01",
    "作業は人が行うかシステムが行うかに分かれる",
    Severity.ERROR,
    Scope.ENTITY,
    "R22（基本方針 5.1.1.1）",
    draft=Severity.WARNING,
)
def task_is_typed(flow: Flow) -> Iterator[Draft]:
    """業務フローの作業は、人が行う作業（ユーザータスク、手作業）か、システムが行う作業（サービスタスクなど）かに分ける。

    どの作業をシステムの機能として定めるのかは、この仕分けから決まる。仕分けの無い作業からは決まらない。

    悪い例: 種類を選ばずに置いた作業（`bpmn:task`）
    良い例: 職員が画面に入力する作業は `bpmn:userTask`、システムが行う作業は `bpmn:serviceTask`
    直し方: モデリングツールで作業の種類を変える（Camunda Modeler では、作業を選んでスパナの印を押す）。
    """
    for task in flow.tasks:
        if task.kind is TaskKind.PLAIN:
            yield Draft(
                f"作業「{task.name}」が人の作業かシステムの作業かに分かれていません。"
                "人ならユーザータスク又は手作業、システムならサービスタスクに変えてください。",
                at(task),
                step(flow, task),
            )


@rule(
    "FL02",
    "自業務のシステムの作業に機能IDがある",
    Severity.ERROR,
    Scope.BUSINESS,
    "R23（基本方針 5.1.1.1）",
    draft=Severity.WARNING,
)
def system_task_has_function(business: Business) -> Iterator[Draft]:
    """自業務のシステムのレーンにあるシステムの作業には、その業務の機能IDを1つ以上書く。

    機能IDの無いシステムの作業は、誰も作らない作業になる。機能IDのあるなしは、レーンの種別（自業務のシステム）で
    決まる。ほかのシステムの作業には要らない。書いたIDが無いときは LK01 が知らせる。

    悪い例: レーン「印鑑登録システム」の「登録資格を判定する」に機能IDが無い
    良い例: 作業の説明に `機能ID: 0020004`
    直し方: 作業の説明に「機能ID: 」の行を足す。機能が無ければ、機能要件に定める。
    """
    own = business.id
    for flow in business.flows:
        lanes = lanes_by_id(flow)
        for task in flow.tasks:
            if task.kind not in SYSTEM_WORK or kind_of(task, lanes) is not LaneKind.OWN:
                continue
            if not task.functions:
                message = (
                    f"自業務のシステムの作業「{task.name}」に機能IDがありません。"
                    "説明に「機能ID: 」の行を足してください。"
                )
                yield Draft(message, at(task), step(flow, task))
            elif all(id[:3] != own for id in task.functions):
                message = (
                    f"自業務のシステムの作業「{task.name}」の機能ID（{'、'.join(task.functions)}）は、"
                    f"ほかの業務のものだけです。業務 {own} の機能IDを書いてください。"
                )
                yield Draft(message, at(task), step(flow, task))


@rule(
    "FL03",
    "人の作業の機能IDは支援として書く",
    Severity.ERROR,
    Scope.ENTITY,
    "R24（基本方針 5.1.1.1）",
    draft=Severity.WARNING,
)
def human_task_is_supported(flow: Flow) -> Iterator[Draft]:
    """人が行う作業に機能IDを書くときは、システムが支えるだけであることを「機能ID（支援）」と示す。

    人の作業に機能IDだけがあると、人が行うのかシステムが行うのかが分からない。

    悪い例: 職員の作業「印影を読み取る」の説明に `機能ID: 0020005`
    良い例: `機能ID（支援）: 0020005`、又はシステムのレーンに作業を分けて `機能ID: 0020005`
    直し方: 支えるだけなら「機能ID（支援）」と書き、システムが行うならシステムの作業に分ける。
    """
    for task in flow.tasks:
        if not task.functions:
            continue
        ids = "、".join(task.functions)
        if task.kind in HUMAN_WORK and not task.support:
            yield Draft(
                f"人の作業「{task.name}」に機能ID（{ids}）があります。"
                "支えるだけなら「機能ID（支援）」と書き、システムが行うならシステムの作業に分けてください。",
                at(task),
                step(flow, task),
            )
        elif task.kind in SYSTEM_WORK and task.support:
            yield Draft(
                f"システムの作業「{task.name}」の機能ID（{ids}）に「（支援）」があります。"
                "システムが行う作業では「機能ID」と書いてください。",
                at(task),
                step(flow, task),
            )


@rule(
    "FL04",
    "機能が業務フローで使われる",
    Severity.WARNING,
    Scope.BUSINESS,
    "R25（基本方針 2.2(1)・5.1.1.1）",
    whole=True,
)
def function_is_used(business: Business) -> Iterator[Draft]:
    """実装必須と標準オプションの機能は、いずれかの業務フローの作業が使う。

    機能要件は業務フローから導く。どの作業でも使わない機能は、何のための機能かを確かめられない。

    悪い例: どの作業の機能IDにも無い実装必須の機能
    良い例: 「印影の大きさを確認する」の説明に `機能ID: 0020005`
    直し方: 使う作業の説明に機能IDを足す。使う作業が無ければ、業務フローか機能を見直す。
    """
    if not business.flows:
        return
    used = {id for flow in business.flows for task in flow.tasks for id in task.functions}
    for function in business.functions:
        stray = function.id[:3] != business.id  # ID02 tells of these
        if function.id in used or stray or is_forbidden(function):
            continue
        yield Draft(
            f"機能{function.id}「{function.name}」を使う作業が業務フローにありません。"
            "使う作業の説明に機能IDを足してください。",
            at(function, "機能ID"),
            f"機能{function.id}",
        )


@rule("FL05", "実装不可の機能を作業で使わない", Severity.ERROR, Scope.BUSINESS, "R26（基本方針 5.1.1.1(3)）")
def forbidden_function_is_unused(business: Business) -> Iterator[Draft]:
    """実装不可の機能を、業務フローの作業の機能IDに書かない。

    あってはならない機能で進む業務フローは、成り立たない。団体区分の一部だけで実装不可の機能は、ほかの団体では
    使うので、書いてよい。

    悪い例: 全ての団体で実装不可の機能0020019を `機能ID: 0020019` と書く
    良い例: 代わりに使う機能のIDを書く
    直し方: 作業から機能IDを消すか、実装類型を見直す。
    """
    forbidden = {f.id: f.name for f in business.functions if is_forbidden(f)}
    if not forbidden:
        return
    for flow in business.flows:
        for task in flow.tasks:
            for id in task.functions:
                if id in forbidden:
                    yield Draft(
                        f"作業「{task.name}」の機能{id}「{forbidden[id]}」は実装不可です。"
                        "作業から消すか、実装類型を見直してください。",
                        at(task),
                        step(flow, task),
                    )


@rule(
    "FL06",
    "ほかのシステムの作業は、そのシステムのレーンにある",
    Severity.ERROR,
    Scope.BUSINESS,
    "R5・R28（基本方針 3.1(1)）",
    draft=Severity.WARNING,
)
def outside_work_is_in_its_lane(business: Business) -> Iterator[Draft]:
    """外部システムなどが行う作業は、そのシステムのレーンに置き、自業務の機能IDを書かない。

    自業務のシステムのレーンにあると、標準化の対象と読まれる。ツリー図で対象外とした事務の名称の作業、名称が
    「財務会計システムが…」のように始まる作業、ほかのシステムのレーンで自業務の機能IDを持つ作業を調べる。

    悪い例: レーン「印鑑登録システム」に「手数料を収納する」（ツリー図では対象外、財務会計システム）
    良い例: レーン「財務会計システム」（種別: 外部システム）に「手数料を収納する」
    直し方: 作業をそのシステムのレーンに移し、自業務の機能は自業務のシステムの作業に分ける。
    """
    outside = outside_work(business.tree)
    begins = _begins_with(_systems_beside(business))
    for flow in business.flows:
        lanes = lanes_by_id(flow)
        for task in flow.tasks:
            lane = lanes.get(task.lane or "")
            kind = lane.kind if lane else None
            if lane is None or kind is None:
                continue
            message = ""
            if kind in _OTHER_SYSTEMS:
                own = [id for id in task.functions if id[:3] == business.id]
                if own:
                    message = (
                        f"レーン「{lane.name}」（{kind}）の作業「{task.name}」に、自業務の機能ID（{'、'.join(own)}）が"
                        "あります。機能IDを消すか、自業務のシステムのレーンの作業に分けてください。"
                    )
            elif kind is LaneKind.OWN and (leaf := outside.get(squeezed(task.name))):
                file = f"、{leaf.origin.file}" if leaf.origin else ""
                message = (
                    f"作業「{task.name}」は、ツリー図では対象外（{leaf.outside}{file}）ですが、自業務のシステムの"
                    f"レーン「{lane.name}」にあります。行う者のレーンに移してください。"
                )
            elif kind is LaneKind.OWN and (match := begins.match(task.name) if begins else None):
                message = (
                    f"「{match[1]}」が行う作業「{task.name}」が、自業務のシステムのレーン「{lane.name}」にあります。"
                    "そのシステムのレーンに移してください。"
                )
            if message:
                yield Draft(message, at(task), step(flow, task))


def _systems_beside(business: Business) -> set[str]:
    """Names of systems other than that of the 業務: in its tree, its lanes, its 連携."""
    names = {n.outside for top in business.tree for n in top.walk() if n.outside}
    names |= {lane.name for f in business.flows for lane in f.lanes if lane.kind in _OTHER_SYSTEMS}
    names |= {linkage.partner.name for linkage in business.linkages if linkage.partner.name}
    own = {lane.name for f in business.flows for lane in f.lanes if lane.kind is LaneKind.OWN}
    return {n for n in names if n} - own - {business.registered.system, *OUTSIDE_SPELLINGS}


def _begins_with(names: set[str]) -> re.Pattern[str] | None:
    """A name of a system as the one who does the work."""
    if not names:
        return None
    longest_first = sorted(names, key=lambda n: (-len(n), n))
    return re.compile(rf"({'|'.join(map(re.escape, longest_first))})(?:側)?(?:が|は|において|で(?!き))")
