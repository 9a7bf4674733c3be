"""IDs in running text that were meant as references and are written in another way (R102, R103)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hyojun.model import Block, Business, Guide, Kind, Passage, Severity, mentions, near_mentions

from ..rule import Draft, Scope, rule


class _Odd(NamedTuple):
    """An ID in a text, written otherwise than 機能0020004."""

    start: int
    written: str
    better: str
    """How it is written; empty where its kind cannot be told."""


@rule("LK07", "IDは種類を前に付け、半角で続けて書く", Severity.WARNING, Scope.BUSINESS, "R102・R103")
def id_has_its_kind_before_it(business: Business, guide: Guide) -> Iterator[Draft]:
    """文章の中のIDは、種類を前に付け、空白を入れず、半角の数字で書く。

    種類の無い数字はリンクにならず、何のIDか読む人に分からない。空白や全角の数字が混ざると、検索で見つからない。
    台帳にある業務IDで始まり、桁数の合う番号だけを調べる。「」の中の値、単位の付く数、表の行の見出しとしたID、
    廃止したIDは調べない。

    悪い例: `申請書を確認すること（0020004）。`、`機能 0020004による。`
    良い例: `申請書を確認すること（機能0020004）。`、`機能0020004による。`
    直し方: 「機能」「帳票」「データ」「グループ」「連携」のどれかをIDのすぐ前に書き、数字を半角にする。
    """
    businesses = {b.id for b in guide.registry.businesses}
    for passage in business.passages.having(_PERHAPS, numbered=True):
        for odd in _odd(business, businesses, passage):
            if odd.better:
                message = f"「{odd.written}」は「{odd.better}」と書いてください。"
            else:
                message = (
                    f"「{odd.written}」の前に種類がないため、リンクになりません。IDであれば"
                    f"「機能{odd.written.translate(_NARROW)}」のように種類を付けてください。"
                )
            yield Draft(message, passage.origin, passage.subject, start=odd.start)


_KIND = r"(?:機能|帳票|データ(?:項目)?|グループ|連携)(?:ID|ＩＤ)?"
_PERHAPS = re.compile(  # begins with one class of characters, by which a long text is passed over fastest
    r"[0-9０-９](?:[ 　][0-9０-９]"  # a space inside
    r"|(?<![0-9０-９]{2})"
    r"(?:(?<!機能.|帳票.|項目.|連携.)(?<!データ.)(?<!グループ.)"  # no kind right before it
    r"|(?<=[０-９])|(?=[0-9]{0,7}[０-９]))"  # full-width digits
    r"[0-9０-９]{2}(?:[0-9０-９]{3}|仮|[a-z][0-9０-９]))"
)
_ID = re.compile(
    r"(?<![0-9A-Za-z_#/+:.,¥￥〒-])(?:[0-9]{6,8}|[0-9]{3}仮[0-9]{1,4}|[0-9]{3}[a-z][0-9]{3})"
    r"(?![0-9A-Za-z_/:-]|[.,][0-9])"
)
_SPLIT = re.compile(rf"({_KIND})[ 　]?([0-9]+(?:[ 　][0-9]+)+)(?![0-9A-Za-z])")
_CODE = re.compile(r"`+[^`]*`+|https?://\S+|\]\([^)\n]*\)")
_VALUE_BEFORE = re.compile(
    r"(?:番号|電話|TEL|FAX|コード|値|例|No\.?|第|「|\"|'|約)[ 　]*[はがを:：]?[ 　]*[「\"']?$"
)
_UNIT = re.compile(
    r"[ 　]?(?:円|件|人|名|枚|個|回|年|月|日|時|分|秒|桁|文字|字|号|番|点|行|列|倍|通|部|世帯|バイト|以上|以下|未満|[%％」\"'])"
)
_CELL = re.compile(r"(?:\||^[ 　]*(?:\*[ ]+)?-|^[ 　]*[0-9]+\.)[ 　]*$", re.MULTILINE)
_NAME_AFTER = re.compile(r"[ 　]?[一-龥々ァ-ヶＡ-ＺA-Z]")
_WIDTHS = {7: (Kind.FUNCTION, Kind.FORM), 8: (Kind.DATA_ITEM,), 6: (Kind.GROUP,)}
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")


def _odd(business: Business, businesses: set[str], passage: Passage) -> Iterator[_Odd]:
    text = _CODE.sub(lambda m: " " * len(m[0]), passage.text)
    plain = text.translate(_NARROW)
    spans = [(m.start(), m.end()) for m in near_mentions(text)]  # LK04 tells of these
    for found in mentions(text):
        written = text[found.start : found.end]
        better = "".join(written.translate(_NARROW).split())
        if written != better and (found.kind is Kind.HEADING or found.id[:3] in businesses):
            yield _Odd(found.start, written, better)
        spans.append((found.start, found.end))
    for match in _SPLIT.finditer(plain):
        digits = "".join(match[2].split())
        if digits[:3] in businesses and len(digits) in _WIDTHS and not _within(match.start(), spans):
            yield _Odd(match.start(), text[match.start() : match.end()], f"{match[1]}{digits}")
            spans.append(match.span())
    for match in _ID.finditer(plain):
        id, start = match[0], match.start()
        if id[:3] not in businesses or _within(start, spans) or _is_no_reference(passage, plain, match):
            continue
        kinds = _kinds(business, id)
        if kinds is not None:
            yield _Odd(start, text[start : match.end()], f"{kinds[0]}{id}" if len(kinds) == 1 else "")


def _within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _kinds(business: Business, id: str) -> list[Kind] | None:
    """The kinds an ID without one may be of; None where it is not meant as a reference."""
    if id.isdecimal():
        kinds = _WIDTHS[len(id)]
    elif "仮" in id:
        kinds = (Kind.FUNCTION, Kind.FORM, Kind.DATA_ITEM, Kind.GROUP, Kind.LINKAGE)
    else:
        kinds = (Kind.LINKAGE,)
    entries = [(k, e) for k in kinds if (e := business.named(k).get(id))]
    if entries:
        return None if all(e.retired for _, e in entries) else [k for k, _ in entries]
    # Six digits are too common a number to be an ID that nobody knows.
    return None if len(id) == 6 and id.isdecimal() else list(kinds)


def _is_no_reference(passage: Passage, text: str, match: re.Match[str]) -> bool:
    """A value, a number with a unit, the head of a row, or an ID with its name after it."""
    before = text[max(0, match.start() - 12) : match.start()]
    if _VALUE_BEFORE.search(before) or _UNIT.match(text, match.end()):
        return True
    row = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    in_table = isinstance(passage.value, Block) and passage.value.kind == "表"
    if in_table and _CELL.search(row):
        return True
    return not row.strip(" 　・*-") and _NAME_AFTER.match(text, match.end()) is not None
