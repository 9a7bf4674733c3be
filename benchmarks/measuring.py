"""What a command costs as a whole: with all processes it starts, and the memory they have together."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from .sample import HYOJUN

EVERY = 0.2
"""Seconds between two looks at the memory."""


class Cost(NamedTuple):
    """One run of a command, from start to end."""

    wall: float
    cpu: float
    """Seconds, user + system, with all processes."""
    memory: float
    """MiB that all processes had at a time: the most that was seen, what they share counted once (PSS)."""
    load: float
    """Processes that wanted to run, these ones among them, on the average of the minute."""


def cost(arguments: Sequence[str], cwd: Path) -> Cost:
    """Run hyojun once; ends the measurement where it fails, for a failure is quick."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen([str(HYOJUN), *arguments], cwd=cwd, stdout=said, stderr=subprocess.STDOUT)
        peak = Peak(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = code = os.waitstatus_to_exitcode(status)
        peak.end()
        if code:
            said.seek(0)
            words = said.read().decode(errors="replace")
            sys.exit(f"hyojun {' '.join(arguments)} が終了コード {code} で終わりました。\n{words}")
    return Cost(wall, used.ru_utime + used.ru_stime, peak.mib, os.getloadavg()[0])


class Peak(threading.Thread):
    """The most memory a process and all below it have together, looked at again and again."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.mib = 0.0
        self._process = process
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._over.wait(EVERY):
            self.mib = max(self.mib, sum(map(_memory, _family(self._process))))

    def end(self) -> None:
        self._over.set()
        self.join()


def _family(process: int) -> Iterator[int]:
    """A process and all below it."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            below = children.read_text().split()
        except OSError:  # gone meanwhile
            continue
        for child in below:
            yield from _family(int(child))


def _memory(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:  # gone meanwhile
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
