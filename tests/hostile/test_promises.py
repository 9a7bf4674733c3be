"""SECURITY.md names a test for every promise, and the tests it names are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_promise_names_a_test_that_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    promises = re.findall(r"^\| (\d+)\. .*$", text, re.MULTILINE)
    rows = [line for line in text.splitlines() if re.match(r"\| \d+\. ", line)]
    assert promises == [str(n) for n in range(1, len(rows) + 1)]
    for row in rows:
        named = re.findall(r"`(tests/[\w./]+?)/?`", row)
        assert named, row
        assert [n for n in named if not (ROOT / n).exists()] == []
