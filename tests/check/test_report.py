"""The report: what people, programs and CI are shown, and the exit code."""

import json
import re
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from casefiles import findings_of, write_repository
from jsonschema import Draft202012Validator, validate

from hyojun import check, source
from hyojun.check import CATALOGUE, Format, Report, business_of, render
from hyojun.check.fingerprint import fingerprints
from hyojun.check.run import Withheld
from hyojun.check.source_lines import excerpt
from hyojun.model import Finding, Origin, Severity, Suppression

SCHEMA = json.loads((resources.files("hyojun") / "data/check-report.schema.json").read_text("utf-8"))

ERROR = Finding(
    "FM02",
    Severity.ERROR,
    "枠がありません。",
    Origin("spec/002/帳票.yaml", ("帳票", 0, "帳票ID")),
    "帳票0020001",
    "足す",
    line=2,
    column=15,
)
WARNING = Finding("TR02", Severity.WARNING, "ありません。", Origin("spec/002/a,b:c.yaml"))
NOTE = Finding(
    "LK01", Severity.NOTE, "100%\n確かめられません。", Origin("spec/002/帳票.yaml"), line=1, column=1
)

SUPPRESSION = Suppression(
    rule="LK01",
    target="帳票0020001",
    reason="移行の間だけ残す。",
    approver="総務課長",
    until=date(2027, 3, 31),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "spec/002").mkdir(parents=True)
    (tmp_path / "spec/002/帳票.yaml").write_text("帳票:\n    - 帳票ID: 一二三四\n")
    return tmp_path


def test_text_for_people(root: Path) -> None:
    assert render(Report((ERROR, WARNING, NOTE)), Format.TEXT, root) == (
        "■ spec/002/帳票.yaml（誤り 1件、参考 1件）\n"
        "spec/002/帳票.yaml:2:15: 誤り FM02 ［帳票0020001］枠がありません。\n"
        "    2 | - 帳票ID: 一二三四\n"
        f"      | {' ' * 14}^\n"
        "      → 足す\n"
        "spec/002/帳票.yaml:1:1: 参考 LK01 100%\n確かめられません。\n"
        "    1 | 帳票:\n"
        "      | ^\n"
        "\n"
        "■ spec/002/a,b:c.yaml（警告 1件）\n"
        "spec/002/a,b:c.yaml: 警告 TR02 ありません。\n"
        "\n"
        "検査結果: 誤り 1件、警告 1件、参考 1件。"
    )
    assert render(Report(()), Format.TEXT, root) == "検査結果: 指摘はありません。"


def test_what_is_suppressed_is_told_and_not_shown(root: Path) -> None:
    report = Report((WARNING,), suppressed=((NOTE, SUPPRESSION),))
    text = render(report, Format.TEXT, root)
    assert text.endswith("\n検査結果: 警告 1件（ほかに抑止 1件）。")
    assert "LK01" not in text
    alone = Report((), suppressed=((NOTE, SUPPRESSION),))
    assert render(alone, Format.TEXT, root) == "検査結果: 指摘はありません（ほかに抑止 1件）。"


def test_every_finding_of_many_is_shown_at_the_head_of_its_line(root: Path) -> None:
    many = tuple(ERROR._replace(line=n) for n in range(1, 2001))
    lines = render(Report(many), Format.TEXT, root).split("\n")
    assert sum(line.startswith("spec/002/帳票.yaml:") for line in lines) == 2000


def test_colour_is_only_added(root: Path) -> None:
    report = Report((ERROR, WARNING, NOTE))
    coloured = render(report, Format.TEXT, root, colour=True)
    assert "\x1b[1;31m誤り\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(report, Format.TEXT, root)
    for other in (Format.JSON, Format.GITHUB, Format.SARIF):
        assert render(report, other, root, colour=True) == render(report, other, root)


def test_one_cause_in_many_places_is_shown_once(root: Path) -> None:
    cause = ERROR._replace(code="LK05", severity=Severity.WARNING, message="機能0020001 の名称は「甲」です。")
    elsewhere = cause._replace(origin=Origin("spec/002/他.yaml"))
    places = [cause, cause._replace(line=7), cause._replace(line=9, subject="帳票0020002")]
    report = Report((*places, elsewhere, elsewhere._replace(line=5), elsewhere._replace(line=0), WARNING))
    assert render(report, Format.TEXT, root) == (
        "■ spec/002/帳票.yaml（警告 6件）\n"
        "spec/002/帳票.yaml:2:15: 警告 LK05 ［帳票0020001］機能0020001 の名称は「甲」です。\n"
        "    2 | - 帳票ID: 一二三四\n"
        f"      | {' ' * 14}^\n"
        "      → 足す\n"
        "      ほか5か所:\n"
        "        spec/002/帳票.yaml:7、9\n"
        "        spec/002/他.yaml:2、5\n"
        "\n"
        "■ spec/002/a,b:c.yaml（警告 1件）\n"
        "spec/002/a,b:c.yaml: 警告 TR02 ありません。\n"
        "\n"
        "検査結果: 警告 7件。"
    )
    assert len(json.loads(render(report, Format.JSON, root))["findings"]) == 7
    different = cause._replace(message="機能0020002 の名称は「甲」です。", line=8)
    assert "ほか" not in render(Report((cause, different)), Format.TEXT, root)


def test_words_that_name_nothing_are_no_common_cause(root: Path) -> None:
    report = Report((WARNING, WARNING._replace(subject="機能0020001")))
    assert render(report, Format.TEXT, root).count("ありません。") == 2


def test_what_matters_less_is_counted_and_not_shown(root: Path) -> None:
    report = Report((ERROR, WARNING, NOTE), suppressed=((NOTE, SUPPRESSION),))
    text = render(report, Format.TEXT, root, least=Severity.WARNING)
    assert "FM02" in text
    assert "TR02" in text
    assert "LK01" not in text
    assert text.endswith(
        "検査結果: 誤り 1件、警告 1件、参考 1件（ほかに抑止 1件、うち参考 1件は示していません）。"
    )
    errors = render(report, Format.TEXT, root, least=Severity.ERROR)
    assert "a,b:c" not in errors
    assert "うち警告 1件、参考 1件は示していません" in errors
    shown = render(report, Format.GITHUB, root, least=Severity.ERROR).split("\n")
    assert [line.partition(" ")[0] for line in shown] == ["::error"]
    for whole in (Format.JSON, Format.SARIF):
        assert render(report, whole, root, least=Severity.ERROR) == render(report, whole, root)


def test_what_could_not_be_asked_is_told_in_every_form(root: Path) -> None:
    report = Report((ERROR,), withheld=(Withheld("002", "印鑑登録"), Withheld("", "設定")))
    told = (
        "002 印鑑登録には読めないファイルがあるため、それに関わる検査を控えました。"
        "誤りを直してから、もう一度検査してください。"
    )
    assert f"\n\n{told}\n設定には" in render(report, Format.TEXT, root)
    assert render(report, Format.TEXT, root).endswith("\n検査結果: 誤り 1件。")
    assert f"::notice title=検査を控えました::{told}" in render(report, Format.GITHUB, root)
    data = json.loads(render(report, Format.JSON, root))
    validate(data, SCHEMA)
    assert data["withheld"][0] == {"business": "002", "name": "印鑑登録", "message": told}
    assert data["counts"] == {"error": 1, "warning": 0, "note": 0}


@pytest.mark.parametrize("line", ["\x1b[31m赤\x1b[0m", "\ufffd", "\x00", "\u202e逆"])
def test_lines_a_terminal_would_obey_are_not_shown(root: Path, line: str) -> None:
    (root / "spec/002/帳票.yaml").write_text(f"一\n{line}\n")
    assert " | " not in render(Report((ERROR,)), Format.TEXT, root)


@pytest.mark.parametrize(
    ("line", "column", "shown", "cells"),
    [
        ("abc", 2, "abc", 1),
        ("    - 名称: 値", 11, "- 名称: 値", 8),
        ("\t値", 2, "値", 0),
        ("　全角", 2, "全角", 0),
        ("葛\U000e0100城", 3, "葛\U000e0100城", 2),
        ("か\u3099る", 3, "か\u3099る", 2),
        ("abc", 0, "abc", -1),
        ("abc", 9, "abc", 3),
        ("", 1, "", -1),
        ("あ" * 500, 1, "あ" * 100 + "…", 0),
        ("あ" * 500, 250, "…" + "あ" * 100 + "…", 101),
        ("あ" * 500, 500, "…" + "あ" * 100, 199),
    ],
)
def test_the_caret_stands_under_the_place(line: str, column: int, shown: str, cells: int) -> None:
    assert excerpt(line, column) == (shown, cells)


def test_json_for_programs(root: Path) -> None:
    report = Report((ERROR, WARNING), ("FM01",), ((NOTE, SUPPRESSION),))
    data = json.loads(render(report, Format.JSON, root))
    assert data["findings"][0] == {
        "code": "FM02",
        "rule": check.documentation()["FM02"].name,
        "severity": "error",
        "business": "002",
        "file": "spec/002/帳票.yaml",
        "line": 2,
        "column": 15,
        "path": ["帳票", 0, "帳票ID"],
        "subject": "帳票0020001",
        "message": "枠がありません。",
        "hint": "足す",
        "fingerprint": data["findings"][0]["fingerprint"],
    }
    assert data["counts"] == {"error": 1, "warning": 1, "note": 0}
    assert data["businesses"] == {"002": {"FM02": 1, "TR02": 1}}
    assert data["defects"] == ["FM01"]
    assert data["suppressed"][0]["code"] == "LK01"
    assert data["suppressed"][0]["suppression"] == {
        "rule": "LK01",
        "target": "帳票0020001",
        "reason": "移行の間だけ残す。",
        "approver": "総務課長",
        "until": "2027-03-31",
    }
    validate(data, SCHEMA)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.update(schemaVersion=2), ["schemaVersion"]),
        (lambda d: d["findings"][0].update(severity="fatal"), ["findings", 0, "severity"]),
        (lambda d: d["findings"][0].pop("fingerprint"), ["findings", 0]),
        (lambda d: d["suppressed"][0]["suppression"].pop("reason"), ["suppressed", 0, "suppression"]),
        (lambda d: d["businesses"].update(二=1), ["businesses"]),
    ],
)
def test_the_schema_of_the_json_refuses_what_is_not_a_report(
    root: Path, change: Callable[[Any], None], path: list[str | int]
) -> None:
    data = json.loads(render(Report((ERROR,), (), ((NOTE, SUPPRESSION),)), Format.JSON, root))
    change(data)
    errors = list(Draft202012Validator(SCHEMA).iter_errors(data))
    assert path in [list(e.absolute_path) for e in errors]


@pytest.mark.parametrize(
    ("file", "business"),
    [
        ("spec/002/a.yaml", "002"),
        ("bpmn/002/a.bpmn", "002"),
        ("spec/006", "006"),
        ("spec/旧003", ""),
        ("spec/_settings/registry.yaml", ""),
        ("", ""),
    ],
)
def test_the_business_of_a_finding(file: str, business: str) -> None:
    assert business_of(ERROR._replace(origin=Origin(file))) == business


def test_a_fingerprint_outlives_moved_lines_and_changed_words() -> None:
    moved = ERROR._replace(
        line=90,
        column=1,
        message="枠が見当たりません。",
        origin=Origin(ERROR.origin.file, ("帳票", 7, "帳票ID")),
    )
    others = [
        ERROR._replace(code="FM01"),
        ERROR._replace(subject="帳票0020002"),
        ERROR._replace(origin=Origin("spec/002/別.yaml", ERROR.origin.path)),
        ERROR._replace(origin=ERROR.origin.at("名称")),
    ]
    [first] = fingerprints([ERROR])
    assert fingerprints([moved]) == [first]
    assert first not in fingerprints(others)
    same = fingerprints([ERROR, moved])
    assert same[0] == first
    assert same[1] == first.removesuffix(":1") + ":2"


def test_annotations_for_github(root: Path) -> None:
    lines = render(Report((ERROR, WARNING, NOTE)), Format.GITHUB, root).split("\n")
    assert lines == [
        "::error file=spec/002/帳票.yaml,line=2,col=15,title=FM02::枠がありません。足す",
        "::warning file=spec/002/a%2Cb%3Ac.yaml,line=1,col=1,title=TR02::ありません。",
        "::notice file=spec/002/帳票.yaml,line=1,col=1,title=LK01::100%25%0A確かめられません。",
    ]


def test_an_annotation_without_a_file_says_so_by_having_none(root: Path) -> None:
    defect = Finding("HJ00", Severity.ERROR, "不具合です::error::\r\n%", Origin(""))
    assert (
        render(Report((defect,)), Format.GITHUB, root) == "::error title=HJ00::不具合です::error::%0D%0A%25"
    )


@pytest.mark.parametrize(
    ("findings", "on_errors", "on_warnings"),
    [((), 0, 0), ((NOTE,), 0, 0), ((WARNING, NOTE), 0, 1), ((ERROR,), 1, 1)],
)
def test_exit_codes(findings: tuple[Finding, ...], on_errors: int, on_warnings: int) -> None:
    report = Report(findings)
    assert report.exit_code() == on_errors
    assert report.exit_code(Severity.WARNING) == on_warnings
    assert Report(findings, ("FM02",)).exit_code() == 2


def test_a_rule_that_breaks_is_named_and_the_others_still_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: object) -> None:
        raise ZeroDivisionError("割り算")

    files = {"a.yaml": "帳票: [{帳票ID: '0030001', 帳票名称: 一, 対象: 職員向け, 実装類型: 実装必須}]\n"}
    repository = source.load(write_repository(tmp_path, files))
    broken = CATALOGUE["FM01"]
    find = broken.finds[0]._replace(call=breaks)
    monkeypatch.setitem(CATALOGUE, "FM01", broken._replace(finds=(find,)))
    report = check.run(repository)
    assert report.exit_code() == 2
    assert {"HJ00", "FM04", "ID02"} <= {f.code for f in report.findings}
    assert next(f for f in report.findings if f.code == "HJ00").message == (
        "規則 FM01 が異常終了しました（ZeroDivisionError: 割り算）。hyojun の不具合です。"
    )


def test_a_report_on_one_business(tmp_path: Path) -> None:
    broken = "用語: [{用語: 印鑑}]\n"
    root = write_repository(tmp_path, {"a.yaml": broken, "spec/003/a.yaml": broken})
    unread = ["spec/002/a.yaml", "spec/003/a.yaml"]
    assert [f.origin.file for f in findings_of(root) if f.code == "SC02"] == unread
    assert {business_of(f) for f in findings_of(root)} == {"002", "003"}
    assert {business_of(f) for f in findings_of(root, "003")} == {"003"}
    report = check.run(source.load(root), "002")
    assert {business_of(f) for f in report.findings} == {"002"}
