"""Made again from the sources: the manifest is the measure of the files beside it and of what comes out now.

The publishers are stand-ins here; tests/cli/test_verify_manifest.py runs real ones.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from casefiles import write_repository

from hyojun import check
from hyojun.model import Business
from hyojun.publish import KINDS, MANIFEST, BuildError, Job, Off, OutputKind, Published, build, discrepancies
from hyojun.source import Repository, load

TERM = "用語: [{用語: 印鑑, 定義: 判子}]\n"


def stand_in(kind: OutputKind) -> Callable[..., list[Published]]:
    def write(job: Job, business: Business, out: Path, *_: object) -> list[Published]:
        path = f"{kind}/{business.id}.{kind}"
        (out / kind).mkdir(exist_ok=True)
        (out / path).write_text(f"{kind} {business.terms[0].definition} {job.draft}")
        return [Published(path, kind, business.id, "機能", "1.0")]

    return write


def stand_in_site(job: Job, out: Path, downloads: list[Published], only: str | None) -> list[Published]:
    """A site that carries its downloads along and shows what was found."""
    files = {f"site/download/{d.path}": (out / d.path).read_bytes() for d in downloads}
    files["site/index.html"] = f"{only} {job.draft} {len(job.findings)}".encode()
    for name, content in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
    return [Published(name, "site") for name in files]


@pytest.fixture(autouse=True)
def publishers(monkeypatch: pytest.MonkeyPatch, few_rules: None) -> None:
    monkeypatch.setattr("hyojun.publish.excel.write_excel", stand_in("excel"))
    monkeypatch.setattr("hyojun.publish.pdf.write_pdf", stand_in("pdf"))
    monkeypatch.setattr("hyojun.publish.machine.write_tables", stand_in("tables"))
    monkeypatch.setattr("hyojun.publish.package.write_packages", stand_in("package"))
    monkeypatch.setattr("hyojun.publish.site.write.write_site", stand_in_site)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_repository(tmp_path / "repository", {"a.yaml": TERM, "spec/003/a.yaml": TERM})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def built(root: Path, kinds: tuple[OutputKind, ...], out: Path, only: str | None = None, **told: Any) -> None:
    repository = load(root, only)
    report = check.located(check.run(repository, only), root)
    build(repository, kinds, out, only=only, findings=report.findings, **told)


def off(root: Path, out: Path) -> list[tuple[str, Off]]:
    _, found = discrepancies(load(root), out / MANIFEST)
    return [(d.path, d.off) for d in found]


def data(out: Path) -> Any:
    return json.loads((out / MANIFEST).read_text("utf-8"))


def test_the_manifest_says_what_it_was_made_of(root: Path, out: Path) -> None:
    built(root, KINDS, out)
    assert data(out)["made"] == [
        *(
            {"kind": k, "business": b, "draft": False}
            for k in ("excel", "package", "pdf")
            for b in ("002", "003")
        ),
        {"kind": "site", "business": None, "draft": False},
        *({"kind": k, "business": b, "draft": False} for k in ("snapshot", "tables") for b in ("002", "003")),
    ]
    built(root, ("pdf", "site"), out, "002", draft=True)
    assert {(m["kind"], m["business"]) for m in data(out)["made"] if m["draft"]} == {
        ("pdf", "002"),
        ("site", "002"),
    }
    assert len(data(out)["made"]) == 11


HISTORIES: dict[str, list[tuple[tuple[OutputKind, ...], str | None, bool]]] = {
    "all at once": [(KINDS, None, False)],
    "one kind": [(("snapshot",), None, False)],
    "one 業務": [(KINDS, "003", False)],
    "a draft": [(KINDS, None, True)],
    "the site before the rest": [(("site",), None, False), (("pdf", "excel"), None, False)],
    "in between": [(("pdf",), None, False), (("site",), "002", False), (("excel",), "002", True)],
    "one 業務 after all": [(KINDS, None, False), (("pdf",), "002", False)],
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_what_was_built_comes_out_again(
    root: Path, out: Path, history: list[tuple[tuple[OutputKind, ...], str | None, bool]]
) -> None:
    for kinds, only, draft in history:
        built(root, kinds, out, only, draft=draft)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    count, found = discrepancies(load(root), out / MANIFEST)
    assert (count, found) == (len(data(out)["files"]), ())
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_a_site_with_an_older_document_than_the_one_beside_it_is_told(root: Path, out: Path) -> None:
    built(root, KINDS, out)
    built(root, ("pdf",), out, "002", draft=True)
    assert off(root, out) == [("site/download/pdf/002.pdf", Off.OTHER)]


def test_files_of_others_are_not_asked_for(root: Path, out: Path) -> None:
    built(root, KINDS, out)
    (out / "メモ.txt").write_text("人が置いた")
    assert off(root, out) == []


def test_a_touched_file_is_told_from_a_changed_source(root: Path, out: Path) -> None:
    built(root, ("pdf", "excel"), out)
    (out / "pdf/002.pdf").write_text("書き換えた")
    (out / "pdf/003.pdf").unlink()
    assert off(root, out) == [("pdf/002.pdf", Off.CHANGED), ("pdf/003.pdf", Off.GONE)]
    (root / "spec/003/a.yaml").write_text(TERM.replace("判子", "印章"), "utf-8")
    assert off(root, out) == [
        ("excel/003.excel", Off.OTHER),
        ("pdf/002.pdf", Off.CHANGED),
        ("pdf/003.pdf", Off.GONE),
        ("pdf/003.pdf", Off.OTHER),
    ]


def test_a_touched_manifest_is_seen(root: Path, out: Path) -> None:
    built(root, ("pdf", "site"), out)
    changed = data(out)
    first, *rest = changed["files"]
    assert first["path"] == "pdf/002.pdf"
    rest[0]["sha256"] = "0" * 64
    extra = {**rest[0], "path": "pdf/004.pdf"}
    (out / MANIFEST).write_text(json.dumps({**changed, "files": [*rest, extra]}), "utf-8")
    assert ("pdf/002.pdf", Off.NEW) in off(root, out)
    assert [d for d in off(root, out) if d[0] == "pdf/003.pdf"] == [
        ("pdf/003.pdf", Off.CHANGED),
        ("pdf/003.pdf", Off.OTHER),
    ]
    assert [d for d in off(root, out) if d[0] == "pdf/004.pdf"] == [
        ("pdf/004.pdf", Off.GONE),
        ("pdf/004.pdf", Off.NOT_MADE),
    ]


def test_a_business_that_went_cannot_be_made(root: Path, out: Path) -> None:
    built(root, ("pdf",), out)
    for path in sorted((root / "spec/003").iterdir()):
        path.unlink()
    (root / "spec/003").rmdir()
    assert off(root, out) == [("pdf/003.pdf", Off.NOT_MADE)]


BROKEN: dict[str, Callable[[Any], Any]] = {
    "no JSON": lambda _: None,
    "no list": lambda _: {},
    "another list": lambda d: {**d, "files": [1]},
    "no digest": lambda d: {**d, "files": [{k: v for k, v in d["files"][0].items() if k != "sha256"}]},
    "leads outside": lambda d: {**d, "files": [{**d["files"][0], "path": "../秘密"}]},
    "another making": lambda d: {**d, "made": [1]},
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_manifest_is_told(root: Path, out: Path, broken: Callable[[Any], Any]) -> None:
    built(root, ("pdf",), out)
    text = json.dumps(broken(data(out)))
    (out / MANIFEST).write_text("{" if text == "null" else text, "utf-8")
    with pytest.raises(BuildError, match="を読めません"):
        discrepancies(load(root), out / MANIFEST)


def test_a_manifest_that_does_not_say_what_it_was_made_of_is_told(root: Path, out: Path) -> None:
    built(root, ("pdf", "snapshot"), out)
    whole = data(out)
    for made in ([], [m for m in whole["made"] if m["business"] == "002"]):
        (out / MANIFEST).write_text(json.dumps({**whole, "made": made}), "utf-8")
        with pytest.raises(BuildError, match="何から作ったかが書かれていません"):
            discrepancies(load(root), out / MANIFEST)
    with pytest.raises(BuildError, match="を読めません"):
        discrepancies(load(root), out / "無い.json")


@pytest.mark.parametrize(("only", "told"), [(None, True), ("003", True), ("002", False)])
def test_sources_with_errors_make_nothing(root: Path, out: Path, only: str | None, told: bool) -> None:
    """But where they are another 業務's, or where it was a draft."""
    built(root, ("pdf", "site"), out, only)
    (root / "spec/003/b.yaml").write_text("用語: [", "utf-8")
    if told:
        with pytest.raises(BuildError, match="誤りがあるため、作り直せません"):
            off(root, out)
    else:
        assert off(root, out) == []
    built(root, ("pdf", "site"), out, only, draft=True)
    assert off(root, out) == []


def test_nothing_is_left_behind(
    root: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(root, KINDS, out)
    side = tmp_path / "tmp"
    side.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(side))
    repository: Repository = load(root)
    assert discrepancies(repository, out / MANIFEST)[1] == ()
    assert list(side.iterdir()) == []
