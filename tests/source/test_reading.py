"""What keeps a file from being read: every problem by its cases, word for word and in its place."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from casefiles import Case, cases, lines_of, read_cases

from hyojun.source import Problem
from hyojun.source.kinds import FILE_KINDS
from hyojun.source.validate import PATTERNS

pytestmark = pytest.mark.usefixtures("few_rules")

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", cases(CASES))
def test_reading_says_what_the_case_says(case: Case, tmp_path: Path) -> None:
    assert lines_of(case, tmp_path) == list(case.findings)


def test_every_problem_has_a_failing_case() -> None:
    lines = [line for path in CASES.glob("*.yaml") for case in read_cases(path) for line in case.findings]
    missing = {p for p in Problem if not any(f" {p.value} " in line for line in lines)}
    assert missing == {Problem.REWRITE}  # what only fmt can find: test_formatting.py


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.name)
def test_no_author_is_shown_a_regular_expression(kind: Any) -> None:
    """Every form a value may have to have can be said in words."""

    def patterns(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            if isinstance(schema.get("pattern"), str):
                yield schema["pattern"]
            schema = list(schema.values())
        for part in schema if isinstance(schema, list) else ():
            yield from patterns(part)

    assert set(patterns(kind.cls.model_json_schema())) <= set(PATTERNS)
