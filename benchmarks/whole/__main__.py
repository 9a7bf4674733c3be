"""`python -m benchmarks.whole`: two whole editions of a 業務, compared, the figures told.

.venv/bin/python -m benchmarks.whole [--functions 1000] [--seeds 3] [--first 1] [--show]
"""

import argparse
import sys
from collections.abc import Sequence

from ..revisions.judge import Found
from .acts import next_of
from .edition import copied, first
from .judge import Figures, judged

MISSED, LEAST, SECONDS = 0.02, 0.97, 1.0
"""影響大 that may be missed; precision and recall of facts; CPU for 1,000 functions and 2,000 items."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.whole",
        description="正解の分かる二つの版（業務の全体）を作り、比べた結果を測ります（架空）。",
    )
    parser.add_argument("--functions", type=int, default=1000, help="機能の数（既定 1000）")
    parser.add_argument("--seeds", type=int, default=3, help="乱数の種の数（既定 3）")
    parser.add_argument("--first", type=int, default=1, help="最初の種（既定 1）")
    parser.add_argument("--show", action="store_true", help="外れたものを1件ずつ示す")
    given = parser.parse_args(arguments)
    found = []
    for seed in range(given.first, given.first + given.seeds):
        old = first(given.functions, seed)
        found.append(judged(old, *next_of(copied(old), seed)))
        _tell(f"種 {seed}", found[-1], given.show)
    whole = pooled(found)
    _tell("合計", whole, False)
    good = meets(whole)
    print("目標を満たしています。" if good else "目標を満たしていません。")
    return 0 if good else 1


def pooled(several: Sequence[Figures]) -> Figures:
    """The figures of several pairs as of one; of the CPU the largest."""
    kinds = dict.fromkeys(k for x in several for k in x.facts)
    none = Found(0, 0, 0)
    facts = {k: Found(*(sum(x.facts.get(k, none)[n] for x in several) for n in range(3))) for k in kinds}
    rest = [
        sum((f[n] for f in several), start=type(several[0][n])()) for n in range(1, len(Figures._fields) - 1)
    ]
    return Figures(facts, *rest, max(x.seconds for x in several))


def meets(figures: Figures) -> bool:
    """Whether the figures are what is promised, each kind of thing with many facts by itself."""
    kinds = [f for f in figures.facts.values() if f.true >= 100]
    return (
        all(f.precision >= LEAST and f.recall >= LEAST for f in kinds)
        and len(figures.missed) <= MISSED * figures.duties
        and not figures.hidden
        and not figures.broken
        and not figures.unmirrored
    )


def _tell(name: str, x: Figures, show: bool) -> None:
    print(f"{name}: {x.seconds:.2f} 秒")
    for kind, f in x.facts.items():
        print(
            f"  {kind}: 適合率 {f.precision:.4f}（正 {f.right}、答 {f.found}）、再現率 {f.recall:.4f}（真 {f.true}）"
        )
    print(
        f"  影響大としなかった影響大: {len(x.missed)}／{x.duties}（{len(x.missed) / max(1, x.duties):.2%}）"
    )
    print(
        f"  影響大でないのに影響大としたもの: {len(x.alarms)}、どちらとも書かれていない影響大: {x.undecided}"
    )
    print(
        f"  実質を字句としたもの: {len(x.hidden)}／{x.substance}、字句を字句としなかったもの: {len(x.stern)}／{x.wording}"
    )
    print(f"  元に戻らない差: {x.broken}、逆向きに言えない変更: {x.unmirrored}")
    if show:
        for title, facts in (
            ("影響大", x.missed),
            ("字句とした", x.hidden),
            ("字句でない", x.stern),
            ("無い", x.lost),
        ):
            for f in facts:
                print(f"    {title}: {f.act} {f.key} {f.texts or ''}")
        for title, several in (("影響大でない", x.alarms), ("余り", x.strange)):
            for c in several:
                print(
                    f"    {title}: {c.code} {c.old} {c.new} {c.field} {(c.before or '')[:60]!r} {(c.after or '')[:60]!r}"
                )


if __name__ == "__main__":
    sys.exit(main())
