"""`python -m benchmarks.revisions`: pairs of editions compared, the figures told.

.venv/bin/python -m benchmarks.revisions [--functions 1000] [--seeds 3] [--first 1] [--show]
"""

import argparse
import sys
import time
from collections.abc import Sequence

from .editions import HEAVY, MAJOR, RENUMBERING, Edited, edition, revised
from .items import items
from .judge import Figures, Found, compared, judged

PLANS = {"改定": MAJOR, "ID付け替え": RENUMBERING, "大改定": HEAVY}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.revisions",
        description="正解の分かる二つの版を作り、比べた結果を測ります（架空）。",
    )
    parser.add_argument("--functions", type=int, default=1000, help="機能の数（既定 1000）")
    parser.add_argument("--seeds", type=int, default=3, help="乱数の種の数（既定 3）")
    parser.add_argument("--show", action="store_true", help="字句と判定されなかった編集も示す")
    parser.add_argument("--first", type=int, default=1, help="最初の種（既定 1）")
    given = parser.parse_args(arguments)
    seeds = range(given.first, given.first + given.seeds)
    found: dict[str, list[Figures]] = {name: [] for name in PLANS}
    for seed in seeds:
        old = edition(given.functions, seed)
        for name, plan in PLANS.items():
            found[name].append(judged(revised(old, plan, seed)))
            _tell(f"{name}（種 {seed}）", found[name][-1], given.show)
        spent = items_compared(2 * given.functions, seed)
        print(f"データ項目（種 {seed}）: {2 * given.functions} 項目の対応と差 {spent:.2f} 秒")
    good = True
    for name, several in found.items():
        whole = pooled(several)
        _tell(f"{name}（種 {seeds[0]}～{seeds[-1]} の合計）", whole, False)
        worst = min((min(f.precision, f.recall), kind) for x in several for kind, f in _asked(x))
        print(f"  1組の中で最も低い率: {worst[1]} {worst[0]:.4f}")
        good &= meets(whole)
    print("目標を満たしています。" if good else "目標を満たしていません。")
    return 0 if good else 1


def pooled(several: Sequence[Figures]) -> Figures:
    """The figures of several pairs as of one: one pair has as few as fifteen facts of a kind."""
    kinds = several[0].facts
    facts = {k: Found(*(sum(x.facts[k][n] for x in several) for n in range(3))) for k in kinds}
    rest = (sum((f[n] for f in several), start=type(several[0][n])()) for n in range(1, len(Figures._fields)))
    return Figures(facts, *rest)


def _asked(figures: Figures) -> list[tuple[str, Found]]:
    return [(k, f) for k, f in figures.facts.items() if k != "うち推定"]


def meets(figures: Figures) -> bool:
    """Whether the figures are what is promised, each kind of fact by itself."""
    return (
        all(f.precision >= 0.97 and f.recall >= 0.97 for _, f in _asked(figures))
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
        # What ought to have been guessed is not known: only how many guesses are right.
        recall = "" if kind == "うち推定" else f"、再現率 {f.recall:.4f}（真 {f.true}）"
        print(f"  {kind}: 適合率 {f.precision:.4f}（正 {f.right}、答 {f.found}）{recall}")
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
