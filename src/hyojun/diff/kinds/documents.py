"""The head of a document and of a 業務, and rows that were withdrawn before."""

from collections.abc import Iterator

from hyojun.model import (
    BusinessHead,
    CodeList,
    Combination,
    DataGroup,
    Document,
    Form,
    Heading,
    Linkage,
    Retirement,
)

from ..catalogue import ALL, READERS, VENDOR, change
from ..changes import Weight
from ..pair import Added, Draft, Pair, Removed, differing, said, substance, wording


@change("DC-ADDED", "文書の追加", Weight.REVIEW, ALL, mirror="DC-REMOVED")
def document_added(one: Added[Document]) -> Iterator[Draft]:
    """文書が加わった。その内容は、1つずつ別に示す。

    例: 文書「連携」が加わった
    """
    yield Draft(after=one.value.title)


@change("DC-REMOVED", "文書の削除", Weight.BREAKING, ALL, mirror="DC-ADDED")
def document_removed(one: Removed[Document]) -> Iterator[Draft]:
    """文書が無くなった。その内容は、1つずつ別に示す。

    例: 文書「連携」が無くなった
    """
    yield Draft(before=one.value.title)


@change("DC-DATE-EARLIER", "文書の適合基準日の前倒し", Weight.BREAKING, READERS, mirror="DC-DATE-LATER")
def date_earlier(pair: Pair[Document]) -> Iterator[Draft]:
    """文書の適合基準日が早まった、又は日付に決まった。適合基準日を持たない機能のすべてに及ぶ。

    例: 適合基準日 2027-04-01 → 2026-10-01
    """
    if _rank(pair.new) < _rank(pair.old):
        yield from differing(pair, "conformance")


@change("DC-DATE-LATER", "文書の適合基準日の先送り", Weight.REVIEW, READERS, mirror="DC-DATE-EARLIER")
def date_later(pair: Pair[Document]) -> Iterator[Draft]:
    """文書の適合基準日が遅くなった、又は日付でなくなった。適合基準日を持たない機能のすべてに及ぶ。

    例: 適合基準日 2026-10-01 → 2027-04-01
    """
    if _rank(pair.old) < _rank(pair.new):
        yield from differing(pair, "conformance")


@change("DC-DATE-WORDS", "文書の適合基準日の言葉の変更", Weight.REVIEW, READERS, mirror="DC-DATE-WORDS")
def date_words(pair: Pair[Document]) -> Iterator[Draft]:
    """文書の適合基準日の、日付でない書き方、又は団体区分の分け方が変わった。

    例: 適合基準日 未定 → 改正法の施行日
    """
    if _rank(pair.old) == _rank(pair.new):
        yield from differing(pair, "conformance")


def _rank(document: Document) -> tuple[str, ...]:
    """The days in order of time, the first one first; what is no day comes last."""
    days = document.conformance_by_body().values() or (None,)
    return tuple(sorted(d if d and d[0].isdigit() else "9999" for d in days))


@change("DC-HEAD", "文書の表紙の変更", Weight.REVIEW, READERS, mirror="DC-HEAD")
def document_head(pair: Pair[Document]) -> Iterator[Draft]:
    """題名、発行者、根拠法令、サブユニット又は出典・利用条件が変わった。

    例: 根拠法令の条項が変わった
    """
    yield from substance(pair, "title", "publisher", "basis", "license")
    yield from differing(pair, "sub_unit")


@change("DC-WORDING", "文書の表紙の字句の整理", Weight.EDITORIAL, READERS, mirror="DC-WORDING")
def document_wording(pair: Pair[Document]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 題名の括弧が半角から全角になった
    """
    yield from wording(pair, "title", "publisher", "basis", "license")


@change("DC-MOVED", "別の文書への移動", Weight.REVIEW, ALL, mirror="DC-MOVED")
def to_another_document(
    pair: Pair[Heading | Form | DataGroup | CodeList | Linkage],
) -> Iterator[Draft]:
    """別の文書に移った。発行者、版及び適合基準日は、移った先の文書のものになる。その下の行は、1つずつには示さない。

    例: 連携 002o001 が、文書「データ」から文書「連携」に移った
    """
    old, new = pair.olds[0], pair.news[0]
    if old.document != new.document and (not new.above or pair.is_moved):
        yield Draft("文書", old.document, new.document)


@change("BS-HEAD", "業務の宣言の変更", Weight.REVIEW, ALL, mirror="BS-HEAD")
def business_head(pair: Pair[BusinessHead]) -> Iterator[Draft]:
    """業務の宣言（対象団体の想定、標準化対象事務、団体区分とその注記、共通機能と横断的仕組みの利用、経過措置など）が変わった。
    経過措置が無くなったときは、従前の例によれなくなるため、影響大とする。

    例: 共通機能「申請管理」 利用 → 非利用
    """
    yield from substance(pair, "contact", "target", "notice", "body_notes")
    yield from differing(
        pair,
        "duties",
        "bodies",
        "common_functions",
        "mechanisms",
        "non_functional",
        "personal_data",
    )
    if not any(was != now for was, now in _ends(pair)):
        ends_sooner = len(pair.new.transitions) < len(pair.old.transitions)
        for draft in differing(pair, "transitions"):
            yield draft._replace(weight=Weight.BREAKING if ends_sooner else None)


@change(
    "BS-TRANSITION-EARLIER", "経過措置の終期の前倒し", Weight.BREAKING, READERS, mirror="BS-TRANSITION-LATER"
)
def transition_earlier(pair: Pair[BusinessHead]) -> Iterator[Draft]:
    """経過措置が早く終わることになった、又は終わる日が決まった。従前の例によっている団体と事業者は、それまでに改めなければ
    ならない。

    例: 終期 2029-03-31 → 2028-03-31
    """
    if any(now < was for was, now in _ends(pair)):
        yield from differing(pair, "transitions")


@change(
    "BS-TRANSITION-LATER", "経過措置の終期の先送り", Weight.REVIEW, READERS, mirror="BS-TRANSITION-EARLIER"
)
def transition_later(pair: Pair[BusinessHead]) -> Iterator[Draft]:
    """経過措置が遅く終わることになった、又は終わる日が日付でなくなった。

    例: 終期 2028-03-31 → 2029-03-31
    """
    if any(was < now for was, now in _ends(pair)):
        yield from differing(pair, "transitions")


def _ends(pair: Pair[BusinessHead]) -> Iterator[tuple[str, str]]:
    """Ends before and after of the 経過措置 both have: by what they are for, where that was rewritten in order."""
    old, new = pair.old.transitions, pair.new.transitions
    scopes = {t.scope for t in old} & {t.scope for t in new}
    yield from ((_end(o.until), _end(n.until)) for o in old for n in new if o.scope == n.scope)
    rewritten = ([t for t in side if t.scope not in scopes] for side in (old, new))
    yield from ((_end(o.until), _end(n.until)) for o, n in zip(*rewritten, strict=False))


def _end(written: str) -> str:
    """The day; what has none yet ends after every day."""
    return written if written[:1].isdigit() else "9999"


@change("BS-COMBINATION", "版の組合せの変更", Weight.REVIEW, ALL, mirror="BS-COMBINATION")
def business_combinations(pair: Pair[BusinessHead]) -> Iterator[Draft]:
    """組み合わせる版の表が変わった。どの版どうしが合うかは、適合を確かめる相手の版を決める。

    例: 「令和9年度版」に、データ 第2.1版が加わった
    """
    old = {c.name: c for c in pair.old.combinations}
    new = {c.name: c for c in pair.new.combinations}
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield Draft(f"組合せ「{name}」", _combined(old.get(name)), _combined(new.get(name)))


def _combined(one: Combination | None) -> str | None:
    """A combination in words; None where there is none."""
    if one is None:
        return None
    editions = {**one.editions, **one.others, **one.common}
    day = f"{one.day}：" if one.day else ""
    return day + "、".join(f"{name} {edition}" for name, edition in editions.items())


@change("BS-WORDING", "業務の宣言の字句の整理", Weight.EDITORIAL, ALL, mirror="BS-WORDING")
def business_wording(pair: Pair[BusinessHead]) -> Iterator[Draft]:
    """全角・半角、空白、句読点、辞書にある表記のゆれだけの違いで、内容は変わらない。

    例: 対象団体の想定の読点が「，」から「、」になった
    """
    yield from wording(pair, "contact", "target", "notice", "body_notes")


@change("RT-RECORD", "廃止の記録の変更", Weight.REVIEW, VENDOR, mirror="RT-RECORD")
def retirement(pair: Pair[Retirement]) -> Iterator[Draft]:
    """前に廃止したものの、廃止の版・理由・置換先の記録が変わった。

    例: 置換先に 0020031 が加わった
    """
    if pair.old != pair.new:
        yield Draft("廃止", said(pair.old), said(pair.new))
