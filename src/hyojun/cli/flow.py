"""業務フロー: any BPMN file, also outside a repository."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hyojun import source
from hyojun.flow import DI, Bpmn, draw, planes
from hyojun.model import Finding

from .app import app

flow = typer.Typer(
    name="flow",
    help="業務フロー（BPMN）を扱います。リポジトリの外のファイルにも使えます。",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(flow)

FileArgument = Annotated[Path, typer.Argument(help="BPMN 2.0 のファイル（.bpmn）", metavar="ファイル")]


class ShowFormat(StrEnum):
    """Ways to show a flow."""

    JSON = "json"


@flow.command()
def show(
    file: FileArgument,
    format: Annotated[ShowFormat, typer.Option("--format", help="書き方")] = ShowFormat.JSON,
) -> None:
    """BPMN のファイルから読み取った全てを表示します。"""
    print(as_json(read(file)))


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
    for name, plane in zip(names, drawn, strict=True):
        source.replace_file(out / name, draw(bpmn, plane).encode())
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


def read(file: Path) -> Bpmn:
    """A file named on the command line; ends the command where it cannot be read."""
    try:
        data = file.read_bytes()
    except OSError as error:
        fail(f"「{file}」を読めません（{error.strerror}）。名前と権限を確かめてください。")
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
