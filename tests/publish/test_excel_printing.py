"""Workbooks on paper: nothing cut off at the edge of a page, no page for a few rows, no hint for the screen."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from excel_books import ROOT, function, job_of, written

from hyojun.publish import build
from hyojun.publish.excel.measure import capacity, ems
from hyojun.publish.excel.printing import pages_high
from hyojun.publish.excel.writer import first_sentence
from hyojun.source import load


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The workbooks of the whole sample, by their path."""
    out = tmp_path_factory.mktemp("out") / "build"
    build(load(ROOT), ("excel",), out)
    return {p.name: openpyxl.load_workbook(p) for p in sorted((out / "excel").rglob("*.xlsx"))}


def sheets(books: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((f"{name} {sheet.title}", sheet) for name, book in books.items() for sheet in book.worksheets)


def test_repeated_columns_cut_no_line_above_the_table(books: dict[str, Any]) -> None:
    """They are printed on every page, but a title in the first of them ends where the last of them does."""
    wide = [(name, s) for name, s in sheets(books) if s.print_title_cols and "変更一覧" not in name]
    assert len(wide) > 4
    for name, sheet in wide:
        top = int(sheet.print_title_rows.split(":")[0].strip("$"))
        assert sheet.print_area.split("!")[1].startswith(f"$A${top}:"), name
        head = sheet.oddHeader.left.text.split("\n")
        lines = [sheet.cell(row, 1).value for row in range(1, top)]
        assert all(line in head for line in lines) and len(set(head)) == len(head), name


def test_every_page_says_what_it_is_and_which(books: dict[str, Any]) -> None:
    for name, sheet in sheets(books):
        assert sheet.oddHeader.left.text, name
        assert "&P / &N" in sheet.oddFooter.right.text or "&[Page] / &N" in sheet.oddFooter.right.text, name
        assert (sheet.oddFooter.left.text or "").startswith("見本（架空）"), name


def test_the_foot_of_an_upright_page_has_room_for_both_its_ends(books: dict[str, Any]) -> None:
    upright = [(name, s) for name, s in sheets(books) if s.page_setup.orientation == "portrait"]
    assert len(upright) > 20
    for name, sheet in upright:
        words = (sheet.oddFooter.left.text or "") + sheet.oddFooter.right.text
        assert ems(words) < 45, name
    assert first_sentence("見本（架空）。例である。") == "見本（架空）"
    assert first_sentence("") == ""


def test_nothing_on_paper_tells_where_to_click(books: dict[str, Any]) -> None:
    book = books["全機能一覧.xlsx"]
    for name in ("全機能", "機能の参照"):
        sheet = book[name]
        assert sheet["A1"].hyperlink.tooltip == "「目次」に移ります。"
        assert "移る" not in sheet["A1"].value + sheet.oddHeader.left.text


def test_short_words_stay_on_one_line(books: dict[str, Any]) -> None:
    """An edition, a font with its size."""
    found = 0
    for name, header in (("諸元表", "フォント・サイズ"), ("全機能", "版")):
        for book in books.values():
            if name not in book.sheetnames:
                continue
            sheet = book[name]
            row = int(sheet.print_title_rows.split(":")[0].strip("$"))
            cell = next(c for c in sheet[row] if c.value == header)
            room = capacity(sheet.column_dimensions[cell.column_letter].width, 9)
            for (text,) in sheet.iter_rows(
                row + 1, min_col=cell.column, max_col=cell.column, values_only=True
            ):
                found += bool(text)
                assert not text or ems(str(text)) < room, f"{name}: {text}"
    assert found > 100


@pytest.mark.parametrize("title", ["R&D", "FIT&GAP", "図&[Picture]", "&G"])
def test_a_title_with_an_ampersand_is_printed(title: str, tmp_path: Path) -> None:
    head = written(job_of(function(1), name=title, title="題名"), tmp_path).openpyxl["機能要件"].oddHeader
    assert unicodedata.normalize("NFKC", head.left.text).replace("&&", "&").find(title) > 0


def test_a_cover_has_no_page_for_a_few_rows() -> None:
    widths, row = (20.0, 62.0), 15.0
    full = 748 / row / min(1.0, 537.68 / ((82 + 1.25) * 7.1))
    assert pages_high(widths, [row] * int(full * 0.5)) == 0
    assert pages_high(widths, [row] * int(full * 1.1)) == 1
    assert pages_high(widths, [row] * int(full * 1.5)) == 0, "the second is well filled"
    assert pages_high(widths, [row] * int(full * 2.2)) == 2
