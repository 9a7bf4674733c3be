"""本編 by heading and paragraph, and the glossary."""

from collections.abc import Iterator

from hyojun.model import Block, Chapter, Term

from ..catalogue import READERS, change
from ..changes import Weight
from ..pair import Added, Draft, Pair, Removed, differing, reordered, said, substance, wording


@change("CH-ADDED", "本編の章の追加", Weight.REVIEW, READERS, mirror="CH-REMOVED")
def chapter_added(one: Added[Chapter]) -> Iterator[Draft]:
    """本編の章（ファイル）が加わった。

    例: 「第4章 経過措置」が加わった
    """
    yield Draft(after=one.value.source)


@change("CH-REMOVED", "本編の章の削除", Weight.REVIEW, READERS, mirror="CH-ADDED")
def chapter_removed(one: Removed[Chapter]) -> Iterator[Draft]:
    """本編の章（ファイル）が無くなった。

    例: 「第4章 経過措置」が無くなった
    """
    yield Draft(before=one.value.source)


@change("CH-IMAGE", "本編の図の変更", Weight.REVIEW, READERS, mirror="CH-IMAGE")
def chapter_image(pair: Pair[Chapter]) -> Iterator[Draft]:
    """本編で使う図のファイルが差し替わった。何が変わったかは、図を見比べる。

    例: 図 構成.png の内容が変わった
    """
    old = {i.file: i.sha256 for i in pair.old.images}
    new = {i.file: i.sha256 for i in pair.new.images}
    for file in dict.fromkeys((*old, *new)):
        if old.get(file) != new.get(file):
            yield Draft(f"図 {file}", old.get(file), new.get(file))


@change("CH-ORDER", "本編の章の並び順の変更", Weight.EDITORIAL, READERS, mirror="CH-ORDER")
def chapter_order(pair: Pair[Chapter]) -> Iterator[Draft]:
    """章の並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)


@change("PR-ADDED", "本文の段落の追加", Weight.REVIEW, READERS, mirror="PR-REMOVED")
def block_added(one: Added[Block]) -> Iterator[Draft]:
    """本編に段落、見出し、表などが加わった。

    例: 「1.2 対象」に段落が加わった
    """
    yield Draft(after=one.value.text)


@change("PR-REMOVED", "本文の段落の削除", Weight.REVIEW, READERS, mirror="PR-ADDED")
def block_removed(one: Removed[Block]) -> Iterator[Draft]:
    """本編から段落、見出し、表などが無くなった。

    例: 「1.2 対象」の段落が無くなった
    """
    yield Draft(before=one.value.text)


@change("PR-TEXT", "本文の変更", Weight.REVIEW, READERS, mirror="PR-TEXT")
def block_text(pair: Pair[Block]) -> Iterator[Draft]:
    """本編の段落、見出し、表などの文が変わった。

    例: 「次の団体」 → 「次に掲げる団体」
    """
    yield from substance(pair, "text")


@change("PR-WORDING", "本文の字句の整理", Weight.EDITORIAL, READERS, mirror="PR-WORDING")
def block_wording(pair: Pair[Block]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 読点が「，」から「、」になった
    """
    yield from wording(pair, "text")


@change("PR-LEVEL", "本文の段・種類・キーの変更", Weight.REVIEW, READERS, mirror="PR-LEVEL")
def block_level(pair: Pair[Block]) -> Iterator[Draft]:
    """同じ文のまま、見出しの段、箇条書きなどの種類、又はキーが変わった。

    例: 見出しの段 2 → 3
    """
    yield from differing(pair, "kind", "level", "key")


@change("PR-MOVED", "本文の段落の移動", Weight.REVIEW, READERS, mirror="PR-MOVED")
def block_moved(pair: Pair[Block]) -> Iterator[Draft]:
    """段落が、別の見出しの下、又は別の位置に移った。

    例: 1.2 対象 → 1.3 範囲
    """
    if pair.is_moved and pair.old.level == pair.new.level:
        yield Draft("見出し", pair.olds[0].place or "（冒頭）", pair.news[0].place or "（冒頭）")
    else:
        yield from reordered(pair)


@change("TM-ADDED", "用語の追加", Weight.REVIEW, READERS, mirror="TM-REMOVED")
def term_added(one: Added[Term]) -> Iterator[Draft]:
    """用語が加わった。

    例: 「登録者」が加わった
    """
    yield Draft(after=one.value.definition)


@change("TM-REMOVED", "用語の削除", Weight.REVIEW, READERS, mirror="TM-ADDED")
def term_removed(one: Removed[Term]) -> Iterator[Draft]:
    """用語が無くなった。

    例: 「登録者」が無くなった
    """
    yield Draft(before=one.value.definition)


@change("TM-DEFINITION", "用語の定義の変更", Weight.REVIEW, READERS, mirror="TM-DEFINITION")
def term_definition(pair: Pair[Term]) -> Iterator[Draft]:
    """用語の定義が変わった。その語を使う要件すべての意味に関わる。

    例: 定義に「法人を含む。」が加わった
    """
    yield from substance(pair, "definition")


@change("TM-NAME", "用語の名称・別名の変更", Weight.REVIEW, READERS, mirror="TM-NAME")
def term_name(pair: Pair[Term]) -> Iterator[Draft]:
    """用語、読み、別名又は使わない語が変わった。

    例: 「登録者」 → 「印鑑登録者」
    """
    yield from substance(pair, "name", "reading")
    for attribute, label in (("synonyms", "別名"), ("avoided", "使わない語")):
        old, new = getattr(pair.old, attribute), getattr(pair.new, attribute)
        if set(old) != set(new):
            yield Draft(label, said(old), said(new))


@change("TM-WORDING", "用語の字句の整理", Weight.EDITORIAL, READERS, mirror="TM-WORDING")
def term_wording(pair: Pair[Term]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 定義の読点が「，」から「、」になった
    """
    yield from wording(pair, "name", "reading", "definition")


@change("TM-ORDER", "用語の並び順の変更", Weight.EDITORIAL, READERS, mirror="TM-ORDER")
def term_order(pair: Pair[Term]) -> Iterator[Draft]:
    """用語の並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)
