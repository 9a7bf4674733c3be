"""Released editions: frozen once and whole, in the bytes that are published, and every touch is seen."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from casefiles import write_repository

from hyojun.source import (
    CannotRelease,
    Condition,
    Release,
    edition_file,
    freeze,
    frozen_drawing,
    frozen_editions,
    is_draft,
    load,
    load_snapshots,
    place_of,
    released,
    snapshot_bytes,
    verified,
)

ROOT = Path(__file__).parents[2]
FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: 受付, 実装類型: 実装必須, 機能要件: 受け付けること。, 備考: 参考}
"""
FLOWS = "業務フロー:\n  - {キー: kengen, 題名: 権限の変更, ファイル: kengen.bpmn}\n"
PROSE = "# 総則\n\n![流れの図](図.png)\n"
PICTURE = bytes.fromhex("89504e470d0a1a0a") + b"\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_repository(tmp_path / "r", {"機能.yaml": FUNCTIONS, "総則.md": PROSE})
    (root / "spec/002/図.png").write_bytes(PICTURE)
    return root


def frozen(root: Path, edition: str = "1.0") -> Release:
    repository = load(root)
    [business] = repository.corpus.businesses
    assert business.entries  # a 業務 that was looked at before is frozen no less whole
    return freeze(root, business, business.documents[0], edition, repository.assets)


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A repository with a 業務フロー of the sample."""
    flow = (ROOT / "bpmn/002/kengen-sosa.bpmn").read_bytes()
    files = {"機能.yaml": FUNCTIONS, "業務フロー.yaml": FLOWS, "bpmn/002/kengen.bpmn": flow}
    return write_repository(tmp_path / "r", files)


def conditions(root: Path) -> dict[str, Condition]:
    return {Path(v.file).name: v.condition for v in verified(root)}


def test_editions_stand_in_the_order_of_their_numbers() -> None:
    names = ["1.10", "1.2", "1.2案10", "1.2案2", "1.2案", "2.0案1", "0.9"]
    assert sorted(names, key=place_of) == ["0.9", "1.2案", "1.2案2", "1.2案10", "1.2", "1.10", "2.0案1"]
    assert [is_draft(e) for e in ("1.2", "1.2案", "1.2案3")] == [False, True, True]


def test_an_edition_is_frozen_with_what_it_names_and_loads_again(root: Path) -> None:
    done = frozen(root)
    assert done.file == edition_file("002", "機能", "1.0") == "spec/002/editions/機能-1.0.json"
    assert sorted(Path(f).suffix for f in done.written) == ["", ".json", ".png"]
    [business] = load(root).corpus.businesses
    [document] = business.documents
    data = (root / done.file).read_bytes()
    assert data == snapshot_bytes(business, document)
    assert "d1:" in data.decode()
    assert load_snapshots([root / done.file]).documents[0] == document
    assert [b.documents[0].edition for b in frozen_editions(root)] == ["1.0"]
    [picture] = (root / "spec/002/editions/assets").iterdir()
    assert picture.read_bytes() == PICTURE
    assert not [f for f in load(root).findings if "editions" in f.origin.file]
    assert released(root, "002", "機能") == ("1.0",)
    assert released(root, "002", "能") == ()


def test_the_drawing_of_a_flow_is_frozen_with_it(drawn: Path) -> None:
    done = frozen(drawn)
    [flow] = load(drawn).corpus.businesses[0].flows
    asset = f"spec/002/editions/assets/{flow.sha256}.bpmn"
    assert asset in done.written
    path = drawn / "bpmn/002/kengen.bpmn"
    was = path.read_bytes()
    path.write_bytes(was.replace("権限".encode(), "役割".encode()))
    assert frozen_drawing(drawn, "002", flow) == was
    [changed] = load(drawn).corpus.businesses[0].flows
    assert frozen_drawing(drawn, "002", changed) is None
    (drawn / asset).write_bytes(was.replace(b"\n", b"\r\n"))  # a checkout may do that to a text
    assert set(conditions(drawn).values()) == {Condition.WHOLE}
    assert frozen_drawing(drawn, "002", flow) == was.replace(b"\n", b"\r\n")
    (drawn / asset).write_bytes(was.replace(b"bpmn:task", b"bpmn:userTask", 1) + b" ")
    assert frozen_drawing(drawn, "002", flow) is None
    assert conditions(drawn)[Path(asset).name] is Condition.CHANGED
    (drawn / asset).unlink()
    [gone] = [v for v in verified(drawn) if v.condition is not Condition.WHOLE]
    assert (gone.file, "消えています" in gone.words) == (asset, True)


def test_an_edition_frozen_without_its_drawings_is_whole_and_loads(drawn: Path) -> None:
    path = drawn / frozen(drawn).file
    asset = next((path.parent / "assets").glob("*.bpmn"))
    asset.unlink()
    seal = path.with_name("SHA256SUMS")
    seal.write_text("".join(x for x in seal.read_text("utf-8").splitlines(True) if "bpmn" not in x), "utf-8")
    assert conditions(drawn) == {path.name: Condition.WHOLE}
    [flow] = load_snapshots([path]).flows
    assert frozen_drawing(drawn, "002", flow) is None


def test_the_seal_is_one_that_other_programs_check(root: Path) -> None:
    frozen(root)
    frozen(root, "1.1案1")
    folder = root / "spec/002/editions"
    if not shutil.which("sha256sum"):
        pytest.skip("no sha256sum")
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=False)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 3)


def test_the_same_again_writes_nothing_and_anything_else_is_refused(root: Path) -> None:
    frozen(root)
    before = {p: p.read_bytes() for p in (root / "spec/002/editions").rglob("*") if p.is_file()}
    assert frozen(root).written == ()
    path = root / "spec/002/機能.yaml"
    path.write_text(path.read_text("utf-8").replace("受け付ける", "受理する"), "utf-8")
    with pytest.raises(CannotRelease, match="書き換えられません。内容を改めるときは"):
        frozen(root)
    assert before == {p: p.read_bytes() for p in (root / "spec/002/editions").rglob("*") if p.is_file()}


def test_a_draft_that_differs_is_told_its_next_number(root: Path) -> None:
    frozen(root, "1.0案2")
    path = root / "spec/002/機能.yaml"
    path.write_text(path.read_text("utf-8").replace("受け付ける", "受理する"), "utf-8")
    with pytest.raises(CannotRelease, match=r"1\.0案3"):
        frozen(root, "1.0案2")


def test_what_was_left_off_is_finished_by_the_next_run(root: Path) -> None:
    frozen(root)
    (root / "spec/002/editions/SHA256SUMS").unlink()
    assert conditions(root) == {"機能-1.0.json": Condition.CHANGED}
    assert frozen(root).written == ("spec/002/editions/SHA256SUMS",)
    assert set(conditions(root).values()) == {Condition.WHOLE}


def test_line_endings_of_a_checkout_are_no_change(root: Path) -> None:
    path = root / frozen(root).file
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert set(conditions(root).values()) == {Condition.WHOLE}
    assert frozen(root).written == ()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("実装必須", "標準オプション", Condition.CHANGED),
        ("参考", "備考", Condition.CHANGED),  # no duty, so no digest covers it: the seal does
        ("標準仕様書", "標準仕様", Condition.CHANGED),
        ("{", "", Condition.CHANGED),
    ],
)
def test_every_touch_is_seen(root: Path, old: str, new: str, found: Condition) -> None:
    path = root / frozen(root).file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert conditions(root)["機能-1.0.json"] is found


def test_what_is_gone_or_renamed_or_was_never_released_is_named(root: Path) -> None:
    path = root / frozen(root).file
    [picture] = (root / "spec/002/editions/assets").iterdir()
    picture.unlink()
    path.rename(path.with_name("機能-2.0.json"))
    found = {Path(v.file).name: (v.condition, v.words) for v in verified(root)}
    assert {name: c for name, (c, _) in found.items()} == dict.fromkeys(
        (picture.name, "機能-1.0.json", "機能-2.0.json"), Condition.CHANGED
    )
    assert "消えています" in found["機能-1.0.json"][1]
    assert "第1.0版）と合いません" in found["機能-2.0.json"][1]


def test_without_a_seal_the_digests_inside_still_tell(root: Path) -> None:
    path = root / frozen(root).file
    (path.parent / "SHA256SUMS").unlink()
    tree = json.loads(path.read_bytes())
    tree["文書"]["内容"]["見出し"][0]["機能"][0]["実装類型"] = "実装不可"
    path.write_text(json.dumps(tree, ensure_ascii=False), "utf-8")
    [found] = verified(root)
    assert (found.condition, "要約値" in found.words) == (Condition.CHANGED, True)
    path.write_bytes(b"{")
    assert [v.condition for v in verified(root)] == [Condition.UNREADABLE]


def test_a_broken_seal_cannot_be_read(root: Path) -> None:
    frozen(root)
    (root / "spec/002/editions/SHA256SUMS").write_text("壊れた行\n", "utf-8")
    assert conditions(root)["SHA256SUMS"] is Condition.UNREADABLE


def test_a_repository_without_editions_has_nothing_to_verify(root: Path) -> None:
    assert verified(root) == ()


def test_the_sample_has_an_edition_that_is_whole() -> None:
    assert {v.condition for v in verified(ROOT)} == {Condition.WHOLE}
    assert released(ROOT, "002", "機能") == ("1.0",)
    [edition] = [b for b in frozen_editions(ROOT) if b.id == "002"]
    assert edition.flows and all(frozen_drawing(ROOT, "002", f) for f in edition.flows)
