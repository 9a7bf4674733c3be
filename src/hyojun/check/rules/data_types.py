"""Types and lengths of データ項目: sample values, and one vocabulary over all 業務 (基本方針 3.3.1(2))."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from hyojun.model import DataItem, DataType, Index, ItemCard, Severity, World

from ..rule import Draft, Scope, at, rule

_SHAPES = {
    DataType.HALF_WIDTH: re.compile("[ -~｡-ﾟ]*"),
    DataType.FULL_WIDTH: re.compile("[^\x00-~｡-ﾟ]*"),
    DataType.INTEGER: re.compile(r"[0-9]+"),
    DataType.SIGNED: re.compile(r"[-+]?[0-9]+"),
    DataType.DECIMAL: re.compile(r"-?([0-9]+)(?:\.([0-9]+))?"),
    DataType.YEAR: re.compile(r"[0-9]{4}"),
    DataType.DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    DataType.TIME: re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}"),
}
"""What a value looks like, by type; a value of 不詳日 has 00."""


@rule("DT08", "サンプル値はデータ型と桁数に合う", Severity.WARNING, Scope.ENTITY, "D6（凡例 データ型）")
def sample_is_a_value(item: DataItem) -> Iterator[Draft]:
    """サンプル値は、データ型の文字で書き、桁数に収まる。複数行のときは、どれか1行が合えばよい。

    サンプル値は試験データのもとになる。合わない値は、桁数かデータ型が誤っているしるしでもある。

    悪い例: `データ型: DATE` で `サンプル値: 令和8年4月1日`
    良い例: `データ型: DATE` で `サンプル値: 2026-04-01`
    直し方: サンプル値を直すか、データ型と桁数を確かめる。
    """
    if item.sample is None or (item.code and not item.code.endswith("999")):  # CD03 looks at coded ones
        return
    shape = _SHAPES.get(item.type)
    if shape is None:
        return
    lines = [line for line in item.sample.split("\n") if line]
    typed = [line for line in lines if shape.fullmatch(line)]
    if lines and not typed:
        message = (
            f"サンプル値「{_short(lines[0])}」は、データ型 {item.type} の値ではありません。揃えてください。"
        )
        yield Draft(message, at(item, "サンプル値"))
    elif lines and not any(_is_short_enough(item, line) for line in typed):
        message = f"サンプル値「{_short(typed[0])}」は、桁数 {item.length} に収まりません。どちらかを直してください。"
        yield Draft(message, at(item, "サンプル値"))


def _is_short_enough(item: DataItem, value: str) -> bool:
    if item.length is None or item.type in (DataType.DATE, DataType.TIME, DataType.YEAR):
        return True
    if ("," in item.length) != (item.type is DataType.DECIMAL):  # DT01 tells of it
        return True
    whole, _, decimals = item.length.partition(",")
    if item.type is DataType.DECIMAL:
        before, _, after = value.lstrip("-").partition(".")
        return len(before) <= int(whole) and len(after) <= int(decimals or 0)
    return len(value.lstrip("-+") if item.type is DataType.SIGNED else value) <= int(whole)


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:19] + "…"


@rule(
    "DT10", "同じ名称の項目は業務の間で揃う", Severity.WARNING, Scope.WORLD, "R72（基本方針 3.3.1(2)・4.1）"
)
def same_name_same_shape(world: World) -> Iterator[Draft]:
    """名称の同じデータ項目は、どの業務でもデータ型と桁数が同じである。

    桁数が違うと、連携したときに値が欠ける。最も多くの業務が使うデータ型と桁数を基準に、違うものを示す。
    1つの業務の中での違いと、連携の記録先として IF03 が示す違いは、ここでは示さない。
    違う理由があるときは、理由を付けて抑止する。

    悪い例: 001 の氏名が `桁数: 100`、002 の氏名が `桁数: 18`
    良い例: どちらも `桁数: 100`
    直し方: データ型と桁数を揃えるか、意味の違う項目であれば名称を変える。
    """
    named: dict[str, list[tuple[Index, ItemCard]]] = defaultdict(list)
    for index in world.indexes:
        for item in index.items:
            named[item.name].append((index, item))
    told = None
    for name, places in named.items():
        shapes = {(i.type, i.length) for _, i in places}
        if len(shapes) == 1 or len({x.id for x, _ in places}) == 1:
            continue
        by_business: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for index, item in places:
            by_business[index.id].add((item.type, item.length))
        votes = Counter(shape for shapes in by_business.values() for shape in shapes)
        usual = max(votes, key=votes.__getitem__)
        model = next((x, i) for x, i in places if (i.type, i.length) == usual)
        told = _recorded_differently(world) if told is None else told
        for index, item in places:
            if (item.type, item.length) == usual or item.id in told or usual in by_business[index.id]:
                continue
            message = (
                f"「{name}」のデータ型と桁数（{_shape(item)}）が、{model[0].id} {model[0].name} の "
                f"データ{model[1].id}（{_shape(model[1])}）と違います。揃えるか、名称を変えてください。"
            )
            key = "桁数" if item.length and item.type == model[1].type else "データ型"
            yield Draft(message, item.origin and item.origin.at(key), f"データ{item.id}")


def _shape(item: ItemCard) -> str:
    return f"{item.type} {item.length}".rstrip()


def _recorded_differently(world: World) -> set[str]:
    """Items in which another 業務's item of another shape is recorded: IF03 looks at these."""
    return {
        id
        for index in world.indexes
        for linkage in index.linkages
        for pair in linkage.recorded.items()
        if (given := world.items.get(pair[0]))
        and (own := world.items.get(pair[1]))
        and (given.type, given.length) != (own.type, own.length)
        for id in pair
    }
