"""Addresses inside one 業務: what an ID means, what was issued, what is in force."""

from pathlib import Path

from casefiles import write_repository

from hyojun.model import Business, Kind
from hyojun.source import load

FILES = {
    "機能.yaml": """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: 一, 実装類型: 実装必須, 機能要件: 登録する。}
      - {機能ID: "0020001", 機能名称: 二, 実装類型: 実装必須, 機能要件: 登録する。}
      - {機能ID: "0020002", 機能名称: 三, 実装類型: 実装必須, 機能要件: 登録する。, 廃止: {版: "1.0", 理由: 不要}}
      - {機能ID: "0030001", 機能名称: 四, 実装類型: 実装必須, 機能要件: 登録する。}
""",
    "ID台帳/機能.yaml": """\
種類: 機能
台帳:
  - {ID: "0020001", 状態: 現行}
  - {ID: "0020009", 状態: 現行}
""",
}


def business(root: Path) -> Business:
    [found] = load(write_repository(root, FILES)).corpus.businesses
    return found


def test_of_two_with_one_id_the_first_is_meant(tmp_path: Path) -> None:
    functions = business(tmp_path).named(Kind.FUNCTION)
    assert [(id, e.name) for id, e in functions.items()] == [
        ("0020001", "一"),
        ("0020002", "三"),
        ("0030001", "四"),
    ]
    assert business(tmp_path).named(Kind.FORM) == {}


def test_in_force_is_neither_withdrawn_nor_of_others(tmp_path: Path) -> None:
    found = business(tmp_path)
    assert found.in_force[Kind.FUNCTION] == {"0020001"}
    assert [e.name for e in found.strays] == ["四"]


def test_issued_is_whatever_a_register_or_a_source_has(tmp_path: Path) -> None:
    assert business(tmp_path).issued(Kind.FUNCTION) == {"0020001", "0020002", "0020009", "0030001"}
    assert business(tmp_path).registered_ids == {Kind.FUNCTION: {"0020001", "0020009"}}
