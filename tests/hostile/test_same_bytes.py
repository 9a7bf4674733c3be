"""What was built before, and what a cache says, never changes a result: changed, undone, spoilt and built again.

tests/hostile/test_inside.py builds on another machine; tests/soak/same_bytes.py does all of it with the sample.
"""

import hashlib
import random
import subprocess
import sys
from pathlib import Path

import planted
import pytest
from commands import Command, digest

from hyojun.source import CACHE


def build(root: Path) -> dict[str, str]:
    return digest(planted.build(root))


def spoil(folder: Path, seed: int) -> int:
    """Break every file of a cache in one of the ways that disks, hands and other versions do; how many there were."""
    chance = random.Random(seed)
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != ".gitignore"]
    for path in files:
        data = path.read_bytes()
        spoilt = chance.choice(
            (
                data[: len(data) // 2],
                b"",
                data[:40] + bytes(len(data)),
                data.replace(b"hyojun", b"hyojum"),
                chance.choice(files).read_bytes(),
                data[:-1] + bytes([data[-1] ^ 1]) if data else b"x",
            )
        )
        path.write_bytes(spoilt)
    return len(files)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted.plant(
        tmp_path_factory.mktemp("same") / "r", lambda mark: mark, edition=lambda mark: mark[::-1]
    )


@pytest.fixture(scope="module")
def clean(root: Path) -> dict[str, str]:
    """What a first build makes."""
    return build(root)


def on(day: str, root: Path, *arguments: str) -> None:
    command = [
        sys.executable,
        str(Path(__file__).parent / "other_day.py"),
        day,
        *arguments,
        "--root",
        str(root),
    ]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-700:]


def test_a_change_that_is_undone_leaves_nothing_behind(root: Path, clean: dict[str, str]) -> None:
    """Nor does a clock that goes back: what is built in between, and what is spoilt then, is of 2040, the rest of 1999."""
    path = root / "spec/002/機能.yaml"
    before = path.read_bytes()
    path.write_bytes(before.replace("要件印".encode(), "別の要件印".encode()))
    on("2040-02-29", root, "build", "all", "--draft")
    assert digest(root / "build") != clean
    path.write_bytes(before)
    assert spoil(root / CACHE, 7) > 0
    on("1999-01-04", root, "build", "all", "--draft")
    assert digest(root / "build") == clean


@pytest.mark.parametrize("seed", range(6))
def test_a_spoilt_cache_changes_no_report(
    hyojun: Command, root: Path, clean: dict[str, str], seed: int
) -> None:
    assert clean
    wanted = hyojun("check", cwd=root)
    assert spoil(root / CACHE, seed) > 0
    assert hyojun("check", cwd=root) == wanted


def test_a_foreign_folder_of_the_cache_is_none(hyojun: Command, root: Path, clean: dict[str, str]) -> None:
    """A pull request could bring a link in its place: nothing is read or written through it."""
    wanted = hyojun("check", cwd=root)
    elsewhere = root.parent / "elsewhere"
    elsewhere.mkdir()
    (root / CACHE).rename(root.parent / "aside")
    (root / CACHE).symlink_to(elsewhere)
    assert hyojun("check", cwd=root) == wanted
    assert list(elsewhere.iterdir()) == []
    (root / CACHE).unlink()
    (root.parent / "aside").rename(root / CACHE)


def test_the_manifest_proves_it(root: Path, clean: dict[str, str]) -> None:
    command = [sys.executable, "-m", "hyojun", "verify", "--manifest", "build/manifest.json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("同じ: ")
    assert clean["manifest.json"] == hashlib.sha256((root / "build/manifest.json").read_bytes()).hexdigest()
