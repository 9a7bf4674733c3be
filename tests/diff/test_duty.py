"""What became of a duty: the words that decide it, and those that limit a ban, case by case, with what does not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from hyojun.diff.duty import nature
from hyojun.model import Words, dictionary
from hyojun.source import packaged

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "duty.yaml").read_text("utf-8"))
SPELL = dictionary(packaged(Words, "words.yaml").spellings).spelled


def pairs(*groups: str) -> list[Any]:
    return [
        pytest.param(old, new, id=f"{kind}-{n}")
        for group in groups
        for kind, examples in CASES[group].items()
        for n, (old, new) in enumerate(examples, 1)
    ]


@pytest.mark.parametrize(("old", "new"), pairs("決める"))
def test_words_that_decide_are_seen_in_both_directions(old: str, new: str) -> None:
    assert nature(old, new, SPELL).decisive and nature(new, old, SPELL).decisive


@pytest.mark.parametrize(("old", "new"), pairs("決めない"))
def test_other_words_decide_nothing(old: str, new: str) -> None:
    found = nature(old, new, SPELL)
    assert not (found.decisive or found.gained or found.lost)


@pytest.mark.parametrize(("old", "new"), pairs("限る言葉が無くなる"))
def test_what_limits_goes_out_in_one_direction_and_comes_in_in_the_other(old: str, new: str) -> None:
    assert nature(old, new, SPELL).freed and not nature(old, new, SPELL).limited
    assert nature(new, old, SPELL).limited and not nature(new, old, SPELL).freed


@pytest.mark.parametrize(("old", "new"), pairs("限る言葉は無くならない"))
def test_items_of_a_list_and_other_words_limit_nothing(old: str, new: str) -> None:
    assert not nature(old, new, SPELL).freed
