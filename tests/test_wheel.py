"""The wheel alone is enough: installed into an empty environment it starts a repository and builds it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def hyojun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment that holds the wheel, its dependencies and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    (wheel,) = folder.glob("*.whl")
    install = [folder / "env/bin/python", "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel]
    subprocess.run(install, check=True)
    return folder / "env/bin/hyojun"


def run(hyojun: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as somebody with an empty home and none of our variables."""
    home = cwd / "home"
    home.mkdir(exist_ok=True)
    environment = {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8"}
    return subprocess.run(
        [hyojun, *arguments], cwd=cwd, env=environment, text=True, capture_output=True, check=False
    )


def test_init_new_and_build_from_the_wheel(hyojun: Path, tmp_path: Path) -> None:
    started = run(hyojun, "init", "仕様書", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    repository = tmp_path / "仕様書"
    empty = run(hyojun, "build", "all", cwd=repository)
    assert empty.returncode == 0, empty.stderr
    assert run(hyojun, "new", "023", cwd=repository).returncode == 0
    checked = run(hyojun, "check", cwd=repository)
    assert checked.returncode == 0
    assert checked.stdout.endswith("検査結果: 参考 4件。\n")
    built = run(hyojun, "build", "all", cwd=repository)
    assert built.returncode == 0, built.stderr
    names = sorted(p.suffix for p in (repository / "build").rglob("023*") if p.is_file())
    assert {".pdf", ".xlsx", ".json"} <= set(names)
    assert "介護保険" in (repository / "build/site/023/index.html").read_text(encoding="utf-8")
    guide = (repository / "build/site/guide/authors.html").read_text(encoding="utf-8")
    assert "著者の手引き" in guide
    assert (repository / "docs/手引き/authors.md").is_file()
