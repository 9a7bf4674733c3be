"""`diff` and `git-diff` as people and git run them: forms, exit codes, and that nothing else is touched."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from casefiles import write_repository
from commands import Command, digest

from hyojun.diff import schema

FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - 機能ID: "0020001"
        機能名称: 受付
        実装類型: 標準オプション
        機能要件: 申請を受け付けること。
"""
OTHER = "用語: [{用語: 住民, 定義: 機能0020001 が扱う者}]\n"


def git(folder: Path, *arguments: str) -> str:
    me = ["-c", "user.name=n", "-c", "user.email=e@example.jp", "-c", "core.autocrlf=false"]
    done = subprocess.run(
        ["git", *me, "-C", str(folder), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_repository(tmp_path / "r", {"機能.yaml": FUNCTIONS, "spec/001/用語.yaml": OTHER})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "最初")
    return root


def change(root: Path, old: str = "標準オプション", new: str = "実装必須") -> None:
    path = root / "spec/002/機能.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_nothing_changed_is_said_and_is_no_failure(hyojun: Command, root: Path) -> None:
    for arguments in (("HEAD",), ("HEAD", "HEAD"), ("HEAD", "."), (".", "HEAD")):
        assert hyojun("diff", *arguments, "--fail-on", "editorial", cwd=root) == (
            0,
            "変更はありません。\n",
            "",
        )


def test_a_duty_that_was_added_is_heavy_and_tells_what_it_reaches(hyojun: Command, root: Path) -> None:
    change(root)
    before = digest(root)
    code, out, err = hyojun("diff", "HEAD", cwd=root)
    assert (code, err) == (0, "")
    assert out.startswith(
        "版の比較: HEAD → 作業中\n\n■ 002 印鑑登録 機能　HEAD（第1.0版） → 作業中（第1.0版）"
    )
    assert "  影響大（要対応） 1件\n    機能0020001 受付 実装類型" in out
    assert "      [-標準オプション-] → {+実装必須+}\n" in out
    assert "      影響: 用語住民\n" in out
    assert "\x1b" not in out
    assert digest(root) == before


@pytest.mark.parametrize(
    ("threshold", "code"),
    [
        *[
            (w, 1)
            for w in (
                "breaking",
                "影響大",
                "影響大（要対応）",
                "review",
                "要確認",
                "editorial",
                "字句",
                "字句の整理",
            )
        ],
    ],
)
def test_the_threshold_decides_the_exit_code(hyojun: Command, root: Path, threshold: str, code: int) -> None:
    change(root)
    assert hyojun("diff", "HEAD", "--fail-on", threshold, cwd=root).code == code


def test_wording_alone_does_not_reach_heavier_thresholds(hyojun: Command, root: Path) -> None:
    change(root, "申請を受け付ける", "申請を、受け付ける")
    change(root, "申請を、", "申請を")
    change(root, "。", "．")
    codes = [hyojun("diff", "HEAD", "--fail-on", w, cwd=root).code for w in ("影響大", "要確認", "字句")]
    assert codes == [0, 0, 1]


def test_the_list_of_changes_has_the_bytes_that_spreadsheets_want(
    hyojun: Command, root: Path, tmp_path: Path
) -> None:
    change(root)
    file = tmp_path / "一覧.csv"
    told = hyojun("diff", "HEAD", "--format", "csv", "--out", str(file), cwd=root)
    assert told == (0, f"書きました: {file}（影響大（要対応） 1件。）\n", "")
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\r\n") == data.count(b"\n") == 2
    command = [sys.executable, "-c", "from hyojun.cli import main; main()", "diff", "HEAD", "--format", "csv"]
    assert subprocess.run(command, capture_output=True, cwd=root, check=True).stdout == data


def test_a_threshold_nobody_knows_is_refused(hyojun: Command, root: Path) -> None:
    refused = hyojun("diff", "HEAD", "--fail-on", "重い", cwd=root)
    assert refused.code == 2
    assert "「--fail-on」に書けるのは breaking、review、editorial です。" in refused.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("無い枝",), "「無い枝」という git の版も、フォルダーもファイルもありません。"),
        (("HEAD~1",), "「HEAD~1」という git の版も"),
        (("HEAD", "無い.json"), "「無い.json」がありません。"),
        (("HEAD", "--spec", "009"), "業務 009 は、比べる版のどちらにもありません"),
        ((), "「元」を指定してください。"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    hyojun: Command, root: Path, arguments: tuple[str, ...], words: str
) -> None:
    change(root)
    refused = hyojun("diff", *arguments, "--fail-on", "breaking", cwd=root)
    assert (refused.code, refused.out) == (2, "")
    assert words in refused.err


def test_a_file_with_an_error_is_no_version(hyojun: Command, root: Path) -> None:
    change(root, "実装類型: 標準オプション", "実装類型: 標準")
    refused = hyojun("diff", "HEAD", cwd=root)
    assert (refused.code, refused.out) == (2, "")
    assert "「作業中」に読めないところがあるため、比べられません。" in refused.err
    assert "  spec/002/機能.yaml:7:" in refused.err


def test_the_forms_are_written_to_a_file(hyojun: Command, root: Path, tmp_path: Path) -> None:
    change(root)
    for format, begin in (
        ("json", "{"),
        ("html", "<!DOCTYPE html>"),
        ("md", "## 版の比較"),
        ("text", "版の比較"),
    ):
        out = tmp_path / f"結果/比較.{format}"
        told = hyojun("diff", "HEAD", "--format", format, "--out", out, cwd=root)
        assert told == (0, f"書きました: {out}（影響大（要対応） 1件。）\n", "")
        assert out.read_text("utf-8").startswith(begin)
        assert hyojun("diff", "HEAD", "--format", format, cwd=root).out == out.read_text("utf-8")
    jsonschema.validate(json.loads((tmp_path / "結果/比較.json").read_text("utf-8")), schema())


def test_both_directions_name_the_same_thing(hyojun: Command, root: Path) -> None:
    change(root)
    there = json.loads(hyojun("diff", "HEAD", ".", "--format", "json", cwd=root).out)
    back = json.loads(hyojun("diff", ".", "HEAD", "--format", "json", cwd=root).out)
    [one], [other] = (d["文書"][0]["変更"] for d in (there, back))
    assert (one["変更前"], one["変更後"]) == (other["変更後"], other["変更前"])


def test_outside_of_a_repository_two_snapshots_can_be_compared(
    hyojun: Command, root: Path, tmp_path: Path
) -> None:
    made = []
    for name in ("旧", "新"):
        assert (
            hyojun("build", "snapshot", "--draft", "--spec", "002", "--out", tmp_path / name, cwd=root).code
            == 0
        )
        [file] = (tmp_path / name / "snapshot").glob("002-*.json")
        made.append(file)
        change(root)
    elsewhere = tmp_path / "別"
    elsewhere.mkdir()
    told = hyojun("diff", *made, "--fail-on", "影響大", cwd=elsewhere)
    assert told.code == 1
    assert "機能0020001 受付 実装類型" in told.out
    assert hyojun("diff", made[0], made[0], cwd=elsewhere).out == "変更はありません。\n"
    refused = hyojun("diff", made[0], cwd=elsewhere)
    assert (refused.code, refused.out) == (2, "")


@pytest.fixture
def driven(root: Path) -> Path:
    """The repository with hyojun as the diff driver of git, as the handbook has it."""
    (root / ".gitattributes").write_text("spec/**/*.yaml diff=hyojun\nbpmn/**/*.bpmn diff=hyojun\n")
    command = f"'{sys.executable}' -c 'from hyojun.cli import main; main()' git-diff"
    git(root, "config", "diff.hyojun.command", command)
    git(root, "config", "diff.hyojun.textconv", command)
    git(root, "config", "diff.hyojun.xfuncname", "^([^ :]+ .*)$")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "設定")
    return root


def test_git_diff_shows_functions(driven: Path) -> None:
    change(driven)
    file, counted, change_, place = git(driven, "diff").split("\n")[:4]
    assert (file, counted, place) == ("■ spec/002/機能.yaml", "  影響大（要対応） 1件", "      登録")
    assert re.fullmatch(r"    機能0020001 受付 実装類型 FN-CLASS-RAISED（指紋 [0-9a-f]{16}）", change_)


def test_git_log_shows_things_by_name(driven: Path) -> None:
    change(driven)
    git(driven, "commit", "-qam", "変更")
    assert "\n 機能 0020001 受付\n-  実装類型: 標準オプション\n+  実装類型: 実装必須\n" in git(
        driven, "log", "-p", "-1"
    )


def test_git_diff_of_a_new_and_of_a_deleted_file_tells_what_is_in_it(driven: Path) -> None:
    (driven / "spec/002/機能.yaml").rename(driven / "spec/002/別.yaml")
    git(driven, "add", "-A")
    said = git(driven, "-c", "diff.renames=false", "diff", "--cached")
    assert "■ spec/002/機能.yaml（削除）\n" in said and "■ spec/002/別.yaml（新しいファイル）\n" in said
    assert said.count("機能0020001 受付") == 2
    assert "文書全て" not in said
    renamed = git(driven, "diff", "--cached", "-M")
    assert "■ spec/002/別.yaml" in renamed


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("標準オプション", "標準", "-        実装類型: 標準オプション\n+        実装類型: 標準\n"),
        ('"0020001"', "'0020001'", "内容の変更はありません（書き方だけの違いです）。"),
    ],
)
def test_git_diff_of_what_is_broken_or_only_spelt_differently(
    driven: Path, old: str, new: str, words: str
) -> None:
    change(driven, old, new)
    assert words in git(driven, "diff")


def test_git_diff_leaves_other_files_to_their_lines(hyojun: Command, driven: Path) -> None:
    for name in ("spec/002/業務.yaml", "spec/_settings/registry.yaml"):
        path = driven / name
        path.write_text(path.read_text("utf-8") + "# 注\n", "utf-8")
        assert "+# 注\n" in git(driven, "diff", name)
    refused = hyojun("git-diff", "a", "b", cwd=driven)
    assert refused.code == 2
    assert "git の設定 diff.hyojun.command から呼び出してください。" in refused.err
    binary = driven / "図.png"
    binary.write_bytes(b"\x89PNG\0")
    told = hyojun("git-diff", "図.png", os.devnull, ".", ".", binary, "x", "100644", cwd=driven)
    assert told == (0, "■ 図.png（新しいファイル）\n  文字のファイルではないため、中身は示しません。\n", "")


def test_the_comparison_goes_round_as_a_table(hyojun: Command, root: Path) -> None:
    change(root)
    for kind, begins, also in (("pdf", b"%PDF-", "書きました: 新旧対照表-行番号.csv\n"), ("xlsx", b"PK", "")):
        file = root / f"新旧対照表.{kind}"
        code, told, wrong = hyojun("diff", "HEAD", "--format", kind, "--out", file.name, cwd=root)
        assert (code, wrong) == (0, "") and told.startswith(
            f"書きました: {file.name}\n{also}影響大（要対応） 1件"
        )
        assert file.read_bytes().startswith(begins)
        again = root / f"二度目.{kind}"
        hyojun("diff", "HEAD", "--format", kind, "--out", again.name, cwd=root)
        assert again.read_bytes() == file.read_bytes()


def test_several_documents_go_into_a_folder_a_file_each(hyojun: Command, root: Path) -> None:
    change(root)
    (root / "spec/001/用語.yaml").write_text(OTHER.replace("扱う者", "扱う人"), "utf-8")
    code, _, wrong = hyojun("diff", "HEAD", "--format", "xlsx", "--out", "表.xlsx", cwd=root)
    assert code == 2 and "変更のある文書が2件あります" in wrong and not (root / "表.xlsx").exists()
    assert hyojun("diff", "HEAD", "--format", "xlsx", "--out", "表", cwd=root)[0] == 0
    assert sorted(p.name[:4] for p in (root / "表").iterdir()) == ["001_", "002_"]


def test_a_table_without_a_file_a_style_or_a_change_is_said(hyojun: Command, root: Path) -> None:
    code, _, wrong = hyojun("diff", "HEAD", "--format", "pdf", cwd=root)
    assert code == 2 and "--out に書くファイル又はフォルダーを指定してください" in wrong
    code, _, wrong = hyojun("diff", "HEAD", "--style", "省令", cwd=root)
    assert code == 2 and "--style は" in wrong
    code, told, _ = hyojun("diff", "HEAD", "--format", "pdf", "--out", "表", cwd=root)
    assert (code, told) == (0, "変更がないため、新旧対照表は書きませんでした。\n")
    change(root)
    code, _, wrong = hyojun("diff", "HEAD", "--format", "pdf", "--out", "表", "--style", "無い", cwd=root)
    assert code == 2 and "様式「無い」はありません（あるのは 標準、省令、事務用）" in wrong
