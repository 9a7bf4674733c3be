"""業務フロー: what kind of actor a lane is, and whether its tasks fit (基本方針 5.1.1.1)."""

from collections.abc import Iterator

from hyojun.model import (
    HUMAN_WORK,
    PEOPLE,
    SYSTEM_WORK,
    TASK_WORDS,
    Business,
    Flow,
    Guide,
    LaneKind,
    PartnerKind,
    Severity,
)

from ..flow_graph import elements, in_file, kind_of, lanes_by_id, step
from ..rule import Draft, Scope, at, rule


@rule(
    "FL07",
    "レーンに担当の種別がある",
    Severity.WARNING,
    Scope.BUSINESS,
    "R22・R23・R28（基本方針 5.1.1.1）",
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
