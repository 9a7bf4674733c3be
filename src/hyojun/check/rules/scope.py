"""What lies inside and outside the standard: 独自施策, parameters, 標準化対象外 (基本方針 2.2(4), 3.1(2), 3.2)."""

from collections.abc import Iterator

from hyojun.model import (
    Business,
    DataType,
    Function,
    ImplementationClass,
    LocalMeasure,
    OutOfScope,
    Severity,
    mentions,
    squeezed,
)

from ..rule import Draft, Scope, at, rule
from .classes import everywhere

_OUTSIDE = "対象外"
_FIXED_LENGTH = {t.value for t in (DataType.BLOB, DataType.YEAR, DataType.DATE, DataType.TIME)}


@rule("SP01", "独自施策の取扱いと機能が合う", Severity.ERROR, Scope.ENTITY, "R9・R10（基本方針 3.1(2)）")
def measure_names_functions(measure: LocalMeasure) -> Iterator[Draft]:
    """パラメータ又はパターン化で扱う独自施策はそのための機能を挙げ、対象外とする独自施策は挙げない。

    取り込むと決めた独自施策を実現する機能が無ければ、市区町村はカスタマイズするほかなくなる。

    悪い例: `{名称: 上乗せ給付, 取扱い: パラメータ}`
    良い例: `{名称: 上乗せ給付, 取扱い: パラメータ, 機能: ["0020011"]}`
    直し方: 機能を挙げるか、取扱いを直す。
    """
    if measure.treatment == _OUTSIDE and measure.functions:
        message = "取扱いが対象外の独自施策に機能があります。機能を消すか、取扱いを直してください。"
        yield Draft(message, at(measure, "機能", 0))
    elif measure.treatment != _OUTSIDE and not measure.functions:
        message = f"取扱いが{measure.treatment}の独自施策に機能がありません。実現する機能を挙げてください。"
        yield Draft(message, at(measure, "取扱い"))


@rule("SP02", "独自施策の機能は実装できる", Severity.ERROR, Scope.BUSINESS, "R10（基本方針 3.1(2)①）")
def measure_can_be_implemented(business: Business) -> Iterator[Draft]:
    """独自施策を取り込む機能の実装類型は、実装必須又は標準オプションである。

    実装不可の機能では、独自施策を実現できない。

    悪い例: パラメータで扱う独自施策の機能が `実装類型: 実装不可`
    良い例: その機能を `実装類型: 標準オプション` とする
    直し方: 機能の実装類型を直すか、独自施策の取扱いを対象外とする。
    """
    for measure, place, function in _measured(business):
        if everywhere(function.classes, ImplementationClass.FORBIDDEN):
            yield Draft(
                f"{measure.treatment}で扱う独自施策の機能{function.id}「{function.name}」は"
                f"実装不可です{_where(function)}。どちらかを直してください。",
                at(measure, "機能", place),
                f"独自施策「{measure.name}」",
            )


@rule("SP03", "パターン化は標準オプション", Severity.WARNING, Scope.BUSINESS, "R11（基本方針 3.1(2)②）")
def pattern_is_option(business: Business) -> Iterator[Draft]:
    """パターン化で扱う独自施策の機能は、標準オプションである。

    パターンは、独自施策を行う団体だけが選ぶものだからである。全ての団体に要るなら、考え方・理由に書く。

    悪い例: パターン化で扱う独自施策の機能が `実装類型: 実装必須`
    良い例: その機能を `実装類型: 標準オプション` とする
    直し方: 実装類型を標準オプションにする。実装必須とするなら、独自施策の「理由」に書く。
    """
    for measure, place, function in _measured(business):
        classes = function.classes_by_body().values()
        if (
            measure.treatment == "パターン化"
            and ImplementationClass.MUST in classes
            and ImplementationClass.OPTION not in classes
            and measure.reason is None
        ):
            yield Draft(
                f"パターン化で扱う独自施策の機能{function.id}「{function.name}」は実装必須です"
                f"{_where(function)}。標準オプションにするか、独自施策の「理由」に書いてください。",
                at(measure, "機能", place),
                f"独自施策「{measure.name}」",
            )


@rule(
    "SP04",
    "独自施策の機能にパラメータやパターンがある",
    Severity.WARNING,
    Scope.BUSINESS,
    "R12・R13（基本方針 3.1(2)①②）",
)
def measure_is_worked_out(business: Business) -> Iterator[Draft]:
    """パラメータで扱う独自施策の機能はパラメータを、パターン化で扱うものは2つ以上のパターンを定める。

    何を設定でき、何から選べるのかが書かれていなければ、事業者ごとに違うものができる。

    悪い例: `取扱い: パターン化` の機能に「パターン」が無い
    良い例: `パターン: [{名称: 施設型, 管理内容: …}, {名称: 居宅型, 管理内容: …}]`
    直し方: 機能に「パラメータ」又は「パターン」を書く。
    """
    for measure, place, function in _measured(business):
        if measure.treatment == "パラメータ":
            missing = "" if function.parameters else "パラメータがありません"
        elif len(function.patterns) < 2:
            missing = "パターンが1つしかありません" if function.patterns else "パターンがありません"
        else:
            missing = ""
        if missing:
            yield Draft(
                f"{measure.treatment}で扱う独自施策の機能{function.id}「{function.name}」に、{missing}"
                f"{_where(function)}。書き足してください。",
                at(measure, "機能", place),
                f"独自施策「{measure.name}」",
            )


def _measured(business: Business) -> Iterator[tuple[LocalMeasure, int, Function]]:
    """独自施策 that the standard takes up, with the functions they name; LK01 tells of those that are not there."""
    taken_up = [m for m in business.local_measures if m.treatment != _OUTSIDE]
    if not taken_up:
        return
    functions = {f.id: f for f in business.functions}
    for measure in taken_up:
        for place, id in enumerate(measure.functions):
            if id in functions:
                yield measure, place, functions[id]


def _where(function: Function) -> str:
    return f"（{function.origin.file}）" if function.origin else ""


@rule("SP05", "パラメータの形が決まっている", Severity.WARNING, Scope.ENTITY, "R12（基本方針 3.1(2)①）")
def parameter_is_complete(function: Function) -> Iterator[Draft]:
    """パラメータには、内容（計算式や変数の意味）、データ型、桁数、Null可を書く。

    例えば「X は任意入力、6桁」のように、設定する値の形まで決めて初めて、どのシステムでも同じ設定ができる。
    桁数が型で決まる DATE、TIME、YEAR と、BLOB には桁数を求めない。

    悪い例: `パラメータ: [{名称: 加算額}]`
    良い例: `{名称: 加算額, 内容: 支給額に加える額（円）, データ型: "9", 桁数: "6", Null可: "true"}`
    直し方: 足りない項目を書く。
    """
    for parameter in function.parameters:
        wanted = {
            "内容": parameter.meaning,
            "データ型": parameter.type,
            "桁数": parameter.length or parameter.type in _FIXED_LENGTH or None,
            "Null可": parameter.nullable,
        }
        missing = [key for key, value in wanted.items() if value is None]
        if missing:
            yield Draft(
                f"パラメータ「{parameter.name}」に{'、'.join(missing)}がありません。書いてください。",
                at(parameter, "名称"),
            )


@rule("SP06", "対象外とした独自施策に理由がある", Severity.WARNING, Scope.ENTITY, "R14（基本方針 3.1(2)②）")
def outside_measure_has_reason(measure: LocalMeasure) -> Iterator[Draft]:
    """独自施策を対象外とするときは、行う団体が少ない、費用に見合わないなどの理由を残す。

    その独自施策を行う市区町村は、理由を読んで、次の改定で提案するかどうかを決める。

    悪い例: `{名称: 独自の助成, 取扱い: 対象外}`
    良い例: `{名称: 独自の助成, 取扱い: 対象外, 理由: 行う団体が少なく、費用に見合わないため。}`
    直し方: 「理由」を書く。
    """
    if measure.treatment == _OUTSIDE and measure.reason is None:
        yield Draft("対象外とした独自施策に理由がありません。書いてください。", at(measure, "取扱い"))


_LOOSE = ("疎結合", "別のシステム", "別システム")


@rule(
    "SP07",
    "標準化対象外は疎結合",
    Severity.WARNING,
    Scope.ENTITY,
    "R18（基本方針 2.2(4)、3.2、標準化法第8条第2項）",
)
def outside_is_loosely_coupled(out: OutOfScope) -> Iterator[Draft]:
    """標準化対象外の事務をシステムで行うときの取扱いとして、標準準拠システムと疎結合の別システムとすることを書く。

    標準準拠システムのカスタマイズとして残されると、標準化した意味が失われる。

    悪い例: `取扱い: 標準準拠システムをカスタマイズして行う。`
    良い例: `取扱い: 別のシステムで行う場合は、標準準拠システムと疎結合とする。`
    直し方: 「取扱い」を書き、疎結合とすることを示す。
    """
    if out.treatment is None:
        message = "取扱いがありません。システムで行う場合は疎結合とすることを書いてください。"
        yield Draft(message, at(out, "名称"))
    elif not any(word in out.treatment for word in _LOOSE):
        message = (
            "取扱いから、標準準拠システムと疎結合の別システムとすることが読み取れません。書いてください。"
        )
        yield Draft(message, at(out, "取扱い"))


@rule(
    "SP08",
    "標準化対象外の機能は機能要件に無い",
    Severity.ERROR,
    Scope.BUSINESS,
    "R45（基本方針 2.2(4)、5.1.1.1）",
)
def outside_is_no_function(business: Business) -> Iterator[Draft]:
    """標準化対象外に挙げたものは、機能要件に無い。

    同じものが両方にあると、作るべきものか、別のシステムで行うものかが分からない。

    悪い例: 標準化対象外の「手数料の収納」と同じ名称の機能がある
    良い例: 標準化対象外の「手数料の収納」と、機能「手数料の額の記録」
    直し方: どちらかを消すか、違いが分かる名称にする。
    """
    if not business.out_of_scope:
        return
    named = {squeezed(f.name): f for f in business.functions}
    numbered = {f.id: f for f in business.functions}
    for out in business.out_of_scope:
        function = named.get(squeezed(out.name)) or next(
            (numbered[m.id] for m in mentions(out.name) if m.kind == "機能" and m.id in numbered), None
        )
        if function:
            yield Draft(
                f"標準化対象外の「{out.name}」は、機能{function.id}「{function.name}」として機能要件にもあります"
                f"{_where(function)}。一方を消すか、名称を分けてください。",
                at(out, "名称"),
                f"標準化対象外「{out.name}」",
            )
