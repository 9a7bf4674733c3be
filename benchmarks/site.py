"""How long `hyojun build site` takes on the corpus of all 業務: from nothing, and after one line has changed.

CPU and memory as in `sample`: whole processes with all they start. After the last changed line the site is made from
nothing again, and has to have the same bytes.

    .venv/bin/python -m benchmarks.site [--runs 1] [--businesses 20]
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from .corpus.__main__ import MOST
from .sample import MEASURES, Run, machine, measured
from .scale import CACHE, corpus

LIMITS = {"初めから": 60.0, "1行変更後": 3.0}
"""CPU seconds that 20 業務 are meant to stay below."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.site",
        description="全業務規模の資料で、サイトを作る時間と記憶量を測ります。",
    )
    parser.add_argument("--runs", type=int, default=1, help="回数（既定 1）")
    parser.add_argument("--businesses", type=int, default=MOST, help=f"業務の数（既定 {MOST}）")
    given = parser.parse_args(arguments)
    if given.runs < 1 or not 1 <= given.businesses <= MOST:
        parser.error(f"--runs は1以上、--businesses は1から{MOST}までの数にしてください。")
    with corpus(given.businesses) as root:
        found = {"初めから": [_cold(root) for _ in range(given.runs)]}
        found["1行変更後"] = [_changed(root, n) for n in range(given.runs)]
        kept = (root / "build/manifest.json").read_bytes()
        _cold(root)
        same = kept == (root / "build/manifest.json").read_bytes()
    for name, runs in found.items():
        cells = [
            " / ".join(format(x, form) for x in _three([value(run) for run in runs]))
            for _, form, value in MEASURES
        ]
        middle = _three([run.cpu for run in runs])[1]
        print(
            f"hyojun build site　{given.businesses}業務　{name}: CPU {middle:.2f} 秒（目標 {LIMITS[name]:g} 秒）"
        )
        what = [f"`hyojun build site`（{name}）", str(given.businesses), str(given.runs)]
        print(f"| {' | '.join([date.today().isoformat(), machine(), *what, *cells])} |")
    print(f"変更後のサイトは、初めから作ったものと{'同じバイト列です' if same else '違います'}。")
    return 0 if same else 1


def _three(values: list[float]) -> tuple[float, float, float]:
    """Smallest, middle, largest."""
    ordered = sorted(values)
    return ordered[0], ordered[len(ordered) // 2], ordered[-1]


def _cold(root: Path) -> Run:
    for left in (CACHE, "build"):
        shutil.rmtree(root / left, ignore_errors=True)
    return measured(["build", "site", "--root", str(root)])


def _changed(root: Path, n: int) -> Run:
    """After an official has changed the wording of one statement."""
    file = sorted(root.glob("spec/*/機能/*.yaml"))[n]
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("できること。", "できるようにすること。", 1), encoding="utf-8")
    return measured(["build", "site", "--root", str(root)])


if __name__ == "__main__":
    sys.exit(main())
