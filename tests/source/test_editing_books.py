"""Books of colleagues come back: what changed is changed, nothing else; what nobody may guess is told."""

import difflib
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from editing_books import Desk, Sheet, digest, repository

from hyojun.source import assign, atomic, load, rewrite
from hyojun.source.editing import CannotEdit, table, write_report

MANAGED = "機能/1-管理項目.yaml"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "books").mkdir()
    return Desk(repository(tmp_path / "repository", "002"), tmp_path / "books")


def diff(desk: Desk, before: dict[str, str]) -> list[str]:
    """What `git diff` would show of the sources, without its context."""
    found = []
    for path in sorted((desk.root / "spec").rglob("*.yaml")):
        name = path.relative_to(desk.root).as_posix()
        lines = difflib.unified_diff(
            before[name].split("\n"), path.read_text("utf-8").split("\n"), n=0, lineterm=""
        )
        found += [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return found


def texts(desk: Desk) -> dict[str, str]:
    paths = (desk.root / "spec").rglob("*.yaml")
    return {p.relative_to(desk.root).as_posix(): p.read_text("utf-8") for p in paths}


def test_an_unchanged_book_changes_no_byte(desk: Desk) -> None:
    before = digest(desk.root)
    done = desk.applied(desk.exported())
    assert (done.changes, done.conflicts, done.notes, dict(done.files)) == ((), (), (), {})
    assert digest(desk.root) == before


def test_a_book_saved_by_another_program_changes_no_byte(desk: Desk) -> None:
    before = digest(desk.root)
    done = desk.applied(desk.changed(lambda book: None))
    assert (done.changes, done.conflicts, done.notes) == ((), (), ())
    assert digest(desk.root) == before


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_a_book_saved_by_libreoffice_changes_no_byte(desk: Desk, tmp_path: Path) -> None:
    before, book = digest(desk.root), desk.exported()
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(book)], check=True, capture_output=True)
    done = desk.applied(tmp_path / book.name)
    assert (done.changes, done.conflicts, done.notes) == ((), (), ())
    assert digest(desk.root) == before


OLD_NOTE = "画像の解像度は、実装する者が定める。印字した印影を実物と見比べて判別できることを確かめること。"
CELLS = [
    ("機能 0020001 機能名称", "原票の管理", "-機能名称: 印鑑登録原票の管理 +機能名称: 原票の管理"),
    ("機能 0020001 備考", "=新しい備考", '+備考: "=新しい備考"'),
    ("機能 0020002 備考", None, f"-備考: {OLD_NOTE}"),
    ("機能 0020002 データ項目", "00200013\n00200015", '-- "00200014"'),
    ("諸元表 0020001/3／氏名 桁数", "22", "-桁数: 21 +桁数: 22"),
    ("データ項目 00200001 サンプル値", "0007", '-サンプル値: "000000012345678" +サンプル値: "0007"'),
    ("データ項目 00200001 クラス分類：LV3", "番号", "+LV3: 番号"),
    (
        "用語 登録印鑑 定義",
        "印鑑。\n別の行。",
        "-定義: 印鑑登録原票に印影を登録した印鑑をいう。 +定義: |- +印鑑。 +別の行。",
    ),
]


@pytest.mark.parametrize(("place", "new", "lines"), CELLS)
def test_one_cell_is_one_line(desk: Desk, place: str, new: str | None, lines: str) -> None:
    sheet, key, head = place.split()
    before = texts(desk)
    done = desk.applied(desk.changed(lambda book: Sheet(book[sheet]).put(key, head, new)))
    assert done.written
    assert " ".join(x[0] + x[1:].strip() for x in diff(desk, before)) == lines
    assert desk.applied(desk.folder / "甲.xlsx").changes == ()


def test_of_a_long_text_only_its_lines_change(desk: Desk) -> None:
    before = texts(desk)

    def change(book: Any) -> None:
        cell = Sheet(book["機能"]).cell("0020001", "機能要件")
        cell.value = cell.value.replace("・登録状態", "・登録の状態\n・登録の区分")

    desk.applied(desk.changed(change))
    inset = " " * 14
    assert diff(desk, before) == [f"-{inset}・登録状態", f"+{inset}・登録の状態", f"+{inset}・登録の区分"]


def test_a_new_row_gets_a_provisional_number_and_is_not_added_twice(desk: Desk) -> None:
    new = {
        "見出し（属する行）": "toroku-genpyo",
        "機能名称": "新しい機能",
        "実装類型": "実装必須",
        "機能要件": "できること。",
    }
    book = desk.changed(lambda b: Sheet(b["機能"]).insert("0020002", **new))
    done = desk.applied(book)
    [number] = done.numbers
    assert "仮" in number
    text = desk.text(MANAGED)
    assert text.index('"0020002"') < text.index(f'"{number}"') < text.index('"0020037"')
    again = desk.applied(book)
    assert (again.changes, [n.message for n in again.notes]) == (
        (),
        ["この新しい行は、既に仕様書にあります。"],
    )
    assign(desk.root, "002", date(2026, 11, 21))
    assert desk.applied(book).changes == ()


def test_edits_are_in_the_one_style(desk: Desk) -> None:
    new = {
        "見出し（属する行）": "toroku-genpyo",
        "機能名称": "no",
        "実装類型": "実装必須",
        "機能要件": "a: b\n# c",
    }

    def change(book: Any) -> None:
        sheet = Sheet(book["機能"])
        sheet.insert("0020002", **new)
        for head, text in (
            ("適合基準日", "2029-04-01"),
            ("備考", "0012"),
            ("連携", "002o001"),
            ("由来", "法令"),
        ):
            sheet.put("0020001", head, text)
        Sheet(book["パラメータ"]).insert(
            Sheet(book["パラメータ"]).sheet.cell(5, 2).value,
            **{"機能（属する行）": "0020001", "名称": "上限", "桁数": "3", "Null可": "true", "既定値": "010"},
        )
        Sheet(book["諸元表"]).put("0020001/3／氏名", "行数", "4")
        Sheet(book["データ項目"]).put("00200001", "繰り返し", "2")

    done = desk.applied(desk.changed(change))
    assert (done.conflicts, done.refused, done.written) == ((), (), True)
    assert rewrite(desk.root, write=False).changed == ()


def test_a_book_of_the_days_before_numbers_were_assigned_still_fits(desk: Desk) -> None:
    name = next(f.id for b in load(desk.root).corpus.businesses for f in b.functions if "仮" in f.id)
    book = desk.changed(lambda b: Sheet(b["機能"]).put(name, "備考", "新しい備考"))
    assign(desk.root, "002", date(2026, 11, 21))
    done = desk.applied(book)
    assert (done.conflicts, done.written) == ((), True)
    assert [f.note for b in load(desk.root).corpus.businesses for f in b.functions if f.note == "新しい備考"]


def test_retiring_writes_the_register_too(desk: Desk) -> None:
    def change(book: Any) -> None:
        Sheet(book["機能"]).put("0020002", "廃止：理由", "使われないため。")
        Sheet(book["機能"]).put("0020002", "廃止：置換先", "0020001")

    assert desk.applied(desk.changed(change)).written
    [business] = load(desk.root).corpus.businesses
    function = next(e for e in business.entries if e.ref.id == "0020002" and e.ref.kind.value == "機能")
    assert function.retired
    register = next(r for r in business.registers if r.kind.value == "機能")
    row = next(r for r in register.rows if r.id == "0020002")
    assert (row.status, row.replaced_by) == ("廃止", ("0020001",))


def test_a_moved_row_keeps_its_words(desk: Desk) -> None:
    def change(book: Any) -> None:
        Sheet(book["機能"]).move("0020002", "0020041")
        Sheet(book["機能"]).put("0020002", "見出し（属する行）", "uketsuke")

    before = texts(desk)
    done = desk.applied(desk.changed(change))
    assert (done.conflicts, done.refused) == ((), ())
    moved = diff(desk, before)
    assert sorted(x[1:] for x in moved if x[0] == "-") == sorted(x[1:] for x in moved if x[0] == "+")
    text = desk.text("機能/2-登録申請.yaml")
    assert text.index('"0020041"') < text.index('"0020002"') < text.index('"0020042"')
    assert desk.applied(desk.folder / "甲.xlsx").changes == ()


def test_a_sorted_sheet_is_not_taken_for_a_new_order(desk: Desk) -> None:
    def change(book: Any) -> None:
        sheet = book["機能"]
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=5)]
        for at, row in enumerate(sorted(rows, key=lambda r: str(r[5])), 5):
            for column, value in enumerate(row, 1):
                sheet.cell(at, column).value = value

    before, book = digest(desk.root), desk.changed(change)
    done = desk.applied(book)
    assert "並べ替えた" in done.conflicts[0].message
    assert digest(desk.root) == before
    assert desk.applied(book, reorder=True, write=False).changes


def test_colleagues_change_different_cells_of_a_row(desk: Desk) -> None:
    base = desk.exported()
    first = desk.changed(lambda b: Sheet(b["機能"]).put("0020001", "備考", "甲の備考"), "甲.xlsx", base)
    second = desk.changed(lambda b: Sheet(b["機能"]).put("0020001", "機能名称", "乙の名称"), "乙.xlsx", base)
    done = desk.applied(first, second)
    assert (len(done.changes), done.conflicts, done.written) == (2, (), True)
    assert "甲の備考" in desk.text(MANAGED)
    assert "乙の名称" in desk.text(MANAGED)


def test_colleagues_who_disagree_are_told_and_nothing_is_written(desk: Desk) -> None:
    base, before = desk.exported(), digest(desk.root)

    def first(book: Any) -> None:
        Sheet(book["機能"]).put("0020001", "備考", "甲の備考")
        Sheet(book["用語"]).put("登録印鑑", "定義", "甲の定義")

    books = [
        desk.changed(first, "甲.xlsx", base),
        desk.changed(lambda b: Sheet(b["機能"]).put("0020001", "備考", "乙の備考"), "乙.xlsx", base),
    ]
    done = desk.applied(*books)
    assert [(c.spot.book, c.spot.sheet, c.handle, c.head, c.wanted) for c in done.conflicts] == [
        ("甲.xlsx", "機能", "0020001", "備考", "甲の備考"),
        ("乙.xlsx", "機能", "0020001", "備考", "乙の備考"),
    ]
    assert digest(desk.root) == before
    rest = desk.applied(*books, skip_conflicts=True)
    assert rest.written
    assert "甲の定義" in desk.text("用語.yaml")
    assert "の備考" not in desk.text(MANAGED)


def test_what_the_sources_changed_since_is_a_conflict(desk: Desk) -> None:
    book = desk.changed(lambda b: Sheet(b["機能"]).put("0020001", "機能名称", "ブックの名称"))
    path = desk.root / "spec/002" / MANAGED
    path.write_text(path.read_text("utf-8").replace("印鑑登録原票の管理", "仕様書の名称"), "utf-8")
    before = digest(desk.root)
    done = desk.applied(book)
    [conflict] = done.conflicts
    assert (conflict.current, conflict.wanted) == ("仕様書の名称", "ブックの名称")
    assert digest(desk.root) == before


def test_what_only_the_sources_changed_stays(desk: Desk) -> None:
    book = desk.changed(lambda b: Sheet(b["機能"]).put("0020001", "備考", "ブックの備考"))
    path = desk.root / "spec/002" / MANAGED
    path.write_text(path.read_text("utf-8").replace("印鑑登録原票の管理", "仕様書の名称"), "utf-8")
    assert desk.applied(book).written
    assert "仕様書の名称" in desk.text(MANAGED)
    assert "ブックの備考" in desk.text(MANAGED)


def test_a_row_cut_from_the_book_stays_in_the_sources(desk: Desk) -> None:
    before = digest(desk.root)
    done = desk.applied(desk.changed(lambda b: b["用語"].delete_rows(Sheet(b["用語"]).row("登録印鑑"))))
    assert next(c for c in done.counts if c.table == "用語").absent == 1
    assert digest(desk.root) == before


def test_rows_without_a_number_go_when_they_are_asked_to(desk: Desk) -> None:
    def change(book: Any) -> None:
        Sheet(book["用語"]).put("登録印鑑", "操作", "削除")
        Sheet(book["機能"]).put("0020001", "操作", "削除")

    done = desk.applied(desk.changed(change))
    assert [c.message for c in done.conflicts] == [
        "発行した番号の行は消せません。「廃止：理由」を書いて廃止にしてください。"
    ]
    done = desk.applied(desk.folder / "甲.xlsx", skip_conflicts=True)
    assert "登録印鑑\n" not in desk.text("用語.yaml")
    assert next(c for c in done.counts if c.table == "用語")[2:4] == (13, 12)


def test_a_value_the_model_does_not_take_is_told_by_its_cell(desk: Desk) -> None:
    before = digest(desk.root)
    book = desk.changed(lambda b: Sheet(b["機能"]).put("0020001", "実装類型", "必須"))
    done = desk.applied(book)
    [refused] = done.refused
    sheet = Sheet(openpyxl.load_workbook(book)["機能"])
    assert f"{refused.spot.column}{refused.spot.row}" == sheet.cell("0020001", "実装類型").coordinate
    assert "実装必須" in refused.message
    assert digest(desk.root) == before


@pytest.mark.parametrize("between", ["、", ", ", " ", "；"])
def test_several_ids_on_a_line_are_told_apart_by_the_author(desk: Desk, between: str) -> None:
    ids = between.join(("00200001", "00200002"))
    [refused] = desk.applied(
        desk.changed(lambda b: Sheet(b["機能"]).put("0020001", "データ項目", ids))
    ).refused
    assert (refused.handle, refused.head) == ("0020001", "データ項目")
    assert refused.message.startswith("1行に2つ書かれています。セルの中で改行し（Alt+Enter）")


@pytest.mark.parametrize("stop", [0, 1, 2])
def test_an_interrupted_run_changes_nothing(desk: Desk, stop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(book: Any) -> None:
        Sheet(book["機能"]).move("0020002", "0020041")
        Sheet(book["機能"]).put("0020002", "見出し（属する行）", "uketsuke")
        Sheet(book["機能"]).put("0020001", "廃止：理由", "やめる")
        Sheet(book["用語"]).put("登録印鑑", "定義", "新しい定義")

    book = desk.changed(change)
    before = digest(desk.root)
    written = 0
    real = atomic._move

    def stopping(made: Path, path: Path) -> None:
        nonlocal written
        written += 1
        if written == stop + 1:
            raise KeyboardInterrupt
        real(made, path)

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "_move", stopping)
        with pytest.raises(KeyboardInterrupt):
            desk.applied(book)
    assert digest(desk.root) == before
    assert desk.applied(book).conflicts == ()
    assert desk.applied(book).changes == ()


@pytest.mark.parametrize("name", ["報告.csv", "報告.xlsx"])
def test_the_report_is_a_table_that_can_be_worked_off(desk: Desk, name: str) -> None:
    book = desk.changed(lambda b: Sheet(b["機能"]).put("0020001", "備考", "=1+1"))
    lines = table(desk.applied(book))
    write_report(lines, desk.folder / name)
    change = next(line for line in lines if line.what == "変更")
    assert (change.sheet, change.row, change.column, change.after) == ("機能", "0020001", "備考", "=1+1")
    if name.endswith(".csv"):
        assert "'=1+1" in (desk.folder / name).read_text("utf-8-sig")
    else:
        sheet = openpyxl.load_workbook(desk.folder / name)["報告"]
        assert {c.data_type for row in sheet for c in row if c.value} == {"s"}


def test_a_report_of_another_kind_is_refused(desk: Desk) -> None:
    with pytest.raises(CannotEdit, match=r"\.csv か \.xlsx"):
        write_report((), desk.folder / "報告.txt")


def test_a_text_no_cell_can_hold_is_refused_by_its_id(desk: Desk) -> None:
    path = desk.root / "spec/002" / MANAGED
    path.write_text(path.read_text("utf-8").replace("印影の読取りと保持", "𠮷" * 16_384), "utf-8")
    with pytest.raises(CannotEdit, match=r"機能 0020002 の「機能名称」は32,768字"):
        desk.exported()


def test_an_id_that_two_rows_have_is_refused(desk: Desk) -> None:
    path = desk.root / "spec/002" / MANAGED
    path.write_text(path.read_text("utf-8").replace('機能ID: "0020002"', '機能ID: "0020001"'), "utf-8")
    with pytest.raises(CannotEdit, match="機能 0020001 が2か所にあります"):
        desk.exported()
