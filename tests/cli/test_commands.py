"""The commands where all goes well: what they print, what they write, and that a fresh start is clean."""

import json
import shutil
from pathlib import Path

import pytest
from casefiles import write_repository
from commands import Command, digest

from hyojun import __version__, source

pytestmark = pytest.mark.usefixtures("few_rules")

TERM = "用語: [{用語: 印鑑, 定義: 判子}]\n"
CLEAN = "検査結果: 指摘はありません。\n"


def test_a_new_repository_with_every_business_is_clean(hyojun: Command, tmp_path: Path) -> None:
    started = hyojun("init", "仕様書", cwd=tmp_path)
    assert (started.code, started.err) == (0, "")
    root = tmp_path / "仕様書"
    files = {f"  仕様書/{p.relative_to(root)}" for p in root.rglob("*") if p.is_file()}
    assert set(started.out.split("\n")[:-2]) == files
    assert "  仕様書/.gitignore" in files
    assert hyojun("check", cwd=root)[:2] == (0, CLEAN)

    added = hyojun("new", "023", cwd=root / "spec")
    assert added.code == 0
    assert "  spec/023/業務.yaml" in added.out
    assert hyojun("check", "--spec", "023", cwd=root)[:2] == (0, CLEAN)

    registered = [b.id for b in source.default_registry().businesses]
    assert len(registered) > 30
    for id in registered:
        assert hyojun("new", id, "--root", root, cwd=tmp_path).code == (2 if id == "023" else 0)
    assert hyojun("check", "--fail-on", "warning", cwd=root)[:2] == (0, CLEAN)
    corpus = source.load(root).corpus
    assert [b.id for b in corpus.businesses] == sorted(registered)
    assert all(b.functions and b.chapters for b in corpus.businesses)
    assert not [p for p in (root / "spec").iterdir() if p.name.startswith(".")]


def test_init_takes_an_empty_folder_that_git_knows(hyojun: Command, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert hyojun("init", ".", cwd=tmp_path).code == 0
    assert hyojun("check", cwd=tmp_path)[:2] == (0, CLEAN)


def test_new_follows_the_registry_of_the_repository(hyojun: Command, tmp_path: Path) -> None:
    root = write_repository(tmp_path, {"a.yaml": TERM})
    registry = root / "spec/_settings/registry.yaml"
    added = '  - {業務ID: "101", 業務名: 独自の業務, システム名: 独自システム}'
    registry.write_text(registry.read_text("utf-8").replace("\n標準化", f"\n{added}\n標準化", 1), "utf-8")
    assert hyojun("new", "101", cwd=root).code == 0
    assert hyojun("check", cwd=root)[:2] == (0, CLEAN)
    assert "独自システム標準仕様書" in (root / "spec/101/業務.yaml").read_text("utf-8")


def test_new_does_not_guess_past_a_registry_it_cannot_read(hyojun: Command, tmp_path: Path) -> None:
    root = write_repository(tmp_path, {"a.yaml": TERM, "spec/_settings/registry.yaml": "業務: []\n"})
    before = digest(root)
    refused = hyojun("new", "001", cwd=root)
    assert refused.code == 2
    assert "「spec/_settings/registry.yaml」を読めません。hyojun check で確かめてください。" in refused.err
    assert digest(root) == before


def test_the_version_and_the_help(hyojun: Command, tmp_path: Path) -> None:
    assert hyojun("--version", cwd=tmp_path) == (0, f"hyojun {__version__}\n", "")
    helped = hyojun("-h", cwd=tmp_path)
    assert helped.code == 0
    for command in ("check", "build", "init", "new", "import"):
        assert f"\n  {command} " in helped.out
    alone = hyojun(cwd=tmp_path)
    assert (alone.code, alone.out) == (2, helped.out)


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1)])
def test_check_fails_from_the_weight_it_is_told(
    hyojun: Command, tmp_path: Path, fail_on: str, code: int
) -> None:
    form = "帳票: [{帳票ID: '0020001', 帳票名称: 一, 対象: 職員向け, 実装類型: 実装必須, データ要件で代替: 無し}]\n"
    root = write_repository(tmp_path, {"a.yaml": form})
    checked = hyojun("check", "--fail-on", fail_on, cwd=root)
    assert checked.code == code
    assert checked.out.endswith("検査結果: 警告 1件。\n")


def test_check_for_programs(hyojun: Command, tmp_path: Path) -> None:
    root = write_repository(tmp_path, {"a.yaml": "用語: [{用語: 印鑑}]\n"})
    checked = hyojun("check", "--format", "json", cwd=root)
    assert checked.code == 1
    [found] = json.loads(checked.out)["findings"]
    assert (found["code"], found["file"], found["line"], found["column"]) == ("SC02", "spec/002/a.yaml", 1, 6)
    checked = hyojun("check", "--format", "github", cwd=root)
    assert checked.out.startswith("::error file=spec/002/a.yaml,line=1,col=6,title=SC02::")


def test_check_shows_what_matters_as_much_as_asked(hyojun: Command, tmp_path: Path) -> None:
    root = write_repository(tmp_path, {"a.yaml": TERM.replace("判子", "判子（機能00200011）")})
    told = hyojun("check", cwd=root)
    assert " 警告 LK04 " in told.out
    assert "LK04" not in hyojun("check", "--min", "error", cwd=root).out
    assert "示していません" in hyojun("check", "--min", "error", cwd=root).out
    assert hyojun("check", "--min", "error", "--fail-on", "warning", cwd=root).code == 1
    assert hyojun("check", "--min", "warning", cwd=root).out == told.out


def test_check_of_one_business(hyojun: Command, tmp_path: Path) -> None:
    root = write_repository(tmp_path, {"a.yaml": TERM, "spec/003/a.yaml": "用語: [{用語: 戸籍}]\n"})
    checked = hyojun("check", "--spec", "002", cwd=root)
    assert checked.code == 0
    assert checked.out.startswith("003 戸籍には読めないファイルがあるため、それに関わる検査を控えました。")
    assert checked.out.endswith(f"\n{CLEAN}")
    assert hyojun("check", "--spec", "003", cwd=root).code == 1
    assert hyojun("check", cwd=root).code == 1


def test_check_writes_nothing_but_its_cache(hyojun: Command, tmp_path: Path) -> None:
    root = write_repository(tmp_path, {"a.yaml": TERM})
    before = digest(tmp_path)
    assert hyojun("check", cwd=root).code == 0
    shutil.rmtree(root / ".hyojun-cache")
    assert digest(tmp_path) == before


def test_build_writes_its_output_and_nothing_else(hyojun: Command, tmp_path: Path) -> None:
    root = write_repository(tmp_path / "r", {"a.yaml": TERM})
    before = digest(tmp_path)
    built = hyojun("build", "snapshot", cwd=root)
    assert built.code == 0
    assert built.out == f"できました: {root / 'build'}（スナップショット 5 ファイル）\n"
    assert built.err == "[0/1] スナップショット 002 印鑑登録\n[1/1] 完了\n"
    after = digest(tmp_path)
    assert {name: d for name, d in after.items() if not name.startswith("r/build")} == before
    assert hyojun("build", "snapshot", "--out", tmp_path / "よそ", cwd=root).code == 0
    made = {n.removeprefix("よそ"): d for n, d in digest(tmp_path).items() if n.startswith("よそ")}
    assert made == {n.removeprefix("r/build"): d for n, d in after.items() if n.startswith("r/build")}


def test_several_kinds_are_built_by_one_command(hyojun: Command, tmp_path: Path) -> None:
    root = write_repository(tmp_path, {"a.yaml": TERM})
    for kind in ("tables", "snapshot"):
        assert hyojun("build", kind, cwd=root).code == 0
    together = hyojun("build", "tables", "snapshot", "--out", tmp_path / "よそ", cwd=root)
    assert together.code == 0 and "スナップショット 5、機械可読の表 " in together.out
    assert digest(tmp_path / "よそ") == digest(root / "build")
    refused = hyojun("build", "tables", "excell", cwd=root)
    assert refused.code == 2 and "に書けるのは site、pdf、excel、" in refused.err


def test_a_site_of_one_business_says_that_it_has_no_other(hyojun: Command, tmp_path: Path) -> None:
    root = write_repository(tmp_path, {"a.yaml": TERM, "spec/003/a.yaml": TERM})
    only = "サイトにあるのは 002 印鑑登録 だけで、ほかの業務は含みません。"
    assert only not in hyojun("build", "site", cwd=root).out
    limited = hyojun("build", "site", "--spec", "002", cwd=root)
    assert limited.code == 0 and only in limited.out and "--spec を付けずに" in limited.out
    assert only not in hyojun("build", "snapshot", "--spec", "002", cwd=root).out


def test_a_draft_is_built_from_sources_with_errors(hyojun: Command, tmp_path: Path) -> None:
    files = {"a.yaml": TERM, "b.yaml": "用語: [{用語: 印影}]\n"}
    root = write_repository(tmp_path, files)
    assert hyojun("build", "snapshot", cwd=root).code == 1
    assert not (root / "build").exists()
    built = hyojun("build", "snapshot", "--draft", cwd=root)
    assert built.code == 0
    assert "誤り SC02" in built.err
    assert (root / "build/snapshot/002-機能-1.0.json").is_file()


def test_warnings_and_notes_do_not_keep_from_building(hyojun: Command, tmp_path: Path) -> None:
    form = "帳票: [{帳票ID: '0020001', 帳票名称: 一, 対象: 職員向け, 実装類型: 実装必須, データ要件で代替: 無し}]\n"
    root = write_repository(tmp_path, {"a.yaml": form})
    built = hyojun("build", "snapshot", cwd=root)
    assert built.code == 0
    assert "検査結果: 警告 1件。" in built.err
