"""Step tables as files, and the commands that read and write them."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from typer.testing import CliRunner, Result

from hyojun import flow
from hyojun.cli import app
from hyojun.source.importing import ImportProblem, read_step_table

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "table_files.yaml").read_text("utf-8"))
HANDBOOK = Path(__file__).parents[2] / "docs" / "handbook" / "reference.md"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["flow", *map(str, arguments)])


def workbook(path: Path, cells: Sequence[Sequence[str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "手順"
    for row in cells:
        sheet.append([cell or None for cell in row])
    book.save(path)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("case", CASES, ids=lambda c: c["名前"])
def test_tables_in_files(case: dict[str, Any], kind: str, tmp_path: Path) -> None:
    if kind == "csv" and case.get("ブックだけ"):
        pytest.skip("only a workbook has formulas")
    cells = [[c.replace("／", "\n") for c in line.split("|")] for line in case["表"].splitlines()]
    file = tmp_path / f"登録.{kind}"
    if kind == "xlsx":
        workbook(file, cells)
    else:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(cells)
        file.write_text(text.getvalue(), "utf-8-sig")
    done = run("from-table", file)
    made = tmp_path / "登録.bpmn"
    if "誤り" in case:
        assert done.exit_code == 2 and not made.exists()
        assert len(done.stderr.splitlines()) == len([m for m in case["誤り"] if ":" in m] or [0]) + 1
        assert [m for m in case["誤り"] if m not in done.stderr] == [], done.stderr
        return
    assert done.exit_code == 0, done.stderr
    assert [m for m in case.get("伝える", ()) if m not in done.stderr] == [], done.stderr
    assert case.get("伝えない", "no such words") not in done.stderr
    text_made = made.read_text("utf-8")
    assert [c for c in case["手順"] if f'name="{c}"' not in text_made] == []
    assert f'name="{case.get("題名", "登録")}" processRef' in text_made


CELLS = [
    ["番号", "担当", "作業", "機能ID", "次", "条件", "備考欄"],
    ["1", "住民等", "申請する", "", "2\n3", "窓口の場合\n郵送の場合", "急ぎ"],
    ["2", "職員", "受け付ける", "0020041", "終了", "", ""],
    ["3", "職員", "開封する", "", "2", "", ""],
]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "tsv", "cp932"])
def test_files_are_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"手順.{'csv' if kind == 'cp932' else kind}"
    if kind == "xlsx":
        workbook(path, [["印鑑登録の流れ"], *CELLS])
    else:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter="\t" if kind == "tsv" else ",").writerows(CELLS)
        path.write_bytes(text.getvalue().encode("cp932" if kind == "cp932" else "utf-8-sig"))
    table = read_step_table(path)
    assert [row["作業"].text for row in table.rows] == ["申請する", "受け付ける", "開封する"]
    assert table.rows[1]["機能ID"].text == "0020041"
    assert table.rows[0]["条件"].place == ("シート「手順」 F3" if kind == "xlsx" else "F2")
    assert any("備考欄" in remark for remark in table.remarks)
    assert flow.from_table(table.rows, "流れ").count(b"<bpmn:flowNodeRef>") == 6


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", "名前,値\n1,2\n".encode(), "手順の表が見つかりません"),
        ("a.csv", "番号,作業\n1,受け付ける\n".encode(), "見出しに「担当」の列がありません"),
        ("a.csv", b"\x81\xff\xfe", "文字コードを読めません"),
        ("a.csv", "名前,値\n1,2\n".encode(), "1行目の見出しは「名前」「値」です"),
        ("a.xlsx", b"PK", "a.xlsx"),
        ("a.xls", b"", "「a.xls」は読み取れません。手順の表は、.xlsx、.csv、.tsv のどれか.*Excelで開いて"),
        ("a.docx", b"PK", "「a.docx」は読み取れません。手順の表は、.xlsx、.csv、.tsv のどれか"),
    ],
)
def test_files_without_a_table_are_refused(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ImportProblem, match=message):
        read_step_table(tmp_path / name)


def test_commands(tmp_path: Path) -> None:
    book, bpmn = tmp_path / "登録.xlsx", tmp_path / "登録.bpmn"
    workbook(book, CELLS)
    done = run("from-table", book)
    assert done.exit_code == 0 and "手順 3" in done.stdout and "備考欄" in done.stderr
    shown = run("show", bpmn, "--format", "steps")
    assert shown.stdout.startswith("番号\t担当\t作業\t機能ID\t次\t条件")
    (tmp_path / "表.tsv").write_text(shown.stdout, "utf-8")
    assert run("from-table", tmp_path / "表.tsv", "--title", "登録").exit_code == 0
    assert run("show", tmp_path / "表.bpmn", "--format", "steps").stdout == shown.stdout
    wrong = [CELLS[0], ["1", "職員", "", "", "7", "", ""]]
    workbook(book, wrong)
    refused = run("from-table", book, "--out", tmp_path / "無.bpmn")
    assert refused.exit_code == 2 and not (tmp_path / "無.bpmn").exists()
    assert "シート「手順」 C2: 作業がありません" in refused.stderr
    assert "シート「手順」 E2: 次の「7」" in refused.stderr
    assert f"「{book}」を直してください。何も書いていません。" in refused.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("from-table", "登録.xlsx", "--out"),
        ("from-table", "--template"),
        ("layout", "登録.bpmn", "--out"),
        ("show", "登録.bpmn", "--out"),
    ],
    ids=" ".join,
)
def test_files_are_overwritten_only_when_told_to(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook(Path("登録.xlsx"), CELLS)
    assert run("from-table", "登録.xlsx").exit_code == 0
    target = Path("別.xlsx")
    target.write_text("大切な図")
    refused = run(*command, target)
    assert refused.exit_code == 2 and "「別.xlsx」は既にあります。" in refused.stderr
    assert target.read_text() == "大切な図"
    assert run(*command, target, "--force").exit_code == 0
    assert target.read_bytes() != "大切な図".encode()
    nowhere = run(*command, "無い/別.xlsx")
    assert nowhere.exit_code == 2 and "フォルダー「無い」がありません。" in nowhere.stderr
    assert not Path("無い").exists()
    Path("中.xlsx").mkdir()
    assert "「中.xlsx」はフォルダーです。" in run(*command, "中.xlsx", "--force").stderr


def test_a_table_that_is_not_there_is_not_to_be_mended(tmp_path: Path) -> None:
    for name in ("無い.xlsx", "無い.csv"):
        result = run("from-table", tmp_path / name)
        assert result.exit_code == 2
        assert (
            result.stderr == f"「{name}」がありません。名前と場所を確かめてください。\n何も書いていません。\n"
        )


def test_the_template_is_a_table_that_makes_a_flow(tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    assert run("from-table", "--template", file).exit_code == 0
    table = read_step_table(file)
    rows = [{column: entry.text for column, entry in row.items()} for row in table.rows]
    assert rows == list(flow.EXAMPLE)
    assert (table.remarks, table.title and table.title.text) == ((), flow.TITLE)
    again = tmp_path / "again.xlsx"
    run("from-table", "--template", again)
    assert again.read_bytes() == file.read_bytes()
    assert run("from-table", file).exit_code == 0
    assert run("from-table", file, "--template", again, "--force").exit_code == 2
    assert run("from-table", "--template", tmp_path / "表.csv").exit_code == 2
    assert "--template 表.xlsx" in run("from-table").stderr


def test_the_handbook_shows_the_template() -> None:
    text = HANDBOOK.read_text("utf-8")
    listed = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines() if "|" in line]
    assert list(flow.COLUMNS) in listed
    for row in flow.EXAMPLE:
        assert [said.replace("\n", "<br>") for said in row.values()] in listed
    for column, meaning in flow.MEANING.items():
        assert [column, meaning] in listed


def test_a_table_in_a_file_opens_in_excel_and_tells_what_is_lost(tmp_path: Path) -> None:
    file = Path(__file__).parent / "files" / "every-kind.bpmn"
    out = tmp_path / "表.csv"
    done = run("show", file, "--format", "csv", "--out", out)
    assert done.exit_code == 0, done.stderr
    assert out.read_bytes().startswith("\ufeff番号,担当".encode())
    assert "\n1," in out.read_text("utf-8-sig")
    for lost in ("開始イベントの名称: ", "データストア（表ではデータになります）", "メッセージの線"):
        assert f"手順の表には表れません — {lost}" in done.stderr
    table = tmp_path / "a.csv"
    table.write_text("番号,担当,作業\n1,職員,渡す\n", "utf-8")
    assert run("from-table", table).exit_code == 0
    assert run("show", tmp_path / "a.bpmn", "--format", "csv").stderr == ""


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.yaml"])
@pytest.mark.parametrize("command", ["draw", "show", "layout"])
def test_other_kinds_of_files_are_no_flows(command: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"PK" if name == "a.xlsx" else b"a: 1")
    options = ["--out", tmp_path / "out"] if command == "draw" else []
    result = run(command, tmp_path / name, *options)
    assert result.exit_code == 2
    assert (
        "は BPMN のファイルではありません。BPMN 2.0 のファイル（.bpmn、.xml）を指定してください。"
        in result.stderr
    )
    assert ("from-table" in result.stderr) == (name != "a.yaml")


def test_a_file_that_is_not_there_is_told_in_japanese(tmp_path: Path) -> None:
    result = run("draw", tmp_path / "無い.bpmn", "--out", tmp_path)
    assert result.exit_code == 2
    assert "ファイルがありません。" in result.stderr and "No such" not in result.stderr
    assert "フォルダーです。" in run("show", tmp_path).stderr


CALL = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"
  xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
  <process id="p"><callActivity id="c" name="転入"/></process>
  <di:BPMNDiagram><di:BPMNPlane bpmnElement="p"><di:BPMNShape bpmnElement="c" isExpanded="{}">
  <dc:Bounds x="0" y="0" width="300" height="200"/></di:BPMNShape></di:BPMNPlane></di:BPMNDiagram></definitions>"""


@pytest.mark.parametrize(
    ("was", "told"), [("true", "「転入」は、呼び出すフローの中を開かずに描きました。\n"), ("false", "")]
)
def test_an_opened_call_is_told_when_a_new_layout_shuts_it(was: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "a.bpmn"
    file.write_text(CALL.format(was), "utf-8")
    done = run("layout", file)
    assert (done.exit_code, done.stderr) == (0, told)
