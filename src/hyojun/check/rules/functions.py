"""機能要件: classes with reasons, parameters and patterns told in full, 帳票 and items named (基本方針 5.1.1)."""

import re
from collections.abc import Iterator

from hyojun.model import (
    ALL_BODIES,
    Business,
    Function,
    ImplementationClass,
    Severity,
)

from ..lexicon import masked
from ..rule import Draft, Scope, at, rule
from .classes import everywhere, somewhere

_CLASSES = "基本方針 5.1.1.1"


@rule(
    "FN01",
    "標準オプションと実装不可には理由がある",
    Severity.WARNING,
    Scope.ENTITY,
    f"R31・R33（{_CLASSES}(2)）",
)
def class_has_reason(function: Function) -> Iterator[Draft]:
    """標準オプションと実装不可の機能には、そうした考え方・理由を書く。

    理由が無いと、次の改定で必須にするか、なくすかを判断できない。

    悪い例: `実装類型: 標準オプション` で「考え方・理由」が無い
    良い例: `考え方・理由: 条例で認めていない団体があるため、標準オプション機能とした。`
    直し方: 「考え方・理由」に、政策判断や人口規模などの理由を書く。
    """
    if function.reason is not None:
        return
    bodies: dict[ImplementationClass, list[str]] = {}
    for body, given in function.classes_by_body().items():
        if given is not ImplementationClass.MUST:
            bodies.setdefault(given, []).append(body)
    for given, where in bodies.items():
        whom = "" if where == [ALL_BODIES] else f"（{'、'.join(where)}）"
        message = f"{given}とした理由がありません{whom}。「考え方・理由」に書いてください。"
        yield Draft(message, at(function, "実装類型"))


_LOCAL = "既存の業務"


@rule("FN02", "由来と採用の観点が合う", Severity.WARNING, Scope.ENTITY, f"R34・R35（{_CLASSES}(1)②）")
def merit_follows_derivation(function: Function) -> Iterator[Draft]:
    """団体の既存の業務から採り入れた機能には、採用の観点を書く。法令による機能と新しい機能には書かない。

    一部の団体の工夫は、一般性、費用対効果、効率化などの観点で認められたものだけが標準になる。

    悪い例: `由来: 既存の業務` で「採用の観点」が無い
    良い例: `由来: 既存の業務` と `採用の観点: 一般性`
    直し方: 採用の観点を書くか、由来を直す。
    """
    if function.derivation == _LOCAL and function.merit is None:
        message = "由来が「既存の業務」の機能に採用の観点がありません。「採用の観点」に書いてください。"
        yield Draft(message, at(function, "由来"))
    elif function.merit is not None and function.derivation != _LOCAL:
        given = f"由来が「{function.derivation}」の" if function.derivation else "由来の無い"
        message = (
            f"採用の観点は、由来が「{_LOCAL}」の機能に書くものですが、{given}機能にあります。揃えてください。"
        )
        yield Draft(message, at(function, "採用の観点"))


@rule("FN03", "パターンは二つ以上", Severity.WARNING, Scope.BUSINESS, "R13（基本方針 3.1(2)②）")
def patterns_are_alternatives(business: Business) -> Iterator[Draft]:
    """パターンを示す機能には、名称の違うパターンを二つ以上挙げる。

    一つしかなければ、選べるものが無く、パターンではない。独自施策のための機能については SP04 が示す。

    悪い例: `パターン: [{名称: 施設型, 管理内容: …}]`
    良い例: 施設型と居宅型のそれぞれに管理内容を書く
    直し方: 足りないパターンを足すか、機能要件に書く。
    """
    measured = {id for m in business.local_measures if m.treatment == "パターン化" for id in m.functions}
    for function in business.functions:
        subject = f"機能{function.id}"
        if len(function.patterns) == 1 and function.id not in measured:
            only = function.patterns[0]
            message = f"パターンが「{only.name}」だけです。ほかのパターンを足すか、機能要件に書いてください。"
            yield Draft(message, at(only, "名称"), subject)
        seen: set[str] = set()
        for pattern in function.patterns:
            if pattern.name in seen:
                message = (
                    f"パターン「{pattern.name}」が重複しています。名称を変えるか、一つにまとめてください。"
                )
                yield Draft(message, at(pattern, "名称"), subject)
            seen.add(pattern.name)


_SPEAKS_OF = {
    "パラメータ": re.compile(r"パラメー?タ(?:ー)?(?:設定)?(?:に|で|と|を(?:設定|変更))"),
    "パターン": re.compile(r"(?:次の|以下の|複数の)パターン|パターン(?:から|を)選択"),
}


@rule(
    "FN04", "書いたパラメータとパターンを示す", Severity.WARNING, Scope.ENTITY, "R12・R13（基本方針 3.1(2)）"
)
def spoken_of_is_listed(function: Function) -> Iterator[Draft]:
    """機能要件に「パラメータにより」「次のパターンから」と書いた機能は、パラメータ、パターンを表に示す。

    文章だけでは、何をいくつまで設定できるのかが決まらない。

    悪い例: 機能要件に「パラメータで設定できること」とあり、「パラメータ」が無い
    良い例: 設定する値を「パラメータ」に書く
    直し方: 「パラメータ」又は「パターン」に書く。
    """
    if somewhere(function.classes, ImplementationClass.FORBIDDEN):
        return
    for word, pattern in _SPEAKS_OF.items():
        if word[:3] not in function.text:
            continue
        listed = function.parameters if word == "パラメータ" else function.patterns
        if not listed and (match := pattern.search(masked(function.text))):
            message = f"機能要件に「{match[0]}」とありますが、「{word}」がありません。設定できるものを書いてください。"
            yield Draft(message, at(function, "機能要件"))


_OUTPUT = re.compile(
    r"(?<![一-龥々ァ-ヶーA-Za-z0-9])等?([一-龥々ァ-ヶーA-Za-z0-9]*(?:証明書|通知書|通知票|申請書|照会書|届出書|決定書|決議書|申告書|納付書|調書|帳票"
    r"|一覧表|集計表|確認票|確認リスト|案内状|証(?!明)|票))"
    r"(?:の写し)?(?:（[^（）\n]{0,30}）)?(?:等)?[をがの](?:一括して|自動で|紙に|紙で)*"
    r"(?:出力|印刷|発行|作成(?:・|、|し、?)(?:出力|印刷))(?:できること|が?できる|すること|を?行えること|される?こと)"
)


_PERHAPS_OUTPUT = re.compile(r"[をがの](?:一括して|自動で|紙に|紙で)*(?:出力|印刷|発行|作成)")
"""Stands in every text with an output: most have none, and need not be masked."""


@rule("FN05", "帳票を出力する機能は帳票を示す", Severity.WARNING, Scope.BUSINESS, "R39（基本方針 5.1.1.3.1）")
def printing_function_names_form(business: Business) -> Iterator[Draft]:
    """証明書や通知書を「出力できること」とする機能は、その帳票IDを「帳票」に挙げる。

    帳票の定めがどこにあるか分からないと、事業者は様式を自分で決めてしまう。
    実装不可の機能と、帳票要件を収録していない業務では問わない。

    悪い例: 「照会書を出力できること」とあり、「帳票」が無い
    良い例: `帳票: ["0020002"]`
    直し方: 「帳票」に帳票IDを挙げる。画面に出すだけなら「表示」と書く。
    """
    if not business.forms:
        return
    for function in business.functions:
        if function.forms or not _PERHAPS_OUTPUT.search(function.text):
            continue
        if everywhere(function.classes, ImplementationClass.FORBIDDEN):
            continue
        if match := _OUTPUT.search(masked(function.text)):
            message = (
                f"機能要件に「{match[0]}」とありますが、「帳票」がありません。"
                f"「{match[1]}」の帳票IDを挙げてください。"
            )
            yield Draft(message, at(function, "機能要件"), f"機能{function.id}", start=match.start())


@rule(
    "FN06",
    "帳票を出力する機能がある",
    Severity.ERROR,
    Scope.BUSINESS,
    "R39（基本方針 5.1.1.3.1）",
    draft=Severity.WARNING,
    whole=True,
)
def form_has_function(business: Business) -> Iterator[Draft]:
    """帳票は、一つ以上の機能の「帳票」に挙げられる。

    どの機能からも出力されない帳票は、いつ、誰が、何のために出すのか分からない。
    機能要件を収録していない業務では問わない。

    悪い例: どの機能の「帳票」にも無い帳票0020009
    良い例: 機能0020015に `帳票: ["0020001"]`
    直し方: 出力する機能の「帳票」に帳票IDを足すか、帳票を廃止する。
    """
    if not business.functions:
        return
    named = {id for f in business.functions for id in f.forms}
    for form in business.forms:
        if form.id not in named:
            message = (
                f"帳票{form.id}「{form.name}」を出力する機能がありません。機能の「帳票」に足してください。"
            )
            yield Draft(message, at(form, "帳票ID"), f"帳票{form.id}")


_BULLET = re.compile(r"^[ 　]*[・○●－-][ 　]*([^\s（(。、]+)[ 　]*(?:（[^\n]*）)?$", re.MULTILINE)
_MANAGES = re.compile(
    r"(?:項目|事項|情報)を[^。\n]{0,20}(?:管理|保持)(?:（[^（）]*）)?(?:し[、，]|する|でき)"
)


@rule("FN07", "管理する項目を挙げる", Severity.WARNING, Scope.BUSINESS, "R38・R40（S1 機能要件の明確化）")
def managed_items_are_listed(business: Business) -> Iterator[Draft]:
    """項目を管理する機能は、その項目を「データ項目」に挙げる。箇条書きにした項目名も同じ。

    文章の項目名とデータ要件とが食い違うと、保持しない項目、移行できない項目が生じる。
    データ要件に同じ名前の項目が一つだけあるときに問う。データ要件を収録していない業務では問わない。

    悪い例: 機能要件に「・登録番号」とあり、「データ項目」に登録番号が無い
    良い例: 機能要件の箇条書きと「データ項目」が揃っている
    直し方: 「データ項目」にデータ項目IDを足すか、機能要件から消す。
    """
    by_name: dict[str, list[str]] = {}
    for item in business.data_items:
        by_name.setdefault(item.name, []).append(item.id)
    if not by_name:
        return
    for function in business.functions:
        if somewhere(function.classes, ImplementationClass.FORBIDDEN):
            continue
        if not _MANAGES.search(function.text):
            continue
        subject = f"機能{function.id}"
        if not function.data_items:
            message = "項目を管理する機能ですが、「データ項目」がありません。管理する項目を挙げてください。"
            yield Draft(message, at(function, "機能要件"), subject)
            continue
        absent = [
            f"「{m[1]}」（データ{ids[0]}）"
            for m in _BULLET.finditer(function.text)
            if len(ids := by_name.get(m[1], [])) == 1 and ids[0] not in function.data_items
        ]
        if absent:
            message = f"機能要件の{'、'.join(absent)}が「データ項目」にありません。足すか、機能要件から消してください。"
            yield Draft(message, at(function, "データ項目"), subject)


_UNLISTED = re.compile(r"(?:記載|規定|定め)の?(?:され)?[てい]*(?:ない|無い|なき)[^。\n]{0,10}機能")


@rule(
    "FN08",
    "記載のない機能の扱いが書かれている",
    Severity.WARNING,
    Scope.BUSINESS,
    f"R30（{_CLASSES} なお書き）",
    draft=Severity.NOTE,
    whole=True,
)
def unlisted_functions_are_spoken_of(business: Business) -> Iterator[Draft]:
    """業務の仕様書の本編には、記載のない機能は原則として実装不可であることと、実験的な実装の例外を書く。

    書かれていないと、事業者は記載のない機能を備えてよいと読むことができる。
    共通機能など、記載のない機能が任意の業務と、本編を収録していない業務では問わない。

    悪い例: 実装類型の説明だけがある本編
    良い例: 「この仕様書に記載のない機能は、原則として実装不可とする。」
    直し方: 実装類型を説明する章に書き足す。
    """
    if business.registered.unlisted_default != ImplementationClass.FORBIDDEN.value or not business.functions:
        return
    texts = [b.text for c in business.chapters for b in c.blocks]
    if texts and not any(_UNLISTED.search(t) and "実装不可" in t for t in texts):
        message = (
            "本編に、記載のない機能は原則として実装不可であることが書かれていません。書き足してください。"
        )
        yield Draft(message, at(business.chapters[0]))
