"""Passages: every text in force once, with its place, searched as one."""

import re
from pathlib import Path

from casefiles import write_repository

from hyojun.model import Passages
from hyojun.source import load

FILES = {
    "1.md": "(hajimeni)=\n# はじめに\n\n住所を示す。\n\n```\n住所\n```\n",
    "帳票.yaml": """\
帳票:
  - 帳票ID: "0020001"
    帳票名称: 照会書
    対象: 住民向け
    実装類型: 実装必須
    データ要件で代替: 紙に印刷しないため。
    諸元表:
      - {項番: 1, 印字項目: 住所, 編集条件: 住所を2行に分ける。}
""",
    "機能.yaml": """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: 照会, 実装類型: 実装必須, 機能要件: 住所に送る。, 内部メモ: 住所}
      - {機能ID: "0020002", 機能名称: 住所, 実装類型: 実装必須, 機能要件: 住所, 廃止: {版: "1.0", 理由: 不要}}
""",
    "ツリー図.yaml": "ツリー図:\n  - {名称: 住所の管理, 区分: 対象, 機能: ['0020001']}\n",
}


def passages(root: Path) -> Passages:
    [business] = load(write_repository(root, FILES)).corpus.businesses
    return business.passages


def test_texts_and_names_in_force_have_their_places(tmp_path: Path) -> None:
    found = [(p.subject, p.word, p.text) for p in passages(tmp_path).having(re.compile("住所"))]
    assert found == [
        ("", "", "住所を示す。"),
        ("機能0020001", "機能要件", "住所に送る。"),
        ("帳票0020001", "印字項目", "住所"),
        ("帳票0020001", "編集条件", "住所を2行に分ける。"),
        ("ツリー「住所の管理」", "名称", "住所の管理"),
    ]


def test_an_origin_is_a_key_or_a_line_of_prose(tmp_path: Path) -> None:
    prose, _, _, item, *_ = passages(tmp_path).having(re.compile("住所"))
    assert prose.origin and prose.origin.path == (4,)
    assert item.origin and item.origin.path == ("帳票", 0, "諸元表", 0, "編集条件")


def test_a_place_in_the_whole_text_is_a_place_in_a_passage(tmp_path: Path) -> None:
    all_of_them = passages(tmp_path)
    offset = all_of_them.text.index("2行")
    passage, inside = all_of_them.at(offset)
    assert passage.text[inside:].startswith("2行に分ける")
    assert all_of_them.at(0) == (all_of_them[0], 0)
    assert "\n".join(p.text for p in all_of_them) == all_of_them.text
    assert len(all_of_them) == len(list(all_of_them))


def test_owners_are_told_without_their_passages(tmp_path: Path) -> None:
    owners = list(passages(tmp_path).owners_having(re.compile("住所を|住所に")))
    assert [getattr(o.value, "id", "") for o in owners] == ["", "0020001", "0020001"]


def test_those_with_a_number_are_searched_by_themselves(tmp_path: Path) -> None:
    place = re.compile("住所|はじめに")
    numbered = list(passages(tmp_path).having(place, numbered=True))
    assert [p.text for p in numbered] == ["住所を2行に分ける。"]
    [owner] = passages(tmp_path).owners_having(place, numbered=True)
    assert numbered[0].value in getattr(owner.value, "items", ())
