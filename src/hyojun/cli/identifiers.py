"""Identifiers: the next free one, real ones for 仮番号, and withdrawal."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hyojun import source
from hyojun.model import Kind, next_number

from .app import RootOption, _fail, _where, app

ids = typer.Typer(
    name="id",
    help="ID（機能ID、帳票ID など）を付け、廃止します。",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(ids)


class Series(StrEnum):
    """Kinds of IDs that are issued from a series."""

    FUNCTION = "機能"
    FORM = "帳票"
    DATA_ITEM = "データ"
    GROUP = "グループ"
    LINKAGE = "連携"


_LETTERS = {"i": "照会", "o": "提供"}
"""The letter of a 連携ID by what the 業務 does in it."""

DateOption = Annotated[
    str | None,
    typer.Option("--date", help="台帳に書く発行日（例: 2026-04-01）。省くと今日", show_default=False),
]


@ids.command("next")
def next_(
    spec: Annotated[str, typer.Argument(help="業務ID（例: 002）", metavar="業務ID")],
    kind: Annotated[Series, typer.Argument(help="IDの種類", metavar="種類")],
    root: RootOption = None,
) -> None:
    """次に使える番号を表示します。使われた番号と廃止された番号は、二度と使いません。"""
    where = _root(root)
    try:
        [business] = [b for b in source.load(where, spec).corpus.businesses if b.id == spec]
    except source.NoRepository as error:
        _fail(str(error))
    except ValueError:
        _fail(f"業務 {spec} を読めません。hyojun check で確かめてください。")
    wanted = Kind(kind.value)
    if wanted is Kind.LINKAGE:
        for letter, meaning in _LETTERS.items():
            print(f"{next_number(business, wanted, letter)}　{meaning}")
    else:
        print(next_number(business, wanted))


@ids.command()
def assign(
    spec: Annotated[
        str | None, typer.Option("--spec", help="業務ID。省くと全ての業務", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="何も書かず、付ける番号だけを示します")] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            help="次の番号でないと知った上で、そのまま登録するID（いくつでも）",
            show_default=False,
            metavar="ID",
        ),
    ] = None,
    day: DateOption = None,
    root: RootOption = None,
) -> None:
    """仮番号（002仮1 など）を正式なIDに置き換え、ID台帳に登録します。"""
    where = _root(root)
    try:
        done = source.assign(where, spec, _date(day), accept=accept or (), write=not dry_run)
    except source.Disputed as error:
        _fail(str(error), 1)
    except (source.CannotIssue, source.NoRepository) as error:
        _fail(str(error))
    for issue in done.issues:
        before = f"{issue.provisional} → " if issue.provisional else ""
        print(f"  {issue.kind.value}{before}{issue.id}　{issue.name}")
    for file in done.files:
        print(f"  {file}")
    issued = sum(1 for i in done.issues if i.provisional)
    verb = "付けます" if dry_run else "付けました"
    print(
        f"{issued}件の番号を{verb}（台帳への登録 {len(done.issues)}件、書き換え {len(done.files)}ファイル）。"
    )
    if done.undefined:
        print("どこにも定義の無い仮番号が残っています。定義を書くか、参照を直してください。")
    for place in done.undefined:
        print(f"  {place}")


@ids.command()
def retire(
    target: Annotated[str, typer.Argument(help="廃止するID（例: 機能0020005）", metavar="対象")],
    reason: Annotated[str, typer.Option("--reason", help="廃止の理由")],
    replaced_by: Annotated[
        list[str] | None, typer.Option("--replaced-by", help="置換先のID（いくつでも）", show_default=False)
    ] = None,
    edition: Annotated[
        str | None,
        typer.Option("--edition", help="廃止する版（省くと、文書の今の版）", show_default=False),
    ] = None,
    root: RootOption = None,
) -> None:
    """IDを廃止します。行は欠番として残り、番号は二度と使われません。"""
    try:
        written = source.retire(_root(root), target, edition, reason, replaced_by or ())
    except (source.CannotIssue, source.NoRepository) as error:
        _fail(str(error))
    for file in written:
        print(f"  {file}")
    print(f"{target} を廃止しました。hyojun check で、まだ参照している所を確かめてください。")


def _date(day: str | None) -> date:
    if day is None:
        return date.today()
    try:
        return date.fromisoformat(day)
    except ValueError:
        _fail("「--date」は 2026-04-01 のように書いてください。")


def _root(root: Path | None) -> Path:
    try:
        return _where(root)
    except source.NoRepository as error:
        _fail(str(error))
