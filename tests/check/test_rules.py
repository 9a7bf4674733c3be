"""Every rule, by its cases: all findings of a small repository, word for word and in their places."""

import re
from pathlib import Path

import pytest
from casefiles import Case, cases, lines_of, read_cases

from hyojun.check import CATALOGUE, Rule, policy
from hyojun.source import Problem

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


TABLE = (Path(__file__).parents[2] / "docs/rules.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| ([RD]\d+) \|(.*)\|$", TABLE, re.MULTILINE))


def test_the_table_has_every_number_of_the_policy_in_order() -> None:
    assert list(ROWS) == [*(f"R{n}" for n in range(1, 105)), *(f"D{n}" for n in range(1, 12))]


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=CATALOGUE)
def test_the_table_and_the_rule_name_each_other(rule: Rule) -> None:
    numbers = re.findall(r"\b[RD]\d+", rule.source)
    assert [n for n in numbers if rule.code not in ROWS[n]] == []
    assert rule.code in TABLE


def test_the_table_says_what_each_number_asks_for_and_how_far_it_is_built() -> None:
    """In the words of the data file, and built just where a rule is named."""
    cells = {number: [c.strip() for c in row.split("|")] for number, row in ROWS.items()}
    assert {number: text for number, (text, *_) in cells.items()} == policy()
    for number, (_, state, where) in cells.items():
        assert state in ("検査する", "値・表示", "これから", "検査しない"), number
        assert (state == "検査する") == bool(re.search(r"\b[A-Z]{2}\d\d\b", where)), number
        assert (state == "検査しない") == where.startswith("検査の対象でない"), number
        if state == "これから":
            assert "版と差分" in where or "後の「" in where, number


def test_the_table_names_no_rule_that_is_none() -> None:
    known = {*CATALOGUE, *(problem.value for problem in Problem)}
    assert set(re.findall(r"\b[A-Z]{2}\d\d\b", TABLE)) <= known
