"""Every edition against the one before: which steps there are, and what an entry's own line of them says."""

from pathlib import Path

import pytest

from hyojun.diff import Held, Step, history, timelines
from hyojun.model import Corpus, Heading, Status
from hyojun.source import frozen_editions, load

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(ROOT, "002").corpus


def frozen(corpus: Corpus, edition: str, **changed: object) -> Held:
    """機能 of 002 as if it had been released under another edition, with some fields of 機能0020011 changed."""
    business = corpus.business("002")
    assert business
    document = business.document("機能")
    assert document
    headings = tuple(_with(h, changed) for h in document.contents.headings)
    contents = document.contents.model_copy(update={"headings": headings})
    told = {"edition": edition, "status": Status.DECIDED, "contents": contents}
    document = document.model_copy(update=told)
    return Held(business.model_copy(update={"documents": (document,), "accounts": ()}), document)


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


def test_frozen_drafts_are_steps_only_to_the_sources(corpus: Corpus) -> None:
    released = [frozen(corpus, e) for e in ("1.0案1", "1.0", "1.1案1", "1.1案2")]
    steps = history(corpus, released)
    assert told(steps) == [("1.0", "1.1", True), ("1.1案2", "1.1", True)]
    assert [s.is_final for s in steps] == [True, False]


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
    (step,) = history(corpus, [Held(b, b.documents[0]) for b in frozen_editions(ROOT)])
    assert (step.business, step.document, step.is_current) == ("002", "機能", True)
    told = [c.account for c in step.comparison.changes if c.weight == "影響大"]
    assert told and all(told)
    assert {("002", "機能0020018"), ("002", "フローtoroku-kara-kofu")} <= set(timelines((step,)))
