"""PDFs of an earlier build: taken over while nothing they are made of has changed, set anew otherwise."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pdf_press import business, chapter, document, function, heading

from hyojun.diff import Held, Step, compared
from hyojun.model import Business, Corpus, Document, Errata
from hyojun.publish.job import Job, Published
from hyojun.publish.papers import pdf as tables
from hyojun.publish.papers.write import write_table_pdfs
from hyojun.publish.pdf import fonts, typesetter, write, write_pdf
from hyojun.publish.redline import write_redlines
from hyojun.source import Settings, default_registry

FUNCTIONS = "pdf/002_印鑑登録_機能【第1.0版】（案）.pdf"
DATA = "pdf/002_印鑑登録_データ【第1.0版】（案）.pdf"
Writer = Callable[[Job, Business, Path], list[Published]]


class Builds:
    """Builds of a repository one after the other, into one output directory."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.out, self.runs = root, root / "build", 0
        self.fonts: tuple[Path, ...] = ()
        self.set: list[str] = []
        real = typesetter.compiled_and_asked

        def counted(work: Path, main: str, *arguments: Any, **options: Any) -> typesetter.Layout:
            is_document = main == "document.typ"
            self.set.append(work.parent.name.removeprefix("002-") if is_document else main)
            return real(work, main, *arguments, **options)

        monkeypatch.setattr(write, "compiled_and_asked", counted)
        monkeypatch.setattr(tables, "compiled_and_asked", counted)

    def build(
        self,
        found: Business,
        *,
        kept: bool = True,
        writers: tuple[Writer, ...] = (write_pdf,),
        history: tuple[Step, ...] = (),
        released: tuple[Held, ...] = (),
    ) -> tuple[list[str], dict[str, bytes]]:
        """Which documents were set, and all files by their path."""
        self.runs += 1
        self.set.clear()
        new = self.root / f"new{self.runs}"
        corpus = Corpus(registry=default_registry(), businesses=(found,))
        job = Job(
            self.root,
            Settings(fonts=self.fonts),
            corpus,
            {},
            work=self.root / f"work{self.runs}",
            history=history,
            released=released,
            earlier=self.out if kept else None,
        )
        written = [p for writer in writers for p in writer(job, found, new)]
        shutil.rmtree(self.out, ignore_errors=True)
        new.rename(self.out)
        return [*self.set], {p.path: (self.out / p.path).read_bytes() for p in written}


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


def own_font(builds: Builds) -> Path:
    """A font that the repository has from now on."""
    folder = builds.root / "fonts"
    folder.mkdir()
    builds.fonts = (folder,)
    (file,) = [f for f in fonts.font_set().folders[0].iterdir() if f.suffix == ".otf"]
    return Path(shutil.copyfile(file, folder / "own.otf"))


def test_fonts_of_the_repository_are_part_of_every_document(builds: Builds) -> None:
    _, files = builds.build(two())
    file = own_font(builds)
    assert builds.build(two())[0] == ["1", "2"]
    assert builds.build(two())[0] == []
    file.rename(file.with_name("other.otf"))
    assert builds.build(two())[0] == ["1", "2"]
    builds.fonts = ()
    assert builds.build(two()) == (["1", "2"], files)


# Tables and 見え消し

STEM = "002_印鑑登録_機能【第1.1版】（案）"
COMPARISON, HISTORY = f"pdf/{STEM}_新旧対照表", f"pdf/{STEM}_改定履歴"
REDLINE, ERRATA = f"compared/{STEM}_見え消し", "pdf/002_印鑑登録_機能【第1.0版】_正誤表"
ALL = ["table.typ", "table.typ", "table.typ", "redline.typ"]


def _edition(text: str, *editions: str, status: str) -> Document:
    found = document(見出し=[heading("a", function("0020001", text), function("0020002", "変わらない。"))])
    revisions = [{"版": e, "概要": f"{e}の概要"} for e in editions]
    return Document.model_validate(
        found.plain() | {"版": editions[-1], "状態": status, "改定履歴": revisions}
    )


def revised(builds: Builds, text: str = "直した要件。", reason: str = "誤植", **options: Any) -> Any:
    """A build of the papers of a document with an edition before, which has a 正誤."""
    before = business(_edition("元の要件。", "1.0", status="決定"))
    after = business(_edition(text, "1.0", "1.1", status="案"))
    old, new = (Corpus(registry=default_registry(), businesses=(b,)) for b in (before, after))
    (found,) = compared(old, new).documents
    fault = {"対象": "機能0020001", "誤": "本の", "正": "元の", "理由": reason}
    errata = Errata.model_validate(
        {"文書": "機能", "版": "1.0", "正誤": 1, "年月日": "2026-05-01", "訂正": [fault]}
    )
    was = Held(before, before.documents[0], (errata,))
    step = Step(was, Held(after, after.documents[0]), found, is_current=True)
    writers = (write_table_pdfs, write_redlines)
    return builds.build(after, writers=writers, history=(step,), released=(was,), **options)


def test_tables_and_redlines_that_have_not_changed_are_taken_over(builds: Builds) -> None:
    done, files = revised(builds)
    assert done == ALL and set(files) == {
        *(f"{stem}.pdf" for stem in (COMPARISON, HISTORY, REDLINE, ERRATA)),
        *(f"{stem}-行番号.csv" for stem in (COMPARISON, REDLINE)),
        f"{REDLINE}.html",
    }
    assert revised(builds) == ([], files)
    assert revised(builds) == ([], files), "what was taken over is remembered, too"
    assert revised(builds, kept=False) == (ALL, files)


def test_only_the_papers_that_tell_of_a_change_are_set(builds: Builds) -> None:
    _, before = revised(builds)
    done, after = revised(builds, "また直した要件。")
    assert done == ["table.typ", "redline.typ"]
    changed = {path for path in after if after[path] != before[path]}
    # The same rows stand on the same lines.
    assert changed == {f"{COMPARISON}.pdf", f"{REDLINE}.pdf", f"{REDLINE}.html"}
    done, last = revised(builds, "また直した要件。", reason="転記の誤り")
    assert done == ["table.typ"]
    assert [p for p in last if last[p] != after[p]] == [f"{ERRATA}.pdf"]
    assert revised(builds, "また直した要件。", "転記の誤り", kept=False)[1] == last


@pytest.mark.parametrize(
    "path", [f"{COMPARISON}.pdf", f"{COMPARISON}-行番号.csv", f"{REDLINE}.pdf", f"{ERRATA}.pdf"]
)
def test_a_paper_that_is_not_as_it_was_written_is_set_anew(builds: Builds, path: str) -> None:
    _, files = revised(builds)
    (builds.out / path).write_bytes(files[f"{HISTORY}.pdf"])
    one = ["redline.typ" if path.startswith(REDLINE) else "table.typ"]
    assert revised(builds) == (one, files)
    (builds.out / path).unlink()
    assert revised(builds) == (one, files)


def test_templates_and_fonts_are_part_of_every_paper(builds: Builds) -> None:
    _, before = revised(builds)
    own = builds.root / "templates/typst"
    own.mkdir(parents=True)
    page = (Path(__file__).parents[2] / "templates/typst/page.typ").read_text("utf-8")
    own.joinpath("page.typ").write_text(page.replace("bottom: 15mm", "bottom: 16mm"), "utf-8")
    assert revised(builds)[0] == ALL and revised(builds)[0] == []
    shutil.rmtree(own)
    assert revised(builds) == (ALL, before)
    own_font(builds)
    assert revised(builds)[0] == ALL and revised(builds)[0] == []
