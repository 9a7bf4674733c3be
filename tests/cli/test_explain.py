"""`rules`, `explain`, and how `check` looks on a terminal."""

import io
import json
import sys
from pathlib import Path

import pytest
from casefiles import write_repository
from commands import Command

from hyojun.check import documentation
from hyojun.check.source_lines import cells


def test_rules_are_listed_with_their_columns_aligned(hyojun: Command, tmp_path: Path) -> None:
    listed = hyojun("rules", cwd=tmp_path)
    assert (listed.code, listed.err) == (0, "")
    head, *rows = listed.out.rstrip("\n").split("\n")
    assert head.split() == ["コード", "重さ", "範囲", "名称", "根拠"]
    assert [row.split()[0] for row in rows] == list(documentation())
    names = {d.code: d.name for d in documentation().values()}
    starts = {cells(row[: row.index(names[row.split()[0]])]) for row in rows}
    assert len(starts) == 1, "the names begin in one column of the terminal"


def test_rules_for_programs(hyojun: Command, tmp_path: Path) -> None:
    data = json.loads(hyojun("rules", "--format", "json", cwd=tmp_path).out)
    assert data["schemaVersion"] == 1
    [entry] = [r for r in data["rules"] if r["code"] == "TR02"]
    assert set(entry) == {
        *("code", "name", "severity", "draft", "scope", "source", "group", "why", "bad", "good", "mend"),
    }
    told = documentation()["TR02"]
    assert (entry["severity"], entry["group"]) == (told.severity.value, "ツリー図")
    assert len(data["rules"]) == len(documentation())


def indented(text: str) -> str:
    return text.replace("\n", "\n    ")


def test_a_rule_is_explained(hyojun: Command, tmp_path: Path) -> None:
    told = hyojun("explain", "fm02", "SC03", "fm04", cwd=tmp_path)
    assert (told.code, told.err) == (0, "")
    first, second, third = told.out.split("\n\n")
    entry = documentation()["FM02"]
    assert first == (
        f"FM02 {entry.name}\n"
        "  重さ: 誤り\n"
        f"  範囲: {entry.scope}\n"
        "  分類: 帳票\n"
        f"  根拠: {entry.source}\n"
        "    R57 諸元の二重管理\n"
        f"  なぜ: {indented(entry.why)}\n"
        f"  悪い例: {indented(entry.bad)}\n"
        f"  良い例: {indented(entry.good)}\n"
        f"  直し方: {indented(entry.mend)}\n"
        "  抑止: 誤りは抑止できません。直してください。"
    )
    assert second.startswith("SC03 値の形\n")
    assert "規則: FM04, 対象: 機能0020001" in third


@pytest.mark.parametrize("code", ["GV03", "RD08"])
def test_what_is_not_about_the_specification_cannot_be_suppressed(
    hyojun: Command, tmp_path: Path, code: str
) -> None:
    assert "抑止できません" in hyojun("explain", code, cwd=tmp_path).out


def test_the_suppression_that_explain_shows_works(hyojun: Command, tmp_path: Path) -> None:
    form = "帳票: [{帳票ID: '0020001', 帳票名称: 一, 対象: 職員向け, 実装類型: 実装必須, データ要件で代替: 無し}]\n"
    root = write_repository(tmp_path, {"a.yaml": form})
    assert " FM04 " in hyojun("check", cwd=root).out
    shown = hyojun("explain", "FM04", cwd=root).out.split("\n")[-2].strip()
    shown = shown.replace("機能0020001", "帳票0020001").replace("2027", "2999")
    (root / "spec/_settings/suppressions.yaml").write_text(f"抑止:\n  {shown}\n", "utf-8")
    checked = hyojun("check", cwd=root)
    assert " FM04 " not in checked.out
    assert "抑止 1件" in checked.out


def test_unknown_codes_are_answered_with_near_ones(hyojun: Command, tmp_path: Path) -> None:
    refused = hyojun("explain", "FM02", "FM022", "あいう", cwd=tmp_path)
    assert (refused.code, refused.out) == (2, "")
    assert "「FM022」という規則はありません。近いコード: FM02" in refused.err
    assert "「あいう」という規則はありません。hyojun rules で一覧が出ます。" in refused.err


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("terminal", "environment", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
        (False, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_on_a_terminal_only(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,
    environment: dict[str, str],
    coloured: bool,
) -> None:
    from hyojun.cli import main

    root = write_repository(tmp_path, {"a.yaml": "用語: [{用語: 印鑑}]\n"})
    for name in ("NO_COLOR", "TERM", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    kind = Terminal if terminal else io.TextIOWrapper
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", kind(written, encoding="utf-8"))
    monkeypatch.setattr(sys, "argv", ["hyojun", "check", "--root", str(root)])
    with pytest.raises(SystemExit):
        main()
    sys.stdout.flush()
    assert ("\x1b[" in written.getvalue().decode()) is coloured
