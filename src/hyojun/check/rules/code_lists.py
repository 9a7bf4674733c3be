"""コード一覧: values, and the データ項目 that hold them (凡例 列項目説明)."""

from collections import Counter
from collections.abc import Iterator

from hyojun.model import (
    Business,
    CodeList,
    DataItem,
    DataType,
    ItemCard,
    Kind,
    Ref,
    Severity,
    World,
    squeezed,
)

from ..rule import Draft, Scope, also, at, rule

LOCAL = "999"
"""コードID of the values that a municipality fills in."""
_NUMBERS = (DataType.INTEGER, DataType.DECIMAL, DataType.SIGNED)


@rule("DT03", "コード値は重ならない", Severity.ERROR, Scope.ENTITY, "D3（凡例 列項目説明）")
def code_value_is_unique(codes: CodeList) -> Iterator[Draft]:
    """1つのコード一覧の中で、コード値は一度だけ使う。

    重なると、記録された値がどちらの意味か分からない。

    悪い例: コード値 `"1"` が2つ
    良い例: 値ごとに違うコード値
    直し方: どちらかを変える。
    """
    counts = Counter(v.value for v in codes.values)
    seen: set[str] = set()
    for value in codes.values:
        if counts[value.value] > 1 and value.value in seen:
            message = f"コード値「{value.value}」が重複しています。どちらかを変えてください。"
            yield Draft(message, at(value, "コード値"))
        seen.add(value.value)


@rule("CD01", "コード値はデータ項目に収まる", Severity.ERROR, Scope.BUSINESS, "D3・D6（凡例 列項目説明）")
def code_value_fits_item(business: Business) -> Iterator[Draft]:
    """コードを持つデータ項目の桁数には、コード一覧の全ての値が収まる。数値型の項目のコード値は数字である。

    収まらない値は記録できない。

    悪い例: `桁数: 1` の項目のコード一覧に、コード値 `"11"`
    良い例: `桁数: 2` の項目のコード一覧に、コード値 `"11"`
    直し方: 項目の桁数かコード値を直す。
    """
    lists = {c.id: c for c in reversed(business.code_lists)}
    for item in business.data_items:
        codes = own_list(item, business.name, lists)
        if codes and item.length and (found := _unfit(item.length, item.type, codes, business.name)):
            yield Draft(found, at(item, "桁数"), f"データ{item.id}")


def own_list(item: DataItem, name: str, lists: dict[str, CodeList]) -> CodeList | None:
    """The code list of an item; None if it is another 業務's or for a municipality to fill."""
    if item.code is None or item.code.endswith(LOCAL) or item.code[:-3] not in ("", name):
        return None
    return lists.get(item.code[-3:])


def _unfit(length: str, type: str, codes: CodeList, owner: str) -> str:
    """Why not all values of a list go into an item; empty if they do."""
    if type in _NUMBERS and (wrong := [v.value for v in codes.values if not v.value.isdecimal()]):
        return (
            f"データ型 {type} の項目ですが、コード{codes.id}「{codes.name}」のコード値「{wrong[0]}」は数字ではありません。"
            "どちらかを直してください。"
        )
    longest = max((v.value for v in codes.values), key=len)
    if "," not in length and len(longest) > int(length):
        return (
            f"桁数 {length} に、{owner}のコード{codes.id}「{codes.name}」のコード値「{longest}」が収まりません。"
            "どちらかを直してください。"
        )
    return ""


@also("CD01", Scope.WORLD)
def code_value_of_others_fits_item(world: World) -> Iterator[Draft]:
    """他の業務のコード一覧（連携）を使うとき。"""
    ids = {i.name: i.id for i in world.indexes}
    lists = {(x.id, c.id): c for x in world.indexes for c in x.codes if c.kind == "連携"}
    for index in world.indexes:
        for item in index.items:
            owner = item.code[:-3]
            if not owner or owner == index.name or not item.length:
                continue
            codes = lists.get((ids.get(owner, ""), item.code[-3:]))
            if codes and (found := _unfit(item.length, item.type, codes, owner)):
                yield Draft(found, item.origin and item.origin.at("桁数"), f"データ{item.id}")


@rule("CD02", "個別と連携を書き分ける", Severity.ERROR, Scope.BUSINESS, "D3（凡例 列項目説明）")
def code_list_is_of_its_kind(business: Business) -> Iterator[Draft]:
    """「コード」は、コード一覧（個別）をコードIDだけで、コード一覧（連携）を業務名を前に付けて示す。

    連携のコードは業務の間で同じ値を使う。個別のコードを他の業務が使うと、一方だけが改められる。

    悪い例: 種別が連携のコード 004 を `コード: "004"`
    良い例: `コード: 印鑑登録004`
    直し方: 業務名を付けるか外す。又は、コード一覧の種別を直す。
    """
    lists = {c.id: c for c in reversed(business.code_lists)}
    for item in business.data_items:
        if item.code is None or item.code[:-3] not in ("", business.name):
            continue
        codes = lists.get(item.code[-3:])
        if codes is not None and bool(item.code[:-3]) != (codes.kind == "連携"):
            yield Draft(
                _wrong_kind(item.code, codes.kind, business.name), at(item, "コード"), f"データ{item.id}"
            )


def _wrong_kind(written: str, kind: str, owner: str) -> str:
    id = written[-3:]
    if kind == "連携":
        return f"コード{id}は、コード一覧（連携）です。業務名を付けて「{owner}{id}」と書いてください。"
    return (
        f"「{written}」は連携のコードの書き方ですが、{owner}のコード{id}の種別は「個別」です。"
        "種別を「連携」にするか、コードを直してください。"
    )


@also("CD02", Scope.WORLD)
def code_list_of_others_is_handed_on(world: World) -> Iterator[Draft]:
    """他の業務のコード一覧を使うとき。"""
    ids = {i.name: i for i in world.indexes}
    for index in world.indexes:
        for item in index.items:
            owner = item.code[:-3]
            other = ids.get(owner) if owner and owner != index.name else None
            if other is None or world.card(Ref(other.id, Kind.CODE_LIST, item.code[-3:])) is None:
                continue
            if all(c.id != item.code[-3:] for c in other.codes if c.kind == "連携"):
                message = _wrong_kind(item.code, "個別", owner)
                yield Draft(message, item.origin and item.origin.at("コード"), f"データ{item.id}")


@rule("CD03", "サンプル値はコード値である", Severity.WARNING, Scope.BUSINESS, "D3・D6（凡例 列項目説明）")
def sample_is_a_code_value(business: Business) -> Iterator[Draft]:
    """コードを持つデータ項目のサンプル値は、コード一覧の値の1つである。複数行のときは、どれか1行が値であればよい。

    合わないサンプル値は、コード一覧の改定が項目に及んでいないしるしである。

    悪い例: コード値が `"1"` と `"2"` の項目に `サンプル値: "3"`
    良い例: `サンプル値: "1"`
    直し方: サンプル値かコード一覧を直す。
    """
    lists = {c.id: c for c in reversed(business.code_lists)}
    for item in business.data_items:
        codes = own_list(item, business.name, lists)
        if codes is None or item.sample is None:
            continue
        values = {v.value for v in codes.values}
        lines = [line.strip() for line in item.sample.split("\n") if line.strip()]
        if not any(line in values for line in lines):
            message = (
                f"サンプル値「{lines[0] if lines else item.sample}」は、コード{codes.id}「{codes.name}」の"
                "値ではありません。どちらかを直してください。"
            )
            yield Draft(message, at(item, "サンプル値"), f"データ{item.id}")


@rule(
    "CD04",
    "コード一覧は項目に使われる",
    Severity.NOTE,
    Scope.BUSINESS,
    "D3・R61（凡例 列項目説明）",
    whole=True,
)
def code_list_is_used(business: Business) -> Iterator[Draft]:
    """コード一覧（個別）は、その業務のデータ項目のどれかが使う。

    使われない一覧は、項目のコードの書き漏らしか、残った古い一覧である。

    悪い例: どの項目の「コード」にも無いコード 007
    良い例: 使う項目に `コード: "007"`
    直し方: 使う項目に「コード」を書くか、一覧を消す。
    """
    used = {i.code[-3:] for i in business.data_items if i.code and i.code[:-3] in ("", business.name)}
    for codes in business.code_lists:
        if codes.kind == "個別" and codes.id not in used and codes.id != LOCAL:
            message = (
                f"コード{codes.id}「{codes.name}」を使うデータ項目がありません。"
                "項目に「コード」を書くか、一覧を消してください。"
            )
            yield Draft(message, at(codes, "コードID"), f"コード{codes.id}")


@rule(
    "CD05",
    "記録先のコード値は提供元と揃う",
    Severity.WARNING,
    Scope.WORLD,
    "R65・D3（基本方針 3.3.1(2)・4.1.2）",
)
def recorded_code_has_all_values(world: World) -> Iterator[Draft]:
    """照会で受け取るコードを別のコード一覧の項目に記録するときは、提供元の全ての値が記録先の一覧にある。

    一覧に無い値を受け取ると、記録できないか、別の意味で記録される。
    同じ値の内容が違うときは、参考として示す。自治体固有のコード（999）は調べない。

    悪い例: 提供元のコード値が `"1"`、`"2"`、`"3"` で、記録先の一覧に `"3"` が無い
    良い例: 記録先の一覧に提供元の全ての値があり、内容も同じである
    直し方: 記録先のコード一覧に値を足すか、提供元のコード一覧（連携）を使う。
    """
    names = {i.name: i.id for i in world.indexes}
    lists = {Ref(x.id, Kind.CODE_LIST, c.id): c for x in world.indexes for c in reversed(x.codes)}
    for index in world.indexes:
        for linkage in index.linkages:
            for received, own in linkage.recorded.items() if linkage.direction == "照会" else ():
                given, record = world.items.get(received), world.items.get(own)
                if not given or not record or own[:3] != index.id:
                    continue
                theirs, mine = _list_of(given, names), _list_of(record, names)
                if theirs and mine and theirs != mine and theirs in lists and mine in lists:
                    giver = f"連携{linkage.id} で記録する データ{given.id}「{given.name}」のコード{theirs.id}"
                    yield from _against(record, lists[mine], giver, lists[theirs])


def _list_of(item: ItemCard, names: dict[str, str]) -> Ref | None:
    """The code list of an item; None without one, and for those that a municipality fills."""
    if not item.code or item.code.endswith(LOCAL):
        return None
    owner = names.get(item.code[:-3]) if item.code[:-3] else item.id[:3]
    if owner is None:
        return None
    return Ref(owner, Kind.CODE_LIST, item.code[-3:])


def _against(item: ItemCard, own: CodeList, giver: str, given: CodeList) -> Iterator[Draft]:
    where = item.origin and item.origin.at("コード")
    subject = f"データ{item.id}"
    meanings = {v.value: v.meaning for v in own.values}
    if missing := [f"{v.value}（{v.meaning}）" for v in given.values if v.value not in meanings]:
        message = (
            f"コード{own.id}「{own.name}」に、{giver}「{given.name}」の値 {'、'.join(missing)} がありません。"
            "値を足すか、提供元のコード一覧を使ってください。"
        )
        yield Draft(message, where, subject)
    differing = [
        f"{v.value}（ここでは「{meanings[v.value]}」、提供元では「{v.meaning}」）"
        for v in given.values
        if v.value in meanings and squeezed(meanings[v.value]) != squeezed(v.meaning)
    ]
    if differing:
        message = (
            f"コード{own.id}「{own.name}」と、{giver}「{given.name}」とで、同じ値の内容が違います: "
            f"{'、'.join(differing)}。意味が同じか確かめてください。"
        )
        yield Draft(message, where, subject, severity=Severity.NOTE)
