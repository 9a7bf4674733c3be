"""共通機能 and the cross-cutting mechanisms: declared by each 業務, and then really there (基本方針 4.4.1, 重点計画)."""

import re
from collections.abc import Iterator

from hyojun.model import (
    Business,
    BusinessHead,
    CommonFunctionUse,
    Guide,
    Kind,
    Linkage,
    MechanismUse,
    NamedThing,
    Origin,
    PartnerKind,
    Severity,
    World,
    is_provisional,
    squeezed,
)

from ..rule import Draft, Scope, at, near, rule

_APPLIED = "適用"
_UNUSED = ("非利用", "非適用")


@rule(
    "MC01",
    "共通機能ごとに利用か非利用かを宣言する",
    Severity.ERROR,
    Scope.ENTITY,
    "R76（基本方針 4.4.1）",
    draft=Severity.WARNING,
    whole=True,
)
def common_functions_are_declared(head: BusinessHead, guide: Guide) -> Iterator[Draft]:
    """業務.yaml の共通機能には、台帳の共通機能の全てを1回ずつ挙げ、利用するかどうかを書く。

    挙げていない共通機能は、検討して使わないことにしたのか、検討していないのかが分からない。

    悪い例: 台帳に8つある共通機能のうち、申請管理だけを挙げる
    良い例: 8つを挙げ、使わないものは `利用: 非利用` と理由を書く
    直し方: 足りない共通機能を足し、重なったものを消す。
    """
    declared = [(use.name, use) for use in head.common_functions]
    yield from _declared(head, "共通機能", "共通機能", declared, guide.registry.common_functions)


@rule(
    "MC02",
    "横断的仕組みごとに適用か非適用かを宣言する",
    Severity.ERROR,
    Scope.ENTITY,
    "R81（重点計画）",
    draft=Severity.WARNING,
    whole=True,
)
def mechanisms_are_declared(head: BusinessHead, guide: Guide) -> Iterator[Draft]:
    """業務.yaml の横断的仕組みには、台帳の仕組みの全てを1回ずつ挙げ、適用するかどうかを書く。

    住民に関わる仕組みは、業務ごとに要否を判断したことを示す。

    悪い例: ぴったりサービスだけを挙げる
    良い例: 4つの仕組みを挙げ、適用しないものは `適用: 非適用` と理由を書く
    直し方: 足りない仕組みを足し、重なったものを消す。
    """
    declared = [(use.name, use) for use in head.mechanisms]
    yield from _declared(head, "横断的仕組み", "仕組み", declared, guide.registry.mechanisms)


def _declared(
    head: BusinessHead,
    word: str,
    key: str,
    declared: list[tuple[str, CommonFunctionUse]] | list[tuple[str, MechanismUse]],
    known: tuple[NamedThing, ...],
) -> Iterator[Draft]:
    if not declared:  # BD02 tells of what is missing as a whole
        return
    seen: set[str] = set()
    for name, use in declared:
        if name in seen:
            yield Draft(f"{word}「{name}」が重複しています。1つにしてください。", at(use, key))
        seen.add(name)
    unknown = seen - {thing.name for thing in known}  # RG01 tells of these, and what they should be
    missing = [
        thing.name
        for thing in known
        if thing.name not in seen and unknown.isdisjoint(thing.former) and not near(thing.name, unknown)
    ]
    if missing:
        message = f"{word}に {'、'.join(missing)} がありません。要否を判断して書き足してください。"
        yield Draft(message, at(head, word), on_key=True)


@rule(
    "MC03",
    "使わない共通機能・仕組みに理由がある",
    Severity.ERROR,
    Scope.ENTITY,
    "R76・R81（基本方針 4.4.1、重点計画）",
    draft=Severity.WARNING,
)
def unused_has_reason(head: BusinessHead) -> Iterator[Draft]:
    """非利用とする共通機能と、非適用とする横断的仕組みには、理由を書く。

    業務の性質から要らないのか、後の版で扱うのかを、読む人が知るためである。

    悪い例: `{仕組み: 公金受取口座, 適用: 非適用}`
    良い例: `{仕組み: 公金受取口座, 適用: 非適用, 理由: 給付を行う業務ではないため。}`
    直し方: 「理由」を書く。
    """
    for use in head.common_functions:
        if use.used in _UNUSED and use.reason is None:
            message = f"{use.used}とした共通機能「{use.name}」に理由がありません。書いてください。"
            yield Draft(message, at(use, "利用"))
    for mechanism in head.mechanisms:
        if mechanism.applied in _UNUSED and mechanism.reason is None:
            message = (
                f"{mechanism.applied}とした仕組み「{mechanism.name}」に理由がありません。書いてください。"
            )
            yield Draft(message, at(mechanism, "適用"))


@rule(
    "MC04",
    "適用する仕組みが4つの要件にある",
    Severity.ERROR,
    Scope.BUSINESS,
    "R82（重点計画）",
    draft=Severity.WARNING,
    whole=True,
)
def mechanism_has_four_layers(business: Business, guide: Guide) -> Iterator[Draft]:
    """適用する横断的仕組みは、機能要件、業務フロー、データ要件、連携要件の全てに現れる。

    仕組みの名を機能の「横断的仕組み」に書き、その機能を業務フローの作業が指し、その機能がデータ項目と連携を
    挙げていることを確かめる。機能だけ定めても、データと連携が無ければ仕組みは動かない。業務にまだ無い要件は
    DC04 が知らせるので、ここでは問わない。

    悪い例: `{仕組み: ぴったりサービス, 適用: 適用}` で、どの機能の「横断的仕組み」にもその名が無い
    良い例: 申請を取り込む機能に `横断的仕組み: [ぴったりサービス]` と、データ項目、連携を書く
    直し方: 足りない要件を書くか、適用しないことを理由とともに書く。
    """
    stepped = {id for flow in business.flows for task in flow.tasks for id in task.functions}
    known = {thing.name for thing in guide.registry.mechanisms}
    for use in business.head.mechanisms:
        if use.applied != _APPLIED or use.name not in known:
            continue
        bearers = [f for f in business.functions if use.name in f.mechanisms]
        if not bearers:
            if business.functions:
                message = (
                    f"仕組み「{use.name}」を適用としていますが、機能の「横断的仕組み」に1つもありません。"
                    "担う機能に書くか、適用を改めてください。"
                )
                yield Draft(message, at(use, "適用"), f"横断的仕組み「{use.name}」")
            continue
        layers = (
            ("業務フロー", business.flows, any(f.id in stepped for f in bearers)),
            ("データ要件", business.data_items, any(f.data_items for f in bearers)),
            ("連携要件", business.linkages, any(f.linkages for f in bearers)),
        )
        missing = [name for name, there, found in layers if there and not found]
        if missing:
            labels = "、".join(f"機能{f.id}" for f in bearers)
            message = (
                f"仕組み「{use.name}」を担う機能（{labels}）が、{'、'.join(missing)}に結び付いていません。"
                "作業に機能IDを、機能にデータ項目と連携を書いてください。"
            )
            yield Draft(message, at(use, "適用"), f"横断的仕組み「{use.name}」")


@rule("MC05", "非適用の仕組みを機能に書かない", Severity.ERROR, Scope.BUSINESS, "R81・R82（重点計画）")
def mechanism_is_applied(business: Business) -> Iterator[Draft]:
    """業務.yaml で非適用とした横断的仕組みを、機能の「横断的仕組み」に書かない。

    宣言と機能のどちらが正しいか分からず、仕組みを数えた表も誤りになる。

    悪い例: `{仕組み: 公金受取口座, 適用: 非適用}` の業務の機能に `横断的仕組み: [公金受取口座]`
    良い例: `適用: 適用` に改める
    直し方: 宣言を適用に改めるか、機能から消す。
    """
    refused = {use.name: use for use in business.head.mechanisms if use.applied != _APPLIED}
    if not refused:
        return
    for function in business.functions:
        for place, name in enumerate(function.mechanisms):
            if name in refused:
                file = refused[name].origin
                where = f"（{file.file}）" if file else ""
                yield Draft(
                    f"仕組み「{name}」は、この業務では非適用と宣言されています{where}。どちらかを改めてください。",
                    at(function, "横断的仕組み", place),
                    f"機能{function.id}",
                )


@rule("MC06", "非利用の共通機能と連携しない", Severity.ERROR, Scope.BUSINESS, "R76・R77（基本方針 4.4.1）")
def common_partner_is_used(business: Business, guide: Guide) -> Iterator[Draft]:
    """業務.yaml で非利用とした共通機能を、連携の相手にしない。

    宣言と連携要件のどちらが正しいか分からない。

    悪い例: `{共通機能: 申請管理, 利用: 非利用}` の業務に、申請管理を相手とする連携がある
    良い例: `利用: 利用` に改める
    直し方: 宣言を利用に改めるか、連携を廃止する。
    """
    refused = {use.name: use for use in business.head.common_functions if use.used in _UNUSED}
    if not refused:
        return
    names = {t.business: t.name for t in guide.registry.common_functions if t.business}
    for linkage in business.linkages:
        partner = linkage.partner
        name = names.get(partner.business) if partner.business else partner.name
        if partner.kind is PartnerKind.COMMON and name in refused:
            place = refused[name].origin
            where = f"（{place.file}）" if place else ""
            yield Draft(
                f"連携の相手の共通機能「{name}」は、非利用と宣言されています{where}。どちらかを改めてください。",
                at(linkage, "相手", "業務ID" if partner.business else "名称"),
                f"連携{linkage.id}",
            )


@rule(
    "MC07",
    "共通機能との連携にインターフェースがある",
    Severity.WARNING,
    Scope.ENTITY,
    "R77（基本方針 4.4.1(2)）",
)
def common_linkage_names_interface(linkage: Linkage) -> Iterator[Draft]:
    """共通機能との連携には、従うインターフェース（API仕様書など）の名称と版を書く。

    業務の標準仕様書が定めるのは共通機能との接し方だけであり、接し方は共通機能の仕様書が決めている。

    悪い例: `相手: {種別: 共通機能, 業務ID: "029"}` で「インターフェース」が無い
    良い例: `インターフェース: {名称: 申請管理機能API仕様書, 版: "2.0"}` を足す
    直し方: 「インターフェース」に名称と版を書く。
    """
    if linkage.partner.kind is not PartnerKind.COMMON:
        return
    if linkage.interface is None:
        message = "共通機能との連携にインターフェースがありません。従う仕様書の名称と版を書いてください。"
        yield Draft(message, at(linkage, "相手"))
    elif linkage.interface.edition is None:
        message = f"インターフェース「{linkage.interface.name}」の版がありません。書いてください。"
        yield Draft(message, at(linkage, "インターフェース", "名称"))


@rule("MC08", "共通機能を定義し直さない", Severity.ERROR, Scope.WORLD, "R75（基本方針 4.4.1(1)・(3)）")
def common_function_is_not_redefined(world: World) -> Iterator[Draft]:
    """業務の標準仕様書は、共通機能の標準仕様書にある機能と同じ名称の機能を定義しない。

    同じ機能が二か所で定められると、業務ごとに違う共通機能ができる。業務では、共通機能との接し方だけを定める。

    悪い例: 業務 002 に、共通機能 031 と同じ名称の「住登外者宛名情報管理機能」がある
    良い例: 業務 002 には「住登外者宛名番号の照会」だけがある
    直し方: 業務の機能を消して連携にするか、違いが分かる名称にする。
    """
    common = {b.id for b in world.registry.businesses if b.common}
    defined = {
        squeezed(card.name): (id, card)
        for index in world.indexes
        if index.id in common
        for id, card in index.cards.get(Kind.FUNCTION, {}).items()
        if not card.retired and not is_provisional(id)
    }
    if not defined:
        return
    for index in world.indexes:
        if index.id in common:
            continue
        for id, card in index.cards.get(Kind.FUNCTION, {}).items():
            other = defined.get(squeezed(card.name))
            if other and not card.retired:
                yield Draft(
                    f"「{card.name}」は、共通機能の機能{other[0]}（{other[1].file}）と同じ名称です。"
                    "業務では共通機能との連携だけを定め、違う機能なら名称を分けてください。",
                    Origin(card.file, (*index.function_paths.get(id, ()), "機能名称")),
                    f"機能{id}",
                )


_CITED = re.compile(r"旧称|旧名|以前の名称|改称")
_BEFORE = 8
"""Characters before a former name in which it may be called one (旧称：…)."""


@rule("MC09", "今の名称で書く", Severity.WARNING, Scope.BUSINESS, "R87（重点計画）")
def current_name_is_used(business: Business, guide: Guide) -> Iterator[Draft]:
    """共通機能と横断的仕組みは、台帳にある今の名称で書く。

    旧称のままでは、検索で見つからず、別のものと読まれる。旧称であることを断って書くのはよい。

    悪い例: `機能要件: 公的給付支給等口座の情報を取得できること。`
    良い例: `機能要件: 公金受取口座の情報を取得できること。`
    直し方: 今の名称に直す。旧称を説明するときは「（旧称：…）」の形で書く。
    """
    registry = guide.registry
    named = (*registry.common_functions, *registry.mechanisms)
    current = {old: thing.name for thing in named for old in thing.former}
    whole = business.passages.text
    for old, now in current.items():
        if old not in whole:
            continue
        for passage in business.passages.having(re.compile(re.escape(old))):
            if (start := _uncited(old, passage.text)) is not None:
                message = f"「{old}」は旧称です。今の名称「{now}」に直してください。"
                yield Draft(message, passage.origin, passage.subject, start=start)


def _uncited(old: str, text: str) -> int | None:
    """Where a text first uses a former name without calling it one; None if it nowhere does."""
    places = (m.start() for m in re.finditer(re.escape(old), text))
    return next((p for p in places if not _CITED.search(text, max(0, p - _BEFORE), p)), None)
