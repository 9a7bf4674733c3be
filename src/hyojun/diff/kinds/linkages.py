"""連携要件: what is handed over, to whom, how and how often."""

from collections.abc import Iterator

from hyojun.model import Linkage

from ..catalogue import EXCHANGE, change
from ..changes import Subject, Weight
from ..pair import (
    Added,
    Draft,
    Pair,
    Removed,
    differing,
    following,
    joining,
    leaving,
    numbered,
    reordered,
    said,
    substance,
    wording,
)


def _in_short(linkage: Linkage) -> str:
    return f"{linkage.direction}、{said(linkage.partner)}、{linkage.method}、{linkage.frequency}"


@change("LK-ADDED", "連携の追加", Weight.BREAKING, EXCHANGE, mirror="LK-REMOVED")
def linkage_added(one: Added[Linkage]) -> Iterator[Draft]:
    """連携が加わった。提供する側と照会する側の両方が備えなければならない。

    例: 連携ID 002o005 が加わった
    """
    yield Draft(after=_in_short(one.value))


@change("LK-REMOVED", "連携の削除", Weight.BREAKING, EXCHANGE, mirror="LK-ADDED")
def linkage_removed(one: Removed[Linkage]) -> Iterator[Draft]:
    """連携が無くなった。受け取っていた側は、ほかの方法を用意しなければならない。

    例: 連携ID 002o005 が廃止された
    """
    yield Draft(before=_in_short(one.value))


@change("LK-METHOD", "連携の方式の変更", Weight.BREAKING, EXCHANGE, mirror="LK-METHOD")
def linkage_method(pair: Pair[Linkage]) -> Iterator[Draft]:
    """方式、又は全件・差分の別が変わった。両方の側に手が要る。

    例: 方式 ファイル → REST API
    """
    yield from differing(pair, "method", "extent")


@change("LK-FREQUENCY", "連携の頻度の変更", Weight.BREAKING, EXCHANGE, mirror="LK-FREQUENCY")
def linkage_frequency(pair: Pair[Linkage]) -> Iterator[Draft]:
    """頻度が変わった。データがそろう時点が変わる。

    例: 頻度 日次 → 随時
    """
    yield from substance(pair, "frequency")


@change("LK-PARTNER", "連携の相手・向きの変更", Weight.BREAKING, EXCHANGE, mirror="LK-PARTNER")
def linkage_partner(pair: Pair[Linkage]) -> Iterator[Draft]:
    """相手、又は提供・照会の別が変わった。つなぐ先が変わる。

    例: 相手 001 住民基本台帳 → 031 住登外者宛名番号管理
    """
    yield from differing(pair, "partner", "direction")


@change("LK-ITEM-JOINED", "連携項目の追加", Weight.BREAKING, EXCHANGE, mirror="LK-ITEM-LEFT")
def linkage_item_joined(pair: Pair[Linkage]) -> Iterator[Draft]:
    """連携するデータ項目が加わった。提供する側が出力し、照会する側が受け取らなければならない。

    例: データ項目に 00200015 が加わった
    """
    yield from joining(pair, "data_items", Subject.DATA_ITEM)


@change("LK-ITEM-LEFT", "連携項目の削除", Weight.BREAKING, EXCHANGE, mirror="LK-ITEM-JOINED")
def linkage_item_left(pair: Pair[Linkage]) -> Iterator[Draft]:
    """連携するデータ項目が減った。受け取っていた側で使えなくなる。

    例: データ項目から 00200015 が無くなった
    """
    yield from leaving(pair, "data_items", Subject.DATA_ITEM)


@change("LK-OCCASION", "連携の場合・検索条件の変更", Weight.REVIEW, EXCHANGE, mirror="LK-OCCASION")
def linkage_occasion(pair: Pair[Linkage]) -> Iterator[Draft]:
    """どのような場合に連携するか、又は検索条件が変わった。

    例: 場合 「転入の届出を受けたとき」 → 「転入又は転居の届出を受けたとき」
    """
    yield from substance(pair, "occasion", "search")


@change("LK-RECORDED", "記録先・対になる連携の変更", Weight.REVIEW, EXCHANGE, mirror="LK-RECORDED")
def linkage_recorded(pair: Pair[Linkage]) -> Iterator[Draft]:
    """受け取った項目の記録先、対になる連携、インターフェースの版又は同一パッケージの特例が変わった。

    例: インターフェース 第1.0版 → 第1.1版
    """
    if not _is_recorded_alike(pair):
        yield from differing(pair, "recorded")
    yield from following(pair, "counterpart", Subject.LINKAGE)
    yield from differing(pair, "interface")
    yield from substance(pair, "exemption")


def _is_recorded_alike(pair: Pair[Linkage]) -> bool:
    """Whether every item is recorded where it was, whatever the items are called now."""
    old, new = pair.old.recorded, pair.new.recorded

    def is_same(a: str, b: str) -> bool:
        return pair.setting.is_same(Subject.DATA_ITEM, a, b)

    if not old or not new:
        return old == new
    rows = old.items()
    return len(old) == len(new) and all(
        any(is_same(k, item) and is_same(v, record) for k, v in rows) for item, record in new.items()
    )


@change("LK-NAME", "連携名称・備考の変更", Weight.REVIEW, EXCHANGE, mirror="LK-NAME")
def linkage_name(pair: Pair[Linkage]) -> Iterator[Draft]:
    """連携名称又は備考が変わった。

    例: 備考に一文が加わった
    """
    yield from substance(pair, "name", "note")


@change("LK-WORDING", "連携の字句の整理", Weight.EDITORIAL, EXCHANGE, mirror="LK-WORDING")
def linkage_wording(pair: Pair[Linkage]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 場合の読点が「，」から「、」になった
    """
    yield from wording(pair, "name", "occasion", "frequency", "search", "exemption", "note")


@change("LK-NUMBER", "連携IDの付け替え", Weight.REVIEW, EXCHANGE, mirror="LK-NUMBER")
def linkage_number(pair: Pair[Linkage]) -> Iterator[Draft]:
    """同じ連携の連携IDが変わった。連携IDで引くものを付け替える。

    例: 002o001 → 002o005
    """
    yield from numbered(pair, "連携ID")


@change("LK-ORDER", "連携の並び順の変更", Weight.EDITORIAL, EXCHANGE, mirror="LK-ORDER")
def linkage_order(pair: Pair[Linkage]) -> Iterator[Draft]:
    """連携の並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)
