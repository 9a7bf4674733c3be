"""How long `hyojun diff` takes on two editions of all 業務, and on a pull request that touches one file.

The older edition is a commit, the newer one the work tree, as on a pull request. CPU and memory as in `sample`:
whole processes with all they start.

    .venv/bin/python -m benchmarks.differences [--runs 3] [--businesses 20]
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from .corpus.__main__ import MOST
from .corpus.plan import shares
from .corpus.sources import sources
from .corpus.write import write
from .sample import MEASURES, Run, machine, measured
from .whole.acts import next_of

PART = 0.1
"""Of what `whole` does with 1,000 functions: about 80 changes for each 1,000, in every second file."""
LIMITS = {"二つの版": 15.0, "1ファイル": 1.5}
"""CPU seconds that 20 業務 are meant to stay below."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.differences",
        description="全業務規模の資料で、比較の時間と記憶量を測ります。",
    )
    parser.add_argument("--runs", type=int, default=3, help="回数（既定 3）")
    parser.add_argument("--businesses", type=int, default=MOST, help=f"業務の数（既定 {MOST}）")
    given = parser.parse_args(arguments)
    if given.runs < 1 or not 1 <= given.businesses <= MOST:
        parser.error(f"--runs は1以上、--businesses は1から{MOST}までの数にしてください。")
    print("\nREADME.md の表に足す行:\n" + "\n".join(_rows(given.businesses, given.runs)))
    return 0


def _rows(businesses: int, runs: int) -> list[str]:
    with repository(businesses) as root:
        size = sum(f.stat().st_size for e in ("*.yaml", "*.bpmn") for f in root.rglob(e)) / 1e6
        out = ["--format", "json", "--out", str(root.parent / "diff.json")]
        command = ["diff", "HEAD", "--root", str(root), *out]
        whole = f"二つの版（{_changed(root)}ファイル）", [measured(command) for _ in range(runs)]
        _git(root, "stash", "--include-untracked")
        _one_file(root)
        one = "1ファイル", [measured(command) for _ in range(runs)]
    return [_row(name, found, f"{businesses}（{size:.1f}）", businesses) for name, found in (whole, one)]


def _row(name: str, found: list[Run], size: str, businesses: int) -> str:
    cells = []
    for label, form, value in MEASURES:
        three = sorted(value(run) for run in found)
        cells.append(" / ".join(format(x, form) for x in (three[0], three[len(three) // 2], three[-1])))
        if label.startswith("CPU") and businesses == MOST:
            limit = LIMITS[name.partition("（")[0]]
            met = three[len(three) // 2] <= limit
            print(f"{name}: 目標 CPU {limit:g} 秒以内: {'達成' if met else '未達'}（{cells[-1]}）")
    return f"| {' | '.join([date.today().isoformat(), machine(), f'`hyojun diff`（{name}）', size, str(len(found)), *cells])} |"


@contextmanager
def repository(businesses: int) -> Iterator[Path]:
    """One edition committed, the next one in the work tree; gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "corpus"
        old = list(sources(shares(businesses), 1))
        write(root, old)
        (root / ".gitignore").write_text(".hyojun-cache/\n", "utf-8")
        _git(root, "init", "--quiet")
        _git(root, "add", "--all")
        _git(root, "commit", "--quiet", "--message", "before")
        for name in ("spec", "bpmn"):
            shutil.rmtree(root / name)
        write(root, (next_of(own, 1, PART)[0] for own in old))
        yield root


def _changed(root: Path) -> int:
    return len(_git(root, "status", "--porcelain").splitlines())


def _one_file(root: Path) -> None:
    """An official has changed the wording of one statement."""
    file = sorted(root.glob("spec/*/機能/*.yaml"))[0]
    text = file.read_text("utf-8")
    file.write_text(text.replace("できること。", "できるようにすること。", 1), "utf-8")


def _git(root: Path, *command: str) -> str:
    """git with nothing of the machine's settings."""
    quiet = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid", "-c", "gc.auto=0"]
    done = subprocess.run(
        ["git", *quiet, *command], cwd=root, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
