"""The cross-cutting mechanisms in 業務フロー: who begins, what runs by itself, what follows (重点計画).

MC04 asks whether a mechanism is in any flow at all; here, what the flows must show where it is.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hyojun.model import (
    HUMAN_WORK,
    SYSTEM_WORK,
    Business,
    Flow,
    LaneKind,
    MechanismUse,
    Severity,
    Task,
    TaskKind,
)

from ..flow_graph import Graph, kind_of, lanes_by_id
from ..rule import Draft, Scope, at, rule

_PORTAL = re.compile("マイナポータル|ぴったりサービス")
_IMPORT = re.compile("取り込|取込")
_MOVE_IN = re.compile("転入")
_WITHHOLD = re.compile("抑止|支援措置|省略|制限|記載を除")
_RELEASE = re.compile("一時解除|一時的に解除")
_PAY = re.compile("支払|支給|振り込|振込|給付|還付")
_ACCOUNT = re.compile("口座|情報提供ネットワーク")
_GIVERS = (LaneKind.EXTERNAL, LaneKind.COMMON, LaneKind.STANDARD, LaneKind.LOCAL, LaneKind.BODY)


class _Scene(NamedTuple):
    """A flow in which functions of a mechanism work."""

    flow: Flow
    graph: Graph
    bearing: tuple[Task, ...]
    """System tasks with a function of the mechanism, outside the lanes of other systems and of people."""

    def done_by(self, *kinds: LaneKind) -> Iterator[Task]:
        """Tasks in lanes of these kinds."""
        lanes = lanes_by_id(self.flow)
        return (task for task in self.flow.tasks if kind_of(task, lanes) in kinds)

    def entries(self) -> Iterator[Task]:
        """Tasks of staff at a screen: what they do there may be typing in."""
        return (task for task in self.done_by(LaneKind.STAFF) if task.kind is TaskKind.USER)

    def label(self, task: Task) -> str:
        return f"手順{self.flow.key}/{task.step}"


class _Staged(NamedTuple):
    """An applied mechanism and the flows it works in."""

    use: MechanismUse
    scenes: tuple[_Scene, ...]

    def missing(self, message: str) -> Draft:
        return Draft(message, at(self.use, "適用"), f"横断的仕組み「{self.use.name}」")


def _staged(business: Business, name: str) -> _Staged | None:
    """None where the mechanism is not applied, or MC04 tells that no task bears it."""
    use = next((u for u in business.head.mechanisms if u.name == name and u.applied == "適用"), None)
    ids = {f.id for f in business.functions if name in f.mechanisms}
    if use is None or not ids:
        return None
    scenes = []
    for flow in business.flows:
        lanes = lanes_by_id(flow)
        bearing = tuple(
            task
            for task in flow.tasks
            if task.kind in SYSTEM_WORK
            and not ids.isdisjoint(task.functions)
            and kind_of(task, lanes) in (LaneKind.OWN, None)
        )
        if bearing:
            scenes.append(_Scene(flow, Graph(flow), bearing))
    return _Staged(use, tuple(scenes)) if scenes else None


def _says(task: Task, words: re.Pattern[str]) -> bool:
    return words.search(task.name) is not None or (
        task.text is not None and words.search(task.text) is not None
    )


@rule(
    "MC10",
    "オンラインの申請は、職員の入力を経ずに取り込まれる",
    Severity.ERROR,
    Scope.BUSINESS,
    "R83（重点計画）",
    draft=Severity.WARNING,
    whole=True,
)
def application_is_imported(business: Business) -> Iterator[Draft]:
    """ぴったりサービスを適用する業務には、住民がマイナポータルから申請し、自業務のシステムが取り込む業務フローがある。

    申請と取込みの間に、職員がシステムに入力する作業を置かない。受け付けた申請を入力し直す業務フローでは、
    オンラインにしても職員の手間が減らず、誤りも入る。

    悪い例: 住民等「マイナポータルから申請する」→ 職員「申請の内容を入力する」→ 自業務のシステム「申請を取り込む」
    良い例: 住民等「マイナポータルから申請する」→ 申請管理「申請を引き渡す」→ 自業務のシステム「申請を取り込む」
    直し方: 住民等のレーンから始まる業務フローを描き、申請と取込みの間の職員の入力を除く。
    """
    staged = _staged(business, "ぴったりサービス")
    if staged is None:
        return
    found = False
    for scene in staged.scenes:
        applied = [
            t.id for t in scene.done_by(LaneKind.RESIDENT) if t.kind in HUMAN_WORK and _says(t, _PORTAL)
        ]
        imports = {task.id for task in scene.bearing}
        between = scene.graph.following(applied, stop=imports)
        reached = imports & between
        if not reached:
            continue
        found = True
        on_the_way = between & scene.graph.preceding(reached, stop=applied)
        for task in scene.entries():
            if task.id in on_the_way:
                yield Draft(
                    f"オンラインの申請とその取込みの間に、職員が入力する作業「{task.name}」があります。"
                    "職員が入力し直さず、自動で取り込む流れにしてください。",
                    at(task),
                    scene.label(task),
                )
    if not found:
        yield staged.missing(
            "住民等のレーンの作業（マイナポータルからの申請）から、ぴったりサービスを担う機能の作業へ続く業務フローが"
            "ありません。描いてください。"
        )


@rule(
    "MC11",
    "転出証明書情報は、転入の届出の前に自動で取り込まれる",
    Severity.ERROR,
    Scope.BUSINESS,
    "R84（重点計画）",
    draft=Severity.WARNING,
    whole=True,
)
def certificate_is_imported(business: Business) -> Iterator[Draft]:
    """転出証明書情報を適用する業務には、転出地での処理の後、転入の届出の前に、情報を自動で取り込む業務フローがある。

    取込みまでに職員がシステムに入力する作業を置かず、取り込んだ後に転入の届出の作業が続く。届出を受けてから
    取り込むのでは、住民が窓口で待つことになる。

    悪い例: 職員「届出の内容を入力する」の後に、自業務のシステム「転出証明書情報を取り込む」
    良い例: 自業務のシステム「転出証明書情報を取り込む」の後に、住民等「転入を届け出る」
    直し方: 取込みの作業を届出の前に移し、そこまでの職員の入力を除く。
    """
    staged = _staged(business, "転出証明書情報")
    if staged is None:
        return
    found = False
    told: set[str] = set()
    for scene in staged.scenes:
        for task in scene.bearing:
            if not _says(task, _IMPORT) or "転出証明書情報" not in f"{task.name}{task.text or ''}":
                continue
            found = True
            before = scene.graph.preceding([task.id])
            typed = next((t for t in scene.entries() if t.id in before), None)
            if typed and typed.id in told:
                continue
            if typed:
                told.add(typed.id)
                yield Draft(
                    f"転出証明書情報の取込み「{task.name}」の前に、職員が入力する作業「{typed.name}」があります。"
                    "自動で取り込む流れにしてください。",
                    at(typed),
                    scene.label(typed),
                )
                continue
            after = scene.graph.following([task.id])
            people = scene.done_by(LaneKind.RESIDENT, LaneKind.STAFF)
            if not any(t.id in after and _says(t, _MOVE_IN) for t in people):
                yield Draft(
                    f"転出証明書情報の取込み「{task.name}」の後に、転入の届出の作業が続いていません。"
                    "届出の前に取り込む流れにしてください。",
                    at(task),
                    scene.label(task),
                )
    if not found:
        yield staged.missing(
            "転出証明書情報を自動で取り込む作業が、業務フローにありません。取込みの作業に、その機能IDを書いてください。"
        )


@rule(
    "MC12",
    "DV等支援対象者の抑止が業務フローにある",
    Severity.ERROR,
    Scope.BUSINESS,
    "R85（重点計画）",
    draft=Severity.WARNING,
    whole=True,
)
def withholding_is_in_flow(business: Business) -> Iterator[Draft]:
    """DV等支援対象者を適用する業務には、抑止（交付の停止、記載の省略、閲覧の制限）を行う業務フローがある。

    一時解除は、権限のある職員が判断する。一時解除の作業のすぐ前に、職員の作業を置く。

    悪い例: 交付の業務フローに、抑止されているかどうかの分岐が無い
    良い例: 「交付できるかを確認する」→ 職員「交付できない理由を確認する」→「抑止を一時解除する」
    直し方: 抑止の作業を描いて抑止を担う機能IDを書き、一時解除のすぐ前に職員の作業を置く。
    """
    staged = _staged(business, "DV等支援対象者")
    if staged is None:
        return
    if not any(_says(task, _WITHHOLD) for scene in staged.scenes for task in scene.bearing):
        yield staged.missing(
            "DV等支援対象者を担う機能の作業に、抑止を行うものがありません。抑止の作業を業務フローに描いてください。"
        )
    for scene in staged.scenes:
        people = {t.id for t in scene.done_by(LaneKind.STAFF) if t.kind in HUMAN_WORK}
        tasks = {t.id for t in scene.flow.tasks}
        for task in scene.bearing:
            if _RELEASE.search(task.name) and scene.graph.preceding([task.id], stop=tasks).isdisjoint(people):
                yield Draft(
                    f"一時解除の作業「{task.name}」のすぐ前に、職員の作業がありません。"
                    "権限のある職員が判断する作業を置いてください。",
                    at(task),
                    scene.label(task),
                )


@rule(
    "MC13",
    "公金受取口座の情報を取得してから支給する",
    Severity.ERROR,
    Scope.BUSINESS,
    "R86（重点計画）",
    draft=Severity.WARNING,
    whole=True,
)
def account_comes_before_payment(business: Business) -> Iterator[Draft]:
    """公金受取口座を適用する業務には、登録されている口座の情報をほかのシステムから取得し、支給に用いる業務フローがある。

    口座の情報を引き渡すシステムの作業、取得して記録する自業務のシステムの作業、支給の作業が、この順に続く。

    悪い例: 公金受取口座の機能が「利用する意思を登録する」にだけある
    良い例: 情報提供ネットワークシステム「口座の情報を引き渡す」→「振込先の口座を更新する」→「支払データを作成する」
    直し方: 取得から支給までの業務フローを描き、取得する作業に公金受取口座を担う機能IDを書く。
    """
    staged = _staged(business, "公金受取口座")
    if staged is None:
        return
    for scene in staged.scenes:
        lanes = lanes_by_id(scene.flow)
        givers = [
            t.id
            for t in scene.done_by(*_GIVERS)
            if _says(t, _ACCOUNT) or _ACCOUNT.search(lanes[t.lane or ""].name)
        ]
        given = scene.graph.following(givers)
        taking = [task.id for task in scene.bearing if task.id in given]
        paying = {t.id for t in scene.flow.tasks if _PAY.search(t.name)}
        if not paying.isdisjoint(scene.graph.following(taking)):
            return
    yield staged.missing(
        "口座の情報をほかのシステムから取得し、支給するまでの業務フローがありません。"
        "取得する作業に公金受取口座を担う機能IDを書き、支給の作業へつないでください。"
    )
