"""諸元表 against the data requirement, row by row (基本方針 5.1.1.3.3)."""

import re
from collections.abc import Iterator

from hyojun.model import Business, CodeList, DataItem, DataType, Form, FormItem, Severity

from ..rule import Draft, Scope, at, rule
from .code_lists import own_list

_UNFIXED = (DataType.DATE, DataType.YEAR, DataType.TIME)
"""Types that 帳票 print in a form of their own (令和8年11月21日)."""
_NUMBERS = (DataType.INTEGER, DataType.DECIMAL, DataType.SIGNED)
_LENGTHENS = re.compile(
    "付け|付し|付す|加え|括弧|かっこ|区切|結合|続け|つなげ|併せ|変換|置き換え|読み替え|和暦|円|単位"
)
"""編集条件 that print more characters than the item has."""
_DIGIT = re.compile("[0-9０-９〇一二三四五六七八九十元]")


@rule(
    "FM06",
    "印字する値の出どころは一つ",
    Severity.WARNING,
    Scope.ENTITY,
    "R54・R56（基本方針 5.1.1.3.3）",
    whole=True,
)
def row_has_one_source(form: Form) -> Iterator[Draft]:
    """諸元表の行は、データ項目ID、固定文言、算出方法のうち、ちょうど1つを持つ。

    どれも無い行は何を印字するのか分からず、2つある行はどちらを印字するのか分からない。

    悪い例: 印字項目だけの行
    良い例: `算出方法: 出力した日を和暦で印字する。`
    直し方: データ項目を印字するならデータ項目ID、いつも同じ文字なら固定文言、システムが作る値なら算出方法を書く。
    """
    for row in form.items:
        if (row.data_item is None) + (row.fixed is None) + (row.computed is None) == 2:
            continue
        sources = (("データ項目ID", row.data_item), ("固定文言", row.fixed), ("算出方法", row.computed))
        given = [word for word, value in sources if value]
        if not given:
            message = (
                f"項番 {row.number}「{row.name}」に、印字する値の出どころがありません。"
                "データ項目ID、固定文言、算出方法のどれかを書いてください。"
            )
            yield Draft(message, at(row))
        elif len(given) > 1:
            message = (
                f"項番 {row.number}「{row.name}」に{'と'.join(given)}があり、"
                "どれを印字するのか決まりません。1つにしてください。"
            )
            yield Draft(message, at(row, given[-1]))


@rule("FM07", "諸元表の桁数はデータ項目に合う", Severity.ERROR, Scope.BUSINESS, "R56（基本方針 5.1.1.3.3）")
def row_fits_item(business: Business) -> Iterator[Draft]:
    """諸元表の桁数（1行の文字数）は、データ項目の桁数を超えない。画像（BLOB）には桁数を書かない。

    データ項目より長い欄は、どちらかの桁数が誤りである。
    日付と時刻、コードの内容を印字する欄、編集条件で文字を加える欄（括弧、和暦、「円」など）は比べない。

    悪い例: 桁数が 18 のデータ項目を印字する行に `桁数: 120`
    良い例: 桁数が 100 のデータ項目を印字する行に `桁数: 40` と `行数: 2`
    直し方: 諸元表かデータ項目の桁数を直す。文字を加えるときは、編集条件に書く。
    """
    room = _rooms(business)
    items: dict[str, DataItem] = {}
    for form in business.forms:
        for row in form.items:
            if row.length is None or not _is_too_long(row, room):
                continue
            items = items or {i.id: i for i in business.data_items}
            item = items[row.data_item or ""]
            if item.type is DataType.BLOB:
                message = (
                    f"データ項目 {item.id}「{item.name}」のデータ型は BLOB です。"
                    "桁数を消すか、データ項目IDを直してください。"
                )
                yield Draft(message, at(row, "桁数"), f"帳票{form.id}")
            else:
                message = (
                    f"桁数 {row.length} は、データ項目 {item.id}「{item.name}」の桁数 {item.length} を"
                    f"超えています{_where(item)}。どちらかを直してください。"
                )
                yield Draft(message, at(row, "桁数"), f"帳票{form.id}")


def _rooms(business: Business) -> dict[str, int]:
    """Characters of the items whose length bounds what is printed; 0 for a BLOB."""
    return {i.id: _capacity(i) for i in business.data_items if _has_fixed_length(i)}


def _is_too_long(row: FormItem, room: dict[str, int]) -> bool:
    """Whether a row prints more characters than its item has."""
    most = room.get(row.data_item or "")
    if most is None or row.length is None or row.length <= most:
        return False
    return most == 0 or not (row.text and _LENGTHENS.search(row.text))


def _has_fixed_length(item: DataItem) -> bool:
    """Whether what is printed is as long as the value: not so for dates and for what codes mean."""
    if item.type is DataType.BLOB:
        return True
    return item.length is not None and item.code is None and item.type not in _UNFIXED


def _capacity(item: DataItem) -> int:
    """Characters a value has at most, with sign and decimal point; none that could be counted in a BLOB."""
    whole, _, decimals = (item.length or "0").partition(",")
    return int(whole) + (int(decimals) + 1 if decimals else 0) + (item.type is DataType.SIGNED)


def _where(item: DataItem) -> str:
    return f"（{item.origin.file}）" if item.origin else ""


@rule("FM08", "同じ項目の桁数が揃う", Severity.NOTE, Scope.BUSINESS, "R57（基本方針 5.1.1.3.3）")
def same_item_same_length(business: Business) -> Iterator[Draft]:
    """同じデータ項目を同じ印字項目の名称で印字する行は、桁数と行数を揃える。1つの帳票の中で違えば警告、帳票の間で違えば参考とする。

    同じ項目を2か所で定義すると、一方だけが改められて食い違う。
    帳票の間では、短い方に文字溢れ対応があれば、意図した違いとみなす。

    悪い例: 1つの帳票に、氏名が `桁数: 21` の行と `桁数: 12` の行
    良い例: どちらも `桁数: 21`
    直し方: 揃えるか、欄の大きさが違うためであれば、印字項目の名称で区別する。
    """
    differing = _in_several_lengths(business)
    seen: dict[tuple[str | None, str], tuple[Form, FormItem]] = {}
    told: set[tuple[str | None, str]] = set()
    room = _rooms(business) if differing else {}
    for form in business.forms if differing else ():
        for row in form.items:
            key = (row.data_item, row.name)
            if key not in differing or row.length is None or _is_too_long(row, room):  # FM07 tells of it
                continue
            other, first = seen.setdefault(key, (form, row))
            if first is row or _room(row) == _room(first):
                continue
            if form is not other and min(row, first, key=_room).overflow:
                continue  # a narrower field that says what becomes of the rest is meant to be narrow
            if key not in told:
                told.add(key)
                yield _differing(form, row, other, first)


def _in_several_lengths(business: Business) -> set[tuple[str | None, str]]:
    """データ項目 and 印字項目 that are printed in more than one 桁数 or 行数: few of many."""
    lengths: dict[tuple[str | None, str], tuple[int, int | None]] = {}
    found: set[tuple[str | None, str]] = set()
    for form in business.forms:
        for row in form.items:
            if row.length is not None and row.data_item is not None:
                key, length = (row.data_item, row.name), (row.length, row.lines)
                if lengths.setdefault(key, length) != length:
                    found.add(key)
    return found


def _differing(form: Form, row: FormItem, other: Form, first: FormItem) -> Draft:
    inside = form is other
    where = f"項番 {first.number}" if inside else f"帳票{other.id} の項番 {first.number}"
    message = (
        f"「{row.name}」（データ{row.data_item}）の桁数は{_extent(row)}ですが、{where} では{_extent(first)}です。"
        f"{'揃えてください。' if inside else '揃えられるか確かめてください。'}"
    )
    severity = Severity.WARNING if inside else Severity.NOTE
    return Draft(message, at(row, "桁数"), f"帳票{form.id}", severity=severity)


def _room(row: FormItem) -> tuple[int, int]:
    """Characters that may be printed, and how many of them stand in a line."""
    return (row.length or 0) * (row.lines or 1), row.length or 0


def _extent(row: FormItem) -> str:
    return f"{row.length}文字" + (f"×{row.lines}行" if row.lines and row.lines > 1 else "")


@rule(
    "FM11",
    "帳票のサンプル値は値の例である",
    Severity.WARNING,
    Scope.BUSINESS,
    "R56・D3・D6（基本方針 5.1.1.3.3）",
)
def form_sample_is_a_value(business: Business) -> Iterator[Draft]:
    """諸元表のサンプル値は、桁数と行数に収まり、データ項目のデータ型とコード一覧に合う。

    コードを印字する欄のサンプル値は、コード値か、その内容か、編集条件に「 」で示した文字とする。

    悪い例: コード一覧に「登録」「抹消」がある項目に `サンプル値: 休止`
    良い例: `サンプル値: 登録`
    直し方: サンプル値を直すか、コード一覧又は桁数を直す。
    """
    items = {i.id: i for i in business.data_items}
    codes = {c.id: c for c in reversed(business.code_lists)}
    for form in business.forms:
        for row in form.items:
            item = items.get(row.data_item or "")
            if row.sample is None or item is None:
                continue
            found = _against_item(row, row.sample, item, own_list(item, business.name, codes))
            if found:
                yield Draft(found, at(row, "サンプル値"), f"帳票{form.id}")


def _against_item(row: FormItem, sample: str, item: DataItem, codes: CodeList | None) -> str:
    """What is wrong with a sample value; empty if nothing is."""
    if codes is not None:
        known = any(sample == v.value or sample in v.meaning or v.meaning in sample for v in codes.values)
        if known or sample in (row.text or ""):
            return ""
        return (
            f"サンプル値「{_short(sample)}」は、コード{codes.id}「{codes.name}」の値にも内容にもありません。"
            "揃えてください。"
        )
    if item.type in (*_NUMBERS, *_UNFIXED) and not _DIGIT.search(sample):
        return (
            f"サンプル値「{_short(sample)}」は、データ型 {item.type} の値に見えません。"
            f"データ項目 {item.id}「{item.name}」に合わせてください。"
        )
    room = row.length * (row.lines or 1) if row.length else None
    shortest = min(map(len, sample.split("\n")))
    if room is not None and shortest > room and item.type not in _UNFIXED:
        return (
            f"サンプル値は{shortest}文字で、桁数（{_extent(row)}）に収まりません。どちらかを直してください。"
        )
    return ""


def _short(text: str) -> str:
    line = text.split("\n")[0]
    return line if len(line) <= 20 else line[:19] + "…"
