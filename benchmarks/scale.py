"""How long `hyojun check` takes on the corpus of all 業務: cold, and after one file has changed.

Each size (1, 5, 20 業務) is made anew in a temporary folder; growth should be linear in its bytes.
CPU and memory as in `sample`: whole processes with all they start.

    .venv/bin/python -m benchmarks.scale [--runs 3] [--businesses 1 5 20]
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path

from .corpus.__main__ import MOST, make
from .sample import MEASURES, Run, machine, measured

CACHE = ".hyojun-cache"
SIZES = (1, 5, MOST)
LIMITS = {"初回": 5.0, "1ファイル変更後": 1.0}
"""CPU seconds that 20 業務 are meant to stay below."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale", description="全業務規模の資料で、検査の時間と記憶量を測ります。"
    )
    parser.add_argument("--runs", type=int, default=3, help="回数（既定 3）")
    parser.add_argument("--businesses", type=int, nargs="+", default=SIZES, help="業務の数（既定 1 5 20）")
    given = parser.parse_args(arguments)
    if given.runs < 1 or not all(1 <= n <= MOST for n in given.businesses):
        parser.error(f"--runs は1以上、--businesses は1から{MOST}までの数にしてください。")
    rows = [row for n in given.businesses for row in _measured(n, given.runs)]
    print("\nREADME.md の表に足す行:\n")
    print("\n".join(rows))
    return 0


def _measured(businesses: int, runs: int) -> Iterator[str]:
    """Rows of one size, cold and warm."""
    with corpus(businesses) as root:
        size = sum(f.stat().st_size for ending in ("*.yaml", "*.bpmn") for f in root.rglob(ending)) / 1e6
        cold = [_cold(root) for _ in range(runs)]
        warm = [_warm(root, n) for n in range(runs)]
    for name, found in (("初回", cold), ("1ファイル変更後", warm)):
        cells = [_three_of(value, form, found) for _, form, value in MEASURES]
        print(f"hyojun check　{businesses}業務 {size:.1f} MB　{name}: CPU {cells[1]} 秒、{cells[2]} MiB")
        if businesses == MOST:
            met = _three([r.cpu for r in found])[1] <= LIMITS[name]
            print(f"  目標 CPU {LIMITS[name]:g} 秒以内: {'達成' if met else '未達'}")
        what = [f"`hyojun check`（{name}）", f"{businesses}（{size:.1f}）", str(runs)]
        yield f"| {' | '.join([date.today().isoformat(), machine(), *what, *cells])} |"


def _three_of(value: Callable[[Run], float], form: str, runs: list[Run]) -> str:
    return " / ".join(format(x, form) for x in _three([value(run) for run in runs]))


def _three(values: list[float]) -> tuple[float, float, float]:
    """Smallest, middle, largest."""
    ordered = sorted(values)
    return ordered[0], ordered[len(ordered) // 2], ordered[-1]


@contextmanager
def corpus(businesses: int) -> Iterator[Path]:
    """The current edition of the corpus, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "corpus"
        with redirect_stdout(StringIO()):
            make(out, businesses)
        yield out / "current"


def _cold(root: Path) -> Run:
    shutil.rmtree(root / CACHE, ignore_errors=True)
    return measured(["check", "--root", str(root)])


def _warm(root: Path, n: int) -> Run:
    """After an official has changed the wording of one statement."""
    file = sorted(root.glob("spec/*/機能/*.yaml"))[n]
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("できること。", "できるようにすること。", 1), encoding="utf-8")
    return measured(["check", "--root", str(root)])


if __name__ == "__main__":
    sys.exit(main())
