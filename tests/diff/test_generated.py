"""Whatever the types of the model allow can be compared: nothing with itself, and both ways the same."""

from collections import Counter
from typing import Any

import pytest
from change_cases import base_files, changes_of, loaded
from generated import businesses
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from hyojun.diff import CATALOGUE, Change
from hyojun.diff.things import things
from hyojun.model import Business, Contents, Corpus

FEW = settings(
    max_examples=5, suppress_health_check=[*HealthCheck], phases=[Phase.generate], print_blob=False
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return loaded(tmp_path_factory.mktemp("base"), base_files())


def edition(base: Corpus, business: Business, rows: tuple[Any, ...], kind: str) -> Corpus:
    """A 業務 that holds these rows, made anew; given up where two of them have one ID, an error of the sources."""
    (document,) = business.documents
    contents = Contents(**{kind: tuple(row.model_copy(deep=True) for row in rows)})
    made = business.model_copy(update={"documents": (document.model_copy(update={"contents": contents}),)})
    every = things(made, made.documents)
    seen = Counter((t.subject, t.id) for side in every for them in side.values() for t in them)
    assume(max(seen.values(), default=0) < 2)
    return base.model_copy(update={"businesses": (made,)})


def facts(changes: list[Change], *, flipped: bool = False) -> Counter[tuple[Any, ...]]:
    if flipped:
        return Counter(
            (CATALOGUE[c.code].mirror, c.kind, c.new, c.old, c.field, c.after, c.before) for c in changes
        )
    return Counter((c.code, c.kind, c.old, c.new, c.field, c.before, c.after) for c in changes)


@pytest.mark.parametrize("kind", Contents.model_fields)
def test_laws(kind: str, base: Corpus) -> None:
    @FEW
    @given(businesses(kind), businesses(kind), st.booleans())
    def check(one: Business, other: Business, some_stay: bool) -> None:
        before, after = (getattr(b.documents[0].contents, kind) for b in (one, other))
        old = edition(base, one, before, kind)
        assert changes_of(old, edition(base, one, before, kind)) == []
        new = edition(base, one, (*before[:1], *after) if some_stay else after, kind)
        assert facts(changes_of(new, old)) == facts(changes_of(old, new), flipped=True)

    check()
