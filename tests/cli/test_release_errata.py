"""正誤 as people issue them: `release 031/機能 1.0正誤1`, `verify`, `diff` and `as-of` afterwards."""

import json
from pathlib import Path

import pytest
from casefiles import write_repository
from commands import Command, digest

HEAD = """\
業務ID: "031"
文書:
  - 文書: 機能
    題名: 標準仕様書
    発行者: 総務省
    版: "1.0"
    状態: 決定
    年月日: 2026-03-31
    改定履歴:
      - {版: "1.0", 年月日: 2026-03-31, 概要: 定めた。}
    構成:
      - 機能.yaml
"""
NEXT = (
    HEAD.replace('版: "1.0"\n', '版: "1.1"\n')
    .replace("2026-03-31\n", "2026-09-30\n", 1)
    .replace("    構成:", '      - {版: "1.1", 年月日: 2026-09-30, 概要: 改めた。}\n    構成:')
)
FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0310001", 機能名称: 登録の審査, 実装類型: 実装必須, 機能要件: 登録の可否を15日以内に審査すること。}
"""
ERRATA = """\
文書: 機能
版: "1.0"
正誤: {number}
年月日: {day}
訂正:
  - {{対象: 機能0310001, 誤: {wrong}, 正: {right}, 理由: 日数の誤り。}}
"""
FOLDER = "spec/031/editions"
EDITION = f"{FOLDER}/機能-1.0.json"


def write(root: Path, number: int, wrong: str, right: str, day: str = "2026-05-01") -> str:
    file = f"{FOLDER}/機能-1.0-正誤{number}.yaml"
    (root / file).write_text(ERRATA.format(number=number, wrong=wrong, right=right, day=day), "utf-8")
    return file


@pytest.fixture
def root(tmp_path: Path, hyojun: Command) -> Path:
    """第1.0版 is out with a wrong number of days, and the sources have the right one."""
    root = write_repository(tmp_path / "r", {"spec/031/機能.yaml": FUNCTIONS, "spec/031/業務.yaml": HEAD})
    assert hyojun("release", "031/機能", "1.0", cwd=root).code == 0
    path = root / "spec/031/機能.yaml"
    path.write_text(FUNCTIONS.replace("15日", "14日"), "utf-8")
    return root


def test_a_correction_is_issued_and_counts(hyojun: Command, root: Path) -> None:
    frozen = (root / EDITION).read_bytes()
    file = write(root, 1, "15日", "14日")
    code, out, _ = hyojun("verify", cwd=root)
    assert (code, out) == (
        0,
        "出した版 1件は、全て出した時のままです。\n"
        f"案: {file}: まだ出していない正誤です。比較と公開には使いません。\n",
    )
    assert hyojun("diff", EDITION, "--fail-on", "editorial", cwd=root).code == 1
    code, out, err = hyojun("release", "031/機能", "1.0正誤1", cwd=root)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == f"  {FOLDER}/SHA256SUMS"
    assert "031/機能 第1.0版 正誤1を出しました。" in out
    assert (root / EDITION).read_bytes() == frozen
    assert hyojun("verify", cwd=root).out == "出した版 1件と正誤 1件は、全て出した時のままです。\n"
    assert hyojun("diff", EDITION, "--fail-on", "editorial", cwd=root).code == 0
    assert hyojun("diff", EDITION, "--without-errata", "--fail-on", "editorial", cwd=root).code == 1


def test_a_comparison_says_that_the_corrections_are_in_it(hyojun: Command, root: Path) -> None:
    write(root, 1, "15日", "13日")
    hyojun("release", "031/機能", "1.0正誤1", cwd=root)
    out = hyojun("diff", EDITION, cwd=root).out
    assert out.startswith(f"版の比較: {EDITION}（正誤1まで） → 作業中\n")
    assert "[-13-]{+14+}日" in out
    assert "[-15-]{+14+}日" in hyojun("diff", EDITION, "--without-errata", cwd=root).out


def test_the_same_again_changes_nothing_and_another_text_is_refused(hyojun: Command, root: Path) -> None:
    file = write(root, 1, "15日", "14日")
    hyojun("release", "031/機能", "1.0正誤1", cwd=root)
    before = digest(root)
    code, out, _ = hyojun("release", "031/機能", "1.0正誤1", cwd=root)
    assert (code, out) == (0, "031/機能 第1.0版 正誤1は、同じ内容で既に出ています。何も変えませんでした。\n")
    assert digest(root) == before
    write(root, 1, "15日", "13日")
    before = digest(root)
    code, out, _ = hyojun("release", "031/機能", "1.0正誤1", cwd=root)
    assert (code, "出した正誤は書き換えられません" in out) == (1, True)
    assert digest(root) == before
    code, out, _ = hyojun("verify", cwd=root)
    assert (code, f"書き換えられている: {file}: " in out) == (1, True)
    code, _, err = hyojun("diff", EDITION, cwd=root)
    assert (code, "出した後に書き換えられています" in err) == (2, True)
    (root / file).unlink()
    code, out, _ = hyojun("verify", cwd=root)
    assert (code, f"{file}: 消えています" in out) == (1, True)


@pytest.mark.parametrize(
    ("wrong", "day", "said"),
    [
        ("16日", "2026-05-01", "検査の誤りが 1件あります"),
        ("15日", "2026-03-30", "検査の誤りが 1件あります"),
        ('"0310001"', "2026-05-01", "検査の誤りが 1件あります"),
        ("[一覧]", "2026-05-01", "検査の誤りが 1件あります"),
    ],
)
def test_what_does_not_fit_is_not_issued(
    hyojun: Command, root: Path, wrong: str, day: str, said: str
) -> None:
    file = write(root, 1, wrong, "14日", day)
    before = digest(root)
    code, out, _ = hyojun("release", "031/機能", "1.0正誤1", cwd=root)
    assert (code, said in out, file in out) == (1, True, True)
    assert digest(root) == before


def test_errors_elsewhere_do_not_keep_a_correction_back(hyojun: Command, root: Path) -> None:
    write(root, 1, "15日", "14日")
    path = root / "spec/031/機能.yaml"
    path.write_text(FUNCTIONS.replace("15日以内に", "機能0319999により"), "utf-8")
    assert hyojun("check", cwd=root).code == 1
    assert hyojun("release", "031/機能", "1.0正誤1", cwd=root).code == 0


def test_they_are_issued_in_turn(hyojun: Command, root: Path) -> None:
    write(root, 1, "15日", "14日")
    write(root, 2, "14日以内", "14日まで")
    code, out, _ = hyojun("release", "031/機能", "1.0正誤2", cwd=root)
    assert (code, "正誤1から順に出してください" in out) == (1, True)
    for number in (1, 2):
        assert hyojun("release", "031/機能", f"1.0正誤{number}", cwd=root).code == 0


def test_one_that_is_not_there_is_named(hyojun: Command, root: Path) -> None:
    code, out, err = hyojun("release", "031/機能", "1.0正誤1", cwd=root)
    assert (code, out, err) == (
        2,
        "",
        f"{FOLDER}/機能-1.0-正誤1.yaml がありません。正誤を書いてから、もう一度実行してください。\n",
    )
    assert hyojun("release", "031/機能", "1.0正誤0", cwd=root).code == 2


def test_what_binds_on_a_day_has_the_corrections_until_then(hyojun: Command, root: Path) -> None:
    write(root, 1, "15日", "14日")
    hyojun("release", "031/機能", "1.0正誤1", cwd=root)
    assert "正誤" not in hyojun("as-of", "2026-04-30", cwd=root).out
    said = "第1.0版（2026-03-31）　正誤1（2026-05-01）を含む"
    assert said in hyojun("as-of", "2026-05-01", cwd=root).out
    [row] = json.loads(hyojun("as-of", "2026-05-01", "--format", "json", cwd=root).out)
    assert row["正誤"] == [{"正誤": 1, "年月日": "2026-05-01"}]
    out = hyojun("as-of", "2026-04-30", "2026-12-31", cwd=root).out
    assert "■ 2026-05-01\n  正誤 031/機能 第1.0版 正誤1（1か所）" in out


def test_the_next_edition_is_compared_with_what_is_in_force(hyojun: Command, root: Path) -> None:
    write(root, 1, "15日", "14日")
    hyojun("release", "031/機能", "1.0正誤1", cwd=root)
    (root / "spec/031/業務.yaml").write_text(NEXT, "utf-8")
    assert hyojun("release", "031/機能", "1.1", cwd=root).code == 0  # no duty changed: nothing to explain


def test_without_the_correction_it_would_have_to_be_explained(hyojun: Command, root: Path) -> None:
    write(root, 1, "15日", "14日")
    (root / "spec/031/業務.yaml").write_text(NEXT, "utf-8")
    code, out, _ = hyojun("release", "031/機能", "1.1", cwd=root)
    assert (code, "改定の説明がありません" in out) == (1, True)
