"""A 業務 that is read later says the same as one that is read at once."""

from pathlib import Path

import pytest

from hyojun import source
from hyojun.model import Business, Corpus, Kind, index, is_read, later

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def whole() -> Corpus:
    return source.load(ROOT).corpus


def _deferred(business: Business) -> Business:
    return later(business.registered, index(business), lambda: business)


def _with(whole: Corpus, read: str) -> Corpus:
    """The corpus with one 業務 that is there whole."""
    businesses = tuple(b if b.id == read else _deferred(b) for b in whole.businesses)
    return whole.model_copy(update={"businesses": businesses})


def test_names_linkages_and_what_points_at_a_business_need_no_reading_of_others(whole: Corpus) -> None:
    for one in whole.businesses:
        corpus = _with(whole, one.id)
        for entry in one.entries:
            assert corpus.incoming.get(entry.ref) == whole.incoming.get(entry.ref)
            assert corpus.naming.get(entry.ref) == whole.naming.get(entry.ref)
            assert corpus.entries[entry.ref] is whole.entries[entry.ref]
        for ref in (e.ref for b in whole.businesses for e in b.entries):
            assert corpus.called(ref) == whole.called(ref) is not None
        assert [b.name for b in corpus.businesses] == [b.name for b in whole.businesses]
        assert corpus.linkages == whole.linkages
        assert [b.id for b in corpus.businesses if is_read(b)] == [one.id]


def test_the_rest_is_there_when_it_is_asked_for(whole: Corpus) -> None:
    for business in whole.businesses:
        assert _deferred(business).functions == business.functions
        assert _deferred(business).plain() == business.plain()
        assert _deferred(business).model_copy(update={"accounts": ()}).documents == business.documents
        assert _deferred(business) == business
        deferred = _deferred(business)
        assert deferred.entries == business.entries
        assert is_read(deferred)


def test_every_address_and_reference_is_found_as_in_a_corpus_read_at_once(whole: Corpus) -> None:
    corpus = _with(whole, "")
    assert dict(corpus.entries) == {e.ref: whole.entries[e.ref] for b in whole.businesses for e in b.entries}
    assert len(corpus.entries) == len(dict(corpus.entries))
    assert dict(corpus.incoming) == dict(whole.incoming)
    assert whole.entries.get(whole.businesses[0].ref(Kind.FORM, "9999999")) is None


def test_the_functions_that_list_a_form_or_linkage_are_those_that_refer_to_it_there(whole: Corpus) -> None:
    keys = {"帳票": Kind.FORM, "連携": Kind.LINKAGE}
    expected = {
        target: tuple(
            dict.fromkeys(
                e.source
                for e in edges
                if e.source and e.source.kind is Kind.FUNCTION and keys.get(e.word) is target.kind
            )
        )
        for target, edges in whole.incoming.items()
    }
    assert dict(whole.naming) == {target: sources for target, sources in expected.items() if sources}
    assert len(whole.naming) == len(dict(whole.naming)) > 0


def test_what_does_not_exist_is_not_read_for(whole: Corpus) -> None:
    deferred = _deferred(whole.businesses[0])
    with pytest.raises(AttributeError):
        deferred.nonsense  # noqa: B018
    assert not is_read(deferred)
