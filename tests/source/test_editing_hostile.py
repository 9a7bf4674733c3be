"""Books that are broken, foreign, or mangled by a spreadsheet: recognised where it is certain, else refused whole."""

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from editing_books import HEADS, Desk, Sheet, digest, repository
from openpyxl.comments import Comment
from openpyxl.styles import Font

from hyojun.source.editing import CannotEdit, Refusal, apply, export

Change = Callable[[Any], object]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("repository"), "002", "006")


@pytest.fixture(scope="module")
def exported(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("book") / "元.xlsx"
    export(root, "002", book)
    return book


@pytest.fixture
def desk(root: Path, tmp_path: Path) -> Desk:
    return Desk(root, tmp_path)


def functions(change: Callable[[Sheet], object]) -> Change:
    return lambda book: change(Sheet(book["機能"]))


def as_numbers(book: Any) -> None:
    """What a spreadsheet does to a column of IDs that it opens as CSV."""
    for name, head in (("機能", "機能ID"), ("データ項目", "データ項目ID"), ("諸元表", "データ項目ID")):
        sheet = Sheet(book[name])
        for row in range(HEADS + 1, sheet.sheet.max_row + 1):
            cell = sheet.sheet.cell(row, sheet.column(head))
            if str(cell.value or "").isdecimal():
                cell.value, cell.number_format = int(cell.value), "General"


def doubled(sheet: Sheet) -> None:
    sheet.sheet.append([c.value for c in sheet.sheet[sheet.row("0020001")]])


def other_export(book: Any) -> None:
    book["用語"]["A1"] = book["用語"]["A1"].value.replace("e1:", "e1:0")[:-1]


REFUSED: dict[str, tuple[Change, str]] = {
    "見出しを書き換えた": (
        functions(lambda s: s.sheet.cell(HEADS, s.column("機能名称"), "名前")),
        "シート「機能」 4行目: 列「機能名称」がありません",
    ),
    "列を消した": (functions(lambda s: s.sheet.delete_cols(s.column("備考"))), "列「備考」がありません"),
    "見出しの行を消した": (functions(lambda s: s.sheet.delete_rows(HEADS)), "見出しの行"),
    "同じIDの行が2つ": (functions(doubled), "行目: 0020001 の行が2つあります（5行目）"),
    "IDを書き換えた": (
        functions(lambda s: s.put("0020001", "機能ID", "0029999")),
        "シート「機能」 B5: 「機能ID」が書き換えられています",
    ),
    "IDを消した": (
        functions(lambda s: s.put("0020001", "機能ID", None)),
        "B5: 「機能ID」が消えています。0020001 に戻して",
    ),
    "要約値を削った": (functions(lambda s: s.put("0020001", "要約値", "abc")), "要約値の長さ"),
    "文章が日付になった": (
        functions(lambda s: s.put("0020001", "備考", datetime(2026, 1, 2))),
        "Q5: 日付に変わっています",
    ),
    "文章が数値になった": (functions(lambda s: s.put("0020001", "備考", 12)), "Q5: 数値になっています"),
    "日付が連番になった": (
        functions(lambda s: s.put("0020001", "適合基準日", 46844)),
        "シート「機能」 R5: 数値になっています",
    ),
    "数式": (functions(lambda s: s.sheet.cell(5, s.column("備考"), "=1+1")), "Q5: 数式が入っています"),
    "論理値": (functions(lambda s: s.put("0020001", "備考", True)), "Q5: 論理値"),
    "操作の言葉": (
        functions(lambda s: s.put("0020001", "操作", "消す")),
        "C5: 「操作」に書けるのは「削除」だけ",
    ),
    "セルの結合": (functions(lambda s: s.sheet.merge_cells("F5:F6")), "F5: セルが結合されています（F5:F6）"),
    "別の書き出しのシート": (other_export, "シート「用語」: 別の書き出しのシートです"),
    "シートの写し": (lambda book: book.copy_worksheet(book["用語"]), "「用語」のシートが2つあります"),
    "新しい様式": (
        lambda book: book["はじめに"].cell(2, 2, "hyojun edit 9"),
        "この hyojun で読める様式（hyojun edit 1）ではありません",
    ),
    "最初のシートが無い": (lambda book: book.remove(book["はじめに"]), "「様式」がありません"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_mangled_book_is_refused_whole(desk: Desk, exported: Path, case: str) -> None:
    change, message = REFUSED[case]
    before = digest(desk.root)
    with pytest.raises(Refusal) as refusal:
        desk.applied(desk.changed(change, "甲.xlsx", exported))
    assert message in str(refusal.value)
    assert all(r.spot.book == "甲.xlsx" for r in refusal.value.refused)
    assert digest(desk.root) == before


NOTED: dict[str, tuple[Change, str]] = {
    "行を上に挿した": (functions(lambda s: s.sheet.insert_rows(1, 3)), ""),
    "列を左に挿した": (functions(lambda s: s.sheet.insert_cols(1)), ""),
    "先頭の0が失われた": (as_numbers, "先頭の0が失われていました"),
    "順を振り直した": (
        functions(lambda s: s.put("0020001", "順", 99)),
        "変えない列です。元の値とみなしました",
    ),
    "参考の列を直した": (
        functions(lambda s: s.put("0020001", "（参考）", "1.1 別の題名")),
        "自動で作る列です。変更は反映しません",
    ),
    "知らない列": (
        functions(lambda s: s.sheet.cell(HEADS, s.sheet.max_column + 1, "課のメモ")),
        "知らない列なので、読み取りませんでした。",
    ),
    "見出しの無い列": (
        functions(lambda s: s.sheet.cell(6, s.sheet.max_column + 2, "走り書き")),
        "見出しの無い列なので",
    ),
    "コメント": (
        functions(lambda s: setattr(s.cell("0020001", "備考"), "comment", Comment("要確認", "甲"))),
        "セルのコメントは読み取りませんでした",
    ),
    "取り消し線": (
        functions(lambda s: setattr(s.cell("0020001", "機能名称"), "font", Font(strike=True))),
        "取り消し線が付いています",
    ),
    "メモのシート": (
        lambda book: book.create_sheet("打合せ").append(["次回は12月"]),
        "表の見出しが無いので読み取りませんでした",
    ),
    "シートを消した": (lambda book: book.remove(book["用語"]), ""),
    "シートを隠した": (lambda book: setattr(book["用語"], "sheet_state", "hidden"), ""),
    "列を並べ替えた": (functions(lambda s: s.sheet.move_range("F4:F80", cols=60)), ""),
    "末尾の改行": (
        functions(lambda s: s.put("0020001", "機能名称", f"{s.cell('0020001', '機能名称').value}\n")),
        "",
    ),
}


@pytest.mark.parametrize("case", NOTED)
def test_what_says_the_same_changes_nothing(desk: Desk, exported: Path, case: str) -> None:
    change, message = NOTED[case]
    before = digest(desk.root)
    done = desk.applied(desk.changed(change, "甲.xlsx", exported))
    assert (done.changes, done.conflicts, done.refused) == ((), (), ())
    assert digest(desk.root) == before
    assert any(message in n.message for n in done.notes) if message else not done.notes


def test_a_date_is_read_where_a_date_belongs(desk: Desk, exported: Path) -> None:
    change = functions(lambda s: s.put("0020001", "適合基準日", datetime(2029, 4, 1)))
    done = desk.applied(desk.changed(change, "甲.xlsx", exported), write=False)
    assert [getattr(c, "new", None) for c in done.changes] == ["2029-04-01"]
    assert "日付の値を" in done.notes[0].message


def test_a_number_is_read_where_only_one_id_can_be_meant(desk: Desk, exported: Path) -> None:
    change: Change = lambda book: Sheet(book["諸元表"]).put("0020001/3／氏名", "データ項目ID", 200003)  # noqa: E731
    done = desk.applied(desk.changed(change, "甲.xlsx", exported), write=False)
    assert [getattr(c, "new", None) for c in done.changes] == ["00200003"]
    assert "00200003 とみなしました" in done.notes[0].message


def broken(exported: Path, folder: Path) -> dict[str, tuple[bytes, str]]:
    good = exported.read_bytes()
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
    return {
        "切れた.xlsx": (good[: len(good) // 2], "壊れているか、途中で切れています"),
        "空.xlsx": (b"", "空のファイルです"),
        "鍵.xlsx": (ole + "EncryptedPackage".encode("utf-16-le"), "暗号化されています"),
        "古い.xls": (ole, "古い形式（.xls）です"),
        "表.csv": ("機能ID,名称\n".encode("cp932"), "Excel のブック（.xlsx）ではありません。編集用ブック"),
        "爆弾.xlsx": (bomb(folder), "展開すると大きすぎます"),
        "よそ.xlsx": (foreign(folder), "hyojun edit export で書き出したブックを渡してください"),
    }


def bomb(folder: Path) -> bytes:
    """A small file of a very large sheet."""
    path = folder / "爆弾"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 40_000_000)
    return path.read_bytes()


def foreign(folder: Path) -> bytes:
    book = openpyxl.Workbook()
    assert book.active
    book.active.append(["機能ID", "機能名称"])
    book.save(folder / "よそ")
    return (folder / "よそ").read_bytes()


def test_what_is_no_book_is_refused(desk: Desk, exported: Path) -> None:
    before = digest(desk.root)
    for name, (data, message) in broken(exported, desk.folder).items():
        (desk.folder / name).write_bytes(data)
        with pytest.raises(Refusal) as refusal:
            desk.applied(exported, desk.folder / name)
        assert message in str(refusal.value), name
    with pytest.raises(Refusal, match=r"ファイル「無い\.xlsx」がありません"):
        desk.applied(desk.folder / "無い.xlsx")
    assert digest(desk.root) == before


def test_a_book_of_another_business_is_refused(desk: Desk, exported: Path) -> None:
    export(desk.root, "006", desk.folder / "六.xlsx")
    with pytest.raises(Refusal, match="業務 006 のブックです"):
        desk.applied(desk.folder / "六.xlsx", spec="002")
    with pytest.raises(Refusal, match=r"「六\.xlsx」 シート「はじめに」 B3: 業務 006 のブックです"):
        desk.applied(exported, desk.folder / "六.xlsx")


def test_a_published_workbook_is_no_book_for_editing(desk: Desk) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "表紙"
    book.worksheets[0].append(["印鑑登録", "機能"])
    book.save(desk.folder / "機能.xlsx")
    with pytest.raises(
        Refusal, match=r"「機能\.xlsx」 シート「表紙」: .*公表用の Excel のようです.*hyojun import"
    ):
        desk.applied(desk.folder / "機能.xlsx", spec="002")


def test_sources_that_cannot_be_read_are_not_changed(tmp_path: Path, exported: Path) -> None:
    root = repository(tmp_path / "r", "002")
    (root / "spec/002/用語.yaml").write_text("用語:\n- 用語: [", "utf-8")
    with pytest.raises(CannotEdit, match=r"spec/002/用語.yaml.*hyojun check"):
        apply(root, [exported])
