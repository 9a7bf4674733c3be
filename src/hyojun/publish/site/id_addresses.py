"""Addresses of the resolver of IDs and of the lists behind it."""

from hyojun.model import SERIES, Kind, Ref

from ..anchors import SLUGS

RESOLVER = "id/index"
"""The page that permanent addresses open."""


def lists_of(business: str) -> str:
    """Docname of the page that leads to the lists of IDs of a 業務."""
    return f"id/{business}"


def list_of(business: str, kind: Kind) -> str:
    """Docname of the list of IDs of a kind: id/002-fn."""
    return f"{lists_of(business)}-{SLUGS[kind]}"


def fragment(ref: Ref) -> str:
    """What stands after `id/#`: 機能0020011; a key with its 業務 before it, 002/フローtoroku."""
    return ref.label if ref.kind in SERIES else f"{ref.business}/{ref.label}"


KIND_WORDS = {
    Kind.FUNCTION: "機能",
    Kind.FORM: "帳票",
    Kind.GROUP: "データグループ",
    Kind.DATA_ITEM: "データ項目",
    Kind.CODE_LIST: "コード一覧",
    Kind.LINKAGE: "連携",
    Kind.FLOW: "業務フロー",
    Kind.STEP: "業務フローの手順",
    Kind.SCREEN: "画面",
    Kind.TREE_NODE: "ツリー図",
    Kind.HEADING: "見出し",
    Kind.TERM: "用語",
}
"""Words of the kinds, in the order of the lists of IDs."""
