"""業務フロー: steps, lanes, and what leads where. How it is drawn is only counted."""

from collections.abc import Iterator

from hyojun.model import Flow, FlowNode, Lane, Task

from ..catalogue import READERS, change
from ..changes import Subject, Weight
from ..joints import Joint
from ..pair import (
    Added,
    Draft,
    Pair,
    Removed,
    differing,
    joining,
    leaving,
    reordered,
    said,
    substance,
    wording,
)


@change("FL-ADDED", "業務フローの追加", Weight.REVIEW, READERS, mirror="FL-REMOVED")
def flow_added(one: Added[Flow]) -> Iterator[Draft]:
    """業務フローが加わった。

    例: 「登録から交付」の業務フローが加わった
    """
    yield Draft(after=_steps(one.value))


@change("FL-REMOVED", "業務フローの削除", Weight.REVIEW, READERS, mirror="FL-ADDED")
def flow_removed(one: Removed[Flow]) -> Iterator[Draft]:
    """業務フローが無くなった。

    例: 「登録から交付」の業務フローが無くなった
    """
    yield Draft(before=_steps(one.value))


def _steps(flow: Flow) -> str:
    return "、".join(t.name for t in flow.tasks) or flow.title


@change("FL-TITLE", "業務フローの題名・説明の変更", Weight.REVIEW, READERS, mirror="FL-TITLE")
def flow_title(pair: Pair[Flow]) -> Iterator[Draft]:
    """題名、説明又はキーが変わった。

    例: 「登録から交付」 → 「登録から交付まで」
    """
    yield from substance(pair, "title", "text")
    yield from differing(pair, "key")


@change("FL-ORDER", "業務フローの並び順の変更", Weight.EDITORIAL, READERS, mirror="FL-ORDER")
def flow_order(pair: Pair[Flow]) -> Iterator[Draft]:
    """業務フローの並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)


@change("FL-WORDING", "業務フローの字句の整理", Weight.EDITORIAL, READERS, mirror="FL-WORDING")
def flow_wording(pair: Pair[Flow | Task | FlowNode | Lane]) -> Iterator[Draft]:
    """題名、作業・レーン・要素の名称と説明の、全角・半角、空白、句読点、表記のゆれだけの違いで、内容は変わらない。

    例: 「問合せに答える」 → 「問い合わせに答える」
    """
    texts = ("title", "text") if isinstance(pair.new, Flow) else ("name", "text")
    yield from wording(pair, *(t for t in texts if t in type(pair.new).model_fields))


@change("ST-ADDED", "手順の追加", Weight.REVIEW, READERS, mirror="ST-REMOVED")
def step_added(one: Added[Task]) -> Iterator[Draft]:
    """業務フローに作業が加わった。

    例: 「本人確認」が加わった
    """
    yield Draft(after=one.value.name)


@change("ST-REMOVED", "手順の削除", Weight.REVIEW, READERS, mirror="ST-ADDED")
def step_removed(one: Removed[Task]) -> Iterator[Draft]:
    """業務フローから作業が無くなった。

    例: 「本人確認」が無くなった
    """
    yield Draft(before=one.value.name)


@change("ST-NAME", "手順の名称・説明の変更", Weight.REVIEW, READERS, mirror="ST-NAME")
def step_name(pair: Pair[Task]) -> Iterator[Draft]:
    """作業の名称又は説明が変わった。

    例: 「申請書の受付」 → 「申請書の受付・確認」
    """
    yield from substance(pair, "name", "text")


@change("ST-LANE", "手順の担当の変更", Weight.REVIEW, READERS, mirror="ST-LANE")
def step_lane(pair: Pair[Task]) -> Iterator[Draft]:
    """作業が別のレーンに移った。誰がするかが変わる。

    例: 職員 → 標準準拠システム
    """
    if pair.is_moved:
        yield Draft("レーン", pair.olds[0].place or "（レーン無し）", pair.news[0].place or "（レーン無し）")


@change("ST-KIND", "手順の種類の変更", Weight.REVIEW, READERS, mirror="ST-KIND")
def step_kind(pair: Pair[Task]) -> Iterator[Draft]:
    """人が行う作業かシステムが行う作業か、又はその繰返しなどの印が変わった。

    例: 人（手作業） → システム
    """
    yield from differing(pair, "kind", "marks", "support")


@change("ST-FUNCTION", "手順の機能の変更", Weight.REVIEW, READERS, mirror="ST-FUNCTION")
def step_function(pair: Pair[Task]) -> Iterator[Draft]:
    """作業で使う機能が変わった。

    例: 機能ID に 0020031 が加わった
    """
    yield from joining(pair, "functions", Subject.FUNCTION)
    yield from leaving(pair, "functions", Subject.FUNCTION)


@change("ST-LEADS", "次のフロー・手順キーの変更", Weight.REVIEW, READERS, mirror="ST-LEADS")
def step_leads(pair: Pair[Task | FlowNode]) -> Iterator[Draft]:
    """続きの業務フロー、又は手順キーが変わった。

    例: 次のフロー kofu → saikofu
    """
    yield from differing(pair, "leads_to")
    if isinstance(pair.new, Task):
        yield from differing(pair, "key")


@change("LN-ADDED", "レーンの追加", Weight.REVIEW, READERS, mirror="LN-REMOVED")
def lane_added(one: Added[Lane]) -> Iterator[Draft]:
    """業務フローにレーンが加わった。

    例: 「申請者」のレーンが加わった
    """
    yield Draft(after=one.value.name)


@change("LN-REMOVED", "レーンの削除", Weight.REVIEW, READERS, mirror="LN-ADDED")
def lane_removed(one: Removed[Lane]) -> Iterator[Draft]:
    """業務フローからレーンが無くなった。

    例: 「申請者」のレーンが無くなった
    """
    yield Draft(before=one.value.name)


@change("LN-NAME", "レーンの名称・種別の変更", Weight.REVIEW, READERS, mirror="LN-NAME")
def lane_name(pair: Pair[Lane]) -> Iterator[Draft]:
    """レーンの名称、プール又は種別が変わった。

    例: 「職員」 → 「窓口の職員」
    """
    yield from substance(pair, "name")
    yield from differing(pair, "pool", "kind")


@change("ND-ADDED", "フローの要素の追加", Weight.REVIEW, READERS, mirror="ND-REMOVED")
def node_added(one: Added[FlowNode]) -> Iterator[Draft]:
    """分岐、開始・終了、データなど、作業でない要素が加わった。

    例: 分岐「代理人か」が加わった
    """
    yield Draft(after=one.thing.name)


@change("ND-REMOVED", "フローの要素の削除", Weight.REVIEW, READERS, mirror="ND-ADDED")
def node_removed(one: Removed[FlowNode]) -> Iterator[Draft]:
    """分岐、開始・終了、データなど、作業でない要素が無くなった。

    例: 分岐「代理人か」が無くなった
    """
    yield Draft(before=one.thing.name)


@change("ND-CHANGED", "フローの要素の変更", Weight.REVIEW, READERS, mirror="ND-CHANGED")
def node_changed(pair: Pair[FlowNode]) -> Iterator[Draft]:
    """分岐、開始・終了、データなど、作業でない要素の種類、名称、説明又はレーンが変わった。

    例: 分岐の問い「代理人か」 → 「代理人又は使者か」
    """
    yield from differing(pair, "kind", "trigger", "marks")
    yield from substance(pair, "name", "text")
    if pair.is_moved:
        yield Draft("レーン", pair.olds[0].place or "（レーン無し）", pair.news[0].place or "（レーン無し）")


@change("CN-ADDED", "つながりの追加", Weight.REVIEW, READERS, mirror="CN-REMOVED")
def connection_added(one: Added[Joint]) -> Iterator[Draft]:
    """業務フローの線が加わった。仕事の順序、やり取り又は使うデータが変わる。

    例: 「本人確認」から「登録」への線が加わった
    """
    yield Draft(after=one.thing.name)


@change("CN-REMOVED", "つながりの削除", Weight.REVIEW, READERS, mirror="CN-ADDED")
def connection_removed(one: Removed[Joint]) -> Iterator[Draft]:
    """業務フローの線が無くなった。仕事の順序、やり取り又は使うデータが変わる。

    例: 「本人確認」から「登録」への線が無くなった
    """
    yield Draft(before=one.thing.name)


@change("CN-LABEL", "分岐の条件の変更", Weight.REVIEW, READERS, mirror="CN-LABEL")
def connection_label(pair: Pair[Joint]) -> Iterator[Draft]:
    """線に付いた言葉（分岐の条件）、又は既定の線かどうかが変わった。

    例: 「はい」 → 「本人である」
    """
    if pair.old.label != pair.new.label:
        yield Draft("名称", said(pair.old.label), said(pair.new.label))
    if pair.old.default != pair.new.default:
        yield Draft("既定", said(pair.old.default), said(pair.new.default))
