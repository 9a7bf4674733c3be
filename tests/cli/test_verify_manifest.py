"""`hyojun verify --manifest` as people run it: made again with the real publishers, told and counted."""

import json
import shutil
from pathlib import Path

import pytest
from casefiles import write_repository
from commands import Command, digest

TERM = "用語: [{用語: 申請, 定義: 求めること}]\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("built") / "r"


@pytest.fixture
def root(place: Path, tmp_path: Path, hyojun: Command) -> Path:
    """A repository with snapshots and workbooks made of it; every test has a copy."""
    if not place.exists():
        write_repository(place, {"spec/031/用語.yaml": TERM, "spec/032/用語.yaml": TERM})
        for kind in ("snapshot", "excel"):
            assert hyojun("build", kind, "--draft", cwd=place).code == 0
    return Path(shutil.copytree(place, tmp_path / "r"))


def test_what_is_published_comes_from_the_sources(hyojun: Command, root: Path) -> None:
    before = digest(root)
    code, out, _ = hyojun("verify", "--manifest", "build/manifest.json", cwd=root)
    assert (code, out) == (
        0,
        "同じ: 公開したファイル 9件は、元のファイルから作り直したものと全て同じです。\n",
    )
    assert digest(root) == before


def test_tables_and_packages_come_out_again(hyojun: Command, root: Path) -> None:
    for kind in ("package", "tables"):
        assert hyojun("build", kind, "--draft", "--spec", "031", cwd=root).code == 0
    code, out, _ = hyojun("verify", "--manifest", "build/manifest.json", cwd=root)
    assert (code, out.startswith("同じ: ")) == (0, True)
    path = next((root / "build/package").iterdir())
    path.write_bytes(path.read_bytes() + b" ")
    code, out, _ = hyojun("verify", "--manifest", "build/manifest.json", cwd=root)
    assert (code, out.count("公開したファイルが、一覧と違います: package/")) == (1, 1)


def test_a_byte_changed_in_a_published_file_is_found(hyojun: Command, root: Path) -> None:
    path = root / "build/snapshot/031-機能-1.0.json"
    path.write_bytes(path.read_bytes() + b" ")
    code, out, _ = hyojun("verify", "--manifest", "build/manifest.json", cwd=root)
    assert (code, out.splitlines()) == (
        1,
        [
            "公開したファイルが、一覧と違います: snapshot/031-機能-1.0.json",
            "確かめた結果: 一覧の 9件に対し、公開したファイルが、一覧と違います 1件。",
        ],
    )


def test_sources_that_changed_since_make_something_else(hyojun: Command, root: Path) -> None:
    (root / "spec/032/用語.yaml").write_text(TERM.replace("求める", "申し出る"), "utf-8")
    code, out, _ = hyojun("verify", "--manifest", root / "build/manifest.json", "--root", root, cwd=root)
    assert code == 1
    assert out.count("作り直すと、一覧と違うものができます: ") == 2
    assert "作り直すと、一覧と違うものができます: snapshot/032-機能-1.0.json" in out


def test_many_are_counted_and_the_first_are_named(hyojun: Command, root: Path) -> None:
    path = root / "build/manifest.json"
    data = json.loads(path.read_text("utf-8"))
    data["files"] += [{**data["files"][0], "path": f"excel/{n}.xlsx"} for n in range(30)]
    path.write_text(json.dumps(data), "utf-8")
    code, out, _ = hyojun("verify", "--manifest", path, cwd=root)
    assert (code, len(out.splitlines())) == (1, 22)
    assert "（ほか 40件）" in out
    assert "公開したファイルがありません 30件、作り直すと、できません 30件。" in out


@pytest.mark.parametrize("text", ["", "{}", '{"files": []', "[]", '{"files": [{"path": "a"}]}'])
def test_a_manifest_that_cannot_be_read_is_no_difference(hyojun: Command, root: Path, text: str) -> None:
    (root / "build/manifest.json").write_text(text, "utf-8")
    code, out, err = hyojun("verify", "--manifest", "build/manifest.json", cwd=root)
    assert (code, out) == (2, "")
    assert "「build/manifest.json」を読めません。" in err


def test_a_manifest_of_an_older_build_is_no_difference(hyojun: Command, root: Path) -> None:
    path = root / "build/manifest.json"
    path.write_text(json.dumps({"files": json.loads(path.read_text("utf-8"))["files"]}), "utf-8")
    code, out, err = hyojun("verify", "--manifest", "build/manifest.json", cwd=root)
    assert (code, out, "hyojun build で作り直してから" in err) == (2, "", True)
