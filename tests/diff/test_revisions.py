"""Pairs of editions of which the truth is known: what a comparison finds of it. Small here, at full size
`python -m benchmarks.revisions`."""

from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def revisions(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT))
    import benchmarks.revisions.__main__ as module

    return module


@pytest.mark.parametrize("plan", ["改定", "ID付け替え", "大改定"])
def test_facts_are_found_and_substance_is_never_wording(revisions: Any, plan: str) -> None:
    revision = revisions.revised(revisions.edition(300, 11), revisions.PLANS[plan], 11)
    figures = revisions.judged(revision)
    whole = figures.facts["全て"]
    assert whole.true > 300 and whole.precision >= 0.97 and whole.recall >= 0.97
    assert figures.substance >= 30 and figures.missed == ()
    assert len(figures.stern) <= 0.05 * figures.wording
    assert figures.broken == 0
    assert figures.hunks <= 1.1 * figures.true_hunks
    assert figures.torn <= 0.04 * figures.hunks


def test_a_pair_is_the_same_every_time(revisions: Any) -> None:
    old = revisions.edition(60, 3)
    assert old == revisions.edition(60, 3) != revisions.edition(60, 4)
    assert revisions.revised(old, revisions.MAJOR, 3) == revisions.revised(old, revisions.MAJOR, 3)


def test_the_truth_is_whole(revisions: Any) -> None:
    """Every row of both editions is paired, added or removed, and what was edited is in them."""
    old = revisions.edition(200, 5)
    found = revisions.revised(old, revisions.HEAVY, 5)
    assert {t.row.id for t in old} == {o for o, _ in found.pairs} | found.removed
    assert {t.row.id for t in found.new} == {n for _, n in found.pairs} | found.added
    assert found.declared <= found.pairs
    assert len(found.moved) == 8 and found.added and found.removed
    assert any(sum(o == p[0] for p in found.pairs) > 1 for o, _ in found.pairs), "a split"
    assert any(sum(n == p[1] for p in found.pairs) > 1 for _, n in found.pairs), "a merger"
    texts = {t.row.text for t in found.new}
    assert all(e.old != e.new and e.hunks >= 1 and e.new in texts for e in found.edited)


def test_a_judge_that_sees_nothing_fails(revisions: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import benchmarks.revisions.judge as judge

    monkeypatch.setattr(judge, "is_wording", lambda old, new, spell: True)
    monkeypatch.setattr(judge, "differences", lambda old, new: ())
    figures = judge.judged(revisions.revised(revisions.edition(60, 3), revisions.MAJOR, 3))
    assert figures.missed and figures.broken and not revisions.meets(figures)


def test_the_kinds_of_edits_are_many(revisions: Any) -> None:
    from benchmarks.revisions.edits import kinds

    assert len(kinds("字句")) >= 24 and len(kinds("実質")) >= 21
