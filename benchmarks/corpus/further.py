"""画面要件, 独自施策 and 非機能要件 as plain dicts: few rows, as in life."""

from typing import Any

from .functions import FORBIDDEN
from .plan import Share

Plain = dict[str, Any]
SCREENS = 3
"""画面要件 of a 業務: only where screens are what municipalities have changed most."""
_NON_FUNCTIONAL = (
    ("可用性", "継続性", "運用スケジュール", "運用時間（平日）"),
    ("性能・拡張性", "性能目標値", "オンラインレスポンス", "通常時のレスポンス順守率"),
    ("運用・保守性", "通常運用", "バックアップ", "バックアップ取得間隔"),
    ("移行性", "移行対象（データ）", "移行データ量", "移行データ量"),
    ("セキュリティ", "アクセス・利用制限", "認証機能", "管理権限を持つ主体の認証"),
    ("システム環境・エコロジー", "システム制約", "構築時の制約条件", "構築時の制約条件"),
)


def screens(headings: list[Plain]) -> list[Plain]:
    found = []
    for top in headings[:SCREENS]:
        below = top["見出し"][0]
        usable = [f["機能ID"] for f in below["機能"] if f["実装類型"] != FORBIDDEN]
        found.append(
            {
                "キー": f"gamen-{below['キー']}",
                "画面名称": f"{below['題名']}の画面",
                "定める理由": "確認の手順が製品ごとに異なり、誤りを防ぐための改修が多くの団体で行われてきたため。",
                "画面要件": "処理できない旨は、画面を移ることなく見える位置に、その理由とともに表示すること。",
                "機能": usable[:2],
            }
        )
    return found


def details(headings: list[Plain]) -> dict[str, list[Plain]]:
    """A row of 項目詳細 and one of エラー・アラート for every 大項目."""
    items: list[Plain] = []
    alerts: list[Plain] = []
    for top in headings:
        below = top["見出し"][0]
        usable = [f for f in below["機能"] if f["実装類型"] != FORBIDDEN and "廃止" not in f][:1]
        ids = [f["機能ID"] for f in usable]
        if not ids:
            continue
        items.append(
            {
                "キー": f"shosai-{below['キー']}",
                "種別": "項目詳細",
                "名称": f"{below['題名']}の区分",
                "内容": "新規、変更及び取消しから選ぶこと。取消しを選んだときは、その理由を入力すること。",
                "機能": ids,
            }
        )
        alerts.append(
            {
                "キー": f"chofuku-{below['キー']}",
                "種別": "アラート",
                "名称": f"{below['題名']}の重なり",
                "条件": "同じ者について、処理を終えていないものがあるとき",
                "表示する内容": "先のものの受付年月日",
                "対処": "先のものを確かめ、続けるかどうかを選ぶ。",
                "機能": ids,
            }
        )
    return {"項目詳細": items, "エラー・アラート": alerts}


def local_measures(share: Share, headings: list[Plain]) -> list[Plain]:
    """What municipalities do on their own: by a parameter where a function has one, else outside."""
    statements = (f for top in headings for below in top["見出し"] for f in below["機能"])
    with_parameter = [f["機能ID"] for f in statements if "パラメータ" in f][:1]
    outside: Plain = {
        "名称": f"{share.name}に係る独自の助成",
        "取扱い": "対象外",
        "理由": "行っている団体が少なく、内容が異なるため（架空）。",
    }
    inside: Plain = {
        "名称": f"{share.name}の期限の日数の加算",
        "取扱い": "パラメータ",
        "機能": with_parameter,
        "理由": "日数は条例により異なるが、計算の方法は同じであるため。",
    }
    return [inside, outside] if with_parameter else [outside]


def characters(share: Share) -> list[Plain]:
    """What is kept, and what is handed to those who know fewer characters."""
    return [
        {
            "キー": "shimei",
            "名称": "氏名及び住所の文字",
            "実装類型": "実装必須",
            "要件": f"{share.system}は、氏名及び住所を行政事務標準文字により入力し、保持し、及び表示できること。",
            "文字集合": ["行政事務標準文字"],
            "文字コード": "UTF-8",
            "縮退": {"文字集合": "JIS X 0213:2012", "方法": "縮退の表により置き換える。"},
            "適合基準日": "2030-04-01",
        }
    ]


def non_functional(share: Share) -> list[Plain]:
    return [
        {
            "大項目": major,
            "中項目": middle,
            "小項目": minor,
            "メトリクス": metric,
            "レベル": {"0": "定めない", "3": "業務時間の間", "5": "常に"},
            "選択レベル": "3",
            "選択時の条件": f"{share.system}の業務時間において満たすこと。",
            "SLA": {"目標値": "99.5%以上", "計測方法": "月ごとの割合を計る。", "報告": "毎月"},
        }
        for major, middle, minor, metric in _NON_FUNCTIONAL
    ]
