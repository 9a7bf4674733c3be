"""`impact` and `as-of` as people run them."""

import json
from pathlib import Path

import pytest
from casefiles import write_repository
from commands import Command

FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: 受付, 実装類型: 実装必須, 機能要件: 受け付けること。}
      - {機能ID: "0020002", 機能名称: 審査, 実装類型: 実装必須, 機能要件: 機能0020001の後。, 適合基準日: "2028-04-01"}
"""
OTHER = "用語: [{用語: 住民, 定義: 機能0020002 が扱う者}]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_repository(tmp_path / "r", {"機能.yaml": FUNCTIONS, "spec/001/用語.yaml": OTHER})


def test_impact_lists_what_points_at_it_and_counts_the_rest(hyojun: Command, root: Path) -> None:
    assert hyojun("impact", "0020001", cwd=root) == (
        0,
        "機能0020001 受付 の変更が及ぶもの: 直接 1件（その先まで数えると 2件）\n"
        "直接: 1件\n  002 機能0020002 審査（本文）\n"
        "2段目: 用語 1件\n",
        "",
    )
    assert (
        "  001 用語001/住民 住民（本文） ← 機能0020002\n"
        in hyojun("impact", "機能0020001", "--depth", "2", cwd=root).out
    )
    found = json.loads(hyojun("impact", "機能0020001", "--format", "json", cwd=root).out)
    assert [row["対象"] for row in found["及ぶもの"]] == ["機能0020002", "用語001/住民"]


def test_impact_of_what_is_not_there_is_refused(hyojun: Command, root: Path) -> None:
    refused = hyojun("impact", "0029999", cwd=root)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("「0029999」はありません。")


def test_impact_of_a_repository_that_cannot_be_read_is_refused(hyojun: Command, root: Path) -> None:
    (root / "spec/001/用語.yaml").write_text("用語: [", "utf-8")
    refused = hyojun("impact", "0020001", cwd=root)
    assert (refused.code, refused.out) == (2, "")
    assert "spec/001/用語.yaml" in refused.err


def test_as_of_tells_of_frozen_editions_and_the_draft(hyojun: Command, root: Path, tmp_path: Path) -> None:
    head = root / "spec/002/業務.yaml"
    draft = head.read_text("utf-8")
    head.write_text(draft.replace("状態: 案", '状態: 公表\n    年月日: "2027-01-01"'), "utf-8")
    made = hyojun("build", "snapshot", "--draft", "--spec", "002", "--out", tmp_path / "out", cwd=root)
    assert made.code == 0, made.err
    (root / "spec/002/editions").mkdir()
    (tmp_path / "out/snapshot/002-機能-1.0.json").rename(root / "spec/002/editions/002-機能-1.0.json")
    head.write_text(draft.replace('"1.0"', '"1.1"'), "utf-8")
    said = hyojun("as-of", "2027-06-01", "--spec", "002", cwd=root)
    assert said == (
        0,
        "2027-06-01 に適用されるもの\n"
        "■ 002 印鑑登録 機能　第1.0版（2027-01-01）　まだ出ていない版: 第1.1版\n"
        "  適合すべき機能: 1件\n"
        "  機能0020002 審査: まだ適合の期日が来ていません。第1.0版の文は 2028-04-01 から\n",
        "",
    )
    rows = json.loads(hyojun("as-of", "2027-06-01", "2028-04-01", "--format", "json", cwd=root).out)
    assert [(r["年月日"], r["種類"], r["版"], r["案"]) for r in rows] == [
        ("2028-04-01", "適合基準日", "1.0", False),
        ("2028-04-01", "適合基準日", "1.1", True),
    ]
    (root / "spec/002/editions/002-機能-1.0.json").write_text("{", "utf-8")
    assert hyojun("as-of", "2027-06-01", cwd=root).code == 2


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("2027-13-01",), "「日」は、2028-04-01 のように"),
        (("2027/01/01",), "「日」は、2028-04-01 のように"),
        (("2028-01-01", "2027-01-01"), "日が逆です。"),
    ],
)
def test_days_that_are_none_are_refused(
    hyojun: Command, root: Path, days: tuple[str, ...], words: str
) -> None:
    refused = hyojun("as-of", *days, cwd=root)
    assert (refused.code, refused.out) == (2, "")
    assert words in refused.err


def test_as_of_for_one_body_and_what_belongs_to_the_business(hyojun: Command, root: Path) -> None:
    head = root / "spec/002/業務.yaml"
    text = head.read_text("utf-8").replace("状態: 案", '状態: 公表\n    年月日: "2027-01-01"')
    text += "団体区分: [町村, 中核市]\n経過措置: [{対象: 従前の例, 終期: 2028-12-31}]\n"
    head.write_text(text, "utf-8")
    functions = root / "spec/002/機能.yaml"
    days = "適合基準日: {町村: 2028-04-01, 中核市: 2029-04-01}"
    functions.write_text(FUNCTIONS.replace('適合基準日: "2028-04-01"', days), "utf-8")
    for asked, told in (
        ((), "［町村］: まだ適合の期日が来ていません。第1.0版の文は 2028-04-01 から"),
        (("--body", "中核市"), "（団体区分: 中核市）"),
        (("--body", "中核市"), "審査: まだ適合の期日が来ていません。第1.0版の文は 2029-04-01 から"),
        ((), "■ 002 印鑑登録（全ての文書）\n  経過措置（2028-12-31 まで）: 従前の例\n"),
    ):
        assert told in hyojun("as-of", "2027-06-01", "--spec", "002", *asked, cwd=root).out
    assert hyojun("as-of", "2027-06-01", "2028-12-31", "--body", "中核市", cwd=root).out == (
        "2027-06-01 の翌日から 2028-12-31 までに期日が来るもの（団体区分: 中核市）: 1件\n"
        "■ 2028-12-31\n  経過措置の終期 002 従前の例\n"
    )
    out = hyojun("as-of", "2027-06-01", "2028-12-31", "--body", "町村", "--format", "json", cwd=root).out
    assert [(r["文書"], r["版"], r["団体区分"]) for r in json.loads(out)] == [
        ("機能", "1.0", ["町村"]),
        (None, None, []),
    ]
    refused = hyojun("as-of", "2027-06-01", "--spec", "002", "--body", "村", cwd=root)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "団体区分「村」はありません。次のどれかを指定してください: 中核市、町村\n"
