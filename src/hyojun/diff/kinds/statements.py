"""機能要件: what the statement of a function says, what it uses, and where it stands."""

from collections.abc import Iterator

from hyojun.model import Function, ImplementationClass

from ..catalogue import ALL, READERS, change
from ..changes import Subject, Weight
from ..duty import Nature, nature
from ..pair import Draft, Pair, joining, leaving, numbered, reordered, said, substance, wording
from .functions import bodies_of_both, by_body

MUST, FORBIDDEN = ImplementationClass.MUST, ImplementationClass.FORBIDDEN

_BINDING = (MUST, FORBIDDEN)


def _bound(pair: Pair[Function]) -> tuple[bool, tuple[str, ...]]:
    """Whether a duty (or a ban) held before and holds after for the same body, and for which."""
    old, new = pair.old.classes_by_body(), pair.new.classes_by_body()
    bodies = bodies_of_both(old, new)
    before, after = by_body(old, bodies), by_body(new, bodies)
    bound = tuple(b for b in bodies if before[b] == after[b] and before[b] in _BINDING)
    return bool(bound), () if len(bound) == len(bodies) else bound


def _text(pair: Pair[Function]) -> tuple[Draft, Nature, bool] | None:
    """The change of 機能要件, what became of it, and whether it binds; None: there is none of substance."""
    for draft in substance(pair, "text"):
        became = nature(*pair.setting.levelled(pair.old.text, pair.new.text), pair.setting.spell)
        if became.freed and _is_banned(pair):
            draft = draft._replace(
                weight=Weight.BREAKING, remark="範囲を限る言葉が無くなり、実装不可の範囲が広がる。"
            )
        if became.is_same and max(len(pair.olds), len(pair.news)) > 1:
            return None  # a split or a merger that kept every sentence
        is_bound, bodies = _bound(pair)
        return draft._replace(bodies=bodies), became, is_bound
    return None


def _is_banned(pair: Pair[Function]) -> bool:
    """Whether it is forbidden to somebody before and after."""
    old, new = pair.old.classes_by_body(), pair.new.classes_by_body()
    bodies = bodies_of_both(old, new)
    return any(
        o == n == FORBIDDEN for o, n in zip(*(by_body(s, bodies).values() for s in (old, new)), strict=True)
    )


@change("FN-TEXT-GAINED", "実装必須・実装不可の中の追加", Weight.BREAKING, READERS, mirror="FN-TEXT-LOST")
def text_gained(pair: Pair[Function]) -> Iterator[Draft]:
    """現行からある実装必須（実装不可）の機能要件に、文又は列挙の項目が加わり、義務が増える。

    例: 「氏名及び住所を」 → 「氏名、住所及び生年月日を」
    """
    match _text(pair):
        case (draft, became, True) if became.gained and not became.lost:
            remark = "機能IDは同じままである。" if _keeps_id(pair) else ""
            yield draft._replace(remark=draft.remark + remark)


def _keeps_id(pair: Pair[Function]) -> bool:
    return [t.id for t in pair.olds] == [t.id for t in pair.news]


@change("FN-TEXT-LOST", "実装必須・実装不可の中の削除", Weight.REVIEW, READERS, mirror="FN-TEXT-GAINED")
def text_lost(pair: Pair[Function]) -> Iterator[Draft]:
    """現行からある実装必須（実装不可）の機能要件から、文又は列挙の項目が無くなった。義務を決める語も変わったとき、又は
    実装不可の範囲を限る言葉が無くなったときは、影響大とする。

    例: 「氏名、住所及び生年月日を」 → 「氏名及び住所を」
    """
    match _text(pair):
        case (draft, became, True) if became.lost and not became.gained:
            yield draft._replace(weight=Weight.BREAKING) if became.decisive else draft


@change(
    "FN-TEXT-REPLACED",
    "実装必須・実装不可の中の差し替え",
    Weight.BREAKING,
    READERS,
    mirror="FN-TEXT-REPLACED",
)
def text_replaced(pair: Pair[Function]) -> Iterator[Draft]:
    """現行からある実装必須（実装不可）の機能要件で、文又は列挙の項目が無くなり、別のものが加わった。

    例: 一文が、内容の違う一文に替わった
    """
    match _text(pair):
        case (draft, became, True) if became.lost and became.gained:
            yield draft


@change("FN-TEXT-DECISIVE", "義務を決める語の変更", Weight.BREAKING, READERS, mirror="FN-TEXT-DECISIVE")
def text_decisive(pair: Pair[Function]) -> Iterator[Draft]:
    """現行からある実装必須（実装不可）の機能要件で、数、否定、以上・超、及び・又は、期限や頻度、自動・手動、望ましい・努めるなど、義務を
    決める語が変わった。

    例: 「5年間保存できること。」 → 「7年間保存できること。」
    """
    match _text(pair):
        case (draft, became, True) if became.decisive and not (became.lost or became.gained):
            yield draft


@change("FN-TEXT", "機能要件の変更", Weight.REVIEW, READERS, mirror="FN-TEXT")
def text_changed(pair: Pair[Function]) -> Iterator[Draft]:
    """機能要件の語が変わった。義務が変わるかを確かめる。実装不可の範囲を限る言葉が無くなったときは、影響大とする。

    例: 「一覧を表示できること。」 → 「一覧を出力できること。」
    """
    match _text(pair):
        case (draft, _, False):
            yield draft
        case (draft, became, _) if not (became.lost or became.gained or became.decisive):
            yield draft


_TEXTS = ("name", "text", "reason", "note", "body_notes")


@change("FN-WORDING", "機能の字句の整理", Weight.EDITORIAL, READERS, mirror="FN-WORDING")
def function_wording(pair: Pair[Function]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 「問合せ」 → 「問い合わせ」
    """
    if max(len(pair.olds), len(pair.news)) == 1:
        yield from wording(pair, *_TEXTS)


@change("FN-NAME", "機能名称の変更", Weight.REVIEW, READERS, mirror="FN-NAME")
def function_name(pair: Pair[Function]) -> Iterator[Draft]:
    """機能名称が変わった。マニュアルなど、名称で引くものを直す。

    例: 「登録申請の受付」 → 「登録申請の受理」
    """
    if max(len(pair.olds), len(pair.news)) == 1:
        yield from substance(pair, "name")


@change("FN-NUMBER", "機能IDの付け替え", Weight.REVIEW, READERS, mirror="FN-NUMBER")
def function_number(pair: Pair[Function]) -> Iterator[Draft]:
    """同じ機能の機能IDが変わった。機能IDで引くもの（適合状況、FIT&GAPなど）を付け替える。

    例: 0020011 → 0020031
    """
    if len(pair.olds) == len(pair.news) == 1:
        yield from numbered(pair, "機能ID")


@change("FN-SPLIT", "機能の分割", Weight.REVIEW, READERS, mirror="FN-MERGED")
def function_split(pair: Pair[Function]) -> Iterator[Draft]:
    """1つの機能が複数に分かれた。適合状況やFIT&GAPの回答を付け替える。

    例: 0020011 → 0020011、0020031
    """
    if len(pair.olds) == 1 < len(pair.news):
        yield _regrouped(pair)


@change("FN-MERGED", "機能の統合", Weight.REVIEW, READERS, mirror="FN-SPLIT")
def function_merged(pair: Pair[Function]) -> Iterator[Draft]:
    """複数の機能が1つになった。適合状況やFIT&GAPの回答を付け替える。

    例: 0020011、0020012 → 0020011
    """
    if len(pair.news) == 1 < len(pair.olds):
        yield _regrouped(pair)


@change("FN-REGROUPED", "機能の組み替え", Weight.REVIEW, READERS, mirror="FN-REGROUPED")
def function_regrouped(pair: Pair[Function]) -> Iterator[Draft]:
    """複数の機能が、別の複数の機能に組み替えられた。適合状況やFIT&GAPの回答を付け替える。

    例: 0020011、0020012 → 0020031、0020032
    """
    if len(pair.news) > 1 and len(pair.olds) > 1:
        yield _regrouped(pair)


def _regrouped(pair: Pair[Function]) -> Draft:
    return Draft("機能ID", said(tuple(t.id for t in pair.olds)), said(tuple(t.id for t in pair.news)))


@change("FN-MOVED", "別の見出しへの移動", Weight.REVIEW, READERS, mirror="FN-MOVED")
def function_moved(pair: Pair[Function]) -> Iterator[Draft]:
    """機能が別の見出しの下に移った。見出しが対象の事務や帳票を限っていることがあるため、意味が変わらないかを確かめる。

    例: 2.1 登録申請 → 2.3 証明書の交付
    """
    if pair.is_moved:
        yield Draft("見出し", pair.olds[0].place, pair.news[0].place)


@change("FN-ORDER", "並び順の変更", Weight.EDITORIAL, READERS, mirror="FN-ORDER")
def function_order(pair: Pair[Function]) -> Iterator[Draft]:
    """同じ見出しの下で並ぶ位置だけが変わり、内容は変わらない。

    例: 0020027 登録の次 → 0020066 交付の次
    """
    yield from reordered(pair)


@change("FN-REASON", "考え方・理由の変更", Weight.REVIEW, READERS, mirror="FN-REASON")
def function_reason(pair: Pair[Function]) -> Iterator[Draft]:
    """要件の考え方・理由、由来又は採用の観点が変わった。義務は変わらないが、読み方が変わることがある。

    例: 考え方・理由に一文が加わった
    """
    yield from substance(pair, "reason", "derivation", "merit")


@change("FN-NOTE", "備考の変更", Weight.REVIEW, READERS, mirror="FN-NOTE")
def function_note(pair: Pair[Function]) -> Iterator[Draft]:
    """備考又は団体区分の注記が変わった。義務を限ったり広げたりするものもあるため、確かめる。

    例: 備考「指定都市に限る。」が加わった
    """
    yield from substance(pair, "note", "body_notes")


@change("FN-ITEM-JOINED", "データ項目の追加", Weight.BREAKING, ALL, mirror="FN-ITEM-LEFT")
def item_joined(pair: Pair[Function]) -> Iterator[Draft]:
    """現行からある機能に、扱うデータ項目が加わった。実装必須の機能であれば、管理しなければならない項目が増える。

    例: データ項目に 00200015 が加わった
    """
    for draft in joining(pair, "data_items", Subject.DATA_ITEM):
        yield draft._replace(weight=None if _is_must(pair.new) else Weight.REVIEW)


@change("FN-ITEM-LEFT", "データ項目の削除", Weight.REVIEW, ALL, mirror="FN-ITEM-JOINED")
def item_left(pair: Pair[Function]) -> Iterator[Draft]:
    """機能が扱うデータ項目が減った。連携や帳票で使い続けていないかを確かめる。

    例: データ項目から 00200015 が無くなった
    """
    yield from leaving(pair, "data_items", Subject.DATA_ITEM)


@change("FN-OUTPUT-JOINED", "帳票・連携の追加", Weight.BREAKING, ALL, mirror="FN-OUTPUT-LEFT")
def output_joined(pair: Pair[Function]) -> Iterator[Draft]:
    """現行からある機能に、出力する帳票又は行う連携が加わった。実装必須の機能であれば、義務が増える。提供側と照会側に関わるのは、連携だけで
    ある。

    例: 帳票に 0020003 が加わった
    """
    weight = None if _is_must(pair.new) else Weight.REVIEW
    for draft in joining(pair, "forms", Subject.FORM):
        yield draft._replace(weight=weight, audiences=READERS)
    for draft in joining(pair, "linkages", Subject.LINKAGE):
        yield draft._replace(weight=weight)


@change("FN-OUTPUT-LEFT", "帳票・連携の削除", Weight.REVIEW, ALL, mirror="FN-OUTPUT-JOINED")
def output_left(pair: Pair[Function]) -> Iterator[Draft]:
    """機能が出力する帳票又は行う連携が減った。ほかの機能が引き継いだかを確かめる。提供側と照会側に関わるのは、連携だけである。

    例: 連携から 002o001 が無くなった
    """
    for draft in leaving(pair, "forms", Subject.FORM):
        yield draft._replace(audiences=READERS)
    yield from leaving(pair, "linkages", Subject.LINKAGE)


def _is_must(function: Function) -> bool:
    return MUST in function.classes_by_body().values()


@change("FN-MECHANISM", "横断的仕組みの変更", Weight.REVIEW, READERS, mirror="FN-MECHANISM")
def function_mechanism(pair: Pair[Function]) -> Iterator[Draft]:
    """機能が担う横断的な仕組みが変わった。仕組みごとに求められる機能がそろっているかを確かめる。

    例: 横断的仕組みに「DV等支援対象者の情報の取扱い」が加わった
    """
    yield from joining(pair, "mechanisms", None)
    yield from leaving(pair, "mechanisms", None)


@change("FN-REFERENCE", "参照の変更", Weight.REVIEW, READERS, mirror="FN-REFERENCE")
def function_reference(pair: Pair[Function]) -> Iterator[Draft]:
    """あわせて読む機能や見出しが変わった。

    例: 参照に「機能0020001」が加わった
    """
    yield from joining(pair, "references", None)
    yield from leaving(pair, "references", None)


@change("FN-PARAMETER", "パラメータの変更", Weight.REVIEW, READERS, mirror="FN-PARAMETER")
def function_parameter(pair: Pair[Function]) -> Iterator[Draft]:
    """団体が設定するパラメータが加わった、変わった、又は無くなった。上乗せなどを続けられるかを確かめる。現行からある実装必須の
    機能にパラメータが加わり、又はその型・桁数が変われば、義務が変わる。

    例: パラメータ「手数料の額」の桁数 4 → 6
    """
    old = {p.name: (p.type, p.length) for p in pair.old.parameters}
    new = {p.name: (p.type, p.length) for p in pair.new.parameters}
    heavy = {f"パラメータ「{n}」" for n, shape in new.items() if old.get(n) != shape}
    must = _is_must(pair.old) and _is_must(pair.new)
    for draft in _named(pair, "parameters", "パラメータ"):
        yield draft._replace(weight=Weight.BREAKING) if must and draft.field in heavy else draft


@change("FN-PATTERN", "パターンの変更", Weight.REVIEW, READERS, mirror="FN-PATTERN")
def function_pattern(pair: Pair[Function]) -> Iterator[Draft]:
    """機能のパターンが加わった、変わった、又は無くなった。団体が使っているパターンが残るかを確かめる。

    例: パターン「居宅型」が加わった
    """
    yield from _named(pair, "patterns", "パターン")


def _named(pair: Pair[Function], attribute: str, label: str) -> Iterator[Draft]:
    """Parts of a function by name. An absent value is shown as such."""
    old = {p.name: p for p in getattr(pair.old, attribute)}
    new = {p.name: p for p in getattr(pair.new, attribute)}
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield Draft(f"{label}「{name}」", said(old.get(name)), said(new.get(name)))
