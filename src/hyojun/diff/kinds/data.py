"""データ要件: what data systems hold and hand over."""

from collections.abc import Iterator

from hyojun.model import CodeList, CodeValue, DataGroup, DataItem, OutputCondition

from ..catalogue import ALL, EXCHANGE, READERS, change
from ..changes import Subject, Weight
from ..pair import (
    Added,
    Draft,
    Pair,
    Removed,
    differing,
    following,
    numbered,
    reordered,
    said,
    substance,
    wording,
)


def _in_short(item: DataItem) -> str:
    return "、".join(
        f"{word} {said(value)}"
        for word, value in (
            ("データ型", item.type),
            ("桁数", item.length),
            ("コード", item.code),
            ("繰り返し", item.repeat),
            ("データ出力条件", item.output),
        )
        if value is not None
    )


@change("DI-ADDED-MUST", "出力する項目の追加", Weight.BREAKING, ALL, mirror="DI-REMOVED-MUST")
def item_added_must(one: Added[DataItem]) -> Iterator[Draft]:
    """実装類型が○、又は出力が必須のデータ項目が加わった。事業者は持たせ、出力しなければならない。

    例: データ項目ID 00200041（実装類型 ○）
    """
    if _is_must(one.value):
        yield Draft(after=_in_short(one.value))


@change("DI-REMOVED-MUST", "出力する項目の削除", Weight.BREAKING, ALL, mirror="DI-ADDED-MUST")
def item_removed_must(one: Removed[DataItem]) -> Iterator[Draft]:
    """実装類型が○、又は出力が必須のデータ項目が無くなった。受け取っていた側で使えなくなる。

    例: データ項目ID 00200041（実装類型 ○）が廃止された
    """
    if _is_must(one.value):
        yield Draft(before=_in_short(one.value))


@change("DI-ADDED", "データ項目の追加", Weight.REVIEW, ALL, mirror="DI-REMOVED")
def item_added(one: Added[DataItem]) -> Iterator[Draft]:
    """データ項目が加わった。出力は必須でない。

    例: データ項目ID 00200042（任意）
    """
    if not _is_must(one.value):
        yield Draft(after=_in_short(one.value))


@change("DI-REMOVED", "データ項目の削除", Weight.REVIEW, ALL, mirror="DI-ADDED")
def item_removed(one: Removed[DataItem]) -> Iterator[Draft]:
    """出力が必須でないデータ項目が無くなった。使っている連携や帳票が無いかを確かめる。

    例: データ項目ID 00200042（任意）が廃止された
    """
    if not _is_must(one.value):
        yield Draft(before=_in_short(one.value))


def _is_must(item: DataItem) -> bool:
    return item.implementation is not None or item.output is OutputCondition.REQUIRED


@change("DI-TYPE", "データ型の変更", Weight.BREAKING, EXCHANGE, mirror="DI-TYPE")
def item_type(pair: Pair[DataItem]) -> Iterator[Draft]:
    """データ型が変わった。項目を持つ側と受け取る側の両方に手が要る。

    例: データ型 X → Ｎ
    """
    yield from differing(pair, "type")


@change("DI-LENGTH", "桁数の変更", Weight.BREAKING, EXCHANGE, mirror="DI-LENGTH")
def item_length(pair: Pair[DataItem]) -> Iterator[Draft]:
    """桁数が変わった。伸びても縮んでも、項目を持つ側と受け取る側の両方に手が要る。

    例: 桁数 60 → 80
    """
    yield from differing(pair, "length")


@change("DI-REPEAT", "繰り返しの変更", Weight.BREAKING, EXCHANGE, mirror="DI-REPEAT")
def item_repeat(pair: Pair[DataItem]) -> Iterator[Draft]:
    """繰り返しの数が変わった。増えても減っても、項目を持つ側と受け取る側の両方に手が要る。

    例: 繰り返し 3 → 5
    """
    yield from differing(pair, "repeat")


@change("DI-CODE", "コードの変更", Weight.BREAKING, EXCHANGE, mirror="DI-CODE")
def item_code(pair: Pair[DataItem]) -> Iterator[Draft]:
    """項目の取る値を定めるコード一覧が変わった。取り得る値が変わる。

    例: コード 001 → 015
    """
    yield from differing(pair, "code")


@change("DI-ROMAJI", "ローマ字の変更", Weight.BREAKING, EXCHANGE, mirror="DI-ROMAJI")
def item_romaji(pair: Pair[DataItem]) -> Iterator[Draft]:
    """ローマ字が変わった。ローマ字はAPIの項目の名前であり、提供側と照会側の両方に手が要る。

    例: ローマ字 shimei → shimei_kanji
    """
    yield from differing(pair, "romaji")


@change("DI-KEY", "主キーの変更", Weight.BREAKING, EXCHANGE, mirror="DI-KEY")
def item_key(pair: Pair[DataItem]) -> Iterator[Draft]:
    """主キーであるかどうかが変わった。行を見分ける方法が変わる。

    例: 主キー （なし） → ○
    """
    yield from differing(pair, "primary_key")


@change("DI-FOREIGN", "外部キーの変更", Weight.REVIEW, EXCHANGE, mirror="DI-FOREIGN")
def item_foreign(pair: Pair[DataItem]) -> Iterator[Draft]:
    """外部キー又はその参照先が変わった。

    例: 参照先 00200001 → 00200021
    """
    yield from differing(pair, "foreign_key")
    yield from following(pair, "refers_to", Subject.DATA_ITEM)


@change("DI-OUTPUT-MUST", "出力の必須化", Weight.BREAKING, EXCHANGE, mirror="DI-OUTPUT-EASED")
def output_must(pair: Pair[DataItem]) -> Iterator[Draft]:
    """データ出力条件が必須に、又は実装類型が○になった。必ず出力しなければならない。

    例: データ出力条件 任意 → 必須
    """
    if pair.new.output is OutputCondition.REQUIRED:
        yield from differing(pair, "output")
    if pair.new.implementation:
        yield from differing(pair, "implementation")


@change("DI-OUTPUT-EASED", "出力の必須の取りやめ", Weight.REVIEW, EXCHANGE, mirror="DI-OUTPUT-MUST")
def output_eased(pair: Pair[DataItem]) -> Iterator[Draft]:
    """データ出力条件が必須でなくなった、又は実装類型の○が無くなった。受け取る側は、来ない場合に備える。

    例: データ出力条件 必須 → 任意
    """
    if pair.old.output is OutputCondition.REQUIRED:
        yield from differing(pair, "output")
    if pair.old.implementation:
        yield from differing(pair, "implementation")


@change("DI-OUTPUT", "データ出力条件の変更", Weight.BREAKING, EXCHANGE, mirror="DI-OUTPUT")
def output(pair: Pair[DataItem]) -> Iterator[Draft]:
    """データ出力条件が、任意と条件付き必須の間で変わった。条件付き必須になれば、条件に当たるときは必ず出力しなければ
    ならない。

    例: データ出力条件 任意 → 条件付き必須
    """
    if OutputCondition.REQUIRED not in (pair.old.output, pair.new.output):
        eased = pair.new.output is OutputCondition.OPTIONAL
        for draft in differing(pair, "output"):
            yield draft._replace(weight=Weight.REVIEW) if eased else draft


@change("DI-NAME", "データ項目の名称の変更", Weight.REVIEW, ALL, mirror="DI-NAME")
def item_name(pair: Pair[DataItem]) -> Iterator[Draft]:
    """データ項目の名称が変わった。

    例: 「届出年月日」 → 「申請年月日」
    """
    yield from substance(pair, "name")


@change("DI-MEANING", "項目定義・項目説明の変更", Weight.REVIEW, ALL, mirror="DI-MEANING")
def item_meaning(pair: Pair[DataItem]) -> Iterator[Draft]:
    """項目定義又は項目説明が変わった。入る値や出力の条件が変わることがある。

    例: 項目説明の条件（※※）が変わった
    """
    yield from substance(pair, "definition", "description")


@change("DI-RELATED", "標準仕様書関連箇所の変更", Weight.REVIEW, READERS, mirror="DI-RELATED")
def item_related(pair: Pair[DataItem]) -> Iterator[Draft]:
    """項目を使う機能の記載が変わった。

    例: 関連箇所に 0020031 が加わった
    """
    yield from substance(pair, "related")


@change("DI-NOTE", "項目の参考の記載の変更", Weight.REVIEW, READERS, mirror="DI-NOTE")
def item_note(pair: Pair[DataItem]) -> Iterator[Draft]:
    """クラス分類、サンプル値、項目の由来又は備考が変わった。

    例: サンプル値 山田　太郎 → 住民　太郎
    """
    yield from substance(pair, "sample", "derivation", "note")
    yield from differing(pair, "classification")


@change("DI-WORDING", "データ項目の字句の整理", Weight.EDITORIAL, ALL, mirror="DI-WORDING")
def item_wording(pair: Pair[DataItem]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 項目説明の読点が「，」から「、」になった
    """
    texts = ("name", "definition", "description", "related", "sample", "derivation", "note")
    yield from wording(pair, *texts)


@change("DI-NUMBER", "データ項目IDの付け替え", Weight.BREAKING, ALL, mirror="DI-NUMBER")
def item_number(pair: Pair[DataItem]) -> Iterator[Draft]:
    """同じ項目のデータ項目IDが変わった。データ項目IDで引くもの（帳票、連携、対応表）を付け替える。

    例: 00200011 → 00200051
    """
    yield from numbered(pair, "データ項目ID")


@change("DI-MOVED", "別のグループへの移動", Weight.BREAKING, EXCHANGE, mirror="DI-MOVED")
def item_moved(pair: Pair[DataItem]) -> Iterator[Draft]:
    """項目が別のグループに移った。グループはファイルに出力する単位であり、出力する場所が変わる。

    例: 印鑑登録情報 → 証明書発行情報
    """
    if pair.is_moved:
        yield Draft("グループ", pair.olds[0].place, pair.news[0].place)


@change("DI-ORDER", "項目の並び順の変更", Weight.REVIEW, EXCHANGE, mirror="DI-ORDER")
def item_order(pair: Pair[DataItem]) -> Iterator[Draft]:
    """グループの中で項目の並ぶ位置が変わった。ファイルに出力する順によっては手が要る。

    例: 00200001 氏名の次 → 「印鑑登録情報」の初め
    """
    yield from reordered(pair)


@change("GR-ADDED", "グループの追加", Weight.REVIEW, EXCHANGE, mirror="GR-REMOVED")
def group_added(one: Added[DataGroup]) -> Iterator[Draft]:
    """グループが加わった。加わった項目は、項目ごとに別に示す。

    例: グループ 002005 が加わった
    """
    yield Draft(after=said(tuple(i.name for i in one.value.items)))


@change("GR-REMOVED", "グループの削除", Weight.REVIEW, EXCHANGE, mirror="GR-ADDED")
def group_removed(one: Removed[DataGroup]) -> Iterator[Draft]:
    """グループが無くなった。無くなった項目は、項目ごとに別に示す。

    例: グループ 002005 が廃止された
    """
    yield Draft(before=said(tuple(i.name for i in one.value.items)))


@change("GR-NAME", "グループの名称・番号の変更", Weight.REVIEW, EXCHANGE, mirror="GR-NAME")
def group_name(pair: Pair[DataGroup]) -> Iterator[Draft]:
    """グループ名称又はグループIDが変わった。

    例: 「印鑑登録情報」 → 「印鑑登録者情報」
    """
    yield from substance(pair, "name")
    yield from differing(pair, "id")


@change("GR-TEXT", "グループの説明の変更", Weight.REVIEW, EXCHANGE, mirror="GR-TEXT")
def group_text(pair: Pair[DataGroup]) -> Iterator[Draft]:
    """グループの説明が変わった。

    例: 説明に一文が加わった
    """
    yield from substance(pair, "text")


@change("GR-WORDING", "グループの字句の整理", Weight.EDITORIAL, EXCHANGE, mirror="GR-WORDING")
def group_wording(pair: Pair[DataGroup]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 説明の読点が「，」から「、」になった
    """
    yield from wording(pair, "name", "text")


@change("GR-ORDER", "グループの並び順の変更", Weight.EDITORIAL, EXCHANGE, mirror="GR-ORDER")
def group_order(pair: Pair[DataGroup]) -> Iterator[Draft]:
    """グループの並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)


@change("CL-ADDED", "コード一覧の追加", Weight.REVIEW, EXCHANGE, mirror="CL-REMOVED")
def codes_added(one: Added[CodeList]) -> Iterator[Draft]:
    """コード一覧が加わった。使う項目の変更は、項目ごとに別に示す。

    例: コードID 015 が加わった
    """
    yield Draft(after=_values(one.value))


@change("CL-REMOVED", "コード一覧の削除", Weight.BREAKING, EXCHANGE, mirror="CL-ADDED")
def codes_removed(one: Removed[CodeList]) -> Iterator[Draft]:
    """コード一覧が無くなった。使っている項目の取り得る値が決まらなくなる。

    例: コードID 015 が無くなった
    """
    yield Draft(before=_values(one.value))


def _values(codes: CodeList) -> str:
    return "、".join(f"{v.value} {v.meaning}" for v in codes.values)


@change("CL-NAME", "コード一覧の記載の変更", Weight.REVIEW, EXCHANGE, mirror="CL-NAME")
def codes_name(pair: Pair[CodeList]) -> Iterator[Draft]:
    """コード名、種別又は備考が変わった。種別が連携になると、ほかの業務からも使われる。

    例: 種別 個別 → 連携
    """
    yield from substance(pair, "name", "note")
    yield from differing(pair, "kind")


@change("CL-WORDING", "コード一覧の字句の整理", Weight.EDITORIAL, EXCHANGE, mirror="CL-WORDING")
def codes_wording(pair: Pair[CodeList]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: コード名の括弧が半角から全角になった
    """
    yield from wording(pair, "name", "note")


@change("CL-ORDER", "コード一覧の並び順の変更", Weight.EDITORIAL, EXCHANGE, mirror="CL-ORDER")
def codes_order(pair: Pair[CodeList]) -> Iterator[Draft]:
    """コード一覧の並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)


@change("CV-ADDED", "コード値の追加", Weight.BREAKING, EXCHANGE, mirror="CV-REMOVED")
def value_added(one: Added[CodeValue]) -> Iterator[Draft]:
    """コード値が加わった。受け取る側は、これまで来なかった値を扱えなければならない。

    例: コード値 4 「その他」
    """
    yield Draft(after=one.value.meaning)


@change("CV-REMOVED", "コード値の削除", Weight.BREAKING, EXCHANGE, mirror="CV-ADDED")
def value_removed(one: Removed[CodeValue]) -> Iterator[Draft]:
    """コード値が無くなった。その値で持っているデータを移さなければならない。

    例: コード値 4 「その他」が無くなった
    """
    yield Draft(before=one.value.meaning)


@change("CV-MEANING", "コード値の内容の変更", Weight.REVIEW, EXCHANGE, mirror="CV-MEANING")
def value_meaning(pair: Pair[CodeValue]) -> Iterator[Draft]:
    """同じコード値の内容又は備考が変わった。意味が変わるなら、持っているデータにも影響する。

    例: 2 「代理人」 → 「任意代理人」
    """
    yield from substance(pair, "meaning", "note")


@change("CV-WORDING", "コード値の字句の整理", Weight.EDITORIAL, EXCHANGE, mirror="CV-WORDING")
def value_wording(pair: Pair[CodeValue]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 内容の括弧が半角から全角になった
    """
    yield from wording(pair, "meaning", "note")


@change("CV-ORDER", "コード値の並び順の変更", Weight.EDITORIAL, EXCHANGE, mirror="CV-ORDER")
def value_order(pair: Pair[CodeValue]) -> Iterator[Draft]:
    """コード値の並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)
