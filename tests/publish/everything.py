"""A 業務 with one of everything the model knows, each text with a mark of its own, made in memory."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

from hyojun.model import Business, Corpus, Value
from hyojun.source import default_registry
from hyojun.source.markdown import blocks_of

ID = "002"
OTHER = "001"


class Marked(NamedTuple):
    """A text of the model: the type it stands in, its published word, the text."""

    type: str
    word: str
    text: str


def marked(value: Value) -> Iterator[Marked]:
    """Every text with a mark in a value and all below it, in order."""
    for name, field in type(value).model_fields.items():
        for text in _texts(getattr(value, name)):
            if isinstance(text, Value):
                yield from marked(text)
            elif isinstance(text, str) and re.search(r"印\d{3}", text):
                yield Marked(type(value).__name__, field.alias or name, text)


def _texts(found: Any) -> Iterator[Any]:
    match found:
        case tuple():
            for one in found:
                yield from _texts(one)
        case dict():
            yield from found.values()
        case _:
            yield found


def empty_fields(*values: Value) -> set[tuple[str, str]]:
    """Type and field of what has its default in every value of its type: the fixture lacks it."""
    lacking: set[tuple[str, str]] = set()
    given: set[tuple[str, str]] = set()
    for value in values:
        for one in _all(value):
            for name, field in type(one).model_fields.items():
                place = (type(one).__name__, field.alias or name)
                at_default = not field.is_required() and getattr(one, name) == field.get_default(
                    call_default_factory=True
                )
                (lacking if at_default else given).add(place)
    return lacking - given


def _all(value: Value) -> Iterator[Value]:
    yield value
    for name in type(value).model_fields:
        for one in _texts(getattr(value, name)):
            if isinstance(one, Value):
                yield from _all(one)


PROSE = """\
(hajimeni)=
# 本編印の題

印の段落
"""


def corpus() -> Corpus:
    """業務 002 with everything, and 業務 001 with the other end of its 連携."""
    numbers = count(1)

    def m(word: str) -> str:
        return f"{word}印{next(numbers):03}"

    def retired(*replaced_by: str) -> dict[str, Any]:
        return {"版": "1.1", "理由": m("廃止理由"), "置換先": list(replaced_by)}

    function = {
        "機能ID": "0020001",
        "機能名称": m("機能"),
        "実装類型": {"指定都市": "実装必須", "中核市": "標準オプション"},
        "機能要件": m("要件"),
        "考え方・理由": m("理由"),
        "由来": "ベストプラクティス",
        "採用の観点": "費用対効果",
        "備考": m("備考"),
        "適合基準日": "2026-04-01",
        "パラメータ": [
            {
                "名称": m("パラメータ"),
                "内容": m("内容"),
                "データ型": m("型"),
                "桁数": "3",
                "Null可": True,
                "既定値": m("既定"),
            }
        ],
        "パターン": [{"名称": m("パターン"), "管理内容": m("管理")}],
        "帳票": ["0020001"],
        "データ項目": ["00200001"],
        "連携": ["002o001"],
        "横断的仕組み": [m("仕組み")],
        "参照": ["機能0020002", "見出しtoroku"],
        "内部メモ": "外に出ない",
    }
    old_function = {
        "機能ID": "0020002",
        "機能名称": m("旧機能"),
        "実装類型": "実装必須",
        "機能要件": m("旧要件"),
        "廃止": retired("0020001"),
    }
    new_function = {
        "機能ID": "002仮1",
        "機能名称": m("仮の機能"),
        "実装類型": "実装必須",
        "機能要件": "機能0020002の後。",
        "参照": ["機能002仮1"],
        "置換元": ["0020002"],
    }
    headings = [
        {
            "キー": "toroku",
            "題名": m("大項目"),
            "番号": 3,
            "説明": m("説明"),
            "機能": [function, old_function, new_function],
            "見出し": [{"キー": "shita", "題名": m("中項目")}],
            "内部メモ": "外に出ない",
        }
    ]
    drawn = {
        "種類": "描画",
        "用紙": "A5",
        "向き": "横",
        "枠": [
            {"左": 10, "上": 10, "幅": 60, "高さ": 10, "項番": 1, "文字の大きさ": 10, "揃え": "中央"},
            {
                "左": 10, "上": 30, "幅": 12, "高さ": 60, "文字": m("枠"), "組方向": "縦書き", "罫線": "破線",
            },
        ],
        "線": [{"始点左": 5, "始点上": 25, "終点左": 200, "終点上": 25}],
    }  # fmt: skip
    attached = {
        "種類": "添付",
        "ファイル": "帳票/a.png",
        "頁": 2,
        "代替テキスト": m("代替"),
        "欄": [{"図中番号": m("図"), "項番": 1, "説明": m("欄")}],
        "sha256": "0" * 64,
    }
    form = {
        "帳票ID": "0020001",
        "帳票名称": m("帳票"),
        "対象": "職員向け",
        "実装類型": "実装必須",
        "用途": m("用途"),
        "根拠": m("根拠"),
        "外部仕様": {"名称": m("外部仕様"), "版": m("外部の版")},
        "職員向けの理由": m("職員"),
        "備考": m("帳票備考"),
        "諸元表": [
            {
                "項番": 1,
                "印字項目": m("印字"),
                "編集条件": m("編集"),
                "データ項目ID": "00200001",
                "固定文言": m("固定"),
                "算出方法": m("算出"),
                "桁数": 20,
                "行数": 2,
                "フォント・サイズ": m("フォント"),
                "必須・オプション": "必須",
                "文字溢れ対応": m("溢れ"),
                "サンプル値": m("見本"),
                "備考": m("項目備考"),
            }
        ],
        "レイアウト": drawn,
        "データ要件で代替": m("代替理由"),
        "内部メモ": "外に出ない",
    }
    item = {"印字項目": "氏名", "項番": 1}
    old_form = {
        "帳票ID": "0020002",
        "帳票名称": m("旧帳票"),
        "対象": "住民向け",
        "実装類型": "実装必須",
        "諸元表": [item],
        "レイアウト": attached,
        "廃止": retired("0020001"),
    }
    new_form = {
        "帳票ID": "002仮2",
        "帳票名称": m("仮の帳票"),
        "対象": "住民向け",
        "実装類型": "実装必須",
        "備考": "帳票0020002に代わる。",
        "置換元": ["0020002"],
    }
    functions = {
        "文書": "機能",
        "題名": m("題名"),
        "発行者": m("発行者"),
        "根拠法令": m("根拠法令"),
        "サブユニット": "002-9",
        "版": "1.1",
        "状態": "意見照会中",
        "年月日": "2026-03-25",
        "適合基準日": "2027-04-01",
        "出典・利用条件": m("利用条件"),
        "改定履歴": [
            {"版": "1.0", "概要": m("初版")},
            {
                "版": "1.1",
                "年月日": "2026-03-25",
                "概要": m("改定"),
                "改定理由": m("改定理由"),
                "根拠": m("改定の根拠"),
                "施行日": f"{m('改正法')}の施行日",
                "意見照会": {
                    "始期": "2026-01-05",
                    "終期": "2026-02-03",
                    "対象": m("照会先"),
                    "結果": m("結果"),
                },
                "協議": m("協議"),
            },
        ],
        "内容": {
            "見出し": headings,
            "帳票": [form, old_form, new_form],
            "ツリー図": [
                {
                    "キー": "zentai",
                    "名称": m("木"),
                    "下位": [
                        {"名称": m("枝"), "区分": "対象", "機能": ["0020001", "0020002"]},
                        {"名称": m("外の枝"), "区分": "対象外", "対象外の理由": m("外部")},
                    ],
                }
            ],
            "業務フロー": [
                {
                    "キー": "nagare",
                    "題名": m("フロー"),
                    "ファイル": "a.bpmn",
                    "説明": m("フロー説明"),
                    "レーン": [
                        {"要素ID": "L0", "名称": m("上のレーン"), "プール": "全体"},
                        {
                            "要素ID": "L1",
                            "名称": m("レーン"),
                            "プール": "全体",
                            "種別": "職員",
                            "上位のレーン": "L0",
                        },
                    ],
                    "作業": [
                        {
                            "要素ID": "T1",
                            "名称": m("作業"),
                            "種類": "userTask",
                            "印": [m("作業の印")],
                            "レーン": "L1",
                            "機能ID": ["0020001"],
                            "支援": True,
                            "手順キー": "saisho",
                            "次のフロー": ["nagare"],
                            "入力": ["D1"],
                            "出力": ["D2"],
                            "説明": m("作業説明"),
                        },
                        {
                            "要素ID": "T2",
                            "名称": m("内側の作業"),
                            "種類": "subProcess",
                            "レーン": "L0",
                            "上位の作業": "T3",
                        },
                        {"要素ID": "T3", "名称": m("まとまり"), "種類": "subProcess", "レーン": "L0"},
                    ],
                    "その他の要素": [
                        {"要素ID": "D1", "種類": "dataObjectReference", "名称": m("入力データ")},
                        {"要素ID": "D2", "種類": "dataStoreReference", "名称": m("出力データ")},
                        {"要素ID": "G1", "種類": "exclusiveGateway", "名称": m("分岐"), "レーン": "L1"},
                        {"要素ID": "A1", "種類": "textAnnotation", "名称": m("注釈")},
                        {
                            "要素ID": "B1",
                            "種類": "boundaryEvent",
                            "契機": ["timer"],
                            "印": ["中断しない"],
                            "名称": m("期限"),
                            "付く作業": "T1",
                            "上位の作業": "T3",
                            "次のフロー": ["nagare"],
                            "説明": m("期限の説明"),
                        },
                    ],
                    "接続": [
                        {"要素ID": "F1", "種類": "順序", "元": "T1", "先": "G1"},
                        {"要素ID": "F2", "種類": "順序", "元": "G1", "先": "T3", "名称": "はい"},
                        {"要素ID": "F3", "種類": "順序", "元": "G1", "先": "T1", "名称": m("条件")},
                        {"要素ID": "F4", "種類": "順序", "元": "G1", "先": "T2", "既定": True},
                    ],
                    "sha256": "0" * 64,
                }
            ],
            "標準化対象外": [{"名称": m("対象外"), "理由": m("対象外理由"), "取扱い": m("取扱い")}],
            "用語": [
                {
                    "用語": m("用語"),
                    "読み": m("ようご"),
                    "定義": m("定義"),
                    "別名": [m("別名")],
                    "使わない語": [m("避ける語")],
                }
            ],
            "独自施策": [
                {"名称": m("施策"), "取扱い": "パターン化", "機能": ["0020001"], "理由": m("施策理由")}
            ],
            "画面": [
                {
                    "キー": "ichiran",
                    "画面名称": m("画面"),
                    "定める理由": m("画面理由"),
                    "画面要件": m("画面要件"),
                    "機能": ["0020001"],
                    "備考": m("画面備考"),
                    "内部メモ": "外に出ない",
                }
            ],
            "非機能要件": [
                {
                    "大項目": m("可用性"),
                    "中項目": m("継続性"),
                    "小項目": m("運用時間"),
                    "メトリクス": m("メトリクス"),
                    "レベル": {"0": m("規定なし"), "3": m("定時内")},
                    "選択レベル": "3",
                    "選択時の条件": m("条件"),
                    "クラウド時の扱い": m("クラウド"),
                    "確認方法": m("確認"),
                    "SLA": {
                        "目標値": m("目標"),
                        "計測方法": m("計測"),
                        "報告": m("報告"),
                        "未達のときの措置": m("措置"),
                    },
                    "備考": m("非機能備考"),
                }
            ],
        },
    }
    data_item = {
        "データ項目ID": "00200001",
        "データ項目": m("項目"),
        "ローマ字": "shimei",
        "主キー": "○",
        "外部キー": "○",
        "参照先": "00200003",
        "クラス分類": {"LV1": m("一"), "LV2": m("二"), "LV3": m("三")},
        "データ型": "X",
        "桁数": "20",
        "コード": "001",
        "繰り返し": 3,
        "データ出力条件": "必須",
        "項目定義": m("項目定義"),
        "項目説明": m("項目説明"),
        "標準仕様書関連箇所": f"0020001{m('関連')}\n002仮1{m('仮の関連')}",
        "実装類型": "○",
        "サンプル値": m("値の例"),
        "項目の由来": m("由来"),
        "備考": m("データ備考"),
        "内部メモ": "外に出ない",
    }

    def plain_item(id: str, **more: Any) -> dict[str, Any]:
        romaji = f"item_{id[3:].replace('仮', 'kari')}"
        return {
            "データ項目ID": id, "データ項目": m("別項目"), "ローマ字": romaji, "データ型": "X", "桁数": "1",
            "データ出力条件": "任意",
        } | more  # fmt: skip

    def linkage(id: str, partner: str, **more: Any) -> dict[str, Any]:
        return {
            "連携ID": id,
            "連携名称": m("連携"),
            "場合": m("場合"),
            "相手": {"種別": "標準準拠システム", "業務ID": partner},
            "提供・照会": "照会",
            "方式": "REST API",
            "頻度": m("頻度"),
            "データ項目": [f"{OTHER}00001"],
        } | more

    data = {
        "文書": "データ",
        "題名": m("データの題名"),
        "発行者": m("データの発行者"),
        "版": "1.1",
        "状態": "案",
        "改定履歴": [{"版": "1.1", "概要": m("データ初版")}],
        "固定": {"ファイル": "固定/データ-1.1.json", "SHA-256": "0" * 64, "入手先": m("入手先")},
        "内容": {
            "データグループ": [
                {
                    "グループID": "002001",
                    "グループ名称": m("グループ"),
                    "説明": m("グループ説明"),
                    "データ項目": [
                        data_item,
                        plain_item("00200002", 廃止=retired("00200001")),
                        plain_item("002仮3", 置換元=["00200002"]),
                    ],
                },
                {
                    "グループID": "002002",
                    "グループ名称": m("旧グループ"),
                    "廃止": retired("002001"),
                    "データ項目": [plain_item("00200003")],
                },
                {
                    "グループID": "002仮4",
                    "グループ名称": m("仮グループ"),
                    "データ項目": [plain_item("00200004")],
                },
            ],
            "コード一覧": [
                {
                    "コードID": "001",
                    "コード名": m("コード"),
                    "種別": "連携",
                    "値": [{"コード値": m("値"), "内容": m("コード内容"), "備考": m("値の備考")}],
                    "備考": m("コード備考"),
                }
            ],
            "連携": [
                linkage(
                    "002o001",
                    OTHER,
                    **{
                        "相手": {"種別": "標準準拠システム", "業務ID": OTHER, "名称": m("相手")},
                        "全件・差分": "差分",
                        "検索条件": m("検索"),
                        "記録先": {f"{OTHER}00001": "00200001"},
                        "対になる連携": f"{OTHER}i001",
                        "インターフェース": {"名称": m("インターフェース"), "版": m("版")},
                        "同一パッケージの特例": m("特例"),
                        "備考": m("連携備考"),
                        "内部メモ": "外に出ない",
                    },
                ),
                linkage("002o002", OTHER, 廃止=retired("002o001")),
                linkage("002o仮5", OTHER, 置換元=["002o002"]),
            ],
        },
    }
    head = {
        "業務ID": ID,
        "問合せ窓口": m("窓口"),
        "対象団体の想定": m("対象団体"),
        "標準化対象事務": [{"事務": m("事務"), "根拠法令": m("事務の根拠")}],
        "団体区分": ["指定都市", "中核市"],
        "共通機能": [{"共通機能": m("共通機能"), "利用": "非利用", "理由": m("共通理由")}],
        "横断的仕組み": [{"仕組み": m("横断"), "適用": "非適用", "理由": m("横断理由")}],
        "非機能要件の標準": {"名称": m("非機能標準"), "版": m("標準の版")},
        "個人情報の取扱い": {"指針": m("指針"), "番号法上の区分": m("番号法")},
        "経過措置": [{"対象": m("経過"), "終期": "2028-03-31", "根拠法令": m("経過の根拠")}],
        "担当の種別": {"レーン": "職員"},
        "組合せ": [
            {
                "名称": m("組合せ"),
                "年月日": "2026-03-31",
                "文書": {"機能": "1.1", "データ": "1.1"},
                "他の業務": {f"{OTHER}/連携": "1.0"},
                "共通機能": {"共通機能標準仕様書": m("共通の版")},
            }
        ],
        "注記": m("注記"),
    }
    text = PROSE.replace("本編印の題", m("章")).replace("印の段落", m("段落"))
    chapter = {"ファイル": "本編/a.md", "題名": m("本編"), "本文": text, "段落": blocks_of(text, "本編/a.md")}
    functions["内容"]["本編"] = [chapter]  # type: ignore[index]
    other = {
        "文書": "連携",
        "題名": "相手の連携要件",
        "発行者": "見本省",
        "版": "1.0",
        "状態": "案",
        "改定履歴": [{"版": "1.0", "概要": "初版"}],
        "内容": {
            "データグループ": [
                {"グループ名称": "台帳", "データ項目": [plain_item(f"{OTHER}00001")]},
            ],
            "連携": [linkage(f"{OTHER}i001", ID, **{"提供・照会": "提供", "対になる連携": "002o001"})],
        },
    }
    registry = default_registry()
    return Corpus(
        registry=registry,
        businesses=tuple(
            Business.model_validate(
                {"registered": registry.business(id), "head": own, "documents": documents}
            )
            for id, own, documents in (
                (OTHER, {"業務ID": OTHER}, [other]),
                (ID, head, [functions, data]),
            )
        ),
    )
