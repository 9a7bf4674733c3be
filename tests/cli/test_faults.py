"""What goes wrong around a command: a full disk, a place nobody may write to, Ctrl-C. Nothing is lost, and it is told.

Killing is for `make soak`, which has the same commands (tests/soak/kills.py).
"""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from commands import Command
from commands import Result as Ended
from failing import Fault, failing

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
sys.path.insert(0, str(TESTS / "soak"))

from kills import COMMANDS, State, state, template  # noqa: E402

QUICK = {c.name: c for c in COMMANDS if c.name != "build"}
"""In this process, again and again; a whole build is interrupted once, below."""
AT = (2, 8, 13, 21)
"""Steps of writing, those of the last file among them."""


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("faults")
    return {name: template(command, folder) for name, command in QUICK.items()}


def ours(files: State) -> State:
    """What people see: not what is ready, and not what the next command clears up."""
    return {n: c for n, c in files.items() if not any(p.startswith(".hyojun-") for p in Path(n).parts)}


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("name", QUICK)
def test_old_or_new_and_told(
    hyojun: Command, templates: Mapping[str, Path], name: str, fault: Fault, tmp_path: Path
) -> None:
    start, arguments = templates[name], QUICK[name].arguments
    whole = Path(shutil.copytree(start, tmp_path / "whole"))
    with failing(whole, fault, 0) as counted:
        assert hyojun(*arguments, cwd=whole).code == 0
        steps = counted.steps
    old, new = ours(state(start)), ours(state(whole))
    failed = 0
    for at in (n for n in AT if n <= steps):
        root = Path(shutil.copytree(start, tmp_path / f"{at}"))
        with failing(root, fault, at):
            ended = hyojun(*arguments, cwd=root)
        now = ours(state(root))
        assert now in (old, new), sorted(n for n in {*now, *old} if now.get(n) != old.get(n))
        assert now == new if ended.code == 0 else is_told(ended, fault), ended
        failed += ended.code != 0
        if now == old:
            again = hyojun(*arguments, cwd=root)
            assert again.code == 0, again
            assert ours(state(root)) == new
        shutil.rmtree(root)
    assert failed, "no step failed: this proves nothing"


def is_told(ended: Ended, fault: Fault) -> bool:
    last = ended.err.rstrip().split("\n")[-1]
    words = {
        Fault.FULL: "空き容量がありません",
        Fault.READ_ONLY: "読取り専用の場所です",
        Fault.INTERRUPTED: "中断しました。",
    }
    return ended.code == 2 and words[fault] in last and last.endswith("。")
