"""Reading written workbooks with two readers, and small documents to write."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

from hyojun.model import Business, BusinessHead, Contents, Corpus, Document, Function, Heading, Revision
from hyojun.publish.excel import write_excel
from hyojun.publish.job import Job
from hyojun.source import Settings, default_registry

ROOT = Path(__file__).parents[2]

Rows = list[dict[str, Any]]


class Book:
    """A written workbook, read by calamine; what openpyxl reads must be the same."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.openpyxl = openpyxl.load_workbook(path)
        calamine = CalamineWorkbook.from_path(path)
        self.names = calamine.sheet_names
        self.grids = {n: calamine.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in self.names}

    def rows(self, sheet: str) -> Rows:
        """Rows of a sheet under its header; an empty cell is None."""
        header, rows = self.header(sheet), self.body(sheet)
        assert len(set(header)) == len(header) and all(header), f"{sheet}: the header names every column once"
        return [dict(zip(header, (None if c == "" else c for c in row), strict=True)) for row in rows]

    def top(self, sheet: str) -> tuple[int, int]:
        """First and last row of a sheet's header: those repeated on every page."""
        first, last = re.findall(r"\d+", self.openpyxl[sheet].print_title_rows or "$1:$1")
        return int(first), int(last)

    def header(self, sheet: str) -> list[str]:
        """The words of the columns, with those above them where a group of columns has them: グループ_名称."""
        first, last = self.top(sheet)
        grid, merged = self.grids[sheet], self.openpyxl[sheet].merged_cells.ranges
        words = [str(text) for text in grid[first - 1]]
        assert {(r.min_row, r.max_row) for r in merged} <= {(first, first), (first, last)}, "heads only"
        if first == last:
            return words
        upper = list(words)
        for r in merged:
            upper[r.min_col - 1 : r.max_col] = [words[r.min_col - 1]] * r.size["columns"]
        return [f"{up}_{low}" if low else up for up, low in zip(upper, grid[last - 1], strict=True)]

    def body(self, sheet: str) -> list[list[Any]]:
        return self.grids[sheet][self.top(sheet)[1] :] if sheet != "表紙" else self.grids[sheet]

    def cover(self) -> dict[str, str]:
        return {row[0]: row[1] for row in self.grids["表紙"]}

    def parts(self) -> Iterator[tuple[str, str]]:
        with zipfile.ZipFile(self.path) as archive:
            for name in archive.namelist():
                yield name, archive.read(name).decode("utf-8")


def function(number: int = 1, **given: Any) -> Function:
    values = {"name": "名", "classes": "実装必須", "text": "できること。"} | given
    return Function(id=f"002{number:04}", **values)


def job_of(*functions: Function, bodies: tuple[str, ...] = (), root: Path = ROOT, **document: Any) -> Job:
    """A job for one 業務 with one document that holds these functions under one heading."""
    registry = default_registry()
    registered = registry.business("002")
    assert registered
    contents = Contents(headings=(Heading(key="a", title="見出しA", functions=functions),))
    head = {
        "name": "機能",
        "title": "題名",
        "publisher": "見本省",
        "edition": "1.0",
        "status": "案",
    } | document
    revision = Revision(edition="1.0", summary="初めて定めた。")
    made = Document(history=(revision,), **({"contents": contents} | head))
    business = Business(registered=registered, head=BusinessHead(id="002", bodies=bodies), documents=(made,))
    return Job(root, Settings(), Corpus(registry=registry, businesses=(business,)), {})


def written(job: Job, out: Path) -> Book:
    published, *_ = write_excel(job, job.corpus.businesses[0], out)
    return Book(out / published.path)
