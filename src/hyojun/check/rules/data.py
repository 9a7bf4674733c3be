"""データ要件: groups, their keys, and what their items are for (基本方針 4.1.1, 4.1.3)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hyojun.model import (
    Business,
    DataGroup,
    DataItem,
    DataType,
    ImplementationClass,
    ItemCard,
    Kind,
    OutputCondition,
    Severity,
    World,
    edges,
)

from ..rule import Draft, Scope, also, at, rule
from .classes import everywhere, somewhere

_FIXED = {DataType.DATE: "10", DataType.TIME: "8", DataType.YEAR: "4"}
"""桁数 of types whose values have one length."""
_MUST = ImplementationClass.MUST


@rule("DT01", "桁数はデータ型に合う", Severity.ERROR, Scope.ENTITY, "R60・D6（基本方針 4.1.1）")
def length_fits_type(item: DataItem) -> Iterator[Draft]:
    """小数（9V）の桁数は「整数部,小数部」、DATEは10、TIMEは8、それ以外は1つの整数で書く。

    桁数が無い文字・数値の項目は、移行先で切り捨てが起きる。

    悪い例: `データ型: 9V` で `桁数: 5`
    良い例: `データ型: 9V` で `桁数: "5,2"`
    直し方: データ型に合う桁数を書く。
    """
    if item.length is None:
        if item.type is not DataType.BLOB and item.type not in _FIXED:
            message = f"データ型 {item.type} の項目に桁数がありません。書いてください。"
            yield Draft(message, at(item, "データ型"))
    elif ("," in item.length) != (item.type is DataType.DECIMAL):
        form = "「整数部,小数部」の形" if item.type is DataType.DECIMAL else "1つの整数"
        message = f"データ型 {item.type} の桁数は{form}で書いてください（書かれている値: {item.length}）。"
        yield Draft(message, at(item, "桁数"))
    elif item.type in _FIXED and item.length != _FIXED[item.type]:
        message = f"データ型 {item.type} の桁数は {_FIXED[item.type]} です（書かれている値: {item.length}）。"
        yield Draft(message, at(item, "桁数"))


@rule("DT02", "条件付き必須には条件がある", Severity.ERROR, Scope.ENTITY, "D4（凡例 列項目説明）")
def condition_is_written(item: DataItem) -> Iterator[Draft]:
    """データ出力条件が「条件付き必須」なら、項目説明に「※※」で始まる条件を書く。逆も同じ。

    条件が無ければ、出力しなければならない場合が事業者ごとに違うものになる。

    悪い例: `データ出力条件: 条件付き必須` で、項目説明に「※※」が無い
    良い例: 項目説明に「※※廃止した場合は出力必須」
    直し方: 条件を書くか、データ出力条件を直す。
    """
    has = "※※" in (item.description or "")
    if has != (item.output is OutputCondition.CONDITIONAL):
        message = (
            "項目説明に「※※」で始まる条件がありますが、データ出力条件が「条件付き必須」ではありません。揃えてください。"
            if has
            else "データ出力条件が「条件付き必須」ですが、項目説明に「※※」で始まる条件がありません。書いてください。"
        )
        yield Draft(message, at(item, "項目説明" if has else "データ出力条件"))


@rule("DT04", "ローマ字はグループの中で一つ", Severity.ERROR, Scope.ENTITY, "D7（凡例 列項目説明）")
def romaji_is_unique(group: DataGroup) -> Iterator[Draft]:
    """ローマ字はAPIのフィールド名になるので、1つのグループの中で重ならない。

    重なると、どちらの項目の値か受け手に分からない。

    悪い例: 2つの項目に `ローマ字: shimei`
    良い例: `shimei` と `shimei_yomigana`
    直し方: どちらかを変える。
    """
    seen: dict[str, str] = {}
    for item in group.items:
        if item.retired:
            continue
        if item.romaji in seen:
            message = f"ローマ字「{item.romaji}」は データ{seen[item.romaji]} と同じです。どちらかを変えてください。"
            yield Draft(message, at(item, "ローマ字"), f"データ{item.id}")
        seen.setdefault(item.romaji, item.id)


@rule(
    "DT05",
    "グループには主キーがある",
    Severity.ERROR,
    Scope.ENTITY,
    "D8（凡例 列項目説明）",
    draft=Severity.WARNING,
    whole=True,
)
def group_has_primary_key(group: DataGroup) -> Iterator[Draft]:
    """グループには、1件を見分ける主キーの項目が1つ以上ある。

    主キーの無いファイルは、移行したときに同じ人の記録を突き合わせられない。

    悪い例: どの項目にも主キーの○が無いグループ
    良い例: 宛名番号に `主キー: ○`
    直し方: 1件を見分ける項目に「主キー: ○」を書く。
    """
    if not any(i.primary_key for i in group.items if not i.retired):
        message = (
            f"グループ「{group.name}」に主キーがありません。"
            "1件を見分ける項目に「主キー: ○」を書いてください。"
        )
        yield Draft(message, at(group, "グループ名称"))


@rule("DT06", "外部キーは主キーを指す", Severity.ERROR, Scope.BUSINESS, "D8（凡例 列項目説明）")
def foreign_key_resolves(business: Business) -> Iterator[Draft]:
    """外部キーは、別のグループの主キーと同じデータ型、同じ桁数で、その項目を「参照先」に示す。

    「参照先」が無いときは、同じローマ字の主キーを指すものとして比べる。それも無ければ、どこを指すのか分からない旨を参考として示す。

    悪い例: 桁数 15 の主キーを指す外部キーに `桁数: 10`
    良い例: `外部キー: ○`、`参照先: "00200001"`、桁数は主キーと同じ
    直し方: 参照先を主キーの項目に直すか、データ型と桁数を揃える。
    """
    home: dict[str, DataGroup] = {}
    keys: dict[str, list[DataItem]] = defaultdict(list)
    items: dict[str, DataItem] = {}
    for group in business.data_groups:
        for item in group.items:
            if item.retired:
                continue
            home[item.id] = group
            items[item.id] = item
            if item.primary_key:
                keys[item.romaji].append(item)
    for item in items.values():
        subject = f"データ{item.id}"
        if item.refers_to and not item.foreign_key:
            message = "「参照先」がありますが、外部キーの○がありません。「外部キー: ○」を書いてください。"
            yield Draft(message, at(item, "参照先"), subject, severity=Severity.WARNING)
        elif item.refers_to:
            target = items.get(item.refers_to)
            if target and not any(i.primary_key for i in home[target.id].items):
                continue  # DT05 tells of it
            if target and (not target.primary_key or home[target.id] is home[item.id]):
                message = (
                    f"参照先 {target.id}「{target.name}」は、別のグループの主キーではありません。"
                    "主キーの項目を指してください。"
                )
                yield Draft(message, at(item, "参照先"), subject)
            elif target:
                yield from _same_shape(item, target)
        elif item.foreign_key:
            candidates = [k for k in keys[item.romaji] if home[k.id] is not home[item.id]]
            masters = [k for k in candidates if not k.foreign_key] or candidates
            if masters:
                yield from _same_shape(item, masters[0])
            else:
                message = (
                    "この外部キーが指す主キーが分かりません。主キーの項目のIDを「参照先」に書いてください。"
                )
                yield Draft(message, at(item, "外部キー"), subject, severity=Severity.NOTE)


def _same_shape(item: DataItem, target: DataItem) -> Iterator[Draft]:
    if (item.type, item.length) == (target.type, target.length):
        return
    message = (
        f"外部キーのデータ型と桁数（{_shape(item)}）が、主キー {target.id}「{target.name}」"
        f"（{_shape(target)}）と違います。揃えてください。"
    )
    yield Draft(message, at(item, "桁数" if item.length else "データ型"), f"データ{item.id}")


def _shape(item: DataItem | ItemCard) -> str:
    return f"{item.type} {item.length}" if item.length else f"{item.type}"


@also("DT06", Scope.WORLD)
def foreign_key_resolves_elsewhere(world: World) -> Iterator[Draft]:
    """参照先が他の業務の項目であるとき。"""
    named = [e for x in world.indexes for e in x.outward if e.word == "参照先"]
    if not named:
        return
    own = world.items
    keyed = {(i.id[:3], i.group) for i in own.values() if i.primary_key}
    for edge in named:
        if edge.source is None or edge.source.kind is not Kind.DATA_ITEM:
            continue
        item, target = own.get(edge.source.id), own.get(edge.target.id)
        if item is None or target is None or (target.id[:3], target.group) not in keyed:
            continue  # told by LK01 or DT05
        if not target.primary_key:
            message = (
                f"参照先 {target.id}「{target.name}」は、別のグループの主キーではありません。"
                "主キーの項目を指してください。"
            )
            yield Draft(message, edge.origin, edge.source.label)
        elif (item.type, item.length) != (target.type, target.length):
            message = (
                f"外部キーのデータ型と桁数（{_shape(item)}）が、主キー {target.id}「{target.name}」"
                f"（{_shape(target)}）と違います。揃えてください。"
            )
            place = item.origin and item.origin.at("桁数" if item.length else "データ型")
            yield Draft(message, place, edge.source.label)


@rule(
    "DT07",
    "項目の実装類型は使う機能に合う",
    Severity.WARNING,
    Scope.BUSINESS,
    "D5（凡例 列項目説明）",
    whole=True,
)
def item_follows_functions(business: Business) -> Iterator[Draft]:
    """全ての団体区分で実装必須の機能が使う項目は実装類型を○とし、実装必須の機能が1つも使わない項目は○としない。

    機能は「データ項目」と標準仕様書関連箇所で、帳票は必須の行で項目を使う。機能が項目を求め、データ要件が求めなければ、移行した後に機能が働かない。

    悪い例: 標準オプションの機能だけが使う項目に `実装類型: ○`
    良い例: 実装必須の機能が使う項目に `実装類型: ○`
    直し方: 項目の実装類型を改めるか、機能の「データ項目」か標準仕様書関連箇所を直す。
    """
    classes = {f.id: f.classes for f in business.functions}
    classes |= {f"帳票{f.id}": f.classes for f in business.forms}
    always = {user for user, given in classes.items() if everywhere(given, _MUST)}
    never = {user for user, given in classes.items() if not somewhere(given, _MUST)}
    needed: set[str] = set()
    wanted: set[str] = set()
    unwanted: set[str] = set()
    # Items that a user wants which is 実装必須 for all 団体区分, for some, for none.
    for user, ids in _uses(business):
        (needed if user in always else unwanted if user in never else wanted).update(ids)
    unwanted -= needed | wanted
    wrong = [i for i in business.data_items if i.id in (unwanted if i.implementation else needed)]
    users: dict[str, list[str]] = {i.id: [] for i in wrong}
    for user, ids in _uses(business) if wrong else ():
        for id in users.keys() & ids:
            users[id].append(user)
    for item in wrong:
        if not item.implementation:
            needing = _user(next(user for user in users[item.id] if user in always))
            message = (
                f"実装必須の{needing}が使う項目ですが、実装類型の○がありません。"
                "「実装類型: ○」を書くか、機能の「データ項目」を確かめてください。"
            )
            yield Draft(message, at(item, "データ項目ID"), f"データ{item.id}")
        else:
            named = "、".join(dict.fromkeys(map(_user, users[item.id])))
            message = (
                f"実装類型が○ですが、使うのは実装必須でないもの（{named}）だけです。"
                "○を消すか、機能の実装類型を確かめてください。"
            )
            yield Draft(message, at(item, "実装類型"), f"データ{item.id}")


def _uses(business: Business) -> Iterator[tuple[str, Iterable[str]]]:
    """What uses data items, and which, in the order in which a finding names them."""
    for function in business.functions:
        yield function.id, function.data_items
    own = {f.id for f in business.functions}
    for item in business.data_items:
        for id, _ in business.related[item.related]:
            if id in own:
                yield id, (item.id,)
    for form in business.forms:
        rows = [row.data_item for row in form.items if row.data_item and row.required != "オプション"]
        yield f"帳票{form.id}", rows


def _user(key: str) -> str:
    return key if key.startswith("帳票") else f"機能{key}"


@rule(
    "DT09",
    "項目は何かに使われる",
    Severity.WARNING,
    Scope.BUSINESS,
    "R61（基本方針 4.1.1・4.1.3）",
    whole=True,
)
def item_is_used(business: Business) -> Iterator[Draft]:
    """データ項目は、機能、帳票、連携のどれかが使う。標準仕様書関連箇所に機能を挙げるのも使うことに当たる。

    データ要件は、機能の標準化に必要な項目を定めるものである。使われない項目は、作る理由を説明できない。

    悪い例: どの機能、帳票、連携にも現れない項目
    良い例: 使う機能の「データ項目」に挙げた項目
    直し方: 使う機能の「データ項目」に足すか、項目を廃止する。
    """
    used = {id for f in business.functions for id in f.data_items}
    used.update(row.data_item for form in business.forms for row in form.items if row.data_item)
    used.update(id for linkage in business.linkages for id in linkage.data_items)
    doubtful = {i.id for i in business.data_items if i.id not in used and not business.related[i.related]}
    if not doubtful:
        return
    clear = business.in_force | {
        Kind.DATA_ITEM: business.in_force.get(Kind.DATA_ITEM, frozenset()) - doubtful
    }
    named = {
        e.target.id for e in edges(business, clear) if e.target.kind is Kind.DATA_ITEM and e.word != "参照先"
    }
    for item in business.data_items:
        if item.id in doubtful and item.id not in named:
            message = (
                f"「{item.name}」は、どの機能、帳票、連携にも使われていません。"
                "使う機能の「データ項目」に足すか、廃止してください。"
            )
            yield Draft(message, at(item, "データ項目ID"), f"データ{item.id}")
