"""How long `hyojun check` and `hyojun build all` take on the sample, as whole processes.

Process start, imports and everything else count, as an author meets them. CPU is user + system of
the process and of all it started; memory is the largest of them. Prints smallest, middle and
largest of several runs, and rows to paste into README.md.

    .venv/bin/python benchmarks/sample.py [--runs 5] [--root DIR]
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

HYOJUN = Path(sys.executable).with_name("hyojun")
"""The command as users call it, of the environment this runs in."""
ROOT = Path(__file__).resolve().parents[1]
LIMITS = {"check": 1.0, "build all": 20.0}
"""Wall seconds each is meant to stay below on a development machine."""


class Run(NamedTuple):
    """One process from start to end."""

    wall: float
    cpu: float
    """Seconds, user + system."""
    memory: float
    """MiB, the peak."""


MEASURES: tuple[tuple[str, str, Callable[[Run], float]], ...] = (
    ("経過（秒）", ".2f", lambda run: run.wall),
    ("CPU（秒）", ".2f", lambda run: run.cpu),
    ("最大記憶量（MiB）", ".0f", lambda run: run.memory),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="見本の検査と公開にかかる時間と記憶量を測ります。")
    parser.add_argument("--runs", type=int, default=5, help="回数（既定 5）")
    parser.add_argument("--root", type=Path, default=ROOT, help="測るリポジトリ（既定はこの見本）")
    given = parser.parse_args(arguments)
    if given.runs < 1:
        parser.error("--runs は1以上にしてください。")
    if not HYOJUN.exists():
        parser.error("hyojun の入った環境で実行してください（.venv/bin/python benchmarks/sample.py）。")
    root = given.root.resolve()
    rows = [
        _reported("check", [measured(["check", "--root", str(root)]) for _ in range(given.runs)]),
        _reported("build all", [_build(root) for _ in range(given.runs)]),
    ]
    print("\nREADME.md の表に足す行:\n")
    print("\n".join(rows))
    return 0


def measured(command: Sequence[str]) -> Run:
    """Run hyojun once; stops the measurement where it fails, for a failure is quick."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen([str(HYOJUN), *command], stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = code = os.waitstatus_to_exitcode(status)
        if code != 0:
            said.seek(0)
            sys.exit(
                f"hyojun {command[0]} が終了コード {code} で終わりました。\n{said.read().decode(errors='replace')}"
            )
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 2**20)


def _build(root: Path) -> Run:
    """A whole build into a new place: nothing to keep, nothing to compare with."""
    with tempfile.TemporaryDirectory() as folder:
        return measured(["build", "all", "--root", str(root), "--out", str(Path(folder) / "build")])


def _reported(name: str, runs: Sequence[Run]) -> str:
    """Print the figures of a command; returns its row for the table."""
    print(f"hyojun {name}（{len(runs)}回）　最小／中央／最大")
    cells = []
    for label, form, value in MEASURES:
        values = [value(run) for run in runs]
        three = [format(f(values), form) for f in (min, statistics.median, max)]
        print(f"  {label}: {' / '.join(three)}")
        cells.append(" / ".join(three))
    limit = LIMITS[name]
    print(
        f"  目標 {limit:g} 秒以内: {'達成' if statistics.median(r.wall for r in runs) <= limit else '未達'}"
    )
    facts = [date.today().isoformat(), machine(), f"`hyojun {name}`", str(len(runs)), *cells]
    return f"| {' | '.join(facts)} |"


def machine() -> str:
    """Processor, cores and Python; never the name of the machine."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next((x.split(":", 1)[1].strip() for x in lines if x.startswith("model name")), "")
    except OSError:
        model = ""
    return f"{model or platform.machine()}、{os.cpu_count()}コア、Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
