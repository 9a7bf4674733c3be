"""ツリー図: the whole work, inside or outside the standard (基本方針 3.1(3))."""

from collections.abc import Iterator

from hyojun.model import OUTSIDE_SPELLINGS, Business, Severity, TreeNode, squeezed

from ..rule import Draft, Scope, at, rule


@rule(
    "TR01",
    "ツリー図の末端は対象か対象外",
    Severity.ERROR,
    Scope.BUSINESS,
    "R2・R3・R4・R5（基本方針 3.1(1)・(3)）",
)
def leaf_is_decided(business: Business) -> Iterator[Draft]:
    """ツリー図の末端は、対象（機能IDがある）か対象外（行う外部システム、又は「標準化対象外の事務」）のどちらかである。

    どちらとも決まらない事務が残ると、事業者は作るべきかどうかを判断できない。外部システムが行う事務は対象外である。

    悪い例: 区分も機能も無い末端
    良い例: `区分: 対象` と `機能: ["0020001"]`
    直し方: 区分を書き、対象なら機能を、対象外なら「対象外の理由」を書く。
    """
    for top in business.tree:
        for node in top.walk():
            subject = f"ツリー「{node.name}」"
            if node.children:
                if node.scope or node.functions or node.outside:
                    message = "下位のある枠には区分、機能、対象外の理由を書けません。末端に書いてください。"
                    yield Draft(message, at(node), subject)
            elif node.scope is None:
                yield Draft("末端の区分（対象／対象外）がありません。書いてください。", at(node), subject)
            elif node.scope == "対象" and (node.outside or not node.functions):
                yield Draft("対象の末端には機能を書き、対象外の理由は書かないでください。", at(node), subject)
            elif node.scope == "対象外" and (node.functions or not node.outside):
                hint = f"外部システムの名称、又は「{OUTSIDE_SPELLINGS[0]}」"
                yield Draft(
                    "対象外の末端には対象外の理由を書き、機能は書かないでください。", at(node), subject, hint
                )


@rule(
    "TR02",
    "機能はツリー図にある",
    Severity.ERROR,
    Scope.BUSINESS,
    "R8（基本方針 3.1）",
    draft=Severity.WARNING,
)
def function_is_in_tree(business: Business) -> Iterator[Draft]:
    """ツリー図のある業務では、全ての機能がいずれかの末端に現れる。

    ツリー図に無い機能は、どの事務のための機能か分からず、標準化の対象かどうかも確かめられない。

    悪い例: ツリー図のどこにも無い機能0020009
    良い例: 「証明書の交付」の末端に機能0020009を書く
    直し方: 当てはまる末端に機能IDを足す。
    """
    if not business.tree:
        return
    placed = {id for top in business.tree for node in top.walk() for id in node.functions}
    for function in business.functions:
        if function.id not in placed:
            message = f"機能{function.id}「{function.name}」がツリー図にありません。当てはまる末端に足してください。"
            yield Draft(message, at(function, "機能ID"), f"機能{function.id}")


@rule(
    "TR03",
    "ツリー図がある",
    Severity.ERROR,
    Scope.BUSINESS,
    "R1（基本方針 3.1(3)）",
    draft=Severity.NOTE,
    whole=True,
)
def tree_exists(business: Business) -> Iterator[Draft]:
    """業務には、事務の全体を対象と対象外に分けたツリー図がある。

    標準仕様書がどこまでを定めるのかは、ツリー図で示す。案のうちは参考として知らせる。

    悪い例: ツリー図の無い業務を公表する
    良い例: ツリー図.yaml に事務の全体を書き、「構成」に挙げる
    直し方: ツリー図.yaml を作り、業務.yaml の「構成」に挙げる。
    """
    if not business.tree:
        message = "ツリー図がまだありません。事務の全体を対象と対象外に分けたツリー図を作ってください。"
        yield Draft(message, at(business.head, "文書"), on_key=True)


@rule("TR04", "ツリー図に対象外がある", Severity.WARNING, Scope.BUSINESS, "R6（基本方針 3.1(3)）", whole=True)
def tree_lists_outside(business: Business) -> Iterator[Draft]:
    """ツリー図には、標準化の対象でない事務も可能な限り挙げる。

    対象外が一つも無いと、検討した結果なのか、書き漏らしたのかが分からない。

    悪い例: 全ての末端が対象
    良い例: `{名称: 手数料の収納, 区分: 対象外, 対象外の理由: 財務会計システム}` を末端に足す
    直し方: 外部システムが行う事務と標準化対象外の事務を、対象外の末端として足す。
    """
    if business.tree and not any(n.scope == "対象外" for top in business.tree for n in top.walk()):
        message = "ツリー図に対象外の末端が1つもありません。対象外の事務を可能な限り挙げてください。"
        yield Draft(message, at(business.tree[0]))


@rule(
    "TR05", "一つの事務は対象か対象外の一方", Severity.ERROR, Scope.BUSINESS, "R2・R5（基本方針 3.1(1)・(3)）"
)
def leaf_stands_once(business: Business) -> Iterator[Draft]:
    """同じ枠の下に、同じ名称の末端を対象と対象外の両方では置かない。

    一部だけが対象の事務は、分けた名称で書く。外部システムが行う部分は対象外とする。

    悪い例: 「交付」の下に、対象の「収納」と対象外の「収納」
    良い例: 対象の「手数料の額の記録」と、対象外の「手数料の収納」
    直し方: どちらかを消すか、違いが分かる名称にする。
    """
    for siblings in _levels(business.tree):
        seen: dict[str, TreeNode] = {}
        for node in siblings:
            if node.children or node.scope is None:
                continue
            first = seen.setdefault(squeezed(node.name), node)
            if first.scope != node.scope:
                yield Draft(
                    f"末端「{node.name}」は{node.scope}ですが、同じ名称の{first.scope}の末端が同じ枠の下に"
                    "あります。一方を消すか、名称を分けてください。",
                    at(node, "区分"),
                    f"ツリー「{node.name}」",
                )


def _levels(nodes: tuple[TreeNode, ...]) -> Iterator[tuple[TreeNode, ...]]:
    """All groups of boxes that stand below the same box."""
    yield nodes
    for node in nodes:
        if node.children:
            yield from _levels(node.children)
