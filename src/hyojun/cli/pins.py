"""Pinned documents: an edition of another publisher beside our own."""

from pathlib import Path
from typing import Annotated

import typer

from hyojun import source
from hyojun.model import edition_words

from .app import RootOption, _fail, _where, app


@app.command()
def pin(
    target: Annotated[
        str, typer.Argument(help="業務IDと文書（例: 002/データ）", metavar="業務ID/文書", show_default=False)
    ],
    file: Annotated[
        Path,
        typer.Argument(
            help="発行者が公表したスナップショット（.json）", metavar="ファイル", show_default=False
        ),
    ],
    origin: Annotated[
        str | None, typer.Option("--from", help="入手先（住所、又は言葉）", show_default=False)
    ] = None,
    root: RootOption = None,
) -> None:
    """ほかの発行者の版を、この業務の文書として固定します。spec/業務ID/固定 に置き、業務.yaml に書きます。"""
    spec, _, name = target.partition("/")
    try:
        where = _where(root)
        common = source.load_common(where)
        if not name or (spec not in common.folders and common.registry.business(spec) is None):
            _fail(
                f"「{target}」が分かりません。002/データ のように、台帳にある業務の業務IDと文書を書いてください。"
            )
        done = source.pin(where, spec, name, file, origin)
    except (source.NoRepository, source.UnreadableSnapshot) as error:
        _fail(str(error))
    except source.CannotPin as error:
        print(error)
        raise typer.Exit(1) from None
    for written in done.written:
        print(f"  {written}")
    label = f"{target} {edition_words(done.edition)}（{done.publisher}）"
    if not done.written:
        print(f"{label}は、同じ内容で既に固定しています。何も変えませんでした。")
        return
    before = f"これまでの {done.before} は残しています。" if done.before else ""
    print(f"{label}を固定しました。{before}hyojun check で、ほかの文書と合うか確かめてください。")
