"""The published 項目定義書, taken in and put out again: what stands in its cells stands in ours."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from hyojun.publish.excel import write_excel
from hyojun.publish.job import Job
from hyojun.source import load
from hyojun.source.importing import import_workbook

Rows = list[list[str]]


@pytest.fixture(scope="module")
def both(
    item_definition: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[openpyxl.Workbook, openpyxl.Workbook]:
    """The published workbook, and ours made of what was imported from it."""
    root = tmp_path_factory.mktemp("official")
    (root / "spec").mkdir()
    (root / "pyproject.toml").write_text("[tool.hyojun]\n", encoding="utf-8")
    import_workbook(item_definition, root)
    repository = load(root)
    (business,) = repository.corpus.businesses
    job = Job(root, repository.settings, repository.corpus, repository.assets)
    (published,) = write_excel(job, business, root / "out")
    return openpyxl.load_workbook(item_definition), openpyxl.load_workbook(root / "out" / published.path)


def test_every_leaf_column_of_every_item_is_equal(
    both: tuple[openpyxl.Workbook, openpyxl.Workbook],
) -> None:
    official, ours = (workbook.worksheets for workbook in both)
    theirs = list(table(official[0], "データ項目ID"))
    # The last row holds marker letters of somebody's macro, and no ID.
    assert set(theirs.pop()) == {"", "e"}
    own = list(table(next(s for s in ours if s.title == "データ項目"), "データ項目ID"))
    assert len(theirs) == 2 + 29
    assert [len(row) for row in theirs] == [len(row) for row in own]
    assert own == theirs


def test_title_and_headers_are_those_of_the_publisher(
    both: tuple[openpyxl.Workbook, openpyxl.Workbook],
) -> None:
    official, ours = both[0].worksheets[0], both[1]["データ項目"]
    assert str(ours["A1"].value).startswith(str(official["B1"].value))
    assert ours.page_setup.paperSize == official.page_setup.paperSize
    assert ours.auto_filter.ref and ours.freeze_panes and ours.print_title_rows


def test_every_code_list_is_equal(both: tuple[openpyxl.Workbook, openpyxl.Workbook]) -> None:
    official, ours = both[0].worksheets[1], both[1]["コード一覧（個別）"]
    theirs = list(table(official, "コードID"))
    for above, row in pairwise(theirs):
        row[:2] = [own or before for own, before in zip(row[:2], above[:2], strict=True)]
    own = [row[:5] for row in table(ours, "コードID")]
    assert own == theirs and len(own) > 4


@pytest.mark.parametrize("name", ["凡例）列項目説明", "凡例）データ型"])
def test_every_cell_of_a_legend_is_equal(
    name: str, both: tuple[openpyxl.Workbook, openpyxl.Workbook]
) -> None:
    theirs, own = (list(table(workbook[name], "項番")) for workbook in both)
    assert own == theirs and len(own) > 9


def table(sheet: Worksheet, first: str) -> Iterator[list[str]]:
    """The rows of a table from its header on, an ID of two cells in one, markers beside the table left out.

    A header of two rows comes in two rows, each word where it stands.
    """
    (head,) = (c for row in sheet.iter_rows() for c in row if c.value == first)
    top, second = head.row, head.row + 1
    is_double = sheet.cell(second, head.column).value is None
    used = [c.column for c in sheet[top] if shown(c) or (is_double and shown(sheet.cell(second, c.column)))]
    wide = next((r for r in sheet.merged_cells.ranges if head.coordinate in r), None)
    ids = range(wide.min_col, wide.max_col + 1) if wide else range(head.column, head.column + 1)
    for row in sheet.iter_rows(min_row=top):
        texts = {c.column: shown(c) for c in row}
        cells = ["".join(texts[c] for c in ids), *(texts[c] for c in used if c not in ids)]
        if any(cells):
            yield cells


def shown(cell: Cell) -> str:
    """What a reader sees in a cell: a number in the form its format gives it."""
    value, format = cell.value, str(cell.number_format)
    if isinstance(value, int | float) and set(format) == {"0"}:
        return f"{value:0{len(format)}.0f}"
    return "" if value is None else str(value).rstrip("\n")
