"""Every case of the corpus through the command as people run it: the errors in order, the exit code, nothing written.

What is large runs in a process of its own with bounds on time and memory.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

import corpus
import pytest
from commands import Command, digest

CASES = [pytest.param(c, id=f"{c.topic}-{c.name}") for c in corpus.cases() if not c.is_dangerous]
LARGE = [pytest.param(c, id=c.name) for c in corpus.cases() if c.is_dangerous]
MEMORY = 1 << 30
SECONDS = 30
"""Of CPU; the slowest case takes a fifth of it on two busy cores."""
SHOWN = 5
"""Errors that a case of something large writes down."""


def told(report: str) -> list[str]:
    """The errors of `check --format json`, as cases write them."""
    found = [f for f in json.loads(report)["findings"] if f["severity"] == "error"]
    return [
        ":".join(str(part) for part in (f["file"].removeprefix("spec/002/"), f["line"], f["column"]) if part)
        + f" {f['code']} {f['message']}"
        for f in found
    ]


@pytest.mark.parametrize("case", CASES)
def test_it_is_told_where_it_stands_and_nothing_is_written(
    hyojun: Command, tmp_path: Path, case: corpus.Case
) -> None:
    root = corpus.write(case, tmp_path)
    before = digest(tmp_path)
    code, out, err = hyojun("check", "--format", "json", cwd=root)
    assert told(out) == case.errors
    shown = out + err
    if case.errors:
        assert code == 1
        code, out, err = hyojun("build", "snapshot", cwd=root)
        shown += out + err
    assert code == (1 if case.errors else 0)
    assert corpus.SECRET not in shown or "外" not in case.given, "nobody looked outside"
    assert digest(tmp_path) == before


@pytest.mark.parametrize("case", LARGE)
def test_what_is_large_takes_bounded_time_and_memory(tmp_path: Path, case: corpus.Case) -> None:
    root = corpus.write(case, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "hyojun", "check", "--format", "json", "--root", str(root)],
        capture_output=True, text=True, preexec_fn=_bounded, timeout=300, check=False,
    )  # fmt: skip
    assert (done.stderr, done.returncode) == ("", 1 if case.errors else 0)
    assert told(done.stdout)[:SHOWN] == case.errors


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def test_every_case_has_a_name_of_its_own() -> None:
    names = [(c.topic, c.name) for c in corpus.cases()]
    assert len(names) == len(set(names))
