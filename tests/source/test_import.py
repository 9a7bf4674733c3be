"""A workbook of the official shape becomes sources, to the last cell; a broken one becomes nothing."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from workbooks import CODES, GROUP, ITEMS, OTHER, RELATED, ROWS, build

from hyojun.model import Business, CodeList, DataItem
from hyojun.publish.excel import write_excel
from hyojun.publish.job import Job
from hyojun.source import load
from hyojun.source.importing import (
    ImportProblem,
    RemarkKind,
    container,
    import_workbook,
    read_item_definition,
    report_lines,
)

K = RemarkKind
ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "spec").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    return root


def saved(tmp_path: Path, change: Callable[[Workbook], object] = lambda book: None, shift: int = 0) -> Path:
    path = tmp_path / "見本.xlsx"
    book = build(path, shift)
    change(book)
    book.save(path)
    return path


@pytest.mark.parametrize("shift", [0, 2])
def test_every_column_of_every_item_arrives(tmp_path: Path, shift: int) -> None:
    imported = read_item_definition(saved(tmp_path, shift=shift))
    assert imported.business == "039"
    assert imported.title == "見本システム-（火葬等許可）項目定義書"
    assert [g.name for g in imported.groups] == [GROUP, OTHER]
    items = [i for g in imported.groups for i in g.items]
    assert len(items) == imported.rows == len(ROWS)
    for item, row in zip(items, ROWS, strict=True):
        assert leaf_columns(item) == expected(row)


def leaf_columns(item: DataItem) -> list[str | None]:
    level = item.classification
    return [
        item.id, item.name, item.romaji, item.primary_key, item.foreign_key,
        level and level.level1, level and level.level2, level and level.level3,
        item.type, item.length, item.code, item.repeat and str(item.repeat), item.output,
        item.definition, item.description, item.related, item.implementation, item.sample, item.note,
    ]  # fmt: skip


def expected(row: tuple[object, ...]) -> list[str | None]:
    """The row as people see it: number formats applied, official letters, no final line break."""
    business, number, name, romaji, _, *rest = ("" if v is None else str(v) for v in row)
    values = [f"{business}{int(number):05}", name, romaji, *rest]
    values[3:5] = [v.replace("〇", "○") for v in values[3:5]]
    values[8] = {"N": "Ｎ"}.get(values[8], values[8])
    values[10] = values[10] and values[10].zfill(3)
    values[16] = values[16].replace("〇", "○")
    return [v.rstrip("\n") or None for v in values]


def test_code_lists_arrive_with_text_ids(tmp_path: Path) -> None:
    lists = read_item_definition(saved(tmp_path)).code_lists
    assert [(c.id, c.name, c.kind, [(v.value, v.meaning, v.note) for v in c.values]) for c in lists] == [
        ("001", "区分", "個別", [("0", "火葬", None), ("1", "埋葬", None)]),
        ("002", "料金区分", "個別", [("01", "市内", None)]),
        ("999", "自治体固有コード", "個別", [("任意", "任意", "団体が決める")]),
    ]


def test_a_sheet_of_linkage_codes_is_known_by_its_name(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda b: setattr(b[CODES], "title", "コード一覧（連携）_庁内データ連携"))
    assert {c.kind for c in read_item_definition(path).code_lists} == {"連携"}
    path = saved(tmp_path, lambda b: setattr(b[CODES], "title", "コード一覧（個別）_庁内データ連携"))
    assert {c.kind for c in read_item_definition(path).code_lists} == {"個別"}


def test_the_report_says_what_became_of_what_was_not_simply_read(tmp_path: Path) -> None:
    imported = read_item_definition(saved(tmp_path))
    said = {(r.sheet, r.cell, r.kind) for r in imported.remarks}
    residue = {(ITEMS, a, K.RESIDUE) for a in "X3 X7 X8 X9 X10 X11 X12 A13 D13 F13 G13 X13".split()}
    assert said == residue | {
        (ITEMS, "B1", K.READ),
        (ITEMS, "B3", K.LEGEND),
        (ITEMS, "D7", K.UNREAD),  # a comment
        (ITEMS, "W5", K.UNREAD),  # an unknown column, and the value in it
        (ITEMS, "W8", K.LOST),
        (ITEMS, "L8", K.REWRITTEN),  # N
        (ITEMS, "Q8", K.REWRITTEN),  # a final line break
        (ITEMS, "T8", K.REWRITTEN),  # another circle
        (ITEMS, "R8", K.DOUBT),  # struck through
        (ITEMS, "B15", K.UNREAD),
        (CODES, "A1", K.LEGEND),
        (CODES, "C1", K.LEGEND),
        (CODES, "C2", K.LEGEND),
        ("凡例）列項目説明", "A1:D4", K.LEGEND),
        ("凡例）データ型", "A1:C3", K.LEGEND),
        ("凡例）データ型", "B3", K.DOUBT),  # a data type nobody knows
    }
    by_cell = {(r.cell, r.kind): r for r in imported.remarks if r.sheet == ITEMS}
    assert by_cell["W8", K.LOST].text == "要調整" and "府内独自欄" in by_cell["W8", K.LOST].message
    assert by_cell["B15", K.UNREAD].text == "※この表は見本です"
    assert by_cell["D7", K.UNREAD].text == "名称は検討中"


def test_no_cell_is_dropped_silently(tmp_path: Path) -> None:
    """A mark in any empty cell of any sheet is either refused, or spoken of, or read into an item."""
    before = set(read_item_definition(saved(tmp_path)).remarks)
    for title, cells in (
        (ITEMS, "A2 A8 Y1 Y9 AZ3 W9 B14 Z40 V7"),
        (CODES, "G1 F6 E8 A30"),
        ("凡例）データ型", "H2"),
    ):
        for address in cells.split():
            path = saved(tmp_path, put(address, "迷子", title))
            after = read_item_definition(path)
            told = [(r.sheet, r.cell, r.text) for r in after.remarks if r not in before]
            read = "迷子" in str(after.groups) or "迷子" in str(after.code_lists)
            assert told == ([] if read else [(title, address, "迷子")])
            assert read == ((title, address) in {(ITEMS, "V7"), (CODES, "E8")})


@pytest.mark.parametrize(("last", "area"), [("C3", "C3"), ("AB7", "C3:AB7")])
def test_an_unknown_sheet_is_one_line_with_its_range(tmp_path: Path, last: str, area: str) -> None:
    def change(book: Workbook) -> None:
        book.create_sheet("表紙")["C3"] = "令和８年４月"
        book["表紙"][last] = "第1.0版"
        book["表紙"].sheet_state = "hidden"

    remarks = read_item_definition(saved(tmp_path, change)).remarks
    assert [(r.cell, r.kind, r.text) for r in remarks if r.sheet == "表紙"] == [
        ("", K.DOUBT, ""),
        (area, K.UNREAD, ""),
    ]


def test_ids_are_put_together_however_they_are_typed(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = book[ITEMS]
        sheet["C7"].number_format = "General"  # 1, shown as 1
        sheet["B8"], sheet["B8"].number_format = 39, "000"
        sheet["C9"] = "00003"
        sheet["C10"] = "０００４０"

    imported = read_item_definition(saved(tmp_path, change))
    ids = [i.id for g in imported.groups for i in g.items]
    assert ids[:4] == ["03900001", "03900002", "03900003", "03900040"]
    assert {r.cell for r in imported.remarks if "データ項目ID" in r.message} == {"C7", "C10"}


def test_an_unmerged_header_over_two_columns_and_a_single_cell_id(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda b: b[ITEMS].unmerge_cells("B5:C6"))
    assert read_item_definition(path).groups == read_item_definition(saved(tmp_path)).groups

    def whole(book: Workbook) -> None:
        sheet = book[ITEMS]
        sheet.unmerge_cells("B5:C6")
        for row in range(7, 13):
            sheet.cell(row, 2, f"039{sheet.cell(row, 3).value:05}")
            sheet.cell(row, 3).value = None

    assert read_item_definition(saved(tmp_path, whole)).groups == read_item_definition(saved(tmp_path)).groups


def test_import_writes_sources_that_load_without_a_finding(tmp_path: Path, root: Path) -> None:
    path = saved(tmp_path)
    report = import_workbook(path, root)
    imported = read_item_definition(path)
    assert report.counts == (6, 6, 2, 3, 4, ())
    assert report.written == (
        "spec/039/業務.yaml",
        "spec/039/データ/許可情報.yaml",
        "spec/039/データ/許可・履歴.yaml",
        "spec/039/データ/コード.yaml",
        "spec/039/ID台帳/データ.yaml",
        "templates/excel/039.yaml",
    )
    assert sorted(p.relative_to(root).as_posix() for p in root.rglob("*.yaml")) == sorted(report.written)
    repository = load(root)
    assert repository.findings == ()
    (business,) = repository.corpus.businesses
    (document,) = business.documents
    assert (document.name, document.publisher, document.edition, document.status) == (
        "データ",
        "デジタル庁",
        "0.1",
        "案",
    )
    assert document.title == imported.title
    assert document.history[0].summary == "新規作成", "it is printed, and names no file"
    assert business.data_groups == imported.groups
    assert business.code_lists == imported.code_lists
    head = yaml.safe_load((root / "spec/039/業務.yaml").read_text("utf-8"))
    assert head["業務ID"] == "039" and head["文書"][0]["版"] == "0.1"


def test_the_report_names_counts_files_and_places(tmp_path: Path, root: Path) -> None:
    lines = report_lines(import_workbook(saved(tmp_path), root))
    text = "\n".join(lines)
    assert "項目の行 6行 → データ項目 6件（グループ 2件）、コード一覧 3件（値 4件）" in text
    assert f"シート「{ITEMS}」 X7:X12、" in text
    assert "版を「0.1」、状態を「案」、年月日を無し、改定履歴の概要を「新規作成」としました。" in text
    assert lines[-1] == "次は: hyojun check --spec 039"


def test_the_report_begins_with_columns_whose_values_were_left_behind(tmp_path: Path, root: Path) -> None:
    def change(book: Workbook) -> None:
        book[ITEMS]["W7"], book[ITEMS]["W10"] = "済", "未"
        book[CODES]["F4"], book[CODES]["F7"] = "略称", "埋"

    lines = report_lines(import_workbook(saved(tmp_path, change), root))
    said = "は hyojun にない列、又は2つ目の列です。値を取り込んでいません。"
    start = lines.index("お知らせ:")
    assert lines[start + 1 : start + 5] == (
        "",
        "■ 取り込んでいない列の値 4セル",
        f"  シート「{ITEMS}」 W7:W8、W10（3セル）: 列「府内独自欄」{said}（セルの内容: 済）",
        f"  シート「{CODES}」 F7（1セル）: 列「略称」{said}（セルの内容: 埋）",
    )


def test_the_report_counts_cells_as_cells(tmp_path: Path, root: Path) -> None:
    lines = report_lines(import_workbook(saved(tmp_path), root))
    counted = {line.split()[1]: line.split()[2] for line in lines if line.startswith("■")}
    assert counted["残留文字の可能性"] == "12セル"
    assert counted["補った"] == "3件"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("039_火葬等許可_基本データリスト【第2.1版】_20230929.xlsx", True),
        ("039_火葬等許可_データ【第0.1版】（案）.xlsx", False),
        ("039_火葬等許可.xlsx", False),
    ],
)
def test_an_edition_in_the_file_name_is_pointed_out_where_it_is_another(
    name: str, told: bool, tmp_path: Path, root: Path
) -> None:
    path = saved(tmp_path).rename(tmp_path / name)
    messages = [r.message for r in import_workbook(path, root).remarks]
    assert [m for m in messages if "ファイル名" in m] == [
        "ファイル名に「第2.1版」とありますが、版は「0.1」としました。"
        "「2.1」とするなら、業務.yaml の文書の版と改定履歴の版を「2.1」に直してください。"
    ] * told


def test_our_own_workbook_gives_back_what_it_was_made_from(tmp_path: Path, root: Path) -> None:
    """Items leaf by leaf, the IDs and texts of groups, code lists with their notes; nothing is left over."""
    repository = load(ROOT)
    (business,) = [b for b in repository.corpus.businesses if b.id == "002"]
    job = Job(ROOT, repository.settings, repository.corpus, repository.assets)
    published = next(p for p in write_excel(job, business, tmp_path) if p.document == "データ")
    report = import_workbook(tmp_path / published.path, root)
    (read,) = load(root).corpus.businesses
    items = [i for g in business.documents[1].contents.data_groups for i in g.items]
    again = [i for g in read.documents[0].contents.data_groups for i in g.items]
    assert [i.plain() for i in again] == [i.plain() for i in items]
    assert len(again) > 100
    assert any(i.retired for i in again)
    assert any(i.refers_to for i in again)
    assert [(g.id, g.name, g.text) for g in read.data_groups] == [
        (g.id, g.name, g.text) for g in business.data_groups
    ]
    assert all(g.id for g in read.data_groups)
    assert [c.plain() for c in read.code_lists] == [c.plain() for c in in_sheet_order(business)]
    assert [x.plain() for x in read.linkages] == [x.plain() for x in business.linkages]
    assert len(read.linkages) == 10
    (document,) = read.documents
    assert document.title == next(d.title for d in business.documents if d.name == "データ").replace("\n", "")
    said = [(r.kind, r.sheet) for r in report.remarks if r.kind is not K.FILLED]
    assert said == [
        (K.REWRITTEN, "改定履歴"),  # a day that is a day
        (K.LEGEND, "表紙"),
        (K.LEGEND, "改定履歴"),
        (K.LEGEND, "データ項目"),
        (K.LEGEND, "データ項目"),
        (K.LEGEND, "グループ一覧"),
        (K.LEGEND, "コード一覧（個別）"),
        (K.LEGEND, "コード一覧（連携）"),
        (K.LEGEND, "連携"),
        (K.DERIVED, "連携"),
        (K.DERIVED, "連携"),
        (K.LEGEND, "凡例）列項目説明"),
        (K.LEGEND, "凡例）データ型"),
    ]


def in_sheet_order(business: Business) -> list[CodeList]:
    """A workbook has the lists of 個別 before those of 連携."""
    return sorted(business.code_lists, key=lambda c: c.kind == "連携")


def test_a_group_list_that_contradicts_its_items_is_refused(tmp_path: Path) -> None:
    def change(book: Workbook, *rows: tuple[str, str, str]) -> None:
        sheet = book.create_sheet("グループ一覧")
        for row in (("グループID", "グループ_名称", "説明"), *rows):
            sheet.append(row)

    good = ("039001", GROUP, "許可の情報")
    read = read_item_definition(saved(tmp_path, lambda b: change(b, good, ("039009", "無い", ""))))
    assert [(g.id, g.text) for g in read.groups] == [("039001", "許可の情報"), (None, None)]
    assert [r.text for r in read.remarks if "項目がありません" in r.message] == ["無い"]
    with pytest.raises(ImportProblem, match=f"グループ「{GROUP}」の記載が食い違うか、重なっています"):
        read_item_definition(saved(tmp_path, lambda b: change(b, good, ("039002", GROUP, "別"))))


def test_the_same_workbook_gives_the_same_bytes(tmp_path: Path, root: Path) -> None:
    path = saved(tmp_path)
    report = import_workbook(path, root)
    first = {name: (root / name).read_bytes() for name in report.written}
    (root / "spec/039").rename(tmp_path / "old")
    (root / "templates/excel/039.yaml").unlink()
    assert {name: (root / name).read_bytes() for name in import_workbook(path, root).written} == first


def test_an_existing_folder_is_never_touched(tmp_path: Path, root: Path) -> None:
    (root / "spec/039").mkdir()
    (root / "spec/039/業務.yaml").write_text("大事")
    with pytest.raises(ImportProblem, match="業務 039 を読めないため、加えられません") as refused:
        import_workbook(saved(tmp_path), root)
    assert "hyojun check --spec 039" in str(refused.value)
    assert state(root) == {"pyproject.toml": b"[tool.hyojun]\n", "spec/039/業務.yaml": "大事".encode()}


def test_the_legends_of_the_publisher_become_those_of_our_workbooks(tmp_path: Path, root: Path) -> None:
    import_workbook(saved(tmp_path), root)
    look = root / "templates/excel/039.yaml"
    told = yaml.safe_load(look.read_text("utf-8"))
    assert [line["名称"] for line in told["データ型の説明"]] == ["X", "HEX"]
    assert told["列項目説明"] and all(line["内容"] for line in told["列項目説明"])
    (root / "spec/039").rename(tmp_path / "old")
    look.write_text("書体: 大事\n", "utf-8")
    with pytest.raises(ImportProblem, match=r"templates/excel/039.yaml」が既にあります。上書きはしません。"):
        import_workbook(saved(tmp_path), root)
    assert look.read_text("utf-8") == "書体: 大事\n" and not (root / "spec/039").exists()


def test_another_business_than_expected_is_refused(tmp_path: Path, root: Path) -> None:
    with pytest.raises(ImportProblem, match="業務 039 のものです"):
        import_workbook(saved(tmp_path), root, into="002")


def state(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def put(address: str, value: object, sheet: str = ITEMS) -> Callable[[Workbook], object]:
    return lambda book: book[sheet].__setitem__(address, value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("C8", "x2"), f"シート「{ITEMS}」 B8: データ項目ID「039x2」は8桁の数字ではありません"),
        (put("C8", 1), f"シート「{ITEMS}」 B8: データ項目ID 03900001 は B7 の「許可番号」と同じです"),
        (put("B8", None), "8桁の数字ではありません"),
        (put("B12", "040"), f"シート「{ITEMS}」 B12: 業務IDが「039」と「040」の2つあります"),
        (put("D8", None), f"シート「{ITEMS}」 D8: 「データ項目」がありません"),
        (put("F9", None), f"シート「{ITEMS}」 F9: 「グループの名称」がありません"),
        (put("L9", "Z"), f"シート「{ITEMS}」 L9: データ型「Z」は使えません"),
        (put("P10", "必要"), f"シート「{ITEMS}」 P10: データ出力条件「必要」は使えません"),
        (put("P10", None), f"シート「{ITEMS}」 P10: 「データ出力条件」がありません"),
        (put("E7", "kyoka-bango"), f"シート「{ITEMS}」 E7: ローマ字「kyoka-bango」に使えない文字"),
        (put("L5", "型"), f"シート「{ITEMS}」: 見出しに「データ型」の列がありません"),
        (put("B5", "番号"), f"シート「{ITEMS}」: 見出しに「データ項目ID」の列がありません"),
        (put("C7", None, CODES), f"シート「{CODES}」 D7: 「コード値」がありません"),
        (put("A8", "2a", CODES), f"シート「{CODES}」 A8: "),
        (
            put("A8", 999, CODES),
            f"シート「{CODES}」 B9: コード999の名称が「料金区分」と「自治体固有コード」の2つ",
        ),
        (put("A9", "001", CODES), "コードID 001 が「区分」と「自治体固有コード」の2か所にあります"),
        (put("B8", None, CODES), f"シート「{CODES}」 A8: コードID「002」のコード名がありません"),
        (put("A6", None, CODES), f"シート「{CODES}」 B6: コードIDより前にコード値があります"),
    ],
)
def test_what_cannot_be_taken_over_is_refused_whole(
    tmp_path: Path, root: Path, change: Callable[[Workbook], object], message: str
) -> None:
    before = state(root)
    with pytest.raises(ImportProblem) as refused:
        import_workbook(saved(tmp_path, change), root)
    assert message in str(refused.value)
    assert state(root) == before
    assert [p.name for p in root.rglob("*") if p.name.startswith(".")] == []


def test_all_reasons_are_given_at_once(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book[ITEMS]["L9"], book[ITEMS]["P10"], book[ITEMS]["P9"], book[CODES]["C7"] = "Z", None, "必要", None

    with pytest.raises(ImportProblem) as refused:
        read_item_definition(saved(tmp_path, change))
    assert [t.cell for t in refused.value.troubles] == ["L9", "P9", "P10", "D7"]


def test_a_business_outside_the_registry_is_refused(tmp_path: Path, root: Path) -> None:
    def change(book: Workbook) -> None:
        for row in range(7, 13):
            book[ITEMS].cell(row, 2, "990")

    with pytest.raises(ImportProblem, match="業務の台帳にありません"):
        import_workbook(saved(tmp_path, change), root)
    assert [p.name for p in (root / "spec").iterdir()] == []


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "空のファイルです"),
        ("データ項目ID,データ項目".encode("cp932"), "Excel のブック（.xlsx）ではありません"),
        (OLE, "古い形式（.xls）です"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "暗号化されています"),
        (b"PK\x03\x04" + bytes(40), "壊れているか、途中で切れています"),
    ],
)
def test_files_that_are_no_workbook(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "何か.xlsx"
    path.write_bytes(data)
    with pytest.raises(ImportProblem, match=message):
        read_item_definition(path)


def test_an_absent_file(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="がありません"):
        read_item_definition(tmp_path / "無い.xlsx")


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95, 0.999])
def test_a_truncated_workbook(tmp_path: Path, part: float) -> None:
    path = saved(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(ImportProblem, match="壊れているか、途中で切れています"):
        read_item_definition(path)


def test_a_workbook_with_a_flipped_byte_is_read_or_refused_but_never_a_traceback(tmp_path: Path) -> None:
    data = saved(tmp_path).read_bytes()
    path = tmp_path / "傷.xlsx"
    for at in range(0, len(data), max(1, len(data) // 60)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        try:
            read_item_definition(path)
        except ImportProblem as refused:
            assert "。" in str(refused)


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one of its parts changed."""
    out = path.with_name("細工.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return out


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "爆弾.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for n in range(4):
            with archive.open(f"xl/{n}.xml", "w", force_zip64=True) as stream:
                for _ in range(60):
                    stream.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(ImportProblem, match="展開すると大きすぎます"):
        read_item_definition(path)


def test_too_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_CELLS", 150)
    with pytest.raises(ImportProblem, match="セルが多すぎます"):
        read_item_definition(saved(tmp_path))


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A1:ZZZZZZ9", ""])
def test_a_merged_range_over_everything(tmp_path: Path, area: str) -> None:
    wide = f'<mergeCell ref="{area}"/></mergeCells>'.encode()
    path = rewritten(saved(tmp_path), "xl/worksheets/sheet1.xml", lambda d: d.replace(b"</mergeCells>", wide))
    with pytest.raises(ImportProblem, match="セルが多すぎます"):
        read_item_definition(path)


def test_a_dtd_is_refused(tmp_path: Path) -> None:
    dtd = b'<!DOCTYPE a [<!ENTITY b "c">]>'
    path = rewritten(
        saved(tmp_path), "xl/workbook.xml", lambda d: d.replace(b"<workbook", dtd + b"<workbook", 1)
    )
    with pytest.raises(ImportProblem, match="DTD"):
        read_item_definition(path)


def test_formulas_give_their_saved_result_or_say_that_there_is_none(tmp_path: Path) -> None:
    path = saved(tmp_path, put("U7", '="12"&"34"'))
    imported = read_item_definition(path)
    assert imported.groups[0].items[0].sample is None
    assert [(r.cell, r.kind) for r in imported.remarks if "数式" in r.message] == [("U7", K.UNREAD)]
    results = rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda d: (
            d.replace(b"<v></v>", b"<v>1234</v>")
            .replace(b"<v/>", b"<v>1234</v>")
            .replace(b"<v />", b"<v>1234</v>")
        ),
    )
    imported = read_item_definition(results)
    assert imported.groups[0].items[0].sample == "1234"
    assert [(r.cell, r.kind) for r in imported.remarks if "数式" in r.message] == [("U7", K.REWRITTEN)]


def test_another_workbook_is_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "予算.xlsx"
    book = Workbook()
    assert book.active is not None
    book.active.append(["項目", "金額"])
    book.save(path)
    with pytest.raises(ImportProblem, match="取り込める表がありません（シート: 「Sheet」）"):
        read_item_definition(path)


def test_related_functions_stay_text(tmp_path: Path) -> None:
    assert {i.related for g in read_item_definition(saved(tmp_path)).groups for i in g.items} == {RELATED}


def test_the_order_of_columns_means_nothing(tmp_path: Path) -> None:
    """The official columns, reversed within their merged shape: each still goes to its field."""

    def change(book: Workbook) -> None:
        sheet = book[ITEMS]
        for a, b in ((12, 22), (16, 17), (4, 5)):
            for row in (5, *range(7, 13)):
                first, second = sheet.cell(row, a), sheet.cell(row, b)
                first.value, second.value = second.value, first.value

    assert get_column_letter(22) == "V"
    assert (
        read_item_definition(saved(tmp_path, change)).groups == read_item_definition(saved(tmp_path)).groups
    )
