"""Where an output may lie: behind a link, on another file system, on a device of its own."""

import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from casefiles import write_repository

from hyojun.publish import BuildError, build
from hyojun.source import load

TERM = "用語: [{用語: 印鑑, 定義: 判子}]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_repository(tmp_path / "r", {"a.yaml": TERM})


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder of another file system than the repository, where the machine has one."""
    for place in ("/dev/shm", "/run/shm", "/run"):
        if os.access(place, os.W_OK) and Path(place).stat().st_dev != tmp_path.stat().st_dev:
            with tempfile.TemporaryDirectory(dir=place) as folder:
                yield Path(folder)
            return
    pytest.skip("この機械には、書けるファイルシステムが1つしかない")


def test_the_output_may_lie_on_another_file_system(root: Path, elsewhere: Path) -> None:
    """Renaming does not lead from one to the other: all that is renamed lies beside the output."""
    build(load(root), ("snapshot", "site"), root / "build")
    for definition in ("印章", "判子"):  # the second time over an output that pages are kept from
        (root / "spec/002/a.yaml").write_text(TERM.replace("判子", definition), "utf-8")
        build(load(root), ("snapshot", "site"), elsewhere / "build")
    assert tree(elsewhere / "build") == tree(root / "build")
    assert [p.name for p in elsewhere.iterdir()] == ["build"]


@pytest.mark.parametrize("target", ["公開", "まだ/無い"])
def test_the_output_may_be_a_link_inside_the_repository(root: Path, target: str) -> None:
    (root / "build").symlink_to(target)
    for _ in range(2):
        build(load(root), ("snapshot",), root / "build")
    assert (root / "build").is_symlink()
    assert "manifest.json" in tree(root / target)
    assert [p.name for p in (root / target).parent.iterdir() if p.name.startswith(".")] == []


def test_a_link_that_somebody_made_for_himself_may_lead_anywhere(root: Path, elsewhere: Path) -> None:
    """Only one that a commit could bring is refused (tests/hostile/test_places.py)."""
    link = root.parent / "公開"
    link.symlink_to(elsewhere / "web")
    build(load(root), ("snapshot",), link)
    assert link.is_symlink()
    assert "manifest.json" in tree(elsewhere / "web")


def test_a_place_where_something_is_mounted_is_refused_at_once(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container's volume: it cannot be swapped for another directory."""
    out = root / "build"
    build(load(root), ("snapshot",), out)
    before = tree(root)
    monkeypatch.setattr(os.path, "ismount", lambda place: Path(place) == out)
    with pytest.raises(BuildError, match=r"その中のフォルダーを、--out で指定してください。$"):
        build(load(root), ("snapshot",), out)
    assert tree(root) == before
    monkeypatch.undo()
    build(load(root), ("snapshot",), out / "中")


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EXDEV])
def test_an_output_that_cannot_be_renamed_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """A folder mounted from the same file system, which nobody sees beforehand."""
    out = root / "build"
    build(load(root), ("snapshot",), out)
    before = tree(root)
    rename = Path.rename

    def busy(path: Path, target: Path) -> Path:
        if path == out:
            raise OSError(code, os.strerror(code), str(path), None, str(target))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", busy)
    with pytest.raises(BuildError, match=r"その中のフォルダーを、--out で指定してください。$"):
        build(load(root), ("snapshot",), out)
    assert tree(root) == before
