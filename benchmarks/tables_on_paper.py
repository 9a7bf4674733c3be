"""How long the 新旧対照表 of one full 業務 takes: its rows, its PDF, its workbook; CPU of each step alone,
the slowest run (Typst remembers what it set before).

    .venv/bin/python -m benchmarks.tables_on_paper 資料の場所 [--spec 001] [--runs 3]

資料の場所 is what `benchmarks.corpus` wrote: `earlier` and `current`.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from hyojun.diff import Held, between, comparison_table
from hyojun.model import Corpus
from hyojun.publish.papers.comparison import comparison_paper
from hyojun.publish.papers.pdf import table_pdf
from hyojun.publish.papers.profile import load_profile
from hyojun.publish.papers.workbook import table_workbook
from hyojun.publish.pdf.fonts import font_set
from hyojun.source import open_versions

T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tables_on_paper", description="1業務の新旧対照表を作る時間を測ります。"
    )
    parser.add_argument("where", type=Path, metavar="資料の場所")
    parser.add_argument("--spec", default="001", help="業務ID（既定 001）")
    parser.add_argument("--runs", type=int, default=3, help="回数（既定 3）")
    given = parser.parse_args(arguments)
    root: Path = given.where / "current"
    versions = open_versions(root, str(given.where / "earlier"), str(root), given.spec)
    profile, fonts = load_profile(root).style(), font_set()
    for found in between(versions).documents:
        old, new = (_held(side.corpus, given.spec, found.document) for side in (versions.old, versions.new))
        seconds: dict[str, list[float]] = {"行": [], "PDF": [], "Excel": []}
        for _ in range(given.runs):
            table = _timed(seconds["行"], lambda o=old, n=new, f=found: comparison_table(f, o[:2], n[:2]))
            paper = comparison_paper(table, profile, new, era="和暦")
            with tempfile.TemporaryDirectory() as folder:
                work = Path(folder)
                _timed(seconds["PDF"], lambda p=paper, w=work: table_pdf(p, root, fonts, w / "work"))
                _timed(seconds["Excel"], lambda p=paper, w=work: table_workbook(p, root, w / "t.xlsx"))
        entries = sum(len(row.news) for row in table.rows)
        told = " / ".join(f"{word} {max(s):.2f}" for word, s in seconds.items())
        print(
            f"| {found.business}/{found.document} | {entries} | {len(found.changes)} | {len(table.rows)} | {told} |"
        )
    return 0


def _held(corpus: Corpus, business: str, document: str) -> Held:
    own = corpus.business(business)
    inside = own.document(document) if own else None
    if own is None or inside is None:
        raise SystemExit(f"業務 {business} の文書「{document}」が、どちらかの版にありません。")
    return Held(own, inside)


def _timed(into: list[float], act: Callable[[], T]) -> T:
    start = time.process_time()
    done = act()
    into.append(time.process_time() - start)
    return done


if __name__ == "__main__":
    sys.exit(main())
