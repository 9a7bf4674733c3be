"""Editing in Excel: the tables of a 業務 as a workbook, and workbooks of colleagues back into the sources."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from hyojun import source

from .app import RootOption, SpecOption, _fail, _in_colour, _refuse_report, _where, app

if TYPE_CHECKING:
    from hyojun.source import editing

edits = typer.Typer(
    name="edit",
    help="表（機能、帳票、データ項目など）を Excel で直し、元のファイルに戻します。",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(edits)


@edits.command()
def export(
    spec: Annotated[str, typer.Argument(help="業務ID（例: 002）", metavar="業務ID")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="書くファイル（省くと 編集-業務ID.xlsx）", show_default=False),
    ] = None,
    root: RootOption = None,
) -> None:
    """業務の表を、編集用のブック（.xlsx）に書き出します。"""
    from hyojun.source import editing

    file = out if out is not None else Path(f"編集-{spec}.xlsx")
    if file.suffix.lower() != ".xlsx":
        _fail("--out のファイルの名前は、.xlsx で終わるようにしてください。")
    try:
        done = editing.export(_where(root), spec, file)
    except (editing.CannotEdit, source.NoRepository) as error:
        _fail(str(error))
    print("\n".join(editing.export_lines(done, file)))


@edits.command()
def apply(
    books: Annotated[list[Path], typer.Argument(help="直したブック（いくつでも）", metavar="ブック")],
    spec: SpecOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="何も書かず、変わる所だけを示します")] = False,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="報告を書くファイル（.csv 又は .xlsx）", show_default=False),
    ] = None,
    reorder: Annotated[
        bool, typer.Option("--reorder", help="多くの行の順が変わっていても、その順に改めます")
    ] = False,
    skip_conflicts: Annotated[
        bool, typer.Option("--skip-conflicts", help="競合した所を除いて、残りを反映します")
    ] = False,
    root: RootOption = None,
) -> None:
    """直したブックを元のファイルに戻します。変わった所だけを書き換え、競合があれば何も書きません。"""
    from hyojun.source import editing

    if report is not None:
        _refuse_report(report)
    try:
        where = _where(root)
        done = editing.apply(
            where, books, spec, write=not dry_run, reorder=reorder, skip_conflicts=skip_conflicts
        )
        if report is not None:
            editing.write_report(editing.table(done), report)
    except editing.Refusal as error:
        _fail(
            "\n".join(
                ["ブックを反映できません。何も書いていません。", *(f"  {line}" for line in error.refused)]
            )
        )
    except (editing.CannotEdit, source.NoRepository) as error:
        _fail(str(error))
    print("\n".join(editing.screen_lines(done)))
    if dry_run and done.files:
        print(_differences(where, done))
    for file in done.files if done.written else ():
        print(f"  {file}")
    open_ = bool(done.refused) or (bool(done.conflicts) and not skip_conflicts)
    print(_summary(done, dry_run, open_))
    raise typer.Exit(1 if open_ else 0)


def _summary(done: "editing.Application", dry_run: bool, is_open: bool) -> str:
    if is_open:
        return "決めるところ、直すところがあるため、何も書いていません。"
    left = f"上の一覧の {len(done.conflicts)} 件は反映していません。" if done.conflicts else ""
    if not done.files:
        return f"{left}変わる所はありません。"
    if dry_run:
        return f"{len(done.files)} ファイルが変わります。{left}--dry-run を外すと書きます。"
    return f"{len(done.files)} ファイルを書き換えました。{left}hyojun check で確かめてください。"


def _differences(root: Path, done: "editing.Application") -> str:
    """The changes as `diff` shows them."""
    from hyojun import diff as diffs
    from hyojun.source import editing

    with TemporaryDirectory(prefix="hyojun-edit-") as folder:
        editing.overlaid(root, done.files, Path(folder))
        versions = source.open_versions(root, str(root.resolve()), folder, done.business)
        old = versions.old._replace(label="今の仕様書")
        new = versions.new._replace(label="反映した後")
        comparison = diffs.between(versions._replace(old=old, new=new))
        return diffs.render(comparison, diffs.Format.TEXT, _in_colour(sys.stdout))
