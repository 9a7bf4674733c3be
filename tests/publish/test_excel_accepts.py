"""Every workbook of the sample is one that Excel opens without a word about repairs (`excel_strict`)."""

import re
import sys
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from excel_books import ROOT, function, job_of
from excel_strict import faults

from hyojun.publish import build
from hyojun.publish.excel import write_excel
from hyojun.publish.excel.cells import Row, Table, Target
from hyojun.publish.excel.profile import load_profile
from hyojun.publish.excel.sheets import laid_out
from hyojun.source import importing, load
from hyojun.source.editing import export


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All workbooks: for people, to fill in, for programs, for editing, for the steps of a flow."""
    out = tmp_path_factory.mktemp("out")
    build(load(ROOT), ("excel", "tables"), out / "build")
    export(ROOT, "002", out / "edit.xlsx")
    (out / "steps.xlsx").write_bytes(importing.step_template())
    return sorted(out.rglob("*.xlsx"))


def test_excel_has_nothing_to_repair(made: list[Path]) -> None:
    assert len(made) > 35
    assert {p.name: found for p in made if (found := faults(p))} == {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in made:
            openpyxl.load_workbook(path)


SHEET, BOOK, STYLES, TYPES = (
    "xl/worksheets/sheet4.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
)


@pytest.fixture(scope="module")
def whole(made: list[Path]) -> Path:
    """全機能一覧: print areas, links, filters, frozen panes, merged heads."""
    return next(p for p in made if p.name == "全機能一覧.xlsx")


@pytest.mark.parametrize(
    ("part", "old", "new", "told"),
    [
        (BOOK, 'name="目次"', 'name="全機能"', "二重のシート名"),
        (BOOK, 'name="目次"', 'name="目次/1"', "使えないシート名"),
        (BOOK, 'name="目次"', f'name="{"目" * 32}"', "使えないシート名"),
        (BOOK, "'?目次'?!", "目 次!", "読めない範囲"),
        (BOOK, "'?目次'?!", "#REF!", "別のシートを指す"),
        (BOOK, 'localSheetId="2"', 'localSheetId="99"', "シートがない"),
        (SHEET, 'topLeftCell="[A-Z]+', 'topLeftCell="B', "固定した枠"),
        (SHEET, r'<selection pane="bottomRight"/>', '<selection pane="left"/>', "選択"),
        (SHEET, 'width="[0-9.]+"', 'width="256"', "の幅"),
        (SHEET, ' ht="[0-9.]+"', ' ht="410"', "高さ"),
        (SHEET, ' s="[0-9]+"', ' s="9999"', "書式"),
        (SHEET, "<v>[0-9]+</v>", "<v>999999</v>", "文字列がない"),
        (SHEET, "<v>[0-9]+</v>", "<f>1+1</f>", "式"),
        (SHEET, 'location="[^"]+"', 'location="無い!A1"', "リンク先"),
        (SHEET, 'location="[^"]+"', 'location="凡例）列項目説明!A1"', "リンク先"),
        (SHEET, '<mergeCell ref="[^"]+"/>', '<mergeCell ref="A3:Z4"/>', "重なる結合"),
        (SHEET, "(<pageMargins .*?/>)(<pageSetup .*?/>)", r"\2\1", "部分の順"),
        (SHEET, "<oddHeader>", f"<oddHeader>{'長' * 255}", "長すぎる"),
        (SHEET, "<mergeCells", '<conditionalFormatting sqref="A"/><mergeCells', "部分の順"),
        (SHEET, "</hyperlinks>", '</hyperlinks><drawing r:id="rId9"/>', "関係 rId9 がない"),
        (
            SHEET,
            "<hyperlinks>",
            '<dataValidations count="1"><dataValidation type="list" sqref="A1"><formula1>"'
            + "選" * 256
            + '"</formula1></dataValidation></dataValidations><hyperlinks>',
            "選択肢が長すぎる",
        ),
        (STYLES, '<xf numFmtId="[0-9]+" fontId="[0-9]+"', '<xf numFmtId="0" fontId="999"', "fontId"),
        (TYPES, '<Override PartName="/xl/styles.xml"[^>]*/>', "", "型の合わない部分"),
    ],
)
def test_the_check_sees_what_excel_would(
    part: str, old: str, new: str, told: str, whole: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            raw = source.read(name).decode("utf-8") if name.endswith((".xml", ".rels")) else None
            if name == part:
                assert raw is not None
                changed = re.sub(old, new, raw, count=0 if "fontId" in old else 1)
                assert changed != raw
                raw = changed
            target.writestr(name, source.read(name) if raw is None else raw)
    assert any(told in fault for fault in faults(broken)), faults(broken)


def test_links_beyond_those_of_a_sheet_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel allows no more; what it does with a sheet that has them is not for a reader to find out."""
    monkeypatch.setattr(sys.modules[laid_out.__module__], "MOST_LINKS", 3)
    profile = next(s for s in load_profile(ROOT).sheets if s.content == "用語")
    key, *others = (column.content for column in profile.columns)
    rest = dict.fromkeys(others)
    rows = tuple(Row(f"行{n}", {key: f"語{n}"} | rest, links={key: Target("用語", n)}) for n in range(5))
    found = laid_out(profile, Table(rows), load_profile(ROOT))
    assert [row for row, _ in found.links] == [0, 1, 2]
    assert [row[0] for row in found.rows] == [f"語{n}" for n in range(5)]


def test_odd_names_and_texts_need_no_repair_either(tmp_path: Path) -> None:
    texts = (" 前後の空白 ", "改行\n\n改行", "=1+1", "<r>印</r>", "_x0041_", "𠮷" * 500, "長い文。" * 3_000)
    job = job_of(*(function(n, text=text, name=text.split()[0][:40]) for n, text in enumerate(texts, 1)))
    for published in write_excel(job, job.corpus.businesses[0], tmp_path):
        assert faults(tmp_path / published.path) == []
