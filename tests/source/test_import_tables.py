"""Tables of 機能, 帳票 and the rest become sources, with an account of every cell; or nothing is written."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from grid_paper import BODIES, LAST, ROWS, grid_paper, statements
from openpyxl import Workbook
from typer.testing import CliRunner

from hyojun import check
from hyojun.cli import app
from hyojun.model import Business, Function, Heading
from hyojun.publish.excel import write_excel
from hyojun.publish.job import Job
from hyojun.source import assign, load, released, verified
from hyojun.source.days import day_of
from hyojun.source.importing import (
    Edition,
    ImportProblem,
    ImportReport,
    RemarkKind,
    Surroundings,
    import_workbook,
    load_profile,
    mapping_profile,
    mappings,
    read_item_definition,
    stated_edition,
)
from hyojun.source.importing.joining import joined

K = RemarkKind
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ROOT = Path(__file__).parents[2]
LIST = (
    ("No", "大項目", "機能名", "機能要件", "実装区分"),
    (1, "見本の登録", "受付", "申請を入力し、確認できること。", "◎"),
    (2, None, "照会", "申請を検索し、表示できること。", "○"),
    (3, "見本の廃止", "抹消", "登録を抹消できること。", "×"),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "spec").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    return root


def book(path: Path, *sheets: tuple[str, tuple[tuple[Any, ...], ...]]) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def functions(business: Business) -> list[Function]:
    return [f for top in business.documents[0].contents.headings for h in top.walk() for f in h.functions]


def told(report: ImportReport, kind: RemarkKind) -> list[tuple[str, str]]:
    return [(r.cell, r.text) for r in report.remarks if r.kind is kind]


def state(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_a_plain_list_of_functions_becomes_sources(tmp_path: Path, root: Path) -> None:
    report = import_workbook(book(tmp_path / "一覧.xlsx", ("機能一覧", LIST)), root, "023")
    (business,) = load(root).corpus.businesses
    assert load(root).findings == ()
    assert [(f.id, f.name, f.classes) for f in functions(business)] == [
        ("023仮1", "受付", "実装必須"),
        ("023仮2", "照会", "標準オプション"),
        ("023仮3", "抹消", "実装不可"),
    ]
    headings = business.documents[0].contents.headings
    assert [(h.key, h.title, len(h.functions)) for h in headings] == [
        ("midashi-1", "見本の登録", 2),
        ("midashi-2", "見本の廃止", 1),
    ]
    assert report.counts.others[:2] == (("機能", 3), ("見出し", 2))
    assert [r.cell for r in report.remarks if "仮番号" in r.message] == ["C2", "C3", "C4"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_may_be_a_csv(tmp_path: Path, root: Path, encoding: str) -> None:
    text = "\r\n".join(",".join(str(v or "") for v in row) for row in LIST)
    path = tmp_path / "一覧.csv"
    path.write_bytes(text.encode(encoding))
    report = import_workbook(path, root, "023")
    assert len(functions(load(root).corpus.businesses[0])) == 3
    assert any("Shift_JIS" in r.message for r in report.remarks) == (encoding == "cp932")


def test_excel_strips_zeros_from_ids_of_a_csv_and_they_come_back(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "一覧.csv"
    path.write_text("機能ID,機能名,機能要件,実装類型\n20001,受付,入力できること。,◎\n", "utf-8")
    import_workbook(path, root)
    assert [f.id for f in functions(load(root).corpus.businesses[0])] == ["0020001"]


def test_grid_paper_arrives_with_a_complete_account(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "別紙2.xlsx"
    assert grid_paper(path) >= 400
    assert LAST == 130
    report = import_workbook(path, root)
    (business,) = load(root).corpus.businesses
    assert business.head.bodies == BODIES
    days = ("2026-03-25", "2026-04-01", "2028-04-01")
    names = {"◎": "実装必須", "○": "標準オプション", "×": "実装不可"}
    found = [
        (top.title, middle.title, f.name, f.id, f.text, f.classes_by_body(), f.reason or "", f.conformance)
        for top in business.documents[0].contents.headings
        for middle in top.headings
        for f in middle.functions
    ]
    assert len(found) == ROWS
    common = business.documents[0].conformance
    for n, (row, made) in enumerate(zip(statements(), found, strict=True)):
        classes = [names[s] for s in row[5]]
        expected = dict(zip(BODIES, classes, strict=True)) if n % 3 == 0 else {"全団体": classes[0]}
        assert made[:7] == (row[0][2:], row[1], row[2], f"039{row[3]:04}", row[4], expected, row[6])
        assert (made[7] or common) == days[n % 3]
    assert told(report, K.LOST) == [("DP20", "要確認")]
    assert [(r.cell, r.message[:12]) for r in report.remarks if r.kind is K.DOUBT] == [
        ("CI6", "団体区分「一般市区町村」")
    ]
    assert told(report, K.RESIDUE) == [("EC20", "e")]
    assert told(report, K.UNREAD) == [("A98", "（注）この表は見本である。"), ("DP4", "所管課メモ")]


def test_no_cell_of_grid_paper_is_dropped_silently(tmp_path: Path) -> None:
    """A word in any place of the paper is read, spoken of, or a reason to refuse."""
    from openpyxl import load_workbook

    path = tmp_path / "別紙2.xlsx"
    grid_paper(path)
    for address in ("A3", "EA8", "DP30", "A97", "CN8", "BH120"):
        workbook = load_workbook(path)
        workbook.worksheets[0][address] = "迷子"
        workbook.save(tmp_path / "迷子.xlsx")
        try:
            imported = read_item_definition(tmp_path / "迷子.xlsx")
        except ImportProblem as refused:
            assert address in str(refused)
            continue
        spoken = any(r.text == "迷子" and r.cell == address for r in imported.remarks)
        assert spoken != ("迷子" in str(imported.collected.entries)), address


def test_a_profile_that_was_written_reads_the_same_and_can_be_corrected(tmp_path: Path, root: Path) -> None:
    path, profile = tmp_path / "別紙2.xlsx", tmp_path / "様式.yaml"
    grid_paper(path)
    text = mapping_profile(mappings(path, load_profile()), path.name, load_profile())
    profile.write_text(text, "utf-8")
    around = Surroundings(load_profile(None, profile), load(ROOT).corpus.registry)
    assert read_item_definition(path, around).collected == read_item_definition(path).collected
    corrected = text.replace("DP:DZ: 読まない", "DP:DZ: 備考")
    assert corrected != text
    profile.write_text(corrected, "utf-8")
    report = import_workbook(path, root, None, profile)
    assert told(report, K.LOST) == []
    assert [f.note for f in functions(load(root).corpus.businesses[0]) if f.note] == ["要確認"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("シート:\n  - シート: 機能一覧\n    種類: 機能表\n", "種類「機能表」はありません"),
        ("シート:\n  - シート: 機能一覧\n    種類: 機能要件\n", "「見出しの行」がありません"),
        (
            "シート:\n  - シート: 機能一覧\n    種類: 機能要件\n    見出しの行:\n      - 1\n    列:\n      A: 色\n",
            "内容「色」はありません",
        ),
        ("表:\n  - 種類: 何か\n", "表の種類「何か」はありません"),
        ("列: a\n", "様式.yaml:1: "),
        ("シート: [\n", "様式.yaml:"),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(tmp_path: Path, root: Path, text: str, message: str) -> None:
    profile = tmp_path / "様式.yaml"
    profile.write_text(text, "utf-8")
    before = state(root)
    with pytest.raises(ImportProblem, match=message):
        import_workbook(book(tmp_path / "一覧.xlsx", ("機能一覧", LIST)), root, "023", profile)
    assert state(root) == before


def test_a_repository_adds_words_and_symbols(tmp_path: Path, root: Path) -> None:
    rows = (("機能名", "求めること", "類別"), ("受付", "入力できること。", "△"))
    path = book(tmp_path / "一覧.xlsx", ("一覧", rows))
    with pytest.raises(ImportProblem, match="取り込める表がありません"):
        import_workbook(path, root, "023")
    own = root / "templates/excel/取込み.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "実装類型:\n  標準オプション: [△]\n表:\n  - 種類: 機能要件\n    列:\n"
        "      - {内容: 機能要件, 見出し: [求めること]}\n      - {内容: 実装類型, 見出し: [類別]}\n",
        "utf-8",
    )
    import_workbook(path, root, "023")
    assert [f.classes for f in functions(load(root).corpus.businesses[0])] == ["標準オプション"]


def test_older_class_labels_make_a_statement_each(tmp_path: Path, root: Path) -> None:
    text = (
        "【実装すべき機能】\n異動を入力できること。\n【実装してもしなくても良い機能】\n一覧を出力できること。\n"
        "【実装しない機能】\n自動で削除すること。"
    )
    rows = (("機能ID", "機能名称", "機能要件"), ("0230001", "異動", text))
    import_workbook(book(tmp_path / "旧.xlsx", ("機能", rows)), root)
    assert [(f.id, f.classes, f.text) for f in functions(load(root).corpus.businesses[0])] == [
        ("0230001", "実装必須", "異動を入力できること。"),
        ("023仮1", "標準オプション", "一覧を出力できること。"),
        ("023仮2", "実装不可", "自動で削除すること。"),
    ]


def test_a_sheet_for_each_form_has_its_id_above_the_table(tmp_path: Path, root: Path) -> None:
    head = ("項番", "印字項目名", "桁数/文字数", "必須/オプション", "データ項目ID")
    rows = ((1, "氏名", "20文字", "◎", None), (2, "住所", "多数", "○", None))
    forms = [
        (
            f"帳票{n}",
            (("帳票ID", f"023000{n}"), (f"帳票名称：見本の証{n}",), (), head, *rows),
        )
        for n in (1, 2)
    ]  # fmt: skip
    report = import_workbook(book(tmp_path / "諸元表.xlsx", *forms), root)
    found = load(root).corpus.businesses[0].forms
    assert [(f.id, f.name, f.audience, len(f.items)) for f in found] == [
        ("0230001", "見本の証1", "住民向け", 2),
        ("0230002", "見本の証2", "住民向け", 2),
    ]
    assert [(i.length, i.required) for i in found[0].items] == [(20, "必須"), (None, "オプション")]
    assert [text for _, text in told(report, K.UNREAD)] == ["多数", "多数"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("R8.3.25", date(2026, 3, 25)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("Ｈ31．4．30", date(2019, 4, 30)),
        ("2026-03-25", date(2026, 3, 25)),
        ("2026年 3月25日", date(2026, 3, 25)),
        ("R8.2.30", None),
        ("8.3.25", None),
        ("未定", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_days_that_are_numbers_are_days(tmp_path: Path, root: Path) -> None:
    rows = (
        ("機能名称", "機能要件", "実装類型", "適合基準日"),
        ("a", "b", "◎", 46106),
        ("c", "d", "◎", datetime(2027, 4, 1)),
    )
    report = import_workbook(book(tmp_path / "日付.xlsx", ("機能", rows)), root, "023")
    (business,) = load(root).corpus.businesses
    days = [f.conformance or business.documents[0].conformance for f in functions(business)]
    assert days == ["2026-03-25", "2027-04-01"]
    assert ("D2", "46106") in told(report, K.REWRITTEN)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("0230001", "a", "b", "◎"), ("0230001", "c", "d", "◎")], "A3: 機能ID 0230001 はシート「機能」の A2 と同じです"),
        ([("0230001", "a", "b", "◎"), ("0240001", "c", "d", "◎")], "A3: 業務IDが「023」と「024」の2つあります"),
        ([("023001", "a", "b", "◎")], "A2: 機能ID「023001」の桁が違います"),
        ([("0230001", "a", "b", "甲")], "D2: 実装類型「甲」の意味が分かりません"),
        ([("0230001", "a", "b", None)], "A2: 実装類型がありません。空欄なら◎などを書き足してください。"),
        ([("0230001", "a", None, "◎")], "A2: 「機能要件」がありません"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_at_its_cell(
    tmp_path: Path, root: Path, rows: list[tuple[Any, ...]], message: str
) -> None:
    path = book(tmp_path / "誤り.xlsx", ("機能", (("機能ID", "機能名称", "機能要件", "実装類型"), *rows)))
    before = state(root)
    with pytest.raises(ImportProblem) as refused:
        import_workbook(path, root)
    assert message in str(refused.value)
    assert len(refused.value.args) == 1, "one cause, one message"
    assert state(root) == before


def test_a_list_that_says_hissu_or_nini_is_understood(tmp_path: Path, root: Path) -> None:
    """As a small office writes it; said in words that mean nothing here, it is asked for once."""
    rows = [
        ("資格", "登録", "登録できること。", "必須"),
        ("資格", "照会", "照会できること。", "任意"),
        ("資格", "削除", "削除すること。", "不可"),
    ]
    import_workbook(
        book(tmp_path / "一覧.xlsx", ("一覧", (("大分類", "中分類", "要件", "必須/任意"), *rows))),
        root,
        "023",
    )
    (business,) = [b for b in load(root).corpus.businesses if b.id == "023"]
    assert [str(f.classes) for f in business.functions] == ["実装必須", "標準オプション", "実装不可"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("空.csv", b"", "空のファイルです"),
        ("像.csv", b"\x89PNG\0\0", "文字のファイルではありません"),
        ("謎.csv", b"\x81\xff\xfe\xff,\n", "文字コードが分かりません"),
        ("途中.csv", '機能名,機能要件\n受付,"入力'.encode(), "途中で切れています"),
        ("無い.csv", None, "名前と場所を確かめてください"),
        ("版.xlsx", "機能名,機能要件".encode(), "Excel のブック（.xlsx）ではありません"),
    ],
)
def test_files_that_are_no_table(
    tmp_path: Path, root: Path, name: str, data: bytes | None, message: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = CliRunner().invoke(app, ["import", str(tmp_path / name), "--spec", "023", "--root", str(root)])
    assert result.exit_code == 2
    assert message in result.stderr
    assert state(root) == {"pyproject.toml": b"[tool.hyojun]\n"}


def test_a_shifted_header_is_found_and_a_wrong_sheet_is_spoken_of(tmp_path: Path, root: Path) -> None:
    shifted = tuple((None, None, *row) for row in LIST)
    notes = (("打合せの記録",), ("4月1日", "様式を決めた。"))
    path = book(tmp_path / "一覧.xlsx", ("記録", notes), ("機能一覧", ((), ("見本",), (), *shifted)))
    report = import_workbook(path, root, "023")
    assert len(functions(load(root).corpus.businesses[0])) == 3
    assert [(r.sheet, r.cell) for r in report.remarks if r.kind is K.UNREAD] == [("記録", "A1:B2")]


def test_a_business_takes_a_workbook_of_what_it_lacks(tmp_path: Path, root: Path) -> None:
    import_workbook(book(tmp_path / "一覧.xlsx", ("機能一覧", LIST)), root, "023")
    head = root / "spec/023/業務.yaml"
    written = head.read_text("utf-8").replace("    構成:\n", "    構成: # 順に載せる\n").replace("\n", "\r\n")
    head.write_bytes(written.encode())
    before = state(root)
    terms = (("用語", "読み", "定義"), ("見本", "みほん", "例として示すもの。"))
    links = (
        ("連携名称", "場合", "連携先", "提供・照会", "連携方式", "頻度", "データ項目"),
        ("見本の提供", "登録したとき", "住民記録システム", "提供", "API", "随時", "02300001 見本"),
    )
    report = import_workbook(book(tmp_path / "他.xlsx", ("用語", terms), ("連携", links)), root, "023")
    (business,) = load(root).corpus.businesses
    assert [(d.name, len(d.contents.terms), len(d.contents.linkages)) for d in business.documents] == [
        ("機能", 1, 0),
        ("データ", 0, 1),
    ]
    (linkage,) = business.linkages
    assert (linkage.id, linkage.partner.business, linkage.method) == ("023o仮1", "001", "REST API")
    after = state(root)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"spec/023/業務.yaml"}
    old, new = (s["spec/023/業務.yaml"].split(b"\r\n") for s in (before, after))
    rest = iter(new)
    assert all(line in rest for line in old)  # lines were put in, none changed
    assert set(report.written) == {"spec/023/業務.yaml", "spec/023/用語.yaml", "spec/023/連携.yaml"}
    with pytest.raises(ImportProblem, match=r"「用語」の「見本」が既にあります.*hyojun edit export 023"):
        import_workbook(book(tmp_path / "再.xlsx", ("用語", terms)), root, "023")
    assert state(root) == after


def test_a_second_workbook_adds_what_is_new_and_names_what_is_there(tmp_path: Path, root: Path) -> None:
    forms = (("帳票ID", "帳票名称", "用途"), ("0230001", "見本通知書", "結果を知らせる。"))
    first = import_workbook(book(tmp_path / "1.xlsx", ("機能", LIST), ("帳票", forms)), root, "023")
    assert "spec/023/ID台帳/帳票.yaml" in first.written and first.registered == 1
    more = (*forms[:1], ("0230002", "見本決定書", "決定を知らせる。"))
    report = import_workbook(book(tmp_path / "2.xlsx", ("帳票", more)), root, "023")
    assert "spec/023/帳票/2-見本決定書.yaml" in report.written
    terms = ("用語", (("用語", "定義"), ("見本", "例として示すもの。")))
    report = import_workbook(book(tmp_path / "3.xlsx", ("機能", LIST), terms), root, "023")
    assert "spec/023/用語.yaml" in report.written
    (left,) = [r.message for r in report.remarks if r.kind is K.LOST and not r.sheet]
    assert left.startswith("「見出し」の2件（「見本の登録」、「見本の廃止」）は業務 023 に既にあるため")
    before = state(root)
    mixed = (*forms, ("0230003", "見本依頼書", "依頼する。"))
    with pytest.raises(ImportProblem, match="「帳票」の「見本通知書」が既にあります"):
        import_workbook(book(tmp_path / "4.xlsx", ("帳票", mixed)), root, "023")
    assert state(root) == before
    assert not [f for f in check.run(load(root)).findings if f.code.startswith("ID")]


def test_numbers_given_to_rows_pass_over_those_that_became_real_ones(tmp_path: Path, root: Path) -> None:
    import_workbook(book(tmp_path / "1.xlsx", ("機能", LIST)), root, "023")
    assign(root, "023", date(2026, 4, 1))
    forms = (("帳票名称", "用途"), ("見本通知書", "結果を知らせる。"))
    import_workbook(book(tmp_path / "2.xlsx", ("帳票", forms)), root, "023")
    (business,) = load(root).corpus.businesses
    assert [f.id for d in business.documents for f in d.contents.forms] == ["023仮4"]
    assert not [f for f in check.run(load(root)).findings if f.code == "ID11"]


@pytest.mark.parametrize(
    "text",
    ["業務ID: '023'\n文書: [{文書: 機能, 構成: [a.yaml]}]\n", "業務ID: '023'\n文書:\n  - 文書: 機能\n    構成: [a.yaml]\n"],
)  # fmt: skip
def test_a_head_written_in_another_way_is_left_alone(text: str) -> None:
    with pytest.raises(ImportProblem, match="hyojun fmt で整えて"):
        joined(text.encode(), {"機能": ["b.yaml"]}, [])


def test_an_earlier_edition_comes_in_as_a_released_one(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "別紙2.xlsx"
    grid_paper(path)
    report = import_workbook(path, root, None, None, stated_edition("1.0", "R8.3.25", True))
    (business,) = load(root).corpus.businesses
    (document,) = business.documents
    assert (document.edition, document.status, document.day) == ("1.0", "公表", date(2026, 3, 25))
    assert released(root, "039", "機能") == ("1.0",)
    assert report.released == ("spec/039/editions/機能-1.0.json",)
    assert [v.condition for v in verified(root)] == ["変わりない"]


@pytest.mark.parametrize("id", ["02", "../x", "999", ""])
def test_a_business_that_is_none_is_refused_first(id: str, tmp_path: Path, root: Path) -> None:
    path = book(tmp_path / "一覧.xlsx", ("機能一覧", LIST))
    with pytest.raises(ImportProblem, match="業務の台帳にありません"):
        import_workbook(path, root, id)
    assert state(root) == {"pyproject.toml": b"[tool.hyojun]\n"}


def test_an_edition_with_provisional_ids_was_never_released(tmp_path: Path, root: Path) -> None:
    path = book(tmp_path / "一覧.xlsx", ("機能一覧", LIST))
    with pytest.raises(ImportProblem, match="公表された版としては取り込めません"):
        import_workbook(path, root, "023", None, Edition("1.0", None, True))
    assert state(root) == {"pyproject.toml": b"[tool.hyojun]\n"}


@pytest.mark.parametrize(
    ("edition", "day", "message"),
    [("一", None, "版「一」"), (None, None, "--edition 1.0"), ("1.0案1", None, "--edition"), ("1.0", "春", "年月日「春」")],
)  # fmt: skip
def test_an_edition_that_is_none(edition: str | None, day: str | None, message: str) -> None:
    with pytest.raises(ImportProblem, match=message):
        stated_edition(edition, day, True)


LOST = {
    ("文書", "本編"): "文章は Excel に無い",
    ("文書", "業務フロー"): "図は Excel に無い",
    ("帳票", "レイアウト"): "添付した図は Excel に無い",
    ("機能", "実装類型"): "廃止した機能の実装類型は Excel に無い",
    ("文字要件", "適合基準日"): "文書の適合基準日によるものも、Excel には日が書かれる",
}
"""What a workbook of ours does not give back, and why."""


@pytest.mark.parametrize("id", ["001", "002", "006", "007", "027"])
def test_our_own_workbooks_give_back_what_they_were_made_from(id: str, tmp_path: Path, root: Path) -> None:
    repository = load(ROOT)
    business = repository.corpus.business(id)
    assert business is not None
    job = Job(ROOT, repository.settings, repository.corpus, repository.assets)
    for published in write_excel(job, business, tmp_path):
        if "様式" not in published.path:
            import_workbook(tmp_path / published.path, root, id)
    read = load(root)
    assert read.findings == ()
    again = read.corpus.business(id)
    assert again is not None
    assert comparable(again) == comparable(business)


def comparable(business: Business) -> dict[str, Any]:
    """All a 業務 holds by kind, without what LOST names."""
    found: dict[str, Any] = {}
    for document in business.documents:
        for key, rows in document.contents.plain().items():
            if ("文書", key) not in LOST:
                found.setdefault(key, []).extend(rows)
    found["コード一覧"] = sorted(
        found.get("コード一覧", []), key=lambda c: (c.get("種別", ""), c["コードID"])
    )
    for form in found.get("帳票", []):
        if form.get("レイアウト", {}).get("種類") == "添付":
            del form["レイアウト"]
    days = {d.name: d.conformance for d in business.documents}
    for document in business.documents:
        for row in document.contents.plain().get("文字要件", ()):
            if row["実装類型"] != "実装不可" and document.conformance:
                next(r for r in found["文字要件"] if r["キー"] == row["キー"]).setdefault(
                    "適合基準日", str(document.conformance)
                )
    found["見出し"] = [_heading(h, days[d.name]) for d in business.documents for h in d.contents.headings]
    return found


def _heading(heading: Heading, day: object) -> Any:
    plain = heading.plain()

    def walk(part: Any) -> None:
        for function in part.get("機能", ()):
            if "廃止" in function:
                del function["実装類型"]
            else:
                function.setdefault("適合基準日", day if function["実装類型"] != "実装不可" else None)
        for below in part.get("見出し", ()):
            walk(below)

    walk(plain)
    return plain


def test_what_is_recognised_is_shown_and_nothing_is_written(tmp_path: Path, root: Path) -> None:
    path, profile = book(tmp_path / "一覧.xlsx", ("機能一覧", LIST)), tmp_path / "様式.yaml"
    arguments = ["import", str(path), "--root", str(root), "--write-profile", str(profile)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert "シート「機能一覧」: 機能要件（見出しは1行目、その下に3行）" in result.stdout
    assert "  C 「機能名」 → 機能名称\n" in result.stdout
    assert state(root) == {"pyproject.toml": b"[tool.hyojun]\n"}
    assert CliRunner().invoke(app, arguments).exit_code == 2  # a profile file is not written over


OWN_WORDS = (
    ("見本事務　整理表（R8.10.5）", None, None, None, None, None, None),
    ("凡例：◎＝作る　○＝作ってもよい　×＝作らない",),
    ("通番", "業務区分", "処理", "求めること", "区分", "根拠・理由", "担当"),
    (1, "受付", "申請", "申請を受け付け、申請日及び申請者を登録できること。", "◎", "要綱第4条", "佐藤"),
    (2, None, None, "受け付けた申請の一覧を、画面に表示できること。", "◎", None, "鈴木"),
    (3, None, "取下げ", "申請の取下げを登録し、理由を記録できること。", "○", "団体による", "佐藤"),
    (4, "審査", "判定", "所得額を基準額と比べ、認定の可否を判定できること。", "×", None, "田中"),
    ("※　区分は検討会で決める。",),
)


def test_a_list_with_words_of_its_own_is_guessed_by_its_values_and_read_when_confirmed(
    tmp_path: Path, root: Path
) -> None:
    path, profile = book(tmp_path / "整理表.xlsx", ("整理表", OWN_WORDS)), tmp_path / "様式.yaml"
    with pytest.raises(ImportProblem) as refused:
        import_workbook(path, root, "023")
    for words in (
        "機能要件の表のようです（見出しは3行目",
        "「求めること」は機能要件",
        "--write-profile 様式.yaml",
    ):
        assert words in str(refused.value)
    assert not (root / "spec/023").exists()
    found = mappings(path, load_profile())
    assert [(c.letters, c.content) for c in found[0].columns] == [
        ("A", "読まない"), ("B", "大項目"), ("C", "中項目"), ("D", "機能要件"), ("E", "実装類型"),
        ("F", "考え方・理由"), ("G", "読まない"),
    ]  # fmt: skip
    profile.write_text(mapping_profile(found, path.name, load_profile()), encoding="utf-8")
    report = import_workbook(path, root, "023", profile)
    (business,) = load(root).corpus.businesses
    assert [(f.name, str(f.classes), f.reason) for f in functions(business)] == [
        ("申請", "実装必須", "要綱第4条"),
        ("申請（2）", "実装必須", None),
        ("取下げ", "標準オプション", "団体による"),
        ("判定", "実装不可", None),
    ]
    assert told(report, K.LOST) == []
    assert told(report, K.UNREAD) == [
        ("A3:A7", "通番"), ("G3:G7", "担当"), ("A8", "※　区分は検討会で決める。"),
    ]  # fmt: skip


def test_a_sheet_that_looks_like_nothing_known_is_not_guessed(tmp_path: Path) -> None:
    rows = (("日付", "場所", "出席者"), ("R8.9.1", "会議室", "5名"), ("R8.10.1", "会議室", "6名"))
    (found,) = mappings(book(tmp_path / "記録.xlsx", ("記録", rows)), load_profile())
    assert (found.kind, found.is_guess) == ("読まない", False)


def test_a_list_of_forms_with_longer_headers_is_guessed_by_its_words(tmp_path: Path) -> None:
    rows = (
        ("整理番号", "帳票名称（案）です", "主な用途です", "備考欄"),
        ("あ1", "見本通知書", "結果を知らせる。", "後で"),
        ("あ2", "見本決定書", "決定を知らせる。", "後で"),
    )
    (found,) = mappings(book(tmp_path / "帳票.xlsx", ("一覧", rows)), load_profile())
    assert (found.kind, found.is_guess) == ("帳票一覧", True)
    assert [c.content for c in found.columns] == ["項番", "帳票名称", "用途", "備考"]


def active(path: Path) -> Path:
    """A workbook with a macro, a link to another book, and formulas that fetch, with their saved results."""
    import xlsxwriter

    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("機能")
    sheet.write_row(0, 0, ("機能名称", "機能要件", "実装類型"))
    sheet.write_row(1, 0, ("受付", "申請を入力し、登録できること。", "◎"))
    sheet.write_formula(2, 0, "='[1]よそ'!A1", None, "照会")
    sheet.write_formula(2, 1, "=cmd|'/c calc'!A0", None, "申請を検索し、表示できること。")
    sheet.write(2, 2, "○")
    made.close()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    return path


def test_nothing_runs_and_nothing_is_fetched_and_both_are_told(tmp_path: Path, root: Path) -> None:
    report = import_workbook(active(tmp_path / "一覧.xlsx"), root, "023")
    assert [f.name for f in functions(load(root).corpus.businesses[0])] == ["受付", "照会"]
    unread = [r.message for r in report.remarks if r.kind is K.UNREAD]
    assert [m.partition("があります")[0] for m in unread] == [
        "マクロ",
        "ほかのブック又はプログラム（DDE）へのリンク",
    ]
    doubted = [(r.cell, r.text) for r in report.remarks if "参照する数式です" in r.message]
    assert doubted == [("A3", "照会"), ("B3", "申請を検索し、表示できること。")]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("古い.xls", OLE, "「古い.xls」は古い形式（.xls）です"),
        ("鍵.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "パスワードを外して保存し直してください"),
        ("途中.xlsx", b"PK\x03\x04" + bytes(100), "壊れているか、途中で切れています"),
        ("画像.xlsx", b"\x89PNG", "Excel のブック（.xlsx）ではありません"),
    ],
)
def test_a_file_that_cannot_be_opened_ends_the_command_and_writes_nothing(
    tmp_path: Path, root: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    result = CliRunner().invoke(app, ["import", str(tmp_path / name), "--spec", "023", "--root", str(root)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert state(root) == {"pyproject.toml": b"[tool.hyojun]\n"}


def test_a_bomb_of_rows_is_refused_before_it_is_read(tmp_path: Path, root: Path) -> None:
    path = book(tmp_path / "爆弾.xlsx", ("機能一覧", LIST))
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = b"<row><c><v>1</v></c></row>" * 932_067
    sheet = b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>' % (space, rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else content)
    with pytest.raises(ImportProblem, match="行が多すぎます（上限 200,000行）"):
        import_workbook(path, root, "023")
    assert state(root) == {"pyproject.toml": b"[tool.hyojun]\n"}
