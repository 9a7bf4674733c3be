"""The same 20,000 requirements and links as a site: by hyojun, and by sphinx-needs.

Both get the same IDs, titles, texts and references, in as many files. sphinx-needs is installed into an environment
of its own, since hyojun does not depend on it; its project has what its guide shows for a start: the pages, and
no table, filter or diagram on top. hyojun's site has all that it always has. CPU and memory as in `sample`.

    .venv/bin/python -m benchmarks.needs [--requirements 20000] [--runs 1]
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .sample import MEASURES, Run, measured

VERSION = "9.1.0"
A_FILE = 50
"""Requirements a file."""
A_BUSINESS = 1000
LINKS = 2
"""Links to others, from each."""
_WORDS = "申請 受付 登録 照会 証明書 住所 氏名 異動 職員 画面 一覧 出力 確認 記録 期限 通知".split()


class Requirement(NamedTuple):
    """A statement that points at others of its 業務."""

    id: str
    title: str
    text: str
    links: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="同じ要件とリンクを、hyojun と sphinx-needs で公開して比べます。"
    )
    parser.add_argument("--requirements", type=int, default=20_000, help="要件の数（既定 20000）")
    parser.add_argument("--runs", type=int, default=1, help="回数（既定 1）")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        found = requirements(given.requirements)
        write_hyojun(found, top / "hyojun")
        write_needs(found, top / "needs")
        sphinx = _environment(top / "environment")
        for run in range(given.runs):
            build = ["build", "site", "--root", str(top / "hyojun"), "--out", str(top / f"site-{run}")]
            ours = measured(build)
            theirs = _process([sphinx, "-q", "-b", "html", str(top / "needs"), str(top / f"html-{run}")])
            for name, one in (("hyojun", ours), ("sphinx-needs", theirs)):
                print(
                    f"{name}: " + "、".join(f"{word} {format(of(one), form)}" for word, form, of in MEASURES)
                )
            print(f"CPU の比: {theirs.cpu / ours.cpu:.1f}", flush=True)
    return 0


def requirements(count: int, seed: int = 1) -> list[Requirement]:
    """As many statements, the same every time."""
    rng = random.Random(seed)
    ids = [f"{1 + n // A_BUSINESS:03}{1 + n % A_BUSINESS:04}" for n in range(count)]
    found = []
    for n, id in enumerate(ids):
        own = ids[n // A_BUSINESS * A_BUSINESS : (n // A_BUSINESS + 1) * A_BUSINESS]
        words = rng.choices(_WORDS, k=12)
        text = "、".join(words[:6]) + "に応じて、" + "の".join(words[6:]) + "を表示できること。"
        found.append(
            Requirement(id, f"{words[0]}の{words[1]} {n}", text, tuple(rng.sample(own, min(LINKS, len(own)))))
        )
    return found


def write_hyojun(found: Sequence[Requirement], root: Path) -> None:
    """A repository of 業務 with one document each."""
    head = '版: "1.0"\n    状態: 案\n    改定履歴: [{版: "1.0", 概要: 初めて定めた。}]\n'
    root.mkdir()
    (root / "pyproject.toml").write_text("[tool.hyojun]\n", "utf-8")
    for first in range(0, len(found), A_BUSINESS):
        own = found[first : first + A_BUSINESS]
        business = own[0].id[:3]
        folder = root / "spec" / business
        (folder / "機能").mkdir(parents=True)
        files = []
        for number, start in enumerate(range(0, len(own), A_FILE), 1):
            name = f"機能/{number}.yaml"
            files.append(name)
            rows = "".join(_row(r) for r in own[start : start + A_FILE])
            (folder / name).write_text(
                f"見出し:\n  - キー: k{number}\n    題名: 見出し{number}\n    機能:\n{rows}", "utf-8"
            )
        listed = "".join(f"      - {name}\n" for name in files)
        document = f"  - 文書: 機能\n    題名: 題名\n    発行者: 発行者\n    {head}    構成:\n{listed}"
        (folder / "業務.yaml").write_text(f'業務ID: "{business}"\n文書:\n{document}', "utf-8")


def _row(r: Requirement) -> str:
    names = "".join(f"          - 機能{id}\n" for id in r.links)
    return (
        f'      - 機能ID: "{r.id}"\n        機能名称: {r.title}\n        実装類型: 実装必須\n'
        f"        機能要件: {r.text}\n        参照:\n{names}"
    )


def write_needs(found: Sequence[Requirement], folder: Path) -> None:
    """A project of sphinx-needs with a page a file."""
    folder.mkdir()
    settings = 'project = "needs"\nextensions = ["sphinx_needs"]\nlanguage = "ja"\nneeds_id_regex = "^[A-Z0-9_]{3,}"\n'
    (folder / "conf.py").write_text(settings, "utf-8")
    names = []
    for number, start in enumerate(range(0, len(found), A_FILE), 1):
        name = f"page{number}"
        names.append(name)
        own = found[start : start + A_FILE]
        rows = "".join(
            f".. req:: {r.title}\n   :id: F{r.id}\n   :links: {', '.join('F' + x for x in r.links)}\n\n   {r.text}\n\n"
            for r in own
        )
        title = f"見出し{number}"
        (folder / f"{name}.rst").write_text(f"{title}\n{'=' * 2 * len(title)}\n\n{rows}", "utf-8")
    tree = "".join(f"   {name}\n" for name in names)
    (folder / "index.rst").write_text(f"needs\n=====\n\n.. toctree::\n\n{tree}", "utf-8")


def _directive(r: Requirement) -> str:
    links = ", ".join(f"F{id}" for id in r.links)
    return f".. req:: {r.title}\n   :id: F{r.id}\n   :links: {links}\n\n   {r.text}\n\n"


def _environment(place: Path) -> str:
    """`sphinx-build` of a new environment with sphinx-needs."""
    venv.create(place, with_pip=True)
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "-qq", f"sphinx-needs=={VERSION}"], check=True)
    return str(python.with_name("sphinx-build"))


def _process(command: Sequence[str]) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = code = os.waitstatus_to_exitcode(status)
    if code != 0:
        sys.exit(f"{command[0]} が終了コード {code} で終わりました。")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 2**20)


if __name__ == "__main__":
    raise SystemExit(main())
