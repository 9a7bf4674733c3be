"""項目詳細・帳票関連項目・参照事項, エラー・アラート."""

from collections.abc import Iterator

from hyojun.model import Alert, Detail, DetailKind

from ..catalogue import READERS, change
from ..changes import Subject, Weight
from ..pair import Added, Draft, Pair, Removed, differing, joining, leaving, substance, wording


def _weight(detail: Detail) -> Weight | None:
    """参照事項 ask for nothing by themselves."""
    return Weight.REVIEW if detail.kind is DetailKind.REFERENCE else None


@change("IT-ADDED", "項目詳細の追加", Weight.BREAKING, READERS, mirror="IT-REMOVED")
def detail_added(one: Added[Detail]) -> Iterator[Draft]:
    """項目詳細又は帳票関連項目が加わった。機能が管理し、又は印字する内容が増える。参照事項は、要確認とする。

    例: 項目詳細「異動事由」が加わった
    """
    yield Draft(after=one.value.text, weight=_weight(one.value))


@change("IT-REMOVED", "項目詳細の削除", Weight.REVIEW, READERS, mirror="IT-ADDED")
def detail_removed(one: Removed[Detail]) -> Iterator[Draft]:
    """項目詳細、帳票関連項目又は参照事項が無くなった。

    例: 項目詳細「異動事由」が無くなった
    """
    yield Draft(before=one.value.text)


@change("IT-TEXT", "項目詳細の内容の変更", Weight.BREAKING, READERS, mirror="IT-TEXT")
def detail_text(pair: Pair[Detail]) -> Iterator[Draft]:
    """項目詳細又は帳票関連項目の内容が変わった。参照事項の内容の変更は、要確認とする。

    例: 異動事由に「職権による記載」が加わった
    """
    weight = _weight(pair.old) and _weight(pair.new)
    yield from (d._replace(weight=weight) for d in substance(pair, "text"))


@change("IT-CHANGED", "項目詳細の対応などの変更", Weight.REVIEW, READERS, mirror="IT-CHANGED")
def detail_changed(pair: Pair[Detail]) -> Iterator[Draft]:
    """項目詳細の種別、名称、備考、キー、又は対応する機能、帳票、データ項目が変わった。

    例: 対応する機能に 0010011 が加わった
    """
    yield from differing(pair, "kind", "key")
    yield from substance(pair, "name", "note")
    for attribute, subject in (
        ("functions", Subject.FUNCTION),
        ("forms", Subject.FORM),
        ("data_items", Subject.DATA_ITEM),
    ):
        yield from joining(pair, attribute, subject)
        yield from leaving(pair, attribute, subject)


@change("IT-WORDING", "項目詳細の字句の整理", Weight.EDITORIAL, READERS, mirror="IT-WORDING")
def detail_wording(pair: Pair[Detail]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 内容の読点が「，」から「、」になった
    """
    yield from wording(pair, "name", "text", "note")


@change("EA-ADDED", "エラー・アラートの追加", Weight.BREAKING, READERS, mirror="EA-REMOVED")
def alert_added(one: Added[Alert]) -> Iterator[Draft]:
    """エラー又はアラートが加わった。事業者は、その条件を確かめる処理を作らなければならない。

    例: 「抑止されている者への交付」が加わった
    """
    yield Draft(after=f"{one.value.kind.value}：{one.value.condition}")


@change("EA-REMOVED", "エラー・アラートの削除", Weight.REVIEW, READERS, mirror="EA-ADDED")
def alert_removed(one: Removed[Alert]) -> Iterator[Draft]:
    """エラー又はアラートが無くなった。止めていた処理が、そのまま進むようになる。

    例: 「抑止されている者への交付」が無くなった
    """
    yield Draft(before=f"{one.value.kind.value}：{one.value.condition}")


@change("EA-CONDITION", "エラー・アラートの種別・条件の変更", Weight.BREAKING, READERS, mirror="EA-CONDITION")
def alert_condition(pair: Pair[Alert]) -> Iterator[Draft]:
    """種別又は条件が変わった。処理を止めるかどうか、どのようなときに起こるかが変わる。

    例: 種別 アラート → エラー
    """
    yield from differing(pair, "kind")
    yield from substance(pair, "condition")


@change("EA-TEXT", "エラー・アラートの記載の変更", Weight.REVIEW, READERS, mirror="EA-TEXT")
def alert_text(pair: Pair[Alert]) -> Iterator[Draft]:
    """名称、表示する内容、対処、備考、キー又は対応する機能が変わった。

    例: 対処に一文が加わった
    """
    yield from differing(pair, "key")
    yield from substance(pair, "name", "message", "response", "note")
    yield from joining(pair, "functions", Subject.FUNCTION)
    yield from leaving(pair, "functions", Subject.FUNCTION)


@change("EA-WORDING", "エラー・アラートの字句の整理", Weight.EDITORIAL, READERS, mirror="EA-WORDING")
def alert_wording(pair: Pair[Alert]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 条件の読点が「，」から「、」になった
    """
    yield from wording(pair, "name", "condition", "message", "response", "note")
