"""画面要件: only where the screen is a main cause of customisation (基本方針 5.1.1.3.2)."""

from collections.abc import Iterator

from hyojun.model import Screen, Severity

from ..rule import Draft, Scope, at, rule


@rule(
    "SN01",
    "画面要件を定める理由がある",
    Severity.ERROR,
    Scope.ENTITY,
    "R50（基本方針 5.1.1.3.2）",
    draft=Severity.WARNING,
)
def screen_is_justified(screen: Screen) -> Iterator[Draft]:
    """画面要件は、その画面がカスタマイズの主な原因となっている場合に限り、理由を示して定める。

    画面は事業者が創意工夫する部分であり、理由も無く揃えると競争を妨げる。

    悪い例: `{キー: shokai, 画面名称: 照会画面, 画面要件: 氏名を表示すること。}`
    良い例: `定める理由: 照会結果の並びの違いが、カスタマイズの主な原因となっているため。` を足す
    直し方: 「定める理由」を書く。理由が無ければ、画面要件を消す。
    """
    if screen.justification is None:
        yield Draft(
            f"画面「{screen.name}」に定める理由がありません。カスタマイズの主な原因であることを書くか、"
            "画面要件を消してください。",
            at(screen, "画面名称"),
        )
