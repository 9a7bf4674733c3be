"""文字要件: for all, since what one side may write the other has to read."""

from collections.abc import Iterator

from hyojun.model import CharacterRequirement

from ..catalogue import ALL, change
from ..changes import Subject, Weight
from ..pair import Added, Draft, Pair, Removed, differing, joining, leaving, substance, wording


@change("CS-ADDED", "文字要件の追加", Weight.BREAKING, ALL, mirror="CS-REMOVED")
def characters_added(one: Added[CharacterRequirement]) -> Iterator[Draft]:
    """文字要件が加わった。保持し、印字し、又は受け渡す文字の扱いを改めなければならない。

    例: 「外部への提供における縮退」が加わった
    """
    yield Draft(after=one.value.text)


@change("CS-REMOVED", "文字要件の削除", Weight.REVIEW, ALL, mirror="CS-ADDED")
def characters_removed(one: Removed[CharacterRequirement]) -> Iterator[Draft]:
    """文字要件が無くなった。相手に渡る文字が変わることがある。

    例: 「外部への提供における縮退」が無くなった
    """
    yield Draft(before=one.value.text)


@change("CS-SET", "文字集合などの変更", Weight.BREAKING, ALL, mirror="CS-SET")
def characters_set(pair: Pair[CharacterRequirement]) -> Iterator[Draft]:
    """実装類型、文字集合、文字コード、縮退又は要件の文が変わった。扱える文字や、文字の渡し方が変わる。

    例: 文字集合 JIS X 0213:2012 → 行政事務標準文字
    """
    yield from differing(pair, "implementation", "sets", "encoding")
    yield from substance(pair, "text", "reduction")


@change("CS-DATE", "文字要件の適合基準日の変更", Weight.REVIEW, ALL, mirror="CS-DATE")
def characters_date(pair: Pair[CharacterRequirement]) -> Iterator[Draft]:
    """文字要件の適合基準日が変わった。早まったときは、影響大とする。

    例: 適合基準日 2030-04-01 → 2028-04-01
    """
    before, after = (row.conformance or "" for row in (pair.old, pair.new))
    is_earlier = before[:1].isdigit() and after[:1].isdigit() and after < before
    for draft in differing(pair, "conformance"):
        yield draft._replace(weight=Weight.BREAKING if is_earlier else None)


@change("CS-TEXT", "文字要件の記載の変更", Weight.REVIEW, ALL, mirror="CS-TEXT")
def characters_text(pair: Pair[CharacterRequirement]) -> Iterator[Draft]:
    """名称、考え方・理由、備考、キー又は対象のデータ項目が変わった。

    例: データ項目に 00100006 が加わった
    """
    yield from differing(pair, "key")
    yield from substance(pair, "name", "reason", "note")
    yield from joining(pair, "data_items", Subject.DATA_ITEM)
    yield from leaving(pair, "data_items", Subject.DATA_ITEM)


@change("CS-WORDING", "文字要件の字句の整理", Weight.EDITORIAL, ALL, mirror="CS-WORDING")
def characters_wording(pair: Pair[CharacterRequirement]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 要件の読点が「，」から「、」になった
    """
    yield from wording(pair, "name", "text", "reduction", "reason", "note")
