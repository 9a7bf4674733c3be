"""Headings of 機能要件 and boxes of the ツリー図: where things stand."""

from collections.abc import Iterator

from hyojun.model import Heading, TreeNode

from ..catalogue import READERS, change
from ..changes import Subject, Weight
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


@change("HD-ADDED", "見出しの追加", Weight.REVIEW, READERS, mirror="HD-REMOVED")
def heading_added(one: Added[Heading]) -> Iterator[Draft]:
    """見出しが加わった。その下の機能の変更は、機能ごとに別に示す。

    例: 「2.4 オンライン申請」が加わった
    """
    yield Draft(after=one.value.text or one.value.title)


@change("HD-REMOVED", "見出しの削除", Weight.REVIEW, READERS, mirror="HD-ADDED")
def heading_removed(one: Removed[Heading]) -> Iterator[Draft]:
    """見出しが無くなった。その下にあった機能の変更は、機能ごとに別に示す。

    例: 「2.4 オンライン申請」が無くなった
    """
    yield Draft(before=one.value.text or one.value.title)


@change("HD-TITLE", "見出しの題名の変更", Weight.REVIEW, READERS, mirror="HD-TITLE")
def heading_title(pair: Pair[Heading]) -> Iterator[Draft]:
    """見出しの題名が変わった。題名が対象の事務や帳票を限っていることがある。

    例: 「登録申請」 → 「登録申請・変更申請」
    """
    yield from substance(pair, "title")


@change("HD-TEXT", "見出しの説明の変更", Weight.REVIEW, READERS, mirror="HD-TEXT")
def heading_text(pair: Pair[Heading]) -> Iterator[Draft]:
    """見出しの説明が変わった。その下の機能すべての読み方に関わる。

    例: 説明に一文が加わった
    """
    yield from substance(pair, "text")


@change("HD-WORDING", "見出しの字句の整理", Weight.EDITORIAL, READERS, mirror="HD-WORDING")
def heading_wording(pair: Pair[Heading]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 題名の括弧が半角から全角になった
    """
    yield from wording(pair, "title", "text")


@change("HD-KEY", "見出しのキー・番号の変更", Weight.REVIEW, READERS, mirror="HD-KEY")
def heading_key(pair: Pair[Heading]) -> Iterator[Draft]:
    """見出しのキー、又は指定された番号が変わった。見出しを指すリンクと引用が変わる。

    例: キー toroku → toroku-shinsei
    """
    yield from differing(pair, "key", "ordinal")


@change("HD-MOVED", "見出しの移動", Weight.REVIEW, READERS, mirror="HD-MOVED")
def heading_moved(pair: Pair[Heading]) -> Iterator[Draft]:
    """見出しが、別の見出しの下に移った。

    例: 2 登録 → 3 証明
    """
    if pair.is_moved:
        yield Draft("見出し", pair.olds[0].place or "（最上位）", pair.news[0].place or "（最上位）")


@change("HD-ORDER", "見出しの並び順の変更", Weight.EDITORIAL, READERS, mirror="HD-ORDER")
def heading_order(pair: Pair[Heading]) -> Iterator[Draft]:
    """見出しの並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)


@change("TR-ADDED", "ツリー図の枠の追加", Weight.REVIEW, READERS, mirror="TR-REMOVED")
def node_added(one: Added[TreeNode]) -> Iterator[Draft]:
    """ツリー図に枠が加わった。

    例: 「オンライン申請」の枠が加わった
    """
    yield Draft(after=_in_short(one.value))


@change("TR-REMOVED", "ツリー図の枠の削除", Weight.REVIEW, READERS, mirror="TR-ADDED")
def node_removed(one: Removed[TreeNode]) -> Iterator[Draft]:
    """ツリー図から枠が無くなった。

    例: 「オンライン申請」の枠が無くなった
    """
    yield Draft(before=_in_short(one.value))


def _in_short(node: TreeNode) -> str:
    return "、".join(s for v in (node.name, node.scope, node.functions, node.outside) if (s := said(v)))


@change("TR-NAME", "ツリー図の枠の名称の変更", Weight.REVIEW, READERS, mirror="TR-NAME")
def node_name(pair: Pair[TreeNode]) -> Iterator[Draft]:
    """枠の名称又はキーが変わった。

    例: 「登録申請」 → 「登録申請・変更申請」
    """
    yield from substance(pair, "name")
    yield from differing(pair, "key")


@change("TR-SCOPE", "標準化の対象・対象外の変更", Weight.REVIEW, READERS, mirror="TR-SCOPE")
def node_scope(pair: Pair[TreeNode]) -> Iterator[Draft]:
    """枠が標準化の対象であるかどうか、又は対象外の理由が変わった。

    例: 区分 対象外 → 対象
    """
    yield from differing(pair, "scope")
    yield from substance(pair, "outside")


@change("TR-FUNCTION", "ツリー図の枠の機能の変更", Weight.REVIEW, READERS, mirror="TR-FUNCTION")
def node_function(pair: Pair[TreeNode]) -> Iterator[Draft]:
    """枠に対応する機能が変わった。

    例: 機能に 0020031 が加わった
    """
    yield from joining(pair, "functions", Subject.FUNCTION)
    yield from leaving(pair, "functions", Subject.FUNCTION)


@change("TR-MOVED", "ツリー図の枠の移動", Weight.REVIEW, READERS, mirror="TR-MOVED")
def node_moved(pair: Pair[TreeNode]) -> Iterator[Draft]:
    """枠が、別の枠の下に移った。

    例: 登録 → 証明
    """
    if pair.is_moved:
        yield Draft("上位", pair.olds[0].place or "（最上位）", pair.news[0].place or "（最上位）")


@change("TR-WORDING", "ツリー図の字句の整理", Weight.EDITORIAL, READERS, mirror="TR-WORDING")
def node_wording(pair: Pair[TreeNode]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 「標準化対象外事務」 → 「標準化対象外の事務」
    """
    yield from wording(pair, "name", "outside")


@change("TR-ORDER", "ツリー図の枠の並び順の変更", Weight.EDITORIAL, READERS, mirror="TR-ORDER")
def node_order(pair: Pair[TreeNode]) -> Iterator[Draft]:
    """枠の並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)
