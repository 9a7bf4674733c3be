"""What goes wrong around a command: a full disk, a place nobody may write to, Ctrl-C. Nothing is lost, and it is told.

Killing is for `make soak`, which has the same commands (tests/soak/kills.py).
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from resource import RLIMIT_FSIZE, setrlimit
from typing import Any, NamedTuple

import pytest
from commands import Command, digest
from commands import Result as Ended
from failing import Fault, failing

from hyojun.publish import snapshot
from hyojun.source import CACHE, identifiers

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
sys.path.insert(0, str(TESTS / "soak"))

import kills  # noqa: E402

QUICK = {c.name: c for c in kills.COMMANDS if c.name != "build"}
"""In this process, again and again; a whole build is interrupted once, below."""
AT = (2, 8, 13, 21)
"""Steps of writing, those of the last file among them."""
MANY = ("帳票", "データ", "機能")
"""Folders that fmt tidies like the others, file by file; without them it still writes more than the steps above."""
INTERRUPTED = "中断しました。ファイルは、元のままか、全て書き終えたかのどちらかです。"


class Work(NamedTuple):
    """A command, a repository in which it has something to do, and all that it changes there."""

    arguments: tuple[str, ...]
    start: Path
    steps: int
    """Of writing."""
    old: kills.State
    new: kills.State


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Work]:
    """Those already asked for."""
    return {}


@pytest.fixture
def work(
    name: str, works: dict[str, Work], hyojun: Command, tmp_path_factory: pytest.TempPathFactory
) -> Work:
    if name not in works:
        start = kills.template(QUICK[name], tmp_path_factory.mktemp("work"))
        for folder in MANY if name == "fmt" else ():
            shutil.rmtree(start / "spec/002" / folder)
        whole = Path(shutil.copytree(start, start.parent / "whole"))
        with failing(whole, Fault.FULL, 0) as counted:
            assert hyojun(*QUICK[name].arguments, cwd=whole).code == 0
        old, new = ours(kills.state(start)), ours(kills.state(whole))
        works[name] = Work(QUICK[name].arguments, start, counted.steps, old, new)
    return works[name]


def ours(files: kills.State) -> kills.State:
    """What people see: not what is ready, and not what the next command clears up."""
    return {n: c for n, c in files.items() if not any(p.startswith(".hyojun-") for p in Path(n).parts)}


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("name", QUICK)
def test_old_or_new_and_told(hyojun: Command, work: Work, fault: Fault, tmp_path: Path) -> None:
    failed = 0
    for at in (n for n in AT if n <= work.steps):
        root = Path(shutil.copytree(work.start, tmp_path / f"{at}"))
        with failing(root, fault, at):
            ended = hyojun(*work.arguments, cwd=root)
        now = ours(kills.state(root))
        assert now in (work.old, work.new), sorted(
            n for n in {*now, *work.old} if now.get(n) != work.old.get(n)
        )
        assert now == work.new if ended.code == 0 else is_told(ended, fault), ended
        failed += ended.code != 0
        if now == work.old:
            again = hyojun(*work.arguments, cwd=root)
            assert again.code == 0, again
            assert ours(kills.state(root)) == work.new
        shutil.rmtree(root)
    assert failed, "no step failed: this proves nothing"


def is_told(ended: Ended, fault: Fault) -> bool:
    last = ended.err.rstrip().split("\n")[-1]
    words = {
        Fault.FULL: "空き容量がありません",
        Fault.READ_ONLY: "読取り専用の場所です",
        Fault.INTERRUPTED: "中断しました。",
    }
    assert not re.search(r"\.hyojun-pending|-\d+-\w{8}", last), "no name that only we know"
    return ended.code == 2 and words[fault] in last and last.endswith("。")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The sample with one 業務."""
    return kills.template(kills.Command("", ()), tmp_path)


def run(root: Path, *arguments: str, **more: Any) -> "subprocess.Popen[str]":
    """A process of its own, with whatever it starts in a group."""
    line = [sys.executable, "-m", "hyojun", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
    return subprocess.Popen(line, cwd=root, text=True, start_new_session=True, **pipes)


def test_ctrl_c_at_a_terminal_reaches_all_that_a_build_started(root: Path) -> None:
    """As a terminal sends it: to the process and to its helpers, wherever they are."""
    run(root, "build", "snapshot").communicate()
    before = kills.state(root)
    building = run(root, "build", "all")
    assert building.stderr
    seen = [next(line for line in building.stderr if line.startswith("[2/"))]  # Typst is at work
    os.killpg(building.pid, signal.SIGINT)
    _, rest = building.communicate()
    told = "".join(seen) + rest
    assert (building.returncode, told.rstrip().split("\n")[-1]) == (2, INTERRUPTED)
    assert "Traceback" not in told
    assert kills.state(root) == before
    assert not list(root.glob(".build-*"))


def test_ctrl_c_while_the_parts_are_loaded(root: Path) -> None:
    stopping = """
import sys, hyojun.__main__ as command
class Pressed:
    def find_spec(self, name, *_):
        if name == "hyojun.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Pressed())
command.main()
"""
    ended = subprocess.run([sys.executable, "-c", stopping], cwd=root, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (2, "中断しました。まだ何もしていません。\n")


def test_ctrl_c_that_a_library_turns_into_an_error(
    hyojun: Command, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pydantic does: `PydanticSerializationError: Error serializing to JSON: KeyboardInterrupt`."""

    def swallowed(*_: object) -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            raise ValueError("KeyboardInterrupt") from None

    monkeypatch.setattr("hyojun.check.check_repository", swallowed)
    assert hyojun("check", cwd=root)[::2] == (2, f"{INTERRUPTED}\n")


def test_a_file_that_may_not_grow_leaves_the_old_output(root: Path) -> None:
    """A limit of the system that meets any process of the build, Typst's too."""
    run(root, "build", "snapshot").communicate()
    before = kills.state(root)
    limit = 300 * 1024
    building = run(root, "build", "all", preexec_fn=lambda: setrlimit(RLIMIT_FSIZE, (limit, limit)))
    _, told = building.communicate()
    assert (building.returncode, told.rstrip()[-1]) == (2, "。"), told
    assert "不具合" not in told
    assert kills.state(root) == before


@pytest.mark.parametrize("arguments", [("check",), ("rules",), ("check", "--format", "json")], ids=" ".join)
def test_an_output_that_takes_nothing_is_no_success(root: Path, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = run(root, *arguments, stdout=full)
        _, told = ended.communicate()
    assert (ended.returncode, "空き容量がありません" in told) == (2, True), told


def test_a_reader_that_goes_away_is_no_finding(root: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as pipe:
        ended = run(root, "rules", stdout=pipe)
        _, told = ended.communicate()
    assert (ended.returncode, told) == (2, "")


def test_a_picture_that_changes_during_a_build_is_not_published(
    hyojun: Command, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would not be the one that was checked, and not the one whose digest the snapshot has."""
    assert hyojun("build", "snapshot", cwd=root).code == 0
    before = digest(root / "build")
    made = snapshot.write_snapshots

    def meanwhile(*given: Any) -> Any:
        drawing = next((root / "bpmn/002").glob("*.bpmn"))
        drawing.write_text(drawing.read_text("utf-8") + "\n", "utf-8")
        return made(*given)

    monkeypatch.setattr(snapshot, "write_snapshots", meanwhile)
    ended = hyojun("build", "snapshot", cwd=root)
    assert ended.code == 2
    assert "作っている間に、業務 002 のファイルが変わりました。もう一度実行してください。" in ended.err
    assert digest(root / "build") == before


def test_what_is_saved_during_id_assign_is_not_lost(
    hyojun: Command, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = root / "spec/002/機能/2-登録申請.yaml"
    saved = file.read_text("utf-8") + "# 書き足した\n"
    write = identifiers.replace_files

    def meanwhile(*given: Any) -> None:
        file.write_text(saved, "utf-8")
        write(*given)

    monkeypatch.setattr(identifiers, "replace_files", meanwhile)
    ended = hyojun("id", "assign", cwd=root)
    assert (ended.code, "が変わりました。何も書いていません。もう一度実行してください。" in ended.err) == (
        2,
        True,
    )
    assert file.read_text("utf-8") == saved
    monkeypatch.undo()
    assert hyojun("id", "assign", cwd=root).code == 0
    assert "# 書き足した" in file.read_text("utf-8")


def broken_caches(folder: Path, how: str) -> None:
    """Every entry cut, of somebody else, or from the future; a clock that goes backwards changes no entry."""
    entries = sorted(p for p in (folder / CACHE).iterdir() if p.is_file() and not p.name.startswith("."))
    assert len(entries) > 1
    for entry, other in zip(entries, [*entries[1:], entries[0]], strict=True):
        data = entry.read_bytes()
        match how:
            case "途中まで":
                entry.write_bytes(data[: len(data) // 2])
            case "ほかのもの":
                shutil.copyfile(other, entry.with_suffix(".new"))
    for entry in entries:
        if (new := entry.with_suffix(".new")).exists():
            new.replace(entry)


def test_no_cache_and_no_clock_changes_a_result(hyojun: Command, root: Path) -> None:
    """A word changes; what is built on top of caches is, byte for byte, what is built without any."""
    built = [("build", "snapshot"), ("build", "site")]  # the site carries the others
    for arguments in built:
        assert hyojun(*arguments, cwd=root).code == 0
    file = root / "spec/002/用語.yaml"
    file.write_text(file.read_text("utf-8").replace("印影を", "印影（形）を", 1), "utf-8")
    fresh = Path(shutil.copytree(root, root.parent / "fresh", ignore=shutil.ignore_patterns("build", CACHE)))
    for arguments in built:
        assert hyojun(*arguments, cwd=fresh).code == 0
    told = hyojun("check", cwd=fresh).out
    for number, how in enumerate(("途中まで", "ほかのもの")):
        other = Path(shutil.copytree(root, root.parent / f"cached-{number}"))
        broken_caches(other, how)
        day = (1, 4_102_444_800)[number % 2]  # 1970, 2100
        for path in other.rglob("*"):
            os.utime(path, (day, day))
        for arguments in built:
            assert hyojun(*arguments, cwd=other).code == 0
        assert digest(other / "build") == digest(fresh / "build"), how
        assert hyojun("check", cwd=other).out == told
