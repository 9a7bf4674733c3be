"""The official 項目定義書 of 031, cell by cell: each is in an item or a code list, in a header, or spoken of."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from hyojun.model import DataItem
from hyojun.source import load
from hyojun.source.importing import (
    Imported,
    ImportReport,
    RemarkKind,
    import_workbook,
    read_item_definition,
    report_lines,
)

# The columns of this file, written down by reading it.
COLUMNS = {
    "D": "データ項目", "E": "ローマ字", "G": "主キー", "H": "外部キー", "L": "データ型", "M": "桁数", "N": "コード",
    "O": "繰り返し", "P": "データ出力条件", "Q": "項目定義", "R": "項目説明", "S": "標準仕様書関連箇所",
    "T": "実装類型", "U": "サンプル値", "V": "備考",
}  # fmt: skip
LEVELS = {"I": "LV1", "J": "LV2", "K": "LV3"}
ITEM_ROWS = range(7, 36)
CODE_ROWS = range(6, 12)


@pytest.fixture(scope="module")
def sheets(item_definition: Path) -> list[Worksheet]:
    return list(openpyxl.load_workbook(item_definition).worksheets)


@pytest.fixture(scope="module")
def imported(item_definition: Path) -> Imported:
    return read_item_definition(item_definition)


@pytest.fixture(scope="module")
def repository(item_definition: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    root = tmp_path_factory.mktemp("031")
    (root / "spec").mkdir()
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    return root, import_workbook(item_definition, root)


def seen(value: object, number_format: str) -> str | None:
    """A cell as Excel shows it; only formats of zeros occur in this file."""
    if value is None or value == "":
        return None
    if isinstance(value, int) and set(number_format) == {"0"}:
        return str(value).zfill(len(number_format))
    return str(value)


def test_all_items_with_every_leaf_column(imported: Imported, sheets: list[Worksheet]) -> None:
    items = [i for g in imported.groups for i in g.items]
    groups = [g.name for g in imported.groups for _ in g.items]
    assert len(items) == imported.rows == len(ITEM_ROWS) == 29
    for row, item, group in zip(ITEM_ROWS, items, groups, strict=True):
        cell = {c.column_letter: seen(c.value, c.number_format) for c in sheets[0][row]}
        assert item.id == cell["B"] + cell["C"] and len(item.id) == 8  # type: ignore[operator]
        assert group == cell["F"]
        assert columns(item) == {name: (cell[c] or "").rstrip("\n") or None for c, name in COLUMNS.items()}
        assert levels(item) == {name: cell[c] for c, name in LEVELS.items()}
    assert [i.id for i in items] == [f"031{n:05}" for n in range(1, 30)]
    assert sum(len(c) for c in (COLUMNS, LEVELS, "BF")) == 20


def columns(item: DataItem) -> dict[str, str | None]:
    plain = item.plain()
    return {name: None if plain.get(name) is None else str(plain[name]) for name in COLUMNS.values()}


def levels(item: DataItem) -> dict[str, str | None]:
    plain = item.plain().get("クラス分類", {})
    return {name: plain.get(name) for name in LEVELS.values()}


def test_code_ids_are_text_whatever_the_cell_holds(imported: Imported, sheets: list[Worksheet]) -> None:
    """A number under format 000, a text, and a plain 999 all become three digits that a code list has."""
    raw = {type(c.value) for (c,) in sheets[0]["N7:N35"] if c.value not in (None, "")}
    assert raw == {int, str}
    lists = [c.id for c in imported.code_lists]
    assert lists == ["001", "002", "999"]
    assert {i.code for g in imported.groups for i in g.items} - {None} == set(lists)


def test_code_lists(imported: Imported, sheets: list[Worksheet]) -> None:
    cells = [[seen(c.value, c.number_format) for c in sheets[1][row]] for row in CODE_ROWS]
    values = [(v.value, v.meaning, v.note) for c in imported.code_lists for v in c.values]
    assert values == [tuple(row[2:5]) for row in cells]
    named = [(row[0], row[1]) for row in cells if row[0]]
    assert [(c.id, c.name) for c in imported.code_lists] == named
    assert {c.kind for c in imported.code_lists} == {"個別"}


def test_every_cell_is_accounted_for(imported: Imported, sheets: list[Worksheet]) -> None:
    items, codes, *legends = sheets
    remarked = {(r.sheet, r.cell) for r in imported.remarks}
    unexplained = []
    count = 0
    for sheet in sheets:
        for cell in (c for row in sheet.iter_rows() for c in row if c.value not in (None, "")):
            count += 1
            taken = (
                (sheet is items and (cell.row in ITEM_ROWS and 2 <= cell.column <= 22))
                or (sheet is items and cell.row in (5, 6) and 2 <= cell.column <= 22)
                or (sheet is codes and (cell.row in CODE_ROWS or cell.row == 4) and cell.column <= 5)
                or (sheet in legends and sheet.title in imported.legends)
                or (sheet.title, cell.coordinate) in remarked
            )
            unexplained += [] if taken else [(sheet.title, cell.coordinate)]
    assert unexplained == []
    assert count > 500


def test_what_the_remarks_are_about(imported: Imported, sheets: list[Worksheet]) -> None:
    items, codes, columns, types = (s.title for s in sheets)
    by_kind: dict[RemarkKind, set[tuple[str, str]]] = {}
    for remark in imported.remarks:
        by_kind.setdefault(remark.kind, set()).add((remark.sheet, remark.cell))
    assert by_kind.pop(RemarkKind.READ) == {(items, "B1")}
    assert by_kind.pop(RemarkKind.LEGEND) == {
        *((items, c) for c in ("B3", "R3")),
        *((codes, c) for c in ("A1", "C1", "C2")),
        (columns, "A1:D21"),
        (types, "A1:D14"),
    }
    trailing = {c.coordinate for row in sheets[0]["B7:V35"] for c in row if str(c.value or "").endswith("\n")}
    assert by_kind.pop(RemarkKind.REWRITTEN) == {(items, c) for c in trailing}
    letters = {c.coordinate for row in sheets[0].iter_rows() for c in row if c.value == "e"}
    assert by_kind.pop(RemarkKind.RESIDUE) == {(items, c) for c in letters | {"W3"}}
    assert by_kind.pop(RemarkKind.UNREAD) == {("", "")}  # defined names, of the workbook as a whole
    assert by_kind == {}
    assert imported.legends == (columns, types)


def test_the_imported_sources_load_as_what_was_read(
    repository: tuple[Path, ImportReport], imported: Imported
) -> None:
    root, report = repository
    loaded = load(root)
    assert loaded.findings == ()
    (business,) = loaded.corpus.businesses
    assert business.id == report.business == "031"
    assert business.data_groups == imported.groups
    assert business.code_lists == imported.code_lists
    (document,) = business.documents
    assert document.title in sheets_title(imported) and document.edition == "0.1"
    assert report.counts == (29, 29, 1, 3, 6, ())


def sheets_title(imported: Imported) -> str:
    return next(r.text for r in imported.remarks if r.kind is RemarkKind.READ)


def test_the_report_is_short_enough_to_read(repository: tuple[Path, ImportReport]) -> None:
    lines = report_lines(repository[1])
    assert any("W7:W35" in line for line in lines)
    assert len(lines) < 50
