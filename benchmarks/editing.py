"""How long an Excel book takes back into the sources: 200 changed cells over 100 files, the whole command.

.venv/bin/python -m benchmarks.editing [--runs 5]
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from hyojun.source import load
from hyojun.source.editing import apply, export
from hyojun.source.yaml_text import parse
from hyojun.source.yaml_writer import to_yaml

from .sample import machine
from .scale import corpus

CELLS = 200
TEXT = "直した文である。"
NAMES = {"データ項目": "データ項目", "機能": "機能名称", "帳票": "帳票名称"}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.editing",
        description="編集用のブックの書き出しと、戻すときの時間を測ります。",
    )
    parser.add_argument("--runs", type=int, default=5, help="繰り返す回数（既定 5）")
    given = parser.parse_args(arguments)
    with corpus(1) as whole, tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(whole, Path(folder) / "r", symlinks=True))
        spec = load(root).corpus.businesses[0].id
        files = split(root, spec)
        book = Path(folder) / "甲.xlsx"
        rows = sum(count for _, count in export(root, spec, book).rows)
        changed = change(book)
        touched = len(apply(root, [book], write=False).files)
        size = book.stat().st_size / 1e6
        print(f"業務 {spec}: {files} ファイル、ブック {rows:,} 行、{size:.1f} MB")
        print(f"直したセル {changed}（{touched} ファイル）")
        saved = Path(shutil.copytree(root / "spec", Path(folder) / "saved"))
        times: dict[str, list[float]] = {"書き出し": [], "反映": []}
        for _ in range(given.runs):
            shutil.rmtree(root / "spec")
            shutil.copytree(saved, root / "spec")
            times["書き出し"].append(cpu(root, "export", spec, "--out", str(Path(folder) / "x.xlsx")))
            times["反映"].append(cpu(root, "apply", str(book)))
        print(f"| 日 | 機械 | 書き出し CPU 秒 | {CELLS} セルの反映 CPU 秒 |")
        shown = (f"{min(t):.2f} / {statistics.median(t):.2f} / {max(t):.2f}" for t in times.values())
        print(f"| {date.today()} | {machine()} | {' | '.join(shown)} |")
    return 0


def split(root: Path, spec: str) -> int:
    """Put each group of data items into a file of its own; how many files the 業務 then has."""
    folder = root / "spec" / spec
    head = folder / "業務.yaml"
    text = head.read_text("utf-8")
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        groups = parse(path.read_text("utf-8"), name).tree.get("データグループ", [])
        if len(groups) > 1:
            names = [f"{name.removesuffix('.yaml')}-{n}.yaml" for n in range(len(groups))]
            for own, group in zip(names, groups, strict=True):
                (folder / own).write_text(to_yaml({"データグループ": [group]}), "utf-8")
            [line] = [x for x in text.split("\n") if x.strip() == f"- {name}"]
            text = text.replace(line, "\n".join(line.replace(name, own) for own in names))
            path.unlink()
    head.write_text(text, "utf-8")
    return sum(1 for _ in folder.rglob("*.yaml"))


def change(book: Path) -> int:
    """Change two cells of the first item of every group, then of functions and forms, evenly; how many cells."""
    opened = openpyxl.load_workbook(book)
    items = opened["データ項目"]
    group = _heads(items)["データグループ（属する行）"]
    firsts = {items.cell(row, group).value: row for row in range(items.max_row, 4, -1)}
    left = max(0, CELLS // 2 - len(firsts))
    places = [(items, row) for row in sorted(firsts.values())[: CELLS // 2]]
    for sheet, number in ((opened["機能"], left - left // 2), (opened["帳票"], left // 2)):
        rows = range(5, sheet.max_row + 1)
        places += [(sheet, row) for row in rows[:: max(1, len(rows) // max(1, number))][:number]]
    for sheet, row in places:
        for head in (NAMES[sheet.title], "備考"):
            cell = sheet.cell(row, _heads(sheet)[head])
            cell.value = f"{cell.value or ''}{TEXT}"
    opened.save(book)
    return len(places) * 2


def _heads(sheet: Any) -> dict[str, int]:
    return {c.value: c.column for c in sheet[4]}


def cpu(root: Path, *arguments: str) -> float:
    """CPU seconds of one command, from its start to its end."""
    before = os.times()
    command = [sys.executable, "-c", "from hyojun.cli import main; main()", "edit", *arguments]
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    sys.exit(main())
