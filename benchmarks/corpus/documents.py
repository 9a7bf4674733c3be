"""業務.yaml: the head of a 業務 and its two documents as plain dicts."""

from typing import Any

from .functions import BODIES
from .plan import Share
from .words import registry

Plain = dict[str, Any]
DUTIES_BY = "標準化対象事務を定める政令"
TERMS_OF_USE = "計測のために作った架空の文書であり、自由に複製し、改変してよい。"


def head(share: Share, functions: list[str], data: list[str], carried: set[str]) -> Plain:
    """`functions` and `data`: the files of the two documents in reading order; `carried`: 横断的仕組み."""
    return {
        "業務ID": share.id,
        "問合せ窓口": f"見本省（架空）見本局見本課　{share.name}標準化担当",
        "対象団体の想定": "中核市と同程度の人口規模の団体を基本に想定する。都道府県は、対象としない。",
        "標準化対象事務": [{"事務": duty, "根拠法令": DUTIES_BY} for duty in duties(share)],
        "団体区分": list(BODIES),
        "共通機能": common_functions(share),
        "横断的仕組み": mechanisms(share, carried),
        "非機能要件の標準": {"名称": "地方公共団体情報システム非機能要件の標準", "版": "第1.1版"},
        "個人情報の取扱い": {
            "指針": "地方公共団体における情報セキュリティポリシーに関するガイドライン",
            "番号法上の区分": "個人番号利用事務",
        },
        "担当の種別": {"住民等": "住民等", "職員": "職員", share.system: "自業務のシステム"},
        "注記": "計測用（架空）。国の機関が定めた標準仕様書ではない。",
        "文書": [
            document("機能", f"{share.system}標準仕様書　計測用（架空）", share.ministry, "6", functions),
            document(
                "データ",
                f"{share.name}　データ要件・連携要件標準仕様書　計測用（架空）",
                "デジタル庁",
                "7",
                data,
            ),
        ],
    }


def common_functions(share: Share) -> list[Plain]:
    """Every 共通機能 is used but the two that concern payments, which only some need."""
    paying = "税" in share.name or "保険" in share.name
    found = []
    for common in registry().common_functions:
        used = paying or not common.name.startswith("統合")
        reason = f"{share.name}の事務で用いるため。" if used else "収納及び滞納の生じる事務ではないため。"
        found.append({"共通機能": common.name, "利用": "利用" if used else "非利用", "理由": reason})
    return found


def duties(share: Share) -> tuple[str, ...]:
    """標準化対象事務 of the registry."""
    business = registry().business(share.id)
    return business.duties if business else ()


def mechanisms(share: Share, carried: set[str]) -> list[Plain]:
    """A mechanism applies where functions carry it."""
    reasons = {
        True: ("適用", f"{share.name}の事務で対象者の情報を扱うため。"),
        False: ("非適用", f"{share.name}の計測用の資料では扱わないため（架空）。"),
    }
    return [
        dict(zip(("仕組み", "適用", "理由"), (m.name, *reasons[m.name in carried]), strict=True))
        for m in registry().mechanisms
    ]


def document(name: str, title: str, publisher: str, article: str, files: list[str]) -> Plain:
    return {
        "文書": name,
        "題名": title,
        "発行者": publisher,
        "根拠法令": f"地方公共団体情報システムの標準化に関する法律第{article}条第1項",
        "版": "1.1",
        "状態": "案",
        "適合基準日": "2028-04-01",
        "出典・利用条件": TERMS_OF_USE,
        "改定履歴": [
            {"版": "1.0", "年月日": "2025-08-29", "概要": "初めて定めた（架空）。"},
            {
                "版": "1.1",
                "概要": "機能、桁数及び文言を見直した（架空）。",
                "改定理由": "創意工夫提案",
                "根拠": "提案第1号（架空）",
            },
        ],
        "構成": files,
    }
