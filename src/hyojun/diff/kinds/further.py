"""画面要件, 非機能要件, 独自施策, 標準化対象外."""

from collections.abc import Iterator

from hyojun.model import Alert, CharacterRequirement, Detail, LocalMeasure, NonFunctional, OutOfScope, Screen

from ..catalogue import READERS, change
from ..changes import Subject, Weight
from ..pair import Added, Draft, Pair, Removed, differing, joining, leaving, reordered, substance, wording


@change("SC-ADDED", "画面要件の追加", Weight.BREAKING, READERS, mirror="SC-REMOVED")
def screen_added(one: Added[Screen]) -> Iterator[Draft]:
    """画面要件が加わった。定められた画面は、そのとおりに作らなければならない。

    例: 「登録画面」の画面要件が加わった
    """
    yield Draft(after=one.value.text)


@change("SC-REMOVED", "画面要件の削除", Weight.REVIEW, READERS, mirror="SC-ADDED")
def screen_removed(one: Removed[Screen]) -> Iterator[Draft]:
    """画面要件が無くなった。画面は事業者が自由に作れるようになる。

    例: 「登録画面」の画面要件が無くなった
    """
    yield Draft(before=one.value.text)


@change("SC-TEXT", "画面要件の変更", Weight.REVIEW, READERS, mirror="SC-TEXT")
def screen_text(pair: Pair[Screen]) -> Iterator[Draft]:
    """画面要件の文又は対応する機能が変わった。

    例: 画面要件に一文が加わった
    """
    yield from substance(pair, "text")
    yield from joining(pair, "functions", Subject.FUNCTION)
    yield from leaving(pair, "functions", Subject.FUNCTION)


@change("SC-NAME", "画面の名称・理由・備考の変更", Weight.REVIEW, READERS, mirror="SC-NAME")
def screen_name(pair: Pair[Screen]) -> Iterator[Draft]:
    """画面名称、定める理由、備考又はキーが変わった。

    例: 定める理由に一文が加わった
    """
    yield from substance(pair, "name", "justification", "note")
    yield from differing(pair, "key")


@change("SC-WORDING", "画面要件の字句の整理", Weight.EDITORIAL, READERS, mirror="SC-WORDING")
def screen_wording(pair: Pair[Screen]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 画面要件の読点が「，」から「、」になった
    """
    yield from wording(pair, "text", "name", "justification", "note")


_TEXTS = ("major", "middle", "minor", "metric", "levels", "condition", "cloud", "confirmation", "note")
"""Of a row of 非機能要件, what is compared as text."""


@change("NF-ADDED", "非機能要件の追加", Weight.BREAKING, READERS, mirror="NF-REMOVED")
def level_added(one: Added[NonFunctional]) -> Iterator[Draft]:
    """非機能要件が加わった。事業者は満たさなければならない。

    例: 「目標復旧時間」が加わった
    """
    yield Draft(after=one.value.level or one.value.metric)


@change("NF-REMOVED", "非機能要件の削除", Weight.REVIEW, READERS, mirror="NF-ADDED")
def level_removed(one: Removed[NonFunctional]) -> Iterator[Draft]:
    """非機能要件が無くなった。

    例: 「目標復旧時間」が無くなった
    """
    yield Draft(before=one.value.level or one.value.metric)


@change("NF-LEVEL", "非機能要件のレベルの変更", Weight.BREAKING, READERS, mirror="NF-LEVEL")
def level_changed(pair: Pair[NonFunctional]) -> Iterator[Draft]:
    """選択レベルが変わった。上がれば満たし直し、下がれば団体の期待が変わる。

    例: 選択レベル 2 → 3
    """
    yield from substance(pair, "level")


@change("NF-SLA", "SLAの変更", Weight.BREAKING, READERS, mirror="NF-SLA")
def service_level(pair: Pair[NonFunctional]) -> Iterator[Draft]:
    """SLAが変わった。目標値が変われば、約束する値が変わる。ほかの記載だけの変更は、要確認とする。

    例: 目標値 99.5%以上 → 99.9%以上
    """
    targets = [getattr(row.service, "target", None) for row in (pair.old, pair.new)]
    weight = None if targets[0] != targets[1] else Weight.REVIEW
    yield from (d._replace(weight=weight) for d in substance(pair, "service"))


@change("NF-TEXT", "非機能要件の記載の変更", Weight.REVIEW, READERS, mirror="NF-TEXT")
def level_text(pair: Pair[NonFunctional]) -> Iterator[Draft]:
    """項目の分け方、レベルの表、選択時の条件、クラウド時の扱い、確認方法又は備考が変わった。

    例: 確認方法に一文が加わった
    """
    yield from substance(pair, *_TEXTS)


@change("NF-WORDING", "非機能要件の字句の整理", Weight.EDITORIAL, READERS, mirror="NF-WORDING")
def level_wording(pair: Pair[NonFunctional]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 選択時の条件の読点が「，」から「、」になった
    """
    yield from wording(pair, "level", "service", *_TEXTS)


@change("LM-ADDED", "独自施策の追加", Weight.REVIEW, READERS, mirror="LM-REMOVED")
def measure_added(one: Added[LocalMeasure]) -> Iterator[Draft]:
    """独自施策が加わった。

    例: 「手数料の減免」が加わった
    """
    yield Draft(after=one.value.treatment)


@change("LM-REMOVED", "独自施策の削除", Weight.REVIEW, READERS, mirror="LM-ADDED")
def measure_removed(one: Removed[LocalMeasure]) -> Iterator[Draft]:
    """独自施策が無くなった。上乗せなどを続けられるかを確かめる。

    例: 「手数料の減免」が無くなった
    """
    yield Draft(before=one.value.treatment)


@change("LM-CHANGED", "独自施策の変更", Weight.REVIEW, READERS, mirror="LM-CHANGED")
def measure_changed(pair: Pair[LocalMeasure]) -> Iterator[Draft]:
    """独自施策の名称、取扱い、理由又は対応する機能が変わった。

    例: 取扱い 対象外 → パラメータ
    """
    yield from differing(pair, "treatment")
    yield from substance(pair, "name", "reason")
    yield from joining(pair, "functions", Subject.FUNCTION)
    yield from leaving(pair, "functions", Subject.FUNCTION)


@change("LM-WORDING", "独自施策の字句の整理", Weight.EDITORIAL, READERS, mirror="LM-WORDING")
def measure_wording(pair: Pair[LocalMeasure]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 理由の読点が「，」から「、」になった
    """
    yield from wording(pair, "name", "reason")


@change("OS-ADDED", "標準化対象外の追加", Weight.REVIEW, READERS, mirror="OS-REMOVED")
def outside_added(one: Added[OutOfScope]) -> Iterator[Draft]:
    """標準化対象外の事務が加わった。

    例: 「統計の独自集計」が加わった
    """
    yield Draft(after=one.value.reason)


@change("OS-REMOVED", "標準化対象外の削除", Weight.REVIEW, READERS, mirror="OS-ADDED")
def outside_removed(one: Removed[OutOfScope]) -> Iterator[Draft]:
    """標準化対象外としていた事務の記載が無くなった。

    例: 「統計の独自集計」が無くなった
    """
    yield Draft(before=one.value.reason)


@change("OS-CHANGED", "標準化対象外の変更", Weight.REVIEW, READERS, mirror="OS-CHANGED")
def outside_changed(pair: Pair[OutOfScope]) -> Iterator[Draft]:
    """標準化対象外の名称、理由又は取扱いが変わった。

    例: 取扱い「疎結合で実装できる」が加わった
    """
    yield from substance(pair, "name", "reason", "treatment")


@change("OS-WORDING", "標準化対象外の字句の整理", Weight.EDITORIAL, READERS, mirror="OS-WORDING")
def outside_wording(pair: Pair[OutOfScope]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 理由の読点が「，」から「、」になった
    """
    yield from wording(pair, "name", "reason", "treatment")


@change("FT-ORDER", "並び順の変更", Weight.EDITORIAL, READERS, mirror="FT-ORDER")
def further_order(
    pair: Pair[Screen | Detail | Alert | CharacterRequirement | NonFunctional | LocalMeasure | OutOfScope],
) -> Iterator[Draft]:
    """画面要件、項目詳細、エラー・アラート、文字要件、非機能要件、独自施策又は標準化対象外の並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)
