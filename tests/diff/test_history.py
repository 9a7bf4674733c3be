"""Every edition against the one before: which steps there are, and what an entry's own line of them says."""

from datetime import date
from pathlib import Path

import pytest

from hyojun.diff import Step, history, timelines
from hyojun.model import Corpus, Correction, Errata, Heading, Status
from hyojun.source import Edition, editions_of, frozen_editions, load

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(ROOT, "002").corpus


def frozen(corpus: Corpus, edition: str, **changed: object) -> Edition:
    """機能 of 002 as if it had been released under another edition, with some fields of 機能0020011 changed."""
    business = corpus.business("002")
    assert business
    document = business.document("機能")
    assert document
    headings = tuple(_with(h, changed) for h in document.contents.headings)
    contents = document.contents.model_copy(update={"headings": headings})
    told = {"edition": edition, "status": Status.DECIDED, "contents": contents}
    document = document.model_copy(update=told)
    return Edition(business.model_copy(update={"documents": (document,), "accounts": ()}), ())


def _with(heading: Heading, changed: dict[str, object]) -> Heading:
    own = tuple(f.model_copy(update=changed) if f.id == "0020011" else f for f in heading.functions)
    below = tuple(_with(h, changed) for h in heading.headings)
    return heading.model_copy(update={"functions": own, "headings": below})


def told(steps: tuple[Step, ...]) -> list[tuple[str, str, bool]]:
    return [(s.old.edition, s.new.edition, s.is_current) for s in steps]


def test_editions_follow_each_other_and_end_with_the_sources(corpus: Corpus) -> None:
    released = [frozen(corpus, e) for e in ("0.10", "0.9", "1.0")]
    assert told(history(corpus, released)) == [
        ("0.9", "0.10", False),
        ("0.10", "1.0", False),
        ("1.0", "1.1", True),
    ]


def test_frozen_drafts_are_steps_to_each_other_and_to_the_sources(corpus: Corpus) -> None:
    released = [frozen(corpus, e) for e in ("1.0案1", "1.0", "1.1案1", "1.1案2")]
    steps = history(corpus, released)
    assert told(steps) == [("1.0", "1.1", True), ("1.1案1", "1.1案2", False), ("1.1案2", "1.1", True)]
    assert [s.is_final for s in steps] == [True, False, False]


def test_a_draft_older_than_the_last_edition_is_nobodys_yardstick(corpus: Corpus) -> None:
    released = [frozen(corpus, e) for e in ("1.0案1", "1.0")]
    assert told(history(corpus, released)) == [("1.0", "1.1", True)]


def test_a_repository_without_editions_has_no_steps(corpus: Corpus) -> None:
    assert history(corpus, ()) == ()


def test_an_entry_tells_what_each_edition_did_to_it(corpus: Corpus) -> None:
    released = [
        frozen(corpus, "0.9", name="古い名称"),
        frozen(corpus, "1.0", name="新しい名称", text="職員が確認できること。"),
    ]
    events = timelines(history(corpus, released))["002", "機能0020011"]
    assert [(e.step.new.edition, [c.field for c in e.changes]) for e in events] == [
        ("1.0", ["機能要件", "機能名称"]),
        ("1.1", ["機能要件", "機能名称"]),
    ]


def test_what_was_renumbered_keeps_what_it_did_under_its_old_id(corpus: Corpus) -> None:
    released = [frozen(corpus, "0.9", id="0020901", name="名称"), frozen(corpus, "1.0", id="0020901")]
    events = timelines(history(corpus, released))["002", "機能0020011"]
    assert [(e.step.new.edition, {c.field for c in e.changes}) for e in events] == [
        ("1.0", {"機能名称"}),
        ("1.1", {"機能ID"}),
    ]


def test_an_id_ends_where_it_becomes_another(corpus: Corpus) -> None:
    released = [frozen(corpus, "0.9", id="0020901", name="名称"), frozen(corpus, "1.0", id="0020901")]
    events = timelines(history(corpus, released))["002", "機能0020901"]
    assert [(e.step.new.edition, {c.field for c in e.changes}) for e in events] == [
        ("1.0", {"機能名称"}),
        ("1.1", {"機能ID"}),
    ]
    assert events[-1].changes[0].new == ("0020011",)


def test_the_sample_tells_what_its_account_says() -> None:
    corpus = load(ROOT).corpus
    (step,) = history(corpus, [Edition(b, ()) for b in frozen_editions(ROOT)])
    assert (step.business, step.document, step.is_current) == ("002", "機能", True)
    told = [c.account for c in step.comparison.changes if c.weight == "影響大"]
    assert told and all(told)
    assert {("002", "機能0020018"), ("002", "フローtoroku-kara-kofu")} <= set(timelines((step,)))


@pytest.mark.parametrize(("day", "is_known"), [(date(2026, 6, 1), True), (date(2026, 6, 2), False)])
def test_a_correction_that_comes_later_changes_no_step(corpus: Corpus, day: date, is_known: bool) -> None:
    """What was published of a step keeps its fingerprints; what was corrected by then is no change of the step."""
    (old,) = editions_of(ROOT, "002")
    wrong, right = "保存年数は条例又は規則で", "保存年数は条例で"
    correction = Correction(target="機能0020029", wrong=wrong, right=right, reason="誤記のため。")
    later = old.errata[-1].model_copy(update={"number": 3, "day": day, "corrections": (correction,)})
    new = frozen(corpus, "1.1")
    document = new.document.model_copy(update={"day": date(2026, 6, 1)})
    new = new._replace(business=new.business.model_copy(update={"documents": (document,)}))

    def prints(errata: tuple[Errata, ...]) -> set[str]:
        step = history(corpus, [old._replace(errata=errata), new])[0]
        assert (step.new.edition, step.new.errata) == ("1.1", ())
        return {c.fingerprint for c in step.comparison.changes}

    assert (prints(old.errata) != prints((*old.errata, later))) == is_known


def test_a_correction_of_the_edition_in_the_sources_is_no_step_back(corpus: Corpus) -> None:
    """The sources stay what was released; the 正誤 of that edition is told by itself."""
    now = frozen(corpus, "1.1")
    (old,) = editions_of(ROOT, "002")
    correction = Correction(
        target="機能0020029",
        wrong="保存年数は条例又は規則で",
        right="保存年数は条例で",
        reason="誤記のため。",
    )
    told = old.errata[0].model_copy(update={"edition": "1.1", "corrections": (correction,)})
    step = history(corpus, [now._replace(errata=(told,))])[0]
    assert (step.old.edition, step.new.edition, step.old.errata) == ("1.1", "1.1", ())
    assert not [c for c in step.comparison.changes if "0020029" in c.new]
