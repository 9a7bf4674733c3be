"""帳票要件: what is printed, for whom, where on the page."""

from collections.abc import Iterator
from typing import Any

from hyojun.model import Audience, Form, FormItem, ImplementationClass

from ..catalogue import READERS, change
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
from ..setting import Setting


def _strongest(form: Form) -> ImplementationClass:
    classes = set(form.classes.values()) if isinstance(form.classes, dict) else {form.classes}
    order = (ImplementationClass.MUST, ImplementationClass.FORBIDDEN, ImplementationClass.OPTION)
    return next(c for c in order if c in classes)


def _is_light(form: Form) -> bool:
    """A change of it need not be acted upon: an optional 帳票 for staff."""
    return form.audience is Audience.STAFF


@change("FM-ADDED", "帳票の追加", Weight.BREAKING, READERS, mirror="FM-REMOVED")
def form_added(one: Added[Form]) -> Iterator[Draft]:
    """帳票が加わった。実装必須であれば作らなければならず、実装不可であれば外さなければならない。

    例: 帳票ID 0020005（実装必須）が加わった
    """
    is_option = _strongest(one.value) is ImplementationClass.OPTION
    yield Draft(after=_in_short(one.value), weight=Weight.REVIEW if is_option else None)


@change("FM-REMOVED", "帳票の削除", Weight.BREAKING, READERS, mirror="FM-ADDED")
def form_removed(one: Removed[Form]) -> Iterator[Draft]:
    """帳票が無くなった。記載の無い帳票は出力できなくなる。

    例: 帳票ID 0020005 が廃止された
    """
    is_forbidden = _strongest(one.value) is ImplementationClass.FORBIDDEN
    yield Draft(before=_in_short(one.value), weight=Weight.REVIEW if is_forbidden else None)


def _in_short(form: Form) -> str:
    return f"{said(form.audience)}、{said(form.classes)}"


@change("FM-CLASS", "帳票の実装類型の変更", Weight.BREAKING, READERS, mirror="FM-CLASS")
def form_class(pair: Pair[Form]) -> Iterator[Draft]:
    """帳票の実装類型が変わった。実装必須になれば作らなければならず、実装不可になれば外さなければならない。

    例: 実装類型 標準オプション → 実装必須
    """
    eased = (_strongest(pair.old), _strongest(pair.new)) in (
        (ImplementationClass.MUST, ImplementationClass.OPTION),
        (ImplementationClass.FORBIDDEN, ImplementationClass.OPTION),
    )
    for draft in differing(pair, "classes"):
        yield draft._replace(weight=Weight.REVIEW) if eased else draft


@change("FM-AUDIENCE", "帳票の対象の変更", Weight.REVIEW, READERS, mirror="FM-AUDIENCE")
def form_audience(pair: Pair[Form]) -> Iterator[Draft]:
    """住民向けと職員向けの別、又は職員向けの理由が変わった。住民向けの帳票は、レイアウトまで標準に従う。

    例: 対象 職員向け → 住民向け
    """
    yield from differing(pair, "audience")
    yield from substance(pair, "staff_reason")


@change("FM-NAME", "帳票名称の変更", Weight.REVIEW, READERS, mirror="FM-NAME")
def form_name(pair: Pair[Form]) -> Iterator[Draft]:
    """帳票名称が変わった。

    例: 「印鑑登録証明書」 → 「印鑑登録証明書（記載省略）」
    """
    yield from substance(pair, "name")


@change("FM-TEXT", "帳票の用途・根拠の変更", Weight.REVIEW, READERS, mirror="FM-TEXT")
def form_text(pair: Pair[Form]) -> Iterator[Draft]:
    """用途、根拠、外部仕様、備考又はデータ要件で代替する理由が変わった。

    例: 根拠の条項が変わった
    """
    yield from substance(pair, "purpose", "basis", "note", "replaced_by_data")
    yield from differing(pair, "outside")


@change("FM-LAYOUT", "帳票レイアウトの変更", Weight.BREAKING, READERS, mirror="FM-LAYOUT")
def form_layout(pair: Pair[Form]) -> Iterator[Draft]:
    """レイアウトが変わった。住民向けの帳票は、欄の位置、大きさ、文字、添付した図のどれが変わっても作り直しになる。

    例: 氏名の欄の幅 60mm → 80mm
    """
    before, after = layout_lines(pair.old), layout_lines(pair.new)
    if before == after:
        return
    less = [line for line in before if line not in after]
    more = [line for line in after if line not in before]
    if before and after and not (less and more):  # the page stays, so that neither side is empty
        less, more = [before[0], *less], [after[0], *more]
    both = _is_light(pair.old) and _is_light(pair.new)
    weight = Weight.REVIEW if both else None
    yield Draft("レイアウト", "\n".join(less) or None, "\n".join(more) or None, weight=weight)


def layout_lines(form: Form) -> tuple[str, ...]:
    """A layout, one field or ruled line a line; fields by the name of what they print, not by 項番."""
    if form.layout is None:
        return ()
    names = {i.number: i.name for i in form.items}
    plain = form.layout.plain()
    sides = plain.pop("続く面", [])
    head = {k: v for k, v in plain.items() if not isinstance(v, list)}
    found = [said(head) or "", *_marks(plain, names, "")]
    for side in sides:
        found += _marks(side, names, f"{side['面の名称']}の")
    return tuple(found)


def _marks(side: dict[str, Any], names: dict[int, str], where: str) -> Iterator[str]:
    """What one side of the paper shows."""
    for kind, rows in side.items():
        for row in rows if isinstance(rows, list) else ():
            named = row | {"項番": names.get(row["項番"], row["項番"])} if "項番" in row else row
            yield f"{where}{kind} {said(named)}"


@change("FM-NUMBER", "帳票IDの付け替え", Weight.REVIEW, READERS, mirror="FM-NUMBER")
def form_number(pair: Pair[Form]) -> Iterator[Draft]:
    """同じ帳票の帳票IDが変わった。帳票IDで引くものを付け替える。

    例: 0020001 → 0020005
    """
    yield from numbered(pair, "帳票ID")


@change("FM-WORDING", "帳票の字句の整理", Weight.EDITORIAL, READERS, mirror="FM-WORDING")
def form_wording(pair: Pair[Form]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 用途の読点が「，」から「、」になった
    """
    yield from wording(pair, "name", "purpose", "basis", "note", "replaced_by_data", "staff_reason")


@change("FM-ORDER", "帳票の並び順の変更", Weight.EDITORIAL, READERS, mirror="FM-ORDER")
def form_order(pair: Pair[Form]) -> Iterator[Draft]:
    """帳票の並ぶ位置だけが変わり、内容は変わらない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)


def _for_staff(setting: Setting, id: str) -> Weight | None:
    """要確認 where the 帳票 is for staff in both editions."""
    number = id.partition("/")[0]
    forms = [f for b in (setting.old, setting.new) if b for f in b.forms if f.id == number]
    return Weight.REVIEW if forms and all(_is_light(f) for f in forms) else None


def _weighed(pair: Pair[FormItem], drafts: Iterator[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        yield draft._replace(weight=_for_staff(pair.setting, pair.news[0].id))


@change("FI-ADDED", "印字項目の追加", Weight.BREAKING, READERS, mirror="FI-REMOVED")
def field_added(one: Added[FormItem]) -> Iterator[Draft]:
    """印字項目が加わった。住民向けの帳票であれば作り直しになる。

    例: 諸元表に「生年月日」が加わった
    """
    yield Draft(after=said(one.value), weight=_for_staff(one.setting, one.thing.id))


@change("FI-REMOVED", "印字項目の削除", Weight.BREAKING, READERS, mirror="FI-ADDED")
def field_removed(one: Removed[FormItem]) -> Iterator[Draft]:
    """印字項目が無くなった。住民向けの帳票であれば作り直しになる。

    例: 諸元表から「生年月日」が無くなった
    """
    yield Draft(before=said(one.value), weight=_for_staff(one.setting, one.thing.id))


@change("FI-PRINT", "印字の変更", Weight.BREAKING, READERS, mirror="FI-PRINT")
def field_print(pair: Pair[FormItem]) -> Iterator[Draft]:
    """印字するもの（項目、固定文言、算出方法、編集条件）、桁数、行数、フォント、必須の別又は文字溢れ対応が変わった。

    例: 桁数 20 → 30
    """
    yield from _weighed(pair, following(pair, "data_item", Subject.DATA_ITEM))
    yield from _weighed(pair, differing(pair, "length", "lines", "font", "required"))
    yield from _weighed(pair, substance(pair, "name", "text", "fixed", "computed", "overflow"))


@change("FI-NOTE", "印字項目の参考の記載の変更", Weight.REVIEW, READERS, mirror="FI-NOTE")
def field_note(pair: Pair[FormItem]) -> Iterator[Draft]:
    """サンプル値又は備考が変わった。

    例: サンプル値 山田　太郎 → 住民　太郎
    """
    yield from substance(pair, "sample", "note")


@change("FI-WORDING", "印字項目の字句の整理", Weight.EDITORIAL, READERS, mirror="FI-WORDING")
def field_wording(pair: Pair[FormItem]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 編集条件の読点が「，」から「、」になった
    """
    yield from wording(pair, "name", "text", "computed", "overflow", "sample", "note")


@change("FI-FIXED-WORDING", "固定文言の字句の整理", Weight.REVIEW, READERS, mirror="FI-FIXED-WORDING")
def fixed_wording(pair: Pair[FormItem]) -> Iterator[Draft]:
    """固定文言の字句だけが変わった。内容は変わらないが、印字される文字は変わる。

    例: 固定文言の括弧が半角から全角になった
    """
    yield from wording(pair, "fixed")


@change("FI-ORDER", "印字項目の並び順の変更", Weight.REVIEW, READERS, mirror="FI-ORDER")
def field_order(pair: Pair[FormItem]) -> Iterator[Draft]:
    """諸元表の中で並ぶ位置が変わった。前後の項目が増減しただけで変わった項番は、変更に数えない。

    例: 「登録」の次 → 「交付」の次
    """
    yield from reordered(pair)
