"""Links: every key and every running text that refers, each from its one owner, and all of it backwards."""

from pathlib import Path

import pytest
from casefiles import write_repository

from hyojun.model import Corpus, Edge, Kind, Ref, edges, related_functions
from hyojun.model.links import RUNNING_TEXT
from hyojun.source import load

KEYS = """\
見出し:
  - キー: toroku
    機能:
      - 機能ID: "0020001"
        機能名称: 登録
        実装類型: 実装必須
        機能要件: 登録できること。
        帳票: ["0020001"]
        データ項目: ["00200001"]
        連携: ["002o001"]
        参照: [機能0030001, 見出しtoroku, 読めない参照]
帳票:
  - 帳票ID: "0020001"
    帳票名称: 照会書
    対象: 住民向け
    実装類型: 実装必須
    諸元表: [{項番: 1, 印字項目: 氏名, データ項目ID: "00200002"}, {項番: 2, 印字項目: 表題}]
データグループ:
  - グループ名称: 宛名
    データ項目:
      - {データ項目ID: "00200001", データ項目: 一, ローマ字: a, データ型: X, コード: "001", データ出力条件: 必須}
      - {データ項目ID: "00200002", データ項目: 二, ローマ字: b, データ型: X, コード: 戸籍002, データ出力条件: 必須}
      - {データ項目ID: "00200003", データ項目: 三, ローマ字: c, データ型: X, コード: 無い業務002, データ出力条件: 必須}
      - データ項目ID: "00200004"
        データ項目: 四
        ローマ字: d
        データ型: X
        データ出力条件: 必須
        標準仕様書関連箇所: |
          0020001登録
          0030002 記載
連携:
  - 連携ID: "002o001"
    連携名称: 提供
    場合: 登録
    相手: {種別: 外部システム, 名称: 外}
    提供・照会: 提供
    方式: ファイル
    頻度: 日次
    データ項目: ["00200003", "00100001"]
ツリー図:
  - キー: eda
    名称: 登録
    下位:
      - {名称: 申請, 区分: 対象, 機能: ["0020001"]}
      - {キー: ha, 名称: 審査, 区分: 対象, 機能: ["0020002"]}
業務フロー:
  - {キー: nagare, 題名: 登録, ファイル: a.bpmn}
"""
FLOW = """\
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
<task id="t" name="登録"><documentation>機能ID: 0020001、0020003</documentation></task></process></definitions>
"""

RUNNING = """\
見出し:
  - キー: toroku
    説明: 機能0021001
    機能:
      - 機能ID: "0020001"
        機能名称: 機能0029999は名称なので参照ではない
        実装類型: 実装必須
        機能要件: 機能0021002
        考え方・理由: 機能0021003
        備考: 機能0021004
        パラメータ: [{名称: 一, 内容: 機能0021005}]
        パターン: [{名称: 一, 管理内容: 機能0021006}]
        団体区分の注記: [{団体区分: 町村, 注記: 機能0021007}]
帳票:
  - 帳票ID: "0020001"
    帳票名称: 照会書
    対象: 職員向け
    実装類型: 実装必須
    用途: 機能0021011
    職員向けの理由: 機能0021012
    備考: 機能0021013
    諸元表:
      - {項番: 1, 印字項目: 一, 編集条件: 機能0021014, 算出方法: 機能0021017, 文字溢れ対応: 機能0021015, 備考: 機能0021016}
データグループ:
  - グループID: "002001"
    グループ名称: 宛名
    説明: 機能0021021
    データ項目:
      - データ項目ID: "00200001"
        データ項目: 一
        ローマ字: a
        データ型: X
        データ出力条件: 必須
        項目定義: 機能0021022
        項目説明: 機能0021023
        備考: 機能0021024
  - グループ名称: IDの無いグループ
    説明: 機能0021025
    データ項目: [{データ項目ID: "00200002", データ項目: 二, ローマ字: a, データ型: X, データ出力条件: 必須}]
コード一覧:
  - {コードID: "001", コード名: 一, 備考: 機能0021031, 値: [{コード値: "1", 内容: 機能0021032, 備考: 機能0021033}]}
連携:
  - 連携ID: "002o001"
    連携名称: 提供
    場合: 機能0021041
    相手: {種別: 外部システム, 名称: 外}
    提供・照会: 提供
    方式: ファイル
    頻度: 日次
    検索条件: 機能0021042
    データ項目: ["00200001"]
    備考: 機能0021043
業務フロー:
  - {キー: nagare, 題名: 登録, ファイル: a.bpmn, 説明: 機能0021051}
用語:
  - {用語: 印鑑, 定義: 機能0021061}
標準化対象外:
  - {名称: 収納, 理由: 機能0021071, 取扱い: 機能0021072}
独自施策:
  - {名称: 減免, 取扱い: 対象外, 理由: 機能0021073}
画面:
  - {キー: ichiran, 画面名称: 一覧, 定める理由: 機能0021053, 画面要件: 機能0021054, 備考: 機能0021055}
項目詳細:
  - {キー: jiyu, 種別: 項目詳細, 名称: 事由, 内容: 機能0021056, 備考: 機能0021057}
エラー・アラート:
  - キー: tomeru
    種別: エラー
    名称: 一
    条件: 機能0021091
    表示する内容: 機能0021092
    対処: 機能0021093
    機能: ["0020001"]
    備考: 機能0021094
文字要件:
  - キー: moji
    名称: 氏名
    実装類型: 実装必須
    要件: 機能0021101
    文字集合: [行政事務標準文字]
    縮退: {文字集合: "JIS X 0213:2012", 方法: 機能0021104}
    考え方・理由: 機能0021102
    備考: 機能0021103
非機能要件:
  - 大項目: 可用性
    メトリクス: 稼働率
    選択時の条件: 機能0021074
    クラウド時の扱い: 機能0021075
    確認方法: 機能0021076
    備考: 機能0021077
    SLA: {目標値: 99.5%, 計測方法: 機能0021078, 未達のときの措置: 機能0021079}
"""
SPEAKING_FLOW = FLOW.replace("機能ID: 0020001、0020003", "機能0021052による。")
PROSE = """\
# 本編

機能0021081

(gaiyo)=
## 概要

機能0021082と{function}`登録 <0021083>`と{form}`0020001`と{heading}`003/koseki`
"""
OTHER = "見出し: [{キー: koseki, 機能: [{機能ID: '0030001', 機能名称: 一, 実装類型: 実装必須, 機能要件: 機能0020001。}]}]\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    files = {"a.yaml": KEYS, "bpmn/a.bpmn": FLOW, "spec/003/a.yaml": OTHER}
    repository = load(write_repository(tmp_path, files))
    assert repository.findings == ()
    return repository.corpus


def told(edge: Edge) -> tuple[str | None, str, str, tuple[str | int, ...]]:
    path = edge.origin.path if edge.origin else ()
    return edge.source.label if edge.source else None, edge.target.label, edge.word, path


def test_every_key_that_refers(corpus: Corpus) -> None:
    function = ("見出し", 0, "機能", 0)
    assert sorted(told(e) for e in corpus.edges if e.word != "本文") == sorted(
        [
            ("機能0020001", "帳票0020001", "帳票", (*function, "帳票", 0)),
            ("機能0020001", "データ00200001", "データ項目", (*function, "データ項目", 0)),
            ("機能0020001", "連携002o001", "連携", (*function, "連携", 0)),
            ("機能0020001", "機能0030001", "参照", (*function, "参照", 0)),
            ("機能0020001", "見出しtoroku", "参照", (*function, "参照", 1)),
            ("帳票0020001", "データ00200002", "データ項目ID", ("帳票", 0, "諸元表", 0, "データ項目ID")),
            ("データ00200001", "コード001", "コード", ("データグループ", 0, "データ項目", 0, "コード")),
            ("データ00200002", "コード002", "コード", ("データグループ", 0, "データ項目", 1, "コード")),
            (
                "データ00200004",
                "機能0020001",
                "標準仕様書関連箇所",
                ("データグループ", 0, "データ項目", 3, "標準仕様書関連箇所"),
            ),
            (
                "データ00200004",
                "機能0030002",
                "標準仕様書関連箇所",
                ("データグループ", 0, "データ項目", 3, "標準仕様書関連箇所"),
            ),
            ("連携002o001", "データ00200003", "データ項目", ("連携", 0, "データ項目", 0)),
            ("連携002o001", "データ00100001", "データ項目", ("連携", 0, "データ項目", 1)),
            ("ツリー申請", "機能0020001", "機能", ("ツリー図", 0, "下位", 0, "機能", 0)),
            ("ツリーha", "機能0020002", "機能", ("ツリー図", 0, "下位", 1, "機能", 0)),
            ("手順nagare/t", "機能0020001", "機能ID", ("t", "機能ID", 0)),
            ("手順nagare/t", "機能0020003", "機能ID", ("t", "機能ID", 1)),
        ]
    )


def test_targets_belong_to_the_business_their_id_or_name_says(corpus: Corpus) -> None:
    there = {e.target.label: e.target.business for e in corpus.edges}
    assert there["機能0030001"] == "003"
    assert there["データ00100001"] == "001"
    assert there["コード001"] == "002"
    assert there["コード002"] == "003"
    assert there["見出しtoroku"] == "002"


def test_links_are_read_backwards(corpus: Corpus) -> None:
    wanted = Ref("002", Kind.FUNCTION, "0020001")
    assert [told(e)[0] for e in corpus.incoming[wanted]] == [
        "データ00200004",
        "手順nagare/t",
        "ツリー申請",
        "機能0030001",
    ]
    assert sum(map(len, corpus.incoming.values())) == len(corpus.edges)
    assert Ref("002", Kind.FORM, "0020009") not in corpus.incoming


def test_entries_have_addresses(corpus: Corpus) -> None:
    assert [ref.label for ref in corpus.entries] == [
        *("見出しtoroku", "機能0020001", "帳票0020001"),
        *("データ00200001", "データ00200002", "データ00200003", "データ00200004", "連携002o001"),
        *("ツリーeda", "ツリーha", "フローnagare", "手順nagare/t"),
        *("見出しkoseki", "機能0030001"),
    ]
    assert corpus.entries[Ref("003", Kind.HEADING, "koseki")].document.name == "機能"


def test_every_running_text_that_refers(tmp_path: Path) -> None:
    files = {"本編.md": PROSE, "a.yaml": RUNNING, "bpmn/a.bpmn": SPEAKING_FLOW}
    [business] = load(write_repository(tmp_path, files)).corpus.businesses
    found = [told(e) for e in edges(business) if e.word == "本文"]
    assert [(source, target) for source, target, _, _ in found] == [
        (None, "機能0021081"),
        ("見出しgaiyo", "機能0021082"),
        ("見出しgaiyo", "機能0021083"),
        ("見出しgaiyo", "帳票0020001"),
        ("見出しgaiyo", "見出しkoseki"),
        ("見出しtoroku", "機能0021001"),
        *[("機能0020001", f"機能002100{n}") for n in range(2, 8)],
        *[("帳票0020001", f"機能002101{n}") for n in (1, 2, 3, 4, 7, 5, 6)],
        ("グループ002001", "機能0021021"),
        *[("データ00200001", f"機能002102{n}") for n in range(2, 5)],
        *[("コード001", f"機能002103{n}") for n in range(1, 4)],
        *[("連携002o001", f"機能002104{n}") for n in range(1, 4)],
        ("フローnagare", "機能0021051"),
        ("手順nagare/t", "機能0021052"),
        *[("画面ichiran", f"機能002105{n}") for n in (3, 4, 5)],
        *[("項目詳細jiyu", f"機能002105{n}") for n in (6, 7)],
        *[("エラー・アラートtomeru", f"機能002109{n}") for n in (1, 2, 3, 4)],
        *[("文字要件moji", f"機能002110{n}") for n in (1, 2, 3, 4)],
        ("用語印鑑", "機能0021061"),
        (None, "機能0021025"),
        (None, "機能0021071"),
        (None, "機能0021072"),
        *[(None, f"機能002107{n}") for n in range(4, 10)],
        (None, "機能0021073"),
    ]
    once = [path for _, target, _, path in found if target != "機能0021025"]  # a second group
    told_words = [path[-1] for path in once if path and isinstance(path[-1], str)]
    assert sorted(told_words) == sorted(word for fields in RUNNING_TEXT.values() for _, word in fields)


def test_functions_named_by_a_data_item(corpus: Corpus) -> None:
    item = corpus.businesses[0].data_items[3]
    assert related_functions(item) == (("0020001", "登録"), ("0030002", "記載"))


def test_functions_named_are_told_by_the_text_of_the_items(corpus: Corpus) -> None:
    business = corpus.businesses[0]
    item = business.data_items[3]
    assert business.related[item.related] == related_functions(item)
    assert business.related[None] == ()
