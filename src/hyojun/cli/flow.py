"""業務フロー: any BPMN file, also outside a repository."""

import csv
import io
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hyojun import source
from hyojun.flow import (
    COLUMNS,
    DI,
    Bpmn,
    CannotLayOut,
    Step,
    TableProblem,
    Unwritable,
    as_rows,
    doubts,
    draw,
    from_table,
    kept_lines,
    losses,
    planes,
    steps,
    with_layout,
)
from hyojun.model import Finding, Flow, FlowFile

from .app import app

flow = typer.Typer(
    name="flow",
    help="業務フロー（BPMN）を扱います。リポジトリの外のファイルにも使えます。",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(flow)

ForceOption = Annotated[bool, typer.Option("--force", help="あるファイルに上書きする")]
FileArgument = Annotated[Path, typer.Argument(help="BPMN 2.0 のファイル（.bpmn）", metavar="ファイル")]


class ShowFormat(StrEnum):
    """Ways to show a flow."""

    JSON = "json"
    STEPS = "steps"
    CSV = "csv"


@flow.command()
def show(
    file: FileArgument,
    format: Annotated[ShowFormat, typer.Option("--format", help="書き方")] = ShowFormat.JSON,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="書くファイル（csv は Excel で開ける、BOMの付いた UTF-8）", show_default=False
        ),
    ] = None,
    force: ForceOption = False,
) -> None:
    """BPMN のファイルから読み取った全て、又は手順の表（steps はタブ区切り、csv）を表示します。"""
    if format is ShowFormat.JSON:
        shown = as_json(read(file)) + "\n"
    else:
        found = read_flow(file)
        shown = as_table(steps(found), "\t" if format is ShowFormat.STEPS else ",")
        for lost in losses(found):
            print(f"手順の表には表れません — {lost}", file=sys.stderr)
    if out is None:
        print(shown, end="")
        return
    target = _free(out, force)
    source.replace_file(target, shown.encode("utf-8-sig" if format is ShowFormat.CSV else "utf-8"))
    print(f"できました: {target}")


@flow.command("draw")
def draw_(
    file: FileArgument,
    out: Annotated[Path, typer.Option("--out", help="SVG を書くフォルダー", show_default=False)],
) -> None:
    """BPMN の図を SVG にします。図が1つのファイルは1つ、複数のファイルは図の数だけ作ります。"""
    bpmn = read(file)
    drawn = planes(bpmn)
    if not any(p.shapes or p.edges for p in drawn):
        message = (
            f"「{file}」には図の情報（BPMN DI）がありません。"
            f"hyojun flow layout {file} で図の情報を付けるか、モデリングツールで図を描いて保存してください。"
        )
        fail(message, 1)
    names = [
        f"{file.stem}.svg" if len(drawn) == 1 else f"{file.stem}-{n}.svg" for n in range(1, len(drawn) + 1)
    ]
    pictures = {name: draw(bpmn, plane).encode() for name, plane in zip(names, drawn, strict=True)}
    source.replace_all(out, pictures)
    print(
        f"できました: {out}（{'、'.join(names[:5])}{' など' if len(names) > 5 else ''} {len(names)} ファイル）"
    )
    left_out = sum(1 for _ in bpmn.all("BPMNShape", "BPMNEdge", space=DI))
    left_out -= sum(len(p.shapes) + len(p.edges) for p in drawn)
    if left_out:
        message = (
            f"図形と線のうち {left_out} 個は、何を表すかか位置を読めないため描いていません。"
            "モデリングツールで開いて保存し直してください。"
        )
        fail(message, 1)


@flow.command()
def layout(
    file: FileArgument,
    out: Annotated[
        Path | None, typer.Option("--out", help="書くファイル（省くと元のファイル）", show_default=False)
    ] = None,
    force: ForceOption = False,
) -> None:
    """図の情報（BPMN DI）を作り直します。レーンを行に、時間を左から右に置きます。ほかの内容は変えません。"""
    bpmn = read(file)
    try:
        done = with_layout(_bytes(file), bpmn)
    except (CannotLayOut, Unwritable) as error:
        fail(f"「{file}」: {error}")
    target = file if out is None else _free(out, force)
    source.replace_file(target, done)
    opened = [s.element for p in planes(bpmn) for s in p.shapes if s.expanded and s.element.tag in _CALLS]
    for e in dict.fromkeys(e.name or e.id for e in opened):
        print(f"「{e}」は、呼び出すフローの中を開かずに描きました。", file=sys.stderr)
    print(f"できました: {target}")


_CALLS = ("callActivity", "callChoreography")


@flow.command("from-table")
def from_table_(
    file: Annotated[
        Path | None,
        typer.Argument(help="手順の表（.xlsx、.csv、.tsv）", metavar="ファイル", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="書くファイル（省くと、表と同じ名前の .bpmn）", show_default=False),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            "--title",
            help="フローの題名（省くと、表の見出しの上の題名。それも無ければ、表のファイル名）",
            show_default=False,
        ),
    ] = None,
    force: ForceOption = False,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template", help="見出しと例の入った手順の表（.xlsx）を書いて終わる", show_default=False
        ),
    ] = None,
) -> None:
    """手順の表（番号、担当、作業、機能ID、次、条件）から、図の付いた BPMN を作ります。"""
    from hyojun.source import importing

    if template is not None:
        if file is not None:
            fail("--template は、手順の表と一緒には使えません。どちらかにしてください。")
        if template.suffix.lower() != ".xlsx":
            fail(f"「{template}」: --template には、.xlsx のファイルの名前を書いてください。")
        source.replace_file(_free(template, force), importing.step_template())
        print(f"できました: {template}（例を書き換えて、hyojun flow from-table {template} としてください）")
        return
    if file is None:
        fail("手順の表のファイルを指定してください。空の表は、--template 表.xlsx で作れます。")
    target = _free(out or file.with_suffix(".bpmn"), force)
    try:
        table = importing.read_step_table(file)
        name = title or (table.title.text if table.title else file.stem)
        drawn = target.exists() and target.suffix.lower() in (".bpmn", ".xml")
        before = _replaced(target) if drawn else None
        done = from_table(table.rows, name, before)
    except (importing.ImportProblem, TableProblem) as error:
        mend = f"「{file}」を直してください。" if file.is_file() else ""
        fail(f"{error}\n{mend}何も書いていません。")
    source.replace_file(target, done)
    if not title:
        where = f"{table.title.place} による" if table.title else "表のファイル名による"
        print(
            f"題名を「{name}」としました（{where}）。違うときは --title で指定してください。", file=sys.stderr
        )
    kept = kept_lines(table.rows, before) if before else ()
    for remark in (*table.remarks, *doubts(table.rows), *kept):
        print(remark, file=sys.stderr)
    print(f"できました: {target}（手順 {len(table.rows)}）")


def _free(target: Path, force: bool) -> Path:
    """A file that may be written; ends the command where that would destroy one, or make folders."""
    if target.is_dir():
        fail(f"「{target}」はフォルダーです。ファイルの名前まで指定してください。")
    if not target.parent.is_dir():
        fail(f"フォルダー「{target.parent}」がありません。作ってから、やり直してください。")
    if target.exists() and not force:
        fail(f"「{target}」は既にあります。--out で別の名前を指定するか、--force で上書きしてください。")
    return target


def _replaced(target: Path) -> Flow:
    """The flow that is written over; ends the command where its steps cannot be told."""
    declared = FlowFile(key="flow", title=target.stem.strip() or "フロー", file="flow.bpmn")
    found, _ = source.read_flow(_bytes(target), declared, str(target))
    if found is None:
        fail(
            f"「{target}」を BPMN として読めないため、手順のIDを引き継げません。何も書いていません。"
            "--out で別の名前を指定するか、先に消してください。"
        )
    return found


def read_flow(file: Path) -> Flow:
    """A flow by itself, without its 業務; ends the command where it cannot be read."""
    declared = FlowFile(key="flow", title=file.stem.strip() or "フロー", file="flow.bpmn")
    data = _bytes(file)
    _refuse_other_kinds(file, data)
    found, findings = source.read_flow(data, declared, str(file))
    if found is None:
        fail("\n".join(map(_told, findings)))
    return found


def as_table(told: Sequence[Step], separator: str) -> str:
    """Steps as a table that `from-table` reads and Excel takes from the clipboard."""
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, COLUMNS, delimiter=separator, lineterminator="\n")
    table.writeheader()
    table.writerows(as_rows(told))
    return written.getvalue()


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        fail(f"「{file}」を読めません。ファイルがありません。名前と場所を確かめてください。")
    except IsADirectoryError:
        fail(f"「{file}」を読めません。フォルダーです。BPMN のファイル（.bpmn）を指定してください。")
    except OSError:
        fail(f"「{file}」を読めません。権限と、ほかの道具で開いていないかを確かめてください。")


def _refuse_other_kinds(file: Path, data: bytes) -> None:
    """Tables and sources of a 業務 are no drawings; whatever else may be BPMN under another name."""
    suffix = file.suffix.lower()
    is_book = data.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
    if not is_book and suffix not in (".xlsx", ".xls", ".csv", ".tsv", ".yaml", ".yml"):
        return
    table = f"手順の表からは、hyojun flow from-table {file} で作れます。"
    takes = "BPMN 2.0 のファイル（.bpmn、.xml）を指定してください。"
    fail(f"「{file}」は BPMN のファイルではありません。{takes}{'' if suffix in ('.yaml', '.yml') else table}")


def read(file: Path) -> Bpmn:
    """A file named on the command line; ends the command where it cannot be read."""
    data = _bytes(file)
    _refuse_other_kinds(file, data)
    bpmn, findings = source.read_bpmn(data, str(file))
    if bpmn is None:
        fail("\n".join(map(_told, findings)))
    return bpmn


def as_json(bpmn: Bpmn) -> str:
    """All that a file holds: the prefixes of namespaces, and every element in document order."""
    elements = [
        {
            "number": e.number,
            "parent": None if e.parent < 0 else e.parent,
            "namespace": e.space,
            "tag": e.tag,
            "id": e.attributes.get("id"),
            "attributes": dict(e.attributes),
            "text": e.text,
            "line": e.line,
            "column": e.column,
        }
        for e in bpmn.elements
    ]
    whole = {"prefixes": dict(bpmn.prefixes), "elements": elements}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def fail(message: str, code: int = 2) -> NoReturn:
    """Say why it cannot be done, and end."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def _told(found: Finding) -> str:
    return f"{found.place}: {found.code} {found.message}"
