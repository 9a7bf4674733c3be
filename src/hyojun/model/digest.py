"""`d1:` digests: sha256 of canonical JSON of the normative fields of an entry.

Canonical: keys sorted by code point, no white space, UTF-8 unescaped, absent fields omitted,
positions and 内部メモ left out. Absent is omitted, so an optional field added later changes no
existing digest; the order of fields in a class means nothing.
"""

import hashlib
import json
from typing import Any

from .characters import CharacterRequirement
from .data_items import CodeList, DataItem
from .details import Alert, Detail
from .flow import Flow
from .forms import Form
from .functions import Function
from .linkages import Linkage
from .prose import Chapter, Term
from .screens import NonFunctional, Screen
from .tree import LocalMeasure, OutOfScope, TreeNode
from .value import Value

NORMATIVE: dict[type[Value], frozenset[str]] = {
    Function: frozenset(
        "機能ID 機能名称 実装類型 機能要件 適合基準日 パラメータ パターン 帳票 データ項目 連携 横断的仕組み 廃止".split()
    ),
    Form: frozenset(
        "帳票ID 帳票名称 対象 実装類型 用途 根拠 外部仕様 諸元表 レイアウト データ要件で代替 廃止".split()
    ),
    DataItem: frozenset(
        "データ項目ID データ項目 ローマ字 主キー 外部キー データ型 桁数 コード 繰り返し データ出力条件"
        " 項目定義 項目説明 実装類型 参照先 廃止".split()
    ),
    CodeList: frozenset("コードID コード名 種別 値".split()),
    Linkage: frozenset(
        "連携ID 連携名称 場合 相手 提供・照会 方式 頻度 全件・差分 検索条件 データ項目 記録先 対になる連携"
        " インターフェース 同一パッケージの特例 廃止".split()
    ),
    TreeNode: frozenset("名称 区分 機能 対象外の理由 下位".split()),
    OutOfScope: frozenset("名称 理由 取扱い".split()),
    Flow: frozenset("キー 題名 レーン 作業".split()),
    Chapter: frozenset("題名 本文 画像".split()),
    Term: frozenset("用語 定義".split()),
    LocalMeasure: frozenset("名称 取扱い 機能".split()),
    Screen: frozenset("キー 画面名称 画面要件 機能".split()),
    Detail: frozenset("キー 種別 名称 内容 機能 帳票 データ項目".split()),
    Alert: frozenset("キー 種別 名称 条件 表示する内容 対処 機能".split()),
    CharacterRequirement: frozenset(
        "キー 名称 実装類型 要件 文字集合 文字コード 縮退 適合基準日 データ項目".split()
    ),
    NonFunctional: frozenset(
        "大項目 中項目 小項目 メトリクス レベル 選択レベル 選択時の条件 クラウド時の扱い 確認方法 SLA".split()
    ),
}
"""Field names by type, in published words. What is not listed (備考, 考え方・理由, サンプル値)
may change without changing the duty."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)


def canonical(data: Any) -> bytes:
    """JSON with one spelling per value."""
    return _ENCODER.encode(data).encode()


def digest(entry: Value) -> str:
    """Digest of one entry over its normative fields; raises KeyError for types without any."""
    fields = NORMATIVE[type(entry)]
    return (
        "d1:" + hashlib.sha256(canonical({k: v for k, v in entry.plain().items() if k in fields})).hexdigest()
    )
