"""What changed, and what follows from it: `diff`, `git-diff`, `impact`, `as-of`."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hyojun import source

from .app import RootOption, SpecOption, _fail, _in_colour, app
from .layouts import Layout, write_layout

if TYPE_CHECKING:
    from hyojun import diff as diffs


class DiffFormat(StrEnum):
    """How a comparison is written; as `diff.Format`, which is loaded when it is needed."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "md"
    CSV = "csv"
    PDF = "pdf"
    XLSX = "xlsx"


_TABLES = (DiffFormat.PDF, DiffFormat.XLSX)
"""新旧対照表 as a file."""


WEIGHTS = {"breaking": "影響大", "review": "要確認", "editorial": "字句の整理"}
_SYNONYMS = {
    **{word: word for word in WEIGHTS},
    **{word: name for name, word in WEIGHTS.items()},
    "影響大（要対応）": "breaking",
    "字句": "editorial",
}


def _weight(written: str) -> str:
    if written not in _SYNONYMS:
        raise typer.BadParameter(f"{written!r} is not one of 'breaking', 'review', 'editorial'.")
    return _SYNONYMS[written]


@app.command()
def diff(
    old: Annotated[
        str, typer.Argument(help="比べる元（git の版、フォルダー、スナップショット）", metavar="元")
    ],
    new: Annotated[
        str | None,
        typer.Argument(help="比べる先。省くと今の作業フォルダー", metavar="先", show_default=False),
    ] = None,
    spec: SpecOption = None,
    format: Annotated[DiffFormat, typer.Option("--format", help="結果の書き方")] = DiffFormat.TEXT,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="結果を書くファイル（省くと画面）。pdf と xlsx では、フォルダーなら文書ごとに1つ書きます",
            show_default=False,
        ),
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(
            "--style", help="新旧対照表の様式（標準、省令、事務用など。pdf と xlsx）", show_default=False
        ),
    ] = None,
    layout: Annotated[
        Layout | None,
        typer.Option(
            "--layout",
            help="文書の全体を、変更を示した形（見え消し）か、変更を溶け込ませた形（溶け込み）で書きます"
            "（--format pdf か html とともに）",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            help="この重さ以上の変更があれば終了コードを1にします（breaking 影響大、review 要確認、editorial 字句）",
            parser=_weight,
            metavar="重さ",
            show_default=False,
        ),
    ] = None,
    without_errata: Annotated[
        bool, typer.Option("--without-errata", help="確定した版を、出ている正誤を当てずに比べます")
    ] = False,
    root: RootOption = None,
) -> None:
    """2つの版を比べ、変更を、影響大（要対応）・要確認・字句の整理に分けて示します。"""
    from hyojun import diff as diffs

    if layout is None and format in _TABLES and out is None:
        _fail(f"--format {format.value} では、--out に書くファイル又はフォルダーを指定してください。")
    if style is not None and (layout is not None or format not in _TABLES):
        _fail("--style は、--format pdf 又は --format xlsx の新旧対照表に使えます。")
    where = _root(root)
    try:
        versions = source.open_versions(where, old, new, spec, errata=not without_errata)
        comparison = diffs.between(versions)
    except source.UnreadableVersion as error:
        _fail(str(error))
    if layout is not None:
        write_layout(layout, format.value, out, where, new, versions, comparison)
    elif out is not None and format in _TABLES:
        _write_tables(versions, comparison, format, out, where, style)
    else:
        _show(comparison, diffs.Format(format.value), out)
    for found in comparison.documents:
        business = versions.new.corpus.business(found.business)
        out_already = source.released(where, found.business, found.document) if where else ()
        for account, words in diffs.unmet(found, business.accounts, out_already) if business else ():
            place = account.origin.file if account.origin else found.document
            print(f"注意: {words}（{place}）。直すか、消してください。", file=sys.stderr)
    if fail_on and diffs.reaches(comparison, diffs.Weight(WEIGHTS[fail_on])):
        raise typer.Exit(1)


def _write_tables(
    versions: source.Versions,
    comparison: "diffs.Comparison",
    format: DiffFormat,
    out: Path,
    root: Path | None,
    style: str | None,
) -> None:
    from hyojun import diff as diffs
    from hyojun import publish

    kind: Literal["pdf", "xlsx"] = "pdf" if format is DiffFormat.PDF else "xlsx"
    try:
        written = publish.write_comparison(versions, comparison, kind, out, root, style)
    except publish.TableError as error:
        _fail(str(error))
    for file in written:
        print(f"書きました: {file}")
    print(diffs.total(comparison) if written else "変更がないため、新旧対照表は書きませんでした。")


def _show(comparison: "diffs.Comparison", format: "diffs.Format", out: Path | None) -> None:
    """The report of a comparison, on the screen or in a file."""
    from hyojun import diff as diffs

    colour = out is None and _in_colour(sys.stdout)
    text = diffs.render(comparison, format, colour)
    end = "\r\n" if format is diffs.Format.CSV else "\n"
    if out is not None:
        source.replace_file(out, (text + end).encode("utf-8"))
        print(f"書きました: {out}（{diffs.total(comparison)}）")
    elif format is diffs.Format.CSV and hasattr(sys.stdout, "buffer"):  # no line end may become another one
        sys.stdout.buffer.write((text + end).encode("utf-8"))
    else:
        print(text)


@app.command("git-diff")
def git_diff(
    files: Annotated[
        list[str],
        typer.Argument(
            help="git が渡すもの（path old-file old-hex old-mode new-file new-hex new-mode）", metavar="…"
        ),
    ],
) -> None:
    """git の差分を、行でなく機能や帳票の単位で示します（git が呼び出します。設定は手引きにあります）。

    ファイルを1つだけ渡すと、git log と git blame のために、機能ごとに読める形にして示します。
    """
    if len(files) == 1:
        data = Path(files[0]).read_bytes()
        told = source.outline(files[0], data)
        sys.stdout.write(told if told is not None else data.decode("utf-8", "replace"))
        return
    if len(files) not in (7, 9):
        _fail(
            "git の設定 diff.hyojun.command から呼び出してください。設定の仕方は手引きの「git」にあります。"
        )
    from hyojun import diff as diffs

    name = files[7] if len(files) == 9 else files[0]
    old, new = (None if f == os.devnull else Path(f).read_bytes() for f in (files[1], files[4]))
    paged = os.environ.get("GIT_PAGER_IN_USE") == "true" and not os.environ.get("NO_COLOR")
    told = diffs.file_difference(_root(None), name, old, new, paged or _in_colour(sys.stdout))
    try:
        print(told, flush=True)
    except BrokenPipeError:  # the reader has seen enough; git would call it a death
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _root(root: Path | None) -> Path | None:
    """The repository that is meant; None outside of any, where folders and snapshots can still be compared."""
    if root is not None:
        return root
    try:
        return source.find_root(Path.cwd())
    except source.NoRepository:
        return None
