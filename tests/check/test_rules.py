"""Every rule, by its cases: all findings of a small repository, word for word and in their places."""

from pathlib import Path

import pytest
from casefiles import Case, cases, lines_of, read_cases

from hyojun.check import CATALOGUE, Rule

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", cases(CASES))
def test_a_rule_finds_what_its_case_says(case: Case, tmp_path: Path) -> None:
    assert lines_of(case, tmp_path) == list(case.findings)


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=CATALOGUE)
def test_a_rule_has_cases_on_both_sides(rule: Rule) -> None:
    its_own = read_cases(CASES / f"{rule.code}.yaml")
    assert all(case.topic == rule.code for case in its_own)
    assert any(f" {rule.code} " in line for case in its_own for line in case.findings), "no failing case"
    assert any(not case.findings for case in its_own), "no passing case"


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=CATALOGUE)
def test_a_rule_documents_itself(rule: Rule) -> None:
    for word in ("悪い例: ", "良い例: ", "直し方: "):
        assert rule.prose.count(word) == 1, f"{word} in the docstring of {rule.code}"
    assert rule.prose.splitlines()[0].endswith("。")
    assert rule.name
    assert rule.source


def test_no_cases_are_left_behind_by_a_rule_that_went() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(CATALOGUE)
