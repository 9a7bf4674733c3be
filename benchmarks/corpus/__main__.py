"""`python -m benchmarks.corpus OUT`: write the corpus, an earlier edition of part of it, and the edits.

.venv/bin/python -m benchmarks.corpus OUT [--businesses 20] [--seed 1]
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from .editions import Edit, earlier, edits_as_json
from .plan import shares
from .sources import Sources, sources
from .write import write

MOST = 20


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.corpus", description="全業務規模の、計測用の資料を作ります（架空）。"
    )
    parser.add_argument("out", type=Path, help="作る場所（無いか、空のフォルダー）")
    parser.add_argument("--businesses", type=int, default=MOST, help=f"業務の数（1から{MOST}。既定 {MOST}）")
    parser.add_argument(
        "--seed", type=int, default=1, help="乱数の種（同じ数なら同じ内容になります。既定 1）"
    )
    given = parser.parse_args(arguments)
    if not 1 <= given.businesses <= MOST:
        parser.error(f"--businesses は1から{MOST}までの数にしてください。")
    if given.out.exists() and (not given.out.is_dir() or any(given.out.iterdir())):
        parser.error(f"「{given.out}」は空のフォルダーではありません。別の場所を指定してください。")
    make(given.out, given.businesses, given.seed)
    return 0


def make(out: Path, businesses: int = MOST, seed: int = 1) -> None:
    """`out`/current and `out`/earlier as repositories, `out`/edits.json with what differs between them."""
    current = list(sources(shares(businesses), seed))
    _tell("current", write(out / "current", current))
    edits: list[Edit] = []

    def before() -> Iterator[Sources]:
        for own, found in earlier(current, seed):
            edits.extend(found)
            yield own

    _tell("earlier", write(out / "earlier", before()))
    (out / "edits.json").write_text(edits_as_json(edits), encoding="utf-8")
    print(f"edits.json: 変更 {len(edits)} 件")


def _tell(name: str, sizes: dict[str, int]) -> None:
    listed = "、".join(f"{ending} {size / 1e6:.1f} MB" for ending, size in sorted(sizes.items()))
    print(f"{name}: {listed}")


if __name__ == "__main__":
    sys.exit(main())
