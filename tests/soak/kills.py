"""kill -9 at points of writing, again and again: old or new, never half, and the next run is right.

    .venv/bin/python tests/soak/kills.py [--kills 100] [--seed 1] [--only release]

For each command the steps of a whole run are counted (files opened for writing, renames, removals below the
repository). Then the command is run on a fresh copy and killed at one of them, or after a random time. What must hold:

- every file is what it was before or what it is after a whole run; nothing is torn;
- the output directory of a build is the old one or the new one as a whole;
- the same command, run again, ends with the state of a whole run, and leaves nothing of the dead one behind;
- where the dead one had begun to write, it says what became of that.

Prints a row per command; the exit code is 1 if any state was corrupt.
"""

import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
State = Mapping[str, str]


class Command(NamedTuple):
    """A command that writes, and what it writes as one whole."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path], None] = lambda _: None
    whole: str = ""
    """A folder that must be the old or the new one as a whole."""


def _built(root: Path) -> None:
    """An earlier build, so that there is something to lose."""
    _run(root, ("build", "snapshot"))
    file = root / "spec/002/用語.yaml"
    file.write_text(file.read_text("utf-8").replace("印影を", "印影（形）を", 1), "utf-8")


def _untidy(root: Path) -> None:
    for file in sorted(root.glob("spec/002/**/*.yaml")):
        if "editions" not in file.parts:
            text = re.sub(r"(?m)^( *[^\s:#]+:) (?=\S)", r"\1   ", file.read_text("utf-8"), count=1)
            file.write_text(text, "utf-8")


def _workbook(root: Path) -> None:
    _run(root, ("build", "excel"))
    (book,) = (p for p in root.glob("build/excel/002_*_データ*.xlsx") if not p.stem.endswith("改定履歴"))
    book.rename(root / "book.xlsx")
    shutil.rmtree(root / "spec/002")
    shutil.rmtree(root / "build")


def _edited(root: Path) -> None:
    """A book with a changed cell in every table that has a row."""
    import openpyxl

    _run(root, ("edit", "export", "002", "--out", "book.xlsx"))
    book = openpyxl.load_workbook(root / "book.xlsx")
    for sheet, word in (("機能", "機能名称"), ("データ項目", "項目説明"), ("用語", "定義")):
        rows = [*book[sheet].iter_rows()]
        head = next(n for n, row in enumerate(rows) if any(c.value == word for c in row))
        column = next(n for n, c in enumerate(rows[head]) if c.value == word)
        cell = next(r[column] for r in rows[head + 1 :] if isinstance(r[column].value, str))
        cell.value = f"{cell.value}（改）"
    book.save(root / "book.xlsx")


def _published(root: Path) -> None:
    """An edition as its publisher gives it, for a repository that does not have the 業務."""
    _run(root, ("build", "snapshot"))
    shutil.copytree(root / "build/snapshot", root / "handed")
    (edition,) = (root / "handed").glob("002-データ-*.json")
    edition.rename(root / "handed/データ.json")
    for folder in ("build", "spec/002", "bpmn/002"):
        shutil.rmtree(root / folder)
    (root / "spec").mkdir(exist_ok=True)


def _two_drawings(root: Path) -> None:
    shutil.copy(ROOT / "tests/flow/files/every-kind.bpmn", root / "flow.bpmn")


def _old_schemas(root: Path) -> None:
    for file in (root / ".hyojun/schema").glob("*.json"):
        file.write_text("{}\n", "utf-8")


COMMANDS = (
    Command("build", ("build", "all"), _built, "build"),
    Command("release", ("release", "002/機能", "1.1案1")),
    Command("id assign", ("id", "assign", "--date", "2026-04-01")),
    Command("id retire", ("id", "retire", "機能0020068", "--reason", "試し")),
    Command("fmt", ("fmt",), _untidy),
    Command("edit apply", ("edit", "apply", "book.xlsx"), _edited),
    Command("import", ("import", "book.xlsx"), _workbook),
    Command("pin", ("pin", "002/データ", "handed/データ.json", "--from", "見本"), _published),
    Command("new", ("new", "023")),
    Command("schema", ("schema",), _old_schemas),
    Command("flow draw", ("flow", "draw", "flow.bpmn", "--out", "drawn"), _two_drawings),
    Command("init", ("init", "neu")),
)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    chosen = [c for c in COMMANDS if asked.only in c.name]
    chance = random.Random(asked.seed)
    corrupt = 0
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        for number, command in enumerate(chosen):
            kills = asked.kills // len(chosen) + (number < asked.kills % len(chosen))
            corrupt += _tried(command, Path(folder), kills, chance)
    print("壊れた状態はありません。" if not corrupt else f"壊れた状態: {corrupt}")
    return 1 if corrupt else 0


def _tried(command: Command, folder: Path, kills: int, chance: random.Random) -> int:
    start = template(command, folder)
    old = state(start)
    finished = copy(start, "finished")
    told = folder / command.name / "steps"
    began = time.monotonic()
    _run(finished, command.arguments, DYING_BELOW=str(finished), DYING_AT="0", DYING_TOLD=str(told))
    took, steps, new = time.monotonic() - began, int(told.read_text()), state(finished)
    corrupt = dead = 0
    for number in range(kills):
        root = copy(start, f"run-{number}")
        if number % 4 == 3:
            dead += _killed_after(root, command, chance.uniform(0, took))
        else:
            dead += _killed_at(root, command, chance.randint(1, steps))
        for trouble in (*_torn(state(root), old, new, command.whole), *_next(root, command, new)):
            corrupt += 1
            print(f"  {command.name} {number}: {trouble}")
        shutil.rmtree(root)
    print(
        f"{command.name}: 書く段 {steps}、止めた回数 {kills}（終わる前に {dead}）、壊れた状態 {corrupt}",
        flush=True,
    )
    return corrupt


def template(command: Command, folder: Path) -> Path:
    """A small repository in which the command has something to do."""
    root = folder / command.name / "template"
    for part in ("spec/002", "bpmn/002"):
        shutil.copytree(ROOT / part, root / part)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    command.prepare(root)
    shutil.rmtree(root / ".hyojun-cache", ignore_errors=True)
    return root


def _torn(now: State, old: State, new: State, whole: str) -> Iterator[str]:
    """What is neither as before nor as after a whole run."""
    for name, content in now.items():
        known = {old.get(name), new.get(name)}
        # A side file that was not yet put in place is nobody's; the next run clears it up.
        if content not in known and not _beside(name):
            yield f"{name} が途中の内容です"
    yield from (f"{name} が失われました" for name in old if name not in now and name in new)
    inside = [{n: c for n, c in s.items() if n.startswith(f"{whole}/")} for s in (now, old, new)]
    if whole and inside[0] not in inside[1:]:
        yield f"{whole} が途中の状態です"


def _next(root: Path, command: Command, new: State) -> Iterator[str]:
    """What the next run leaves otherwise than a whole run."""
    begun = _begun(root)
    again = subprocess.run(
        _line(command.arguments), cwd=root, capture_output=True, text=True, errors="replace", check=False
    )
    now = state(root)
    if now != new:
        wrong = sorted(n for n in {*now, *new} if now.get(n) != new.get(n))
        yield f"もう一度実行しても違います（終了コード {again.returncode}）: {'、'.join(wrong[:5])}"
    if begun and "前の命令" not in again.stderr:
        yield f"止まった書込みがどうなったかを示しません: {again.stdout[-200:]}{again.stderr[-200:]}"


def _begun(root: Path) -> bool:
    """Whether somebody had begun to write several files of the repository, as far as that is still to be seen."""
    sides = (p for p in (root / ".hyojun-pending").glob("*") if p.is_dir())
    return any((p / "files.json").exists() or not p.name.endswith("-done") for p in sides)


def _beside(name: str) -> bool:
    return any(part.startswith(".") for part in Path(name).parts)


def _killed_at(root: Path, command: Command, step: int) -> bool:
    code = _run(
        root, command.arguments, check=False, DYING_BELOW=str(root), DYING_AT=str(step), DYING_TOLD=""
    )
    return code == -signal.SIGKILL


def _killed_after(root: Path, command: Command, seconds: float) -> bool:
    process = subprocess.Popen(_line(command.arguments), cwd=root, **_QUIET, start_new_session=True)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


_QUIET: dict[str, int] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def _line(arguments: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "hyojun", *arguments]


def _run(root: Path, arguments: tuple[str, ...], *, check: bool = True, **environment: str) -> int:
    path = os.pathsep.join(
        filter(None, (str(HERE / "dying") if environment else "", os.environ.get("PYTHONPATH")))
    )
    made = os.environ | environment | ({"PYTHONPATH": path} if path else {})
    return subprocess.run(_line(arguments), cwd=root, env=made, check=check, **_QUIET).returncode


def copy(template: Path, name: str) -> Path:
    return Path(shutil.copytree(template, template.parent / name, symlinks=True))


def state(root: Path) -> State:
    """Every file but the cache, by what it holds."""
    files = (p for p in root.rglob("*") if p.is_file() and ".hyojun-cache" not in p.parts)
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


if __name__ == "__main__":
    sys.exit(main())
