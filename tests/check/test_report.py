"""The report: what people, programs and CI are shown, and the exit code."""

import json
from pathlib import Path

import pytest
from casefiles import findings_of, write_repository

from hyojun import check, source
from hyojun.check import CATALOGUE, Format, Report, render
from hyojun.model import Finding, Origin, Severity

ERROR = Finding(
    "FM03",
    Severity.ERROR,
    "枠がありません。",
    Origin("spec/002/帳票.yaml"),
    "帳票0020001",
    "足す",
    line=2,
    column=3,
)
WARNING = Finding("TR02", Severity.WARNING, "ありません。", Origin("spec/002/a,b:c.yaml"))
NOTE = Finding(
    "LK01", Severity.NOTE, "100%\n確かめられません。", Origin("spec/002/帳票.yaml"), line=1, column=1
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "spec/002").mkdir(parents=True)
    (tmp_path / "spec/002/帳票.yaml").write_text("帳票:\n    - 帳票ID: 一\n")
    return tmp_path


def test_text_for_people(root: Path) -> None:
    assert render(Report((ERROR, WARNING, NOTE)), Format.TEXT, root) == (
        "spec/002/帳票.yaml:2:3: 誤り FM03 ［帳票0020001］枠がありません。\n"
        "    | - 帳票ID: 一\n"
        "    → 足す\n"
        "spec/002/a,b:c.yaml: 警告 TR02 ありません。\n"
        "spec/002/帳票.yaml:1:1: 参考 LK01 100%\n確かめられません。\n"
        "    | 帳票:\n"
        "検査結果: 誤り 1件、警告 1件、参考 1件。"
    )
    assert render(Report(()), Format.TEXT, root) == "検査結果: 指摘はありません。"


@pytest.mark.parametrize("line", ["\x1b[31m赤\x1b[0m", "\ufffd", "\x00", "\u202e逆"])
def test_lines_a_terminal_would_obey_are_not_shown(root: Path, line: str) -> None:
    (root / "spec/002/帳票.yaml").write_text(f"一\n{line}\n")
    assert "    | " not in render(Report((ERROR,)), Format.TEXT, root)


def test_a_long_line_is_cut(root: Path) -> None:
    (root / "spec/002/帳票.yaml").write_text("一\n" + "あ" * 500)
    assert f"    | {'あ' * 100}…\n" in render(Report((ERROR,)), Format.TEXT, root)


def test_json_for_programs(root: Path) -> None:
    data = json.loads(render(Report((ERROR, WARNING)), Format.JSON, root))
    assert data["findings"][0] == {
        "code": "FM03",
        "severity": "error",
        "file": "spec/002/帳票.yaml",
        "line": 2,
        "column": 3,
        "subject": "帳票0020001",
        "message": "枠がありません。",
        "hint": "足す",
    }
    assert data["counts"] == {"error": 1, "warning": 1, "note": 0}


def test_annotations_for_github(root: Path) -> None:
    lines = render(Report((ERROR, WARNING, NOTE)), Format.GITHUB, root).split("\n")
    assert lines == [
        "::error file=spec/002/帳票.yaml,line=2,col=3,title=FM03::枠がありません。足す",
        "::warning file=spec/002/a%2Cb%3Ac.yaml,line=1,col=1,title=TR02::ありません。",
        "::notice file=spec/002/帳票.yaml,line=1,col=1,title=LK01::100%25%0A確かめられません。",
    ]


@pytest.mark.parametrize(
    ("findings", "on_errors", "on_warnings"),
    [((), 0, 0), ((NOTE,), 0, 0), ((WARNING, NOTE), 0, 1), ((ERROR,), 1, 1)],
)
def test_exit_codes(findings: tuple[Finding, ...], on_errors: int, on_warnings: int) -> None:
    report = Report(findings)
    assert report.exit_code() == on_errors
    assert report.exit_code(Severity.WARNING) == on_warnings
    assert Report(findings, ("FM03",)).exit_code() == 2


def test_a_rule_that_breaks_is_named_and_the_others_still_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: object) -> None:
        raise ZeroDivisionError("割り算")

    files = {"a.yaml": "帳票: [{帳票ID: '0030001', 帳票名称: 一, 対象: 職員向け, 実装類型: 実装必須}]\n"}
    repository = source.load(write_repository(tmp_path, files))
    monkeypatch.setitem(CATALOGUE, "FM01", CATALOGUE["FM01"]._replace(find=breaks))
    report = check.run(repository.corpus)
    assert report.exit_code() == 2
    assert [f.code for f in report.findings] == ["HJ00", "FM04", "ID02"]
    assert report.findings[0].message == (
        "規則 FM01 が異常終了しました（ZeroDivisionError: 割り算）。hyojun の不具合です。"
    )


def test_a_report_on_one_business(tmp_path: Path) -> None:
    broken = "用語: [{用語: 印鑑}]\n"
    root = write_repository(tmp_path, {"a.yaml": broken, "spec/003/a.yaml": broken})
    assert [f.origin.file for f in findings_of(root)] == ["spec/002/a.yaml", "spec/003/a.yaml"]
    assert [f.origin.file for f in findings_of(root, "003")] == ["spec/003/a.yaml"]
    whole = source.load(root)
    report = check.run(whole.corpus, whole.findings, whole.unread, "002")
    assert [f.origin.file for f in report.findings] == ["spec/002/a.yaml"]
