"""Coverage-guided fuzzing of all that reads files of strangers (`make fuzz`); needs atheris.

    .venv/bin/python tests/fuzz/fuzzing.py [targets] [--seconds 600] [--jobs 2]

Each target runs in a process of its own, within a limit of memory and of time for one input. What it learned is kept in
`.hyojun-cache/fuzz/` and is where the next run goes on. A case that breaks something lies afterwards in
`tests/fuzz/found/<target>/`: mend its cause, and keep it; `make test` reads them all again.

Prints a row per target; the exit code is 1 if anything was found.
"""

import argparse
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KEPT = ROOT / ".hyojun-cache/fuzz"
FOUND = HERE / "found"


class Outcome(NamedTuple):
    """What one target came to."""

    target: str
    found: tuple[str, ...]
    """Cases that break something, relative to the repository."""
    executions: int
    coverage: int
    inputs: int
    """That reach something no other does."""
    megabytes: int
    minutes: float
    log: str


def main() -> int:
    from targets import TARGETS

    parser = argparse.ArgumentParser()
    parser.add_argument("targets", nargs="*", help="、".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    with ThreadPoolExecutor(asked.jobs) as pool:
        outcomes = pool.map(lambda t: _fuzzed(t, asked.seconds), asked.targets or TARGETS)
        worst = 0
        for o in outcomes:
            print(
                f"{o.target}: {o.executions:,}回、{o.minutes:.1f}分、通った所 {o.coverage:,}、入力 {o.inputs:,}、"
                f"記憶量 {o.megabytes:,}MB、見つかった不具合 {len(o.found)}",
                flush=True,
            )
            worst = max(worst, _told(o))
    return worst


def _told(outcome: Outcome) -> int:
    for name in outcome.found:
        print(f"  {name}")
    finished = f"{outcome.executions:,}" != "0"
    if outcome.found or not finished:
        print(outcome.log[-3000:])
        return 1
    return 0


def _fuzzed(target: str, seconds: int) -> Outcome:
    from sowing import seeds
    from targets import LARGEST, MEGABYTES, SECONDS

    corpus, found = KEPT / target, FOUND / target
    sown = KEPT / f"{target}-seeds"
    for folder in (corpus, sown, found):
        folder.mkdir(parents=True, exist_ok=True)
    for data in seeds(target):
        (sown / sha256(data).hexdigest()[:16]).write_bytes(data)
    before = set(found.iterdir())
    begun = time.monotonic()
    run = subprocess.run(
        [
            *(sys.executable, str(HERE / "running.py"), target),
            *(str(corpus), str(sown), str(found)),
            f"-max_total_time={seconds}",
            f"-timeout={12 * SECONDS}",  # what does not end at all
            f"-rss_limit_mb={MEGABYTES}",
            f"-max_len={LARGEST}",
            f"-artifact_prefix={found}/",
            "-print_final_stats=1",
            "-verbosity=1",
        ],
        capture_output=True,
        text=True,
        errors="replace",
        cwd=ROOT,
    )
    log = run.stderr + run.stdout
    (KEPT / f"{target}.log").write_text(log, "utf-8")
    (found.rmdir() if not any(found.iterdir()) else None)
    new = sorted(set(found.iterdir()) - before) if found.exists() else []

    def last(pattern: str) -> int:
        told = re.findall(pattern, log)
        return int(told[-1]) if told else 0

    return Outcome(
        target=target,
        found=tuple(p.relative_to(ROOT).as_posix() for p in new),
        executions=last(r"stat::number_of_executed_units:\s*(\d+)") or last(r"#(\d+)\s"),
        coverage=last(r" cov: (\d+)"),
        inputs=last(r" corp: (\d+)/"),
        megabytes=last(r"stat::peak_rss_mb:\s*(\d+)") or last(r"rss: (\d+)Mb"),
        minutes=(time.monotonic() - begun) / 60,
        log=log,
    )


if __name__ == "__main__":
    sys.exit(main())
