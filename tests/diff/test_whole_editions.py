"""Whole editions of which the truth is known: small here, at full size `python -m benchmarks.whole`."""

from pathlib import Path
from typing import Any

import pytest
from applying import applied, days_of, said_by, without_marks
from arranging import arranged, rearranged
from drawing import drawn, redrawn

from hyojun.diff import Change, between, compared
from hyojun.model import Corpus
from hyojun.source import load, open_versions

ROOT = Path(__file__).parents[2]
FUNCTIONS = 120


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT))
    import benchmarks.whole.__main__ as module

    return module


@pytest.fixture(params=[11, 12, 13])
def pair(request: pytest.FixtureRequest, whole: Any, tmp_path: Path) -> tuple[Corpus, Corpus, list[Any]]:
    """Two editions as hyojun reads them, and what is true of them."""
    from benchmarks.whole.acts import next_of
    from benchmarks.whole.edition import copied, first
    from benchmarks.whole.judge import loaded

    old = first(FUNCTIONS, request.param)
    new, facts = next_of(copied(old), request.param, 0.8)
    return loaded(tmp_path / "old", old), loaded(tmp_path / "new", new), facts


def test_a_whole_edition_is_told_mirrors_and_applies(
    pair: tuple[Corpus, Corpus, list[Any]], whole: Any
) -> None:
    from benchmarks.whole.judge import changes, figures

    old, new, facts = pair
    found = figures(old, new, facts)
    assert found.facts["全て"].precision >= 0.97 and found.facts["全て"].recall >= 0.97
    assert found.duties > 20 and len(found.missed) <= 0.02 * found.duties
    assert not found.alarms
    assert found.substance > 60 and found.hidden == ()
    assert found.broken == found.unmirrored == 0
    for a, b in ((old, new), (new, old)):
        told = changes(a, b)
        assert without_marks(applied(said_by(a), told, days_of(b))) == without_marks(said_by(b))
        assert rearranged(a, told) == arranged(b)
        assert redrawn(a, told) == drawn(b)
        assert changes(a, a) == []


def test_an_edition_is_itself_at_any_path_and_line_ending(whole: Any, tmp_path: Path) -> None:
    from benchmarks.corpus.write import write
    from benchmarks.whole.edition import first
    from benchmarks.whole.judge import changes

    own = first(FUNCTIONS, 14)
    here, there = tmp_path / "here", tmp_path / "there" / "日本 語" / "deep"
    write(here, [own])
    write(there, [own])
    for file in (*there.rglob("*.yaml"), *there.rglob("*.md"), *there.rglob("*.bpmn")):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    old, new = load(here).corpus, load(there).corpus
    assert old.businesses[0] is not new.businesses[0]
    assert changes(old, new) == changes(new, old) == []


def test_a_judge_that_is_told_nothing_fails(whole: Any, pair: tuple[Corpus, Corpus, list[Any]]) -> None:
    from benchmarks.whole.judge import figures

    old, _, facts = pair
    found = figures(old, old, facts)
    assert len(found.missed) == found.duties and found.facts["全て"].right == 0
    assert not whole.meets(found)


def test_the_sample_goes_from_its_frozen_edition_to_the_work_tree() -> None:
    """The changes of the snapshot's JSON against the work tree make the one of the other, in both directions."""
    versions = open_versions(ROOT, "spec/002/editions/機能-1.0.json")
    told = [c for d in between(versions).documents for c in d.changes]
    old, new = (_one_document(v.corpus) for v in (versions.old, versions.new))
    assert len(told) > 20
    for a, b, changes in ((old, new, told), (new, old, _changes(new, old))):
        assert without_marks(applied(said_by(a), changes, days_of(b))) == without_marks(said_by(b))
        assert rearranged(a, changes) == arranged(b)
        assert redrawn(a, changes) == drawn(b)


def _one_document(corpus: Corpus) -> Corpus:
    """Only 002/機能: what a snapshot holds."""
    [own] = [b for b in corpus.businesses if b.id == "002"]
    documents = tuple(d for d in own.documents if d.name == "機能")
    return corpus.model_copy(update={"businesses": (own.model_copy(update={"documents": documents}),)})


def _changes(old: Corpus, new: Corpus) -> list[Change]:
    return [c for d in compared(old, new).documents for c in d.changes]
