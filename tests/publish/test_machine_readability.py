"""行政データにおける機械可読性に関するルール: a test for each rule, over real files; docs/machine-readability.md lists them."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from everything import corpus
from lxml import etree

from hyojun.model import ALL_BODIES
from hyojun.publish.machine import Column, Filled, Type, code_tables, filled, table_files, tables
from hyojun.source import default_registry, load

ROOT = Path(__file__).parents[2]
NAMES = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
PLATFORM = re.compile("[\u2160-\u217f\u2460-\u24ff\u3220-\u33ff\ufe30-\ufe4f\ue000-\uf8ff]")
"""Circled and roman numerals, enclosed and squared characters, private ones."""


class Made(NamedTuple):
    """The tables of a 業務 and the files of them."""

    business: str
    tables: tuple[Filled, ...]
    files: dict[str, bytes]

    @property
    def book(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(next(f for n, f in self.files.items() if n.endswith(".xlsx"))))

    def sheets(self) -> Iterator[tuple[Filled, Any]]:
        """Each table that has rows, with the XML of its sheet."""
        shown = [t for t in self.tables if t.rows]
        for n, t in enumerate(shown, 1):
            yield t, etree.fromstring(self.book.read(f"xl/worksheets/sheet{n}.xml"))

    def lines(self) -> Iterator[tuple[Filled, list[str]]]:
        """Each table with the lines of its CSV file."""
        for t in self.tables:
            text = self.files[f"{t.table.name}.csv"].decode("utf-8-sig")
            assert text.endswith("\r\n")
            yield t, text[:-2].split("\r\n")

    def cells(self) -> Iterator[tuple[Filled, Column, Any]]:
        for t in self.tables:
            for i, column in enumerate(t.table.columns):
                yield from ((t, column, row[i]) for row in t.rows if row[i] is not None)


@pytest.fixture(scope="module")
def made() -> list[Made]:
    found = (*load(ROOT).corpus.businesses, *corpus().businesses)
    return [Made(b.id, _shown(table_files(b), filled(b)), table_files(b)) for b in found]


def _shown(files: dict[str, bytes], rows: tuple[Filled, ...]) -> tuple[Filled, ...]:
    """The tables as written: データの説明 says more than the model does."""
    text = io.StringIO(files["about.csv"].decode("utf-8-sig"))
    about = [tuple(row) for row in csv.reader(text)][1:]
    return tuple(t._replace(rows=tuple(about)) if t.table.name == "about" else t for t in rows)


def columns() -> Iterator[Column]:
    return (c for t in tables().values() for c in t.columns)


def find(root: Any, path: str) -> list[Any]:
    found: list[Any] = root.xpath(path, namespaces=NAMES)
    return found


def test_l1_01(made: list[Made]) -> None:
    for m in made:
        assert {n.rpartition(".")[2] for n in m.files} == {"xlsx", "csv", "json"}
        assert m.book.read("[Content_Types].xml").count(b"worksheet+xml") == sum(1 for _ in m.sheets())


def test_l1_02(made: list[Made]) -> None:
    for m in made:
        for t, sheet in m.sheets():
            assert len(find(sheet, "//x:sheetData")) == 1
            assert len(find(sheet, "//x:row")) == len(t.rows) + 1
        titles = [t.table.title for t in m.tables]
        assert len(set(titles)) == len(titles)


def test_l1_03(made: list[Made]) -> None:
    for m in made:
        for t, sheet in m.sheets():
            numbers = [int(r.get("r")) for r in find(sheet, "//x:row")]
            assert numbers == list(range(1, len(t.rows) + 2))
            assert all(len(row) for row in find(sheet, "//x:row"))
            assert len(find(sheet, "//x:row[1]/x:c")) == len(t.table.columns)
        for _, lines in m.lines():
            assert all(line.strip(',"') for line in lines)


def test_l1_04(made: list[Made]) -> None:
    for m in made:
        for t, sheet in m.sheets():
            last = max(_number(c.get("r")) for c in find(sheet, "//x:c"))
            assert last == len(t.table.columns)
            assert not find(sheet, "//x:headerFooter")
        for t, lines in m.lines():
            assert {len(row) for row in csv.reader(lines)} == {len(t.table.columns)}


def _number(place: str) -> int:
    found = 0
    for letter in re.match("[A-Z]+", place)[0]:  # type: ignore[index]
        found = found * 26 + ord(letter) - ord("A") + 1
    return found


def test_l1_05(made: list[Made]) -> None:
    for m in made:
        defined = {(row[2], row[5]) for t in m.tables if t.table.name == "columns" for row in t.rows}
        for t, lines in m.lines():
            for name in next(csv.reader(lines[:1])):
                assert (t.table.name, name) in defined
    assert all(len(c.title) > 1 or c.title in "版順型表値左上幅段頁鍵元先語面" for c in columns())


def test_l1_06(made: list[Made]) -> None:
    for c in columns():
        assert not re.search(r"\s", c.title + c.name)
    for m in made:
        for _, column, cell in m.cells():
            if column.type not in (Type.TEXT, Type.IDENTIFIER) and isinstance(cell, str):
                assert cell == cell.strip() and "\n" not in cell
            if column.type is Type.IDENTIFIER:
                assert "\n" not in cell


def test_l1_07(made: list[Made]) -> None:
    for m in made:
        for _, column, cell in m.cells():
            if column.name.endswith("_id") or column.type in (Type.DATE, Type.INTEGER):
                assert not re.search(r"[,、\n]", str(cell)), (column.title, cell)
    names = {t.name for t in tables().values()}
    assert {"links", "words"} <= names


def test_l1_08(made: list[Made]) -> None:
    told = [x for c in columns() for x in (c.title, c.text)]
    told += [t.text for t in tables().values()]
    told += [x for values in code_tables().values() for pair in values.items() for x in pair]
    assert not [x for x in told if PLATFORM.search(x)]
    assert all(content.decode("utf-8") for m in made for n, content in m.files.items() if n.endswith("csv"))


def test_l1_09(made: list[Made]) -> None:
    zeros = 0
    for m in made:
        for t, lines in m.lines():
            for line, row in zip(csv.reader(lines[1:]), t.rows, strict=True):
                for written, cell in zip(line, row, strict=True):
                    assert (written == "") == (cell is None)
                    zeros += cell == 0 and cell is not False and written == "0"
    assert zeros


def test_l1_10(made: list[Made]) -> None:
    for m in made:
        names = m.book.namelist()
        assert not [n for n in names if re.search("drawing|media|comment|chart|vba|embed", n, re.IGNORECASE)]
        assert not any(find(sheet, "//x:drawing|//x:legacyDrawing|//x:picture") for _, sheet in m.sheets())


def test_l1_11(made: list[Made]) -> None:
    for m in made:
        styles = etree.fromstring(m.book.read("xl/styles.xml"))
        assert len(find(styles, "//x:fonts/x:font")) == 1
        assert not find(styles, "//x:fill//x:fgColor|//x:font/x:b|//x:font/x:strike|//x:font/x:color")
        assert not any(find(sheet, "//x:conditionalFormatting") for _, sheet in m.sheets())
    retired = [row for m in made for t in m.tables for row in t.rows if "廃止" in row]
    assert retired


def test_l1_12(made: list[Made]) -> None:
    assert not any(find(sheet, "//x:mergeCells") for m in made for _, sheet in m.sheets())


def test_l1_13(made: list[Made]) -> None:
    for m in made:
        assert b"hidden" not in m.book.read("xl/workbook.xml").lower()
        for _, sheet in m.sheets():
            assert not find(sheet, "//@hidden|//@outlineLevel|//@collapsed|//@zeroHeight")


def test_l1_14(made: list[Made]) -> None:
    broken = 0
    for m in made:
        for t, lines in m.lines():
            assert len(lines) == len(t.rows) + 1
            assert not any("\n" in line or "\r" in line for line in lines)
            assert all(len(list(csv.reader([line], strict=True))) == 1 for line in lines)
        broken += sum("\n" in cell for _, _, cell in m.cells() if isinstance(cell, str))
    assert broken, "texts of several lines were among them"


def test_l1_15(made: list[Made]) -> None:
    field = re.compile(r'(?:"(?:[^"]|"")*"|-?[0-9]+(?:\.[0-9]+)?|true|false|)(?:,|$)')
    for m in made:
        for _, lines in m.lines():
            for line in lines:
                assert "".join(found[0] for found in field.finditer(line)) == line


def test_l2_01(made: list[Made]) -> None:
    for m in made:
        for t, sheet in m.sheets():
            numeric = [i for i, c in enumerate(t.table.columns, 1) if c.type in (Type.INTEGER, Type.DECIMAL)]
            for row in find(sheet, "//x:row[position()>1]"):
                assert not [c for c in row if c.get("t") and _number(c.get("r")) in numeric]


def test_l2_02(made: list[Made]) -> None:
    for m in made:
        for t in m.tables:
            for row in t.rows:
                assert row[0] == m.business
                assert all(row[i] is not None for i in t.table.key), (t.table.title, row)


def test_l2_03() -> None:
    for t in tables().values():
        for names in ([c.title for c in t.columns], [c.name for c in t.columns]):
            assert len(set(names)) == len(names)


def test_l2_04(made: list[Made]) -> None:
    told = 0
    for m in made:
        for _, column, cell in m.cells():
            if column.type is Type.CODE:
                assert cell in code_tables()[column.code_table or ""]
                told += 1
    assert told > 1000


def test_l2_05(made: list[Made]) -> None:
    apart = {(c.name, c.type) for c in columns()}
    for day, words in (("conformance_date", "conformance_words"), ("in_force", "in_force_words")):
        assert (day, Type.DATE) in apart and (words, Type.TEXT) in apart
    assert not any(value.startswith("その他（") for values in code_tables().values() for value in values)
    assert any(c.name == "conformance_words" for m in made for _, c, _ in m.cells())


def test_l2_06(made: list[Made]) -> None:
    assert not any(find(sheet, "//x:f") for m in made for _, sheet in m.sheets())


def test_l3_01(made: list[Made]) -> None:
    for m in made:
        texts = etree.fromstring(m.book.read("xl/sharedStrings.xml"))
        words = ["".join(si.itertext()) for si in find(texts, "/x:sst/x:si")]
        for t, sheet in m.sheets():
            first = [words[int(c[0].text)] for c in find(sheet, "//x:row[1]/x:c")]
            assert first == [c.title for c in t.table.columns]
        for t, lines in m.lines():
            assert next(csv.reader(lines[:1])) == [c.name for c in t.table.columns]


def test_l3_02(made: list[Made]) -> None:
    for m in made:
        rows = {t.table.name: t.rows for t in m.tables}
        listed = {row[1] for row in rows["codes"]}
        assert {c.code_table for c in columns() if c.code_table} <= listed
        assert all(row[4] for row in rows["codes"])
    assert any(t.rows for m in made for t in m.tables if t.table.name == "code_values")


def test_l3_03(made: list[Made]) -> None:
    for m in made:
        for _, column, cell in m.cells():
            if column.type in (Type.INTEGER, Type.DECIMAL):
                assert type(cell) in (int, float)


COUNTED = re.compile("position|.*_number|level|ordinal|layout_page")
"""Names of columns whose numbers count or call something: no quantity."""


def test_l3_04() -> None:
    for c in columns():
        if c.type in (Type.INTEGER, Type.DECIMAL):
            assert (c.unit is None) == bool(COUNTED.fullmatch(c.name)), c


def test_l3_05(made: list[Made]) -> None:
    days = [cell for m in made for _, c, cell in m.cells() if c.type is Type.DATE]
    assert days and all(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day) for day in days)


def test_l3_06() -> None:
    assert not [c for c in columns() if re.search("都道府県|市区町村|地域|住所", c.title)]


def test_l3_07(made: list[Made]) -> None:
    heads = {tuple((t.table.name, lines[0]) for t, lines in m.lines()) for m in made}
    assert len(heads) == 1
    sealed = (Path(__file__).parent / "machine_columns.txt").read_text("utf-8").split("\n")[:-1]
    now = [f"{t.name}.{c.name} {c.type.value}" for t in tables().values() for c in t.columns]
    assert now == sealed, "a column that goes or means something else needs a new version of the tables"


def test_l3_08(made: list[Made]) -> None:
    assert all(c.text and re.fullmatch("[a-z][a-z0-9_]*", c.name) for c in columns())
    for m in made:
        rows = {t.table.name: t.rows for t in m.tables}
        assert rows["revisions"] and rows["documents"]
        assert any("BOM付きの UTF-8" in str(row[2]) for row in rows["about"])
        described = json.loads(m.files["datapackage.json"])
        assert {(r["encoding"], r["byteOrderMark"]) for r in described["resources"]} == {("utf-8", True)}


def test_l3_09(made: list[Made]) -> None:
    bodies = {b.name for b in default_registry().bodies} | {ALL_BODIES}
    assert not [c for c in columns() if c.title in bodies or re.search("[0-9]{4}年", c.title)]
    assert any(c.title == "団体区分" for c in columns())


def test_every_rule_is_listed_with_its_test() -> None:
    text = (ROOT / "docs/machine-readability.md").read_text("utf-8")
    rows = re.findall(r"^\| (L\d-\d\d) \| (.+?) \| (.+?) \| `(\w+)` \|$", text, re.MULTILINE)
    expected = [f"L{level}-{n:02}" for level, count in ((1, 15), (2, 6), (3, 9)) for n in range(1, count + 1)]
    assert [row[0] for row in rows] == expected
    assert [row[3] for row in rows] == [f"test_{id.lower().replace('-', '_')}" for id in expected]
    assert all(callable(globals()[row[3]]) for row in rows)
