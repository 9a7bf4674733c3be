"""`python -m benchmarks.revisions`: pairs of editions compared, the figures told.

.venv/bin/python -m benchmarks.revisions [--functions 1000] [--seeds 3] [--show]
"""

import argparse
import sys
import time
from collections.abc import Sequence

from .editions import HEAVY, MAJOR, RENUMBERING, Edited, edition, revised
from .items import items
from .judge import Figures, compared, judged

PLANS = {"改定": MAJOR, "ID付け替え": RENUMBERING, "大改定": HEAVY}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.revisions",
        description="正解の分かる二つの版を作り、比べた結果を測ります（架空）。",
    )
    parser.add_argument("--functions", type=int, default=1000, help="機能の数（既定 1000）")
    parser.add_argument("--seeds", type=int, default=3, help="乱数の種の数（既定 3）")
    parser.add_argument("--show", action="store_true", help="字句と判定されなかった編集も示す")
    given = parser.parse_args(arguments)
    good = True
    for seed in range(1, given.seeds + 1):
        old = edition(given.functions, seed)
        for name, plan in PLANS.items():
            figures = judged(revised(old, plan, seed))
            _tell(f"{name}（種 {seed}）", figures, given.show)
            good &= meets(figures)
        spent = items_compared(2 * given.functions, seed)
        print(f"データ項目（種 {seed}）: {2 * given.functions} 項目の対応と差 {spent:.2f} 秒")
    return 0 if good else 1


def meets(figures: Figures) -> bool:
    """Whether the figures are what is promised."""
    return (
        all(f.precision >= 0.97 and f.recall >= 0.97 for k, f in figures.facts.items() if k != "うち推定")
        and not figures.missed
        and not figures.broken
        and figures.hunks <= 1.1 * figures.true_hunks
        and figures.torn <= 0.04 * figures.hunks
    )


def items_compared(many: int, seed: int) -> float:
    """CPU seconds for the data items of two editions."""
    old, new = items(many, seed)
    started = time.process_time()
    compared(old, new)
    return time.process_time() - started


def _tell(name: str, figures: Figures, show: bool) -> None:
    print(f"{name}: {figures.seconds:.2f} 秒")
    for kind, f in figures.facts.items():
        print(
            f"  {kind}: 適合率 {f.precision:.4f}、再現率 {f.recall:.4f}（正 {f.right}、答 {f.found}、真 {f.true}）"
        )
    print(f"  実質を字句としたもの: {len(figures.missed)}／{figures.substance}")
    _list(figures.missed)
    print(f"  字句を字句としなかったもの: {len(figures.stern)}／{figures.wording}")
    if show:
        _list(figures.stern)
    print(f"  元に戻らない差: {figures.broken}、差の数: {figures.hunks}（真 {figures.true_hunks}、"
          f"比 {figures.hunks / figures.true_hunks:.3f}）、語の途中で切れた差: {figures.torn}（"
          f"{figures.torn / figures.hunks:.2%}）")  # fmt: skip


def _list(several: Sequence[Edited]) -> None:
    for e in several:
        print(f"    {'、'.join(e.kinds)}\n      {e.old!r}\n      {e.new!r}")


if __name__ == "__main__":
    sys.exit(main())
