"""CPU of taking in a sheet of 20,000 rows: `python -m benchmarks.importing [--runs 3] [--rows 20000]`."""

import argparse
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook

from hyojun.source.importing import import_workbook, read_item_definition

_HEADERS = (
    "帳票ID",
    "帳票名称",
    "項番",
    "印字項目名",
    "編集条件",
    "桁数",
    "必須/オプション",
    "備考",
)
_PER_FORM = 40


def sheet(path: Path, rows: int) -> None:
    """A 諸元表 with seven filled cells a row."""
    book = Workbook(write_only=True)
    made = book.create_sheet("諸元表")
    made.append(_HEADERS)
    for n in range(rows):
        form, item = n // _PER_FORM + 1, n % _PER_FORM + 1
        required = "必須" if n % 3 else "オプション"
        words = (f"印字項目{item}", f"編集の条件{n}による。", 20, required, None)
        made.append((f"002{form:04}", f"帳票{form}", item, *words))
    book.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rows", type=int, default=20_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "諸元表.xlsx"
        sheet(path, given.rows)
        for run in range(given.runs):
            root = Path(folder) / f"repository{run}"
            (root / "spec").mkdir(parents=True)
            (root / "pyproject.toml").write_text("[tool.hyojun]\n", encoding="utf-8")
            start = time.process_time()
            read_item_definition(path)
            read = time.process_time()
            import_workbook(path, root)
            whole = time.process_time() - read
            print(f"{given.rows}行: 読取り {read - start:.1f} CPU秒、取込みの全体 {whole:.1f} CPU秒")


if __name__ == "__main__":
    main()
