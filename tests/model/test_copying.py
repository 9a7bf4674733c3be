"""A changed copy of a value computes anew what follows from its fields."""

from pathlib import Path

from hyojun.source import load

ROOT = Path(__file__).parents[2]


def test_a_changed_copy_takes_nothing_computed_along() -> None:
    business = next(b for b in load(ROOT).corpus.businesses if b.id == "002")
    assert len(business.entries) > 100 and business.functions
    none = business.model_copy(update={"documents": ()})
    assert none.entries == () and none.functions == ()
    assert none.head is business.head


def test_a_changed_copy_keeps_its_place() -> None:
    business = next(b for b in load(ROOT).corpus.businesses if b.id == "002")
    function = business.functions[0]
    copied = function.model_copy(update={"note": "別の備考"})
    assert copied.origin == function.origin is not None
    assert copied != function
