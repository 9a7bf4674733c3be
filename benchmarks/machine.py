"""CPU of the tables for programs and of the packages of all 業務, without reading and checking the sources.

    .venv/bin/python -m benchmarks.machine [--runs 3] [--businesses 20] [--root DIR]

Both kinds in one build, as `hyojun build all` makes them, packages alone, which then make everything themselves, and
both with the workbooks for people: all that municipalities and vendors take to a spreadsheet.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from hyojun import publish
from hyojun.publish import OutputKind
from hyojun.source import Repository, load

from .corpus.__main__ import MOST
from .sample import machine
from .scale import corpus

LIMIT = 25.0
"""CPU seconds that everything of 20 業務 is meant to stay below."""
KINDS: dict[str, tuple[OutputKind, ...]] = {
    "機械可読の表": ("tables",),
    "機械可読の表と一式": ("tables", "package"),
    "一式だけ": ("package",),
    "人が読む Excel、機械可読の表と一式": ("excel", "tables", "package"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.machine", description="機械可読の表と一式を作る CPU の時間を測ります。"
    )
    parser.add_argument("--runs", type=int, default=3, help="回数（既定 3）")
    parser.add_argument("--businesses", type=int, default=MOST, help=f"業務の数（既定 {MOST}）")
    parser.add_argument("--root", type=Path, help="測るリポジトリ（既定は、作った全業務規模の資料）")
    given = parser.parse_args(arguments)
    if given.runs < 1 or not 1 <= given.businesses <= MOST:
        parser.error(f"--runs は1以上、--businesses は1から{MOST}までの数にしてください。")
    with _root(given.root, given.businesses) as root:
        repository = load(root)
        for name, kinds in KINDS.items():
            found = sorted(_built(repository, kinds) for _ in range(given.runs))
            figures = f"{found[0][0]:.1f} / {found[len(found) // 2][0]:.1f} / {found[-1][0]:.1f}"
            count = len(repository.corpus.businesses)
            cells = (
                date.today().isoformat(),
                machine(),
                name,
                count,
                given.runs,
                figures,
                f"{found[0][1]:.0f}",
            )
            print(f"| {' | '.join(map(str, cells))} |", flush=True)
    return 0


@contextmanager
def _root(given: Path | None, businesses: int) -> Iterator[Path]:
    if given is not None:
        yield given.resolve()
        return
    with corpus(businesses) as made:
        yield made


def _built(repository: Repository, kinds: tuple[OutputKind, ...]) -> tuple[float, float]:
    """CPU seconds and MB written."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        files = publish.build(repository, kinds, Path(folder) / "out")
        spent = time.process_time() - start
        return spent, sum((Path(folder) / "out" / f.path).stat().st_size for f in files) / 1e6


if __name__ == "__main__":
    sys.exit(main())
