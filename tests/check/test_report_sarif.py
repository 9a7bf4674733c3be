"""SARIF: valid by the published schema, places as it counts them, nothing of a broken rule among the results."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from casefiles import write_repository
from jsonschema import Draft202012Validator

from hyojun import check, source
from hyojun.check import CATALOGUE, Format, Report, Scope, documentation, render
from hyojun.check.rule import Find
from hyojun.model import Finding, Origin, Severity, Suppression

SCHEMA = json.loads((Path(__file__).parent / "schemas/sarif-2.1.0.json").read_text("utf-8"))
ROOT = Path(__file__).parents[2]
WARNING = Finding(
    "FM04", Severity.WARNING, "理由がありません。", Origin("spec/002/帳票 一.yaml"), "帳票0020001"
)
SUPPRESSION = Suppression(
    rule="FM04", target="帳票0020001", reason="移行の間だけ", approver="課長", until=date(2027, 3, 31)
)


def run_of(report: Report, root: Path) -> dict[str, Any]:
    """The one run of a report, once the published schema has nothing against it."""
    data = json.loads(render(report, Format.SARIF, root))
    validator = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [e.message for e in validator.iter_errors(data)] == []
    [run] = data["runs"]
    return dict(run)


def checked(root: Path) -> Report:
    return check.located(check.run(source.load(root)), root)


def test_the_sample_gives_valid_sarif() -> None:
    report = checked(ROOT)
    run = run_of(report, ROOT)
    assert len(run["results"]) == len(report.findings) + len(report.suppressed)
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_the_schema_would_refuse_a_wrong_log() -> None:
    assert not Draft202012Validator(SCHEMA).is_valid({"version": "2.1.0", "runs": [{"results": [{}]}]})


def test_every_rule_comes_with_its_help(tmp_path: Path) -> None:
    rules = run_of(Report(()), tmp_path)["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == list(documentation())
    assert set(CATALOGUE) <= {r["id"] for r in rules}
    for rule, entry in zip(rules, documentation().values(), strict=True):
        assert rule["shortDescription"]["text"] == entry.name
        assert rule["fullDescription"]["text"] == entry.why
        assert f"直し方: {entry.mend}" in rule["help"]["text"]
        assert f"**悪い例**: {entry.bad}" in rule["help"]["markdown"]
        assert rule["defaultConfiguration"] == {"level": entry.severity.value}
        assert rule["properties"]["tags"] == [entry.group]


def test_places_are_relative_and_count_utf16(tmp_path: Path) -> None:
    """A character outside the basic plane is one character for us and two units for SARIF."""
    (tmp_path / "spec/002").mkdir(parents=True)
    (tmp_path / "spec/002/帳票 一.yaml").write_text("一\n用語: [{用語: 𨘢𨘢, 定義: 二}]\n", "utf-8")
    found = WARNING._replace(line=2, column=14)
    [result] = run_of(Report((found,)), tmp_path)["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {
        "uri": "spec/002/%E5%B8%B3%E7%A5%A8%20%E4%B8%80.yaml",
        "uriBaseId": "SRCROOT",
    }
    assert place["region"] == {"startLine": 2, "startColumn": 16}
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "帳票0020001"}]
    [whole] = run_of(Report((WARNING,)), tmp_path)["results"]
    assert "region" not in whole["locations"][0]["physicalLocation"]
    text = render(Report((found,)), Format.SARIF, tmp_path)
    assert str(tmp_path) not in text


def test_results_name_their_rule_and_what_is_suppressed_says_why(tmp_path: Path) -> None:
    run = run_of(Report((WARNING,), (), ((WARNING, SUPPRESSION),)), tmp_path)
    shown, hidden = run["results"]
    assert run["tool"]["driver"]["rules"][shown["ruleIndex"]]["id"] == shown["ruleId"] == "FM04"
    assert (shown["level"], shown["message"]["text"]) == ("warning", "理由がありません。")
    assert "suppressions" not in shown
    assert hidden["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "移行の間だけ",
            "properties": {
                "rule": "FM04",
                "target": "帳票0020001",
                "approver": "課長",
                "until": "2027-03-31",
            },
        }
    ]
    marks = [r["partialFingerprints"]["hyojun/v1"] for r in run["results"]]
    assert len(set(marks)) == 2


def test_a_broken_rule_is_a_notification_and_the_run_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: object) -> None:
        raise ZeroDivisionError("割り算")

    find = Find(Scope.BUSINESS, breaks)
    monkeypatch.setitem(CATALOGUE, "ZZ01", CATALOGUE["FM02"]._replace(code="ZZ01", finds=(find,)))
    root = write_repository(tmp_path, {"a.yaml": "用語: [{用語: 印鑑}]\n"})
    run = run_of(checked(root), root)
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    told, withheld = invocation["toolExecutionNotifications"]
    assert withheld["level"] == "warning"
    assert withheld["message"]["text"].startswith("002 印鑑登録には読めないファイルがあるため、")
    assert told["associatedRule"] == {"id": "ZZ01"}
    assert "ZeroDivisionError" in told["message"]["text"]
    codes = {r["ruleId"] for r in run["results"]}
    assert "SC02" in codes
    assert "HJ00" not in codes
