"""The example of a step table that the template and the guide of authors show (架空)."""

from .cells import (
    ACTOR,
    AFTER,
    COLUMNS,
    CONDITION,
    FUNCTIONS,
    INPUTS,
    KEY_COLUMN,
    KIND,
    LANE_KIND,
    NUMBER,
    OUTPUTS,
    TEXT,
    WORK,
)

TITLE = "印鑑登録の申請（見本）"

_ROWS = """
1|住民等|申請する|||||住民等||印鑑登録申請書||
2|職員|本人であることを確かめる|0020001（支援）|3／4|本人か：はい／本人か：いいえ||職員|印鑑登録申請書||kakunin|顔写真のある書類による。
3|印鑑登録システム|印鑑を登録する|0020002|5／6|並行||自業務のシステム||印鑑登録原票|toroku|
4|職員|照会書を送る||フロー「shokai」へ||人（手作業）|||照会書||
5|印鑑登録システム|登録を記録する|0020003|7|||||||
6|職員|登録証を作る||7||人（手作業）|||印鑑登録証||
7|職員|登録証を渡す||終了：登録を終えた||人（手作業）||印鑑登録証|||
"""
"""「／」 where a cell breaks its line."""

EXAMPLE = tuple(
    dict(zip(COLUMNS, line.replace("／", "\n").split("|"), strict=True))
    for line in _ROWS.strip().splitlines()
)

MEANING = {
    NUMBER: "手順の番号。①、(1)、１も同じ番号です。必ず書きます。",
    ACTOR: "作業を行う者。同じ担当は、図の1つのレーンになります。必ず書きます。",
    WORK: "作業の内容。必ず書きます。",
    FUNCTIONS: "使う機能の7桁のID。2つ以上は「、」で区切ります。人の作業を支える機能は、終わりに（支援）と書きます。",
    AFTER: "進む先: 番号、終了、終了：○○、フロー「キー」へ。2つ以上は改行で分けます。空なら次の行、最後の行なら終了です。",
    CONDITION: "次が2つ以上のとき、次の1件に1行ずつ条件を書きます。「問い：答え」とも書けます。全てに進むなら「並行」です。",
    KIND: "人（システムを操作）、人（手作業）、システムなど。空なら、担当の名称と機能IDの有無から補います。",
    LANE_KIND: "担当の種別。同じ担当には、1度書けば足ります。",
    INPUTS: "作業に使う書類やデータの名称。2つ以上は改行か「、」で分けます。",
    OUTPUTS: "作業で作る書類やデータの名称。2つ以上は改行か「、」で分けます。",
    KEY_COLUMN: "描き直しても変わらない名前。英小文字で始め、英小文字、数字、「-」で書きます。",
    TEXT: "手順の説明の文章。",
}
