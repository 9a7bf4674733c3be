"""字句の整理 or substance: every kind of edit with several examples; what a dictionary cannot make equal."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hyojun.diff import folded, is_wording
from hyojun.model import Spelling, Words, dictionary
from hyojun.source import packaged

FILES = {
    name: yaml.safe_load((Path(__file__).parent / "cases" / f"{name}.yaml").read_text("utf-8"))
    for name in ("wording", "hostile")
}
SPELL = dictionary(packaged(Words, "words.yaml").spellings).spelled


def pairs(group: str) -> list[Any]:
    return [
        pytest.param(old, new, id=f"{file}-{kind}-{n}")
        for file, cases in FILES.items()
        for kind, examples in cases[group].items()
        for n, (old, new) in enumerate(examples, 1)
    ]


@pytest.mark.parametrize(("old", "new"), pairs("字句"))
def test_wording_is_wording_in_both_directions(old: str, new: str) -> None:
    assert old != new
    assert is_wording(old, new, SPELL) and is_wording(new, old, SPELL)


@pytest.mark.parametrize(("old", "new"), pairs("実質"))
def test_substance_is_never_called_wording(old: str, new: str) -> None:
    assert not is_wording(old, new, SPELL) and not is_wording(new, old, SPELL)


@pytest.mark.parametrize(("old", "new"), pairs("実質"))
def test_wording_around_it_does_not_hide_substance(old: str, new: str) -> None:
    assert not is_wording(f"ＩＤを、\n{old}", f"IDを，{new}。", SPELL)


def test_the_cases_are_many() -> None:
    for least, cases in zip(((24, 21), (30, 30)), FILES.values(), strict=True):
        assert (len(cases["字句"]), len(cases["実質"])) >= least
        assert all(len(examples) >= 2 for group in cases.values() for examples in group.values())


@pytest.mark.parametrize(
    ("word", "variant", "old", "new"),
    [
        ("又は", "及び", "氏名又は住所", "氏名及び住所"),
        ("以上", "超", "18歳以上", "18歳超"),
        ("できる", "できない", "表示できる", "表示できない"),
        ("14日", "15日", "14日の間", "15日の間"),
        ("必須", "任意", "入力は必須", "入力は任意"),
    ],
)
def test_no_dictionary_makes_substance_equal(word: str, variant: str, old: str, new: str) -> None:
    wrong = dictionary((Spelling(word=word, variants=(variant,)),)).spelled
    assert wrong(new) == old
    assert not is_wording(old, new, wrong)


PIECES = st.sampled_from(
    [
        "氏名",
        "、",
        "，",
        "。",
        "\n",
        "・",
        " ",
        "　",
        "１",
        "2",
        ".",
        "-",
        "ー",
        "サーバ",
        "ﾃﾞ",
        "か\u3099",
        "（",
        ")",
        "葛\U000e0100",
    ]
)
TEXTS = st.lists(PIECES | st.characters(exclude_categories=("Cs",)), max_size=12).map("".join)


@given(TEXTS)
def test_folding_again_changes_nothing_that_decides(text: str) -> None:
    assert is_wording(text, text, SPELL)
    assert is_wording(text, folded(text), SPELL) == is_wording(folded(text), text, SPELL)


@given(TEXTS, TEXTS)
def test_the_judgement_has_no_direction(old: str, new: str) -> None:
    assert is_wording(old, new, SPELL) == is_wording(new, old, SPELL)
