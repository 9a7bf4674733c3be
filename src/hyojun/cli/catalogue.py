"""The rules and what they mean: `rules` and `explain`."""

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from hyojun import check as checks
from hyojun.model import SEVERITY_WORDS, Severity

from .app import app


class ListFormat(StrEnum):
    """How the catalogue is written."""

    TEXT = "text"
    JSON = "json"


@app.command()
def rules(
    format: Annotated[ListFormat, typer.Option("--format", help="一覧の書き方")] = ListFormat.TEXT,
) -> None:
    """検査の規則の一覧を示します。"""
    entries = list(checks.documentation().values())
    if format is ListFormat.JSON:
        data = {"schemaVersion": 1, "rules": [d._asdict() for d in entries]}
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    head = ("コード", "重さ", "範囲", "名称", "根拠")
    rows = [(d.code, _severity(d), d.scope, d.name, d.source) for d in entries]
    print(checks.columns([head, *rows]))


@app.command()
def explain(
    codes: Annotated[list[str], typer.Argument(help="規則のコード（例: FM03）", metavar="コード")],
) -> None:
    """規則の理由、例、直し方を示します。"""
    known = checks.documentation()
    if unknown := [c for c in codes if c.upper() not in known]:
        for code in unknown:
            near = "、".join(checks.nearest(code))
            hint = f"近いコード: {near}。" if near else "hyojun rules で一覧が出ます。"
            print(f"「{code}」という規則はありません。{hint}", file=sys.stderr)
        raise typer.Exit(2)
    print("\n\n".join(_explained(known[c.upper()]) for c in codes))


def _explained(entry: checks.Documented) -> str:
    parts = (
        ("重さ", _severity(entry)),
        ("範囲", entry.scope),
        ("分類", entry.group),
        (
            "根拠",
            "\n".join([entry.source, *(f"{n} {text}" for n, text in checks.asked_by(entry.source).items())]),
        ),
        ("なぜ", entry.why),
        ("悪い例", entry.bad),
        ("良い例", entry.good),
        ("直し方", entry.mend),
        ("抑止", _suppressing(entry)),
    )
    lines = [f"{entry.code} {entry.name}"]
    for word, text in parts:
        lines.append(f"  {word}: " + text.replace("\n", "\n    "))
    return "\n".join(lines)


def _severity(entry: checks.Documented) -> str:
    """As it comes with hyojun; a repository may set others."""
    word = SEVERITY_WORDS[entry.severity]
    return f"{word}（案では{SEVERITY_WORDS[entry.draft]}）" if entry.draft else word


def _suppressing(entry: checks.Documented) -> str:
    if entry.severity is Severity.ERROR:
        return "誤りは抑止できません。直してください。"
    if entry.scope in (checks.READING, checks.Scope.REPORT):
        return "仕様書の中身ではないことについての指摘なので、抑止できません。"
    return (
        "spec/_settings/suppressions.yaml の「抑止」に、規則、対象、理由、承認者、期限を書きます。\n"
        f"- {{規則: {entry.code}, 対象: 機能0020001, 理由: …, 承認者: …, 期限: 2027-03-31}}"
    )
