"""`hyojun check --parallel`: the report of parallel wording after the findings, the exit code as without it."""

import json
from pathlib import Path

from casefiles import write_repository
from commands import Command

TEXT = "登録番号を入力し、証明書の交付履歴を検索し、交付年月日の{}順に画面に表示できること。"
FUNCTION = """\
見出し:
  - キー: shokai
    題名: 照会
    機能:
      - {{機能ID: "{business}0001", 機能名称: 照会, 実装類型: 実装必須, 機能要件: {text}}}
"""


def repository(root: Path) -> Path:
    words = {"001": "新しい", "002": "古い"}
    return write_repository(
        root,
        {
            f"spec/{business}/機能.yaml": FUNCTION.format(business=business, text=TEXT.format(word))
            for business, word in words.items()
        },
    )


def test_people_see_it_at_the_end(hyojun: Command, tmp_path: Path) -> None:
    root = repository(tmp_path)
    plain = hyojun("check", cwd=root)
    result = hyojun("check", "--parallel", cwd=root)
    assert result.out.startswith(plain.out.rstrip("\n"))
    assert result.out.rstrip().endswith(
        "機能0020001「照会」（spec/002/機能.yaml:5）: 「新しい」でなく「古い」"
    )
    assert result.code == plain.code


def test_programs_see_it_in_the_object(hyojun: Command, tmp_path: Path) -> None:
    root = repository(tmp_path)
    assert "parallel" not in json.loads(hyojun("check", "--format", "json", cwd=root).out)
    data = json.loads(hyojun("check", "--parallel", "--format", "json", cwd=root).out)
    assert [g["businesses"] for g in data["parallel"]] == [["001", "002"]]


def test_one_business_still_sees_the_others(hyojun: Command, tmp_path: Path) -> None:
    root = repository(tmp_path)
    data = json.loads(hyojun("check", "--parallel", "--format", "json", "--spec", "002", cwd=root).out)
    assert [g["businesses"] for g in data["parallel"]] == [["001", "002"]]


def test_a_format_without_a_place_for_it_is_refused(hyojun: Command, tmp_path: Path) -> None:
    root = repository(tmp_path)
    for format in ("sarif", "github"):
        refused = hyojun("check", "--parallel", "--format", format, cwd=root)
        assert (refused.code, refused.out) == (2, "")
        assert "書けるのは text と json だけです。" in refused.err
