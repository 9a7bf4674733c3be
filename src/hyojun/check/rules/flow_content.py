"""業務フロー: who does what, and with which function (基本方針 3.1, 5.1.1.1)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from hyojun.model import (
    HUMAN_WORK,
    OUTSIDE_SPELLINGS,
    PEOPLE,
    SYSTEM_WORK,
    TASK_WORDS,
    Business,
    Flow,
    Function,
    Guide,
    ImplementationClass,
    Kind,
    LaneKind,
    PartnerKind,
    Severity,
    Task,
    TaskKind,
    TreeNode,
    squeezed,
)

from ..flow_graph import elements, in_file, kind_of, lanes_by_id
from ..rule import Draft, Scope, at, rule

_OTHER_SYSTEMS = (LaneKind.STANDARD, LaneKind.COMMON, LaneKind.LOCAL, LaneKind.EXTERNAL)


def step(flow: Flow, task: Task) -> str:
    """What a finding calls a task."""
    return f"手順{flow.key}/{task.step}"


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
        if function.id in used or _is_forbidden(function):
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
    forbidden = {f.id: f.name for f in business.functions if _is_forbidden(f)}
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


def _is_forbidden(function: Function) -> bool:
    return all(c is ImplementationClass.FORBIDDEN for c in function.classes_by_body().values())


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
    outside = _outside_work(business.tree)
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


def _outside_work(tree: tuple[TreeNode, ...]) -> Mapping[str, TreeNode]:
    """末端 outside the standard by name."""
    nodes = (node for top in tree for node in top.walk())
    return {squeezed(n.name): n for n in nodes if n.scope == "対象外" and n.outside and not n.children}


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


@rule(
    "FL07",
    "レーンに担当の種別がある",
    Severity.WARNING,
    Scope.BUSINESS,
    "R22・R23・R28（基本方針 5.1.1.1）",
    draft=Severity.WARNING,
)
def lane_has_kind(business: Business, guide: Guide) -> Iterator[Draft]:
    """業務フローのレーン（レーンの無いプールはプール）には、担当の種別を書く。

    住民、職員、自業務のシステム、外部システムのどれが行うのかは、レーンの名称からは決められない。種別が無い
    レーンの作業は、機能IDの要否も確かめられない。

    悪い例: 種別のどこにも無いレーン「証明書交付センター」
    良い例: レーンの説明に `種別: 外部システム`、又は 業務.yaml に `担当の種別: {証明書交付センター: 外部システム}`
    直し方: 業務.yaml の「担当の種別」に、レーンの名称と種別を書く。
    """
    told: set[str] = set()
    for flow in business.flows:
        if not flow.lanes:
            message = "業務フローに、担当を示すレーンもプールもありません。担当ごとにレーンを分けてください。"
            yield Draft(message, at(flow, "ファイル"), f"フロー{flow.key}")
        filled = {x.lane for x in elements(flow)}
        for lane in flow.lanes:
            if lane.kind or lane.id not in filled or lane.name in told:
                continue
            told.add(lane.name)  # one line of 業務.yaml mends all lanes of a name
            likely = _likely_kind(lane.name, business, guide)
            yield Draft(
                f"レーン「{lane.name}」に担当の種別がありません。業務.yaml の「担当の種別」か、レーンの説明に書いてください。",
                in_file(flow, lane.id),
                f"フロー{flow.key}",
                f"種別は「{likely}」ではありませんか。" if likely else "",
            )


_PARTNERS = {PartnerKind.LOCAL: LaneKind.LOCAL, PartnerKind.EXTERNAL: LaneKind.EXTERNAL}
"""Kinds of partners of 連携 that are called by their name."""


def _likely_kind(name: str, business: Business, guide: Guide) -> LaneKind | None:
    """The kind a name of a lane suggests."""
    registry = guide.registry
    partner = next((x.partner.kind for x in business.linkages if x.partner.name == name), None)
    if partner in _PARTNERS:
        return _PARTNERS[partner]
    if name in set(LaneKind):
        return LaneKind(name)
    if name == business.registered.system:
        return LaneKind.OWN
    if any(name in (thing.name, f"{thing.name}機能") for thing in registry.common_functions):
        return LaneKind.COMMON
    if any(name == b.system for b in registry.businesses):
        return (
            LaneKind.COMMON
            if any(b.common and b.system == name for b in registry.businesses)
            else LaneKind.STANDARD
        )
    return None


@rule(
    "FL08", "作業の種類とレーンの種別が合う", Severity.WARNING, Scope.ENTITY, "R22・R28（基本方針 5.1.1.1）"
)
def task_fits_lane(flow: Flow) -> Iterator[Draft]:
    """人の作業は人のレーンに、システムの作業はシステムのレーンに置く。

    職員のレーンにあるサービスタスクは、職員が行うのかシステムが行うのかが分からない。他機関のレーンには、どちらも
    置いてよい。

    悪い例: レーン「職員」にサービスタスク「登録資格を判定する」
    良い例: レーン「印鑑登録システム」にサービスタスク「登録資格を判定する」
    直し方: 作業をレーンの間で移すか、作業の種類を変える。
    """
    lanes = lanes_by_id(flow)
    for task in flow.tasks:
        kind = kind_of(task, lanes)
        if kind is None or kind is LaneKind.BODY:
            continue
        people = kind in PEOPLE
        if (people and task.kind in SYSTEM_WORK) or (not people and task.kind in HUMAN_WORK):
            lane = lanes[task.lane or ""]
            yield Draft(
                f"作業「{task.name}」は{TASK_WORDS[task.kind]}の作業ですが、{kind}のレーン「{lane.name}」にあります。"
                "作業の種類を変えるか、レーンを移してください。",
                at(task),
                step(flow, task),
            )


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
    leaves = [n for top in business.tree for n in top.walk() if n.scope == "対象" and not n.children]
    by_name: dict[str, list[TreeNode]] = defaultdict(list)
    for leaf in leaves:
        by_name[squeezed(leaf.name)].append(leaf)
        if leaf.key:
            by_name[leaf.key].append(leaf)
    found: set[int] = set()
    for flow in business.flows:
        lanes = lanes_by_id(flow)
        for task in flow.tasks:
            met = by_name.get(squeezed(task.name)) or (by_name.get(task.key) if task.key else None) or ()
            found.update(map(id, met))
            if kind_of(task, lanes) is LaneKind.OWN and task.kind in SYSTEM_WORK:
                yield from _apart(business, flow, task, met)
    for leaf in leaves:
        if id(leaf) not in found:
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
    functions = business.named(Kind.FUNCTION)  # LK01 tells of what is nowhere
    more = [id for id in task.functions if id not in known and id in functions]
    if more:
        yield Draft(
            f"作業「{task.name}」の機能ID（{'、'.join(more)}）が、対応するツリー図の末端にありません。"
            "末端か作業のどちらかに合わせてください。",
            at(task),
            step(flow, task),
        )
