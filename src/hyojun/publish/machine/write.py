"""The tables of a 業務 going out: a CSV file each with their description, and one workbook."""

from collections.abc import Sequence
from pathlib import Path

from hyojun.model import Business

from ..excel.cells import ExcelError
from ..job import Job, Published, drafts_marked
from .csv_text import csv_text
from .datapackage import FILE, READING, VERSION, descriptor
from .definitions import tables
from .rows import filled
from .workbook import workbook


def table_files(
    business: Business, unchecked: bool = False, notes: Sequence[tuple[str, str]] = ()
) -> dict[str, bytes]:
    """Workbook, CSV files and `datapackage.json` by name.

    Raises ExcelError, naming table, row and column, for what a cell cannot hold.

    `unchecked`: the sources have errors. `notes`: item and content to tell of before that.
    """
    told = (
        *notes,
        ("検査", "未検査（元のファイルに誤りがある）" if unchecked else "誤りなし"),
        ("表の形式の版", str(VERSION)),
        ("CSVの書き方", READING),
    )
    rows = filled(business, told)
    name = book_name(business)
    try:
        book = workbook(rows, name.removesuffix(".xlsx"))
    except ExcelError as error:
        raise ExcelError(f"業務{business.id}の機械可読の表を作れません。{error}") from error
    written = {f"{t.table.name}.csv": (t, csv_text(t).encode()) for t in rows}
    csv = {file: content for file, (_, content) in written.items()}
    return {name: book, **csv, FILE: descriptor(business, written)}


def table_paths(business: Business) -> dict[str, str]:
    """Where the files of the sources lie below the output directory → their names."""
    inside = {f"tables/{business.id}/{name}": name for name in (*(f"{t}.csv" for t in tables()), FILE)}
    return {f"tables/{book_name(business)}": book_name(business), **inside}


def book_name(business: Business) -> str:
    return f"{business.id}_{business.name}_機械可読の表{drafts_marked(business.documents)}.xlsx"


def write_tables(job: Job, business: Business, out: Path) -> list[Published]:
    """`tables/002_印鑑登録_機械可読の表.xlsx`, `tables/002/functions.csv`, … ; raises ExcelError."""
    found = table_files(business, job.draft)
    paths = table_paths(business)
    (out / "tables" / business.id).mkdir(parents=True, exist_ok=True)
    for path, name in paths.items():
        (out / path).write_bytes(found[name])
    return [Published(path, "tables", business.id) for path in paths]
