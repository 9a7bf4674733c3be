"""All that hyojun does, over the corpus of all 業務: CPU, wall, memory and size, several runs, as a table that is kept.

    .venv/bin/python -m benchmarks.full [--runs 3] [--businesses 1 5 20] [--only pdf] [--jobs 2]

Whole commands as users call them. Each output is made from nothing: without the cache of `check`, without an earlier
build. Rows of `full.md` beside this file are replaced by those that were measured; the others stay, with their date.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from . import differences, editing, growth, importing
from .corpus.__main__ import MOST
from .measuring import Cost, cost
from .sample import machine
from .scale import CACHE, SIZES, corpus

TABLE = Path(__file__).with_name("full.md")
HEAD = (
    "実行日",
    "機械",
    "測ったこと",
    "業務（MB）",
    "回数",
    "経過（秒）",
    "CPU（秒）",
    "最大記憶量（MiB）",
    "出力（MB）",
    "負荷",
    "目標",
)
WORDS = """\
# 全業務規模の計測

`python -m benchmarks.full` が書いた表です。測り方と目標は [README](README.md) にあります。

- 値は「最小 / 中央 / 最大」です。CPU は、起動から終了までの、全てのプロセスの利用者時間とシステム時間の和です。
- 最大記憶量は、同時に動く全てのプロセスの和（共有する分は一度だけ数える PSS）のうち、見えた最大です。
- 負荷は、測り終えたときの、動こうとしていたプロセスの数（1分の平均）です。コアの数より大きいときは、ほかの処理と
  同時に測ったもので、経過は参考にならず、CPU も静かな機械より大きく（負荷 20 でおよそ1.5～2倍）出ます。
"""


class Task(NamedTuple):
    """A command that is measured."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path, int], None]
    """Makes a repository ready for a run, by its number."""
    made: str = ""
    """What it writes, relative to the repository."""
    cpu: float = 0
    """Seconds it is meant to stay below on 20 業務; 0: nothing is said of it."""
    wall: float = 0
    memory: float = 0
    """MiB."""
    grows: bool = True
    """Whether it is measured on fewer 業務, too."""


def _nothing(root: Path, run: int) -> None:
    for left in (CACHE, "build"):
        shutil.rmtree(root / left, ignore_errors=True)


def _one_line(root: Path, run: int) -> None:
    """After an official has changed the wording of one statement."""
    file = sorted(root.glob("spec/*/機能/*.yaml"))[run]
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("できること。", "できるようにすること。", 1), encoding="utf-8")


def _build(kinds: str, cpu: float = 0, wall: float = 0, memory: float = 0) -> Task:
    return Task(f"build {kinds}（初めから）", ("build", *kinds.split()), _nothing, "build", cpu, wall, memory)


TASKS = (
    Task("check（初回）", ("check",), _nothing, cpu=5),
    Task("check（1ファイル変更後）", ("check",), _one_line, cpu=1),
    _build("site", cpu=60),
    Task("build site（1行変更後）", ("build", "site"), _one_line, "build", cpu=3, grows=False),
    _build("pdf", cpu=200, memory=2560),
    _build("excel", cpu=15),
    _build("tables"),
    _build("package"),
    _build("excel tables package", cpu=25),
    _build("snapshot"),
    _build("all", wall=300),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.full",
        description="全業務規模の資料で、全ての命令の時間と記憶量を測ります。",
    )
    parser.add_argument("--runs", type=int, default=3, help="回数（既定 3）")
    parser.add_argument("--businesses", type=int, nargs="+", default=SIZES, help="業務の数（既定 1 5 20）")
    parser.add_argument("--only", default="", help="名前にこの言葉を含むものだけを測る（例: pdf）")
    parser.add_argument("--jobs", type=int, help="build に渡すプロセスの数（既定はコアの数）")
    given = parser.parse_args(arguments)
    if given.runs < 1 or not all(1 <= n <= MOST for n in given.businesses):
        parser.error(f"--runs は1以上、--businesses は1から{MOST}までの数にしてください。")
    for row in _rows(sorted(given.businesses), given.runs, given.only, given.jobs):
        print(row, flush=True)
        TABLE.write_text(with_row(TABLE.read_text("utf-8") if TABLE.exists() else "", row), encoding="utf-8")
    return 0


def with_row(text: str, row: str) -> str:
    """The page with a row in the place of an earlier one of the same command and size, else at the end."""
    rows = {_key(line): line for line in text.splitlines() if re.match(r"\| \d{4}-", line)} | {_key(row): row}
    head = (f"| {' | '.join(HEAD)} |", f"|{'---|' * len(HEAD)}")
    order = {task.name: n for n, task in enumerate((*TASKS, *DIFFS, *IMPORTS, *BOOKS))}
    ordered = sorted(rows.values(), key=lambda line: order.get(_key(line)[0], len(order)))
    return "\n".join((WORDS, *head, *ordered, "", *_growth(ordered)))


def _key(row: str) -> tuple[str, str]:
    cells = row.split(" | ")
    return cells[2], cells[3].partition("（")[0]


def _growth(rows: Sequence[str]) -> Iterator[str]:
    """CPU seconds for each MB of sources, and how far from a straight line they grow."""
    found: dict[str, dict[int, float]] = {}
    least: dict[str, dict[int, tuple[float, float]]] = {}
    for row in rows:
        cells = row.split(" | ")
        if size := re.fullmatch(r"(\d+)（([\d.]+)）", cells[3]):
            cpu, mb = [float(n) for n in cells[6].split(" / ")], float(size[2])
            found.setdefault(cells[2], {})[int(size[1])] = cpu[1] / mb
            least.setdefault(cells[2], {})[int(size[1])] = (mb, cpu[0])
    several = {name: by for name, by in found.items() if len(by) > 1}
    if not several:
        return
    sizes = sorted({n for by in several.values() for n in by})
    yield "## 大きさとの比"
    yield ""
    yield "元のファイル 1 MB あたりの CPU（秒、中央の値）。起動などの決まった費用があるため、1業務では大きくなります。"
    yield ""
    yield f"| 測ったこと | {' | '.join(f'{n}業務' for n in sizes)} |"
    yield f"|---{'|---' * len(sizes)}|"
    for name, by in several.items():
        yield f"| {name} | {' | '.join(f'{by[n]:.3f}' if n in by else '' for n in sizes)} |"
    yield ""
    yield from growth.told(least)


def _rows(sizes: Sequence[int], runs: int, only: str, jobs: int | None) -> Iterator[str]:
    for businesses in sizes:
        tasks = [t for t in TASKS if only in t.name and (t.grows or businesses == MOST)]
        if tasks:
            with corpus(businesses) as root:
                for task in tasks:
                    yield _row(task, root, businesses, runs, jobs)
    if MOST in sizes:
        for prepared, tasks in ((_editions, DIFFS), (_workbook, IMPORTS), (_book, BOOKS)):
            if chosen := [t for t in tasks if only in t.name]:
                with prepared() as root:
                    for task in chosen:
                        yield _row(task, root, None, runs, None)


def _row(task: Task, root: Path, businesses: int | None, runs: int, jobs: int | None) -> str:
    size = sum(f.stat().st_size for f in _sources(root)) / 1e6
    more = ("--jobs", str(jobs)) if jobs and task.arguments[0] == "build" else ()
    found: list[Cost] = []
    for run in range(runs):
        task.prepare(root, run)
        found.append(cost((*task.arguments, "--root", str(root), *more), root))
    what = f"{businesses}（{size:.1f}）" if businesses else f"{size:.1f} MB"
    cells = (
        date.today().isoformat(),
        machine(),
        task.name,
        what,
        str(runs),
        *(_three([c[n] for c in found], form) for n, form in ((0, ".1f"), (1, ".2f"), (2, ".0f"))),
        _size(root / task.made) if task.made else "",
        _three([c.load for c in found], ".0f"),
        "、".join(_met(task, found)) if businesses in (MOST, None) else "",
    )
    return f"| {' | '.join(cells)} |"


def _sources(root: Path) -> Iterator[Path]:
    """What is read; an output of the task before holds drawings and workbooks, too."""
    for ending in ("*.yaml", "*.bpmn", "*.xlsx"):
        yield from (f for f in root.rglob(ending) if "build" not in f.relative_to(root).parts)


def _three(values: Sequence[float], form: str) -> str:
    return " / ".join(format(f(values), form) for f in (min, statistics.median, max))


def _size(made: Path) -> str:
    files = [f for f in made.rglob("*") if f.is_file()] if made.is_dir() else [made]
    return f"{sum(f.stat().st_size for f in files) / 1e6:.1f}"


def _met(task: Task, found: Sequence[Cost]) -> Iterator[str]:
    for word, unit, limit, values in (
        ("CPU", "秒", task.cpu, [c.cpu for c in found]),
        ("経過", "秒", task.wall, [c.wall for c in found]),
        ("記憶量", "MiB", task.memory, [c.memory for c in found]),
    ):
        if limit:
            yield f"{word} {limit:g} {unit}: {'達成' if statistics.median(values) <= limit else '未達'}"


@contextmanager
def _editions() -> Iterator[Path]:
    """Two editions of all 業務, one a commit and the other the work tree."""
    with differences.repository(MOST) as root:
        yield root


def _as_it_is(root: Path, run: int) -> None:
    shutil.rmtree(root / CACHE, ignore_errors=True)


def _only_one_file(root: Path, run: int) -> None:
    """Back to what is committed, and one statement changed."""
    for command in (("checkout", "--quiet", "--", "."), ("clean", "-dfq", "--", "spec", "bpmn")):
        subprocess.run(["git", *command], cwd=root, check=True)
    _one_line(root, run)


_DIFF = ("diff", "HEAD", "--format", "json", "--out", "build-diff.json")
DIFFS = (
    Task("diff（二つの版、全ての業務）", _DIFF, _as_it_is, "build-diff.json", cpu=15),
    Task("diff（1ファイル）", _DIFF, _only_one_file, "build-diff.json", cpu=1.5),
)


@contextmanager
def _workbook() -> Iterator[Path]:
    """A 諸元表 of 20,000 rows, and an empty repository."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "pyproject.toml").write_text("[tool.hyojun]\n", encoding="utf-8")
        (root / "spec").mkdir()
        importing.sheet(root / "諸元表.xlsx", 20_000)
        yield root


def _empty(root: Path, run: int) -> None:
    shutil.rmtree(root / "spec")
    (root / "spec").mkdir()


IMPORTS = (Task("import（20,000行の諸元表）", ("import", "諸元表.xlsx"), _empty, "spec"),)


@contextmanager
def _book() -> Iterator[Path]:
    """A 業務 in 125 files, and a book for editing it with 200 changed cells."""
    with corpus(1) as whole, tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(whole, Path(folder) / "r", symlinks=True))
        (spec,) = (f.name for f in (root / "spec").iterdir() if (f / "業務.yaml").is_file())
        editing.split(root, spec)
        cost(("edit", "export", spec, "--out", "直した.xlsx", "--root", str(root)), root)
        editing.change(root / "直した.xlsx")
        shutil.copytree(root / "spec", root / "saved")
        yield root


def _restored(root: Path, run: int) -> None:
    shutil.rmtree(root / "spec")
    shutil.copytree(root / "saved", root / "spec")


BOOKS = (Task("edit apply（1業務、200セル）", ("edit", "apply", "直した.xlsx"), _restored, cpu=2),)


if __name__ == "__main__":
    sys.exit(main())
