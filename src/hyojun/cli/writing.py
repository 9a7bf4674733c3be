"""How sources are written: `fmt` for their style, `schema` for the editors that help to write them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from hyojun import source

from .app import RootOption, _fail, _where, app


@app.command()
def fmt(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="ファイル又はフォルダー（省くと spec の全ての YAML）",
            metavar="ファイル",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="何も書かず、そろっていないファイルがあれば終了コードを1にします")
    ] = False,
    root: RootOption = None,
) -> None:
    """YAML の書き方（キーの順、引用符、字下げ）をそろえます。内容と注釈は変えません。"""
    where = _root(root)
    named = None if not files else [name for file in files for name in _names(where, file)]
    done = source.rewrite(where, named, write=not check)
    for file in done.changed:
        print(f"  {file}")
    for found in source.located(source.Sources(where), done.findings):
        hint = f"\n    → {found.hint}" if found.hint else ""
        print(f"{found.place}: {found.code} {found.message}{hint}", file=sys.stderr)
    left = len({f.origin.file for f in done.findings})
    if left:
        print(f"書き直せないファイルがあります（{left} ファイル、元のままです）。", file=sys.stderr)
    if done.changed or done.unchanged or not left:
        print(_summary(len(done.changed), len(done.unchanged), check))
    raise typer.Exit(2 if left else 1 if check and done.changed else 0)


@app.command()
def schema(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help=f"書く場所（省くとリポジトリの {source.SCHEMA_FOLDER}）", show_default=False
        ),
    ] = None,
    root: RootOption = None,
) -> None:
    """エディターがキーの補完と確認に使う JSON Schema を書きます。"""
    folder = out if out is not None else _root(root) / source.SCHEMA_FOLDER
    for name in source.write_schemas(folder):
        print(f"  {folder / name}")
    print("作りました。エディターの設定は、手引き「エディターの支援」にあります。")


def _summary(changed: int, unchanged: int, check: bool) -> str:
    if not changed:
        return f"書き方はそろっています（{unchanged} ファイル）。"
    if check:
        return f"書き方がそろっていません（{changed} ファイル）。hyojun fmt で直せます。"
    return f"書き方をそろえました（{changed} ファイル）。ほかの {unchanged} ファイルはそろっています。"


def _root(root: Path | None) -> Path:
    """The root of the repository, as an absolute path."""
    try:
        where = source.find_root(root if root is not None else Path.cwd())
    except source.NoRepository as error:
        _fail(str(error))
    if root is not None and where != root.resolve():
        _fail(f"「{root}」の pyproject.toml に [tool.hyojun] がありません。")
    _where(where)
    if not (where / "spec").is_dir():
        _fail(f"「{where}」に spec フォルダーがありません。hyojun init で作ったものか確かめてください。")
    return where


def _names(root: Path, file: Path) -> list[str]:
    """The files meant by an argument, relative to the root."""
    path = Path.cwd() / file
    try:
        name = path.parent.resolve().joinpath(path.name).relative_to(root.resolve()).as_posix()
    except ValueError:
        _fail(f"「{file}」はリポジトリ「{root}」の外にあります。リポジトリの中のファイルを指定してください。")
    if path.is_dir():
        return list(source.yaml_files(root, name))
    if path.suffix not in source.YAML_SUFFIXES:
        _fail(f"「{file}」は YAML ではありません。.yaml のファイルを指定してください。")
    return [name]
