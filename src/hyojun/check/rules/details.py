"""項目詳細 and エラー・アラート: rows that say more of statements, and belong to them (基本方針 5.1.1.3.1)."""

from collections.abc import Iterator

from hyojun.model import Alert, AlertKind, Business, Detail, DetailKind, ImplementationClass, Kind, Severity

from ..rule import Draft, Scope, at, rule
from .classes import everywhere


@rule(
    "IT01",
    "項目詳細は機能か帳票を挙げる",
    Severity.ERROR,
    Scope.ENTITY,
    "R40（基本方針 5.1.1.3.1）",
    draft=Severity.WARNING,
)
def detail_belongs_to_something(detail: Detail) -> Iterator[Draft]:
    """項目詳細と参照事項は「機能」を、帳票関連項目は「帳票」を挙げる。

    どの要件について書いたものかが分からなければ、実装の要否が決まらない。

    悪い例: `{キー: ido-jiyu, 種別: 項目詳細, 名称: 異動事由, 内容: 転入、転居などの別}`
    良い例: `機能: ["0010008"]` を足す
    直し方: 「機能」又は「帳票」に、この内容を要するもののIDを書く。
    """
    word = "帳票" if detail.kind is DetailKind.FORM else "機能"
    if not (detail.forms if detail.kind is DetailKind.FORM else detail.functions):
        message = f"{detail.kind.value}「{detail.name}」に「{word}」がありません。この内容を要するもののIDを書いてください。"
        yield Draft(message, at(detail, "名称"))


@rule(
    "IT02",
    "項目詳細のデータ項目は機能が管理する",
    Severity.WARNING,
    Scope.BUSINESS,
    "R40（基本方針 5.1.1.3.1）",
    whole=True,
)
def detailed_items_are_managed(business: Business) -> Iterator[Draft]:
    """項目詳細に書いたデータ項目は、挙げた機能の「データ項目」にもある。

    詳細だけにある項目は、どの機能が入力し、更新するのかが分からない。

    悪い例: 機能0010008の「データ項目」に無い項目を、機能0010008の項目詳細に書く
    良い例: 機能0010008の「データ項目」に、その項目も書く
    直し方: 機能に項目を足すか、項目詳細の「機能」又は「データ項目」を直す。
    """
    functions = business.named(Kind.FUNCTION)
    for detail in business.details:
        named = [functions[id].value for id in detail.functions if id in functions]
        if detail.kind is not DetailKind.ITEM or len(named) != len(detail.functions) or not named:
            continue
        managed = {id for f in named for id in getattr(f, "data_items", ())}
        for index, id in enumerate(detail.data_items):
            if id not in managed:
                yield Draft(
                    f"データ項目 {id} は、項目詳細「{detail.name}」が挙げる機能の「データ項目」にありません。"
                    "機能に足すか、項目詳細を直してください。",
                    at(detail, "データ項目", index),
                    f"{Kind.DETAIL}{detail.key}",
                )


@rule(
    "EA01",
    "エラーに対処がある",
    Severity.WARNING,
    Scope.ENTITY,
    "R37（基本方針 5.1.1.3.1）",
)
def error_says_how_to_go_on(alert: Alert) -> Iterator[Draft]:
    """種別がエラーの行には、職員がどうすれば処理を続けられるかを「対処」に書く。

    止めることだけが決まっていると、窓口で続け方が分からず、事業者ごとに違う回り道ができる。

    悪い例: `{種別: エラー, 条件: 抑止されている者を選んだとき}`
    良い例: `対処: 責任者が一時解除を行った後に、もう一度選ぶ。` を足す
    直し方: 「対処」を書く。続けることのできないものは、その旨を書く。
    """
    if alert.kind is AlertKind.ERROR and alert.response is None:
        yield Draft(
            f"エラー「{alert.name}」に対処がありません。どうすれば処理を続けられるかを書いてください。",
            at(alert, "名称"),
        )


@rule("EA02", "エラー・アラートの機能は実装できる", Severity.ERROR, Scope.BUSINESS, "R29（基本方針 5.1.1.1）")
def alert_of_what_may_exist(business: Business) -> Iterator[Draft]:
    """エラー・アラートが起こる機能の実装類型は、実装必須又は標準オプションである。

    実装してはならない機能の中では、何も起こらない。

    悪い例: `実装類型: 実装不可` の機能を挙げたアラート
    良い例: 実際に条件を確かめる機能を挙げる
    直し方: 「機能」を直すか、機能の実装類型を見直す。
    """
    known = {f.id: f for f in business.functions}
    for alert in business.alerts:
        for index, id in enumerate(alert.functions):
            function = known.get(id)
            if function and everywhere(function.classes, ImplementationClass.FORBIDDEN):
                yield Draft(
                    f"{alert.kind.value}「{alert.name}」が起こる機能{id}「{function.name}」は実装不可です。"
                    "「機能」か実装類型を直してください。",
                    at(alert, "機能", index),
                    f"{Kind.ALERT}{alert.key}",
                )
