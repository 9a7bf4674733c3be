"""Honest exits: what every command answers, by outcome. The cases are data; the handbook shows the same table."""

import json
import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from commands import Command, digest
from failing import Fault, failing
from typer.main import get_command

from hyojun import check, publish
from hyojun.cli import app
from hyojun.publish import snapshot
from hyojun.source import editing
from hyojun.source.atomic import PENDING

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HANDBOOK = ROOT / "docs/handbook/operators.md"
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "exit_codes.yaml").read_text("utf-8"))


def _edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        file = root / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8", newline="\n")

    return edit


def _no_repository(root: Path) -> None:
    shutil.rmtree(root / "spec")
    (root / "pyproject.toml").unlink()


def _book(root: Path) -> Path:
    """The tables of the 業務 as a workbook of somebody."""
    file = root.parent / "人のフォルダー/編集.xlsx"
    editing.export(root, "002", file)
    return file


def _conflict(root: Path) -> None:
    """The book and the sources both say something else now."""
    file = _book(root)
    opened = openpyxl.load_workbook(file)
    (cell,) = (c for row in opened["機能"].iter_rows() for c in row if c.value == "印鑑登録原票の管理")
    cell.value = "原票の管理"
    opened.save(file)
    _edit("spec/002/機能/1-管理項目.yaml", "印鑑登録原票の管理", "登録原票の管理")(root)


def _table(root: Path) -> None:
    rows = "大項目,機能名称,機能要件,実装類型\n1．登録,登録,登録できること。,◎\n"
    (root.parent / "人のフォルダー/機能.csv").write_text(rows, "utf-8")


def _overlapping(root: Path) -> None:
    """A heading that the 業務 has, and one that it has not."""
    _table(root)
    with (root.parent / "人のフォルダー/機能.csv").open("a", encoding="utf-8") as file:
        file.write("管理項目,原票,管理できること。,◎\n")


def _built(root: Path) -> None:
    repository, report = check.opened(root)
    publish.build(repository, ("snapshot",), root / "build", findings=report.findings)


def _touched(root: Path) -> None:
    _built(root)
    file = next((root / "build/snapshot").glob("002-*.json"))
    file.write_text(file.read_text("utf-8") + " ", "utf-8")


def _being_written(root: Path) -> None:
    """As a command leaves it that is at work: this process lives."""
    ready = root / PENDING / "ready"
    ready.mkdir(parents=True)
    (ready / "files.json").write_text(json.dumps({"owner": os.getpid(), "files": []}))


def _changing(root: Path) -> Iterator[None]:
    """Somebody saves while a snapshot is being written."""
    made = snapshot.write_snapshots

    file = root / "spec/002/用語.yaml"
    before = file.read_bytes()

    def meanwhile(*given: Any) -> Any:
        file.write_bytes(before + "# 書き足した\n".encode())
        return made(*given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(snapshot, "write_snapshots", meanwhile)
        yield
    file.write_bytes(before)


WHILE: dict[str, Callable[[Path], Any]] = {
    "空き容量が無い": lambda root: failing(root, Fault.FULL, 1),
    "書き込めない": lambda root: failing(root, Fault.READ_ONLY, 1),
    "中断": lambda root: failing(root, Fault.INTERRUPTED, 2),
    "作る間の変更": contextmanager(_changing),
}
"""What is the matter while the command runs."""
PREPARED: dict[str, Callable[[Path], object]] = {
    "誤り": _edit("spec/002/用語.yaml", "定義:", "ていぎ:"),
    "警告": _edit("spec/002/機能/1-管理項目.yaml", "次の項目を入力", "次の項目を適切に入力"),
    "乱れ": _edit("spec/002/用語.yaml", "    読み: ", "    読み:   "),
    "読めない": _edit("spec/002/用語.yaml", "用語:", "用語: *a"),
    "重なる仮番号": _edit("spec/002/機能/1-管理項目.yaml", '機能ID: "0020001"', "機能ID: 002仮1"),
    "版の書換え": _edit("spec/002/editions/機能-1.0.json", "印鑑", "印影"),
    "空のフォルダー": _no_repository,
    "編集用のブック": _book,
    "競合する編集": _conflict,
    "機能の表": _table,
    "重なる表": _overlapping,
    "壊れたブック": lambda root: (root.parent / "人のフォルダー/壊れた.xlsx").write_bytes(b"PK\3\4 broken"),
    "作ったもの": _built,
    "公開物の書換え": _touched,
    "書込み中": _being_written,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The sample with one 業務, and beside it a folder of somebody."""
    root = tmp_path / "仕様書"
    for folder in ("spec/002", "bpmn/002"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    (tmp_path / "人のフォルダー").mkdir()
    (tmp_path / "人のフォルダー/メモ.txt").write_text("大事\n", "utf-8")
    return root


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['命令']}: {c['結果']}")
def test_the_exit_code_says_what_happened(hyojun: Command, root: Path, case: dict[str, Any]) -> None:
    circumstances = [w for w in case.get("準備", "").split("、") if w]
    for prepared in (w for w in circumstances if w not in WHILE):
        PREPARED[prepared](root)
    before = digest(root.parent)
    command = re.sub("<(.+?)>", lambda m: shlex.quote(f"{root.parent}/{m[1]}"), case["命令"])
    with ExitStack() as around:
        for matter in (w for w in circumstances if w in WHILE):
            around.enter_context(WHILE[matter](root))
        result = hyojun(*shlex.split(command), cwd=root)
    assert result.code == case["終了コード"], result.err + result.out
    assert case["表示"] in result.out + result.err
    if result.code:
        after = {k: v for k, v in digest(root.parent).items() if ".hyojun-cache" not in k}
        assert after == before, "nothing is half done"


def test_every_command_has_cases() -> None:
    words = {c["命令"].split()[0] for c in CASES}
    names = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert names - words == {"serve"}, "serve runs until it is stopped"


def test_the_handbook_shows_the_same_table() -> None:
    rows = re.findall(
        r"^\| `hyojun ([a-z-]+)[^|]*` \| ([^|]+) \| ([^|]+) \|$", HANDBOOK.read_text("utf-8"), re.M
    )
    shown = {(command, n) for command, one, two in rows for n, told in ((1, one), (2, two)) if told != "―"}
    found = {(c["命令"].split()[0], c["終了コード"]) for c in CASES if c["終了コード"]}
    assert {pair for pair in found if pair[0] != "無い命令"} == shown
