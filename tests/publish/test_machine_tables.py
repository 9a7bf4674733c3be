"""Tables for programs are read with readers that are not their writers, and give back the model cell by cell."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest
from everything import ID, corpus, marked
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hyojun import model
from hyojun.model import Business, Value
from hyojun.publish.excel import ExcelError
from hyojun.publish.job import Job
from hyojun.publish.machine import Filled, Type, code_tables, decoded, encoded, filled, table_files, tables
from hyojun.publish.machine.csv_text import csv_text
from hyojun.publish.machine.workbook import workbook
from hyojun.publish.machine.write import write_tables
from hyojun.source import Settings, load

ROOT = Path(__file__).parents[2]
Rows = list[tuple[Any, ...]]


def everything() -> Business:
    found = corpus().business(ID)
    assert found
    return found


@pytest.fixture(scope="module")
def businesses() -> tuple[Business, ...]:
    return (*load(ROOT).corpus.businesses, *corpus().businesses)


# Reading back, as the handbook tells it

READ = {
    "string": decoded,
    "date": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
}


def read_csv(content: bytes, fields: list[dict[str, Any]]) -> Rows:
    """The rows of a CSV file as its description says; its head is checked."""
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    assert head == [f["name"] for f in fields]
    types = [READ[f["type"]] for f in fields]
    return [tuple(of(c) if c else None for of, c in zip(types, row, strict=True)) for row in rows]


def read_sheets(content: bytes) -> dict[str, Rows]:
    """The rows of each sheet, its head first; calamine and openpyxl must agree."""
    calamine = CalamineWorkbook.from_filelike(io.BytesIO(content))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert calamine.sheet_names == book.sheetnames
    found = {}
    for sheet in book:
        rows = calamine.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        found[sheet.title] = [tuple(None if c == "" else c for c in row) for row in rows]
        assert found[sheet.title] == [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    return found


def test_every_csv_gives_back_the_rows_exactly(businesses: tuple[Business, ...]) -> None:
    for business in businesses:
        files = table_files(business)
        described = json.loads(files["datapackage.json"])
        rows = {t.table.name: list(t.rows) for t in filled(business) if t.table.name != "about"}
        for resource in described["resources"]:
            name = resource["path"].removesuffix(".csv")
            found = read_csv(files[resource["path"]], resource["schema"]["fields"])
            if name in rows and name != "tables":
                assert found == rows[name], (business.id, name)


def test_every_sheet_gives_back_the_rows_exactly(businesses: tuple[Business, ...]) -> None:
    for business in businesses:
        held = [t for t in filled(business) if t.rows]
        sheets = read_sheets(workbook(filled(business), "題"))
        assert list(sheets) == [t.table.title for t in held]
        for t in held:
            head, *rows = sheets[t.table.title]
            assert head == tuple(c.title for c in t.table.columns)
            assert rows == list(t.rows), (business.id, t.table.title)


# From the model


def test_every_text_of_the_model_stands_in_a_cell_of_its_own() -> None:
    business = everything()
    cells = Counter(c for t in filled(business) for row in t.rows for c in row if isinstance(c, str))
    texts = [m for v in (business.head, *business.documents) for m in marked(v)]
    assert len(texts) > 100
    missing = {(m.type, m.word) for m in texts if cells[m.text] < 1}
    assert missing == {("Chapter", "本文")}, "stands in 本編の段落, block by block"


ENTITIES: dict[str, type[Value]] = {
    "functions": model.Function,
    "forms": model.Form,
    "data_items": model.DataItem,
    "linkages": model.Linkage,
    "form_items": model.FormItem,
    "layout_boxes": model.Box,
    "terms": model.Term,
    "parameters": model.Parameter,
    "revisions": model.Revision,
}


def values_of(value: Any, cls: type[Value]) -> list[dict[str, Any]]:
    """Every value of a class below another, as plain data, in reading order."""
    if isinstance(value, cls):
        return [value.plain()]
    if isinstance(value, Value):
        return [x for name in type(value).model_fields for x in values_of(getattr(value, name), cls)]
    if isinstance(value, tuple):
        return [x for one in value for x in values_of(one, cls)]
    return []


@pytest.mark.parametrize("name", ENTITIES)
def test_columns_that_are_called_as_in_the_model_say_what_it_says(
    businesses: tuple[Business, ...], name: str
) -> None:
    cls = ENTITIES[name]
    compared = 0
    for business in businesses:
        t = next(t for t in filled(business) if t.table.name == name)
        values = values_of(business.documents, cls)
        assert len(values) == len(t.rows)
        for value, row in zip(values, t.rows, strict=True):
            for column, cell in zip(t.table.columns, row, strict=True):
                words = {f.alias for f in cls.model_fields.values()}
                if column.title not in words or column.type is Type.BOOLEAN:
                    continue
                plain = value.get(column.title)
                if plain is None:  # a default, which `plain` leaves out
                    field = next(f for f in cls.model_fields.values() if f.alias == column.title)
                    plain = field.default if not field.is_required() else None
                day = column.type is Type.DATE and isinstance(plain, str) and not plain[:4].isdigit()
                assert cell == (None if day else plain), (column.title, row)
                compared += 1
    assert compared > 20


def test_withdrawn_entries_stay_and_say_so() -> None:
    rows = {t.table.name: t for t in filled(everything())}
    state = [c.title for c in rows["functions"].table.columns].index("IDの状態")
    assert Counter(r[state] for r in rows["functions"].rows).keys() == {"現行", "廃止", "仮番号"}
    links = {r[1:] for r in rows["links"].rows}
    assert any(link[2] == "置換先" for link in links) and any(link[2] == "置換元" for link in links)


def test_class_and_day_hold_for_each_body() -> None:
    t = next(t for t in filled(everything()) if t.table.name == "function_duties")
    own = [row[2:] for row in t.rows if row[1] == "0020001"]
    assert own == [
        ("指定都市", "実装必須", "2026-04-01", None, "機能"),
        ("中核市", "標準オプション", "2026-04-01", None, "機能"),
    ]


def test_nobody_else_reads_internal_notes() -> None:
    assert not any(
        isinstance(c, str) and "外に出ない" in c for t in filled(everything()) for r in t.rows for c in r
    )


# Definitions


def test_every_table_is_defined_once_and_filled(businesses: tuple[Business, ...]) -> None:
    for table in tables().values():
        assert re.fullmatch(r"[a-z][a-z_]*", table.name)
        assert len(table.title) <= 31
        for names in ([c.name for c in table.columns], [c.title for c in table.columns]):
            assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", c.name) and c.text for c in table.columns)
    never = set(tables())
    for business in businesses:
        found = filled(business)
        assert [t.table.name for t in found] == list(tables())
        never -= {t.table.name for t in found if t.rows}
        assert len({t.table.title for t in found}) == len(found)
    assert never == set()


def test_every_cell_is_of_the_type_of_its_column(businesses: tuple[Business, ...]) -> None:
    types: dict[Type, Any] = {
        Type.INTEGER: int,
        Type.DECIMAL: (int, float),
        Type.BOOLEAN: bool,
    }
    for t in (t for b in businesses for t in filled(b)):
        for column, i in zip(t.table.columns, range(len(t.table.columns)), strict=True):
            for cell in (row[i] for row in t.rows if row[i] is not None):
                assert isinstance(cell, types.get(column.type, str)), (t.table.title, column.title, cell)
                assert isinstance(cell, bool) == (column.type is Type.BOOLEAN)
                if column.type is Type.DATE:
                    date.fromisoformat(str(cell))
                if column.code_table:
                    assert cell in code_tables()[column.code_table], (t.table.title, column.title, cell)


def test_a_key_tells_every_row_from_the_others(businesses: tuple[Business, ...]) -> None:
    for t in (t for b in businesses for t in filled(b)):
        keys = [tuple(row[i] for i in t.table.key) for row in t.rows]
        assert len(set(keys)) == len(keys), t.table.title


ENUMERATIONS: dict[str, Any] = {
    "状態": model.Status,
    "実装類型": model.ImplementationClass,
    "データ型": model.DataType,
    "帳票の対象": model.Audience,
    "担当の種別": model.LaneKind,
    "データ出力条件": model.OutputCondition,
    "相手の種別": model.PartnerKind,
    "連携仕様": model.LinkageSpecification,
    "作業の種類": model.TaskKind,
    "項目詳細の種別": model.DetailKind,
    "エラーの種別": model.AlertKind,
    "由来": (model.Function, "derivation"),
    "採用の観点": (model.Function, "merit"),
    "適用": (model.MechanismUse, "applied"),
    "用紙": (model.DrawnLayout, "paper"),
    "向き": (model.DrawnLayout, "orientation"),
    "必須・オプション": (model.FormItem, "required"),
    "揃え": (model.Box, "align"),
    "組方向": (model.Box, "direction"),
    "罫線": (model.Box, "border"),
    "コードの種別": (model.CodeList, "kind"),
    "提供・照会": (model.Linkage, "direction"),
    "方式": (model.Linkage, "method"),
    "全件・差分": (model.Linkage, "extent"),
    "ツリー図の区分": (model.TreeNode, "scope"),
    "接続の種類": (model.Connection, "kind"),
    "独自施策の取扱い": (model.LocalMeasure, "treatment"),
    "段落の種類": (model.Block, "kind"),
}


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_code_tables_list_what_the_model_allows(name: str) -> None:
    of = ENUMERATIONS[name]
    if isinstance(of, type) and issubclass(of, StrEnum):
        allowed = {member.value for member in of}
    else:
        cls, field = of
        annotation = cls.model_fields[field].annotation
        parts = [p for a in (annotation, *get_args(annotation)) for p in get_args(a) or (a,)]
        allowed = {p for p in parts if isinstance(p, str)}
    assert set(code_tables()[name]) == allowed


# What a spreadsheet would run, and what it cannot hold

HOSTILE = [
    "=1+1", "+81", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠a", "\t=1", " =1", "　=1", "\n=1", "'=1", "'", "\\", "\\n",
    "\\=1", '"', '",=1+1', "a,b", "a\nb", "a\tb", "_x0041_", "<r>a</r>", "&amp;", "𠮷\U000E0101", "0020001", "1.10", "true", "  ",
]  # fmt: skip


def one_cell(*texts: str) -> Filled:
    table = tables()["about"]
    return Filled(table, tuple(("002", f"{n}", text) for n, text in enumerate(texts)))


def read_back(*texts: str) -> tuple[list[str], list[str]]:
    """The texts from a CSV file, and from a workbook."""
    t = one_cell(*texts)
    fields = [{"name": c.name, "type": "string"} for c in t.table.columns]
    _, *rows = read_sheets(workbook([t], "題"))[t.table.title]
    return [r[2] for r in read_csv(csv_text(t).encode(), fields)], [r[2] for r in rows]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    t = one_cell(text)
    assert read_back(text) == ([text], [text])
    raw = next(csv.reader(io.StringIO(csv_text(t).split("\r\n")[1])))[2]
    assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", raw)
    assert "\n" not in csv_text(t).replace("\r\n", "")
    with zipfile.ZipFile(io.BytesIO(workbook([t], "題"))) as parts:
        assert all(b"<f" not in parts.read(name) or b"<font" in parts.read(name) for name in parts.namelist())


PRINTABLE = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"), include_characters="\n\t", exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=60,
)
TRICKY = st.text(st.sampled_from("=+-@＝ \t\n\\nt'\",;_x0041あ𠮷"), min_size=1, max_size=12)


@given(st.lists(PRINTABLE | TRICKY, min_size=1, max_size=5))
def test_any_text_comes_back(texts: list[str]) -> None:
    assert read_back(*texts) == (texts, texts)


@given(TRICKY | PRINTABLE)
def test_no_encoded_text_is_run_or_broken(text: str) -> None:
    cell = encoded(text)
    assert decoded(cell) == text
    assert "\n" not in cell and "\t" not in cell
    assert not re.match(r"\s*[=+\-@＝＋－＠]", cell)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("長" * 32_768, "32,768字あり"),
        ("𠮷" * 16_384, "32,768字あり"),
        ("あ\x0bい", "U+000B"),
        ("あ\rい", "U+000D"),
        ("\x00", "U+0000"),
    ],
)
def test_what_a_cell_cannot_hold_is_told_with_its_id(text: str, told: str) -> None:
    t = Filled(tables()["parameters"], (("002", "0020001", 1, "名称", text, None, None, None, None),))
    with pytest.raises(ExcelError, match=re.escape(told)) as error:
        workbook([t], "題")
    assert "表「パラメータ」（機能ID 0020001、順 1）の「内容」" in str(error.value)


def test_the_longest_text_is_not_cut() -> None:
    longest = "長" * 32_767
    assert read_back(longest) == ([longest], [longest])


def test_too_many_rows_are_told() -> None:
    rows = (("002", "1", "a"),) * 1_048_576
    with pytest.raises(ExcelError, match="1,048,576行あり"):
        workbook([Filled(tables()["about"], rows)], "題")


# The files


def test_the_description_fits_the_files(businesses: tuple[Business, ...]) -> None:
    files = table_files(businesses[0])
    described = json.loads(files["datapackage.json"])
    assert {r["path"] for r in described["resources"]} == {n for n in files if n.endswith(".csv")}
    for resource in described["resources"]:
        content = files[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
        assert set(resource["schema"]["primaryKey"]) <= {f["name"] for f in resource["schema"]["fields"]}


def test_the_same_bytes_twice_and_a_draft_says_so(tmp_path: Path) -> None:
    found = corpus()
    business = found.business(ID)
    assert business
    made = {}
    for folder, draft in (("a", False), ("b", False), ("c", True)):
        job = Job(tmp_path, Settings(), found, {}, draft=draft)
        published = write_tables(job, business, tmp_path / folder)
        assert all(p.kind == "tables" and p.business == ID for p in published)
        made[folder] = {p.path: (tmp_path / folder / p.path).read_bytes() for p in published}
    assert made["a"] == made["b"]
    assert sorted(made["a"]) == sorted(made["c"])
    assert "未検査" in made["c"]["tables/002/about.csv"].decode()
    assert "未検査" not in made["a"]["tables/002/about.csv"].decode()
