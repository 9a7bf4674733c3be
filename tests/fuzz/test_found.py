"""What fuzzers found stays mended, and what they start from is read or refused as people are told."""

import random
from pathlib import Path

import pytest
from mutating import mutated
from sowing import seeds
from targets import LARGEST, TARGETS

FOUND = Path(__file__).parent / "found"
CASES = sorted(p for p in FOUND.rglob("*") if p.is_file())


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_a_case_that_broke_something_does_so_no_more(case: Path) -> None:
    TARGETS[case.parent.name](case.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_and_some_changes_of_them_break_nothing(target: str) -> None:
    chance = random.Random(1)
    known = sorted(seeds(target), key=len)
    assert len(known) > 2
    for data in known[:: max(1, len(known) // 40)]:
        TARGETS[target](data)
        changed = mutated(data, LARGEST, chance.randrange(1 << 30), lambda body, _: body[: len(body) // 2])
        assert len(changed) <= LARGEST
        TARGETS[target](changed)
