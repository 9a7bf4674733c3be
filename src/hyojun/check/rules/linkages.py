"""連携要件: who hands what to whom, by which interface, for which function (基本方針 4.1)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from hyojun.model import (
    Business,
    Function,
    Guide,
    ImplementationClass,
    Index,
    Kind,
    Linkage,
    OutputCondition,
    PartnerKind,
    Severity,
    World,
    squeezed,
)

from ..rule import Draft, Scope, also, at, rule
from .classes import everywhere

STANDARD = (PartnerKind.STANDARD, PartnerKind.COMMON)
"""Partners with a 業務ID, whose data requirement is one of ours."""
_FOREIGN = (PartnerKind.EXTERNAL, PartnerKind.RELATED, PartnerKind.PUBLIC_MESH)
"""Partners whose interface is laid down by others."""


@rule("IF01", "連携の相手が決まっている", Severity.ERROR, Scope.ENTITY, "R62・R64（基本方針 4.1.2）")
def partner_is_named(linkage: Linkage) -> Iterator[Draft]:
    """連携の相手は、標準準拠システムと共通機能なら業務ID、それ以外なら名称で示す。

    相手が決まらない連携は、どちらの仕様書とも照らし合わせられない。

    悪い例: `相手: {種別: 標準準拠システム}`
    良い例: `相手: {種別: 標準準拠システム, 業務ID: "001"}`
    直し方: 業務ID又は名称を書く。
    """
    partner = linkage.partner
    wanted, given = ("業務ID", partner.business) if partner.kind in STANDARD else ("名称", partner.name)
    if given is None:
        message = f"相手の種別が「{partner.kind}」のときは「{wanted}」を書いてください。"
        yield Draft(message, at(linkage, "相手"))


@rule("IF02", "連携の項目は提供する側のもの", Severity.ERROR, Scope.ENTITY, "R63（基本方針 4.1.2）")
def items_belong_to_the_provider(linkage: Linkage) -> Iterator[Draft]:
    """提供する項目は自分の業務の、照会する項目は相手の業務のデータ項目である。

    受け取った値を記録する自分の項目は、「記録先」に書く。相手のデータ要件が収録されていないときと、相手が業務IDを持たないときは、照会する項目を確かめない。

    悪い例: 001 への照会に `データ項目: ["00200040"]`
    良い例: 001 への照会に `データ項目: ["00100040"]` と `記録先: {"00100040": "00200040"}`
    直し方: 提供する側の項目に直し、自分の項目は「記録先」に移す。
    """
    if linkage.direction == "提供":
        yield from _of_others(linkage, linkage.id[:3], "提供する項目は、自分の業務")


@also("IF02", Scope.WORLD)
def items_belong_to_the_other_side(world: World) -> Iterator[Draft]:
    """照会する項目が、収録されている相手の業務のものである。"""
    for index in world.indexes:
        for linkage in index.linkages:
            other = world.index(linkage.partner.business or "")
            if linkage.direction == "照会" and other and other.cards.get(Kind.DATA_ITEM):
                yield from _of_others(
                    linkage, other.id, f"照会する項目は、相手の業務 {other.id} {other.name}"
                )


def _of_others(linkage: Linkage, owner: str, words: str) -> Iterator[Draft]:
    wrong = [n for n, id in enumerate(linkage.data_items) if id[:3] != owner]
    if wrong:
        named = "、".join(linkage.data_items[n] for n in wrong)
        message = f"{words}のデータ項目でなければなりません（違うもの: {named}）。直してください。"
        yield Draft(message, at(linkage, "データ項目", wrong[0]), f"連携{linkage.id}")


@rule(
    "IF04",
    "標準外の情報には記録する項目がある",
    Severity.ERROR,
    Scope.BUSINESS,
    "R69（基本方針 4.1.4(1)）",
    draft=Severity.WARNING,
    whole=True,
)
def foreign_data_are_recorded(business: Business) -> Iterator[Draft]:
    """標準準拠システムでない相手に照会した情報を保有するときは、記録する自分のデータ項目があり、それを使う機能がある。

    記録先の決まらない情報は、移行のときに失われる。

    悪い例: 外部システムへの照会に、どの機能も使わない項目
    良い例: 記録する項目を、取り込む機能の「データ項目」に挙げる
    直し方: 記録する自分の項目を「データ項目」か「記録先」に書き、取り込む機能の「データ項目」に足す。
    """
    if not business.functions:
        return
    used = {id for f in business.functions for id in f.data_items}
    items = {i.id for i in business.data_items}
    for linkage in business.linkages:
        if linkage.direction == "提供" or linkage.partner.kind in STANDARD:
            continue
        for n, id in enumerate(linkage.data_items):
            own = linkage.recorded.get(id, id)
            if (own in items and own in used) or (own[:3] == business.id and own not in items):
                continue  # a dangling one is told by LK01
            wanted = (
                f"記録する項目 {own} を、どの機能も使っていません。取り込む機能の「データ項目」に足してください。"
                if own in items
                else f"照会する項目 {id} を記録する自分のデータ項目がありません。「記録先」に書いてください。"
            )
            yield Draft(wanted, at(linkage, "データ項目", n), f"連携{linkage.id}")


@rule(
    "IF05",
    "外部との連携はインターフェースの版を示す",
    Severity.ERROR,
    Scope.ENTITY,
    "R70（基本方針 4.1.4(2)・4.4.1(2)）",
    draft=Severity.WARNING,
)
def interface_is_cited(linkage: Linkage) -> Iterator[Draft]:
    """外部システム、密接関連システム、公共サービスメッシュとの連携は、相手が定めるインターフェースの仕様書に従い、その名称と版を示す。

    相手の仕様書が改められたとき、版が無ければ、合っているかどうか確かめられない。

    悪い例: 外部システムへの提供に「インターフェース」が無い
    良い例: `インターフェース: {名称: 証明書交付センターインターフェース仕様書, 版: "3.0"}`
    直し方: 従う仕様書の名称と版を「インターフェース」に書く。
    """
    if linkage.partner.kind not in _FOREIGN:
        return
    if linkage.interface is None:
        message = (
            f"相手が「{linkage.partner.kind}」ですが、従うインターフェースの仕様書が分かりません。"
            "「インターフェース」に名称と版を書いてください。"
        )
        yield Draft(message, at(linkage, "相手"))
    elif linkage.interface.edition is None:
        message = f"インターフェース「{linkage.interface.name}」の版がありません。従う版を書いてください。"
        yield Draft(message, at(linkage, "インターフェース"))


@rule(
    "IF09",
    "連携は機能から使われる",
    Severity.ERROR,
    Scope.BUSINESS,
    "R66（基本方針 4.1.3）",
    draft=Severity.WARNING,
    whole=True,
)
def linkage_traces_to_function(business: Business) -> Iterator[Draft]:
    """連携は、それを行う自分の業務の機能の「連携」に挙げられる。機能が収録されていない業務では確かめない。

    機能の無い連携は、作っても誰も使わないか、機能要件の書き漏らしである。

    悪い例: どの機能の「連携」にも無い連携002i004
    良い例: 照会する機能に `連携: ["002i004"]`
    直し方: 連携を行う機能の「連携」に足す。
    """
    if not business.functions:
        return
    named = {id for f in business.functions for id in f.linkages}
    for linkage in business.linkages:
        if linkage.id not in named:
            message = (
                f"「{linkage.name}」を行う機能がありません。機能の「連携」に {linkage.id} を書いてください。"
            )
            yield Draft(message, at(linkage, "連携ID"), f"連携{linkage.id}")


@rule("IF10", "連携を述べる機能は連携を挙げる", Severity.NOTE, Scope.ENTITY, "R66（基本方針 4.1.3）")
def function_names_its_linkage(function: Function, guide: Guide) -> Iterator[Draft]:
    """他のシステムと情報をやり取りすると述べる機能は、その連携を「連携」に挙げる。

    機能要件だけに書かれた連携は、項目も相手の版も決まらない。
    文の言い回しから探すので、連携でないことがある。そのときは直さなくてよい。

    悪い例: 「住民記録システムに照会し」と述べ、「連携」が無い機能
    良い例: 同じ文に `連携: ["002i001"]`
    直し方: 連携要件に連携を書き、機能の「連携」に挙げる。
    """
    if function.linkages or everywhere(function.classes, ImplementationClass.FORBIDDEN):
        return
    if found := _handing_over(guide.words.steps.linkage).search(function.text):
        message = f"「{found[0]}」と述べていますが、「連携」がありません。他のシステムとの連携であれば、書いてください。"
        yield Draft(message, at(function, "機能要件"), start=found.start())


@cache
def _handing_over(words: tuple[str, ...]) -> re.Pattern[str]:
    """A system named as the other party, and a word of handing over soon after it."""
    listed = "|".join(map(re.escape, words)) or "(?!)"
    return re.compile(
        r"(?:システム|センター|ネットワーク|住基ネット|サーバー?|サービス|ポータル|CS|ＣＳ|機能|他業務)(?:等|側)?"
        rf"(?:に対し|から|との?|へ|に(?![つおよ])|を通じ)[^。\n]{{0,24}}?(?:{listed})(?!.{{0,4}}不要)"
    )


@rule(
    "IF11",
    "記録するグループの必須の項目が埋まる",
    Severity.NOTE,
    Scope.BUSINESS,
    "D11（基本方針 4.1.4(1)）",
    whole=True,
)
def recorded_group_is_filled(business: Business) -> Iterator[Draft]:
    """照会した情報を記録するグループの必須の項目は、その照会の記録先であるか、機能が「データ項目」で扱う。

    どこからも値の来ない必須の項目があると、記録を作れない。

    悪い例: 記録先のグループに、照会もせず機能も扱わない必須の項目
    良い例: 必須の項目を、記録先か機能の「データ項目」に挙げる
    直し方: 記録先に足すか、値を作る機能の「データ項目」に足すか、データ出力条件を見直す。
    """
    filled = {own for x in business.linkages for own in x.recorded.values()}
    if not filled or not business.functions:
        return
    used = {id for f in business.functions for id in f.data_items} | filled
    for group in business.data_groups:
        if all(i.id not in filled for i in group.items):
            continue
        for item in group.items:
            if item.output is OutputCondition.REQUIRED and not item.retired and item.id not in used:
                message = (
                    f"グループ「{group.name}」は照会した情報を記録しますが、必須の「{item.name}」は"
                    "記録先でもなく、どの機能も扱いません。値の来る所を確かめてください。"
                )
                yield Draft(message, at(item, "データ出力条件"), f"データ{item.id}")


@rule(
    "IF12",
    "同じインターフェースは同じ版",
    Severity.WARNING,
    Scope.WORLD,
    "R70（基本方針 4.1.4(2)・4.4.1(2)）",
)
def interface_has_one_edition(world: World) -> Iterator[Draft]:
    """外部の相手や共通機能のインターフェースの仕様書は、どの連携でも同じ版を引用する。

    版が違うと、一つの自治体で、同じ相手に二つの版で接続することになる。
    最も多くの連携が引用する版、同じ数なら新しい版を基準に、違うものを示す。

    悪い例: 001 が申請管理機能API仕様書の 2.0 を、002 が 1.0 を引用する
    良い例: どちらも 2.0 を引用する
    直し方: 従う版を確かめて揃える。
    """
    cited: dict[str, list[tuple[Index, Linkage, str]]] = defaultdict(list)
    for index in world.indexes:
        for linkage in index.linkages:
            interface = linkage.interface
            if interface and interface.edition:
                cited[squeezed(interface.name)].append((index, linkage, _edition(interface.edition)))
    for places in cited.values():
        votes = Counter(edition for _, _, edition in places)
        usual = max(votes, key=lambda edition: (votes[edition], _numbers(edition)))
        there, model, _ = next(p for p in places if p[2] == usual)
        for _, linkage, edition in places:
            if edition == usual or linkage.interface is None or model.interface is None:
                continue
            message = (
                f"インターフェース「{linkage.interface.name}」の版「{linkage.interface.edition}」が、"
                f"業務 {there.id} {there.name} の 連携{model.id} の「{model.interface.edition}」と違います。"
                "揃えてください。"
            )
            yield Draft(message, at(linkage, "インターフェース", "版"), f"連携{linkage.id}")


def _edition(written: str) -> str:
    """An edition for comparison: 第2.0版 and 2.0 are the same."""
    return squeezed(written).removeprefix("第").removesuffix("版")


def _numbers(edition: str) -> list[int]:
    """The numbers of an edition, by which the later of two is told."""
    return [int(n) for n in re.findall(r"[0-9]+", edition)]
