"""`hyojun edit` as people run it: what it prints, what it writes, how it ends."""

import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from commands import Command, digest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "仕様書"
    for top in ("spec", "bpmn"):
        shutil.copytree(ROOT / top / "002", root / top / "002")
    shutil.copyfile(ROOT / "pyproject.toml", root / "pyproject.toml")
    return root


def edited(book: Path, name: str, value: str) -> Path:
    """A copy of a book with another name for the first function."""
    opened = openpyxl.load_workbook(book)
    sheet = opened["機能"]
    column = next(c.column for c in sheet[4] if c.value == "機能名称")
    sheet.cell(5, column).value = value
    opened.save(book.parent / name)
    return book.parent / name


def test_out_and_back(hyojun: Command, root: Path, tmp_path: Path) -> None:
    book = tmp_path / "002.xlsx"
    done = hyojun("edit", "export", "002", "--out", book, cwd=root)
    assert done.code == 0
    assert "  機能: 64 行\n" in done.out
    assert "書き出していないもの: 本編などの文章" in done.out
    before = digest(root)
    done = hyojun("edit", "apply", book, cwd=root)
    told = re.fullmatch(
        r"合計（17 シート）: 読んだ行 (\d+)、仕様書の行 (\d+) → (\d+)\n変わる所はありません。\n", done.out
    )
    assert told and len({*told.groups()}) == 1 and (done.code, done.err) == (0, "")
    assert digest(root) == before


def test_a_dry_run_shows_the_changes_as_diff_does(hyojun: Command, root: Path, tmp_path: Path) -> None:
    book = tmp_path / "002.xlsx"
    hyojun("edit", "export", "002", "--out", book, cwd=root)
    changed = edited(book, "甲.xlsx", "原票の管理")
    before = digest(root)
    done = hyojun("edit", "apply", changed, "--dry-run", "--report", tmp_path / "報告.csv", cwd=root)
    assert done.code == 0
    assert "機能0020001 原票の管理 機能名称 FN-NAME" in done.out
    assert "今の仕様書 → 反映した後" in done.out
    assert done.out.endswith("1 ファイルが変わります。--dry-run を外すと書きます。\n")
    assert "変更,甲.xlsx,機能,F5,0020001,機能名称,印鑑登録原票の管理,原票の管理," in (
        tmp_path / "報告.csv"
    ).read_text("utf-8-sig")
    assert digest(root) == before
    done = hyojun("edit", "apply", changed, cwd=root)
    assert "  spec/002/機能/1-管理項目.yaml\n1 ファイルを書き換えました。" in done.out


def test_colleagues_who_disagree(hyojun: Command, root: Path, tmp_path: Path) -> None:
    book = tmp_path / "002.xlsx"
    hyojun("edit", "export", "002", "--out", book, cwd=root)
    books = (edited(book, "甲.xlsx", "甲の名称"), edited(book, "乙.xlsx", "乙の名称"))
    before = digest(root)
    done = hyojun("edit", "apply", *books, cwd=root)
    assert done.code == 1
    assert (
        "競合（2 件）\n  「甲.xlsx」 シート「機能」 F5: 0020001 「機能名称」: ほかの人が違う内容にしています"
        in done.out
    )
    assert "    今の仕様書: 印鑑登録原票の管理　ブック: 甲の名称\n" in done.out
    assert digest(root) == before
    done = hyojun("edit", "apply", *books, "--skip-conflicts", cwd=root)
    assert done.code == 0
    assert "競合（2 件）\n  「甲.xlsx」 シート「機能」 F5: 0020001 「機能名称」" in done.out
    assert done.out.endswith("上の一覧の 2 件は反映していません。変わる所はありません。\n")
    assert digest(root) == before


def test_a_row_that_may_not_go_is_no_conflict(hyojun: Command, root: Path, tmp_path: Path) -> None:
    """Nobody else changed it and nobody can decide for it: it stands under a heading of its own."""
    book = tmp_path / "002.xlsx"
    hyojun("edit", "export", "002", "--out", book, cwd=root)
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["機能"]
    [head] = [r for r in sheet.iter_rows() if "操作" in [c.value for c in r]]
    column = next(c.column for c in head if c.value == "操作")
    sheet.cell(head[0].row + 1, column, "削除")
    workbook.save(book)
    done = hyojun("edit", "apply", book, "--report", tmp_path / "報告.csv", cwd=root)
    assert done.code == 1 and "競合" not in done.out
    assert "消せない行（1 件）\n" in done.out and "発行した番号の行は消せません。" in done.out
    assert "\r\n消せない行," in (tmp_path / "報告.csv").read_bytes().decode("utf-8-sig")


def test_what_is_no_book(hyojun: Command, root: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    done = hyojun("edit", "apply", tmp_path / "a.xlsx", cwd=root)
    assert done[:2] == (2, "")
    assert done.err.startswith(
        "ブックを反映できません。何も書いていません。\n  「a.xlsx」: 「a.xlsx」は壊れているか"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export", "009"), "業務 009"),
        (("export", "002", "--out", "表.csv"), "--out のファイルの名前は、.xlsx で終わる"),
        (("apply",), "「ブック」を指定してください"),
    ],
)
def test_what_is_asked_for_wrongly(
    hyojun: Command, root: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = hyojun("edit", *arguments, cwd=root)
    assert done.code == 2
    assert message in done.err
