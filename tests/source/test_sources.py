"""The files of a 業務 are read once; links, folders and files elsewhere are never taken for its own."""

from pathlib import Path

import pytest

from hyojun.source import Sources, size


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    for name in ("spec/002/業務.yaml", "spec/002/a.x.yaml", "spec/002/a/b.yaml", "bpmn/002/f.bpmn"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


def test_all_files_of_a_business_are_held_in_order_of_their_parts(root: Path) -> None:
    held = Sources.of(root, "002").held
    assert list(held) == [
        "spec/002/a",
        "spec/002/a/b.yaml",
        "spec/002/a.x.yaml",
        "spec/002/業務.yaml",
        "bpmn/002/f.bpmn",
    ]
    assert {n: d.decode() for n, d in held.items() if d is not None} == {n: n for n in held if n[-2:] != "/a"}
    assert size(root, "002") >= sum(len(d) for d in held.values() if d)


def test_what_changes_afterwards_is_not_seen(root: Path) -> None:
    sources = Sources.of(root, "002")
    (root / "spec/002/a/b.yaml").write_text("別")
    (root / "spec/002/a.x.yaml").unlink()
    (root / "spec/002/c.yaml").write_text("新")
    assert sources.read("spec/002/a/b.yaml") == (b"spec/002/a/b.yaml", None)
    assert sources.read("spec/002/a.x.yaml") == (b"spec/002/a.x.yaml", None)
    assert sources.below("spec/002") == ["a", "a/b.yaml", "a.x.yaml", "業務.yaml"]
    assert sources.listed("spec/002", ".yaml") == ["a.x.yaml", "業務.yaml"]
    assert not sources.elsewhere


def test_a_file_of_others_is_read_from_the_disk_and_told_apart(root: Path) -> None:
    (root / "spec/共通.yaml").write_text("共")
    sources = Sources.of(root, "002")
    assert sources.read("spec/共通.yaml") == ("共".encode(), None)
    assert sources.elsewhere


@pytest.mark.parametrize("place", ["spec/002/a.x.yaml", "spec/002/a", "spec/002", "spec"])
def test_no_link_leads_outside(root: Path, place: str) -> None:
    outside = root.parent / "outside"
    (root / place).rename(outside)
    (root / place).symlink_to(outside)
    sources = Sources.of(root, "002")
    name = "spec/002/a/b.yaml" if place.endswith("a") else "spec/002/a.x.yaml"
    assert sources.held.get(name) is None
    data, trouble = sources.read(name)
    assert data is None
    assert trouble is not None
    assert trouble.code == "RD04"


def test_a_linked_folder_inside_is_listed_where_it_leads(root: Path) -> None:
    (root / "spec/002/a").rename(root / "共通")
    (root / "spec/002/a").symlink_to(root / "共通")
    sources = Sources.of(root, "002")
    assert sources.listed("spec/002", ".yaml") == ["a.x.yaml", "業務.yaml"]
    assert not sources.elsewhere
    assert sources.listed("spec/002/a", ".yaml") == ["b.yaml"]
    assert sources.elsewhere
    assert sources.read("spec/002/a/b.yaml") == (b"spec/002/a/b.yaml", None)
