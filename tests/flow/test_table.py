"""Step tables: a flow from a table, a table from a flow, and every mistake told with its cell."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from geometry import troubles
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from typer.testing import CliRunner

from hyojun import flow, source
from hyojun.cli import app
from hyojun.flow import Entry
from hyojun.model import FlowFile
from hyojun.source.importing import ImportProblem, read_step_table

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "table.yaml").read_text("utf-8"))
DECLARED = FlowFile(key="nagare", title="流れ", file="nagare.bpmn")


def rows_of(cells: Sequence[Sequence[str]]) -> list[dict[str, Entry]]:
    head, *body = cells
    return [
        {
            column: Entry(row[n] if n < len(row) else "", f"{get_column_letter(n + 1)}{at}")
            for n, column in enumerate(head)
        }
        for at, row in enumerate(body, 2)
    ]


def steps_of(data: bytes) -> tuple[flow.Step, ...]:
    found, findings = source.read_flow(data, DECLARED, "流れ.bpmn")
    assert found is not None, findings
    return flow.steps(found)


def told(step: flow.Step) -> str:
    parts = [step.mark, step.actor, step.task.name, step.task.kind.value, "・".join(step.task.functions)]
    return f"{' '.join(filter(None, parts))} → {'／'.join(w.words for w in step.after)}"


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["名前"])
def test_tables(case: dict[str, Any]) -> None:
    cells = [[c.replace("／", "\n") for c in line.split("|")] for line in case["表"].splitlines()]
    if "誤り" in case:
        with pytest.raises(flow.TableProblem) as raised:
            flow.from_table(rows_of(cells), "流れ")
        found = [f"{f.place} {f.message}".strip() for f in raised.value.faults]
        assert len(found) == len(case["誤り"]), found
        for expected in case["誤り"]:
            assert any(f.startswith(expected) for f in found), (expected, found)
        return
    data = flow.from_table(rows_of(cells), "流れ")
    assert [told(s) for s in steps_of(data)] == case["手順"]
    bpmn, _ = source.read_bpmn(data, "流れ.bpmn")
    assert bpmn is not None
    counts = Counter(e.tag for e in bpmn.elements)
    assert {tag: counts[tag] for tag in case.get("要素", {})} == case.get("要素", {})
    assert troubles(bpmn) == []
    assert flow.from_table(rows_of(cells), "流れ") == data


WORKS = st.text(alphabet="受付確認審査登録通知ＡA1、 ", min_size=1, max_size=12).filter(str.strip)
NAMES = st.sampled_from(["住民等", "職員", "印鑑登録システム", "住民記録システム"])


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, Entry]]:
    """Tables in which every step is reached: each leads to the next row, and perhaps elsewhere."""
    count = draw(st.integers(1, 8))
    found = []
    for n in range(1, count + 1):
        following = [str(n + 1)] if n < count else ["終了"]
        others = [str(k) for k in range(1, count + 1) if k != n + 1] + ["終了：済んだ", "フロー「kofu」へ"]
        goals = following + draw(st.lists(st.sampled_from(others), max_size=2, unique=True))
        labels = st.lists(st.sampled_from(["はい", "いいえ", "急ぐ場合", "対象外"]), unique=True)
        several = len(goals) > 1
        conditions = draw(labels.filter(lambda c: len(c) >= 3)) if draw(st.booleans()) else ["並行"] * 3
        conditions = conditions if several else []
        functions = draw(st.lists(st.sampled_from(["0020001", "0020002"]), unique=True))
        row = {
            "番号": str(n),
            "担当": draw(NAMES),
            "作業": draw(WORKS),
            "機能ID": "、".join(functions),
            "次": "" if goals == following and draw(st.booleans()) else "\n".join(goals),
            "条件": "\n".join(conditions[: len(goals)]),
            "出力": draw(st.sampled_from(["", "台帳", "台帳\n通知書"])),
            "手順キー": draw(st.sampled_from(["", f"key-{n}"])),
        }
        found.append({column: Entry(text, f"{column}{n}") for column, text in row.items()})
    return found


def again(data: bytes) -> list[dict[str, Entry]]:
    return [{k: Entry(v, k) for k, v in row.items()} for row in flow.as_rows(steps_of(data))]


def texts(rows: Sequence[Mapping[str, Entry]]) -> list[dict[str, str]]:
    return [{column: entry.text for column, entry in row.items()} for row in rows]


def essence(rows: Sequence[Mapping[str, Entry]]) -> Counter[tuple[str, ...]]:
    return Counter(
        (row["担当"].text, " ".join(row["作業"].text.split()), row["機能ID"].text, row["手順キー"].text)
        for row in rows
    )


@given(tables())
@settings(max_examples=50, deadline=None)
def test_a_table_of_a_flow_makes_that_flow(rows: list[dict[str, Entry]]) -> None:
    data = flow.from_table(rows, "流れ")
    normal = again(data)
    assert essence(normal) == essence(rows)
    second = flow.from_table(normal, "流れ")
    assert texts(again(second)) == texts(normal)
    assert flow.from_table(again(second), "流れ") == second
    ways = [[(w.words) for w in s.after] for s in steps_of(data)]
    assert [[(w.words) for w in s.after] for s in steps_of(second)] == ways


def workbook(path: Path, cells: Sequence[Sequence[str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "手順"
    sheet.append(["印鑑登録の流れ"])
    for row in cells:
        sheet.append(list(row))
    book.save(path)


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
        workbook(path, CELLS)
    else:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter="\t" if kind == "tsv" else ",").writerows(CELLS)
        path.write_bytes(text.getvalue().encode("cp932" if kind == "cp932" else "utf-8-sig"))
    table = read_step_table(path)
    assert [row["作業"].text for row in table.rows] == ["申請する", "受け付ける", "開封する"]
    assert table.rows[1]["機能ID"].text == "0020041"
    assert table.rows[0]["条件"].place == ("シート「手順」 F3" if kind == "xlsx" else "F2")
    assert any("備考欄" in remark for remark in table.remarks)
    assert len(steps_of(flow.from_table(table.rows, "流れ"))) == 3


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", "名前,値\n1,2\n".encode(), "手順の表が見つかりません"),
        ("a.csv", "番号,作業\n1,受け付ける\n".encode(), "見出しに「担当」の列がありません"),
        ("a.csv", b"\x81\xff\xfe", "文字コードを読めません"),
        ("a.xlsx", b"PK", "a.xlsx"),
    ],
)
def test_files_without_a_table_are_refused(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ImportProblem, match=message):
        read_step_table(tmp_path / name)


def test_commands(tmp_path: Path) -> None:
    def run(*arguments: object) -> Any:
        return CliRunner().invoke(app, ["flow", *map(str, arguments)])

    book, bpmn = tmp_path / "登録.xlsx", tmp_path / "登録.bpmn"
    workbook(book, CELLS)
    done = run("from-table", book)
    assert done.exit_code == 0 and "手順 3" in done.stdout and "備考欄" in done.stderr
    assert run("from-table", book).exit_code == 2  # the drawing may have been touched since
    shown = run("show", bpmn, "--format", "steps")
    assert shown.stdout.startswith("番号\t担当\t作業\t機能ID\t次\t条件")
    (tmp_path / "表.tsv").write_text(shown.stdout, "utf-8")
    assert run("from-table", tmp_path / "表.tsv", "--title", "登録").exit_code == 0
    assert [told(s) for s in steps_of((tmp_path / "表.bpmn").read_bytes())] == [
        told(s) for s in steps_of(bpmn.read_bytes())
    ]
    before = bpmn.read_bytes()
    assert run("layout", bpmn, "--out", tmp_path / "別.bpmn").exit_code == 0
    assert bpmn.read_bytes() == before and (tmp_path / "別.bpmn").read_bytes() == before
    wrong = [CELLS[0], ["1", "職員", "", "", "7", "", ""]]
    workbook(book, wrong)
    refused = run("from-table", book, "--out", tmp_path / "無.bpmn")
    assert refused.exit_code == 2 and not (tmp_path / "無.bpmn").exists()
    assert "シート「手順」 C3: 作業がありません" in refused.stderr
    assert "シート「手順」 E3: 次の「7」" in refused.stderr
