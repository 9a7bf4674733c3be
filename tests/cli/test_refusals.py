"""Bad input: each a located sentence, the others still told, an honest exit code, and nothing touched."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from casefiles import head, write_repository
from commands import Command, digest

from hyojun.cli import main

pytestmark = pytest.mark.usefixtures("few_rules")

FUNCTION = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - 機能ID: "0020001"
        機能名称: 登録
        実装類型: 実装必須
        機能要件: 登録できること。
"""
OTHER_ERROR = "用語: [{用語: 印鑑}]\n"
OTHER_IS_TOLD = "spec/002/b.yaml:1:6: 誤り SC02 「定義」がありません。書いてください。"


def text(old: str, new: str) -> Callable[[Path], object]:
    """A mistake somebody makes in an editor."""
    assert old in FUNCTION
    return lambda file: file.write_text(FUNCTION.replace(old, new, 1), "utf-8")


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def link(target: str) -> Callable[[Path], None]:
    def replace(file: Path) -> None:
        file.unlink()
        file.symlink_to(target)

    return replace


MISTAKES: dict[str, tuple[Callable[[Path], object], str]] = {
    "読めないファイル": (folder, "spec/002/a.yaml: 誤り RD01 "),
    "行き先の無いリンク": (link("nai.yaml"), "spec/002/a.yaml: 誤り RD01 "),
    "外へのリンク": (link("/etc/hostname"), "spec/002/a.yaml: 誤り RD04 "),
    "誤ったキー": (text("機能名称", "機能名"), "spec/002/a.yaml:6:9: 誤り SC01 「機能名」"),
    "無い値": (text("        機能名称: 登録\n", ""), "spec/002/a.yaml:5:9: 誤り SC02 「機能名称」"),
    "空の値": (text("機能名称: 登録", "機能名称:"), "spec/002/a.yaml:6:14: 誤り YM05 "),
    "行き先の無い参照": (text("登録できること", "機能0020009による"), "spec/002/a.yaml:8:15: 誤り LK01 "),
    "重なるID": (
        text(
            "        機能要件: 登録できること。\n",
            '        機能要件: 登録。\n      - {機能ID: "0020001", 機能名称: 二, 実装類型: 実装必須, 機能要件: 三}\n',
        ),
        "spec/002/a.yaml:9:16: 誤り ID01 ［機能0020001］",
    ),
    "引用符の無い0150001": (text('"0020001"', "0150001"), "spec/002/a.yaml:5:15: 誤り YM06 "),
    "タブ": (text("        機能名称", "\t機能名称"), "spec/002/a.yaml:6:1: 誤り YM01 字下げにタブ"),
    "cp932": (lambda file: file.write_bytes(FUNCTION.encode("cp932")), "spec/002/a.yaml:1:1: 誤り RD02 "),
    "エイリアス": (text("機能要件: 登録できること。", "機能要件: *a"), "spec/002/a.yaml:8:15: 誤り YM03 "),
    "アンカー": (text("機能要件: 登録", "機能要件: &a 登録"), "spec/002/a.yaml:8:15: 誤り YM03 "),
    "タグ": (text("機能要件: 登録", "機能要件: !!str 登録"), "spec/002/a.yaml:8:15: 誤り YM03 "),
    "二つ目の文書": (text("見出し:", "用語: []\n---\n見出し:"), "spec/002/a.yaml:2:1: 誤り YM04 "),
    "閉じない引用符": (text('"0020001"', '"0020001'), "spec/002/a.yaml:5:15: 誤り YM01 引用符"),
    "端末への命令": (text("機能名称: 登録", "機能名称: \x1b[31m登録"), "spec/002/a.yaml:6:15: 誤り RD03 "),
    "空のファイル": (lambda file: file.write_bytes(b""), "spec/002/a.yaml:1:1: 誤り YM05 "),
    "消えたファイル": (Path.unlink, "spec/002/業務.yaml:11:9: 誤り RD06 "),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with an error of its own, and with something built before."""
    files = {"a.yaml": FUNCTION, "b.yaml": OTHER_ERROR, "業務.yaml": head("002", ["a.yaml", "b.yaml"])}
    root = write_repository(tmp_path / "仕様書", files | {"bpmn/README.txt": ""})
    (root / "build/pdf").mkdir(parents=True)
    (root / "build/manifest.json").write_text('{"files": []}')
    (root / "build/pdf/前の版.pdf").write_text("前の版")
    return root


@pytest.mark.parametrize(("mistake", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_the_others_and_nothing_is_built(
    hyojun: Command, root: Path, mistake: Callable[[Path], object], told: str
) -> None:
    mistake(root / "spec/002/a.yaml")
    before = digest(root)
    checked = hyojun("check", cwd=root)
    assert checked.code == 1
    assert checked.err == ""
    assert any(line.startswith(told) for line in checked.out.split("\n")), checked.out
    assert OTHER_IS_TOLD in checked.out
    assert "\x1b" not in checked.out
    for target in ("all", "snapshot"):
        built = hyojun("build", target, cwd=root / "spec" / "002")
        assert built.code == 1
        assert built.out == ""
        assert built.err.startswith(checked.out)
        assert "誤りがあるため作りませんでした。" in built.err
    assert digest(root) == before


def test_the_other_error_is_told_alone(hyojun: Command, root: Path) -> None:
    checked = hyojun("check", cwd=root)
    assert checked.code == 1
    assert checked.out.split("\n")[1] == OTHER_IS_TOLD
    assert checked.out.endswith("検査結果: 誤り 1件。\n")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("写真", "hyojun が作ったものではないファイルがあります"),
        ("仕様書", "リポジトリを含みます"),
        (".", "リポジトリを含みます"),
        ("仕様書/spec", "仕様書の元のフォルダーの中です"),
        ("仕様書/spec/002/新しい", "仕様書の元のフォルダーの中です"),
        ("仕様書/bpmn", "仕様書の元のフォルダーの中です"),
        ("報告書", "はファイルです"),
    ],
)
def test_an_output_that_is_not_ours_is_left_alone(
    hyojun: Command, root: Path, tmp_path: Path, place: str, message: str
) -> None:
    (root / "spec/002/b.yaml").write_text("用語: [{用語: 印鑑, 定義: 判子}]\n")
    (tmp_path / "写真").mkdir()
    (tmp_path / "写真/家族.jpg").write_text("大切なもの")
    (tmp_path / "報告書").write_text("大切なもの")
    before = digest(tmp_path)
    built = hyojun("build", "snapshot", "--root", root, "--out", place, cwd=tmp_path)
    assert built.code == 2
    assert message in built.err
    assert "出力先は元のままです。" in built.err
    assert digest(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("check", "--nai"),
            "「--nai」という指定はありません。\n使い方は hyojun check -h で確かめてください。",
        ),
        (("chek",), "「chek」という命令はありません。"),
        (("build", "word"), "に書けるのは site、pdf、excel、snapshot、tables、package、all です。"),
        (("check", "--format", "xml"), "「--format」に書けるのは text、json、sarif、github です。"),
        (("check", "--format"), "「--format」の値を指定してください。"),
        (("check", "002"), "余分な指定「002」があります。"),
        (("new",), "「業務ID」を指定してください。"),
        (("init",), "「フォルダー」を指定してください。"),
        (("check", "--root", "無い"), "の pyproject.toml に [tool.hyojun] がありません。"),
        (("check", "--spec", "001"), "業務 001 住民基本台帳 は未収録です。hyojun new 001 で作れます。"),
        (
            ("check", "--spec", "999"),
            "業務 999 は業務の台帳にありません。このリポジトリに書かれている業務は 002 です。",
        ),
        (("build", "--spec", "../002"), "業務 ../002 は業務の台帳にありません。"),
        (("new", "002"), "業務 002 のフォルダー「spec/002」は既にあります。"),
        (("new", "999"), "業務「999」は台帳にありません。"),
        (("new", "../003"), "業務「../003」は台帳にありません。"),
        (("init", "."), "「.」は空ではありません。新しい名前か、空のフォルダーを指定してください。"),
        (("init", "pyproject.toml"), "「pyproject.toml」は空ではありません。"),
    ],
)
def test_a_wrong_command_line_changes_nothing(
    hyojun: Command, root: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = digest(root)
    result = hyojun(*arguments, cwd=root)
    assert result.code == 2
    assert result.out == ""
    assert message in result.err
    assert digest(root) == before


@pytest.mark.parametrize("content", ["", "[tool.black]\n", "[tool]\nhyojun = 1\n"])
def test_a_folder_that_is_no_repository(hyojun: Command, tmp_path: Path, content: str) -> None:
    (tmp_path / "pyproject.toml").write_text(content)
    result = hyojun("check", cwd=tmp_path)
    assert result.code == 2
    assert "hyojun のリポジトリがありません。" in result.err


@pytest.mark.parametrize("content", [b"[tool.hyojun\n", b"\xff\xfe", "題名 = 1".encode("cp932")])
def test_a_settings_file_that_cannot_be_read(hyojun: Command, root: Path, content: bytes) -> None:
    (root / "pyproject.toml").write_bytes(content)
    result = hyojun("check", cwd=root)
    assert result.code == 2
    assert "pyproject.toml」を読めません" in result.err


def test_a_repository_without_sources(hyojun: Command, root: Path) -> None:
    shutil.rmtree(root / "spec")
    result = hyojun("check", cwd=root)
    assert result.code == 2
    assert "spec フォルダーがありません" in result.err


def test_an_interruption_is_no_success(hyojun: Command, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hyojun.check.check_repository", interrupt)
    told = "中断しました。ファイルは、元のままか、全て書き終えたかのどちらかです。\n"
    assert hyojun("check", cwd=root)[::2] == (2, told)


def test_a_full_disk_is_told(hyojun: Command, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "spec/002/b.yaml").unlink()
    (root / "spec/002/業務.yaml").write_text(head("002", ["a.yaml"]))
    before = digest(root)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "build/x")

    monkeypatch.setattr("hyojun.publish.snapshot.write_snapshots", full)
    result = hyojun("build", "snapshot", cwd=root)
    assert result.code == 2
    assert "ファイルを扱えませんでした（空き容量がありません: build/x）" in result.err
    assert digest(root) == before


def test_a_defect_of_hyojun_has_a_last_line_too(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("割り算")

    monkeypatch.setattr("hyojun.check.check_repository", breaks)
    monkeypatch.setattr("sys.argv", ["hyojun", "check", "--root", str(root)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    last = capsys.readouterr().err
    assert last.startswith("hyojun の不具合で続けられませんでした（ZeroDivisionError: 割り算）。")
    assert last.count("\n") == 1


def test_the_installed_command(root: Path) -> None:
    """Once as a process of its own: no home, another folder, an encoding that cannot write Japanese."""
    before = digest(root)
    command = Path(sys.executable).with_name("hyojun")
    environment = {"PATH": os.defpath, "HOME": "", "PYTHONIOENCODING": "ascii"}
    ended = subprocess.run(
        [command, "build", "all"], cwd=root / "spec/002", env=environment, capture_output=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stdout == b""
    assert OTHER_IS_TOLD.encode("ascii", "backslashreplace") in ended.stderr
    assert b"Traceback" not in ended.stderr
    assert digest(root) == before
