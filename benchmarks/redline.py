"""How long 見え消し of two editions of one 業務 of full size takes, as PDF and as HTML.

.venv/bin/python -m benchmarks.redline [--runs 3] [--part 0.8]
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from .corpus.plan import shares
from .corpus.sources import sources
from .corpus.write import write
from .sample import MEASURES, machine, measured
from .whole.acts import next_of


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.redline",
        description="全業務規模の資料の1業務で、見え消し版の時間と記憶量を測ります。",
    )
    parser.add_argument("--runs", type=int, default=3, help="回数（既定 3）")
    parser.add_argument(
        "--part", type=float, default=0.8, help="変更の多さ（1 で 1,000機能あたり約800件。既定 0.8）"
    )
    given = parser.parse_args(arguments)
    if given.runs < 1 or not 0 < given.part <= 1:
        parser.error("--runs は1以上、--part は0より大きく1以下の数にしてください。")
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder) / "old", Path(folder) / "new"
        (share,) = shares(1)
        (own,) = sources((share,), 1)
        write(old, [own])
        write(new, [next_of(own, 1, given.part)[0]])
        rows = [_row(old, new, format, share.id, given.runs, Path(folder)) for format in ("pdf", "html")]
    print("\nREADME.md の表に足す行:\n" + "\n".join(rows))
    return 0


def _row(old: Path, new: Path, format: str, id: str, runs: int, folder: Path) -> str:
    out = folder / format
    command = ["diff", str(old), str(new), "--layout", "見え消し", "--format", format, "--out", str(out)]
    found = [measured(command) for _ in range(runs)]
    cells = []
    for _, form, value in MEASURES:
        three = sorted(value(run) for run in found)
        cells.append(" / ".join(f"{x:{form}}" for x in (three[0], three[len(three) // 2], three[-1])))
    size = sum(p.stat().st_size for p in out.iterdir()) / 1e6
    what = f"`hyojun diff --layout 見え消し --format {format}`（業務 {id}）"
    return f"| {' | '.join([date.today().isoformat(), machine(), what, f'{size:.1f}', str(runs), *cells])} |"


if __name__ == "__main__":
    sys.exit(main())
