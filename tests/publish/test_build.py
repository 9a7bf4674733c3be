"""A build as a whole: what is in the output directory afterwards, and that it never holds half of anything.

The publishers are stand-ins here, each with a test of its own elsewhere; snapshots are real.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from casefiles import write_repository

from hyojun import publish
from hyojun.model import Business
from hyojun.publish import KINDS, MANIFEST, BuildError, Job, OutputKind, Published, build
from hyojun.publish import build as build_door
from hyojun.publish.excel import ExcelError
from hyojun.publish.pdf import PdfError
from hyojun.publish.site.problems import SiteError
from hyojun.source import Repository, load

TERM = "用語: [{用語: 印鑑, 定義: 判子}]\n"
OURS = ("excel", "package", "pdf", "site", "snapshot", "tables")


def stand_in(kind: OutputKind) -> Callable[..., list[Published]]:
    def write(job: Job, business: Business, out: Path, *_: object) -> list[Published]:
        path = f"{kind}/{business.id}.{kind}"
        (out / kind).mkdir(exist_ok=True)
        (out / path).write_text(f"{kind} {business.terms[0].definition} {job.draft}")
        return [Published(path, kind, business.id, "機能", "1.0")]

    return write


def stand_in_site(job: Job, out: Path, downloads: list[Published], only: str | None) -> list[Published]:
    (out / "site/files").mkdir(parents=True)
    (out / "site/index.html").write_text("\n".join(p.path for p in downloads))
    (out / "site/files/only.txt").write_text(str(only))
    return [Published("site/index.html", "site"), Published("site/files/only.txt", "site")]


@pytest.fixture(autouse=True)
def publishers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hyojun.publish.excel.write_excel", stand_in("excel"))
    monkeypatch.setattr("hyojun.publish.pdf.write_pdf", stand_in("pdf"))
    monkeypatch.setattr("hyojun.publish.machine.write_tables", stand_in("tables"))
    monkeypatch.setattr("hyojun.publish.package.write_packages", stand_in("package"))
    monkeypatch.setattr("hyojun.publish.site.write.write_site", stand_in_site)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_repository(tmp_path / "repository", {"a.yaml": TERM, "spec/003/a.yaml": TERM})


@pytest.fixture
def repository(root: Path) -> Repository:
    return load(root)


@pytest.fixture
def out(root: Path) -> Path:
    return root / "build"


def rewritten(root: Path, definition: str) -> Repository:
    for business in ("002", "003"):
        (root / f"spec/{business}/a.yaml").write_text(TERM.replace("判子", definition))
    return load(root)


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below a folder, with its content."""
    paths = sorted(folder.rglob("*"))
    return {p.relative_to(folder).as_posix(): p.read_bytes() if p.is_file() else None for p in paths}


def manifest(out: Path) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = json.loads((out / MANIFEST).read_text("utf-8"))["files"]
    return files


def writer(kind: str) -> str:
    """Where a build finds the writer of a kind."""
    return "hyojun.publish.site.write.write_site" if kind == "site" else f"hyojun.publish.{kind}.write_{kind}"


def beside(out: Path) -> list[str]:
    return sorted(p.name for p in out.parent.iterdir() if p.name.startswith(f".{out.name}"))


def test_the_manifest_lists_every_file_with_its_digest(repository: Repository, out: Path) -> None:
    files = build(repository, KINDS, out)
    data = json.loads((out / MANIFEST).read_text("utf-8"))
    assert list(data) == ["files", "made"]
    assert {tuple(entry) for entry in data["files"]} == {
        ("path", "kind", "business", "document", "edition", "sha256")
    }
    assert [e["path"] for e in data["files"]] == sorted(
        name for name, content in tree(out).items() if content is not None and name != MANIFEST
    )
    for entry in data["files"]:
        assert entry["sha256"] == hashlib.sha256((out / entry["path"]).read_bytes()).hexdigest()
    assert [(e["path"], e["kind"], e["business"], e["document"], e["edition"]) for e in data["files"]] == [
        *[(f"excel/{b}.excel", "excel", b, "機能", "1.0") for b in ("002", "003")],
        ("excel/変更一覧.xlsx", "excel", None, None, None),
        *[(f"package/{b}.package", "package", b, "機能", "1.0") for b in ("002", "003")],
        *[(f"pdf/{b}.pdf", "pdf", b, "機能", "1.0") for b in ("002", "003")],
        ("site/files/only.txt", "site", None, None, None),
        ("site/index.html", "site", None, None, None),
        *[(f"snapshot/{b}-機能-1.0.json", "snapshot", b, "機能", "1.0") for b in ("002", "003")],
        ("snapshot/hyojun-snapshot-1.schema.json", "snapshot", None, None, None),
        *[(f"snapshot/変更一覧.{e}", "snapshot", None, None, None) for e in ("csv", "json", "schema.json")],
        *[(f"tables/{b}.tables", "tables", b, "機能", "1.0") for b in ("002", "003")],
    ]
    assert [f.path for f in files] == [e["path"] for e in data["files"]]
    assert beside(out) == []


def test_the_site_is_told_of_everything_else(repository: Repository, out: Path) -> None:
    build(repository, ("pdf",), out)
    build(repository, ("site", "excel"), out)
    assert (out / "site/index.html").read_text().split() == [
        *("excel/002.excel", "excel/003.excel", "excel/変更一覧.xlsx", "pdf/002.pdf", "pdf/003.pdf"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_build_of_one_kind_leaves_the_others(
    root: Path, repository: Repository, out: Path, kind: OutputKind
) -> None:
    build(repository, KINDS, out)
    before = tree(out)
    build(rewritten(root, "印章"), (kind,), out)
    after = tree(out)
    assert set(after) == set(before)
    changed = {name for name in after if after[name] != before[name]}
    mine = {n for n in after if n.startswith(f"{kind}/00")}
    assert changed == ({MANIFEST, *mine} if mine else set())
    for entry in manifest(out):
        assert entry["sha256"] == hashlib.sha256(after[entry["path"]] or b"").hexdigest()


def test_a_build_of_one_business_leaves_the_others(root: Path, repository: Repository, out: Path) -> None:
    build(repository, KINDS, out)
    before = tree(out)
    build(rewritten(root, "印章"), ("pdf", "excel", "snapshot"), out, only="002")
    after = tree(out)
    assert set(after) == set(before)
    assert {n for n in after if after[n] != before[n]} == {
        *(MANIFEST, "pdf/002.pdf", "excel/002.excel", "snapshot/002-機能-1.0.json"),
    }


def test_what_is_no_longer_there_goes(root: Path, repository: Repository, out: Path) -> None:
    build(repository, KINDS, out)
    (root / "spec/003/a.yaml").unlink()
    (root / "spec/003/業務.yaml").unlink()
    (root / "spec/003").rmdir()
    build(load(root), KINDS, out)
    assert [name for name in tree(out) if "003" in name] == []
    assert [e["path"] for e in manifest(out) if "003" in e["path"]] == []


def test_a_new_edition_takes_the_place_of_the_old_one(root: Path, repository: Repository, out: Path) -> None:
    build(repository, KINDS, out)
    head = root / "spec/002/業務.yaml"
    head.write_text(head.read_text("utf-8").replace('"1.0"', '"1.1"'), "utf-8")
    build(load(root), KINDS, out)
    assert [n for n in tree(out) if n.startswith("snapshot/00")] == [
        "snapshot/002-機能-1.1.json",
        "snapshot/003-機能-1.0.json",
    ]


def test_what_others_put_there_stays(repository: Repository, out: Path) -> None:
    build(repository, KINDS, out)
    (out / "メモ.txt").write_text("残すもの")
    (out / "pdf/手作り.pdf").write_text("残すもの")
    (out / "link").symlink_to("pdf")
    (out / "secret").symlink_to("/etc/passwd")
    build(repository, KINDS, out)
    assert (out / "メモ.txt").read_text() == (out / "pdf/手作り.pdf").read_text() == "残すもの"
    assert (out / "link").is_symlink()
    assert (out / "secret").is_symlink()
    assert not {"メモ.txt", "pdf/手作り.pdf", "link", "secret"} & {e["path"] for e in manifest(out)}


def test_the_same_bytes_in_two_directories(repository: Repository, tmp_path: Path) -> None:
    for name in ("一", "二つ目 の場所"):
        build(repository, KINDS, tmp_path / name)
    build(repository, KINDS, tmp_path / "一")
    assert tree(tmp_path / "一") == tree(tmp_path / "二つ目 の場所")


def test_the_same_bytes_piece_by_piece(repository: Repository, tmp_path: Path) -> None:
    build(repository, KINDS, tmp_path / "at once")
    for business in ("003", "002"):
        for kind in ("pdf", "snapshot", "package", "excel", "tables"):
            build(repository, (kind,), tmp_path / "in pieces", only=business)
    build(repository, ("site",), tmp_path / "in pieces")
    assert tree(tmp_path / "in pieces") == tree(tmp_path / "at once")


@pytest.mark.parametrize("kind", ["excel", "pdf", "site"])
@pytest.mark.parametrize("failure", ["its own", "a defect", "an interruption"])
def test_a_failing_publisher_changes_nothing(
    root: Path, repository: Repository, out: Path, monkeypatch: pytest.MonkeyPatch, kind: str, failure: str
) -> None:
    build(repository, KINDS, out)
    (out / "メモ.txt").write_text("残すもの")
    before = tree(root)
    own = {"excel": ExcelError, "pdf": PdfError, "site": SiteError}[kind]
    raised = {
        "its own": own("理由"),
        "a defect": ZeroDivisionError(),
        "an interruption": KeyboardInterrupt(),
    }[failure]

    def fail(*_: object) -> None:
        raise raised

    monkeypatch.setattr(writer(kind), fail)
    with pytest.raises(BuildError if failure == "its own" else type(raised)):
        build(repository, KINDS, out)
    assert tree(root) == before
    assert beside(out) == []


@pytest.mark.parametrize("kind", ["excel", "pdf", "site"])
def test_a_failing_publisher_leaves_no_first_output(
    repository: Repository, out: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer(kind), fail)
    with pytest.raises(OSError, match="No space"):
        build(repository, KINDS, out)
    assert not out.exists()
    assert beside(out) == []


@pytest.mark.parametrize("step", [1, 2])
def test_a_swap_that_fails_is_undone(
    root: Path, repository: Repository, out: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    build(repository, KINDS, out)
    before = tree(root)
    rename, renamed = Path.rename, []

    def fail(path: Path, target: Path) -> Path:
        renamed.append(path)
        if len(renamed) == step:
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="Input/output"):
        build(rewritten(root, "印章"), KINDS, out)
    monkeypatch.undo()
    rewritten(root, "判子")
    assert tree(root) == before
    assert beside(out) == []


def test_the_manifest_is_written_last(
    repository: Repository, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def site(job: Job, new: Path, downloads: list[Published], only: str | None) -> list[Published]:
        seen.append((new / MANIFEST).exists())
        return stand_in_site(job, new, downloads, only)

    monkeypatch.setattr("hyojun.publish.site.write.write_site", site)
    build(repository, KINDS, out)
    build(repository, KINDS, out)
    assert seen == [False, False]


def test_an_output_directory_is_what_hyojun_made(repository: Repository, root: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "写真"
    foreign.mkdir()
    (foreign / "家族.jpg").write_text("x")
    file = tmp_path / "報告書"
    file.write_text("x")
    before = tree(tmp_path)
    outside = {
        "の中です": [root / "spec", root / "spec/new", root / "bpmn/x", root / "templates", root / ".git/x"]
    }
    outside |= {"を含みます": [root, root.parent], "はファイルです": [file], "作ったものではない": [foreign]}
    for words, places in outside.items():
        for place in places:
            with pytest.raises(BuildError, match=words):
                build(repository, KINDS, place)
    assert tree(tmp_path) == before


def test_the_refusal_sees_through_relative_places_and_links(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(root)
    monkeypatch.chdir(root)
    for place in (
        Path(),
        Path("spec/new"),
        tmp_path / "link",
        tmp_path / "link/spec/new",
        Path("build/../spec/new"),
    ):
        for start in (Path(), tmp_path / "link"):
            with pytest.raises(BuildError):
                build(load(start), KINDS, place)
    assert not (root / "spec/new").exists()


def test_an_empty_folder_will_do(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    build(repository, KINDS, tmp_path / "empty")
    assert sorted(p.name for p in (tmp_path / "empty").iterdir()) == sorted([*OURS, MANIFEST])


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"files": [{"path": 1}]}', '{"files": [1]}', "null", "\x00"]
)
def test_a_broken_manifest_is_told(repository: Repository, out: Path, text: str) -> None:
    build(repository, KINDS, out)
    (out / MANIFEST).write_text(text)
    before = tree(out)
    with pytest.raises(BuildError, match="を読めません"):
        build(repository, KINDS, out)
    assert tree(out) == before


def test_a_manifest_cannot_lead_outside(repository: Repository, out: Path, tmp_path: Path) -> None:
    build(repository, KINDS, out)
    (tmp_path / "secret").write_text("外の文書")
    data = json.loads((out / MANIFEST).read_text("utf-8"))
    for place in ("../../secret", str(tmp_path / "secret")):
        entry = {"path": place, "kind": "pdf", "business": "003", "document": None, "edition": None}
        data["files"].append(entry)
    (out / MANIFEST).write_text(json.dumps(data))
    build(repository, ("pdf",), out, only="002")
    assert not any("secret" in e["path"] for e in manifest(out))
    assert not list(out.rglob("secret"))


def test_progress_says_what_is_being_done(repository: Repository, out: Path) -> None:
    told: list[tuple[str, int, int]] = []
    build(repository, KINDS, out, only="002", progress=lambda *step: told.append(step))
    assert told == [
        ("スナップショット 002 印鑑登録", 0, 6),
        ("Excel 002 印鑑登録", 1, 6),
        ("PDF 002 印鑑登録", 2, 6),
        ("機械可読の表 002 印鑑登録", 3, 6),
        ("一式 002 印鑑登録", 4, 6),
        ("サイト", 5, 6),
        ("完了", 6, 6),
    ]


def test_publishers_know_that_it_is_a_draft(repository: Repository, out: Path) -> None:
    build(repository, ("pdf",), out, draft=True)
    assert (out / "pdf/002.pdf").read_text() == "pdf 判子 True"


def test_the_door_names_the_build() -> None:
    assert build_door is publish.build


def test_what_a_killed_build_left_is_cleared_up(repository: Repository, out: Path) -> None:
    build(repository, ("snapshot",), out)
    before = (out / "manifest.json").read_bytes()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    side = out.parent / f".{out.name}-{gone.pid}-x"
    side.mkdir()
    out.rename(side / "old")  # killed between the two steps of the swap
    living = out.parent / f".{out.name}-{os.getpid()}-x"
    living.mkdir()
    build(repository, ("excel",), out)
    assert not side.exists()
    assert living.exists()
    kinds = {e["kind"] for e in manifest(out)}
    assert kinds == {"snapshot", "excel"}
    assert before != (out / "manifest.json").read_bytes()
