"""CPU time of the workbooks for people, their forms and 全機能一覧, over the full-scale corpus.

.venv/bin/python -m benchmarks.workbooks [--businesses 20]
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from hyojun import source
from hyojun.publish.excel import write_excel, write_function_list
from hyojun.publish.job import Job

from .corpus.__main__ import MOST
from .sample import machine
from .scale import corpus


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.workbooks", description="人が読む Excel を作る時間と大きさを測ります。"
    )
    parser.add_argument("--businesses", type=int, default=MOST, help=f"業務の数（既定 {MOST}）")
    given = parser.parse_args(arguments)
    with corpus(given.businesses) as root, tempfile.TemporaryDirectory() as folder:
        repository = source.load(root)
        job = Job(root, repository.settings, repository.corpus, repository.assets)
        out = Path(folder)
        incoming = spent(lambda: job.corpus.incoming)
        books = spent(lambda: [write_excel(job, b, out) for b in job.corpus.businesses])
        whole = spent(lambda: write_function_list(job, out))
        sizes = [p.stat().st_size for p in out.rglob("*.xlsx")]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"| {date.today()} | {machine()} | {given.businesses} | {len(sizes)}（{sum(sizes) / 1e6:.1f}） | {incoming:.1f} "
        f"| {books:.1f} | {whole:.1f} | {memory} |"
    )
    return 0


def spent(work: Callable[[], object]) -> float:
    """CPU seconds of a piece of work."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
