"""`hyojun fmt` and `hyojun schema` as people run them: what they print, what they change, what they leave alone."""

import json
import stat
from pathlib import Path

import pytest
from casefiles import write_repository
from commands import Command, digest

TIDY = "用語:\n  - 用語: 印鑑\n    定義: 判子\n"
UNTIDY = "用語: [{定義: 判子, 用語: '印鑑'}] # 注釈\n"
TIDIED = "用語:  # 注釈\n  - 用語: 印鑑\n    定義: 判子\n"
BROKEN = '用語:\n  - 用語: "印鑑\n'


@pytest.fixture
def root(tmp_path: Path, hyojun: Command) -> Path:
    root = write_repository(tmp_path / "仕様書", {"a.yaml": TIDY, "b.yaml": UNTIDY})
    assert hyojun("fmt", "spec/_settings", "spec/002/業務.yaml", cwd=root).code == 0
    return root


def test_fmt_writes_what_is_not_in_the_style_and_nothing_else(hyojun: Command, root: Path) -> None:
    file = root / "spec/002/b.yaml"
    file.chmod(0o640)
    before = digest(root)
    checked = hyojun("fmt", "--check", cwd=root / "spec")
    assert checked[:2] == (
        1,
        "  spec/002/b.yaml\n書き方がそろっていません（1 ファイル）。hyojun fmt で直せます。\n",
    )
    assert digest(root) == before
    done = hyojun("fmt", cwd=root / "spec")
    told = "書き方をそろえました（1 ファイル）。ほかの 3 ファイルはそろっています。"
    assert done == (0, f"  spec/002/b.yaml\n{told}\n", "")
    assert file.read_text("utf-8") == TIDIED
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    after = digest(root)
    assert {name for name in after if after[name] != before.get(name)} == {"spec/002/b.yaml"}
    assert hyojun("fmt", "--check", cwd=root) == (0, "書き方はそろっています（4 ファイル）。\n", "")


@pytest.mark.parametrize(
    "arguments", [("spec/002/b.yaml",), ("spec/002",), ("spec/002/a.yaml", "spec/002/b.yaml")]
)
def test_fmt_of_named_files(hyojun: Command, root: Path, arguments: tuple[str, ...]) -> None:
    (root / "spec/002/c.yaml").write_text(UNTIDY, "utf-8")
    hyojun("fmt", *arguments, cwd=root)
    assert (root / "spec/002/b.yaml").read_text("utf-8") == TIDIED
    assert ((root / "spec/002/c.yaml").read_text("utf-8") == UNTIDY) == (arguments != ("spec/002",))


def test_a_file_that_cannot_be_read_stays_and_the_others_are_done(hyojun: Command, root: Path) -> None:
    (root / "spec/002/c.yaml").write_text(BROKEN, "utf-8")
    (root / "spec/002/d.yaml").write_bytes(UNTIDY.encode("cp932"))
    for check in ((), ("--check",)):
        done = hyojun("fmt", *check, cwd=root)
        assert done.code == 2
        assert done.err.startswith("spec/002/c.yaml:2:9: YM01 引用符が閉じられないまま")
        assert "spec/002/d.yaml:1:1: RD02 文字コードが UTF-8 ではなく Shift_JIS" in done.err
        assert done.err.endswith("書き直せないファイルがあります（2 ファイル、元のままです）。\n")
    assert (root / "spec/002/b.yaml").read_text("utf-8") == TIDIED
    assert (root / "spec/002/c.yaml").read_text("utf-8") == BROKEN


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../よそ.yaml", "の外にあります"),
        ("spec/002/図.png", "は YAML ではありません"),
        ("spec/002/無い.yaml", "ファイル「spec/002/無い.yaml」がありません"),
        ("spec/002/外.yaml", "リポジトリの外を指しています"),
    ],
)
def test_what_is_no_source_file_is_refused(hyojun: Command, root: Path, name: str, message: str) -> None:
    (root.parent / "よそ.yaml").write_text(UNTIDY, "utf-8")
    (root / "spec/002/外.yaml").symlink_to("../../../よそ.yaml")
    before = digest(root.parent)
    done = hyojun("fmt", name, cwd=root)
    assert done.code == 2
    assert message in done.err
    assert done.out == ""
    assert digest(root.parent) == before


def test_a_write_that_fails_leaves_the_file_whole(
    hyojun: Command, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "b.yaml")

    before = digest(root)
    monkeypatch.setattr("hyojun.source.atomic._write", full)
    done = hyojun("fmt", cwd=root)
    assert done.code == 2
    assert "ファイルを扱えませんでした" in done.err
    assert digest(root) == before


def test_what_is_started_by_us_is_in_the_style(hyojun: Command, tmp_path: Path) -> None:
    assert hyojun("init", "仕様書", cwd=tmp_path).code == 0
    assert hyojun("new", "023", cwd=tmp_path / "仕様書").code == 0
    assert hyojun("fmt", "--check", cwd=tmp_path / "仕様書").code == 0


def test_schemas_are_written_where_the_settings_look_for_them(hyojun: Command, tmp_path: Path) -> None:
    assert hyojun("init", "仕様書", cwd=tmp_path).code == 0
    root = tmp_path / "仕様書"
    before = digest(root)
    settings = json.loads((root / ".vscode/settings.json").read_text("utf-8"))
    assert all((root / schema).is_file() for schema in settings["yaml.schemas"])
    assert hyojun("schema", cwd=root).code == 0
    assert digest(root) == before
    assert hyojun("schema", "--out", "よそ", cwd=tmp_path).code == 0
    assert digest(tmp_path / "よそ") == digest(root / ".hyojun/schema")
