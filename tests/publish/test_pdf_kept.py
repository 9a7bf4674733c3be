"""PDFs of an earlier build: taken over while nothing they are made of has changed, set anew otherwise."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pdf_press import business, chapter, document, function, heading

from hyojun.model import Business, Corpus
from hyojun.publish.job import Job
from hyojun.publish.pdf import typesetter, write, write_pdf
from hyojun.source import Settings, default_registry

FUNCTIONS = "pdf/002_印鑑登録_機能【第1.0版】（案）.pdf"
DATA = "pdf/002_印鑑登録_データ【第1.0版】（案）.pdf"


class Builds:
    """Builds of a repository one after the other, into one output directory."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.out, self.runs = root, root / "build", 0
        self.set: list[str] = []
        real = typesetter.compiled_and_asked

        def counted(work: Path, *arguments: Any, **options: Any) -> typesetter.Layout:
            self.set.append(work.parent.name)
            return real(work, *arguments, **options)

        monkeypatch.setattr(write, "compiled_and_asked", counted)

    def build(self, found: Business, *, kept: bool = True) -> tuple[list[str], dict[str, bytes]]:
        """Which documents were set, and all files by their path."""
        self.runs += 1
        self.set.clear()
        new = self.root / f"new{self.runs}"
        corpus = Corpus(registry=default_registry(), businesses=(found,))
        work = self.root / f"work{self.runs}"
        job = Job(self.root, Settings(), corpus, {}, work=work, earlier=self.out if kept else None)
        written = write_pdf(job, found, new)
        shutil.rmtree(self.out, ignore_errors=True)
        new.rename(self.out)
        return [s.removeprefix("002-") for s in self.set], {
            p.path: (self.out / p.path).read_bytes() for p in written
        }


@pytest.fixture
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builds:
    return Builds(tmp_path, monkeypatch)


def two(words: str = "本文です。", text: str = "証明書を印刷できること。") -> Business:
    functions = document(見出し=[heading("a", function("0020001", text))])
    return business(functions, document("データ", 本編=[chapter(words)]))


def test_a_build_without_changes_sets_nothing(builds: Builds) -> None:
    first, files = builds.build(two())
    assert first == ["1", "2"] and set(files) >= {FUNCTIONS, DATA}
    assert any(path.endswith("-行番号.csv") for path in files)
    assert builds.build(two()) == ([], files)
    assert builds.build(two()) == ([], files), "what was taken over is remembered, too"


def test_only_the_document_that_changed_is_set(builds: Builds) -> None:
    _, before = builds.build(two())
    done, after = builds.build(two("直した本文です。"))
    assert done == ["2"] and after[FUNCTIONS] == before[FUNCTIONS] and after[DATA] != before[DATA]
    assert builds.build(two("直した本文です。"), kept=False) == (["1", "2"], after)


def _touch(builds: Builds) -> None:
    with (builds.out / FUNCTIONS).open("ab") as file:
        file.write(b"\n")


def _lose(builds: Builds) -> None:
    (builds.out / FUNCTIONS).unlink()


@pytest.mark.parametrize("spoil", [_touch, _lose])
def test_a_file_that_is_not_as_it_was_written_is_set_anew(
    builds: Builds, spoil: Callable[[Builds], None]
) -> None:
    _, files = builds.build(two())
    spoil(builds)
    assert builds.build(two()) == (["1"], files)


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda _: b"", lambda b: b[:40] + b"x" + b[41:]])
def test_a_cache_that_is_not_as_it_was_written_is_none(
    builds: Builds, spoil: Callable[[bytes], bytes]
) -> None:
    _, files = builds.build(two())
    (entry,) = (builds.root / ".hyojun-cache").glob("pdf-*")
    entry.write_bytes(spoil(entry.read_bytes()))
    assert builds.build(two()) == (["1", "2"], files)


def test_a_template_of_the_repository_changes_every_document(builds: Builds) -> None:
    _, before = builds.build(two())
    own = builds.root / "templates/typst"
    own.mkdir(parents=True)
    page = (Path(__file__).parents[2] / "templates/typst/page.typ").read_text("utf-8")
    own.joinpath("page.typ").write_text(page.replace("bottom: 15mm", "bottom: 16mm"), "utf-8")
    done, after = builds.build(two())
    assert done == ["1", "2"] and after[FUNCTIONS] != before[FUNCTIONS]
    shutil.rmtree(own)
    assert builds.build(two()) == (["1", "2"], before)


def test_another_hyojun_or_typst_sets_everything(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    _, files = builds.build(two())
    monkeypatch.setattr("hyojun.publish.pdf.kept.version", lambda name: f"{name} 9")
    assert builds.build(two()) == (["1", "2"], files)
    monkeypatch.setattr("hyojun.publish.pdf.kept.code", lambda: b"other")
    assert builds.build(two()) == (["1", "2"], files)
