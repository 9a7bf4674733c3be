"""機能要件: what a system has to, may or must not do."""

from collections.abc import Iterator, Mapping

from hyojun.model import ALL_BODIES, Function, ImplementationClass

from ..catalogue import READERS, change
from ..changes import Weight
from ..pair import Added, Draft, Pair, Removed, said

MUST, OPTION, FORBIDDEN = ImplementationClass.MUST, ImplementationClass.OPTION, ImplementationClass.FORBIDDEN


def _bodies_of(function: Function, *classes: ImplementationClass) -> tuple[str, ...]:
    """団体区分 with one of these classes; empty: all of them."""
    by_body = function.classes_by_body()
    own = tuple(b for b, c in by_body.items() if c in classes)
    return () if len(own) == len(by_body) else own


def _new(one: Added[Function], wanted: ImplementationClass) -> Iterator[Draft]:
    """A draft for each class, so that every 団体区分 finds the function under the class it has for it."""
    if wanted in one.value.classes_by_body().values():
        yield Draft(after=one.value.text, bodies=_bodies_of(one.value, wanted))


def _gone(one: Removed[Function], was: ImplementationClass) -> Iterator[Draft]:
    """Where what is not listed may be built freely, losing its row takes nothing away."""
    if was in one.value.classes_by_body().values():
        old = one.setting.old
        is_free = old is not None and old.registered.unlisted_default == "任意"
        weight = Weight.REVIEW if is_free else None
        yield Draft(before=one.value.text, bodies=_bodies_of(one.value, was), weight=weight)


@change("FN-ADDED-MUST", "実装必須の機能の追加", Weight.BREAKING, READERS, mirror="FN-REMOVED-MUST")
def added_must(one: Added[Function]) -> Iterator[Draft]:
    """実装必須の機能が加わった。事業者は適合基準日までに実装しなければならない。

    例: 現行に無い機能ID 0020031（実装必須）
    """
    yield from _new(one, MUST)


@change("FN-REMOVED-MUST", "実装必須の機能の削除", Weight.BREAKING, READERS, mirror="FN-ADDED-MUST")
def removed_must(one: Removed[Function]) -> Iterator[Draft]:
    """実装必須の機能が無くなった。記載の無い機能は原則として実装不可であるため、実装をやめるかを決めなければならない。

    例: 機能ID 0020031（実装必須）が廃止された
    """
    yield from _gone(one, MUST)


@change("FN-ADDED-OPTION", "標準オプションの機能の追加", Weight.REVIEW, READERS, mirror="FN-REMOVED-OPTION")
def added_option(one: Added[Function]) -> Iterator[Draft]:
    """標準オプション機能が加わった。実装するかどうかを事業者が、使うかどうかを団体が決められる。

    例: 現行に無い機能ID 0020032（標準オプション）
    """
    yield from _new(one, OPTION)


@change("FN-REMOVED-OPTION", "標準オプションの機能の削除", Weight.BREAKING, READERS, mirror="FN-ADDED-OPTION")
def removed_option(one: Removed[Function]) -> Iterator[Draft]:
    """標準オプション機能が無くなった。記載の無い機能は原則として実装不可であるため、実装していれば手が要る。

    例: 機能ID 0020032（標準オプション）が廃止された
    """
    yield from _gone(one, OPTION)


@change("FN-ADDED-FORBIDDEN", "実装不可の機能の追加", Weight.BREAKING, READERS, mirror="FN-REMOVED-FORBIDDEN")
def added_forbidden(one: Added[Function]) -> Iterator[Draft]:
    """実装不可の機能が加わった。疎結合であっても実装できないため、持っている製品から外さなければならない。

    例: 現行に無い機能ID 0020033（実装不可）
    """
    yield from _new(one, FORBIDDEN)


@change("FN-REMOVED-FORBIDDEN", "実装不可の機能の削除", Weight.BREAKING, READERS, mirror="FN-ADDED-FORBIDDEN")
def removed_forbidden(one: Removed[Function]) -> Iterator[Draft]:
    """実装不可とする記載が無くなった。記載の無い機能はなお原則として実装不可であるため、ほかの記載に移ったのか、
    持ってよいことになったのかを確かめ、製品での扱いを決めなければならない。

    例: 機能ID 0020033（実装不可）が廃止された
    """
    yield from _gone(one, FORBIDDEN)


def by_body(values: Mapping[str, object], bodies: tuple[str, ...]) -> dict[str, object]:
    """A value for each of the bodies."""
    return {b: values.get(b, values.get(ALL_BODIES)) for b in bodies}


def bodies_of_both(*sides: Mapping[str, object]) -> tuple[str, ...]:
    """The bodies both sides speak of, in the order of the first that names them."""
    named = tuple(dict.fromkeys(b for side in sides for b in side if b != ALL_BODIES))
    return named or (ALL_BODIES,)


def _steps(
    old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[tuple[object, object, tuple[str, ...]]]:
    """Each step from one value to another, with the bodies that take it; no body named: all do."""
    bodies = bodies_of_both(old, new)
    before, after = by_body(old, bodies), by_body(new, bodies)
    steps: dict[tuple[object, object], list[str]] = {}
    for b in bodies:
        if before[b] != after[b]:
            steps.setdefault((before[b], after[b]), []).append(b)
    for (was, now), them in steps.items():
        yield was, now, () if len(them) == len(bodies) else tuple(them)


def _classes(pair: Pair[Function], wanted: set[tuple[object, object]]) -> Iterator[Draft]:
    for was, now, bodies in _steps(pair.old.classes_by_body(), pair.new.classes_by_body()):
        if (was, now) in wanted:
            yield Draft("実装類型", said(was), said(now), bodies)


@change(
    "FN-CLASS-RAISED", "標準オプションから実装必須へ", Weight.BREAKING, READERS, mirror="FN-CLASS-LOWERED"
)
def class_raised(pair: Pair[Function]) -> Iterator[Draft]:
    """標準オプションから実装必須になった。事業者は実装しなければならない。

    例: 実装類型 標準オプション → 実装必須
    """
    yield from _classes(pair, {(OPTION, MUST)})


@change("FN-CLASS-LOWERED", "実装必須から標準オプションへ", Weight.REVIEW, READERS, mirror="FN-CLASS-RAISED")
def class_lowered(pair: Pair[Function]) -> Iterator[Draft]:
    """実装必須から標準オプションになった。使い続けたい団体は、製品に残るかを確かめる。

    例: 実装類型 実装必須 → 標準オプション
    """
    yield from _classes(pair, {(MUST, OPTION)})


@change("FN-CLASS-DEMANDED", "実装不可から実装必須へ", Weight.BREAKING, READERS, mirror="FN-CLASS-BANNED")
def class_demanded(pair: Pair[Function]) -> Iterator[Draft]:
    """実装不可から実装必須になった。事業者は実装しなければならない。

    例: 実装類型 実装不可 → 実装必須
    """
    yield from _classes(pair, {(FORBIDDEN, MUST)})


@change("FN-CLASS-BANNED", "実装必須から実装不可へ", Weight.BREAKING, READERS, mirror="FN-CLASS-DEMANDED")
def class_banned(pair: Pair[Function]) -> Iterator[Draft]:
    """実装必須から実装不可になった。製品から外さなければならない。

    例: 実装類型 実装必須 → 実装不可
    """
    yield from _classes(pair, {(MUST, FORBIDDEN)})


@change(
    "FN-CLASS-FORBIDDEN", "標準オプションから実装不可へ", Weight.BREAKING, READERS, mirror="FN-CLASS-ALLOWED"
)
def class_forbidden(pair: Pair[Function]) -> Iterator[Draft]:
    """標準オプションから実装不可になった。実装していれば、疎結合であっても外さなければならない。

    例: 実装類型 標準オプション → 実装不可
    """
    yield from _classes(pair, {(OPTION, FORBIDDEN)})


@change(
    "FN-CLASS-ALLOWED", "実装不可から標準オプションへ", Weight.REVIEW, READERS, mirror="FN-CLASS-FORBIDDEN"
)
def class_allowed(pair: Pair[Function]) -> Iterator[Draft]:
    """実装不可から標準オプションになった。実装するかどうかを決められる。

    例: 実装類型 実装不可 → 標準オプション
    """
    yield from _classes(pair, {(FORBIDDEN, OPTION)})


@change("FN-BODY-ADDED", "団体区分の追加", Weight.BREAKING, READERS, mirror="FN-BODY-REMOVED")
def body_added(pair: Pair[Function]) -> Iterator[Draft]:
    """これまで実装類型の無かった団体区分に、実装類型が定められた。その区分の団体に納める製品に手が要る。

    例: 実装類型 （町村の定めなし） → 町村: 実装必須
    """
    yield from _classes(pair, {(None, c) for c in ImplementationClass})


@change("FN-BODY-REMOVED", "団体区分の削除", Weight.BREAKING, READERS, mirror="FN-BODY-ADDED")
def body_removed(pair: Pair[Function]) -> Iterator[Draft]:
    """ある団体区分の実装類型が無くなった。記載の無い機能は原則として実装不可であるため、その区分の団体に影響する。

    例: 実装類型 町村: 実装必須 → （町村の定めなし）
    """
    yield from _classes(pair, {(c, None) for c in ImplementationClass})


def _dates(pair: Pair[Function]) -> Iterator[tuple[str | None, str | None, tuple[str, ...]]]:
    """Steps of the 適合基準日 of the statement itself; that of the whole document is a change of the document."""
    old, new = pair.old.conformance_by_body(), pair.new.conformance_by_body()
    if not old and not new:
        return
    before = old or _of_document(pair, 0)
    after = new or _of_document(pair, 1)
    for was, now, bodies in _steps(before, after):
        yield said(was), said(now), bodies


def _of_document(pair: Pair[Function], side: int) -> dict[str, str]:
    business = (pair.setting.old, pair.setting.new)[side]
    thing = (pair.olds, pair.news)[side][0]
    document = business.document(thing.document) if business else None
    return document.conformance_by_body() if document else {}


def _is_day(value: str | None) -> bool:
    return value is not None and value[0].isdigit()


@change("FN-DATE-EARLIER", "適合基準日の前倒し", Weight.BREAKING, READERS, mirror="FN-DATE-LATER")
def date_earlier(pair: Pair[Function]) -> Iterator[Draft]:
    """適合基準日が早まった。事業者はそれまでに適合しなければならない。

    例: 適合基準日 2027-04-01 → 2026-10-01
    """
    for was, now, bodies in _dates(pair):
        if was and now and _is_day(was) and _is_day(now) and now < was:
            yield Draft("適合基準日", was, now, bodies)


@change("FN-DATE-LATER", "適合基準日の先送り", Weight.REVIEW, READERS, mirror="FN-DATE-EARLIER")
def date_later(pair: Pair[Function]) -> Iterator[Draft]:
    """適合基準日が遅くなった。団体は、使える時期を確かめる。

    例: 適合基準日 2026-10-01 → 2027-04-01
    """
    for was, now, bodies in _dates(pair):
        if was and now and _is_day(was) and _is_day(now) and was < now:
            yield Draft("適合基準日", was, now, bodies)


@change("FN-DATE-SET", "適合基準日の決定", Weight.BREAKING, READERS, mirror="FN-DATE-OPENED")
def date_set(pair: Pair[Function]) -> Iterator[Draft]:
    """日付の決まっていなかった適合基準日が日付になった。事業者はそれまでに適合しなければならない。

    例: 適合基準日 未定 → 2027-04-01
    """
    for was, now, bodies in _dates(pair):
        if not _is_day(was) and _is_day(now):
            yield Draft("適合基準日", was, now, bodies)


@change("FN-DATE-OPENED", "適合基準日の未定化", Weight.REVIEW, READERS, mirror="FN-DATE-SET")
def date_opened(pair: Pair[Function]) -> Iterator[Draft]:
    """日付であった適合基準日が、日付でなくなった。

    例: 適合基準日 2027-04-01 → 未定
    """
    for was, now, bodies in _dates(pair):
        if _is_day(was) and not _is_day(now):
            yield Draft("適合基準日", was, now, bodies)


@change("FN-DATE-WORDS", "適合基準日の言葉の変更", Weight.REVIEW, READERS, mirror="FN-DATE-WORDS")
def date_words(pair: Pair[Function]) -> Iterator[Draft]:
    """日付でない適合基準日（未定、法律の施行日）が変わった。

    例: 適合基準日 未定 → 改正住民基本台帳法の施行日
    """
    for was, now, bodies in _dates(pair):
        if not _is_day(was) and not _is_day(now):
            yield Draft("適合基準日", was, now, bodies)
